//! The group robot.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use wxkit_proto::digest::{Algorithm, hex_digest};
use wxkit_work::SendByRobot;
use wxkit_work::media::UploadRobotMedia;

use super::media::keep;
use super::{done, rule};
use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::sniff::{Format, sniff};
use crate::state::{CorpMessage, Owner, Sender, push};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::work::<UploadRobotMedia>(Shape::Form, upload), Route::work::<SendByRobot>(Shape::Json, send)]
}

fn check_key(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    match call.query("key") == sandbox.config.work.robot_key.reveal() {
        true => Ok(()),
        false => Err(Refuse::new(93_000, "invalid webhook url")),
    }
}

fn upload(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    check_key(sandbox, call)?;
    let kind = call.query("type").to_owned();
    if !matches!(kind.as_str(), "file" | "voice") {
        return Err(Refuse::new(40005, "invalid file type"));
    }
    rule::check(call, &kind)?;
    keep(sandbox, call, &kind, Owner::Robot)
}

fn send(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    check_key(sandbox, call)?;
    let now = call.env.now;
    if sandbox.corp.messages.of_robot(now) >= sandbox.config.work.robot_per_minute as usize {
        return Err(Refuse::new(45009, "api freq out of limit"));
    }
    let kind = call.text("msgtype").to_owned();
    let content = call.json.get(&kind).filter(|content| content.is_object()).cloned();
    let text =
        |name: &str| content.as_ref().and_then(|content| content.get(name)?.as_str()).unwrap_or_default();
    match kind.as_str() {
        "file" | "voice" => {
            let media = sandbox.corp.alive(text("media_id"), Owner::Robot, now);
            media.filter(|media| media.kind == kind).ok_or_else(|| Refuse::new(40007, "invalid media_id"))?;
        }
        "image" => check_image(text("base64"), text("md5"))?,
        "text" | "markdown" | "markdown_v2" if text("content").trim().is_empty() => {
            return Err(Refuse::new(44_004, "empty content"));
        }
        // The platform was seen to refuse longer ones, not to cut them.
        "text" if text("content").len() > 2048 => return Err(too_long()),
        "markdown" | "markdown_v2" if text("content").len() > 4096 => return Err(too_long()),
        "text" | "markdown" | "markdown_v2" | "news" | "template_card" if content.is_some() => {}
        _ => return Err(Refuse::new(40008, "invalid message type")),
    }
    push(
        &mut sandbox.corp.messages.list,
        CorpMessage {
            sender: Sender::Robot,
            msgid: String::new(),
            users: Vec::new(),
            parties: Vec::new(),
            tags: Vec::new(),
            msgtype: kind,
            content: content.unwrap_or(Value::Null),
            safe: 0,
            at: now,
            recalled: false,
        },
    );
    Ok(done())
}

fn too_long() -> Refuse {
    Refuse::new(40_058, "content exceed max length")
}

fn check_image(base64: &str, md5: &str) -> Result<(), Refuse> {
    let bytes = STANDARD.decode(base64).map_err(|_| Refuse::new(40035, "invalid parameter, base64"))?;
    if hex_digest(Algorithm::Md5, &bytes) != md5.to_lowercase() {
        return Err(Refuse::new(301_019, "image md5 not match"));
    }
    if !matches!(sniff(&bytes), Some(Format::Jpeg | Format::Png)) {
        return Err(Refuse::new(40004, "invalid media type"));
    }
    if bytes.len() > 2 * 1_048_576 {
        return Err(Refuse::new(40009, "invalid image size"));
    }
    Ok(())
}
