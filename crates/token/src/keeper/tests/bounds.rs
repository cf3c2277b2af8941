//! What keeps a failure from becoming a storm.

use expect_test::expect;
use wxkit_proto::Kind;

use super::*;

#[test]
fn a_platform_that_insists_is_told_of_and_may_be_right() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    desk.check(
        refused("A"),
        vec![ok("A"), ok("A")],
        &expect!["load lock load fetch force [another access token was asked for, and the same one came again; if calls are refused with it, check that app id and secret belong to the account that is called] unlock → A"],
    );
    desk.check(Need::First, vec![], &expect!["→ A"]);
    // It is not asked again soon, but somebody else may know better.
    desk.check(refused("A"), vec![], &expect!["→ A"]);
    desk.pass(29).check(refused("A"), vec![], &expect!["load → A"]);
    Desk::beside(&desk.store, true).pass(29).run(refused("A"), vec![ok("B")]);
    desk.pass(1).check(refused("A"), vec![], &expect!["load → B"]);
    desk.check(refused("B"), vec![ok("B"), ok("C")], &expect!["load lock load fetch force save unlock → C"]);
}

#[test]
fn only_who_asked_for_another_is_told_that_the_same_came() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![ok("A")]);
    desk.drop_at("fetch", refused("A"), vec![]);
    let told = expect!["load lock load fetch force save unlock → A"];
    desk.check(Need::First, vec![ok("A"), ok("A")], &told);
}

#[test]
fn a_source_that_gives_the_same_again_is_no_fight() {
    let mut desk = Desk::new(false);
    desk.run(Need::First, vec![ok("A")]);
    for _ in 0..20 {
        let trace = desk.pass(10).run(refused("A"), vec![ok("A")]);
        assert!(trace.ends_with("unlock → A"), "{trace}");
        desk.check(refused("A"), vec![], &expect!["→ A"]);
    }
    desk.pass(10).check(refused("A"), vec![ok("B")], &expect!["load lock load fetch save unlock → B"]);
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
fn keepers_that_share_a_store_share_a_bound() {
    let check = |can_force: bool, most: u64| {
        let mut desk = Desk::new(can_force);
        desk.run(Need::First, vec![ok("0")]);
        // One each, one a second.
        for number in 0..most {
            let (old, new) = (number.to_string(), (number + 1).to_string());
            let grants = if can_force { vec![ok(&old), ok(&new)] } else { vec![ok(&new)] };
            Desk::beside(&desk.store, can_force).pass(number).run(refused(&old), grants);
        }
        let last = most.to_string();
        desk.pass(most).run(Need::First, vec![]);
        let grants = if can_force { vec![ok(&last)] } else { vec![] };
        let told = desk.run(refused(&last), grants);
        assert!(told.contains("each new access token is refused at once"), "{told}");
    };
    check(true, 15);
    check(false, 60);
}

#[test]
fn a_renewal_of_what_is_due_or_over_replaces_nothing() {
    let mut desk = Desk::new(false);
    desk.run(Need::First, vec![ok("A")]);
    desk.pass(6980).run(Need::First, vec![ok("B")]);
    assert_eq!(desk.stored().replaced, []);
    desk.pass(7300).run(refused("B"), vec![ok("C")]);
    assert_eq!(desk.stored().replaced, []);
    desk.pass(60).run(refused("C"), vec![ok("D")]);
    assert_eq!(desk.stored().replaced, [desk.now]);
}

#[test]
fn tokens_are_not_replaced_all_day_long() {
    let check = |can_force: bool, pause: u64, most: usize| {
        let mut desk = Desk::new(can_force);
        desk.run(Need::First, vec![ok("0")]);
        let replaced = (0..100).take_while(|number: &u32| {
            let (old, new) = (number.to_string(), (number + 1).to_string());
            let mut grants = if can_force { vec![ok(&old)] } else { vec![] };
            grants.push(ok(&new));
            desk.pass(pause);
            desk.begin(refused(&old));
            let mut trace = Vec::new();
            while desk.act(&mut grants, &mut trace).is_some() {}
            trace.last().is_some_and(|last| *last == format!("→ {new}"))
        });
        assert_eq!(replaced.count(), most);
    };
    check(true, 3600, 15);
    check(false, 59, 60);
    // Two a minute are within the bound of a minute, and 61 seconds apart within that of an hour.
    check(false, 61, 100);
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
            assert_eq!(desk.pass(secs - 6).run(Need::First, vec![]), format!("load → {told}"));
            desk.pass(1);
        } else {
            desk.pass(secs);
        }
        desk.check(Need::First, vec![ok("A")], &expect!["load lock load fetch save unlock → A"]);
    };
    check(Kind::Whitelist, 60);
    check(Kind::Input, 60);
    check(Kind::Account, 60);
    check(Kind::Quota, 600);
    check(Kind::Busy, 5);
}

#[test]
fn in_a_pause_a_store_that_is_away_is_not_asked_by_each_caller() {
    let mut desk = Desk::new(true);
    desk.broken = vec!["load"];
    let told = desk.run(Need::First, vec![Err(refusal(Kind::Whitelist))]);
    assert!(told.ends_with("→ whitelist: WeChat refused with 40164, no"), "{told}");
    desk.check(Need::First, vec![], &expect!["→ whitelist: WeChat refused with 40164, no"]);
    desk.pass(5).check(Need::First, vec![], &expect!["load → whitelist: WeChat refused with 40164, no"]);
    desk.check(Need::First, vec![], &expect!["→ whitelist: WeChat refused with 40164, no"]);
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
fn a_clock_that_goes_back_does_not_pause_for_ever() {
    let mut desk = Desk::new(true);
    desk.run(Need::First, vec![Err(refusal(Kind::Quota))]);
    desk.now = Timestamp::from_secs(1_600_000_000);
    desk.check(Need::First, vec![ok("A")], &expect!["load lock load fetch save unlock → A"]);
}
