//! The text of a picture message: no HTML.

use wxkit_article::Piece;

/// What an article says without its marks; blocks become lines.
pub(super) fn text(body: &[Piece]) -> String {
    let html: String =
        body.iter().map(|piece| if let Piece::Html(html) = piece { html.as_str() } else { "" }).collect();
    let mut text = String::new();
    // Before the first `<` there is no mark; after each there is one, and then text.
    for (at, part) in html.split('<').enumerate() {
        let (mark, words) = if at == 0 { ("", part) } else { part.split_once('>').unwrap_or((part, "")) };
        let name = mark.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        let ends_line = name == "br" || (mark.starts_with('/') && BLOCKS.contains(&name));
        if ends_line && !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(words);
    }
    // All that the article escapes; `&` last, or `&amp;lt;` would become a `<`.
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    text.trim().to_owned()
}

const BLOCKS: [&str; 12] =
    ["p", "section", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_lines_stay() {
        let html = |text: &str| Piece::Html(text.to_owned());
        let body = [
            html("<section><p style=\"a:b\">茶 &amp;lt; <b>水</b></p><p><img src=\""),
            Piece::Picture(0),
            html("\"></p><p>一<br>二</p></section>"),
        ];
        assert_eq!(text(&body), "茶 &lt; 水\n一\n二");
    }
}
