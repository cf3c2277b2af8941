//! The sending half of an endpoint: from fields to an HTTP request.

mod control;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use http::{Method, Request, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::body::Body;
use crate::env::Env;
use crate::error::Error;
use crate::file::File;
use crate::json;
use crate::multipart::{self, Kind, Part, Style};

/// Takes in what an endpoint has to say; [`Endpoint::encode`](crate::Endpoint::encode) fills it.
#[derive(Default)]
pub struct Encoder {
    query: Vec<(&'static str, String)>,
    content: Content,
    accept: Option<&'static str>,
    failure: Option<String>,
}

#[derive(Default)]
enum Content {
    #[default]
    Nothing,
    Plain(&'static str, Body),
    Form(Vec<Part>),
    /// With the text that a signature covers, which is a part too.
    Signed(Bytes, Vec<Part>),
}

impl Encoder {
    /// A field of the query; escaped here.
    pub fn query(&mut self, name: &'static str, value: impl Into<String>) {
        self.query.push((name, value.into()));
    }

    /// The whole body as JSON: UTF-8, printable characters as they are. Control characters but for tab and line breaks are
    /// refused.
    pub fn json<T: Serialize + ?Sized>(&mut self, value: &T) {
        match json::to_vec(value) {
            Ok(bytes) => {
                self.refuse(control::in_json(&bytes));
                self.content = Content::Plain("application/json", bytes.into());
            }
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

    /// A file as part of a form, under a name that is sent as it is.
    pub fn file_as(&mut self, name: impl Into<Cow<'static, str>>, file: &File, file_name: impl Into<String>) {
        let mut body = Body::default();
        body.push_file(file, 0..file.len());
        let kind = Kind::File(file_name.into(), file.content_type());
        self.part(Part { name: name.into(), kind, body });
    }

    /// A JSON as part of a form, and the only part that a signature covers: it is written once, and the
    /// very bytes are signed and sent. To be said before the other parts.
    pub fn signed_json<T: Serialize + ?Sized>(&mut self, name: impl Into<Cow<'static, str>>, value: &T) {
        match json::to_vec(value) {
            Ok(bytes) => {
                self.refuse(control::in_json(&bytes));
                let bytes = Bytes::from(bytes);
                let part = Part { name: name.into(), kind: Kind::Json, body: bytes.clone().into() };
                self.content = Content::Signed(bytes, vec![part]);
            }
            Err(error) => self.failure = Some(error),
        }
    }

    /// Which answers are wanted: the header `Accept`.
    pub fn accept(&mut self, types: &'static str) {
        self.accept = Some(types);
    }

    /// A text as part of a form; UTF-8, without control characters but for tab and line breaks.
    pub fn text(&mut self, name: &'static str, value: impl Into<String>) {
        let value = value.into();
        // Some parts are JSON by themselves.
        self.refuse(control::in_json(value.as_bytes()).filter(|_| value.starts_with('{')));
        self.refuse(control::in_text(&value));
        self.part(Part { name: name.into(), kind: Kind::Text, body: value.into() });
    }

    fn refuse(&mut self, control: Option<char>) {
        if let Some(c) = control {
            let failure = format!(
                "a text holds the control character U+{:04X}, which WeChat refuses or shows to readers as an escape; remove it",
                u32::from(c)
            );
            self.failure.get_or_insert(failure);
        }
    }

    /// Whether what was said so far can be sent.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.failure.as_ref().map_or(Ok(()), |failure| Err(Error::invalid(failure.as_str())))
    }

    fn part(&mut self, part: Part) {
        match &mut self.content {
            Content::Form(parts) | Content::Signed(_, parts) => parts.push(part),
            content => *content = Content::Form(vec![part]),
        }
    }

    /// `path` may hold a fixed query, which comes first.
    pub(crate) fn into_draft(
        self,
        method: Method,
        path: &str,
        accept: &'static str,
        env: &Env,
    ) -> Result<Draft, Error> {
        self.check()?;
        // Anything else would become part of the host's name.
        if !path.starts_with('/') {
            return Err(Error::invalid("the path does not begin with /"));
        }
        // It would be cut off silently, after it was signed.
        if path.contains('#') {
            return Err(Error::invalid("the path holds a fragment (#…), which is never sent"));
        }
        let (path, fixed) = path.split_once('?').unwrap_or((path, ""));
        let mut draft = Draft {
            method,
            path: path.to_owned(),
            query: fixed.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).collect(),
            headers: plain_headers(),
            body: Body::default(),
            covered: None,
        };
        for (name, value) in &self.query {
            draft.query(name, value);
        }
        draft.headers.insert(ACCEPT, HeaderValue::from_static(self.accept.unwrap_or(accept)));
        match self.content {
            Content::Nothing => {}
            Content::Plain(content_type, body) => {
                draft.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
                draft.body = body;
            }
            Content::Form(parts) => {
                let (body, content_type) = multipart::build(parts, Style::Plain, env);
                draft.headers.insert(CONTENT_TYPE, header(&content_type)?);
                draft.body = body;
            }
            Content::Signed(covered, parts) => {
                let (body, content_type) = multipart::build(parts, Style::Signed, env);
                draft.headers.insert(CONTENT_TYPE, header(&content_type)?);
                draft.body = body;
                draft.covered = Some(covered);
            }
        }
        Ok(draft)
    }
}

/// A request before it is authorized: what [`Platform::authorize`](crate::Platform::authorize) may change.
pub struct Draft {
    /// The HTTP method.
    pub method: Method,
    /// The path, without query.
    pub path: String,
    /// Headers so far.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    covered: Option<Bytes>,
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

    /// The bytes that a signature covers: the text of [`Encoder::signed_json`], else the whole body. `None` if that is not
    /// in memory.
    #[must_use]
    pub fn covered(&self) -> Option<Bytes> {
        self.covered.clone().or_else(|| self.body.in_memory())
    }

    pub(crate) fn into_request(mut self, base_url: &str) -> Result<Request<Body>, Error> {
        let text = format!("{}{}", base_url.trim_end_matches('/'), self.target());
        // The query may hold a token, and the base URL a secret of a relay, so the error names the path only.
        let uri: Uri = text
            .parse()
            .map_err(|_| Error::invalid(format!("{} does not make a valid address", self.path)))?;
        if self.method != Method::GET {
            self.headers.insert(CONTENT_LENGTH, HeaderValue::from(self.body.len()));
        }
        let mut request = Request::new(self.body);
        *request.method_mut() = self.method;
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers;
        request.extensions_mut().insert(LoggedPath(self.path.into()));
        Ok(request)
    }
}

/// The path of a request as a log may hold it, beside a request that is built from an endpoint: without the query, and without
/// what a base URL puts before it. Of any other address every part may be a secret.
#[derive(Clone, Debug)]
struct LoggedPath(Arc<str>);

/// What a log may say of where a request goes.
#[must_use]
pub fn logged_path<B>(request: &Request<B>) -> &str {
    request.extensions().get::<LoggedPath>().map_or("…", |path| &path.0)
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

/// The base URL a request goes to.
pub(crate) fn base_url(env: &Env, default: &str) -> Arc<str> {
    env.base_url.clone().unwrap_or_else(|| default.into())
}

fn header(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| Error::invalid("a header value holds a line break"))
}

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn escape(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests;
