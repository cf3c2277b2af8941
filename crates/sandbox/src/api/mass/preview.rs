//! A message is looked at.

use serde_json::{Value, json};
use wxkit_official::mass::{PreviewMass, Viewer};

use super::message::{self, By};
use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::rule::is_name;
use crate::state::push;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::new(Shape::Json, preview).first(check).garbled(40008, "invalid message type")]
}

fn check(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    let text = |name: &str| call.json.get(name).and_then(Value::as_str).unwrap_or_default();
    let follows = |name: &str| !sandbox.config.strangers.iter().any(|stranger| stranger == name);
    // If both are given, the WeChat number wins.
    match (text("towxname"), text("touser")) {
        ("", openid) if !is_name(openid) => return Err(Refuse::new(40003, "invalid openid")),
        ("", openid) if !follows(openid) => return Err(not_following()),
        ("", _) => {}
        (number, _) if !is_name(number) => return Err(Refuse::new(40132, "invalid username")),
        (number, _) if !follows(number) => return Err(not_following()),
        _ => {}
    }
    message::check(sandbox, call, By::Preview)
}

/// As logged in 2018: no `msg_id`, no tail.
fn preview(sandbox: &mut Sandbox, call: &Call<'_>, ask: PreviewMass) -> Result<Answer, Refuse> {
    let limit = sandbox.config.previews_per_day;
    let by_number = matches!(ask.to, Viewer::WeChatNumber(_));
    if by_number && !sandbox.messages.previews_today.take(call.env.now, limit) {
        return Err(Refuse::new(45009, "reach max api daily quota limit"));
    }
    push(&mut sandbox.messages.previews, ask);
    Ok(Answer::json(json!({ "errcode": 0, "errmsg": "preview success" })))
}

fn not_following() -> Refuse {
    Refuse::new(43004, "require subscribe")
}
