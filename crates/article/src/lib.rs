//! Article source in Markdown or HTML to metadata, the local files it needs, and WeChat-safe HTML.
//!
//! An article for an official account (公众号) is HTML of a special kind: styles only in `style` attributes,
//! pictures only on WeChat's own hosts, videos as frames of the platform, for most accounts no links. What
//! an author has is a text and files beside it. [`parse`] does what can be done without the platform, and
//! leaves holes for what only the platform knows:
//!
//! ```
//! use wxkit_article::{Format, ParseOptions, Piece, PictureSource, parse};
//!
//! # fn main() -> Result<(), wxkit_article::Errors> {
//! let source = "---
//! title: 春茶
//! cover: cover.jpg
//! ---
//! 一壶**好茶**。
//!
//! ![茶园](garden.jpg)
//!
//! ![采茶](picking.mp4)
//! ";
//! let article = parse(source, Format::Markdown, &ParseOptions::default())?;
//! assert_eq!(article.meta.title, "春茶");
//! assert_eq!(article.pictures[0].source, PictureSource::File("garden.jpg".into()));
//! assert_eq!(article.videos[0].title, "采茶");
//!
//! // Upload the cover, the pictures and the videos; then fill the holes.
//! let content: String = article
//!     .body
//!     .iter()
//!     .map(|piece| match piece {
//!         Piece::Html(html) => html.clone(),
//!         Piece::Picture(n) => format!("http://mmbiz.qpic.cn/{n}"),
//!         Piece::PictureSize(_) => " data-w=\"1080\" data-ratio=\"0.75\"".into(),
//!         Piece::PictureWidth(_) => "width:100%".into(),
//!         Piece::Video(n) => format!("<iframe data-mpvid=\"wxv_{n}\"></iframe>"),
//!         _ => String::new(),
//!     })
//!     .collect();
//! assert!(content.contains("<img src=\"http://mmbiz.qpic.cn/0\" data-w=\"1080\" data-ratio=\"0.75\" alt=\"茶园\""));
//! # Ok(())
//! # }
//! ```
//!
//! # What authors write
//!
//! - **Front matter**: YAML between lines of `---`, TOML between lines of `+++`, JSON, in HTML also inside a leading comment:
//!   `title`, `author`, `digest`, `cover`, `show_cover`, `pic_crop_235_1`, `pic_crop_1_1`, `source_url`, `comments`,
//!   `fans_only`, `links: keep|footnotes`, `captions: alt|title|none`, `breaks`, `theme`, `accent`, `code`,
//!   `pictures: original`, `via`, `type: newspic`, and `videos:`, a table from file names to `title`, `desc`,
//!   `original`, `category`, `subcategory`, `tags` and `cover`. Names of Hexo, Hugo, Jekyll and Obsidian for the same
//!   are known: `description`, `summary`, `excerpt`; `thumbnail`, `banner`, `image`, `cover.image`; `canonical_url`;
//!   `authors`. What else those have, such as `date` and `tags`, is passed over in silence. File names are plain,
//!   without percent-encoding. Without `title:` the level-1 heading that begins the article, pictures and links aside, is
//!   the title, and is taken out; one that says the title again is taken out too. A note without either is called as its file.
//! - **Markdown**: CommonMark and GitHub's additions, with emphasis that works beside Chinese punctuation; and what
//!   Obsidian, Typora and others add: `==highlight==`, `H~2~O`, `x^2^`, `++insertion++`, `^[inline footnotes]`, lists of
//!   terms, tasks, callouts and `:::` containers with titles, `[TOC]`, `[[links to notes]]` as their text, `%%private
//!   comments%%` left out, readings `[茶道]{chá dào}`, formulas. HTML may stand in it anywhere. What people write
//!   more loosely than CommonMark has it is read as it was meant: `$ x $`, formulas over several lines, `** 重点 **`, `##标题`,
//!   rows with more cells than their table has columns, signs that an
//!   input method for Chinese made wide, Markdown directly behind a tag. Tags that only the generator of a site knows are left out and told.
//! - **Pictures and videos**: `![caption](file)`; a file with the extension of a video is a video. A picture in a line of
//!   its own shows its caption, or the line of emphasis below it. Names may hold blanks and brackets; sizes are `|300`,
//!   `=300x` and `{width=50%}`. HTML may also use `<video>`, and frames of WeChat videos that exist already.
//! - **Mini-programs** (小程序): a text `[t](miniprogram:APPID/PATH)`, a picture
//!   `[![](p.jpg)](miniprogram:APPID/PATH)`, or a card `![title](p.jpg "miniprogram:APPID/PATH")`; HTML may also use what
//!   WeChat's editor writes. Cards of accounts (名片), voices (音频), channels' videos (视频号) and votes pass as they are.
//! - **External links** become text with a number, and the addresses are listed at the end under 参考链接, unless
//!   `links: keep`. Links to `mp.weixin.qq.com` stay. Footnotes are numbered `[注1]`, apart from those.
//! - **Styles**: `<style>` is written into the elements. Declarations that do not survive on the platform are dropped with a
//!   warning. The theme lies beneath the author's own styles in Markdown; HTML that brings its own look keeps it.
//! - **Looks**: `theme:` is one of [`Theme::names`] or a CSS file beside the article ([`Theme`] tells its classes), `accent:` the
//!   colour of headings and marks, `code:` one of [`CodeColors::names`].
//!
//! # The shape of what comes out
//!
//! WeChat has published a standard for the structure of articles (文章结构规范), with a check that its editor runs. What
//! comes out is made to pass it: each text in `<span leaf="">`, boxes are `section` and never `div`, a component stands
//! alone in `<section nodeleaf="">`, code is a section with no-break spaces and `<br>` and no `pre`, nested lists are lines
//! with marks, a table that is too wide for a phone scrolls and says so, no white space stands between tags, no quote or
//! entity in a style.
//!
//! # Invariants
//!
//! - **`article` reads no clock, no randomness, no file and no socket.** Whether files exist, and what is in
//!   them, is for the caller.
//! - **The same source gives the same article.**
//! - **No source makes it panic or overflow the stack**: size and nesting are bounded, with an [`Error`],
//!   before anything recurses on them; so is the work that style sheets make.
//! - **What leaves was on an allow-list**: elements, attributes and declarations, those of drawings (SVG) and animations
//!   included.
//! - **No address in the output is the author's unless it is on a host of WeChat's or a link the author asked to keep**,
//!   and every local path stays in the root.
//! - **Nobody can forge a hole**: holes are marked by a control character, and every control character of
//!   the author's is removed after entities are decoded.
//! - **No entities but `&amp;`, `&lt;`, `&gt;`, `&quot;` and `&nbsp;`**; Chinese is sent as it is, and nothing depends on
//!   later escaping.

mod article;
mod body;
mod code;
mod crop;
mod css;
#[cfg(feature = "diagrams")]
mod diagram;
mod error;
mod front;
mod html;
mod load;
mod markdown;
mod math;
mod meta;
mod options;
mod target;
mod theme;

pub use article::{Article, Format, LineMark, Picture, PictureSource, Piece, Role, Video, VideoCover};
pub use code::{CodeColors, highlight};
pub use crop::{Crop, CropShape};
#[cfg(feature = "diagrams")]
pub use diagram::diagram;
pub use error::{Error, Errors, Warning};
pub use load::{Files, Found, FoundKind, LoadErrors, Loaded, Memory, load, load_text};
pub use math::formula;
pub use meta::{Kind, Links, Meta};
pub use options::{Captions, ParseOptions};
pub use theme::{Accent, Look, Theme};

use error::Notes;

/// Longest source, in bytes. An article itself may have 1 MB .
const MAX_SOURCE: usize = 2 * 1024 * 1024;

/// Reads an article: `source` is the whole file, front matter included. A byte order mark and any line ends
/// are fine.
///
/// # Errors
///
/// What would be refused or lost on the platform is an error that names the line and the remedy, all of them at once:
/// broken or unclosed front matter; no title, nothing to show; a title over 64 or a digest over 128 characters; a path
/// out of the root; a formula that cannot be drawn; a private comment without an end, or what looks like a picture and is
/// none; an unusable mini-program; a described video that is not in the text; more than 2 MiB, 100 levels of nesting or
/// 100,000 nodes of HTML. What can be left out without harm is among the [`Article::warnings`].
pub fn parse(source: &str, format: Format, options: &ParseOptions) -> Result<Article, Errors> {
    let mut notes = Notes::default();
    let article = read(source, format, options, &mut notes);
    let article = notes.ok(article);
    let warnings = notes.finish()?;
    // Without an error there is an article.
    article
        .map(|article| Article { warnings, ..article })
        .ok_or_else(|| Error::new(None, "the article is empty").into())
}

/// The article, its warnings apart, as far as it can be read: what is wrong with it is noted.
fn read(source: &str, format: Format, options: &ParseOptions, notes: &mut Notes) -> Result<Article, Error> {
    if source.len() > MAX_SOURCE {
        return Err(Error::new(None, format!("the article is longer than {MAX_SOURCE} bytes")));
    }
    let source = plain(source);
    let (mut front, text, before) = front::split(&source, format, notes)?;
    if let Some(title) = &options.title {
        front.title = Some(front::At { line: None, value: title.clone() });
    }
    let options = &ParseOptions {
        breaks: front.breaks.unwrap_or(options.breaks),
        captions: front.captions.unwrap_or(options.captions),
        links: front.links.unwrap_or(options.links),
        ..options.clone()
    };
    let mut page = match format {
        Format::Html => html::page(text, &|line| before + line, notes)?,
        Format::Markdown => {
            let document = markdown::read(text, before, options, notes)?;
            html::Page { css: document.css, body: html::Element::new("body", &[], document.nodes) }
        }
    };
    css::inline(&mut page.body, &page.css, notes)?;
    let title = front.title.as_ref().filter(|title| !title.value.trim().is_empty());
    let heading = match title {
        Some(title) => {
            body::same_title(&mut page.body.children, &title.value);
            None
        }
        None => body::take_title(&mut page.body.children),
    };
    let videos = body::described(std::mem::take(&mut front.videos), &options.folder);
    let videos = notes.ok(videos).unwrap_or_default();
    let look = theme::chosen(&front, options, notes);
    let meta = meta::meta(front, heading, options, notes);
    let dress = theme::Dress::of(&look);
    let mut builder = body::Builder::new(format, options, dress.code, videos, notes);
    let mut article = builder.article(page.body)?;
    let (pictures, videos, frames) = (builder.pictures, builder.videos, builder.frames);
    let links = builder.references.into_iter().map(|(address, _)| address).collect();
    dress.put_on(&mut article)?;
    body::leaves(&mut article);
    let (body, lines) = html::pieces(&article, &frames);
    Ok(Article { meta, body, pictures, videos, links, warnings: Vec::new(), lines })
}

/// Without a byte order mark, with one kind of line end.
fn plain(source: &str) -> String {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    source.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod testing;

#[cfg(test)]
mod tests;
