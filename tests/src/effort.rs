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

/// Runs so many worlds, each from its seed, which is printed so that one that fails can be run again.
pub fn each_world(few: u64, many: u64, one_world: impl Fn(u64)) {
    for seed in 0..how_many(few, many) {
        println!("seed {seed}");
        one_world(seed);
    }
}
