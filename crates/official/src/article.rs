//! An article with its files, and the HTML that comes of it.

mod following;

use std::fmt::Write as _;

use wxkit_proto::Source;
use wxkit_proto::probe::{FileKind, Probe};

use crate::draft::{ArticleForm, CoverCrops, DraftArticle, NewsCrops};
use crate::ids::{MaterialId, Vid};
use crate::library::News;
use crate::upload::Video;

pub use following::Following;

/// An article before it is on the platform: its words, and the local files they need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The title, 1 to 64 characters; some servers take no draft of more than 32.
    pub title: String,
    /// The author; may be empty. At most 16 characters in a draft.
    pub author: String,
    /// The digest (摘要), at most 120 characters, 128 in a draft; if empty, the platform takes the beginning of the text.
    pub digest: String,
    /// The cover (封面图).
    pub cover: Asset,
    /// Whether it is a picture message (图片消息, `newspic`): all its pictures are permanent material, the cover is the first
    /// of them, and the body is plain text. For the routes of the draft box.
    pub newspic: bool,
    /// Which parts of the cover are shown; in a draft only.
    pub crops: NewsCrops,
    /// Whether the cover is shown in the article; not in a draft.
    pub show_cover: bool,
    /// The link behind "read the original" (阅读原文); may be empty.
    pub source_url: String,
    /// Whether comments are open.
    pub comments: bool,
    /// Whether only followers may comment.
    pub fans_only: bool,
    /// The body in the order of reading.
    pub body: Vec<Piece>,
    /// The pictures that the body names.
    pub pictures: Vec<Picture>,
    /// The videos that the body names.
    pub videos: Vec<ArticleVideo>,
    /// The articles behind it in the same draft (多图文): see [`Article::followed_by`].
    pub following: Vec<Following>,
}

/// A piece of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Piece {
    /// HTML as it stands.
    Html(String),
    /// The address of this picture, inside a double-quoted attribute.
    Picture(usize),
    /// What kind and size of file this picture is, as attributes with a blank before each:
    /// ` data-type="png" data-w="1080" data-ratio="0.75"`.
    PictureSize(usize),
    /// How wide this picture is shown, as declarations between two others of a style: `width:100%`, or
    /// `width:200px;max-width:100%` for a file of less than 340 pixels.
    PictureWidth(usize),
    /// The address of this picture between the brackets of `url()` in a style. WeChat loses a style with an entity in it, so
    /// what follows an `&` in the address is left out.
    Background(usize),
    /// The whole frame of this video.
    Video(usize),
}

/// A local file that an article needs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Asset {
    /// The path or address as the author wrote it, for people.
    pub path: String,
    /// The name as the platform will see it.
    pub name: String,
    /// Where the bytes are.
    pub source: Source,
}

/// A picture of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Picture {
    /// The file.
    pub file: Asset,
    /// Whether it is the picture of a mini-program card, which must have exactly 1080×864 pixels.
    pub card: bool,
    /// Whether it is sent as permanent material, which takes larger files and GIF, and a place in the library (素材库).
    pub material: bool,
}

/// A video of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ArticleVideo {
    /// The path as the author wrote it, for people.
    pub path: String,
    /// The video and what is shown beside it; its `cover_url` is replaced if `cover` is set.
    pub video: Video,
    /// One of the pictures as its cover.
    pub cover: Option<usize>,
}

impl ArticleVideo {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(path: impl Into<String>, video: Video) -> Self {
        Self { path: path.into(), video, cover: None }
    }
}

impl Picture {
    /// A picture in the text.
    #[must_use]
    pub fn new(file: Asset) -> Self {
        Self { file, card: false, material: false }
    }
}

impl Asset {
    /// A file under the name that its author gave it: the last part of the path.
    pub fn new(path: impl Into<String>, source: Source) -> Self {
        let path = path.into();
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        Self { path, name, source }
    }

    /// The same under another name.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }
}

impl Article {
    /// An article of these words, without comments and without anything that may be left out; `pictures` and `videos` are for
    /// what the body names.
    pub fn new(title: impl Into<String>, cover: Asset, body: Vec<Piece>) -> Self {
        Self {
            title: title.into(),
            author: String::new(),
            digest: String::new(),
            cover,
            newspic: false,
            crops: NewsCrops::default(),
            show_cover: false,
            source_url: String::new(),
            comments: false,
            fans_only: false,
            body,
            pictures: Vec::new(),
            videos: Vec::new(),
            following: Vec::new(),
        }
    }

    /// The body with the platform's addresses, the sizes of the pictures and the frames of the videos put in; `url`,
    /// `probe` and `vid` answer for the article's pictures, their files and videos.
    pub fn compose<'a>(
        &self,
        url: impl Fn(usize) -> Option<&'a str>,
        probe: impl Fn(usize) -> Option<&'a Probe>,
        vid: impl Fn(usize) -> Option<&'a Vid>,
    ) -> String {
        let mut html = String::new();
        for piece in &self.body {
            match piece {
                Piece::Html(text) => html.push_str(text),
                Piece::Picture(n) => html.push_str(&escape(url(*n).unwrap_or_default())),
                Piece::Background(n) => html.push_str(&bare(url(*n).unwrap_or_default())),
                Piece::PictureSize(n) => _ = probe(*n).map(|probe| size(&mut html, probe)),
                Piece::PictureWidth(n) => html.push_str(&width(probe(*n))),
                Piece::Video(n) => _ = vid(*n).map(|vid| frame(&mut html, vid)),
            }
        }
        html
    }

    /// The article of a draft: with its cover, the pictures beside the cover if it is a picture message, and the content that
    /// [`compose`](Self::compose) brings.
    #[must_use]
    pub fn draft(&self, cover: MaterialId, more: Vec<MaterialId>, content: String) -> DraftArticle {
        let form = match self.newspic {
            false => ArticleForm::News {
                thumb_media_id: Some(cover),
                digest: self.digest.clone(),
                crops: self.crops,
            },
            true => {
                let NewsCrops { wide, square } = self.crops;
                let crops = CoverCrops { wide, square, landscape: None };
                ArticleForm::Newspic { cover, more, crops, product_key: None }
            }
        };
        DraftArticle {
            title: self.title.clone(),
            author: self.author.clone(),
            content,
            content_source_url: self.source_url.clone(),
            need_open_comment: self.comments,
            only_fans_can_comment: self.fans_only,
            form,
        }
    }

    /// The article of the publish library.
    pub(crate) fn news(&self, cover: MaterialId, content: String) -> News {
        News {
            thumb_media_id: cover,
            author: self.author.clone(),
            title: self.title.clone(),
            content_source_url: self.source_url.clone(),
            content,
            digest: self.digest.clone(),
            show_cover_pic: self.show_cover,
            need_open_comment: self.comments,
            only_fans_can_comment: self.fans_only,
        }
    }
}

/// What WeChat's editor says of a picture, so that its place is kept while it loads.
fn size(html: &mut String, probe: &Probe) {
    let kind = match probe.kind {
        FileKind::Jpeg => "jpeg",
        FileKind::Png => "png",
        FileKind::Gif => "gif",
        _ => return,
    };
    let _ = write!(html, " data-type=\"{kind}\"");
    if let Some((w, h)) = probe.pixels.filter(|(w, _)| *w > 0) {
        let ratio = f64::from(h) / f64::from(w);
        let _ = write!(html, " data-w=\"{w}\" data-ratio=\"{ratio}\"");
    }
}

/// The widest file that is shown at its own width: above it a phone and a desk would show it differently.
const OWN_WIDTH: u32 = 340;

fn width(probe: Option<&Probe>) -> String {
    match probe.and_then(|probe| probe.pixels) {
        Some((w, _)) if (1..OWN_WIDTH).contains(&w) => format!("width:{w}px;max-width:100%"),
        _ => "width:100%".into(),
    }
}

/// The frame as the manual has it, with a bare `&`: the platform may look for it in the text; and with the shape in which
/// players show most videos, as WeChat's editor tells it.
fn frame(html: &mut String, vid: &Vid) {
    let vid = escape(vid.as_str());
    let _ = write!(
        html,
        "<iframe class=\"video_iframe rich_pages\" data-vidtype=\"2\" data-mpvid=\"{vid}\" \
         data-ratio=\"1.7777777777777777\" data-w=\"1280\" allowfullscreen=\"\" \
         frameborder=\"0\" data-src=\"https://mp.weixin.qq.com/mp/readtemplate?t=pages/video_player_tmpl\
         &action=mpvideo&auto=0&mpvid={vid}\"></iframe>"
    );
}

/// An address as it can stand in a style: nothing in it that ends `url()` or needs an entity.
fn bare(url: &str) -> String {
    let url = url.split('&').next().unwrap_or_default();
    let mut out = String::new();
    for c in url.chars() {
        match c {
            '"' | '\'' | '(' | ')' | '<' | '>' | ' ' | ';' | '\\' => _ = write!(out, "%{:02X}", u32::from(c)),
            c => out.push(c),
        }
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
pub(crate) mod tests {
    use expect_test::expect;

    use super::*;
    use wxkit_proto::probe::Stamp;

    pub(crate) fn article() -> Article {
        let asset = |path: &str| Asset::new(path, Source::bytes(path.as_bytes().to_vec()));
        let body = vec![
            Piece::Html("<p><img src=\"".into()),
            Piece::Picture(0),
            Piece::Html("\"></p>".into()),
            Piece::Video(0),
        ];
        let pictures = vec![Picture::new(asset("图/a.png"))];
        Article { pictures, ..Article::new("怎样冲一壶好茶", asset("cover.jpg"), body) }
    }

    #[test]
    fn addresses_and_frames_are_put_in() {
        let vid = Vid::from("wxv_1084581467361148928");
        let html = article().compose(|_| Some("http://mmbiz.qpic.cn/0?a=1&b=\""), |_| None, |_| Some(&vid));
        expect![[r#"<p><img src="http://mmbiz.qpic.cn/0?a=1&amp;b=&quot;"></p><iframe class="video_iframe rich_pages" data-vidtype="2" data-mpvid="wxv_1084581467361148928" data-ratio="1.7777777777777777" data-w="1280" allowfullscreen="" frameborder="0" data-src="https://mp.weixin.qq.com/mp/readtemplate?t=pages/video_player_tmpl&action=mpvideo&auto=0&mpvid=wxv_1084581467361148928"></iframe>"#]]
            .assert_eq(&html);
    }

    #[test]
    fn a_picture_tells_its_size() {
        let body = [Piece::Html("<img".into()), Piece::PictureSize(0), Piece::Html(" style=\"".into())];
        let body = body.into_iter().chain([Piece::PictureWidth(0), Piece::Html("\">".into())]).collect();
        let article = Article { body, ..article() };
        let compose = |kind, pixels| {
            let probe = Probe { kind, pixels, len: 1, duration: None, stamp: Stamp::default() };
            article.compose(|_| None, |_| Some(&probe), |_| None)
        };
        expect![[r#"<img data-type="png" data-w="1080" data-ratio="0.75" style="width:100%">"#]]
            .assert_eq(&compose(FileKind::Png, Some((1080, 810))));
        expect![[r#"<img data-type="jpeg" data-w="339" data-ratio="2.949852507374631" style="width:339px;max-width:100%">"#]].assert_eq(&compose(FileKind::Jpeg, Some((339, 1000))));
        expect![[r#"<img data-type="gif" style="width:100%">"#]].assert_eq(&compose(FileKind::Gif, None));
    }
}
