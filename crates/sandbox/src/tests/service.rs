//! Quotas, records of requests, and addresses.

use expect_test::expect;
use serde_json::Value;

use super::bench::*;
use crate::Config;

fn call(bench: &mut Bench, path: &str, body: &str) -> Value {
    bench.post(&format!("cgi-bin/{path}?access_token=ACCESS_TOKEN"), body)
}

fn quota(bench: &mut Bench, path: &str) -> String {
    let reply = call(bench, "openapi/quota/get", &format!(r#"{{"cgi_path":"{path}"}}"#));
    reply.get("quota").map_or_else(|| verdict(&reply), Value::to_string)
}

#[test]
fn quotas_count_and_are_given_back() {
    let mut bench = Bench::new(Config { submissions_per_day: 1, ..Config::default() });
    let (first, second) = (bench.news(), bench.news());
    bench.submit(&first);
    let used_up = "45009 reach max api daily quota limit";
    assert_eq!(verdict(&bench.submit(&second)), used_up);
    expect![[r#"{"daily_limit":1,"remain":0,"used":1}"#]]
        .assert_eq(&quota(&mut bench, "/cgi-bin/publish/submit"));
    expect![[r#"{"daily_limit":100000,"remain":99998,"used":2}"#]]
        .assert_eq(&quota(&mut bench, "/cgi-bin/material/add_material"));
    expect![[r#"{"daily_limit":2000,"remain":1999,"used":1}"#]]
        .assert_eq(&quota(&mut bench, "/cgi-bin/token"));
    for unknown in ["cgi-bin/token", "/cgi-bin/nothing", ""] {
        assert_eq!(quota(&mut bench, unknown), "76021 cgi_path not found, please check");
    }

    let one = r#"{"cgi_path":"/cgi-bin/material/add_material"}"#;
    assert_eq!(verdict(&call(&mut bench, "openapi/quota/clear", one)), "0 ok");
    expect![[r#"{"daily_limit":100000,"remain":100000,"used":0}"#]]
        .assert_eq(&quota(&mut bench, "/cgi-bin/material/add_material"));
    assert_eq!(verdict(&bench.submit(&second)), used_up);
    assert_eq!(verdict(&call(&mut bench, "clear_quota", r#"{"appid":"wx0123456789abcdef"}"#)), "0 ok");
    assert_eq!(verdict(&bench.submit(&second)), "0 submit success");
    bench.pass(9 * 3600);
    let grant = bench.get(&format!("cgi-bin/token?{WHO}"));
    bench.token = grant["access_token"].as_str().unwrap().to_owned();
    expect![[r#"{"daily_limit":1,"remain":1,"used":0}"#]]
        .assert_eq(&quota(&mut bench, "/cgi-bin/publish/submit"));
}

#[test]
fn quotas_are_given_back_ten_times_a_month() {
    let mut bench = Bench::new(Config::default());
    let v2 = "cgi-bin/clear_quota/v2";
    let (appid, secret) = ("wx0123456789abcdef", "5a4db0c0ffee5a4db0c0ffee5a4db0c0");
    let body = format!(r#"{{"appid":"{appid}","appsecret":"{secret}"}}"#);
    let query = format!("{v2}?appid={appid}&appsecret={secret}");
    let all = r#"{"appid":"wx0123456789abcdef"}"#;
    for _ in 0..4 {
        assert_eq!(verdict(&call(&mut bench, "clear_quota", all)), "0 ok");
        assert_eq!(verdict(&bench.post(v2, &body)), "0 ok");
    }
    assert_eq!(verdict(&bench.post(&query, "")), "0 ok");
    assert_eq!(verdict(&bench.post(&query, "")), "0 ok");
    let over = "48006 api forbid to clear quota because of reaching the limit";
    assert_eq!(verdict(&call(&mut bench, "clear_quota", all)), over);
    assert_eq!(verdict(&bench.post(v2, &body)), over);
    for nth in 0..51 {
        let reply = call(&mut bench, "openapi/quota/clear", r#"{"cgi_path":"/cgi-bin/token"}"#);
        assert_eq!(verdict(&reply), if nth < 50 { "0 ok" } else { over });
    }
    // From the 10th of May into June.
    bench.pass(22 * 86_400);
    assert_eq!(verdict(&bench.post(v2, &body)), "0 ok");
}

#[test]
fn quotas_are_reset() {
    let mut bench = Bench::new(Config::default());
    let wrong = verdict(&call(&mut bench, "clear_quota", r#"{"appid":"wx1"}"#));
    assert_eq!(wrong, "40013 invalid appid");
    assert_eq!(verdict(&call(&mut bench, "clear_quota", "{}")), "41002 appid missing");
    let mut check = |query: &str, body: &str, expected: &str| {
        assert_eq!(verdict(&bench.post(&format!("cgi-bin/clear_quota/v2?{query}"), body)), expected);
    };
    check("", "", "41002 appid missing");
    check("", "appid=wx", "47001 data format error");
    check("", r#"{"appid":"wx0123456789abcdef"}"#, "41004 appsecret missing");
    check("", r#"{"appid":"wx0123456789abcdef","appsecret":"x"}"#, "40125 invalid appsecret");
    check("appid=wx0123456789abcdef&appsecret=x", "", "40125 invalid appsecret");
}

#[test]
fn a_refusal_can_be_looked_up_for_seven_days() {
    let mut bench =
        Bench::new(Config { token_life: std::time::Duration::from_secs(999_999), ..Config::default() });
    let refused = bench.query("茶");
    let text = refused["errmsg"].as_str().unwrap();
    let (_, id) = text.split_once(" rid: ").unwrap();
    let body = format!(r#"{{"rid":"{id}"}}"#);
    let request = call(&mut bench, "openapi/rid/get", &body)["request"].clone();
    assert_eq!(request["request_url"], format!("access_token={}", bench.token));
    assert_eq!(request["request_body"], r#"{"media_id":"茶"}"#);
    assert_eq!(request["response_body"].as_str().unwrap(), refused.to_string());
    assert_eq!(request["invoke_time"], 1_525_936_573);
    let mut check = |rid: &str, expected: &str| {
        let reply = call(&mut bench, "openapi/rid/get", &format!(r#"{{"rid":"{rid}"}}"#));
        assert_eq!(verdict(&reply), expected);
    };
    check("1-2-3", "76001 rid not found");
    for malformed in ["", "1-2", "1-2-x", "1--2"] {
        check(malformed, "76002 invalid rid");
    }
    bench.pass(7 * 86_400 + 1);
    assert_eq!(verdict(&call(&mut bench, "openapi/rid/get", &body)), "76004 rid expired");
    assert!(!format!("{:?}", bench.sandbox).contains(&bench.token));
}

#[test]
fn addresses() {
    let mut bench = Bench::new(Config::default());
    let get =
        |bench: &mut Bench, path| bench.get(&format!("cgi-bin/{path}?access_token=ACCESS_TOKEN")).to_string();
    expect![[r#"{"ip_list":["101.226.62.77","101.226.62.78"]}"#]]
        .assert_eq(&get(&mut bench, "get_api_domain_ip"));
    expect![[r#"{"ip_list":["101.226.62.77","101.226.103.0/25"]}"#]]
        .assert_eq(&get(&mut bench, "getcallbackip"));
    let check = |bench: &mut Bench, action| {
        let body = format!(r#"{{"action":"{action}","check_operator":"DEFAULT"}}"#);
        call(bench, "callback/check", &body)
    };
    let reply = check(&mut bench, "all");
    assert!(reply["dns"][0]["ip"].is_string() && reply["ping"][0]["time"].is_string(), "{reply}");
    assert_eq!(verdict(&check(&mut bench, "sing")), "40035 invalid parameter");
}
