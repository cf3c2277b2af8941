//! `wxkit explain`: what an error means, from the same table as the errors.

use serde::Serialize;
use wxkit::official;
use wxkit::proto::Row;
use wxkit::work;

use crate::failure::Failure;
use crate::output::Answer;

/// Say what a number or a text of WeChat's means, who can mend it, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// A number such as 40164, or a text: a whole reply, or a line of a log.
    #[arg(required = true, allow_negative_numbers = true, value_name = "CODE|TEXT")]
    about: Vec<String>,
    /// By the table of WeChat Work (企业微信), where the same number means something else.
    #[arg(long)]
    work: bool,
}

#[derive(Serialize)]
struct Explained<'a> {
    explained: &'a [Wire<'a>],
}

#[derive(Serialize)]
struct Wire<'a> {
    code: i64,
    kind: &'a str,
    meaning: &'a str,
    who: &'a str,
    hint: &'a str,
}

impl Explain {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let about = self.about.join(" ");
        let rows = if self.work { work::explain(&about) } else { official::explain(&about) };
        if rows.is_empty() {
            return Err(Failure::usage_hint(
                format!("nothing is known about: {about}"),
                "WeChat's support can tell by the rid of the request",
            ));
        }
        let found: Vec<_> = rows.iter().map(|row| wire(row)).collect();
        Ok(Answer::new(&Explained { explained: &found }, lines(&found)))
    }
}

fn wire(row: &Row) -> Wire<'static> {
    let meaning =
        if row.meaning.is_empty() { "listed by WeChat without an explanation" } else { row.meaning };
    Wire { code: row.code, kind: row.kind.as_str(), meaning, who: row.kind.mender(), hint: row.hint }
}

fn lines(found: &[Wire<'_>]) -> String {
    let paragraphs = found.iter().map(|Wire { code, kind, meaning, who, hint }| {
        let hint = if hint.is_empty() { String::new() } else { format!("\n  how: {hint}") };
        format!("{code} ({kind}): {meaning}\n  who: {who}{hint}")
    });
    paragraphs.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn check(about: &str) -> Result<Answer, Failure> {
        Explain { about: vec![about.into()], work: false }.run()
    }

    #[test]
    fn for_people_and_for_programs() {
        let answer = check("reach max api daily quota limit").unwrap();
        expect![[r#"
            45009 (quota): the daily quota of this interface is used up
              who: time, or whoever may clear the quota
              how: it is full again at midnight China time; the publish library takes 200 articles a day, and deleting gives none back"#]]
        .assert_eq(answer.text());
        expect![[r#"{"explained":[{"code":-1,"kind":"busy","meaning":"WeChat is busy","who":"time: wait, then repeat","hint":"try again in a while"}]}"#]]
            .assert_eq(check("-1").unwrap().json());
        assert!(check("99").is_err());
    }
}
