//! WeChat media and publishing: one facade over the wxkit crates.
