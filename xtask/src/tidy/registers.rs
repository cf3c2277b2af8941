//! Every endpoint stands in the register of its platform.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::File;

/// The crates that have one.
const FOLDERS: [&str; 3] = ["crates/official/src/", "crates/pay/src/", "crates/work/src/"];

/// Finds endpoints that no register names, and names that are no endpoint.
pub(super) fn check(files: &[File]) -> Vec<Finding> {
    FOLDERS.iter().flat_map(|folder| check_folder(folder, files)).collect()
}

fn check_folder(folder: &str, files: &[File]) -> Vec<Finding> {
    let path = format!("{folder}register.rs");
    let Some(register) = files.iter().find(|file| file.path == path) else { return Vec::new() };
    let sources = files.iter().filter(|file| file.path.starts_with(folder) && file.path.ends_with(".rs"));
    let written: BTreeSet<&str> =
        sources.flat_map(|file| named(&file.text, "\nimpl Endpoint for ", " ")).collect();
    let listed: BTreeSet<&str> = named(&register.text, "endpoint::<", ">").collect();
    let forgotten = written.difference(&listed).map(|name| format!("the endpoint {name} is missing"));
    let made_up = listed.difference(&written).map(|name| format!("{name} is not an endpoint of this crate"));
    forgotten.chain(made_up).map(|message| Finding::new(&path, message)).collect()
}

/// The names between two marks.
fn named<'a>(text: &'a str, before: &'a str, after: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).filter_map(move |rest| rest.split(after).next())
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    #[test]
    fn both_directions() {
        let file = |path: &str, text: &str| File { path: path.into(), text: text.into() };
        let files = [
            file("crates/work/src/register.rs", "visit.endpoint::<Pour>(); visit.endpoint::<Gone>();"),
            file("crates/work/src/tea.rs", "\nimpl Endpoint for Pour {\n}\nimpl Endpoint for Drink {"),
            file("crates/pay/src/tea.rs", "\nimpl Endpoint for Elsewhere {"),
        ];
        assert_eq!(
            told(&check(&files)),
            [
                "crates/work/src/register.rs: the endpoint Drink is missing",
                "crates/work/src/register.rs: Gone is not an endpoint of this crate",
            ]
        );
    }
}
