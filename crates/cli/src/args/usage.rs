//! Help, the version, and what is wrong with a command line.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::chinese;
use crate::failure::Failure;
use crate::output::Output;

/// Prints it, and gives the exit status.
pub(crate) fn tell(mut error: clap::Error) -> ExitCode {
    if let Some(tip) = elsewhere(&error) {
        // In place of what is merely spelled like it.
        error.remove(ContextKind::SuggestedSubcommand);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    // The line could not be read, so whether it asks for JSON must be guessed.
    let json = std::env::args_os().take_while(|arg| arg != "--").any(|arg| arg == "--json");
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if !json || asked {
        show(&error);
        return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        // It would be the whole help.
        return Output::new(true).fail(&Failure::usage_hint("a command is missing", "see wxkit --help"), &[]);
    }
    let text = error.render().to_string();
    let (message, rest) = text.split_once("\n\n").unwrap_or((&text, ""));
    let message = message.trim_start_matches("error: ").trim();
    let hint = rest.lines().find_map(|line| line.trim().strip_prefix("tip: ")).unwrap_or("see wxkit --help");
    Output::new(true).fail(&Failure::usage_hint(message, hint), &[])
}

/// As the parser prints it, in the language of the user.
fn show(error: &clap::Error) {
    if !chinese::is_spoken() {
        let _ = error.print();
    } else if error.use_stderr() && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        eprint!("{}", chinese::say(&error.render().to_string()));
    } else {
        let text = help_in_chinese().unwrap_or_else(|| error.render().to_string());
        let _ = match error.use_stderr() {
            true => io::stderr().lock().write_all(text.as_bytes()),
            false => io::stdout().lock().write_all(text.as_bytes()),
        };
    }
}

/// The help that was asked for, in Chinese.
fn help_in_chinese() -> Option<String> {
    let asked = chinese::translate(super::english()).try_get_matches_from(std::env::args_os());
    asked.err().map(|error| chinese::say_for_parser(&error.render().to_string()))
}

/// What people of other tools look for at the top, and where it is here.
const HABITS: &[(&str, &str)] = &[
    ("version", "wxkit --version"),
    ("ls", "wxkit official draft list, material list or freepublish list"),
    ("list", "wxkit official draft list, material list or freepublish list"),
    ("rm", "wxkit official draft delete, material delete or freepublish delete"),
    ("delete", "wxkit official draft delete, material delete or freepublish delete"),
    ("download", "wxkit official media get, wxkit official material get or wxkit work media get"),
    ("get", "wxkit official media get, wxkit official material get or wxkit work media get"),
    ("upload", "wxkit official media upload, wxkit official material add or wxkit work media upload"),
    ("send", "wxkit official mass send or wxkit work send"),
    ("login", "set WXKIT_APPID and WXKIT_SECRET; wxkit --help names all settings"),
    ("init", "set WXKIT_APPID and WXKIT_SECRET; wxkit --help names all settings"),
];

/// Where the unknown command is: by the habits of other tools, or further down.
fn elsewhere(error: &clap::Error) -> Option<String> {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    let habit = HABITS.iter().find(|(known, _)| known == word).map(|(_, tip)| (*tip).to_owned());
    habit.or_else(|| {
        let mut found = Vec::new();
        find(&super::english(), word, "wxkit", &mut found);
        let (last, others) = found.split_last()?;
        Some(if others.is_empty() { last.clone() } else { format!("{} or {last}", others.join(", ")) })
    })
}

/// Commands of this name below another.
fn find(command: &clap::Command, word: &str, path: &str, found: &mut Vec<String>) {
    for sub in command.get_subcommands() {
        let path = format!("{path} {}", sub.get_name());
        if sub.get_name() == word {
            found.push(path.clone());
        }
        find(sub, word, &path, found);
    }
}
