//! What the other side does not know: an id, or a path.

use super::*;

#[test]
fn a_new_id_may_not_be_known_at_once() {
    let play = |script, expected| play(Call::new(Pour(Repeat::Never)).settling(40007), script, expected);
    play(
        "40007 40007 0",
        &expect![[r#"
            T1
            send once → 40007
            wait 2390 ms
            T1
            send once → 40007
            wait 4780 ms
            T1
            send once → 0
            done"#]],
    );
    play(
        "40007 40007 40007 40007 0",
        &expect![[r#"
        T1
        send once → 40007
        wait 2390 ms
        T1
        send once → 40007
        wait 4780 ms
        T1
        send once → 40007
        wait 7171 ms
        T1
        send once → 40007
        unknown: WeChat refused with 40007: with ***"#]],
    );
    play(
        "40008",
        &expect![[r#"
        T1
        send once → 40008
        unknown: WeChat refused with 40008: with ***"#]],
    );
}

#[test]
fn a_server_without_the_path_is_asked_once() {
    let at_once = expect![[r#"
        T1
        send → http404
        transport: a gateway answered in place of WeChat (HTTP 404): 6 bytes that are not an answer of the platform"#]];
    check(Repeat::Safe, "http404", &at_once);
    check(
        Repeat::Never,
        "http404",
        &expect![[r#"
        T1
        send once → http404
        outcome_unknown: outcome unknown: POST /pour may or may not have been done (a gateway answered in place of WeChat (HTTP 404): 6 bytes that are not an answer of the platform)"#]],
    );
}

#[test]
fn what_to_do_depends_on_what_a_repeat_does() {
    let hint = |repeat: Repeat, words: &[&str]| {
        let (mut call, mut now) = (Call::new(Pour(repeat)), Timestamp::default());
        let mut words = words.iter();
        loop {
            let env = Env::new(now, [0; 32]);
            match call.step(&env) {
                Step::Do(ticket, Ask::Credential(_)) => {
                    call.answer(&env, ticket, Answer::Credential(Token::new("TOKEN")));
                }
                Step::Do(ticket, _) => call.answer(&env, ticket, answer(words.next().unwrap())),
                Step::Tell(_) => {}
                Step::Wait(until) => now = now + until.unwrap().since(env.uptime),
                Step::Done(result) => {
                    let error = result.unwrap_err();
                    assert_eq!(error.kind(), Kind::OutcomeUnknown);
                    return error.hint().unwrap();
                }
            }
        }
    };
    let look = "look in the WeChat console whether it was done before you repeat it";
    assert_eq!(hint(Repeat::Never, &["lost"]), look);
    assert!(hint(Repeat::Duplicates, &["lost"]).starts_with("it can be done again: at worst"));
    let soon = hint(Repeat::Suppressed, &["lost"; 4]);
    assert!(soon.starts_with("WeChat suppresses a repeat for as long as it was told"), "{soon}");
}
