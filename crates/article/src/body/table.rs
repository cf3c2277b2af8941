//! Tables: one that fits a phone takes its width, a wider one scrolls and says so to WeChat's check.

use unicode_width::UnicodeWidthChar as _;

use super::{Builder, Place, flow};
use crate::error::Error;
use crate::html::{CLASS, Element, Node, plain};

/// The width of an article on a phone, in pixels.
const PHONE: f64 = 343.0;

/// Size of letters in a table, and what padding and a border add to a cell.
const LETTERS: f64 = 14.0;
const PADDING: f64 = 21.0;

/// The width of a Latin letter, in that of a Chinese character.
const LATIN: f64 = 0.56;

impl Builder<'_> {
    pub(super) fn table(&mut self, mut table: Element, place: Place) -> Result<Vec<Node>, Error> {
        let line = table.line;
        self.attributes(&mut table);
        let inside = Place { in_cell: true, ..place };
        table.children = self.nodes(std::mem::take(&mut table.children), inside);
        flow::tidy(&mut table);
        // WeChat keeps no caption in a table: it stands above.
        let is_caption = |node: &mut Node| matches!(node, Node::Element(child) if child.name == "caption");
        let mut out = Vec::new();
        for node in table.children.extract_if(.., is_caption) {
            if let Node::Element(caption) = node {
                out.push(Element::classed("p", "caption", caption.children).at(line).into());
            }
        }
        if table.attr("style").is_some() || !self.themed {
            out.push(table.into());
            return Ok(out);
        }
        let wide = least_width(&table) > PHONE;
        table.attrs.insert(0, (CLASS.into(), if wide { "wide".into() } else { String::new() }));
        let mut scroller =
            Element::classed("section", if wide { "table wide" } else { "table" }, Vec::new()).at(line);
        if wide {
            table.attrs.insert(0, ("data-ignore-width".into(), String::new()));
            scroller.attrs.push(("data-ignore-width".into(), String::new()));
        }
        scroller.children = vec![table.into()];
        out.push(scroller.into());
        Ok(out)
    }
}

/// The least width of a table: of each column the widest thing that cannot be broken.
fn least_width(table: &Element) -> f64 {
    let mut columns: Vec<f64> = Vec::new();
    rows(&table.children, &mut columns);
    columns.iter().map(|width| width * LETTERS + PADDING).sum()
}

fn rows(nodes: &[Node], columns: &mut Vec<f64>) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        if element.name != "tr" {
            rows(&element.children, columns);
            continue;
        }
        let cells = element.children.iter().filter(|node| matches!(node, Node::Element(_)));
        for (at, cell) in cells.enumerate() {
            let Node::Element(cell) = cell else { continue };
            let width = longest(&plain(&cell.children));
            match columns.get_mut(at) {
                Some(column) => *column = column.max(width),
                None => columns.push(width),
            }
        }
    }
}

/// The longest run without a place to break it, in widths of a Chinese character. Three characters in a line are the
/// least that can be read.
fn longest(words: &str) -> f64 {
    let (mut longest, mut run, mut all) = (0.0_f64, 0.0, 0.0);
    for c in words.chars() {
        // A line may break beside what is as wide as a Chinese character, and at blanks.
        let (width, breaks) = match c.width().unwrap_or(0) {
            0 => (0.0, false),
            2 => (1.0, true),
            _ => (LATIN, false),
        };
        run = match c {
            ' ' | '\n' | '\t' => 0.0,
            _ if breaks => width,
            _ => run + width,
        };
        all += width;
        longest = longest.max(run);
    }
    longest.max(all.min(3.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_and_wide_characters_let_a_line_break() {
        let check = |words: &str, expected: f64| {
            let found = longest(words);
            assert!((found - expected).abs() < 1e-9, "{words}: {found}");
        };
        check("some-long-word", 14.0 * LATIN);
        check("two wordswords", 10.0 * LATIN);
        check("列名", 2.0);
        check("一个很长的列名", 3.0);
        check("한국어 글", 3.0);
        // Letters of formulas, which many write for bold ones, and what stands for broken bytes.
        check("𝗯𝗼𝗹𝗱𝗲𝗿", 6.0 * LATIN);
        check("a\u{fffd}b\u{fffd}c\u{fffd}", 6.0 * LATIN);
        check("e\u{301}", LATIN);
        check("", 0.0);
    }
}
