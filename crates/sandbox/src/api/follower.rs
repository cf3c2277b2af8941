//! Followers and tags.

use serde_json::{Value, json};
use wxkit_official::follower::{ListFollowers, ListTagged, ListTags};
use wxkit_official::ids::OpenId;
use wxkit_proto::json::as_int;

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::new(Shape::Nothing, tags),
        Route::new(Shape::Nothing, followers),
        Route::new(Shape::Json, tagged).first(check_tag),
    ]
}

/// The platform's own tag, and two of the account's.
const TAGS: [(i64, &str); 3] = [(2, "星标组"), (100, "读者"), (101, "茶友")];
/// Followers in one answer.
const PAGE: usize = 10_000;

/// Those with this tag: every other one.
fn with_tag(sandbox: &Sandbox, tag: i64) -> Vec<String> {
    let parity = usize::from(tag % 2 != 0);
    let followers = sandbox.config.followers.iter().enumerate();
    followers.filter(|(nth, _)| nth % 2 == parity).map(|(_, openid)| openid.clone()).collect()
}

fn tags(sandbox: &mut Sandbox, _: &Call<'_>, _: ListTags) -> Result<Answer, Refuse> {
    let known = TAGS.iter().filter(|(id, _)| sandbox.config.tags.contains(id));
    let tags =
        known.map(|(id, name)| json!({ "id": id, "name": name, "count": with_tag(sandbox, *id).len() }));
    Ok(Answer::default().with("tags", tags.collect::<Value>()))
}

fn followers(sandbox: &mut Sandbox, _: &Call<'_>, ask: ListFollowers) -> Result<Answer, Refuse> {
    let all = &sandbox.config.followers;
    Ok(page(all, ask.after)?.with("total", all.len().into()))
}

fn check_tag(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    match call.json.get("tagid").and_then(as_int) {
        Some(tag) if sandbox.config.tags.contains(&tag) => Ok(()),
        _ => Err(Refuse::new(45159, "invalid tag id")),
    }
}

fn tagged(sandbox: &mut Sandbox, _: &Call<'_>, ask: ListTagged) -> Result<Answer, Refuse> {
    page(&with_tag(sandbox, ask.tag), ask.after)
}

/// Those behind somebody. There is no data if there is nobody.
fn page(all: &[String], after: Option<OpenId>) -> Result<Answer, Refuse> {
    let from = match after {
        None => 0,
        Some(after) => {
            let at = all.iter().position(|openid| *openid == after.as_str());
            at.ok_or_else(|| Refuse::new(40003, "invalid openid"))? + 1
        }
    };
    let page: Vec<&String> = all.iter().skip(from).take(PAGE).collect();
    let last = page.last().map_or("", |openid| openid.as_str());
    let answer = Answer::default().with("count", page.len().into()).with("next_openid", last.into());
    Ok(if page.is_empty() { answer } else { answer.with("data", json!({ "openid": page })) })
}
