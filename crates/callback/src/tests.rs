use std::time::Duration;

use http::Request;
use wxkit_proto::{Env, Secret, Timestamp};

use crate::*;

mod exact;

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

/// Written by wechatpy 1.8 and @wecom/crypto 1.0, with a key whose last letter holds more than zeros and `fedcba9876543210` as chance.
#[test]
fn as_other_libraries_write_it() {
    let key = || EncodingKey::new("Wxkit1Sample1Key1For1Tests1Only1abcdefghijl").unwrap();
    let official = Receiver::official(Secret::new("tokenA1"), "wx0123456789abcdef").with_key(key());
    let work = |id: &str| Receiver::work(Secret::new("9workTok"), key(), id);
    // The padding is a whole block, and the numbers begin with zeros.
    let sealed = "nByS+bQ5WpyYvVv0iGcncLBb2nPwsjXgjwwMbLsR/Tlb3ZBHzUNFLOWloK5zP8goNU+TnvylAPgmpFYbDaI/xKycvfK0NJUeoIl/bAzGI9khQY/TRxFOL8qf8Ji/RnraqjOshidKtxXVSLF+n0yE9AqLdDwYfFU2RcfR7NHi8ZhZM5C80kWA+kS8eOmYCNkenhxSOY8YXRUMLa0E0OPAl9IlPSL4jNfriXcjuAe4FmWshAMteC5DuQOEjY8Zsnvb";
    let body = format!(
        "<xml>\n<Encrypt><![CDATA[{sealed}]]></Encrypt>\n<MsgSignature><![CDATA[x]]></MsgSignature>\n</xml>"
    );
    let signature = "8ea8e71776cb3e6f16fe83aa6388841beb63e3a9";
    let query = format!("encrypt_type=aes&msg_signature={signature}&timestamp=0001790000000&nonce=0099");
    let delivery = take(&official, &post(&query, &body)).unwrap();
    assert_eq!(delivery.fields.get("Content"), Some(&"茶xxxxxxxxxxxxx".into()));

    let sealed =
        "nByS%2BbQ5WpyYvVv0iGcncFy5gWlO5YnOE8640iXV87yOX1d7uYwerxumKb%2B8MEnhtwItJrfxmU52AALqWsITwQ%3D%3D";
    let signature = "dd015c489ec5a13e820709d07ff15d7fde827518";
    let uri = format!("/?msg_signature={signature}&timestamp=1790000000&nonce=7002&echostr={sealed}");
    let request = Request::get(uri).body("").unwrap();
    let Ok(Incoming::Check(answer)) = work("ww0123456789abcdef").receive(&request, NOW) else { panic!() };
    assert_eq!(&answer.body()[..], b"8723451");

    let sealed = "nByS+bQ5WpyYvVv0iGcncDbGXJjmTH1XY4GuocxhZGU3oHF0lUHvqnNIwIflGQQPPhKqD08xmE5hkkfx1aS+0Kj48yqiywGmdqOrY3feRL9dUSDD54JhXe/a9C2SS3iXYetyTwI0u4rV+uYND6yXc7cTCJNn67S+JNlWdAJRzNw=";
    let query = "msg_signature=35202ec8b44d22254ce5bdf0f6caec42f15b67be&timestamp=1790000000&nonce=7002";
    let delivery = take(&work(""), &post(query, &format!(r#"{{"encrypt":"{sealed}"}}"#))).unwrap();
    assert_eq!((delivery.name.as_str(), delivery.form), ("text", Form::Json));
}

/// The platforms write the names around what is encrypted in different ways.
#[test]
fn names_in_json() {
    let fields = text_message().with("AgentID", 1_000_002);
    let check = |receiver: &Receiver, push: &[&str], reply: &[&str]| {
        let names = |json: &[u8]| {
            let value: serde_json::Value = serde_json::from_slice(json).unwrap();
            let mut names: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
            names.sort();
            names
        };
        let sent = receiver.imitate(&fields, Form::Json, Mode::Safe, &env());
        assert_eq!(names(sent.body.as_bytes()), push);
        let delivery = take(receiver, &post(&sent.query, &sent.body)).unwrap();
        let answer = receiver.reply(&delivery, &Reply::Text("茶".into()), &env()).unwrap();
        assert_eq!(names(answer.body()), reply);
    };
    check(&safe(), &["Encrypt", "ToUserName"], &["Encrypt", "MsgSignature", "Nonce", "TimeStamp"]);
    check(&work(), &["agentid", "encrypt", "tousername"], &["encrypt", "msgsignature", "nonce", "timestamp"]);
}

/// An openid that nobody has must not break the address.
#[test]
fn the_query_is_escaped() {
    let fields = Fields::default().with("FromUserName", "茶 &=").with("MsgType", "text").with("MsgId", 1);
    let push = safe().imitate(&fields, Form::Xml, Mode::Safe, &env());
    assert!(push.query.contains("&openid=%E8%8C%B6%20%26%3D&"), "{}", push.query);
    assert_eq!(take(&safe(), &post(&push.query, &push.body)).unwrap().from, "茶 &=");
}

#[test]
fn what_robots_get_is_not_taken_for_an_applications_message() {
    let fields = crate::text::read(
        r#"{"msgid":"m1","aibotid":"b","msgtype":"text","from":{"userid":"lisi"},"text":{"content":"茶"}}"#
            .as_bytes(),
    )
    .unwrap()
    .1;
    let delivery = Delivery::read(Source::Work, Form::Json, fields, None).unwrap();
    assert_eq!((delivery.name.as_str(), delivery.event), ("text", Event::Other));
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
    assert_eq!(job.event.notice().unwrap().id(), "jobid_wxkit_0001");
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
