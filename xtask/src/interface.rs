//! The public interface of each crate: a committed listing that is changed on purpose, and the foreign crates in it.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::shell;
use crate::shell::cargo;
use crate::tools;

/// Foreign crates whose types may stand in signatures: the standard library and what `wxkit-proto` re-exports.
const EVERYWHERE: [&str; 10] =
    ["std", "core", "alloc", "i64", "u8", "http", "bytes", "serde", "serde_core", "serde_json"];

/// What one crate may show beyond that.
const EXCEPTIONS: [(&str, &str); 2] = [
    // Whoever wants the fonts of a system has them looked up by that crate.
    ("picture", "fontdb"),
    // A private key that was read wipes itself.
    ("proto", "zeroize"),
];

/// The compiler that wrote the listings: another one may write the same interface in other words.
const WRITTEN_BY: &str = "rustc 1.97.0-nightly (e50aa6fba 2026-05-19)";

/// Compares each listing with the committed one; with `accept`, writes it.
pub(crate) fn run(accept: bool) -> Result<(), String> {
    if !tools::has_nightly("the listing of the public interface") {
        return Ok(());
    }
    let compiler = shell::read(Command::new("rustc").args(["+nightly", "--version"]))?;
    if compiler.trim() != WRITTEN_BY {
        println!("# the listing of the public interface is left out: it was written by {WRITTEN_BY}");
        return Ok(());
    }
    tools::provide("public-api")?;
    let mut complaints = Vec::new();
    for name in crates()? {
        let listing = listing(&name)?;
        complaints.extend(foreign(&name, &listing));
        let path = format!("crates/{name}/interface.txt");
        if accept {
            fs::write(&path, listing).map_err(|error| format!("{path}: {error}"))?;
        } else if fs::read_to_string(&path).unwrap_or_default() != listing {
            complaints.push(format!(
                "{path} is not what the crate shows; if the change is meant, `cargo xtask interface --accept`, and say it \
                 in CHANGELOG.md"
            ));
        }
    }
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n")) }
}

/// All but the command, which nobody imports.
fn crates() -> Result<Vec<String>, String> {
    let wrong = |error| format!("crates: {error}");
    let mut names = Vec::new();
    for entry in fs::read_dir("crates").map_err(wrong)? {
        names.push(entry.map_err(wrong)?.file_name().display().to_string());
    }
    names.retain(|name| name != "cli");
    names.sort();
    Ok(names)
}

fn listing(name: &str) -> Result<String, String> {
    let package = if name == "wxkit" { name.to_owned() } else { format!("wxkit-{name}") };
    let mut list = cargo(&format!("+nightly public-api -sss --all-features --color never -p {package}"));
    shell::read(list.env("RUSTFLAGS", "").env("RUSTDOCFLAGS", ""))
}

/// Crates that stand in the signatures and are not allowed there.
fn foreign(name: &str, listing: &str) -> Vec<String> {
    let allowed = |root: &str| {
        root.starts_with("wxkit") || EVERYWHERE.contains(&root) || EXCEPTIONS.contains(&(name, root))
    };
    let roots: BTreeSet<&str> = listing.lines().flat_map(roots).filter(|root| !allowed(root)).collect();
    roots.into_iter().map(|root| format!("{name}: types of `{root}` stand in public signatures")).collect()
}

/// The crates named on a line: what stands before the first `::` of each path.
fn roots(line: &str) -> impl Iterator<Item = &str> {
    let paths = line.split(|char: char| !(char.is_ascii_alphanumeric() || char == '_' || char == ':'));
    paths.filter_map(|path| {
        let (root, rest) = path.split_once("::")?;
        let is_crate = root.starts_with(|char: char| char.is_ascii_lowercase());
        (is_crate && !rest.is_empty()).then_some(root)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_crates_are_named_once() {
        let listing = "pub fn wxkit_x::a(http::Uri) -> tokio::task::JoinHandle<T::Out>\npub fn b(tokio::X, &str)\n\
            impl serde_core::ser::Serialize for wxkit_x::A";
        assert_eq!(foreign("x", listing), ["x: types of `tokio` stand in public signatures"]);
    }
}
