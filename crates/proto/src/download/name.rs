//! The name of a file that comes from outside: decoded, and made safe.

use http::header::{CONTENT_DISPOSITION, HeaderMap};
use percent_encoding::percent_decode_str;

/// Most file systems take names of up to 255 bytes; some room is left for `.part` and a number.
const LONGEST: usize = 200;

/// The file name in a `Content-Disposition`, made [safe](safe_name): `filename*` (RFC 5987) if there is one, else
/// `filename`, whose bytes are raw UTF-8 or else Latin-1. `None`: there is none, or
/// nothing is left of it.
#[must_use]
pub fn file_name(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_DISPOSITION)?.as_bytes();
    let text = match std::str::from_utf8(value) {
        Ok(text) => text.to_owned(),
        Err(_) => value.iter().copied().map(char::from).collect(),
    };
    let parameters = parameters(&text);
    let find =
        |wanted: &str| parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let extended = find("filename*").and_then(decode_extended);
    // Some write the encoded form into the plain field.
    let plain = || find("filename").map(|value| decode_extended(value).unwrap_or_else(|| value.to_owned()));
    extended.or_else(plain).and_then(|name| safe_name(&name))
}

/// A name that cannot leave its folder, hide, or mislead: only what is behind the last `/` or `\`, without control
/// characters, marks that turn the direction of writing, and characters that some file systems refuse; not beginning with
/// a dot; at most 200 bytes, the extension kept. `None` if nothing is left.
#[must_use]
pub fn safe_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last.chars().filter(|c| !c.is_control() && !turns(*c));
    let name: String = kept.map(|c| if "<>:\"|?*".contains(c) { '_' } else { c }).collect();
    let name = name.trim_matches(is_edge);
    if name.is_empty() { None } else { Some(shorten(name)) }
}

fn shorten(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let extension =
        name.rfind('.').and_then(|dot| name.get(dot..)).filter(|ext| ext.len() <= 16).unwrap_or("");
    let mut end = LONGEST - extension.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{extension}", name.get(..end).unwrap_or_default().trim_end_matches(is_edge))
}

/// What may not stand at either end: a file would be hidden, or get another name on Windows.
fn is_edge(c: char) -> bool {
    c == '.' || c.is_whitespace()
}

/// `UTF-8'language'percent-encoded`.
fn decode_extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    let bytes: Vec<u8> = percent_decode_str(encoded).collect();
    match charset.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" => Some(String::from_utf8_lossy(&bytes).into_owned()),
        "iso-8859-1" => Some(bytes.into_iter().map(char::from).collect()),
        _ => None,
    }
}

/// The parameters behind the first `;`, names in lower case, quotes taken off.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, behind)) = rest.split_once('=') {
        let name = name.trim_matches([' ', '\t', ';']).to_ascii_lowercase();
        let (value, after) = value(behind.trim_start());
        found.push((name, value));
        rest = after;
    }
    found
}

/// A quoted or plain value, and what follows it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = text.split_once(';').unwrap_or((text, ""));
        return (value.trim().to_owned(), rest);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            // Names come with their raw bytes: a quote that nothing ends at belongs to the name.
            '"' => match quoted.get(at + 1..).unwrap_or_default() {
                rest if rest.trim_start().is_empty() || rest.trim_start().starts_with(';') => {
                    return (value, rest);
                }
                _ => value.push('"'),
            },
            // A backslash escapes only a quote or itself: others come from paths.
            '\\' => match chars.clone().next() {
                Some((_, next @ ('"' | '\\'))) => {
                    chars.next();
                    value.push(next);
                }
                _ => value.push('\\'),
            },
            c => value.push(c),
        }
    }
    (value, "")
}

/// Marks that turn the direction of writing, by which `gpj.exe` can be made to look like `exe.jpg`.
fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn check(header: &[u8], expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_DISPOSITION, HeaderValue::from_bytes(header).unwrap());
        assert_eq!(file_name(&headers).as_deref(), expected, "{}", String::from_utf8_lossy(header));
    }

    #[test]
    fn names_in_all_spellings() {
        check(b"attachment; filename=\"MEDIA_ID.jpg\"", Some("MEDIA_ID.jpg"));
        check("attachment; filename=\"茶园 1.jpg\"".as_bytes(), Some("茶园 1.jpg"));
        check(b"attachment; filename=a.jpg", Some("a.jpg"));
        check(b"attachment;FileName = \"a.jpg\" ; size=3", Some("a.jpg"));
        check(b"attachment; filename=\"x.jpg\"; filename*=utf-8''%E8%8C%B6.jpg", Some("茶.jpg"));
        check(b"attachment; filename*=UTF-8'zh'%E8%8C%B6.jpg; filename=\"x.jpg\"", Some("茶.jpg"));
        check(b"attachment; filename=\"utf-8''%E8%8C%B6.jpg\"", Some("茶.jpg"));
        check(b"attachment; filename*=gbk''%B2%E8.jpg; filename=\"x.jpg\"", Some("x.jpg"));
        check(b"attachment; filename=\"caf\xe9.jpg\"", Some("café.jpg"));
        check(b"attachment; filename*=ISO-8859-1''caf%E9.jpg", Some("café.jpg"));
        check(b"attachment; filename=\"a\\\"b.jpg\"", Some("a_b.jpg"));
        check(b"attachment; filename=\"a;b=c.jpg\"; x=y", Some("a;b=c.jpg"));
        check(b"attachment; filename=\"a \"b\" c.jpg\" ; x=y", Some("a _b_ c.jpg"));
        check(b"attachment", None);
        check(b"attachment; filename=\"\"", None);
        check(b"attachment; filename=\"open", Some("open"));
    }

    #[test]
    fn names_stay_in_their_folder() {
        let check =
            |name: &str, expected: Option<&str>| assert_eq!(safe_name(name).as_deref(), expected, "{name}");
        check("../../etc/passwd", Some("passwd"));
        check("..\\..\\a.jpg", Some("a.jpg"));
        check("/etc/passwd", Some("passwd"));
        check("C:\\a.jpg", Some("a.jpg"));
        check("C:a.jpg", Some("C_a.jpg"));
        check("..", None);
        check(&format!("{}.jpeg", "a".repeat(300)), Some(&format!("{}.jpeg", "a".repeat(195))));
        check("a/..", None);
        check("a/", None);
        check(".bashrc", Some("bashrc"));
        check("a\0\r\nb.jpg", Some("ab.jpg"));
        check("a\u{202e}gpj.exe", Some("agpj.exe"));
        check("a. . ", Some("a"));
        check(". .a", Some("a"));
        check("a.\u{3000}.", Some("a"));
        let long = safe_name(&format!("{}.jpg", "茶".repeat(100))).unwrap();
        assert!(long.len() <= 200 && long.ends_with("茶.jpg"), "{long}");
        // What ends with a blank where it is cut does not end with it.
        let cut = "a".repeat(199);
        check(&format!("{cut} more"), Some(&cut));
        check(&format!("{cut}. more than an extension"), Some(&cut));
    }
}
