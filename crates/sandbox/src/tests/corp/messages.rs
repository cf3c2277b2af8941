use serde_json::json;

use super::*;
use crate::state::Sender;

const SEND: &str = "cgi-bin/message/send?access_token=ACCESS_TOKEN";

/// A message whose fields are these; agent and receiver are told if they are not among them.
fn send(bench: &mut Bench, fields: &Value) -> Value {
    let mut body = json!({"touser": "zhangsan", "agentid": 1_000_002});
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    bench.post(SEND, &body.to_string())
}

#[test]
fn missed_receivers_are_named_in_lower_case() {
    let mut bench = corp();
    let text = json!({"msgtype": "text", "text": {"content": "茶"}});
    let to = |touser: &str, toparty: &str| {
        let mut fields = text.clone();
        (fields["touser"], fields["toparty"]) = (touser.into(), toparty.into());
        fields
    };
    let reply = send(&mut bench, &to("ZhangSan|NobodyKnows|unlicensedLi", "2|x"));
    assert_eq!(said(&reply), "0 ok");
    assert_eq!(
        (&reply["invaliduser"], &reply["invalidparty"], &reply["unlicenseduser"]),
        (&"nobodyknows".into(), &"x".into(), &"unlicensedli".into())
    );
    assert!(reply["msgid"].is_string() && reply.get("invalidtag").is_none(), "{reply}");
    let sent = &bench.sandbox.corp_messages()[0];
    assert_eq!((sent.users.join("|"), sent.parties.join("|")), ("zhangsan".into(), "2".into()));

    assert_eq!(said(&send(&mut bench, &to("nobody1|nobody2", ""))), "81013 user & party & tag all invalid");
    assert_eq!(said(&send(&mut bench, &to("", ""))), "82001 touser & toparty & totag all empty");
    assert_eq!(
        said(&send(&mut bench, &to(&vec!["u"; 1001].join("|"), ""))),
        "40032 invalid userid list size"
    );
    assert_eq!(
        said(&send(&mut bench, &to("", &vec!["1"; 101].join("|")))),
        "82002 party list size out of limit"
    );
    send(&mut bench, &to("@all", "nobody"));
    assert_eq!(bench.sandbox.corp_messages()[1].users, ["@all"]);
}

#[test]
fn the_application_is_the_one_of_the_token() {
    let mut bench = corp();
    let mut check = |agentid: Value, expected: &str| {
        let reply =
            send(&mut bench, &json!({"agentid": agentid, "msgtype": "text", "text": {"content": "茶"}}));
        assert_eq!(said(&reply), expected);
    };
    check(1_000_002.into(), "0 ok");
    check("1000002".into(), "0 ok. Warning: wrong json format. ");
    check(7.into(), "40056 invalid agentid");
    check(1_000_003.into(), "301002 not allow operate another agent with this accesstoken");
}

#[test]
fn every_kind_is_checked() {
    let mut bench = corp();
    let image = uploaded(&mut bench, "image", "a.jpg", JPEG);
    let file = uploaded(&mut bench, "file", "a.txt", b"mytext");
    let mut check = |kind: &str, content: Value, expected: &str| {
        let reply = send(&mut bench, &json!({"msgtype": kind, kind: content}));
        assert_eq!(said(&reply), expected, "{kind} {content}");
    };
    check("text", json!({"content": ""}), "44004 empty content");
    check("text", json!("茶"), "40063 some parameters are empty: text");
    check("pigeon", json!({}), "40008 invalid message type");
    check("image", json!({"media_id": image}), "0 ok");
    check("image", json!({"media_id": file}), "40007 invalid media_id");
    check("file", json!({"media_id": file}), "0 ok");
    check("file", json!({"media_id": "x"}), "40007 invalid media_id");
    check("file", json!({}), "41006 media_id missing");
    check("textcard", json!({"title": "茶", "description": "水", "url": "https://a"}), "0 ok");
    check("textcard", json!({"title": "茶", "url": "https://a"}), "41033 missing description");
    let article = json!({"title": "茶", "url": "https://a"});
    check("news", json!({"articles": [article]}), "0 ok");
    check("news", json!({"articles": vec![article; 9]}), "45008 article size out of limit");
    check("news", json!({"articles": [{"title": "茶", "appid": "wx1"}]}), "41010 missing url");
    let article = |thumb: &str, author: &str| json!({"articles": [{"title": "茶", "thumb_media_id": thumb, "content": "x", "author": author}]});
    check("mpnews", article(&image, "茶客"), "0 ok");
    check("mpnews", article(&file, "茶客"), "301015 invalid mediaid parameter");
    check("mpnews", article(&image, &"a".repeat(65)), "45032 author size out of limit");
    check("markdown", json!({"content": "**茶**"}), "0 ok");
    check("miniprogram_notice", json!({"appid": "wx1", "title": "会议室预订成功"}), "0 ok");
    check("template_card", json!({"card_type": "text_notice"}), "0 ok");
    check("template_card", json!({"card_type": "hologram"}), "40058 invalid card_type");
    let item = |id: &str| json!({"card_type": "text_notice", "horizontal_content_list": [{"type": 2, "media_id": id}]});
    check("template_card", item(&file), "0 ok");
    check("template_card", item(&image), "40007 invalid media_id");
    let reply = send(
        &mut bench,
        &json!({"msgtype": "template_card", "template_card": {"card_type": "vote_interaction", "task_id": "t"}}),
    );
    assert!(reply["response_code"].is_string());
    bench.pass(3 * 86_400);
    bench.token = grant(&mut bench, 0)["access_token"].as_str().unwrap().to_owned();
    let reply = send(&mut bench, &json!({"msgtype": "file", "file": {"media_id": file}}));
    assert_eq!(said(&reply), "40007 invalid media_id", "it has died");
}

#[test]
fn confidential_messages() {
    let mut bench = corp();
    let mut check = |kind: &str, content: Value, safe: Value, expected: &str| {
        let reply = send(&mut bench, &json!({"msgtype": kind, kind: content, "safe": safe}));
        assert_eq!(said(&reply), expected);
    };
    let news = json!({"articles": [{"title": "茶", "url": "https://a"}]});
    check("text", json!({"content": "茶"}), 1.into(), "0 ok");
    check("text", json!({"content": "茶"}), "1".into(), "0 ok. Warning: wrong json format. ");
    check("news", news, 1.into(), "40074 news message can not be safe, please use mpnews");
    check("text", json!({"content": "茶"}), 2.into(), "40058 invalid safe");
    let safe: Vec<_> = bench.sandbox.corp_messages().iter().map(|sent| sent.safe).collect();
    assert_eq!(safe, [1, 0], "a field of a wrong type is ignored");
}

#[test]
fn doubles_are_suppressed_if_asked_for() {
    let mut bench = corp();
    let text = json!({"msgtype": "text", "text": {"content": "茶"}, "enable_duplicate_check": 1});
    let first = send(&mut bench, &text)["msgid"].clone();
    assert_eq!(send(&mut bench, &text)["msgid"], first);
    bench.pass(1800);
    assert_ne!(send(&mut bench, &text)["msgid"], first);
    let plain = json!({"msgtype": "text", "text": {"content": "茶"}});
    send(&mut bench, &plain);
    assert_eq!(bench.sandbox.corp_messages().len(), 3);
}

#[test]
fn long_texts_are_cut_at_a_character() {
    let mut bench = corp();
    send(&mut bench, &json!({"msgtype": "text", "text": {"content": "茶".repeat(700)}}));
    let sent = &bench.sandbox.corp_messages()[0].content["content"];
    assert_eq!(sent.as_str().unwrap().len(), 2046);
    let escaped = r#"{"touser":"a","agentid":1000002,"msgtype":"text","text":{"content":"\u8336"}}"#;
    assert_eq!(bench.post(SEND, escaped)["errcode"], 40033);
}

#[test]
fn messages_are_taken_back_within_a_day() {
    let mut bench = corp();
    let recall = "cgi-bin/message/recall?access_token=ACCESS_TOKEN";
    let text = json!({"msgtype": "text", "text": {"content": "茶"}});
    let body = format!(r#"{{"msgid":{}}}"#, send(&mut bench, &text)["msgid"]);
    assert_eq!(said(&bench.post(recall, &body)), "0 ok");
    assert_eq!(said(&bench.post(recall, &body)), "0 ok");
    assert_eq!(said(&bench.post(recall, r#"{"msgid":""}"#)), "40058 invalid msgid");
    let first = bench.token.clone();
    bench.token = grant(&mut bench, 1)["access_token"].as_str().unwrap().to_owned();
    assert_eq!(said(&bench.post(recall, &body)), "40058 invalid msgid", "of another application");
    bench.token = first;
    bench.pass(86_401);
    bench.token = grant(&mut bench, 0)["access_token"].as_str().unwrap().to_owned();
    assert_eq!(said(&bench.post(recall, &body)), "40058 invalid msgid");
    assert!(bench.sandbox.corp_messages()[0].recalled);
}

#[test]
fn group_chats() {
    let mut bench = corp();
    let target = "cgi-bin/appchat/send?access_token=ACCESS_TOKEN";
    let text =
        |chat: &str| format!(r#"{{"chatid":"{chat}","msgtype":"text","text":{{"content":"茶"}},"safe":0}}"#);
    assert_eq!(said(&bench.post(target, &text("tea"))), "0 ok");
    assert_eq!(said(&bench.post(target, &text("nobody"))), "86003 chatid not exist");
    let card = r#"{"chatid":"tea","msgtype":"template_card","template_card":{"card_type":"text_notice"}}"#;
    assert_eq!(said(&bench.post(target, card)), "40008 invalid message type");
    assert_eq!(bench.sandbox.corp_messages()[0].sender, Sender::Chat(1_000_002, "tea".into()));
}

#[test]
fn the_group_robot() {
    let mut bench = corp();
    let key = bench.sandbox.config().work.robot_key.reveal().to_owned();
    let reply = bench.form(&format!("cgi-bin/webhook/upload_media?key={key}&type=file"), "a.txt", b"mytext");
    let id = reply["media_id"].as_str().unwrap().to_owned();
    let other = uploaded(&mut bench, "file", "a.txt", b"mytext");
    let target = format!("cgi-bin/webhook/send?key={key}");
    let mut check = |kind: &str, content: Value, expected: &str| {
        let reply = bench.post(&target, &json!({"msgtype": kind, kind: content}).to_string());
        assert_eq!(said(&reply), expected, "{kind}");
    };
    check("file", json!({"media_id": id}), "0 ok");
    check("voice", json!({"media_id": id}), "40007 invalid media_id");
    check("file", json!({"media_id": other}), "40007 invalid media_id");
    // printf '\377\330\377\340tea' | base64; … | md5sum
    check(
        "image",
        json!({"base64": "/9j/4HRlYQ==", "md5": "2e6a7c3be8b1ef31a1b2a8a1a6b5a4a3"}),
        "301019 image md5 not match",
    );
    check("text", json!({"content": "茶"}), "0 ok");
    for _ in 0..18 {
        check("text", json!({"content": "茶"}), "0 ok");
    }
    check("text", json!({"content": "茶"}), "45009 api freq out of limit");
    let reply = bench.post("cgi-bin/webhook/send?key=x", "{}");
    assert_eq!(said(&reply), "93000 invalid webhook url");
}
