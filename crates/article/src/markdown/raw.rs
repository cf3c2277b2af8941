//! HTML between Markdown.

use comrak::Arena;
use comrak::nodes::{AstNode, NodeValue};

use super::{Reader, leftover};
use crate::error::Error;
use crate::html::{self, Node, text};

/// Around the number of a piece of Markdown in the HTML around it. The source has no control characters; one that an
/// entity spells can only move the author's own text about.
const MARK: char = '\u{1}';

impl Reader<'_> {
    /// The children of a node, of which some are HTML.
    pub(super) fn with_html<'a>(
        &mut self,
        node: &'a AstNode<'a>,
        read: fn(&mut Self, &'a AstNode<'a>) -> Result<Vec<Node>, Error>,
    ) -> Result<Vec<Node>, Error> {
        let (mut html, mut lines, mut parts) = (String::new(), Vec::new(), Vec::new());
        let mut run = Vec::new();
        for child in node.children() {
            let line = self.line(child).unwrap_or(1);
            let literal = match &child.data().value {
                NodeValue::HtmlBlock(block) => Some(block.literal.clone()),
                NodeValue::HtmlInline(literal) => Some(literal.clone()),
                _ => None,
            };
            let Some(literal) = literal else {
                run.extend(read(self, child)?);
                continue;
            };
            close(&mut run, &mut html, &mut parts);
            for (at, _) in literal.split('\n').enumerate() {
                if at > 0 || lines.is_empty() {
                    lines.push(line + at);
                } else if let Some(last) = lines.last_mut() {
                    *last = line;
                }
            }
            html.push_str(&literal);
        }
        close(&mut run, &mut html, &mut parts);
        let at = |line: usize| lines.get(line.saturating_sub(1)).or(lines.last()).copied().unwrap_or(1);
        let page = html::fragment(&html, &at, MARK, self.notes)?;
        self.css.push_str(&page.css);
        let body = page.body;
        self.filled(&body.name, body.line, body.children, &mut parts)
    }
}

fn close(run: &mut Vec<Node>, html: &mut String, parts: &mut Vec<Option<Vec<Node>>>) {
    if !run.is_empty() {
        html.push_str(&format!("{MARK}{}{MARK}", parts.len()));
        parts.push(Some(std::mem::take(run)));
    }
}

impl Reader<'_> {
    /// The children of an element with Markdown in the places of its marks, and read where it stands directly behind a tag.
    fn filled(
        &mut self,
        name: &str,
        mut line: Option<usize>,
        children: Vec<Node>,
        parts: &mut [Option<Vec<Node>>],
    ) -> Result<Vec<Node>, Error> {
        let is_raw = matches!(name, "pre" | "code" | "svg" | "kbd" | "samp");
        let mut out = Vec::with_capacity(children.len());
        for node in children {
            match node {
                Node::Text(text) => {
                    for (at, piece) in text.split(MARK).enumerate() {
                        let number = piece.parse().ok().filter(|_| at % 2 == 1);
                        let part =
                            number.and_then(|number: usize| parts.get_mut(number)).and_then(Option::take);
                        match part {
                            Some(part) => out.extend(part),
                            None if piece.is_empty() => {}
                            None if is_raw => out.push(Node::Text(piece.to_owned())),
                            None => out.extend(self.reread(piece, line)?),
                        }
                    }
                }
                Node::Element(mut child) => {
                    line = child.line;
                    let inside = std::mem::take(&mut child.children);
                    child.children = self.filled(&child.name, child.line, inside, parts)?;
                    out.push(child.into());
                }
                slot => out.push(slot),
            }
        }
        Ok(out)
    }

    /// Markdown that begins in this line, inside of something else.
    pub(super) fn inside(&mut self, source: &str, line: Option<usize>) -> Result<Vec<Node>, Error> {
        let before = std::mem::replace(&mut self.before, line.unwrap_or(1).saturating_sub(1));
        let arena = Arena::new();
        let root = self.tree(&arena, source);
        let read = super::check_depth(root, self).and_then(|()| self.blocks(root));
        self.before = before;
        read
    }

    /// A text in HTML: the export of Notion and many people write Markdown there, without the empty line that CommonMark
    /// wants before it.
    fn reread(&mut self, shown: &str, line: Option<usize>) -> Result<Vec<Node>, Error> {
        let has_signs =
            ["**", "](", "![[", "`", "~~", "==", "{%", "{{<", "{{%"].iter().any(|sign| shown.contains(sign));
        // Entities mean nothing in code.
        if !has_signs || shown.contains('`') && shown.contains(['<', '&']) {
            leftover::tell(shown, line, self.notes);
            return Ok(vec![text(shown)]);
        }
        let lines = shown.split('\n').map(|line| line.trim_start_matches([' ', '\t']));
        let source = lines.collect::<Vec<_>>().join("\n").replace('&', "&amp;").replace('<', "&lt;");
        let mut blocks = self.inside(source.trim(), line)?;
        let blank = |is_one: bool| is_one.then(|| text(" "));
        let running = match blocks.as_mut_slice() {
            [Node::Element(only)] if only.name == "p" => std::mem::take(&mut only.children),
            _ => return Ok(blocks),
        };
        let (first, last) = (blank(shown.starts_with([' ', '\n'])), blank(shown.ends_with([' ', '\n'])));
        Ok(first.into_iter().chain(running).chain(last).collect())
    }
}
