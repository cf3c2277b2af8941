//! Each fault.

use std::time::Duration;

use expect_test::expect;

use super::bench::*;
use crate::Delivery;

/// One fault on `publish/query`: how the answer travels, and what it is.
fn strike(fault: &str) -> (Delivery, u16, String) {
    let mut bench = Bench::with_faults(&format!(r#"{{"call":"publish/query",{fault}}}"#));
    let id = bench.news();
    let body = format!(r#"{{"media_id":"{id}"}}"#);
    let outcome = bench.send("POST", "cgi-bin/publish/query?access_token=ACCESS_TOKEN", &[], body);
    let text = String::from_utf8_lossy(outcome.response.body()).into_owned();
    let text = text.split(" rid: ").next().unwrap().to_owned();
    (outcome.delivery, outcome.response.status().as_u16(), text)
}

#[test]
fn each_fault_on_its_own() {
    let mut log = String::new();
    for fault in [
        r#""do":"busy""#,
        r#""do":"throttled""#,
        r#""do":"token""#,
        r#""do":"expired""#,
        r#""do":"refuse","errcode":48001,"errmsg":"api unauthorized""#,
        r#""do":"html""#,
        r#""do":"html200""#,
        r#""do":"drop""#,
        r#""do":"lost""#,
        r#""do":"cut""#,
        r#""do":"truncated""#,
        r#""do":"empty""#,
        r#""do":"slow","ms":7"#,
        r#""do":"control""#,
        r#""do":"stringly""#,
        r#""do":"odd""#,
        r#""do":"review_failed""#,
    ] {
        let (delivery, status, text) = strike(fault);
        log += &format!("{fault}: {delivery:?} {status} {:?}\n", text.chars().take(70).collect::<String>());
    }
    expect![[r#"
        "do":"busy": Whole 200 "{\"errcode\":-1,\"errmsg\":\"system error"
        "do":"throttled": Whole 200 "{\"errcode\":45011,\"errmsg\":\"api freq out of limit"
        "do":"token": Whole 200 "{\"errcode\":40001,\"errmsg\":\"invalid credential, access_token is invalid"
        "do":"expired": Whole 200 "{\"errcode\":42001,\"errmsg\":\"access_token expired"
        "do":"refuse","errcode":48001,"errmsg":"api unauthorized": Whole 200 "{\"errcode\":48001,\"errmsg\":\"api unauthorized\"}"
        "do":"html": Whole 502 "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><"
        "do":"html200": Whole 200 "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><"
        "do":"drop": Lost 200 ""
        "do":"lost": Lost 200 "{\"errcode\":0,\"errmsg\":\"delete success\",\"status\":\"未提交\",\"url\":\"\"}"
        "do":"cut": Cut(34) 200 "{\"errcode\":0,\"errmsg\":\"delete success\",\"status\":\"未提交\",\"url\":\"\"}"
        "do":"truncated": Whole 200 "{\"errcode\":0,\"errmsg\":\"delete succ"
        "do":"empty": Whole 200 ""
        "do":"slow","ms":7: Delayed(7ms) 200 "{\"errcode\":0,\"errmsg\":\"delete success\",\"status\":\"未提交\",\"url\":\"\"}"
        "do":"control": Whole 200 "{\"remark\":\"a\u{1}b\tc\",\"errcode\":0,\"errmsg\":\"delete success\",\"status\":\"未提交\""
        "do":"stringly": Whole 200 "{\"errcode\":\"0\",\"errmsg\":\"delete success\",\"status\":\"未提交\",\"url\":\"\"}"
        "do":"odd": Whole 200 "\r\n{\"later\":{\"then\":[1,null]},\"errcode\":0,\"errmsg\":\"delete success\",\"st"
        "do":"review_failed": Whole 200 "{\"errcode\":0,\"errmsg\":\"delete success\",\"status\":\"未提交\",\"url\":\"\"}"
    "#]].assert_eq(&log);
    assert_eq!(strike(r#""nth":2,"do":"lost""#).0, Delivery::Whole);
    assert_eq!(strike(r#""do":"slow","ms":7"#).0, Delivery::Delayed(Duration::from_millis(7)));
}

#[test]
fn a_dead_token_stays_dead() {
    let mut bench = Bench::with_faults(r#"{"call":"submit","nth":1,"do":"token"}"#);
    let id = bench.news();
    let dead = "40001 invalid credential, access_token is invalid or not latest";
    assert_eq!(verdict(&bench.submit(&id)), dead);
    assert_eq!(verdict(&bench.submit(&id)), dead);
    bench.token = bench.get(&format!("cgi-bin/token?{WHO}"))["access_token"].as_str().unwrap().into();
    assert_eq!(verdict(&bench.submit(&id)), "0 submit success");
    assert_eq!(bench.sandbox.articles()[0].submissions, 1);
}

#[test]
fn lost_is_done_and_dropped_is_not() {
    let script = "{\"call\":\"upload_block\",\"nth\":1,\"do\":\"drop\"}\n{\"call\":\"upload_block\",\"nth\":2,\"do\":\"lost\"}";
    let mut bench = Bench::with_faults(script);
    let vid = bench.init(b"ab");
    bench.block(&vid, 1, b"ab");
    assert!(bench.sandbox.videos()[0].blocks.is_empty());
    bench.block(&vid, 1, b"ab");
    bench.block(&vid, 1, b"ab");
    let block = &bench.sandbox.videos()[0].blocks[&1];
    assert_eq!((block.received, block.acknowledged), (2, 1));
    assert_eq!(bench.sandbox.count("upload_block"), 3);
}

#[test]
fn a_review_fails_where_the_script_wants_it() {
    let mut bench = Bench::with_faults(r#"{"call":"save_video","nth":1,"do":"review_failed"}"#);
    assert_eq!(bench.reviewed_video().1, 2);
    assert_eq!(bench.reviewed_video().1, 3);
    for call in ["uploadnews", "submit", "publish/query"] {
        let mut bench = Bench::with_faults(&format!(r#"{{"call":"{call}","nth":1,"do":"review_failed"}}"#));
        let mut status = || {
            let id = bench.news();
            bench.submit(&id);
            (0..3).map(|_| bench.query(&id)["status"].as_str().unwrap().to_owned()).last().unwrap()
        };
        assert_eq!((status(), status()), ("审核未通过".into(), "发布成功".into()), "{call}");
    }
}
