//! The publish library: content, states, quota.

use serde_json::{Value, json};

use super::bench::*;
use crate::{Config, Review, Verdict};

const UPLOAD: &str = "cgi-bin/publish/uploadnews?access_token=ACCESS_TOKEN";
const UPDATE: &str = "cgi-bin/publish/update?access_token=ACCESS_TOKEN";
const DELETE: &str = "cgi-bin/publish/delete?access_token=ACCESS_TOKEN";

#[test]
fn articles_are_checked() {
    let mut bench = Bench::new(Config::default());
    let cover = bench.cover();
    let mut check = |changes: Value, expected: &str| {
        let mut article = json!({ "thumb_media_id": cover, "title": "茶", "content": "<p>" });
        for (name, value) in changes.as_object().unwrap() {
            article[name] = value.clone();
        }
        assert_eq!(verdict(&bench.post(UPLOAD, &json!({ "articles": [article] }).to_string())), expected);
    };
    check(json!({ "title": "茶".repeat(64), "digest": "水".repeat(120), "show_cover_pic": "1" }), "no ok");
    check(json!({ "title": "茶".repeat(65) }), "45003 title size out of limit");
    check(json!({ "digest": "水".repeat(121) }), "45004 description size out of limit");
    check(json!({ "title": "" }), "40227 title is empty");
    check(json!({ "thumb_media_id": "x" }), "40007 invalid media_id");
    check(json!({ "author": null, "digest": null, "content_source_url": null }), "no ok");
    check(json!({ "title": null }), "40227 title is empty");
    check(json!({ "author": 7 }), "44001 empty media data");
    check(json!({ "show_cover_pic": "yes" }), "44001 empty media data");
    let mut check = |body: &[u8], expected: &str| {
        assert_eq!(verdict(&json(&bench.send("POST", UPLOAD, &[], body.to_vec()))), expected);
    };
    check(b"", "44001 empty media data");
    check(b"{\"articles\":[]}", "44001 empty media data");
    check(b"{\"articles\":[{},{}]}", "45008 article size out of limit");
    check(b"{\"articles\":{}}", "44001 empty media data");
    check(b"{\"articles\":[{\"title\":\"\xb2\xe8\"}]}", "44001 empty media data");
    check(
        b"{\"articles\":[{\"title\":\"\\u8336\"}]}",
        "40033 invalid charset. please check your request, if include \\uxxxx",
    );
    assert_eq!(verdict(&bench.get(UPLOAD)), "43002 require POST method");
}

#[test]
fn an_article_is_submitted_once() {
    let mut bench = Bench::new(Config::default());
    let id = bench.news();
    assert_eq!(bench.query(&id)["status"], "未提交");
    assert_eq!(verdict(&bench.submit(&id)), "0 submit success");
    assert_eq!(verdict(&bench.submit(&id)), "20002 abnormal status");
    bench.sandbox.config_mut().state_code = 0;
    assert_eq!(verdict(&bench.submit(&id)), "0 abnormal status");
    let cover = bench.cover();
    let article = json!({ "thumb_media_id": cover, "title": "茶", "content": "<p>" });
    let update = |index: Value| json!({ "media_id": id, "index": index, "articles": article }).to_string();
    assert_eq!(verdict(&bench.post(UPDATE, &update(json!(1)))), "0 invalid status");
    assert_eq!(verdict(&bench.post(UPDATE, &update(json!(0)))), "40114 invalid index value");
    assert_eq!(verdict(&bench.post(UPDATE, &update(json!(i64::MIN)))), "40114 invalid index value");
    let states: Vec<_> = (0..3).map(|_| bench.query(&id)["status"].as_str().unwrap().to_owned()).collect();
    assert_eq!(states, ["审核中", "审核中", "发布成功"]);
    let [article] = bench.sandbox.articles() else { panic!("one article") };
    assert_eq!((article.submissions, article.updates), (3, 0));
    let url = article.url().unwrap();
    assert!(url.starts_with("http://mp.weixin.qq.com/s?__biz=") && url.ends_with("#rd"), "{url}");
    let wrong = bench.post("cgi-bin/publish/submit?access_token=ACCESS_TOKEN", r#"{"media_id":"x"}"#);
    assert_eq!(verdict(&wrong), "40008 invalid message type");
}

#[test]
fn an_id_is_needed() {
    let mut bench = Bench::new(Config::default());
    for call in ["submit", "query", "update", "delete"] {
        let target = format!("cgi-bin/publish/{call}?access_token=ACCESS_TOKEN");
        for body in ["{}", "[]", r#"{"media_id":""}"#, r#"{"media_id":null}"#] {
            assert_eq!(verdict(&bench.post(&target, body)), "41006 media_id missing", "{call} {body}");
        }
        assert_eq!(verdict(&bench.post(&target, r#"{"media_id":7}"#)), "40007 invalid media_id", "{call}");
    }
}

#[test]
fn deleting_gives_nothing_back_of_the_quota() {
    let mut bench = Bench::new(Config { submissions_per_day: 1, ..Config::default() });
    let (first, second) = (bench.news(), bench.news());
    assert_eq!(verdict(&bench.submit(&first)), "0 submit success");
    let mut delete = |index: Value| {
        let body = json!({ "media_id": first, "index": index }).to_string();
        verdict(&bench.post(DELETE, &body))
    };
    assert_eq!(delete(json!(2)), "40114 invalid index value");
    assert_eq!(delete(Value::Null), "40114 invalid index value");
    assert_eq!(delete(json!(0)), "0 delete success");
    assert_eq!(delete(json!(1)), "40007 invalid media_id");
    assert_eq!(verdict(&bench.query(&first)), "40007 invalid media_id");
    assert_eq!(verdict(&bench.submit(&second)), "45009 reach max api daily quota limit");
    bench.pass(9 * 3600);
    bench.token = bench.get(&format!("cgi-bin/token?{WHO}"))["access_token"].as_str().unwrap().into();
    assert_eq!(verdict(&bench.submit(&second)), "0 submit success");
}

#[test]
fn a_review_can_fail() {
    let failing = Review { verdict: Verdict::Failed, after_questions: 0, ..Review::default() };
    let mut bench = Bench::new(Config { article_review: failing, ..Config::default() });
    let id = bench.news();
    bench.submit(&id);
    let reply = bench.query(&id);
    assert_eq!((reply["status"].as_str(), reply["url"].as_str()), (Some("审核未通过"), Some("")));
    assert_eq!(verdict(&bench.submit(&id)), "20002 abnormal status");
}
