//! What WeChat rewrites or takes away, on the way through its interface or its editor.

use super::Report;
use crate::tree::{Element, Id, ROOT, Tree, among};

/// Longest content that the manual of drafts allows, in characters, and the longest of all, in bytes.
const MAX_CHARACTERS: usize = 20_000;
const MAX_BYTES: usize = 1024 * 1024;

const BLOCKS: &str = "section div p ul ol li table blockquote pre h1 h2 h3 h4 h5 h6 hr figure";

/// Removed with what they are for.
const REMOVED: &str =
    "style script link meta base object embed applet frame frameset noscript template canvas dialog portal";

const FORMS: &str = "input form label button select textarea option optgroup fieldset legend datalist output";

/// Where white space between tags is a fault.
pub(crate) const BETWEEN: &str =
    "section div p ul ol li table thead tbody tfoot tr td th blockquote h1 h2 h3 h4 h5 h6 figure hr dl dt dd";

/// Hosts whose pictures stay.
const HOSTS: [&str; 3] = [".qpic.cn", ".qlogo.cn", ".wx.qq.com"];

pub(crate) fn check(tree: &Tree, html: &str, report: &mut Report<'_>) {
    size(html, report);
    for (id, element) in tree.elements() {
        tags(tree, id, element, report);
        styles(id, element, html, report);
        addresses(id, element, report);
        if element.has("id") {
            let what = "id is taken away, and what refers to it breaks; write it in place";
            report.platform("id", id, what, false);
        }
        if element.attrs.iter().any(|(name, _)| name.starts_with("on") && name.len() > 2) {
            report.platform("script", id, "scripts are taken away", false);
        }
    }
}

fn size(html: &str, report: &mut Report<'_>) {
    let characters = html.chars().count();
    if html.len() > MAX_BYTES {
        let what =
            format!("the content has {} bytes, and more than {MAX_BYTES} are refused (45002)", html.len());
        report.platform("content-size", ROOT, what, false);
    } else if characters > MAX_CHARACTERS {
        let what = format!(
            "the content has {characters} characters, and the manual of drafts allows {MAX_CHARACTERS}; more was accepted at times"
        );
        report.platform("content-size", ROOT, what, false);
    }
}

fn tags(tree: &Tree, id: Id, element: &Element, report: &mut Report<'_>) {
    if element.is("div") {
        let blocks = tree.inner(id).any(|child| tree.element(child).is_some_and(|child| child.is(BLOCKS)));
        let what = if blocks {
            "a div around blocks is dissolved, and its style is lost; write section"
        } else {
            "a div may be dissolved with its style; write section"
        };
        report.platform("div", id, what, true);
    } else if element.is(REMOVED) || element.foreign && among("style script", &element.name) {
        let rule = if element.name == "script" { "script" } else { "removed-element" };
        report.platform(rule, id, format!("{} is taken away with its content", element.name), false);
    } else if element.is(FORMS) {
        report.platform(
            "form",
            id,
            format!("{} is taken away; write plain text, such as ☑ and ☐", element.name),
            false,
        );
    } else if element.foreign
        && among("use marker linearGradient radialGradient clipPath mask pattern filter", &element.name)
    {
        let what =
            format!("SVG's {} works by id, and ids are taken away; write the drawing out", element.name);
        report.platform("svg-reference", id, what, false);
    } else if element.foreign && element.name == "foreignObject" {
        let stays = tree.inner(id).all(|child| tree.element(child).is_some_and(|child| child.is("section")));
        if !stays {
            report.platform(
                "foreign-object",
                id,
                "HTML in foreignObject is dropped unless it is a section",
                false,
            );
        }
    }
    let blank = |id: Option<Id>| {
        id.and_then(|id| tree.text(id))
            .is_some_and(|text| !text.is_empty() && text.chars().all(|c| matches!(c, ' ' | '\t' | '\n')))
    };
    let gap = |pair: &[Id]| match pair {
        [one, other] => blank(Some(*one)) && tree.element(*other).is_some_and(|other| other.is(BETWEEN)),
        _ => false,
    };
    if element.is(BETWEEN) && folds(tree, id) && tree.children(id).windows(2).any(gap) {
        let what = "white space between tags becomes empty paragraphs and list items; write the tags without any between";
        report.platform("between-tags", id, what, true);
    }
}

fn styles(id: Id, element: &Element, html: &str, report: &mut Report<'_>) {
    let style = &element.style;
    for known in &style.declarations {
        let value = known.value.to_ascii_lowercase();
        if known.name == "position" && value != "static" {
            report.platform(
                "position",
                id,
                "position is taken away, and what was placed by it moves; use margins",
                false,
            );
        }
        if known.name.starts_with("--") || value.contains("var(") {
            report.platform("css-variable", id, "variables of CSS do not work; write the value", false);
        }
        if value.contains("url(") && value.contains("data:") {
            report.platform(
                "data-picture",
                id,
                "pictures in data: URLs are not accepted; upload them",
                false,
            );
        } else if let Some(address) = picture_in(&known.value).filter(|address| !is_at_home(address)) {
            let _ = address;
            report.platform(
                "foreign-picture",
                id,
                "pictures on other hosts are filtered out; upload them with media/uploadimg",
                false,
            );
        }
    }
    if is_escaped(element, html) {
        let what =
            "a style attribute with &quot; or &#39; in it is emptied; write plain single quotes, or none";
        report.platform("style-entity", id, what, true);
    }
}

/// Whether a quote in a style is written as an entity.
pub(crate) fn is_escaped(element: &Element, html: &str) -> bool {
    let style = &element.style.source;
    let Some(source) = element.tag.clone().and_then(|tag| html.get(tag)) else { return false };
    style.contains(['"', '\''])
        && ["&quot", "&apos", "&#"].iter().any(|entity| source.contains(entity))
        && !source.contains(style.as_str())
        && !source.contains(&style.replace('&', "&amp;"))
}

/// Whether white space in an element counts for nothing.
pub(crate) fn folds(tree: &Tree, id: Id) -> bool {
    std::iter::successors(Some(id), |id| tree.parent(*id)).filter_map(|id| tree.element(id)).all(|element| {
        !element.is("pre textarea listing xmp")
            && !element
                .style
                .declarations
                .iter()
                .any(|known| known.name.starts_with("white-space") && known.value.contains("pre"))
    })
}

fn addresses(id: Id, element: &Element, report: &mut Report<'_>) {
    let attr = |name: &str| element.attr(name).map(str::trim).filter(|value| !value.is_empty());
    match element.name.as_str() {
        "img" | "image" => {
            for source in [attr("src"), attr("data-src"), attr("href")].into_iter().flatten() {
                if source.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
                    report.platform(
                        "data-picture",
                        id,
                        "pictures in data: URLs are not accepted; upload them",
                        false,
                    );
                } else if !is_at_home(source) {
                    let what = "pictures on other hosts are filtered out; upload them with media/uploadimg";
                    report.platform("foreign-picture", id, what, false);
                }
            }
        }
        "a" => {
            if attr("href").is_some_and(|href| !is_on(href, "mp.weixin.qq.com") && !href.starts_with('#')) {
                let what = "links to other hosts lose their address, but for accounts with WeChat Pay; write the address as text";
                report.platform("foreign-link", id, what, false);
            } else if attr("href").is_some_and(|href| href.len() > 1)
                && attr("href").is_some_and(|href| href.starts_with('#'))
            {
                report.platform(
                    "foreign-link",
                    id,
                    "links within the page lose their target, since ids are taken away",
                    false,
                );
            }
        }
        "iframe" | "video" | "audio" | "source" => {
            let source = attr("src").or_else(|| attr("data-src"));
            if source.is_some_and(|source| {
                !["mp.weixin.qq.com", "v.qq.com", "qq.com"].iter().any(|host| is_on(source, host))
            }) {
                let what = "media of other hosts loses its address, or the article is refused (45166); upload the video to WeChat";
                report.platform("foreign-media", id, what, false);
            }
        }
        _ => {}
    }
}

fn picture_in(value: &str) -> Option<&str> {
    let at = value.to_ascii_lowercase().find("url(")?;
    let inner = value.get(at + 4..)?;
    let inner = inner.get(..inner.find(')').unwrap_or(inner.len()))?.trim().trim_matches(['"', '\'']);
    Some(inner).filter(|address| !address.starts_with('#'))
}

/// Whether a picture stays where it is.
fn is_at_home(address: &str) -> bool {
    host(address).is_some_and(|host| HOSTS.iter().any(|known| host.ends_with(known)))
}

fn is_on(address: &str, host_: &str) -> bool {
    host(address).is_some_and(|host| host == host_ || host.ends_with(&format!(".{host_}")))
}

fn host(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("//")?;
    let is_web =
        scheme.is_empty() || scheme.eq_ignore_ascii_case("http:") || scheme.eq_ignore_ascii_case("https:");
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let host = rest.get(..end)?.rsplit('@').next()?.split(':').next()?;
    is_web.then(|| host.to_ascii_lowercase())
}
