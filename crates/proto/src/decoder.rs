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
