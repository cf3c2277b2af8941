//! The routes of `publish` by the draft box, and the preview of a video, against a sandbox over a socket.

#[cfg(test)]
mod support;

use std::fs;

use serde_json::Value;
use support::{Place, Ran, Sandbox};

fn ok(place: &Place, sandbox: &Sandbox, args: &[&str]) -> Ran {
    let ran = place.wxkit_at(sandbox, args);
    assert_eq!(ran.status, 0, "{args:?}: {}", ran.stderr);
    ran
}

/// Asks the sandbox itself.
fn call(place: &Place, sandbox: &Sandbox, path: &str, body: &str) -> Value {
    ok(place, sandbox, &["call", "official", "POST", path, "--data", body, "--json"]).json()
}

fn drafts(place: &Place, sandbox: &Sandbox) -> Value {
    call(place, sandbox, "cgi-bin/draft/batchget", r#"{"offset":0,"count":20,"no_content":0}"#)
}

fn published(place: &Place, sandbox: &Sandbox) -> Value {
    call(place, sandbox, "cgi-bin/freepublish/batchget", r#"{"offset":0,"count":20,"no_content":0}"#)
}

#[test]
fn a_draft_then_its_preview_then_its_publication() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| ok(&place, &sandbox, &[&["publish", "tea"], args].concat());

    let drafted = run(&["--via", "draft"]);
    let id = drafted.stdout.trim_end().to_owned();
    assert!(drafted.stderr.contains("to look at it for a while: http"), "{}", drafted.stderr);
    let article = &drafts(&place, &sandbox)["item"][0];
    assert_eq!(article["media_id"], id.as_str());
    let news = &article["content"]["news_item"][0];
    assert_eq!(news["title"], "茶");
    let content = news["content"].as_str().unwrap();
    assert!(content.contains("http://mmbiz.qpic.cn/") && content.contains("data-mpvid=\"wxv_"), "{content}");

    let again = run(&["--via", "draft", "--json"]).json();
    assert_eq!(
        (&again["media_id"], &again["status"], &again["url"]),
        (&id.as_str().into(), &"draft".into(), &Value::Null)
    );

    let preview = run(&["--via", "preview", "--to", "tea_friend", "--json"]).json();
    assert_eq!(preview["media_id"], id.as_str());
    let told = run(&["--via", "preview", "--to", "tea_friend"]);
    assert!(told.stderr.contains("--again sends it once more"), "{}", told.stderr);
    run(&["--via", "preview", "--openid", "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"]);

    let plan = run(&["--via", "freepublish", "--dry-run"]);
    assert!(
        plan.stdout
            .ends_with("The draft in the draft box (草稿箱) is as it is here; it is published (发布).\n"),
        "{}",
        plan.stdout
    );
    let first = run(&["--via", "freepublish", "--json"]);
    let result = first.json();
    assert_eq!((&result["media_id"], &result["status"]), (&id.as_str().into(), &"published".into()));
    assert_eq!(result["platform_status"], 0);
    for key in ["url", "publish_id", "article_id"] {
        assert!(result[key].is_string(), "{key}: {result}");
    }
    let (url, article_id) = (result["url"].as_str().unwrap(), result["article_id"].as_str().unwrap());
    assert_eq!(run(&["--via", "freepublish"]).stdout, format!("{url} {article_id}\n"));
    assert_eq!(run(&["--via", "freepublish", "--json"]).stdout, first.stdout);
    assert_eq!(drafts(&place, &sandbox)["total_count"], 0);
    assert_eq!(published(&place, &sandbox)["total_count"], 1);
}

#[test]
fn each_route_from_nothing_in_a_sandbox_of_its_own() {
    let place = Place::new();
    for (args, words) in [
        (&["--via", "media-api"][..], "http://mp.weixin.qq.com/"),
        (&["--via", "freepublish"], "http://mp.weixin.qq.com/"),
        (&["--via", "freepublish", "--no-submit"], ""),
        (&["--via", "freepublish", "--no-wait"], ""),
        (&["--via", "draft"], ""),
        (&["--via", "preview", "--to", "tea_friend"], ""),
    ] {
        let ran = place.wxkit(&[&["publish", "tea", "--sandbox"], args].concat());
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.stderr);
        assert!(ran.stdout.starts_with(words) && ran.stdout.lines().count() == 1, "{args:?}: {}", ran.stdout);
    }
}

#[test]
fn a_lost_answer_leads_to_no_second_draft_and_no_second_publication() {
    let place = Place::new();
    let faults = r#"
        {"call":"draft/add","nth":1,"do":"lost"}
        {"call":"freepublish/submit","nth":1,"do":"lost"}
    "#;
    let sandbox = place.sandbox_with(faults);
    let ran = ok(&place, &sandbox, &["publish", "tea", "--via", "freepublish", "--json"]).json();
    assert!(ran["url"].is_string() && ran["article_id"].is_string(), "{ran}");
    assert!(ran.get("publish_id").is_none(), "{ran}");
    assert_eq!(published(&place, &sandbox)["total_count"], 1);
    assert_eq!(drafts(&place, &sandbox)["total_count"], 0);
}

#[test]
fn a_failed_publication_is_5_with_its_reason() {
    let place = Place::new();
    let sandbox =
        place.sandbox_with(r#"{"call":"freepublish/submit","nth":1,"do":"review_failed","status":2}"#);
    let run = |args: &[&str]| {
        place.wxkit_at(&sandbox, &[&["publish", "tea", "--via", "freepublish", "--json"], args].concat())
    };
    for _ in 0..2 {
        let failed = run(&[]);
        assert_eq!((failed.status, failed.stdout.as_str()), (5, ""), "{}", failed.stderr);
        let error = failed.error();
        assert_eq!(error["kind"], "review");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("原创失败") && message.contains("fail_idx 1"), "{message}");
    }
    assert_eq!(run(&["--again"]).json()["platform_status"], 0);
}

#[test]
fn a_lost_preview_is_6_until_again() {
    let place = Place::new();
    let sandbox = place.sandbox_with(r#"{"call":"mass/preview","nth":1,"do":"lost"}"#);
    let args = ["publish", "tea", "--via", "preview", "--to", "tea_friend"];
    for _ in 0..2 {
        let lost = place.wxkit_at(&sandbox, &args);
        assert_eq!((lost.status, lost.stdout.as_str()), (6, ""), "{}", lost.stderr);
        assert!(lost.stderr.contains("ask tea_friend for it"), "{}", lost.stderr);
    }
    ok(&place, &sandbox, &[&args[..], &["--again"]].concat());
    ok(&place, &sandbox, &args);
}

#[test]
fn a_change_after_publication_is_2_unless_again() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| {
        place.wxkit_at(&sandbox, &[&["publish", "tea", "--via", "freepublish"], args].concat())
    };
    assert_eq!(run(&[]).status, 0);
    let path = place.path("tea").join("article.md");
    fs::write(&path, fs::read_to_string(&path).unwrap().replace("title: 茶", "title: 新茶")).unwrap();
    let changed = run(&[]);
    assert!(changed.status == 2 && changed.stderr.contains("the option `again`"), "{}", changed.stderr);
    assert_eq!(published(&place, &sandbox)["total_count"], 1);
    assert_eq!(run(&["--again"]).status, 0);
    assert_eq!(published(&place, &sandbox)["total_count"], 2);
}

#[test]
fn flags_that_do_not_belong_to_a_route_are_2_and_nothing_is_sent() {
    let place = Place::new();
    let check = |args: &[&str], words: &str| {
        let ran = place.wxkit(&[&["publish", "tea", "--sandbox"], args].concat());
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(words), "{args:?}: {}", ran.stderr);
    };
    check(&["--via", "preview"], "name one with --to or --openid");
    check(&["--via", "preview", "--to", ""], "an id is not empty");
    check(&["--via", "preview", "--to", "a", "--openid", "b"], "cannot be used with");
    check(&["--to", "tea_friend"], "belong to --via preview");
    check(&["--via", "draft", "--openid", "o"], "belong to --via preview");
    check(&["--via", "draft", "--no-submit"], "--no-submit has nothing to leave out");
    check(&["--via", "preview", "--to", "a", "--no-wait"], "--no-wait has nothing to leave out");
}

#[test]
fn limits_are_those_of_the_route() {
    let place = Place::new();
    let write = |front: &str| {
        let text = format!("---\ntitle: {}\ncover: 封面.png\n{front}\n---\n茶\n", "茶".repeat(33));
        fs::write(place.path("tea").join("article.md"), text).unwrap();
    };
    let run = |via: &str| place.wxkit(&["publish", "tea", "--sandbox", "--via", via]);
    write(&format!("digest: {}", "水".repeat(121)));
    let drafted = run("draft");
    assert_eq!(drafted.status, 0, "{}", drafted.stderr);
    for words in ["the title has 33 characters", "the digest has 121 characters"] {
        assert_eq!(drafted.stderr.matches(words).count(), 1, "{words}: {}", drafted.stderr);
    }
    assert!(run("media-api").status == 2);
    write(&format!("author: {}", "客".repeat(17)));
    assert!(run("draft").stderr.contains("at most 16") && run("media-api").status == 0);
}

#[test]
fn a_video_goes_from_its_file_to_a_telephone_by_both_ways() {
    let place = Place::new();
    let sandbox = place.sandbox();
    for through in ["temporary", "permanent"] {
        let args = ["official", "video", "preview", "tea/短片.mp4", "--title", "茶", "--desc", "一壶"];
        let args = [&args[..], &["--to", "tea_friend", "--through", through]].concat();
        let first = ok(&place, &sandbox, &[&args[..], &["--json"]].concat()).json();
        assert_eq!(
            (&first["reused"], &first["errmsg"]),
            (&false.into(), &"preview success".into()),
            "{first}"
        );
        // The id that lives is taken again.
        let second = ok(&place, &sandbox, &[&args[..], &["--json"]].concat()).json();
        assert_eq!((&second["reused"], &second["media_id"]), (&true.into(), &first["media_id"]));
        let told = ok(&place, &sandbox, &args);
        assert_eq!(told.stdout.trim_end(), first["media_id"].as_str().unwrap());
        assert!(told.stderr.contains("preview sent to tea_friend"), "{}", told.stderr);
        // Another person, by another name.
        let to = [&args[..8], &["--through", through, "--openid", "oXYZ"]].concat();
        ok(&place, &sandbox, &to);
    }
    let counts = ok(&place, &sandbox, &["official", "material", "count"]).stdout;
    assert!(counts.contains("video 1\n"), "{counts}");
}

#[test]
fn a_video_that_cannot_be_previewed_is_2() {
    let place = Place::new();
    let check = |args: &[&str], words: &str| {
        let ran = place.wxkit(&[&["official", "video", "preview", "--sandbox"], args].concat());
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(words), "{args:?}: {}", ran.stderr);
    };
    check(&["tea/短片.mp4", "--title", "茶"], "name one with --to or --openid");
    check(&["tea/短片.mp4", "--to", "a"], "--title");
    check(&["tea/短片.mp4", "--title", " ", "--to", "a"], "a video needs a title");
    check(&["tea/封面.png", "--title", "茶", "--to", "a"], "the content is PNG");
    check(&["tea/none.mp4", "--title", "茶", "--to", "a"], "there is no such file");
}

#[test]
fn material_whose_answer_was_lost_is_shown() {
    let place = Place::new();
    let faults = r#"
        {"call":"add_material","nth":1,"do":"lost"}
        {"call":"add_material","nth":2,"do":"drop"}
    "#;
    let sandbox = place.sandbox_with(faults);
    let add = |args: &[&str]| {
        let ran = place.wxkit_at(&sandbox, &[&["official", "material", "add", "--json"], args].concat());
        assert_eq!(ran.status, 6, "{}", ran.stderr);
        ran.error()["hint"].as_str().unwrap().to_owned()
    };
    let lost = add(&["--type", "image", "tea/图 1.png"]);
    let listed = ok(&place, &sandbox, &["official", "material", "list", "--json"]).json();
    let id = listed["item"][0]["media_id"].as_str().unwrap();
    assert!(lost.contains(&format!("as {id}; do not add it again")), "{lost}");
    let dropped = add(&["--type", "video", "tea/短片.mp4", "--title", "茶"]);
    assert!(dropped.contains("it can be added again"), "{dropped}");
}

#[test]
fn a_picture_message_has_its_pictures_as_material_and_its_words_plain() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let drawing = |color: &str| {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='300'><rect width='400' height='300' fill='{color}'/></svg>"
        )
    };
    fs::create_dir(place.path("spring")).unwrap();
    fs::write(place.path("spring/a.svg"), drawing("red")).unwrap();
    fs::write(place.path("spring/b.svg"), drawing("blue")).unwrap();
    let text =
        "---\ntitle: 三春\ntype: newspic\n---\n一壶**好茶**。\n\n![甲](a.svg)\n\n![](b.svg)\n\n第二段\n";
    fs::write(place.path("spring/index.md"), text).unwrap();

    let told = ok(&place, &sandbox, &["publish", "spring", "--via", "draft", "--json"]).json();
    let named: Vec<_> = told["images"].as_array().unwrap().iter().map(|image| &image["path"]).collect();
    assert_eq!(named.len(), 2, "{told}");
    let draft = &drafts(&place, &sandbox)["item"][0];
    assert_eq!(draft["media_id"], told["media_id"]);
    let news = &draft["content"]["news_item"][0];
    assert_eq!((&news["article_type"], &news["title"]), (&"newspic".into(), &"三春".into()));
    let content = news["content"].as_str().unwrap();
    assert!(
        content.contains("一壶好茶。") && content.contains("第二段") && !content.contains('<'),
        "{content}"
    );
    let pictures = news["image_info"]["image_list"].as_array().unwrap();
    let ids: Vec<_> = pictures.iter().map(|picture| picture["image_media_id"].as_str().unwrap()).collect();
    assert!(matches!(ids.as_slice(), [a, b] if !a.is_empty() && a != b), "{ids:?}");

    // Without a picture there is none.
    fs::write(place.path("spring/index.md"), "---\ntitle: 三春\ntype: newspic\n---\n一壶好茶。\n").unwrap();
    let ran = place.wxkit_at(&sandbox, &["publish", "spring", "--via", "draft"]);
    assert_eq!(ran.status, 2, "{}", ran.stderr);
    assert_eq!(drafts(&place, &sandbox)["total_count"], 1);
}
