//! Permanent material: its list, its count, and its deletion.

use expect_test::expect;

use super::bench::*;
use crate::Config;

const LIST: &str = "cgi-bin/material/batchget_material?access_token=ACCESS_TOKEN";
const DELETE: &str = "cgi-bin/material/del_material?access_token=ACCESS_TOKEN";
const COUNT: &str = "cgi-bin/material/get_materialcount?access_token=ACCESS_TOKEN";

/// With so many images, a second apart and named by their number, and a voice.
fn stocked(images: u32) -> Bench {
    let mut bench = Bench::new(Config::default());
    let add = "cgi-bin/material/add_material?access_token=ACCESS_TOKEN&type=";
    for image in 0..images {
        bench.form(&format!("{add}image"), &format!("{image}.jpg"), JPEG);
        bench.pass(1);
    }
    bench.form(&format!("{add}voice"), "茶.mp3", b"ID3");
    bench.form(&format!("{add}thumb"), "a.jpg", JPEG);
    bench
}

#[test]
fn pages_have_the_newest_first() {
    let mut bench = stocked(23);
    let mut page = |body: &str| {
        let reply = bench.post(LIST, body);
        let items = reply["item"].as_array().unwrap();
        let names: Vec<_> = items.iter().map(|item| item["name"].as_str().unwrap()).collect();
        format!("{} {} {}", reply["total_count"], reply["item_count"], names.join(" "))
    };
    expect!["23 3 22.jpg 21.jpg 20.jpg"].assert_eq(&page(r#"{"type":"image","offset":0,"count":3}"#));
    expect!["23 2 1.jpg 0.jpg"].assert_eq(&page(r#"{"type":"image","offset":21,"count":20}"#));
    expect!["23 0 "].assert_eq(&page(r#"{"type":"image","offset":23,"count":20}"#));
    expect!["1 1 茶.mp3"].assert_eq(&page(r#"{"type":"voice","offset":0,"count":20}"#));
    expect!["0 0 "].assert_eq(&page(r#"{"type":"news","offset":0,"count":20}"#));
    let voice = bench.post(LIST, r#"{"type":"voice","offset":0,"count":1}"#);
    let item = voice["item"][0].as_object().unwrap();
    assert_eq!(item.keys().collect::<Vec<_>>(), ["media_id", "name", "update_time", "url"]);
    assert_eq!((&item["update_time"], &item["url"]), (&1_525_936_596.into(), &"".into()));
    assert!(voice.get("errcode").is_none());
}

#[test]
fn what_a_list_must_say() {
    let mut bench = stocked(1);
    let mut check = |body: &str, expected: &str| assert_eq!(verdict(&bench.post(LIST, body)), expected);
    let (kind, parameter) = ("40004 invalid media type", "40035 invalid parameter");
    check(r#"{"type":"thumb","offset":0,"count":1}"#, kind);
    check(r#"{"offset":0,"count":1}"#, kind);
    check(r#"{"type":"image","offset":0,"count":0}"#, parameter);
    check(r#"{"type":"image","offset":0,"count":21}"#, parameter);
    check(r#"{"type":"image","offset":-1,"count":1}"#, parameter);
    check(r#"{"type":"image","offset":4294967296,"count":1}"#, parameter);
    check(r#"{"type":"image","count":1}"#, parameter);
    check("type=image", "47001 data format error");
}

#[test]
fn deleted_material_is_gone() {
    let mut bench = stocked(2);
    let counts = bench.get(COUNT);
    expect![[r#"{"image_count":2,"news_count":0,"video_count":0,"voice_count":1}"#]]
        .assert_eq(&counts.to_string());
    assert_eq!(verdict(&bench.post(COUNT, "")), "43001 require GET method");

    let cover = bench.cover();
    let article =
        serde_json::json!({ "articles": [{ "thumb_media_id": cover, "title": "茶", "content": "x" }] });
    let upload = |bench: &mut Bench| {
        let path = "cgi-bin/publish/uploadnews?access_token=ACCESS_TOKEN";
        verdict(&bench.post(path, &article.to_string()))
    };
    assert_eq!(upload(&mut bench), "no ok");
    let body = format!(r#"{{"media_id":"{cover}"}}"#);
    assert_eq!(bench.post(DELETE, &body).to_string(), r#"{"errcode":0,"errmsg":"ok"}"#);
    assert_eq!(upload(&mut bench), "40007 invalid media_id");
    assert_eq!(verdict(&bench.post(DELETE, &body)), "40007 invalid media_id");
    assert_eq!(verdict(&bench.post(DELETE, "{}")), "41006 media_id missing");
    assert_eq!(bench.get(COUNT)["image_count"], 2);
    assert_eq!(bench.sandbox.materials().iter().filter(|material| material.deleted).count(), 1);
}
