//! A message is sent.

use serde_json::{Value, json};
use wxkit_official::ids::{DraftId, MassNewsId, MessageId, MsgDataId};
use wxkit_official::mass::{DirectMessage, MassMessage, SendMassTo, SendMassToAll};
use wxkit_proto::json::as_int;

use super::message::{self, By};
use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::api::address;
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::rule::is_name;
use crate::speak::Occasion;
use crate::state::{Gone, MassSend, Name, Progress, Receivers, push, sha1_hex};

pub(super) fn routes() -> Vec<Route> {
    let no_json = |route: Route| route.garbled(40008, "invalid message type");
    vec![
        no_json(Route::new(Shape::Json, to_all).first(check_all)),
        no_json(Route::new(Shape::Json, to_names).first(check_names)),
    ]
}

/// Receivers of one call.
const MOST: usize = 10_000;
/// Bytes; newer documents say 32.
const LONGEST_NAME: usize = 64;

fn check_all(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    let name = name(call)?;
    // Without a filter too, as when there are openids in its place.
    let filter = call.json.get("filter").and_then(Value::as_object).ok_or_else(wrong_tag)?;
    let all = filter.get("is_to_all").is_some_and(|all| *all == true);
    let tag = filter.get("tag_id").and_then(as_int);
    if !all && !tag.is_some_and(|tag| sandbox.config.tags.contains(&tag)) {
        return Err(wrong_tag());
    }
    check_new(sandbox, call, &name)?;
    message::check(sandbox, call, By::Filter)
}

fn check_names(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    let name = name(call)?;
    let openids = call.json.get("touser").and_then(Value::as_array);
    let openids = openids.ok_or_else(|| Refuse::new(40031, "invalid openid list"))?;
    match openids.len() {
        1 => return Err(Refuse::new(40130, "invalid openid list size, at least two openid")),
        2..=MOST => {}
        _ => return Err(Refuse::new(40032, "invalid openid list size")),
    }
    if !openids.iter().all(|openid| openid.as_str().is_some_and(is_name)) {
        return Err(Refuse::new(40003, "invalid openid"));
    }
    check_new(sandbox, call, &name)?;
    message::check(sandbox, call, By::Names)
}

/// The message's name, or what the platform makes of range and content in its place.
fn name(call: &Call<'_>) -> Result<Name, Refuse> {
    match call.json.get("clientmsgid").and_then(Value::as_str) {
        Some(name) if name.len() > LONGEST_NAME => Err(Refuse::new(45067, "clientmsgid size out of limit")),
        Some(name) if !name.is_empty() => Ok(Name::Given(name.into())),
        _ => {
            let mut content = call.json.clone();
            if let Some(fields) = content.as_object_mut() {
                fields.remove("send_ignore_reprint");
            }
            Ok(Name::Made(sha1_hex(content.to_string().as_bytes())))
        }
    }
}

/// Before the message is looked at: the draft of one that was sent is gone.
fn check_new(sandbox: &Sandbox, call: &Call<'_>, name: &Name) -> Result<(), Refuse> {
    let Some(earlier) = sandbox.messages.earlier(name, call.env.now) else { return Ok(()) };
    // The text calls the id "msgid".
    let field = if call.is_odd { "msgid" } else { "msg_id" };
    Err(Refuse::new(45065, "clientmsgid exist").with(field, json!(earlier.msg_id)))
}

fn to_all(sandbox: &mut Sandbox, call: &Call<'_>, ask: SendMassToAll) -> Result<Answer, Refuse> {
    send(sandbox, call, Receivers::Followers(ask.to), ask.message.into())
}

fn to_names(sandbox: &mut Sandbox, call: &Call<'_>, ask: SendMassTo) -> Result<Answer, Refuse> {
    send(sandbox, call, Receivers::Named(ask.to), ask.message)
}

fn send(
    sandbox: &mut Sandbox,
    call: &Call<'_>,
    to: Receivers,
    message: DirectMessage,
) -> Result<Answer, Refuse> {
    let (now, name) = (call.env.now, name(call)?);
    if !sandbox.messages.sent_today.take(now, sandbox.config.mass_per_day) {
        return Err(Refuse::new(45028, "has no masssend quota"));
    }
    let articles = match &message {
        DirectMessage::Mass(MassMessage::News(id)) => articles(sandbox, call, id),
        _ => 0,
    };
    let msg_id = MessageId::from(sandbox.fresh_number(call.env, "message", 10).cast_signed());
    let msg_data_id =
        (articles > 0).then(|| MsgDataId::from(sandbox.fresh_number(call.env, "message data", 10)));
    let is_video =
        matches!(&message, DirectMessage::Video { .. } | DirectMessage::Mass(MassMessage::Video(_)));
    let urls = address::articles(sandbox, call, articles);
    push(
        &mut sandbox.messages.sent,
        MassSend {
            msg_id,
            msg_data_id,
            to,
            message,
            urls,
            deleted: vec![false; articles.max(usize::from(is_video))],
            name,
            at: now,
            progress: Progress::new(sandbox.config.mass_sending, now, call.fails_review()),
        },
    );
    sandbox.happen(Occasion::Mass(msg_id));
    let answer = Answer::default()
        .with("errcode", 0.into())
        .with("errmsg", "send job submission success".into())
        .with("msg_id", json!(msg_id));
    Ok(match msg_data_id {
        Some(id) => answer.with("msg_data_id", json!(id.get())),
        None => answer,
    })
}

/// How many articles this is; its draft is gone now, unless it will turn out that it is not sent.
fn articles(sandbox: &mut Sandbox, call: &Call<'_>, id: &MassNewsId) -> usize {
    let draft = sandbox.drafts.find(id.as_str()).map(|draft| draft.articles.len());
    let prepared = || sandbox.messages.news(id.as_str(), call.env.now).map(|news| news.articles.len());
    let articles = draft.or_else(prepared).unwrap_or_default();
    if !call.fails_review() {
        sandbox.drafts.take(&DraftId::from(id.to_string()), Gone::Sent);
    }
    articles
}

fn wrong_tag() -> Refuse {
    Refuse::new(40152, "invalid group id")
}
