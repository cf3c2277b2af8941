//! What it sends by itself, as a receiver sees it.

use bytes::Bytes;
use http::{Method, Request, Response};
use serde_json::{Value, json};
use wxkit_callback::{Content, EncodingKey, Event, Form, Incoming, MassOutcome, Mode, Receiver, Reply};
use wxkit_proto::{Env, Secret};

use super::bench::*;
use crate::{CALLBACK_AES_KEY, CALLBACK_TOKEN, Callback, Config, Letter, Sent};

fn bench(mode: Mode, form: Form, faults: &str) -> Bench {
    let callback = Callback { mode, form, ..Callback::new("http://127.0.0.1:1/cb?a=1") };
    let notify = Some("http://127.0.0.1:1/pay".to_owned());
    let faults = faults.parse().unwrap();
    Bench::new(Config { callback: Some(callback), notify, faults, ..Config::default() })
}

fn safe() -> Bench {
    bench(Mode::Safe, Form::Xml, "")
}

fn key() -> EncodingKey {
    EncodingKey::new(CALLBACK_AES_KEY).unwrap()
}

fn official() -> Receiver {
    Receiver::official(Secret::new(CALLBACK_TOKEN), "wx0123456789abcdef").with_key(key())
}

fn work() -> Receiver {
    Receiver::work(Secret::new(CALLBACK_TOKEN), key(), "ww0123456789abcdef")
}

fn letters(bench: &mut Bench) -> Vec<Letter> {
    let env = Env::new(bench.now, [77; 32]);
    let mut letters = bench.sandbox.take_letters();
    letters.iter_mut().for_each(|letter| bench.sandbox.end(letter, &env));
    letters
}

fn written(bench: &Bench, letter: &Letter) -> Request<Bytes> {
    bench.sandbox.write(letter, &Env::new(bench.now, [78; 32])).unwrap()
}

/// The one letter that there is, as its receiver reads it.
fn heard(bench: &mut Bench, receiver: &Receiver) -> (&'static str, wxkit_callback::Delivery) {
    let letters = letters(bench);
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    let request = written(bench, letter);
    assert!(request.uri().to_string().starts_with("http://127.0.0.1:1/cb?a=1&"), "{}", request.uri());
    match receiver.receive(&request, bench.now).unwrap() {
        Incoming::Delivery(delivery) => (letter.name, *delivery),
        _ => panic!("a check"),
    }
}

fn play(bench: &mut Bench, target: &str, body: &str) -> Value {
    json(&bench.send("POST", &format!("sandbox/{target}"), &[], body.to_owned()))
}

#[test]
fn a_mass_message_is_told_when_it_has_ended() {
    let mut bench = safe();
    let draft = bench.draft(2);
    let all =
        json!({ "filter": { "is_to_all": true }, "mpnews": { "media_id": draft }, "msgtype": "mpnews" });
    let sent = bench.ask("message/mass/sendall", &all);
    let (name, delivery) = heard(&mut bench, &official());
    assert_eq!((name, delivery.name.as_str()), ("callback/MASSSENDJOBFINISH", "MASSSENDJOBFINISH"));
    let Event::Mass(result) = delivery.event else { panic!("{delivery:?}") };
    assert_eq!((Some(result.msg_id), &result.outcome), (sent["msg_id"].as_i64(), &MassOutcome::Sent));
    assert_eq!(
        (result.total, result.sent, result.articles.len(), result.articles[1].index),
        (100, 100, 2, 1)
    );
    // Who asks is told the same from now on.
    let told = bench.ask("message/mass/get", &json!({ "msg_id": sent["msg_id"].to_string() }));
    assert_eq!(told["msg_status"], "SEND_SUCCESS");
    assert_eq!(letters(&mut bench).len(), 0, "it is told once");
}

#[test]
fn a_mass_message_that_failed_is_told_with_its_reason() {
    let mut bench = bench(Mode::Safe, Form::Xml, r#"{"call":"mass/sendall","do":"review_failed"}"#);
    let text = json!({ "filter": { "is_to_all": true }, "text": { "content": "茶" }, "msgtype": "text" });
    bench.ask("message/mass/sendall", &text);
    let Event::Mass(result) = heard(&mut bench, &official()).1.event else { panic!() };
    assert_eq!((result.outcome, result.sent), (MassOutcome::Stopped(20013), 0));
}

#[test]
fn a_publication_is_told_when_it_has_ended() {
    let mut bench = safe();
    let draft = bench.draft(1);
    let job = bench.ask("freepublish/submit", &json!({ "media_id": draft }));
    let (name, delivery) = heard(&mut bench, &official());
    assert_eq!((name, delivery.name.as_str()), ("callback/PUBLISHJOBFINISH", "PUBLISHJOBFINISH"));
    let Event::Publish(result) = delivery.event else { panic!("{delivery:?}") };
    assert_eq!((result.publish_id, result.status), (job["publish_id"].to_string().replace('"', ""), 0));
    let asked = bench.ask("freepublish/get", &json!({ "publish_id": job["publish_id"] }));
    assert_eq!((&asked["publish_status"], &asked["article_id"]), (&0.into(), &result.article_id.into()));
    assert_eq!(asked["article_detail"]["item"][0]["article_url"], result.articles[0].url.as_str());
}

#[test]
fn addresses_in_callbacks_are_those_that_answers_give() {
    let mut bench = safe();
    bench.sandbox.config_mut().site = Some("http://127.0.0.1:8080".into());
    let draft = bench.draft(1);
    bench.ask("freepublish/submit", &json!({ "media_id": draft }));
    let Event::Publish(result) = heard(&mut bench, &official()).1.event else { panic!() };
    let url = result.articles[0].url.as_str();
    assert!(url.starts_with("http://127.0.0.1:8080/s?"), "{url}");
}

#[test]
fn a_job_of_work_is_told_when_it_has_ended() {
    for mode in [Mode::Clear, Mode::Compatible, Mode::Safe] {
        // WeChat Work encrypts, whatever the official account does.
        let mut bench = bench(mode, Form::Xml, "");
        let who = &bench.sandbox.config().work;
        let who = format!("corpid={}&corpsecret={}", who.corpid, who.apps[0].secret.reveal());
        let grant = bench.get(&format!("cgi-bin/gettoken?{who}"));
        bench.token = grant["access_token"].as_str().unwrap().to_owned();
        let body = r#"{"scene":1,"type":"file","filename":"a.zip","url":"http://127.0.0.1:1/a","md5":"947ef8c8db156a568d5974d71f7638f4"}"#;
        let job = bench.post("cgi-bin/media/upload_by_url?access_token=ACCESS_TOKEN", body);
        let jobid = job["jobid"].as_str().unwrap().to_owned();
        bench.sandbox.take_jobs();
        assert_eq!(letters(&mut bench).len(), 0, "nothing has ended");
        let env = Env::new(bench.now, [9; 32]);
        bench.sandbox.fetched(&env, &jobid, Ok(Bytes::from_static(b"mytext")));
        let (name, delivery) = heard(&mut bench, &work());
        assert_eq!((name, delivery.from.as_str()), ("callback/upload_media_job_finish", "sys"));
        assert_eq!(delivery.event, Event::MediaJob { job_id: jobid });
        assert!(delivery.is_encrypted());
    }
}

#[test]
fn a_followers_picture_can_be_downloaded() {
    let mut bench = safe();
    let told = play(&mut bench, "image?from=oPerson1", "\u{89}PNG");
    let (_, delivery) = heard(&mut bench, &official());
    assert_eq!((delivery.from.as_str(), delivery.is_encrypted()), ("oPerson1", true));
    let Event::Message(message) = delivery.event else { panic!("{delivery:?}") };
    assert_eq!(message.id, told["msg_id"].to_string());
    let Content::Image { media_id, .. } = message.content else { panic!() };
    let got = bench.send(
        "GET",
        &format!("cgi-bin/media/get?access_token=ACCESS_TOKEN&media_id={media_id}"),
        &[],
        "",
    );
    assert_eq!(got.response.body(), "\u{89}PNG".as_bytes());
}

#[test]
fn what_a_follower_does() {
    let check = |target: &str, expected: Event| {
        let mut bench = safe();
        assert_eq!(play(&mut bench, target, "")["errcode"], 0);
        assert_eq!(heard(&mut bench, &official()).1.event, expected, "{target}");
    };
    let text = |text: &str| text.to_owned();
    check("subscribe", Event::Subscribe { key: text(""), ticket: text("") });
    check("subscribe?key=qrscene_7", Event::Subscribe { key: text("qrscene_7"), ticket: text("TICKET") });
    check("scan?key=7", Event::Scan { key: text("7"), ticket: text("TICKET") });
    check("unsubscribe", Event::Unsubscribe);
    check("click?key=menu", Event::Click { key: text("menu") });
    check("view?key=https%3A%2F%2Fexample.com", Event::View { url: text("https://example.com") });
}

#[test]
fn what_cannot_be_played() {
    let mut bench = safe();
    let mut check = |method: Method, target: &str, expected: &str| {
        let outcome = bench.send(method.as_str(), &format!("sandbox/{target}"), &[], "");
        assert_eq!(outcome.response.status(), 400);
        let told = json(&outcome)["errmsg"].as_str().unwrap().to_owned();
        assert!(told.contains(expected), "{target}: {told}");
    };
    check(Method::POST, "dance", "there is no part dance");
    check(Method::POST, "image", "the body must be the file");
    check(Method::POST, "pay", "the body must be the JSON");
    check(Method::GET, "image", "POST /sandbox/PART");
    let mut silent = Bench::new(Config::default());
    assert_eq!(play(&mut silent, "text", "茶")["errmsg"], "nobody listens: there is no --callback");
    assert_eq!(play(&mut silent, "pay", "{}")["errmsg"], "nobody listens: there is no --notify");
}

#[test]
fn the_check_of_the_address() {
    for (target, receiver) in [("check", official()), ("check?at=work", work())] {
        let mut bench = safe();
        play(&mut bench, target, "");
        let letter = letters(&mut bench).remove(0);
        let request = written(&bench, &letter);
        assert_eq!(request.method(), Method::GET);
        let Ok(Incoming::Check(answer)) = receiver.receive(&request, bench.now) else { panic!() };
        assert!(bench.sandbox.judge(&letter, Ok(&answer)).taken);
        let body = answer.body();
        for wrong in [format!("\"{}\"", String::from_utf8_lossy(body)), "success".into(), String::new()] {
            assert!(!bench.sandbox.judge(&letter, Ok(&Response::new(wrong.into()))).taken);
        }
    }
}

#[test]
fn a_reply_is_opened_and_judged() {
    let check = |mode: Mode, replier: &Receiver, expected: Result<&str, &str>| {
        let mut bench = bench(mode, Form::Xml, "");
        play(&mut bench, "text", "茶?");
        let letter = letters(&mut bench).remove(0);
        let reader = if mode == Mode::Clear {
            Receiver::official(Secret::new(CALLBACK_TOKEN), "wx0123456789abcdef")
        } else {
            official()
        };
        let Ok(Incoming::Delivery(delivery)) = reader.receive(&written(&bench, &letter), bench.now) else {
            panic!()
        };
        // Somebody who answers by other rules.
        let request = {
            let push = replier.imitate(&delivery.fields, Form::Xml, mode, &Env::new(bench.now, [1; 32]));
            Request::post(format!("/?{}", push.query)).body(push.body).unwrap()
        };
        let Ok(Incoming::Delivery(delivery)) = replier.receive(&request, bench.now) else { panic!() };
        let answer =
            replier.reply(&delivery, &Reply::Text("好茶".into()), &Env::new(bench.now, [2; 32])).unwrap();
        let Sent { taken, reply, problem, .. } = bench.sandbox.judge(&letter, Ok(&answer));
        assert!(taken, "what is received is not repeated");
        let told = reply.and_then(|fields| fields.get("Content").cloned());
        assert_eq!(told, expected.ok().map(Into::into));
        assert_eq!(problem.is_some(), expected.is_err());
        assert!(problem.is_none_or(|problem| problem.contains(expected.unwrap_err())));
        for nothing in ["", "success"] {
            let sent = bench.sandbox.judge(&letter, Ok(&Response::new(nothing.into())));
            assert_eq!((sent.taken, sent.reply, sent.problem), (true, None, None));
        }
        let nonsense = bench.sandbox.judge(&letter, Ok(&Response::new("<html>".into())));
        assert!(nonsense.taken && nonsense.problem.is_some());
    };
    let clear = Receiver::official(Secret::new(CALLBACK_TOKEN), "wx0123456789abcdef");
    let other = Receiver::official(Secret::new("other"), "wx0123456789abcdef").with_key(key());
    check(Mode::Clear, &clear, Ok("好茶"));
    check(Mode::Compatible, &clear, Ok("好茶"));
    check(Mode::Compatible, &official(), Ok("好茶"));
    check(Mode::Safe, &official(), Ok("好茶"));
    check(Mode::Safe, &other, Err("the signature does not hold"));
}

#[test]
fn a_failure_is_told() {
    let mut bench = safe();
    play(&mut bench, "text", "茶");
    let letter = letters(&mut bench).remove(0);
    let mut broken = Response::new(Bytes::new());
    *broken.status_mut() = http::StatusCode::BAD_GATEWAY;
    let sent = bench.sandbox.judge(&letter, Ok(&broken));
    assert_eq!((sent.taken, sent.problem.as_deref()), (false, Some("answered with 502")));
    let sent = bench.sandbox.judge(&letter, Err("refused"));
    bench.sandbox.note_sent(Sent { attempts: 3, ..sent });
    let told = json(&bench.send("GET", "sandbox/sent", &[], ""));
    let row = json!({ "name": "callback/message", "attempts": 3, "taken": false, "reply": null, "problem": "refused" });
    assert_eq!(told["sent"], json!([row]));
    assert_eq!(bench.sandbox.sent_after(1).count(), 0);
}

#[test]
fn what_goes_wrong_on_the_way() {
    let order = |faults: &str| {
        let mut bench = bench(Mode::Safe, Form::Xml, faults);
        let mut told = Vec::new();
        for part in ["text", "click", "text"] {
            play(&mut bench, part, "茶");
            for letter in letters(&mut bench) {
                let Ok(Incoming::Delivery(delivery)) =
                    official().receive(&written(&bench, &letter), bench.now)
                else {
                    panic!()
                };
                told.push((delivery.name.clone(), letter.copies, letter.delay.as_millis()));
            }
        }
        told.iter()
            .map(|(name, copies, delay)| format!("{name} {copies} {delay}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let fault = |does: &str| format!(r#"{{"call":"callback/message","nth":1,"do":{does}}}"#);
    assert_eq!(order(""), "text 1 100, CLICK 1 100, text 1 100");
    assert_eq!(order(&fault(r#""drop""#)), "CLICK 1 100, text 1 100");
    assert_eq!(order(&fault(r#""twice""#)), "text 2 100, CLICK 1 100, text 1 100");
    assert_eq!(order(&fault(r#""slow","ms":7000"#)), "text 1 7100, CLICK 1 100, text 1 100");
    assert_eq!(order(&fault(r#""disorder""#)), "CLICK 1 100, text 1 400, text 1 100");
}

#[test]
fn each_attempt_is_signed_anew_and_means_the_same() {
    let mut bench = safe();
    play(&mut bench, "click?key=menu", "");
    let letter = letters(&mut bench).remove(0);
    let attempt =
        |bench: &Bench, chance: u8| bench.sandbox.write(&letter, &Env::new(bench.now, [chance; 32])).unwrap();
    let (one, other) = (attempt(&bench, 1), attempt(&bench, 2));
    assert_ne!((one.uri(), one.body()), (other.uri(), other.body()));
    let key = |request: &Request<Bytes>| match official().receive(request, bench.now) {
        Ok(Incoming::Delivery(delivery)) => delivery.key,
        other => panic!("{other:?}"),
    };
    assert_eq!(key(&one), key(&other));
}

#[test]
fn by_which_key_a_notification_is_signed() {
    for (target, serial) in
        [("pay", "3D8FA2E16CB9507492E1D6F80AC94B53E72F1CA8"), ("pay?key=public", crate::pay::PUBLIC_KEY_ID)]
    {
        let mut bench = safe();
        play(&mut bench, target, r#"{"out_trade_no":"1"}"#);
        let letter = letters(&mut bench).remove(0);
        let request = written(&bench, &letter);
        assert_eq!((letter.name, request.uri().path()), ("notify/notification", "/pay"));
        assert_eq!(request.headers()["wechatpay-serial"], serial);
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        assert_eq!(
            (&body["event_type"], &body["resource_type"]),
            (&"TRANSACTION.SUCCESS".into(), &"encrypt-resource".into())
        );
        // Repeats are about the same.
        let again = bench.sandbox.write(&letter, &Env::new(bench.now, [99; 32])).unwrap();
        let again: Value = serde_json::from_slice(again.body()).unwrap();
        assert_eq!(again["id"], body["id"]);
        assert_ne!(again["resource"]["nonce"], body["resource"]["nonce"]);
    }
}
