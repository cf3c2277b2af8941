//! Mini-programs (小程序) in their three styles: card, text link, image link.

use super::Builder;
use crate::Role;
use crate::error::Error;
use crate::html::{CLASS, Element, Node};

/// Longest title of a card.
const MAX_TITLE: usize = 35;

/// A mini-program and a page in it.
#[derive(Debug)]
pub(super) struct MiniProgram<'s> {
    pub(super) appid: &'s str,
    pub(super) path: &'s str,
}

impl<'s> MiniProgram<'s> {
    /// Checks both parts; the error is for people.
    pub(super) fn new(appid: &'s str, path: &'s str, line: Option<usize>) -> Result<Self, Error> {
        let (appid, path) = (appid.trim(), path.trim());
        let rest = appid.strip_prefix("wx").unwrap_or_default();
        if rest.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase()) {
            return Err(Error::new(
                line,
                format!("{appid:?} is not the app id of a mini-program, which looks like wx0123456789abcdef"),
            ));
        }
        if path.is_empty() {
            return Err(Error::new(line, "a mini-program needs a path: miniprogram:APPID/PATH"));
        }
        Ok(Self { appid, path })
    }

    /// Reads `APPID/PATH`, what follows `miniprogram:`.
    pub(super) fn from_notation(text: &'s str, line: Option<usize>) -> Result<Self, Error> {
        let (appid, path) = text.split_once('/').unwrap_or((text, ""));
        Self::new(appid, path, line)
    }
}

impl Builder<'_> {
    /// `![title](p.jpg "miniprogram:APPID/PATH")`
    pub(super) fn card_notation(
        &mut self,
        img: &Element,
        address: &str,
        to: &str,
    ) -> Result<Vec<Node>, Error> {
        let to = MiniProgram::from_notation(to, img.line)?;
        self.card(&to, img.attr("alt").unwrap_or_default(), address, Vec::new(), img.line)
    }

    /// `<mp-miniprogram …>`, with the picture under either of its two names.
    pub(super) fn card_element(&mut self, element: &Element) -> Result<Vec<Node>, Error> {
        let attr = |name| element.attr(name).unwrap_or_default();
        let to =
            MiniProgram::new(attr("data-miniprogram-appid"), attr("data-miniprogram-path"), element.line)?;
        let image = element.attr("data-miniprogram-imageurl").unwrap_or(attr("data-progarm-imageurl"));
        self.card(&to, attr("data-miniprogram-title"), image, others(element), element.line)
    }

    fn card(
        &mut self,
        to: &MiniProgram<'_>,
        title: &str,
        image: &str,
        more: Vec<(String, String)>,
        line: Option<usize>,
    ) -> Result<Vec<Node>, Error> {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        match title.chars().count() {
            0 => return Err(Error::new(line, "a mini-program card needs a title")),
            count if count > MAX_TITLE => {
                return Err(Error::new(
                    line,
                    format!(
                        "the title of a mini-program card has {count} characters, at most {MAX_TITLE} are allowed"
                    ),
                ));
            }
            _ => {}
        }
        if image.trim().is_empty() {
            return Err(Error::new(line, "a mini-program card needs a picture of 1080 × 864 pixels"));
        }
        let image = self.address(image, Role::Card, line)?;
        // The platform's manual spells the last name in both ways.
        let attrs = [
            ("class", "miniprogram_element"),
            ("data-miniprogram-appid", to.appid),
            ("data-miniprogram-path", to.path),
            ("data-miniprogram-title", &title),
            ("data-miniprogram-imageurl", &image),
            ("data-progarm-imageurl", &image),
        ];
        let mut card = Element::new("mp-miniprogram", &attrs, Vec::new()).at(line);
        card.attrs.extend(more);
        Ok(vec![Element::new("section", &[(CLASS, "media"), ("nodeleaf", "")], vec![card.into()]).into()])
    }

    /// A text or image link; `children` are finished, `more` is what else the editor wrote.
    pub(super) fn mini_link(
        to: &MiniProgram<'_>,
        more: Vec<(String, String)>,
        children: Vec<Node>,
    ) -> Element {
        let attrs = [("data-miniprogram-appid", to.appid), ("data-miniprogram-path", to.path), ("href", "")];
        let mut link = Element::new("a", &attrs, children);
        link.attrs.extend(more);
        link
    }
}

/// What WeChat's editor writes of a mini-program besides what has to be there: its name, its icon, its kind.
pub(super) fn others(element: &Element) -> Vec<(String, String)> {
    const OWN: [&str; 4] = ["appid", "path", "title", "imageurl"];
    let is_other = |(name, _): &&(String, String)| {
        name.strip_prefix("data-miniprogram-").is_some_and(|name| !OWN.contains(&name))
    };
    element.attrs.iter().filter(is_other).cloned().collect()
}

#[cfg(test)]
mod tests {
    use crate::Format::{Html, Markdown};
    use crate::testing::{check, styled};
    use expect_test::expect;

    /// Name, icon and kind, as the editor writes them, are not lost.
    #[test]
    fn what_the_editor_adds() {
        check(
            Html,
            "<p><a class=weapp_text_link data-miniprogram-appid=wx1 data-miniprogram-path=p data-miniprogram-nickname=茶 data-miniprogram-type=text href=''>t</a></p>\
             <mp-miniprogram data-miniprogram-appid=wx1 data-miniprogram-path=p data-miniprogram-title=t data-miniprogram-imageurl=c.jpg data-miniprogram-nickname=茶></mp-miniprogram>",
            expect![[r#"
                <section><p><a data-miniprogram-appid="wx1" data-miniprogram-path="p" href="" data-miniprogram-nickname="茶" data-miniprogram-type="text"><span leaf="">t</span></a></p><section nodeleaf=""><mp-miniprogram class="miniprogram_element" data-miniprogram-appid="wx1" data-miniprogram-path="p" data-miniprogram-title="t" data-miniprogram-imageurl="{p0}" data-progarm-imageurl="{p0}" data-miniprogram-nickname="茶"></mp-miniprogram></section></section>
                Picture { source: File("c.jpg"), line: Some(5), role: Card, width: None }
            "#]],
        );
    }

    #[test]
    fn notations() {
        check(
            Markdown,
            "[看](miniprogram:wx0123456789abcdef/pages/a?x=茶&y=\"1)\n\na [b](miniprogram:wx0123456789abcdef/p) c",
            expect![[r#"
                <section><p><a data-miniprogram-appid="wx0123456789abcdef" data-miniprogram-path="pages/a?x=茶&amp;y=&quot;1" href=""><span leaf="">看</span></a></p><p><span leaf="">a </span><a data-miniprogram-appid="wx0123456789abcdef" data-miniprogram-path="p" href=""><span leaf="">b</span></a><span leaf=""> c</span></p></section>
            "#]],
        );
        styled(
            Markdown,
            "[![图](p.jpg)](miniprogram:wx0123456789abcdef/p)",
            expect![[r#"
                <section style="font-size:16px;line-height:1.75;letter-spacing:0.3px;word-break:break-word;"><p style="margin:0 0 16px;line-height:1.75;"><a data-miniprogram-appid="wx0123456789abcdef" data-miniprogram-path="p" href="" style="color:#576b95;text-decoration:none;"><img data-src="{p0}"{s0} src="{p0}" alt="图" style="height:auto;vertical-align:middle;display:inline-block;{w0};"></a></p></section>
                Picture { source: File("p.jpg"), line: Some(5), role: Inline, width: None }
            "#]],
        );
        check(
            Markdown,
            "![卡片 <1>](card.jpg \"miniprogram:wx0123456789abcdef/p?a=1&b=2\")\n\n![](card.jpg)",
            expect![[r#"
                <section><section nodeleaf=""><mp-miniprogram class="miniprogram_element" data-miniprogram-appid="wx0123456789abcdef" data-miniprogram-path="p?a=1&amp;b=2" data-miniprogram-title="卡片 &lt;1&gt;" data-miniprogram-imageurl="{p0}" data-progarm-imageurl="{p0}"></mp-miniprogram></section><section nodeleaf=""><img src="{p1}"{s1}></section></section>
                Picture { source: File("card.jpg"), line: Some(5), role: Card, width: None }
                Picture { source: File("card.jpg"), line: Some(7), role: Inline, width: None }
            "#]],
        );
    }

    #[test]
    fn as_wechat_writes_them() {
        check(
            Html,
            "<p><mp-miniprogram class=x data-miniprogram-appid=wx0123456789abcdef data-miniprogram-path=p data-miniprogram-title=t \
             data-progarm-imageurl=card.jpg></mp-miniprogram></p>\
             <p><a class=weapp_text_link data-miniprogram-appid=wx0123456789abcdef data-miniprogram-path=p href=''>t</a></p>\
             <p><a data-miniprogram-appid=wx0123456789abcdef data-miniprogram-path=p href=''><img data-src=p.jpg></a></p>",
            expect![[r#"
                <section><section nodeleaf=""><mp-miniprogram class="miniprogram_element" data-miniprogram-appid="wx0123456789abcdef" data-miniprogram-path="p" data-miniprogram-title="t" data-miniprogram-imageurl="{p0}" data-progarm-imageurl="{p0}"></mp-miniprogram></section><p><a data-miniprogram-appid="wx0123456789abcdef" data-miniprogram-path="p" href=""><span leaf="">t</span></a></p><p><a data-miniprogram-appid="wx0123456789abcdef" data-miniprogram-path="p" href=""><img data-src="{p1}"{s1} src="{p1}"></a></p></section>
                Picture { source: File("card.jpg"), line: Some(5), role: Card, width: None }
                Picture { source: File("p.jpg"), line: Some(5), role: Inline, width: None }
            "#]],
        );
    }

    #[test]
    fn refused() {
        check(
            Markdown,
            "\n[t](miniprogram:abc/p)",
            expect![[r#"
                error: line 6: "abc" is not the app id of a mini-program, which looks like wx0123456789abcdef
            "#]],
        );
        check(
            Markdown,
            "[t](miniprogram:wx0123456789abcdef)",
            expect![[r#"
                error: line 5: a mini-program needs a path: miniprogram:APPID/PATH
            "#]],
        );
        check(
            Markdown,
            "![](p.jpg \"miniprogram:wx0123456789abcdef/p\")",
            expect![[r#"
                error: line 5: a mini-program card needs a title
            "#]],
        );
        check(
            Markdown,
            &format!("![{}](p.jpg \"miniprogram:wx0123456789abcdef/p\")", "题".repeat(36)),
            expect![[r#"
                error: line 5: the title of a mini-program card has 36 characters, at most 35 are allowed
            "#]],
        );
        check(
            Html,
            "<mp-miniprogram data-miniprogram-appid=wx1 data-miniprogram-path=p data-miniprogram-title=t></mp-miniprogram>",
            expect![[r#"
                error: line 5: a mini-program card needs a picture of 1080 × 864 pixels
            "#]],
        );
        check(
            Html,
            "<mp-miniprogram data-miniprogram-appid=wx1 data-miniprogram-path=p data-miniprogram-title=t data-miniprogram-imageurl='https://example.com/x'></mp-miniprogram>",
            expect![[r#"
                <section><section nodeleaf=""><mp-miniprogram class="miniprogram_element" data-miniprogram-appid="wx1" data-miniprogram-path="p" data-miniprogram-title="t" data-miniprogram-imageurl="{p0}" data-progarm-imageurl="{p0}"></mp-miniprogram></section></section>
                Picture { source: Remote("https://example.com/x"), line: Some(5), role: Card, width: None }
            "#]],
        );
    }
}
