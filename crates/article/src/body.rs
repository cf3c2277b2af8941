//! From the author's tree to the article's: media are collected, links written as WeChat allows them, the theme applied.

mod link;
mod mini;
mod picture;
mod title;
mod video;

use std::collections::BTreeMap;

use crate::error::{Error, Warnings};
use crate::front::{About, At};
use crate::html::{self, Element, Node, Slot, is_blank, text};
use crate::theme::{self, Place};
use crate::{Format, Links, Picture, Video};

pub(crate) use title::take as take_title;

/// Renamed to `section`, as WeChat's own editor writes blocks.
const SECTIONS: [&str; 9] =
    ["article", "aside", "details", "footer", "header", "main", "nav", "summary", "address"];

/// Kept as they are. Everything else is unwrapped: the tag goes, what it holds stays.
pub(crate) const KEPT: [&str; 57] = [
    "abbr",
    "b",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
];

/// Elements that hold running text, so that a block inside splits them in two.
const RUNNING: [&str; 37] = [
    "a",
    "abbr",
    "b",
    "big",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "figcaption",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "i",
    "ins",
    "kbd",
    "mark",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "u",
    "dt",
];

/// Elements in which white space between children only makes empty lines and bullets.
const STRICT: [&str; 9] = ["ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr", "colgroup"];

/// What is collected on the way through the tree.
#[derive(Debug)]
pub(crate) struct Builder<'a> {
    pub(crate) pictures: Vec<Picture>,
    pub(crate) videos: Vec<Video>,
    /// Ids of WeChat videos the author framed.
    pub(crate) frames: Vec<String>,
    /// Addresses of external links, in order.
    references: Vec<String>,
    /// What the front matter says about videos not met yet.
    about: BTreeMap<String, At<About>>,
    format: Format,
    links: Links,
    warnings: &'a mut Warnings,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(
        format: Format,
        links: Links,
        about: BTreeMap<String, At<About>>,
        warnings: &'a mut Warnings,
    ) -> Self {
        Self {
            pictures: vec![],
            videos: vec![],
            frames: vec![],
            references: vec![],
            about,
            format,
            links,
            warnings,
        }
    }

    /// The whole article as one section.
    pub(crate) fn article(&mut self, body: Element) -> Result<Node, Error> {
        let own = self.own_style(&body);
        let mut children = self.nodes(body.children, Place::default())?;
        children.retain(|node| !is_blank(node));
        if children.is_empty() {
            return Err(Error::new(
                None,
                "the article is empty: no text, picture or video follows the front matter",
            ));
        }
        if let Some((path, about)) = self.about.first_key_value() {
            return Err(Error::new(about.line, format!("videos: {path} is used nowhere in the article")));
        }
        children.extend(self.reference_list());
        Ok(Element::new("section", &[("style", &joined(theme::ROOT, &own))], children).into())
    }

    fn nodes(&mut self, nodes: Vec<Node>, place: Place) -> Result<Vec<Node>, Error> {
        let mut out = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::Text(text) if place.in_pre => out.extend(crate::code::fixed(&text)),
                Node::Element(element) => out.extend(self.element(element, place)?),
                node => out.push(node),
            }
        }
        Ok(out)
    }

    fn element(&mut self, mut element: Element, place: Place) -> Result<Vec<Node>, Error> {
        match element.name.as_str() {
            "a" => self.link(element, place),
            "img" => self.img(&element, false),
            "video" => self.video(&element),
            "iframe" => Ok(self.frame(&element)),
            "mp-miniprogram" => self.card_element(&element),
            "pre" => self.pre(element, place),
            "picture" => {
                self.warnings.add(
                    element.line,
                    "<picture> offers a choice that an article cannot have; its <img> is used",
                );
                element.children.retain(|node| matches!(node, Node::Element(child) if child.name == "img"));
                self.nodes(element.children, place)
            }
            name if KEPT.contains(&name) => self.kept(element, place),
            name if SECTIONS.contains(&name) => {
                element.name = "section".into();
                self.kept(element, place)
            }
            name => {
                if !matches!(
                    name,
                    "wbr" | "source" | "label" | "time" | "data" | "bdi" | "bdo" | "hgroup" | "search"
                ) {
                    self.warnings
                        .add(element.line, format!("<{name}> is not known in an article; its text was kept"));
                }
                self.nodes(element.children, place)
            }
        }
    }

    fn kept(&mut self, mut element: Element, place: Place) -> Result<Vec<Node>, Error> {
        let alone = self.format == Format::Markdown && element.name == "p" && element.attrs.is_empty();
        let inside = Place {
            in_item: place.in_item || element.name == "li",
            in_quote: place.in_quote || element.name == "blockquote",
            ..place
        };
        self.attributes(&mut element, place);
        element.children = self.nodes(element.children, inside)?;
        if STRICT.contains(&element.name.as_str()) {
            element.children.retain(|node| !is_blank(node));
        }
        if alone && let Some(figure) = figure(&element.children) {
            return Ok(vec![figure]);
        }
        if element.name == "table" {
            return Ok(vec![
                Element::new("section", &[("style", theme::SCROLL)], vec![element.into()]).into(),
            ]);
        }
        Ok(split(element))
    }

    /// A code block. One that holds plain text alone is coloured by the language its class names.
    fn pre(&mut self, mut element: Element, place: Place) -> Result<Vec<Node>, Error> {
        let inside = Place { in_pre: true, ..place };
        self.attributes(&mut element, place);
        let mut code = match element.children.pop() {
            Some(Node::Element(code)) if code.name == "code" && element.children.iter().all(is_blank) => code,
            last => {
                let mut children = std::mem::take(&mut element.children);
                children.extend(last);
                Element { line: element.line, ..Element::new("code", &[], children) }
            }
        };
        let class = code.attr("class").unwrap_or_default();
        let language = class
            .split_whitespace()
            .find_map(|word| word.strip_prefix("language-").or(word.strip_prefix("lang-")));
        let language = language.unwrap_or_default().to_owned();
        self.attributes(&mut code, inside);
        code.children = if code.children.iter().all(|node| matches!(node, Node::Text(_))) {
            crate::code::highlighted(&html::plain(&code.children), &language)
        } else {
            self.nodes(code.children, inside)?
        };
        element.children = split(code);
        Ok(split(element))
    }

    /// Leaves the attributes an article may have, and sets the style.
    fn attributes(&mut self, element: &mut Element, place: Place) {
        let own = self.own_style(element);
        let style = match self.format {
            Format::Html if !own.is_empty() => own,
            _ => joined(theme::style(&element.name, place), &own),
        };
        let (name, line) = (element.name.as_str(), element.line);
        let warnings = &mut *self.warnings;
        element.attrs.retain(|(attr, _)| {
            let keep = attribute_kept(name, attr);
            // These say nothing to a reader; it would be noise to mention them.
            let quiet = matches!(attr.as_str(), "style" | "class" | "id" | "target" | "rel")
                || attr.starts_with("data-")
                || attr.starts_with("aria-");
            if !keep && !quiet {
                warnings.add(
                    line,
                    format!("the attribute `{attr}` of <{name}> cannot be in an article; it was removed"),
                );
            }
            keep
        });
        if !style.is_empty() {
            element.attrs.push(("style".into(), style));
        }
    }

    fn own_style(&mut self, element: &Element) -> String {
        let style = html::clean_style(element.attr("style").unwrap_or_default(), element.line, self.warnings);
        style.trim_end_matches(';').to_owned()
    }
}

/// Attributes that stay, beside `style`.
pub(crate) fn attribute_kept(element: &str, attr: &str) -> bool {
    match element {
        _ if matches!(attr, "dir" | "lang") => true,
        "img" => matches!(attr, "alt" | "width" | "height"),
        "td" | "th" => matches!(attr, "colspan" | "rowspan" | "align" | "valign" | "width"),
        "tr" | "p" | "div" | "section" => attr == "align",
        "table" => matches!(attr, "align" | "border" | "cellpadding" | "cellspacing" | "width"),
        "col" | "colgroup" => matches!(attr, "span" | "width"),
        "ol" => matches!(attr, "start" | "type" | "reversed"),
        "li" => attr == "value",
        "font" => matches!(attr, "color" | "size" | "face"),
        _ => false,
    }
}

/// The author's style after the theme's, so that it wins.
fn joined(theme: &str, own: &str) -> String {
    if theme.is_empty() || own.is_empty() { format!("{theme}{own}") } else { format!("{theme};{own}") }
}

/// A paragraph that holds one picture with a description becomes a figure with a caption.
fn figure(children: &[Node]) -> Option<Node> {
    let mut shown = children.iter().filter(|node| !is_blank(node));
    let (Some(Node::Element(img)), None) = (shown.next(), shown.next()) else { return None };
    let caption = img.attr("alt").map(str::trim).filter(|alt| img.name == "img" && !alt.is_empty())?;
    let themed = |name, children| {
        Element::new(name, &[("style", theme::style(name, Place::default()))], children).into()
    };
    let caption = themed("figcaption", vec![text(caption)]);
    Some(themed("figure", vec![img.clone().into(), caption]))
}

/// Takes blocks out of running text: `<p>a BLOCK b</p>` becomes `<p>a</p> BLOCK <p>b</p>`.
fn split(mut element: Element) -> Vec<Node> {
    if !RUNNING.contains(&element.name.as_str()) || !element.children.iter().any(is_block) {
        return vec![element.into()];
    }
    let mut out = Vec::new();
    let mut run = Vec::new();
    let children = std::mem::take(&mut element.children);
    let close = |run: &mut Vec<Node>, out: &mut Vec<Node>| {
        let children = std::mem::take(run);
        if !children.iter().all(is_blank) {
            out.push(Element { children, ..element.clone() }.into());
        }
    };
    for child in children {
        if is_block(&child) {
            close(&mut run, &mut out);
            out.push(child);
        } else {
            run.push(child);
        }
    }
    close(&mut run, &mut out);
    out
}

fn is_block(node: &Node) -> bool {
    match node {
        Node::Slot(Slot::Video(_) | Slot::Frame(_)) => true,
        Node::Element(element) => element.name == "mp-miniprogram",
        Node::Text(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::Format::{Html, Markdown};
    use crate::testing::{check, styled};
    use expect_test::expect;

    #[test]
    fn plain_text() {
        check(Markdown, "你好，**世界** & <b>x</b> &nbsp; &amp;nbsp; \"q\" 😀 \u{202e}abc", expect![[r#"
            <section><p>你好，<strong>世界</strong> &amp; <b>x</b>   &amp;nbsp; "q" 😀 ‮abc</p></section>
        "#]]);
        styled(Markdown, "## 标题\n\n正文", expect![[r#"
            <section style="font-family:-apple-system , BlinkMacSystemFont , Helvetica Neue , PingFang SC , Hiragino Sans GB , Microsoft YaHei , sans-serif;font-size:16px;line-height:1.75;color:#333;letter-spacing:0.5px;text-align:justify;word-break:break-word"><h2 style="font-size:20px;font-weight:bold;line-height:1.4;color:#1a1a1a;text-align:left;margin:1.6em 0 0.8em;padding:0 0 0 10px;border-left:4px solid #07a35a">标题</h2><p style="margin:0 0 1.2em">正文</p></section>
        "#]]);
    }

    #[test]
    fn blocks() {
        check(
            Markdown,
            "> quote\n\n- a\n  1. b\n- c\n\n***\n\n| a | b |\n|---|--:|\n| 1 | ~~2~~ |\n\na  \nb",
            expect![[r#"
                <section><blockquote>
                <p>quote</p>
                </blockquote><li>a
                <ol><li>b</li></ol>
                </li><li>c</li><hr><section><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td><del>2</del></td></tr></tbody></table></section><p>a<br>
                b</p></section>
                warning: line 7: <ul> is not known in an article; its text was kept
            "#]],
        );
    }

    #[test]
    fn code() {
        check(
            Markdown,
            "`a  <b>`\n\n```rust\nfn main() {\n    let x = \"<&>\";  // 注\n}\n```\n\n    plain\n      <code>\n",
            expect![[r#"
                <section><p><code>a  &lt;b&gt;</code></p><pre><code><span>fn </span><span>main</span>() {<br>    <span>let</span> x <span>= </span><span>"&lt;&amp;&gt;"</span>;  <span>// 注</span><br>}</code></pre><pre><code>plain<br>  &lt;code&gt;</code></pre></section>
            "#]],
        );
        check(Markdown, "```no-such-language\n\n\ta\n\nb\n```\n", expect![[r#"
            <section><pre><code><br>    a<br><br>b</code></pre></section>
        "#]]);
        check(Html, "<pre>a\n  <b>b</b>\n</pre>", expect![[r#"
            <section><pre><code>a<br>  <b>b</b><br></code></pre></section>
        "#]]);
    }

    #[test]
    fn own_styles() {
        // Markdown: beneath the author's style lies the theme's.
        styled(Markdown, "<p style=\"text-align:center\">a</p>", expect![[r#"
            <section style="font-family:-apple-system , BlinkMacSystemFont , Helvetica Neue , PingFang SC , Hiragino Sans GB , Microsoft YaHei , sans-serif;font-size:16px;line-height:1.75;color:#333;letter-spacing:0.5px;text-align:justify;word-break:break-word"><p style="margin:0 0 1.2em;text-align:center">a</p></section>
        "#]]);
        // HTML: an element with a style of its own is left alone.
        styled(
            Html,
            "<style>p.x { color: red } h2 { margin: 0 }</style><p class=x>a</p><p>b</p>",
            expect![[r#"
                <section style="font-family:-apple-system , BlinkMacSystemFont , Helvetica Neue , PingFang SC , Hiragino Sans GB , Microsoft YaHei , sans-serif;font-size:16px;line-height:1.75;color:#333;letter-spacing:0.5px;text-align:justify;word-break:break-word"><p style="color:red">a</p><p style="margin:0 0 1.2em">b</p></section>
            "#]],
        );
        styled(
            Html,
            "<body style=\"color:blue;position:fixed\"><span style=\"font-family:'A B',微软雅黑\">a</span>",
            expect![[r#"
                <section style="font-family:-apple-system , BlinkMacSystemFont , Helvetica Neue , PingFang SC , Hiragino Sans GB , Microsoft YaHei , sans-serif;font-size:16px;line-height:1.75;color:#333;letter-spacing:0.5px;text-align:justify;word-break:break-word;color:blue"><span style="font-family:&quot;A B&quot; , 微软雅黑">a</span></section>
                warning: line 5: the style `position` does not work in an article; it was removed
            "#]],
        );
    }

    #[test]
    fn dangerous() {
        check(
            Html,
            "<p onclick=alert(1) id=a class=b>a<script>alert(1)</script><a href=\" javascript:alert(1)\">b</a></p>\n\
             <svg><script>x</script></svg><form><input></form><object></object><base href=//x>\n\
             <iframe src=https://example.com></iframe><blink>c</blink><!-- d --><math><mi>e</mi></math>\n\
             <noscript><img src=x></noscript><textarea></p></textarea><template><p>f</p></template>",
            expect![[r#"
                <section><p>ab</p>c</section>
                warning: line 5: <script> cannot be in an article; it was removed
                warning: line 5: the attribute `onclick` of <p> cannot be in an article; it was removed
                warning: line 5: an article cannot link to `javascript:`; the text of the link was kept
                warning: line 6: <svg> cannot be in an article; it was removed
                warning: line 6: <form> cannot be in an article; it was removed
                warning: line 6: <object> cannot be in an article; it was removed
                warning: line 6: <base> cannot be in an article; it was removed
                warning: line 7: <math> cannot be in an article; it was removed
                warning: line 7: <iframe> cannot be in an article unless it is a WeChat video; it was removed
                warning: line 7: <blink> is not known in an article; its text was kept
                warning: line 8: <noscript> cannot be in an article; it was removed
                warning: line 8: <textarea> cannot be in an article; it was removed
                warning: line 8: <template> cannot be in an article; it was removed
            "#]],
        );
        check(Markdown, "a <script>alert(1)</script> b <img src=x.png onerror=alert(1)>", expect![[r#"
            <section><p>a  b <img src="{p0}"></p></section>
            Picture { path: "x.png", line: Some(5), role: Inline }
            warning: line 5: <script> cannot be in an article; it was removed
            warning: line 5: the attribute `onerror` of <img> cannot be in an article; it was removed
        "#]]);
    }

    #[test]
    fn nothing() {
        check(Markdown, "\n \n", expect![[r#"
            error: the article is empty: no text, picture or video follows the front matter
        "#]]);
        check(Html, "<p>", expect![[r#"
            <section><p></p></section>
        "#]]);
        check(Html, "<script></script>", expect![[r#"
            error: the article is empty: no text, picture or video follows the front matter
        "#]]);
    }
}
