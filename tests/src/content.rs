//! What readers get of an article.

use wxkit::article::{Article, Piece};

/// The text with addresses and sizes as an upload would give them.
///
/// # Panics
/// At a piece that is new.
#[must_use]
pub fn content(article: &Article) -> String {
    let pieces = article.body.iter().map(|piece| match piece {
        Piece::Html(html) => html.clone(),
        Piece::Picture(n) | Piece::Background(n) => format!("https://mmbiz.qpic.cn/{n}/640"),
        Piece::PictureSize(_) => r#" data-type="png" data-w="1080" data-ratio="0.75""#.into(),
        Piece::PictureWidth(_) => "width:100%".into(),
        Piece::Video(n) => {
            format!(r#"<iframe class="video_iframe rich_pages" data-mpvid="wxv_{n}"></iframe>"#)
        }
        other => panic!("{other:?}"),
    });
    pieces.collect()
}
