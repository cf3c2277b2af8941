//! WeChat Work, by the command.

#[cfg(test)]
mod support;

use support::Place;

#[test]
fn a_message_is_sent_and_taken_back() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| place.wxkit_at(&sandbox, args);
    let sent = run(&["work", "send", "--to", "zhangsan", "--to", "Nobody", "--text", "茶"]);
    assert_eq!(sent.status, 0, "{}", sent.stderr);
    assert!(sent.stderr.contains("not to users: nobody"), "{}", sent.stderr);
    let taken = run(&["work", "recall", sent.stdout.trim_end()]);
    assert_eq!((taken.status, taken.stdout), (0, format!("{} taken back\n", sent.stdout.trim_end())));
    let refused = run(&["work", "send", "--to", "nobody", "--text", "茶", "--json"]);
    assert_eq!((refused.status, &refused.error()["code"]), (3, &81013.into()));
    for wrong in [["--title", "茶"], ["--as", "file"], ["--markdown", "茶"]] {
        let args = [&["work", "send", "--to", "a", "--text", "茶"], &wrong[..]].concat();
        let ran = run(&args);
        assert!(ran.status == 2 && ran.stderr.contains("cannot be used with"), "{wrong:?}: {}", ran.stderr);
    }
    let card =
        r#"{"msgtype":"template_card","template_card":{"card_type":"vote_interaction","task_id":"t"}}"#;
    let sent = run(&["work", "send", "--to", "@all", "--message", card, "--json"]).json();
    assert!(sent["response_code"].is_string(), "{sent}");
}

#[test]
fn media_goes_in_and_out() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| place.wxkit_at(&sandbox, args);
    let media = run(&["work", "media", "upload", "--type", "image", "tea/图 1.png", "--json"]).json();
    assert!(media["type"] == "image" && media["created_at"].is_u64(), "{media}");
    let got =
        run(&["work", "media", "get", media["media_id"].as_str().unwrap(), "-o", "out.png", "--json"]).json();
    assert_eq!((&got["path"], &got["bytes"]), (&"out.png".into(), &30.into()));
    let attach =
        |kind| run(&["work", "media", "upload", "--attachment", "album", "--type", kind, "tea/图 1.png"]);
    let attached = attach("image");
    assert!(attached.status == 0 && !attached.stdout.trim().is_empty(), "{}", attached.stderr);
    let refused = attach("voice");
    assert!(refused.status == 2 && refused.stderr.contains("an attachment is"), "{}", refused.stderr);
    let image = run(&["work", "media", "image", "tea/图 1.png", "--json"]).json();
    assert!(image["url"].as_str().unwrap().starts_with("http://p.qpic.cn/"), "{image}");
    let by_url = ["work", "media", "by-url", "https://example.com/a.mp4", "--type", "video"];
    let refused = run(&[&by_url[..], &["--file", "tea/图 1.png"]].concat());
    assert!(refused.status == 2 && refused.stderr.contains("must be MP4"), "{}", refused.stderr);
    let refused = run(&["work", "media", "upload", "--type", "voice", "tea/图 1.png"]);
    assert!(refused.status == 2 && refused.stderr.contains("AMR"), "{}", refused.stderr);
}

#[test]
fn chats_and_robots() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| place.wxkit_at(&sandbox, args);
    for args in [
        &["work", "appchat", "tea", "--file", "tea/短片.mp4", "--title", "茶"][..],
        &["work", "appchat", "tea", "--markdown", "**茶**"],
        &["work", "robot", "file", "tea/article.md"],
        &["work", "robot", "image", "tea/图 1.png"],
    ] {
        let ran = run(args);
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.stderr);
    }
    assert_eq!(run(&["work", "appchat", "nobody", "--text", "茶", "--json"]).error()["code"], 86003);
    let none = place.wxkit(&["work", "robot", "image", "tea/图 1.png"]);
    assert!(none.status == 2 && none.stderr.contains("WXKIT_ROBOT_KEY is not set"), "{}", none.stderr);
}

/// Every command of a robot, and the call that has none, with nothing set but the robot's key.
#[test]
fn a_robot_needs_its_key_alone() {
    let place = Place::new();
    let sandbox = place.sandbox();
    std::fs::write(place.path("voice.amr"), [&b"#!AMR\n"[..], &[0x3c], &[0; 31]].concat()).unwrap();
    std::fs::write(place.path("news.json"), r#"[{"title":"茶","url":"https://example.com/tea"}]"#).unwrap();
    let card = r#"{"card_type":"text_notice","main_title":{"title":"茶"},"card_action":{"type":1,"url":"https://example.com"}}"#;
    let run = |args: &[&str]| place.wxkit_with(&sandbox, |name| name == "WXKIT_ROBOT_KEY", args);
    for args in [
        &[
            "work",
            "robot",
            "text",
            "茶",
            "--mention",
            "zhangsan",
            "--mention",
            "@all",
            "--mention-mobile",
            "13800001111",
        ][..],
        &["work", "robot", "markdown", "**茶** <@zhangsan>"],
        &["work", "robot", "markdown_v2", "| a |\n|---|\n| b |"],
        &["work", "robot", "news", "@news.json"],
        &["work", "robot", "card", card],
        &["work", "robot", "image", "tea/图 1.png"],
        &["work", "robot", "file", "tea/article.md"],
        &["work", "robot", "voice", "voice.amr"],
        &[
            "call",
            "work",
            "POST",
            "cgi-bin/webhook/send",
            "--data",
            r#"{"msgtype":"text","text":{"content":"茶"}}"#,
        ],
    ] {
        let ran = run(args);
        assert_eq!((ran.status, ran.stdout.as_str()), (0, "sent\n"), "{args:?}: {}", ran.stderr);
    }
    for (args, why) in [
        (&["work", "robot", "text", " "][..], "the text is empty"),
        (&["work", "robot", "news", "[]"], "there is no article"),
        (&["work", "robot", "card", "{}"], "card_type"),
        (&["work", "robot", "voice", "tea/图 1.png"], "AMR"),
        (&["work", "robot", "image", "voice.amr"], "must be JPEG, PNG"),
        (&["call", "work", "POST", "cgi-bin/webhook/send"], "the message is missing"),
    ] {
        let ran = run(args);
        assert!(ran.status == 2 && ran.stderr.contains(why), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn tokens_and_untyped_calls() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| place.wxkit_at(&sandbox, args);
    let state = run(&["token", "work", "--refresh", "--json"]).json();
    assert!(
        state["corpid"] == "ww0123456789abcdef" && state["expires_in"].as_u64().unwrap() > 7000,
        "{state}"
    );
    let ips = run(&["call", "work", "GET", "cgi-bin/getcallbackip", "--json"]).json();
    assert_eq!(ips["ip_list"][0], "182.254.11.176");
    assert_eq!(place.wxkit(&["work", "addresses", "--sandbox"]).stdout, "182.254.11.176\n182.254.78.66\n");
    let none = place.wxkit(&["work", "send", "--to", "a", "--text", "茶"]);
    assert_eq!(none.status, 2);
    assert!(none.stderr.contains("WXKIT_CORPID and WXKIT_CORPSECRET are not set"), "{}", none.stderr);
}

#[test]
fn pages_of_a_corp_and_of_an_application_are_signed() {
    let place = Place::new();
    let run = |args: &[&str]| place.wxkit(&[&["work", "ticket"], args, &["--sandbox"]].concat());
    assert_eq!(run(&[]).stdout, "jsapi ticket, valid for 7200 s\n");
    let agent = ["--type", "agent_config"];
    assert!(run(&[&agent[..], &["--reveal"]].concat()).stdout.len() > 80);
    let corp = run(&["--url", "https://example.com/a#b"]).json();
    assert_eq!((&corp["appId"], &corp["agentid"]), (&"ww0123456789abcdef".into(), &().into()));
    let app = run(&[&agent[..], &["--url", "https://example.com/a#b"]].concat()).json();
    assert_eq!((&app["corpid"], &app["agentid"]), (&"ww0123456789abcdef".into(), &1_000_002.into()));
    assert_eq!(app["signature"].as_str().unwrap().len(), 40);
    assert_eq!(run(&["--url", "example.com"]).status, 2);
}

/// The bodies of the platform's manual, whole; and a field that nobody knows, which travels as it was written.
#[test]
fn bodies_of_the_manual_are_taken_whole() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| place.wxkit_at(&sandbox, args);
    let text = r#"{"touser":"zhangsan","toparty":"","totag":"","msgtype":"text","agentid":1000002,
        "text":{"content":"茶"},"safe":0,"enable_id_trans":0,"enable_duplicate_check":0,"duplicate_check_interval":1800}"#;
    let sent = run(&["work", "send", "--message", text]);
    assert_eq!((sent.status, sent.stderr.as_str()), (0, ""), "{}", sent.stdout);
    let agreed = run(&["work", "send", "--to", "zhangsan", "--agentid", "1000002", "--message", text]);
    assert_eq!(agreed.status, 0, "{}", agreed.stderr);
    let news = r#"{"msgtype":"news","news":{"articles":[{"title":"茶","url":"https://example.com","pagepath":"p","appid":"wx0123456789abcdef","lucky":1.50}]},"later":12345678901234567890123}"#;
    let sent = run(&["work", "send", "--to", "zhangsan", "--message", news]);
    for (status, unknown) in [(0, "field later"), (0, "field lucky")] {
        assert!(sent.status == status && sent.stderr.contains(unknown), "{}", sent.stderr);
    }
    let chat = r#"{"chatid":"tea","msgtype":"text","text":{"content":"茶"},"safe":0}"#;
    assert_eq!(run(&["work", "appchat", "tea", "--message", chat]).status, 0);
    for (args, why) in [
        (&["work", "send", "--to", "lisi", "--message", text][..], "different things as touser"),
        (&["work", "send", "--message", r#"{"msgtype":"text","text":{"content":"茶"}}"#], "no receivers"),
        (&["work", "send", "--to", "a", "--message", r#"{"msgtype":"text"}"#], "text missing"),
        (&["work", "send", "--to", "a", "--message", "[]"], "not the JSON of a message"),
        (&["work", "appchat", "coffee", "--message", chat], "different things as chatid"),
        (
            &["work", "appchat", "tea", "--safe", "confidential", "--message", chat],
            "different things as safe",
        ),
    ] {
        let ran = run(args);
        assert!(ran.status == 2 && ran.stderr.contains(why), "{args:?}: {}", ran.stderr);
    }
    let card = r#"{"msgtype":"template_card","template_card":{"card_type":"text_notice","main_title":{"title":"茶"},"card_action":{"type":1,"url":"https://example.com"}}}"#;
    let news = r#"{"msgtype":"news","news":{"articles":[{"title":"茶","description":"","url":"https://example.com","picurl":"","new":1}]}}"#;
    for args in [["robot", "card", card], ["robot", "news", news]] {
        let ran = run(&[&["work"], &args[..]].concat());
        assert_eq!((ran.status, ran.stdout.as_str()), (0, "sent\n"), "{args:?}: {}", ran.stderr);
    }
    assert!(run(&["work", "robot", "news", news]).stderr.contains("field new"));
}
