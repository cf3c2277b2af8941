//! Boxes with a title: alerts, callouts and containers.

use comrak::nodes::{AstNode, NodeCallout, NodeValue};

use super::Reader;
use crate::error::Error;
use crate::html::{Element, Node, text};

/// Kinds by the names that GitHub, Obsidian, VuePress and others give them: the class of our themes, the title where
/// none is given.
const KINDS: [(&str, &str, &str); 28] = [
    ("note", "note", "说明"),
    ("info", "note", "信息"),
    ("todo", "note", "待办"),
    ("abstract", "note", "摘要"),
    ("summary", "note", "摘要"),
    ("tldr", "note", "摘要"),
    ("tip", "tip", "提示"),
    ("hint", "tip", "提示"),
    ("success", "tip", "成功"),
    ("check", "tip", "完成"),
    ("done", "tip", "完成"),
    ("important", "important", "重要"),
    ("question", "important", "问题"),
    ("help", "important", "帮助"),
    ("faq", "important", "问答"),
    ("example", "important", "示例"),
    ("warning", "warning", "注意"),
    ("attention", "warning", "注意"),
    ("caution", "caution", "小心"),
    ("danger", "caution", "危险"),
    ("error", "caution", "错误"),
    ("failure", "caution", "失败"),
    ("fail", "caution", "失败"),
    ("missing", "caution", "缺失"),
    ("bug", "caution", "缺陷"),
    ("quote", "quote", "引用"),
    ("cite", "quote", "引用"),
    ("blockquote", "quote", "引用"),
];

impl Reader<'_> {
    pub(super) fn callout<'a>(
        &mut self,
        node: &'a AstNode<'a>,
        callout: &NodeCallout,
    ) -> Result<Vec<Node>, Error> {
        let kind = callout.callout_type.to_ascii_lowercase();
        let titled = node.children().find(|child| matches!(child.data().value, NodeValue::CalloutTitle));
        let title = match titled {
            Some(title) => self.blocks(title)?.into_iter().flat_map(opened).collect(),
            None => vec![text(known(&kind).map_or(callout.callout_type.as_str(), |(_, title)| title))],
        };
        if let Some(titled) = titled {
            titled.detach();
        }
        let content = self.blocks(node)?;
        let class = known(&kind).map_or("note", |(class, _)| class);
        Ok(vec![boxed(class, title, content).at(self.line(node)).into()])
    }

    /// `:::kind title`
    pub(super) fn directive<'a>(&mut self, node: &'a AstNode<'a>, info: &str) -> Result<Vec<Node>, Error> {
        let info = info.trim();
        let (kind, title) = info.split_once([' ', '[', '{']).unwrap_or((info, ""));
        let title = title.trim().trim_end_matches([']', '}']).trim();
        let kind = kind.to_ascii_lowercase();
        let line = self.line(node);
        let content = self.blocks(node)?;
        if kind == "details" {
            let title = if title.is_empty() { "详情" } else { title };
            let summary = Element::new("summary", &[], vec![text(title)]).into();
            let children = std::iter::once(summary).chain(content).collect();
            return Ok(vec![Element::new("details", &[], children).at(line).into()]);
        }
        // What is in these has titles of its own.
        if matches!(kind.as_str(), "tabs" | "code-group" | "code-tabs") {
            return Ok(content);
        }
        let Some((class, usual)) = known(&kind) else {
            let why = format!("the container `{kind}` is not known; what is in it was kept");
            self.notes.warn(line, "unknown-container", why);
            return Ok(content);
        };
        let title = vec![text(if title.is_empty() { usual } else { title })];
        Ok(vec![boxed(class, title, content).at(line).into()])
    }

    /// A box of MyST's, which is written as code: ```` ```{note} title ````.
    pub(super) fn directive_in_code(
        &mut self,
        info: &str,
        inside: &str,
        line: Option<usize>,
    ) -> Result<Option<Vec<Node>>, Error> {
        let Some((kind, title)) = info.strip_prefix('{').and_then(|info| info.split_once('}')) else {
            return Ok(None);
        };
        let kind = kind.trim().to_ascii_lowercase();
        let Some((class, usual)) = known(if kind == "admonition" { "note" } else { &kind }) else {
            return Ok(None);
        };
        let title = vec![text(if title.trim().is_empty() { usual } else { title.trim() })];
        let content = self.inside(inside, line.map(|line| line + 1))?;
        Ok(Some(vec![boxed(class, title, content).at(line).into()]))
    }
}

/// Whether a box of this kind is known.
pub(super) fn is_known(kind: &str) -> bool {
    known(kind).is_some()
}

fn known(kind: &str) -> Option<(&'static str, &'static str)> {
    KINDS.iter().find(|(name, ..)| *name == kind).map(|(_, class, title)| (*class, *title))
}

fn boxed(class: &str, title: Vec<Node>, content: Vec<Node>) -> Element {
    let title = Element::classed("p", "alert-title", title).into();
    let children = std::iter::once(title).chain(content).collect();
    Element::classed("section", &format!("alert alert-{class}"), children)
}

fn opened(node: Node) -> Vec<Node> {
    match node {
        Node::Element(element) if element.name == "p" => element.children,
        node => vec![node],
    }
}
