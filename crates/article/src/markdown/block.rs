//! Blocks.

use comrak::nodes::{AstNode, ListType, NodeList, NodeTable, NodeValue, TableAlignment};

use super::{Reader, is_html, pictures, tags};
use crate::error::Error;
use crate::html::{Element, Node, text};

/// Languages of diagrams that nothing here draws.
const UNDRAWN: [&str; 9] =
    ["plantuml", "puml", "dot", "graphviz", "flow", "sequence", "echarts", "wavedrom", "tikz"];

/// What plugins of Obsidian answer.
const QUERIES: [&str; 4] = ["dataview", "dataviewjs", "tasks", "query"];

impl Reader<'_> {
    /// The blocks in a node.
    pub(super) fn blocks<'a>(&mut self, node: &'a AstNode<'a>) -> Result<Vec<Node>, Error> {
        if node.children().any(|child| is_html(&child.data().value)) {
            let nodes = self.with_html(node, Self::block)?;
            return Ok(nodes.into_iter().map(|node| pictures::alone(node, self.options.captions)).collect());
        }
        let mut out = Vec::new();
        for child in node.children() {
            out.extend(self.block(child)?);
        }
        Ok(out)
    }

    fn block<'a>(&mut self, node: &'a AstNode<'a>) -> Result<Vec<Node>, Error> {
        let line = self.line(node);
        let value = node.data().value.clone();
        let element = match value {
            NodeValue::Paragraph => return self.paragraph(node),
            NodeValue::Heading(heading) => {
                Element::new(&format!("h{}", heading.level), &[], self.inlines(node)?)
            }
            NodeValue::BlockQuote | NodeValue::MultilineBlockQuote(_) => {
                Element::new("blockquote", &[], self.blocks(node)?)
            }
            NodeValue::List(list) => self.list(node, &list)?,
            NodeValue::DescriptionList => self.description(node)?,
            NodeValue::CodeBlock(code) => {
                if !code.closed {
                    let why = "the code that begins here has no end, so all behind it is code; close it with a line of the same signs";
                    self.notes.warn(line, "unclosed-code", why);
                }
                if let Some(nodes) = self.directive_in_code(&code.info, &code.literal, line)? {
                    return Ok(nodes);
                }
                let title = super::text::code_title(&code.info)
                    .map(|title| Element::classed("p", "code-title", vec![text(title)]).at(line).into());
                let code = self.code(&code.info, &code.literal, line);
                return Ok(title.into_iter().chain([code]).collect());
            }
            NodeValue::ThematicBreak => Element::new("hr", &[], Vec::new()),
            NodeValue::Table(table) => self.table(node, &table)?,
            NodeValue::Callout(callout) => return self.callout(node, &callout),
            NodeValue::BlockDirective(directive) => return self.directive(node, &directive.info),
            NodeValue::FootnoteDefinition(definition) => {
                self.footnote_text(node, &definition.name)?;
                return Ok(Vec::new());
            }
            NodeValue::MultilineComment(comment) => {
                if !comment.closed {
                    let why = "the comment that begins with %% here has no end; close it, or write \\%%";
                    self.notes.error(Error::new(line, why));
                }
                return Ok(Vec::new());
            }
            _ => return self.blocks(node),
        };
        Ok(vec![element.at(line).into()])
    }

    fn list<'a>(&mut self, node: &'a AstNode<'a>, list: &NodeList) -> Result<Element, Error> {
        let mut items = Vec::new();
        for item in node.children() {
            let line = self.line(item);
            let task = match &item.data().value {
                NodeValue::TaskItem(task) => Some(match task.symbol {
                    Some('x' | 'X') => "☑",
                    // What was given up.
                    Some('-') => "☒",
                    _ => "☐",
                }),
                _ => None,
            };
            let mut content = self.blocks(item)?;
            if list.tight {
                content = content.into_iter().flat_map(loosened).collect();
            }
            let attrs: &[(&str, &str)] = match &task {
                Some(mark) => &[("*task", mark)],
                None => &[],
            };
            items.push(Element::new("li", attrs, content).at(line).into());
        }
        Ok(match list.list_type {
            ListType::Bullet => Element::new("ul", &[], items),
            ListType::Ordered if list.start == 1 => Element::new("ol", &[], items),
            ListType::Ordered => Element::new("ol", &[("start", &list.start.to_string())], items),
        })
    }

    fn description<'a>(&mut self, node: &'a AstNode<'a>) -> Result<Element, Error> {
        let mut out = Vec::new();
        for part in node.children().flat_map(AstNode::children) {
            let name = if matches!(part.data().value, NodeValue::DescriptionTerm) { "dt" } else { "dd" };
            let content = self.blocks(part)?.into_iter().flat_map(loosened).collect();
            out.push(Element::new(name, &[], content).at(self.line(part)).into());
        }
        Ok(Element::new("dl", &[], out))
    }

    fn table<'a>(&mut self, node: &'a AstNode<'a>, table: &NodeTable) -> Result<Element, Error> {
        let (mut head, mut body) = (Vec::new(), Vec::new());
        for row in node.children() {
            let is_head = matches!(row.data().value, NodeValue::TableRow(true));
            let mut cells = Vec::new();
            for (cell, alignment) in row.children().zip(&table.alignments) {
                let style: &[(&str, &str)] = match alignment {
                    TableAlignment::Center => &[("style", "text-align:center")],
                    TableAlignment::Right => &[("style", "text-align:right")],
                    TableAlignment::Left | TableAlignment::None => &[],
                };
                let name = if is_head { "th" } else { "td" };
                cells.push(Element::new(name, style, self.inlines(cell)?).at(self.line(cell)).into());
            }
            let row = Element::new("tr", &[], cells).at(self.line(row));
            if is_head { head.push(row.into()) } else { body.push(row.into()) }
        }
        let parts = [("thead", head), ("tbody", body)].into_iter().filter(|(_, rows)| !rows.is_empty());
        Ok(Element::new(
            "table",
            &[],
            parts.map(|(name, rows)| Element::new(name, &[], rows).into()).collect(),
        ))
    }

    fn code(&mut self, info: &str, code: &str, line: Option<usize>) -> Node {
        let language = info.split([' ', '{', ',', '\t', ':']).next().unwrap_or_default().to_ascii_lowercase();
        if language == "math" || language == "latex-math" {
            return Element::new("*math", &[("display", "")], vec![text(code.trim())]).at(line).into();
        }
        if language == "mermaid" {
            return Element::new("*diagram", &[], vec![text(code)]).at(line).into();
        }
        if UNDRAWN.contains(&language.as_str()) {
            let why = format!("a {language} diagram cannot be drawn here; readers will see its source");
            self.notes.warn(line, "undrawn-diagram", why);
        }
        if QUERIES.contains(&language.as_str()) {
            let why = format!("only Obsidian can answer a {language} query; readers will see its source");
            self.notes.warn(line, "leftover-notation", why);
        }
        let class = format!("language-{language}");
        let attrs: &[(&str, &str)] = if language.is_empty() { &[] } else { &[("class", &class)] };
        let code = Element::new("code", attrs, vec![text(tags::unescaped(code))]).at(line);
        Element::new("pre", &[], vec![code.into()]).at(line).into()
    }
}

/// A paragraph of a tight list is no paragraph.
fn loosened(node: Node) -> Vec<Node> {
    match node {
        Node::Element(element) if element.name == "p" && element.attrs.is_empty() => element.children,
        node => vec![node],
    }
}
