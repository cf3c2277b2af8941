//! Bad input: exit status 2, one clear reason, and nothing sent.

use expect_test::{Expect, expect};
use wxkit_sandbox::Sandbox;
use wxkit_tests::command::Desk;

const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF~~";
const WEBP: &[u8] = b"RIFF\x24\0\0\0WEBPVP8 ";
const MP4: &[u8] = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41~~";
const FRONT: &str = "---\ntitle: 标题\ncover: c.jpg\n---\n";

/// An article of these words beside a good cover `c.jpg`, a good `p.jpg` and these files.
fn check(text: &str, files: &[(&str, &[u8])], expected: &Expect) {
    let desk = Desk::new(Sandbox::default());
    desk.file("a/c.jpg", JPEG);
    desk.file("a/p.jpg", JPEG);
    desk.file("a/article.md", text.as_bytes());
    for (name, bytes) in files {
        desk.file(&format!("a/{name}"), bytes);
    }
    refused(&desk, &["publish", "a"], expected);
}

fn refused(desk: &Desk, args: &[&str], expected: &Expect) {
    let (status, stdout, stderr) = desk.run(&[args, &["--json"]].concat());
    let error: serde_json::Value =
        serde_json::from_str(&stderr).unwrap_or_else(|_| panic!("no JSON: {stderr}"));
    let message = error["error"]["message"].as_str().unwrap();
    let kind = &error["error"]["kind"];
    assert_eq!((status, kind.as_str(), stdout.as_str()), (2, Some("input"), ""), "{message}");
    assert!(desk.server.sandbox().calls().is_empty(), "something was sent");
    expected.assert_eq(&message.replace(&desk.folder.path().display().to_string(), "FOLDER"));
}

#[test]
fn articles() {
    let desk = Desk::new(Sandbox::default());
    refused(&desk, &["publish", "a"], &expect![["a: there is no such file or folder"]]);
    desk.file("a/p.jpg", JPEG);
    refused(&desk, &["publish", "a"], &expect![["a: there is no article.md and no article.html in it"]]);
    check(
        FRONT,
        &[("article.html", FRONT.as_bytes())],
        &expect![["a: there are both article.md and article.html in it"]],
    );
    check(
        "---\ntitle: 标题\ncover: [c.jpg\n---\n茶\n",
        &[],
        &expect![["article.md:3: front matter: expected string scalar"]],
    );
    check(
        "---\ncover: c.jpg\n---\n茶\n",
        &[],
        &expect![[
            "article.md: no title; give one as `title:` in the front matter, or begin the article with a level-1 heading"
        ]],
    );
    check(
        "---\ntitle: 标题\n---\n茶\n",
        &[],
        &expect![["article.md: no cover; give the picture's file name as `cover:` in the front matter"]],
    );
    let long = |title: usize, digest: usize| {
        format!(
            "---\ntitle: {}\ndigest: {}\ncover: c.jpg\n---\n茶\n",
            "茶".repeat(title),
            "水".repeat(digest)
        )
    };
    check(&long(65, 1), &[], &expect![["article.md:2: the title has 65 characters, at most 64 are allowed"]]);
    check(
        &long(64, 121),
        &[],
        &expect![["the digest has 121 characters; the digest may have at most 120 (spec 7.1)"]],
    );
}

#[test]
fn covers() {
    let text = format!("{FRONT}茶\n");
    check(&text, &[("c.jpg", b"")], &expect![["c.jpg: the file is empty"]]);
    check(
        &text,
        &[("c.jpg", WEBP)],
        &expect![[
            "c.jpg: the content is WebP; a permanent image must be JPEG, PNG, GIF, BMP (spec 4.1: 10 MB today, 2 MB in the manual)"
        ]],
    );
    check(
        &text,
        &[("c.jpg", &[JPEG, &vec![0; 10 << 20]].concat())],
        &expect![[
            "c.jpg has 10485772 bytes; a permanent image may have at most 10485760 (spec 4.1: 10 MB today, 2 MB in the manual)"
        ]],
    );
    check(&text.replace("c.jpg", "none.jpg"), &[], &expect![["article.md: none.jpg: there is no such file"]]);
}

#[test]
fn pictures() {
    let text = |target: &str| format!("{FRONT}茶\n\n![图]({target})\n");
    check(&text("none.jpg"), &[], &expect![["article.md:7: none.jpg: there is no such file"]]);
    check(
        &text("../p.jpg"),
        &[],
        &expect![["article.md:7: ../p.jpg leaves the article's folder; put the file beside the article"]],
    );
    check(
        &text("https://example.com/p.png"),
        &[],
        &expect![[
            "article.md:7: https://example.com/p.png is not on WeChat's hosts and would be filtered out; download it beside the article and use the file's name"
        ]],
    );
    check(
        &text("p.png"),
        &[("p.png", WEBP)],
        &expect![[
            "p.png: the content is WebP; a picture in an article must be JPEG, PNG, GIF (spec 3: 5 MB in the manual, 1 MB today)"
        ]],
    );
    check(
        &text("p.svg"),
        &[("p.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")],
        &expect![[
            "p.svg: the content is SVG; a picture in an article must be JPEG, PNG, GIF (spec 3: 5 MB in the manual, 1 MB today)"
        ]],
    );
    check(
        &text("t.jpg"),
        &[("t.jpg", "只是文字".as_bytes())],
        &expect![[
            "t.jpg: the content is of an unknown kind; a picture in an article must be JPEG, PNG, GIF (spec 3: 5 MB in the manual, 1 MB today)"
        ]],
    );
    check(&text("e.jpg"), &[("e.jpg", b"")], &expect![["e.jpg: the file is empty"]]);
    check(
        &text("l.jpg"),
        &[("l.jpg", &[JPEG, &vec![0; 5 << 20]].concat())],
        &expect![[
            "l.jpg has 5242892 bytes; a picture in an article may have at most 5242880 (spec 3: 5 MB in the manual, 1 MB today)"
        ]],
    );
    check(
        &format!("{FRONT}![卡](p.jpg \"miniprogram:wx0123456789abcdef/p\")\n"),
        &[],
        &expect![
            "p.jpg: the picture of a mini-program card must have 1080×864 pixels, this has no readable size (spec 10.2)"
        ],
    );
    let card = format!("{FRONT}![{}](p.jpg \"miniprogram:wx0123456789abcdef/p\")\n", "长".repeat(36));
    check(
        &card,
        &[],
        &expect![[
            "article.md:5: the title of a mini-program card has 36 characters, at most 35 are allowed"
        ]],
    );
}

#[test]
fn videos() {
    let text = format!("{FRONT}![片](v.mp4)\n");
    check(&text, &[], &expect![["article.md:5: v.mp4: there is no such file"]]);
    check(&text, &[("v.mp4", b"")], &expect![["v.mp4: the file is empty"]]);
    check(
        &text,
        &[("v.mp4", b"no film")],
        &expect![["v.mp4: the content is of an unknown kind; a video must be MP4 (spec 6)"]],
    );
    let tags =
        "---\ntitle: 标题\ncover: c.jpg\nvideos: {v.mp4: {tags: [a, b, c, d, e, f]}}\n---\n![片](v.mp4)\n";
    check(tags, &[("v.mp4", MP4)], &expect![["article.md:4: a video has at most 5 tags, here are 6"]]);
    let desk = Desk::new(Sandbox::default());
    let film = std::fs::File::options().write(true).open(desk.file("film.mp4", MP4)).unwrap();
    film.set_len((2 << 30) + 1).unwrap();
    refused(
        &desk,
        &["official", "video", "upload", "film.mp4", "--title", "片"],
        &expect![["film.mp4 has 2147483649 bytes; a video may have at most 2147483648 (spec 6)"]],
    );
}

#[test]
fn voices() {
    let desk = Desk::new(Sandbox::default());
    // Frames of 20 ms, and of 36 ms behind a tag.
    desk.file("long.amr", &[b"#!AMR\n", &[0x3C; 32].repeat(3050)[..]].concat());
    let mut frame = [0; 144];
    frame[..4].copy_from_slice(&[0xFF, 0xF3, 0x48, 0xC4]);
    desk.file("long.mp3", &[b"ID3\x04\0\0\0\0\0\x02\0\0", &frame.repeat(1700)[..]].concat());
    desk.file("good.mp3", &frame.repeat(1666));
    for how in ["media upload", "material add"] {
        let with = |file| {
            [&["official"], &how.split(' ').collect::<Vec<_>>()[..], &["--type", "voice", file]].concat()
        };
        refused(
            &desk,
            &with("long.amr"),
            &expect![["long.amr lasts 61.00 seconds; a voice may last at most 60 (spec 2.1, 4.1)"]],
        );
        refused(
            &desk,
            &with("long.mp3"),
            &expect![["long.mp3 lasts 61.20 seconds; a voice may last at most 60 (spec 2.1, 4.1)"]],
        );
    }
    let sent = desk.json(&["official", "media", "upload", "--type", "voice", "good.mp3"]);
    assert_eq!(sent["type"], "voice");
}

#[test]
fn settings() {
    let desk = Desk::new(Sandbox::default());
    desk.file("a/c.jpg", JPEG);
    desk.file("a/article.md", format!("{FRONT}茶\n").as_bytes());
    refused(
        &desk,
        &["publish", "a", "--base-url", "not an address"],
        &expect![["the base URL is not valid: it must look like https://host or https://host/prefix"]],
    );
    refused(
        &desk,
        &["publish", "a", "--base-url", "http://api.weixin.qq.com"],
        &expect![[
            "plain http to api.weixin.qq.com is refused: the access token stands in the address and anybody on the way could read it; use https, or allow http for this host"
        ]],
    );
    refused(
        &desk,
        &["publish", "a", "--jobs", "many"],
        &expect![["invalid value 'many' for '--jobs <N>': invalid digit found in string"]],
    );
    let output = desk.wxkit(&["publish", "a"]).env_remove("WXKIT_SECRET").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("WXKIT_SECRET"));
    assert!(desk.server.sandbox().calls().is_empty());
}

/// Names that break careless requests.
#[test]
fn hostile_names_never_break_a_request() {
    let desk = Desk::new(Sandbox::default());
    let long = format!("{}.jpg", "长".repeat(80));
    for (n, name) in
        ["a\"b.jpg", "c\r\nd.jpg", "e;f=g.jpg", "h i%20.jpg", "😀.jpg", "图\\.jpg", &long].iter().enumerate()
    {
        desk.file(name, &[JPEG, name.as_bytes()].concat());
        let reply = desk.json(&["official", "media", "image", name]);
        assert!(reply["url"].as_str().unwrap().starts_with("http://mmbiz.qpic.cn/"), "{name}");
        assert_eq!(desk.server.sandbox().pictures().len(), n + 1);
    }
    let names: Vec<_> = desk.server.sandbox().pictures().iter().map(|picture| picture.name.clone()).collect();
    let expected = ["a%22b.jpg", "c%0D%0Ad.jpg", "e;f=g.jpg", "h i%20.jpg", "😀.jpg", "图%5C.jpg", &long];
    assert_eq!(names, expected);
}
