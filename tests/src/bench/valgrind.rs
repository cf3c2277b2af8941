//! Instructions and allocations as valgrind counts them: the same on a busy machine as on a quiet one.

use std::process::{Command, Stdio};

/// How many instructions one turn of this program takes that plays `role` with the number of turns behind it; what it
/// takes to start and make ready is left out. `None` without valgrind.
///
/// # Panics
/// If the program fails.
#[must_use]
pub fn instructions(role: &[&str]) -> Option<f64> {
    of_a_turn(role, &["--tool=callgrind", "--callgrind-out-file=/dev/null"], "Collected : ")
}

/// How often one turn allocates memory; as [`instructions`].
///
/// # Panics
/// If the program fails.
#[must_use]
pub fn allocations(role: &[&str]) -> Option<f64> {
    of_a_turn(role, &["--tool=dhat", "--dhat-out-file=/dev/null"], " bytes in ")
}

/// What stands behind the first `mark` that valgrind tells.
fn of_a_turn(role: &[&str], options: &[&str], mark: &str) -> Option<f64> {
    const TURNS: u32 = 10;
    let this = std::env::current_exe().expect("it is running");
    let count = |turns: u32| {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(options).arg(&this).args(role).arg(turns.to_string());
        let output = valgrind.stdin(Stdio::null()).output().ok()?;
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{role:?}: {told}");
        let number = told.lines().find_map(|line| line.split_once(mark))?.1.replace(',', "");
        number.split_whitespace().next()?.parse::<f64>().ok()
    };
    Some((count(1 + TURNS)? - count(1)?) / f64::from(TURNS))
}
