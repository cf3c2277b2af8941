use std::fs;

use expect_test::{Expect, expect};
use tempfile::TempDir;

use super::*;

const ARTICLE: &str = "---\ntitle: 茶\ncover: 封面.jpg\n---\n一壶好茶。\n\n![](图.png)\n";

fn folder(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in files {
        let text = if name.starts_with("article") { ARTICLE } else { "x" };
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn check(folder: &TempDir, path: &str, expected: &Expect) {
    let failure = open(&folder.path().join(path)).unwrap_err();
    assert_eq!(failure.status(), 2);
    expected.assert_eq(&failure.message().replace(&folder.path().display().to_string(), "FOLDER"));
}

#[test]
fn a_folder_or_a_file_in_it() {
    let folder = folder(&["article.md", "封面.jpg", "图.png"]);
    let opened = open(folder.path()).unwrap();
    assert_eq!(opened.file, fs::canonicalize(folder.path().join("article.md")).unwrap());
    assert_eq!(opened.article.meta.title, "茶");
    assert_eq!(open(&folder.path().join("article.md")).unwrap().file, opened.file);
}

#[test]
fn what_is_no_article() {
    let empty = folder(&["notes.txt"]);
    check(&empty, "none", &expect!["FOLDER/none: there is no such file or folder"]);
    check(&empty, "notes.txt", &expect!["notes.txt: an article ends in .md, .markdown, .html or .htm"]);
}

#[test]
fn every_missing_file_is_named() {
    check(
        &folder(&["article.md"]),
        "",
        &expect![[r#"
            article.md: 封面.jpg: there is no such file
            article.md:7: 图.png: there is no such file"#]],
    );
}
