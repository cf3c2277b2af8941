//! Every fault of the wire at every call of every flow through both drivers; in short, and whole by `cargo xtask attack`.

use wxkit_tests::everything;
use wxkit_tests::hostile::{Tally, Task, every_cell, some_cells, try_all, try_certificates};

#[test]
fn nothing_is_lost_doubled_or_believed_on_a_hostile_wire() {
    let cells = if everything() { every_cell() } else { some_cells() };
    check(&try_all(&cells));
}

#[test]
fn nothing_is_sent_to_a_wrong_certificate() {
    let all: Vec<Task> = Task::ALL.into_iter().map(|(task, _)| task).collect();
    // The first of each platform.
    let some = [Task::Count, Task::PayUpload, Task::Message];
    check(&try_certificates(if everything() { &all } else { &some }));
}

fn check(tally: &Tally) {
    println!("{tally}");
    assert!(tally.broken.is_empty(), "{}", tally.broken.join("\n"));
}
