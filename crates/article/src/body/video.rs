use super::Builder;
use crate::error::Error;
use crate::front::At;
use crate::html::{CLASS, Element, Node, Slot};
use crate::target::{self, Target};
use crate::{PictureSource, Role, Video, VideoCover};

impl Builder<'_> {
    /// A `<video>`, its file in `src` or in the first `<source>`.
    pub(super) fn video(&mut self, element: &Element) -> Result<Vec<Node>, Error> {
        let sources = element.children.iter().filter_map(|node| match node {
            Node::Element(child) if child.name == "source" => child.attr("src"),
            _ => None,
        });
        let Some(address) = element.attr("src").into_iter().chain(sources).find(|src| !src.trim().is_empty())
        else {
            self.notes.warn(element.line, "removed-element", "<video> without a file; it was removed");
            return Ok(Vec::new());
        };
        let caption = element.attr("title").unwrap_or_default();
        self.local_video(address, caption, element.attr("poster"), element.line)
    }

    /// A video file beside the article.
    pub(super) fn local_video(
        &mut self,
        address: &str,
        caption: &str,
        poster: Option<&str>,
        line: Option<usize>,
    ) -> Result<Vec<Node>, Error> {
        if target::web_host(address).is_some() {
            return Err(Error::new(
                line,
                format!(
                    "{address} is a video elsewhere; download it beside the article and use the file's name"
                ),
            ));
        }
        let path = target::target(address, &self.options.folder).map_err(|why| Error::new(line, why))?;
        let Target::Elsewhere(PictureSource::File(path)) = path else { return Ok(Vec::new()) };
        if !target::is_video(&path) {
            return Err(Error::new(line, format!("{path} has no extension of a video, such as .mp4")));
        }
        if let Some(known) = self.video_numbers.get(&path) {
            return Ok(vec![media(Slot::Video(*known))]);
        }
        let about = self.about.remove(&path).map(|about| about.value).unwrap_or_default();
        let poster = poster.map(|poster| At { line, value: poster.to_owned() });
        let cover = match (about.cover, poster) {
            (Some(cover), _) => self.video_cover(&cover, target::named)?,
            (None, Some(poster)) => self.video_cover(&poster, target::target)?,
            (None, None) => None,
        };
        let caption = Some(caption.trim()).filter(|caption| !caption.is_empty());
        let title = about.title.or(caption.map(str::to_owned)).unwrap_or_else(|| stem(&path).to_owned());
        let number = self.videos.len();
        self.video_numbers.insert(path.clone(), number);
        self.videos.push(Video {
            path,
            line,
            title,
            desc: about.desc.unwrap_or_default(),
            original: about.original,
            category: about.category,
            subcategory: about.subcategory,
            tags: about.tags,
            cover,
        });
        Ok(vec![media(Slot::Video(number))])
    }

    fn video_cover(
        &mut self,
        cover: &At<String>,
        read: fn(&str, &str) -> Result<Target, String>,
    ) -> Result<Option<VideoCover>, Error> {
        if cover.value.trim().is_empty() {
            return Ok(None);
        }
        let target = read(&cover.value, &self.options.folder)
            .map_err(|why| Error::new(cover.line, format!("cover of a video: {why}")))?;
        Ok(Some(match target {
            Target::Platform(url) | Target::Elsewhere(PictureSource::Remote(url)) => VideoCover::Url(url),
            Target::Elsewhere(source) => VideoCover::Picture(self.picture(source, Role::Inline, cover.line)),
        }))
    }

    /// A finished WeChat video, if an `<iframe>` is one.
    pub(super) fn frame(&mut self, element: &Element) -> Option<Node> {
        self.frames.push(video_id(element)?);
        Some(media(Slot::Frame(self.frames.len() - 1)))
    }
}

/// A frame in a block of its own.
fn media(slot: Slot) -> Node {
    let attrs = [(CLASS, "media"), ("nodeleaf", "")];
    Element::new("section", &attrs, vec![Node::Slot(slot)]).into()
}

/// The `wxv_…` of a WeChat video frame.
fn video_id(element: &Element) -> Option<String> {
    let class = element
        .attr("class")
        .is_some_and(|class| class.split_whitespace().any(|word| word.starts_with("video_iframe")));
    let source = element.attr("data-src").or(element.attr("src")).unwrap_or_default();
    let query = url::Url::parse(&target::absolute(source.trim()))
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.host_str() == Some("mp.weixin.qq.com"));
    let in_query = query
        .and_then(|url| url.query_pairs().find(|(name, _)| name == "mpvid").map(|(_, id)| id.into_owned()));
    let id = element.attr("data-mpvid").filter(|_| class).map(str::to_owned).or(in_query)?;
    let rest = id.strip_prefix("wxv_")?;
    (!rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')))
        .then_some(id)
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use crate::Format::{Html, Markdown};
    use crate::testing::{check, whole};
    use expect_test::expect;

    #[test]
    fn local() {
        check(
            Markdown,
            "a ![说明](clip.MP4) **b ![x](b.mov) c**\n\n![](clip.MP4)\n\n- ![](视频/1.mp4)\n",
            expect![[r#"
                <section><p><span leaf="">a</span></p><section nodeleaf="">{v0}</section><p><strong><span leaf="">b </span></strong></p><section nodeleaf="">{v1}</section><p><strong><span leaf=""> c</span></strong></p><section nodeleaf="">{v0}</section><ul class="list-paddingleft-1"><li><section><section nodeleaf="">{v2}</section></section></li></ul></section>
                Video { path: "clip.MP4", line: Some(5), title: "说明", desc: "", original: false, category: None, subcategory: None, tags: [], cover: None }
                Video { path: "b.mov", line: Some(5), title: "x", desc: "", original: false, category: None, subcategory: None, tags: [], cover: None }
                Video { path: "视频/1.mp4", line: Some(9), title: "1", desc: "", original: false, category: None, subcategory: None, tags: [], cover: None }
            "#]],
        );
        check(
            Html,
            "<video src=a.mp4 poster=p.jpg title=x controls></video><video><source src=b.webm></video><p>c<img src=d.mkv alt=e></p>",
            expect![[r#"
                <section><section nodeleaf="">{v0}</section><section nodeleaf="">{v1}</section><p><span leaf="">c</span></p><section nodeleaf="">{v2}</section></section>
                Picture { source: File("p.jpg"), line: Some(5), role: Inline, width: None }
                Video { path: "a.mp4", line: Some(5), title: "x", desc: "", original: false, category: None, subcategory: None, tags: [], cover: Some(Picture(0)) }
                Video { path: "b.webm", line: Some(5), title: "b", desc: "", original: false, category: None, subcategory: None, tags: [], cover: None }
                Video { path: "d.mkv", line: Some(5), title: "e", desc: "", original: false, category: None, subcategory: None, tags: [], cover: None }
            "#]],
        );
    }

    #[test]
    fn described() {
        whole(
            Markdown,
            "---\ntitle: T\ncover: c.jpg\nvideos:\n  ./a.mp4:\n    title: 标题\n    desc: d\n    original: yes\n    category: 12\n    \
             subcategory: s\n    tags: [x, 2]\n    cover: 图/v.jpg\n  b.mp4: {cover: 'https://mmbiz.qpic.cn/x'}\n  c.mp4:\n---\n\
             ![k](a.mp4)\n![](v.jpg)\n![](b.mp4)\n![](c.mp4)",
            expect![[r#"
                <section><section nodeleaf="">{v0}</section><section nodeleaf=""><img src="{p1}"{s1}></section><section nodeleaf="">{v1}</section><section nodeleaf="">{v2}</section></section>
                Picture { source: File("图/v.jpg"), line: Some(12), role: Inline, width: None }
                Picture { source: File("v.jpg"), line: Some(17), role: Inline, width: None }
                Video { path: "a.mp4", line: Some(16), title: "标题", desc: "d", original: true, category: Some("12"), subcategory: Some("s"), tags: ["x", "2"], cover: Some(Picture(0)) }
                Video { path: "b.mp4", line: Some(18), title: "b", desc: "", original: false, category: None, subcategory: None, tags: [], cover: Some(Url("https://mmbiz.qpic.cn/x")) }
                Video { path: "c.mp4", line: Some(19), title: "c", desc: "", original: false, category: None, subcategory: None, tags: [], cover: None }
            "#]],
        );
    }

    #[test]
    fn refused() {
        check(
            Html,
            "\n<video src=https://example.com/a.mp4></video>",
            expect![[r#"
                error: line 6: https://example.com/a.mp4 is a video elsewhere; download it beside the article and use the file's name
            "#]],
        );
        check(
            Html,
            "<video src=a.txt></video>",
            expect![[r#"
                error: line 5: a.txt has no extension of a video, such as .mp4
            "#]],
        );
        check(
            Html,
            "<video></video>a",
            expect![[r#"
                <section><span leaf="">a</span></section>
                warning: line 5: <video> without a file; it was removed
            "#]],
        );
        check(
            Html,
            "<video src=/a.mp4></video>a",
            expect![[r#"
                <section><section nodeleaf="">{v0}</section><span leaf="">a</span></section>
                Video { path: "a.mp4", line: Some(5), title: "a", desc: "", original: false, category: None, subcategory: None, tags: [], cover: None }
            "#]],
        );
        let videos =
            |entry: &str| format!("---\ntitle: T\ncover: c.jpg\nvideos:\n  {entry}\n---\n![](a.mp4)");
        whole(
            Markdown,
            &videos("b.mp4: {title: x}"),
            expect![[r#"
            error: line 5: videos: b.mp4 is used nowhere in the article
        "#]],
        );
        whole(
            Markdown,
            &videos("a.mp4: {tags: [1, 2, 3, 4, 5, 6]}"),
            expect![[r#"
            error: line 5: a video has at most 5 tags, here are 6
        "#]],
        );
        whole(
            Markdown,
            &videos("a.mp4: {cover: ../x.jpg}"),
            expect![[r#"
                error: line 5: cover of a video: ../x.jpg leaves the article's folder; put the file beside the article, or name a folder around both as the root
            "#]],
        );
        whole(
            Markdown,
            &videos("a.mp4: {colour: x}"),
            expect![[r#"
                <section><section nodeleaf="">{v0}</section></section>
                Video { path: "a.mp4", line: Some(7), title: "a", desc: "", original: false, category: None, subcategory: None, tags: [], cover: None }
                warning: line 5: the description of a video knows no `colour`; ignored
            "#]],
        );
        whole(
            Markdown,
            &videos("a.mp4: 3"),
            expect![[r#"
                error: line 5: a video is described by `title:`, `desc:`, `original:`, `category:`, `subcategory:`, `tags:` or `cover:`
            "#]],
        );
        whole(
            Markdown,
            &videos("../a.mp4: {}"),
            expect![[r#"
                error: line 5: videos: ../a.mp4 leaves the article's folder; put the file beside the article, or name a folder around both as the root
            "#]],
        );
        whole(
            Markdown,
            &videos("{a.mp4: {}, ./a.mp4: {}}"),
            expect![[r#"
            error: line 5: videos: ./a.mp4 is described twice
        "#]],
        );
    }

    #[test]
    fn frames() {
        let source = "https://mp.weixin.qq.com/mp/readtemplate?t=pages/video_player_tmpl&amp;mpvid=wxv_1";
        check(
            Html,
            &format!(
                "<p>a<iframe class='video_iframe x' data-mpvid=wxv_2 src=//evil.example></iframe><iframe data-src='{source}'></iframe></p>"
            ),
            expect![[r#"
                <section><p><span leaf="">a</span></p><section nodeleaf=""><iframe class="video_iframe rich_pages" data-vidtype="2" data-mpvid="wxv_2" data-ratio="1.7777777777777777" data-w="1280" allowfullscreen="" frameborder="0" data-src="https://mp.weixin.qq.com/mp/readtemplate?t=pages/video_player_tmpl&action=mpvideo&auto=0&mpvid=wxv_2"></iframe></section><section nodeleaf=""><iframe class="video_iframe rich_pages" data-vidtype="2" data-mpvid="wxv_1" data-ratio="1.7777777777777777" data-w="1280" allowfullscreen="" frameborder="0" data-src="https://mp.weixin.qq.com/mp/readtemplate?t=pages/video_player_tmpl&action=mpvideo&auto=0&mpvid=wxv_1"></iframe></section></section>
            "#]],
        );
        check(
            Html,
            "a<iframe class=video_iframe data-mpvid='wxv_\"><script>'></iframe><iframe data-src='https://mp.weixin.qq.com.example/?mpvid=wxv_1'></iframe>",
            expect![[r#"
                <section><span leaf="">a</span><section nodeleaf=""><iframe class="video_iframe" data-mpvid="wxv_&quot;&gt;&lt;script&gt;"></iframe></section></section>
                warning: line 5: <iframe> cannot be in an article unless WeChat made it; it was removed
            "#]],
        );
    }
}
