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
            ID is the id of a temporary image; here belongs that of permanent material (永久素材)
            for a temporary image: wxkit official media get"#]],
    );
    refused(
        &desk,
        &["material", "delete", article],
        &ids,
        &expect![[r#"
            ID is the id of a publish-library article; here belongs that of permanent material (永久素材)
            for a publish-library article: wxkit official article query"#]],
    );
    refused(
        &desk,
        &["media", "get", permanent],
        &ids,
        &expect![[r#"
            ID is the id of a permanent image; here belongs that of temporary media (临时素材)
            for a permanent image: wxkit official material get"#]],
    );
    refused(
        &desk,
        &["article", "query", permanent],
        &ids,
        &expect![[r#"
            ID is the id of a permanent image; here belongs that of an article of the publish library (发布库)
            for a permanent image: wxkit official material get"#]],
    );
    refused(
        &desk,
        &["video", "status", article],
        &ids,
        &expect![[r#"
            ID is the id of a publish-library article; here belongs that of a video that was uploaded in blocks
            for a publish-library article: wxkit official article query"#]],
    );
    let data = format!(r#"{{"title":"茶","content":"茶","thumb_media_id":"{temporary}"}}"#);
    refused(
        &desk,
        &["article", "update", article, "--data", &data],
        &ids,
        &expect![[r#"
            ID is the id of a temporary image; here belongs that of permanent material (永久素材)
            for a temporary image: wxkit official media get"#]],
    );

    // The right ones are taken, and those that nothing is known of.
    assert_eq!(desk.json(&["official", "article", "query", article])["status"], "not_submitted");
    let (status, _, stderr) = desk.run(&["official", "material", "delete", "none", "--json"]);
    assert_eq!((status, stderr.contains("40007")), (3, true), "{stderr}");
}

#[test]
fn a_message_takes_what_fits_it() {
    let desk = Desk::new(Sandbox::default());
    desk.file("a.jpg", JPEG);
    desk.file("v.mp4", b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41~~");
    let image = &*id(&desk.json(&["official", "media", "upload", "--type", "image", "a.jpg"]));
    let video = &*id(&desk.json(&["official", "media", "upload", "--type", "video", "v.mp4"]));
    let ids = [image, video];
    let preview = |flag: &'static str, id| ["mass", "preview", "--to", "tea_friend", flag, id];
    refused(
        &desk,
        &preview("--video", video),
        &ids,
        &expect![[r#"
        ID is the id of a temporary video; here belongs that of a prepared or a permanent video
        for a temporary video: wxkit official media get, or mass video"#]],
    );
    refused(
        &desk,
        &preview("--voice", image),
        &ids,
        &expect![[r#"
        ID is the id of a temporary image; here belongs that of a voice
        for a temporary image: wxkit official media get"#]],
    );
    refused(
        &desk,
        &preview("--image", video),
        &ids,
        &expect![[r#"
        ID is the id of a temporary video; here belongs that of an image, temporary or permanent
        for a temporary video: wxkit official media get, or mass video"#]],
    );
    refused(
        &desk,
        &["mass", "send", "--all", "--news", image],
        &ids,
        &expect![[r#"
        ID is the id of a temporary image; here belongs that of a draft, or prepared news
        for a temporary image: wxkit official media get"#]],
    );
    refused(
        &desk,
        &["mass", "video", image, "--title", "茶"],
        &ids,
        &expect![[r#"
        ID is the id of a temporary image; here belongs that of a temporary video
        for a temporary image: wxkit official media get"#]],
    );
    let prepared = &*id(&desk.json(&["official", "mass", "video", video, "--title", "茶"]));
    let sent = desk.json(&["official", "mass", "send", "--all", "--yes", "--video", prepared]);
    let message = sent["msg_id"].to_string();
    assert!(desk.json(&["official", "mass", "status", &message])["msg_status"].is_string());
    refused(
        &desk,
        &["freepublish", "status", &message],
        &[&message],
        &expect![[r#"
        ID is the id of a mass message; here belongs that of a publish job (发布任务)
        for a mass message: wxkit official mass status"#]],
    );
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
fn drafts_and_what_becomes_of_them_are_told_apart() {
    let desk = Desk::new(Sandbox::default());
    desk.file("a.jpg", JPEG);
    let temporary = &*id(&desk.json(&["official", "media", "upload", "--type", "image", "a.jpg"]));
    let permanent = &*id(&desk.json(&["official", "material", "add", "--type", "image", "a.jpg"]));
    let article = |cover: &str| format!(r#"{{"title":"茶","content":"茶","thumb_media_id":"{cover}"}}"#);
    let draft = &*id(&desk.json(&["official", "draft", "add", "--data", &article(permanent)]));
    let job = desk.json(&["official", "freepublish", "submit", draft])["publish_id"].to_string();
    let job = job.trim_matches('"');
    let ids = [temporary, permanent, draft, job];
    refused(
        &desk,
        &["draft", "add", "--data", &article(temporary)],
        &ids,
        &expect![[r#"
        ID is the id of a temporary image; here belongs that of permanent material (永久素材)
        for a temporary image: wxkit official media get"#]],
    );
    refused(
        &desk,
        &["draft", "get", permanent],
        &ids,
        &expect![[r#"
        ID is the id of a permanent image; here belongs that of a draft (草稿)
        for a permanent image: wxkit official material get"#]],
    );
    refused(
        &desk,
        &["freepublish", "submit", permanent],
        &ids,
        &expect![[r#"
        ID is the id of a permanent image; here belongs that of a draft (草稿)
        for a permanent image: wxkit official material get"#]],
    );
    refused(
        &desk,
        &["freepublish", "get", draft],
        &ids,
        &expect![[r#"
        ID is the id of a draft; here belongs that of what was published of a draft (发布能力)
        for a draft: wxkit official draft get"#]],
    );
    refused(
        &desk,
        &["freepublish", "delete", job, "--all"],
        &ids,
        &expect![[r#"
        ID is the id of a publish job; here belongs that of what was published of a draft (发布能力)
        for a publish job: wxkit official freepublish status"#]],
    );
    refused(
        &desk,
        &["mass", "status", job],
        &ids,
        &expect![[r#"
        ID is the id of a publish job; here belongs that of a mass message (群发)
        for a publish job: wxkit official freepublish status"#]],
    );
}

#[test]
fn obvious_non_ids_are_refused() {
    let desk = Desk::new(Sandbox::default());
    refused(
        &desk,
        &["article", "query", "茶"],
        &[],
        &expect![[r#"
        invalid value '茶' for '<MEDIA_ID>': an id holds letters, digits and signs of ASCII alone
        see wxkit --help"#]],
    );
    refused(
        &desk,
        &["video", "status", "wxv_922551652211605504"],
        &[],
        &expect![[r#"
        invalid value 'wxv_922551652211605504' for '<ID>': this is the number of a video (vid), and no media_id
        see wxkit --help"#]],
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

#[test]
fn a_sandbox_leaves_nothing_behind() {
    let desk = Desk::new(Sandbox::default());
    desk.file("a.jpg", JPEG);
    let upload = ["official", "media", "upload", "--type", "image", "a.jpg", "--sandbox"];
    let status = desk.wxkit(&upload).env_remove("WXKIT_BASE_URL").status().unwrap();
    assert!(status.success() && !desk.folder.path().join("state").exists());
}
