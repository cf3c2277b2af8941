//! From an article's source to what the official account publishes: the two crates do not know each other.

use std::path::Path;

use wxkit_official as official;
use wxkit_proto::Source;

/// The article with its files, which lie in `folder`.
///
/// Nothing is read here: [`Publish`](official::Publish) asks for the files when it surveys the article.
#[must_use]
pub fn in_folder(article: &wxkit_article::Article, folder: &Path) -> official::Article {
    let asset = |path: &str| official::Asset::new(path, Source::path(folder.join(path)));
    let meta = &article.meta;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    official::Article {
        title: meta.title.clone(),
        author: text(&meta.author),
        digest: text(&meta.digest),
        cover: asset(&meta.cover),
        show_cover: meta.show_cover,
        source_url: text(&meta.source_url),
        comments: meta.comments,
        fans_only: meta.fans_only,
        body: article.body.iter().map(piece).collect(),
        pictures: article.pictures.iter().map(|picture| picture_in(picture, asset(&picture.path))).collect(),
        videos: article.videos.iter().map(|video| video_in(video, asset(&video.path))).collect(),
    }
}

fn piece(piece: &wxkit_article::Piece) -> official::Piece {
    match piece {
        wxkit_article::Piece::Html(html) => official::Piece::Html(html.clone()),
        wxkit_article::Piece::Picture(n) => official::Piece::Picture(*n),
        wxkit_article::Piece::Video(n) => official::Piece::Video(*n),
    }
}

fn picture_in(picture: &wxkit_article::Picture, file: official::Asset) -> official::Picture {
    official::Picture { file, card: picture.role == wxkit_article::Role::Card }
}

fn video_in(video: &wxkit_article::Video, file: official::Asset) -> official::ArticleVideo {
    let (cover_url, cover) = match &video.cover {
        None => (None, None),
        Some(wxkit_article::VideoCover::Url(url)) => (Some(url.clone()), None),
        Some(wxkit_article::VideoCover::Picture(n)) => (None, Some(*n)),
    };
    let details = official::Video {
        desc: video.desc.clone(),
        original: video.original,
        category: video.category.clone(),
        subcategory: video.subcategory.clone(),
        tags: video.tags.clone(),
        cover_url,
        ..official::Video::new(file.name(), file.source.clone(), &video.title)
    };
    official::ArticleVideo { path: file.path, video: details, cover }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_beside_the_article() {
        let source =
            "---\ntitle: 茶\ncover: c.jpg\nvideos: {a.mp4: {cover: 图.png, tags: [慢]}}\n---\n![水](a.mp4)\n";
        let parsed = wxkit_article::parse(source, wxkit_article::Format::Markdown).unwrap();
        let article = in_folder(&parsed, Path::new("/文"));
        assert_eq!(article.cover.source, Source::path("/文/c.jpg"));
        let [video] = article.videos.as_slice() else { panic!("one video") };
        assert_eq!((video.path.as_str(), video.video.title.as_str(), video.cover), ("a.mp4", "水", Some(0)));
        assert_eq!(article.pictures[0].file.source, Source::path("/文/图.png"));
    }
}
