//! Messages of applications to members and to chats.

use std::time::Duration;

use serde_json::Value;
use wxkit_work::SendMessage;
use wxkit_work::message::{RecallMessage, SendToChat};

use super::content::{COMMON, check};
use super::done;
use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::sandbox::token_of;
use crate::state::{CorpMessage, Sender, push};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::work::<SendMessage>(Shape::Json, send),
        Route::work::<RecallMessage>(Shape::Json, recall),
        Route::work::<SendToChat>(Shape::Json, chat),
    ]
}

/// How long a message can be taken back.
const RECALLED_WITHIN: Duration = Duration::from_secs(86_400);

fn send(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    let agentid = agent(sandbox, call)?;
    let groups = Groups::read(sandbox, call)?;
    let kind =
        kind(call, |kind| COMMON.contains(&kind) || ["miniprogram_notice", "template_card"].contains(&kind))?;
    let content = check(sandbox, call.env.now, &call.json, &kind)?.clone();
    let safe = safe(call, &kind)?;
    let (mut message, answer) = groups.sort(CorpMessage {
        sender: Sender::App(agentid),
        msgid: String::new(),
        users: Vec::new(),
        parties: Vec::new(),
        tags: Vec::new(),
        msgtype: kind,
        content: cut(content),
        safe,
        at: call.env.now,
        recalled: false,
    })?;
    let interval = number(call, "duplicate_check_interval").unwrap_or(1800).clamp(0, 14_400).unsigned_abs();
    let looks = number(call, "enable_duplicate_check") == Some(1);
    let double = sandbox.corp.messages.double(&message, Duration::from_secs(interval)).filter(|_| looks);
    let msgid = match double {
        Some(double) => double.msgid.clone(),
        None => {
            message.msgid = sandbox.fresh(call.env, "message", 86);
            let msgid = message.msgid.clone();
            push(&mut sandbox.corp.messages.list, message.clone());
            msgid
        }
    };
    let answer = answer.with("msgid", msgid.into()).with("errmsg", said(call).into());
    let answers = message
        .content
        .get("card_type")
        .and_then(Value::as_str)
        .is_some_and(|kind| kind.ends_with("_interaction"));
    Ok(match answers {
        true => answer.with("response_code", sandbox.fresh(call.env, "response", 43).into()),
        false => answer,
    })
}

/// The application of the token, which has to be the one that is named.
fn agent(sandbox: &Sandbox, call: &Call<'_>) -> Result<i64, Refuse> {
    let named = match call.json.get("agentid") {
        None => return Err(Refuse::new(41011, "missing agentid")),
        Some(Value::Number(number)) => number.as_i64(),
        Some(Value::String(text)) => text.parse().ok(),
        Some(_) => None,
    };
    let known = named.filter(|named| sandbox.config.work.apps.iter().any(|app| app.agentid == *named));
    let agentid = known.ok_or_else(|| Refuse::new(40056, "invalid agentid"))?;
    match sandbox.corp.tokens.agent(&token_of(&call.request)) {
        Some(own) if own == agentid => Ok(agentid),
        _ => Err(Refuse::new(301_002, "not allow operate another agent with this accesstoken")),
    }
}

fn kind(call: &Call<'_>, known: impl Fn(&str) -> bool) -> Result<String, Refuse> {
    match call.text("msgtype") {
        kind if known(kind) => Ok(kind.to_owned()),
        _ => Err(Refuse::new(40008, "invalid message type")),
    }
}

/// Number fields of a wrong type are ignored, as are those that are missing.
fn number(call: &Call<'_>, name: &str) -> Option<i64> {
    call.json.get(name).and_then(Value::as_i64)
}

fn safe(call: &Call<'_>, kind: &str) -> Result<i64, Refuse> {
    match (number(call, "safe").unwrap_or(0), kind) {
        (0, _) => Ok(0),
        (1, "news") => Err(Refuse::new(40074, "news message can not be safe, please use mpnews")),
        (1, "text" | "image" | "video" | "file" | "mpnews") => Ok(1),
        (2, "mpnews") => Ok(2),
        _ => Err(Refuse::new(40058, "invalid safe")),
    }
}

/// What stands beside a success: the platform tells so that it has ignored fields of a wrong type.
fn said(call: &Call<'_>) -> &'static str {
    let numbers =
        ["agentid", "safe", "enable_id_trans", "enable_duplicate_check", "duplicate_check_interval"];
    let texts = ["touser", "toparty", "totag"];
    let wrong =
        |name: &&str, right: fn(&Value) -> bool| call.json.get(*name).is_some_and(|value| !right(value));
    let odd = numbers.iter().any(|name| wrong(name, Value::is_number))
        || texts.iter().any(|name| wrong(name, Value::is_string));
    if odd { "ok. Warning: wrong json format. " } else { "ok" }
}

/// Longer texts are cut.
fn cut(mut content: Value) -> Value {
    for (name, most) in [("content", 2048), ("title", 128), ("description", 512)] {
        // Articles have theirs in a list, and the content of those may be longer.
        if let Some(Value::String(text)) = content.get_mut(name) {
            while text.len() > most {
                text.pop();
            }
        }
    }
    content
}

/// Receivers as they are named, and which of them there are.
struct Groups<'a> {
    everybody: bool,
    users: Vec<String>,
    parties: Vec<String>,
    tags: Vec<String>,
    sandbox: &'a Sandbox,
}

impl<'a> Groups<'a> {
    fn read(sandbox: &'a Sandbox, call: &Call<'_>) -> Result<Self, Refuse> {
        let list = |name: &str| {
            let parts = call.text(name).split('|').map(str::trim).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect::<Vec<_>>()
        };
        let (users, parties, tags) = (list("touser"), list("toparty"), list("totag"));
        if users.is_empty() && parties.is_empty() && tags.is_empty() {
            return Err(Refuse::new(82001, "touser & toparty & totag all empty"));
        }
        if users.len() > 1000 {
            return Err(Refuse::new(40032, "invalid userid list size"));
        }
        if parties.len() > 100 {
            return Err(Refuse::new(82002, "party list size out of limit"));
        }
        if tags.len() > 100 {
            return Err(Refuse::new(82003, "tag list size out of limit"));
        }
        Ok(Self { everybody: call.text("touser").trim() == "@all", users, parties, tags, sandbox })
    }

    /// The message to those there are, and an answer that names the others.
    fn sort(self, message: CorpMessage) -> Result<(CorpMessage, Answer), Refuse> {
        if self.everybody {
            return Ok((CorpMessage { users: vec!["@all".into()], ..message }, done()));
        }
        let work = &self.sandbox.config.work;
        let lower = self.users.into_iter().map(|user| user.to_lowercase());
        let (unlicensed, users): (Vec<_>, Vec<_>) =
            lower.partition(|user| user.starts_with(&work.unlicensed));
        let (invalid_users, users): (Vec<_>, Vec<_>) =
            users.into_iter().partition(|user| user.starts_with(&work.stranger));
        let is_number = |id: &String| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        let (parties, invalid_parties): (Vec<_>, Vec<_>) = self.parties.into_iter().partition(is_number);
        let (tags, invalid_tags): (Vec<_>, Vec<_>) = self.tags.into_iter().partition(is_number);
        if users.is_empty() && parties.is_empty() && tags.is_empty() {
            return Err(Refuse::new(81013, "user & party & tag all invalid"));
        }
        let mut answer = done();
        for (name, ids) in [
            ("invaliduser", invalid_users),
            ("invalidparty", invalid_parties),
            ("invalidtag", invalid_tags),
            ("unlicenseduser", unlicensed),
        ] {
            if !ids.is_empty() {
                answer = answer.with(name, ids.join("|").into());
            }
        }
        Ok((CorpMessage { users, parties, tags, ..message }, answer))
    }
}

fn recall(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    let agentid = sandbox.corp.tokens.agent(&token_of(&call.request));
    let (msgid, now) = (call.text("msgid"), call.env.now);
    let own = |sent: &&mut CorpMessage| {
        !msgid.is_empty() && sent.msgid == msgid && agentid.map(Sender::App).as_ref() == Some(&sent.sender)
    };
    match sandbox.corp.messages.list.iter_mut().find(own) {
        Some(sent) if now.since(sent.at) <= RECALLED_WITHIN => {
            sent.recalled = true;
            Ok(done())
        }
        _ => Err(Refuse::new(40058, "invalid msgid")),
    }
}

fn chat(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    let agentid = sandbox.corp.tokens.agent(&token_of(&call.request)).unwrap_or_default();
    let chatid = call.text("chatid").to_owned();
    if chatid.is_empty() || chatid.starts_with(&sandbox.config.work.stranger) {
        return Err(Refuse::new(86003, "chatid not exist"));
    }
    let kind = kind(call, |kind| COMMON.contains(&kind))?;
    let content = check(sandbox, call.env.now, &call.json, &kind)?.clone();
    let safe = safe(call, &kind)?;
    push(
        &mut sandbox.corp.messages.list,
        CorpMessage {
            sender: Sender::Chat(agentid, chatid),
            msgid: String::new(),
            users: Vec::new(),
            parties: Vec::new(),
            tags: Vec::new(),
            msgtype: kind,
            content: cut(content),
            safe,
            at: call.env.now,
            recalled: false,
        },
    );
    Ok(done().with("errmsg", said(call).into()))
}
