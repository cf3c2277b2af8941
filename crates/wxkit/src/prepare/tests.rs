use std::fs;

use expect_test::{Expect, expect};
use tempfile::TempDir;
use wxkit_article::{Format, ParseOptions, parse};

use super::*;

/// One pixel each; the GIF has two frames.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";
const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\xff!\xf9\x04\0\x0a\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0!\xf9\x04\0\x0a\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02L\x01\0;";
const SVG: &str =
    "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='200'><rect width='9' height='9'/></svg>";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in
        [("a.png", PNG), ("b.gif", GIF), ("c.svg", SVG.as_bytes()), ("d.png", b"<html>404</html>")]
    {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

async fn made(
    text: &str,
    folder: &TempDir,
    change: impl Fn(&mut PrepareOptions),
) -> Result<Prepared, Vec<Fault>> {
    let article =
        parse(&format!("---\ntitle: 茶\n---\n{text}\n"), Format::Markdown, &ParseOptions::default()).unwrap();
    let mut options = PrepareOptions::new(folder.path());
    options.store = Some(folder.path().join("kept"));
    change(&mut options);
    prepare(&article, &options).await
}

fn line(ready: &Ready) -> String {
    let Ready { asset, kind, pixels, changes, warnings, .. } = ready;
    let said = [&changes[..], warnings].concat().join("; ");
    format!("{} as {}: {} {:?}: {said}\n", asset.path, asset.name, kind.name(), pixels.unwrap_or_default())
}

async fn check(text: &str, change: impl Fn(&mut PrepareOptions), expected: &Expect) {
    let told = match made(text, &folder(), change).await {
        Ok(prepared) => {
            let mut told: String = prepared
                .cover
                .iter()
                .map(|cover| format!("cover ({}) {}", prepared.cover_is_first, line(cover)))
                .collect();
            prepared.pictures.iter().for_each(|ready| told += &line(ready));
            told
        }
        Err(faults) => {
            faults.iter().map(|fault| format!("{fault} ({})\n", fault.kind == FaultKind::Network)).collect()
        }
    };
    expected.assert_eq(&told);
}

#[tokio::test]
async fn pictures_are_made_ready() {
    check(
        "![](a.png)\n\n![](b.gif)\n\n![](c.svg)",
        |_| {},
        &expect![[r#"
            cover (true) a.png as a.png: PNG (1, 1): 
            a.png as a.png: PNG (1, 1): 
            b.gif as b.gif: GIF (1, 1): it is sent as permanent material and takes a place in the library (素材库)
            c.svg as c.png: PNG (1080, 540): drawn from SVG as PNG
        "#]],
    )
    .await;
    let data = format!("![](data:image/svg+xml,{})", SVG.replace(' ', "%20").replace('\'', "%27"));
    check(
        &data,
        |options| options.store = None,
        &expect![[r#"
            cover (true) the image/svg+xml in a data: address as picture.png: PNG (1080, 540): drawn from SVG as PNG
            the image/svg+xml in a data: address as picture.png: PNG (1080, 540): drawn from SVG as PNG
        "#]],
    )
    .await;
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    check(
        "![](d.png)\n\n![](https://example.com/a.png)\n\n![](none.png)",
        |_| {},
        &expect![[r#"
            line 4: d.png: this is a web page, not a picture (false)
            line 6: https://example.com/a.png: pictures of other sites are not fetched; download it beside the article and use the file's name (false)
            line 8: none.png: there is no such file (false)
        "#]],
    )
    .await;
    let without = "no cover (封面): name a picture as `cover:` in the front matter, put one into the text, or choose one for this run (false)\n";
    let faults = made("茶", &folder(), |_| {}).await.unwrap_err();
    assert_eq!(
        faults
            .iter()
            .map(|fault| format!("{fault} ({})\n", fault.kind == FaultKind::Network))
            .collect::<String>(),
        without
    );
    check("茶", |options| options.cover = Some(Cover::Without), &expect![""]).await;
    let many: String = (0..5000).map(|n| format!("![]({n}.png)\n\n")).collect();
    check(&many, |_| {}, &expect![[r#"
        the article has 5000 pictures, at most 1000 can be sent; leave some out, or make several articles of it (false)
    "#]]).await;
}

#[tokio::test]
async fn a_picture_is_made_once() {
    let folder = folder();
    let first = made("![](c.svg)", &folder, |_| {}).await.unwrap();
    let Source::Path(kept) = &first.pictures[0].asset.source else { panic!("a file") };
    let stamp = || fs::metadata(&**kept).unwrap().modified().unwrap();
    let before = stamp();
    let second = made("![](c.svg)", &folder, |_| {}).await.unwrap();
    assert_eq!((line(&second.pictures[0]), stamp()), (line(&first.pictures[0]), before));
    // One that was spoilt is made again.
    fs::write(&**kept, "x").unwrap();
    let third = made("![](c.svg)", &folder, |_| {}).await.unwrap();
    assert_eq!(
        (line(&third.pictures[0]), fs::read(&**kept).unwrap().len() > 100),
        (line(&first.pictures[0]), true)
    );
}

#[tokio::test]
async fn what_is_made_and_not_kept_is_what_is_sent() {
    let folder = folder();
    let made = made("![](a.png)\n\n![](c.svg)", &folder, |options| options.store = None).await.unwrap();
    let sources: Vec<_> = made.article.pictures.iter().map(|picture| &picture.file.source).collect();
    assert_eq!(*sources[0], Source::path(folder.path().join("a.png")));
    assert!(matches!(sources[1], Source::Bytes(bytes) if bytes.starts_with(b"\x89PNG")));
}

#[tokio::test]
async fn what_is_as_it_should_be_leaves_nothing_behind() {
    let folder = folder();
    made("![](a.png)", &folder, |_| {}).await.unwrap();
    assert!(!folder.path().join("kept").exists());
}
