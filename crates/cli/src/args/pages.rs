//! Every page of the help, as it is printed: one file for each language, written anew with `UPDATE_EXPECT=1`.

use clap::Command;
use expect_test::{ExpectFile, expect_file};

use super::english;
use crate::chinese;

#[test]
fn pages_in_english() {
    check(english(), str::to_owned, &expect_file!["../../tests/help/en.txt"]);
}

#[test]
fn pages_in_chinese() {
    let file = expect_file!["../../tests/help/zh.txt"];
    check(chinese::translate(english()), chinese::say_for_parser, &file);
}

fn check(definition: Command, words: fn(&str) -> String, file: &ExpectFile) {
    let mut definition = definition.term_width(0);
    definition.build();
    let mut pages = String::new();
    page(&definition, "wxkit", words, &mut pages);
    file.assert_eq(&pages);
}

fn page(command: &Command, name: &str, words: fn(&str) -> String, pages: &mut String) {
    // What is understood everywhere stands on the first page alone.
    let mut shown = match name.contains(' ') {
        true => command.clone().mut_args(|arg| if arg.is_global_set() { arg.hide(true) } else { arg }),
        false => command.clone().version("VERSION"),
    };
    let help = words(&shown.render_long_help().to_string());
    let lines: Vec<_> = help.trim().lines().map(str::trim_end).collect();
    *pages += &format!("==== {name}\n{}\n\n", lines.join("\n"));
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        page(sub, &format!("{name} {}", sub.get_name()), words, pages);
    }
}

/// A variable that is explained in one language is explained in the other.
#[test]
fn both_languages_name_the_same_settings() {
    let names = |text: &'static str| {
        let words = text.split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'));
        words.filter(|word| word.starts_with("WXKIT_")).collect::<Vec<_>>()
    };
    assert_eq!(names(include_str!("settings.txt")), names(include_str!("settings.zh.txt")));
}
