//! The receiving half of an endpoint: from an HTTP request to fields. Used by the sandbox and by tests.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::fmt;

use bytes::Bytes;
use http::Request;
use http::header::CONTENT_TYPE;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::file::File;
use crate::json;
use crate::multipart::{self, Form, Received};

/// Gives out the fields of a request by name, in any order; [`Endpoint::decode`](crate::Endpoint::decode) reads it.
///
/// Lenient, it takes what servers take: any content type, either order of parts, unknown fields. Strict, as in
/// tests, anything left unread is an error, so that the two halves of an endpoint cannot drift apart.
pub struct Decoder<'a> {
    request: &'a Request<Bytes>,
    strict: bool,
    query: Vec<(String, String)>,
    form: OnceCell<Result<Form, String>>,
    used: RefCell<BTreeSet<String>>,
}

/// Why a request could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeError {
    /// What is missing or wrong.
    pub message: String,
}

impl<'a> Decoder<'a> {
    pub(crate) fn new(request: &'a Request<Bytes>, strict: bool) -> Self {
        let query = query_pairs(request.uri().query().unwrap_or_default());
        Self { request, strict, query, form: OnceCell::new(), used: RefCell::default() }
    }

    /// A field of the query that must be there.
    ///
    /// # Errors
    /// If it is missing or empty.
    pub fn query(&self, name: &str) -> Result<String, DecodeError> {
        self.query_opt(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| DecodeError::new(format!("{name} missing")))
    }

    /// A field of the query, if it is there.
    pub fn query_opt(&self, name: &str) -> Option<String> {
        self.used.borrow_mut().insert(format!("?{name}"));
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    /// The path as it was sent, without query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.request.uri().path()
    }

    /// The whole body as JSON, whatever the content type says.
    ///
    /// # Errors
    /// If it is no JSON, or a field is missing or of a wrong type; when strict, also if a field was not understood.
    pub fn json<T: DeserializeOwned + Serialize>(&self) -> Result<T, DecodeError> {
        self.used.borrow_mut().insert("body".into());
        let value = json::parse(self.request.body()).map_err(DecodeError::new)?;
        let typed: T =
            serde_json::from_value(value.clone()).map_err(|error| DecodeError::new(error.to_string()))?;
        if self.strict && serde_json::to_value(&typed).ok() != Some(value) {
            return Err(DecodeError::new("the JSON holds more than was read"));
        }
        Ok(typed)
    }

    /// The whole body as it stands.
    pub fn octets(&self) -> Bytes {
        self.used.borrow_mut().insert("body".into());
        self.request.body().clone()
    }

    /// A file of a form.
    ///
    /// # Errors
    /// If it is no form, or has no such part, or the part has no file name.
    pub fn file(&self, name: &str) -> Result<File, DecodeError> {
        let part = self.part(name)?;
        let file_name =
            part.file_name.clone().ok_or_else(|| DecodeError::new(format!("{name} has no file name")))?;
        Ok(File::from_bytes(file_name, part.bytes.clone()))
    }

    /// A text of a form, decoded lossily.
    ///
    /// # Errors
    /// If it is no form or has no such part.
    pub fn text(&self, name: &str) -> Result<String, DecodeError> {
        Ok(String::from_utf8_lossy(&self.part(name)?.bytes).into_owned())
    }

    /// The form, for those who want to know how it was written.
    ///
    /// # Errors
    /// If it is no form.
    pub fn form(&self) -> Result<&Form, DecodeError> {
        let content_type = self.request.headers().get(CONTENT_TYPE);
        let content_type =
            content_type.map(|value| String::from_utf8_lossy(value.as_bytes())).unwrap_or_default();
        let form = self.form.get_or_init(|| multipart::parse(&content_type, self.request.body()));
        form.as_ref().map_err(|error| DecodeError::new(error.clone()))
    }

    fn part(&self, name: &str) -> Result<&Received, DecodeError> {
        self.used.borrow_mut().insert(format!("part {name}"));
        let part = self.form()?.parts.iter().find(|part| part.name == name);
        part.ok_or_else(|| DecodeError::new(format!("{name} missing")))
    }

    /// When strict: what was left unread, apart from the names in `known`.
    pub(crate) fn finish(&self, known: &str) -> Result<(), DecodeError> {
        if !self.strict {
            return Ok(());
        }
        let used = self.used.borrow();
        let fixed = query_pairs(known.split_once('?').map_or("", |(_, fixed)| fixed));
        for (name, value) in &self.query {
            let is_fixed = fixed.iter().any(|pair| pair == &(name.clone(), value.clone()));
            if !is_fixed && name != "access_token" && !used.contains(&format!("?{name}")) {
                return Err(DecodeError::new(format!("the query field {name} was not read")));
            }
        }
        if used.contains("body") || self.request.body().is_empty() {
            return Ok(());
        }
        for part in &self.form()?.parts {
            if !used.contains(&format!("part {}", part.name)) {
                return Err(DecodeError::new(format!("the part {} was not read", part.name)));
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Decoder<'_> {
    // The query holds the token, and the body of a token endpoint the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decoder({} {})", self.request.method(), self.request.uri().path())
    }
}

impl DecodeError {
    /// An error with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DecodeError {}

/// The fields of a query, decoded.
#[must_use]
pub fn query_pairs(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(k, v)| (decode(k), decode(v)))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn request(url: &str, content_type: &str, body: &str) -> Request<Bytes> {
        Request::post(url).header(CONTENT_TYPE, content_type).body(Bytes::from(body.to_owned())).unwrap()
    }

    fn form(parts: &[&str]) -> Request<Bytes> {
        let parts: String =
            parts.iter().map(|part| format!("--B\r\ncontent-disposition: form-data; {part}\r\n")).collect();
        request("/x", "multipart/form-data; boundary=B", &format!("{parts}--B--\r\n"))
    }

    fn error<T: fmt::Debug>(result: Result<T, DecodeError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn fields_of_the_query() {
        let request = request("/a/b?n=1&empty=&t=%E5%9B%BE+a%2Bb&flag", "", "");
        let from = Decoder::new(&request, true);
        assert_eq!(from.path(), "/a/b");
        assert_eq!((from.query("n").unwrap(), from.query("t").unwrap()), ("1".into(), "图 a+b".into()));
        assert_eq!(error(from.query("empty")), "empty missing");
        assert_eq!(error(from.query("m")), "m missing");
        let optional = ["empty", "flag", "m"].map(|name| from.query_opt(name));
        assert_eq!(optional, [Some(String::new()), Some(String::new()), None]);
        assert_eq!(query_pairs("&&"), []);
    }

    #[test]
    fn a_body_is_json_whatever_it_claims_to_be() {
        #[derive(serde::Deserialize, Serialize, Debug, PartialEq)]
        struct Cup {
            sugar: i64,
        }
        let check = |body: &str, strict: bool, expected: Result<i64, &str>| {
            let request = request("/x", "text/plain", body);
            let cup = Decoder::new(&request, strict).json::<Cup>();
            assert_eq!(
                cup.map(|cup| cup.sugar).map_err(|error| error.message),
                expected.map_err(str::to_owned)
            );
        };
        check(r#"{"sugar":2}"#, true, Ok(2));
        check(r#"{"sugar":2,"milk":1}"#, false, Ok(2));
        check(r#"{"sugar":2,"milk":1}"#, true, Err("the JSON holds more than was read"));
        check("{}", false, Err("missing field `sugar`"));
    }

    #[test]
    fn parts_of_a_form() {
        let request = form(&["name=\"media\"; filename=\"a.txt\"\r\n\r\ntea", "name=\"note\"\r\n\r\nhot"]);
        let from = Decoder::new(&request, true);
        let file = from.file("media").unwrap();
        assert_eq!((file.name.as_str(), file.len()), ("a.txt", 3));
        assert_eq!(from.text("note").unwrap(), "hot");
        assert_eq!(from.text("media").unwrap(), "tea");
        assert_eq!(error(from.file("note")), "note has no file name");
        assert_eq!(error(from.text("other")), "other missing");
        let bare = self::request("/x", "application/json", "{}");
        assert_eq!(
            error(Decoder::new(&bare, true).text("note")),
            "no boundary, neither in the header nor in the body"
        );
    }

    #[test]
    fn strictly_nothing_is_left_unread() {
        let check = |url: &str, read: &[&str], strict: bool, expected: Result<(), &str>| {
            let request = request(url, "", "");
            let from = Decoder::new(&request, strict);
            read.iter().for_each(|name| drop(from.query_opt(name)));
            let finished = from.finish("/x?action=init");
            assert_eq!(finished.map_err(|error| error.message), expected.map_err(str::to_owned), "{url}");
        };
        check("/x?access_token=T&action=init&n=1", &["n"], true, Ok(()));
        check("/x?n=1", &[], true, Err("the query field n was not read"));
        check("/x?n=1", &[], false, Ok(()));
        check("/x?action=other", &[], true, Err("the query field action was not read"));
        check("/x?other=init", &[], true, Err("the query field other was not read"));
    }

    #[test]
    fn strictly_each_part_is_read() {
        let two = form(&["name=\"a\"\r\n\r\n1", "name=\"b\"\r\n\r\n2"]);
        let check = |read: &[&str], strict: bool, expected: Result<(), &str>| {
            let from = Decoder::new(&two, strict);
            read.iter().for_each(|name| drop(from.text(name).unwrap()));
            assert_eq!(from.finish("/x").map_err(|error| error.message), expected.map_err(str::to_owned));
        };
        check(&["a", "b"], true, Ok(()));
        check(&["a"], true, Err("the part b was not read"));
        check(&["a"], false, Ok(()));

        let body = request("/x", "", "tea");
        let from = Decoder::new(&body, true);
        assert!(from.finish("/x").is_err());
        assert_eq!(from.octets(), "tea");
        assert_eq!(from.finish("/x"), Ok(()));
        let body = request("/x", "", "{}");
        let from = Decoder::new(&body, true);
        assert_eq!(from.json::<serde_json::Value>().unwrap(), json!({}));
        assert_eq!(from.finish("/x"), Ok(()));
    }

    #[test]
    fn debug_shows_no_field() {
        let request = request("/x?access_token=T0KEN", "", "s3cret");
        assert_eq!(format!("{:?}", Decoder::new(&request, true)), "Decoder(POST /x)");
    }
}
