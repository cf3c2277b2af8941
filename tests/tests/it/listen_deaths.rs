//! `wxkit listen`, killed at random moments: what it has answered it has printed, and what it has not the platform sends again.

use std::collections::BTreeSet;
use std::process::Command;
use std::thread;
use std::time::Duration;

use wxkit::callback::{Form, Mode};
use wxkit_tests::{Chance, how_many};

use crate::listen::{Ear, OFFICIAL, env, event, safe};

const EVENTS: usize = 40;

#[test]
fn no_event_that_was_answered_is_lost() {
    for round in 0..how_many(1, 25) {
        for signal in ["KILL", "TERM", "INT", "HUP"] {
            let mut chance = Chance::new(round);
            let (mut printed, mut answered) = (BTreeSet::new(), BTreeSet::new());
            for _ in 0..6 {
                let ear = Ear::open(&[], OFFICIAL);
                let (id, pause) = (ear.id().to_string(), Duration::from_micros(chance.below(30_000) as u64));
                let killer = thread::spawn(move || {
                    thread::sleep(pause);
                    Command::new("kill").args(["-s", signal, &id]).output().unwrap();
                });
                tell(&ear, &mut answered);
                killer.join().unwrap();
                printed.extend(ear.last_words().iter().filter_map(|line| key(&line["data"]["EventKey"])));
                assert!(answered.is_subset(&printed), "{signal} {round}: {answered:?} {printed:?}");
            }
            let ear = Ear::open(&["--once", "SCAN"], OFFICIAL);
            tell(&ear, &mut answered);
            ear.push(&safe().imitate(&event("SCAN"), Form::Xml, Mode::Safe, &env(0)));
            let (lines, _) = ear.end();
            printed.extend(lines.iter().filter_map(|line| key(&line["data"]["EventKey"])));
            assert_eq!(printed.len(), EVENTS, "{signal} {round}");
        }
    }
}

fn key(value: &serde_json::Value) -> Option<usize> {
    value.as_str()?.parse().ok()
}

/// Sends what was not answered yet, as the platform does, until nobody answers.
fn tell(ear: &Ear, answered: &mut BTreeSet<usize>) {
    for number in 0..EVENTS {
        if answered.contains(&number) {
            continue;
        }
        let click = event("CLICK").with("EventKey", number.to_string());
        let (status, _) = ear.push(&safe().imitate(&click, Form::Xml, Mode::Safe, &env(number as u8)));
        match status {
            200 => _ = answered.insert(number),
            _ => return,
        }
    }
}
