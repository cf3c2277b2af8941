//! From a number or a text that somebody met to what it means.

use wxkit_proto::envelope;
use wxkit_proto::refusal::Row;

use crate::errors::{SUBMITTED, TABLE};
use crate::platform::mentions_submission;
use crate::stats::successor;

/// What the platform's texts say, where no number comes with them. The first
/// that fits decides.
const TEXTS: &[(&str, i64)] = &[
    ("access_token expired", 42001),
    ("is invalid or not latest", 40001),
    ("invalid credential", 40001),
    ("invalid appsecret", 40125),
    ("not in whitelist", 40164),
    ("invalid ip", 40164),
    ("empty media data", 44001),
    ("media data missing", 41005),
    ("invalid media_id", 40007),
    ("reach max api daily quota", 45009),
    ("api freq out of limit", 45011),
    ("api unauthorized", 48001),
    ("has been unsupported", 45106),
    ("this api is offline", 47009),
    ("hit upload limit", 45101),
    ("response out of time limit", 45015),
    ("response count limit", 45047),
    ("msg_data is not exists", 88001),
    ("has no masssend quota", 45028),
    ("masssend fast", 42010),
    ("clientmsgid exist", 45065),
    ("system error", -1),
    ("system busy", -1),
];

/// The rows of [`TABLE`] that a text is about, see [`wxkit_proto::envelope::explain`]. Empty if nothing is known.
///
/// The words for an article that was submitted before come with any number; their row has the number 0 and stands first.
#[must_use]
pub fn explain(text: &str) -> Vec<&'static Row> {
    let submitted = mentions_submission(text).then_some(&SUBMITTED);
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let withdrawn = words.any(|word| successor(word).is_some() && !text.contains("47009"));
    let withdrawn = TABLE.iter().filter(|row| withdrawn && row.code == 47009);
    submitted.into_iter().chain(withdrawn).chain(envelope::explain(TABLE, TEXTS, text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[i64]) {
        let codes: Vec<_> = explain(text).iter().map(|row| row.code).collect();
        assert_eq!(codes, expected, "{text}");
    }

    #[test]
    fn numbers_and_words() {
        check("40164", &[40164]);
        check("-1", &[-1]);
        check(r#"{"errcode":40001,"errmsg":"invalid credential rid: 6253eba7-17436604-690f1f04"}"#, &[40001]);
        check("invalid credential, access_token is invalid or not latest", &[40001]);
        check("Access_Token expired", &[42001]);
        check("invalid ip 203.0.113.7, not in whitelist", &[40164]);
        check("first 45009, then 45011, then 45009", &[45009, 45011]);
        check("12345", &[]);
        check(r#"{"errcode":40035,"errmsg":"abnormal status"}"#, &[0, 40035]);
        check("masssend fast, retry again", &[42010]);
        check("no idea", &[]);
        check("datacube/getarticletotal", &[47009]);
        check(
            r#"getuserread: {"errcode":47009,"errmsg":"this api is offline, please use the new api"}"#,
            &[47009],
        );
        check("datacube/getarticletotaldetail", &[]);
    }

    #[test]
    fn every_text_leads_to_a_row() {
        for (words, code) in TEXTS {
            assert!(TABLE.iter().any(|row| row.code == *code) && *words == words.to_lowercase(), "{words}");
        }
    }
}
