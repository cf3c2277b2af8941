//! What people write that CommonMark would not take for what it is meant as: it is written otherwise before it is read,
//! line for line.

use std::ops::Range;

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, parse_document};

use super::{Reader, comments, dialect, dollars, loose, mdx, pictures, tags};

/// A piece of the source, and what is written in its place.
#[derive(Debug)]
pub(super) struct Mend {
    pub(super) range: Range<usize>,
    pub(super) written: String,
    /// The rule and the words of a warning, where that is not all that its author meant.
    pub(super) told: Option<(&'static str, String)>,
}

impl Mend {
    pub(super) fn new(range: Range<usize>, written: impl Into<String>) -> Self {
        Self { range, written: written.into(), told: None }
    }
}

impl Reader<'_> {
    /// The tree of a text.
    pub(super) fn tree<'a>(&mut self, arena: &'a Arena<'a>, plain: &str) -> &'a AstNode<'a> {
        let root = parse_document(arena, plain, &dialect());
        let Some(source) = self.mended(plain, &comments::mends(plain, root), &[]) else {
            return self.formulas(arena, plain, root);
        };
        let root = parse_document(arena, &source, &dialect());
        self.formulas(arena, &source, root)
    }

    fn formulas<'a>(&mut self, arena: &'a Arena<'a>, plain: &str, root: &'a AstNode<'a>) -> &'a AstNode<'a> {
        // Before all else formulas, as there are stars and brackets in them.
        let code = code(root, plain, false);
        let mends = dollars::mends(plain, &code);
        let Some(source) = self.mended(plain, &mends, &code) else { return self.rest(arena, plain, root) };
        let root = parse_document(arena, &source, &dialect());
        self.rest(arena, &source, root)
    }

    fn rest<'a>(&mut self, arena: &'a Arena<'a>, source: &str, root: &'a AstNode<'a>) -> &'a AstNode<'a> {
        let mut mends = pictures::mends(source);
        mends.extend(tags::mends(source));
        mends.extend(mdx::mends(source));
        mends.extend(loose::mends(source, root));
        mends.sort_by_key(|mend| mend.range.start);
        let written = self.mended(source, &mends, &code(root, source, true));
        written.map_or(root, |source| parse_document(arena, &source, &dialect()))
    }

    /// The source with its mends, but for those in code; nothing if there are none.
    fn mended(&mut self, source: &str, mends: &[Mend], code: &[Range<usize>]) -> Option<String> {
        let (mut out, mut done, mut line) = (String::new(), 0, self.before + 1);
        for Mend { range, written, told } in mends {
            if range.start < done || is_in(code, range) {
                continue;
            }
            let between = source.get(done..range.start).unwrap_or_default();
            line += between.matches('\n').count();
            out.push_str(between);
            out.push_str(written);
            if let Some((rule, why)) = told {
                self.notes.warn(Some(line), rule, why.as_str());
            }
            line += source.get(range.clone()).map_or(0, |old| old.matches('\n').count());
            done = range.end;
        }
        if done == 0 {
            return None;
        }
        out.push_str(source.get(done..).unwrap_or_default());
        Some(out)
    }
}

/// Whether a place touches one of these, which are in order.
pub(super) fn is_in(code: &[Range<usize>], place: &Range<usize>) -> bool {
    let after = code.partition_point(|code| code.end <= place.start);
    code.get(after).is_some_and(|code| code.start < place.end)
}

/// Where each line begins.
pub(super) struct Places(Vec<usize>);

impl Places {
    pub(super) fn of(source: &str) -> Self {
        Self(std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// The offset of a column, from 0, in a line, from 1.
    pub(super) fn offset(&self, line: usize, column: usize) -> usize {
        // A line behind the last one begins at the end.
        self.0.get(line.saturating_sub(1)).map_or(usize::MAX, |start| start.saturating_add(column))
    }
}

/// Where nothing is a notation, in order: code, HTML, and formulas if they are known by now.
fn code<'a>(root: &'a AstNode<'a>, source: &str, formulas: bool) -> Vec<Range<usize>> {
    let places = Places::of(source);
    let is_code = |value: &NodeValue| match value {
        NodeValue::Code(_) | NodeValue::CodeBlock(_) | NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_) => {
            true
        }
        NodeValue::Math(_) => formulas,
        _ => false,
    };
    let nodes = root.descendants().filter(|node| is_code(&node.data().value));
    let mut code: Vec<_> = nodes
        .map(|node| {
            let place = node.data().sourcepos;
            let block = node.data().value.block();
            let start =
                places.offset(place.start.line, if block { 0 } else { place.start.column.saturating_sub(1) });
            start..places.offset(place.end.line, place.end.column)
        })
        .collect();
    code.sort_by_key(|code| code.start);
    code
}
