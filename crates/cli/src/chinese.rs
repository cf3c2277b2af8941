//! The command in Chinese, where the locale is Chinese. Kinds of errors, keys of JSON and logs stay as they are.

mod texts;

use std::sync::OnceLock;

use clap::{Arg, ArgAction, Command};

use texts::{COMMANDS, FLAGS, MENDERS};

/// Whether people are spoken to in Chinese: `WXKIT_LANG`, else the locale of the messages.
pub(crate) fn is_spoken() -> bool {
    static SPOKEN: OnceLock<bool> = OnceLock::new();
    *SPOKEN.get_or_init(|| is_chinese(&|name| std::env::var(name).ok()))
}

fn is_chinese(env: &dyn Fn(&str) -> Option<String>) -> bool {
    let names = ["WXKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
    let mut set = names.iter().filter_map(|name| env(name)).filter(|value| !value.is_empty());
    set.next().is_some_and(|value| value.to_ascii_lowercase().starts_with("zh"))
}

/// One of two words.
pub(crate) fn or(english: &'static str, chinese: &'static str) -> &'static str {
    if is_spoken() { chinese } else { english }
}

/// Who can mend something.
pub(crate) fn mender(english: &'static str) -> &'static str {
    if is_spoken() { find(MENDERS, english).unwrap_or(english) } else { english }
}

/// The definition of the command with its summaries in Chinese; what is not translated stays.
pub(crate) fn translate(command: Command) -> Command {
    let summary = command.get_about().map(ToString::to_string).unwrap_or_default();
    let long = command.get_long_about().map(ToString::to_string);
    let command = match find(COMMANDS, &summary) {
        None => command,
        Some(chinese) => {
            // The details behind the summary.
            let details = long.as_deref().and_then(|long| Some(long.split_once("\n\n")?.1));
            let long = details.map(|details| format!("{chinese}\n\n{details}"));
            let command = command.about(chinese);
            match long {
                Some(long) => command.long_about(long),
                None => command.long_about(chinese),
            }
        }
    };
    command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .mut_args(|arg| {
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            let heading = match arg.get_help_heading() {
                Some("Everywhere") => "通用选项",
                _ if arg.is_positional() => "参数",
                _ => "选项",
            };
            let arg = arg.help_heading(heading);
            match find(FLAGS, &help) {
                Some(chinese) => arg.help(chinese).long_help(chinese),
                None => arg,
            }
        })
        .disable_help_flag(true)
        .arg(help())
        .mut_subcommands(translate)
}

fn help() -> Arg {
    Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示帮助").help_heading("选项")
}

const TEMPLATE: &str = "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

fn find(table: &[(&str, &'static str)], english: &str) -> Option<&'static str> {
    let english = english.trim_end_matches('.');
    table.iter().find(|(known, _)| *known == english).map(|(_, chinese)| *chinese)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::english;

    /// The summary of each command, and the help of what is understood everywhere.
    fn texts(command: &Command, found: &mut Vec<(bool, String)>) {
        for sub in command.get_subcommands() {
            let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
            found.push((find(COMMANDS, &about).is_some(), about));
            texts(sub, found);
        }
    }

    #[test]
    fn every_summary_has_its_translation() {
        let definition = english();
        let mut found = Vec::new();
        texts(&definition, &mut found);
        for arg in definition.get_arguments().filter(|arg| arg.is_global_set()) {
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            found.push((find(FLAGS, &help).is_some(), help));
        }
        let missing: Vec<_> =
            found.into_iter().filter(|(is_there, _)| !is_there).map(|(_, text)| text).collect();
        assert!(missing.is_empty(), "no Chinese for:\n{}", missing.join("\n"));
    }

    #[test]
    fn every_mender_has_its_translation() {
        use wxkit::proto::Kind;
        let kinds = [
            Kind::Token,
            Kind::Busy,
            Kind::Quota,
            Kind::Input,
            Kind::Content,
            Kind::Permission,
            Kind::State,
            Kind::Receiver,
            Kind::Unknown,
            Kind::Local,
            Kind::Transport,
            Kind::Untrusted,
            Kind::OutcomeUnknown,
            Kind::Review,
        ];
        for kind in kinds {
            assert!(find(MENDERS, kind.mender()).is_some(), "no Chinese for: {}", kind.mender());
        }
    }

    #[test]
    fn the_locale_decides_unless_it_is_overridden() {
        let check = |set: &[(&str, &str)]| {
            is_chinese(&|name| {
                set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert!(check(&[("LANG", "zh_CN.UTF-8")]));
        assert!(check(&[("LC_ALL", ""), ("LC_MESSAGES", "zh_TW"), ("LANG", "en_US.UTF-8")]));
        assert!(!check(&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")]));
        assert!(!check(&[("WXKIT_LANG", "en"), ("LC_ALL", "zh_CN.UTF-8")]));
        assert!(check(&[("WXKIT_LANG", "zh"), ("LC_ALL", "C")]));
        assert!(!check(&[]));
    }
}
