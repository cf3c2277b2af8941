//! What is looked at before anything is asked for, answers that nobody waits for, and what a call tells of itself.

use super::*;
use crate::error::Invalid;

struct Fill(&'static str);

impl Endpoint for Fill {
    type Platform = Tea;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/fill";
    fn encode(&self, out: &mut Encoder) {
        out.json(self.0);
    }
    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        match self.0.len() {
            0 => Err(Invalid::new("it is empty")),
            1 => Ok(vec![Warning::new("it is short")]),
            _ => Ok(Vec::new()),
        }
    }
}

#[test]
fn limits_are_told_before_anything_is_asked_for() {
    let check = |text: &'static str, expected: &str| {
        let mut call = Call::new(Fill(text));
        let env = Env::new(Timestamp::default(), [0; 32]);
        let told = match call.step(&env) {
            Step::Tell(Event::Warning(warning)) => warning.message,
            Step::Do(_, Ask::Credential(_)) => "goes on".to_owned(),
            Step::Done(Err(error)) => format!("{}: {error}", error.kind().as_str()),
            other => panic!("{other:?}"),
        };
        assert!(told.starts_with(expected), "{text:?}: {told}");
        assert!(!call.is_sent());
        assert!(Fill(text).secrets().is_empty());
    };
    check("ab", "goes on");
    check("a", "it is short");
    check("", "input: it is empty");
    check("a\u{1}", "input: a text holds the control character U+0001");
}

#[test]
fn it_is_known_whether_a_request_is_out_and_whether_an_answer_was_lost() {
    let mut call = Call::new(Pour(Repeat::Safe));
    let mut env = Env::new(Timestamp::default(), [0; 32]);
    let mut answers = ["refused", "lost", "0"].into_iter();
    let mut seen = Vec::new();
    loop {
        let step = call.step(&env);
        let mut see = |call: &Call<Pour>, what| seen.push((what, call.is_sent(), call.lost_an_answer()));
        match step {
            Step::Do(ticket, Ask::Credential(_)) => {
                see(&call, "credential");
                call.answer(&env, ticket, Answer::Credential(Token::new("TOKEN")));
            }
            Step::Do(ticket, _) => {
                see(&call, "send");
                call.answer(&env, ticket, answer(answers.next().unwrap()));
                see(&call, "answered");
            }
            Step::Wait(until) => env = Env::new(env.now + until.unwrap().since(env.uptime), [0; 32]),
            Step::Tell(_) => {}
            Step::Done(result) => {
                result.unwrap();
                break;
            }
        }
    }
    assert_eq!(
        seen,
        [
            ("credential", false, false),
            ("send", true, false),
            ("answered", false, false),
            ("credential", false, false),
            ("send", true, false),
            ("answered", false, true),
            ("credential", false, true),
            ("send", true, true),
            ("answered", true, true),
        ]
    );
}

#[test]
fn an_answer_to_another_ask_is_ignored() {
    let mut call = Call::new(Pour(Repeat::Safe));
    let env = Env::new(Timestamp::default(), [0; 32]);
    let other = Ticket(99);
    let Step::Do(fetch, Ask::Credential(_)) = call.step(&env) else { panic!("no need") };
    call.answer(&env, other, Answer::Credential(Token::new("OTHER")));
    assert!(matches!(call.step(&env), Step::Wait(None)));
    call.answer(&env, fetch, Answer::Credential(Token::new("TOKEN")));
    let Step::Do(send, Ask::Send { request, .. }) = call.step(&env) else { panic!("nothing is sent") };
    assert_eq!(request.uri().query(), Some("access_token=TOKEN"));
    call.answer(&env, fetch, answer("45009"));
    call.answer(&env, other, answer("45009"));
    assert!(matches!(call.step(&env), Step::Wait(None)));
    call.answer(&env, send, answer("0"));
    assert!(matches!(call.step(&env), Step::Done(Ok(_))));
    assert!(matches!(call.step(&env), Step::Done(Err(Error::Misuse(_)))));
}

#[test]
fn answers_of_a_wrong_kind_are_a_misuse() {
    let env = Env::new(Timestamp::default(), [0; 32]);
    let end = |call: &mut Call<Pour>| match call.step(&env) {
        Step::Done(Err(error)) => error.to_string(),
        other => panic!("{other:?}"),
    };
    let wrong = "the contract of a flow was broken: a ticket got an answer of a wrong kind";
    for (first, second, expected) in [
        (Answer::Saved, None, wrong),
        (Answer::Failed(Error::invalid("no secret")), None, "no secret"),
        (Answer::Credential(Token::new("TOKEN")), Some(Answer::Saved), wrong),
    ] {
        let mut call = Call::new(Pour(Repeat::Safe));
        let Step::Do(ticket, _) = call.step(&env) else { panic!("no need") };
        call.answer(&env, ticket, first);
        if let Some(second) = second {
            let Step::Do(ticket, _) = call.step(&env) else { panic!("nothing is sent") };
            call.answer(&env, ticket, second);
        }
        assert_eq!(end(&mut call), expected);
    }
}

#[test]
fn attempts_are_numbered() {
    let mut call = Call::new(Pour(Repeat::Safe));
    let (mut now, mut numbers) = (Timestamp::default(), Vec::new());
    while numbers.len() < 3 {
        let env = Env::new(now, [0; 32]);
        match call.step(&env) {
            Step::Do(ticket, Ask::Send { request, .. }) => {
                numbers.extend(request.extensions().get::<Attempt>().map(|attempt| attempt.number));
                call.answer(&env, ticket, answer("lost"));
            }
            Step::Do(ticket, _) => call.answer(&env, ticket, Answer::Credential(Token::new("TOKEN"))),
            Step::Wait(until) => now = now + until.unwrap().since(env.uptime),
            Step::Tell(_) => {}
            Step::Done(_) => panic!("it ended"),
        }
    }
    assert_eq!(numbers, [1, 2, 3]);
}

#[test]
fn a_name_shows_a_fixed_query_and_no_other() {
    struct To(&'static str);

    impl Endpoint for To {
        type Platform = Tea;
        type Reply = Done;
        const METHOD: Method = Method::POST;
        const PATH: &'static str = "/pour?action=slowly";
        fn encode(&self, _: &mut Encoder) {}
        fn path(&self) -> &str {
            self.0
        }
    }

    assert_eq!(Call::new(To(To::PATH)).name(), "POST /pour?action=slowly");
    assert_eq!(Call::new(To("/cup?key=s3cret")).name(), "POST /cup");
}
