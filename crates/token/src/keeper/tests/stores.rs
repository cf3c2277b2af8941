//! A store that others share, that loses what it held, or that is away.

use expect_test::expect;
use wxkit_proto::Event;
use wxkit_proto::error::Warning;

use super::*;
use crate::store::Loaded;

#[test]
fn the_store_is_looked_into_while_a_token_is_valid() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    let mut other = Desk::beside(&desk.store, true);
    other.run(refused("A"), vec![ok("B")]);
    desk.pass(9).check(Need::First, vec![], &expect!["→ A"]);
    desk.pass(1);
    assert_eq!(desk.ready(), Ready::Renewable(Token::new("A")));
    desk.check(Need::First, vec![], &expect!["load → B"]);
    assert_eq!(desk.ready(), Ready::Fresh(Token::new("B")));
}

#[test]
fn an_emptied_store_is_refilled_by_any_holder() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    let mut other = Desk::beside(&desk.store, true);
    other.run(Need::First, vec![]);
    let held = desk.stored();
    let emptied = Memory::default();
    (desk.store, other.store) = (emptied.clone(), emptied.clone());
    other.pass(10).check(Need::First, vec![], &expect!["load save → A"]);
    assert_eq!(desk.stored(), held);
    desk.pass(10).check(Need::First, vec![], &expect!["load → A"]);
    Desk::beside(&emptied, true).check(Need::First, vec![], &expect!["load → A"]);

    // A store that was set back knows an older one.
    let older = Memory::default();
    older
        .save(&desk.keeper.key, &Held { token: Token::new("0"), issued: Timestamp::default(), ..held })
        .unwrap();
    desk.store = older;
    desk.pass(10).check(Need::First, vec![], &expect!["load save → A"]);
    // But never with a token that was refused.
    desk.store = Memory::default();
    desk.check(refused("A"), vec![ok("B")], &expect!["load lock load fetch save unlock → B"]);
}

#[test]
fn a_holder_that_died_delays_by_the_time_limit() {
    let mut dead = Desk::new(true);
    dead.drop_at("fetch", Need::First, vec![]);
    let mut desk = Desk::beside(&dead.store, true);
    let start = desk.now;
    let trace = desk.run(Need::First, vec![ok("A")]);
    assert!(trace.starts_with("load lock wait… load lock wait…"), "{trace}");
    assert!(trace.ends_with("load lock load fetch save unlock → A"), "{trace}");
    let waited = desk.now.since(start);
    assert!(LOCK_LIMIT <= waited && waited <= LOCK_LIMIT + Duration::from_secs(1), "{waited:?}");
}

#[test]
fn a_lock_is_asked_for_less_and_less_often() {
    let mut dead = Desk::new(true);
    dead.drop_at("fetch", Need::First, vec![]);
    let mut desk = Desk::beside(&dead.store, true);
    desk.begin(Need::First);
    let (start, mut asked) = (desk.now, Vec::new());
    let mut trace = Vec::new();
    while asked.len() < 12 {
        desk.act(&mut vec![], &mut trace).unwrap();
        if trace.last().is_some_and(|last| last == "lock") {
            asked.push(desk.now.since(start));
            trace.clear();
        }
    }
    for pair in asked.windows(2) {
        // Half of what was waited before, from a tenth of a second to a whole one; up to half of it is left to chance.
        let longest = (pair[0] / 2).clamp(Duration::from_millis(100), Duration::from_secs(1));
        let pause = pair[1] - pair[0];
        assert!(longest / 2 <= pause && pause <= longest, "{pause:?} after {:?}", pair[0]);
    }
    assert!(asked[11] >= Duration::from_secs(2), "{asked:?}");
}

#[test]
fn what_a_store_warns_of_is_told_once() {
    let mut desk = Desk::new(true);
    desk.begin(Need::First);
    let (mut told, mut looks) = (Vec::new(), ["damaged", "damaged still"].into_iter());
    loop {
        let env = desk.env();
        match desk.keeper.step(&env) {
            Act::Store(Op::Load(_)) => {
                let mut found = Loaded::new(None);
                found.warnings.extend(looks.next().map(Warning::new));
                desk.keeper.answer(&env, Answer::Loaded(found));
            }
            Act::Store(Op::Lock { .. }) => desk.keeper.answer(&env, Answer::Locked(true)),
            Act::Tell(Event::Warning(warning)) => told.push(warning.message),
            Act::Fetch(_) => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(told, ["damaged"]);
}

#[test]
fn a_valid_token_does_not_wait_for_the_lock() {
    let mut holder = Desk::new(true);
    holder.run(Need::First, vec![ok("A")]);
    let mut desk = Desk::beside(&holder.store, true);
    desk.run(Need::First, vec![]);
    holder.pass(6990).drop_at("fetch", Need::First, vec![]);
    desk.pass(6990).check(Need::First, vec![], &expect!["load lock → A"]);
    assert_eq!(desk.ready(), Ready::Fresh(Token::new("A")));
    desk.pass(10);
    assert_eq!(desk.ready(), Ready::Renewable(Token::new("A")));
    // Of ten seconds that it has left, five are waited.
    let left = desk.stored().expires.since(desk.now).as_secs();
    holder.pass(left).drop_at("lock", Need::First, vec![]);
    desk.pass(left - 10).check(Need::First, vec![], &expect!["load lock → A"]);
    desk.pass(4);
    assert_eq!(desk.ready(), Ready::Fresh(Token::new("A")));
    desk.pass(1);
    assert_eq!(desk.ready(), Ready::Renewable(Token::new("A")));
}

#[test]
fn a_lock_that_never_comes_free_is_done_without() {
    let mut desk = Desk::new(true);
    let start = desk.now;
    // A holder that hangs but lives, as an operating system's lock lets it.
    let owner = Owner::new(&env(start, 77));
    assert!(desk.store.lock(&desk.keeper.key, &owner, start, Duration::from_secs(3600)).unwrap());
    let trace = desk.run(Need::First, vec![ok("A")]);
    assert!(trace.ends_with("lock [others have held the lock of the token store for a minute; fetching without it] fetch save → A"), "{trace}");
    let waited = desk.now.since(start);
    assert!(PATIENCE <= waited && waited <= PATIENCE + Duration::from_secs(1), "{waited:?}");
}

#[test]
fn a_store_that_fails_is_a_warning() {
    let mut desk = Desk::new(true);
    desk.broken = vec!["load", "lock", "save", "unlock"];
    desk.check(
        Need::First,
        vec![ok("A")],
        &expect!["load [the token store failed: cannot reach redis://localhost] fetch save [the access token was not stored: cannot reach redis://localhost] → A"],
    );
    desk.broken = vec!["lock"];
    desk.pass(6980).check(
        Need::First,
        vec![],
        &expect!["load lock [the token store failed: cannot reach redis://localhost] → A"],
    );
    desk.pass(220).check(
        Need::First,
        vec![ok("B")],
        &expect!["load lock [the token store failed: cannot reach redis://localhost] fetch save → B"],
    );
    desk.broken = vec!["unlock"];
    desk.check(
        refused("B"),
        vec![ok("C")],
        &expect!["load lock load fetch save unlock [the token store's lock was not given back and ends by itself: cannot reach redis://localhost] → C"],
    );
}

#[test]
fn a_store_that_is_away_costs_no_fetch_while_there_is_a_token() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    desk.broken = vec!["load", "lock", "save", "unlock"];
    desk.pass(10).check(
        Need::First,
        vec![],
        &expect!["load [the token store failed: cannot reach redis://localhost] → A"],
    );
    // People hear of it once a minute.
    desk.pass(10).check(Need::First, vec![], &expect!["load → A"]);
    desk.pass(60).check(
        Need::First,
        vec![],
        &expect!["load [the token store failed: cannot reach redis://localhost] → A"],
    );
    for _ in 0..7000 {
        desk.pass(1).run(Need::First, vec![]);
    }
    desk.broken.clear();
    desk.pass(10).check(Need::First, vec![ok("B")], &expect!["load lock load fetch save unlock → B"]);
}

#[test]
fn a_token_that_could_not_be_stored_is_stored_later() {
    let mut desk = Desk::new(true);
    desk.broken = vec!["save"];
    desk.run(Need::First, vec![ok("A")]);
    desk.broken.clear();
    desk.pass(10).check(Need::First, vec![], &expect!["load save → A"]);
    assert_eq!(desk.stored().token, Token::new("A"));
}

#[test]
fn an_older_token_in_the_store_is_not_taken() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    let older = Held { token: Token::new("OLD"), issued: Timestamp::default(), ..desk.stored() };
    desk.store = Memory::default();
    desk.store.save(&desk.keeper.key, &older).unwrap();
    desk.check(refused("A"), vec![ok("B")], &expect!["load lock load fetch save unlock → B"]);
    assert_eq!(desk.stored().token, Token::new("B"));
}

#[test]
fn a_newer_token_wins_over_a_late_one() {
    let mut slow = Desk::new(true);
    slow.drop_at("fetch", Need::First, vec![]);
    let mut other = Desk::beside(&slow.store, true);
    other.pass(31).run(Need::First, vec![ok("NEW")]);
    slow.pass(40);
    let env = slow.env();
    slow.keeper.answer(&env, Answer::fetched(ok("LATE")));
    let trace = &mut Vec::new();
    while slow.act(&mut Vec::new(), trace).is_some() {}
    assert_eq!(trace.join(" "), "save unlock → NEW");
}

#[test]
fn whoever_fetched_last_is_right() {
    // What the store holds after a token `A` of second 0 was saved.
    let check = |token: &str, issued: i64, lasts: u64, expected: &str| {
        let mut desk = Desk::new(true);
        desk.drop_at("save", Need::First, vec![ok("A")]);
        let env = desk.env();
        let Act::Store(Op::Save(_, ours)) = desk.keeper.step(&env) else { panic!("no save") };
        let issued = Timestamp::from_secs(ours.issued.as_secs().saturating_add_signed(issued));
        let expires = desk.now + Duration::from_secs(lasts);
        let stored = Held { token: Token::new(token), issued, expires, ..ours };
        desk.keeper.answer(&env, Answer::Saved(stored));
        let mut trace = Vec::new();
        while desk.act(&mut vec![], &mut trace).is_some() {}
        assert_eq!(trace.join(" "), format!("unlock → {expected}"), "{token} {issued:?} {lasts}");
    };
    check("B", 1, 7200, "B");
    check("B", 0, 7200, "A");
    check("B", -1, 7200, "A");
    check("B", 1, 0, "A");
    check("A", 0, 7200, "A");
}
