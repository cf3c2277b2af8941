//! What became of a message, and its deletion.

use serde_json::{Value, json};
use wxkit_official::ids::MessageId;
use wxkit_official::library::Which;
use wxkit_official::mass::{DeleteMass, MassStatus, QueryMass, SentMass};
use wxkit_proto::envelope::Done;
use wxkit_proto::json::as_int;

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::show;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(Shape::Json, query).first(|_, call| msg_id(call).map(|_| ())),
        Route::new(Shape::Json, delete).first(|_, call| check_delete(call)),
    ]
}

/// A number, or its digits as a text.
fn msg_id(call: &Call<'_>) -> Result<MessageId, Refuse> {
    let id = call.json.get("msg_id").and_then(as_int).filter(|id| *id != 0);
    id.map(MessageId::from).ok_or_else(unknown)
}

fn check_delete(call: &Call<'_>) -> Result<(), Refuse> {
    let url = call.json.get("url").and_then(Value::as_str).unwrap_or_default();
    if url.is_empty() {
        msg_id(call)?;
    }
    // Absent is 0, which is all.
    match call.json.get("article_idx").map_or(Some(0), as_int) {
        Some(0..) => Ok(()),
        _ => Err(wrong_index()),
    }
}

fn query(sandbox: &mut Sandbox, call: &Call<'_>, ask: QueryMass) -> Result<Answer, Refuse> {
    let message = sandbox.messages.find(ask.msg_id).ok_or_else(unknown)?;
    let status = message.ask(call.env.now, call.fails_review());
    Ok(Answer::default().with("msg_id", json!(ask.msg_id)).with("msg_status", status.word().into()))
}

/// News and videos only; the rest has no page that could be voided.
fn delete(sandbox: &mut Sandbox, _: &Call<'_>, ask: DeleteMass) -> Result<Answer, Refuse> {
    let message = match &ask.sent {
        SentMass::Id(id) => sandbox.messages.find(*id),
        SentMass::Url(url) => {
            let url = show::original(url, sandbox.config.site.as_deref());
            sandbox.messages.find_article(&url)
        }
        _ => None,
    };
    let message = message.ok_or_else(unknown)?;
    if message.deleted.is_empty() || message.status() == MassStatus::Failed {
        return Err(Refuse::new(40065, "article status not allowed to delete"));
    }
    match ask.which {
        Which::All => message.deleted.fill(true),
        Which::One(position) => {
            let position = usize::try_from(position).unwrap_or(usize::MAX);
            *message.deleted.get_mut(position).ok_or_else(wrong_index)? = true;
        }
    }
    Ok(Answer::of(&Done::new(0, "ok")))
}

fn unknown() -> Refuse {
    Refuse::new(40059, "invalid msg id")
}

fn wrong_index() -> Refuse {
    Refuse::new(40060, "invalid article_idx")
}
