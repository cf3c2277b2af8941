//! Both kinds of token, and what is said of bad ones.

use serde_json::Value;

use super::bench::*;
use crate::Config;

const STABLE: &str = "cgi-bin/stable_token";

fn stable(bench: &mut Bench, force: bool) -> (String, Value) {
    let body = format!(
        r#"{{"grant_type":"client_credential","appid":"wx0123456789abcdef","secret":"5a4db0c0ffee5a4db0c0ffee5a4db0c0","force_refresh":{force}}}"#
    );
    let reply = bench.post(STABLE, &body);
    (reply["access_token"].as_str().unwrap_or_default().to_owned(), reply)
}

/// What the sandbox says of a token.
fn check(bench: &mut Bench, token: &str, expected: &str) {
    let reply = bench.post(&format!("cgi-bin/publish/query?access_token={token}"), r#"{"media_id":"x"}"#);
    assert_eq!(verdict(&reply), expected);
}

const GOOD: &str = "40007 invalid media_id";
const OLD: &str = "40001 invalid credential, access_token is invalid or not latest";

#[test]
fn classic_tokens_overlap() {
    let mut bench = Bench::new(Config::default());
    let first = bench.token.clone();
    let second = bench.get(&format!("cgi-bin/token?{WHO}"));
    assert_eq!(second["expires_in"], 7200);
    check(&mut bench, &first, GOOD);
    bench.pass(300);
    check(&mut bench, &first, OLD);
    check(&mut bench, second["access_token"].as_str().unwrap(), GOOD);
    bench.pass(6900);
    check(&mut bench, second["access_token"].as_str().unwrap(), "42001 access_token expired");
    check(&mut bench, "", "41001 access_token missing");
    check(&mut bench, "nobody-knows-it", OLD);
}

#[test]
fn the_stable_token_stays_until_it_is_renewed() {
    let mut bench = Bench::new(Config::default());
    let classic = bench.token.clone();
    let (first, _) = stable(&mut bench, false);
    bench.pass(6000);
    let (same, reply) = stable(&mut bench, false);
    assert_eq!((&same, reply["expires_in"].as_i64()), (&first, Some(1200)));
    bench.pass(901);
    let (second, reply) = stable(&mut bench, false);
    assert_ne!(second, first);
    assert_eq!(reply["expires_in"], 7200);
    check(&mut bench, &first, GOOD);
    check(&mut bench, &second, GOOD);
    check(&mut bench, &classic, GOOD);
    bench.pass(300);
    check(&mut bench, &first, "42001 access_token expired");
}

#[test]
fn force_kills_at_once_but_not_twice_in_30_seconds_nor_21_times_a_day() {
    let mut bench = Bench::new(Config::default());
    let (first, _) = stable(&mut bench, false);
    let (second, _) = stable(&mut bench, true);
    check(&mut bench, &first, OLD);
    bench.pass(29);
    assert_eq!(stable(&mut bench, true).0, second);
    for _ in 0..19 {
        bench.pass(30);
        assert_ne!(stable(&mut bench, true).0, "");
    }
    bench.pass(30);
    assert_eq!(verdict(&stable(&mut bench, true).1), "45009 reach max api daily quota limit");
    // 9 hours later it is midnight in China.
    bench.pass(9 * 3600);
    assert_ne!(stable(&mut bench, true).0, "");
}

#[test]
fn who_is_asking() {
    let mut bench = Bench::new(Config::default());
    let mut check = |query: &str, expected: &str| {
        assert_eq!(verdict(&bench.get(&format!("cgi-bin/token?{query}"))), expected);
    };
    check("", "40002 invalid grant_type");
    check("grant_type=client_credential", "41002 appid missing");
    check("grant_type=client_credential&appid=wx0123456789abcdef", "41004 appsecret missing");
    check("grant_type=client_credential&appid=wx1&secret=x", "40013 invalid appid");
    check("grant_type=client_credential&appid=wx0123456789abcdef&secret=x", "40125 invalid appsecret");
    assert_eq!(verdict(&bench.get(STABLE)), "43002 require POST method");
    assert_eq!(verdict(&bench.post(&format!("cgi-bin/token?{WHO}"), "")), "43001 require GET method");
    assert_eq!(verdict(&bench.post(STABLE, "appid=wx")), "47001 data format error");
    assert_eq!(verdict(&bench.post(STABLE, "{}")), "40002 invalid grant_type");
    assert_eq!(verdict(&bench.get("cgi-bin/nothing")), "40066 invalid url");
    for path in [
        "",
        "cgi-bin/token+",
        "cgi-bin/token=",
        "cgi-bin/%74oken&",
        "cgi-bin/%ff",
        "cgi-bin/%7",
        "cgi-bin//token",
    ] {
        assert_eq!(verdict(&bench.get(path)), "40066 invalid url", "{path}");
    }
    assert_eq!(verdict(&bench.get("cgi-bin%2F%74oken")), "40002 invalid grant_type");
    assert_eq!(verdict(&bench.get(&video("sing", ""))), "40066 invalid url");
}

#[test]
fn fetches_are_counted() {
    let mut bench = Bench::new(Config { tokens_per_day: 2, ..Config::default() });
    bench.get(&format!("cgi-bin/token?{WHO}"));
    let third = bench.get(&format!("cgi-bin/token?{WHO}"));
    assert_eq!(verdict(&third), "45009 reach max api daily quota limit");
    stable(&mut bench, false);
    stable(&mut bench, false);
    assert_eq!((bench.sandbox.token_fetches(), bench.sandbox.count("cgi-bin/token")), (4, 3));
    let token = bench.token.clone();
    bench.sandbox.revoke_tokens();
    check(&mut bench, &token, OLD);
}
