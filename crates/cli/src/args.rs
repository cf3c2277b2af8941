//! What can be typed.

#[cfg(test)]
mod pages;
pub(crate) mod usage;

use clap::{CommandFactory as _, FromArgMatches as _, Parser};

use crate::chinese;
use crate::command::Command;
use crate::global::Global;

/// Publish articles and move media on WeChat (微信).
#[derive(Debug, Parser)]
#[command(name = "wxkit", version, arg_required_else_help = true, after_help = SETTINGS)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Args {
    /// What was typed.
    pub(crate) fn read() -> Result<Self, clap::Error> {
        let mut definition = english();
        let matches = definition.try_get_matches_from_mut(std::env::args_os())?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut definition))
    }
}

/// All that can be typed, with the words that people bring from other tools.
pub(crate) fn definition() -> clap::Command {
    if chinese::is_spoken() { chinese::translate(english()) } else { english() }
}

/// The same as it is written here.
pub(crate) fn english() -> clap::Command {
    // They stand on the long page of each command, and not on the short one.
    with_habits(Args::command().mut_args(|arg| arg.hide_short_help(true)))
}

/// A word of this command, and others that mean the same; these work and are not shown.
const HABITS: &[(&str, &[&str])] = &[
    ("list", &["ls"]),
    ("delete", &["rm", "remove"]),
    ("get", &["download", "fetch", "show"]),
    ("add", &["create"]),
    ("query", &["status"]),
    ("status", &["query"]),
];

fn with_habits(command: clap::Command) -> clap::Command {
    command.mut_subcommands(|sub| {
        let others = HABITS.iter().find(|(word, _)| *word == sub.get_name());
        with_habits(sub).aliases(others.map_or(&[][..], |(_, others)| *others))
    })
}

/// What stands below the help of the whole command; the Chinese text is beside it.
const SETTINGS: &str = include_str!("args/settings.txt");

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[test]
    fn the_definition_holds() {
        definition().debug_assert();
    }

    #[test]
    fn flags_stand_before_and_behind_the_command() {
        for line in ["wxkit --sandbox --json publish a", "wxkit publish --sandbox a --json"] {
            let args = Args::try_parse_from(line.split(' ')).unwrap();
            assert!(args.global.sandbox && args.global.json, "{line}");
        }
    }

    #[test]
    fn an_id_may_begin_with_a_hyphen() {
        for id in ["-kV8", "--kV8", "-qvX", "-"] {
            let args =
                Args::try_parse_from(["wxkit", "official", "article", "delete", id, "--all", "--json"])
                    .unwrap();
            assert!(
                args.global.json && format!("{:?}", args.command).contains(&format!("{id:?}")),
                "{args:?}"
            );
        }
    }
}
