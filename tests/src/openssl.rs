//! The `openssl` command, as an implementation that nobody here wrote.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs `openssl` in this folder, with this standard input; gives back standard output, or nothing if it says no.
///
/// # Panics
/// If there is no `openssl`.
#[must_use]
pub fn openssl(folder: &Path, args: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new("openssl")
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("openssl is needed: apt-get install openssl");
    child.stdin.take().expect("it is piped").write_all(input).expect("it listens");
    let output = child.wait_with_output().expect("it ends");
    output.status.success().then_some(output.stdout)
}
