//! Publishing of drafts.

use serde_json::{Value, json};
use wxkit_official::freepublish::FreepublishStatus;

use super::bench::*;
use crate::Config;
use crate::state::Gone;

/// Submits a draft; gives back the reply and the job's id as a text.
fn submit(bench: &mut Bench, draft: &str) -> (Value, String) {
    let reply = bench.ask("freepublish/submit", &json!({ "media_id": draft }));
    let id = match &reply["publish_id"] {
        Value::String(id) => id.clone(),
        id => id.to_string(),
    };
    (reply, id)
}

fn query(bench: &mut Bench, id: &str) -> Value {
    bench.ask("freepublish/get", &json!({ "publish_id": id }))
}

#[test]
fn a_draft_is_published_after_some_questions() {
    let mut bench = Bench::new(Config::default());
    let draft = bench.draft(2);
    let (reply, id) = submit(&mut bench, &draft);
    assert_eq!(verdict(&reply), "0 ok");
    assert_eq!(verdict(&submit(&mut bench, &draft).0), "40007 invalid media_id", "its id is dead");
    assert_eq!(bench.sandbox.drafts()[0].gone, Some(Gone::Published));
    let numbers: Vec<_> = (0..3).map(|_| query(&mut bench, &id)["publish_status"].clone()).collect();
    assert_eq!(numbers, [1, 1, 0]);
    // The same by a number.
    let done = bench.ask("freepublish/get", &json!({ "publish_id": id.parse::<u64>().unwrap() }));
    let detail = &done["article_detail"];
    assert_eq!(
        (&detail["count"], &detail["item"][1]["idx"], &done["fail_idx"]),
        (&2.into(), &2.into(), &json!([]))
    );
    let url = detail["item"][0]["article_url"].as_str().unwrap();
    assert!(url.starts_with("http://mp.weixin.qq.com/s?__biz=") && url.contains("&idx=1&"), "{url}");
    assert_ne!(detail["item"][1]["article_url"], url);

    let article = done["article_id"].as_str().unwrap();
    let read = bench.ask("freepublish/getarticle", &json!({ "article_id": article }));
    let item = &read["news_item"][0];
    assert_eq!(
        (&item["url"], &item["is_deleted"], &item["title"]),
        (&url.into(), &false.into(), &"茶".into())
    );
    let list = bench.ask("freepublish/batchget", &json!({ "offset": 0, "count": 20, "no_content": 1 }));
    assert_eq!((&list["total_count"], &list["item"][0]["article_id"]), (&1.into(), &article.into()));
    assert!(list["item"][0]["content"]["news_item"][0].get("content").is_none());
}

#[test]
fn ids_are_numbers_and_now_and_then_texts() {
    let mut bench = Bench::with_faults(r#"{"call":"freepublish/submit","nth":2,"do":"odd"}"#);
    for is_text in [false, true, false] {
        let draft = bench.draft(1);
        let reply = submit(&mut bench, &draft).0;
        let ids = [&reply["publish_id"], &reply["msg_data_id"]];
        assert_eq!(ids.map(Value::is_string), [is_text; 2], "{reply}");
    }
}

#[test]
fn who_lost_the_answer_finds_the_article_in_the_list() {
    let mut bench = Bench::with_faults(r#"{"call":"freepublish/submit","do":"lost"}"#);
    let draft = bench.draft(1);
    submit(&mut bench, &draft);
    let mut counts = || {
        let list = bench.ask("freepublish/batchget", &json!({ "offset": 0, "count": 1 }));
        list["total_count"].as_u64().unwrap()
    };
    assert_eq!([counts(), counts(), counts()], [0, 0, 1]);
    assert_eq!(verdict(&bench.ask("draft/get", &json!({ "media_id": draft }))), "40007 invalid media_id");
}

#[test]
fn it_fails_as_the_script_wants() {
    for (more, status, failed) in [
        ("", 4, json!([1])),
        (r#","status":2"#, 2, json!([1])),
        (r#","status":3"#, 3, json!([])),
        (r#","status":"4""#, 4, json!([1])),
        (r#","status":6"#, 6, json!([])),
    ] {
        for call in ["submit", "get"] {
            let script = format!(r#"{{"call":"freepublish/{call}","nth":1,"do":"review_failed"{more}}}"#);
            let mut bench = Bench::with_faults(&script);
            let draft = bench.draft(1);
            let (_, id) = submit(&mut bench, &draft);
            let last = (0..3).map(|_| query(&mut bench, &id)).last().unwrap();
            assert_eq!((&last["publish_status"], &last["fail_idx"]), (&status.into(), &failed), "{script}");
            assert!(last.get("article_id").is_none() && last.get("article_detail").is_none(), "{last}");
            let list = bench.ask("freepublish/batchget", &json!({ "offset": 0, "count": 1 }));
            assert_eq!(list["total_count"], 0);
        }
    }
}

#[test]
fn a_draft_may_stay_until_it_is_published() {
    let mut bench = Bench::new(Config { draft_stays: true, ..Config::default() });
    let draft = bench.draft(1);
    let (_, id) = submit(&mut bench, &draft);
    let lives =
        |bench: &mut Bench| bench.ask("draft/get", &json!({ "media_id": draft })).get("news_item").is_some();
    assert!(lives(&mut bench));
    (0..3).for_each(|_| drop(query(&mut bench, &id)));
    assert!(!lives(&mut bench));
}

#[test]
fn articles_are_deleted_one_by_one_or_all() {
    let mut bench = Bench::new(Config::default());
    let draft = bench.draft(2);
    let (_, id) = submit(&mut bench, &draft);
    let article = (0..3).map(|_| query(&mut bench, &id)).last().unwrap()["article_id"].clone();
    let delete = |bench: &mut Bench, index: Value| {
        verdict(&bench.ask("freepublish/delete", &json!({ "article_id": article, "index": index })))
    };
    for index in [json!(3), json!(-1)] {
        assert_eq!(delete(&mut bench, index), "40114 invalid index value");
    }
    for _ in 0..2 {
        assert_eq!(delete(&mut bench, json!(2)), "0 ok", "also when it is repeated");
    }
    let read = bench.ask("freepublish/getarticle", &json!({ "article_id": article }));
    assert_eq!([&read["news_item"][0]["is_deleted"], &read["news_item"][1]["is_deleted"]], [false, true]);
    assert_eq!(query(&mut bench, &id)["publish_status"], 0);
    assert_eq!(delete(&mut bench, Value::Null), "0 ok");
    assert_eq!(query(&mut bench, &id)["publish_status"], 5);
    assert_eq!(bench.sandbox.publications()[0].status(), FreepublishStatus::Deleted);
    assert_eq!(bench.ask("freepublish/batchget", &json!({ "offset": 0, "count": 1 }))["total_count"], 0);
}

#[test]
fn ids_that_nobody_gave() {
    let mut bench = Bench::new(Config::default());
    let mut check = |call: &str, body: Value, expected: &str| {
        assert_eq!(verdict(&bench.ask(&format!("freepublish/{call}"), &body)), expected, "{call} {body}");
    };
    check("submit", json!({ "media_id": "x" }), "40007 invalid media_id");
    check("submit", json!({}), "41006 media_id missing");
    for body in
        [json!({ "publish_id": "7" }), json!({ "publish_id": "x" }), json!({ "publish_id": 0 }), json!({})]
    {
        check("get", body, "53502 invalid publish_id");
    }
    for call in ["getarticle", "delete"] {
        for body in [json!({ "article_id": "x" }), json!({ "article_id": "" }), json!({})] {
            check(call, body, "53600 invalid article_id");
        }
    }
}
