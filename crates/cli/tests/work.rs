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
