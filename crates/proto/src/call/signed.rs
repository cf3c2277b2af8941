//! A platform whose answers are signed: what is kept, what is asked for, and what is never sent again. In virtual time.

use std::time::Duration;

use bytes::Bytes;
use expect_test::{Expect, expect};
use http::{Method, Response};

use super::*;
use crate::encoder::Draft;
use crate::error::{SignatureProblem, Untrusted};
use crate::error::{Transport, TransportKind};
use crate::{DecodeError, Decoder, Encoder, Kind, Refusal, Token};

/// Its "signature" is the first word of an answer, and its keys are letters of the credential.
struct Tea;

impl Platform for Tea {
    type Credential = Token;
    const BASE_URL: &'static str = "https://tea.invalid";
    const BACKUP: Option<&'static str> = Some("https://tea2.invalid");
    const SIGNED: bool = true;
    fn authorize(_: &Token, _: &mut Draft, _: &Env) -> Result<(), Error> {
        Ok(())
    }
    fn verify(keys: &Token, response: &Response<Bytes>, now: Timestamp) -> Verdict {
        let text = String::from_utf8_lossy(response.body());
        let bad = |kind, why: &str| Verdict::Bad(Untrusted::new(kind, why, "").into());
        match text.split(' ').next().unwrap_or_default() {
            "forged" => bad(SignatureProblem::Signature, "forged"),
            "probe" => bad(SignatureProblem::Probe, "wrong on purpose"),
            key if !keys.reveal().contains(key) => Verdict::NeedKey(key.into()),
            _ if now > Timestamp::from_secs(60) => bad(SignatureProblem::Time, "late"),
            _ => Verdict::Good,
        }
    }
    fn refusal(_: bool, response: &Response<Bytes>) -> Option<Error> {
        let text = String::from_utf8_lossy(response.body()).into_owned();
        let unsure = text.contains("unsure");
        text.contains("busy").then(|| Refusal { kind: Kind::Busy, unsure, ..Refusal::default() }.into())
    }
    fn redact(_: &Token, text: &str) -> String {
        text.to_owned()
    }
}

#[derive(Debug)]
struct Pour(Repeat);

#[derive(Debug)]
struct Text;

impl crate::Reply for Text {
    fn read(_: &Response<Bytes>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
    fn write(&self) -> Response<Bytes> {
        Response::default()
    }
}

impl Endpoint for Pour {
    type Platform = Tea;
    type Reply = Text;
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

/// What a world answers, one line after the other; `keys` is what the credential grows to when a key is asked for, or `-`
/// if that fails. It takes an hour.
fn check(repeat: Repeat, script: &str, keys: &str, expected: &Expect) {
    let mut script = script.lines();
    let mut call = Call::new(Pour(repeat));
    let (mut now, mut trace) = (Timestamp::default(), String::new());
    for _ in 0..50 {
        let env = Env::new(now, [0; 32]);
        match call.step(&env) {
            Step::Do(ticket, Ask::Credential(Need::First)) => {
                call.answer(&env, ticket, Answer::Credential(Token::new("a")));
            }
            Step::Do(ticket, Ask::Credential(need)) => {
                trace += &format!("{need:?}\n");
                assert!(call.is_sent());
                let late = Env::new(now + Duration::from_secs(3600), [0; 32]);
                let answer = match keys {
                    "-" => Answer::Failed(Error::invalid("no certificates")),
                    keys => Answer::Credential(Token::new(keys)),
                };
                call.answer(&late, ticket, answer);
            }
            Step::Do(ticket, Ask::Send { request, .. }) => {
                let line = script.next().unwrap();
                trace += &format!("{} → {line}\n", request.uri().host().unwrap());
                let answer = match line {
                    "lost" | "refused" => {
                        let kind = TransportKind::Interrupted;
                        let transport = Transport::new(kind, line == "lost", "x");
                        Answer::Failed(Error::Transport(transport))
                    }
                    text => Answer::Reply(Response::new(text.to_owned().into())),
                };
                call.answer(&env, ticket, answer);
            }
            Step::Do(..) => panic!("nothing else is asked for"),
            Step::Tell(_) => {}
            Step::Wait(until) => now = now + until.unwrap().since(env.uptime),
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

#[test]
fn the_key_is_asked_for_and_nothing_is_sent_again() {
    let never = Repeat::Never;
    check(
        never,
        "a yes",
        "ab",
        &expect![[r#"
        tea.invalid → a yes
        done"#]],
    );
    // Verified as of the time of its arrival, an hour ago.
    check(
        never,
        "b yes",
        "ab",
        &expect![[r#"
        tea.invalid → b yes
        Key("b")
        done"#]],
    );
    check(
        never,
        "b yes",
        "a",
        &expect![[r#"
            tea.invalid → b yes
            Key("b")
            outcome_unknown: outcome unknown: POST /pour may or may not have been done (it probably was, but its answer cannot be verified: the answer is signed with the key b, which is not known; give the platform's key of this serial number, by which answers are verified)"#]],
    );
    check(
        never,
        "b yes",
        "-",
        &expect![[r#"
            tea.invalid → b yes
            Key("b")
            outcome_unknown: outcome unknown: POST /pour may or may not have been done (it probably was, but its answer cannot be verified: the answer is signed with the key b, which is not known, and it could not be fetched: no certificates; give the platform's key of this serial number, by which answers are verified)"#]],
    );
    check(
        never,
        "b busy",
        "ab",
        &expect![[r#"
        tea.invalid → b busy
        Key("b")
        busy: WeChat refused"#]],
    );
}

#[test]
fn a_key_that_comes_for_another_is_ignored() {
    let mut call = Call::new(Pour(Repeat::Never));
    let env = Env::new(Timestamp::default(), [0; 32]);
    let Step::Do(fetch, _) = call.step(&env) else { panic!() };
    call.answer(&env, fetch, Answer::Credential(Token::new("a")));
    let Step::Do(send, _) = call.step(&env) else { panic!() };
    call.answer(&env, send, Answer::Reply(Response::new("b yes".into())));
    let Step::Do(key, Ask::Credential(Need::Key(_))) = call.step(&env) else { panic!() };
    call.answer(&env, send, Answer::Credential(Token::new("a")));
    assert!(matches!(call.step(&env), Step::Wait(None)));
    call.answer(&env, key, Answer::Credential(Token::new("ab")));
    assert!(matches!(call.step(&env), Step::Done(Ok(Text))));
}

#[test]
fn only_a_success_that_comes_without_a_signature_needs_none() {
    struct Fetch;

    impl Endpoint for Fetch {
        type Platform = Tea;
        type Reply = Text;
        const METHOD: Method = Method::GET;
        const PATH: &'static str = "/file";
        const UNSIGNED: bool = true;
        fn encode(&self, _: &mut Encoder) {}
    }

    fn examined<E: crate::EndpointExt<Platform = Tea>>(status: u16, text: &'static str) -> String {
        let response = Response::builder().status(status).body(Bytes::from(text)).unwrap();
        let (verdict, response) = E::examine(Some(&Token::new("a")), response, Timestamp::default());
        let is_read = !matches!(E::reply(&response), Err(Error::Untrusted(_)));
        let word = match verdict {
            Verdict::Good => "good",
            Verdict::Bad(_) => "bad",
            Verdict::NeedKey(_) => "unknown key",
        };
        format!("{word} {is_read}")
    }

    assert_eq!(examined::<Fetch>(200, "forged"), "good true");
    assert_eq!(examined::<Fetch>(404, "forged"), "bad false");
    assert_eq!(examined::<Fetch>(404, "a busy"), "good true");
    assert_eq!(examined::<Pour>(200, "forged"), "bad false");
    assert_eq!(examined::<Pour>(200, "b yes"), "unknown key false");
    assert_eq!(examined::<Pour>(200, "a yes"), "good true");
}

#[test]
fn what_is_not_trusted_is_never_repeated() {
    check(
        Repeat::Safe,
        "forged",
        "a",
        &expect![[r#"
        tea.invalid → forged
        untrusted: forged"#]],
    );
}

#[test]
fn a_probe_is_asked_again_where_that_does_no_harm() {
    check(
        Repeat::Duplicates,
        "probe\na yes",
        "a",
        &expect![[r#"
        tea.invalid → probe
        tea2.invalid → a yes
        done"#]],
    );
    check(
        Repeat::Safe,
        "probe\nprobe\nprobe\nprobe",
        "a",
        &expect![[r#"
        tea.invalid → probe
        tea2.invalid → probe
        tea.invalid → probe
        tea2.invalid → probe
        untrusted: wrong on purpose"#]],
    );
    check(
        Repeat::Never,
        "probe",
        "a",
        &expect![[r#"
        tea.invalid → probe
        outcome_unknown: outcome unknown: POST /pour may or may not have been done (it probably was, but its answer cannot be verified: wrong on purpose)"#]],
    );
    check(
        Repeat::Never,
        "forged",
        "a",
        &expect![[r#"
        tea.invalid → forged
        outcome_unknown: outcome unknown: POST /pour may or may not have been done (it probably was, but its answer cannot be verified: forged)"#]],
    );
}

#[test]
fn a_platform_that_does_not_know_what_it_did() {
    check(
        Repeat::Never,
        "a busy unsure",
        "a",
        &expect![[r#"
        tea.invalid → a busy unsure
        outcome_unknown: outcome unknown: POST /pour may or may not have been done (WeChat refused)"#]],
    );
    check(
        Repeat::Safe,
        "a busy unsure\na yes",
        "a",
        &expect![[r#"
        tea.invalid → a busy unsure
        tea.invalid → a yes
        done"#]],
    );
}

#[test]
fn the_other_host_where_repeating_does_no_harm() {
    check(
        Repeat::Never,
        "refused\na yes",
        "a",
        &expect![[r#"
        tea.invalid → refused
        tea2.invalid → a yes
        done"#]],
    );
    check(
        Repeat::Safe,
        "lost\nrefused\na yes",
        "a",
        &expect![[r#"
        tea.invalid → lost
        tea2.invalid → refused
        tea.invalid → a yes
        done"#]],
    );
    check(
        Repeat::Never,
        "lost",
        "a",
        &expect![[r#"
        tea.invalid → lost
        outcome_unknown: outcome unknown: POST /pour may or may not have been done (the connection broke: x)"#]],
    );
}

#[test]
fn no_answer_is_read_without_verification() {
    let answer = || Response::new(Bytes::from_static(b"b yes"));
    let error = Pour::reply(&answer()).unwrap_err();
    assert_eq!(error.to_string(), "the answer was not verified");
    let accept = |keys: &str| Pour::accept(&Token::new(keys), answer(), Timestamp::default());
    assert!(accept("ab").is_ok());
    let error = accept("a").unwrap_err();
    assert_eq!(error.to_string(), "the answer is signed with the key b, which is not known");
}
