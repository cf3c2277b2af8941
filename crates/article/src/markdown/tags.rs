//! What the tags of site generators mean, written as Markdown: pictures (`{% asset_img a.png 说明 %}` of Hexo,
//! `{{< figure src="a.png" >}}` of Hugo, `{{ site.baseurl }}/a.png` of Jekyll), code, boxes and quotes.

use std::ops::Range;

use super::mend::{Mend, is_in};
use super::text::{near, size_of};
use crate::target;

/// Longest tag.
const MAX_TAG: usize = 1000;

/// What begins and ends a tag.
const TAGS: [(&str, &str); 3] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")];

/// Names of tags.
const PICTURES: [&str; 5] = ["asset_img", "asset_image", "img", "image", "figure"];
const CODE: [&str; 3] = ["codeblock", "highlight", "code"];
const QUOTES: [&str; 5] = ["blockquote", "quote", "pullquote", "centerquote", "cq"];
const BOXES: [&str; 6] = ["note", "notice", "admonition", "callout", "alert", "hint"];
/// What stands in them is meant as it is.
const NOTHING: [&str; 3] = ["raw", "rawhtml", "unsafe"];

/// The tags of a source, and what to write in their places: what none but the generator of a site knows is left out,
/// as readers would see it raw.
pub(super) fn mends(source: &str) -> Vec<Mend> {
    let raw = raw(source);
    // A link goes before the tag that is its address.
    let mut out: Vec<Mend> =
        links(source).chain(contents(source)).chain(hidden(source)).chain(tabs(source)).collect();
    for (open, close) in TAGS {
        for (at, _) in source.match_indices(open) {
            let inside = near(source.get(at + open.len()..).unwrap_or_default(), MAX_TAG);
            let Some((inside, _)) = inside.split_once(close).filter(|(inside, _)| !inside.contains("\n\n"))
            else {
                continue;
            };
            let range = at..at + open.len() + inside.len() + close.len();
            if let Some(shown) = shown(inside) {
                out.push(Mend::new(range, format!("`{open}{shown}{close}`")));
                continue;
            }
            let words = words(inside.trim_matches([' ', '\t', '-', '/']));
            let ends = inside.trim_start_matches(['-', ' ']).starts_with('/');
            let Some((name, words)) = words.split_first() else { continue };
            let told = || {
                let what = if open == "{%" { "Hexo or Jekyll" } else { "Hugo" };
                let why =
                    format!("`{open} {name} … {close}` means something to {what} only; it was left out");
                (!ends && !name.starts_with("end")).then_some(("unknown-tag", why))
            };
            let is_named = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '.'));
            let is_plain = !is_in(&raw, &range);
            let name = if ends { format!("/{name}") } else { name.clone() };
            let (written, told) = match text(&name, words) {
                Some(text) => (Some(text), None),
                None if PICTURES.contains(&name.as_str()) => (picture(words), None),
                None if NOTHING.contains(&unended(&name)) => (Some(String::new()), None),
                // GitBook has its code between signs already.
                None if CODE.contains(&unended(&name)) && is_fenced(source, &range) => {
                    (Some(String::new()), None)
                }
                None => match block(&name, words).filter(|_| is_alone(source, &range)) {
                    Some(written) => (Some(written), None),
                    None => ((is_named && is_plain).then(String::new), told()),
                },
            };
            // The lines after it keep their numbers.
            let lines = "\n".repeat(inside.matches('\n').count());
            out.extend(written.map(|written| Mend { range, written: written + &lines, told }));
        }
    }
    out
}

/// What is inside of a shortcode that Hugo is to show and not to follow: `{{</* x */>}}`.
fn shown(inside: &str) -> Option<&str> {
    inside.strip_prefix("/*")?.strip_suffix("*/")
}

/// Code as Hugo shows it: `{{< x >}}` for `{{</* x */>}}`.
pub(super) fn unescaped(code: &str) -> String {
    let signs = [("{{</*", "{{<"), ("*/>}}", ">}}"), ("{{%/*", "{{%"), ("*/%}}", "%}}")];
    signs.iter().fold(code.to_owned(), |code, (escaped, shown)| code.replace(escaped, shown))
}

/// What stands between `{% raw %}` and its end: it is about tags.
fn raw(source: &str) -> Vec<Range<usize>> {
    between(source, "raw")
}

/// What stands between `{% comment %}` and its end: it is for nobody. Its lines stay, empty.
fn hidden(source: &str) -> Vec<Mend> {
    let comments = between(source, "comment").into_iter();
    comments
        .map(|range| {
            let lines = source.get(range.clone()).map_or(0, |hidden| hidden.matches('\n').count());
            Mend::new(range, "\n".repeat(lines))
        })
        .collect()
}

/// From each tag of this name to the end of its own end.
fn between(source: &str, name: &str) -> Vec<Range<usize>> {
    let (mut out, mut open) = (Vec::new(), None);
    for (at, _) in source.match_indices("{%") {
        let inside = source.get(at + 2..).and_then(|rest| near(rest, MAX_TAG).split_once("%}"));
        let Some((inside, _)) = inside else { continue };
        let (word, end) = (inside.trim_matches([' ', '-']), at + 2 + inside.len() + 2);
        match open {
            None if word == name => open = Some(at),
            Some(start) if word.strip_prefix("end") == Some(name) => {
                out.push(start..end);
                open = None;
            }
            _ => {}
        }
    }
    out
}

/// A tag that is nothing but words.
fn text(name: &str, words: &[String]) -> Option<String> {
    match name {
        "more" => Some(String::new()),
        "post_link" if words.len() > 1 => Some(words.get(1..)?.join(" ")),
        "post_link" | "kbd" | "emp" | "wavy" => Some(words.join(" ")),
        // Of Hexo: a text that leads somewhere; of GitBook: the title of one of several pages.
        "link" if words.len() > 1 => Some(format!("[{}](<{}>)", words.first()?, words.get(1)?)),
        "btn" if words.len() > 1 => {
            let address = words.first()?.trim_end_matches(',');
            Some(format!("[{}](<{address}>)", words.get(1)?.trim_end_matches(',')))
        }
        "embed" => {
            let url = words.iter().find_map(|word| word.strip_prefix("url="))?;
            Some(format!("[{url}](<{url}>)"))
        }
        "tabs" | "endtabs" | "/tabs" | "endtab" | "/tab" => Some(String::new()),
        "tab" => {
            let named = words
                .iter()
                .find_map(|word| ["title=", "name="].iter().find_map(|name| word.strip_prefix(name)));
            let title = named.or(words.first().map(String::as_str).filter(|word| !word.contains('=')))?;
            Some(tab(title))
        }
        "label" => Some(words.join(" ").split_once('@').map(|(_, label)| label.to_owned())?),
        _ => None,
    }
}

/// `@tab npm` and `@tab:active npm` of VuePress, at the beginning of a line in a container.
fn tabs(source: &str) -> impl Iterator<Item = Mend> + '_ {
    let is_contained = source.contains(":::");
    source.match_indices("@tab").filter_map(move |(at, mark)| {
        let begins = source.get(..at)?.chars().next_back().is_none_or(|before| before == '\n');
        let line = source.get(at..)?.lines().next()?;
        let rest = line.get(mark.len()..)?;
        let title = rest.strip_prefix(":active").unwrap_or(rest).strip_prefix(' ')?;
        let title = title.split('#').next()?.trim();
        (is_contained && begins && !title.is_empty()).then(|| Mend::new(at..at + line.len(), tab(title)))
    })
}

/// The title of one of several pages, above what it holds.
pub(super) fn tab(title: &str) -> String {
    format!("**{title}**  ")
}

/// Links to other pages of the site, whose addresses are tags: `[上一篇]({% post_url 2024-01-01-a %})`.
fn links(source: &str) -> impl Iterator<Item = Mend> + '_ {
    source.match_indices("](").filter_map(|(at, _)| {
        let start = at + 2;
        let inside = near(source.get(start..)?, MAX_TAG);
        let is_tag = inside.starts_with("{%") || inside.starts_with("{{");
        let end = is_tag.then(|| inside.split('\n').next()?.rfind("}")).flatten()? + 1;
        let close = inside.get(end..)?.find(')')? + end;
        // It leads nowhere in an article.
        (!inside.get(..close)?.contains(['\n', '['])).then(|| Mend::new(start..start + close, "#"))
    })
}

/// The table of contents of kramdown: a list of one item, and a line that says what becomes of it.
fn contents(source: &str) -> impl Iterator<Item = Mend> + '_ {
    // `@[TOC](目录)` of CSDN.
    let titled = ["@[TOC](", "@[toc]("].into_iter().flat_map(|mark| source.match_indices(mark)).filter_map(
        |(at, mark)| {
            let close = near(source.get(at + mark.len()..)?, MAX_TAG).find([')', '\n'])?;
            let is_one = source.get(at + mark.len() + close..)?.starts_with(')');
            is_one.then(|| Mend::new(at..at + mark.len() + close + 1, "[TOC]"))
        },
    );
    let listed = source.match_indices("\n{:toc").filter_map(|(at, _)| {
        let start = source.get(..at)?.rfind('\n').map_or(0, |at| at + 1);
        let is_item = source.get(start..at)?.trim_start().starts_with(['*', '-', '1']);
        let end = near(source.get(at..)?, MAX_TAG).find('}')? + at + 1;
        is_item.then(|| Mend::new(start..end, "[TOC]\n"))
    });
    titled.chain(listed)
}

/// Whether nothing else stands in the line.
fn is_alone(source: &str, range: &Range<usize>) -> bool {
    let (before, after) = (source.get(..range.start), source.get(range.end..));
    let is_blank =
        |line: &mut dyn Iterator<Item = char>| line.take_while(|c| *c != '\n').all(char::is_whitespace);
    is_blank(&mut before.unwrap_or_default().chars().rev())
        && is_blank(&mut after.unwrap_or_default().chars())
}

/// Whether the line after the tag begins a block of code, or the one before ends one.
fn is_fenced(source: &str, range: &Range<usize>) -> bool {
    let fence = |line: Option<&str>| line.is_some_and(|line| line.trim().starts_with("```"));
    let before = source.get(..range.start).and_then(|before| before.trim_end().lines().next_back());
    fence(source.get(range.end..).map(str::trim_start)) || fence(before.filter(|line| line.trim() == "```"))
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
