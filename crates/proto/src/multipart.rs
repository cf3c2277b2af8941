//! `multipart/form-data`, both ways.

use std::borrow::Cow;

use bytes::Bytes;

use crate::body::Body;
use crate::env::Env;

mod parse;

pub use parse::{Form, Received, parse};

/// One part of a form that is being built.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: Cow<'static, str>,
    pub(crate) kind: Kind,
    pub(crate) body: Body,
}

/// What a part is.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Json,
    /// With its name and content type.
    File(String, &'static str),
}

/// How a form is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// As curl does.
    Plain,
    /// As the manual of the signed uploads does: a semicolon ends each disposition, and no blank stands before the
    /// boundary.
    Signed,
}

/// The body, and the value of `Content-Type`. The boundary stands there without quotes: with them the platform
/// answers 41005.
pub(crate) fn build(parts: Vec<Part>, style: Style, env: &Env) -> (Body, String) {
    let boundary = boundary(env);
    let mut body = Body::default();
    for part in parts {
        body.push_bytes(head(&boundary, &part, style));
        for chunk in part.body.chunks() {
            body.push_chunk(chunk.clone());
        }
        body.push_bytes(Bytes::from_static(b"\r\n"));
    }
    body.push_bytes(format!("--{boundary}--\r\n"));
    let glue = if style == Style::Plain { "; " } else { ";" };
    (body, format!("multipart/form-data{glue}boundary={boundary}"))
}

fn head(boundary: &str, part: &Part, style: Style) -> String {
    let end = if style == Style::Signed { ";" } else { "" };
    let name = escape(&part.name);
    let disposition = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"");
    match &part.kind {
        Kind::Text => format!("{disposition}{end}\r\n\r\n"),
        Kind::Json => format!("{disposition}{end}\r\nContent-Type: application/json\r\n\r\n"),
        Kind::File(file_name, content_type) => {
            let file_name = escape(file_name);
            format!("{disposition}; filename=\"{file_name}\"{end}\r\nContent-Type: {content_type}\r\n\r\n")
        }
    }
}

/// 128 random bits; what a body would have to hold to break the frame is not guessed.
fn boundary(env: &Env) -> String {
    let random = env.random("multipart boundary");
    format!("wxkit{}", crate::digest::hex(random.get(..16).unwrap_or_default()))
}

/// A file name inside quotes: raw UTF-8, as every peer sends it; only what could end the quotes or the line is
/// percent-encoded.
fn escape(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '"' | '\\' => out.push_str(&format!("%{:02X}", c as u32)),
            c if c.is_control() => {
                for byte in c.to_string().bytes() {
                    out.push_str(&format!("%{byte:02X}"));
                }
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use proptest::prelude::*;

    use super::*;
    use crate::env::Timestamp;
    use crate::file::File;

    fn form(file_name: &str, content: &[u8]) -> (Bytes, String) {
        let file = File::from_bytes(file_name, content.to_vec());
        let mut body = Body::default();
        body.push_file(&file, 0..file.len());
        let parts = vec![
            Part { name: "media".into(), kind: Kind::File(file_name.to_owned(), "image/jpeg"), body },
            Part { name: "description".into(), kind: Kind::Text, body: r#"{"title":"茶"}"#.into() },
        ];
        let (body, content_type) = build(parts, Style::Plain, &Env::new(Timestamp::default(), [1; 32]));
        (body.in_memory().unwrap(), content_type)
    }

    #[test]
    fn the_bytes_are_those_of_curl() {
        let (body, content_type) = form("茶 \"a\\\r\n.jpg", b"..");
        let text = String::from_utf8(body.to_vec()).unwrap();
        let boundary = content_type.rsplit('=').next().unwrap();
        expect![[r#"
            --B
            Content-Disposition: form-data; name="media"; filename="茶 %22a%5C%0D%0A.jpg"
            Content-Type: image/jpeg

            ..
            --B
            Content-Disposition: form-data; name="description"

            {"title":"茶"}
            --B--
        "#]]
        .assert_eq(&text.replace(boundary, "B").replace("\r\n", "\n"));
        assert_eq!(content_type.len(), "multipart/form-data; boundary=wxkit".len() + 32);
    }

    proptest! {
        #[test]
        fn any_name_and_content_arrive(name in "\\PC{0,40}|[\"\\\\\r\n;=-]{1,9}", content in prop::collection::vec(any::<u8>(), 0..200)) {
            let (body, content_type) = form(&name, &content);
            let form = parse(&content_type, &body).unwrap();
            let [media, description] = form.parts.as_slice() else { panic!("{} parts", form.parts.len()) };
            prop_assert_eq!(&media.bytes[..], &content[..]);
            prop_assert_eq!(media.file_name.clone(), Some(escape(&name)));
            prop_assert_eq!(description.name.as_str(), "description");
        }
    }
}
