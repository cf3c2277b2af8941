//! What the platform takes away without a word, on demand.

use super::pieces::{Piece, Pieces};
use super::tag::Tag;

/// Taken away where the script does not say what.
const USUAL: &str = "position id form input label button details summary";

/// Without these elements, attributes and declarations of styles; names with spaces between, the usual ones if there are none.
/// What an element holds stays.
pub(crate) fn without(html: &str, what: &str) -> String {
    let what = if what.trim().is_empty() { USUAL } else { what };
    let goes = |name: &str| what.split_ascii_whitespace().any(|known| known.eq_ignore_ascii_case(name));
    let pieces = Pieces(html).map(|piece| match piece {
        Piece::Text(text) => text.to_owned(),
        Piece::Tag(text, tag) if tag.name.is_empty() => {
            let end = text.strip_prefix("</").map(|end| end.trim_end_matches('>').trim());
            if end.is_some_and(goes) { String::new() } else { text.to_owned() }
        }
        Piece::Tag(_, tag) if goes(&tag.name) => String::new(),
        Piece::Tag(text, tag) => kept(&tag, goes).unwrap_or_else(|| text.to_owned()),
    });
    pieces.collect()
}

/// The tag without what goes; none if nothing does.
fn kept(tag: &Tag, goes: impl Fn(&str) -> bool) -> Option<String> {
    let mut changed = false;
    let mut out = format!("<{}", tag.name);
    for (name, value) in &tag.attributes {
        if goes(name) {
            changed = true;
            continue;
        }
        let value = match name.as_str() {
            "style" => {
                let all = value.split(';').map(str::trim).filter(|one| !one.is_empty());
                let stays = |one: &&str| !one.split(':').next().is_some_and(|name| goes(name.trim()));
                let stay: Vec<_> = all.clone().filter(stays).collect();
                changed |= stay.len() < all.count();
                stay.join("; ")
            }
            _ => value.clone(),
        };
        out += &format!(" {name}=\"{}\"", value.replace('&', "&amp;").replace('"', "&quot;"));
    }
    changed.then(|| out + ">")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_and_what_stays() {
        for (html, what, kept) in [
            (
                r#"<p id="a" style="color:red;position:fixed"><form>1 < 2</form></p>"#,
                "",
                r#"<p style="color:red">1 < 2</p>"#,
            ),
            (r#"<iframe src="a&amp;b"></iframe><p>茶</p>"#, "IFRAME", "<p>茶</p>"),
            (r#"<a href="x" title="&quot;">茶</a>"#, "href", r#"<a title="&quot;">茶</a>"#),
            (r"<p style='color:red'>茶</p>", "position", r"<p style='color:red'>茶</p>"),
        ] {
            assert_eq!(without(html, what), kept);
        }
    }
}
