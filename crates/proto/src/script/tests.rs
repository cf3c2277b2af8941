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
