//! What makes people feel at home in a shell.

#[cfg(test)]
mod support;

use std::fs;

use support::Place;

#[test]
fn shells_and_manuals() {
    let place = Place::new();
    for (shell, mark) in [
        ("bash", "_wxkit()"),
        ("zsh", "#compdef wxkit"),
        ("fish", "complete -c wxkit"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let script = place.wxkit(&["completions", shell]);
        assert!(script.status == 0 && script.stdout.contains(mark), "{shell}: {}", script.stderr);
    }
    assert!(place.wxkit(&["man"]).stdout.contains(".TH wxkit 1"));
    assert_eq!(place.wxkit(&["man", "pages"]).status, 0);
    assert!(fs::read_to_string(place.path("pages/wxkit-publish.1")).unwrap().contains("Publish an article"));
}

#[test]
fn settings_are_told_and_secrets_are_not() {
    let place = Place::new();
    let sandbox = place.sandbox();
    fs::write(place.path("c.toml"), "[profiles.two]\nappid = \"wx2222222222222222\"\n").unwrap();
    let told = place.wxkit_at(&sandbox, &["config"]);
    assert!(told.stdout.contains("appid = wx0123456789abcdef (from WXKIT_APPID)"), "{}", told.stdout);
    assert!(told.stdout.contains("secret = *** (from WXKIT_SECRET)"), "{}", told.stdout);
    assert!(!told.stdout.contains(&sandbox.secret));
    let args = ["config", "--config", "c.toml", "--profile", "two", "--json"];
    let told = place.command_at(&sandbox, |_| true, &args).output().unwrap();
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    let find = |key: &str| {
        told["settings"].as_array().unwrap().iter().find(|one| one["key"] == key).unwrap().clone()
    };
    assert_eq!(find("appid")["from"], "appid in [profiles.two] of c.toml");
    assert_eq!(
        (&find("secret")["value"], &find("secret")["ignored"]),
        (&serde_json::Value::Null, &true.into())
    );
}

#[test]
fn the_doctor_knows_what_is_wrong() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let well = place.wxkit_at(&sandbox, &["doctor", "--json"]).json();
    assert_eq!(well["healthy"], true, "{well}");
    let nothing = place.wxkit_with(&sandbox, |name| name == "WXKIT_APPID", &["doctor"]);
    assert_eq!(nothing.status, 1, "{}", nothing.stdout);
    assert!(nothing.stdout.contains("WXKIT_SECRET is not set"), "{}", nothing.stdout);
}

#[test]
fn a_chinese_locale_is_answered_in_chinese() {
    let place = Place::new();
    let run = |args: &[&str], lang: &str| {
        let output = place.command(args).env("LANG", lang).output().unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    let help = run(&["--help"], "zh_CN.UTF-8");
    assert!(help.contains("用法：wxkit") && help.contains("发布一篇文章"), "{help}");
    assert!(run(&["official", "draft", "--help"], "zh_CN.UTF-8").contains("删除草稿，不可恢复"));
    assert!(run(&["explain", "40164"], "zh_CN.UTF-8").contains("由谁处理：账号管理员"));
    assert!(run(&["publish", "none"], "zh_CN.UTF-8").starts_with("错误："));
    // Programs read the same everywhere.
    assert_eq!(
        run(&["explain", "40164", "--json"], "zh_CN.UTF-8"),
        run(&["explain", "40164", "--json"], "C")
    );
}

#[test]
fn words_of_other_tools() {
    let place = Place::new();
    assert!(place.wxkit(&["version"]).stderr.contains("wxkit --version"));
    assert!(
        place.wxkit(&["download", "X", "--json"]).error()["hint"].as_str().unwrap().contains("media get")
    );
    assert_eq!(place.wxkit(&["official", "draft", "ls", "--sandbox"]).status, 0);
}
