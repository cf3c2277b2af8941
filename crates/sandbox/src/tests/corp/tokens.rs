use super::*;

#[test]
fn an_application_gets_the_same_token_again() {
    let mut bench = corp();
    let first = bench.token.clone();
    assert!(first.len() > 200);
    bench.pass(1000);
    let again = grant(&mut bench, 0);
    assert_eq!((&again["access_token"], &again["expires_in"]), (&first.as_str().into(), &6200.into()));
    assert_ne!(grant(&mut bench, 1)["access_token"], first.as_str(), "two applications, two tokens");
    bench.pass(6200);
    let ips = "cgi-bin/get_api_domain_ip?access_token=ACCESS_TOKEN";
    assert_eq!(said(&bench.get(ips)), "42001 access_token expired");
    assert_ne!(grant(&mut bench, 0)["access_token"], first.as_str());
}

#[test]
fn who_is_not_known_gets_none() {
    let mut bench = corp();
    let mut check = |query: &str, expected: &str| {
        assert_eq!(said(&bench.get(&format!("cgi-bin/gettoken?{query}"))), expected, "{query}");
    };
    check("", "41002 corpid missing");
    check("corpid=ww0123456789abcdef", "41004 corpsecret missing");
    check("corpid=ww1&corpsecret=x", "40013 invalid corpid");
    check("corpid=ww0123456789abcdef&corpsecret=x", "40001 invalid credential");
    bench.sandbox.config_mut().work.apps[1].disabled = true;
    assert_eq!(said(&grant(&mut bench, 1)), "50003 app has been disabled");
}

#[test]
fn both_platforms_live_at_one_address() {
    let mut bench = Bench::new(Config::default());
    let official = bench.token.clone();
    let work = grant(&mut bench, 0)["access_token"].as_str().unwrap().to_owned();
    let form = |bench: &mut Bench, token: &str| {
        bench.token = token.to_owned();
        upload(bench, "file", "a.txt", b"mytext")
    };
    assert_eq!(form(&mut bench, &official)["errcode"], 40004, "the official account has no such type");
    assert_eq!(form(&mut bench, &work)["errcode"], 0);
    // It is Work's also to a sandbox that has never seen it.
    let (mut later, target) = (corp(), "cgi-bin/media/get?media_id=M&access_token=ACCESS_TOKEN");
    later.token = work.replace(&work[..9], "forgotten");
    assert_eq!(said(&later.get(target)), "40014 invalid access_token");
    // A token that nobody knows is refused as the official account does it, unless the host tells.
    bench.token = "worn".into();
    let target = "cgi-bin/get_api_domain_ip?access_token=ACCESS_TOKEN";
    assert_eq!(bench.get(target)["errcode"], 40001);
    let outcome = bench.send("GET", target, &[("host", "qyapi.weixin.qq.com")], "");
    assert_eq!(json(&outcome)["errcode"], 40014);
}

#[test]
fn a_refusal_has_a_hint_and_an_address() {
    let mut bench = corp();
    bench.sandbox.config_mut().faults =
        r#"{"call":"get_api_domain_ip","nth":1,"do":"token"}"#.parse().unwrap();
    let target = "cgi-bin/get_api_domain_ip?access_token=ACCESS_TOKEN";
    let text = bench.get(target)["errmsg"].as_str().unwrap().to_owned();
    assert!(text.starts_with("invalid access_token, hint: [1525936573"), "{text}");
    assert!(
        text.ends_with(
            "from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=40014"
        ),
        "{text}"
    );
    assert_eq!(bench.get(target)["errcode"], 40014, "it stays dead");
    bench.token = grant(&mut bench, 0)["access_token"].as_str().unwrap().to_owned();
    assert_eq!(bench.get(target)["ip_list"][0], "182.254.11.176");
}

#[test]
fn faults_speak_its_numbers() {
    let script = r#"
        {"call":"getcallbackip","nth":1,"do":"throttled"}
        {"call":"getcallbackip","nth":2,"do":"expired"}
        {"call":"getcallbackip","nth":3,"do":"busy"}
    "#;
    let mut bench = corp();
    bench.sandbox.config_mut().faults = script.parse().unwrap();
    for code in [45009, 42001, -1, 42001] {
        assert_eq!(bench.get("cgi-bin/getcallbackip?access_token=ACCESS_TOKEN")["errcode"], code);
    }
}

#[test]
fn a_corp_and_its_applications_have_tickets() {
    let mut bench = corp();
    let mut get = |path: &str| bench.get(&format!("cgi-bin/{path}access_token=ACCESS_TOKEN"));
    let corp = get("get_jsapi_ticket?");
    assert_eq!((said(&corp).as_str(), &corp["expires_in"]), ("0 ok", &7200.into()));
    assert_eq!(get("get_jsapi_ticket?")["ticket"], corp["ticket"]);
    let agent = get("ticket/get?type=agent_config&");
    assert_eq!(get("ticket/get?type=agent_config&")["ticket"], agent["ticket"]);
    assert_ne!(agent["ticket"], corp["ticket"]);
    assert_eq!(get("ticket/get?type=jsapi&")["errcode"], 40058);
    let other = grant(&mut bench, 1)["access_token"].as_str().unwrap().to_owned();
    let theirs = bench.get(&format!("cgi-bin/ticket/get?type=agent_config&access_token={other}"));
    assert_ne!(theirs["ticket"], agent["ticket"], "two applications, two tickets");
    bench.pass(7100);
    assert_eq!(bench.get(&format!("cgi-bin/get_jsapi_ticket?access_token={other}"))["expires_in"], 100);
}
