//! The script of what goes wrong.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use crate::route;

/// A script of faults: one JSON object per line, `{"call":"publish/submit","nth":1,"do":"lost"}`.
///
/// `call` is the end of a path, with its action or not: `publish/submit`, `upload_video?action=upload_block`,
/// `upload_block`, or `upload_video` for every action of it. `nth` says which of the calls that match, from 1; without
/// it, every one. The first line that fits a call decides. Empty lines and lines that begin with `#` are skipped.
///
/// | `do` | what happens | the work is done |
/// |---|---|---|
/// | `busy` | -1, system busy | no |
/// | `throttled` | 45011 | no |
/// | `token` | the token dies now: 40001 | no |
/// | `expired` | the token is over now: 42001 | no |
/// | `refuse` | `"errcode"` and `"errmsg"` as given | no |
/// | `html` | a gateway's page with status 502 | no |
/// | `html200` | the same with status 200 | no |
/// | `drop` | the connection closes without an answer | no |
/// | `lost` | the connection closes without an answer | yes |
/// | `cut` | half of the answer, then the connection closes | yes |
/// | `truncated` | a complete answer whose JSON ends in the middle | yes |
/// | `empty` | status 200 and nothing in it | yes |
/// | `slow` | the answer comes `"ms"` later | yes |
/// | `control` | a raw control character inside a string of the answer | yes |
/// | `stringly` | the answer's numbers are texts | yes |
/// | `review_failed` | the review of this video or article ends badly | yes |
#[derive(Clone, Debug, Default)]
pub struct Faults(Vec<Line>);

/// Why a script cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultError {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

#[derive(Clone, Debug)]
struct Line {
    call: String,
    nth: Option<u64>,
    fault: Fault,
    seen: u64,
}

/// One thing that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Busy,
    Throttled,
    Token,
    Expired,
    Refuse { errcode: i64, errmsg: String },
    Html { status: u16 },
    Drop,
    Lost,
    Cut,
    Truncated,
    Empty,
    Slow { ms: u64 },
    Control,
    Stringly,
    ReviewFailed,
}

impl Faults {
    /// The fault for this call, which is counted.
    pub(crate) fn strike(&mut self, call: &str) -> Option<Fault> {
        let mut struck = None;
        for line in self.0.iter_mut().filter(|line| fits(&line.call, call)) {
            line.seen = line.seen.saturating_add(1);
            if struck.is_none() && line.nth.is_none_or(|nth| nth == line.seen) {
                struck = Some(line.fault.clone());
            }
        }
        struck
    }

    /// Adds the lines of another script.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

impl FromStr for Faults {
    type Err = FaultError;

    fn from_str(script: &str) -> Result<Self, FaultError> {
        let lines = script.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
        let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        lines.map(|(line, text)| read(text).map_err(|message| FaultError { line, message })).collect()
    }
}

impl FromIterator<Line> for Faults {
    fn from_iter<I: IntoIterator<Item = Line>>(lines: I) -> Self {
        Self(lines.into_iter().collect())
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
}

fn read(text: &str) -> Result<Line, String> {
    let Wire { call, nth, act, ms, errcode, errmsg } =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    if nth == Some(0) {
        return Err("nth counts from 1".into());
    }
    if !route::calls().any(|known| fits(&call, known)) {
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
        "review_failed" => Fault::ReviewFailed,
        "refuse" => Fault::Refuse {
            errcode: errcode.ok_or("refuse needs errcode")?,
            errmsg: errmsg.clone().unwrap_or_default(),
        },
        other => return Err(format!("nobody knows how to do {other}")),
    };
    if ms.is_some() && !matches!(fault, Fault::Slow { .. }) {
        return Err(format!("{act} takes no ms"));
    }
    if (errcode.is_some() || errmsg.is_some()) && !matches!(fault, Fault::Refuse { .. }) {
        return Err(format!("{act} takes no errcode and no errmsg"));
    }
    Ok(Line { call, nth, fault, seen: 0 })
}

/// Whether `call` is the end of `known`, or of its path, and begins where a name begins: `token` is not the end of
/// `stable_token`.
pub(crate) fn fits(call: &str, known: &str) -> bool {
    let path = known.split('?').next().unwrap_or(known);
    let call = call.trim_start_matches('/');
    !call.is_empty()
        && [known, path].iter().any(|known| {
            known.strip_suffix(call).is_some_and(|before| before.is_empty() || before.ends_with(['/', '=']))
        })
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
        check(r#"{"call":"publish/submit","do":"sing"}"#, &expect!["line 1: nobody knows how to do sing"]);
        check(
            r#"{"call":"publish/sumbit","do":"busy"}"#,
            &expect!["line 1: there is no call publish/sumbit"],
        );
        check(r#"{"call":"submit","do":"busy","nth":0}"#, &expect!["line 1: nth counts from 1"]);
        check(r#"{"call":"submit","do":"slow"}"#, &expect!["line 1: slow needs ms"]);
        check(r#"{"call":"submit","do":"busy","ms":1}"#, &expect!["line 1: busy takes no ms"]);
        check(r#"{"call":"submit","do":"refuse"}"#, &expect!["line 1: refuse needs errcode"]);
    }

    #[test]
    fn calls_are_counted_for_each_line() {
        let script = r#"
            {"call":"upload_block","nth":2,"do":"busy"}
            {"call":"upload_video","nth":3,"do":"lost"}
            {"call":"token","do":"drop"}
        "#;
        let mut faults: Faults = script.parse().unwrap();
        let block = "cgi-bin/material/upload_video?action=upload_block";
        assert_eq!(faults.strike(block), None);
        assert_eq!(faults.strike(block), Some(Fault::Busy));
        assert_eq!(faults.strike(block), Some(Fault::Lost));
        assert_eq!(faults.strike("cgi-bin/stable_token"), None);
        assert_eq!(faults.strike("cgi-bin/token"), Some(Fault::Drop));
        assert_eq!(faults.strike("cgi-bin/token"), Some(Fault::Drop));
    }
}
