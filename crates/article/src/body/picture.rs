use super::Builder;
use crate::clean::picture_mark;
use crate::error::Error;
use crate::html::{Element, Node};
use crate::target::{self, Target};
use crate::theme::Place;
use crate::{Picture, PictureSource, Role};

impl Builder<'_> {
    /// An `img`: a picture, or in our notation a video or a mini-program card. `in_mini`: inside a link to a
    /// mini-program.
    pub(super) fn img(&mut self, element: &Element, in_mini: bool) -> Result<Vec<Node>, Error> {
        // WeChat's own HTML keeps the address in `data-src` and a blank in `src`.
        let Some(address) =
            element.attr("data-src").or(element.attr("src")).map(str::trim).filter(|src| !src.is_empty())
        else {
            self.notes.warn(element.line, "removed-element", "<img> without an address; it was removed");
            return Ok(Vec::new());
        };
        if let Some(to) = element.attr("title").and_then(|title| title.trim().strip_prefix("miniprogram:")) {
            return self.card_notation(element, address, to);
        }
        if is_local_video(address) {
            let caption = element.attr("alt").unwrap_or_default();
            return self.local_video(address, caption, None, element.line);
        }
        if element.attr("srcset").is_some() {
            self.notes.warn(
                element.line,
                "picture-choice",
                "`srcset` offers a choice that an article cannot have; `src` is used",
            );
        }
        let address = self.address(address, Role::Inline, element.line)?;
        let mut img = element.clone();
        img.attrs.retain(|(name, _)| {
            !matches!(
                name.as_str(),
                "src" | "data-src" | "srcset" | "sizes" | "title" | "loading" | "decoding"
            )
        });
        self.attributes(&mut img, Place::default());
        let data_src = in_mini.then(|| ("data-src".to_owned(), address.clone()));
        img.attrs.splice(0..0, data_src.into_iter().chain([("src".to_owned(), address)]));
        Ok(vec![img.into()])
    }

    /// What stands in the attribute of a picture: its address on WeChat's hosts, or the mark of a local one.
    pub(super) fn address(
        &mut self,
        address: &str,
        role: Role,
        line: Option<usize>,
    ) -> Result<String, Error> {
        match target::target(address, &self.folder).map_err(|why| Error::new(line, why))? {
            Target::Platform(url) => Ok(url),
            Target::Elsewhere(source) => Ok(picture_mark(self.picture(source, role, line))),
        }
    }

    /// The number of a picture.
    pub(super) fn picture(&mut self, source: PictureSource, role: Role, line: Option<usize>) -> usize {
        *self.picture_numbers.entry((source.clone(), role)).or_insert_with(|| {
            self.pictures.push(Picture { source, line, role, width: None });
            self.pictures.len() - 1
        })
    }
}

fn is_local_video(address: &str) -> bool {
    let decoded = percent_encoding::percent_decode_str(address).decode_utf8_lossy();
    target::web_host(address).is_none()
        && !address.to_ascii_lowercase().starts_with("data:")
        && target::is_video(&decoded)
}

#[cfg(test)]
mod tests {
    use crate::Format::{Html, Markdown};
    use crate::testing::check;
    use expect_test::expect;

    #[test]
    fn local() {
        check(
            Markdown,
            "![茶 \"<1>\"](图/茶%201.jpg)\n\na ![](./b.png) ![c](图/茶%201.jpg)\n\n![](<a b.png>)",
            expect![[r#"
                <section><figure><img src="{p0}" alt="茶 &quot;&lt;1&gt;&quot;"><figcaption>茶 "&lt;1&gt;"</figcaption></figure><p>a <img src="{p1}" alt=""> <img src="{p0}" alt="c"></p><p><img src="{p2}" alt=""></p></section>
                Picture { source: File("图/茶 1.jpg"), line: Some(5), role: Inline, width: None }
                Picture { source: File("b.png"), line: Some(7), role: Inline, width: None }
                Picture { source: File("a b.png"), line: Some(9), role: Inline, width: None }
            "#]],
        );
        check(
            Html,
            "<p>a</p>\n<img src=\"b&amp;c.png\" alt='x' width=50% class=k>\n<img\nsrc=b.gif srcset='c 2x'><img>",
            expect![[r#"
                <section><p>a</p><img src="{p0}" alt="x" width="50%">
                <img src="{p1}"></section>
                Picture { source: File("b&c.png"), line: Some(6), role: Inline, width: None }
                Picture { source: File("b.gif"), line: Some(8), role: Inline, width: None }
                warning: line 8: `srcset` offers a choice that an article cannot have; `src` is used
                warning: line 8: <img> without an address; it was removed
            "#]],
        );
        check(
            Html,
            "<picture><source srcset=a.webp><img src=a.jpg></picture>",
            expect![[r#"
                <section><img src="{p0}"></section>
                Picture { source: File("a.jpg"), line: Some(5), role: Inline, width: None }
                warning: line 5: <picture> offers a choice that an article cannot have; its <img> is used
            "#]],
        );
    }

    #[test]
    fn on_platform() {
        check(
            Markdown,
            "![](https://mmbiz.qpic.cn/x/640?wx_fmt=png&from=a)",
            expect![[r#"
            <section><p><img src="https://mmbiz.qpic.cn/x/640?wx_fmt=png&amp;from=a" alt=""></p></section>
        "#]],
        );
        check(
            Html,
            "<img src=data:image/gif;base64,AA data-src='http://mmbiz.qpic.cn/x?a=1&b=2'>",
            expect![[r#"
                <section><img src="http://mmbiz.qpic.cn/x?a=1&amp;b=2"></section>
            "#]],
        );
    }

    #[test]
    fn refused() {
        check(
            Markdown,
            "a\n\n![](https://example.com/a.png)",
            expect![[r#"
                <section><p>a</p><p><img src="{p0}" alt=""></p></section>
                Picture { source: Remote("https://example.com/a.png"), line: Some(7), role: Inline, width: None }
            "#]],
        );
        check(
            Html,
            "<p>\n<img src='data:image/png;base64,AAAA'>",
            expect![[r#"
                <section><p>
                <img src="{p0}"></p></section>
                Picture { source: Data { bytes: [0, 0, 0], content_type: "image/png" }, line: Some(6), role: Inline, width: None }
            "#]],
        );
        check(
            Markdown,
            "![](../../etc/passwd)",
            expect![[r#"
                error: line 5: ../../etc/passwd leaves the article's folder; put the file beside the article, or name a folder around both as the root
            "#]],
        );
        check(
            Markdown,
            "![](file:///a.png)",
            expect![[r#"
                error: line 5: file:///a.png is not a path inside the article's folder; put the file beside the article and name it alone
            "#]],
        );
        check(
            Html,
            "<img src='&#1;p0&#1;'><img src='https://picture/&#1;p7&#1;'>",
            expect![[r#"
                <section><img src="{p0}"><img src="{p1}"></section>
                Picture { source: File("p0"), line: Some(5), role: Inline, width: None }
                Picture { source: Remote("https://picture/p7"), line: Some(5), role: Inline, width: None }
            "#]],
        );
    }
}
