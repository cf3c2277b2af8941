//! Several articles as one draft.

use expect_test::expect;
use wxkit_sandbox::Sandbox;
use wxkit_tests::command::Desk;

const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF~~";

/// Three articles, of which the second has the same picture as the first.
fn desk() -> Desk {
    let desk = Desk::new(Sandbox::default());
    for (name, title, cover) in [("tea", "茶", "1"), ("cups", "杯", "2"), ("water", "水", "3")] {
        desk.file(&format!("{name}/c.jpg"), &[JPEG, cover.as_bytes()].concat());
        desk.file(&format!("{name}/p.jpg"), &[JPEG, if name == "water" { b"w" } else { b"p" }].concat());
        let text = format!("---\ntitle: {title}\ncover: c.jpg\n---\n{title}的正文。\n\n![图](p.jpg)\n");
        desk.file(&format!("{name}/article.md"), text.as_bytes());
    }
    desk
}

/// The titles in each draft of the box, and how often each call was made.
fn state(desk: &Desk) -> String {
    let sandbox = desk.server.sandbox();
    let titles = |draft: &wxkit_sandbox::state::Draft| {
        let titles: Vec<_> = draft.articles.iter().map(|article| article.title.as_str()).collect();
        format!("{titles:?}")
    };
    let drafts: Vec<_> = sandbox.drafts().iter().map(titles).collect();
    let calls = ["material/add_material", "media/uploadimg", "draft/add", "draft/update"];
    let calls: Vec<_> = calls.iter().map(|call| format!("{call} {}", sandbox.count(call))).collect();
    format!("{}; {}", drafts.join(" "), calls.join(", "))
}

#[test]
fn one_draft_of_them_and_changes_to_each() {
    let desk = desk();
    let args = ["publish", "tea", "cups", "water", "--via", "draft"];
    let plan = desk.json(&[&args[..], &["--dry-run"]].concat());
    assert_eq!((plan["title"].as_str(), &plan["following"]), (Some("茶"), &serde_json::json!(["杯", "水"])));
    assert!(desk.server.sandbox().calls().is_empty(), "a plan sends nothing");

    let first = desk.json(&args);
    expect![[
        r#"["茶", "杯", "水"]; material/add_material 3, media/uploadimg 2, draft/add 1, draft/update 0"#
    ]]
    .assert_eq(&state(&desk));
    // Nothing has changed, so nothing is sent.
    assert_eq!(desk.json(&args)["media_id"], first["media_id"]);
    expect![[
        r#"["茶", "杯", "水"]; material/add_material 3, media/uploadimg 2, draft/add 1, draft/update 0"#
    ]]
    .assert_eq(&state(&desk));

    desk.file("cups/article.md", "---\ntitle: 新杯\ncover: c.jpg\n---\n改了。\n".as_bytes());
    assert_eq!(desk.json(&args)["media_id"], first["media_id"]);
    expect![[
        r#"["茶", "新杯", "水"]; material/add_material 3, media/uploadimg 2, draft/add 1, draft/update 3"#
    ]]
    .assert_eq(&state(&desk));
}

#[test]
fn what_they_cannot_be() {
    let desk = desk();
    desk.file("cups/article.md", "![](no.png)\n\n# 杯\n".as_bytes());
    desk.file("water/article.md", "---\ntitle: 水\n---\n\n![](fehlt.png)\n".as_bytes());
    let told = |args: &[&str]| {
        let (status, _, stderr) = desk.run(args);
        assert_eq!(status, 2, "{stderr}");
        assert!(desk.server.sandbox().calls().is_empty(), "something was sent");
        stderr
    };
    // All that is wrong with all of them is told in one run.
    let error = told(&["publish", "tea", "cups", "water", "--via", "draft"]);
    assert!(
        error.contains("cups: article.md:1: no.png") && error.contains("water: article.md:5: fehlt.png"),
        "{error}"
    );
    let error = told(&["publish", "tea", "tea"]);
    assert!(error.contains("the publish library (发布库) takes one alone"), "{error}");
    let nine: Vec<&str> = std::iter::once("publish").chain(["tea"; 9]).chain(["--via", "draft"]).collect();
    assert!(told(&nine).contains("the draft has 9 articles; a draft may have at most 8"));
    desk.file("pictures/article.md", "---\ntitle: 图\ntype: newspic\n---\n![](p.jpg)\n".as_bytes());
    desk.file("pictures/p.jpg", JPEG);
    assert!(told(&["publish", "tea", "pictures", "--via", "draft"]).contains("图片消息"));
}
