use expect_test::{Expect, expect};
use tempfile::TempDir;

use super::*;

const TEXT: &str = "# 茶\n\n一壶好茶。\n\n![](图.png)\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn check(folder: &TempDir, path: &str, root: Option<&str>, want: &Expect) {
    let root = root.map(|root| folder.path().join(root));
    let opened = open(&folder.path().join(path), root.as_deref(), &ParseOptions::default());
    let told = match opened {
        Ok(opened) => format!("{} in {}", opened.file.unwrap().display(), opened.root.display()),
        Err(errors) => format!("error: {errors}"),
    };
    let real = fs::canonicalize(folder.path()).unwrap();
    want.assert_eq(&told.replace(real.to_str().unwrap(), "F").replace(folder.path().to_str().unwrap(), "F"));
}

#[test]
fn a_folder_or_a_text() {
    let folder = folder(&[("a/index.md", TEXT), ("a/图.png", ""), ("b/x.md", "# 茶\n\n![](../a/图.png)\n")]);
    check(&folder, "a", None, &expect!["F/a/index.md in F/a"]);
    check(&folder, "a/index.md", None, &expect!["F/a/index.md in F/a"]);
    check(&folder, "b/x.md", Some(""), &expect!["F/b/x.md in F"]);
    check(&folder, "b", Some("a"), &expect!["error: x.md: the article lies outside of the root"]);
    check(&folder, "c", None, &expect!["error: F/c: there is no such file or folder"]);
    check(
        &folder,
        "",
        None,
        &expect!["error: F/: there is no text in it that ends in .md, .markdown, .html or .htm"],
    );
}

#[test]
fn a_text_at_hand() {
    let folder = folder(&[("图.png", "")]);
    let opened = open_text(TEXT, Format::Markdown, folder.path(), None, &ParseOptions::default()).unwrap();
    assert_eq!((opened.article.pictures.len(), opened.file), (1, None));
}

#[cfg(unix)]
#[test]
fn links_must_not_lead_out() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("secret.png", ""), ("index.md", TEXT)]);
    let inside = folder(&[("a/index.md", TEXT), ("a/里.png", "")]);
    let picture = inside.path().join("a/图.png");
    symlink("里.png", &picture).unwrap();
    check(&inside, "a", None, &expect!["F/a/index.md in F/a"]);
    fs::remove_file(&picture).unwrap();
    symlink(outside.path().join("secret.png"), &picture).unwrap();
    check(
        &inside,
        "a",
        None,
        &expect!["error: index.md:5: 图.png: this is a link that leads out of the article's root"],
    );
    fs::remove_file(inside.path().join("a/index.md")).unwrap();
    symlink(outside.path().join("index.md"), inside.path().join("a/index.md")).unwrap();
    check(&inside, "a", None, &expect!["error: F/a: index.md is a link that leads out of the folder"]);
}
