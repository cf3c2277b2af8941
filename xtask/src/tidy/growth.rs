//! What the libraries show can grow without breaking whoever uses it.

use super::Finding;
use super::tree::File;

/// What may be listed to its end by others, by file, and why.
const COMPLETE: &[(&str, &[&str], &str)] = &[
    ("article/src/article.rs", &["Role", "VideoCover"], "whoever sends an article must handle each"),
    ("client/src/files/intake.rs", &["Taken", "Received"], CONTRACT),
    ("official/src/article.rs", &["Article"], "it is written with `..Article::new(…)`"),
    ("official/src/upload.rs", &["Video"], "it is written with `..Video::new(…)`"),
    ("official/src/library/delete.rs", &["Which"], "there is nothing beyond one and all"),
    ("pay/src/notification.rs", &["Receipt"], "whoever receives a notification must handle each"),
    ("proto/src/body.rs", &["Slot"], CONTRACT),
    ("proto/src/digest.rs", &["DigestPlan", "Digests"], CONTRACT),
    ("proto/src/endpoint.rs", &["Repeat"], CONTRACT),
    ("proto/src/env.rs", &["Env"], CONTRACT),
    ("proto/src/file.rs", &["File"], CONTRACT),
    ("proto/src/flow.rs", &["Ask", "Step", "Answer", "Need"], CONTRACT),
    ("proto/src/journal.rs", &["Record"], CONTRACT),
    ("proto/src/keyring.rs", &["KeyState"], CONTRACT),
    ("proto/src/limit.rs", &["Limit"], "a table of constants"),
    ("proto/src/nest.rs", &["Turn"], CONTRACT),
    ("proto/src/probe.rs", &["Probe", "Stamp"], CONTRACT),
    ("proto/src/refusal.rs", &["Row"], "a table of constants"),
    ("proto/src/sink.rs", &["Sink", "Target", "AnswerKind", "Stored"], CONTRACT),
    ("sandbox/src/config.rs", &["Config", "Review"], DEFAULT),
    ("sandbox/src/config/work.rs", &["WorkConfig", "App"], DEFAULT),
    ("sandbox/src/film.rs", &["Film"], "a range and no more"),
    ("sandbox/src/pay/config.rs", &["PayConfig"], DEFAULT),
    ("token/src/act.rs", &["Act", "Op", "Answer"], CONTRACT),
    ("token/src/current.rs", &["Ready"], CONTRACT),
    ("work/src/share.rs", &["FileMessage"], "it is written with `..FileMessage::new(…)`"),
];

const CONTRACT: &str = "a driver must handle all of it: something new is a change on purpose";
const DEFAULT: &str = "it is written with `..Default::default()`";

/// Finds public enums, and structs with public fields alone, that are not `#[non_exhaustive]`.
pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let libraries = files.iter().filter_map(|file| {
        let path = file.path.strip_prefix("crates/")?;
        (path.contains("/src/") && path.ends_with(".rs") && !path.starts_with("cli/")).then_some((path, file))
    });
    let fixed = |path: &str, name: &str| {
        COMPLETE.iter().any(|(file, names, _)| *file == path && names.contains(&name))
    };
    let found = libraries.flat_map(|(path, file)| {
        let complete = complete(&file.text).into_iter().filter(move |name| !fixed(path, name));
        complete.map(|name| {
            let message = format!("{name} is not #[non_exhaustive], so it cannot grow");
            Finding::new(&file.path, message)
        })
    });
    found.collect()
}

/// The names of what others can list to its end.
fn complete(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    // Attributes and docs stand in the same paragraph, above the item.
    let mut grows = false;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        match line {
            "" => grows = false,
            "#[non_exhaustive]" => grows = true,
            _ => {
                let Some((is_enum, name)) = opened(line) else { continue };
                let mut body = lines.by_ref().take_while(|line| *line != "}");
                let open = if is_enum { body.count() > 0 } else { body.all(shown) };
                if open && !grows {
                    names.push(name);
                }
                grows = false;
            }
        }
    }
    names
}

/// The name of an item that begins here and has a body.
fn opened(line: &str) -> Option<(bool, &str)> {
    let rest = line.strip_prefix("pub ")?.strip_suffix(" {")?;
    let (is_enum, rest) = match rest.strip_prefix("enum ") {
        Some(rest) => (true, rest),
        None => (false, rest.strip_prefix("struct ")?),
    };
    rest.split(['<', ' ']).next().map(|name| (is_enum, name))
}

/// Whether a line of a struct hides nothing.
fn shown(line: &str) -> bool {
    let line = line.trim_start();
    let is_field = line.split_once(": ").is_some_and(|(name, _)| {
        name.split(' ')
            .next_back()
            .is_some_and(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
    });
    line.starts_with("//") || line.starts_with("#[") || !is_field || line.starts_with("pub ")
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    fn check_text(path: &str, text: &str) -> Vec<String> {
        told(&check(&[File { path: path.into(), text: text.into() }]))
    }

    #[test]
    fn what_others_can_list_to_its_end_is_named() {
        let text = "/// Tea.\npub struct Tea {\n    /// Name: it has one.\n    pub name: String,\n}\n\n\
                    pub enum Cup {\n    Small,\n}\n";
        assert_eq!(
            check_text("crates/work/src/tea.rs", text),
            [
                "crates/work/src/tea.rs: Tea is not #[non_exhaustive], so it cannot grow",
                "crates/work/src/tea.rs: Cup is not #[non_exhaustive], so it cannot grow",
            ]
        );
    }

    #[test]
    fn the_rest_is_quiet() {
        let text = "#[non_exhaustive]\npub struct Tea {\n    pub name: String,\n}\n\n\
                    pub struct Pot {\n    pub name: String,\n    leaves: u8,\n}\n\npub struct Id(String);\n\n\
                    pub(crate) enum Cup {\n    Small,\n}\n";
        assert_eq!(check_text("crates/work/src/tea.rs", text), [""; 0]);
        assert_eq!(check_text("crates/cli/src/tea.rs", "pub enum Cup {\n    Small,\n}\n"), [""; 0]);
        assert_eq!(check_text("crates/proto/src/flow.rs", "pub enum Step {\n    Done,\n}\n"), [""; 0]);
    }
}
