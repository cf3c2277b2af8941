use crate::{Meta, Warning};

/// The language an article is written in. Both may begin with front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CommonMark with tables, footnotes and strikethrough; raw HTML in it is cleaned like an HTML article.
    Markdown,
    /// A fragment or a whole document.
    Html,
}

/// An article, ready but for the addresses that only the platform can give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Title, cover and switches: the fields of an upload beside the text.
    pub meta: Meta,
    /// The text, in order. Two [`Piece::Html`] never stand side by side.
    pub body: Vec<Piece>,
    /// Local pictures in order of first use, each path and role once; the cover of the article is not among
    /// them.
    pub pictures: Vec<Picture>,
    /// Local videos in order of first use, each path once.
    pub videos: Vec<Video>,
    /// What was dropped or may be refused, by line.
    pub warnings: Vec<Warning>,
}

/// One piece of the text. Putting the addresses and frames in and joining the pieces gives the `content` of
/// an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Finished HTML, to be sent as it is.
    Html(String),
    /// The address of `pictures[n]`, escaped for an attribute in double quotes: the HTML before it ends with
    /// `="`, the HTML after it begins with `"`.
    Picture(usize),
    /// The whole frame of `videos[n]`, a block of its own (`spec/official-account.md` 10.1).
    Video(usize),
}

/// A local picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Relative to the folder of the article, separated by `/`, percent-decoded, without `.` and `..`.
    pub path: String,
    /// Line of its first use, from 1.
    pub line: Option<usize>,
    /// What it is used for.
    pub role: Role,
}

/// What a picture is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// In the text, in a link, or as the cover of a video: any size the platform takes.
    Inline,
    /// On a mini-program card (小程序卡片): must be exactly 1080 × 864 pixels (`spec/official-account.md` 10.2),
    /// which is for the caller to check, who can see the file.
    Card,
}

/// A local video, and what the platform wants to know about it (`spec/official-account.md` 6, step 4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Video {
    /// Relative to the folder of the article, as in [`Picture::path`].
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
