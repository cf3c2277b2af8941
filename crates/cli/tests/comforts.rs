//! What makes people feel at home in a shell.

#[cfg(test)]
mod objects;
#[cfg(test)]
mod support;

use std::fs;

use support::Place;

#[test]
fn shells_and_manuals() {
    let place = Place::new();
    for (shell, mark) in [
        ("bash", "-F _clap_complete_wxkit wxkit"),
        ("zsh", "#compdef wxkit"),
        ("fish", "--command wxkit"),
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
    assert!(told.stdout.starts_with("read: the environment alone; there is no "), "{}", told.stdout);
    let told = place.wxkit(&["config", "--config", "c.toml"]).stdout;
    assert!(told.starts_with("read: the environment alone; c.toml has no [profiles.default]\n"), "{told}");
    let told = place.wxkit(&["config", "--config", "c.toml", "--profile", "two"]).stdout;
    assert!(told.starts_with("read: the environment, and [profiles.two] of c.toml\n"), "{told}");
    let args = ["config", "--config", "c.toml", "--profile", "two", "--json"];
    let told = place.command_at(&sandbox, |_| true, &args).output().unwrap();
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    let find = |key: &str| {
        told["settings"].as_array().unwrap().iter().find(|one| one["key"] == key).unwrap().clone()
    };
    assert_eq!(told["file"], serde_json::json!({ "path": "c.toml", "profile": "two" }));
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
fn a_log_has_a_line_for_each_request() {
    let place = Place::new();
    let fault =
        r#"{"call":"stable_token","nth":1,"do":"refuse","errcode":-1,"errmsg":"system error rid: 62-69-1f"}"#;
    let run = |args: &[&str], log: &str| -> Vec<String> {
        let sandbox = place.sandbox_with(fault);
        let mut command = place.command_at(&sandbox, |_| true, args);
        let output = command.env("WXKIT_LOG", log).output().unwrap();
        let log = String::from_utf8(output.stderr).unwrap();
        let lines = log.lines().filter(|line| line.contains("/cgi-bin/") && !line.contains("connect"));
        // Behind the time, and without the duration.
        lines
            .map(|line| line[25..].replace(" answered", "").split(" ms=").next().unwrap().to_owned())
            .collect()
    };
    let brief = [
        "POST /cgi-bin/stable_token status=200 kind=busy code=-1 rid=62-69-1f",
        "POST /cgi-bin/stable_token attempt=2 status=200 kind=ok",
        "GET /cgi-bin/draft/count status=200 kind=ok",
    ];
    let count = ["official", "draft", "count"];
    assert_eq!(run(&[&count[..], &["-v"]].concat(), ""), brief);
    assert_eq!(run(&count, "debug"), brief);
    let full = run(&[&count[..], &["-vv"]].concat(), "");
    assert!(
        full[0].starts_with("POST /cgi-bin/stable_token attempt=1 status=200 kind=busy code=-1 rid="),
        "{full:?}"
    );
    assert!(
        full[2].starts_with("GET /cgi-bin/draft/count attempt=1 status=200 kind=ok sent=0 received="),
        "{full:?}"
    );
    assert_eq!(run(&count, ""), [""; 0]);
    assert!(
        place
            .command(&count)
            .env("WXKIT_LOG", "loud")
            .output()
            .unwrap()
            .stderr
            .starts_with(b"warning: WXKIT_LOG must be")
    );
}

#[test]
fn a_chinese_locale_is_answered_in_chinese() {
    let place = Place::new();
    let run = |args: &[&str], lang: &str| {
        let output = place.command(args).env("LANG", lang).output().unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    fs::write(place.path("plain.md"), "---\nfarbe: rot\n---\n# 茶\n![](gone.png)\n\n$\\nope$\n").unwrap();
    fs::write(place.path("good.html"), "<p>茶</p>").unwrap();
    fs::write(place.path("div.html"), "<div>茶</div>").unwrap();
    for (args, said) in [
        (&["--help"][..], &["用法：wxkit", "发布一篇文章", "显示版本"][..]),
        (&["publish", "--help"], &["等待审核的总时间，如 7200、90m 或 2h", "[默认：7200]", "缩小图片"]),
        (&["official", "draft", "--help"], &["删除草稿，不可恢复"]),
        (&["explain", "40164"], &["本机 IP 不在白名单里", "由谁处理：账号管理员", "开发密钥"]),
        (&["publish", "none"], &["错误：none：没有这个文件或文件夹"]),
        (&["publish", "tea"], &["错误：没有设置 WXKIT_APPID 和 WXKIT_SECRET", "提示：在环境变量里设置"]),
        (
            &["publish", "plain.md", "--sandbox"],
            &["5: gone.png：没有这个文件", "公式中有不认识的命令 \\nope"],
        ),
        (&["publish", "tea", "--sandbox", "--dry-run"], &["文章将上传到发布库，然后提交审核。"]),
        (&["publish", "tea", "--sandbox"], &["等待中：短片.mp4: 转码中", "在看一看和搜一搜可见"]),
        (&["lint", "good.html"], &["合格，没有问题"]),
        (
            &["lint", "div.html"],
            &["div.html:1:1: platform: div: div 可能连同样式被拆掉", "合格：引擎级 0 个"],
        ),
        (&["token", "official", "--sandbox"], &["stable_token，还有 ", "，来自微信（存放：memory）"]),
        (&["publsh"], &["没有“publsh”这个命令", "相近的命令：publish"]),
        (&["publish", "tea", "--jobs", "x"], &["“--jobs <N>”的值“x”无效：不是数字"]),
        (
            &["official", "article", "query", "none", "--sandbox"],
            &["错误：微信拒绝了请求：40007，media_id 无效"],
        ),
    ] {
        let text = run(args, "zh_CN.UTF-8");
        said.iter().for_each(|said| assert!(text.contains(said), "{args:?}: {said}\n{text}"));
    }
    // Programs read the same everywhere.
    for args in [&["explain", "40164", "--json"][..], &["publish", "none", "--json"], &["publsh", "--json"]] {
        assert_eq!(run(args, "zh_CN.UTF-8"), run(args, "C"));
    }
}

#[test]
fn words_of_other_tools() {
    let place = Place::new();
    assert!(place.wxkit(&["version"]).stderr.contains("wxkit --version"));
    // In place of `listen`, which is merely spelled like it.
    let told = place.wxkit(&["ls"]).stderr;
    assert!(told.contains("tip: wxkit official draft list, material") && !told.contains("similar"), "{told}");
    assert!(
        place.wxkit(&["download", "X", "--json"]).error()["hint"].as_str().unwrap().contains("media get")
    );
    // A command that stands further down, and one that stands there twice.
    assert!(place.wxkit(&["draft", "list"]).stderr.contains("tip: wxkit official draft\n"));
    let hint = place.wxkit(&["media", "get", "X", "--json"]).error()["hint"].clone();
    assert_eq!(hint, "wxkit official media or wxkit work media");
    assert_eq!(place.wxkit(&["official", "draft", "ls", "--sandbox"]).status, 0);
}
