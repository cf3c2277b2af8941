//! HTML comments at the start of a line: for CommonMark, what follows in their last line is HTML too.

use comrak::nodes::{AstNode, NodeValue};

use super::mend::{Mend, Places};
use super::tags;

/// Takes out each that has words behind it; inside of a paragraph, where it stood in a line of its own, that line stays one.
pub(super) fn mends<'a>(source: &str, root: &'a AstNode<'a>) -> Vec<Mend> {
    let comments = root.descendants().filter(
        |node| matches!(&node.data().value, NodeValue::HtmlBlock(block) if block.block_type == COMMENT),
    );
    let mut comments = comments.peekable();
    if comments.peek().is_none() {
        return Vec::new();
    }
    let places = Places::of(source);
    comments.filter_map(|node| mend(source, &places, node)).collect()
}

/// The kind of block, by its number in CommonMark.
const COMMENT: u8 = 2;

fn mend<'a>(source: &str, places: &Places, node: &'a AstNode<'a>) -> Option<Mend> {
    let place = node.data().sourcepos;
    let line = places.offset(place.start.line, 0);
    let start = line + source.get(line..)?.find("<!--")?;
    let block = source.get(start..places.offset(place.end.line, place.end.column))?;
    if let Some(title) = tab(block) {
        return Some(Mend::new(start..start + block.trim_end().len(), tags::tab(title)));
    }
    let mut end = block.find("-->")? + "-->".len();
    while let Some(next) = block.get(end..)?.trim_start_matches([' ', '\t']).strip_prefix("<!--") {
        end = block.len() - next.len() + next.find("-->")? + "-->".len();
    }
    let words = block.get(end..)?.trim_start_matches([' ', '\t']);
    if words.is_empty() || words.starts_with(['\n', '<']) {
        return None;
    }
    let comment = block.get(..block.len() - words.len())?;
    let follows = node.previous_sibling().is_some_and(|before| {
        let before = before.data();
        matches!(before.value, NodeValue::Paragraph) && before.sourcepos.end.line + 1 == place.start.line
    });
    // Its lines stay, with the signs of a quote and the like.
    let is_inside = start > line;
    let margin = |line: &str| match is_inside {
        true => line.chars().take_while(|c| matches!(c, ' ' | '>')).collect(),
        false => String::new(),
    };
    let mut written = if follows { "<br>".to_owned() } else { String::new() };
    for line in comment.split('\n').skip(1) {
        written.push('\n');
        written.push_str(&margin(line));
    }
    Some(Mend::new(start..start + comment.len(), written))
}

/// The title that Hexo finds in `<!-- tab Windows@icon -->`.
fn tab(comment: &str) -> Option<&str> {
    let inside = comment.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim().strip_prefix("tab ")?;
    let title = inside.split('@').next()?.trim();
    (!title.is_empty() && !title.contains('\n')).then_some(title)
}
