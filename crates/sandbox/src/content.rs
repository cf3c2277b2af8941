//! What an article's HTML may hold.

use crate::Sandbox;
use crate::answer::Refuse;

/// 45166 unless every picture is on WeChat's hosts, every frame is a passed video of this account, and there is no script.
pub(crate) fn check(sandbox: &Sandbox, html: &str) -> Result<(), Refuse> {
    let mut rest = html;
    while let Some((_, behind)) = rest.split_once('<') {
        if let Some(comment) = behind.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
            continue;
        }
        let (tag, behind) = Tag::read(behind);
        if !tag.name.is_empty() {
            check_tag(sandbox, &tag)?;
        }
        rest = behind;
    }
    Ok(())
}

fn check_tag(sandbox: &Sandbox, tag: &Tag) -> Result<(), Refuse> {
    let bad = |what: &str| Err(Refuse::new(45166, format!("invalid content: {what}")));
    let handles = tag.attributes.iter().any(|(name, value)| {
        name.strip_prefix("on").is_some_and(|event| event.len() > 1)
            || value.trim_start().to_ascii_lowercase().starts_with("javascript:")
    });
    if tag.name == "script" || handles {
        return bad("script");
    }
    if tag.name == "img" {
        let mut addresses = ["src", "data-src"].into_iter().filter_map(|name| tag.attribute(name));
        if !addresses.all(|url| is_own(sandbox, url)) {
            return bad("img src");
        }
    }
    if tag.name == "iframe" && !tag.attribute("data-mpvid").is_some_and(|vid| sandbox.videos.has_passed(vid))
    {
        return bad("video");
    }
    Ok(())
}

/// An address it gave out, or one on the host of all pictures.
fn is_own(sandbox: &Sandbox, url: &str) -> bool {
    let bare = url.trim();
    let host = bare.strip_prefix("https:").or_else(|| bare.strip_prefix("http:")).unwrap_or(bare);
    let path = host.strip_prefix("//mmbiz.qpic.cn");
    path.is_some_and(|path| path.starts_with('/')) || sandbox.library.gave(bare)
}

/// A start tag, read as browsers do.
#[derive(Debug)]
struct Tag {
    /// In lower case; empty for end tags and what is no tag.
    name: String,
    /// Names in lower case, values without their quotes and character references.
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// `text` begins behind the `<`; gives back what follows the tag.
    fn read(text: &str) -> (Self, &str) {
        let end =
            text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(text.len());
        let (name, mut rest) = text.split_at(end);
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
        let mut tag = Self {
            name: if is_name { name.to_ascii_lowercase() } else { String::new() },
            attributes: Vec::new(),
        };
        if !is_name {
            return (tag, text);
        }
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if let Some(behind) = rest.strip_prefix('>') {
                return (tag, behind);
            }
            if rest.is_empty() {
                return (tag, rest);
            }
            let (attribute, behind) = read_attribute(rest);
            tag.attributes.push(attribute);
            rest = behind;
        }
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// `text` begins with the name, which is never empty.
fn read_attribute(text: &str) -> ((String, String), &str) {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/');
    let end = text.get(first..).and_then(|rest| rest.find(ends)).map_or(text.len(), |at| at + first);
    let (name, rest) = text.split_at(end);
    let name = name.to_ascii_lowercase();
    let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start) else {
        return ((name, String::new()), rest);
    };
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (value, rest) = match quote.and_then(|quote| value.get(1..)?.split_once(quote)) {
        Some(parts) => parts,
        None => {
            value.split_at(value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len()))
        }
    };
    ((name, unescape(value)), rest)
}

/// The references that a builder of HTML must use in attributes.
fn unescape(value: &str) -> String {
    value
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}
