//! Quotas, records of requests and addresses, by the command.

#[cfg(test)]
mod support;

use support::Place;

#[test]
fn quotas_are_shown_and_set_back() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| {
        let ran = place.wxkit_at(&sandbox, &[&["official"], args].concat());
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.stderr);
        ran
    };
    run(&["material", "count"]);
    let path = "cgi-bin/material/get_materialcount";
    assert_eq!(run(&["quota", path]).stdout, "1 of 100000 calls today, 99999 left\n");
    let told = run(&["clear-quota", path]).stdout;
    assert_eq!(told, "the quota of /cgi-bin/material/get_materialcount is set back\n");
    assert_eq!(run(&["quota", &format!("/{path}"), "--json"]).json()["quota"]["used"], 0);
    let all = run(&["clear-quota", "--all"]);
    assert!(all.stderr.contains("10 times a month"), "{}", all.stderr);
    let done = run(&["clear-quota", "--all", "--with-secret", "--json", "-v"]);
    assert_eq!(done.json()["errcode"], 0);
    // It takes no token at all.
    assert!(
        !done.stderr.contains("stable_token") && !done.stderr.contains(&sandbox.secret),
        "{}",
        done.stderr
    );

    let refused = place.wxkit_at(&sandbox, &["official", "quota", "cgi-bin/none", "--json"]);
    assert_eq!((refused.status, &refused.error()["code"]), (3, &76021.into()));
}

#[test]
fn clearing_all_must_be_asked_for() {
    let place = Place::new();
    for wrong in [&[][..], &["x", "--all"], &["x", "--with-secret"]] {
        let args = [&["official", "clear-quota", "--sandbox"], wrong].concat();
        assert_eq!(place.wxkit(&args).status, 2, "{wrong:?}");
    }
    let help = place.wxkit(&["official", "clear-quota", "--help"]).stdout;
    for words in ["10 times a month", "50 times a month", "(48006)"] {
        assert!(help.contains(words), "{words}: {help}");
    }
}

#[test]
fn a_refusal_is_looked_up_without_its_token() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| place.wxkit_at(&sandbox, args);
    let refused = run(&["official", "article", "query", "none", "--json"]).error();
    let (_, rid) = refused["message"].as_str().unwrap().split_once("rid: ").unwrap();
    let found = run(&["official", "rid", rid]);
    assert!(found.stdout.contains(r#"body: {"media_id":"none"}"#), "{}{}", found.stdout, found.stderr);
    assert!(found.stdout.contains("query: access_token=***"), "{}", found.stdout);
    let token = run(&["token", "official", "--reveal"]).stdout;
    let json = run(&["official", "rid", &format!("rid: {rid}"), "--json"]);
    assert!(json.json()["request"]["invoke_time"].is_u64());
    assert!(!json.stdout.contains(token.trim()) && !found.stdout.contains(token.trim()));
    assert_eq!(run(&["official", "rid", "1-2-3", "--json"]).error()["code"], 76001);
}

#[test]
fn addresses_are_listed() {
    let place = Place::new();
    let api = place.wxkit(&["official", "addresses", "--sandbox"]).stdout;
    assert_eq!(api, "101.226.62.77\n101.226.62.78\n");
    let callback = place.wxkit(&["official", "addresses", "--callback", "--sandbox", "--json"]).stdout;
    assert_eq!(callback, "{\"ip_list\":[\"101.226.62.77\",\"101.226.103.0/25\"]}\n");
}
