//! How much is tried: little in ordinary tests, much by `cargo xtask attack` and `cargo xtask worlds`.

/// What `cargo xtask` sets for a long run: `all`, or a number where something is counted.
const EFFORT: &str = "WXKIT_TESTS_EFFORT";

/// Whether everything is to be tried.
#[must_use]
pub fn everything() -> bool {
    std::env::var_os(EFFORT).is_some()
}

/// How many of something: `few`, or as many as a long run wants, or `many` if it says nothing but that it is long.
#[must_use]
pub fn how_many(few: u64, many: u64) -> u64 {
    match std::env::var(EFFORT) {
        Ok(effort) => effort.parse().unwrap_or(many),
        Err(_) => few,
    }
}
