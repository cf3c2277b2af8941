use super::{Element, Node, Slot, among};
use crate::{LineMark, Piece};

/// Marks a hole in a text or an attribute. No text of the author's can hold it: every control character is removed once
/// entities and percent signs are decoded.
pub(crate) const MARK: char = '\u{1}';

/// The attribute whose place is taken by what the file of a picture tells; its value is the picture's number.
pub(crate) const SIZE: &str = "*size";

/// Elements that never have children.
const VOID: &str = "area br col hr img input source wbr";

/// What stands for the address of a picture that the platform does not have yet.
pub(crate) fn picture_mark(number: usize) -> String {
    format!("{MARK}p{number}{MARK}")
}

/// What stands, in a style, for the width of such a picture.
pub(crate) fn width_mark(number: usize) -> String {
    format!("{MARK}w{number}{MARK}")
}

/// What stands, in `url()` of a style, for the address of such a picture.
pub(crate) fn background_mark(number: usize) -> String {
    format!("{MARK}b{number}{MARK}")
}

/// The article, cut at its holes, and the lines that it stems from. `frames` are the ids of framed WeChat videos.
pub(crate) fn pieces(article: &Element, frames: &[String]) -> (Vec<Piece>, Vec<LineMark>) {
    let mut writer = Writer { frames, ..Writer::default() };
    match is_bare(article) {
        true => writer.nodes(&article.children),
        false => writer.element(article),
    }
    writer.close();
    (writer.pieces, writer.lines)
}

/// Layers from which on WeChat's check looks for some that add nothing.
const MANY_LAYERS: usize = 13;

/// Whether the box around the article adds nothing but one layer too many.
fn is_bare(article: &Element) -> bool {
    let is_box = |node: &Node| {
        let names = "section p blockquote ul ol table h1 h2 h3 h4 h5 h6 hr";
        matches!(node, Node::Element(element) if among(names, &element.name))
    };
    let is_plain = article.name == "section" && article.attrs.is_empty();
    is_plain && article.children.iter().all(is_box) && layers(article) >= MANY_LAYERS
}

/// How deep the elements in an element are nested, which is bounded when the source is read.
fn layers(element: &Element) -> usize {
    let inner = element.children.iter().filter_map(|node| match node {
        Node::Element(inner) => Some(layers(inner) + 1),
        _ => None,
    });
    inner.max().unwrap_or_default()
}

/// Nodes as HTML, without what is put into their holes.
pub(crate) fn write(nodes: &[Node]) -> String {
    let mut writer = Writer::default();
    writer.nodes(nodes);
    writer.close();
    let html = writer.pieces.into_iter().filter_map(|piece| match piece {
        Piece::Html(html) => Some(html),
        _ => None,
    });
    html.collect()
}

#[derive(Default)]
struct Writer<'a> {
    pieces: Vec<Piece>,
    lines: Vec<LineMark>,
    /// The piece of HTML that is being written.
    html: String,
    frames: &'a [String],
}

impl Writer<'_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Text(text) => self.marked(text, text_character),
                Node::Element(element) => self.element(element),
                Node::Slot(Slot::Video(number)) => self.hole(Piece::Video(*number)),
                Node::Slot(Slot::Frame(number)) => {
                    if let Some(id) = self.frames.get(*number) {
                        frame(id, &mut self.html);
                    }
                }
            }
        }
    }

    fn element(&mut self, element: &Element) {
        let around = self.lines.last().and_then(|mark| mark.line);
        self.mark(element.line.or(around));
        self.html.push('<');
        self.html.push_str(&element.name);
        for (name, value) in &element.attrs {
            match name.as_str() {
                SIZE => {
                    if let Ok(number) = value.parse() {
                        self.hole(Piece::PictureSize(number));
                    }
                }
                // Ours, not the article's.
                name if name.starts_with('*') => {}
                name => {
                    self.html.push(' ');
                    self.html.push_str(name);
                    self.html.push_str("=\"");
                    self.marked(value, if name == "style" { style_character } else { attribute_character });
                    self.html.push('"');
                }
            }
        }
        self.html.push('>');
        if !among(VOID, &element.name) {
            self.nodes(&element.children);
            self.html.push_str("</");
            self.html.push_str(&element.name);
            self.html.push('>');
        }
        self.mark(around);
    }

    /// What follows stems from this line.
    fn mark(&mut self, line: Option<usize>) {
        let (piece, at) = (self.pieces.len(), self.html.len());
        // Of two marks in one place the later counts.
        self.lines.pop_if(|mark| (mark.piece, mark.at) == (piece, at));
        if self.lines.last().and_then(|mark| mark.line) != line {
            self.lines.push(LineMark { piece, at, line });
        }
    }

    /// Text with holes in it.
    fn marked(&mut self, text: &str, character: fn(char, &mut String)) {
        for (at, part) in text.split(MARK).enumerate() {
            if at % 2 == 0 {
                part.chars().for_each(|c| character(c, &mut self.html));
                continue;
            }
            // Every second part is the inside of a mark.
            let (kind, number) = part.split_at_checked(1).unwrap_or_default();
            match (kind, number.parse()) {
                ("p", Ok(number)) => self.hole(Piece::Picture(number)),
                ("b", Ok(number)) => self.hole(Piece::Background(number)),
                ("w", Ok(number)) => self.hole(Piece::PictureWidth(number)),
                _ => {}
            }
        }
    }

    fn hole(&mut self, piece: Piece) {
        self.close();
        self.pieces.push(piece);
    }

    fn close(&mut self) {
        if !self.html.is_empty() {
            self.pieces.push(Piece::Html(std::mem::take(&mut self.html)));
        }
    }
}

fn text_character(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        // As every tool for articles writes it: what was tried on the platform.
        '\u{a0}' => out.push_str("&nbsp;"),
        c => out.push(c),
    }
}

fn attribute_character(c: char, out: &mut String) {
    match c {
        '"' => out.push_str("&quot;"),
        c => text_character(c, out),
    }
}

/// No style has quotes or `&` here; an entity would cost the whole attribute.
fn style_character(c: char, out: &mut String) {
    if !matches!(c, '"' | '&' | '<') {
        out.push(c);
    }
}

/// A WeChat video frame: `&` is bare, as in the platform's sample.
fn frame(id: &str, out: &mut String) {
    out.push_str(&format!(
        "<iframe class=\"video_iframe rich_pages\" data-vidtype=\"2\" data-mpvid=\"{id}\" \
         data-ratio=\"1.7777777777777777\" data-w=\"1280\" allowfullscreen=\"\" frameborder=\"0\" \
         data-src=\"https://mp.weixin.qq.com/mp/readtemplate?t=pages/video_player_tmpl&action=mpvideo&auto=0&mpvid={id}\"></iframe>"
    ));
}

#[cfg(test)]
mod tests {
    use crate::Format;
    use crate::testing::{joined, parse};

    /// Two paragraphs, one of them in so many layers.
    fn check(layers: usize, start: &str) {
        let (open, close) = ("<section style=\"margin:1px\">".repeat(layers), "</section>".repeat(layers));
        let source = format!("---\ntitle: T\ncover: c.jpg\n---\n{open}<p>茶</p>{close}<p>水</p>");
        let html = joined(&parse(&source, Format::Html).unwrap());
        assert!(html.starts_with(start), "{html}");
    }

    #[test]
    fn no_layer_is_added_to_many() {
        check(5, "<section><section style");
        check(13, "<section style");
    }
}
