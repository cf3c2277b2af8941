//! Pictures as people write them: names with blanks and brackets, sizes, captions on the next line.

use super::mend::Mend;
use super::tags;
use super::text::{near, size_of};
use crate::Captions;
use crate::html::{Element, Node, is_blank, plain, text};
use crate::target;

/// Longest picture: its caption, its address and its title.
const MAX_PICTURE: usize = 2000;

/// Pictures that CommonMark would not take for ones: `![图](截屏 1 (2).png)`, `！[图](a.png)`, `![](a\b.png)`,
/// `![](a.png =300x)`.
pub(super) fn mends(source: &str) -> Vec<Mend> {
    let mut out = Vec::new();
    let mut offset = 0;
    for line in source.split_inclusive('\n') {
        let mut from = 0;
        while let Some(start) = line.get(from..).and_then(|rest| rest.find(['!', '！'])) {
            let start = from + start;
            let rest = line.get(start..).unwrap_or_default();
            match mend(near(rest, MAX_PICTURE)) {
                Some((len, written)) => {
                    if let Some(written) = written {
                        out.push(Mend::new(offset + start..offset + start + len, written));
                    }
                    from = start + len;
                }
                None => from = start + rest.chars().next().map_or(1, char::len_utf8),
            }
        }
        offset += line.len();
    }
    out.extend(wide_links(source));
    out
}

/// `[文字]（https://…）`, as an input method for Chinese has it.
fn wide_links(source: &str) -> impl Iterator<Item = Mend> + '_ {
    source.match_indices("]（").filter_map(|(at, _)| {
        let start = at + 1;
        let inside = near(source.get(start + '（'.len_utf8()..)?, MAX_PICTURE);
        let end = inside.find([')', '）', '\n'])?;
        let address = inside.get(..end)?.trim();
        let close = inside.get(end..)?.chars().next().filter(|c| *c != '\n')?;
        let is_address = ["http://", "https://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
        let range = start..start + '（'.len_utf8() + end + close.len_utf8();
        (is_address && !address.contains([' ', '<', '>'])).then(|| Mend::new(range, format!("(<{address}>)")))
    })
}

/// The length of a picture at the start of a text, and what to write for it if CommonMark would not take it.
fn mend(rest: &str) -> Option<(usize, Option<String>)> {
    if let Some(inside) = rest.strip_prefix("![[") {
        return captioned_wiki(inside.split_once("]]")?.0);
    }
    let wide = rest.starts_with('！');
    let inside = rest.get(if wide { '！'.len_utf8() } else { 1 }..)?.strip_prefix('[')?;
    let end = inside.find("](").into_iter().chain(inside.find("]（")).min()?;
    let (alt, after) = inside.split_at(end);
    if alt.contains("![") {
        return None;
    }
    let bracket = after.chars().nth(1)?;
    let body = after.get(1 + bracket.len_utf8()..)?;
    let closes = body.char_indices().filter(|(_, c)| matches!(c, ')' | '）'));
    for (at, close) in closes.take(8) {
        let content = body.get(..at)?.trim();
        // Another one begins there.
        if content.contains("](") {
            break;
        }
        let (content, title) = titled(content);
        let (written_path, size) = with_size(content);
        let path = tags::without_site(written_path);
        if path.starts_with('<') || !is_media(path) {
            continue;
        }
        let len = rest.len() - body.len() + at + close.len_utf8();
        let odd = wide
            || bracket != '('
            || close != ')'
            || !size.is_empty()
            || path != written_path
            || path.contains([' ', '\t', '(', ')', '\\']);
        let written = odd.then(|| {
            let path = path.replace('\\', "/").replace('<', "%3C").replace('>', "%3E");
            let size = if size.is_empty() { String::new() } else { format!("\\|{size}") };
            let title =
                if title.is_empty() { String::new() } else { format!(" \"{}\"", title.replace('"', "\\\"")) };
            format!("![{alt}{size}](<{path}>{title})")
        });
        return Some((len, written));
    }
    None
}

/// `![[a.png|caption|300]]`, which is no link of a wiki any more.
fn captioned_wiki(inside: &str) -> Option<(usize, Option<String>)> {
    let (path, rest) = inside.split_once('|')?;
    let (caption, size) = rest.rsplit_once('|').filter(|_| !rest.contains('\\'))?;
    let is_one = is_media(path) && size_of(size).is_some() && !caption.contains(['[', ']', '|']);
    is_one.then(|| ("![[]]".len() + inside.len(), Some(format!("![{caption}\\|{size}](<{path}>)"))))
}

/// What stands in brackets, without a title at its end.
fn titled(content: &str) -> (&str, &str) {
    for (open, close) in [('"', '"'), ('\'', '\''), ('“', '”')] {
        if let Some(inside) = content.strip_suffix(close)
            && let Some((before, title)) = inside.rsplit_once(open)
            && before.ends_with([' ', '\t'])
        {
            return (before.trim_end(), title);
        }
    }
    (content, "")
}

/// An address without the `=300x200` at its end.
fn with_size(content: &str) -> (&str, &str) {
    match content.rsplit_once([' ', '\t']) {
        Some((path, size)) if size.strip_prefix('=').is_some_and(|size| size_of(size).is_some()) => {
            (path.trim_end(), size.trim_start_matches('='))
        }
        _ => (content, ""),
    }
}

fn is_media(path: &str) -> bool {
    let file = path.split(['?', '#']).next().unwrap_or_default();
    target::is_picture(file) || target::is_video(file)
}

/// The size in `{width=50%}` behind a picture.
pub(super) fn size_after(after: &str) -> Option<(Option<String>, Option<String>)> {
    let (inside, _) = after.strip_prefix('{')?.split_once('}')?;
    let value = |name: &str| {
        let words = inside.split([' ', ',', ';']);
        words.filter_map(|word| word.trim_start_matches(':').split_once(['=', ':'])).find_map(
            |(key, value)| {
                (key == name).then(|| value.trim_matches(['"', '\'']).trim_end_matches("px").to_owned())
            },
        )
    };
    let is_attributes = inside.contains(['=', ':']) || inside.starts_with(['.', '#']);
    is_attributes.then(|| (value("width"), value("height")))
}

/// The text behind a picture without such a size.
pub(super) fn after_size(after: &str) -> &str {
    match size_after(after) {
        Some(_) => after.split_once('}').map_or(after, |(_, rest)| rest),
        None => after,
    }
}

/// A paragraph with the pictures that stand in lines of their own taken out, each with its caption.
pub(super) fn lines(paragraph: Element, captions: Captions) -> Vec<Node> {
    let mut lines: Vec<(Vec<Node>, Option<Node>)> = vec![(Vec::new(), None)];
    for node in paragraph.children {
        let is_end =
            matches!(&node, Node::Element(element) if matches!(element.name.as_str(), "*break" | "br"));
        match lines.last_mut() {
            Some((_, end)) if is_end => {
                *end = Some(node);
                lines.push((Vec::new(), None));
            }
            Some((line, _)) => line.push(node),
            None => {}
        }
    }
    let (mut out, mut run) = (Vec::new(), Vec::new());
    let line_number = paragraph.line;
    let close = |run: &mut Vec<Node>, out: &mut Vec<Node>| {
        let mut children = std::mem::take(run);
        while children.last().is_some_and(is_end_or_blank) {
            children.pop();
        }
        if !children.is_empty() {
            out.push(Element::new("p", &[], children).at(line_number).into());
        }
    };
    let mut lines = lines.into_iter().peekable();
    while let Some((line, end)) = lines.next() {
        let shown: Vec<_> = line.iter().filter(|node| !is_blank(node)).collect();
        // Several are the badges of a README.
        let is_linked = matches!(shown.as_slice(), [only] if is_linked_image(only));
        if !is_linked && (shown.is_empty() || !shown.iter().all(|node| is_image(node))) {
            run.extend(line);
            run.extend(end);
            continue;
        }
        close(&mut run, &mut out);
        let mut pictures: Vec<Node> = line.into_iter().filter(|node| !is_blank(node)).collect();
        let caption = lines.next_if(|(next, end)| end.is_none() && is_caption(next));
        let last = pictures.pop();
        out.extend(pictures.into_iter().map(|picture| figure(picture, captions, None)));
        out.extend(last.map(|picture| figure(picture, captions, caption.map(|(line, _)| line))));
    }
    close(&mut run, &mut out);
    out
}

fn is_image(node: &Node) -> bool {
    matches!(node, Node::Element(element) if element.name == "img")
}

/// A link with nothing but a picture in it, to another site.
fn is_linked_image(node: &Node) -> bool {
    let Node::Element(link) = node else { return false };
    let leads_out = link.attr("href").is_some_and(|href| target::web_host(href).is_some());
    link.name == "a" && leads_out && matches!(link.children.as_slice(), [only] if is_image(only))
}

fn is_end_or_blank(node: &Node) -> bool {
    is_blank(node)
        || matches!(node, Node::Element(element) if matches!(element.name.as_str(), "*break" | "br"))
}

/// A line of emphasis, or one that numbers a picture.
fn is_caption(line: &[Node]) -> bool {
    let mut shown = line.iter().filter(|node| !is_blank(node));
    if let (Some(Node::Element(only)), None) = (shown.next(), shown.next())
        && only.name == "em"
    {
        return true;
    }
    let words = plain(line);
    let words = words.trim();
    let numbered = words.strip_prefix('图').or(words.strip_prefix("Figure")).or(words.strip_prefix("Fig."));
    let is_number = |c: char| c.is_ascii_digit() || "：:一二三四五六七八九十".contains(c);
    words.starts_with(['▲', '△', '▼'])
        || numbered.is_some_and(|rest| rest.trim_start().starts_with(is_number))
}

/// A picture in HTML that stands between blocks is one itself.
pub(super) fn alone(node: Node, captions: Captions) -> Node {
    if is_image(&node) { figure(node, captions, None) } else { node }
}

/// A picture that is a block of its own, with what stands below it.
fn figure(picture: Node, captions: Captions, line: Option<Vec<Node>>) -> Node {
    let Node::Element(mut img) = picture else { return picture };
    if img.name == "a" {
        return linked_figure(img, captions, line);
    }
    let given =
        |name: &str| img.attr(name).map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
    let caption = match (line, captions) {
        // Cards and videos show their titles themselves.
        (None, _) if given("title").is_some_and(|title| title.starts_with("miniprogram:")) => Vec::new(),
        (None, _) if given("src").is_some_and(|src| target::is_video(&src)) => Vec::new(),
        (Some(line), _) => line.into_iter().flat_map(unemphasized).collect(),
        (None, Captions::Alt) => {
            given("alt").filter(|alt| says_something(alt)).map(text).into_iter().collect()
        }
        (None, Captions::Title) => given("title").map(text).into_iter().collect(),
        (None, Captions::None) => Vec::new(),
    };
    let line = img.line;
    img.attrs.push(("*block".into(), String::new()));
    let mut children = vec![img.into()];
    if !caption.is_empty() {
        children.push(Element::new("figcaption", &[], caption).at(line).into());
    }
    Element::new("figure", &[], children).at(line).into()
}

/// A picture that leads somewhere: its caption does so in its place, or else a number below it.
fn linked_figure(mut link: Element, captions: Captions, line: Option<Vec<Node>>) -> Node {
    let Some(img) = link.children.pop() else { return link.into() };
    let Node::Element(mut figure) = figure(img, captions, line) else { return link.into() };
    let caption = figure.children.iter_mut().find_map(|node| match node {
        Node::Element(caption) if caption.name == "figcaption" => Some(&mut caption.children),
        _ => None,
    });
    match caption {
        Some(words) => {
            link.children = std::mem::take(words);
            words.push(link.into());
        }
        None => {
            let line = link.line;
            figure.children.push(Element::new("figcaption", &[], vec![link.into()]).at(line).into());
        }
    }
    figure.into()
}

fn unemphasized(node: Node) -> Vec<Node> {
    match node {
        Node::Element(element) if element.name == "em" => element.children,
        node => vec![node],
    }
}

/// Whether a description was written for readers: editors put the name of the file there.
fn says_something(alt: &str) -> bool {
    let lower = alt.to_ascii_lowercase();
    let stem = lower.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | ' ' | '.'));
    !is_media(alt)
        && alt.contains(char::is_alphanumeric)
        && !matches!(stem, "image" | "img" | "pic" | "picture" | "photo" | "screenshot" | "alt" | "alt text")
        && !alt.contains("在这里插入图片描述")
        && !alt.contains("请添加图片描述")
}
