//! Whom a command acts for, and whether that is meant.

#[cfg(test)]
mod support;

use std::fs;

use support::{Place, Ran};

#[test]
fn what_deletes_or_reaches_all_needs_a_word() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| place.wxkit_at(&sandbox, &[&["official"], args].concat());
    for args in [
        &["mass", "send", "--all", "--text", "茶"][..],
        &["mass", "delete", "7", "--all"],
        &["freepublish", "delete", "ARTICLE_ID", "--all"],
        &["article", "delete", "MEDIA_ID"],
    ] {
        let Ran { status, stdout, stderr } = run(args);
        assert_eq!((status, stdout.as_str()), (2, ""), "{stderr}");
        assert!(stderr.contains("wx0123456789abcdef (from the environment)"), "{stderr}");
        let error = run(&[args, &["--json"]].concat()).error();
        assert!(error["hint"].as_str().unwrap().contains("--yes"), "{error}");
        let plan = run(&[args, &["--dry-run", "--json"]].concat()).json();
        assert_eq!((&plan["dry_run"], &plan["account"]), (&true.into(), &"wx0123456789abcdef".into()));
        assert!(!plan["path"].to_string().contains("token"), "{plan}");
    }
    // The plan of a message is the very message, and nothing of it was sent.
    let plan = run(&["mass", "send", "--all", "--text", "茶", "--dry-run", "--json"]).json();
    assert_eq!(plan["body"]["text"]["content"], "茶");
    let sent = run(&["mass", "send", "--all", "--yes", "--text", "茶"]);
    assert!(sent.stdout.ends_with(" accepted\n"), "{}{}", sent.stdout, sent.stderr);
    // What harms nobody but oneself only names the account.
    let cleared = run(&["clear-quota", "--all"]);
    assert!(cleared.status == 0 && cleared.stderr.starts_with("account wx"), "{}", cleared.stderr);
}

#[test]
fn a_named_profile_is_the_whole_account() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let config = "[profiles.default]\nappid = \"wx1111111111111111\"\n[profiles.half]\nappid = \"wx2222222222222222\"\n";
    fs::write(place.path("config.toml"), config).unwrap();
    let run = |more: &[&str]| {
        place.wxkit_at(&sandbox, &[&["official", "draft", "count", "--config", "config.toml"], more].concat())
    };
    // The whole account stands in the environment.
    assert_eq!(run(&[]).status, 0);
    let Ran { status, stderr, .. } = run(&["--profile", "half"]);
    assert_eq!(status, 2, "{stderr}");
    for part in [
        "half set",
        "appid stands in [profiles.half] of config.toml",
        "WXKIT_SECRET of the environment does not count",
    ] {
        assert!(stderr.contains(part), "{stderr}");
    }
}

#[test]
fn the_environment_can_name_profile_and_file() {
    let place = Place::new();
    let none = place.wxkit(&["official", "draft", "count"]);
    assert!(none.stderr.contains("WXKIT_APPID and WXKIT_SECRET are not set"), "{}", none.stderr);
    fs::write(place.path("c.toml"), "[profiles.two]\nappid = \"wx2222222222222222\"\n").unwrap();
    let mut command = place.command(&["official", "draft", "count"]);
    let output = command.envs([("WXKIT_CONFIG", "c.toml"), ("WXKIT_PROFILE", "two")]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("appid stands in [profiles.two] of c.toml"), "{stderr}");
}
