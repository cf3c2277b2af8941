//! `wxkit explain`: what an error means, from the same tables as the errors.

use std::net::IpAddr;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;
use wxkit::official;
use wxkit::official::mass::MassFailure;
use wxkit::pay;
use wxkit::proto::Kind;
use wxkit::proto::refusal::Row;
use wxkit::work;

use crate::chinese;
use crate::failure::Failure;
use crate::input::read;
use crate::output::Answer;

/// Explain an error code or message from WeChat: what it means, who can fix it, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// A number such as 40164, or a text: a whole reply, or a line of a log, or - for standard input; for a mass message that failed, 'err(30003)'. With `official` before it, what it means to
    /// the official account (公众号) alone, with `work` to WeChat Work (企业微信), with `pay` to WeChat Pay (微信支付),
    /// whose errors are words: SIGN_ERROR.
    #[arg(required = true, allow_negative_numbers = true, value_name = "[PLATFORM] CODE|TEXT")]
    about: Vec<String>,
}

/// Who gives out numbers, and what they mean there. The same number means something else to each.
const PLATFORMS: &[(&str, Explainer)] = &[
    ("official", |text| [failed(&MassFailure::in_text(text)), numbered(&official::explain(text))].concat()),
    ("work", |text| numbered(&work::explain(text))),
    ("pay", |text| worded(&pay::explain(text))),
];

type Explainer = fn(&str) -> Vec<Meaning>;

#[derive(Serialize)]
struct Explained {
    explained: Vec<Meaning>,
}

/// What one number or word means on one platform.
#[derive(Clone, Serialize)]
struct Meaning {
    platform: &'static str,
    /// A number; a word where a platform has words; `err(30003)`, which is no errcode.
    code: Value,
    kind: &'static str,
    meaning: &'static str,
    who: &'static str,
    hint: &'static str,
    /// What belongs on the whitelist.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<IpAddr>,
}

/// The address that a text names, as `invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7` does.
fn address(text: &str) -> Option<IpAddr> {
    let words = text.split(|c: char| !(c.is_ascii_hexdigit() || matches!(c, '.' | ':')));
    let mut found = words.map(|word| word.trim_matches([':', '.'])).filter(|word| word.len() > 6);
    found.find_map(|word| word.parse().ok())
}

impl Explain {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let (platform, about) = match self.about.split_first() {
            Some((first, rest)) if !rest.is_empty() && PLATFORMS.iter().any(|(name, _)| name == first) => {
                (Some(first.as_str()), rest.join(" "))
            }
            _ => (None, self.about.join(" ")),
        };
        let about = match about.as_str() {
            "-" => String::from_utf8_lossy(&read(Path::new("-"))?).trim().to_owned(),
            _ => about,
        };
        let address = address(&about);
        let asked = PLATFORMS.iter().filter(|(name, _)| platform.is_none_or(|platform| platform == *name));
        let explained: Vec<_> = asked
            .flat_map(|(name, explain)| {
                let own = |found: &Meaning| found.kind == Kind::Whitelist.as_str();
                explain(&about).into_iter().map(move |found| Meaning {
                    platform: name,
                    address: address.filter(|_| own(&found)),
                    ..found
                })
            })
            .collect();
        let text = match explained.is_empty() {
            false => explained.iter().map(Meaning::lines).collect::<Vec<_>>().join("\n"),
            true if is_success(&about) => chinese::or("0: success", "0：成功").into(),
            true => {
                return Err(Failure::usage_hint(
                    format!("nothing is known about: {about}"),
                    "WeChat's support can tell by the rid of the request",
                ));
            }
        };
        Ok(Answer::new(&Explained { explained }, text))
    }
}

/// The rows of a platform whose refusals have numbers; which one is filled in where they are collected.
fn numbered(rows: &[&'static Row]) -> Vec<Meaning> {
    let meaning = |row: &&'static Row| Meaning {
        platform: "",
        code: row.code.into(),
        kind: row.kind.as_str(),
        meaning: if row.meaning.is_empty() { "listed by WeChat without an explanation" } else { row.meaning },
        who: row.kind.mender(),
        hint: row.hint,
        address: None,
    };
    rows.iter().map(meaning).collect()
}

/// Why a mass message failed, as the event of its end tells.
fn failed(reasons: &[MassFailure]) -> Vec<Meaning> {
    let meaning = |reason: &MassFailure| {
        let row = reason.row();
        let kind = row.map_or(Kind::Unknown, |row| row.kind);
        Meaning {
            platform: "",
            code: reason.to_string().into(),
            kind: kind.as_str(),
            meaning: row.map_or("the mass message failed; this reason is not documented", |row| row.meaning),
            who: kind.mender(),
            hint: row.map_or("", |row| row.hint),
            address: None,
        }
    };
    reasons.iter().map(meaning).collect()
}

/// The rows of a platform whose refusals have words.
fn worded(rows: &[(&str, &'static pay::errors::Rule)]) -> Vec<Meaning> {
    let meaning = |(word, rule): &(&str, &'static pay::errors::Rule)| Meaning {
        platform: "",
        code: (*word).into(),
        kind: rule.kind.as_str(),
        meaning: rule.meaning,
        who: rule.kind.mender(),
        hint: rule.hint,
        address: None,
    };
    rows.iter().map(meaning).collect()
}

/// Whether it is 0, or one of the texts that come with it: `submit success`, `preview success` and so on.
fn is_success(about: &str) -> bool {
    about.trim() == "0" || about.contains(" success")
}

impl Meaning {
    fn lines(&self) -> String {
        let Self { platform, code, kind, meaning, who, hint, address } = self;
        let address = address
            .map(|address| format!("\n  {}{address}", chinese::or("address: ", "要加入白名单的地址：")))
            .unwrap_or_default();
        let hint = if hint.is_empty() {
            String::new()
        } else {
            format!("\n  {}{}", chinese::or("how: ", "怎么处理："), chinese::say(hint))
        };
        let code = match code {
            // Some texts come with any number.
            Value::Number(number) if number.as_i64() == Some(0) => String::new(),
            Value::String(word) => format!("{word} "),
            number => format!("{number} "),
        };
        format!(
            "{platform}: {code}({kind}): {}\n  {}{}{address}{hint}",
            chinese::say(meaning),
            chinese::or("who: ", "由谁处理："),
            chinese::say(who)
        )
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn check(about: &[&str]) -> Result<Answer, Failure> {
        Explain { about: about.iter().copied().map(str::to_owned).collect() }.run()
    }

    #[test]
    fn for_people_and_for_programs() {
        let answer = check(&["reach max api daily quota limit"]).unwrap();
        expect![[r#"
            official: 45009 (quota): the daily quota of this interface is used up
              who: time, or whoever may clear the quota
              how: it is full again at midnight China time, or after `wxkit official clear-quota`, a few times a month; the publish library takes 200 articles a day, and deleting gives none back"#]].assert_eq(answer.text());
        expect![[r#"{"explained":[{"platform":"official","code":-1,"kind":"busy","meaning":"WeChat is busy","who":"time: wait, then repeat","hint":"try again in a while"}]}"#]].assert_eq(check(&["official", "-1"]).unwrap().json());
        expect![[r#"
            official: (state): the article was submitted before
              who: nobody has to: it was done already, or the state has to change first
              how: ask for its status with `wxkit official article query`"#]]
        .assert_eq(check(&["official", "abnormal status"]).unwrap().text());
        assert!(check(&["99"]).is_err());
    }

    #[test]
    fn why_a_mass_message_failed() {
        let text = |about: &str| check(&[about]).unwrap().text().to_owned();
        expect![[r#"
            official: err(30003) (content): it was judged a reprint (转载), and a reprint was to stop the message
              who: the author
              how: send it again with send_ignore_reprint, if its author permits reprints"#]].assert_eq(&text("err(30003)"));
        // None of these numbers is an errcode, on any platform.
        assert!(text("err(40001)").starts_with("official: err(40001) (permission): an administrator"));
        assert_eq!(text("err(40001)").lines().count(), 3);
        assert!(text("err(99999)").contains("is not documented"));
    }

    #[test]
    fn errors_that_are_words() {
        let answer = check(&["pay", "RULE_LIMIT"]).unwrap();
        expect![[r#"
            pay: RULE_LIMIT (permission): a rule of the platform forbids it
              who: the administrator of the account, in the console
              how: see the text for which"#]]
        .assert_eq(answer.text());
        assert_eq!(check(&["RULE_LIMIT"]).unwrap().text(), answer.text());
    }

    #[test]
    fn a_platform_may_be_named() {
        let text = |about: &[&str]| check(about).unwrap().text().to_owned();
        let (official, work) = (text(&["official", "40066"]), text(&["work", "40066"]));
        expect![[r#"
            work: 40066 (receiver): the list of departments is not valid
              who: the receiver"#]]
        .assert_eq(&work);
        assert_eq!(text(&["40066"]), format!("{official}\n{work}"));
        assert!(check(&["official"]).is_err() && check(&["official", "99"]).is_err());
    }

    #[test]
    fn the_address_for_the_whitelist_is_repeated() {
        let reply = r#"{"errcode":40164,"errmsg":"invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 1"}"#;
        let answer = check(&["official", reply]).unwrap();
        assert!(answer.text().contains("\n  address: 203.0.113.7\n"), "{}", answer.text());
        assert!(answer.json().contains(r#""address":"203.0.113.7""#));
    }

    #[test]
    fn a_success_is_one() {
        for about in ["0", "submit success"] {
            assert_eq!(check(&[about]).unwrap().text(), "0: success");
        }
        assert_eq!(check(&["0"]).unwrap().json(), r#"{"explained":[]}"#);
    }
}
