//! Every `curl` line of the media API's manual (媒体API文档) and of the log of 10 May 2018, by the real curl, against the
//! sandbox as a server.

use std::process::Command;

use serde_json::Value;
use wxkit::proto::digest::{Algorithm, hex_digest};
use wxkit_sandbox::{BlockRule, Config, Sandbox, Server};

struct Desk {
    server: Server,
    folder: tempfile::TempDir,
    token: String,
}

impl Desk {
    fn new(config: Config) -> Self {
        let server = Server::on_thread("127.0.0.1:0", Sandbox::new(config)).unwrap();
        let mut desk = Self { server, folder: tempfile::tempdir().unwrap(), token: String::new() };
        let (appid, secret) = {
            let sandbox = desk.server.sandbox();
            (sandbox.config().appid.clone(), sandbox.config().secret.reveal().to_owned())
        };
        let query = format!("grant_type=client_credential&appid={appid}&secret={secret}");
        let reply = desk.curl(&[&format!("https://api.weixin.qq.com/cgi-bin/token?{query}")]);
        desk.token = reply["access_token"].as_str().unwrap().to_owned();
        desk
    }

    fn file(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    /// Runs curl with the manual's arguments, and reads the answer.
    fn curl(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.run(args)).expect("the sandbox answers in JSON")
    }

    /// Runs `curl -i`: the head of the answer, and its body.
    fn curl_i(&self, args: &[&str]) -> (String, String) {
        let answer = self.run(&[&["-i"], args].concat());
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        (head.to_owned(), body.to_owned())
    }

    /// Runs curl in the folder of the files, and gives back what it prints.
    fn run(&self, args: &[&str]) -> String {
        let base_url = self.server.base_url();
        let args = args.iter().map(|arg| {
            arg.replace("https://api.weixin.qq.com", &base_url)
                .replace("http://file.api.weixin.qq.com", &base_url)
                .replace("ACCESS_TOKEN", &self.token)
        });
        let output = Command::new("curl")
            .args(["-sS", "--noproxy", "*"])
            .args(args)
            .current_dir(self.folder.path())
            .output();
        let output = output.expect("curl is needed: apt-get install curl");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("it is UTF-8")
    }
}

const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9";

#[test]
fn every_line_of_the_manual() {
    // The manual's own `-d @file` strips line breaks and NUL, so this film holds none.
    let film = vec![b'x'; 2000];
    let desk = Desk::new(Config { blocks: BlockRule::UpTo(1_048_576), ..Config::default() });
    desk.file("test.jpg", JPEG);
    let (first, second) = film.split_at(1500);
    desk.file("video_1.mp4", first);
    desk.file("video_2.mp4", second);
    let material = "https://api.weixin.qq.com/cgi-bin/material";

    // 1, 2
    let add = format!("{material}/add_material?access_token=ACCESS_TOKEN&type=image");
    let cover = desk.curl(&["-F", "media=@test.jpg", &add]);
    let media = "https://api.weixin.qq.com/cgi-bin/media/uploadimg?access_token=ACCESS_TOKEN";
    let image = desk.curl(&["-F", "media=@test.jpg", media]);

    // 3
    let sha = hex_digest(Algorithm::Sha1, &film);
    let init =
        format!("{{\n\"filename\": \"冲茶.mp4\",\n\"filesha\": \"{sha}\",\n\"filesize\": {}\n}}", film.len());
    let url = format!("{material}/upload_video?action=init_upload&access_token=ACCESS_TOKEN");
    let vid = desk.curl(&["-d", &init, &url])["vid"].as_str().unwrap().to_owned();
    for (number, part) in [(1, first), (2, second)] {
        let sha = hex_digest(Algorithm::Sha1, part);
        let url = format!(
            "{material}/upload_video?action=upload_block&access_token=ACCESS_TOKEN&vid={vid}&part_sha={sha}&part_num={number}"
        );
        let file = format!("@video_{number}.mp4");
        let reply = desk.curl(&["-H", "Content-Type:application/octet-stream", "-d", &file, &url]);
        assert_eq!(reply["ret"], 0, "{reply}");
    }
    let url = format!("{material}/upload_video?action=upload_finish&access_token=ACCESS_TOKEN&vid={vid}");
    assert_eq!(desk.curl(&[&url])["ret"], 0);
    let save = format!(
        r#"{{"title":"冲茶","video_desc":"","content":"{vid}","declare_ori":1,"newcat":"生活","newsbcat":"茶","tags":["茶"],"cover_url":{}}}"#,
        image["url"]
    );
    let url = format!("{material}/upload_video?action=save_video&access_token=ACCESS_TOKEN");
    let saved = desk.curl(&["-d", &save, &url]);
    let video = saved["media_id"].as_str().unwrap();

    // 4
    let url =
        format!("{material}/upload_video?action=query_status&access_token=ACCESS_TOKEN&media_id={video}");
    let statuses: Vec<_> = (0..3).map(|_| desk.curl(&[&url])["status"].clone()).collect();
    assert_eq!(statuses.last().unwrap(), 3, "{statuses:?}");

    // 5 to 9
    let publish = |call: &str, body: String| {
        desk.curl(&[
            "-d",
            &body,
            &format!("https://api.weixin.qq.com/cgi-bin/publish/{call}?access_token=ACCESS_TOKEN"),
        ])
    };
    let article = |title: &str| {
        format!(
            "{{\n\"thumb_media_id\": {},\n\"author\": \"茶客\",\n\"title\": \"{title}\",\n\"content_source_url\": \"\",\n\
             \"content\": \"<p>茶</p>\",\n\"digest\": \"\",\n\"show_cover_pic\": 1,\n\"need_open_comment\": 0,\n\
             \"only_fans_can_comment\": 0\n}}",
            cover["media_id"]
        )
    };
    let uploaded = publish("uploadnews", format!("{{\"articles\": [\n{}\n]}}", article("标题")));
    let id = &uploaded["media_id"];
    assert_eq!(
        publish("update", format!("{{\"media_id\":{id},\"index\":1,\"articles\":{}}}", article("又"))),
        { serde_json::json!({"errcode": 0, "errmsg": "update success"}) }
    );
    let submit = format!("{{\"media_id\":{id},\"msgtype\":\"mpnews\"}}");
    assert_eq!(publish("submit", submit.clone())["errmsg"], "submit success");
    assert!(publish("submit", submit)["errmsg"].as_str().unwrap().contains("abnormal status"));
    let late = publish("update", format!("{{\"media_id\":{id},\"index\":1,\"articles\":{}}}", article("晚")));
    assert!(late["errmsg"].as_str().unwrap().contains("invalid status"), "{late}");
    let states: Vec<_> = (0..3).map(|_| publish("query", format!("{{\"media_id\":{id}}}"))).collect();
    assert_eq!(states.last().unwrap()["status"], "发布成功");
    assert!(states.last().unwrap()["url"].as_str().unwrap().starts_with("http://mp.weixin.qq.com/s?__biz="));
    assert_eq!(publish("delete", format!("{{\"media_id\":{id},\"index\":0}}"))["errmsg"], "delete success");
}

#[test]
fn a_block_that_curl_has_stripped_is_refused() {
    let desk = Desk::new(Config::default());
    let block = b"\r\n\0 tea \r\n\0";
    desk.file("block", block);
    let sha = hex_digest(Algorithm::Sha1, block);
    let base = "https://api.weixin.qq.com/cgi-bin/material/upload_video";
    let init = format!(r#"{{"filename":"a.mp4","filesha":"{sha}","filesize":{}}}"#, block.len());
    let reply = desk.curl(&["-d", &init, &format!("{base}?action=init_upload&access_token=ACCESS_TOKEN")]);
    let vid = reply["vid"].as_str().unwrap();
    let url =
        format!("{base}?action=upload_block&access_token=ACCESS_TOKEN&vid={vid}&part_sha={sha}&part_num=1");
    assert_ne!(desk.curl(&["-d", "@block", &url])["errcode"], Value::Null);
    assert_eq!(desk.curl(&["--data-binary", "@block", &url])["ret"], 0);
}

/// The log of 10 May 2018. Its bodies of "cansend" lack their last brace, and were answered.
struct Log {
    desk: Desk,
}

impl Log {
    const FILE: &str = "3983c5be133302a74b143ede5544b9f3.MP4";

    fn new() -> Self {
        let desk = Desk::new(Config::default());
        desk.file(Self::FILE, b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41");
        Self { desk }
    }

    /// "cansend"
    fn prepare(&self, id: &str) -> Value {
        let body = format!(r#"{{"media_id": "{id}","title": "videotest","description": "nononono""#);
        let url = "https://api.weixin.qq.com/cgi-bin/media/uploadvideo?access_token=ACCESS_TOKEN";
        let head = "Content-type:application/json";
        let (_, body) = self.desk.curl_i(&["-X", "POST", "-H", head, "-d", &body, url]);
        serde_json::from_str(&body).unwrap()
    }

    /// "send"
    fn preview(&self, id: &str) {
        let body =
            format!(r#"{{"towxname":"WECHAT_ID","mpvideo":{{"media_id":"{id}"}},"msgtype":"mpvideo"}}"#);
        let url = "https://api.weixin.qq.com/cgi-bin/message/mass/preview?access_token=ACCESS_TOKEN";
        let head = "Content-type:application/json";
        let (head, body) = self.desk.curl_i(&["-X", "POST", "-H", head, "-d", &body, url]);
        let head = head.to_ascii_lowercase();
        assert!(head.starts_with("http/1.1 200 ok\r\n"), "{head}");
        assert!(head.contains("content-type: application/json; encoding=utf-8"), "{head}");
        assert!(head.contains("content-length: 40"), "{head}");
        assert_eq!(body, r#"{"errcode":0,"errmsg":"preview success"}"#);
    }
}

#[test]
fn the_first_flow_of_the_log() {
    let log = Log::new();
    let url = "http://file.api.weixin.qq.com/cgi-bin/media/upload?access_token=ACCESS_TOKEN&type=video";
    let media = format!("media=@{}", Log::FILE);
    let uploaded = log.desk.curl(&["-F", &media, url]);
    assert_eq!((&uploaded["type"], uploaded["media_id"].as_str().unwrap().len()), (&"video".into(), 64));
    let prepared = log.prepare(uploaded["media_id"].as_str().unwrap());
    assert_eq!((&prepared["type"], prepared["created_at"].is_u64()), (&"video".into(), true));
    let id = prepared["media_id"].as_str().unwrap();
    assert_ne!(uploaded["media_id"], id);
    log.preview(id);
}

#[test]
fn the_second_flow_of_the_log() {
    let log = Log::new();
    let url = "https://api.weixin.qq.com/cgi-bin/material/add_material?access_token=ACCESS_TOKEN&type=video";
    let (media, words) = (
        format!("media=@{}", Log::FILE),
        r#"description={"title":"VIDEO_TITLE", "introduction":"INTRODUCTION"}"#,
    );
    let added = log.desk.curl(&[url, "-F", &media, "-F", words]);
    let id = added["media_id"].as_str().unwrap();
    assert_eq!((added.as_object().unwrap().len(), id.len()), (1, 43));
    assert_eq!(log.prepare(id)["type"], "video");
    // The permanent id itself is sent.
    log.preview(id);
}
