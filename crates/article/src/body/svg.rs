//! Drawings: shapes, texts and animations without scripts. Names of parts do not survive, so nothing that refers to one can.

use super::{Builder, Place};
use crate::html::{Element, Node, among};
use crate::target::on_platform;

const KEPT: &str = "svg g path rect circle ellipse line polyline polygon text tspan image animate animateTransform animateMotion set \
    foreignObject title desc";

const ATTRIBUTES: &str = "xmlns viewBox viewbox version preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry d points transform \
    transform-origin fill fill-opacity fill-rule clip-rule stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray stroke-dashoffset \
    stroke-opacity stroke-miterlimit opacity color display visibility overflow font-size font-weight font-style text-anchor dominant-baseline \
    alignment-baseline letter-spacing dx dy rotate textLength attributeName attributeType begin dur end min max restart repeatCount repeatDur \
    calcMode values keyTimes keySplines keyPoints from to by additive accumulate type path role aria-label aria-hidden pointer-events \
    vector-effect shape-rendering data-mode data-ignore-width data-ignore-dm";

/// What an animation may change.
const ANIMATED: &str = "x y x1 y1 x2 y2 cx cy r rx ry d points transform fill fill-opacity stroke stroke-width stroke-dasharray \
    stroke-dashoffset stroke-opacity opacity width height viewBox visibility display color font-size";

impl Builder<'_> {
    pub(super) fn svg(&mut self, mut element: Element) -> Vec<Node> {
        if !among(KEPT, &element.name) {
            let why = format!("<{}> cannot be in a drawing; it was removed", element.name);
            self.notes.warn(element.line, "removed-element", why);
            return Vec::new();
        }
        let style = self.own_style(&element);
        let animates = element.name.starts_with("animate") || element.name == "set";
        let target = element.attr("attributeName").unwrap_or_default();
        if animates && element.name != "animateMotion" && !among(ANIMATED, target) {
            let why = format!("an animation cannot change `{target}`; it was removed");
            self.notes.warn(element.line, "removed-element", why);
            return Vec::new();
        }
        if animates {
            self.begin_by_click(&mut element);
        }
        let is_image = element.name == "image";
        element.attrs.retain(|(name, value)| match name.as_str() {
            "href" => is_image && on_platform(value),
            "style" | "id" | "class" => false,
            name => {
                among(ATTRIBUTES, name)
                    && !value.to_ascii_lowercase().contains("url(")
                    && !value.contains("javascript:")
            }
        });
        if is_image && element.attr("href").is_none() {
            let why = "a picture in a drawing has to be on WeChat's hosts; it was removed";
            self.notes.warn(element.line, "removed-element", why);
            return Vec::new();
        }
        if !style.is_empty() {
            element.attrs.push(("style".into(), style));
        }
        let children = std::mem::take(&mut element.children);
        element.children = if element.name == "foreignObject" {
            self.nodes(children, Place::default())
        } else {
            let mut out = Vec::new();
            for child in children {
                match child {
                    Node::Element(child) => out.extend(self.svg(child)),
                    Node::Text(shown)
                        if matches!(element.name.as_str(), "text" | "tspan" | "title" | "desc") =>
                    {
                        out.push(Node::Text(shown.replace(['\n', '\t'], " ")));
                    }
                    _ => {}
                }
            }
            out
        };
        vec![element.into()]
    }

    /// An animation that begins with a touch begins with a click as well, as WeChat's standard has it.
    fn begin_by_click(&mut self, element: &mut Element) {
        let begin = element.attr("begin").unwrap_or_default().to_ascii_lowercase();
        if begin.contains("touchstart") && !begin.contains("click") {
            let why = "an animation that begins by touchstart alone breaks WeChat's standard (§1.7); click was added";
            self.notes.warn(element.line, "animate-begin", why);
            element.set("begin", format!("{begin};{}", begin.replace("touchstart", "click")));
        }
    }
}
