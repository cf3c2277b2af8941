use bytes::Bytes;
use expect_test::{Expect, expect};
use http::{Method, Response};

use std::time::Duration;

use super::*;
use crate::encoder::Draft;
use crate::endpoint::{Endpoint, Repeat};
use crate::envelope::{self, Done};
use crate::journal::Record;
use crate::probe::Probe;
use crate::{DecodeError, Decoder, Encoder, Source, Token, Warning};

struct Tea;

impl Platform for Tea {
    type Credential = Token;
    const BASE_URL: &'static str = "https://tea.invalid";
    fn authorize(token: &Token, draft: &mut Draft, _: &Env) -> Result<(), Error> {
        envelope::authorize(token, draft);
        Ok(())
    }
    fn refusal(auth: bool, response: &Response<Bytes>) -> Option<Error> {
        envelope::refusal(&[], auth, response)
    }
    fn redact(_: &Token, text: &str) -> String {
        text.to_owned()
    }
}

#[derive(Debug)]
struct Pour;

impl Endpoint for Pour {
    type Platform = Tea;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/pour";
    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }
    fn encode(&self, _: &mut Encoder) {}
    fn decode(_: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

/// Drives a script and writes down what it wants, with the stage in front; `answers` are the bodies of replies, or `lost`.
fn check<T: fmt::Debug>(mut script: Script<Tea, T>, answers: &[&'static str], expected: &Expect) {
    let (mut now, mut answers) = (Timestamp::from_secs(100), answers.iter());
    let mut trace = Vec::new();
    for _ in 0..100 {
        let env = Env::new(now, [0; 32]);
        let step = script.step(&env);
        let stage = script.stage();
        match step {
            Step::Do(ticket, ask) => {
                trace.push(format!("{stage}: {ask:?}"));
                let answer = match ask {
                    Ask::Credential(_) => Answer::Credential(Token::new("TOKEN")),
                    Ask::Save(_) => Answer::Saved,
                    Ask::Inspect(_) => Answer::Probe(Probe::of_bytes(b"tea")),
                    _ => Answer::Reply(Response::new(Bytes::from_static(answers.next().unwrap().as_bytes()))),
                };
                script.answer(&env, Ticket(ticket.0 + 1000), Answer::Saved);
                script.answer(&env, ticket, answer.clone());
                script.answer(&env, ticket, answer);
            }
            Step::Tell(event) => trace.push(format!("{stage}: {event:?}")),
            Step::Wait(until) => {
                now = now + until.expect("nothing is open").since(env.uptime);
                trace.push(format!("{stage}: wait until {}", now.as_secs()));
            }
            Step::Done(result) => {
                trace.push(format!("{result:?}"));
                return expected.assert_eq(&trace.join("\n"));
            }
        }
    }
    panic!("it never ends: {trace:?}");
}

#[test]
fn everything_is_handed_out_in_the_order_it_was_written() {
    let script = Script::new(|desk: Desk<Tea>| async move {
        desk.at("look");
        let probe = desk.inspect(Source::bytes(&b"tea"[..])).await?;
        desk.tell(Event::Note("looked".into()));
        desk.warn([Warning::new("weak")]);
        desk.at("pour");
        let done = desk.call(Pour).await?;
        desk.save(Record::new(&done.errmsg)).await?;
        desk.at("draw");
        desk.sleep(Duration::from_secs(180)).await;
        desk.tell(Event::Note("drawn".into()));
        Ok((probe.len, desk.now().as_secs()))
    });
    check(
        script,
        &[r#"{"errcode":0,"errmsg":"ok"}"#],
        &expect![[r#"
            look: Inspect(Bytes(3 bytes))
            pour: Note("looked")
            pour: Warning(Warning { message: "weak" })
            pour: Credential(First)
            pour: Send(POST /pour, 0 bytes)
            pour: Save(Record { value: String("ok"), sync: false, ignorable: false })
            draw: wait until 280
            draw: Note("drawn")
            Ok((3, 280))"#]],
    );
}

#[test]
fn an_error_ends_it_at_its_line() {
    let script = Script::new(|desk: Desk<Tea>| async move {
        desk.at("pour");
        desk.call(Pour).await?;
        desk.tell(Event::Note("never".into()));
        Ok(())
    });
    check(
        script,
        &[r#"{"errcode":48001,"errmsg":"no"}"#],
        &expect![[r#"
            pour: Credential(First)
            pour: Send(POST /pour, 0 bytes)
            Err(Refused(Refusal { code: 48001, word: "", unsure: false, unverified: false, message: "no", kind: Unknown, request_id: None, retry_after: None, meaning: "", hint: "" }))"#]],
    );
}

#[test]
fn it_can_be_seen_where_it_stands() {
    let mut script = Script::new(|desk: Desk<Tea>| async move {
        desk.at("pouring");
        desk.call(Pour).await
    });
    let env = Env::new(Timestamp::default(), [0; 32]);
    assert_eq!(format!("{script:?}"), r#"Script { stage: "", open: {}, .. }"#);
    assert!(matches!(script.step(&env), Step::Do(..)));
    assert!(matches!(script.step(&env), Step::Wait(None)), "it waits for the credential");
    assert_eq!(format!("{script:?}"), r#"Script { stage: "pouring", open: {Ticket(1)}, .. }"#);
}

#[test]
fn a_script_knows_its_time_and_debug_where_it_stands() {
    let script = Script::new(|desk: Desk<Tea>| async move {
        desk.at("draw");
        desk.sleep(Duration::from_millis(1500)).await;
        let shown = format!("{desk:?}");
        Ok((desk.now().as_millis(), desk.uptime().as_millis(), shown))
    });
    check(
        script,
        &[],
        &expect![[r#"
            draw: wait until 101
            Ok((101500, 101500, "Desk { stage: \"draw\", open: {}, .. }"))"#]],
    );
}

#[test]
fn warnings_that_were_told_before_are_not_told_again() {
    /// Warns, notes, and ends.
    struct Fill(u32);

    impl Flow for Fill {
        type Platform = Tea;
        type Output = ();
        fn step(&mut self, _: &Env) -> Step<(), Token> {
            self.0 += 1;
            match self.0 {
                1 => Step::Tell(Event::Warning(Warning::new("hot"))),
                2 => Step::Tell(Event::Note("full".into())),
                _ => Step::Done(Ok(())),
            }
        }
        fn answer(&mut self, _: &Env, _: Ticket, _: Answer<Token>) {}
    }

    let script = Script::new(|desk: Desk<Tea>| async move {
        desk.run_unwarned(Fill(0)).await?;
        desk.run(Fill(0)).await
    });
    check(
        script,
        &[],
        &expect![[r#"
            : Note("full")
            : Warning(Warning { message: "hot" })
            : Note("full")
            Ok(())"#]],
    );
}

#[test]
fn what_is_noticed_ends_a_wait() {
    let check = |before: usize, meanwhile: &str, is_over: bool| {
        let mut script = Script::new(|desk: Desk<Tea>| async move {
            let until = desk.uptime() + Duration::from_secs(60);
            desk.wait_until(until, "the event", &Notice::new("0")).await;
            Ok(())
        });
        let env = Env::new(Timestamp::from_secs(100), [0; 32]);
        (0..before).for_each(|number| script.notice(&Notice::new(number.to_string())));
        let Step::Tell(Event::Waiting { what, pause }) = script.step(&env) else { panic!("nothing is told") };
        assert_eq!((what.as_str(), pause), ("the event", Duration::from_secs(60)));
        if before == 0 {
            let until = env.uptime + Duration::from_secs(60);
            assert!(matches!(script.step(&env), Step::Wait(Some(at)) if at == until));
            script.notice(&Notice::new(meanwhile));
        }
        assert_eq!(matches!(script.step(&env), Step::Done(Ok(()))), is_over, "{before} {meanwhile}");
    };
    check(0, "0", true);
    check(0, "another", false);
    // What came before is kept, the last 64 at least.
    check(1, "", true);
    check(64, "", true);
    check(65, "", false);
}

#[test]
fn a_wait_ends_with_its_time() {
    let check = |waited: u64, is_over: bool| {
        let mut script = Script::new(|desk: Desk<Tea>| async move {
            let until = desk.uptime() + Duration::from_secs(60);
            desk.wait_until(until, "the event", &Notice::new("0")).await;
            Ok(())
        });
        let env = |secs| Env::new(Timestamp::from_secs(secs), [0; 32]);
        assert!(matches!(script.step(&env(100)), Step::Tell(_)));
        assert!(matches!(script.step(&env(100)), Step::Wait(Some(_))));
        assert_eq!(matches!(script.step(&env(100 + waited)), Step::Done(Ok(()))), is_over, "{waited}");
    };
    check(59, false);
    check(60, true);
    check(61, true);
}
