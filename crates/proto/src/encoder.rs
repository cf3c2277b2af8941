//! The sending half of an endpoint: from fields to an HTTP request.

use std::fmt;
use std::sync::Arc;

use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use http::{Method, Request, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::body::Body;
use crate::env::Env;
use crate::error::Error;
use crate::file::File;
use crate::json;
use crate::multipart::{self, Part};

/// Takes in what an endpoint has to say; [`Endpoint::encode`](crate::Endpoint::encode) fills it.
#[derive(Default)]
pub struct Encoder {
    query: Vec<(&'static str, String)>,
    content: Content,
    failure: Option<String>,
}

#[derive(Default)]
enum Content {
    #[default]
    Nothing,
    Plain(&'static str, Body),
    Form(Vec<Part>),
}

impl Encoder {
    /// A field of the query; escaped here.
    pub fn query(&mut self, name: &'static str, value: impl Into<String>) {
        self.query.push((name, value.into()));
    }

    /// The whole body as JSON: UTF-8, printable characters as they are.
    pub fn json<T: Serialize + ?Sized>(&mut self, value: &T) {
        match json::to_vec(value) {
            Ok(bytes) => self.content = Content::Plain("application/json", bytes.into()),
            Err(error) => self.failure = Some(error),
        }
    }

    /// The whole body as it stands: a stretch of a file, or bytes.
    pub fn octets(&mut self, body: Body) {
        self.content = Content::Plain("application/octet-stream", body);
    }

    /// A file as part of a form. Name and content type follow the content, see [`File::wire_name`].
    pub fn file(&mut self, name: &'static str, file: &File) {
        self.file_as(name, file, file.wire_name());
    }

    /// As [`file`](Encoder::file), under another file name.
    pub fn file_as(&mut self, name: &'static str, file: &File, file_name: String) {
        let mut body = Body::default();
        body.push_file(file, 0..file.len());
        self.part(Part { name, file: Some((file_name, file.content_type())), body });
    }

    /// A text as part of a form; UTF-8.
    pub fn text(&mut self, name: &'static str, value: impl Into<String>) {
        self.part(Part { name, file: None, body: value.into().into() });
    }

    fn part(&mut self, part: Part) {
        match &mut self.content {
            Content::Form(parts) => parts.push(part),
            content => *content = Content::Form(vec![part]),
        }
    }

    /// `path` may hold a fixed query, which comes first.
    pub(crate) fn into_draft(self, method: Method, path: &str, env: &Env) -> Result<Draft, Error> {
        if let Some(failure) = self.failure {
            return Err(Error::invalid(failure));
        }
        // Anything else would become part of the host's name.
        if !path.starts_with('/') {
            return Err(Error::invalid("the path does not begin with /"));
        }
        let (path, fixed) = path.split_once('?').unwrap_or((path, ""));
        let mut draft = Draft {
            method,
            path: path.to_owned(),
            query: fixed.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).collect(),
            headers: plain_headers(),
            body: Body::default(),
        };
        for (name, value) in &self.query {
            draft.query(name, value);
        }
        match self.content {
            Content::Nothing => {}
            Content::Plain(content_type, body) => {
                draft.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
                draft.body = body;
            }
            Content::Form(parts) => {
                let (body, content_type) = multipart::build(parts, env);
                draft.headers.insert(CONTENT_TYPE, header(&content_type)?);
                draft.body = body;
            }
        }
        Ok(draft)
    }
}

/// A request before it is authorized: what [`Family::authorize`](crate::Family::authorize) may change.
pub struct Draft {
    /// The HTTP method.
    pub method: Method,
    /// The path, without query.
    pub path: String,
    /// Headers so far.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    query: Vec<String>,
}

impl Draft {
    /// Appends a field to the query; escaped here.
    pub fn query(&mut self, name: &str, value: &str) {
        self.query.push(format!("{}={}", escape(name), escape(value)));
    }

    /// Path and query as they will be sent.
    #[must_use]
    pub fn target(&self) -> String {
        if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query.join("&"))
        }
    }

    pub(crate) fn into_request(mut self, origin: &str) -> Result<Request<Body>, Error> {
        let text = format!("{}{}", origin.trim_end_matches('/'), self.target());
        // The text may hold a token, so the error names the origin and the path only.
        let uri: Uri = text
            .parse()
            .map_err(|_| Error::invalid(format!("{origin}{} is not a valid address", self.path)))?;
        if self.method != Method::GET {
            self.headers.insert(CONTENT_LENGTH, HeaderValue::from(self.body.len()));
        }
        let mut request = Request::new(self.body);
        *request.method_mut() = self.method;
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers;
        Ok(request)
    }
}

impl fmt::Debug for Encoder {
    // Fields and bodies of token endpoints hold the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").finish_non_exhaustive()
    }
}

impl fmt::Debug for Draft {
    // The query holds the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Draft({} {}, {:?})", self.method, self.path, self.body)
    }
}

/// What every request says of itself.
pub(crate) fn plain_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(USER_AGENT, HeaderValue::from_static(concat!("wxkit/", env!("CARGO_PKG_VERSION"))));
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    headers
}

/// The origin a request goes to.
pub(crate) fn origin(env: &Env, default: &str) -> Arc<str> {
    env.origin.clone().unwrap_or_else(|| default.into())
}

fn header(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| Error::invalid("a header value holds a line break"))
}

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn escape(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}
