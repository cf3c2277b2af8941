//! What the tags of site generators mean, written as Markdown: pictures (`{% asset_img a.png 说明 %}` of Hexo,
//! `{{< figure src="a.png" >}}` of Hugo, `{{ site.baseurl }}/a.png` of Jekyll), code, boxes and quotes.

use std::ops::Range;

use super::pictures::Mend;
use super::text::size_of;
use crate::target;

/// What begins and ends a tag.
const TAGS: [(&str, &str); 3] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")];

/// Names of tags.
const PICTURES: [&str; 5] = ["asset_img", "asset_image", "img", "image", "figure"];
const CODE: [&str; 3] = ["codeblock", "highlight", "code"];
const QUOTES: [&str; 4] = ["blockquote", "quote", "centerquote", "cq"];
const BOXES: [&str; 6] = ["note", "notice", "admonition", "callout", "alert", "hint"];
/// What stands in them is meant as it is.
const NOTHING: [&str; 3] = ["raw", "rawhtml", "unsafe"];

/// The tags of a source that are understood, and what to write in their places.
pub(super) fn mends(source: &str) -> Vec<Mend> {
    let mut out = Vec::new();
    for (open, close) in TAGS {
        for (at, _) in source.match_indices(open) {
            let inside = source.get(at + open.len()..).unwrap_or_default();
            let Some((inside, _)) = inside.split_once(close).filter(|(inside, _)| !inside.contains('\n'))
            else {
                continue;
            };
            let range = at..at + open.len() + inside.len() + close.len();
            let words = words(inside.trim().trim_end_matches('/'));
            let Some((name, words)) = words.split_first() else { continue };
            let written = match PICTURES.contains(&name.as_str()) {
                true => picture(words),
                false if NOTHING.contains(&unended(name)) => Some(String::new()),
                false => block(name, words).filter(|_| is_alone(source, &range)),
            };
            out.extend(written.map(|written| (range, written)));
        }
    }
    out.extend(links(source));
    out.extend(contents(source));
    out
}

/// Links to other pages of the site, whose addresses are tags: `[上一篇]({% post_url 2024-01-01-a %})`.
fn links(source: &str) -> impl Iterator<Item = Mend> + '_ {
    source.match_indices("](").filter_map(|(at, _)| {
        let start = at + 2;
        let inside = source.get(start..)?;
        let is_tag = inside.starts_with("{%") || inside.starts_with("{{");
        let end = is_tag.then(|| inside.split('\n').next()?.rfind("}")).flatten()? + 1;
        let close = inside.get(end..)?.find(')')? + end;
        // It leads nowhere in an article.
        (!inside.get(..close)?.contains(['\n', '['])).then(|| (start..start + close, "#".to_owned()))
    })
}

/// The table of contents of kramdown: a list of one item, and a line that says what becomes of it.
fn contents(source: &str) -> impl Iterator<Item = Mend> + '_ {
    source.match_indices("\n{:toc").filter_map(|(at, _)| {
        let start = source.get(..at)?.rfind('\n').map_or(0, |at| at + 1);
        let is_item = source.get(start..at)?.trim_start().starts_with(['*', '-', '1']);
        let end = source.get(at..)?.find('}')? + at + 1;
        is_item.then(|| (start..end, "[TOC]\n".to_owned()))
    })
}

/// Whether nothing else stands in the line.
fn is_alone(source: &str, range: &Range<usize>) -> bool {
    let before = source.get(..range.start).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
    let after = source.get(range.end..).unwrap_or_default().split('\n').next().unwrap_or_default();
    before.trim().is_empty() && after.trim().is_empty()
}

/// The name without what makes it the end of a block.
fn unended(name: &str) -> &str {
    name.strip_prefix("end").or(name.strip_prefix('/')).unwrap_or(name)
}

/// The line that begins or ends a block.
fn block(name: &str, words: &[String]) -> Option<String> {
    let (begun, name) = (name, unended(name));
    let ends = begun != name;
    let first = words.first().map_or("", String::as_str);
    let is = |names: &[&str]| names.contains(&name);
    Some(match (is(&CODE), is(&QUOTES), is(&BOXES)) {
        (true, ..) if ends => "```".into(),
        (true, ..) => {
            let language = words.iter().find_map(|word| word.strip_prefix("lang:")).unwrap_or(first);
            format!("```{}", language.chars().filter(|c| !matches!(c, '`' | '~')).collect::<String>())
        }
        (_, true, _) | (.., true) if ends => ":::".into(),
        (_, true, _) => format!(":::quote {}", words.join(" ")),
        (.., true) => {
            let named = |name: &str| words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
            let kind = named("type").or(named("context")).unwrap_or(first);
            // Colours and icons have no meaning here.
            let kind = if super::callout::is_known(kind) { kind } else { "note" };
            format!(":::{kind} {}", named("title").unwrap_or_default())
        }
        _ => return None,
    })
}

/// Words between blanks; those in quotes are one.
fn words(text: &str) -> Vec<String> {
    let (mut out, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in text.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => word.push(c),
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if c.is_whitespace() => out.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
            None => word.push(c),
        }
    }
    out.extend((!word.is_empty()).then_some(word));
    out
}

fn picture(words: &[String]) -> Option<String> {
    let named = |name: &str| words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
    let (path, caption, size) = match named("src") {
        Some(src) => {
            let caption = named("caption").or(named("title")).or(named("alt"));
            (src, caption.unwrap_or_default().to_owned(), named("width").unwrap_or_default())
        }
        None => {
            let at = words.iter().position(|word| target::is_picture(word))?;
            let (path, rest) = words.get(at..)?.split_first()?;
            let is_size = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
            let (size, rest): (Vec<_>, Vec<_>) = rest.iter().partition(|word| is_size(word));
            let caption: Vec<&str> = rest.into_iter().map(String::as_str).collect();
            (path.as_str(), caption.join(" "), size.first().map_or("", |size| size.as_str()))
        }
    };
    let caption: String = caption.chars().filter(|c| !matches!(c, '[' | ']' | '\\')).collect();
    let size = size_of(size).map(|_| format!("\\|{size}")).unwrap_or_default();
    let path = path.replace('\\', "/").replace('<', "%3C").replace('>', "%3E");
    Some(format!("![{caption}{size}](<{path}>)"))
}

/// A path without what stands for the address of a Jekyll site: `{{ site.baseurl }}/a.png`, `{{ "/a.png" | relative_url }}`.
pub(super) fn without_site(path: &str) -> &str {
    let Some((inside, after)) = path.strip_prefix("{{").and_then(|rest| rest.split_once("}}")) else {
        return path;
    };
    let inside = inside.trim();
    let quoted = ['"', '\''].iter().find_map(|quote| inside.strip_prefix(*quote)?.split_once(*quote));
    match quoted {
        Some((path, _)) if after.is_empty() => path,
        None if inside.starts_with("site.") || inside == "page.url" => after,
        _ => path,
    }
}
