//! Files on their way back: temporary media, material, and the videos behind pointers.

use std::time::Duration;

use bytes::Bytes;
use expect_test::expect;
use serde_json::{Value, json};
use wxkit_official::ids::MaterialId;
use wxkit_official::library::News;

use super::bench::*;
use crate::{Config, Film, Outcome};

const MEDIA: &str = "cgi-bin/media/get?access_token=ACCESS_TOKEN&media_id=";
const VOICE: &str = "cgi-bin/media/get/jssdk?access_token=ACCESS_TOKEN&media_id=";
const MATERIAL: &str = "cgi-bin/material/get_material?access_token=ACCESS_TOKEN";

/// Content type, name, and how many bytes; or the refusal.
fn told(outcome: &Outcome) -> String {
    let header = |name: &str| {
        let value = outcome.response.headers().get(name).map(|value| value.as_bytes()).unwrap_or_default();
        String::from_utf8_lossy(value).into_owned()
    };
    match json(outcome) {
        Value::Null => {
            format!(
                "{} {} {}",
                header("content-type"),
                header("content-disposition"),
                outcome.response.body().len()
            )
        }
        reply => format!("{} {}", header("content-type"), verdict(&reply)),
    }
}

fn material(bench: &mut Bench, id: &str) -> Outcome {
    bench.send("POST", MATERIAL, &[], format!(r#"{{"media_id":"{id}"}}"#))
}

#[test]
fn temporary_media_comes_back_for_three_days() {
    let mut bench = Bench::new(Config { token_life: Duration::from_secs(999_999), ..Config::default() });
    let image = bench.temporary("image", "茶.png", b"\x89PNG\r\n\x1a\n");
    let voice = bench.temporary("voice", "a.amr", b"#!AMR\n");
    let thumb = bench.temporary("thumb", "a.jpeg", JPEG);
    let mut log = String::new();
    for id in [&image, &voice, &thumb] {
        let outcome = bench.send("GET", &format!("{MEDIA}{id}"), &[], "");
        log += &format!("{}\n", told(&outcome).replace(id.as_str(), "ID"));
    }
    let outcome = bench.send("GET", &format!("{VOICE}{voice}"), &[], "");
    log += &format!("{}\n", told(&outcome).replace(&voice, "ID"));
    expect![[r#"
        image/png attachment; filename="ID.png" 8
        audio/amr attachment; filename="ID.amr" 6
        image/jpeg attachment; filename="ID.jpg" 12
        voice/speex attachment; filename="ID.speex" 3500
    "#]]
    .assert_eq(&log);
    let unknown = "text/plain 40007 invalid media_id";
    assert_eq!(told(&bench.send("GET", &format!("{VOICE}{image}"), &[], "")), unknown);
    assert_eq!(told(&bench.send("GET", &format!("{MEDIA}x"), &[], "")), unknown);
    assert_eq!(told(&bench.send("GET", MEDIA, &[], "")), "text/plain 41006 media_id missing");
    assert_eq!(told(&material(&mut bench, &image)), unknown);
    bench.pass(3 * 86_400);
    assert_eq!(told(&bench.send("GET", &format!("{MEDIA}{image}"), &[], "")), unknown);
}

#[test]
fn material_comes_back_in_four_shapes() {
    let mut bench = Bench::new(Config::default());
    let image = bench.cover();
    let video = bench.material_video();
    assert_eq!(told(&material(&mut bench, &image)), "image/jpeg attachment; filename=\"封面.jpg\" 12");
    let headers = [("host", "127.0.0.1:8080")];
    let reply = json(&bench.send("POST", MATERIAL, &headers, format!(r#"{{"media_id":"{video}"}}"#)));
    assert_eq!((&reply["title"], &reply["description"]), (&"VIDEO_TITLE".into(), &"INTRODUCTION".into()));
    assert_eq!(reply["down_url"], format!("http://127.0.0.1:8080/video.mp4?id={video}"));
    let mut article = News::new("茶", "<p>水</p>", MaterialId::from(image.clone()));
    article.show_cover_pic = true;
    let news = bench.sandbox.add_old_news(vec![article], bench.now);
    let reply = json(&material(&mut bench, news.as_str()));
    assert_eq!(
        (&reply["news_item"][0]["title"], &reply["news_item"][0]["show_cover_pic"]),
        (&"茶".into(), &1.into())
    );
    let list = bench.ask("material/batchget_material", &json!({ "type": "news", "offset": 0, "count": 1 }));
    assert_eq!((&list["total_count"], &list["item"][0]["content"]), (&1.into(), &reply));
    assert_eq!(bench.get("cgi-bin/material/get_materialcount?access_token=ACCESS_TOKEN")["news_count"], 1);
    for id in [&image, &video, news.as_str()] {
        assert_eq!(verdict(&bench.ask("material/del_material", &json!({ "media_id": id }))), "0 ok");
        assert_eq!(told(&material(&mut bench, id)), "text/plain 40007 invalid media_id");
    }
    assert_eq!(part(&mut bench, &format!("video.mp4?id={video}"), &[]).0, 404);
}

#[test]
fn names_cannot_break_a_header() {
    let mut bench = Bench::new(Config::default());
    let add = "cgi-bin/material/add_material?access_token=ACCESS_TOKEN&type=image";
    let id = bench.form(add, "../a\\b\u{1}.jpg", JPEG)["media_id"].as_str().unwrap().to_owned();
    assert_eq!(told(&material(&mut bench, &id)), "image/jpeg attachment; filename=\"../a_b_.jpg\" 12");
}

#[test]
fn the_oldest_files_are_forgotten() {
    let mut bench = Bench::new(Config { kept: 2 * JPEG.len() as u64, ..Config::default() });
    let ids = [bench.cover(), bench.temporary("image", "a.jpg", JPEG), bench.cover()];
    assert_eq!(told(&material(&mut bench, &ids[0])), "text/plain 46001 media data no exist");
    assert!(told(&bench.send("GET", &format!("{MEDIA}{}", ids[1]), &[], "")).ends_with(" 12"));
    assert!(told(&material(&mut bench, &ids[2])).ends_with(" 12"));
}

/// Status, `Content-Range`, and the body or how long a film it is.
fn part(bench: &mut Bench, target: &str, headers: &[(&str, &str)]) -> (u16, String, Bytes) {
    let outcome = bench.send("GET", target, headers, "");
    let range =
        outcome.response.headers().get("content-range").map(|value| value.to_str().unwrap().to_owned());
    let film = outcome.response.extensions().get::<Film>().cloned();
    let body = film.map_or(outcome.response.body().clone(), |mut film| film.take(1 << 20));
    (outcome.response.status().as_u16(), range.unwrap_or_default(), body)
}

#[test]
fn a_video_is_elsewhere_and_can_be_had_in_parts() {
    let mut bench = Bench::new(Config::default());
    let id = bench.temporary("video", "a.mp4", MP4);
    let url = bench.get(&format!("{MEDIA}{id}"))["video_url"].as_str().unwrap().to_owned();
    let target = url.strip_prefix("http://api.weixin.qq.com/").unwrap().to_owned();
    let outcome = bench.send("GET", &target, &[], "");
    let headers = outcome.response.headers();
    assert_eq!(
        (&headers["content-type"], &headers["accept-ranges"]),
        (&"video/mp4".parse().unwrap(), &"bytes".parse().unwrap())
    );
    let etag = headers["etag"].to_str().unwrap().to_owned();
    let mut check = |headers: &[(&str, &str)], status: u16, range: &str, body: &[u8]| {
        let (got, place, bytes) = part(&mut bench, &target, headers);
        assert_eq!((got, place.as_str(), &bytes[..]), (status, range, body), "{headers:?}");
    };
    check(&[], 200, "", MP4);
    check(&[("range", "bytes=4-7")], 206, "bytes 4-7/32", b"ftyp");
    check(&[("range", "bytes=28-"), ("if-range", &etag)], 206, "bytes 28-31/32", b"mp41");
    check(&[("range", "bytes=28-"), ("if-range", "\"other\"")], 200, "", MP4);
    let page = b"<html><body>416 Range Not Satisfiable</body></html>";
    check(&[("range", "bytes=32-")], 416, "bytes */32", page);
    assert_eq!(part(&mut bench, "video.mp4?id=x", &[]).0, 404);
    let image = bench.cover();
    assert_eq!(part(&mut bench, &format!("video.mp4?id={image}"), &[]).0, 404);
}

#[test]
fn a_film_is_made_up() {
    let mut bench = Bench::new(Config { film: Some(1000), ..Config::default() });
    let target = format!("video.mp4?id={}", bench.material_video());
    let (status, _, whole) = part(&mut bench, &target, &[]);
    assert_eq!((status, whole.len(), &whole[..8]), (200, 1000, &MP4[..8]));
    let (status, range, rest) = part(&mut bench, &target, &[("range", "bytes=900-")]);
    assert_eq!((status, range.as_str(), rest), (206, "bytes 900-999/1000", whole.slice(900..)));
    bench.sandbox.config_mut().faults = r#"{"call":"video.mp4","do":"truncated"}"#.parse().unwrap();
    assert_eq!(part(&mut bench, &target, &[]).2, whole.slice(..500));
    bench.sandbox.config_mut().faults = r#"{"call":"video.mp4","do":"cut"}"#.parse().unwrap();
    let cut = bench.send("GET", &target, &[("range", "bytes=900-")], "");
    assert_eq!(cut.delivery, crate::Delivery::Cut(50));
}

#[test]
fn a_file_is_spoiled_as_any_answer() {
    let spoil = |fault: &str| {
        let mut bench = Bench::with_faults(&format!(r#"{{"call":"media/get","do":"{fault}"}}"#));
        let id = bench.temporary("image", "a.jpg", JPEG);
        bench.send("GET", &format!("{MEDIA}{id}"), &[], "").response.into_body()
    };
    assert_eq!([spoil("control"), spoil("stringly")], [JPEG, JPEG]);
    assert_eq!(spoil("truncated"), &JPEG[..6]);
    assert_eq!(spoil("empty"), "");
}
