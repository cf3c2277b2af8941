//! Answers as WeChat writes them: odd labels, odd fields, tails behind the text.

use std::borrow::Cow;

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde_json::{Map, Value};
use wxkit_proto::{Env, Reply};

/// A "yes".
#[derive(Debug)]
pub(crate) enum Answer {
    /// JSON.
    Fields(Map<String, Value>),
    /// A file, or whatever else is no JSON.
    Whole(Response<Bytes>),
}

/// A "no".
#[derive(Debug, PartialEq)]
pub(crate) struct Refuse {
    pub(crate) code: i64,
    text: Cow<'static, str>,
    tail: Tail,
    more: Map<String, Value>,
}

/// What stands behind the text.
#[derive(Debug, PartialEq)]
enum Tail {
    Nothing,
    Rid,
    Hint,
    /// As WeChat Work has it.
    Work,
}

/// The label that WeChat puts on most JSON: `encoding`, not `charset`.
pub(crate) const JSON: &str = "application/json; encoding=utf-8";
/// The one it puts on the rest.
pub(crate) const PLAIN: &str = "text/plain";
/// The one that WeChat Work puts on its JSON.
pub(crate) const WORK: &str = "application/json; charset=UTF-8";

impl Answer {
    /// What the endpoint's reply writes.
    pub(crate) fn of(reply: &impl Reply) -> Self {
        match serde_json::from_slice(reply.write().body()) {
            Ok(Value::Object(fields)) => Self::Fields(fields),
            _ => Self::default(),
        }
    }

    /// As it goes over the wire.
    pub(crate) fn json(reply: Value) -> Self {
        match reply {
            Value::Object(fields) => Self::Fields(fields),
            _ => Self::default(),
        }
    }

    /// With a field that the client's type does not know, or knows otherwise.
    pub(crate) fn with(mut self, name: &str, value: Value) -> Self {
        if let Self::Fields(fields) = &mut self {
            fields.insert(name.into(), value);
        }
        self
    }

    /// Without a field that WeChat leaves out.
    pub(crate) fn without(mut self, name: &str) -> Self {
        if let Self::Fields(fields) = &mut self {
            fields.remove(name);
        }
        self
    }

    pub(crate) fn into_response(self, label: &'static str) -> Response<Bytes> {
        match self {
            Self::Fields(fields) => response(label, Value::Object(fields).to_string()),
            Self::Whole(response) => response,
        }
    }
}

impl Default for Answer {
    fn default() -> Self {
        Self::Fields(Map::new())
    }
}

impl Refuse {
    pub(crate) fn new(code: i64, text: impl Into<Cow<'static, str>>) -> Self {
        Self { code, text: text.into(), tail: Tail::Rid, more: Map::new() }
    }

    /// 20001: no text at all but for a hint, as seen in public.
    pub(crate) fn hint() -> Self {
        Self { tail: Tail::Hint, ..Self::new(20001, "") }
    }

    /// Without a tail.
    pub(crate) fn bare(self) -> Self {
        Self { tail: Tail::Nothing, ..self }
    }

    /// With a field beside number and text.
    pub(crate) fn with(mut self, name: &str, value: Value) -> Self {
        self.more.insert(name.into(), value);
        self
    }

    /// As WeChat Work says it.
    pub(crate) fn at_work(self) -> Self {
        match self.tail {
            Tail::Rid => Self { tail: Tail::Work, ..self },
            Tail::Nothing | Tail::Hint | Tail::Work => self,
        }
    }

    /// What stands behind `rid: `.
    pub(crate) fn request_id(&self, env: &Env) -> Option<String> {
        let (left, right) = halves(env);
        (self.tail == Tail::Rid).then(|| format!("{:x}-{left:08x}-{right:08x}", env.now.as_secs()))
    }

    pub(crate) fn into_response(self, env: &Env, label: &'static str) -> Response<Bytes> {
        let rid = self.request_id(env).unwrap_or_default();
        let text = match self.tail {
            Tail::Nothing => self.text.into_owned(),
            Tail::Rid => format!("{} rid: {rid}", self.text),
            Tail::Hint => format!("{} hint: [{:08x}]", self.text, halves(env).0),
            Tail::Work => {
                let (left, right) = halves(env);
                format!(
                    "{}, hint: [{}{:06}{:06}], from ip: 127.0.0.1, more info at \
                     https://open.work.weixin.qq.com/devtool/query?e={}",
                    self.text,
                    env.now.as_secs(),
                    left % 1_000_000,
                    right % 1_000_000,
                    self.code
                )
            }
        };
        let said = Answer::Fields(self.more).with("errcode", self.code.into()).with("errmsg", text.into());
        said.into_response(label)
    }
}

/// Both random parts of a request's id.
fn halves(env: &Env) -> (u32, u32) {
    let [a, b, c, d, e, f, g, h, ..] = env.random("request id");
    (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]))
}

pub(crate) fn response(label: &'static str, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(label));
    response
}
