//! Answers before they are signed.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use serde_json::{Value, json};
use wxkit_proto::Env;
use wxkit_proto::digest::hex;

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Bytes,
    pub(crate) label: &'static str,
    /// Files and gateways' pages are not.
    pub(crate) signed: bool,
}

impl Reply {
    pub(crate) fn yes(body: &Value) -> Self {
        Self {
            status: 200,
            body: body.to_string().into(),
            label: "application/json; charset=utf-8",
            signed: true,
        }
    }

    /// Done, and nothing to say.
    pub(crate) fn silent() -> Self {
        Self { status: 204, body: Bytes::new(), ..Self::yes(&Value::Null) }
    }

    pub(crate) fn no(status: u16, code: &str, message: &str) -> Self {
        Self { status, ..Self::yes(&json!({ "code": code, "message": message })) }
    }

    /// A wrong field of a request.
    pub(crate) fn param(message: &str) -> Self {
        Self::no(400, "PARAM_ERROR", message)
    }

    /// A file, which has no signature.
    pub(crate) fn file(label: &'static str, body: Bytes) -> Self {
        Self { status: 200, body, label, signed: false }
    }

    pub(super) fn into_response(self, env: &Env) -> Response<Bytes> {
        let mut response = Response::new(self.body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        if self.status != 204 {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.label));
        }
        let id = hex(env.random("request id").get(..16).unwrap_or_default()).to_ascii_uppercase();
        if let Ok(id) = HeaderValue::try_from(id) {
            headers.insert("request-id", id);
        }
        response
    }
}
