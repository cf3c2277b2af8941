//! The last gate: an allow-list over the finished HTML, then the pieces.
//!
//! Places for pictures and frames are marked by U+0001, which no text of the author's can hold:
//! [`crate::html`] removes every control character after entities and percent signs are decoded. Frames are
//! put in after cleaning, since they hold a bare `&`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};

use crate::Piece;
use crate::body::{KEPT, attribute_kept};
use crate::html::{self, Node, PROPERTIES, Slot};
use crate::target::on_platform;
use crate::theme::FRAME;

const MARK: char = '\u{1}';
/// Makes the mark of a picture an address, so that the gate's check of addresses lets it pass.
const PICTURE: &str = "https://picture/";

/// What stands for the address of a local picture.
pub(crate) fn picture_mark(number: usize) -> String {
    format!("{PICTURE}{MARK}p{number}{MARK}")
}

/// Cleans the article and cuts it at its marks. `frames` are the ids of framed WeChat videos.
pub(crate) fn pieces(article: &[Node], frames: &[String]) -> Vec<Piece> {
    let html = html::write(article, &|slot| match slot {
        Slot::Video(number) => framed(&format!("{MARK}v{number}{MARK}")),
        Slot::Frame(number) => framed(&format!("{MARK}f{number}{MARK}")),
    });
    // The serializer knows one entity that is not needed; a literal `&nbsp;` of the author's reads
    // `&amp;nbsp;` here.
    let html = gate().clean(&html).to_string().replace("&nbsp;", "\u{a0}");
    let mut pieces = Pieces::default();
    for (at, part) in html.split(MARK).enumerate() {
        // Every second part is the inside of a mark.
        if at % 2 == 0 { pieces.html(part) } else { pieces.mark(part, frames) }
    }
    pieces.0
}

/// A frame has no space around it of its own.
fn framed(frame: &str) -> String {
    format!("<section style=\"{FRAME}\">{frame}</section>")
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn html(&mut self, more: &str) {
        match self.0.last_mut() {
            _ if more.is_empty() => {}
            Some(Piece::Html(html)) => html.push_str(more),
            _ => self.0.push(Piece::Html(more.to_owned())),
        }
    }

    fn mark(&mut self, mark: &str, frames: &[String]) {
        let (kind, number) = mark.split_at_checked(1).unwrap_or_default();
        let Ok(number) = number.parse() else { return };
        match kind {
            "p" => {
                if let Some(Piece::Html(html)) = self.0.last_mut() {
                    html.truncate(html.strip_suffix(PICTURE).map_or(html.len(), str::len));
                }
                self.0.push(Piece::Picture(number));
            }
            "v" => self.0.push(Piece::Video(number)),
            _ => {
                if let Some(id) = frames.get(number) {
                    self.html(&frame(id));
                }
            }
        }
    }
}

/// A WeChat video frame (`spec/official-account.md` 10.1): `&` is bare, as in the platform's sample.
fn frame(id: &str) -> String {
    format!(
        "<iframe class=\"video_iframe rich_pages\" data-vidtype=\"2\" data-mpvid=\"{id}\" allowfullscreen=\"\" frameborder=\"0\" \
         data-src=\"https://mp.weixin.qq.com/mp/readtemplate?t=pages/video_player_tmpl&action=mpvideo&auto=0&mpvid={id}\"></iframe>"
    )
}

fn gate() -> Builder<'static> {
    let mut tags: HashSet<&str> = KEPT.split(' ').collect();
    tags.extend(["a", "img", "mp-miniprogram"]);
    let mut gate = Builder::empty();
    gate.tags(tags)
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(HashSet::from(["style", "dir", "lang"]))
        .tag_attributes(attributes())
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        // A link to a mini-program has `href=""`.
        .url_relative(UrlRelative::Custom(Box::new(empty_only)))
        .filter_style_properties(PROPERTIES.split(' ').collect())
        .link_rel(None)
        .attribute_filter(|_, name, value| {
            let is_picture =
                matches!(name, "src" | "data-src" | "data-miniprogram-imageurl" | "data-progarm-imageurl");
            let ours = value.starts_with(PICTURE) && value.contains(MARK);
            (!is_picture || ours || on_platform(value)).then(|| value.into())
        });
    gate
}

fn empty_only(address: &str) -> Option<Cow<'_, str>> {
    address.is_empty().then_some(Cow::Borrowed(""))
}

fn attributes() -> HashMap<&'static str, HashSet<&'static str>> {
    const NAMES: &str = "align alt border cellpadding cellspacing color colspan dir face height lang reversed rowspan size span start type valign \
        value width";
    let mut all: HashMap<_, _> = KEPT
        .split(' ')
        .map(|tag| (tag, NAMES.split(' ').filter(|name| attribute_kept(tag, name)).collect()))
        .collect();
    all.insert("a", HashSet::from(["href", "data-miniprogram-appid", "data-miniprogram-path"]));
    all.insert("img", HashSet::from(["src", "data-src", "alt", "width", "height"]));
    all.insert(
        "mp-miniprogram",
        HashSet::from([
            "data-miniprogram-appid",
            "data-miniprogram-path",
            "data-miniprogram-title",
            "data-miniprogram-imageurl",
            "data-progarm-imageurl",
        ]),
    );
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Element, text};
    use expect_test::{Expect, expect};

    fn check(article: &[Node], want: Expect) {
        want.assert_debug_eq(&pieces(article, &["wxv_1".to_owned()]));
    }

    #[test]
    fn cut_at_marks() {
        let img = |number| {
            Element::new("img", &[("src", &picture_mark(number)), ("alt", "a&b\u{a0}c")], vec![]).into()
        };
        check(
            &[
                img(0),
                img(1),
                Node::Slot(Slot::Video(2)),
                Node::Slot(Slot::Frame(0)),
                text("&nbsp;\u{a0}<b>"),
            ],
            expect![[r#"
                [
                    Html(
                        "<img src=\"",
                    ),
                    Picture(
                        0,
                    ),
                    Html(
                        "\" alt=\"a&amp;b\u{a0}c\"><img src=\"",
                    ),
                    Picture(
                        1,
                    ),
                    Html(
                        "\" alt=\"a&amp;b\u{a0}c\"><section style=\"margin:0 0 1.2em\">",
                    ),
                    Video(
                        2,
                    ),
                    Html(
                        "</section><section style=\"margin:0 0 1.2em\"><iframe class=\"video_iframe rich_pages\" data-vidtype=\"2\" data-mpvid=\"wxv_1\" allowfullscreen=\"\" frameborder=\"0\" data-src=\"https://mp.weixin.qq.com/mp/readtemplate?t=pages/video_player_tmpl&action=mpvideo&auto=0&mpvid=wxv_1\"></iframe></section>&amp;nbsp;\u{a0}&lt;b&gt;",
                    ),
                ]
            "#]],
        );
        check(
            &[Node::Slot(Slot::Video(0)), Node::Slot(Slot::Video(1))],
            expect![[r#"
                [
                    Html(
                        "<section style=\"margin:0 0 1.2em\">",
                    ),
                    Video(
                        0,
                    ),
                    Html(
                        "</section><section style=\"margin:0 0 1.2em\">",
                    ),
                    Video(
                        1,
                    ),
                    Html(
                        "</section>",
                    ),
                ]
            "#]],
        );
    }

    /// The passes before leave none of this; the gate must hold all the same.
    #[test]
    fn gate_holds() {
        let bad = [
            Element::new("script", &[], vec![text("x")]),
            Element::new(
                "p",
                &[("onclick", "x"), ("style", "position:fixed;color:red"), ("class", "c"), ("id", "i")],
                vec![text("p")],
            ),
            Element::new("img", &[("src", "https://example.com/x.png")], vec![]),
            Element::new("a", &[("href", "javascript:x")], vec![text("a")]),
            Element::new("a", &[("href", "x.html")], vec![text("b")]),
            Element::new("mp-miniprogram", &[("data-miniprogram-imageurl", "x.png")], vec![]),
        ];
        check(
            &bad.map(Node::from),
            expect![[r#"
            [
                Html(
                    "<p style=\"color:red\">p</p><img><a>a</a><a>b</a><mp-miniprogram></mp-miniprogram>",
                ),
            ]
        "#]],
        );
    }
}
