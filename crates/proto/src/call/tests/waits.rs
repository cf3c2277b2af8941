//! How long is waited.

use super::*;

#[test]
fn too_many_calls_wait_as_long_as_is_said() {
    let waits = |word: &str| {
        let refusal = match answer(word) {
            Answer::Reply(response) => envelope::refusal(TABLE, true, &response),
            _ => None,
        };
        let Some(Error::Refused(refusal)) = refusal else { panic!("{word}") };
        (refusal.kind, refusal.retry_after.map(|pause| pause.as_millis()))
    };
    let text = |code: i64, text: &str| waits(&format!(r#"{{"errcode":{code},"errmsg":"{text}"}}"#));
    for (errmsg, expected) in [
        ("reach max api daily quota limit", (Kind::Quota, None)),
        ("api minute-quota reach limit, retry next minute", (Kind::Throttled, Some(60_000))),
        ("too many calls per second", (Kind::Throttled, Some(1600))),
        ("接口调用超过每秒频率限制", (Kind::Throttled, Some(1600))),
        ("每小时调用次数超过上限", (Kind::Quota, None)),
    ] {
        assert_eq!(text(45009, errmsg), expected, "{errmsg}");
        let unsaid = text(45011, errmsg).1;
        assert_eq!(unsaid, expected.1, "{errmsg}");
    }
    assert_eq!(text(45009, "limit"), (Kind::Quota, None));
    assert_eq!(text(45011, "limit"), (Kind::Throttled, Some(60_000)));
    assert_eq!(waits("http429"), (Kind::Throttled, Some(7000)));
}

#[test]
fn a_limit_that_names_no_time_may_be_a_page_from_anywhere() {
    for (told, unsure) in [(Some("7"), false), (None, true)] {
        let mut response = Response::builder().status(429);
        if let Some(told) = told {
            response = response.header("retry-after", told);
        }
        let response = response.body("<html>".into()).unwrap();
        let Some(Error::Refused(refusal)) = envelope::refusal(TABLE, true, &response) else { panic!() };
        assert_eq!((refusal.kind, refusal.unsure), (Kind::Throttled, unsure));
    }
    check(
        Repeat::Never,
        "page429",
        &expect![[r#"
            T1
            send once → page429
            outcome_unknown: outcome unknown: POST /pour may or may not have been done (WeChat refused with 429, too many requests for the gateway)"#]],
    );
}

#[test]
fn nobody_waits_for_days() {
    for (told, kind, pause) in [
        ("0", Kind::Throttled, Some(1)),
        (" 600 ", Kind::Throttled, Some(600)),
        ("601", Kind::Quota, None),
        ("9000000000", Kind::Quota, None),
        ("99999999999999999999999", Kind::Throttled, None),
        ("Fri, 27 Nov 2026 04:00:00 GMT", Kind::Throttled, None),
        ("-1", Kind::Throttled, None),
    ] {
        let response = Response::builder().status(429).header("retry-after", told);
        let response = response.body("<html>".into()).unwrap();
        let Some(Error::Refused(refusal)) = envelope::refusal(TABLE, true, &response) else {
            panic!("{told}")
        };
        assert_eq!((refusal.kind, refusal.retry_after.map(|pause| pause.as_secs())), (kind, pause), "{told}");
    }
}

#[test]
fn a_clock_that_is_set_changes_no_pause() {
    let day = 24 * 3600 * 1000;
    let env = |now, uptime| Env {
        uptime: Moment::from_millis(uptime),
        ..Env::new(Timestamp::from_millis(now), [0; 32])
    };
    let mut call = Call::new(Pour(Repeat::Safe));
    let begin = env(10 * day, 5000);
    let Step::Do(ticket, _) = call.step(&begin) else { panic!("a credential") };
    call.answer(&begin, ticket, Answer::Credential(Token::new("TOKEN1")));
    let Step::Do(ticket, _) = call.step(&begin) else { panic!("a request") };
    call.answer(&begin, ticket, answer("-1"));
    let Step::Tell(Event::Waiting { pause, .. }) = call.step(&begin) else { panic!("news") };
    let until = 5000 + u64::try_from(pause.as_millis()).unwrap();
    for now in [9 * day, 11 * day] {
        let Step::Wait(Some(wake)) = call.step(&env(now, until - 1)) else { panic!("no wait") };
        assert_eq!(wake.as_millis(), until);
    }
    assert!(matches!(call.step(&env(9 * day, until)), Step::Do(_, Ask::Credential(Need::First))));
}

#[test]
fn too_many_calls_are_waited_out_three_times_if_at_all() {
    check(
        Repeat::Never,
        "45011 45011 45011 45011",
        &expect![[r#"
        T1
        send once → 45011
        wait 71711 ms
        T1
        send once → 45011
        wait 71711 ms
        T1
        send once → 45011
        wait 71711 ms
        T1
        send once → 45011
        throttled: WeChat refused with 45011: with ***"#]],
    );

    struct Fetch;

    impl Endpoint for Fetch {
        type Platform = Tea;
        type Reply = Done;
        const METHOD: Method = Method::GET;
        const PATH: &'static str = "/token";
        const AUTH: bool = false;
        const PATIENT: bool = false;
        fn encode(&self, _: &mut Encoder) {}
    }

    let mut call = Call::new(Fetch);
    let env = Env::new(Timestamp::default(), [0; 32]);
    let Step::Do(ticket, Ask::Send { .. }) = call.step(&env) else { panic!("nothing is sent") };
    call.answer(&env, ticket, answer("45011"));
    let Step::Done(Err(error)) = call.step(&env) else { panic!("it waits") };
    assert_eq!(error.kind(), Kind::Throttled);
}
