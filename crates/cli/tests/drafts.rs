//! Drafts and their publication, by the command.

#[cfg(test)]
mod support;

use std::fs;

use serde_json::{Value, json};
use support::{Place, Ran, Sandbox};

#[cfg(test)]
fn cover(place: &Place, sandbox: &Sandbox) -> String {
    let args = ["official", "material", "add", "--type", "image", "tea/图 1.png", "--json"];
    place.wxkit_at(sandbox, &args).json()["media_id"].as_str().unwrap().to_owned()
}

#[cfg(test)]
fn article(cover: &str, title: &str) -> Value {
    json!({ "title": title, "content": "<p>一壶好茶</p>", "thumb_media_id": cover })
}

#[test]
fn a_draft_is_made_changed_and_published() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| {
        let ran = place.wxkit_at(&sandbox, &[&["official"], args].concat());
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.stderr);
        ran
    };
    let cover = cover(&place, &sandbox);
    let two = json!([article(&cover, "茶"), article(&cover, "水")]);
    fs::write(place.path("two.json"), two.to_string()).unwrap();
    let added = run(&["draft", "add", "--data", "@two.json"]);
    let id = added.stdout.trim_end();
    assert!(added.stderr.contains(&format!("wxkit official freepublish submit {id}")), "{}", added.stderr);

    let changed = article(&cover, "春茶\n").to_string();
    assert_eq!(
        run(&["draft", "update", id, "--index", "2", "--data", &changed]).stdout,
        format!("{id} updated\n")
    );
    let shown = run(&["draft", "get", id]).stdout;
    let lines: Vec<_> = shown.lines().collect();
    assert!(
        lines[0].starts_with("1 news http://127.0.0.1:")
            && lines[0].contains("/s?tempkey=")
            && lines[0].ends_with(" 茶"),
        "{shown}"
    );
    assert!(lines[1].ends_with(" 春茶\\n"), "{shown}");
    assert_eq!(run(&["draft", "count", "--json"]).json()["total_count"], 1);
    assert_eq!(run(&["draft", "switch"]).stdout, "on\n");
    let list = run(&["draft", "list", "--json"]).json();
    assert_eq!(
        (&list["item"][0]["media_id"], list["item"][0]["content"]["news_item"][0].get("content")),
        (&id.into(), None)
    );
    let full = run(&["draft", "list", "--json", "--content"]).json();
    assert_eq!(full["item"][0]["content"]["news_item"][0]["content"], "<p>一壶好茶</p>");

    let submitted = run(&["freepublish", "submit", id, "--json"]).json();
    let job = submitted["publish_id"].as_str().unwrap();
    let standing = (0..3).map(|_| run(&["freepublish", "status", job]).stdout).nth(2).unwrap();
    let lines: Vec<_> = standing.lines().collect();
    assert!(lines[0].starts_with(&format!("{job} 0 published (发布成功) ")), "{standing}");
    assert!(lines[1].starts_with("1 http://") && lines[2].starts_with("2 http://"), "{standing}");
    let report = run(&["freepublish", "status", job, "--json"]).json();
    assert_eq!((&report["status"], &report["platform_status"]), (&"published".into(), &0.into()));
    assert_eq!((&report["publish_status"], &report["article_detail"]["count"]), (&0.into(), &2.into()));
    let article = report["article_id"].as_str().unwrap();
    let listed = run(&["freepublish", "list"]).stdout;
    assert!(
        listed.starts_with(&format!("{article} 20"))
            && listed.contains(" http://")
            && listed.ends_with(" 茶 (+1)\n"),
        "{listed}"
    );

    run(&["freepublish", "delete", article, "--index", "2", "--yes"]);
    let shown = run(&["freepublish", "get", article]).stdout;
    assert!(shown.lines().nth(1).unwrap().starts_with("2 news deleted http://"), "{shown}");
    run(&["freepublish", "delete", article, "--all", "--yes"]);
    assert_eq!(run(&["freepublish", "list"]).stdout, "");
    let refused = place.wxkit_at(&sandbox, &["official", "draft", "get", id, "--json"]);
    assert_eq!((refused.status, &refused.error()["code"]), (3, &40007.into()));
}

#[test]
fn all_pages_are_listed() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let cover = cover(&place, &sandbox);
    let data = article(&cover, "茶").to_string();
    for _ in 0..21 {
        assert_eq!(place.wxkit_at(&sandbox, &["official", "draft", "add", "--data", &data]).status, 0);
    }
    let list = |args: &[&str]| place.wxkit_at(&sandbox, &[&["official", "draft", "list"], args].concat());
    assert_eq!(list(&[]).stdout.lines().count(), 21);
    let some = list(&["--limit", "3", "--json"]).json();
    assert_eq!((&some["total_count"], &some["item_count"]), (&21.into(), &3.into()));
}

#[test]
fn a_lost_answer_says_how_to_find_out() {
    let place = Place::new();
    let sandbox = place.sandbox_with(
        r#"
        {"call":"freepublish/submit","nth":1,"do":"lost"}
        {"call":"draft/delete","nth":1,"do":"lost"}
        {"call":"freepublish/delete","nth":1,"do":"lost"}
        "#,
    );
    let cover = cover(&place, &sandbox);
    let run = |args: &[&str]| place.wxkit_at(&sandbox, &[&["official"], args].concat());
    let add =
        || run(&["draft", "add", "--data", &article(&cover, "茶").to_string()]).stdout.trim_end().to_owned();
    let (first, second) = (add(), add());
    let Ran { status, stderr, .. } = run(&["freepublish", "submit", &first]);
    assert_eq!(status, 6, "{stderr}");
    assert!(stderr.contains(&format!("wxkit official draft get {first}")), "{stderr}");
    assert!(stderr.contains("wxkit official freepublish list"), "{stderr}");
    // The repeat of this one is safe, and finds nothing left.
    let deleted = run(&["draft", "delete", &second]);
    assert_eq!((deleted.status, deleted.stdout), (0, format!("{second} deleted\n")), "{}", deleted.stderr);
    assert_eq!(run(&["draft", "delete", &second]).status, 3);
    let delete = ["freepublish", "delete", "ARTICLE_ID", "--all", "--yes"];
    let deleted = run(&delete);
    assert_eq!((deleted.status, deleted.stdout), (0, "ARTICLE_ID deleted\n".into()), "{}", deleted.stderr);
    assert_eq!(run(&delete).status, 3);
}

#[test]
fn what_to_delete_must_be_said() {
    let place = Place::new();
    for (wrong, words) in [
        (&["freepublish", "delete", "A"][..], "<--index <N>|--all>"),
        (&["freepublish", "delete", "A", "--all", "--index", "1"], "cannot be used with"),
        (&["freepublish", "delete", "A", "--index", "0"], "invalid value '0'"),
        (&["freepublish", "status", "UFyprEXBvieSOBZuNARuqVCUs2Crd3LU9vfDYvsAUsA"], "this id is a number"),
        (&["freepublish", "submit", "wxv_743858593810677444"], "(vid)"),
        (&["draft", "get", "http://mp.weixin.qq.com/s"], "this is an address"),
        (&["draft", "add"], "--data <JSON>"),
    ] {
        let ran = place.wxkit(&[&["official"], wrong, &["--sandbox"]].concat());
        assert!(ran.status == 2 && ran.stderr.contains(words), "{wrong:?}: {}", ran.stderr);
    }
}

/// What the platform keeps of an article is read back: what it took away is told once, and each place by `draft diff`.
#[test]
fn what_was_taken_away_of_a_draft_is_told() {
    let place = Place::new();
    fs::write(
        place.path("tea/article.md"),
        "---\ntitle: 茶\ncover: 封面.png\n---\n一壶好茶\n\n![](<图 1.png>)\n\n- 水\n",
    )
    .unwrap();
    let picture = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/articles/sample/茶汤颜色.png");
    fs::copy(picture, place.path("tea/图 1.png")).unwrap();
    let sandbox =
        place.sandbox_with(r#"{"call":"draft/add","nth":2,"do":"strip","what":"img li line-height"}"#);
    let told = |ran: &Ran| {
        let all = ran.json()["warnings"].as_array().unwrap().clone();
        let all = all.iter().map(|told| told["message"].as_str().unwrap().to_owned());
        all.filter(|told| told.starts_with("WeChat has")).collect::<Vec<_>>()
    };
    let publish = ["publish", "tea", "--via", "draft", "--json", "--again"];
    let whole = place.wxkit_at(&sandbox, &publish);
    assert_eq!((whole.status, told(&whole)), (0, Vec::new()), "{}", whole.stderr);
    let id = whole.json()["media_id"].as_str().unwrap().to_owned();
    let same = place.wxkit_at(&sandbox, &["official", "draft", "diff", &id, "tea"]);
    assert_eq!((same.status, same.stdout.as_str()), (0, ""), "{}", same.stderr);
    // Another cover than that which was sent.
    let cover = place.path("tea/封面.png");
    let own = fs::read(&cover).unwrap();
    fs::copy(picture, &cover).unwrap();
    let diff = place.wxkit_at(&sandbox, &["official", "draft", "diff", &id, "tea"]);
    assert!(diff.status == 1 && diff.stdout.starts_with("thumb_media_id: “"), "{}", diff.stdout);
    fs::write(&cover, own).unwrap();

    assert_eq!(place.wxkit_at(&sandbox, &["official", "draft", "delete", &id]).status, 0);
    let stripped = place.wxkit_at(&sandbox, &publish);
    let id = stripped.json()["media_id"].as_str().unwrap().to_owned();
    assert_eq!(stripped.status, 0, "{}", stripped.stderr);
    let only = told(&stripped);
    let [only] = only.as_slice() else { panic!("{only:?}") };
    assert!(
        only.starts_with("WeChat has taken away or changed parts of the article: line-height: ×"),
        "{only}"
    );
    assert!(only.contains("<img>") && only.contains("<li>"), "{only}");
    assert!(only.ends_with(&format!("; each place: wxkit official draft diff {id} ARTICLE")), "{only}");
    // A run that writes nothing has nothing to read back.
    let again = place.wxkit_at(&sandbox, &["publish", "tea", "--via", "draft", "--json"]);
    assert_eq!((again.status, told(&again)), (0, Vec::new()), "{}", again.stderr);

    let diff = place.wxkit_at(&sandbox, &["official", "draft", "diff", &id, "tea"]);
    assert_eq!(diff.status, 1, "{}", diff.stdout);
    assert!(diff.stdout.contains("p near 一壶好茶水: line-height: 1.75 was taken away\n"), "{}", diff.stdout);
    assert!(diff.stdout.contains("img near 水: <img> was taken away\n"), "{}", diff.stdout);
    let diff = place.wxkit_at(&sandbox, &["official", "draft", "diff", &id, "tea", "--json"]);
    assert_eq!((diff.status, diff.json()["same"].as_bool()), (1, Some(false)));
    assert_eq!(diff.json()["differences"][0]["field"], "content");
    let other = place.wxkit_at(&sandbox, &["official", "draft", "diff", &id, "tea", "tea"]);
    assert_eq!(other.status, 2, "{}", other.stderr);
}

#[test]
fn a_draft_that_cannot_be_read_back_is_no_failure() {
    let place = Place::new();
    // The flow itself looks at the draft once.
    let sandbox =
        place.sandbox_with(r#"{"call":"draft/get","nth":2,"do":"refuse","errcode":48001,"errmsg":"no"}"#);
    let ran = place.wxkit_at(&sandbox, &["publish", "tea", "--via", "draft"]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("what WeChat keeps of the article could not be read back: "),
        "{}",
        ran.stderr
    );
}
