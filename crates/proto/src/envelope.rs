//! What the official account and WeChat Work share: the token in the query, and replies with `errcode` or `ret`.

mod explain;
mod media;

pub use explain::explain;
pub use media::MediaId;

use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{Response, StatusCode};
use memchr::memmem;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::encoder::Draft;
use crate::endpoint::unreadable;
use crate::error::{Error, Transport, TransportKind};
use crate::json;
use crate::refusal::{Kind, Refusal, Row};
use crate::secret::{Token, redact};

/// Puts the token where both platforms want it: always in the query, also on POST.
pub fn authorize(token: &Token, draft: &mut Draft) {
    draft.query("access_token", token.reveal());
}

/// The reply of all calls that bring nothing but their success. `errcode` may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Done {
    /// 0, or absent.
    #[serde(deserialize_with = "json::int")]
    pub errcode: i64,
    /// `ok` or the like; for people only.
    #[serde(deserialize_with = "json::text")]
    pub errmsg: String,
}

impl Done {
    /// With all that it needs.
    pub fn new(errcode: i64, errmsg: impl Into<String>) -> Self {
        Self { errcode, errmsg: errmsg.into() }
    }
}

/// The reply of all token endpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grant {
    /// The token.
    pub access_token: Token,
    /// Its remaining life in seconds; 7200 at most today.
    pub expires_in: u64,
}

impl Grant {
    /// With all that it needs.
    pub fn new(access_token: Token, expires_in: u64) -> Self {
        Self { access_token, expires_in }
    }
}

/// The reply of the calls that tell the platform's addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Addresses {
    /// Addresses, perhaps whole blocks such as `101.226.103.0/25`.
    pub ip_list: Vec<String>,
}

impl Addresses {
    /// With all that it needs.
    pub fn new(ip_list: Vec<String>) -> Self {
        Self { ip_list }
    }
}

/// Whether an answer is a "no": a gateway's page, a non-zero `errcode` or `ret`, or nothing readable at all.
///
/// `auth` is false for token endpoints, where 40001 means a wrong secret.
#[must_use]
pub fn refusal(table: &'static [Row], auth: bool, response: &Response<Bytes>) -> Option<Error> {
    success(table, auth, response).err()
}

/// The text that a success says, which is empty or `ok` as a rule; or the [`refusal`].
///
/// # Errors
/// The refusal.
pub fn success(table: &'static [Row], auth: bool, response: &Response<Bytes>) -> Result<String, Error> {
    match at_a_glance(response) {
        Some(message) => Ok(message),
        None => in_full(table, auth, response),
    }
}

/// The text of what is a success beyond doubt, without holding the rest of the answer: a tenth of what it takes to read a long
/// one into a value. Whether that is good JSON is seen by whoever reads it.
fn at_a_glance(response: &Response<Bytes>) -> Option<String> {
    #[derive(Deserialize)]
    struct Said {
        #[serde(default)]
        errcode: Value,
        #[serde(default)]
        ret: Value,
        #[serde(default)]
        errmsg: String,
    }
    let body = response.body();
    if response.status() != StatusCode::OK || !body.starts_with(b"{") || !body.ends_with(b"}") {
        return None;
    }
    if ["\"err", "\"ret\""].iter().all(|name| memmem::find(body, name.as_bytes()).is_none()) {
        return Some(String::new());
    }
    let Said { errcode, ret, errmsg } = serde_json::from_slice(body).ok()?;
    [errcode, ret].iter().all(|code| json::as_int(code) == Some(0)).then_some(errmsg)
}

fn in_full(table: &'static [Row], auth: bool, response: &Response<Bytes>) -> Result<String, Error> {
    let (status, body) = (response.status(), response.body());
    let parsed = json::parse(body);
    if let Ok(Value::Object(object)) = &parsed {
        for field in ["errcode", "ret"] {
            match object.get(field).map(json::as_int) {
                None | Some(Some(0)) => {}
                Some(None) => return Err(unreadable(&format!("{field} is not a number"), body)),
                Some(Some(code)) => {
                    let message =
                        ["errmsg", "err_msg", "msg"].iter().find_map(|name| object.get(*name)?.as_str());
                    return Err(refused(table, auth, code, message.unwrap_or_default()).into());
                }
            }
        }
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        let mut refusal = refused(table, auth, status.as_u16().into(), "");
        (refusal.kind, refusal.meaning) = (Kind::Throttled, "too many requests for the gateway");
        refusal.retry_as_told(response.headers());
        // Whoever really limits says how long to wait. Without that it is a page like any other, from anywhere on the way.
        refusal.unsure = !response.headers().contains_key(RETRY_AFTER);
        return Err(refusal.into());
    }
    if status != StatusCode::OK || is_page(body) {
        return Err(Error::Transport(Transport::new(
            TransportKind::Gateway(status.as_u16()),
            true,
            format!("{} bytes that are not an answer of the platform", body.len()),
        )));
    }
    match parsed {
        Ok(Value::Object(object)) => {
            Ok(object.get("errmsg").and_then(Value::as_str).unwrap_or_default().to_owned())
        }
        // A struct would be read from an array too, field by field.
        Ok(_) => Err(unreadable("expected an object", body)),
        Err(error) => Err(unreadable(&error, body)),
    }
}

/// The refusal behind a number and a text.
#[must_use]
pub fn refused(table: &'static [Row], auth: bool, code: i64, message: &str) -> Refusal {
    let row = table.iter().find(|row| row.code == code);
    let mut refusal = Refusal {
        code,
        word: String::new(),
        unsure: false,
        unverified: false,
        message: redact(message, &[]),
        kind: row.map_or(Kind::Unknown, |row| row.kind),
        request_id: request_id(message),
        retry_after: None,
        meaning: row.map_or("", |row| row.meaning),
        hint: row.map_or_else(String::new, |row| row.hint.to_owned()),
    };
    if !auth && refusal.kind == Kind::Token {
        refusal.kind = Kind::Input;
        refusal.hint.clear();
    }
    if !auth && code == 40001 {
        refusal.meaning = "the application secret is not valid";
        refusal.hint = "check the secret: it may have been reset in the console".into();
    }
    refusal.count_by_period();
    if refusal.kind == Kind::Whitelist
        && let Some(ip) = address_in(message)
    {
        refusal.hint = format!("put {ip} on the IP whitelist (IP白名单) of the console. {}", refusal.hint);
    }
    refusal
}

/// The id behind ` rid: ` or inside ` hint: […]`.
fn request_id(message: &str) -> Option<String> {
    let rid =
        message.split_once("rid: ").map(|(_, behind)| behind.split([' ', ',']).next().unwrap_or_default());
    let hint = || message.split_once("hint: [").and_then(|(_, behind)| behind.split(']').next());
    rid.or_else(hint).map(|id| id.trim().to_owned()).filter(|id| !id.is_empty())
}

/// The first thing in the text that is an IP address.
fn address_in(message: &str) -> Option<std::net::IpAddr> {
    let words = message.split(|c: char| !(c.is_ascii_hexdigit() || c == '.' || c == ':'));
    words.filter_map(|word| word.trim_matches(['.', ':']).parse().ok()).next()
}

fn is_page(body: &[u8]) -> bool {
    let text = body.trim_ascii_start();
    text.first() == Some(&b'<')
}

impl Serialize for Grant {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        // The sandbox answers with it; nowhere else is a token serialized.
        Wire {
            access_token: self.access_token.reveal().to_owned(),
            expires_in: self.expires_in.cast_signed(),
        }
        .serialize(to)
    }
}

impl<'de> Deserialize<'de> for Grant {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(from)?;
        Ok(Self {
            access_token: Token::new(wire.access_token),
            expires_in: wire.expires_in.max(0).cast_unsigned(),
        })
    }
}

#[derive(Serialize, Deserialize)]
struct Wire {
    #[serde(deserialize_with = "json::id")]
    access_token: String,
    #[serde(deserialize_with = "json::int")]
    expires_in: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::row;

    const TABLE: &[Row] = &[
        row(-1, Kind::Busy, "busy", ""),
        row(40001, Kind::Token, "token", ""),
        row(40164, Kind::Whitelist, "not on the whitelist", "It may take 10 minutes."),
    ];

    fn check(auth: bool, status: u16, body: &str, expected: &str) {
        let response = Response::builder().status(status).body(Bytes::from(body.to_owned())).unwrap();
        let text = match refusal(TABLE, auth, &response) {
            None => "accepted".to_owned(),
            Some(Error::Refused(r)) => {
                format!("{} {} id={:?} hint={}", r.kind.as_str(), r.code, r.request_id, r.hint)
            }
            Some(error) => format!("{}: {error}", error.kind().as_str()),
        };
        assert_eq!(text, expected);
    }

    #[test]
    fn success_needs_no_errcode() {
        check(true, 200, r#"{"media_id":"m"}"#, "accepted");
        check(true, 200, r#"{"errcode":"0","errmsg":"ok"}"#, "accepted");
        check(true, 200, r#"{"ret":0,"vid":"wxv_1"}"#, "accepted");
    }

    #[test]
    fn what_a_success_says() {
        let check = |body: &'static str, expected: &str| {
            let response = Response::new(Bytes::from_static(body.as_bytes()));
            assert_eq!(success(TABLE, true, &response).unwrap(), expected);
        };
        check(r#"{"media_id":"m"}"#, "");
        check(r#"{"errcode":"0","errmsg":"ok"}"#, "ok");
        check("\u{feff}{\"errcode\":0,\"errmsg\":\"a\nb\"}", "a\nb");
        check(r#"{"item":[{"errcode":1,"errmsg":"inner"}],"errmsg":7}"#, "");
    }

    #[test]
    fn refusals_come_in_both_envelopes() {
        check(true, 200, r#"{"errcode":"-1"}"#, "busy -1 id=None hint=");
        check(true, 200, r#"{"ret":-1}"#, "busy -1 id=None hint=");
        check(true, 200, r#"{"errcode":-1,"ret":7}"#, "busy -1 id=None hint=");
        check(
            true,
            200,
            "x}",
            "reply: unreadable answer: not JSON: expected value at line 1 column 1; it began with: x}",
        );
        check(
            true,
            200,
            r#"{"errcode":20001,"errmsg":" hint: [a1b2]"}"#,
            r#"unknown 20001 id=Some("a1b2") hint="#,
        );
        check(
            true,
            200,
            r#"{"errcode":40164,"errmsg":"invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 62-69-1f"}"#,
            "whitelist 40164 id=Some(\"62-69-1f\") hint=put 203.0.113.7 on the IP whitelist (IP白名单) of the console. It may take 10 minutes.",
        );
    }

    #[test]
    fn a_bad_token_at_a_token_endpoint_is_a_bad_secret() {
        check(true, 200, r#"{"errcode":40001}"#, "token 40001 id=None hint=");
        check(
            false,
            200,
            r#"{"errcode":40001}"#,
            "input 40001 id=None hint=check the secret: it may have been reset in the console",
        );
    }

    #[test]
    fn unexpected_answers_are_told_apart() {
        let gateway = "transport: a gateway answered in place of WeChat (HTTP 502): 6 bytes that are not an answer of the platform";
        check(true, 502, "<html>", gateway);
        check(true, 502, "{}", &gateway.replace("6 b", "2 b"));
        check(true, 502, r#"{"errcode":0}"#, &gateway.replace("6 b", "13 b"));
        check(true, 200, " <html>", &gateway.replace("502", "200").replace("6 b", "7 b"));
        check(
            true,
            200,
            "",
            "reply: unreadable answer: not JSON: EOF while parsing a value at line 1 column 0; it was empty",
        );
        check(
            true,
            200,
            r#"{"access_token":"SECRET","#,
            "reply: unreadable answer: not JSON: EOF while parsing a value at line 1 column 25; it began with: {\"access_token\":\"***\",",
        );
    }
}
