use http::Response;
use wxkit_proto::Env;

use super::*;

/// Status, range and length of an answer; the number of a refusal.
fn told(response: &Response<bytes::Bytes>) -> String {
    let text = |name: &str| response.headers().get(name).map_or("", |value| value.to_str().unwrap_or("?"));
    let refused: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    match refused["errcode"].as_i64() {
        Some(code) => format!("{} {code}", response.status().as_u16()),
        None => format!("{} {} {}", response.status().as_u16(), text("content-range"), response.body().len()),
    }
}

fn get(bench: &mut Bench, id: &str, range: &str) -> Response<bytes::Bytes> {
    let headers = [("range", range)];
    let headers = if range.is_empty() { &[][..] } else { &headers };
    bench
        .send("GET", &format!("cgi-bin/media/get?access_token=ACCESS_TOKEN&media_id={id}"), headers, "")
        .response
}

#[test]
fn a_file_comes_back_with_its_name() {
    let mut bench = corp();
    let id = uploaded(&mut bench, "file", "茶 园.json", br#"{"errcode":1}"#);
    let response = get(&mut bench, &id, "");
    let text = |name: &str| std::str::from_utf8(response.headers()[name].as_bytes()).unwrap();
    assert_eq!(text("content-disposition"), "attachment; filename=\"茶 园.json\"");
    assert_eq!((text("content-type"), text("accept-ranges")), ("application/json", "bytes"));
    assert_eq!(&response.body()[..], br#"{"errcode":1}"#);
    assert_eq!(told(&get(&mut bench, "x", "")), "200 40007");
    assert_eq!(told(&get(&mut bench, "", "")), "200 41006");
    bench.pass(3 * 86_400);
    bench.token = grant(&mut bench, 0)["access_token"].as_str().unwrap().to_owned();
    assert_eq!(told(&get(&mut bench, &id, "")), "200 40007", "it has died");
}

#[test]
fn ranges() {
    let mut bench = corp();
    let id = uploaded(&mut bench, "file", "a.bin", &[b'x'; 100]);
    let mut check =
        |range: &str, expected: &str| assert_eq!(told(&get(&mut bench, &id, range)), expected, "{range}");
    check("bytes=0-15", "206 bytes 0-15/100 16");
    check("bytes=96-", "206 bytes 96-99/100 4");
    check("bytes=10-1000", "206 bytes 10-99/100 90");
    check("bytes=100-", "416 bytes */100 0");
    check("bytes=5-4", "200  100");
    check("bytes=-4", "206 bytes 96-99/100 4");
    check("bytes=18446744073709551615-18446744073709551615", "416 bytes */100 0");
    check("lines=1-2", "200  100");
}

#[test]
fn what_a_job_brings_comes_in_pieces() {
    let mut bench = corp();
    let content = vec![b'y'; (20 << 20) + 33];
    let md5 = wxkit_proto::digest::hex_digest(wxkit_proto::digest::Algorithm::Md5, &content);
    let body = format!(
        r#"{{"scene":1,"type":"file","filename":"a.bin","url":"http://127.0.0.1:1/a","md5":"{md5}"}}"#
    );
    let reply = bench.post("cgi-bin/media/upload_by_url?access_token=ACCESS_TOKEN", &body);
    let jobid = reply["jobid"].as_str().unwrap();
    bench.sandbox.fetched(&Env::new(bench.now, [9; 32]), jobid, Ok(content.into()));
    let id = bench.sandbox.corp_media()[0].media_id.clone();
    let mut check =
        |range: &str, expected: &str| assert_eq!(told(&get(&mut bench, &id, range)), expected, "{range}");
    check("", "200 830002");
    check("bytes=0-", "200 830002");
    check("bytes=0-20971519", "206 bytes 0-20971519/20971553 20971520");
    check("bytes=0-20971520", "200 830002");
    check("bytes=0-14", "200 830002");
    check("bytes=20971520-", "206 bytes 20971520-20971552/20971553 33");
    check("bytes=20971521-20971552", "206 bytes 20971521-20971552/20971553 32");
}

#[test]
fn a_better_voice_is_of_a_voice() {
    let mut bench = corp();
    let voice = uploaded(&mut bench, "voice", "a.amr", &[&b"#!AMR\n"[..], &[0x7c; 9]].concat());
    let file = uploaded(&mut bench, "file", "a.txt", b"mytext");
    let target = |id: &str| format!("cgi-bin/media/get/jssdk?access_token=ACCESS_TOKEN&media_id={id}");
    let response = bench.send("GET", &target(&voice), &[], "").response;
    assert_eq!(response.headers()["content-type"], "voice/speex");
    assert_eq!(told(&bench.send("GET", &target(&file), &[], "").response), "200 40007");
}
