use expect_test::{Expect, expect};

use super::*;

/// Loads `path` of some files and tells the text, the root, the files it names, and all that is said.
fn check(files: &[(&str, &str)], path: &str, want: Expect) {
    let files = Memory::from_iter(files.iter().copied());
    want.assert_eq(&told(load(&files, path, None, &ParseOptions::default())));
}

fn told(loaded: Result<Loaded, LoadErrors>) -> String {
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(errors) => return format!("error: {errors}\n"),
    };
    let mut out = format!("{} in {:?}\n", loaded.file.as_deref().unwrap_or("-"), loaded.root);
    let article = &loaded.article;
    for source in article.meta.cover.iter().chain(article.pictures.iter().map(|picture| &picture.source)) {
        out.push_str(&format!("{source}\n"));
    }
    for video in &article.videos {
        out.push_str(&format!("{}\n", video.path));
    }
    for warning in &article.warnings {
        out.push_str(&format!("warning: {warning}\n"));
    }
    for note in &loaded.notes {
        out.push_str(&format!("note: {note}\n"));
    }
    out
}

/// A text that shows one picture.
fn showing(picture: &str) -> String {
    format!("# 茶\n\n好茶。\n\n![]({picture})\n")
}

#[test]
fn the_text_of_a_folder() {
    let text = "# 茶\n\n好茶。\n";
    check(
        &[("a/article.md", text), ("a/b.md", text)],
        "a",
        expect![[r#"
        a/article.md in "a"
    "#]],
    );
    check(
        &[("a/Index.HTML", "<h1>茶</h1><p>好</p>"), ("a/b.md", text)],
        "a",
        expect![[r#"
        a/Index.HTML in "a"
    "#]],
    );
    check(
        &[("a/泡茶.markdown", text), ("a/cover.jpg", "")],
        "a",
        expect![[r#"
        a/泡茶.markdown in "a"
    "#]],
    );
    check(
        &[("a/泡茶.md", text), ("b.md", text)],
        "a/泡茶.md",
        expect![[r#"
        a/泡茶.md in "a"
    "#]],
    );
    check(
        &[("article.md", text)],
        "",
        expect![[r#"
        article.md in ""
    "#]],
    );
    check(
        &[("a/x.txt", "")],
        "a",
        expect![[r#"
        error: a: there is no text in it that ends in .md, .markdown, .html or .htm
    "#]],
    );
    check(
        &[("a/x.txt", "")],
        "a/x.txt",
        expect![[r#"
        error: x.txt: an article ends in .md, .markdown, .html or .htm
    "#]],
    );
    check(
        &[("a/1.md", text), ("a/2.md", text)],
        "a",
        expect![[r#"
        error: a: there are several texts in it, 1.md, 2.md; name the one that is meant
    "#]],
    );
    check(
        &[("a/article.md", text), ("a/article.html", text)],
        "a",
        expect![[r#"
        error: a: there are several texts in it, article.html, article.md; name the one that is meant
    "#]],
    );
    check(
        &[],
        "a",
        expect![[r#"
        error: a: there is no such file or folder
    "#]],
    );
}

#[test]
fn a_text_that_is_not_utf_8() {
    let load_bytes = |bytes: &[u8]| {
        let files = Memory::from_iter([("a.md", bytes)]);
        load(&files, "a.md", None, &ParseOptions::default()).unwrap_err().to_string()
    };
    expect!["a.md:3: the text is not UTF-8 (byte 9 of the file); it may be GBK or GB18030, save it as UTF-8"]
        .assert_eq(&load_bytes(b"# \xe8\x8c\xb6\n\nab\xb2\xe8"));
    assert!(load_bytes(b"\xff\xfea\0").contains("it looks like UTF-16"));
}

#[test]
fn files_beside_the_text() {
    let text = "---\ncover: 封面%20a.jpg\n---\n# 茶\n\n![](./图/茶园.png) ![](A.PNG)\n\n![采茶](v.mp4)\n";
    check(
        &[
            ("a/article.md", text),
            ("a/封面 a.jpg", ""),
            ("a/图/茶园.png", ""),
            ("a/a.png", ""),
            ("a/v.mp4", ""),
        ],
        "a",
        expect![[r#"
            a/article.md in "a"
            封面 a.jpg
            图/茶园.png
            a.png
            v.mp4
            warning: line 6: A.PNG is called a.png; it is found here, but not where case matters
        "#]],
    );
    check(
        &[("a/article.md", text), ("a/图/茶园.jpg", "")],
        "a",
        expect![[r#"
            error: article.md:2: 封面%20a.jpg: there is no such file
            article.md:6: 图/茶园.png: there is no such file; there is 茶园.jpg
            article.md:6: A.PNG: there is no such file
            article.md:8: v.mp4: there is no such file
        "#]],
    );
    check(
        &[("a/article.md", &showing("../b.png")), ("b.png", "")],
        "a",
        expect![[r#"
            error: article.md:5: ../b.png leaves the article's folder; put the file beside the article, or name a folder around both as the root
        "#]],
    );
    check(
        &[("a/article.md", &showing("图")), ("a/图/b.png", "")],
        "a",
        expect![[r#"
        error: article.md:5: 图: this is not an ordinary file
    "#]],
    );
}

#[test]
fn a_root_that_is_given() {
    let files =
        Memory::from_iter([("s/posts/a/index.md", showing("/img/a.png").as_str()), ("s/img/a.png", "")]);
    let with = |root| told(load(&files, "s/posts/a", Some(root), &ParseOptions::default()));
    expect![[r#"
        s/posts/a/index.md in "s"
        img/a.png
    "#]]
    .assert_eq(&with("s"));
    expect![[r#"
        error: index.md: the article lies outside of the root
    "#]]
    .assert_eq(&with("s/img"));
    expect![[r#"
        error: index.md: the root is not a folder
    "#]]
    .assert_eq(&with("none"));
}

#[test]
fn an_obsidian_vault() {
    let vault = |settings: &'static str, text: &str, picture: &'static str| {
        let text = showing(text);
        let files = [("v/.obsidian/app.json", settings), ("v/notes/茶.md", text.as_str()), (picture, "")];
        told(load(&Memory::from_iter(files), "v/notes/茶.md", None, &ParseOptions::default()))
    };
    let in_vault = |path: &str| {
        format!(
            "v/notes/茶.md in \"v\"\n{path}\nnote: the article is part of the Obsidian vault v, and may use all files in it\n"
        )
    };
    let attachments = r#"{"attachmentFolderPath": "附件"}"#;
    let beside = r#"{"attachmentFolderPath": "./图"}"#;
    for (settings, written, there) in [
        (attachments, "a.png", "附件/a.png"),
        (attachments, "a.png", "notes/a.png"),
        (beside, "a.png", "notes/图/a.png"),
        ("{}", "a.png", "a.png"),
        ("no settings", "a.png", "far/away/A.png"),
        ("{}", "away/a.png", "far/away/a.png"),
        ("{}", "../a.png", "a.png"),
        ("{}", "/far/a.png", "far/a.png"),
    ] {
        let picture = Box::leak(format!("v/{there}").into_boxed_str());
        assert_eq!(vault(settings, written, picture), in_vault(there), "{settings} {written}");
    }
    assert_eq!(vault("{}", "a.png", "v/.trash/a.png"), "error: 茶.md:5: a.png: there is no such file\n");
    assert!(vault("{}", "../../x.png", "x.png").contains("leaves the article's folder"));
}

#[test]
fn sites() {
    for (config, text, written, there) in [
        ("_config.yml", "source/_posts/茶.md", "/images/a.png", "source/images/a.png"),
        ("_config.yml", "source/_posts/茶.md", "a.png", "source/_posts/茶/a.png"),
        ("hugo.toml", "content/posts/茶.md", "/images/a.png", "static/images/a.png"),
        ("config.toml", "content/posts/茶/index.md", "a.png", "content/posts/茶/a.png"),
        ("Gemfile", "_posts/2026-05-01-茶.md", "/assets/a.png", "assets/a.png"),
        (".vuepress/config.js", "guide/茶.md", "/a.png", ".vuepress/public/a.png"),
        (".vitepress/config.mts", "guide/茶.md", "/a.png", "public/a.png"),
    ] {
        let text = &format!("s/{text}");
        let files = [
            (format!("s/{config}"), String::new()),
            ("s/_config.yml".to_owned(), String::new()),
            (text.clone(), showing(written)),
            (format!("s/{there}"), String::new()),
        ];
        let loaded = load(&Memory::from_iter(files), text, None, &ParseOptions::default()).unwrap();
        assert_eq!(
            (loaded.root.as_str(), loaded.article.pictures[0].source.to_string().as_str()),
            ("s", there)
        );
        assert!(loaded.notes[0].contains(" site s, and may use"), "{config}: {:?}", loaded.notes);
    }
}

/// Where every file is a link to somewhere else.
struct Links(Memory);

impl Files for Links {
    fn look(&self, path: &str) -> Result<Option<Found>, String> {
        let found = self.0.look(path)?;
        Ok(found.map(|found| match path.ends_with(".png") {
            true => Found { path: "etc/secret.png".into(), ..found },
            false if path.ends_with("pipe.jpg") => Found { kind: FoundKind::Other, ..found },
            false => found,
        }))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, String> {
        self.0.list(folder)
    }

    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, String> {
        self.0.read(path, limit)
    }
}

#[test]
fn links_and_devices() {
    let text = "# 茶\n\n![](a.png)\n\n![](pipe.jpg)\n";
    let files = Links(Memory::from_iter([("a/article.md", text), ("a/a.png", ""), ("a/pipe.jpg", "")]));
    expect![[r#"
        error: article.md:3: a.png: this is a link that leads out of the article's root
        article.md:5: pipe.jpg: this is not an ordinary file
    "#]]
    .assert_eq(&told(load(&files, "a", None, &ParseOptions::default())));
}

#[test]
fn a_text_without_a_file() {
    let files = Memory::from_iter([("a/b.png", "")]);
    let load = |text: &str| {
        told(load_text(&files, text, Format::of_text(text), "a", None, &ParseOptions::default()))
    };
    expect![[r#"
        - in "a"
        b.png
    "#]]
    .assert_eq(&load(&showing("b.png")));
    expect![[r#"
        error: text:5: c.png: there is no such file
    "#]]
    .assert_eq(&load(&showing("c.png")));
    for (text, format) in [
        ("<p align=center>a", Format::Markdown),
        ("\u{feff}<!DOCTYPE html>", Format::Html),
        ("<section>", Format::Html),
        ("<!--\n---\ntitle: a\n---\n-->", Format::Html),
        ("<!-- later -->\n# a", Format::Markdown),
    ] {
        assert_eq!(Format::of_text(text), format, "{text}");
    }
}
