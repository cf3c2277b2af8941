//! Mixed work with faults on, by clients that live as long as it lasts: nothing grows, and every call is accounted for. In
//! short here, for an hour by `cargo xtask soak`.
//!
//! | module | what it is |
//! |---|---|
//! | `office` | a sandbox as a server, and all clients of it |
//! | `ear` | where its events and notifications arrive |
//! | `trouble` | what goes wrong in a round |
//! | `round` | a round of work: what is done side by side |
//! | `official`, `work`, `pay` | the errands |
//! | `ledger` | what was reported of each, held against what the platform has carried out |
//! | `balance` | the same of requests, flows and events, as the clients have counted them |
//! | `figures` | what must not grow |

mod balance;
mod ear;
mod figures;
mod ledger;
mod office;
mod official;
mod pay;
mod round;
mod trouble;
mod work;

use std::time::{Duration, Instant};

use wxkit_tests::{Chance, everything, how_many};

use figures::{Figures, Log};
use office::Office;

/// So long a platform lasts, and a few rounds at least. Then the books are balanced and it makes room for a new one: it keeps what it
/// was sent, so it would grow for good reasons. No token outlives it, and keepers of tokens hold it for a fight when that happens
/// more often than once in a minute.
const PLATFORM: Duration = Duration::from_secs(120);
const ROUNDS: u64 = 3;
const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn nothing_grows_and_every_call_is_accounted_for() {
    let minutes = u32::try_from(how_many(0, 60)).unwrap();
    let (begun, until) = (Instant::now(), MINUTE * minutes);
    let (mut log, mut next_word) = (Log::default(), MINUTE);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let office = Office::open().await;
        let mut chance = Chance::new(1);
        while log.is_empty() || begun.elapsed() < until {
            let ends = until.min(begun.elapsed() + PLATFORM);
            let mut rounds = 0;
            while rounds < ROUNDS || begun.elapsed() < ends {
                office.begin_round(&mut chance);
                round::work(&office, &mut chance).await;
                office.end_round().await;
                rounds += 1;
                if begun.elapsed() >= next_word {
                    println!("{:>3} min  {}", begun.elapsed().as_secs() / 60, Figures::now(&office));
                    next_word += MINUTE;
                }
            }
            let wrong = office.balance();
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
            office.new_platform();
            log.note(Figures::now(&office));
        }
        println!("{}", office.report());
    });
    if everything() {
        println!("{log}");
        let grown = log.grown();
        assert!(grown.is_empty(), "these grow: {}", grown.join(", "));
    }
}
