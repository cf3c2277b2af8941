use percent_encoding::percent_decode_str;

use super::Builder;
use super::flow::split;
use super::mini::MiniProgram;
use crate::Links;
use crate::error::Error;
use crate::html::{Element, Node, plain, text};
use crate::target::{absolute, scheme, web_host};
use crate::theme::{self, Place};

impl Builder<'_> {
    /// An `<a>`: to a mini-program, to WeChat, elsewhere, or nowhere an article can lead.
    pub(super) fn link(&mut self, mut element: Element, place: Place) -> Result<Vec<Node>, Error> {
        let href = element.attr("href").unwrap_or_default().trim().to_owned();
        let line = element.line;
        let children = std::mem::take(&mut element.children);
        if let Some(appid) = element.attr("data-miniprogram-appid") {
            let path = element.attr("data-miniprogram-path").unwrap_or_default();
            return self.mini(&MiniProgram::new(appid, path, line)?, children, place);
        }
        if let Some(to) = href.strip_prefix("miniprogram:") {
            return self.mini(&MiniProgram::from_notation(to, line)?, children, place);
        }
        let children = self.nodes(children, place)?;
        if let Some(host) = web_host(&href) {
            let href = absolute(&href);
            return Ok(if self.links == Links::Keep || host == "mp.weixin.qq.com" {
                self.kept_link(&href, element, children)
            } else {
                self.footnote(&href, children)
            });
        }
        match scheme(&href).map(str::to_ascii_lowercase).as_deref() {
            Some("mailto" | "tel") if self.links == Links::Keep => {
                return Ok(self.kept_link(&href, element, children));
            }
            Some("mailto" | "tel") => {}
            _ if href.is_empty() || href.starts_with('#') => {}
            Some(scheme) => self.notes.warn(
                line,
                "dead-link",
                format!("an article cannot link to `{scheme}:`; the text of the link was kept"),
            ),
            None => self.notes.warn(
                line,
                "dead-link",
                format!("an article cannot link to the file {href}; the text of the link was kept"),
            ),
        }
        Ok(children)
    }

    fn kept_link(&mut self, href: &str, mut element: Element, children: Vec<Node>) -> Vec<Node> {
        element.attrs.retain(|(name, _)| name == "style");
        self.attributes(&mut element, Place::default());
        element.attrs.insert(0, ("href".to_owned(), href.to_owned()));
        split(Element { children, ..element })
    }

    /// A link to a mini-program, whose pictures carry their address twice.
    fn mini(&mut self, to: &MiniProgram<'_>, children: Vec<Node>, place: Place) -> Result<Vec<Node>, Error> {
        let mut inside = Vec::new();
        for child in children {
            match child {
                Node::Element(img) if img.name == "img" => inside.extend(self.img(&img, true)?),
                node => inside.extend(self.nodes(vec![node], place)?),
            }
        }
        Ok(split(Self::mini_link(to, inside)))
    }

    /// The text of an external link and the number of its address.
    fn footnote(&mut self, href: &str, mut children: Vec<Node>) -> Vec<Node> {
        let shown = plain(&children);
        if decoded(shown.trim()) == decoded(href) {
            return children;
        }
        let number = *self.reference_numbers.entry(href.to_owned()).or_insert_with(|| {
            self.references.push(href.to_owned());
            self.references.len()
        });
        let style = theme::style("sup", Place::default());
        children.push(Element::new("sup", &[("style", style)], vec![text(format!("[{}]", number))]).into());
        children
    }

    /// The numbered addresses, under a heading; nothing if there are none.
    pub(super) fn reference_list(&self) -> Vec<Node> {
        if self.references.is_empty() {
            return Vec::new();
        }
        let mut list = Vec::new();
        for (at, address) in self.references.iter().enumerate() {
            if at > 0 {
                list.push(Element::new("br", &[], Vec::new()).into());
            }
            list.push(text(format!("[{}] {address}", at + 1)));
        }
        let heading =
            Element::new("h4", &[("style", theme::style("h4", Place::default()))], vec![text("参考链接")]);
        vec![heading.into(), Element::new("p", &[("style", theme::REFERENCES)], list).into()]
    }
}

/// For comparing: Markdown percent-encodes an address but not its text.
fn decoded(address: &str) -> String {
    percent_decode_str(address).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use crate::Format::{Html, Markdown};
    use crate::testing::{check, whole};
    use expect_test::expect;

    #[test]
    fn footnotes() {
        check(
            Markdown,
            "[a](https://a.example/?x=1&y=茶) [b](http://b.example) [c](https://a.example/?x=1&y=茶)[^1] <https://c.example/茶> <a@b.example>\n\n[^1]: note [d](https://d.example)\n",
            expect![[r#"
                <section><p>a<sup>[1]</sup> b<sup>[2]</sup> c<sup>[1]</sup><sup>[注1]</sup> https://c.example/茶 a@b.example</p><h4>脚注</h4><section><p>[注1] note d<sup>[3]</sup></p></section><h4>参考链接</h4><p>[1] https://a.example/?x=1&amp;y=%E8%8C%B6<br>[2] http://b.example<br>[3] https://d.example</p></section>
            "#]],
        );
    }

    #[test]
    fn kept() {
        check(
            Markdown,
            "[a](https://mp.weixin.qq.com/s/x?a=1&b=2#rd)",
            expect![[r#"
            <section><p><a href="https://mp.weixin.qq.com/s/x?a=1&amp;b=2#rd">a</a></p></section>
        "#]],
        );
        whole(
            Markdown,
            "---\ntitle: T\ncover: c.jpg\nlinks: keep\n---\n[a](https://a.example/?x=1&y=2) [m](mailto:a@b.example) [f](#x)",
            expect![[r#"
                <section><p><a href="https://a.example/?x=1&amp;y=2">a</a> <a href="mailto:a@b.example">m</a> f</p></section>
            "#]],
        );
    }

    #[test]
    fn nowhere() {
        check(
            Html,
            "<a name=x>a</a> <a href='#b'>b</a> <a href='tel:1'>c</a> <a href=d.html>d</a>\n<a href='ftp://e'>e</a> <a href='//f.example'>f</a>",
            expect![[r#"
                <section>a b c d
                e f<sup>[1]</sup><h4>参考链接</h4><p>[1] https://f.example</p></section>
                warning: line 5: an article cannot link to the file d.html; the text of the link was kept
                warning: line 6: an article cannot link to `ftp:`; the text of the link was kept
            "#]],
        );
    }
}
