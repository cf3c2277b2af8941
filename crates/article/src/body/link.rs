use percent_encoding::percent_decode_str;

use super::flow::split;
use super::mini::{MiniProgram, others};
use super::{Builder, Place};
use crate::Links;
use crate::error::Error;
use crate::html::{Element, Node, plain, text};
use crate::target::{absolute, scheme, web_host};

/// Most links to files that a warning names.
const SHOWN_LINKS: usize = 5;

impl Builder<'_> {
    /// An `<a>`: to a mini-program, to WeChat, elsewhere, or nowhere an article can lead.
    pub(super) fn link(&mut self, mut element: Element, place: Place) -> Result<Vec<Node>, Error> {
        let href = element.attr("href").unwrap_or_default().trim().to_owned();
        let line = element.line;
        let children = std::mem::take(&mut element.children);
        if let Some(appid) = element.attr("data-miniprogram-appid") {
            let path = element.attr("data-miniprogram-path").unwrap_or_default();
            return self.mini(&MiniProgram::new(appid, path, line)?, others(&element), children, place);
        }
        if let Some(to) = href.strip_prefix("miniprogram:") {
            return self.mini(&MiniProgram::from_notation(to, line)?, Vec::new(), children, place);
        }
        let children = self.nodes(children, Place { in_link: true, ..place });
        if let Some(host) = web_host(&href) {
            let href = absolute(&href);
            return Ok(if self.options.links == Links::Keep || host == "mp.weixin.qq.com" {
                self.kept_link(&href, element, children)
            } else {
                self.footnote(&href, children)
            });
        }
        match scheme(&href).map(str::to_ascii_lowercase).as_deref() {
            Some("mailto" | "tel") if self.options.links == Links::Keep => {
                return Ok(self.kept_link(&href, element, children));
            }
            Some("mailto" | "tel") => {}
            _ if href.is_empty() || href.starts_with('#') => {}
            Some(scheme) => self.notes.warn(
                line,
                "dead-link",
                format!("an article cannot link to `{scheme}:`; the text of the link was kept"),
            ),
            None => self.dead_links.push((line, href)),
        }
        Ok(children)
    }

    fn kept_link(&mut self, href: &str, mut element: Element, children: Vec<Node>) -> Vec<Node> {
        element.attrs.retain(|(name, _)| name == "style");
        self.attributes(&mut element);
        let words = plain(&children);
        let words = words.trim();
        let mut attrs = vec![("href", href), ("target", "_blank")];
        // As WeChat's editor writes a link to an article.
        if href.contains("//mp.weixin.qq.com/") && !words.is_empty() {
            attrs = vec![
                ("class", "normal_text_link"),
                ("target", "_blank"),
                ("href", href),
                ("textvalue", words),
                ("data-itemshowtype", "0"),
                ("linktype", "text"),
                ("data-linktype", "2"),
            ];
        }
        let attrs = attrs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        element.attrs.splice(0..0, attrs);
        split(Element { children, ..element })
    }

    /// A link to a mini-program, whose pictures carry their address twice.
    fn mini(
        &mut self,
        to: &MiniProgram<'_>,
        more: Vec<(String, String)>,
        children: Vec<Node>,
        place: Place,
    ) -> Result<Vec<Node>, Error> {
        let mut inside = Vec::new();
        for child in children {
            match child {
                Node::Element(img) if img.name == "img" => {
                    let place = Place { in_link: true, ..place };
                    inside.extend(self.img(&img, place, true)?);
                }
                node => inside.extend(self.nodes(vec![node], place)),
            }
        }
        Ok(split(Self::mini_link(to, more, inside)))
    }

    /// The text of an external link and the number of its address.
    fn footnote(&mut self, href: &str, children: Vec<Node>) -> Vec<Node> {
        let shown = plain(&children);
        let shown = shown.trim();
        if bare(shown) == bare(href) {
            return children;
        }
        let number = *self.reference_numbers.entry(href.to_owned()).or_insert_with(|| {
            self.references.push((href.to_owned(), shown.split_whitespace().collect::<Vec<_>>().join(" ")));
            self.references.len()
        });
        let number = Element::classed("sup", "ref", vec![text(format!("[{number}]"))]).into();
        let words = (!children.is_empty()).then(|| split(Element::classed("span", "link", children)));
        words.into_iter().flatten().chain([number]).collect()
    }

    /// One warning for all links to files: a text from a site has dozens.
    pub(super) fn tell_dead_links(&mut self) {
        let Some((line, _)) = self.dead_links.first() else { return };
        let shown = |(line, href): &(Option<usize>, String)| match line {
            Some(line) if self.dead_links.len() > 1 => format!("{href} (line {line})"),
            _ => href.clone(),
        };
        let names: Vec<_> = self.dead_links.iter().take(SHOWN_LINKS).map(shown).collect();
        let more = self.dead_links.len() - names.len();
        let why = match (names.len(), more) {
            (1, _) => format!(
                "an article cannot link to the file {}; the text of the link was kept",
                names.concat()
            ),
            (_, 0) => format!(
                "an article cannot link to files; the text of the links was kept: {}",
                names.join(", ")
            ),
            _ => format!(
                "an article cannot link to files; the text of the links was kept: {} and {more} more",
                names.join(", ")
            ),
        };
        self.notes.warn(*line, "dead-link", why);
    }

    /// The numbered addresses, under a heading; nothing if there are none.
    pub(super) fn reference_list(&self) -> Option<Node> {
        if self.references.is_empty() {
            return None;
        }
        let mut list = vec![Element::classed("p", "references-title", vec![text("参考链接")]).into()];
        for (at, (address, words)) in self.references.iter().enumerate() {
            let words = if words.is_empty() { String::new() } else { format!("{words}：") };
            let line = format!("[{}]\u{a0}{words}{address}", at + 1);
            list.push(Element::classed("p", "reference", vec![text(line)]).into());
        }
        Some(Element::classed("section", "references", list).into())
    }
}

/// For comparing an address with a text that says the same.
fn bare(address: &str) -> String {
    let address = percent_decode_str(address).decode_utf8_lossy();
    let rest = address.strip_prefix("https://").or(address.strip_prefix("http://")).unwrap_or(&address);
    rest.trim_end_matches('/').to_owned()
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
                <section><p><span><span leaf="">a</span></span><sup><span leaf="">[1]</span></sup><span><span leaf=""> b</span></span><sup><span leaf="">[2]</span></sup><span><span leaf=""> c</span></span><sup><span leaf="">[1]</span></sup><sup><span leaf="">[注1]</span></sup><span leaf=""> https://c.example/茶 a@b.example</span></p><section><p><span leaf="">[注1]&nbsp;note </span><span><span leaf="">d</span></span><sup><span leaf="">[3]</span></sup></p></section><section><p><span leaf="">参考链接</span></p><p><span leaf="">[1]&nbsp;a：https://a.example/?x=1&amp;y=茶</span></p><p><span leaf="">[2]&nbsp;b：http://b.example</span></p><p><span leaf="">[3]&nbsp;d：https://d.example</span></p></section></section>
            "#]],
        );
    }

    #[test]
    fn around_blocks() {
        check(
            Html,
            "<section style='color:red'><a href='https://mp.weixin.qq.com/s/x'><section style='margin:1px'><img src='a.jpg'><p>茶</p></section></a>\
             <b><p>水</p><ul><li>壶</li></ul></b></section>",
            expect![[r#"
                <section><section><section><a class="normal_text_link" target="_blank" href="https://mp.weixin.qq.com/s/x" textvalue="茶" data-itemshowtype="0" linktype="text" data-linktype="2"><img src="{p0}"{s0}></a><p><a class="normal_text_link" target="_blank" href="https://mp.weixin.qq.com/s/x" textvalue="茶" data-itemshowtype="0" linktype="text" data-linktype="2"><span leaf="">茶</span></a></p></section><p><b><span leaf="">水</span></b></p><ul class="list-paddingleft-1"><li><section><b><span leaf="">壶</span></b></section></li></ul></section></section>
                Picture { source: File("a.jpg"), line: Some(5), role: Inline, width: None }
            "#]],
        );
    }

    #[test]
    fn kept() {
        check(
            Markdown,
            "[a](https://mp.weixin.qq.com/s/x?a=1&b=2#rd)",
            expect![[r#"
                <section><p><a class="normal_text_link" target="_blank" href="https://mp.weixin.qq.com/s/x?a=1&amp;b=2#rd" textvalue="a" data-itemshowtype="0" linktype="text" data-linktype="2"><span leaf="">a</span></a></p></section>
            "#]],
        );
        whole(
            Markdown,
            "---\ntitle: T\ncover: c.jpg\nlinks: keep\n---\n[a](https://a.example/?x=1&y=2) [m](mailto:a@b.example) [f](#x)",
            expect![[r#"
                <section><p><a href="https://a.example/?x=1&amp;y=2" target="_blank"><span leaf="">a </span></a><a href="mailto:a@b.example" target="_blank"><span leaf="">m</span></a><span leaf=""> f</span></p></section>
            "#]],
        );
    }

    #[test]
    fn nowhere() {
        check(
            Html,
            "<a name=x>a</a> <a href='#b'>b</a> <a href='tel:1'>c</a> <a href=d.html>d</a>\n<a href='ftp://e'>e</a> <a href='//f.example'>f</a>",
            expect![[r#"
                <section><span leaf="">a b c d e </span><span><span leaf="">f</span></span><sup><span leaf="">[1]</span></sup><section><p><span leaf="">参考链接</span></p><p><span leaf="">[1]&nbsp;f：https://f.example</span></p></section></section>
                warning: line 5: an article cannot link to the file d.html; the text of the link was kept
                warning: line 6: an article cannot link to `ftp:`; the text of the link was kept
            "#]],
        );
    }
}
