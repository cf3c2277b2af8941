//! What can be typed.

#[cfg(test)]
mod pages;

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, CommandFactory as _, FromArgMatches as _, Parser};

use crate::chinese;
use crate::command::Command;

/// Publish articles and move media on WeChat (微信).
#[derive(Debug, Parser)]
#[command(name = "wxkit", version, arg_required_else_help = true, after_help = SETTINGS)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What is understood everywhere, before and behind the name of a command.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// Run against a sandbox inside this process; nothing leaves this machine.
    #[arg(long, global = true, conflicts_with = "base_url")]
    pub(crate) sandbox: bool,
    /// Send everything to this address in place of WeChat's own.
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Trust the certificate authorities in this PEM file as well.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Allow plain http to this host; may be given several times.
    #[arg(long, global = true, value_name = "HOST")]
    pub(crate) allow_http: Vec<String>,
    /// First pause between two queries of a review (审核), such as 10 or 30s; it grows to a minute. [default: 10]
    #[arg(long, global = true, value_name = "TIME", value_parser = pause)]
    pub(crate) poll: Option<Duration>,
    /// Take settings from this profile of the configuration file.
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Read this configuration file.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Print one JSON object on standard output, and errors as one on standard error.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Show no bars and no notes.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Say which settings are used, and log every request by method and path with its time; -vv logs more.
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

impl Args {
    /// What was typed.
    pub(crate) fn read() -> Result<Self, clap::Error> {
        let mut definition = english();
        let matches = definition.try_get_matches_from_mut(std::env::args_os())?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut definition))
    }
}

/// The help that was asked for, in Chinese.
pub(crate) fn help_in_chinese() -> Option<String> {
    let asked = chinese::translate(english()).try_get_matches_from(std::env::args_os());
    asked.err().map(|error| chinese::say_for_parser(&error.render().to_string()))
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

/// A span of time: seconds, or with `s`, `m` or `h` behind it; fractions allowed.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let (number, unit) = match text.strip_suffix(['s', 'm', 'h']) {
        Some(number) if text.ends_with('m') => (number, 60.0),
        Some(number) if text.ends_with('h') => (number, 3600.0),
        Some(number) => (number, 1.0),
        None => (text, 1.0),
    };
    let span = number.parse::<f64>().ok().and_then(|n| Duration::try_from_secs_f64(n * unit).ok());
    span.filter(|span| *span <= LONGEST).ok_or_else(|| {
        "must be a number of seconds, such as 10 or 0.5, or a time such as 30s, 5m or 2h".into()
    })
}

/// A span of time without fractions.
pub(crate) fn whole_seconds(text: &str) -> Result<u32, String> {
    let span = seconds(text)?;
    let whole = u32::try_from(span.as_secs()).ok().filter(|_| span.subsec_nanos() == 0 && !span.is_zero());
    whole.ok_or_else(|| "must be whole seconds, 1 at least, such as 10, 5m or 2h".into())
}

/// A pause between two questions: more than nothing.
pub(crate) fn pause(text: &str) -> Result<Duration, String> {
    match seconds(text)? {
        Duration::ZERO => Err("must be more than 0".into()),
        span => Ok(span),
    }
}

/// A year: further on, adding to the time of day could fail somewhere.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

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

    #[test]
    fn spans_of_time() {
        assert_eq!(seconds("0.25"), Ok(Duration::from_millis(250)));
        assert_eq!(seconds("0"), Ok(Duration::ZERO));
        for (text, span) in [("90", 90), ("30s", 30), ("1.5m", 90), ("2h", 7200)] {
            assert_eq!(seconds(text), Ok(Duration::from_secs(span)), "{text}");
        }
        for wrong in ["", "x", "-1", "NaN", "inf", "1e99", "10x", "s", "9000h", "1 m"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
        assert!(pause("0").is_err());
    }
}
