//! One test for each rule. A trace shows the acts of one run and what it ended with.

use expect_test::expect;
use wxkit_proto::envelope::Grant;

use super::*;
use crate::current::Ready;
use crate::store::{Memory, Store};
use crate::testing::{env, grant, refusal};
use desk::Desk;

mod bounds;
mod desk;
mod stores;

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
    desk.pass(6899).check(Need::First, vec![], &expect!["load → A"]);
    desk.pass(76);
    assert_eq!(desk.ready(), Ready::Renewable(Token::new("A")));
    desk.check(Need::First, vec![ok("B")], &expect!["load lock load fetch save unlock → B"]);
    other.pass(6975).check(Need::First, vec![], &expect!["load → B"]);
}

#[test]
fn it_is_due_from_its_very_time_on() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    let due = desk.keeper.renew;
    let mut early = Desk::beside(&desk.store, true);
    early.pass(6840).check(Need::First, vec![], &expect!["load → A"]);
    desk.now = due;
    desk.check(Need::First, vec![ok("B")], &expect!["load lock load fetch save unlock → B"]);
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
    desk.pass(109).check(Need::First, vec![], &expect!["load → A"]);
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
    // Others do not wait for that.
    desk.pass(10).begin(refused("A"));
    assert_eq!(desk.ready(), Ready::Renewable(Token::new("B")));
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
    assert!(shown.starts_with("Keeper { key: StoreKey(\"tea.wx"), "{shown}");
}
