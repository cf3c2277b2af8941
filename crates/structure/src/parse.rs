//! HTML to the tree a browser would build from it, with places.
//!
//! html5ever tells lines, not columns. So the source is fed to it in pieces that begin at each `<`: the first piece since
//! something else came out is where a tag begins.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use html5ever::interface::TreeSink as _;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::TreeBuilder;
use html5ever::{LocalName, QualName, ns};

use crate::css::Style;
use crate::sink::{Raw, Sink};
use crate::tag::Meter;
use crate::tree::{Element, Node, ROOT, Tree, among};

/// Longest source, in bytes.
const MAX_SOURCE: usize = 32 * 1024 * 1024;

/// Most attributes of a tag.
const MAX_ATTRIBUTES: usize = 1000;

/// Longest piece, in bytes.
const PIECE: usize = 4096;

/// Elements that never have children.
pub(crate) const VOID: &str = "area base br col embed hr img input link meta param source track wbr";

/// Where reading had to end, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) at: usize,
    pub(crate) why: &'static str,
}

/// A fragment as the content of a `div`. Beyond the limits there is less in the tree than in the source.
pub(crate) fn parse(html: &str) -> (Tree, Option<Limit>) {
    let sink = Sink::new();
    let div = QualName::new(None, ns!(html), LocalName::from("div"));
    let around = sink.create_element(div, Vec::new(), Default::default());
    let builder = TreeBuilder::new_for_fragment(sink, around, None, Default::default());
    let guard = Guard {
        builder,
        begun: Cell::new(None),
        read: Cell::new(0),
        piece: Cell::new(None),
        open: RefCell::default(),
        limit: Cell::new(None),
    };
    let tokenizer = Tokenizer::new(guard, TokenizerOpts::default());
    feed(html, &tokenizer);
    tokenizer.end();
    let limit = tokenizer.sink.limit.get();
    (tree(tokenizer.sink.builder.sink.finish().into_nodes(), html), limit)
}

fn feed(html: &str, tokenizer: &Tokenizer<Guard>) {
    let guard = &tokenizer.sink;
    if html.len() > MAX_SOURCE {
        return guard.stop(0, "it is longer than 32 MiB");
    }
    let whole = StrTendril::from(html);
    let mut meter = Meter::new();
    let mut start = 0;
    while start < html.len() && guard.limit.get().is_none() {
        let piece = piece(html.get(start..).unwrap_or_default());
        if piece.starts_with('<') && guard.begun.get().is_none() {
            guard.begun.set(Some(start));
            meter = Meter::new();
        }
        if guard.begun.get().is_some() && meter.read(piece.as_bytes()) > MAX_ATTRIBUTES {
            return guard.stop(guard.begun.get().unwrap_or(start), "a tag has more than 1,000 attributes");
        }
        let (Ok(from), Ok(length)) = (u32::try_from(start), u32::try_from(piece.len())) else { return };
        start += piece.len();
        guard.read.set(start);
        guard.piece.set(Some(start - piece.len()).filter(|_| piece.starts_with('<')));
        let input = BufferQueue::default();
        input.push_back(whole.subtendril(from, length));
        // It pauses where a browser would run a script.
        while !input.is_empty() {
            let _ = tokenizer.feed(&input);
        }
    }
}

/// What to feed next: up to the next `<`, or with the next `>`, and not too much.
fn piece(rest: &str) -> &str {
    let bytes = rest.as_bytes();
    let window = bytes.get(1..bytes.len().min(PIECE)).unwrap_or_default();
    let mut end = match window.iter().position(|byte| matches!(byte, b'<' | b'>')) {
        _ if bytes.first() == Some(&b'>') => 1,
        Some(at) if window.get(at) == Some(&b'>') => at + 2,
        Some(at) => at + 1,
        None => window.len() + 1,
    };
    while !rest.is_char_boundary(end) {
        end += 1;
    }
    rest.get(..end).unwrap_or(rest)
}

/// Stands between tokenizer and tree: knows where a tag is, and stops the tree from growing without bound.
struct Guard {
    builder: TreeBuilder<usize, Sink>,
    /// The first `<` since anything came out.
    begun: Cell<Option<usize>>,
    read: Cell<usize>,
    /// Where the piece that is being read begins, if with a `<`.
    piece: Cell<Option<usize>>,
    /// Elements whose end tag has not been read.
    open: RefCell<Vec<(LocalName, usize)>>,
    limit: Cell<Option<Limit>>,
}

impl Guard {
    fn stop(&self, at: usize, why: &'static str) {
        if self.limit.get().is_none() {
            self.limit.set(Some(Limit { at, why }));
        }
    }

    fn started(&self, name: LocalName, tag: Range<usize>) {
        let Some(id) = self.builder.sink.started(&name, tag) else { return };
        if !among(VOID, &name) {
            self.open.borrow_mut().push((name, id));
        }
    }

    fn ended(&self, name: &LocalName, tag: Range<usize>) {
        let mut open = self.open.borrow_mut();
        // The tree is no deeper than this; what is further back was closed without an end tag.
        let near = open.iter().rev().take(crate::sink::MAX_DEPTH);
        let Some(back) = near.map(|(known, _)| known).position(|known| known == name) else { return };
        let at = open.len() - 1 - back;
        if let Some((_, id)) = open.get(at) {
            self.builder.sink.ended(*id, tag);
        }
        open.truncate(at);
    }
}

impl TokenSink for Guard {
    type Handle = usize;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<usize> {
        if matches!(token, Token::ParseError(_)) || self.limit.get().is_some() {
            return TokenSinkResult::Continue;
        }
        let begun = self.begun.take();
        let place = begun.unwrap_or(self.read.get())..self.read.get();
        if matches!(token, Token::CharacterTokens(_)) {
            // Only now is it known that the `<` before this piece was none of a tag.
            self.begun.set(self.piece.get().filter(|piece| begun.is_some_and(|begun| begun < *piece)));
        }
        self.builder.sink.at.set(place.start);
        let tag = match &token {
            Token::TagToken(tag) => Some((tag.kind, tag.name.clone())),
            _ => None,
        };
        let result = self.builder.process_token(token, line);
        match tag {
            Some((TagKind::StartTag, name)) => self.started(name, place.clone()),
            Some((TagKind::EndTag, name)) => self.ended(&name, place.clone()),
            None => {}
        }
        if let Some(why) = self.builder.sink.broken() {
            self.stop(place.start, why);
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// From the list of nodes to the tree: what stands in the element around the fragment is what stands in the root.
fn tree(raw: Vec<Raw>, html: &str) -> Tree {
    let top = raw.first().and_then(|document| document.children.last().copied()).unwrap_or_default();
    let mut nodes: Vec<Node> = raw.into_iter().map(|raw| node(raw, html)).collect();
    let children = nodes.get_mut(top).map(|node| std::mem::take(&mut node.children)).unwrap_or_default();
    for child in &children {
        if let Some(node) = nodes.get_mut(*child) {
            node.parent = Some(ROOT);
        }
    }
    if let Some(root) = nodes.first_mut() {
        root.children = children;
    }
    Tree::new(nodes)
}

fn node(raw: Raw, html: &str) -> Node {
    let element = raw.name.map(|name| {
        // What is to be edited is looked at twice.
        let starts = |range: &Range<usize>, with: &str| {
            let source = html.get(range.clone()).and_then(|source| source.strip_prefix(with));
            source
                .and_then(|rest| rest.get(..name.local.len()))
                .is_some_and(|start| start.eq_ignore_ascii_case(&name.local))
        };
        let tag = raw.tag.filter(|tag| starts(tag, "<"));
        let end = raw.end.filter(|end| starts(end, "</"));
        let attrs: Vec<_> =
            raw.attrs.into_iter().map(|attr| (attr.name.local.to_string(), attr.value.to_string())).collect();
        let style = attrs.iter().find(|(name, _)| name == "style").map(|(_, style)| Style::parse(style));
        Element {
            foreign: name.ns != ns!(html),
            name: name.local.to_string(),
            attrs,
            style: style.unwrap_or_default(),
            at: raw.at,
            tag,
            end,
        }
    });
    Node { parent: raw.parent, children: raw.children, element, text: raw.text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(html: &str, want: Expect) {
        let (tree, limit) = parse(html);
        let mut out = String::new();
        for id in tree.order().iter().skip(1) {
            let mut depth = 0;
            let mut up = *id;
            while let Some(parent) = tree.parent(up) {
                (depth, up) = (depth + 1, parent);
            }
            let show =
                |range: &Option<Range<usize>>| range.clone().and_then(|range| html.get(range)).unwrap_or("-");
            out += &"  ".repeat(depth - 1);
            out += &match tree.element(*id) {
                Some(element) => {
                    format!("{} {} {} {}\n", element.name, element.at, show(&element.tag), show(&element.end))
                }
                None => format!("{:?}\n", tree.text(*id).unwrap_or_default()),
            };
        }
        if let Some(limit) = limit {
            out += &format!("{limit:?}");
        }
        want.assert_eq(&out);
    }

    #[test]
    fn places() {
        check(
            "<<p title='a<b>'>1 < 2</p>\n<!-- <p> -->茶<br/><svg><foreignobject><p>x",
            expect![[r#"
                "<"
                p 1 <p title='a<b>'> </p>
                  "1 < 2"
                "\n"
                ""
                "茶"
                br 42 <br/> -
                svg 47 <svg> -
                  foreignObject 52 <foreignobject> -
                    p 67 <p> -
                      "x"
            "#]],
        );
        check(
            "<p>1<section>2</section>3</p>",
            expect![[r#"
            p 0 <p> </p>
              "1"
            section 4 <section> </section>
              "2"
            "3"
            p 25 - -
        "#]],
        );
        check(
            "<table><tr><td>1<b><i>2</b>3</i>4",
            expect![[r#"
            table 0 <table> -
              tbody 7 - -
                tr 7 <tr> -
                  td 11 <td> -
                    "1"
                    b 16 <b> </b>
                      i 19 <i> -
                        "2"
                    i 28 - -
                      "3"
                    "4"
        "#]],
        );
        check(
            "<html><body class=x><p>1</body></html><style>a<b{}</style><script>a<b c</script>2",
            expect![[r#"
                p 20 <p> -
                  "1"
                  style 38 <style> </style>
                    "a<b{}"
                  script 58 <script> </script>
                    "a<b c"
                  "2"
            "#]],
        );
    }

    #[test]
    fn limits() {
        let (tree, limit) = parse(&"<section>".repeat(100_000));
        assert_eq!(
            (tree.order().len() < 600, limit.map(|limit| limit.why)),
            (true, Some("elements are nested more than 512 deep"))
        );
        let many: String = (0..2000).map(|at| format!(" a{at}")).collect();
        assert_eq!(
            parse(&format!("<p>1</p><p{many}>")).1,
            Some(Limit { at: 8, why: "a tag has more than 1,000 attributes" })
        );
        assert_eq!(parse(&format!("<!-- {many} --><script>a<b {many}</script>")).1, None);
        let picture = format!("<img src='data:image/png;base64,{}'>", "A b/".repeat(1_000_000));
        assert_eq!(parse(&picture).1, None);
    }
}
