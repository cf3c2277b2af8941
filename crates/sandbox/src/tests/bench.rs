//! A sandbox, a clock, and a pen for raw requests.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use serde_json::Value;
use wxkit_proto::{Env, Timestamp};

use crate::state::sha1_hex;
use crate::{Config, Outcome, Sandbox};

pub(super) const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01";
pub(super) const MP4: &[u8] = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41";

/// The sample account's credentials, as a query.
pub(super) const WHO: &str =
    "grant_type=client_credential&appid=wx0123456789abcdef&secret=5a4db0c0ffee5a4db0c0ffee5a4db0c0";

pub(super) struct Bench {
    pub(super) sandbox: Sandbox,
    pub(super) now: Timestamp,
    pub(super) token: String,
    count: u8,
}

impl Bench {
    pub(super) fn new(config: Config) -> Self {
        // 2018-05-10 15:16:13 in China.
        let now = Timestamp::from_secs(1_525_936_573);
        let mut bench = Self { sandbox: Sandbox::new(config), now, token: String::new(), count: 0 };
        let grant = bench.get(&format!("cgi-bin/token?{WHO}"));
        bench.token = grant["access_token"].as_str().unwrap_or_default().to_owned();
        bench
    }

    pub(super) fn with_faults(script: &str) -> Self {
        let mut bench = Self::new(Config::default());
        bench.sandbox.config_mut().faults = script.parse().unwrap();
        bench
    }

    pub(super) fn pass(&mut self, seconds: u64) {
        self.now = self.now + Duration::from_secs(seconds);
    }

    /// `target` may say ACCESS_TOKEN, as the manual does.
    pub(super) fn send(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Outcome {
        let target = target.replace("ACCESS_TOKEN", &self.token).replace(' ', "%20");
        let mut request = Request::builder().method(method).uri(format!("/{target}"));
        for (name, value) in headers {
            request = request.header(*name, http::HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        self.count = self.count.wrapping_add(1);
        let env = Env::new(self.now, [self.count; 32]);
        self.sandbox.handle(&env, &request.body(body.into()).unwrap())
    }

    /// `curl URL`
    pub(super) fn get(&mut self, target: &str) -> Value {
        json(&self.send("GET", target, &[], ""))
    }

    /// `curl -d BODY URL`
    pub(super) fn post(&mut self, target: &str, body: &str) -> Value {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        json(&self.send("POST", target, &form, body.to_owned()))
    }

    /// `curl -d BODY .../cgi-bin/PATH?access_token=ACCESS_TOKEN`
    pub(super) fn ask(&mut self, path: &str, body: &Value) -> Value {
        self.post(&format!("cgi-bin/{path}?access_token=ACCESS_TOKEN"), &body.to_string())
    }

    /// `curl -F media=@NAME URL`
    pub(super) fn form(&mut self, target: &str, name: &str, content: &[u8]) -> Value {
        let disposition = format!("form-data; name=\"media\"; filename=\"{name}\"");
        json(&self.send("POST", target, &[("content-type", FORM)], part(&disposition, content)))
    }

    pub(super) fn cover(&mut self) -> String {
        let reply =
            self.form("cgi-bin/material/add_material?access_token=ACCESS_TOKEN&type=image", "封面.jpg", JPEG);
        reply["media_id"].as_str().unwrap().to_owned()
    }

    /// `curl -F media=@a.MP4 -F description=DESCRIPTION URL`
    pub(super) fn add_video(&mut self, description: &[u8]) -> Value {
        let mut body = part("form-data; name=\"media\"; filename=\"a.MP4\"", MP4);
        body.truncate(body.len() - "--\r\n".len());
        body.extend_from_slice(b"\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\n");
        body.extend_from_slice(description);
        body.extend_from_slice(b"\r\n--------------------------d74496d66958873e--\r\n");
        let add = "cgi-bin/material/add_material?access_token=ACCESS_TOKEN&type=video";
        json(&self.send("POST", add, &[("content-type", FORM)], body))
    }

    /// A permanent video.
    pub(super) fn material_video(&mut self) -> String {
        let reply = self.add_video(br#"{"title":"VIDEO_TITLE", "introduction":"INTRODUCTION"}"#);
        reply["media_id"].as_str().unwrap().to_owned()
    }

    /// A temporary file.
    pub(super) fn temporary(&mut self, kind: &str, name: &str, content: &[u8]) -> String {
        let upload = format!("cgi-bin/media/upload?access_token=ACCESS_TOKEN&type={kind}");
        let reply = self.form(&upload, name, content);
        let id = reply.get("media_id").or(reply.get("thumb_media_id"));
        id.and_then(Value::as_str).unwrap().to_owned()
    }

    /// An article that a draft takes.
    pub(super) fn article(&mut self) -> Value {
        serde_json::json!({ "title": "茶", "content": "<p>一壶好茶</p>", "thumb_media_id": self.cover() })
    }

    /// A draft of so many articles.
    pub(super) fn draft(&mut self, articles: usize) -> String {
        let article = self.article();
        let reply = self.ask("draft/add", &serde_json::json!({ "articles": vec![article; articles] }));
        reply["media_id"].as_str().unwrap().to_owned()
    }

    pub(super) fn init(&mut self, content: &[u8]) -> String {
        let (sha1, size) = (sha1_hex(content), content.len());
        let body = format!(r#"{{"filename":"冲茶.mp4","filesha":"{sha1}","filesize":{size}}}"#);
        let reply = self.post(&video("init_upload", ""), &body);
        reply["vid"].as_str().unwrap().to_owned()
    }

    pub(super) fn block(&mut self, vid: &str, number: usize, content: &[u8]) -> Value {
        let more = format!("&vid={vid}&part_sha={}&part_num={number}", sha1_hex(content));
        json(&self.send("POST", &video("upload_block", &more), &[], content.to_vec()))
    }

    pub(super) fn finish(&mut self, vid: &str) -> Value {
        self.get(&video("upload_finish", &format!("&vid={vid}")))
    }

    /// Uploads, saves and waits for the review; gives back the number and the last status.
    pub(super) fn reviewed_video(&mut self) -> (String, i64) {
        let vid = self.init(b"video");
        self.block(&vid, 1, b"video");
        self.finish(&vid);
        let saved = self.post(&video("save_video", ""), &format!(r#"{{"title":"茶","content":"{vid}"}}"#));
        let query = video("query_status", &format!("&media_id={}", saved["media_id"].as_str().unwrap()));
        let status = (0..3).map(|_| self.get(&query)["status"].as_i64().unwrap()).last().unwrap();
        (vid, status)
    }

    pub(super) fn upload_news(&mut self, content: &str) -> Value {
        let cover = self.cover();
        let article = serde_json::json!({ "thumb_media_id": cover, "title": "茶", "content": content });
        self.post(
            "cgi-bin/publish/uploadnews?access_token=ACCESS_TOKEN",
            &serde_json::json!({ "articles": [article] }).to_string(),
        )
    }

    pub(super) fn news(&mut self) -> String {
        self.upload_news("<p>茶</p>")["media_id"].as_str().unwrap().to_owned()
    }

    pub(super) fn submit(&mut self, id: &str) -> Value {
        let body = format!(r#"{{"media_id":"{id}","msgtype":"mpnews"}}"#);
        self.post("cgi-bin/publish/submit?access_token=ACCESS_TOKEN", &body)
    }

    pub(super) fn query(&mut self, id: &str) -> Value {
        self.post("cgi-bin/publish/query?access_token=ACCESS_TOKEN", &format!(r#"{{"media_id":"{id}"}}"#))
    }
}

pub(super) const FORM: &str = "multipart/form-data; boundary=------------------------d74496d66958873e";

/// A form of one part.
pub(super) fn part(disposition: &str, content: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--------------------------d74496d66958873e\r\nContent-Disposition: {disposition}\r\n\
         Content-Type: image/jpeg\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--------------------------d74496d66958873e--\r\n");
    body
}

pub(super) fn video(action: &str, more: &str) -> String {
    format!("cgi-bin/material/upload_video?action={action}&access_token=ACCESS_TOKEN{more}")
}

pub(super) fn json(outcome: &Outcome) -> Value {
    serde_json::from_slice(outcome.response.body()).unwrap_or(Value::Null)
}

/// Number and text of a refusal, without its tail; `0 ok` if it is none.
pub(super) fn verdict(reply: &Value) -> String {
    let code = reply.get("errcode").or(reply.get("ret")).map_or("no".into(), Value::to_string);
    let text = reply.get("errmsg").and_then(Value::as_str).unwrap_or("ok");
    let text = text.split(" rid: ").next().unwrap_or_default().split(" hint: ").next().unwrap_or_default();
    format!("{code} {text}")
}
