//! From a number or a text that somebody met to what it means.

use crate::refusal::Row;

/// The rows of a platform's table that a text is about: a number alone, a whole reply or a line of a log. A number that is
/// in the table decides; without one, the platform's own words do, by `texts`: the first whose words (in lower case) are
/// found. A number in `err(…)` is none of them: it is the reason of a failed mass message. Empty if nothing is known.
#[must_use]
pub fn explain(table: &'static [Row], texts: &[(&str, i64)], text: &str) -> Vec<&'static Row> {
    let find = |code: i64| table.iter().find(|row| row.code == code);
    let lower = text.to_lowercase();
    let is_other = |c: char| !(c.is_ascii_digit() || c == '-');
    let reasonless = lower.split("err(").enumerate().map(|(n, part)| match n {
        0 => part,
        _ => part.trim_start_matches(|c: char| !is_other(c)),
    });
    let numbers =
        reasonless.flat_map(|part| part.split(is_other)).filter_map(|word| word.parse::<i64>().ok());
    let mut rows: Vec<&Row> = Vec::new();
    for row in numbers.filter_map(find) {
        if rows.iter().all(|known| known.code != row.code) {
            rows.push(row);
        }
    }
    if rows.is_empty() {
        rows.extend(texts.iter().find(|(words, _)| lower.contains(words)).and_then(|(_, code)| find(*code)));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::{Kind, row};

    const TABLE: &[Row] = &[
        row(-1, Kind::Busy, "", ""),
        row(40001, Kind::Token, "", ""),
        row(40007, Kind::Media, "", ""),
        row(20001, Kind::Content, "", ""),
    ];
    const TEXTS: &[(&str, i64)] = &[("invalid ip", 7), ("media_id", 40007), ("invalid", 40001)];

    #[test]
    fn numbers_decide_and_else_the_words_do() {
        let check = |text: &str, expected: &[i64]| {
            let codes: Vec<i64> = explain(TABLE, TEXTS, text).iter().map(|row| row.code).collect();
            assert_eq!(codes, expected, "{text}");
        };
        check("40001", &[40001]);
        check(r#"{"errcode":-1,"errmsg":"system error"}"#, &[-1]);
        check("40007, then 40001, then 40007 again", &[40007, 40001]);
        check("err(20001)", &[]);
        check("40001 err(20001) 40007", &[40001, 40007]);
        check("err(20001) and 20001", &[20001]);
        check("Invalid MEDIA_ID", &[40007]);
        check("invalid", &[40001]);
        check("invalid ip", &[]);
        check("404 invalid", &[40001]);
        check("something else", &[]);
    }
}
