//! Markdown to the tree of elements that the same text would have in HTML.
//!
//! Comrak reads it; its tree is turned into ours node by node. HTML in the Markdown is parsed with marks where Markdown
//! stands in between, which then takes their places. What the notations of Obsidian, Typora and others mean becomes an
//! element with one of our classes; what looks like a notation and is left over is told.

mod block;
mod callout;
mod comments;
mod dollars;
mod inline;
mod leftover;
mod loose;
mod mdx;
mod mend;
mod notes;
mod pictures;
mod raw;
mod tags;
mod text;

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options};

use crate::ParseOptions;
use crate::error::{Error, Notes};
use crate::html::{MAX_DEPTH, Node};

/// The text as a tree, and the style sheets of HTML in it.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) nodes: Vec<Node>,
    pub(crate) css: String,
}

/// Reads Markdown that begins after `before` lines of the source.
pub(crate) fn read(
    markdown: &str,
    before: usize,
    options: &ParseOptions,
    notes: &mut Notes,
) -> Result<Document, Error> {
    let plain: String = markdown.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    check_containers(&plain, before)?;
    let arena = Arena::new();
    let mut reader = Reader {
        before,
        options,
        notes,
        css: String::new(),
        footnotes: notes::Footnotes::default(),
        joined: 0,
        joined_at: None,
    };
    let root = reader.tree(&arena, &plain);
    check_depth(root, &reader)?;
    reader.footnotes.collect(root);
    let mut nodes = reader.blocks(root)?;
    nodes.extend(reader.footnote_section()?);
    if let Some(line) = reader.joined_at {
        let why = match reader.joined {
            1 => "a line break between Chinese lines was joined; `breaks: true` keeps it".into(),
            many => {
                format!("{many} line breaks between Chinese lines were joined; `breaks: true` keeps them")
            }
        };
        reader.notes.warn(Some(line), "joined-lines", why);
    }
    Ok(Document { nodes, css: reader.css })
}

/// What is understood beyond CommonMark.
fn dialect() -> Options<'static> {
    let mut options = Options::default();
    let on = &mut options.extension;
    on.autolink = true;
    on.block_directive = true;
    on.cjk_friendly_emphasis = true;
    on.description_lists = true;
    on.footnotes = true;
    on.highlight = true;
    on.inline_footnotes = true;
    on.insert = true;
    on.math_code = true;
    on.math_dollars = true;
    on.math_latex = true;
    on.ofm_callouts = true;
    on.ofm_comments = true;
    on.shortcodes = true;
    on.strikethrough = true;
    on.subscript = true;
    on.superscript = true;
    on.table = true;
    on.tasklist = true;
    on.wikilinks_title_after_pipe = true;
    options.parse.leave_footnote_definitions = true;
    options.parse.relaxed_tasklist_matching = true;
    options
}

/// Each line is compared with all containers around it, which cost one line each: a page of nothing else takes forever.
fn check_containers(markdown: &str, before: usize) -> Result<(), Error> {
    let mut open = 0_usize;
    for (number, line) in markdown.lines().enumerate() {
        let Some(signs) = line.trim_start().strip_prefix(":::") else { continue };
        let begins = !signs.trim_matches([':', ' ', '\t']).is_empty();
        open = if begins { open + 1 } else { open.saturating_sub(1) };
        if open > MAX_DEPTH {
            let why =
                format!("more than {MAX_DEPTH} containers are open here; close each with a line of :::");
            return Err(Error::new(Some(before + number + 1), why));
        }
    }
    Ok(())
}

/// Bounded before anything recurses on it.
fn check_depth<'a>(root: &'a AstNode<'a>, reader: &Reader<'_>) -> Result<(), Error> {
    let mut depth = 0_usize;
    for edge in root.traverse() {
        match edge {
            comrak::arena_tree::NodeEdge::Start(_) => depth += 1,
            comrak::arena_tree::NodeEdge::End(_) => depth = depth.saturating_sub(1),
        }
        // The document and the text in the innermost do not count.
        if depth > MAX_DEPTH + 3 {
            let comrak::arena_tree::NodeEdge::Start(node) = edge else { continue };
            let why = format!("lists, quotes or emphasis are nested more than {MAX_DEPTH} deep");
            return Err(Error::new(reader.line(node), why));
        }
    }
    Ok(())
}

struct Reader<'o> {
    before: usize,
    options: &'o ParseOptions,
    notes: &'o mut Notes,
    css: String,
    footnotes: notes::Footnotes,
    /// Line breaks between Chinese lines that show as nothing, and where the first is.
    joined: usize,
    joined_at: Option<usize>,
}

impl Reader<'_> {
    /// The line of the source on which a node begins.
    fn line<'a>(&self, node: &'a AstNode<'a>) -> Option<usize> {
        Some(self.before + node.data().sourcepos.start.line)
    }
}

#[cfg(test)]
mod tests;

fn is_html(value: &NodeValue) -> bool {
    matches!(value, NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_))
}
