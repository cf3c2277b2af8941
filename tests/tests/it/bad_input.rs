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
    check_with(&[], text, files, expected);
}

fn check_with(flags: &[&str], text: &str, files: &[(&str, &[u8])], expected: &Expect) {
    let desk = Desk::new(Sandbox::default());
    desk.file("a/c.jpg", JPEG);
    desk.file("a/p.jpg", JPEG);
    desk.file("a/article.md", text.as_bytes());
    for (name, bytes) in files {
        desk.file(&format!("a/{name}"), bytes);
    }
    refused(&desk, &[&["publish", "a"], flags].concat(), expected);
}

fn refused(desk: &Desk, args: &[&str], expected: &Expect) {
    let (status, stdout, stderr) = desk.run(&[args, &["--json"]].concat());
    let error: serde_json::Value = serde_json::from_str(stderr.lines().last().unwrap_or_default())
        .unwrap_or_else(|_| panic!("no JSON: {stderr}"));
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
    refused(
        &desk,
        &["publish", "a"],
        &expect![["a: there is no text in it that ends in .md, .markdown, .html or .htm"]],
    );
    check(
        FRONT,
        &[("article.html", FRONT.as_bytes())],
        &expect![["a: there are several texts in it, article.html, article.md; name the one that is meant"]],
    );
    check(
        "---\ntitle: 标题\ncover: [c.jpg\n---\n茶\n",
        &[],
        &expect![[
            "article.md:3: front matter: a list in [ ] is not closed or lacks a comma; write [one, two], or put the value in quotes"
        ]],
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
        &expect![
            "article.md: no cover (封面): name a picture as `cover:` in the front matter, put one into the text, or choose one for this run"
        ],
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
        &expect![["the digest has 121 characters; the digest may have at most 120 (as documented)"]],
    );
}

#[test]
fn covers() {
    let text = format!("{FRONT}茶\n");
    check(&text, &[("c.jpg", b"")], &expect!["article.md:3: c.jpg: the file is empty"]);
    check(
        &text,
        &[("c.jpg", WEBP)],
        &expect!["article.md:3: c.jpg: the WebP picture is damaged: failed to fill whole buffer"],
    );
    check(
        &text,
        &[("c.jpg", &[JPEG, &vec![0; 10 << 20]].concat())],
        &expect![
            "article.md:3: c.jpg: the JPEG picture is damaged: Format error decoding Jpeg: I/O errors Not enough bytes, expected 1 but found 0"
        ],
    );
    check(
        &text.replace("c.jpg", "none.jpg"),
        &[],
        &expect![["article.md:3: none.jpg: there is no such file"]],
    );
}

#[test]
fn pictures() {
    let text = |target: &str| format!("{FRONT}茶\n\n![图]({target})\n");
    check(&text("none.jpg"), &[], &expect![["article.md:7: none.jpg: there is no such file"]]);
    check(
        &text("../p.jpg"),
        &[],
        &expect![[
            "article.md:7: ../p.jpg leaves the article's folder; put the file beside the article, or name a folder around both as the root"
        ]],
    );
    check_with(
        &["--no-remote"],
        &text("https://example.com/p.png"),
        &[],
        &expect![
            "article.md:7: https://example.com/p.png: pictures of other sites are not fetched; download it beside the article and use the file's name"
        ],
    );
    check(
        &text("p.png"),
        &[("p.png", WEBP)],
        &expect!["article.md:7: p.png: the WebP picture is damaged: failed to fill whole buffer"],
    );
    check(
        &text("p.svg"),
        &[("p.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>0</script></svg>")],
        &expect![
            "article.md:7: p.svg: the SVG cannot be drawn: line 1: it has a script; nothing runs in a picture"
        ],
    );
    check(
        &text("t.jpg"),
        &[("t.jpg", "只是文字".as_bytes())],
        &expect!["article.md:7: t.jpg: this is a file of an unknown kind, not a picture"],
    );
    check(&text("e.jpg"), &[("e.jpg", b"")], &expect!["article.md:7: e.jpg: the file is empty"]);
    check(
        &text("l.jpg"),
        &[("l.jpg", &[JPEG, &vec![0; 5 << 20]].concat())],
        &expect![
            "article.md:7: l.jpg: the JPEG picture is damaged: Format error decoding Jpeg: I/O errors Not enough bytes, expected 1 but found 0"
        ],
    );
    check(
        &format!("{FRONT}![卡](p.jpg \"miniprogram:wx0123456789abcdef/p\")\n"),
        &[],
        &expect![
            "p.jpg: the picture of a mini-program card must have 1080×864 pixels, this has no readable size (as documented)"
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
fn pictures_of_kinds_that_nobody_takes() {
    let text = "---\ntitle: 标题\ncover: c.avif\n---\n![图](p.heic)\n\n![图](x.jpg)\n\n![[j.jp2]]\n\n\
        ![图](data:image/avif;base64,AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZg==)\n";
    let files: &[(&str, &[u8])] = &[
        ("c.avif", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf"),
        ("p.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        ("x.jpg", b"\xff\x0a\xfa\x7f\x01\x90"),
        ("j.jp2", b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 "),
    ];
    check(
        text,
        files,
        &expect![[r#"
        article.md:3: c.avif: AVIF pictures cannot be read; save it as PNG, JPEG or WebP
        article.md:5: p.heic: HEIC pictures cannot be read; save it as PNG, JPEG or WebP
        article.md:7: x.jpg: JPEG XL pictures cannot be read; save it as PNG, JPEG or WebP
        article.md:9: j.jp2: JPEG 2000 pictures cannot be read; save it as PNG, JPEG or WebP
        article.md:11: the image/avif in a data: address: AVIF pictures cannot be read; save it as PNG, JPEG or WebP"#]],
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
        &expect![["v.mp4: the content is of an unknown kind; a video must be MP4 (as documented)"]],
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
        &expect![["film.mp4 has 2147483649 bytes; a video may have at most 2147483648 (as documented)"]],
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
            &expect![["long.amr lasts 61.00 seconds; a voice may last at most 60 (as documented)"]],
        );
        refused(
            &desk,
            &with("long.mp3"),
            &expect![["long.mp3 lasts 61.20 seconds; a voice may last at most 60 (as documented)"]],
        );
    }
    let sent = desk.json(&["official", "media", "upload", "--type", "voice", "good.mp3"]);
    assert_eq!(sent["type"], "voice");
}

#[test]
fn ids_of_another_kind() {
    let desk = Desk::new(Sandbox::default());
    desk.file("p.jpg", JPEG);
    let vid = "wxv_743858593810677444";
    let is_vid = expect![[
        r#"invalid value 'wxv_743858593810677444' for '<MEDIA_ID>': this is the number of a video (vid), and no media_id"#
    ]];
    for command in [
        &["article", "submit"][..],
        &["article", "query"],
        &["material", "delete"],
        &["material", "get"],
        &["media", "get"],
        &["draft", "get"],
        &["draft", "delete"],
        &["freepublish", "submit"],
    ] {
        refused(&desk, &[&["official"], command, &[vid]].concat(), &is_vid);
    }
    refused(
        &desk,
        &["official", "video", "status", vid],
        &expect![
            "invalid value 'wxv_743858593810677444' for '<ID>': this is the number of a video (vid), and no media_id"
        ],
    );
    refused(
        &desk,
        &["official", "mass", "send", "--all", "--image", "p.jpg"],
        &expect![
            "invalid value 'p.jpg' for '--image <MEDIA_ID>': this is a file; upload it, and give the id that it gets"
        ],
    );
    refused(
        &desk,
        &["official", "freepublish", "status", "UFyprEXBvieSOBZuNARuqVCUs2Crd3LU9vfDYvsAUsA"],
        &expect![
            "invalid value 'UFyprEXBvieSOBZuNARuqVCUs2Crd3LU9vfDYvsAUsA' for '<PUBLISH_ID>': this id is a number, such as 2247483647"
        ],
    );
    refused(
        &desk,
        &["official", "freepublish", "get", "http://mp.weixin.qq.com/s"],
        &expect![
            "invalid value 'http://mp.weixin.qq.com/s' for '<ARTICLE_ID>': this is an address, and no id"
        ],
    );
}

#[test]
fn receivers() {
    let desk = Desk::new(Sandbox::default());
    let send = |openids: &str, expected: &Expect| {
        desk.file("openids.txt", openids.as_bytes());
        let args = ["official", "mass", "send", "--openids", "openids.txt", "--text", "茶"];
        refused(&desk, &args, expected);
    };
    let at_least_two = expect!["a mass message to followers by name needs at least 2 different openids"];
    send("", &at_least_two);
    send("OPENID\n\n", &at_least_two);
    send("OPENID1\nOPEN ID2\n", &expect!["openids.txt:2: an id holds no spaces"]);
    let many: String = (0..10_001).map(|nth| format!("OPENID{nth}\n")).collect();
    send(
        &many,
        &expect!["the message has 10001 openids; a mass message may have at most 10000 (as documented)"],
    );
    desk.file("openids.txt", b"\xb2\xe8\n");
    refused(
        &desk,
        &["official", "mass", "send", "--openids", "openids.txt", "--text", "茶"],
        &expect!["openids.txt is not a text in UTF-8 with an openid on each line"],
    );
    refused(
        &desk,
        &["official", "mass", "send", "--openids", "none.txt", "--text", "茶"],
        &expect!["reading none.txt: No such file or directory (os error 2)"],
    );
    refused(
        &desk,
        &["official", "mass", "send", "--openid", "OPENID", "--text", "茶"],
        &expect!["a mass message to followers by name needs at least 2 different openids"],
    );
    refused(
        &desk,
        &["official", "mass", "preview", "--to", " ", "--text", "茶"],
        &expect!["invalid value ' ' for '--to <WECHAT_ID>': an id is not empty"],
    );
}

#[test]
fn mass_messages() {
    let desk = Desk::new(Sandbox::default());
    let send = |more: &[&str], expected: &Expect| {
        refused(&desk, &[&["official", "mass", "send", "--all"], more].concat(), expected);
    };
    send(&["--text", " "], &expect!["the message has no text"]);
    send(
        &["--text", "茶", "--name", &"x".repeat(33)],
        &expect!["clientmsgid has 33 characters; clientmsgid may have at most 32 (as documented)"],
    );
    send(
        &["--text", "茶", "--name", "春茶"],
        &expect!["clientmsgid must be 1 to 32 printable ASCII characters"],
    );
    send(
        &["--video", "VIDEO", "--title", "冲茶"],
        &expect!["only pictures have a --title, and a video that goes to followers by name"],
    );
}

#[test]
fn drafts() {
    let desk = Desk::new(Sandbox::default());
    let article = |title: usize, author: usize, digest: usize, content: usize| {
        serde_json::json!({
            "title": "茶".repeat(title), "author": "客".repeat(author), "digest": "摘".repeat(digest),
            "content": "水".repeat(content), "thumb_media_id": "T",
        })
    };
    let add = |value: serde_json::Value, expected: &Expect| {
        desk.file("draft.json", value.to_string().as_bytes());
        refused(&desk, &["official", "draft", "add", "--data", "@draft.json"], expected);
    };
    add(article(0, 0, 0, 1), &expect!["the article has no title"]);
    add(
        article(1, 17, 0, 1),
        &expect!["the author has 17 characters; the author may have at most 16 (as documented)"],
    );
    add(
        article(1, 0, 129, 1),
        &expect![
            "the digest has 129 characters; the digest may have at most 128 (128 in 2025, 120 in one reading)"
        ],
    );
    add(
        article(1, 0, 0, 400_000),
        &expect!["the content has 1200000 bytes; the content may have at most 1048576 (below 1 MB)"],
    );
    add(
        serde_json::json!(vec![article(1, 0, 0, 1); 9]),
        &expect!["the draft has 9 articles; a draft may have at most 8 (as documented)"],
    );
    add(serde_json::json!([]), &expect!["the draft has no article"]);
    add(
        serde_json::json!({ "title": "茶", "content": "水" }),
        &expect!["the article has no cover (thumb_media_id)"],
    );
    let pictures: Vec<_> =
        (0..21).map(|nth| serde_json::json!({ "image_media_id": format!("I{nth}") })).collect();
    add(
        serde_json::json!({
            "article_type": "newspic", "title": "茶席", "content": "图", "image_info": { "image_list": pictures },
        }),
        &expect!["the article has 21 pictures; an article of pictures may have at most 20 (as documented)"],
    );
    refused(
        &desk,
        &["official", "draft", "add", "--data", "{"],
        &expect!["--data is not JSON in UTF-8: EOF while parsing an object at line 1 column 1"],
    );
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
