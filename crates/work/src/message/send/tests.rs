use expect_test::{Expect, expect};
use serde_json::json;
use wxkit_proto::{EndpointExt as _, Env, Timestamp, Token};

use super::*;
use crate::ids::{MediaId, PartyId, TagId, UserId};
use crate::message::{KeptArticle, Message, NewsArticle, Notice, NoticeItem, TextCard, VideoMessage};
use crate::testing::{check, refusal};

fn call(message: impl Into<AppMessage>) -> SendMessage {
    SendMessage::new(Receivers::users(["zhangsan"]), AgentId::from(1_000_002), message)
}

#[test]
fn send_a_file() {
    let users = vec![UserId::from("UserID1"), UserId::from("UserID2")];
    let to = Receivers::These { users, parties: vec![PartyId::from("2")], tags: vec![TagId::from("7")] };
    let call = SendMessage {
        to,
        safe: Safety::Confidential,
        id_trans: true,
        duplicate_check: Some(1800),
        ..call(Message::File(MediaId::new("1Yv-zXfHjSjU-7LH-GwtYqDGS-zz6w22KmWAT5COgP7o")))
    };
    check(
        &call,
        r#"{"errcode":0,"errmsg":"ok","invaliduser":"userid1|userid2","invalidparty":"partyid1","invalidtag":"","unlicenseduser":"userid3","msgid":"xxxx"}"#,
        &expect![[r#"
            POST https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=TOKEN
            content-type: application/json
            content-length: 244

            {"touser":"UserID1|UserID2","toparty":"2","totag":"7","agentid":1000002,"msgtype":"file","file":{"media_id":"1Yv-zXfHjSjU-7LH-GwtYqDGS-zz6w22KmWAT5COgP7o"},"safe":1,"enable_id_trans":1,"enable_duplicate_check":1,"duplicate_check_interval":1800}
            Sent { errcode: 0, errmsg: "ok", invaliduser: [UserId("userid1"), UserId("userid2")], invalidparty: [PartyId("partyid1")], invalidtag: [], unlicenseduser: [UserId("userid3")], msgid: Some(MessageId("xxxx")), response_code: "" }"#]],
    );
    assert_eq!(call.repeat(), Repeat::Suppressed);
    let refused = refusal::<SendMessage>(
        r#"{"errcode":81013,"errmsg":"user & party & tag all invalid, hint: [1692099979531331300516404]"}"#,
    );
    expect!["receiver: WeChat refused with 81013, all users, departments and tags are wrong or not permitted: user & party & tag all invalid, hint: [1692099979531331300516404]"].assert_eq(&refused);
}

#[test]
fn send_a_card() {
    let card = json!({"card_type": "button_interaction", "task_id": "t@1", "main_title": {"title": "茶会"}});
    check(
        &SendMessage { to: Receivers::Everybody, ..call(AppMessage::Card(card)) },
        r#"{"errcode":"0","errmsg":"ok","msgid":"M","response_code":"R"}"#,
        &expect![[r#"
            POST https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=TOKEN
            content-type: application/json
            content-length: 160

            {"touser":"@all","agentid":1000002,"msgtype":"template_card","template_card":{"card_type":"button_interaction","main_title":{"title":"茶会"},"task_id":"t@1"}}
            Sent { errcode: 0, errmsg: "ok", invaliduser: [], invalidparty: [], invalidtag: [], unlicenseduser: [], msgid: Some(MessageId("M")), response_code: "R" }"#]],
    );
}

fn body(message: impl Into<AppMessage>, expected: &Expect) {
    let call = call(message);
    assert!(call.check().is_ok() && call.repeat() == Repeat::Never);
    let request = call.request(Some(&Token::new("T")), &Env::new(Timestamp::default(), [0; 32])).unwrap();
    let request = request.map(|body| body.in_memory().unwrap());
    assert_eq!(SendMessage::receive(&request, true).unwrap(), call);
    let text = std::str::from_utf8(request.body()).unwrap();
    let text = text.strip_prefix(r#"{"touser":"zhangsan","agentid":1000002,"msgtype":"#).unwrap();
    expected.assert_eq(text);
}

#[test]
fn every_kind_of_message() {
    let id = || MediaId::new("M");
    body(
        Message::Text("快递到了，\n<a href=\"http://a\">去取</a>".into()),
        &expect![[r#""text","text":{"content":"快递到了，\n<a href=\"http://a\">去取</a>"}}"#]],
    );
    body(Message::Image(id()), &expect![[r#""image","image":{"media_id":"M"}}"#]]);
    body(Message::Voice(id()), &expect![[r#""voice","voice":{"media_id":"M"}}"#]]);
    let (title, description) = ("茶".into(), String::new());
    body(
        Message::Video(VideoMessage { media_id: id(), title, description }),
        &expect![[r#""video","video":{"media_id":"M","title":"茶"}}"#]],
    );
    body(Message::File(id()), &expect![[r#""file","file":{"media_id":"M"}}"#]]);
    let (title, description, url) = ("茶".to_owned(), "水".to_owned(), "https://a".to_owned());
    body(
        Message::TextCard(TextCard {
            title: title.clone(),
            description,
            url: url.clone(),
            btntxt: "更多".into(),
        }),
        &expect![[
            r#""textcard","textcard":{"title":"茶","description":"水","url":"https://a","btntxt":"更多"}}"#
        ]],
    );
    body(
        Message::News(vec![NewsArticle { title: title.clone(), url, ..NewsArticle::default() }]),
        &expect![[r#""news","news":{"articles":[{"title":"茶","url":"https://a"}]}}"#]],
    );
    let article = KeptArticle {
        title: title.clone(),
        thumb_media_id: id(),
        author: "茶客".into(),
        content_source_url: String::new(),
        content: "<p>茶</p>".into(),
        digest: "水".into(),
    };
    body(
        Message::KeptNews(vec![article]),
        &expect![[
            r#""mpnews","mpnews":{"articles":[{"title":"茶","thumb_media_id":"M","author":"茶客","content":"<p>茶</p>","digest":"水"}]}}"#
        ]],
    );
    body(Message::Markdown("**茶**".into()), &expect![[r#""markdown","markdown":{"content":"**茶**"}}"#]]);
    let item = NoticeItem { key: "会议室".into(), value: "402".into() };
    let notice = Notice {
        appid: "wx0123456789abcdef".into(),
        page: "pages/index".into(),
        title: "会议室预订成功".into(),
        emphasis_first_item: true,
        content_item: vec![item],
        ..Notice::default()
    };
    body(
        AppMessage::Notice(notice),
        &expect![[
            r#""miniprogram_notice","miniprogram_notice":{"appid":"wx0123456789abcdef","page":"pages/index","title":"会议室预订成功","emphasis_first_item":true,"content_item":[{"key":"会议室","value":"402"}]}}"#
        ]],
    );
    body(
        AppMessage::Card(json!({"card_type": "text_notice"})),
        &expect![[r#""template_card","template_card":{"card_type":"text_notice"}}"#]],
    );
}

#[test]
fn what_cannot_be_sent_is_refused() {
    let problem = |call: SendMessage| call.check().unwrap_err().message;
    let news = || {
        Message::News(vec![NewsArticle {
            title: "茶".into(),
            url: "https://a".into(),
            ..NewsArticle::default()
        }])
    };
    let text = || Message::Text("茶".into());
    expect!["a message of type news cannot be confidential; send it as mpnews (as documented)"]
        .assert_eq(&problem(SendMessage { safe: Safety::Confidential, ..call(news()) }));
    expect!["a message of type text cannot be kept within the corp (as documented)"]
        .assert_eq(&problem(SendMessage { safe: Safety::WithinCorp, ..call(text()) }));
    expect!["the message has 14401 seconds; duplicate_check_interval may have at most 14400 (as documented)"]
        .assert_eq(&problem(SendMessage { duplicate_check: Some(14_401), ..call(text()) }));
    expect!["the message has no receivers; name users, departments or tags (as documented)"]
        .assert_eq(&problem(SendMessage { to: Receivers::users([""; 0]), ..call(text()) }));
}

#[test]
fn bodies_that_are_wrong_are_refused() {
    let read = |body: &'static str| {
        let request = http::Request::new(bytes::Bytes::from_static(body.as_bytes()));
        SendMessage::receive(&request, false).map_or_else(|error| error.message, |call| format!("{call:?}"))
    };
    expect!["msgtype not valid"].assert_eq(&read(r#"{"touser":"a","agentid":1,"msgtype":"pigeon"}"#));
    expect!["text missing"].assert_eq(&read(r#"{"touser":"a","agentid":1,"msgtype":"text"}"#));
    expect!["msgtype missing"].assert_eq(&read(r#"{"touser":"a","agentid":1,"text":{"content":"x"}}"#));
    expect![[r#"SendMessage { to: These { users: [UserId("a"), UserId("b")], parties: [PartyId("2")], tags: [] }, agentid: AgentId(1), message: Common(Text("x")), safe: Shareable, id_trans: false, duplicate_check: None }"#]].assert_eq(&read(r#"{"touser":"a | b","toparty":2,"agentid":"1","safe":"0","msgtype":"text","text":{"content":"x"},"more":1}"#));
}
