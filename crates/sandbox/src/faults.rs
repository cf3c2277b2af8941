//! The script of what goes wrong.

mod script;

pub use script::FaultError;

use crate::pay::PayFault;
use wxkit_official::freepublish::FreepublishStatus;

/// A script of faults: one JSON object per line, `{"call":"publish/submit","nth":1,"do":"lost"}`.
///
/// `call` is the end of a path, with its action or not: `publish/submit`, `upload_video?action=upload_block`,
/// `upload_block`, or `upload_video` for every action of it. `nth` says which of the calls that match, from 1; without
/// it, every one. The first line that fits a call decides. Empty lines and lines that begin with `#` are skipped.
///
/// | `do` | what happens | the work is done |
/// |---|---|---|
/// | `busy` | -1, system busy | no |
/// | `throttled` | 45011; of WeChat Work 45009 | no |
/// | `token` | the token dies now: 40001; of WeChat Work 40014 | no |
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
/// | `odd` | what was seen now and then: another label, blanks around the JSON, a field that nobody knows, a field as the older or newer servers write it | yes |
/// | `strip` | what is added to the draft box or changed there loses the elements, attributes and declarations of styles that `"what"` names, with blanks between; without it, what WeChat takes away of most articles | yes |
/// | `review_failed` | the review of this video, article or mass message ends badly, or the job fails, now or later | yes |
///
/// What the sandbox sends by itself has faults as well; the names are `callback/MASSSENDJOBFINISH`, `callback/PUBLISHJOBFINISH`,
/// `callback/upload_media_job_finish`, `callback/message` and `notify/notification`:
///
/// | `do` | what happens |
/// |---|---|
/// | `drop` | it is never sent |
/// | `slow` | it is sent `"ms"` later |
/// | `twice` | it is sent once more, though it was taken |
/// | `disorder` | it is sent after the one that comes next |
///
/// What `freepublish` publishes fails in one of several ways: `"status"` says which, as `publish_status` does (2, 3, 4 or
/// 6); without it, 4.
///
/// Calls of WeChat Pay answer in their own words: `busy` is 500 `SYSTEM_ERROR`, `throttled` 429, and `refuse` takes the status
/// in `"errcode"`, the word in `"code"` and the text in `"errmsg"`. `odd` leaves out `Wechatpay-Signature-Type`, and puts a blank
/// before the address of a bill. They know these as well; the work is done in all of them but `quota`:
///
/// | `do` | what happens |
/// |---|---|
/// | `unsigned` | the answer has no signature |
/// | `probe` | a signature that is wrong on purpose, `WECHATPAY/SIGNTEST/…` |
/// | `stale`, `future` | the answer is signed ten minutes too early, too late |
/// | `tampered` | the answer's body changes after it was signed |
/// | `foreign` | the answer names a key that nobody has |
/// | `quota` | 429, the files of this day are used up |
/// | `rotate` | from this answer on the platform signs with its other certificate |
#[derive(Clone, Debug, Default)]
pub struct Faults(Vec<Line>);

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
    Refuse {
        errcode: i64,
        errmsg: String,
        code: Option<String>,
    },
    Html {
        status: u16,
    },
    Drop,
    Lost,
    Cut,
    Truncated,
    Empty,
    Slow {
        ms: u64,
    },
    Control,
    Stringly,
    Odd,
    /// Parts of a draft's content are taken away.
    Strip {
        what: String,
    },
    /// Of what is sent: it comes once more.
    Twice,
    /// Of what is sent: another one overtakes it.
    Disorder,
    ReviewFailed {
        /// For what `freepublish` publishes.
        status: FreepublishStatus,
    },
    Pay(PayFault),
}

impl Faults {
    /// What `do` may be, in the order of the table above.
    pub const WORDS: &[&str] = &[
        "busy",
        "throttled",
        "token",
        "expired",
        "refuse",
        "html",
        "html200",
        "drop",
        "lost",
        "cut",
        "truncated",
        "empty",
        "slow",
        "control",
        "stringly",
        "odd",
        "strip",
        "review_failed",
    ];

    /// What `do` may be for calls of WeChat Pay beside [`WORDS`](Self::WORDS).
    pub fn pay_words() -> impl Iterator<Item = &'static str> {
        PayFault::WORDS.iter().map(|(word, _)| *word)
    }

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

impl FromIterator<Line> for Faults {
    fn from_iter<I: IntoIterator<Item = Line>>(lines: I) -> Self {
        Self(lines.into_iter().collect())
    }
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
    use super::*;

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
