//! What only WeChat's own editor makes: cards of accounts, voices, channels' videos, votes. They pass with their attributes,
//! each alone in its block.

use super::Builder;
use crate::html::{CLASS, Element, Node};
use crate::target::on_platform;

/// Elements of WeChat's besides those whose names begin with `mp-`.
const NAMES: [&str; 6] = ["mpvoice", "mpvideosnap", "mpcps", "mpprofile", "qqmusic", "mpaudio"];

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
        element.attrs.retain(|(name, value)| {
            let plain = name.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_')
            });
            let source = matches!(name.as_str(), "src" | "data-src" | "href") && !value.is_empty();
            let good = !source
                || (is_frame && (value.starts_with('/') || on_frame_host(value)))
                || on_platform(value);
            plain
                && good
                && !name.starts_with("on")
                && !matches!(name.as_str(), "id" | "style" | "srcdoc" | "leaf" | "nodeleaf")
        });
        if !style.is_empty() {
            element.attrs.push(("style".into(), style));
        }
        // What the editor shows in its place is not the component's.
        element.children = Vec::new();
        let line = element.line;
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
