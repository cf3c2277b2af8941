//! `wxkit config`: which settings count, and where they stand.

use serde::Serialize;

use crate::chinese::say;
use crate::console::Console;
use crate::failure::Failure;
use crate::global::Global;
use crate::output::Answer;
use crate::settings::{self, Overview, ReadFile, Shown};

/// Show the configuration file and each setting, its value and where it comes from; secrets are hidden.
#[derive(Debug, clap::Args)]
pub(crate) struct Config {}

#[derive(Serialize)]
struct Wire {
    file: Option<ReadFile>,
    settings: Vec<Shown>,
}

impl Config {
    pub(super) fn run(self, global: &Global, console: &Console) -> Result<Answer, Failure> {
        let Overview { file, origin, settings, warnings } = settings::overview(global)?;
        warnings.iter().for_each(|warning| console.warn(warning));
        let lines: Vec<String> = settings.iter().map(line).collect();
        let text = format!("{}\n{}", say(&origin), lines.join("\n"));
        Ok(Answer::new(&Wire { file, settings }, text))
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
