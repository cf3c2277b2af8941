//! Articles as people have them: what is made of their pictures, and what they are told.

#[cfg(test)]
mod browser;
#[cfg(test)]
mod preview;
#[cfg(test)]
mod support;

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};
use support::{Place, Ran};

const DRAWING: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='200'><text x='9' y='99' font-size='40'>茶</text></svg>";

/// Two by two pixels, which WeChat takes as a cover but not in a text.
fn bitmap() -> Vec<u8> {
    let head = [
        &b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\x18\0\0\0\0\0\x10\0\0\0"[..],
        &[0; 16],
    ];
    [&head.concat()[..], &[9; 16]].concat()
}

/// With an article of this text and the pictures `a.bmp` and `b.svg` in `leaf`.
#[cfg(test)]
fn place(text: &str) -> Place {
    let place = Place::new();
    fs::create_dir(place.path("leaf")).unwrap();
    fs::write(place.path("leaf/index.md"), text).unwrap();
    fs::write(place.path("leaf/a.bmp"), bitmap()).unwrap();
    fs::write(place.path("leaf/b.svg"), DRAWING).unwrap();
    place
}

fn fails(place: &Place, args: &[&str], status: i32, words: &[&str]) -> Ran {
    let ran = place.wxkit(args);
    assert_eq!(ran.status, status, "{args:?}: {}{}", ran.stdout, ran.stderr);
    for words in words {
        assert!(ran.stderr.contains(words), "{args:?}: {}", ran.stderr);
    }
    ran
}

#[test]
fn pictures_are_made_ready_and_the_first_is_the_cover() {
    let place = place("# 茶\n\n![](a.bmp)\n\n![](b.svg)\n");
    let sandbox = place.sandbox();
    let run = |args: &[&str]| {
        let ran = place.wxkit_at(&sandbox, args);
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.stderr);
        ran
    };
    let plan = run(&["publish", "leaf", "--dry-run", "--json"]).json();
    assert_eq!(
        (&plan["title"], &plan["cover"], &plan["characters_limit"]),
        (&json!("茶"), &json!("a.bmp"), &json!(20_000))
    );
    let changes: Vec<_> = plan["files"].as_array().unwrap().iter().map(|file| &file["changes"]).collect();
    assert_eq!(
        changes,
        [&json!([]), &json!(["converted from BMP to PNG"]), &json!(["drawn from SVG as PNG"])]
    );
    let told = run(&["publish", "leaf", "--dry-run"]);
    assert!(told.stdout.contains("cover  a.bmp (the first picture)"), "{}", told.stdout);
    assert!(told.stdout.contains("; drawn from SVG as PNG\n"), "{}", told.stdout);
    assert!(told.stderr.contains("the cover (封面) is the first picture: a.bmp"), "{}", told.stderr);

    let result = run(&["publish", "leaf", "--json"]).json();
    assert_eq!(result["images"].as_array().unwrap().len(), 2);
    let again = run(&["publish", "leaf", "--json"]).json();
    assert_eq!(again["url"], result["url"]);
}

#[test]
fn the_text_is_shown() {
    let place = place("---\ntitle: 茶\nauthor: 客\n---\n![](b.svg)\n\n[水](https://example.com/)\n");
    let shown = place.wxkit(&["render", "leaf", "--json"]);
    assert_eq!(shown.status, 0, "{}", shown.stderr);
    let shown = shown.json();
    let content = shown["content"].as_str().unwrap();
    assert_eq!(
        (&shown["title"], &shown["author"], &shown["digest"]),
        (&json!("茶"), &json!("客"), &json!(""))
    );
    assert_eq!(
        (&shown["characters"], &shown["bytes"]),
        (&json!(content.chars().count()), &json!(content.len()))
    );
    let picture = &shown["pictures"][0];
    assert_eq!(
        (&picture["source"], &picture["width"], &picture["height"]),
        (&json!("b.svg"), &json!(1080), &json!(540))
    );
    let path = picture["path"].as_str().unwrap();
    assert!(content.contains(path) && fs::read(path).unwrap().starts_with(b"\x89PNG"), "{content}");
    assert_eq!(
        (&shown["cover"], &shown["videos"], &shown["warnings"]),
        (&Value::Null, &json!([]), &json!([]))
    );

    let plain = place.wxkit(&["render", "leaf"]);
    assert_eq!(plain.stdout.trim_end_matches('\n'), content);
    let written = place.wxkit(&["render", "leaf", "-o", "out.html"]);
    assert_eq!(
        (written.stdout.as_str(), fs::read_to_string(place.path("out.html")).unwrap().as_str()),
        ("out.html\n", content)
    );
    let film = place.wxkit(&["render", "tea"]);
    assert!(film.stdout.contains("data-mpvid=\"PENDING\""), "{}", film.stdout);
}

#[test]
fn a_text_from_standard_input() {
    let place = place("");
    let mut command = place.command(&["render", "-", "--title", "茶"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all("一壶**好**茶\n".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("好") && shown.contains("<strong") && output.status.success(), "{shown}");
}

fn dry<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [&["publish", "leaf", "--dry-run", "--json"], args].concat()
}

#[test]
fn covers() {
    let place = place("# 茶\n\n水\n");
    fails(&place, &dry(&[]), 2, &["no cover (封面)", "--cover FILE"]);
    fails(&place, &dry(&["--cover", "first"]), 2, &["no cover (封面)"]);
    fails(&place, &dry(&["--cover", "none.png"]), 2, &["none.png: there is no such file"]);
    let plan = place.wxkit(&dry(&["--cover", "leaf/b.svg"]));
    assert_eq!(plan.json()["files"][0]["changes"], json!(["drawn from SVG as PNG"]), "{}", plan.stderr);
}

#[test]
fn all_bad_pictures_are_told_at_once_and_nothing_is_sent() {
    let text = "# 茶\n\n![](page.png)\n\n![](http://127.0.0.1:9/a.png)\n\n![](script.svg)\n\n![](http://192.168.1.1/)\n";
    let place = place(text);
    fs::write(place.path("leaf/page.png"), "<html>404</html>").unwrap();
    fs::write(place.path("leaf/script.svg"), DRAWING.replace("<text", "<script/><text")).unwrap();
    let wrong = ["publish", "leaf", "--sandbox"];
    fails(
        &place,
        &wrong,
        2,
        &[
            "index.md:3: page.png: this is a web page, not a picture",
            "index.md:5: http://127.0.0.1:9/a.png: it could not be fetched: the address of the file leads to 127.0.0.1",
            "index.md:7: script.svg: the SVG cannot be drawn: line 1: it has a script",
            "index.md:9: http://192.168.1.1/: it could not be fetched: the address of the file leads to 192.168.1.1",
        ],
    );
    let remote = fails(
        &place,
        &[&wrong[..], &["--no-remote"]].concat(),
        2,
        &["pictures of other sites are not fetched"],
    );
    assert!(!remote.stderr.contains("leads to"), "{}", remote.stderr);
}

#[test]
fn only_the_network_is_to_blame() {
    let place = place("# 茶\n\n![](http://127.0.0.1:9/a.png)\n");
    fails(
        &place,
        &["publish", "leaf", "--sandbox", "--allow-http", "127.0.0.1"],
        4,
        &["index.md:3: http://127.0.0.1:9/a.png"],
    );
}

#[test]
fn warnings_can_be_errors() {
    let place = place("---\ntitle: 茶\nauther: 客\n---\n![](a.bmp)\n");
    let plan = place.wxkit(&["publish", "leaf", "--dry-run", "--json"]).json();
    let warning = &plan["warnings"][0];
    assert!(
        warning["line"].is_u64() && warning["rule"].is_string() && warning["message"].is_string(),
        "{plan}"
    );
    fails(&place, &["publish", "leaf", "--dry-run", "--strict"], 2, &["index.md:", "[", "without --strict"]);
    let result = place.wxkit(&["publish", "leaf", "--sandbox", "--json"]).json();
    assert_eq!(result["warnings"][0], *warning);
}

#[test]
fn the_account_is_asked_for_the_route_first() {
    let place = place("# 茶\n\n![](a.bmp)\n");
    let faults = "{\"call\":\"freepublish/batchget\",\"do\":\"refuse\",\"errcode\":48001,\"errmsg\":\"api unauthorized\"}\n";
    let sandbox = place.sandbox_with(faults);
    let refused = place.wxkit_at(&sandbox, &["publish", "leaf", "--via", "freepublish", "--json"]);
    assert_eq!((refused.status, &refused.error()["code"]), (3, &json!(48001)), "{}", refused.stderr);
    let hint = refused.error()["hint"].as_str().unwrap().to_owned();
    assert_eq!(hint, "nothing was uploaded; the account can try --via media-api");
    let material = place.wxkit_at(&sandbox, &["official", "material", "count", "--json"]).json();
    assert_eq!(material["image_count"], 0);
}
