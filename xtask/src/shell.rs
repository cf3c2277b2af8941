//! Commands: shown before they run, timed after.

use std::process::{Command, Stdio};
use std::time::Instant;

/// A command of cargo; `line` is split at blanks.
pub(crate) fn cargo(line: &str) -> Command {
    let mut command = Command::new("cargo");
    command.args(line.split_whitespace());
    // What `cargo run` tells this program about its own package would count as a change for build scripts that look
    // at it, and build them again on every turn between `cargo` and `cargo xtask`.
    for (name, _) in std::env::vars_os() {
        let told = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_")
                || name.starts_with("CARGO_MANIFEST_")
                || name == "CARGO_CRATE_NAME"
        });
        if told {
            command.env_remove(name);
        }
    }
    command
}

/// Shows a command, runs it and says how long it took.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let shown = show(command);
    println!("$ {shown}");
    let start = Instant::now();
    let status = command.status().map_err(|error| format!("`{shown}` does not start: {error}"))?;
    println!("# {:.1} s", start.elapsed().as_secs_f32());
    if status.success() { Ok(()) } else { Err(format!("`{shown}` failed: {status}")) }
}

/// What a command writes to standard output.
pub(crate) fn read(command: &mut Command) -> Result<String, String> {
    let shown = show(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("`{shown}` does not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("`{shown}` failed: {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("`{shown}` writes something that is not UTF-8"))
}

/// Whether a command can be run at all: asks for its version and shows nothing.
pub(crate) fn present(command: &mut Command) -> bool {
    answers(command.arg("--version"))
}

/// Whether a command ends well; shows nothing.
pub(crate) fn answers(command: &mut Command) -> bool {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn show(command: &Command) -> String {
    let set = command.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let set = set.map(|(name, value)| format!("{}='{}'", name.display(), value.display()));
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    set.chain(words.map(|word| word.display().to_string())).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let mut command = cargo("doc  --workspace");
        command.env("RUSTDOCFLAGS", "-D warnings");
        assert_eq!(show(&command), "RUSTDOCFLAGS='-D warnings' cargo doc --workspace");
    }

    #[test]
    fn a_failing_command_is_an_error() {
        let failed = run(&mut cargo("no-such-command-of-cargo"));
        assert!(failed.is_err_and(|message| message.contains("no-such-command-of-cargo")));
    }

    #[test]
    fn a_missing_program_is_not_present() {
        assert!(!present(&mut Command::new("no-such-program-anywhere")));
        assert!(present(&mut cargo("")));
    }
}
