use std::cell::Cell;

use html5ever::interface::TreeSink as _;
use html5ever::ns;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::TreeBuilder;

use super::sink::{Raw, Sink};
use super::{Element, MAX_DEPTH, Node, among};
use crate::error::{Error, Notes};

/// A page: its style sheets and its `body`.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) css: String,
    pub(crate) body: Element,
}

/// Most bytes of one tag outside the values in quotes: the tokenizer compares each attribute of a tag with all others.
const MAX_TAG: usize = 16 * 1024;

/// Elements removed with all they hold.
const REMOVED: &str = "applet audio base button canvas dialog embed fieldset form frame frameset input link map marquee math noembed noframes \
    noscript object optgroup option param plaintext portal script select slot template textarea track xmp";

/// Elements about the page, not of it: removed without a word.
const ABOUT: &str = "meta title";

/// Parses HTML and removes what can never be in an article. `line` maps a line of `html`, from 1, to the source's.
///
/// No control character but tab and line break is left, so one of them can mark places nobody else can mark.
pub(crate) fn page(html: &str, line: &dyn Fn(usize) -> usize, notes: &mut Notes) -> Result<Page, Error> {
    read(html, line, None, notes)
}

/// Parses HTML that stands in Markdown. Its text may hold `mark`, with which the Markdown in it is marked.
pub(crate) fn fragment(
    html: &str,
    line: &dyn Fn(usize) -> usize,
    mark: char,
    notes: &mut Notes,
) -> Result<Page, Error> {
    read(html, line, Some(mark), notes)
}

fn read(
    html: &str,
    line: &dyn Fn(usize) -> usize,
    mark: Option<char>,
    notes: &mut Notes,
) -> Result<Page, Error> {
    check_tags(html, line)?;
    let builder = TreeBuilder::new(Sink::new(), Default::default());
    let tokenizer = Tokenizer::new(Guard { builder, cut: Cell::new(false) }, Default::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    // It pauses where a browser would run a script.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    if tokenizer.sink.cut.get()
        && let Some(error) = endless(html, line)
    {
        notes.error(error);
    }
    let line = |at: u64| usize::try_from(at).ok().map(line);
    let nodes =
        tokenizer.sink.builder.sink.finish().into_nodes().map_err(|(at, why)| Error::new(line(at), why))?;
    let mut reader = Reader { nodes: &nodes, line: &line, mark, notes, css: String::new() };
    let mut body = Element::new("body", &[], Vec::new());
    for node in reader.children(0, 0)? {
        reader.find_body(node, &mut body);
    }
    Ok(Page { css: reader.css, body })
}

fn check_tags(html: &str, line: &dyn Fn(usize) -> usize) -> Result<(), Error> {
    let (mut start, mut outside, mut quote, mut before) = (None, 0_usize, None, b' ');
    for (at, byte) in html.bytes().enumerate() {
        match (start, quote) {
            (None, _) if before == b'<' && (byte.is_ascii_alphabetic() || byte == b'/') => {
                (start, outside) = (Some(at), 0);
            }
            (None, _) => {}
            (Some(_), Some(open)) => quote = Some(open).filter(|open| byte != *open),
            (Some(_), None) if byte == b'>' => start = None,
            (Some(_), None) if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            (Some(_), None) => outside += 1,
        }
        if let Some(start) = start.filter(|_| outside > MAX_TAG) {
            let before = html.get(..start).unwrap_or_default().matches('\n').count();
            let why = format!("a tag has more than {MAX_TAG} bytes of attributes");
            return Err(Error::new(Some(line(before + 1)), why));
        }
        // Blanks may stand between `=` and the quote.
        if !byte.is_ascii_whitespace() || before != b'=' {
            before = byte;
        }
    }
    Ok(())
}

/// What begins and has no end, so that all behind it is lost: a comment or a tag.
fn endless(html: &str, line: &dyn Fn(usize) -> usize) -> Option<Error> {
    let closed = html.rfind("-->").map_or(0, |at| at + "-->".len());
    let comment = html.get(closed..)?.find("<!--").map(|at| closed + at);
    let (at, why) = match comment {
        Some(at) => (
            at,
            "the comment that begins with <!-- here has no end, so all behind it would be hidden; close it with -->",
        ),
        None => (
            html.rfind('<')?,
            "the tag that begins here has no end, so all behind it would be lost; close it with >",
        ),
    };
    // A sign at the very end is a sign.
    let is_one = html.get(at + 1..)?.trim_start_matches('/').starts_with(|c: char| !c.is_whitespace());
    let before = html.get(..at)?.matches('\n').count();
    is_one.then(|| Error::new(Some(line(before + 1)), why))
}

/// Stops building once a bound is broken; the tokenizer then runs out in linear time.
struct Guard {
    builder: TreeBuilder<usize, Sink>,
    /// Whether the text ended in a comment or a tag.
    cut: Cell<bool>,
}

impl TokenSink for Guard {
    type Handle = usize;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<usize> {
        if matches!(&token, Token::ParseError(why) if why.contains("EOF")) {
            self.cut.set(true);
        }
        match self.builder.sink.is_broken() {
            true => TokenSinkResult::Continue,
            false => self.builder.process_token(token, line),
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// From the list of nodes to the tree.
struct Reader<'a> {
    nodes: &'a [Raw],
    line: &'a dyn Fn(u64) -> Option<usize>,
    mark: Option<char>,
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
            let text = without_controls(&raw.text, self.mark);
            if !text.is_empty() {
                out.push(Node::Text(text));
            }
            return Ok(());
        };
        let tag = &*name.local;
        let line = (self.line)(raw.line);
        if name.ns == ns!(html) && tag == "style" {
            for child in &raw.children {
                let css = nodes.get(*child).map(|text| text.text.as_str()).unwrap_or_default();
                // Word hides its sheets from browsers of old.
                self.css.push_str(&css.replace("<!--", "").replace("-->", ""));
                self.css.push('\n');
            }
        } else if among(REMOVED, tag) || !(name.ns == ns!(html) || name.ns == ns!(svg)) {
            let what = if tag == "link" {
                "a style sheet beside the article is read as `theme: FILE.css`, or inside of <style>"
            } else {
                "it was removed"
            };
            self.notes.warn(line, "removed-element", format!("<{tag}> cannot be in an article; {what}"));
        } else if !among(ABOUT, tag) || name.ns == ns!(svg) {
            let mut element = Element::new(tag, &[], self.children(id, depth + 1)?).at(line);
            let own = raw.attrs.iter().map(|attr| (&*attr.name.local, without_controls(&attr.value, None)));
            // Names that begin so are ours.
            let own = own.filter(|(name, _)| !name.starts_with('*'));
            element.attrs.extend(own.map(|(name, value)| (name.to_owned(), value)));
            out.push(Node::Element(element));
        }
        Ok(())
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

fn without_controls(text: &str, mark: Option<char>) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t') || mark == Some(*c)).collect()
}
