//! Every sentence that people can read has its translation.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::phrases::Phrases;
use crate::args::english;

/// Whose texts reach people through the command.
const CRATES: [&str; 12] = [
    "article",
    "callback",
    "cli",
    "client",
    "official",
    "pay",
    "picture",
    "proto",
    "structure",
    "token",
    "work",
    "wxkit",
];

/// What reads like a sentence and is not shown to people: a line each.
const NOT_SHOWN: &str = include_str!("not_shown.txt");

/// What is said to programmers.
const FOR_PROGRAMMERS: [&str; 9] =
    ["assert", "debug", "debug_assert", "error", "expect", "info", "trace", "unreachable", "warn_span"];

#[test]
fn every_sentence_of_the_sources_has_its_translation() {
    let not_shown: BTreeSet<&str> = NOT_SHOWN.lines().collect();
    let sentences = sentences();
    let missing = sentences
        .iter()
        .filter(|(sentence, _)| !Phrases::all().has(sentence) && !not_shown.contains(sentence.as_str()));
    let missing: Vec<_> =
        missing.map(|(sentence, place)| format!("{}: {sentence:?}", place.display())).collect();
    assert!(
        missing.is_empty(),
        "write these into a list in crates/cli/src/chinese with their Chinese sentence, or into not_shown.txt if nobody \
         reads them:\n{}",
        missing.join("\n")
    );
}

/// A text that has gone or changed leaves its translation behind.
#[test]
fn every_translation_has_its_sentence() {
    let mut help = Vec::new();
    help_of(&english(), &mut help);
    let mut said: BTreeSet<String> = help.iter().map(|text| text.trim_end_matches('.').to_owned()).collect();
    files(&mut |_, tokens| texts(tokens, &mut said));
    let gone: BTreeSet<String> = Phrases::ours().filter(|english| !said.contains(english)).collect();
    let gone: Vec<_> = gone.iter().map(|english| format!("{english:?}")).collect();
    assert!(gone.is_empty(), "remove these from the lists in crates/cli/src/chinese:\n{}", gone.join("\n"));
}

#[test]
fn every_text_of_the_help_has_its_translation() {
    let mut texts = Vec::new();
    help_of(&english(), &mut texts);
    let missing: BTreeSet<_> = texts.into_iter().filter(|text| !Phrases::all().has(text)).collect();
    let missing: Vec<_> = missing.into_iter().map(|text| format!("{text:?}")).collect();
    assert!(
        missing.is_empty(),
        "write these into help.toml with their Chinese text:\n{}",
        missing.join("\n")
    );
}

fn help_of(command: &clap::Command, texts: &mut Vec<String>) {
    let mut all = vec![command.get_about(), command.get_long_about()];
    let values: Vec<_> = command.get_arguments().flat_map(clap::Arg::get_possible_values).collect();
    for arg in command.get_arguments() {
        all.extend([arg.get_help(), arg.get_long_help()]);
        texts.extend(arg.get_help_heading().map(str::to_owned));
    }
    all.extend(values.iter().map(clap::builder::PossibleValue::get_help));
    if command.get_name() != "wxkit" {
        let below = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let below =
            below.lines().map(|line| line.trim().trim_end_matches('.')).filter(|line| is_sentence(line));
        texts.extend(below.filter(|line| !line.starts_with("wxkit")).map(str::to_owned));
    }
    for text in all.into_iter().flatten() {
        texts.extend(text.to_string().lines().filter(|line| !line.is_empty()).map(str::to_owned));
    }
    command.get_subcommands().for_each(|sub| help_of(sub, texts));
}

/// The sentences of all crates with places to fill in as `{}`, and a file where each stands.
fn sentences() -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    files(&mut |path, tokens| {
        let mut texts = Vec::new();
        literals(tokens, &mut texts);
        for text in texts {
            found.entry(text).or_insert_with(|| path.to_owned());
        }
    });
    found
}

/// Reads the sources of all crates.
fn files(read: &mut dyn FnMut(&Path, TokenStream)) {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for name in CRATES {
        folder(&crates.join(name).join("src"), read);
    }
}

fn folder(path: &Path, read: &mut dyn FnMut(&Path, TokenStream)) {
    for entry in std::fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if matches!(name, "tests" | "testing" | "manual" | "sources" | "register") {
            continue;
        }
        if path.is_dir() {
            folder(&path, read);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            read(&path, std::fs::read_to_string(&path).unwrap().parse().unwrap());
        }
    }
}

/// All literals, wherever they stand.
fn texts(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => texts(group.stream(), found),
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    found.extend(text.value().lines().map(template));
                }
            }
            _ => {}
        }
    }
}

/// The literals that read like sentences, outside of attributes and tests.
fn literals(tokens: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rest = tokens.as_slice();
    while let [first, others @ ..] = rest {
        rest = others;
        match (first, others) {
            (TokenTree::Punct(hash), [TokenTree::Group(attribute), behind @ ..])
                if hash.as_char() == '#' && attribute.delimiter() == Delimiter::Bracket =>
            {
                rest = behind;
                if attribute.stream().to_string().replace(' ', "").starts_with("cfg(test)") {
                    let end = behind.iter().position(ends_item).map_or(behind.len(), |at| at + 1);
                    rest = &behind[end..];
                }
            }
            (TokenTree::Punct(hash), [TokenTree::Punct(_), TokenTree::Group(_), behind @ ..])
                if hash.as_char() == '#' =>
            {
                rest = behind;
            }
            (TokenTree::Ident(name), _) if FOR_PROGRAMMERS.contains(&name.to_string().as_str()) => {
                let called = others.iter().take(2).position(|token| matches!(token, TokenTree::Group(_)));
                if let Some(at) = called.filter(|at| *at == 0 || is_bang(&others[0])) {
                    rest = &others[at + 1..];
                }
            }
            (TokenTree::Group(group), _) => literals(group.stream(), found),
            (TokenTree::Literal(literal), _) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    found.extend(text.value().lines().map(template).filter(|text| is_sentence(text)));
                }
            }
            _ => {}
        }
    }
}

fn is_bang(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(bang) if bang.as_char() == '!')
}

fn ends_item(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(end) => end.as_char() == ';',
        _ => false,
    }
}

/// With `{}` for whatever is filled in, and without a full stop.
fn template(text: &str) -> String {
    let mut template = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        template.push(c);
        if matches!(c, '{' | '}') && chars.next_if_eq(&c).is_none() && c == '{' {
            chars.by_ref().find(|c| *c == '}');
            template.push('}');
        }
    }
    template.trim().trim_end_matches('.').to_owned()
}

/// Two words at least, one of which holds a sentence together: names of tags, properties and columns have none.
fn is_sentence(text: &str) -> bool {
    const JOINING: &str = " the is are was were be has have had not no must cannot could may can do does did this that it its and \
        or with without of for into than there what which who one all each every only more at as if when nothing ";
    let text = text.replace("{}", " ");
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || ",.;:()'`".contains(c)).collect();
    let is_word = |word: &&&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_alphabetic());
    let joins = |word: &&str| JOINING.contains(&format!(" {} ", word.to_lowercase()));
    !text.starts_with(['<', '-'])
        && words.iter().filter(is_word).count() > 1
        && words.iter().filter(|word| !word.is_empty()).any(joins)
}
