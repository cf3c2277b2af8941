//! The wxkit command.

fn main() {}
