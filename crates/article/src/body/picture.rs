use super::{Builder, Place};
use crate::error::Error;
use crate::html::{CLASS, Element, Node, SIZE, among, picture_mark, width_mark};
use crate::target::{self, Target};
use crate::{Format, Picture, PictureSource, Role};

/// The widest picture that is shown at a width in pixels: above it a phone and a desk would show it differently.
pub(super) const OWN_WIDTH: u32 = 340;

impl Builder<'_> {
    /// An `img`: a picture, or in our notation a video or a mini-program card. `in_mini`: inside a link to a
    /// mini-program.
    pub(super) fn img(&mut self, element: &Element, place: Place, in_mini: bool) -> Result<Vec<Node>, Error> {
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
            let why = "`srcset` offers a choice that an article cannot have; `src` is used";
            self.notes.warn(element.line, "picture-choice", why);
        }
        let target =
            target::target(address, &self.options.folder).map_err(|why| Error::new(element.line, why))?;
        let asked = asked_width(element);
        let number = match &target {
            Target::Platform(_) => None,
            Target::Elsewhere(source) => Some(self.picture(source.clone(), Role::Inline, element.line)),
        };
        if let (Some(number), Some(Asked::Pixels(width))) = (number, &asked)
            && let Some(picture) = self.pictures.get_mut(number)
        {
            picture.width = picture.width.max(Some(*width));
        }
        let address = match target {
            Target::Platform(url) => url,
            Target::Elsewhere(_) => number.map(picture_mark).unwrap_or_default(),
        };
        let is_block = element.attr("*block").is_some() && !place.in_cell && !place.in_link;
        let mut img = element.clone();
        img.attrs.retain(|(name, value)| {
            let said = "src data-src srcset sizes title loading decoding width height align";
            let empty = name == "alt" && value.trim().is_empty();
            !(among(said, name) || empty || name.starts_with('*'))
        });
        self.attributes(&mut img);
        img.attrs.insert(0, ("src".into(), address.clone()));
        if in_mini {
            img.attrs.insert(0, ("data-src".into(), address));
        }
        if let Some(number) = number {
            img.attrs.retain(|(name, _)| !matches!(name.as_str(), "data-w" | "data-ratio" | "data-type"));
            img.attrs.insert(1, (SIZE.into(), number.to_string()));
        }
        let own = img.attr("style").unwrap_or_default();
        // A width in pixels may be wider than a phone.
        let is_pixels = |part: &&str| matches!(part.split_once(':'), Some(("width", width)) if width.trim().ends_with("px"));
        let own = match asked {
            Some(_) => own.split(';').filter(|part| !is_pixels(part)).collect::<Vec<_>>().join(";"),
            None => own.to_owned(),
        };
        let says_width = own.split(';').any(|part| part.split(':').next() == Some("width"));
        let width = match (&asked, number) {
            _ if says_width => None,
            (Some(asked), _) => Some(asked.style()),
            (None, Some(number)) => Some(width_mark(number)),
            (None, None) if self.format == Format::Markdown => Some("width:100%".into()),
            (None, None) => None,
        };
        if let Some(width) = width {
            let rest = if self.themed { "" } else { "height:auto;" };
            img.set("style", format!("{width};{rest}{own}"));
        }
        if is_block {
            let attrs = [(CLASS, "picture"), ("nodeleaf", "")];
            return Ok(vec![Element::new("section", &attrs, vec![img.into()]).at(element.line).into()]);
        }
        if self.themed {
            img.set(CLASS, "inline".into());
        }
        Ok(vec![img.into()])
    }

    /// A picture of ours as a block, so many pixels wide if that is known.
    #[cfg(feature = "diagrams")]
    pub(super) fn block_picture(
        &self,
        number: usize,
        width: Option<u32>,
        place: Place,
        line: Option<usize>,
    ) -> Node {
        let width = width.map_or_else(|| width_mark(number), |width| Asked::Pixels(width).style());
        let style = format!("{width};");
        let src = picture_mark(number);
        let number = number.to_string();
        let attrs = [("src", src.as_str()), (SIZE, number.as_str()), ("style", style.as_str())];
        let img = Element::new("img", &attrs, Vec::new()).at(line);
        if place.in_cell || place.in_link {
            return img.into();
        }
        Element::new("section", &[(CLASS, "picture"), ("nodeleaf", "")], vec![img.into()]).at(line).into()
    }

    /// What stands in the attribute of a picture: its address on WeChat's hosts, or the mark of a local one.
    pub(super) fn address(
        &mut self,
        address: &str,
        role: Role,
        line: Option<usize>,
    ) -> Result<String, Error> {
        match target::target(address, &self.options.folder).map_err(|why| Error::new(line, why))? {
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

/// The width that an author asks for.
enum Asked {
    Pixels(u32),
    Percent(u32),
}

impl Asked {
    fn style(&self) -> String {
        match self {
            Self::Pixels(width) if *width < OWN_WIDTH => format!("width:{width}px;max-width:100%"),
            Self::Pixels(_) => "width:100%".into(),
            Self::Percent(width) => format!("width:{width}%"),
        }
    }
}

/// From `width`, from the `zoom` that Typora writes, or from a style in pixels.
fn asked_width(element: &Element) -> Option<Asked> {
    let style = |asked: &str| {
        let mut parts = element.attr("style")?.split(';').filter_map(|part| part.split_once(':'));
        parts.find(|(name, _)| name.trim() == asked).map(|(_, value)| value.trim())
    };
    let zoom = style("zoom").filter(|zoom| zoom.ends_with('%'));
    let pixels = style("width").filter(|width| width.ends_with("px"));
    let width = pixels.or(element.attr("width").map(str::trim)).or(zoom)?;
    let number = |digits: &str| digits.trim().parse::<u32>().ok().filter(|number| *number > 0);
    match width.strip_suffix('%') {
        Some(percent) => number(percent).map(|percent| Asked::Percent(percent.min(100))),
        None => number(width.trim_end_matches("px")).map(Asked::Pixels),
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
                <section><section nodeleaf=""><img src="{p0}"{s0} alt="茶 &quot;&lt;1&gt;&quot;"></section><p><span leaf="">茶 "&lt;1&gt;"</span></p><p><span leaf="">a </span><img src="{p1}"{s1}><span leaf="">&nbsp;</span><img src="{p0}"{s0} alt="c"></p><section nodeleaf=""><img src="{p2}"{s2}></section></section>
                Picture { source: File("图/茶 1.jpg"), line: Some(5), role: Inline, width: None }
                Picture { source: File("b.png"), line: Some(7), role: Inline, width: None }
                Picture { source: File("a b.png"), line: Some(9), role: Inline, width: None }
            "#]],
        );
        check(
            Html,
            "<p>a</p>\n<img src=\"b&amp;c.png\" alt='x' width=50% class=k>\n<img\nsrc=b.gif srcset='c 2x'><img>",
            expect![[r#"
                <section><p><span leaf="">a</span></p><img src="{p0}"{s0} alt="x"><span leaf="">&nbsp;</span><img src="{p1}"{s1}></section>
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
                <section><img src="{p0}"{s0}></section>
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
                <section><section nodeleaf=""><img src="https://mmbiz.qpic.cn/x/640?wx_fmt=png&amp;from=a"></section></section>
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
                <section><p><span leaf="">a</span></p><section nodeleaf=""><img src="{p0}"{s0}></section></section>
                Picture { source: Remote("https://example.com/a.png"), line: Some(7), role: Inline, width: None }
            "#]],
        );
        check(
            Html,
            "<p>\n<img src='data:image/png;base64,AAAA'>",
            expect![[r#"
                <section><p><img src="{p0}"{s0}></p></section>
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
                <section><img src="{p0}"{s0}><img src="{p1}"{s1}></section>
                Picture { source: File("p0"), line: Some(5), role: Inline, width: None }
                Picture { source: Remote("https://picture/p7"), line: Some(5), role: Inline, width: None }
            "#]],
        );
    }
}
