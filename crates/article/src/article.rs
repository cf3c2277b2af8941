use std::fmt;

use crate::{Meta, Warning};

/// The language an article is written in. Both may begin with front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// CommonMark with what GitHub, Obsidian, Typora and others add; HTML in it is cleaned like an HTML article.
    Markdown,
    /// A fragment or a whole document.
    Html,
}

impl Format {
    /// The format of a file by its name: `.md` and `.markdown`, `.html` and `.htm`.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" => Some(Self::Html),
            _ => None,
        }
    }

    /// The format of a text without a name. Markdown may hold tags, so HTML is what begins as a document, or as the
    /// editors of articles write it.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        const STARTS: [&str; 6] = ["<!doctype", "<html", "<head", "<body", "<section", "<article"];
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let comment = text.strip_prefix("<!--").is_some_and(|rest| rest.trim_start().starts_with("---"));
        let start = |start: &&str| text.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
        if comment || STARTS.iter().any(start) { Self::Html } else { Self::Markdown }
    }
}

/// An article, ready but for the addresses that only the platform can give.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Article {
    /// Title, cover and switches: the fields of an upload beside the text.
    pub meta: Meta,
    /// The text, in order. Two [`Piece::Html`] never stand side by side.
    pub body: Vec<Piece>,
    /// Pictures that are not on the platform yet, in order of first use, each source and role once; the cover of
    /// the article is not among them.
    pub pictures: Vec<Picture>,
    /// Local videos in order of first use, each path once.
    pub videos: Vec<Video>,
    /// Addresses of other sites that became notes at the end, in order.
    pub links: Vec<String>,
    /// What was dropped or may be refused, by line.
    pub warnings: Vec<Warning>,
    /// Which lines of the source the body stems from, in order; see [`line_at`](Self::line_at).
    pub lines: Vec<LineMark>,
}

/// From a place in the body on, up to the next mark, everything stems from one line of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LineMark {
    /// In which piece the place is.
    pub piece: usize,
    /// Where in its HTML, in bytes.
    pub at: usize,
    /// The line, from 1; none for what no line stands for, such as the list of links.
    pub line: Option<usize>,
}

impl Article {
    /// The line of the source, from 1, that a place of the body stems from: the piece, and where in its HTML, in bytes.
    #[must_use]
    pub fn line_at(&self, piece: usize, at: usize) -> Option<usize> {
        let before = self.lines.partition_point(|mark| (mark.piece, mark.at) <= (piece, at));
        self.lines.get(before.checked_sub(1)?)?.line
    }
}

/// One piece of the text. Putting the addresses, sizes and frames in and joining the pieces gives the `content` of
/// an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Piece {
    /// Finished HTML, to be sent as it is.
    Html(String),
    /// The address of `pictures[n]`, escaped for an attribute in double quotes: the HTML before it ends with
    /// `="`, the HTML after it begins with `"`.
    Picture(usize),
    /// The attributes of an `img` that tell what kind and size of file `pictures[n]` is, each with a blank before it:
    /// ` data-type="png" data-w="1080" data-ratio="0.75"`, the ratio being height over width. Nothing if it is unknown.
    PictureSize(usize),
    /// The width at which `pictures[n]` is shown, as declarations between two others of a style: `width:100%`, or
    /// `width:200px;max-width:100%` for a file of less than 340 pixels.
    PictureWidth(usize),
    /// The address of `pictures[n]` between the brackets of `url()` in a style, without quotes. WeChat loses a style in
    /// which there is an entity, so what follows an `&` in the address is left out: it does not say which picture it is.
    Background(usize),
    /// The whole frame of `videos[n]`, a block of its own.
    Video(usize),
}

/// A picture that the platform does not have yet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Picture {
    /// Where its bytes come from.
    pub source: PictureSource,
    /// Line of its first use, from 1.
    pub line: Option<usize>,
    /// What it is used for.
    pub role: Role,
    /// The width at which the author wants it shown, in CSS pixels; the largest of several. It is in the body already:
    /// this is for who draws or scales the file.
    pub width: Option<u32>,
}

/// Where the bytes of a picture come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PictureSource {
    /// A file: its path from the root, separated by `/`, percent-decoded, without `.` and `..`.
    File(String),
    /// An http or https address, not on WeChat's hosts.
    Remote(String),
    /// The contents of a `data:` address.
    Data {
        /// The bytes, decoded.
        bytes: Vec<u8>,
        /// What the address says they are, such as `image/png`; what they are is for the caller to find out.
        content_type: String,
    },
    /// A diagram that was drawn from the text: an SVG document.
    Drawn {
        /// The document, complete.
        svg: String,
    },
}

impl fmt::Display for PictureSource {
    /// For people: the path, the address, or what it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(name) | Self::Remote(name) => f.write_str(name),
            Self::Data { content_type, .. } => write!(f, "the {content_type} in a data: address"),
            Self::Drawn { .. } => f.write_str("a diagram"),
        }
    }
}

/// What a picture is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// In the text, in a link, or as the cover of a video: any size the platform takes.
    Inline,
    /// On a mini-program card (小程序卡片): must be exactly 1080 × 864 pixels, which is for the caller to check,
    /// who can see the file.
    Card,
}

/// A local video, and what the platform wants to know about it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Video {
    /// Its path from the root, as in [`PictureSource::File`].
    pub path: String,
    /// Line of its first use, from 1.
    pub line: Option<usize>,
    /// From the front matter, else the caption of its first use, else the file's name without extension.
    pub title: String,
    /// Description, empty if none was given.
    pub desc: String,
    /// Declare as original (原创).
    pub original: bool,
    /// First-level category (一级类目), passed on unchecked: no list of them is public.
    pub category: Option<String>,
    /// Second-level category (二级类目), likewise.
    pub subcategory: Option<String>,
    /// At most five.
    pub tags: Vec<String>,
    /// From the front matter, else the `poster` of an HTML `<video>`.
    pub cover: Option<VideoCover>,
}

/// The cover picture of a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VideoCover {
    /// An http or https address.
    Url(String),
    /// `pictures[n]`: to be uploaded first, its address is the cover's.
    Picture(usize),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::parse;

    #[test]
    fn every_place_knows_its_line() {
        let source = "---\ntitle: 茶\n---\n# 一\n\n第二段\n还是 **重点**\n\n- 甲\n- 乙\n  - 丙\n\n> 引\n\n| 表 |\n|----|\n| 格 |\n\n```rust\nlet a = 1;\nlet b = 2;\n```\n\n<p style=\"color:red\">\n红</p>\n\n![](图.png)\n\n见[外](https://example.com)。\n";
        let article = parse(source, Format::Markdown).unwrap();
        let line_of = |words: &str| {
            let mut found = article.body.iter().enumerate().filter_map(|(piece, html)| match html {
                Piece::Html(html) => Some((piece, html.find(words)?)),
                _ => None,
            });
            let (piece, at) = found.next().unwrap_or_else(|| panic!("no {words}"));
            article.line_at(piece, at)
        };
        for (words, line) in [
            ("一", Some(4)),
            ("第二段", Some(6)),
            ("重点", Some(7)),
            ("甲", Some(9)),
            ("乙", Some(10)),
            ("丙", Some(11)),
            ("引", Some(13)),
            ("表", Some(15)),
            ("格", Some(17)),
            ("红", Some(24)),
            ("见", Some(29)),
            ("外", Some(29)),
        ] {
            assert_eq!(line_of(words), line, "{words}");
        }
        let picture = article.body.iter().position(|piece| matches!(piece, Piece::Picture(_))).unwrap();
        assert_eq!(article.line_at(picture, 0), Some(27));
        // The list of links at the end is nobody's line.
        assert_eq!(line_of("参考链接"), None);
    }
}
