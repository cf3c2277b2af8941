//! From the author's tree to the article's: media are collected, links written as WeChat allows them, the
//! theme applied.

mod element;
mod flow;
mod link;
mod mini;
mod picture;
mod pre;
mod title;
mod video;

use std::collections::BTreeMap;

use crate::error::{Error, Notes};
use crate::front::{About, At};
use crate::html::{Element, Node, among};
use crate::target;
use crate::theme::{self, Place};
use crate::{Format, Links, ParseOptions, Picture, PictureSource, Role, Video};

pub(crate) use element::{KEPT, attribute_kept};
pub(crate) use title::take as take_title;

/// Renamed to `section`, as WeChat's own editor writes blocks.
const SECTIONS: &str = "address article aside details footer header main nav summary";

/// Unwrapped without a word: nothing is lost with the tag.
const QUIET: &str = "bdi bdo data hgroup label search source time wbr";

/// What is collected on the way through the tree.
#[derive(Debug)]
pub(crate) struct Builder<'a> {
    pub(crate) pictures: Vec<Picture>,
    pub(crate) videos: Vec<Video>,
    /// Where a local file stands in the two lists above.
    picture_numbers: BTreeMap<(PictureSource, Role), usize>,
    video_numbers: BTreeMap<String, usize>,
    /// Ids of WeChat videos the author framed.
    pub(crate) frames: Vec<String>,
    /// Addresses of external links, in order.
    pub(crate) references: Vec<String>,
    /// Their numbers, from 1.
    reference_numbers: BTreeMap<String, usize>,
    /// What the front matter says about videos not met yet.
    about: BTreeMap<String, At<About>>,
    format: Format,
    links: Links,
    folder: String,
    notes: &'a mut Notes,
}

/// What the front matter says about videos, by their paths from the root.
pub(crate) fn described(
    videos: Vec<(At<String>, About)>,
    folder: &str,
) -> Result<BTreeMap<String, At<About>>, Error> {
    let mut all = BTreeMap::new();
    for (name, about) in videos {
        let path = target::local(&name.value, folder)
            .map_err(|why| Error::new(name.line, format!("videos: {why}")))?;
        if all.insert(path, At { line: name.line, value: about }).is_some() {
            return Err(Error::new(name.line, format!("videos: {} is described twice", name.value)));
        }
    }
    Ok(all)
}

impl<'a> Builder<'a> {
    pub(crate) fn new(
        format: Format,
        options: &ParseOptions,
        about: BTreeMap<String, At<About>>,
        notes: &'a mut Notes,
    ) -> Self {
        Self {
            pictures: Vec::new(),
            videos: Vec::new(),
            picture_numbers: BTreeMap::new(),
            video_numbers: BTreeMap::new(),
            frames: Vec::new(),
            references: Vec::new(),
            reference_numbers: BTreeMap::new(),
            about,
            format,
            links: options.links,
            folder: options.folder.clone(),
            notes,
        }
    }

    /// The whole article as one section.
    pub(crate) fn article(&mut self, body: Element) -> Result<Node, Error> {
        let own = self.own_style(&body);
        let mut children = self.nodes(body.children, Place::default())?;
        flow::prune(&mut children);
        if !children.iter().any(flow::shows) {
            return Err(Error::new(
                None,
                "the article is empty: no text, picture or video follows the front matter",
            ));
        }
        if let Some((path, about)) = self.about.first_key_value() {
            return Err(Error::new(about.line, format!("videos: {path} is used nowhere in the article")));
        }
        children.extend(self.reference_list());
        Ok(Element::new("section", &[("style", &element::joined(theme::ROOT, &own))], children).into())
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
                self.notes.warn(
                    element.line,
                    "picture-choice",
                    "<picture> offers a choice that an article cannot have; its <img> is used",
                );
                element.children.retain(|node| matches!(node, Node::Element(child) if child.name == "img"));
                self.nodes(element.children, place)
            }
            name if among(KEPT, name) => self.kept(element, place),
            name if among(SECTIONS, name) => {
                element.name = "section".into();
                self.kept(element, place)
            }
            name => {
                if !among(QUIET, name) {
                    self.notes.warn(
                        element.line,
                        "unknown-element",
                        format!("<{name}> is not known in an article; its text was kept"),
                    );
                }
                self.nodes(element.children, place)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Format::{Html, Markdown};
    use crate::testing::{check, styled};
    use expect_test::expect;

    #[test]
    fn plain_text() {
        check(
            Markdown,
            "你好，**世界** & <b>x</b> &nbsp; &amp;nbsp; \"q\" 😀 שלום",
            expect![[r#"
            <section><p>你好，<strong>世界</strong> &amp; <b>x</b>   &amp;nbsp; "q" 😀 שלום</p></section>
        "#]],
        );
        styled(
            Markdown,
            "## 标题\n\n正文",
            expect![[r#"
            <section style="font-family:-apple-system , BlinkMacSystemFont , Helvetica Neue , PingFang SC , Hiragino Sans GB , Microsoft YaHei , sans-serif;font-size:16px;line-height:1.75;color:#333;letter-spacing:0.5px;text-align:justify;word-break:break-word"><h2 style="font-size:20px;font-weight:bold;line-height:1.4;color:#1a1a1a;text-align:left;margin:1.6em 0 0.8em;padding:0 0 0 10px;border-left:4px solid #07a35a">标题</h2><p style="margin:0 0 1.2em">正文</p></section>
        "#]],
        );
    }

    #[test]
    fn blocks() {
        check(
            Markdown,
            "> quote\n\n- a\n  1. b\n- c\n\n***\n\n| a | b |\n|---|--:|\n| 1 | ~~2~~ |\n\na  \nb",
            expect![[r#"
                <section><blockquote><p>quote</p></blockquote><ul><li>a
                <ol><li>b</li></ol></li><li>c</li></ul><hr><section><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td><del>2</del></td></tr></tbody></table></section><p>a<br>
                b</p></section>
            "#]],
        );
    }

    #[test]
    fn code() {
        check(
            Markdown,
            "`a  <b>`\n\n```rust\nfn main() {\n    let x = \"<&>\";  // 注\n}\n```\n\n    plain\n      <code>\n",
            expect![[r#"
                <section><p><code>a  &lt;b&gt;</code></p><pre><code><span>fn </span><span>main</span>() {<br>    <span>let</span> x = <span>"&lt;&amp;&gt;"</span>;  <span>// 注</span><br>}</code></pre><pre><code>plain<br>  &lt;code&gt;</code></pre></section>
            "#]],
        );
        check(
            Markdown,
            "```no-such-language\n\n\ta\n\nb\n```\n",
            expect![[r#"
            <section><pre><code><br>    a<br><br>b</code></pre></section>
        "#]],
        );
        check(
            Html,
            "<pre>a\n  <b>b</b>\n</pre>",
            expect![[r#"
                <section><pre><code>a<br>  <b>b</b></code></pre></section>
            "#]],
        );
    }

    #[test]
    fn own_styles() {
        // Markdown: beneath the author's style lies the theme's.
        styled(
            Markdown,
            "<p style=\"text-align:center\">a</p>",
            expect![[r#"
            <section style="font-family:-apple-system , BlinkMacSystemFont , Helvetica Neue , PingFang SC , Hiragino Sans GB , Microsoft YaHei , sans-serif;font-size:16px;line-height:1.75;color:#333;letter-spacing:0.5px;text-align:justify;word-break:break-word"><p style="margin:0 0 1.2em;text-align:center">a</p></section>
        "#]],
        );
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
        check(
            Markdown,
            "a <script>alert(1)</script> b <img src=x.png onerror=alert(1)>",
            expect![[r#"
                <section><p>a  b <img src="{p0}"></p></section>
                Picture { source: File("x.png"), line: Some(5), role: Inline, width: None }
                warning: line 5: <script> cannot be in an article; it was removed
                warning: line 5: the attribute `onerror` of <img> cannot be in an article; it was removed
            "#]],
        );
    }

    #[test]
    fn nothing() {
        check(
            Markdown,
            "\n \n",
            expect![[r#"
            error: the article is empty: no text, picture or video follows the front matter
        "#]],
        );
        check(
            Html,
            "<p>",
            expect![[r#"
                error: the article is empty: no text, picture or video follows the front matter
            "#]],
        );
        check(
            Html,
            "<script></script>",
            expect![[r#"
            error: the article is empty: no text, picture or video follows the front matter
        "#]],
        );
    }
}
