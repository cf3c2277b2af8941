//! `wxkit config`: which settings count, and where they stand.

use serde::Serialize;

use crate::chinese::say;
use crate::failure::Failure;
use crate::global::Global;
use crate::output::Answer;
use crate::settings::{self, Shown};

/// Show each setting, its value and where it comes from; secrets are hidden.
#[derive(Debug, clap::Args)]
pub(crate) struct Config {}

#[derive(Serialize)]
struct Wire<'a> {
    settings: &'a [Shown],
}

impl Config {
    pub(super) fn run(self, global: &Global) -> Result<Answer, Failure> {
        let settings = settings::overview(global)?;
        let lines: Vec<String> = settings.iter().map(line).collect();
        Ok(Answer::new(&Wire { settings: &settings }, lines.join("\n")))
    }
}

fn line(Shown { key, variable, value, from, ignored }: &Shown) -> String {
    let value = value.as_deref().map_or_else(|| say("not set"), Into::into);
    let from = from.as_ref().map(|from| say(&format!(" (from {from})")).into_owned()).unwrap_or_default();
    let ignored = match ignored {
        true => say(&format!("; {variable} of the environment does not count here")).into_owned(),
        false => String::new(),
    };
    format!("{key} = {value}{from}{ignored}")
}
