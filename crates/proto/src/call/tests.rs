//! The table in the docs of [`Call`], line by line, in virtual time.

use bytes::Bytes;
use expect_test::{Expect, expect};
use http::{Method, Response};

use super::*;
use crate::encoder::Draft;
use crate::envelope::{self, Done};
use crate::error::{Transport, TransportKind};
use crate::refusal::{Row, row};
use crate::{DecodeError, Decoder, Kind, Token};

mod edges;
mod suppressed;
mod unknown;
mod waits;

struct Tea;

const TABLE: &[Row] = &[
    row(-1, Kind::Busy, "", ""),
    row(40001, Kind::Token, "", ""),
    row(45009, Kind::Quota, "", ""),
    row(45011, Kind::Throttled, "", ""),
];

impl Platform for Tea {
    type Credential = Token;
    const BASE_URL: &'static str = "https://tea.invalid";
    fn authorize(token: &Token, draft: &mut Draft, _: &Env) -> Result<(), Error> {
        envelope::authorize(token, draft);
        Ok(())
    }
    fn refusal(auth: bool, response: &Response<Bytes>) -> Option<Error> {
        envelope::refusal(TABLE, auth, response)
    }
    fn remarks(response: &Response<Bytes>) -> Vec<Warning> {
        if response.body().ends_with(b"odd\"}") { vec![Warning::new("the tea is odd")] } else { Vec::new() }
    }
    fn redact(token: &Token, text: &str) -> String {
        crate::secret::redact(text, &[token.reveal()])
    }
}

#[derive(Debug)]
struct Pour(Repeat);

impl Endpoint for Pour {
    type Platform = Tea;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/pour";
    fn repeat(&self) -> Repeat {
        self.0
    }
    fn encode(&self, _: &mut Encoder) {}
    fn decode(_: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self(Repeat::Never))
    }
}

/// What a world answers, one word after the other: `lost`, `refused` (the connection), `page`, `half` (of the JSON),
/// `empty`, `form` (JSON of a wrong form), `odd` (a success with a remark), `http…` (a gateway's page with this status), or a
/// number for `errcode`. Credentials are `T1`, `T2`, … unless it says `same`.
fn check(repeat: Repeat, script: &str, expected: &Expect) {
    play(Call::new(Pour(repeat)), script, expected);
}

fn play(mut call: Call<Pour>, script: &str, expected: &Expect) {
    let mut script = script.split_whitespace();
    let (mut now, mut token, mut trace) = (Timestamp::default(), 0, String::new());
    let mut same = false;
    for _ in 0..100 {
        let env = Env::new(now, [0; 32]);
        match call.step(&env) {
            Step::Do(ticket, Ask::Credential(need)) => {
                token += u32::from(!same && (token == 0 || need != Need::First));
                let word = if need == Need::First { "" } else { "renew " };
                trace += &format!("{word}T{token}\n");
                call.answer(&env, ticket, Answer::Credential(Token::new(format!("TOKEN{token}"))));
            }
            Step::Do(ticket, Ask::Send { request, .. }) => {
                assert_eq!(request.uri(), &*format!("https://tea.invalid/pour?access_token=TOKEN{token}"));
                let mut word = script.next().unwrap_or("0");
                if word == "same" {
                    (same, word) = (true, script.next().unwrap_or("0"));
                }
                let once = if request.extensions().get::<Once>().is_some() { " once" } else { "" };
                trace += &format!("send{once} → {word}\n");
                call.answer(&env, ticket, answer(word));
            }
            Step::Do(..) => panic!("nothing else is asked for"),
            Step::Tell(Event::Warning(warning)) => trace += &format!("warning: {}\n", warning.message),
            Step::Tell(_) => {}
            Step::Wait(until) => {
                let until = until.unwrap();
                trace += &format!("wait {} ms\n", until.since(env.uptime).as_millis());
                now = now + until.since(env.uptime);
            }
            Step::Done(result) => {
                match result {
                    Ok(_) => trace += "done",
                    Err(error) => trace += &format!("{}: {error}", error.kind().as_str()),
                }
                return expected.assert_eq(&trace);
            }
        }
    }
    panic!("it never ends:\n{trace}");
}

fn answer(word: &str) -> Answer<Token> {
    let transport = |kind, arrived| Answer::Failed(Error::Transport(Transport::new(kind, arrived, "x")));
    let reply = |text: String| Answer::Reply(Response::new(text.into()));
    match word {
        "lost" => transport(TransportKind::Interrupted, true),
        "refused" => transport(TransportKind::Connect, false),
        "page" => reply("<html>/pour?access_token=TOKEN1".into()),
        "odd" => reply(r#"{"errmsg":"odd"}"#.into()),
        "half" => reply(r#"{"errcode":"#.into()),
        "empty" => reply(String::new()),
        "form" => reply(r#"{"errcode":[]}"#.into()),
        text if text.starts_with('{') => reply(text.into()),
        status if status.starts_with("http") => {
            let response = Response::builder().status(&status[4..]).header("retry-after", "7");
            Answer::Reply(response.body("<html>".into()).unwrap())
        }
        status if status.starts_with("page") => {
            Answer::Reply(Response::builder().status(&status[4..]).body("<html>".into()).unwrap())
        }
        code => reply(format!(r#"{{"errcode":{code},"errmsg":"with TOKEN1"}}"#)),
    }
}

#[test]
fn oddities_of_a_success_are_warnings() {
    check(
        Repeat::Never,
        "odd",
        &expect![[r#"
            T1
            send once → odd
            warning: the tea is odd
            done"#]],
    );
}

#[test]
fn a_refused_token_is_renewed_while_a_different_one_comes() {
    check(
        Repeat::Never,
        "40001 0",
        &expect![[r#"
        T1
        send once → 40001
        renew T2
        send once → 0
        done"#]],
    );
    check(
        Repeat::Never,
        "same 40001",
        &expect![[r#"
        T1
        send once → 40001
        renew T1
        token: WeChat refused with 40001: with ***"#]],
    );
    check(
        Repeat::Never,
        "40001 40001 40001 40001 0",
        &expect![[r#"
            T1
            send once → 40001
            renew T2
            send once → 40001
            renew T3
            send once → 40001
            renew T4
            send once → 40001
            token: WeChat refused with 40001: with TOKEN1"#]],
    );
}

#[test]
fn busy_is_repeated_where_that_does_no_harm() {
    check(
        Repeat::Duplicates,
        "-1 -1 -1 -1",
        &expect![[r#"
            T1
            send once → -1
            wait 1195 ms
            T1
            send once → -1
            wait 2390 ms
            T1
            send once → -1
            wait 4780 ms
            T1
            send once → -1
            busy: WeChat refused with -1: with ***"#]],
    );
    check(
        Repeat::Never,
        "-1",
        &expect![[r#"
        T1
        send once → -1
        busy: WeChat refused with -1: with ***"#]],
    );
}

#[test]
fn a_minute_after_too_many_calls_whatever_the_endpoint() {
    check(
        Repeat::Never,
        "45011 0",
        &expect![[r#"
            T1
            send once → 45011
            wait 71711 ms
            T1
            send once → 0
            done"#]],
    );
}

#[test]
fn quota_is_final() {
    check(
        Repeat::Safe,
        "45009",
        &expect![[r#"
        T1
        send → 45009
        quota: WeChat refused with 45009: with ***"#]],
    );
}

#[test]
fn what_was_never_sent_is_repeated() {
    check(
        Repeat::Never,
        "refused refused 0",
        &expect![[r#"
            T1
            send once → refused
            wait 597 ms
            T1
            send once → refused
            wait 1195 ms
            T1
            send once → 0
            done"#]],
    );
    check(
        Repeat::Never,
        "refused refused refused refused refused",
        &expect![[r#"
            T1
            send once → refused
            wait 597 ms
            T1
            send once → refused
            wait 1195 ms
            T1
            send once → refused
            wait 2390 ms
            T1
            send once → refused
            transport: cannot connect: x"#]],
    );
}

#[test]
fn a_lost_answer_is_repeated_only_where_that_is_safe() {
    check(
        Repeat::Safe,
        "lost half page 0",
        &expect![[r#"
            T1
            send → lost
            wait 597 ms
            T1
            send → half
            wait 1195 ms
            T1
            send → page
            wait 2390 ms
            T1
            send → 0
            done"#]],
    );
    check(
        Repeat::Duplicates,
        "page lost",
        &expect![[r#"
            T1
            send once → page
            wait 597 ms
            T1
            send once → lost
            outcome_unknown: outcome unknown: POST /pour may or may not have been done (the connection broke: x)"#]],
    );
    check(
        Repeat::Never,
        "page",
        &expect![[r#"
        T1
        send once → page
        outcome_unknown: outcome unknown: POST /pour may or may not have been done (a gateway answered in place of WeChat (HTTP 200): 31 bytes that are not an answer of the platform)"#]],
    );
}

#[test]
fn an_unreadable_answer_does_not_tell_that_nothing_was_done() {
    for repeat in [Repeat::Never, Repeat::Duplicates] {
        check(
            repeat,
            "half",
            &expect![[r#"
                T1
                send once → half
                outcome_unknown: outcome unknown: POST /pour may or may not have been done (unreadable answer: not JSON: EOF while parsing a value at line 1 column 11; it began with: {"errcode":)"#]],
        );
        check(
            repeat,
            "empty",
            &expect![[r#"
                T1
                send once → empty
                outcome_unknown: outcome unknown: POST /pour may or may not have been done (unreadable answer: not JSON: EOF while parsing a value at line 1 column 0; it was empty)"#]],
        );
        check(
            repeat,
            "form",
            &expect![[r#"
                T1
                send once → form
                outcome_unknown: outcome unknown: POST /pour may or may not have been done (unreadable answer: errcode is not a number; it began with: {"errcode":[]})"#]],
        );
    }
    // Asking again would bring the same.
    check(
        Repeat::Safe,
        "form",
        &expect![[r#"
            T1
            send → form
            reply: unreadable answer: errcode is not a number; it began with: {"errcode":[]}"#]],
    );
}

#[test]
fn a_body_too_large_for_a_gateway_stays_so() {
    check(
        Repeat::Safe,
        "http413",
        &expect![[r#"
            T1
            send → http413
            transport: a gateway answered in place of WeChat (HTTP 413): 6 bytes that are not an answer of the platform"#]],
    );
    check(
        Repeat::Never,
        "http413",
        &expect![[r#"
            T1
            send once → http413
            transport: a gateway answered in place of WeChat (HTTP 413): 6 bytes that are not an answer of the platform"#]],
    );
    check(
        Repeat::Never,
        "http412",
        &expect![[r#"
            T1
            send once → http412
            outcome_unknown: outcome unknown: POST /pour may or may not have been done (a gateway answered in place of WeChat (HTTP 412): 6 bytes that are not an answer of the platform)"#]],
    );
}

#[test]
fn a_renewed_token_is_not_taken_for_the_refused_one() {
    // T2 comes back after the pause, and it was never refused.
    check(
        Repeat::Safe,
        "40001 -1 0",
        &expect![[r#"
            T1
            send → 40001
            renew T2
            send → -1
            wait 1195 ms
            T2
            send → 0
            done"#]],
    );
}
