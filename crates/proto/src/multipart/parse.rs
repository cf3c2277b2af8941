//! The receiving side: as tolerant as servers are, and precise about what was odd.

use bytes::Bytes;

/// A received form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The parts in the order in which they arrived.
    pub parts: Vec<Received>,
    /// Whether the boundary stood in quotes in the header, which the platform does not understand.
    pub quoted_boundary: bool,
}

/// One received part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// `name` of the disposition; empty if it had none.
    pub name: String,
    /// `filename` of the disposition, as it travelled.
    pub file_name: Option<String>,
    /// The part's own content type.
    pub content_type: Option<String>,
    /// Whether a parameter of the disposition stood without quotes, which the platform does not understand.
    pub unquoted: bool,
    /// The content.
    pub bytes: Bytes,
}

/// Takes a form apart. A header without a boundary is tolerated: the first line of the body tells it.
///
/// # Errors
/// Says what is missing if it is not a form.
pub fn parse(content_type: &str, body: &Bytes) -> Result<Form, String> {
    let (declared, quoted_boundary) = boundary_of(content_type);
    let boundary = match declared {
        Some(boundary) => boundary.into_bytes(),
        None => first_line(body).ok_or("no boundary, neither in the header nor in the body")?,
    };
    let open = [b"--", boundary.as_slice()].concat();
    let delimiter = [b"\r\n", open.as_slice()].concat();
    let mut at = match () {
        () if body.starts_with(&open) => open.len(),
        () => find(body, &delimiter, 0).ok_or("the boundary does not occur in the body")? + delimiter.len(),
    };
    let mut parts = Vec::new();
    while !rest(body, at).starts_with(b"--") {
        let start = find(body, b"\r\n", at).ok_or("the form ends in the middle")?;
        let end = find(body, &delimiter, start).ok_or("the form ends without its last boundary")?;
        parts.push(part(&body.slice(start..end))?);
        at = end + delimiter.len();
    }
    Ok(Form { parts, quoted_boundary })
}

/// `raw` begins with the line break behind the boundary.
fn part(raw: &Bytes) -> Result<Received, String> {
    let blank = find(raw, b"\r\n\r\n", 0).ok_or("a part has no blank line behind its headers")?;
    let mut received = Received { bytes: raw.slice(blank + 4..), ..Received::default() };
    let head = String::from_utf8_lossy(rest(raw, 0).get(..blank).unwrap_or_default()).into_owned();
    for line in head.split("\r\n") {
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.eq_ignore_ascii_case("content-type") {
            received.content_type = Some(value.trim().to_owned());
        } else if name.eq_ignore_ascii_case("content-disposition") {
            disposition(value, &mut received);
        }
    }
    Ok(received)
}

/// `form-data; name="media"; filename="a;b.jpg"; filelength=6`
fn disposition(value: &str, into: &mut Received) {
    let mut rest = value;
    while let Some((_, behind)) = rest.split_once(';') {
        let Some((key, value)) = behind.split_once('=') else { return };
        let (text, quoted, remaining) = match value.strip_prefix('"') {
            Some(inside) => {
                let end = inside.find('"').unwrap_or(inside.len());
                let (text, behind) = inside.split_at(end);
                (text, true, behind)
            }
            None => {
                let (text, behind) = value.split_at(value.find(';').unwrap_or(value.len()));
                (text.trim(), false, behind)
            }
        };
        match key.trim().to_ascii_lowercase().as_str() {
            "name" => (into.name, into.unquoted) = (text.to_owned(), into.unquoted || !quoted),
            "filename" => (into.file_name, into.unquoted) = (Some(text.to_owned()), into.unquoted || !quoted),
            _ => {}
        }
        rest = remaining;
    }
}

/// The boundary of a `Content-Type`, and whether it stood in quotes.
fn boundary_of(content_type: &str) -> (Option<String>, bool) {
    let lower = content_type.to_ascii_lowercase();
    let Some(value) = lower.find("boundary=").and_then(|at| content_type.get(at + "boundary=".len()..))
    else {
        return (None, false);
    };
    match value.strip_prefix('"') {
        Some(inside) => (inside.split('"').next().map(str::to_owned), true),
        None => (value.split([';', ' ']).next().map(str::to_owned), false),
    }
}

fn first_line(body: &[u8]) -> Option<Vec<u8>> {
    let line = body.get(..find(body, b"\r\n", 0)?)?;
    line.strip_prefix(b"--").filter(|boundary| !boundary.is_empty()).map(<[u8]>::to_vec)
}

fn find(haystack: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let at = rest(haystack, from).windows(needle.len()).position(|window| window == needle)?;
    Some(at + from)
}

fn rest(bytes: &[u8], from: usize) -> &[u8] {
    bytes.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(content_type: &str, body: &str, expected: &Expect) {
        let body = Bytes::from(body.replace('\n', "\r\n"));
        let text = match parse(content_type, &body) {
            Err(error) => format!("error: {error}"),
            Ok(form) => {
                let parts = form.parts.iter().map(|part| format!("{part:?}\n")).collect::<String>();
                format!("quoted boundary: {}\n{parts}", form.quoted_boundary)
            }
        };
        expected.assert_eq(text.trim_end());
    }

    #[test]
    fn forms_of_other_clients() {
        check(
            "multipart/form-data; boundary=X",
            "--X\ncontent-disposition: form-data; name=\"media\"; filename=\"茶;=.jpg\"; filelength=2\n\n..\n--X--",
            &expect![[r#"
                quoted boundary: false
                Received { name: "media", file_name: Some("茶;=.jpg"), content_type: None, unquoted: false, bytes: b".." }"#]],
        );
        check(
            "multipart/form-data",
            "--X\nContent-Disposition: form-data; name=media\nContent-Type: text/plain\n\n\n--X--",
            &expect![[r#"
                quoted boundary: false
                Received { name: "media", file_name: None, content_type: Some("text/plain"), unquoted: true, bytes: b"" }"#]],
        );
        check(
            "multipart/form-data; boundary=\"a b\"",
            "preamble\n--a b\nContent-Disposition: form-data; name=\"m\";\n\nx\n\n--a b--\n",
            &expect![[r#"
                quoted boundary: true
                Received { name: "m", file_name: None, content_type: None, unquoted: false, bytes: b"x\r\n" }"#]],
        );
    }

    #[test]
    fn what_is_no_form_is_an_error() {
        check(
            "multipart/form-data",
            "",
            &expect!["error: no boundary, neither in the header nor in the body"],
        );
        check(
            "multipart/form-data; boundary=X",
            "{}",
            &expect!["error: the boundary does not occur in the body"],
        );
        check(
            "multipart/form-data; boundary=X",
            "--X\n",
            &expect!["error: the form ends without its last boundary"],
        );
        check(
            "multipart/form-data; boundary=X",
            "--X\n\n",
            &expect!["error: the form ends without its last boundary"],
        );
        check(
            "multipart/form-data; boundary=X",
            "--X\na\n--X--",
            &expect!["error: a part has no blank line behind its headers"],
        );
    }
}
