//! The command as a whole, as its users see it: arguments in, two streams and a status out.

#[cfg(test)]
mod support;

use serde_json::Value;
use support::{Place, Ran};

#[test]
fn an_article_is_published_in_the_sandbox() {
    let place = Place::new();
    let ran = place.wxkit(&["publish", "--sandbox", "tea"]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let url = ran.stdout.strip_suffix('\n').unwrap();
    assert!(url.starts_with("http://mp.weixin.qq.com/s?") && !url.contains('\n'), "{url}");
    assert!(ran.stderr.contains("看一看"), "{}", ran.stderr);
    assert!(!place.path("state").exists(), "a sandbox that is gone leaves no journal");
}

#[test]
fn programs_get_one_object_and_warnings_alone() {
    let ran = Place::new().wxkit(&["publish", "--json", "--sandbox", "tea"]);
    assert!(
        ran.status == 0 && ran.stderr.lines().all(|line| line.starts_with("warning: ")),
        "{}",
        ran.stderr
    );
    let result = ran.json();
    assert_eq!((&result["status"], &result["platform_status"]), (&"published".into(), &"发布成功".into()));
    for (pointer, wanted) in [
        ("/media_id", ""),
        ("/url", "http://mp.weixin.qq.com/"),
        ("/cover/media_id", ""),
        ("/cover/url", "http://mmbiz.qpic.cn/"),
        ("/images/0/path", "图 1.png"),
        ("/images/0/url", "http://mmbiz.qpic.cn/"),
        ("/videos/0/path", "短片.mp4"),
        ("/videos/0/vid", "wxv_"),
        ("/videos/0/media_id", ""),
    ] {
        let text = result.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}"));
        assert!(text.starts_with(wanted) && !text.is_empty(), "{pointer}: {text}");
    }
    assert_eq!(result["videos"][0]["status"], "passed");
}

#[test]
fn a_second_run_goes_on_where_the_first_ended() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| {
        let ran = place.wxkit_at(&sandbox, args);
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.stderr);
        ran
    };
    let uploaded = run(&["official", "article", "upload", "tea", "--json"]).json();
    assert_eq!((&uploaded["status"], &uploaded["url"]), (&"not_submitted".into(), &Value::Null));

    let plan = run(&["publish", "tea/article.md", "--dry-run", "--json"]).json();
    assert_eq!(plan["action"], "submit");
    assert!(plan["files"].as_array().unwrap().iter().all(|file| file["reused"] == true), "{plan}");

    let first = run(&["publish", "tea", "--json"]).json();
    assert_eq!(first["media_id"], uploaded["media_id"]);
    let second = run(&["publish", "tea"]);
    assert_eq!(second.stdout.trim_end(), first["url"].as_str().unwrap());
    assert!(!second.stderr.contains("uploading"), "{}", second.stderr);

    let id = first["media_id"].as_str().unwrap();
    let standing = run(&["official", "article", "query", id]).stdout;
    assert_eq!(standing, format!("{} 发布成功\n", first["url"].as_str().unwrap()));
}

#[test]
fn the_single_steps_print_what_the_platform_says() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| place.wxkit_at(&sandbox, args);

    let image = run(&["official", "media", "image", "tea/图 1.png", "--json"]).json();
    assert!(image["url"].as_str().unwrap().starts_with("http://mmbiz.qpic.cn/"));
    let material = run(&["official", "material", "add", "--type", "image", "tea/图 1.png", "--json"]).json();
    assert!(material["media_id"].is_string() && material["url"].is_string());
    let video = run(&["official", "video", "upload", "tea/短片.mp4", "--title", "茶", "--json"]).json();
    assert_eq!((&video["status"], &video["platform_status"]), (&"passed".into(), &3.into()));
    let review = run(&["official", "video", "status", video["media_id"].as_str().unwrap(), "--json"]).json();
    assert_eq!((&review["status"], &review["vid"]), (&video["status"], &video["vid"]));

    let refused = run(&["official", "article", "query", "none", "--json"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (3, ""));
    assert_eq!(refused.error()["code"], 40007);
    let called =
        run(&["call", "official", "POST", "cgi-bin/publish/query", "--data", r#"{"media_id":"none"}"#]);
    assert_eq!(called.status, 3);
}

#[test]
fn a_token_is_shown_only_when_asked_for() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let state = place.wxkit_at(&sandbox, &["token", "official", "--json", "-v"]);
    assert_eq!(state.json()["kind"], "stable");
    assert!(state.json()["expires_in"].as_u64().unwrap() > 7000);
    let token = place.wxkit_at(&sandbox, &["token", "official", "--reveal"]).stdout;
    let said = format!("{}{}", state.stdout, state.stderr);
    assert!(!said.contains(token.trim()) && !said.contains(&sandbox.secret), "{said}");
    assert!(said.contains("/cgi-bin/stable_token"), "{said}");
}

#[test]
fn wrong_usage_is_2_and_nothing_is_sent() {
    let place = Place::new();
    let check = |args: &[&str], words: &str| {
        let Ran { status, stdout, stderr } = place.wxkit(args);
        assert_eq!((status, stdout.as_str()), (2, ""), "{args:?}");
        assert!(stderr.contains(words), "{args:?}: {stderr}");
    };
    check(&[], "Usage: wxkit");
    check(&["official", "article"], "Usage: wxkit official article");
    check(&["publish", "tea"], "WXKIT_APPID and WXKIT_SECRET are not set");
    check(&["publish", "none", "--sandbox"], "there is no such file or folder");
    check(&["publish", "tea", "--via", "pigeon"], "possible values: media-api");
    check(&["publish", "tea", "--secret=s3cret"], "unexpected argument '--secret'");
    check(&["publish", "tea", "--dry-run", "--base-url", "http://api.weixin.qq.com"], "--allow-http");
    check(&["publish", "tea", "--sandbox", "--base-url", "http://127.0.0.1:1"], "cannot be used with");
    check(&["call", "official", "DELETE", "x", "--sandbox"], "GET or POST");

    for args in [&["publish", "--jobs", "0", "tea", "--json"][..], &["--json"], &["official", "--json"]] {
        let error = place.wxkit(args).error();
        assert_eq!(error["kind"], "input", "{args:?}");
        assert!(error["code"].is_null() && error["hint"].is_string(), "{args:?}");
    }
}

#[test]
fn help_and_version_are_0() {
    let place = Place::new();
    for args in [&["--help"][..], &["publish", "--help", "--json"], &["--version"]] {
        let ran = place.wxkit(args);
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{args:?}");
    }
    let help = place.wxkit(&["publish", "--help"]).stdout;
    assert!(help.contains("wxkit publish --sandbox") && help.contains("sends nothing twice"), "{help}");
}

#[test]
fn a_dry_run_needs_no_account() {
    let ran = Place::new().wxkit(&["publish", "tea", "--dry-run"]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("upload picture 图 1.png"), "{}", ran.stdout);
}
