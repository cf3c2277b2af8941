use html5ever::interface::TreeSink as _;
use html5ever::ns;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::TreeBuilder;

use super::sink::{Raw, Sink};
use super::write::LINE;
use super::{Element, MAX_DEPTH, Node, among, css};
use crate::error::{Error, Notes};

/// A page: its style sheets and its `body`.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) css: String,
    pub(crate) body: Element,
}

/// Longest run from a `<` to the next `>`: the tokenizer compares each attribute of a tag with all others.
const MAX_TAG: usize = 128 * 1024;

/// Longest single text: the serializer scans the rest of a text again for each `&` in it. A whole article
/// has 20,000 characters.
const MAX_TEXT: usize = 100_000;

/// Elements removed with all they hold. `style` is not among them: it is inlined.
const REMOVED: &str = "applet audio base button canvas dialog embed fieldset form frame frameset input link map marquee math noembed noframes \
    noscript object optgroup option param plaintext portal script select slot svg template textarea track xmp";

/// Elements about the page, not of it: removed without a word.
const ABOUT: &str = "meta title";

/// Parses HTML, inlines its style sheets and removes what can never be in an article. `line` maps a line of
/// `html`, from 1, to the source's.
///
/// No control character but tab and line break is left, so one of them can mark places nobody else can mark.
pub(crate) fn page(html: &str, line: &dyn Fn(usize) -> usize, notes: &mut Notes) -> Result<Page, Error> {
    let page = once(html, line, false, notes)?;
    match css::inlined(&page)? {
        Some(html) => once(&html, &|line| line, true, notes),
        None => Ok(page),
    }
}

/// `marked`: elements carry their lines.
fn once(html: &str, line: &dyn Fn(usize) -> usize, marked: bool, notes: &mut Notes) -> Result<Page, Error> {
    check_tags(html, line)?;
    let tokenizer =
        Tokenizer::new(Guard(TreeBuilder::new(Sink::new(), Default::default())), Default::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    // It pauses where a browser would run a script.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    let line = |at: u64| usize::try_from(at).ok().map(line);
    let nodes = tokenizer.sink.0.sink.finish().into_nodes().map_err(|(at, why)| Error::new(line(at), why))?;
    let mut reader = Reader { nodes: &nodes, line: &line, marked, notes, css: String::new() };
    let mut body = Element::new("body", &[], Vec::new());
    for node in reader.children(0, 0)? {
        reader.find_body(node, &mut body);
    }
    Ok(Page { css: reader.css, body })
}

fn check_tags(html: &str, line: &dyn Fn(usize) -> usize) -> Result<(), Error> {
    let mut open = None;
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'<' => open = open.or(Some(at)),
            b'>' => open = None,
            _ => {}
        }
        if let Some(start) = open.filter(|start| at - start > MAX_TAG) {
            let before = html.get(..start).unwrap_or_default().matches('\n').count();
            let why = format!(
                "a tag is longer than {MAX_TAG} bytes; save a picture pasted as a data: URL as a file beside the article"
            );
            return Err(Error::new(Some(line(before + 1)), why));
        }
    }
    Ok(())
}

/// Stops building once a bound is broken; the tokenizer then runs out in linear time.
struct Guard(TreeBuilder<usize, Sink>);

impl TokenSink for Guard {
    type Handle = usize;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<usize> {
        if self.0.sink.is_broken() { TokenSinkResult::Continue } else { self.0.process_token(token, line) }
    }

    fn end(&self) {
        self.0.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.0.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// From the list of nodes to the tree.
struct Reader<'a> {
    nodes: &'a [Raw],
    line: &'a dyn Fn(u64) -> Option<usize>,
    marked: bool,
    notes: &'a mut Notes,
    css: String,
}

impl Reader<'_> {
    fn children(&mut self, id: usize, depth: usize) -> Result<Vec<Node>, Error> {
        let nodes = self.nodes;
        let Some(raw) = nodes.get(id) else { return Ok(Vec::new()) };
        // Checked again: moving nodes about may have deepened the tree behind the sink's back.
        if depth > MAX_DEPTH + 3 {
            return Err(Error::new(
                (self.line)(raw.line),
                format!("elements are nested more than {MAX_DEPTH} deep"),
            ));
        }
        let mut out = Vec::new();
        for child in &raw.children {
            self.node(*child, depth, &mut out)?;
        }
        Ok(out)
    }

    fn node(&mut self, id: usize, depth: usize, out: &mut Vec<Node>) -> Result<(), Error> {
        let nodes = self.nodes;
        let Some(raw) = nodes.get(id) else { return Ok(()) };
        let Some(name) = &raw.name else {
            if raw.text.len() > MAX_TEXT {
                let why = format!("a paragraph or text is longer than {MAX_TEXT} bytes");
                return Err(Error::new((self.line)(raw.line), why));
            }
            let text = without_controls(&raw.text);
            if !text.is_empty() {
                out.push(Node::Text(text));
            }
            return Ok(());
        };
        let tag = &*name.local;
        let line = (self.line)(raw.line);
        if tag == "style" {
            for child in &raw.children {
                self.css.push_str(nodes.get(*child).map(|text| text.text.as_str()).unwrap_or_default());
                self.css.push('\n');
            }
        } else if among(REMOVED, tag) || name.ns != ns!(html) {
            self.notes.warn(
                line,
                "removed-element",
                format!("<{tag}> cannot be in an article; it was removed"),
            );
        } else if !among(ABOUT, tag) {
            let mut element = Element::new(tag, &[], self.children(id, depth + 1)?);
            element.line = line;
            for attr in &raw.attrs {
                self.attribute(&mut element, &attr.name.local, &without_controls(&attr.value));
            }
            out.push(Node::Element(element));
        }
        Ok(())
    }

    fn attribute(&mut self, element: &mut Element, name: &str, value: &str) {
        match name {
            LINE if self.marked => element.line = value.parse().ok().or(element.line),
            LINE => {}
            "style" if css::nesting(value) > css::MAX_NESTING => {
                self.notes.warn(
                    element.line,
                    "removed-style",
                    "a style attribute has too many brackets; it was removed",
                );
            }
            name => element.attrs.push((name.to_owned(), value.to_owned())),
        }
    }

    fn find_body(&mut self, node: Node, body: &mut Element) {
        let Node::Element(element) = node else { return };
        match element.name.as_str() {
            "html" => element.children.into_iter().for_each(|node| self.find_body(node, body)),
            "body" => *body = element,
            _ => {}
        }
    }
}

fn without_controls(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
