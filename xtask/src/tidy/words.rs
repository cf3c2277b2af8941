//! No leftovers, no path of somebody's machine.

use super::Finding;
use super::tree::File;

/// In parts, or this file would find itself.
const WORDS: [&str; 12] = [
    concat!("/", "work/"),
    concat!("/", "root/"),
    concat!("/", "home/"),
    concat!("/", "tmp/target"),
    concat!("to", "do!("),
    concat!("un", "implemented!("),
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("db", "g!("),
    concat!("#[", "ignore"),
    concat!("#[allow(", "dead_code"),
];

/// What people and fuzzers wrote there may hold anything.
const DATA: [&str; 2] = ["tests/articles/", "tests/fuzz/corpus/"];

/// Finds the words that must not go in.
pub(super) fn check(file: &File) -> Vec<Finding> {
    if DATA.iter().any(|folder| file.path.starts_with(folder)) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(file.text.lines()) {
        for word in WORDS.iter().filter(|word| holds(line, word)) {
            findings
                .push(Finding::new(&format!("{}:{number}", file.path), format!("`{word}` must not go in")));
        }
    }
    findings
}

/// Whether the word stands there on its own: `\u` and four X are a notation, and `crates` before a slash makes a
/// path a relative one.
fn holds(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        let relative = word.starts_with('/') && before.is_some_and(|char| ".-*}~".contains(char));
        let goes_on = word.ends_with(|char: char| char.is_ascii_alphanumeric()) && after.is_some_and(in_name);
        !before.is_some_and(in_name) && !relative && !goes_on
    })
}

fn in_name(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_'
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    fn check_text(path: &str, text: &str) -> Vec<String> {
        told(&check(&File { path: path.into(), text: text.into() }))
    }

    #[test]
    fn every_word_is_found_with_its_line() {
        for word in WORDS {
            let found = check_text("README.md", &format!("fine\n a \"{word}\" b"));
            assert_eq!(found, [format!("README.md:2: `{word}` must not go in")]);
        }
    }

    #[test]
    fn only_words_on_their_own_count() {
        for word in WORDS {
            assert!(!holds(&format!("crates{word}"), word) || word.starts_with('#'), "{word}");
        }
        assert!(!holds(r"no \uXXXX escapes", WORDS[8]));
        assert!(!holds(&format!("https://example.com{}", WORDS[2]), WORDS[2]));
        assert!(!holds(&format!("{}S_MADE", WORDS[6]), WORDS[6]));
    }

    #[test]
    fn data_may_hold_anything() {
        assert_eq!(check_text("tests/articles/a/article.md", WORDS[6]), [""; 0]);
        assert_eq!(check_text("tests/fuzz/corpus/a/b", WORDS[0]), [""; 0]);
    }
}
