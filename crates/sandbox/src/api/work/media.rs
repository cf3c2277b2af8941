//! Temporary media and pictures with an address.

use serde_json::{Value, json};
use wxkit_work::UploadMedia;
use wxkit_work::media::{UploadAttachment, UploadImage};

use super::done;
use super::rule::{check, check_within};
use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::state::{CorpMedia, Owner, Picture, push, sha1_hex};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::work::<UploadMedia>(Shape::Form, upload),
        Route::work::<UploadAttachment>(Shape::Form, attachment),
        Route::work::<UploadImage>(Shape::Form, image),
    ]
}

fn upload(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    let kind = call.query("type").to_owned();
    check(call, &kind)?;
    keep(sandbox, call, &kind, Owner::Corp)
}

fn attachment(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    let kind = call.query("media_type").to_owned();
    if !matches!(call.query("attachment_type"), "1" | "2") || kind == "voice" {
        return Err(Refuse::new(40035, "invalid parameter"));
    }
    check(call, &kind)?;
    keep(sandbox, call, &kind, Owner::Customers)
}

/// Keeps the file of a form, which was checked, and answers with its id.
pub(super) fn keep(
    sandbox: &mut Sandbox,
    call: &Call<'_>,
    kind: &str,
    owner: Owner,
) -> Result<Answer, Refuse> {
    let Some(media) = &call.media else { return Err(Refuse::new(44001, "empty media data")) };
    let now = call.env.now;
    let media_id = sandbox.fresh(call.env, "work media", 65);
    let kept = CorpMedia {
        media_id: media_id.clone(),
        kind: kind.into(),
        name: media.file_name.clone().unwrap_or_default(),
        sha1: sha1_hex(&media.bytes),
        len: media.bytes.len() as u64,
        dies: now + CorpMedia::LIFE,
        owner,
    };
    sandbox.corp.keep(kept, &media.bytes, now, sandbox.config.kept);
    // A text in the documents, a number in the practice of others; and the text beside a success is sometimes empty.
    let (created_at, errmsg): (Value, _) = match call.is_odd {
        true => (now.as_secs().into(), ""),
        false => (now.as_secs().to_string().into(), "ok"),
    };
    let answer = done().with("errmsg", errmsg.into()).with("type", kind.into());
    Ok(answer.with("media_id", media_id.into()).with("created_at", created_at))
}

fn image(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    let media = check_within(call, "image", 2 * 1_048_576)?;
    let (now, (day, month)) = (call.env.now, sandbox.config.work.pictures);
    let corp = &mut sandbox.corp;
    if !corp.pictures_today.take(now, day) || !corp.pictures_this_month.take_of_month(now, month) {
        return Err(Refuse::new(45009, "api freq out of limit"));
    }
    let url = format!("http://p.qpic.cn/pic_wework/{}/0", sandbox.fresh(call.env, "picture", 60));
    push(
        &mut sandbox.corp.pictures,
        Picture {
            url: url.clone(),
            name: media.file_name.clone().unwrap_or_default(),
            sha1: sha1_hex(&media.bytes),
            len: media.bytes.len() as u64,
        },
    );
    Ok(done().with("errmsg", "".into()).with("url", json!(url)))
}
