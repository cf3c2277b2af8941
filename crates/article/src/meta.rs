use crate::error::{Error, Notes};
use crate::front::{At, Front};
use crate::target::Target;
use crate::{Crop, ParseOptions, PictureSource};

/// The fields of an upload beside the text (标题, 作者, 摘要 …). Lengths are in Unicode scalar
/// values; the limits are those that hold by every route, and a route may have smaller ones.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Meta {
    /// 1 to 64 characters, trimmed.
    pub title: String,
    /// Author (作者).
    pub author: Option<String>,
    /// Summary (摘要), at most 128 characters, trimmed. Without one the platform takes the beginning of the
    /// text.
    pub digest: Option<String>,
    /// The cover picture (封面), if the front matter names one.
    pub cover: Option<PictureSource>,
    /// Where the source names it; lines are counted from 1.
    pub cover_line: Option<usize>,
    /// Show the cover above the text.
    pub show_cover: bool,
    /// Where "read the original" (阅读原文) leads, http or https.
    pub source_url: Option<String>,
    /// Open for comments.
    pub comments: bool,
    /// Only followers may comment.
    pub fans_only: bool,
    /// What became of external links.
    pub links: Links,
    /// Which parts of the cover are shown; none for the middle of it.
    pub crops: Vec<Crop>,
    /// The theme that the front matter asks for, by name or file.
    pub theme: Option<String>,
    /// The colour of headings and marks that the front matter asks for.
    pub accent: Option<String>,
    /// Pictures go as they are, as permanent material where they are too large for an article's.
    pub original_pictures: bool,
    /// The way to publish that the front matter asks for.
    pub via: Option<String>,
    /// The folder at which addresses with a `/` before them begin, seen from the article's folder, if the front matter
    /// names one as Typora does (`typora-root-url`).
    pub file_root: Option<String>,
    /// An article, or pictures with a text.
    pub kind: Kind,
}

/// What is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Kind {
    /// An article (图文消息).
    #[default]
    News,
    /// A picture message (图片消息): its pictures, and its text without marks.
    Newspic,
}

/// What becomes of links to other sites. Most accounts may not have any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Links {
    /// They stay links; only for accounts with that permission.
    Keep,
    /// They become text with a number, and a list of addresses (参考链接) ends the article.
    #[default]
    Footnotes,
}

/// The largest of the documented limits.
const TITLE: usize = 64;
pub(crate) const DIGEST: usize = 128;

/// Checks the fields; `heading` is the level-1 heading that serves when the front matter has no title. Each thing that
/// is wrong is noted.
pub(crate) fn meta(
    front: Front,
    heading: Option<At<String>>,
    options: &ParseOptions,
    notes: &mut Notes,
) -> Meta {
    let title = line_of_text("title", front.title.or(heading), TITLE, notes)
        .or_else(|| line_of_text("title", called(options, notes), TITLE, notes));
    let author = line_of_text("author", front.author, usize::MAX, notes);
    let digest = line_of_text("digest", front.digest, DIGEST, notes);
    let cover_line = front.cover.as_ref().and_then(|cover| cover.line);
    let cover = line_of_text("cover", front.cover, usize::MAX, notes).and_then(|cover| {
        match crate::target::named(&cover.value, &options.folder) {
            // A cover is uploaded, wherever it is.
            Ok(Target::Platform(url)) => Some(PictureSource::Remote(url)),
            Ok(Target::Elsewhere(source)) => Some(source),
            Err(why) => {
                notes.error(Error::new(cover.line, format!("cover: {why}")));
                None
            }
        }
    });
    let source_url = line_of_text("source_url", front.source_url, usize::MAX, notes);
    if let Some(url) = source_url.as_ref().filter(|url| crate::target::web_host(&url.value).is_none()) {
        notes.error(Error::new(url.line, "source_url must be an http or https address"));
    }
    if title.is_none() {
        let why =
            "no title; give one as `title:` in the front matter, or begin the article with a level-1 heading";
        notes.error(Error::new(None, why));
    }
    let value = |field: Option<At<String>>| field.map(|field| field.value);
    Meta {
        title: value(title).unwrap_or_default(),
        author: value(author),
        digest: value(digest),
        cover,
        cover_line,
        show_cover: front.show_cover,
        source_url: value(source_url),
        comments: front.comments,
        fans_only: front.fans_only,
        links: options.links,
        crops: front.crops,
        theme: value(front.theme),
        accent: value(front.accent),
        original_pictures: front.original_pictures,
        via: value(front.via),
        file_root: value(front.file_root),
        kind: front.kind,
    }
}

/// What the file of the article is called, as the last resort for its title.
fn called(options: &ParseOptions, notes: &mut Notes) -> Option<At<String>> {
    let name = options.name.as_deref().filter(|name| !name.trim().is_empty())?;
    let why = format!("the article has no title; it is called {name} as its file; `title:` gives it another");
    notes.warn(None, "title", why);
    Some(At { line: None, value: name.to_owned() })
}

/// Trimmed; `None` if nothing is left. What is wrong with it is noted, and it is given all the same.
fn line_of_text(name: &str, text: Option<At<String>>, most: usize, notes: &mut Notes) -> Option<At<String>> {
    let At { line, value } = text?;
    // A text that was folded over several lines is one.
    let value =
        value.split('\n').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if value.chars().any(char::is_control) {
        notes.error(Error::new(line, format!("the {name} must be one line without control characters")));
    }
    let count = value.chars().count();
    if count > most {
        notes.error(Error::new(
            line,
            format!("the {name} has {count} characters, at most {most} are allowed"),
        ));
    }
    let value = value.trim().to_owned();
    (!value.is_empty()).then_some(At { line, value })
}
