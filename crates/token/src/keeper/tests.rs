//! One test for each rule. A trace shows the acts of one run and what it ended with.

use expect_test::expect;
use wxkit_proto::Kind;
use wxkit_proto::envelope::Grant;

use super::*;
use crate::current::Ready;
use crate::store::{Memory, Store};
use crate::testing::{env, grant, refusal};
use desk::Desk;

mod desk;

fn ok(token: &str) -> Result<Grant, Error> {
    Ok(grant(token, 7200))
}

fn refused(token: &str) -> Need<Token> {
    Need::Refused(Token::new(token))
}

#[test]
fn the_first_need_fetches_and_the_next_finds_it() {
    let mut desk = Desk::new(true);
    desk.check(Need::First, vec![ok("A")], &expect!["load lock load fetch save unlock → A"]);
    assert_eq!(desk.ready(), Ready::Fresh(Token::new("A")));
    desk.check(Need::First, vec![], &expect!["→ A"]);
    Desk::beside(&desk.store, true).check(Need::First, vec![], &expect!["load → A"]);
}

#[test]
fn renewal_comes_ahead_of_the_end_and_once_for_all() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    let mut other = Desk::beside(&desk.store, true);
    other.run(Need::First, vec![]);
    desk.pass(6899).check(Need::First, vec![], &expect!["→ A"]);
    desk.pass(76);
    assert_eq!(desk.ready(), Ready::Renewable(Token::new("A")));
    desk.check(Need::First, vec![ok("B")], &expect!["load lock load fetch save unlock → B"]);
    other.pass(6975).check(Need::First, vec![], &expect!["load → B"]);
}

#[test]
fn the_same_token_again_has_a_new_life() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    let issued = desk.stored().issued;
    desk.pass(6980).check(
        Need::First,
        vec![Ok(grant("A", 220))],
        &expect!["load lock load fetch save unlock → A"],
    );
    let stored = desk.stored();
    assert_eq!((stored.issued, stored.renew), (issued, desk.now + Duration::from_secs(110)));
    desk.pass(109).check(Need::First, vec![], &expect!["→ A"]);
}

#[test]
fn a_refused_token_is_compared_by_value() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    let mut other = Desk::beside(&desk.store, true);
    other.run(Need::First, vec![]);
    desk.pass(1).check(refused("A"), vec![ok("B")], &expect!["load lock load fetch save unlock → B"]);
    desk.check(refused("A"), vec![], &expect!["→ B"]);
    other.pass(1).check(refused("A"), vec![], &expect!["load → B"]);
    other.check(refused("A"), vec![], &expect!["→ B"]);
}

#[test]
fn a_refused_token_is_not_handed_out_while_it_is_replaced() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    desk.drop_at("fetch", refused("A"), vec![]);
    assert_eq!(desk.ready(), Ready::No);
    desk.check(Need::First, vec![ok("B")], &expect!["load lock load fetch save unlock → B"]);
}

#[test]
fn it_forces_only_if_normal_mode_gives_the_refused_token() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    desk.check(refused("A"), vec![ok("A"), ok("B")], &expect!["load lock load fetch force save unlock → B"]);
}

#[test]
fn a_platform_that_insists_is_told_of_and_may_be_right() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    desk.check(
        refused("A"),
        vec![ok("A"), ok("A")],
        &expect!["load lock load fetch force unlock → token: WeChat refused with 40014, it refuses the access token and hands out the same one again"],
    );
    desk.check(Need::First, vec![], &expect!["→ A"]);
}

#[test]
fn a_fight_of_two_holders_ends_in_one_clear_error() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    for (old, new) in [("A", "B"), ("B", "C"), ("C", "D")] {
        desk.pass(1).run(refused(old), vec![ok(old), ok(new)]);
    }
    let told = expect![
        "load lock load fetch unlock → token: WeChat refused with 40001, each new access token is refused at once: another holder keeps fetching tokens for this account"
    ];
    desk.pass(1).check(refused("D"), vec![ok("D")], &told);
    desk.pass(60).check(
        refused("D"),
        vec![ok("D"), ok("E")],
        &expect!["load lock load fetch force save unlock → E"],
    );

    let mut classic = Desk::new(false);
    classic.run(Need::First, vec![ok("A")]);
    for (old, new) in [("A", "B"), ("B", "C"), ("C", "D")] {
        classic.pass(1).run(refused(old), vec![ok(new)]);
    }
    let told = expect![
        "load lock load unlock → token: WeChat refused with 40001, each new access token is refused at once: another holder keeps fetching tokens for this account"
    ];
    classic.pass(1).check(refused("D"), vec![], &told);
    classic.pass(60).check(refused("D"), vec![ok("E")], &expect!["load lock load fetch save unlock → E"]);
}

#[test]
fn tokens_that_do_not_last_are_bounded_too() {
    let mut desk = Desk::new(true);
    let pass = |desk: &mut Desk, millis| desk.now = desk.now + Duration::from_millis(millis);
    for number in 0..60 {
        desk.run(Need::First, vec![Ok(grant(&number.to_string(), 0))]);
        pass(&mut desk, 900);
    }
    let warned = desk.run(Need::First, vec![]);
    assert!(warned.contains("lasts 0 s more") && warned.ends_with("→ 59"), "{warned}");
    pass(&mut desk, 100);
    desk.check(Need::First, vec![], &expect!["→ token: WeChat refused with 40014, 60 access tokens were fetched within a minute, and none lasted"]);
}

#[test]
fn after_a_failed_fetch_all_get_the_same_error_during_a_pause() {
    let check = |kind: Kind, secs: u64| {
        let mut desk = Desk::new(true);
        let told = format!("{}: WeChat refused with 40164, no", kind.as_str());
        assert_eq!(
            desk.run(Need::First, vec![Err(refusal(kind))]),
            format!("load lock load fetch unlock → {told}")
        );
        assert_eq!(desk.run(Need::First, vec![]), format!("→ {told}"));
        if secs > 5 {
            assert_eq!(desk.pass(5).run(Need::First, vec![]), format!("load → {told}"));
        }
        desk.pass(secs).check(Need::First, vec![ok("A")], &expect!["load lock load fetch save unlock → A"]);
    };
    check(Kind::Whitelist, 60);
    check(Kind::Input, 60);
    check(Kind::Account, 60);
    check(Kind::Quota, 600);
    check(Kind::Busy, 5);
}

#[test]
fn another_machine_that_has_more_luck_helps_during_the_pause() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![Err(refusal(Kind::Whitelist))]);
    Desk::beside(&desk.store, true).run(Need::First, vec![ok("A")]);
    desk.pass(5).check(Need::First, vec![], &expect!["load → A"]);
}

#[test]
fn a_renewal_that_fails_is_only_noted_while_the_token_is_valid() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    desk.pass(6980).check(
        Need::First,
        vec![Err(refusal(Kind::Whitelist))],
        &expect!["load lock load fetch [the access token was not renewed and lasts 220 s more: WeChat refused with 40164, no] unlock → A"],
    );
    assert_eq!(desk.ready(), Ready::Fresh(Token::new("A")));
    desk.pass(60);
    assert_eq!(desk.ready(), Ready::Renewable(Token::new("A")));
    desk.check(Need::First, vec![ok("B")], &expect!["load lock load fetch save unlock → B"]);
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
        &expect!["load [the token store failed: cannot reach redis://localhost] fetch save [the new access token was not stored: cannot reach redis://localhost] → A"],
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
fn a_run_that_was_dropped_is_put_right_by_the_next() {
    let mut desk = Desk::new(true);
    desk.drop_at("lock", Need::First, vec![]);
    desk.check(Need::First, vec![ok("A")], &expect!["load lock load fetch save unlock → A"]);

    desk.drop_at("save", refused("A"), vec![ok("B")]);
    assert_eq!(desk.ready(), Ready::Renewable(Token::new("B")), "the next caller drives it to its end");
    desk.check(Need::First, vec![], &expect!["save unlock → B"]);
    assert_eq!(desk.ready(), Ready::Fresh(Token::new("B")));

    desk.drop_at("lock", refused("B"), vec![]);
    let mut other = Desk::beside(&desk.store, true);
    desk.store
        .save(
            &other.keeper.key,
            &Held { token: Token::new("C"), issued: desk.stored().issued + PATIENCE, ..desk.stored() },
        )
        .unwrap();
    desk.check(Need::First, vec![], &expect!["load unlock → C"]);
    other.check(Need::First, vec![], &expect!["load → C"]);
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
fn somebody_elses_newer_token_wins_over_a_late_one() {
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
fn a_clock_that_goes_back_does_not_pause_for_ever() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![Err(refusal(Kind::Quota))]);
    desk.now = Timestamp::from_secs(1_600_000_000);
    desk.check(Need::First, vec![ok("A")], &expect!["load lock load fetch save unlock → A"]);
}

#[test]
fn answers_that_do_not_fit_are_ignored_and_a_step_repeats() {
    let mut desk = Desk::new(true);
    let env = desk.env();
    assert!(matches!(desk.keeper.step(&env), Act::Done(Err(Error::Misuse(_)))));
    desk.keeper.answer(&env, Answer::Unlocked);
    desk.begin(Need::First);
    for answer in [Answer::Locked(true), Answer::Fetched(grant("X", 1)), Answer::Unlocked] {
        desk.keeper.answer(&env, answer);
        assert!(matches!(desk.keeper.step(&env), Act::Store(Op::Load(_))));
    }
}

#[test]
fn nothing_shows_a_token_or_a_secret() {
    let mut desk = Desk::new(true);
    desk.begin(Need::First);
    let mut shown = String::new();
    for _ in 0.."load lock load fetch save unlock done".split(' ').count() {
        let env = desk.env();
        let act = desk.keeper.step(&env);
        shown += &format!("{:?}{act:?}", desk.keeper);
        desk.act(&mut vec![ok("TOKEN")], &mut Vec::new());
    }
    assert_eq!(desk.ready(), Ready::Fresh(Token::new("TOKEN")));
    shown += &format!("{:?}{:?}{:?}", desk.keeper, desk.keeper.current(), desk.store);
    assert!(!shown.contains("TOKEN") && !shown.contains("SECRET"), "{shown}");
}
