//! Reading a script.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use wxkit_official::freepublish::FreepublishStatus;

use super::{Fault, Faults, Line, fits};
use crate::pay::{self, PayFault};
use crate::route;
use crate::speak::EVENTS;

/// Why a script cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultError {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// The calls that can decide how a review ends.
const REVIEWED: &[&str] = &[
    "cgi-bin/material/upload_video?action=save_video",
    "cgi-bin/material/upload_video?action=query_status",
    "cgi-bin/publish/uploadnews",
    "cgi-bin/publish/update",
    "cgi-bin/publish/submit",
    "cgi-bin/publish/query",
    "cgi-bin/freepublish/submit",
    "cgi-bin/freepublish/get",
    "cgi-bin/message/mass/sendall",
    "cgi-bin/message/mass/send",
    "cgi-bin/message/mass/get",
    "cgi-bin/media/upload_by_url",
    "cgi-bin/media/get_upload_by_url_result",
];

/// The calls that bring the content of a draft.
const WITH_CONTENT: &[&str] = &["cgi-bin/draft/add", "cgi-bin/draft/update"];

/// Those of them that can say how.
const WITH_STATUS: &[&str] = &["cgi-bin/freepublish/submit", "cgi-bin/freepublish/get"];

impl FromStr for Faults {
    type Err = FaultError;

    fn from_str(script: &str) -> Result<Self, FaultError> {
        let lines = script.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
        let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        lines.map(|(line, text)| read(text).map_err(|message| FaultError { line, message })).collect()
    }
}

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for FaultError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    call: String,
    nth: Option<u64>,
    #[serde(rename = "do")]
    act: String,
    ms: Option<u64>,
    errcode: Option<i64>,
    errmsg: Option<String>,
    status: Option<FreepublishStatus>,
    code: Option<String>,
    what: Option<String>,
}

fn read(text: &str) -> Result<Line, String> {
    // serde would take an array for the fields in their order.
    if !text.starts_with('{') {
        return Err("a line must be a JSON object, {...}".into());
    }
    let Wire { call, nth, act, ms, errcode, errmsg, status, code, what } =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    if nth == Some(0) {
        return Err("nth counts from 1".into());
    }
    let is_event = EVENTS.iter().any(|known| fits(&call, known));
    if !is_event && !route::calls().any(|known| fits(&call, known)) {
        return Err(format!("there is no call {call}"));
    }
    let fault = match act.as_str() {
        "busy" => Fault::Busy,
        "throttled" => Fault::Throttled,
        "token" => Fault::Token,
        "expired" => Fault::Expired,
        "html" => Fault::Html { status: 502 },
        "html200" => Fault::Html { status: 200 },
        "drop" => Fault::Drop,
        "lost" => Fault::Lost,
        "cut" => Fault::Cut,
        "truncated" => Fault::Truncated,
        "empty" => Fault::Empty,
        "slow" => Fault::Slow { ms: ms.ok_or("slow needs ms")? },
        "control" => Fault::Control,
        "stringly" => Fault::Stringly,
        "odd" => Fault::Odd,
        "strip" => Fault::Strip { what: what.clone().unwrap_or_default() },
        "twice" => Fault::Twice,
        "disorder" => Fault::Disorder,
        "review_failed" => Fault::ReviewFailed { status: status.unwrap_or(FreepublishStatus::ReviewFailed) },
        "refuse" => Fault::Refuse {
            errcode: errcode.ok_or("refuse needs errcode")?,
            errmsg: errmsg.clone().unwrap_or_default(),
            code: code.clone(),
        },
        other => match PayFault::WORDS.iter().find(|(word, _)| *word == other) {
            Some((_, fault)) => Fault::Pay(*fault),
            None => {
                return Err(format!("nobody knows how to do {other}, only {}", Faults::WORDS.join(", ")));
            }
        },
    };
    let for_events = matches!(fault, Fault::Drop | Fault::Slow { .. } | Fault::Twice | Fault::Disorder);
    if is_event && !for_events {
        return Err(format!("{call} is sent: it can only drop, be slow, come twice or in disorder"));
    }
    if !is_event && matches!(fault, Fault::Twice | Fault::Disorder) {
        return Err(format!("{act} is for what is sent: {}", EVENTS.join(", ")));
    }
    if ms.is_some() && !matches!(fault, Fault::Slow { .. }) {
        return Err(format!("{act} takes no ms"));
    }
    if matches!(fault, Fault::Pay(_)) && !pay::calls().any(|known| fits(&call, known)) {
        return Err(format!("{act} is for calls of WeChat Pay"));
    }
    if (errcode.is_some() || errmsg.is_some() || code.is_some()) && !matches!(fault, Fault::Refuse { .. }) {
        return Err(format!("{act} takes no errcode, no errmsg and no code"));
    }
    let is_one_of = |calls: &[&str]| calls.iter().any(|known| fits(&call, known));
    if matches!(fault, Fault::ReviewFailed { .. }) && !is_one_of(REVIEWED) {
        return Err(format!("{call} has no review; {act} is for {}", REVIEWED.join(", ")));
    }
    if what.is_some() && !matches!(fault, Fault::Strip { .. }) {
        return Err(format!("{act} takes no what"));
    }
    if matches!(fault, Fault::Strip { .. }) && !is_one_of(WITH_CONTENT) {
        return Err(format!("{act} is for {}", WITH_CONTENT.join(", ")));
    }
    if let Some(status) = status {
        check_status(status, matches!(fault, Fault::ReviewFailed { .. }) && is_one_of(WITH_STATUS))
            .map_err(|wrong| format!("{act} {wrong}"))?;
    }
    Ok(Line { call, nth, fault, seen: 0 })
}

fn check_status(status: FreepublishStatus, is_known: bool) -> Result<(), &'static str> {
    use FreepublishStatus::{Banned, Failed, OriginalityFailed, ReviewFailed};
    match status {
        _ if !is_known => Err("takes no status here"),
        OriginalityFailed | Failed | ReviewFailed | Banned => Ok(()),
        _ => Err("takes the status 2, 3, 4 or 6"),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(script: &str, expected: &Expect) {
        expected.assert_eq(&script.parse::<Faults>().unwrap_err().to_string());
    }

    #[test]
    fn errors_name_the_line() {
        check("\n# note\n{}", &expect!["line 3: missing field `call` at line 1 column 2"]);
        check(
            r#"{"call":"publish/submit","do":"sing"}"#,
            &expect![
                "line 1: nobody knows how to do sing, only busy, throttled, token, expired, refuse, html, html200, drop, lost, cut, truncated, empty, slow, control, stringly, odd, strip, review_failed"
            ],
        );
        check(
            r#"{"call":"publish/sumbit","do":"busy"}"#,
            &expect!["line 1: there is no call publish/sumbit"],
        );
        check(r#"{"call":"submit","do":"busy","nth":0}"#, &expect!["line 1: nth counts from 1"]);
        check(r#"{"call":"submit","do":"slow"}"#, &expect!["line 1: slow needs ms"]);
        check(r#"{"call":"submit","do":"busy","ms":1}"#, &expect!["line 1: busy takes no ms"]);
        check(
            r#"["publish/submit",1,"lost",null,null,null]"#,
            &expect!["line 1: a line must be a JSON object, {...}"],
        );
        check("drop", &expect!["line 1: a line must be a JSON object, {...}"]);
        check(
            r#"{"call":"uploadimg","do":"review_failed"}"#,
            &expect![
                "line 1: uploadimg has no review; review_failed is for cgi-bin/material/upload_video?action=save_video, cgi-bin/material/upload_video?action=query_status, cgi-bin/publish/uploadnews, cgi-bin/publish/update, cgi-bin/publish/submit, cgi-bin/publish/query, cgi-bin/freepublish/submit, cgi-bin/freepublish/get, cgi-bin/message/mass/sendall, cgi-bin/message/mass/send, cgi-bin/message/mass/get, cgi-bin/media/upload_by_url, cgi-bin/media/get_upload_by_url_result"
            ],
        );
        check(
            r#"{"call":"publish/submit","do":"strip"}"#,
            &expect!["line 1: strip is for cgi-bin/draft/add, cgi-bin/draft/update"],
        );
        check(r#"{"call":"submit","do":"busy","what":"p"}"#, &expect!["line 1: busy takes no what"]);
        check(r#"{"call":"submit","do":"refuse"}"#, &expect!["line 1: refuse needs errcode"]);
        check(
            r#"{"call":"freepublish/get","do":"review_failed","status":0}"#,
            &expect!["line 1: review_failed takes the status 2, 3, 4 or 6"],
        );
        for line in [
            r#"{"call":"uploadnews","do":"review_failed","status":2}"#,
            r#"{"call":"freepublish/get","do":"lost","status":2}"#,
        ] {
            assert!(line.parse::<Faults>().unwrap_err().message.ends_with(" takes no status here"));
        }
    }

    #[test]
    fn every_word_is_known() {
        for word in Faults::WORDS {
            let more = match *word {
                "refuse" => r#","errcode":1"#,
                "slow" => r#","ms":1"#,
                _ => "",
            };
            let call = if *word == "strip" { "draft/add" } else { "publish/submit" };
            let line = format!(r#"{{"call":"{call}","do":"{word}"{more}}}"#);
            assert!(line.parse::<Faults>().is_ok(), "{line}");
        }
        assert!(REVIEWED.iter().chain(WITH_CONTENT).all(|call| route::calls().any(|known| known == *call)));
    }
}
