//! From an article's source to what the official account publishes: the two crates do not know each other.

use std::fmt;
use std::path::Path;

use wxkit_article::{PictureSource, Role, VideoCover};
use wxkit_official as official;
use wxkit_proto::Source;

/// A picture that is not a file yet: it has to be fetched or drawn before the article can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unprepared {
    /// Line of the picture's first use.
    pub line: Option<usize>,
    /// What it is; nothing stands for a cover that the article does not name.
    pub source: Option<PictureSource>,
}

impl fmt::Display for Unprepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        match &self.source {
            Some(PictureSource::Remote(url)) => {
                write!(f, "{url} is not on WeChat's hosts; download it and use the file's name")
            }
            Some(source) => write!(f, "{source} is not a file; save it as one and use the file's name"),
            None => f.write_str("no cover; give the picture's file name as `cover:` in the front matter"),
        }
    }
}

impl std::error::Error for Unprepared {}

/// The article with its files, which lie in `root`.
///
/// Nothing is read here: [`Publish`](official::Publish) asks for the files when it checks the article.
///
/// # Errors
///
/// All pictures that have no bytes yet, and a missing cover.
pub fn in_folder(
    article: &wxkit_article::Article,
    root: &Path,
) -> Result<official::Article, Vec<Unprepared>> {
    let mut unprepared = Vec::new();
    let mut asset = |source: Option<&PictureSource>, line| match source {
        Some(PictureSource::File(path)) => official::Asset::new(path, Source::path(root.join(path))),
        Some(PictureSource::Data { bytes, content_type }) => {
            let subtype = content_type.rsplit('/').next().unwrap_or_default();
            official::Asset::new(format!("data.{subtype}"), Source::bytes(bytes.clone()))
        }
        source => {
            unprepared.push(Unprepared { line, source: source.cloned() });
            official::Asset::new("", Source::bytes(Vec::new()))
        }
    };
    let cover = asset(article.meta.cover.as_ref(), article.meta.cover_line);
    let pictures = article.pictures.iter();
    let pictures = pictures.map(|picture| official::Picture::new(asset(Some(&picture.source), picture.line)));
    let pictures = pictures.collect();
    match unprepared.is_empty() {
        true => Ok(assemble(article, root, cover, pictures)),
        false => Err(unprepared),
    }
}

/// The article with the files of its cover and its pictures; its videos lie in `root`.
pub(crate) fn assemble(
    article: &wxkit_article::Article,
    root: &Path,
    cover: official::Asset,
    mut pictures: Vec<official::Picture>,
) -> official::Article {
    for (ready, picture) in pictures.iter_mut().zip(&article.pictures) {
        ready.card = picture.role == Role::Card;
    }
    let meta = &article.meta;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    official::Article {
        title: meta.title.clone(),
        author: text(&meta.author),
        digest: text(&meta.digest),
        cover,
        crops: official::draft::NewsCrops::default(),
        newspic: article.meta.kind == wxkit_article::Kind::Newspic,
        show_cover: meta.show_cover,
        source_url: text(&meta.source_url),
        comments: meta.comments,
        fans_only: meta.fans_only,
        body: article.body.iter().filter_map(piece).collect(),
        pictures,
        videos: article.videos.iter().map(|video| video_in(video, root)).collect(),
        following: Vec::new(),
    }
}

fn piece(piece: &wxkit_article::Piece) -> Option<official::article::Piece> {
    Some(match piece {
        wxkit_article::Piece::Html(html) => official::article::Piece::Html(html.clone()),
        wxkit_article::Piece::Picture(n) => official::article::Piece::Picture(*n),
        wxkit_article::Piece::PictureSize(n) => official::article::Piece::PictureSize(*n),
        wxkit_article::Piece::Background(n) => official::article::Piece::Background(*n),
        wxkit_article::Piece::PictureWidth(n) => official::article::Piece::PictureWidth(*n),
        wxkit_article::Piece::Video(n) => official::article::Piece::Video(*n),
        // The two crates grow together.
        _ => return None,
    })
}

fn video_in(video: &wxkit_article::Video, root: &Path) -> official::article::ArticleVideo {
    let file = official::Asset::new(&video.path, Source::path(root.join(&video.path)));
    let (cover_url, cover) = match &video.cover {
        None => (None, None),
        Some(VideoCover::Url(url)) => (Some(url.clone()), None),
        Some(VideoCover::Picture(n)) => (None, Some(*n)),
    };
    let details = official::Video {
        desc: video.desc.clone(),
        original: video.original,
        category: video.category.clone(),
        subcategory: video.subcategory.clone(),
        tags: video.tags.clone(),
        cover_url,
        ..official::Video::new(&file.name, file.source.clone(), &video.title)
    };
    let mut video = official::article::ArticleVideo::new(file.path, details);
    video.cover = cover;
    video
}

#[cfg(test)]
mod tests {
    use super::*;
    use wxkit_article::{Format, ParseOptions, parse};

    #[test]
    fn files_are_found_beside_the_article() {
        let source =
            "---\ntitle: 茶\ncover: c.jpg\nvideos: {a.mp4: {cover: 图.png, tags: [慢]}}\n---\n![水](a.mp4)\n";
        let parsed = parse(source, Format::Markdown, &ParseOptions::default()).unwrap();
        let article = in_folder(&parsed, Path::new("/文")).unwrap();
        assert_eq!(article.cover.source, Source::path("/文/c.jpg"));
        let [video] = article.videos.as_slice() else { panic!("one video") };
        assert_eq!((video.path.as_str(), video.video.title.as_str(), video.cover), ("a.mp4", "水", Some(0)));
        assert_eq!(article.pictures[0].file.source, Source::path("/文/图.png"));
    }

    #[test]
    fn an_empty_file_is_reported_at_once() {
        let source =
            "---\ntitle: 茶\n---\n![](https://example.com/a.png)\n\n![](data:image/png;base64,AAAA)\n";
        let parsed = parse(source, Format::Markdown, &ParseOptions::default()).unwrap();
        let told: Vec<_> =
            in_folder(&parsed, Path::new("/文")).unwrap_err().iter().map(ToString::to_string).collect();
        let want = [
            "no cover; give the picture's file name as `cover:` in the front matter",
            "line 4: https://example.com/a.png is not on WeChat's hosts; download it and use the file's name",
        ];
        assert_eq!(told, want);
    }
}
