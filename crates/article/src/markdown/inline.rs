//! Running text.

use comrak::nodes::{AstNode, NodeLink, NodeValue, NodeWikiLink};

use super::text::{begins_item, is_wide, size_of, sized};
use super::{Reader, is_html, leftover, pictures, tags};
use crate::error::Error;
use crate::html::{self, Element, Node, is_blank, text};
use crate::target;

/// A mark for a table of contents, alone in its paragraph.
const CONTENTS: [&str; 7] = ["[toc]", "[[toc]]", "[[_toc_]]", "${toc}", "@[toc]", "{:toc}", "[[toc]"];

impl Reader<'_> {
    pub(super) fn paragraph<'a>(&mut self, node: &'a AstNode<'a>) -> Result<Vec<Node>, Error> {
        let line = self.line(node);
        let children = self.inlines(node)?;
        let shown = html::plain(&children);
        if shown.len() < 12
            && (CONTENTS.contains(&shown.trim().to_ascii_lowercase().as_str()) || is_wiki_toc(node))
        {
            return Ok(vec![Element::new("*toc", &[], Vec::new()).at(line).into()]);
        }
        let mut element = Element::new("p", &[], children).at(line);
        leftover::without_block_id(&mut element.children);
        if element.children.iter().all(is_blank) {
            return Ok(Vec::new());
        }
        Ok(pictures::lines(element, self.options.captions))
    }

    /// The running text in a node.
    pub(super) fn inlines<'a>(&mut self, node: &'a AstNode<'a>) -> Result<Vec<Node>, Error> {
        let nodes = if node.children().any(|child| is_html(&child.data().value)) {
            self.with_html(node, Self::inline)?
        } else {
            let mut out = Vec::new();
            for child in node.children() {
                out.extend(self.inline(child)?);
            }
            out
        };
        Ok(self.without_comments(nodes, self.line(node)))
    }

    fn inline<'a>(&mut self, node: &'a AstNode<'a>) -> Result<Vec<Node>, Error> {
        let line = self.line(node);
        let value = node.data().value.clone();
        let name = match value {
            NodeValue::Text(shown) => {
                let shown = match node.previous_sibling().map(|before| before.data().value.clone()) {
                    Some(NodeValue::Image(_)) => pictures::after_size(&shown),
                    _ => &shown,
                };
                let shown = leftover::without_attributes(shown, node.next_sibling().is_none());
                leftover::tell(shown, line, self.notes);
                return Ok(super::text::with_ruby(shown));
            }
            NodeValue::ShortCode(emoji) => return Ok(vec![text(emoji.emoji)]),
            NodeValue::SoftBreak => return Ok(self.soft_break(node).into_iter().collect()),
            NodeValue::LineBreak => return Ok(vec![line_break()]),
            NodeValue::Code(code) => {
                return Ok(vec![
                    Element::new("code", &[], vec![text(tags::unescaped(&code.literal))]).at(line).into(),
                ]);
            }
            NodeValue::Math(math) => {
                let attrs: &[(&str, &str)] = if math.display_math { &[("display", "")] } else { &[] };
                return Ok(vec![
                    Element::new("*math", attrs, vec![text(math.literal.trim())]).at(line).into(),
                ]);
            }
            NodeValue::Link(link) => return self.link(node, &link),
            NodeValue::Image(image) => {
                let alt = self.inlines(node)?;
                let after = match node.next_sibling().map(|after| after.data().value.clone()) {
                    Some(NodeValue::Text(after)) => pictures::size_after(&after),
                    _ => None,
                };
                return Ok(vec![
                    picture(&image.url, &html::plain(&alt), &image.title, after).at(line).into(),
                ]);
            }
            NodeValue::WikiLink(wiki) => return Ok(self.wiki(node, &wiki)),
            NodeValue::FootnoteReference(reference) => {
                let label = vec![text(format!("[注{}]", reference.ix))];
                return Ok(vec![Element::classed("sup", "ref", label).at(line).into()]);
            }
            NodeValue::CommentInline(_) => return Ok(Vec::new()),
            NodeValue::Emph => "em",
            NodeValue::Strong => "strong",
            NodeValue::Strikethrough => "del",
            NodeValue::Highlight => "mark",
            NodeValue::Insert | NodeValue::Underline => "u",
            NodeValue::Superscript => "sup",
            NodeValue::Subscript => "sub",
            _ => return self.inlines(node),
        };
        Ok(vec![Element::new(name, &[], self.inlines(node)?).at(line).into()])
    }

    /// A line break of the source: one of the article's if the author wants that, else a blank, and nothing between
    /// two Chinese characters, where a blank would be seen. What begins as an item of a list stays in a line of its own.
    fn soft_break<'a>(&mut self, node: &'a AstNode<'a>) -> Option<Node> {
        let next = node.next_sibling().map(|after| after.data().value.clone());
        if self.options.breaks || matches!(next, Some(NodeValue::Text(next)) if begins_item(&next)) {
            return Some(line_break());
        }
        let last = node.previous_sibling().and_then(|before| edge(before, true));
        let first = node.next_sibling().and_then(|after| edge(after, false));
        match (last, first) {
            (Some(last), Some(first)) if is_wide(last) && is_wide(first) => {
                self.joined += 1;
                self.joined_at = self.joined_at.or(self.line(node));
                Some(Element::new("*break", &[("joined", "")], Vec::new()).into())
            }
            _ => Some(Element::new("*break", &[], Vec::new()).into()),
        }
    }

    fn link<'a>(&mut self, node: &'a AstNode<'a>, link: &NodeLink) -> Result<Vec<Node>, Error> {
        let line = self.line(node);
        let children = self.inlines(node)?;
        let a = |href: &str, children| Element::new("a", &[("href", href)], children).at(line).into();
        let shown = html::plain(&children);
        let is_bare = link
            .url
            .strip_suffix(shown.as_str())
            .is_some_and(|scheme| matches!(scheme, "" | "http://" | "mailto:"));
        // In Chinese no blank ends a bare address.
        match shown.find(|c| !char::is_ascii(&c)).filter(|_| is_bare) {
            Some(end) => {
                let (address, rest) = shown.split_at(end);
                let scheme = link.url.strip_suffix(shown.as_str()).unwrap_or_default();
                Ok(vec![a(&format!("{scheme}{address}"), vec![text(address)]), text(rest)])
            }
            None => Ok(vec![a(&link.url, children)]),
        }
    }

    /// `[[page|text]]` is its text, `![[a.png|300]]` a picture.
    fn wiki<'a>(&mut self, node: &'a AstNode<'a>, wiki: &NodeWikiLink) -> Vec<Node> {
        let line = self.line(node);
        let label: String = node
            .descendants()
            .filter_map(|node| match &node.data().value {
                NodeValue::Text(text) => Some(text.to_string()),
                _ => None,
            })
            .collect();
        if !wiki.embed {
            return vec![text(label)];
        }
        let file = wiki.url.split('#').next().unwrap_or_default().trim();
        if !target::is_picture(file) && !target::is_video(file) {
            self.notes.error(Error::new(line, unembedded(&wiki.url, file)));
            return Vec::new();
        }
        // `![[a.png|50]]` has a size and no description.
        let (alt, width, height) = match size_of(&label).filter(|_| label != wiki.url) {
            Some((width, height)) => ("", width, height),
            None => sized(&label),
        };
        let alt = if alt == wiki.url { "" } else { alt };
        let mut picture = picture(&file.replace('%', "%25"), alt, "", None).at(line);
        picture.attrs.extend(width.map(|width| ("width".to_owned(), width)));
        picture.attrs.extend(height.map(|height| ("height".to_owned(), height)));
        // Where such a file lies is the vault's affair.
        picture.attrs.push(("*wiki".into(), String::new()));
        vec![picture.into()]
    }

    /// Without what stands between two `%%`, which may be on two lines.
    fn without_comments(&mut self, nodes: Vec<Node>, line: Option<usize>) -> Vec<Node> {
        let marks = nodes.iter().map(|node| match node {
            Node::Text(text) => text.matches("%%").count(),
            _ => 0,
        });
        let marks: usize = marks.sum();
        if marks == 0 {
            return nodes;
        }
        if marks % 2 == 1 {
            let why = "%% begins or ends a private comment, and its other half is missing; complete it, or write \\%%";
            self.notes.error(Error::new(line, why));
            return nodes;
        }
        let (mut out, mut hidden) = (Vec::new(), false);
        for node in nodes {
            match node {
                Node::Text(text) => {
                    for (at, part) in text.split("%%").enumerate() {
                        if at > 0 {
                            hidden = !hidden;
                        }
                        if !hidden && !part.is_empty() {
                            out.push(Node::Text(part.to_owned()));
                        }
                    }
                }
                _ if hidden => {}
                node => out.push(node),
            }
        }
        out
    }
}

/// A picture, with the size that its description or what follows it asks for.
fn picture(url: &str, alt: &str, title: &str, after: Option<(Option<String>, Option<String>)>) -> Element {
    let (alt, width, height) = sized(alt);
    let (width, height) = after.unwrap_or((width, height));
    let mut attrs = vec![("src", url), ("alt", alt)];
    attrs.extend((!title.is_empty()).then_some(("title", title)));
    attrs.extend(width.as_deref().map(|width| ("width", width)));
    attrs.extend(height.as_deref().map(|height| ("height", height)));
    Element::new("img", &attrs, Vec::new())
}

/// Why a note, or a file of another kind, is not put in here.
fn unembedded(url: &str, file: &str) -> String {
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "excalidraw" | "canvas" => {
            format!("![[{url}]] is a drawing of Obsidian's; export it as a picture, and put that in")
        }
        "mp3" | "wav" | "m4a" | "ogg" | "flac" | "3gp" | "pdf" | "docx" | "xlsx" | "pptx" | "zip" => {
            format!(
                "![[{url}]] is neither a picture nor a video, and an article holds no other files; take it out, or write [[{url}]]"
            )
        }
        _ => format!(
            "![[{url}]] puts another note in here, which an article cannot; copy its text, or write [[{url}]]"
        ),
    }
}

fn line_break() -> Node {
    Element::new("br", &[], Vec::new()).into()
}

fn is_wiki_toc<'a>(node: &'a AstNode<'a>) -> bool {
    let mut children = node.children();
    let first = children.next();
    let is_toc = first.is_some_and(|child| {
        matches!(&child.data().value, NodeValue::WikiLink(wiki) if matches!(wiki.url.to_ascii_lowercase().as_str(), "toc" | "_toc_"))
    });
    is_toc && children.next().is_none()
}

/// The first or last character of what a node shows.
fn edge<'a>(node: &'a AstNode<'a>, last: bool) -> Option<char> {
    match &node.data().value {
        NodeValue::Text(text) if last => text.chars().next_back(),
        NodeValue::Text(text) => text.chars().next(),
        NodeValue::Code(_) | NodeValue::Math(_) | NodeValue::Image(_) => None,
        _ => {
            let child = if last { node.last_child() } else { node.first_child() };
            edge(child?, last)
        }
    }
}
