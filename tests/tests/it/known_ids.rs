//! Ids on the command line: what is known to be wrong is refused with exit status 2, and nothing is sent.

use std::fs;

use expect_test::{Expect, expect};
use serde_json::Value;
use wxkit_sandbox::Sandbox;
use wxkit_tests::command::Desk;

const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF~~";

/// Runs it, and writes message and hint down without the ids themselves.
fn refused(desk: &Desk, args: &[&str], ids: &[&str], expected: &Expect) {
    let before = desk.server.sandbox().calls().len();
    let (status, stdout, stderr) = desk.run(&[&["official"], args, &["--json"]].concat());
    let error: Value = serde_json::from_str(&stderr).unwrap_or_else(|_| panic!("no JSON: {stderr}"));
    let text = |field: &str| error["error"][field].as_str().unwrap_or_default();
    let told =
        ids.iter().fold(format!("{}\n{}", text("message"), text("hint")), |told, id| told.replace(id, "ID"));
    assert_eq!((status, text("kind"), stdout.as_str()), (2, "input", ""), "{told}");
    assert_eq!(desk.server.sandbox().calls().len(), before, "something was sent");
    expected.assert_eq(&told);
}

fn id(reply: &Value) -> String {
    reply["media_id"].as_str().unwrap().to_owned()
}

#[test]
fn an_id_of_another_kind_is_refused() {
    let desk = Desk::new(Sandbox::default());
    desk.file("a.jpg", JPEG);
    let temporary = &*id(&desk.json(&["official", "media", "upload", "--type", "image", "a.jpg"]));
    let permanent = &*id(&desk.json(&["official", "material", "add", "--type", "image", "a.jpg"]));
    desk.file("tea/article.md", "---\ntitle: 茶\ncover: a.jpg\n---\n茶\n".as_bytes());
    desk.file("tea/a.jpg", JPEG);
    let article = &*id(&desk.json(&["publish", "tea", "--no-submit"]));
    let ids = [temporary, permanent, article];
    refused(
        &desk,
        &["material", "get", temporary],
        &ids,
        &expect![[r#"
        ID is a temporary image; this command takes the media_id of permanent material (永久素材)
        for a temporary image: wxkit official media get"#]],
    );
    refused(
        &desk,
        &["material", "delete", article],
        &ids,
        &expect![[r#"
        ID is a publish-library article; this command takes the media_id of permanent material (永久素材)
        for a publish-library article: wxkit official article"#]],
    );
    refused(
        &desk,
        &["media", "get", permanent],
        &ids,
        &expect![[r#"
        ID is a permanent image; this command takes the media_id of temporary media (临时素材)
        for a permanent image: wxkit official material get, or delete"#]],
    );
    refused(
        &desk,
        &["article", "query", permanent],
        &ids,
        &expect![[r#"
        ID is a permanent image; this command takes the media_id of an article of the publish library (发布库)
        for a permanent image: wxkit official material get, or delete"#]],
    );
    refused(
        &desk,
        &["video", "status", article],
        &ids,
        &expect![[r#"
        ID is a publish-library article; this command takes the media_id that `wxkit official video upload` prints
        for a publish-library article: wxkit official article"#]],
    );
    let data = format!(r#"{{"title":"茶","content":"茶","thumb_media_id":"{temporary}"}}"#);
    refused(
        &desk,
        &["article", "update", article, "--data", &data],
        &ids,
        &expect![[r#"
        ID is a temporary image; this command takes the media_id of permanent material (永久素材)
        for a temporary image: wxkit official media get"#]],
    );

    // The right ones are taken, and those that nothing is known of.
    assert_eq!(desk.json(&["official", "article", "query", article])["status"], "未提交");
    let (status, _, stderr) = desk.run(&["official", "material", "delete", "none", "--json"]);
    assert_eq!((status, stderr.contains("40007")), (3, true), "{stderr}");
}

#[test]
fn an_id_that_has_died_is_refused() {
    let desk = Desk::new(Sandbox::default());
    desk.file("a.jpg", JPEG);
    let dead = &*id(&desk.json(&["official", "media", "upload", "--type", "image", "a.jpg"]));
    let mut files =
        fs::read_dir(desk.folder.path().join("state")).unwrap().map(|entry| entry.unwrap().path());
    let register =
        files.find(|path| path.file_name().unwrap().to_string_lossy().starts_with("ids-")).unwrap();
    let mut line: Value = serde_json::from_str(&fs::read_to_string(&register).unwrap()).unwrap();
    line["made"] = (line["made"].as_u64().unwrap() - 5 * 24 * 3_600_000).into();
    fs::write(register, format!("{line}\n")).unwrap();
    refused(
        &desk,
        &["media", "get", dead],
        &[dead],
        &expect![[r#"
        ID was a temporary image that lived for 3 days; it died 2 days ago
        upload the file again; `wxkit official material add` keeps a file for longer"#]],
    );
}

#[test]
fn what_is_visibly_no_id_is_refused() {
    let desk = Desk::new(Sandbox::default());
    refused(
        &desk,
        &["media", "get", ""],
        &[],
        &expect![[r#"
        the id is empty; this command takes the media_id of temporary media (临时素材)
    "#]],
    );
    refused(
        &desk,
        &["material", "get", "http://mmbiz.qpic.cn/a/0"],
        &[],
        &expect![[r#"
        "http://mmbiz.qpic.cn/a/0" is an address; this command takes the media_id of permanent material (永久素材)
    "#]],
    );
    refused(
        &desk,
        &["material", "delete", "ab c"],
        &[],
        &expect![[r#"
        "ab c" is no id, for it holds ' '; this command takes the media_id of permanent material (永久素材)
    "#]],
    );
    refused(
        &desk,
        &["article", "query", "a\u{7f}"],
        &[],
        &expect![[r#"
        "a\u{7f}" is no id, for it holds '\u{7f}'; this command takes the media_id of an article of the publish library (发布库)
    "#]],
    );
    refused(
        &desk,
        &["article", "delete", "茶"],
        &[],
        &expect![[r#"
        "茶" is no id, for it holds '茶'; this command takes the media_id of an article of the publish library (发布库)
    "#]],
    );
    refused(
        &desk,
        &["video", "status", "wxv_922551652211605504"],
        &[],
        &expect![[r#"
        "wxv_922551652211605504" is a video's number (vid); this command takes the media_id that `wxkit official video upload` prints
    "#]],
    );
    refused(
        &desk,
        &["rid", " "],
        &[],
        &expect![[r#"
        the rid is empty; it stands behind `rid: ` in a refusal
    "#]],
    );
}
