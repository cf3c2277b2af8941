//! The receiving side: as tolerant as servers are, and precise about what was odd.

use bytes::Bytes;

/// A received form.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Form {
    /// The parts in the order in which they arrived.
    pub parts: Vec<Received>,
    /// Whether the boundary stood in quotes in the header, which the platform does not understand.
    pub quoted_boundary: bool,
}

/// One received part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
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
    let mut line = match body.strip_prefix(open.as_slice()).and_then(Behind::read) {
        Some(behind) => Line { start: 0, end: open.len(), behind },
        None => Line::find(body, &delimiter, 0).ok_or("the boundary does not occur in the body")?,
    };
    let mut parts = Vec::new();
    while matches!(line.behind, Behind::Part) {
        let start = line.end;
        line = Line::find(body, &delimiter, start).ok_or("the form ends without its last boundary")?;
        parts.push(part(&body.slice(start..line.start))?);
    }
    Ok(Form { parts, quoted_boundary })
}

/// A boundary where it stands in the body.
struct Line {
    start: usize,
    end: usize,
    behind: Behind,
}

/// What stands behind a boundary.
enum Behind {
    /// Perhaps blanks, and a line break: a part follows.
    Part,
    /// Two hyphens: the form ends.
    End,
}

impl Line {
    fn find(body: &[u8], delimiter: &[u8], mut from: usize) -> Option<Self> {
        loop {
            let start = find(body, delimiter, from)?;
            let end = start + delimiter.len();
            match Behind::read(rest(body, end)) {
                Some(behind) => return Some(Self { start, end, behind }),
                // A line of the content that only begins like the boundary.
                None => from = end,
            }
        }
    }
}

impl Behind {
    fn read(text: &[u8]) -> Option<Self> {
        let blanks = text.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        match () {
            () if text.starts_with(b"--") => Some(Self::End),
            () if rest(text, blanks).starts_with(b"\r\n") => Some(Self::Part),
            () => None,
        }
    }
}

/// `raw` begins with what stands behind the boundary.
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

/// The boundary of a `Content-Type`, unless it is empty, and whether it stood in quotes.
fn boundary_of(content_type: &str) -> (Option<String>, bool) {
    let lower = content_type.to_ascii_lowercase();
    let Some(value) = lower.find("boundary=").and_then(|at| content_type.get(at + "boundary=".len()..))
    else {
        return (None, false);
    };
    let (boundary, quoted) = match value.strip_prefix('"') {
        Some(inside) => (inside.split('"').next(), true),
        None => (value.split([';', ' ']).next(), false),
    };
    (boundary.filter(|boundary| !boundary.is_empty()).map(str::to_owned), quoted)
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
    fn what_stands_without_quotes_is_known() {
        let unquoted = |disposition: &str| {
            let body = format!("--X\r\ncontent-disposition: form-data; {disposition}\r\n\r\n.\r\n--X--");
            parse("multipart/form-data; boundary=X", &body.into()).unwrap().parts[0].unquoted
        };
        assert!(!unquoted(r#"name="a"; filename="b.jpg""#));
        assert!(unquoted(r#"name="a"; filename=b.jpg"#));
        assert!(unquoted(r#"name=a; filename="b.jpg""#));
        assert!(unquoted("filename=b.jpg; name=a"));
    }

    #[test]
    fn only_a_whole_line_is_a_boundary() {
        check(
            "multipart/form-data; boundary=BBB",
            "--BBBB\n--BBB \t\nContent-Disposition: form-data; name=\"m\"\n\na\n--BBBB\n--BBB x\nb\n--BBB--",
            &expect![[r#"
                quoted boundary: false
                Received { name: "m", file_name: None, content_type: None, unquoted: false, bytes: b"a\r\n--BBBB\r\n--BBB x\r\nb" }"#]],
        );
        check(
            "multipart/form-data; boundary=X",
            "--XY\n\n\n--XY--",
            &expect!["error: the boundary does not occur in the body"],
        );
    }

    #[test]
    fn an_empty_boundary_is_none() {
        let body = "--X\nContent-Disposition: form-data; name=\"m\"\n\n--\n\n--X--";
        let expected = expect![[r#"
            quoted boundary: false
            Received { name: "m", file_name: None, content_type: None, unquoted: false, bytes: b"--\r\n" }"#]];
        check("multipart/form-data; boundary=", body, &expected);
        check("multipart/form-data; boundary=; charset=utf-8", body, &expected);
        check(
            "multipart/form-data; boundary=\"\"",
            "x",
            &expect!["error: no boundary, neither in the header nor in the body"],
        );
    }

    #[test]
    fn a_body_that_is_not_a_form_is_an_error() {
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
