//! The command in Chinese, where the locale is Chinese. Kinds of errors, keys of JSON and logs stay as they are, and so do the
//! texts in JSON: programs read the same everywhere.
//!
//! Libraries and commands speak English; [`say`] finds the Chinese sentence for theirs in the lists beside this file. A test
//! reads the sources, and fails for a sentence that is in none of them.

mod phrases;
#[cfg(test)]
mod sources;

use std::borrow::Cow;
use std::sync::OnceLock;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, Command};

use phrases::Phrases;

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

/// What people read, in their language.
pub(crate) fn say(english: &str) -> Cow<'_, str> {
    match is_spoken() {
        true => Phrases::all().say(english).into(),
        false => english.into(),
    }
}

/// The definition of the command with all its texts in Chinese. It is for showing: values are not read as their types.
pub(crate) fn translate(command: Command) -> Command {
    let command = match (command.get_about().map(chinese), command.get_long_about().map(chinese)) {
        (Some(about), Some(long)) => command.about(about).long_about(long),
        (Some(about), None) => command.about(about),
        (None, _) => command,
    };
    let after = match command.get_name() {
        "wxkit" => Some(SETTINGS.to_owned()),
        _ => command.get_after_help().map(|text| Phrases::all().lines(&text.to_string())),
    };
    let command = match after {
        Some(after) => command.after_help(after),
        None => command,
    };
    let command = match command.get_version() {
        Some(_) => command.disable_version_flag(true).arg(version()),
        None => command,
    };
    command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .mut_args(argument)
        .disable_help_flag(true)
        .arg(help())
        .mut_subcommands(translate)
}

fn argument(arg: Arg) -> Arg {
    let heading = match arg.get_help_heading() {
        Some(heading) => chinese(heading),
        None if arg.is_positional() => "参数".into(),
        None => "选项".into(),
    };
    let (short, long) = (arg.get_help().map(chinese), arg.get_long_help().map(chinese));
    let values = arg.get_possible_values();
    let arg = arg.help_heading(heading);
    let arg = match (short, long) {
        (Some(short), Some(long)) => arg.help(short).long_help(long),
        (Some(short), None) => arg.help(short),
        (None, _) => arg,
    };
    if values.iter().all(|value| value.get_help().is_none()) {
        return arg;
    }
    arg.value_parser(PossibleValuesParser::new(values.into_iter().map(|value| {
        let shown = PossibleValue::new(value.get_name().to_owned()).hide(value.is_hide_set());
        match value.get_help() {
            Some(help) => shown.help(chinese(help)),
            None => shown,
        }
    })))
}

/// The help, with those words in Chinese that the parser puts in by itself.
pub(crate) fn say_for_parser(help: &str) -> String {
    let headed = help.lines().map(|line| match line.strip_suffix(':') {
        Some(heading) if !line.starts_with(' ') => format!("{heading}：\n"),
        _ => format!("{line}\n"),
    });
    PARSER.iter().fold(headed.collect(), |help: String, (english, chinese)| help.replace(english, chinese))
}

const PARSER: &[(&str, &str)] = &[
    ("Print this message or the help of the given subcommand(s)", "显示某个命令的帮助"),
    ("[default: ", "[默认："),
    ("[possible values: ", "[可选值："),
    ("Possible values:", "可选值："),
];

fn chinese(english: impl ToString) -> String {
    Phrases::all().say(&english.to_string())
}

fn help() -> Arg {
    Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示帮助").help_heading("选项")
}

fn version() -> Arg {
    Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version)
        .help("显示版本")
        .help_heading("选项")
}

const TEMPLATE: &str = "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// What stands below the help of the whole command; the English text is beside it.
const SETTINGS: &str = include_str!("args/settings.zh.txt");

#[cfg(test)]
mod tests {
    use super::*;

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
