//! Temporary media.

use std::time::Duration;

use serde_json::Value;

use super::bench::*;
use crate::Config;

const UPLOAD: &str = "cgi-bin/media/upload?access_token=ACCESS_TOKEN&type=";

/// So many frames of 20 ms.
fn amr(frames: usize) -> Vec<u8> {
    [&b"#!AMR\n"[..], &[&[0x3c][..], &[0; 31]].concat().repeat(frames)].concat()
}

#[test]
fn temporary_media_is_of_fewer_formats() {
    let mut bench = Bench::new(Config::default());
    let mut check = |kind: &str, name: &str, magic: &[u8], len: usize, expected: &str| {
        let mut content = magic.to_vec();
        content.resize(len.max(magic.len()), 0);
        let reply = bench.form(&format!("{UPLOAD}{kind}"), name, &content);
        let said = verdict(&reply);
        // Whether there is an errcode is left to chance.
        let said = if said == "no ok" { "0 ok" } else { &said };
        assert_eq!(said, expected, "{kind} {name} {len}");
    };
    let png = b"\x89PNG\r\n\x1a\n";
    check("image", "茶.png", png, 10 << 20, "0 ok");
    check("image", "茶.png", png, (10 << 20) + 1, "40009 invalid image size");
    check("image", "a.bmp", b"BM", 0, "40005 invalid file type");
    check("image", "a.gif", b"%PDF", 0, "40005 invalid file type");
    check("voice", "a.amr", b"#!AMR\n", 2 << 20, "0 ok");
    check("voice", "a.amr", b"#!AMR\n", (2 << 20) + 1, "40010 invalid voice size");
    check("voice", "a.amr", &amr(3000), 0, "0 ok");
    check("voice", "a.amr", &amr(3001), 0, "45007 playtime out of limit");
    check("voice", "a.wav", b"RIFF\0\0\0\0WAVE", 0, "40005 invalid file type");
    check("video", "a.mp4", b"\0\0\0\x20ftypisom", 0, "0 ok");
    check("video", "a.mp4", b"\0\0\0\x20ftypisom", (10 << 20) + 1, "40011 invalid video size");
    check("thumb", "a.jpg", JPEG, 64 << 10, "0 ok");
    check("thumb", "a.jpg", JPEG, (64 << 10) + 1, "40012 invalid thumb size");
    check("thumb", "a.png", png, 0, "40005 invalid file type");
    check("news", "a.jpg", JPEG, 0, "40004 invalid media type");
    check("", "a.jpg", JPEG, 0, "40004 invalid media type");
    assert_eq!(bench.sandbox.media().len(), 5);
    assert_eq!(bench.sandbox.materials(), []);
}

#[test]
fn it_answers_as_usual_and_as_seen_now_and_then() {
    let mut bench = Bench::with_faults(r#"{"call":"media/upload","nth":2,"do":"odd"}"#);
    for (time, has_code) in
        [(1_525_936_573.into(), false), (Value::from("1525936573"), true), (1_525_936_573.into(), false)]
    {
        let reply = bench.form(&format!("{UPLOAD}image"), "a.jpg", JPEG);
        assert_eq!((&reply["created_at"], reply.get("errcode").is_some()), (&time, has_code), "{reply}");
        assert_eq!((reply["media_id"].as_str().unwrap().len(), &reply["type"]), (64, &"image".into()));
    }
    let reply = bench.form(&format!("{UPLOAD}thumb"), "a.jpg", JPEG);
    assert!(reply.get("media_id").is_none(), "{reply}");
    let media = bench.sandbox.media().last().unwrap();
    assert_eq!(reply["thumb_media_id"], media.media_id.as_str());
    assert_eq!(media.dies, bench.now + Duration::from_secs(259_200));
}

#[test]
fn it_is_neither_material_nor_a_cover() {
    let mut bench = Bench::new(Config::default());
    let reply = bench.form(&format!("{UPLOAD}thumb"), "a.jpg", JPEG);
    let id = reply["thumb_media_id"].as_str().unwrap();
    let reply = bench.post(
        "cgi-bin/material/del_material?access_token=ACCESS_TOKEN",
        &format!(r#"{{"media_id":"{id}"}}"#),
    );
    assert_eq!(verdict(&reply), "40007 invalid media_id");
    let article =
        serde_json::json!({ "articles": [{ "thumb_media_id": id, "title": "茶", "content": "x" }] });
    let reply = bench.post("cgi-bin/publish/uploadnews?access_token=ACCESS_TOKEN", &article.to_string());
    assert_eq!(verdict(&reply), "40007 invalid media_id");
}
