//! Mass messages.

use serde_json::{Value, json};

use super::bench::*;
use crate::Config;
use crate::state::Gone;

const PREVIEW: &str = "message/mass/preview";
const ALL: &str = "message/mass/sendall";
const NAMES: &str = "message/mass/send";

fn preview(bench: &mut Bench, msgtype: &str, key: &str, object: Value) -> String {
    verdict(&bench.ask(PREVIEW, &json!({ "touser": "OPENID", "msgtype": msgtype, key: object })))
}

fn text(more: Value) -> Value {
    let mut body = json!({ "filter": { "is_to_all": true }, "msgtype": "text", "text": { "content": "茶" } });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// `curl` lines of the log of 10 May 2018, with the closing brace that its bodies lack.
#[test]
fn both_flows_of_the_log() {
    let mut bench = Bench::new(Config::default());
    let temporary = bench.temporary("video", "3983c5be133302a74b143ede5544b9f3.MP4", MP4);
    let permanent = bench.material_video();
    let prepare = |bench: &mut Bench, id: &str| {
        let body = format!(r#"{{"media_id": "{id}","title": "videotest","description": "nononono"}}"#);
        bench.post("cgi-bin/media/uploadvideo?access_token=ACCESS_TOKEN", &body)
    };
    let prepared = prepare(&mut bench, &temporary);
    let id = prepared["media_id"].as_str().unwrap();
    assert_eq!((&prepared["type"], &prepared["created_at"]), (&"video".into(), &1_525_936_573.into()));
    assert_eq!((prepared.as_object().unwrap().len(), id.len()), (3, 64));
    assert_ne!(prepare(&mut bench, &permanent)["media_id"], id, "each call makes another one");
    for id in [id, &permanent] {
        let body =
            format!(r#"{{"towxname":"WECHAT_ID","mpvideo":{{"media_id":"{id}"}},"msgtype":"mpvideo"}}"#);
        let headers = [("content-type", "application/json")];
        let outcome =
            bench.send("POST", "cgi-bin/message/mass/preview?access_token=ACCESS_TOKEN", &headers, body);
        assert_eq!(outcome.response.headers()["content-type"], "application/json; encoding=utf-8");
        assert_eq!(outcome.response.body(), r#"{"errcode":0,"errmsg":"preview success"}"#);
    }
    assert_eq!(
        (bench.sandbox.previews().len(), bench.sandbox.mass_videos()[0].title.as_str()),
        (2, "videotest")
    );
    bench.sandbox.config_mut().prepares_permanent = false;
    assert_eq!(verdict(&prepare(&mut bench, &permanent)), "40007 invalid media_id");
}

#[test]
fn a_video_is_prepared_first_and_lives_three_days() {
    let life = std::time::Duration::from_secs(999_999);
    let mut bench = Bench::new(Config { token_life: life, ..Config::default() });
    let temporary = bench.temporary("video", "a.mp4", MP4);
    let image = bench.temporary("image", "a.jpg", JPEG);
    let mut prepare = |body: Value| verdict(&bench.ask("media/uploadvideo", &body));
    let fields = |id: &str| json!({ "media_id": id, "title": "t", "description": "d" });
    assert_eq!(prepare(fields(&image)), "40007 invalid media_id");
    assert_eq!(prepare(fields("x")), "40007 invalid media_id");
    assert_eq!(prepare(json!({ "title": "t" })), "41006 media_id missing");
    let missing = json!({ "media_id": temporary, "title": "t" });
    assert_eq!(prepare(missing), "40035 invalid parameter, description missing");
    let id = bench.ask("media/uploadvideo", &fields(&temporary))["media_id"].clone();
    let mut check = |id: &Value, expected: &str| {
        assert_eq!(preview(&mut bench, "mpvideo", "mpvideo", json!({ "media_id": id })), expected);
    };
    check(&id, "0 preview success");
    check(&json!(temporary), "40007 invalid media_id");
    bench.pass(3 * 86_400 - 1);
    assert_eq!(preview(&mut bench, "mpvideo", "mpvideo", json!({ "media_id": id })), "0 preview success");
    bench.pass(1);
    assert_eq!(
        preview(&mut bench, "mpvideo", "mpvideo", json!({ "media_id": id })),
        "40007 invalid media_id"
    );
    assert_eq!(verdict(&bench.ask("media/uploadvideo", &fields(&temporary))), "40007 invalid media_id");
}

#[test]
fn every_kind_of_message() {
    let mut bench = Bench::new(Config::default());
    let (draft, image) = (bench.draft(1), bench.temporary("image", "a.jpg", JPEG));
    let (voice, cover) = (bench.temporary("voice", "a.amr", b"#!AMR\n"), bench.cover());
    let mut check = |msgtype: &str, key: &str, object: Value, expected: &str| {
        assert_eq!(preview(&mut bench, msgtype, key, object.clone()), expected, "{msgtype} {key} {object}");
    };
    let (ok, unknown, kind) = ("0 preview success", "40007 invalid media_id", "40008 invalid message type");
    check("mpnews", "mpnews", json!({ "media_id": draft }), ok);
    check("mpnews", "mpnews", json!({ "media_id": cover }), unknown);
    check("text", "text", json!({ "content": "茶" }), ok);
    check("text", "text", json!({ "content": " " }), "44004 empty content");
    check("voice", "voice", json!({ "media_id": voice }), ok);
    check("voice", "voice", json!({ "media_id": image }), unknown);
    check("image", "images", json!({ "media_ids": [image, cover], "recommend": "春茶" }), ok);
    check("image", "images", json!({ "media_ids": [image, voice] }), unknown);
    check("image", "images", json!({ "media_ids": [] }), "41006 media_id missing");
    check("image", "image", json!({ "media_id": image }), ok);
    check("music", "music", json!({ "media_id": voice }), ok);
    check("wxcard", "wxcard", json!({ "card_id": "x" }), "45113 card and goods message has been offline");
    check("video", "mpvideo", json!({ "media_id": "x" }), kind);
    check("mpvideo", "video", json!({ "media_id": "x" }), kind);
    check("", "text", json!({ "content": "茶" }), kind);
    let garbled = bench.post("cgi-bin/message/mass/preview?access_token=ACCESS_TOKEN", "{");
    assert_eq!(verdict(&garbled), kind);
}

#[test]
fn who_gets_a_preview() {
    let mut bench =
        Bench::new(Config { strangers: vec!["stranger".into()], previews_per_day: 2, ..Config::default() });
    let mut check = |to: Value, expected: &str| {
        let mut body = json!({ "msgtype": "text", "text": { "content": "茶" } });
        for (name, value) in to.as_object().unwrap() {
            body[name] = value.clone();
        }
        assert_eq!(verdict(&bench.ask(PREVIEW, &body)), expected, "{to}");
    };
    check(json!({ "touser": "o-7" }), "0 preview success");
    check(json!({}), "40003 invalid openid");
    check(json!({ "touser": "茶" }), "40003 invalid openid");
    check(json!({ "towxname": "tea friend" }), "40132 invalid username");
    check(json!({ "touser": "stranger" }), "43004 require subscribe");
    check(json!({ "touser": "stranger", "towxname": "friend" }), "0 preview success");
    check(json!({ "touser": "o-7", "towxname": "stranger" }), "43004 require subscribe");
    check(json!({ "towxname": "friend" }), "0 preview success");
    check(json!({ "towxname": "friend" }), "45009 reach max api daily quota limit");
    check(json!({ "touser": "o-7" }), "0 preview success");
}

#[test]
fn a_draft_is_sent_once() {
    let mut bench = Bench::new(Config::default());
    let draft = bench.draft(2);
    let body = json!({
        "filter": { "is_to_all": false, "tag_id": 2 }, "msgtype": "mpnews", "mpnews": { "media_id": draft },
        "send_ignore_reprint": 0, "clientmsgid": "spring-tea",
    });
    let reply = bench.ask(ALL, &body);
    assert_eq!(verdict(&reply), "0 send job submission success");
    assert!(reply["msg_data_id"].is_u64(), "{reply}");
    assert_eq!(bench.sandbox.drafts()[0].gone, Some(Gone::Sent));
    for (faults, name) in [("", "msg_id"), (r#"{"call":"sendall","do":"odd"}"#, "msgid")] {
        bench.sandbox.config_mut().faults = faults.parse().unwrap();
        let again = bench.ask(ALL, &body);
        assert_eq!(verdict(&again), "45065 clientmsgid exist");
        assert_eq!(again[name], reply["msg_id"]);
    }
    bench.sandbox.config_mut().faults = Default::default();
    assert_eq!(bench.sandbox.mass_sends().len(), 1);
    let mut other = body;
    other["clientmsgid"] = "summer-tea".into();
    assert_eq!(verdict(&bench.ask(ALL, &other)), "40007 invalid media_id");
}

#[test]
fn without_a_name_the_platform_makes_one_for_a_day() {
    let life = std::time::Duration::from_secs(999_999);
    let mut bench = Bench::new(Config { token_life: life, ..Config::default() });
    assert_eq!(verdict(&bench.ask(ALL, &text(json!({})))), "0 send job submission success");
    assert_eq!(
        verdict(&bench.ask(ALL, &text(json!({ "send_ignore_reprint": 1 })))),
        "45065 clientmsgid exist"
    );
    let other = text(json!({ "filter": { "is_to_all": false, "tag_id": "2" } }));
    assert_eq!(verdict(&bench.ask(ALL, &other)), "0 send job submission success");
    bench.pass(86_400);
    assert_eq!(verdict(&bench.ask(ALL, &text(json!({})))), "0 send job submission success");
    let long = text(json!({ "clientmsgid": "x".repeat(65) }));
    assert_eq!(verdict(&bench.ask(ALL, &long)), "45067 clientmsgid size out of limit");
}

#[test]
fn receivers() {
    let mut bench = Bench::new(Config::default());
    let mut all = |filter: Value| verdict(&bench.ask(ALL, &text(json!({ "filter": filter }))));
    for wrong in
        [json!({ "is_to_all": false }), json!({ "tag_id": 200 }), json!({ "is_to_all": "x" }), Value::Null]
    {
        assert_eq!(all(wrong), "40152 invalid group id");
    }
    let names = |count: usize| (0..count).map(|nth| format!("OPENID{nth}")).collect::<Vec<_>>();
    let mut send = |touser: Value| {
        verdict(
            &bench.ask(NAMES, &json!({ "touser": touser, "msgtype": "text", "text": { "content": "茶" } })),
        )
    };
    assert_eq!(send(json!(names(1))), "40130 invalid openid list size, at least two openid");
    assert_eq!(send(json!(names(0))), "40032 invalid openid list size");
    assert_eq!(send(json!(names(10_001))), "40032 invalid openid list size");
    assert_eq!(send(json!("OPENID")), "40031 invalid openid list");
    assert_eq!(send(json!(["OPENID", ""])), "40003 invalid openid");
    assert_eq!(send(json!(names(10_000))), "0 send job submission success");
    assert_eq!(send(json!(names(2))), "0 send job submission success");
    let wrong = json!({ "touser": names(2), "msgtype": "video", "video": { "media_id": "x" } });
    assert_eq!(verdict(&bench.ask(NAMES, &wrong)), "45162 invalid msgtype");
}

#[test]
fn quota_of_a_day() {
    let mut bench = Bench::new(Config { mass_per_day: 1, ..Config::default() });
    let mut send = |name: &str| verdict(&bench.ask(ALL, &text(json!({ "clientmsgid": name }))));
    assert_eq!(send("a"), "0 send job submission success");
    assert_eq!(send("b"), "45028 has no masssend quota");
    assert_eq!(send("a"), "45065 clientmsgid exist", "nothing is sent, so nothing is taken");
    assert_eq!(bench.sandbox.mass_sends().len(), 1);
}

#[test]
fn what_became_of_it() {
    let mut bench = Bench::with_faults(r#"{"call":"message/mass/get","nth":4,"do":"review_failed"}"#);
    let draft = bench.draft(2);
    let news =
        json!({ "filter": { "is_to_all": true }, "msgtype": "mpnews", "mpnews": { "media_id": draft } });
    let id = bench.ask(ALL, &news)["msg_id"].clone();
    let status = |bench: &mut Bench, id: &Value| {
        let reply = bench.ask("message/mass/get", &json!({ "msg_id": id }));
        reply.get("msg_status").map_or_else(|| verdict(&reply), |status| status.as_str().unwrap().to_owned())
    };
    let as_text = json!(id.to_string());
    assert_eq!([&id, &as_text, &id].map(|id| status(&mut bench, id)), ["SENDING", "SENDING", "SEND_SUCCESS"]);
    let delete = |bench: &mut Bench, body: Value| verdict(&bench.ask("message/mass/delete", &body));
    assert_eq!(delete(&mut bench, json!({ "msg_id": id, "article_idx": 3 })), "40060 invalid article_idx");
    assert_eq!(delete(&mut bench, json!({ "msg_id": id, "article_idx": -1 })), "40060 invalid article_idx");
    assert_eq!(delete(&mut bench, json!({ "msg_id": id, "article_idx": 1 })), "0 ok");
    assert_eq!(bench.sandbox.mass_sends()[0].deleted, [true, false]);
    let url = bench.sandbox.mass_sends()[0].urls[1].clone();
    assert_eq!(delete(&mut bench, json!({ "url": url })), "0 ok");
    assert_eq!(delete(&mut bench, json!({ "msg_id": id })), "0 ok", "also when it is repeated");

    let failing = bench.ask(ALL, &text(json!({})))["msg_id"].clone();
    let last = (0..3).map(|_| status(&mut bench, &failing)).last().unwrap();
    assert_eq!((last.as_str(), status(&mut bench, &id).as_str()), ("SEND_FAIL", "DELETE"));
    assert_eq!(
        delete(&mut bench, json!({ "msg_id": failing })),
        "40065 article status not allowed to delete"
    );
    for unknown in [json!({ "msg_id": 7 }), json!({ "msg_id": 0 }), json!({ "url": "http://x" }), json!({})] {
        assert_eq!(delete(&mut bench, unknown), "40059 invalid msg id");
    }
    assert_eq!(status(&mut bench, &json!("x")), "40059 invalid msg id");
}

#[test]
fn articles_of_the_old_way() {
    let mut bench = Bench::new(Config::default());
    let article = bench.article();
    let reply = bench.ask("media/uploadnews", &json!({ "articles": [article] }));
    assert_eq!((&reply["type"], reply.as_object().unwrap().len()), (&"news".into(), 3));
    let body =
        json!({ "touser": ["A", "B"], "msgtype": "mpnews", "mpnews": { "media_id": reply["media_id"] } });
    assert_eq!(verdict(&bench.ask(NAMES, &body)), "0 send job submission success");
    let mut check = |articles: Value, expected: &str| {
        assert_eq!(verdict(&bench.ask("media/uploadnews", &json!({ "articles": articles }))), expected);
    };
    check(json!(vec![article.clone(); 9]), "45008 article size out of limit");
    check(json!([]), "44003 empty news data");
    check(json!([{ "title": "茶" }]), "40007 invalid media_id");
}

#[test]
fn speed() {
    let mut bench = Bench::new(Config::default());
    let get = |bench: &mut Bench, body: &str| {
        bench.post("cgi-bin/message/mass/speed/get?access_token=ACCESS_TOKEN", body).to_string()
    };
    assert_eq!(get(&mut bench, ""), r#"{"realspeed":80,"speed":0}"#);
    let mut set = |body: Value| verdict(&bench.ask("message/mass/speed/set", &body));
    assert_eq!(set(json!({ "speed": "3" })), "0 ok");
    assert_eq!(set(json!({ "speed": 5 })), "45083 speed is out of range");
    assert_eq!(set(json!({})), "45084 no speed");
    assert_eq!(get(&mut bench, r#"{"speed":1}"#), r#"{"realspeed":30,"speed":3}"#);
}
