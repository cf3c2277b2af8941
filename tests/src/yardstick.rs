//! How the benches tell what they measured.

/// Prints one figure beside what it is to be, and returns whether it is.
pub fn yardstick(what: &str, figure: impl std::fmt::Display, good: bool, wanted: &str) -> bool {
    let mark = if good { "" } else { "  ← too much" };
    println!("{what}: {figure}  (yardstick: {wanted}){mark}");
    good
}
