//! What comes after publishing: figures, comments, followers, messages to single persons.

use expect_test::expect;
use serde_json::{Value, json};
use wxkit_proto::Timestamp;

use super::bench::*;
use crate::Config;

/// 2026-03-10 09:00 in China.
fn bench() -> Bench {
    let mut bench = Bench::new(Config::default());
    bench.now = Timestamp::from_secs(1_773_104_400);
    let grant = bench.get(&format!("cgi-bin/token?{WHO}"));
    bench.token = grant["access_token"].as_str().unwrap().to_owned();
    bench
}

fn figures(bench: &mut Bench, name: &str, begin: &str, end: &str) -> Value {
    let body = json!({ "begin_date": begin, "end_date": end });
    bench.post(&format!("datacube/{name}?access_token=ACCESS_TOKEN"), &body.to_string())
}

/// Publishes a draft of one article, which takes comments; gives back `msg_data_id` and `article_id`.
fn publish(bench: &mut Bench) -> (u64, String) {
    let mut article = bench.article();
    article["need_open_comment"] = 1.into();
    let draft = bench.ask("draft/add", &json!({ "articles": [article] }))["media_id"].clone();
    let job = bench.ask("freepublish/submit", &json!({ "media_id": draft }));
    let query = json!({ "publish_id": job["publish_id"] });
    let report = (0..4).map(|_| bench.ask("freepublish/get", &query)).last().unwrap();
    (job["msg_data_id"].as_u64().unwrap(), report["article_id"].as_str().unwrap().to_owned())
}

#[test]
fn figures_are_told_from_the_next_day_on() {
    let mut bench = bench();
    let (message, _) = publish(&mut bench);
    let day = "2026-03-10";
    assert_eq!(verdict(&figures(&mut bench, "getarticletotaldetail", day, day)), "61501 date range error");
    // 07:00 of the next day, then 09:00.
    bench.pass(22 * 3600);
    let grant = bench.get(&format!("cgi-bin/token?{WHO}"));
    bench.token = grant["access_token"].as_str().unwrap().to_owned();
    let early = figures(&mut bench, "getarticletotaldetail", day, day);
    assert_eq!(early["is_delay"], true);
    bench.pass(3600 + 1);
    let told = figures(&mut bench, "getarticletotaldetail", day, day);
    assert_eq!((&told["is_delay"], told.get("errcode")), (&json!(false), None));
    let rows = told["list"].as_array().unwrap();
    let ours = rows.iter().find(|row| row["msgid"] == format!("{message}_1")).unwrap();
    assert_eq!(
        (&ours["publish_type"], &ours["title"], &ours["ref_date"]),
        (&json!(1), &json!("茶"), &json!(day))
    );
    let days = ours["detail_list"].as_array().unwrap();
    assert_eq!((days.len(), &days[0]["stat_date"]), (1, &json!(day)));
    // The same readers in each of the calls.
    let reads = figures(&mut bench, "getarticleread", day, day);
    let rows = reads["list"].as_array().unwrap();
    let read = rows.iter().find(|row| row["msgid"] == format!("{message}_1")).unwrap();
    assert_eq!(read["detail"]["read_user"], days[0]["read_user"]);
    let sum: u64 = rows.iter().map(|row| row["detail"]["read_user"].as_u64().unwrap()).sum();
    let account = figures(&mut bench, "getbizsummary", "2026-03-01", day);
    let account = account["list"].as_array().unwrap();
    assert_eq!((account.len(), account[9]["detail"]["read_user"].as_u64()), (10, Some(sum)));
    assert_eq!(account[9]["detail"]["send_page_count"], 2);
    let shares = figures(&mut bench, "getarticleshare", day, day);
    assert!(shares["list"][0]["detail"]["share_user"].as_u64().unwrap() > 0);
}

#[test]
fn ranges_of_days() {
    let mut bench = bench();
    let mut ask = |name: &str, begin: &str, end: &str| verdict(&figures(&mut bench, name, begin, end));
    let (format, range) = ("61500 date format error", "61501 date range error");
    assert_eq!(ask("getarticleread", "2026-03-09", "2026-03-09"), "no ok");
    assert_eq!(ask("getarticleread", "2026-03-08", "2026-03-09"), range);
    assert_eq!(ask("getarticleread", "20260309", "20260309"), format);
    assert_eq!(ask("getarticleread", "2026-02-30", "2026-02-30"), format);
    assert_eq!(ask("getbizsummary", "2026-02-08", "2026-03-09"), "no ok");
    assert_eq!(ask("getbizsummary", "2026-02-07", "2026-03-09"), range);
    assert_eq!(ask("getbizsummary", "2026-03-09", "2026-03-08"), range);
    assert_eq!(ask("getbizsummary", "", "2026-03-08"), format);
    for withdrawn in
        ["getarticlesummary", "getarticletotal", "getuserread", "getuserreadhour", "getusershare"]
    {
        let said = ask(withdrawn, "2026-03-09", "2026-03-09");
        assert_eq!(said, "47009 this api is offline, please use the new api");
    }
    let old = figures(&mut bench, "getarticletotaldetail", "2025-10-31", "2025-10-31");
    assert_eq!(old, json!({ "list": [], "is_delay": false }));
    let path = bench.get("cgi-bin/datacube/getarticleread?access_token=ACCESS_TOKEN");
    assert_eq!(verdict(&path), "40066 invalid url");
}

#[test]
fn comments() {
    let mut bench = bench();
    let (message, _) = publish(&mut bench);
    let mut ask = |path: &str, more: Value| {
        let mut body = json!({ "msg_data_id": message, "index": 0 });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        bench.ask(&format!("comment/{path}"), &body)
    };
    let page = json!({ "begin": 0, "count": 49, "type": 0 });
    let all = ask("list", page.clone());
    assert_eq!((&all["total"], all["comment"].as_array().unwrap().len()), (&json!(3), 3));
    let id = all["comment"][1]["user_comment_id"].clone();
    let comment = json!({ "user_comment_id": id });
    assert_eq!(verdict(&ask("markelect", comment.clone())), "0 ok");
    let elected = ask("list", json!({ "begin": 0, "count": 49, "type": 2 }));
    assert_eq!((&elected["comment"][0]["user_comment_id"], &elected["total"]), (&id, &json!(1)));
    assert_eq!(ask("list", json!({ "begin": 0, "count": 1, "type": 1 }))["total"], 2);
    assert_eq!(verdict(&ask("unmarkelect", comment.clone())), "0 ok");
    let reply = json!({ "user_comment_id": id, "content": "谢谢" });
    assert_eq!(verdict(&ask("reply/add", reply.clone())), "0 ok");
    assert_eq!(verdict(&ask("reply/add", reply)), "88005 reply is exists");
    assert_eq!(ask("list", page.clone())["comment"][1]["reply"]["content"], "谢谢");
    assert_eq!(verdict(&ask("reply/delete", comment.clone())), "0 ok");
    assert_eq!(verdict(&ask("reply/delete", comment.clone())), "88009 reply is not exists");
    assert_eq!(verdict(&ask("delete", comment.clone())), "0 ok");
    assert_eq!(verdict(&ask("delete", comment)), "88008 comment is not exists");
    assert_eq!(ask("list", json!({ "begin": 2, "count": 49, "type": 0 }))["comment"], json!([]));
    for (count, said) in [(0, "88010"), (50, "88010"), (49, "0 ok")] {
        let told = verdict(&ask("list", json!({ "begin": 0, "count": count, "type": 0 })));
        assert!(told.starts_with(said), "{count}: {told}");
    }
    assert_eq!(verdict(&ask("close", json!({}))), "0 ok");
    assert_eq!(verdict(&ask("open", json!({ "msg_data_id": message.to_string() }))), "0 ok");
    for foreign in [json!({ "msg_data_id": 7 }), json!({ "index": 1 }), json!({ "msg_data_id": "x" })] {
        assert_eq!(verdict(&ask("open", foreign)), "88001 msg_data is not exists");
    }
}

#[test]
fn followers_and_tags() {
    let mut bench =
        Bench::new(Config { followers: (0..10_001).map(|n| format!("o{n}")).collect(), ..Config::default() });
    let page = bench.get("cgi-bin/user/get?access_token=ACCESS_TOKEN");
    assert_eq!(
        (&page["total"], &page["count"], &page["next_openid"]),
        (&json!(10_001), &json!(10_000), &json!("o9999"))
    );
    let last = bench.get("cgi-bin/user/get?access_token=ACCESS_TOKEN&next_openid=o9999");
    assert_eq!(last["data"]["openid"], json!(["o10000"]));
    let end = bench.get("cgi-bin/user/get?access_token=ACCESS_TOKEN&next_openid=o10000");
    assert_eq!((&end["count"], end.get("data")), (&json!(0), None));
    assert_eq!(
        verdict(&bench.get("cgi-bin/user/get?access_token=ACCESS_TOKEN&next_openid=x")),
        "40003 invalid openid"
    );
    let tags = bench.get("cgi-bin/tags/get?access_token=ACCESS_TOKEN");
    assert_eq!(
        (&tags["tags"][0], tags.get("errcode")),
        (&json!({ "id": 2, "name": "星标组", "count": 5001 }), None)
    );
    assert_eq!(bench.ask("user/tag/get", &json!({ "tagid": 101 }))["count"], 5000);
    assert_eq!(verdict(&bench.ask("user/tag/get", &json!({ "tagid": 1000 }))), "45159 invalid tag id");
}

#[test]
fn messages_to_one_person() {
    let mut bench = bench();
    bench.sandbox.config_mut().strangers = vec!["stranger".into()];
    let (_, article) = publish(&mut bench);
    let image = bench.temporary("image", "a.jpg", JPEG);
    let mut send = |to: &str, kind: &str, object: Value| {
        let reply = bench.ask("message/custom/send", &json!({ "touser": to, "msgtype": kind, kind: object }));
        verdict(&reply)
    };
    assert_eq!(
        send("stranger", "text", json!({ "content": "茶" })),
        "45015 response out of time limit or subscription is canceled"
    );
    assert_eq!(send("茶", "text", json!({ "content": "茶" })), "40003 invalid openid");
    assert_eq!(send("a", "text", json!({ "content": " " })), "44004 empty content");
    assert_eq!(send("a", "link", json!({})), "40008 invalid message type");
    assert_eq!(send("a", "image", json!({ "media_id": "x" })), "40007 invalid media_id");
    assert_eq!(send("a", "mpnews", json!({ "media_id": article })), "40007 invalid media_id");
    assert_eq!(send("a", "news", json!({ "articles": [{}, {}] })), "45008 article size out of limit");
    assert_eq!(send("a", "text", json!({ "content": "茶" })), "0 ok");
    assert_eq!(send("a", "image", json!({ "media_id": image })), "0 ok");
    assert_eq!(send("a", "mpnewsarticle", json!({ "article_id": article })), "0 ok");
    let menu = json!({ "head_content": "?", "list": [{ "id": "1", "content": "好" }] });
    assert_eq!(send("a", "msgmenu", menu), "0 ok");
    assert_eq!(
        send("a", "news", json!({ "articles": [{ "title": "茶", "url": "https://example.com" }] })),
        "0 ok"
    );
    assert_eq!(send("a", "text", json!({ "content": "茶" })), "45047 out of response count limit");
    assert_eq!(send("b", "text", json!({ "content": "茶" })), "0 ok");
    assert_eq!(bench.sandbox.custom_messages().count(), 6);
}

#[test]
fn tickets_and_product_cards() {
    let mut bench = bench();
    let mut ticket =
        |kind: &str| bench.get(&format!("cgi-bin/ticket/getticket?access_token=ACCESS_TOKEN&type={kind}"));
    let first = ticket("jsapi");
    assert_eq!(
        (ticket("jsapi")["ticket"].clone(), &first["expires_in"]),
        (first["ticket"].clone(), &json!(7200))
    );
    assert_ne!(ticket("wx_card")["ticket"], first["ticket"]);
    assert_eq!(verdict(&ticket("x")), "40097 invalid args");
    let mut card = |id: &str, article: &str, style: i64| {
        let body = json!({ "product_id": id, "article_type": article, "card_type": style });
        bench.post("channels/ec/service/product/getcardinfo?access_token=ACCESS_TOKEN", &body.to_string())
    };
    expect![[r#"{"DOM":"<mp-common-product data-key=\"product-1001-0\"></mp-common-product>","errcode":0,"errmsg":"ok","product_key":"product-1001-0"}"#]].assert_eq(&card("1001", "news", 0).to_string());
    assert_eq!(verdict(&card("x", "news", 0)), "10170001 invalid product_id");
    assert_eq!(verdict(&card("1001", "text", 0)), "10170002 invalid article_type");
    assert_eq!(verdict(&card("1001", "news", 3)), "10170003 invalid card_type");
}
