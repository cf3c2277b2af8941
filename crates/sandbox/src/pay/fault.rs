//! What goes wrong on purpose, in the words of WeChat Pay.

use bytes::Bytes;
use http::Response;
use http::header::HeaderValue;
use std::time::Duration;
use wxkit_proto::Timestamp;

use super::reply::Reply;
use crate::faults::Fault;
use crate::spoil;

/// What happens to a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PayFault {
    Unsigned,
    Probe,
    Stale,
    Future,
    Tampered,
    Foreign,
    Quota,
    Rotate,
}

impl PayFault {
    /// What `do` may be beside the words for all calls.
    pub(crate) const WORDS: &[(&str, Self)] = &[
        ("unsigned", Self::Unsigned),
        ("probe", Self::Probe),
        ("stale", Self::Stale),
        ("future", Self::Future),
        ("tampered", Self::Tampered),
        ("foreign", Self::Foreign),
        ("quota", Self::Quota),
        ("rotate", Self::Rotate),
    ];

    /// Spoils a signed answer.
    pub(super) fn spoil(self, response: &mut Response<Bytes>) {
        let mut set = |name: &'static str, value: String| {
            if let Ok(value) = HeaderValue::try_from(value) {
                response.headers_mut().insert(name, value);
            }
        };
        match self {
            Self::Probe => {
                // As long as a real one.
                set("wechatpay-signature", format!("WECHATPAY/SIGNTEST/{}", "A".repeat(325)));
            }
            Self::Foreign => set("wechatpay-serial", "7A00000000000000000000000000000000000000".into()),
            Self::Tampered => *response.body_mut() = [response.body(), &b" "[..]].concat().into(),
            _ => {}
        }
    }
}

/// A bill's address as a published sample has it: it begins with a blank.
pub(super) fn with_blank(response: &mut Response<Bytes>) {
    let text = String::from_utf8_lossy(response.body());
    let odd = text.replace(r#""download_url":""#, r#""download_url":" "#);
    *response.body_mut() = odd.into();
}

/// The time that stands in the signature.
pub(super) fn clock(fault: Option<&Fault>, now: Timestamp) -> Timestamp {
    let minutes = Duration::from_secs(600);
    match fault {
        Some(Fault::Pay(PayFault::Stale)) => {
            Timestamp::from_millis(now.as_millis().saturating_sub(minutes.as_millis() as u64))
        }
        Some(Fault::Pay(PayFault::Future)) => now + minutes,
        _ => now,
    }
}

/// The faults that come in place of the work.
pub(super) fn instead(fault: &Fault) -> Option<Reply> {
    Some(match fault {
        Fault::Busy => Reply::no(500, "SYSTEM_ERROR", "系统错误"),
        Fault::Throttled => Reply::no(429, "FREQUENCY_LIMIT_EXCEED", "操作过快，请稍后重试"),
        Fault::Pay(PayFault::Quota) => Reply::no(429, "FREQUENCY_LIMIT_EXCEED", "当天上传文件数已达上限"),
        Fault::Refuse { errcode, errmsg, code } => {
            let status = u16::try_from(*errcode).ok().filter(|status| (400..600).contains(status));
            Reply::no(status.unwrap_or(400), code.as_deref().unwrap_or("PARAM_ERROR"), errmsg)
        }
        Fault::Html { status } => {
            Reply { status: *status, body: spoil::PAGE.into(), label: "text/html", signed: false }
        }
        _ => return None,
    })
}
