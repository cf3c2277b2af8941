use crate::error::Error;
use crate::front::{At, Front};
use crate::target::Target;
use crate::{ParseOptions, PictureSource};

/// The fields of an upload beside the text (标题, 作者, 摘要 …). Lengths are in Unicode scalar
/// values; the limits are those that hold by every route, and a route may have smaller ones.
#[derive(Debug, Clone, PartialEq, Eq)]
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
}

/// What becomes of links to other sites. Most accounts may not have any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Links {
    /// They stay links; only for accounts with that permission.
    Keep,
    /// They become text with a number, and a list of addresses (参考链接) ends the article.
    #[default]
    Footnotes,
}

/// The largest of the documented limits.
const TITLE: usize = 64;
const DIGEST: usize = 128;

/// Checks the fields; `heading` is the level-1 heading that serves when the front matter has no title.
pub(crate) fn meta(
    front: &Front,
    heading: Option<At<String>>,
    options: &ParseOptions,
) -> Result<Meta, Error> {
    let title = line_of_text("title", front.title.as_ref().or(heading.as_ref()))?.ok_or_else(|| {
        Error::new(
            None,
            "no title; give one as `title:` in the front matter, or begin the article with a level-1 heading",
        )
    })?;
    limit("title", &title, TITLE)?;
    let author = line_of_text("author", front.author.as_ref())?;
    let digest = line_of_text("digest", front.digest.as_ref())?;
    if let Some(digest) = &digest {
        limit("digest", digest, DIGEST)?;
    }
    let cover = line_of_text("cover", front.cover.as_ref())?.map(|cover| {
        match crate::target::named(&cover.value, &options.folder) {
            // A cover is uploaded, wherever it is.
            Ok(Target::Platform(url)) => Ok(PictureSource::Remote(url)),
            Ok(Target::Elsewhere(source)) => Ok(source),
            Err(why) => Err(Error::new(cover.line, format!("cover: {why}"))),
        }
    });
    let source_url = line_of_text("source_url", front.source_url.as_ref())?;
    if let Some(url) = source_url.as_ref().filter(|url| crate::target::web_host(&url.value).is_none()) {
        return Err(Error::new(url.line, "source_url must be an http or https address"));
    }
    Ok(Meta {
        title: title.value,
        author: author.map(|author| author.value),
        digest: digest.map(|digest| digest.value),
        cover: cover.transpose()?,
        show_cover: front.show_cover,
        source_url: source_url.map(|url| url.value),
        comments: front.comments,
        fans_only: front.fans_only,
        links: options.links,
    })
}

/// Trimmed; `None` if nothing is left.
fn line_of_text(name: &str, text: Option<&At<String>>) -> Result<Option<At<String>>, Error> {
    let Some(text) = text else { return Ok(None) };
    let value = text.value.trim();
    if value.chars().any(char::is_control) {
        return Err(Error::new(text.line, format!("the {name} must be one line without control characters")));
    }
    Ok((!value.is_empty()).then(|| At { line: text.line, value: value.to_owned() }))
}

fn limit(name: &str, text: &At<String>, most: usize) -> Result<(), Error> {
    match text.value.chars().count() {
        count if count > most => Err(Error::new(
            text.line,
            format!("the {name} has {count} characters, at most {most} are allowed"),
        )),
        _ => Ok(()),
    }
}
