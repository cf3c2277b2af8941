use std::time::Duration;

use http::Request;
use wxkit_proto::{Env, Secret, Timestamp};

use crate::*;

const TOKEN: &str = "wxkitToken";
const KEY: &str = "Wxkit0Sample0Key0For0Tests0Only0abcdefghijk";
const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

/// Encrypted and signed apart from this code, in Python: two messages of a timestamp 1790000000 and the nonce 7001.
const XML: &str = "Bs5S10KF9JXFR14dmur12lmIwnpTiMX8ShCogMImfSEtVzwCOj1mL0deav3nzY0dEpwdKbwx2ETtb4yocrTXoxunL3f2Z8vOatqtT3TOtxNgQ0XlPCJorR4thUJqij+6OOTPapxULaFWKTawxJw+df7LKyR3hcK2mZMSgEc9/98E2qfqOlnaYxmM4CDtJ2mJX70X7lnc5KmjWrPzFDgPSQ==";
const XML_SIGNATURE: &str = "f4077deec3a94645a68a9b078200373e0f57222b";
const JSON: &str = "Bs5S10KF9JXFR14dmur12p0tOykfyAWFGVkkNl70bc4EASc7rJsmDXycrm7+nnBJ7SZryFADEGX/yid84ph1YV6obTsHyKxml87E0uZnU4y5KAjyljtdmZJNWYKBumBr";
const JSON_SIGNATURE: &str = "a8ec409482e5d35150a30350aa5a48a319b1f340";

fn key() -> EncodingKey {
    EncodingKey::new(KEY).unwrap()
}

fn safe() -> Receiver {
    Receiver::official(Secret::new(TOKEN), "wx00000000000000aa").with_key(key())
}

fn work() -> Receiver {
    Receiver::work(Secret::new(TOKEN), key(), "ww00000000000000aa")
}

fn env() -> Env {
    Env::new(NOW, [7; 32])
}

fn post(query: &str, body: &str) -> Request<String> {
    Request::post(format!("/callback?{query}")).body(body.to_owned()).unwrap()
}

fn take(receiver: &Receiver, request: &Request<String>) -> Result<Delivery, Rejected> {
    match receiver.receive(request, NOW)? {
        Incoming::Delivery(delivery) => Ok(*delivery),
        Incoming::Check(_) => panic!("a check"),
    }
}

fn text_message() -> Fields {
    Fields::default()
        .with("ToUserName", "gh_00wxkit00")
        .with("FromUserName", "oUser0000000000000000000001")
        .with("CreateTime", 1_790_000_000)
        .with("MsgType", "text")
        .with("Content", "你好 ]]> <b>")
        .with("MsgId", 24_500_000_000_000_001)
}

#[test]
fn as_others_send_it() {
    let query = |signature: &str| {
        format!("signature=x&timestamp=1790000000&nonce=7001&encrypt_type=aes&msg_signature={signature}")
    };
    let body = format!("<xml><ToUserName>gh</ToUserName><Encrypt><![CDATA[{XML}]]></Encrypt></xml>");
    let delivery = take(&safe(), &post(&query(XML_SIGNATURE), &body)).unwrap();
    assert_eq!((delivery.to.as_str(), delivery.form), ("gh_00wxkit00", Form::Xml));
    assert_eq!(delivery.fields.get("Content"), Some(&"你好".into()));
    let robot = Receiver::work(Secret::new(TOKEN), key(), "");
    let body = format!(r#"{{"encrypt":"{JSON}"}}"#);
    let delivery = take(&robot, &post(&query(JSON_SIGNATURE), &body)).unwrap();
    assert_eq!((delivery.form, delivery.fields.get("content")), (Form::Json, Some(&"你好".into())));
    // An empty id must be named as one that is meant.
    assert_eq!(take(&work(), &post(&query(JSON_SIGNATURE), &body)).unwrap_err().problem, Problem::Receiver);
}

#[test]
fn each_mode_and_form_comes_back() {
    let clear = Receiver::official(Secret::new(TOKEN), "wx00000000000000aa");
    for form in [Form::Xml, Form::Json] {
        for (receiver, mode) in [
            (clear.clone(), Mode::Clear),
            (safe(), Mode::Compatible),
            (clear.clone(), Mode::Compatible),
            (safe(), Mode::Safe),
            (work(), Mode::Safe),
        ] {
            let sender = if mode == Mode::Clear || receiver.source == Source::Work {
                receiver.clone()
            } else {
                safe()
            };
            let push = sender.imitate(&text_message(), form, mode, &env());
            let delivery = take(&receiver, &post(&push.query, &push.body)).unwrap();
            let Event::Message(message) = &delivery.event else { panic!("{delivery:?}") };
            assert_eq!(message.content, Content::Text { text: "你好 ]]> <b>".into() });
            assert_eq!(
                (delivery.name.as_str(), delivery.at, delivery.fields.iter().count()),
                ("text", Some(NOW), 6)
            );
            assert_eq!(delivery.key, "oUser0000000000000000000001:1790000000:24500000000000001");
            let answer = receiver.reply(&delivery, &Reply::Text("茶]]>".into()), &env()).unwrap();
            let reply = receiver.read_reply(answer.body()).unwrap().unwrap();
            assert_eq!(reply.get("Content"), Some(&"茶]]>".into()));
            assert_eq!(reply.get("ToUserName"), Some(&"oUser0000000000000000000001".into()));
            assert_eq!(receiver.read_reply(delivery.success().body()), Ok(None));
        }
    }
}

#[test]
fn the_check_of_the_address() {
    let clear = Receiver::official(Secret::new(TOKEN), "wx00000000000000aa");
    for receiver in [clear, safe(), work()] {
        let query = receiver.imitate_check("4931279312739127", &env());
        for query in [query.clone(), query.replace("%2B", "+")] {
            let request = Request::get(format!("/?{query}")).body("").unwrap();
            let Ok(Incoming::Check(answer)) = receiver.receive(&request, NOW) else { panic!("{query}") };
            assert_eq!((answer.status().as_u16(), &answer.body()[..]), (200, &b"4931279312739127"[..]));
        }
        let forged = Request::get(format!("/?{}", query.replace("echostr=", "echostr=A"))).body("").unwrap();
        assert!(receiver.source == Source::Official || receiver.receive(&forged, NOW).is_err());
    }
    let request = Request::get("/?signature=x&timestamp=1&nonce=2&echostr=%3Cscript%3E").body("").unwrap();
    let rejected = safe().receive(&request, NOW).unwrap_err();
    assert_eq!((rejected.problem, rejected.answer().status().as_u16()), (Problem::Request, 400));
}

#[test]
fn what_is_rejected() {
    let push = safe().imitate(&text_message(), Form::Xml, Mode::Safe, &env());
    let plain = safe().imitate(&text_message(), Form::Xml, Mode::Clear, &env());
    let check = |receiver: &Receiver, query: &str, body: &str, problem: Problem, status: u16| {
        let rejected = take(receiver, &post(query, body)).unwrap_err();
        assert_eq!((rejected.problem, rejected.answer().status().as_u16()), (problem, status), "{rejected}");
        let shown = format!("{rejected} {rejected:?} {:?}", rejected.answer());
        for secret in [TOKEN, KEY, "你好", "gh_00wxkit00", "wx00000000000000aa", "Wxkit0"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    };
    let (query, body) = (push.query.as_str(), push.body.as_str());
    let other_token = Receiver::official(Secret::new("other"), "wx00000000000000aa").with_key(key());
    check(&other_token, query, body, Problem::Signature, 403);
    let other_key = EncodingKey::new("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG").unwrap();
    check(&safe().with_key(other_key), query, body, Problem::Encryption, 403);
    let other_id = Receiver::official(Secret::new(TOKEN), "wx00000000000000bb").with_key(key());
    check(&other_id, query, body, Problem::Receiver, 403);
    check(&safe(), &plain.query, &plain.body, Problem::NotEncrypted, 403);
    check(&safe(), query, &plain.body, Problem::NotEncrypted, 403);
    let clear = Receiver::official(Secret::new(TOKEN), "wx00000000000000aa");
    check(&clear, query, body, Problem::NoKey, 403);
    check(&safe(), query, &body.replace("Encrypt><![CDATA[", "Encrypt><![CDATA[A"), Problem::Signature, 403);
    check(&safe(), query, &body.replace("</xml>", "<Encrypt>x</Encrypt></xml>"), Problem::Unreadable, 400);
    check(&safe(), &query.replace("msg_signature=", "m="), body, Problem::Request, 400);
    check(&safe(), &format!("{query}&nonce=1"), body, Problem::Request, 400);
    check(&safe(), query, &format!("<!DOCTYPE x>{body}"), Problem::Unreadable, 400);
    check(&safe(), query, &"x".repeat(10 * 1024 * 1024), Problem::TooLarge, 413);
    let put = Request::put("/?x=1").body("").unwrap();
    assert_eq!(safe().receive(&put, NOW).unwrap_err().problem, Problem::Request);
    assert_eq!(take(&other_id, &post(query, body)).unwrap_err().receiver(), Some("wx00000000000000aa"));
}

#[test]
fn an_old_one_is_a_replay_if_the_caller_says_so() {
    let push = safe().imitate(&text_message(), Form::Xml, Mode::Safe, &env());
    let request = post(&push.query, &push.body);
    let receiver = safe().with_window(Duration::from_secs(300));
    let at = |secs: u64| receiver.receive(&request, Timestamp::from_secs(NOW.as_secs() + secs));
    assert!(at(0).is_ok() && at(300).is_ok());
    let stale = at(301).unwrap_err();
    assert_eq!(stale.problem, Problem::Stale);
    assert!(stale.to_string().starts_with("it was signed 301 s before this machine's time"), "{stale}");
    assert!(safe().receive(&request, Timestamp::from_secs(0)).is_ok());
}

#[test]
fn repeats_have_one_key_and_different_events_have_not() {
    let event = |key: &str| {
        Fields::default()
            .with("ToUserName", "gh_00wxkit00")
            .with("FromUserName", "o1")
            .with("CreateTime", 1_790_000_000)
            .with("MsgType", "event")
            .with("Event", "CLICK")
            .with("EventKey", key)
    };
    let key = |fields: &Fields, seed: u8, mode: Mode| {
        let push = safe().imitate(fields, Form::Xml, mode, &Env::new(NOW, [seed; 32]));
        take(&safe(), &post(&push.query, &push.body)).unwrap().key
    };
    assert_eq!(key(&event("a"), 1, Mode::Safe), key(&event("a"), 2, Mode::Compatible));
    assert_ne!(key(&event("a"), 1, Mode::Safe), key(&event("b"), 1, Mode::Safe));
}

#[test]
fn events_without_the_usual_values() {
    let take = |xml: &str| {
        let (form, fields) = crate::text::read(xml.as_bytes()).unwrap();
        Delivery::read(Source::Work, form, fields, None).unwrap()
    };
    let job = take(
        "<xml><FromUserName>sys</FromUserName><MsgType>event</MsgType><Event>UPLOAD_MEDIA_JOB_FINISH</Event><JobId><![CDATA[jobid_wxkit_0001]]></JobId></xml>",
    );
    assert_eq!(job.event, Event::MediaJob { job_id: "jobid_wxkit_0001".into() });
    let suite = take(
        "<xml><SuiteId>s</SuiteId><AuthCorpId>c</AuthCorpId><InfoType>change_auth</InfoType><TimeStamp>1790000302</TimeStamp></xml>",
    );
    assert_eq!((suite.name.as_str(), suite.event, suite.from.as_str()), ("change_auth", Event::Other, ""));
    assert_eq!(suite.at, Some(Timestamp::from_secs(1_790_000_302)));
    let service =
        take("<xml><MsgType>event</MsgType><Event>kf_msg_or_event</Event><Token>ENCwxkit0001</Token></xml>");
    assert_eq!((service.name.as_str(), service.event), ("kf_msg_or_event", Event::Other));
}

#[test]
fn a_timestamp_is_signed_as_text() {
    let receiver = Receiver::official(Secret::new(TOKEN), "wx00000000000000aa");
    let signature = crate::signature::sign(&[TOKEN, "0001790000000", "7001"]);
    let query = format!("signature={signature}&timestamp=0001790000000&nonce=7001");
    assert!(take(&receiver, &post(&query, "<xml><MsgType>text</MsgType></xml>")).is_ok());
    assert!(take(&receiver, &post(&query.replace("=000", "="), "<xml/>")).is_err());
}
