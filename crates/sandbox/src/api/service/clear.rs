//! Quotas are given back.

use std::borrow::Cow;

use serde_json::Value;
use wxkit_official::service::{ClearPathQuota, ClearQuota, ClearQuotaWithSecret};
use wxkit_proto::envelope::Done;

use super::check_path;
use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::json;
use crate::route::{Route, Shape};
use crate::state::Quota;

/// The interfaces whose daily quotas the sandbox counts to an end.
pub(super) const SUBMIT: &str = "cgi-bin/publish/submit";
pub(super) const TOKEN: &str = "cgi-bin/token";
const STABLE: &str = "cgi-bin/stable_token";

const PER_MONTH: u32 = 10;
const OF_ONE_PER_MONTH: u32 = 50;

pub(super) fn routes() -> [Route; 3] {
    [
        Route::new(Shape::Json, clear)
            .first(|sandbox, call| check_appid(sandbox, field(&call.json, "appid"))),
        // The secret may stand in the query, and then there is no body.
        Route::new(Shape::Nothing, clear_with_secret).first(check_secret),
        Route::new(Shape::Json, clear_one).first(|_, call| check_path(call).map(|_| ())),
    ]
}

fn field<'a>(json: &'a Value, name: &str) -> &'a str {
    json.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn check_appid(sandbox: &Sandbox, appid: &str) -> Result<(), Refuse> {
    match appid {
        "" => Err(Refuse::new(41002, "appid missing")),
        appid if appid != sandbox.config.appid => Err(Refuse::new(40013, "invalid appid")),
        _ => Ok(()),
    }
}

fn check_secret(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    let body = match call.request.body() {
        empty if empty.is_empty() => Value::Null,
        body => json::read(body, || call.unreadable())?.0,
    };
    let of = |name: &str| match call.query(name) {
        "" => Cow::Owned(field(&body, name).to_owned()),
        text => Cow::Borrowed(text),
    };
    check_appid(sandbox, &of("appid"))?;
    match &*of("appsecret") {
        "" => Err(Refuse::new(41004, "appsecret missing")),
        secret if secret != sandbox.config.secret.reveal() => Err(Refuse::new(40125, "invalid appsecret")),
        _ => Ok(()),
    }
}

fn clear(sandbox: &mut Sandbox, call: &Call<'_>, _: ClearQuota) -> Result<Answer, Refuse> {
    all(sandbox, call)
}

fn clear_with_secret(
    sandbox: &mut Sandbox,
    call: &Call<'_>,
    _: ClearQuotaWithSecret,
) -> Result<Answer, Refuse> {
    all(sandbox, call)
}

/// Both ways have the same 10 times.
fn all(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    let left = sandbox.usage.cleared.take_of_month(call.env.now, PER_MONTH);
    give_back(sandbox, left, None)
}

fn clear_one(sandbox: &mut Sandbox, call: &Call<'_>, _: ClearPathQuota) -> Result<Answer, Refuse> {
    let path = check_path(call)?;
    let left = sandbox.usage.cleared_one.take_of_month(call.env.now, OF_ONE_PER_MONTH);
    give_back(sandbox, left, Some(path))
}

fn give_back(sandbox: &mut Sandbox, left: bool, path: Option<&str>) -> Result<Answer, Refuse> {
    if !left {
        return Err(Refuse::new(48006, "api forbid to clear quota because of reaching the limit"));
    }
    sandbox.usage.clear(path);
    for (known, quota) in [
        (SUBMIT, &mut sandbox.articles.submitted_today),
        (TOKEN, &mut sandbox.tokens.classic_today),
        (STABLE, &mut sandbox.tokens.forced_today),
    ] {
        if path.is_none_or(|path| path == known) {
            *quota = Quota::default();
        }
    }
    Ok(Answer::of(&Done::new(0, "ok")))
}
