//! WeChat Work: its tokens, media, jobs and messages.

mod get;
mod jobs;
mod media;
mod messages;
mod tokens;

use serde_json::Value;

use super::bench::*;
use crate::Config;

/// Everything a client of the corp needs: its first application's token is the bench's.
fn corp() -> Bench {
    corp_with(Config::default())
}

fn corp_with(config: Config) -> Bench {
    let mut bench = Bench::new(config);
    bench.token = grant(&mut bench, 0)["access_token"].as_str().unwrap().to_owned();
    bench
}

/// The answer to the n-th application.
fn grant(bench: &mut Bench, app: usize) -> Value {
    let work = &bench.sandbox.config().work;
    let (corpid, secret) = (work.corpid.clone(), work.apps[app].secret.reveal().to_owned());
    bench.get(&format!("cgi-bin/gettoken?corpid={corpid}&corpsecret={secret}"))
}

/// Number and text of an answer, without the tail.
fn said(reply: &Value) -> String {
    let text = reply["errmsg"].as_str().unwrap_or_default();
    format!("{} {}", reply["errcode"], text.split(", hint: [").next().unwrap_or_default())
}

fn upload(bench: &mut Bench, kind: &str, name: &str, content: &[u8]) -> Value {
    bench.form(&format!("cgi-bin/media/upload?access_token=ACCESS_TOKEN&type={kind}"), name, content)
}

fn uploaded(bench: &mut Bench, kind: &str, name: &str, content: &[u8]) -> String {
    upload(bench, kind, name, content)["media_id"].as_str().unwrap().to_owned()
}
