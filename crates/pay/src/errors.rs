//! The platform's words: what each means, and whether anything may be repeated.

use std::borrow::Cow;

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::Value;
use wxkit_proto::Kind::{Account, Busy, Input, Media, Permission, Quota, State, Throttled, Unknown};
use wxkit_proto::endpoint::unreadable;
use wxkit_proto::secret::redact;
use wxkit_proto::{Error, Kind, Refusal, json};

/// One row of the table: what a refusal with this status, word and text means.
///
/// [`Rule::repeat`] says which can be repeated now, which only tomorrow, and which never.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Rule {
    /// The HTTP status; 0 for any.
    pub status: u16,
    /// The platform's word (错误码); empty for any.
    pub code: &'static str,
    /// What its text holds; empty for any. It decides only where one word has two meanings.
    pub text: &'static str,
    /// Its class.
    pub kind: Kind,
    /// What it means.
    pub meaning: &'static str,
    /// What to do next; may be empty.
    pub hint: &'static str,
}

/// When the very same request may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Again {
    /// After a pause.
    Soon,
    /// On the next day in China.
    Tomorrow,
    /// Only after something was changed.
    Never,
}

impl Rule {
    /// When the very same request may be sent again.
    #[must_use]
    pub fn repeat(&self) -> Again {
        match self.kind {
            Busy | Throttled => Again::Soon,
            Quota => Again::Tomorrow,
            _ => Again::Never,
        }
    }
}

/// The first row that fits counts; the last rows fit by status alone, because words are spelled differently by different
/// endpoints.
pub const TABLE: &[Rule] = &[
    // 8.3 Uploads: one word, told apart by the text.
    rule(
        400,
        "PARAM_ERROR",
        "名称",
        Media,
        "the file's name is not right",
        "use a name with one of the extensions that the platform lists",
    ),
    rule(
        400,
        "PARAM_ERROR",
        "不是视频",
        Media,
        "the content is not a video of a kind that is taken",
        "convert the file; a changed extension is not enough",
    ),
    rule(
        400,
        "PARAM_ERROR",
        "不是图片",
        Media,
        "the content is not a picture of a kind that is taken",
        "convert the file; a changed extension is not enough",
    ),
    rule(
        400,
        "PARAM_ERROR",
        "sha256",
        Media,
        "the digest does not fit the file",
        "the file changed, or something on the way changed it; send it again",
    ),
    rule(400, "PARAM_ERROR", "大小", Media, "the file is too large", "make it smaller"),
    rule(400, "PARAM_ERROR", "为空", Media, "the file is empty", "take another file"),
    rule(
        429,
        "",
        "当天",
        Quota,
        "the number of files of this day is used up",
        "continue tomorrow; trying again today does not help",
    ),
    rule(429, "", "", Throttled, "too many requests", "send fewer a second"),
    // 5 Certificates.
    rule(
        404,
        "RESOURCE_NOT_EXISTS",
        "平台证书",
        Permission,
        "the merchant has no platform certificate (平台证书): it verifies with the public key (微信支付公钥)",
        PUBLIC_KEY_HINT,
    ),
    rule(403, "NOT_ENOUGH", "平台证书", Permission, "the platform certificate has expired", PUBLIC_KEY_HINT),
    // 10.1 Bills.
    rule(0, "NO_STATEMENT_EXIST", "", State, "there is no bill of this day", "there was nothing to bill"),
    rule(
        0,
        "STATEMENT_CREATING",
        "",
        State,
        "the bill is still being made",
        "come back after 10 in the morning in China",
    ),
    // 11 The rest by word, where the word says more than the status.
    rule(0, "SIGN_ERROR", "", Account, "the request's signature is not valid", SIGN_HINT),
    rule(
        0,
        "NO_AUTH",
        "",
        Permission,
        "the merchant has no right to this",
        "open the product in the merchant console (产品中心), or check which merchant number was used",
    ),
    rule(
        0,
        "ACCOUNT_ERROR",
        "",
        Account,
        "the account is restricted",
        "see the notices in the merchant console",
    ),
    rule(0, "RULE_LIMIT", "", Permission, "a rule of the platform forbids it", "see the text for which"),
    rule(
        0,
        "OUT_TRADE_NO_USED",
        "",
        State,
        "the order's number was used before",
        "take a new number, or ask for the order of this one",
    ),
    rule(0, "ORDER_CLOSED", "", State, "the order is closed", "make a new one"),
    rule(0, "ORDER_NOT_EXIST", "", State, "there is no such order", ""),
    rule(
        0,
        "APPID_MCHID_NOT_MATCH",
        "",
        Input,
        "the AppID does not belong to the merchant",
        "bind it in the merchant console (AppID账号管理)",
    ),
    rule(0, "MCH_NOT_EXISTS", "", Input, "there is no such merchant", "check the merchant's number"),
    // 11 The rest by status.
    rule(200, "", "", Input, "the request is refused, although the status says otherwise", ""),
    rule(
        202,
        "",
        "",
        Busy,
        "the request is accepted and not finished",
        "repeat it with the very same parameters",
    ),
    rule(400, "", "", Input, "the request is wrong", ""),
    rule(401, "", "", Account, "the request's signature is not valid", SIGN_HINT),
    rule(403, "", "", Permission, "it is not permitted", ""),
    rule(404, "", "", Input, "there is no such thing", ""),
    rule(409, "", "", State, "it does not fit the present state", ""),
    rule(413, "", "", Media, "the body is too large", ""),
    rule(415, "", "", Input, "the body is of a wrong type", ""),
    rule(500, "", "", Busy, "the platform failed, and does not know what was done", SAME),
    rule(502, "", "", Busy, "the platform cannot be reached", SAME),
    rule(503, "", "", Busy, "the platform is not available", SAME),
    rule(504, "", "", Busy, "the platform did not answer in time", SAME),
];

const SAME: &str = "repeat with the very same parameters, or ask for the result";
pub(crate) const SIGN_HINT: &str = "check, in this order: the serial number is that of the merchant's own API certificate, the private key belongs to it, the clock is right; `wxkit pay explain` shows what was signed";
pub(crate) const CLOCK_HINT: &str = "set the clock of this machine (by NTP)";
pub(crate) const PUBLIC_KEY_HINT: &str = "take the public key and its id (PUB_KEY_ID_…) from the merchant console (账户中心 > API安全) and give both: WXKIT_PAY_PUBLIC_KEY and WXKIT_PAY_PUBLIC_KEY_ID";

/// Whether a verified answer is a "no".
pub(crate) fn refusal(response: &Response<Bytes>) -> Option<Error> {
    let status = response.status();
    let wire = Wire::read(response.body());
    match status {
        // Some say "accepted, not finished", others carry a "no" with status 200.
        StatusCode::ACCEPTED => {}
        _ if status.is_success() => match &wire {
            Some(wire) if wire.is_bare && wire.code != "SUCCESS" => {}
            _ => return None,
        },
        _ => {}
    }
    if status.is_informational() || status.is_redirection() {
        return Some(unreadable(&format!("HTTP {} is no answer to this", status.as_u16()), response.body()));
    }
    Some(told(response, &wire.unwrap_or_default()).into())
}

/// A readable "no" of status 4xx that has no signature: the platform leaves it away where it does not know the merchant, and
/// so do its gateways. Whoever signed wrongly was not served; otherwise it proves nothing, and is unsure.
pub(crate) fn unsigned_refusal(response: &Response<Bytes>) -> Option<Refusal> {
    let status = response.status();
    let wire =
        Wire::read(response.body()).filter(|wire| status.is_client_error() && !wire.code.is_empty())?;
    let unsure = status != StatusCode::UNAUTHORIZED;
    let mut refusal = told(response, &wire);
    (refusal.unsure, refusal.unverified) = (unsure, true);
    Some(refusal)
}

fn told(response: &Response<Bytes>, wire: &Wire) -> Refusal {
    let status = response.status();
    let found = find(status.as_u16(), wire);
    let mut refusal = Refusal::new(status.as_u16().into(), found.map_or(Unknown, |rule| rule.kind));
    refusal.word = wire.code.clone();
    refusal.unsure = status.is_server_error() || status == StatusCode::ACCEPTED;
    refusal.message = redact(&wire.told_text(), &[]);
    refusal.request_id = request_id(response);
    if let Some(rule) = found {
        (refusal.meaning, refusal.hint) = (rule.meaning, rule.hint.to_owned());
    }
    refusal.count_by_period();
    refusal.retry_as_told(response.headers());
    refusal
}

pub(crate) fn find(status: u16, wire: &Wire) -> Option<&'static Rule> {
    TABLE.iter().find(|rule| {
        (rule.status == 0 || rule.status == status)
            && (rule.code.is_empty() || same(rule.code, &wire.code))
            && wire.message.contains(rule.text)
    })
}

/// `SYSTEM_ERROR` and `SYSTEMERROR` are the same word.
pub(crate) fn same(known: &str, code: &str) -> bool {
    let plain = |code: &str| code.replace('_', "").to_ascii_uppercase();
    plain(known) == plain(code)
}

fn request_id(response: &Response<Bytes>) -> Option<String> {
    let id = response.headers().get("request-id")?.to_str().ok()?;
    Some(id.chars().take(128).collect())
}

/// An error as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wire {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) detail: String,
    /// Whether it holds nothing but an error.
    pub(crate) is_bare: bool,
}

impl Wire {
    /// `None` if it is no error in JSON.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        let Ok(Value::Object(object)) = json::parse(body) else { return None };
        let text = |name: &str| match object.get(name) {
            Some(Value::String(text)) => Some(text.chars().take(512).collect::<String>()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let message = text("message").unwrap_or_default();
        let known = ["code", "message", "detail"];
        let is_bare = object.keys().all(|key| known.contains(&key.as_str()));
        Some(Self { code: text("code")?, message, detail: detail(object.get("detail")), is_bare })
    }

    /// Word and text.
    pub(crate) fn told(&self) -> String {
        format!("{}: {}", self.code, self.told_text())
    }

    fn told_text(&self) -> String {
        match self.detail.as_str() {
            "" => self.message.clone(),
            detail => format!("{} ({detail})", self.message),
        }
    }
}

/// What is wrong with which field, or with the signature.
fn detail(detail: Option<&Value>) -> String {
    let text = |name: &str| detail.and_then(|detail| detail.get(name)).and_then(Value::as_str);
    let (field, issue) = (text("field"), text("issue"));
    let told: Cow<'_, str> = match (field, issue) {
        (Some(field), Some(issue)) => format!("{field}: {issue}").into(),
        (Some(one), None) | (None, Some(one)) => one.into(),
        (None, None) => "".into(),
    };
    told.chars().take(512).collect()
}

const fn rule(
    status: u16,
    code: &'static str,
    text: &'static str,
    kind: Kind,
    meaning: &'static str,
    hint: &'static str,
) -> Rule {
    Rule { status, code, text, kind, meaning, hint }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, body: &str, expected: &str) {
        let mut response = Response::new(Bytes::from(body.to_owned()));
        *response.status_mut() = status.try_into().unwrap();
        response.headers_mut().insert("request-id", "08F78BB5".parse().unwrap());
        let told = match refusal(&response) {
            None => "accepted".to_owned(),
            Some(Error::Refused(refusal)) => {
                let unsure = if refusal.unsure { " unsure" } else { "" };
                let again = find(status, &Wire::read(body.as_bytes()).unwrap_or_default()).map(Rule::repeat);
                format!("{}{unsure} {again:?} {}", refusal.kind.as_str(), refusal.request_id.clone().unwrap())
            }
            Some(error) => error.kind().as_str().to_owned(),
        };
        assert_eq!(told.replace("Some(", "").replace(") 08F78BB5", ""), expected, "{body}");
    }

    /// The table of the seed, row by row.
    #[test]
    fn the_errors_of_an_upload() {
        for (status, code, text, expected) in [
            (500, "SYSTEM_ERROR", "系统错误", "busy unsure Soon"),
            (500, "SYSTEM_ERROR", "文件系统错误,请稍后重试", "busy unsure Soon"),
            (400, "PARAM_ERROR", "视频文件名称不正确,请检查后重新提交", "media Never"),
            (400, "PARAM_ERROR", "文件二进制内容不是视频,请检查后重新提交", "media Never"),
            (400, "PARAM_ERROR", "视频sha256值有误,请检查后重新提交", "media Never"),
            (400, "PARAM_ERROR", "文件大小不能超过5M,请检查后重新提交", "media Never"),
            (400, "PARAM_ERROR", "文件为空,请检查后重新提交", "media Never"),
            (429, "FREQUENCY_LIMIT_EXCEED", "操作过快,请稍后重试", "throttled Soon"),
            (429, "FREQUENCY_LIMIT_EXCEED", "当天上传文件数已达上限", "quota Tomorrow"),
            (403, "NO_AUTH", "商户权限异常", "permission Never"),
        ] {
            check(status, &format!(r#"{{"code":"{code}","message":"{text}"}}"#), expected);
        }
    }

    #[test]
    fn words_and_statuses() {
        check(200, r#"{"media_id":"m"}"#, "accepted");
        check(200, r#"{"code":"SUCCESS","message":"ok"}"#, "accepted");
        check(200, r#"{"code":"PARAM_ERROR","message":"x"}"#, "input Never");
        check(204, "", "accepted");
        check(202, "{}", "busy unsure Soon");
        check(401, r#"{"code":"SIGNERROR","message":"x"}"#, "account Never");
        check(
            404,
            r#"{"code":"RESOURCE_NOT_EXISTS","message":"无可用的平台证书,请申请使用微信支付公钥"}"#,
            "permission Never",
        );
        check(404, r#"{"code":"RESOURCE_NOT_EXISTS","message":"x"}"#, "input Never");
        check(
            403,
            r#"{"code":"NOT_ENOUGH","message":"平台证书已过期失效,请使用微信支付公钥验签"}"#,
            "permission Never",
        );
        check(400, r#"{"code":"INVALID_REQUEST","message":"x"}"#, "input Never");
        check(400, r#"{"code":"NO_STATEMENT_EXIST","message":"x"}"#, "state Never");
        check(429, "", "throttled Soon");
        check(503, "<html>", "busy unsure Soon");
        check(418, "{}", "unknown None 08F78BB5");
        check(302, "", "reply");
    }

    #[test]
    fn the_field_and_its_issue_are_told() {
        let body = r#"{"code":"PARAM_ERROR","message":"参数错误","detail":{"field":"/amount/currency","value":"XYZ","issue":"invalid"}}"#;
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = StatusCode::BAD_REQUEST;
        let told = refusal(&response).unwrap().to_string();
        assert_eq!(
            told,
            "WeChat refused with PARAM_ERROR (HTTP 400), the request is wrong: 参数错误 (/amount/currency: invalid)"
        );
    }
}
