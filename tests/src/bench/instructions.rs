//! Instructions, as callgrind counts them: the same on a busy machine as on a quiet one.

use std::process::{Command, Stdio};

/// How many instructions one turn of this program takes that plays `role` with the number of turns behind it; what it
/// takes to start and make ready is left out. `None` without valgrind.
///
/// # Panics
/// If the program fails.
#[must_use]
pub fn instructions(role: &[&str]) -> Option<f64> {
    const TURNS: u32 = 10;
    Some((collected(role, 1 + TURNS)? - collected(role, 1)?) / f64::from(TURNS))
}

fn collected(role: &[&str], turns: u32) -> Option<f64> {
    let this = std::env::current_exe().expect("it is running");
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(this).args(role);
    let output = valgrind.arg(turns.to_string()).stdin(Stdio::null()).output().ok()?;
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{role:?}: {told}");
    let line = told.lines().find_map(|line| line.split_once("Collected : "))?;
    line.1.trim().parse().ok()
}
