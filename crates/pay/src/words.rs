//! From a word that somebody met to what it means.

use crate::errors::{Rule, TABLE, Wire, find, same};

/// Words that mean no more than their status does, and the status they come with.
const STATUSES: &[(&str, u16)] = &[
    ("PARAM_ERROR", 400),
    ("INVALID_REQUEST", 400),
    ("RESOURCE_NOT_EXISTS", 404),
    ("FREQUENCY_LIMIT_EXCEED", 429),
    ("FREQUENCY_LIMITED", 429),
    ("FREQUENCY_LIMIT", 429),
    ("RATELIMIT_EXCEEDED", 429),
    ("SYSTEM_ERROR", 500),
    ("SERVICE_UNAVAILABLE", 503),
];

/// The rows of [`TABLE`](crate::errors::TABLE) that a text is about, each with its word: `SIGN_ERROR`, a whole reply, or a line of a
/// log. The platform's own text beside the word decides where that has two meanings. Empty if nothing is known.
#[must_use]
pub fn explain(text: &str) -> Vec<(&str, &'static Rule)> {
    let mut found: Vec<(&str, &'static Rule)> = Vec::new();
    for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
        if word.len() < 4 || found.iter().any(|(known, _)| *known == word) {
            continue;
        }
        let wire = Wire { code: word.to_owned(), message: text.to_owned(), ..Wire::default() };
        let status = STATUSES.iter().find(|(known, _)| same(known, word)).map(|(_, status)| *status);
        // Without a status only a row that names the word fits.
        let rule = find(status.unwrap_or_default(), &wire).or_else(|| only(word));
        found.extend(rule.map(|rule| (word, rule)));
    }
    found
}

/// The row of a word that has one meaning, which is known by its text where an answer has one.
fn only(word: &str) -> Option<&'static Rule> {
    let mut rules = TABLE.iter().filter(|rule| !rule.code.is_empty() && same(rule.code, word));
    rules.next().filter(|_| rules.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found: Vec<_> =
            explain(text).into_iter().map(|(word, rule)| (word, rule.kind.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_and_texts() {
        check("SIGN_ERROR", &[("SIGN_ERROR", "account")]);
        check("signerror", &[("signerror", "account")]);
        check(
            r#"{"code":"FREQUENCY_LIMIT_EXCEED","message":"当天上传文件数已达上限"}"#,
            &[("FREQUENCY_LIMIT_EXCEED", "quota")],
        );
        check("FREQUENCY_LIMIT_EXCEED 操作过快", &[("FREQUENCY_LIMIT_EXCEED", "throttled")]);
        check(r#"{"code":"PARAM_ERROR","message":"文件为空"}"#, &[("PARAM_ERROR", "media")]);
        check("PARAM_ERROR", &[("PARAM_ERROR", "input")]);
        check("SYSTEM_ERROR", &[("SYSTEM_ERROR", "busy")]);
        check("RESOURCE_NOT_EXISTS: 无可用的平台证书", &[("RESOURCE_NOT_EXISTS", "permission")]);
        check("NOT_ENOUGH", &[("NOT_ENOUGH", "permission")]);
        check("40164", &[]);
        check("invalid credential, access_token is invalid or not latest", &[]);
    }
}
