//! What only WeChat's own editor makes: cards of accounts, voices, channels' videos, votes. They pass with their attributes,
//! each alone in its block; what cannot pass is told.

use super::Builder;
use crate::html::{CLASS, Element, Node};
use crate::target::on_platform;

/// Elements of WeChat's besides those whose names begin with `mp-`.
const NAMES: [&str; 10] = [
    "mpvoice",
    "mpvideosnap",
    "mpvideo",
    "mpcps",
    "mpcpc",
    "mpgongyi",
    "mppoi",
    "mpprofile",
    "mpaudio",
    "qqmusic",
];

/// Classes of frames that WeChat makes for other things than its videos.
const FRAMES: [&str; 8] = [
    "vote_iframe",
    "qqmusic_iframe",
    "card_iframe",
    "video_iframe",
    "weapp_iframe",
    "voice_iframe",
    "wxw-iframe",
    "mp_profile_iframe",
];

/// Attributes that go without a word, as they do from any element.
const QUIET: [&str; 4] = ["id", "style", "leaf", "nodeleaf"];

pub(super) fn is_one(name: &str) -> bool {
    name.starts_with("mp-") || NAMES.contains(&name)
}

impl Builder<'_> {
    /// An `<iframe>`: what WeChat made stays, anything else goes.
    pub(super) fn iframe(&mut self, element: Element) -> Vec<Node> {
        if let Some(video) = self.frame(&element) {
            return vec![video];
        }
        let classes = element.attr("class").unwrap_or_default();
        let is_theirs = classes.split_whitespace().any(|class| FRAMES.contains(&class));
        let source = element.attr("data-src").or(element.attr("src")).unwrap_or_default();
        let is_there = source.is_empty()
            || source.starts_with('/') && !source.starts_with("//")
            || on_frame_host(source);
        if is_theirs && is_there {
            return vec![self.component(element)];
        }
        let why = "<iframe> cannot be in an article unless WeChat made it; it was removed";
        self.notes.warn(element.line, "removed-element", why);
        Vec::new()
    }

    pub(super) fn component(&mut self, mut element: Element) -> Node {
        let style = self.own_style(&element);
        let is_frame = element.name == "iframe";
        let tag = element.name.clone();
        let line = element.line;
        let notes = &mut *self.notes;
        element.attrs.retain(|(name, value)| {
            if QUIET.contains(&name.as_str()) {
                return false;
            }
            let plain = name.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_')
            });
            let source = matches!(name.as_str(), "src" | "data-src" | "href") && !value.is_empty();
            let good = !source
                || (is_frame && (value.starts_with('/') || on_frame_host(value)))
                || on_platform(value);
            let keep = plain && good && !name.starts_with("on") && name != "srcdoc";
            if !keep {
                let why =
                    format!("the attribute `{name}` of <{tag}> cannot be in an article; it was removed");
                notes.warn(line, "removed-attribute", why);
            }
            keep
        });
        if !style.is_empty() {
            element.attrs.push(("style".into(), style));
        }
        // What the editor shows in its place is not the component's.
        let shown = crate::html::plain(&std::mem::take(&mut element.children));
        if !shown.trim().is_empty() {
            let why = format!(
                "the text inside <{tag}> is what WeChat's editor shows in its place; it was left out"
            );
            self.notes.warn(line, "component-text", why);
        }
        Element::new("section", &[(CLASS, "media bare"), ("nodeleaf", "")], vec![element.into()])
            .at(line)
            .into()
    }
}

fn on_frame_host(address: &str) -> bool {
    let host = crate::target::web_host(address);
    on_platform(address)
        || matches!(host.as_deref(), Some("v.qq.com" | "i.y.qq.com" | "cc.v.qq.com" | "open.mobile.qq.com"))
}

#[cfg(test)]
mod tests {
    use crate::Format::{Html, Markdown};
    use crate::testing::check;
    use expect_test::expect;

    #[test]
    fn what_passes_and_what_is_told() {
        for format in [Html, Markdown] {
            check(
                format,
                "<mpgongyi data-id=\"1\"></mpgongyi><mpvoice voice_encode_fileid=\"F\" name=\"声\" onclick=\"x()\">旧文</mpvoice>",
                expect![[r#"
                    <section><section nodeleaf=""><mpgongyi data-id="1"></mpgongyi></section><section nodeleaf=""><mpvoice voice_encode_fileid="F" name="声"></mpvoice></section></section>
                    warning: line 5: the attribute `onclick` of <mpvoice> cannot be in an article; it was removed
                    warning: line 5: the text inside <mpvoice> is what WeChat's editor shows in its place; it was left out
                "#]],
            );
        }
        check(
            Html,
            "<iframe class='vote_iframe' data-src='/mp/newappmsgvote?voteid=1' srcdoc='x'></iframe><mp-common-profile id=x src='https://example.com/a'></mp-common-profile>",
            expect![[r#"
                <section><section nodeleaf=""><iframe class="vote_iframe" data-src="/mp/newappmsgvote?voteid=1"></iframe></section><section nodeleaf=""><mp-common-profile></mp-common-profile></section></section>
                warning: line 5: the attribute `srcdoc` of <iframe> cannot be in an article; it was removed
                warning: line 5: the attribute `src` of <mp-common-profile> cannot be in an article; it was removed
            "#]],
        );
    }
}
