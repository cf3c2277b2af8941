//! What WeChat's standard has against an article, by the command.

#[cfg(test)]
mod support;

use std::fs;

use support::Place;

const BAD: &str = "<p style=\"text-align:start;line-height:1.75;\">一壶好茶</p>";

#[test]
fn findings_decide_the_exit_status() {
    let place = Place::new();
    let file = place.path("a.html");
    fs::write(&file, BAD).unwrap();
    let path = file.to_str().unwrap();
    let bad = place.wxkit(&["lint", path]);
    assert_eq!(bad.status, 2, "{}", bad.stderr);
    assert!(bad.stdout.contains("a.html:1:1: engine: text-align: "), "{}", bad.stdout);
    assert_eq!(bad.stderr, "");

    let json = place.wxkit(&["lint", path, "--format", "json"]).json();
    assert_eq!((&json["valid"], &json["findings"][0]["rule"]), (&false.into(), &"text-align".into()));
    let sarif = place.wxkit(&["lint", path, "--format", "sarif"]).json();
    assert_eq!(sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"], 1);

    let mended = place.wxkit(&["lint", path, "--fix"]);
    assert_eq!((mended.status, mended.stdout.as_str()), (0, "valid, nothing found\n"));
    assert_eq!(fs::read_to_string(&file).unwrap(), BAD.replace("start", "left"));

    fs::write(&file, "<p style=\"font-family:serif;\">茶</p>").unwrap();
    assert_eq!(place.wxkit(&["lint", path]).status, 0);
    assert_eq!(place.wxkit(&["lint", path, "--strict"]).status, 2);
    let missing = place.wxkit(&["lint", "nothing.html", "--json"]);
    assert_eq!((missing.status, &missing.error()["kind"]), (2, &"input".into()));
}

#[test]
fn wechat_itself_is_asked_only_when_told_to() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let file = place.path("a.html");
    fs::write(&file, BAD).unwrap();
    let path = file.to_str().unwrap();
    let asked = place.wxkit_at(&sandbox, &["lint", path, "--official"]);
    assert_eq!(asked.status, 2);
    assert!(asked.stderr.contains("WeChat's own check: text-align"), "{}", asked.stderr);

    // Nobody is there: that is not a verdict.
    fs::write(&file, BAD.replace("start", "left")).unwrap();
    let lost = place.wxkit(&["lint", path, "--official", "--base-url", "http://127.0.0.1:9"]);
    assert_eq!(lost.status, 0, "{}", lost.stderr);
    assert!(lost.stderr.contains("not checked by WeChat"), "{}", lost.stderr);
}

/// The same words stand before in the text; only one of the places is to blame.
#[test]
fn findings_in_an_article_name_the_lines_of_its_text() {
    let place = Place::new();
    let text = "---\ntitle: 茶\ncover: 封面.png\n---\n一壶好茶\n\n<section style=\"position:relative;height:0;line-height:1.75;\">一壶好茶</section>\n\n| 一 |\n|---|\n| 二 |\n";
    fs::write(place.path("tea/article.md"), text).unwrap();
    let ran = place.wxkit(&["lint", "tea"]);
    assert!(
        ran.status == 2 && ran.stdout.contains("tea:7:1: engine: height: "),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    let strict = place.wxkit(&["publish", "tea", "--sandbox", "--strict"]);
    assert_eq!(strict.status, 2, "{}", strict.stderr);
    assert!(strict.stderr.contains("article.md:7: "), "{}", strict.stderr);
    assert_eq!(strict.stderr.matches("[height]").count(), 1, "{}", strict.stderr);
}

/// It has a video, whose frame stands alone in its section.
#[test]
fn the_sample_has_nothing_to_find() {
    let ran =
        Place::new().wxkit(&["lint", concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/articles/sample")]);
    assert_eq!((ran.status, ran.stdout.trim_end()), (0, "valid, nothing found"), "{}", ran.stderr);
}
