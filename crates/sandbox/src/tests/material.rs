//! Files of one request: forms, sizes and formats.

use super::bench::*;
use crate::Config;

const ADD: &str = "cgi-bin/material/add_material?access_token=ACCESS_TOKEN&type=";
const IMG: &str = "cgi-bin/media/uploadimg?access_token=ACCESS_TOKEN";

#[test]
fn sizes_and_formats_are_those_of_the_content() {
    let mut bench = Bench::new(Config::default());
    let mut check = |kind: &str, name: &str, magic: &[u8], len: usize, expected: &str| {
        let mut content = magic.to_vec();
        content.resize(len.max(magic.len()), 0);
        if magic.is_empty() && len == 0 {
            content.clear();
        }
        let reply = bench.form(&format!("{ADD}{kind}"), name, &content);
        assert_eq!(verdict(&reply), expected, "{kind} {name} {len}");
    };
    let png = b"\x89PNG\r\n\x1a\n";
    check("image", "a.JPG", JPEG, 0, "no ok");
    check("image", "图.png", png, 10 << 20, "no ok");
    check("image", "图.png", png, (10 << 20) + 1, "40009 invalid image size");
    check("image", "a.webp", b"RIFF\0\0\0\0WEBP", 0, "40005 invalid file type");
    check("image", "a.png", b"RIFF\0\0\0\0WEBP", 0, "40005 invalid file type");
    check("image", "a", JPEG, 0, "40005 invalid file type");
    check("image", "a.jpg", b"", 0, "44001 empty media data");
    check("thumb", "a.jpg", JPEG, 64 << 10, "no ok");
    check("thumb", "a.jpg", JPEG, (64 << 10) + 1, "40012 invalid thumb size");
    check("thumb", "a.png", png, 0, "40005 invalid file type");
    check("voice", "a.amr", b"#!AMR\n", 0, "no ok");
    check("voice", "a.mp3", b"ID3", (2 << 20) + 1, "40010 invalid voice size");
    check("film", "a.jpg", JPEG, 0, "40004 invalid media type");
    check("", "a.jpg", JPEG, 0, "40004 invalid media type");
    check("video", "a.mp4", b"\0\0\0\x20ftypisom", (10 << 20) + 1, "40011 invalid video size");
    // A video needs its description.
    check("video", "a.mp4", b"\0\0\0\x20ftypisom", 0, "40035 invalid parameter, description missing");
    assert_eq!(bench.sandbox.materials().len(), 4);
}

#[test]
fn a_video_with_its_description_answers_with_an_id_alone() {
    let mut bench = Bench::new(Config::default());
    let reply = bench.add_video("{\"title\":\"茶\",\"introduction\":\"\"}".as_bytes());
    assert_eq!(reply.as_object().unwrap().keys().collect::<Vec<_>>(), ["media_id"]);
    let [material] = bench.sandbox.materials() else { panic!("one material") };
    assert_eq!(material.description.as_ref().unwrap().title, "茶");
}

#[test]
fn a_description_is_json_as_any_other() {
    let mut bench = Bench::new(Config::default());
    let mut check = |description: &[u8], expected: &str| {
        assert_eq!(verdict(&bench.add_video(description)), expected);
    };
    let (charset, title) = (
        "40033 invalid charset. please check your request, if include \\uxxxx",
        "40035 invalid parameter, title missing",
    );
    check(b"{\"title\":\"\xb2\xe8\"}", "44001 empty media data");
    check(b"title", "44001 empty media data");
    check(b"", "44001 empty media data");
    check(b"{\"title\":\"\\u8336\"}", charset);
    check(b"{\"title\":\" \"}", title);
    check(b"{\"title\":7}", title);
    check(b"[]", title);
    check(b"{\"title\":\"t\",\"introduction\":7}", "47001 data format error");
}

#[test]
fn forms_must_be_written_as_curl_does() {
    let mut bench = Bench::new(Config::default());
    let good = "form-data; name=\"media\"; filename=\"a.jpg\"";
    let mut check = |headers: &[(&str, &str)], disposition: &str, expected: &str| {
        let reply = json(&bench.send("POST", IMG, headers, part(disposition, JPEG)));
        assert_eq!(verdict(&reply), expected, "{headers:?} {disposition}");
    };
    let missing = "41005 media data missing";
    let form = ("content-type", FORM);
    check(&[form], good, "0 ok");
    check(&[form, ("content-length", "300")], &format!("{good}; filelength=6"), "0 ok");
    check(&[("content-type", "multipart/form-data")], good, "0 ok");
    check(&[form], "form-data; name=\"media\"", missing);
    check(&[form], "form-data; name=media; filename=a.jpg", missing);
    check(&[form], "form-data; name=\"file\"; filename=\"a.jpg\"", missing);
    check(&[form], "form-data; name=\"media\"; filename=\"\"", missing);
    let quoted = FORM.replace("boundary=", "boundary=\"") + "\"";
    check(&[("content-type", &quoted)], good, missing);
    check(&[form, ("transfer-encoding", "chunked")], good, missing);
    check(&[("content-type", "application/x-www-form-urlencoded")], good, missing);
    check(&[], good, missing);
}

#[test]
fn a_picture_is_remembered_by_its_digest() {
    let mut bench = Bench::new(Config::default());
    let outcome = bench.send(
        "POST",
        IMG,
        &[("content-type", FORM)],
        part("form-data; name=\"media\"; filename=\"茶.jpg\"", JPEG),
    );
    assert_eq!(outcome.response.headers()["content-type"], "text/plain");
    let url = json(&outcome)["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("http://mmbiz.qpic.cn/"), "{url}");
    let [picture] = bench.sandbox.pictures() else { panic!("one picture") };
    assert_eq!(
        (picture.url.as_str(), picture.name.as_str(), picture.len),
        (&*url, "茶.jpg", JPEG.len() as u64)
    );
    assert_eq!(picture.sha1, crate::state::sha1_hex(JPEG));
}
