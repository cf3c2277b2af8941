//! What looks like a notation and was understood by nobody: readers would see it raw.

use crate::error::{Error, Notes};
use crate::html::{Node, text};

/// Starts and what has to follow, with words for people.
const WARNED: [(&str, &str, &str); 22] = [
    ("{{<", ">}}", "a Hugo shortcode"),
    ("{{%", "%}}", "a Hugo shortcode"),
    ("{% ", "%}", "a tag of Hexo or Jekyll"),
    ("{%- ", "%}", "a tag of Hexo or Jekyll"),
    ("{{ ", "}}", "a placeholder"),
    ("==", "==", "a highlight"),
    ("++", "++", "an insertion"),
    ("**", "", "stars of emphasis"),
    ("__", "__", "underlines of emphasis"),
    ("~~", "", "tildes of deleted text"),
    ("||", "||", "a spoiler"),
    ("[[", "]]", "a link to a note"),
    ("[^", "]", "a footnote without a text"),
    ("$$", "", "dollars of a formula"),
    (":::", "", "a container"),
    ("*[", "]:", "an abbreviation"),
    ("${", "}", "a placeholder"),
    ("<%", "%>", "a tag of Templater"),
    ("{/*", "", "a comment of MDX"),
    ("＊＊", "＊＊", "stars of emphasis typed in full width"),
    ("｀", "｀", "code between signs typed in full width"),
    ("]（", "）", "a link in brackets typed in full width"),
];

/// What begins a line.
const BEGINNINGS: [(&str, &str); 6] = [
    ("＃", "a heading typed in full width"),
    ("＞", "a quote typed in full width"),
    ("<<< ", "a file put in by VitePress"),
    ("+--", "a table of Pandoc's"),
    ("@include(", "a file put in by VuePress"),
    ("@import ", "a file put in"),
];

/// Tags of site generators that stand for pictures.
const PICTURES: [&str; 5] = ["{% asset_img", "{% img", "{% image", "{{< figure", "{{< img"];

pub(super) fn tell(shown: &str, line: Option<usize>, notes: &mut Notes) {
    let signs =
        ['[', ']', '_', '{', '=', '+', '*', '~', '|', '$', ':', '\\', '<', '@', '＊', '｀', '＃', '＞'];
    if !shown.contains(signs) {
        return;
    }
    if shown.split_once("<!--").is_some_and(|(_, rest)| !rest.contains("-->")) {
        let why = "the comment that begins with <!-- here has no end; close it with -->, or write it as code: `<!--`";
        notes.error(Error::new(line, why));
        return;
    }
    let picture =
        (shown.contains("![") && shown.contains("](")) || shown.contains("![[") || shown.contains("！[");
    if picture || PICTURES.iter().any(|tag| shown.contains(tag)) {
        let shown: String = shown.trim().chars().take(60).collect();
        let why = format!("{shown} looks like a picture, but it is not one; write ![caption](file.png)");
        notes.error(Error::new(line, why));
        return;
    }
    let is_rule = |c: char| matches!(c, '|' | '-' | ':' | ' ');
    if shown.starts_with('|') && shown.contains("---") && shown.chars().all(is_rule) {
        told("`|---|` looks like a table whose rows do not match it", line, notes);
    }
    let bars = shown.trim_end().matches('|').count();
    if bars > 2
        && shown.starts_with('|')
        && !shown.starts_with("||")
        && shown.trim_end().ends_with('|')
        && !shown.chars().all(is_rule)
    {
        told("`| … |` looks like a table without a line of `|---|` below its head", line, notes);
    }
    for (start, end, what) in WARNED {
        let Some((_, rest)) = shown.split_once(start) else { continue };
        // There are blanks around the signs of a sum.
        let tight = !matches!(start, "==" | "++" | "||") || !rest.starts_with(' ');
        let closed = if end.is_empty() { !rest.trim().is_empty() } else { rest.contains(end) };
        if tight && closed {
            told(&format!("`{start}` looks like {what}"), line, notes);
        }
    }
    if let Some((start, what)) = BEGINNINGS.iter().find(|(start, _)| shown.starts_with(start)) {
        told(&format!("`{}` looks like {what}", start.trim()), line, notes);
    }
    if let Some(name) = emoji(shown) {
        told(&format!("`:{name}:` looks like an emoji"), line, notes);
    }
    if let Some(command) = tex(shown) {
        told(&format!("`{command}` looks like a formula without dollars around it"), line, notes);
    }
    if shown.starts_with("\\pagebreak") || shown.starts_with("\\newpage") {
        told(&format!("`{}` looks like a page break", shown.trim()), line, notes);
    }
}

fn told(what: &str, line: Option<usize>, notes: &mut Notes) {
    notes.warn(line, "leftover-notation", format!("{what}, but it is shown as it stands"));
}

/// A command of TeX that no path and no prose has: `\frac{`.
fn tex(shown: &str) -> Option<&'static str> {
    const COMMANDS: [&str; 8] =
        ["\\frac{", "\\sqrt{", "\\mathrm{", "\\mathbf{", "\\mathbb{", "\\text{", "\\begin{", "\\sum_"];
    COMMANDS.into_iter().find(|command| shown.contains(command))
}

/// The name in `:name:`.
fn emoji(shown: &str) -> Option<&str> {
    let mut parts = shown.split(':');
    parts.next()?;
    parts.next_back()?;
    let is_name = |part: &&str| {
        part.len() > 1
            && part.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'+')
            })
            && part.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    parts.find(is_name)
}

/// A text without the attributes at its end, or of which it consists, that kramdown, Pandoc and Hugo give to the element
/// around it: `{#id}`, `{: .class }`, `{.class width=50%}`.
pub(super) fn without_attributes(shown: &str, at_end: bool) -> &str {
    let Some((before, inside)) = shown.strip_suffix('}').and_then(|rest| rest.rsplit_once('{')) else {
        return shown;
    };
    let inside = inside.strip_prefix(':').unwrap_or(inside).trim();
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
    };
    let is_attribute = |word: &str| match word.split_once('=') {
        Some((name, _)) => is_word(name),
        None => word.strip_prefix(['.', '#']).is_some_and(is_word),
    };
    let is_list = !inside.is_empty() && inside.split_whitespace().all(is_attribute);
    let marked = inside.starts_with(['.', '#']) || shown.contains("{:");
    match is_list && marked && (at_end || before.trim().is_empty()) {
        true => before.trim_end(),
        false => shown,
    }
}

/// Takes the name of a block away, `^name` at its end, which Obsidian does not show either.
pub(super) fn without_block_id(nodes: &mut Vec<Node>) {
    let Some(Node::Text(last)) = nodes.last_mut() else { return };
    let Some((before, id)) = last.rsplit_once('^') else { return };
    let is_id = id.len() > 3 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if is_id && (before.is_empty() || before.ends_with(' ')) {
        let before = text(before.trim_end());
        nodes.pop();
        nodes.push(before);
    }
}
