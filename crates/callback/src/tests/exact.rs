//! Each value and each limit to the last one: what a small change of the code would have to break.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::CONTENT_TYPE;
use wxkit_proto::flow::Notice;

use super::*;

fn event(name: &str) -> Fields {
    Fields::default()
        .with("ToUserName", "gh_00wxkit00")
        .with("FromUserName", "o1")
        .with("CreateTime", 1_790_000_000)
        .with("MsgType", "event")
        .with("Event", name)
}

fn read(fields: Fields) -> Delivery {
    Delivery::read(Source::Official, Form::Xml, fields, None).unwrap()
}

fn ended(event: &Event) -> Option<String> {
    event.notice().as_ref().map(Notice::id).map(str::to_owned)
}

#[test]
fn each_event_has_its_type() {
    let given = |name| read(event(name).with("EventKey", "qrscene_7").with("Ticket", "TICKET")).event;
    let (key, ticket) = (String::from("qrscene_7"), String::from("TICKET"));
    assert_eq!(given("subscribe"), Event::Subscribe { key: key.clone(), ticket: ticket.clone() });
    assert_eq!(given("SCAN"), Event::Scan { key: key.clone(), ticket });
    assert_eq!(given("CLICK"), Event::Click { key: key.clone() });
    assert_eq!(given("VIEW"), Event::View { url: key });
    assert_eq!(given("unsubscribe"), Event::Unsubscribe);
    assert_eq!(given("LOCATION"), Event::Other);
    assert_eq!(ended(&given("unsubscribe")), None);
}

#[test]
fn what_has_ended_is_named() {
    let mass =
        |id: i64| read(event("MASSSENDJOBFINISH").with("MsgID", id).with("Status", "send success")).event;
    assert!(matches!(mass(34_182), Event::Mass(_)));
    assert_eq!(ended(&mass(34_182)).as_deref(), Some("34182"));
    assert_eq!(ended(&mass(0)), None);
    for name in ["PUBLISHJOBFINISH", "FREEPUBLISHJOBFINISH"] {
        let info = Fields::default().with("publish_id", "2247500001").with("publish_status", 0);
        let published = read(event(name).with("PublishEventInfo", info)).event;
        assert_eq!(ended(&published).as_deref(), Some("2247500001"), "{name}");
    }
}

#[test]
fn an_originality_check_that_says_something_is_there() {
    let check = |check: Fields| {
        let Event::Mass(result) = read(event("MASSSENDJOBFINISH").with("CopyrightCheckResult", check)).event
        else {
            panic!("no mass message")
        };
        result.copyright
    };
    let item = Fields::default().with("ArticleIdx", 2).with("CanReprint", 1).with("NeedReplaceContent", 0);
    let list = Fields::default().with("item", item);
    let with_article = check(Fields::default().with("ResultList", list)).unwrap();
    assert_eq!((with_article.state, with_article.articles.len()), (0, 1));
    let article = &with_article.articles[0];
    assert_eq!((article.index, article.can_reprint, article.needs_replacement), (1, true, false));
    assert!(!article.needs_source);
    assert_eq!(check(Fields::default().with("CheckState", 2)).unwrap().state, 2);
    assert_eq!(check(Fields::default().with("CheckState", 0)), None);
}

#[test]
fn the_key_of_a_message_and_of_an_event() {
    let message = read(text_message());
    assert_eq!(message.key, "oUser0000000000000000000001:1790000000:24500000000000001");
    // Events may have an id too, which is that of what they tell of.
    let told = |key: &str| read(event("CLICK").with("MsgId", 7).with("EventKey", key)).key;
    assert_ne!(told("a"), told("b"));
    let without = |text: &str| {
        let fields =
            Fields::default().with("FromUserName", "o1").with("CreateTime", 7).with("MsgType", "text");
        read(fields.with("Content", text)).key
    };
    assert_ne!(without("a"), without("b"));
}

#[test]
fn received_in_the_words_of_each_platform() {
    for (receiver, body) in [(safe(), "success"), (work(), "")] {
        let push = receiver.imitate(&text_message(), Form::Xml, Mode::Safe, &env());
        let delivery = take(&receiver, &post(&push.query, &push.body)).unwrap();
        assert!(delivery.is_encrypted());
        let answer = delivery.success();
        assert_eq!(
            (&answer.body()[..], answer.headers()[CONTENT_TYPE].as_bytes()),
            (body.as_bytes(), &b"text/plain"[..])
        );
    }
    assert!(!read(text_message()).is_encrypted());
}

#[test]
fn a_push_has_its_type_and_no_other_has_its_chance() {
    let push = |form, seed| safe().imitate(&text_message(), form, Mode::Safe, &Env::new(NOW, [seed; 32]));
    assert_eq!(push(Form::Xml, 1).content_type, "text/xml");
    assert_eq!(push(Form::Json, 1).content_type, "application/json");
    let nonce = |seed| {
        let query = push(Form::Xml, seed).query;
        let (_, rest) = query.split_once("&nonce=").unwrap();
        rest.split('&').next().unwrap().parse::<u32>().unwrap()
    };
    assert_ne!(nonce(1), nonce(2));
    let sealed = |random: u8| key().seal(&[random; 16], b"x", "id");
    assert_ne!(sealed(0), sealed(1));
    let random = |seed| crate::reply::random(&Env::new(NOW, [seed; 32]));
    assert!(random(1) != random(2) && random(1) != [1; 16]);
}

#[test]
fn a_reply_to_the_letter() {
    let clear = Receiver::official(Secret::new(TOKEN), "wx00000000000000aa");
    let reply = |reply: &Reply, form| {
        let to = Delivery { form, ..read(text_message()) };
        clear.reply(&to, reply, &env()).map(|answer| {
            let kind = answer.headers()[CONTENT_TYPE].to_str().unwrap().to_owned();
            (kind, String::from_utf8(answer.into_body().to_vec()).unwrap())
        })
    };
    let video = Reply::Video { media_id: "VIDEO".into(), title: String::new(), description: "茶".into() };
    let (kind, body) = reply(&video, Form::Json).unwrap();
    assert_eq!(kind, "application/json");
    assert_eq!(
        body,
        r#"{"ToUserName":"oUser0000000000000000000001","FromUserName":"gh_00wxkit00","CreateTime":1790000000,"MsgType":"video","Video":{"MediaId":"VIDEO","Description":"茶"}}"#
    );
    let article = ReplyArticle::new("标题", "摘要", "https://a/p.jpg", "https://a/");
    let news = |count| Reply::News(vec![article.clone(); count]);
    let (kind, body) = reply(&news(1), Form::Xml).unwrap();
    assert_eq!(kind, "text/xml");
    for part in [
        "<ArticleCount>1</ArticleCount>",
        "<Title><![CDATA[标题]]></Title>",
        "<Description><![CDATA[摘要]]></Description>",
        "<PicUrl><![CDATA[https://a/p.jpg]]></PicUrl>",
        "<Url><![CDATA[https://a/]]></Url>",
    ] {
        assert!(body.contains(part), "{body}");
    }
    assert!(reply(&news(8), Form::Xml).is_ok());
    assert_eq!(reply(&news(9), Form::Xml).unwrap_err().message, "a reply holds 1 to 8 articles, not 9");
    assert_eq!(reply(&news(0), Form::Xml).unwrap_err().message, "a reply holds 1 to 8 articles, not 0");
}

#[test]
fn limits_to_the_last_byte() {
    let clear = Receiver::official(Secret::new(TOKEN), "wx00000000000000aa");
    let with_nonce = |len: usize| {
        let nonce = "7".repeat(len);
        let signature = crate::signature::sign(&[TOKEN, "1790000000", &nonce]);
        format!("signature={signature}&timestamp=1790000000&nonce={nonce}")
    };
    let message = "<xml><MsgType>text</MsgType></xml>";
    assert!(take(&clear, &post(&with_nonce(4096), message)).is_ok());
    assert_eq!(take(&clear, &post(&with_nonce(4097), message)).unwrap_err().problem, Problem::Request);

    let of_length = |len: usize| message.to_owned() + &" ".repeat(len - message.len());
    assert!(take(&clear, &post(&with_nonce(4), &of_length(1_048_576))).is_ok());
    let too_large = take(&clear, &post(&with_nonce(4), &of_length(1_048_577))).unwrap_err();
    assert_eq!(too_large.problem, Problem::TooLarge);
    assert!(format!("{too_large:?}").contains("TooLarge"), "{too_large:?}");

    // The outermost value counts as well.
    let values = |count: usize| format!("<xml>{}</xml>", "<a/>".repeat(count - 1));
    assert!(crate::text::read(values(10_000).as_bytes()).is_ok());
    assert!(crate::text::read(values(10_001).as_bytes()).is_err());
    let deep = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    assert!(crate::text::read(deep(17).as_bytes()).is_ok());
    assert!(crate::text::read(deep(18).as_bytes()).is_err());
    let objects = "{\"a\":".repeat(60) + "1" + &"}".repeat(60);
    assert!(crate::text::read(objects.as_bytes()).unwrap_err().to_string().contains("nested too deeply"));
}

#[test]
fn one_element_and_nothing_beside_it() {
    for broken in ["<xml></xml><xml/>", "<xml></xml>茶", "茶<xml></xml>"] {
        assert!(crate::text::read(broken.as_bytes()).is_err(), "{broken}");
    }
    let (_, fields) = crate::text::read("<xml><A>x<![CDATA[y]]></A></xml>".as_bytes()).unwrap();
    assert_eq!(fields.get("A"), Some(&"xy".into()));
}

/// Whose last byte, which is not encrypted, would pass for the padding.
#[test]
fn a_ciphertext_of_no_whole_blocks_is_not_opened() {
    let sealed = key().seal(&[7; 16], b"x", "id");
    assert!(key().open(&sealed).is_some());
    let bytes = BASE64_STANDARD.decode(&sealed).unwrap();
    for more in [1, 16, 31] {
        let longer = [&bytes[..], &vec![1; more]].concat();
        assert!(key().open(&BASE64_STANDARD.encode(longer)).is_none(), "{more}");
    }
    assert!(key().open("").is_none());
}
