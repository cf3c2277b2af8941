//! Every `curl` line of the media API's manual (媒体API文档), by the real curl, against the sandbox as a server.

use std::process::Command;

use serde_json::Value;
use wxkit::proto::{Algorithm, hex_digest};
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

    /// Runs curl with the manual's arguments, in the folder of the files.
    fn curl(&self, args: &[&str]) -> Value {
        let args = args.iter().map(|arg| {
            arg.replace("https://api.weixin.qq.com", &self.server.base_url())
                .replace("ACCESS_TOKEN", &self.token)
        });
        let output = Command::new("curl")
            .args(["-sS", "--noproxy", "*"])
            .args(args)
            .current_dir(self.folder.path())
            .output();
        let output = output.expect("curl is needed: apt-get install curl");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("the sandbox answers in JSON")
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
