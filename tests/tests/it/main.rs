//! One binary for all integration tests.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod after_round_trip;
mod articles;
mod bad_input;
mod curl;
mod draft_rules;
mod draft_worlds;
mod drivers;
mod empty_answers;
mod fleets;
mod fuzz_corpora;
mod hostile;
mod inventory;
mod killed;
mod known_ids;
mod listen;
mod listen_deaths;
mod memory;
mod misplaced;
mod notations;
mod pay;
mod pay_bills;
mod pay_command;
mod pay_openssl;
mod preview_worlds;
mod promises;
mod publish_desk;
mod publish_rules;
mod publish_worlds;
mod receivers;
mod redis_store;
mod round_trip;
mod saved_notification;
mod secrets;
mod several;
mod soak;
mod state_folder;
mod themes;
mod tickets;
mod token_stores;
mod torn_journals;
mod unreadable;
mod video_worlds;
mod woken;
mod woken_worlds;
mod work;
mod work_programs;
mod work_round_trip;
mod work_worlds;
