//! What can be typed.

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
    /// First pause between two questions for a review (审核), such as 10 or 30s; it grows to a minute. [default: 10]
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
        let mut definition = definition();
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

/// A pause between two questions: more than nothing.
pub(crate) fn pause(text: &str) -> Result<Duration, String> {
    match seconds(text)? {
        Duration::ZERO => Err("must be more than 0".into()),
        span => Ok(span),
    }
}

/// A year: further on, adding to the time of day could fail somewhere.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

const SETTINGS: &str = "\
Settings come from flags, then from the environment, then from [profiles.NAME] of config.toml, where the keys are the
names of the variables in lower case without WXKIT_:
  WXKIT_APPID, WXKIT_SECRET  the official account (公众号); secrets have no flags
  WXKIT_CORPID, WXKIT_CORPSECRET, WXKIT_AGENTID
                             an application of WeChat Work (企业微信)
  WXKIT_ROBOT_KEY            the key of a group robot (群机器人)
  WXKIT_CALLBACK_TOKEN, WXKIT_CALLBACK_AES_KEY
                             what the console of the official account shows for its events (消息推送)
  WXKIT_WORK_CALLBACK_TOKEN, WXKIT_WORK_CALLBACK_AES_KEY
                             the same of WeChat Work
  WXKIT_MCHID, WXKIT_MCH_SERIAL, WXKIT_MCH_KEY
                             the merchant (微信支付): number, serial number of its API certificate, file of its private key
                             (apiclient_key.pem)
  WXKIT_MCH_CERT             file of that certificate; the two above are checked against it
  WXKIT_PAY_PUBLIC_KEY, WXKIT_PAY_PUBLIC_KEY_ID
                             the platform's public key (微信支付公钥): file, and id PUB_KEY_ID_…
  WXKIT_APIV3_KEY            32 characters; needed for the platform's certificates, if there is no public key
  WXKIT_BASE_URL, WXKIT_CA, WXKIT_POLL
  WXKIT_PROFILE, WXKIT_CONFIG, WXKIT_LOG
                             in place of --profile, --config and -v; WXKIT_LOG is error, warn, info, debug or trace
  WXKIT_VIA                  the way to publish; what an article says as via: stands between this and the profile
  WXKIT_THEME, WXKIT_ACCENT  how articles look; as above, what an article says stands between this and the profile
  WXKIT_TOKEN_KIND           stable (default) or token
  WXKIT_TOKEN_STORE          memory (default), file:FOLDER for the processes of a machine, or
                             redis://[:PASSWORD@]HOST[:PORT][/DATABASE] (rediss:// with TLS) for many machines
  WXKIT_TOKEN_URL            a token server (中控服务器) in place of WXKIT_SECRET: GET URL answers with
                             {\"access_token\",\"expires_in\"}; WXKIT_TOKEN_KEY is sent as its bearer key
  WXKIT_STATE                the folder of the journals, which let a run continue where another stopped, and of the
                             register of ids, which notices an id of the wrong kind

Exit status: 0 done, 1 other or local, 2 wrong usage or input and nothing was sent, 3 refused by WeChat or answered with
something else, 4 network or WeChat busy, may be repeated, 5 review failed or not ended in time, 6 outcome unknown, 130 Ctrl-C.";

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
