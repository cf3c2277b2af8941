use serde_json::Value;

use super::*;

fn sized(magic: &[u8], len: usize) -> Vec<u8> {
    let mut content = magic.to_vec();
    content.resize(len.max(magic.len()), 0);
    content
}

/// Of so many frames of 12.2 kbit/s, 20 ms each.
fn voice(frames: usize) -> Vec<u8> {
    [&b"#!AMR\n"[..], &[&[0x3c][..], &[0; 31]].concat().repeat(frames)].concat()
}

#[test]
fn files_are_what_they_must_be() {
    let mut bench = corp();
    let mut check = |kind: &str, name: &str, content: &[u8], expected: &str| {
        let said = said(&upload(&mut bench, kind, name, content));
        let said = if said == "0 " { "0 ok" } else { &said };
        assert_eq!(said, expected, "{kind} {name} {}", content.len());
    };
    check("file", "a.txt", b"12345", "40006 invalid file size");
    check("file", "a.txt", b"123456", "0 ok");
    check("file", "a.txt", b"", "44001 empty media data");
    check("file", "a.bin", &sized(b"", 20 << 20), "0 ok");
    check("file", "a.bin", &sized(b"", (20 << 20) + 1), "40006 invalid file size");
    check("image", "a.png", &sized(b"\x89PNG\r\n\x1a\n", 10 << 20), "0 ok");
    check("image", "a.jpg", &sized(JPEG, (10 << 20) + 1), "40009 invalid image size");
    check("image", "a.jpg", b"GIF89a..", "40004 invalid media type");
    check("video", "a.mp4", &sized(b"\0\0\0\x20ftypisom", 10 << 20), "0 ok");
    check("video", "a.mp4", &sized(b"\0\0\0\x20ftypisom", (10 << 20) + 1), "40011 invalid video size");
    check("video", "a.mp4", &sized(b"\0\0\0\x14ftypqt  ", 99), "40004 invalid media type");
    check("voice", "a.amr", &voice(3000), "0 ok");
    check("voice", "a.amr", &voice(3001), "45007 playtime out of limit");
    check("voice", "a.amr", &sized(b"#!AMR\n", (2 << 20) + 1), "45001 invalid voice size");
    check("voice", "a.mp3", b"ID3\x04\0\0..", "301017 voice file only support amr like myvoice.amr");
    check("pigeon", "a.txt", b"mytext", "40005 invalid file type");
    check("", "a.txt", b"mytext", "40005 invalid file type");
}

#[test]
fn names_travel_as_they_are() {
    let mut bench = corp();
    let mut check = |name: &str, expected: &str| {
        let said = said(&upload(&mut bench, "file", name, b"mytext"));
        assert_eq!(said.trim_end().trim_end_matches(" ok"), expected, "{name}");
    };
    check("合同 2025.docx", "0");
    check("a;b=c%20.txt", "0");
    check("/etc/passwd.txt", "40035 invalid filename");
    check("C:\\a.txt", "40035 invalid filename");
    check("noextension", "44001 empty media data, filename needs an extension");
    check("", "44001 empty media data");
    let names: Vec<_> = bench.sandbox.corp_media().iter().map(|media| media.name.as_str()).collect();
    assert_eq!(names, ["合同 2025.docx", "a;b=c%20.txt"]);
}

/// `Content-Disposition: form-data; name="media";filename="wework.txt"; filelength=6`
#[test]
fn the_sample_of_the_documents_is_taken() {
    let mut bench = corp();
    let body = part("form-data; name=\"media\";filename=\"wework.txt\"; filelength=6", b"mytext");
    let target = "cgi-bin/media/upload?access_token=ACCESS_TOKEN&type=file";
    let reply = json(&bench.send("POST", target, &[("content-type", FORM)], body));
    assert_eq!(reply["errcode"], 0, "{reply}");
    assert_eq!(bench.sandbox.corp_media()[0].name, "wework.txt");
    let quoted = FORM.replace("boundary=", "boundary=\"") + "\"";
    let body = part("form-data; name=\"media\"; filename=\"a.txt\"", b"mytext");
    let reply = json(&bench.send("POST", target, &[("content-type", &quoted)], body));
    assert_eq!(reply["errcode"], 0, "{reply}");
    let body = part("form-data; name=\"media\"", b"mytext");
    let reply = json(&bench.send("POST", target, &[("content-type", FORM)], body));
    assert_eq!(said(&reply), "44001 empty media data");
}

#[test]
fn it_answers_as_usual_and_as_seen_now_and_then() {
    let mut bench = corp();
    bench.sandbox.config_mut().faults = r#"{"call":"media/upload","nth":2,"do":"odd"}"#.parse().unwrap();
    for (time, errmsg) in
        [("1525936573".into(), "ok"), (Value::from(1_525_936_573), ""), ("1525936573".into(), "ok")]
    {
        let reply = upload(&mut bench, "file", "a.txt", b"mytext");
        assert_eq!((&reply["created_at"], &reply["errmsg"]), (&time, &errmsg.into()), "{reply}");
    }
}

#[test]
fn pictures_with_an_address() {
    let config =
        Config { work: crate::WorkConfig { pictures: (2, 3), ..Default::default() }, ..Config::default() };
    let mut bench = corp_with(config);
    let target = "cgi-bin/media/uploadimg?access_token=ACCESS_TOKEN";
    let body = part("form-data; name=\"fieldNameHere\"; filename=\"茶.jpg\"", JPEG);
    let reply = json(&bench.send("POST", target, &[("content-type", FORM)], body));
    assert!(reply["url"].as_str().unwrap().starts_with("http://p.qpic.cn/"), "{reply}");
    assert_eq!(said(&bench.form(target, "a.jpg", &sized(JPEG, (2 << 20) + 1))), "40009 invalid image size");
    assert_eq!(bench.form(target, "a.jpg", JPEG)["errcode"], 0);
    assert_eq!(said(&bench.form(target, "a.jpg", JPEG)), "45009 api freq out of limit");
    bench.pass(86_400);
    bench.token = grant(&mut bench, 0)["access_token"].as_str().unwrap().to_owned();
    assert_eq!(bench.form(target, "a.jpg", JPEG)["errcode"], 0);
    assert_eq!(said(&bench.form(target, "a.jpg", JPEG)), "45009 api freq out of limit", "three a month");
    assert_eq!(bench.sandbox.corp_pictures().len(), 3);
}

#[test]
fn attachments_are_for_customers_only() {
    let mut bench = corp();
    let target = |kind: &str, purpose: &str| {
        format!(
            "cgi-bin/media/upload_attachment?access_token=ACCESS_TOKEN&media_type={kind}&attachment_type={purpose}"
        )
    };
    let reply = bench.form(&target("file", "2"), "a.txt", b"mytext");
    let id = reply["media_id"].as_str().unwrap();
    let body =
        format!(r#"{{"touser":"zhangsan","msgtype":"file","agentid":1000002,"file":{{"media_id":"{id}"}}}}"#);
    assert_eq!(
        said(&bench.post("cgi-bin/message/send?access_token=ACCESS_TOKEN", &body)),
        "40007 invalid media_id"
    );
    assert_eq!(bench.form(&target("voice", "1"), "a.txt", b"mytext")["errcode"], 40035);
    assert_eq!(bench.form(&target("file", "3"), "a.txt", b"mytext")["errcode"], 40035);
}
