//! Control characters, which have no place in a text.

/// The first control character that a text holds, but for tab and line breaks.
pub(super) fn in_text(text: &str) -> Option<char> {
    text.chars().find(|c| is_foreign(*c))
}

/// The first control character that any text in a JSON holds: as it is, or as an escape.
pub(super) fn in_json(json: &[u8]) -> Option<char> {
    let text = std::str::from_utf8(json).ok()?;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let c = if c == '\\' { escaped(&mut rest) } else { Some(c) };
        if let Some(found) = c.filter(|c| is_foreign(*c)) {
            return Some(found);
        }
    }
    None
}

/// What stands behind a backslash; `None` for half of a pair of surrogates.
fn escaped(rest: &mut std::str::Chars<'_>) -> Option<char> {
    match rest.next()? {
        'b' => Some('\u{8}'),
        'f' => Some('\u{c}'),
        'u' => {
            let digits: String = rest.by_ref().take(4).collect();
            char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
        }
        c => Some(c),
    }
}

fn is_foreign(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_however_it_is_written() {
        for (text, found) in [
            ("茶\t\r\n", None),
            ("a\u{b}b", Some('\u{b}')),
            ("\u{8}", Some('\u{8}')),
            ("\u{c}", Some('\u{c}')),
            ("\u{7f}", Some('\u{7f}')),
            ("\u{9b}31m", Some('\u{9b}')),
            ("a backslash and letters: \\u000b \\b 🍵", None),
        ] {
            assert_eq!(in_text(text), found, "{text:?}");
            assert_eq!(in_json(&serde_json::to_vec(text).unwrap()), found, "{text:?}");
        }
        assert_eq!(in_json(br#"{"a":"\ud83c\udf75"}"#), None);
    }
}
