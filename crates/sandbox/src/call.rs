//! One request on its way through: what was found in its raw bytes.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, TRANSFER_ENCODING};
use http::{Method, Request};
use serde_json::Value;
use wxkit_official::freepublish::FreepublishStatus;
use wxkit_proto::Env;
use wxkit_proto::decoder::query_pairs;
use wxkit_proto::multipart::{self, Received};

use crate::answer::Refuse;
use crate::faults::Fault;
use crate::json;
use crate::route::{Platform, Route, Shape};

/// A request with what every handler wants to know of it.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) env: &'a Env,
    pub(crate) request: Cow<'a, Request<Bytes>>,
    /// The body, if it is JSON.
    pub(crate) json: Value,
    /// The part `media`, if the body is a form.
    pub(crate) media: Option<Received>,
    /// The part `description`, if there is one.
    pub(crate) description: Option<Received>,
    /// What is said of fields that cannot be read.
    pub(crate) garbled: (i64, &'static str),
    /// How the script wants this review to fail, in the numbers of `publish_status`.
    pub(crate) failure: Option<FreepublishStatus>,
    /// Whether the script wants an answer as it was seen only now and then.
    pub(crate) is_odd: bool,
    /// What the script takes away of a draft's content.
    pub(crate) strip: Option<String>,
    /// Whether the client will see the answer, as far as the script goes.
    pub(crate) arrives: bool,
    query: Vec<(String, String)>,
}

impl<'a> Call<'a> {
    /// Checks method and body; the token is checked elsewhere.
    pub(crate) fn new(
        env: &'a Env,
        request: &'a Request<Bytes>,
        route: &Route,
        fault: Option<&Fault>,
    ) -> Result<Self, Refuse> {
        check_method(route, request.method())?;
        let mut call = Self {
            env,
            request: Cow::Borrowed(request),
            json: Value::Null,
            media: None,
            description: None,
            garbled: route.garbled,
            failure: match fault {
                Some(Fault::ReviewFailed { status }) => Some(*status),
                _ => None,
            },
            is_odd: fault == Some(&Fault::Odd),
            strip: match fault {
                Some(Fault::Strip { what }) => Some(what.clone()),
                _ => None,
            },
            arrives: !matches!(fault, Some(Fault::Lost | Fault::Cut | Fault::Empty | Fault::Truncated)),
            query: query_pairs(request.uri().query().unwrap_or_default()),
        };
        match route.shape {
            Shape::Json => call.read_json(route.name)?,
            Shape::Form => call.read_form(route.platform)?,
            Shape::Nothing | Shape::Octets => {}
        }
        Ok(call)
    }

    /// Whether the script wants this review to fail.
    pub(crate) fn fails_review(&self) -> bool {
        self.failure.is_some()
    }

    /// A field of the query; empty if it is missing.
    pub(crate) fn query(&self, name: &str) -> &str {
        self.query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// A field of the head, if it is there and can be read.
    pub(crate) fn header(&self, name: HeaderName) -> Option<String> {
        self.request.headers().get(name)?.to_str().ok().map(str::to_owned)
    }

    /// Where the client believes to be.
    pub(crate) fn host(&self) -> String {
        let authority = || self.request.uri().authority().map(ToString::to_string);
        self.header(HOST).or_else(authority).unwrap_or_else(|| "api.weixin.qq.com".into())
    }

    /// What is said of a body that cannot be read.
    pub(crate) fn unreadable(&self) -> Refuse {
        Refuse::new(self.garbled.0, self.garbled.1)
    }

    fn read_json(&mut self, name: &str) -> Result<(), Refuse> {
        // A log of this call has two bodies without their last brace, and they were answered.
        let may_be_open = name == "cgi-bin/media/uploadvideo";
        let (value, mended) = json::read_as(self.request.body(), may_be_open, || self.unreadable())?;
        if mended {
            *self.request.to_mut().body_mut() = value.to_string().into();
        }
        self.json = value;
        Ok(())
    }

    /// The parts by the strict rules of the official-account platform.
    fn read_form(&mut self, platform: Platform) -> Result<(), Refuse> {
        if platform == Platform::Work {
            self.media = Some(self.any_file()?);
            return Ok(());
        }
        let missing = || Refuse::new(41005, "media data missing");
        let headers = self.request.headers();
        let text = |name| {
            headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes())).unwrap_or_default()
        };
        let content_type = text(CONTENT_TYPE);
        if !content_type.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
            return Err(missing());
        }
        let chunked = text(TRANSFER_ENCODING).to_ascii_lowercase().contains("chunked");
        if chunked && !headers.contains_key(CONTENT_LENGTH) {
            return Err(missing());
        }
        let form = multipart::parse(&content_type, self.request.body()).map_err(|_| missing())?;
        if form.quoted_boundary || form.parts.iter().any(|part| part.unquoted) {
            return Err(missing());
        }
        let part = |name: &str| form.parts.iter().find(|part| part.name == name).cloned();
        let media = part("media").ok_or_else(missing)?;
        if media.file_name.as_deref().unwrap_or_default().is_empty() {
            return Err(missing());
        }
        (self.media, self.description) = (Some(media), part("description"));
        Ok(())
    }
}

impl Call<'_> {
    /// The part `media`, else the first file: WeChat Work is not strict about a form, but for the
    /// name of the file.
    fn any_file(&self) -> Result<Received, Refuse> {
        let empty = || Refuse::new(44001, "empty media data");
        let content_type = self.request.headers().get(CONTENT_TYPE);
        let content_type = content_type.map(|value| String::from_utf8_lossy(value.as_bytes()));
        let form =
            multipart::parse(&content_type.unwrap_or_default(), self.request.body()).map_err(|_| empty())?;
        let named =
            || form.parts.iter().filter(|part| part.file_name.as_ref().is_some_and(|name| !name.is_empty()));
        let part = named().find(|part| part.name == "media").or_else(|| named().next());
        part.cloned().ok_or_else(empty)
    }

    /// A field of the body that is a text; empty if it is missing or something else.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.json.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

fn check_method(route: &Route, method: &Method) -> Result<(), Refuse> {
    match &route.method {
        Some(wanted) if wanted != method && *wanted == Method::GET => {
            Err(Refuse::new(43001, "require GET method"))
        }
        Some(wanted) if wanted == method => Ok(()),
        None if [Method::GET, Method::POST].contains(method) => Ok(()),
        _ => Err(Refuse::new(43002, "require POST method")),
    }
}
