//! The token of an application.

use wxkit_proto::Token;
use wxkit_proto::envelope::Grant;
use wxkit_work::token::AccessToken;

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::state::TOKEN_LENGTH;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::work::<AccessToken>(Shape::Nothing, token)]
}

/// Within its life the same token comes again.
fn token(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    let agentid = identify(sandbox, call)?;
    let (now, life) = (call.env.now, sandbox.config.token_life);
    let (token, rest) = match sandbox.corp.tokens.current(agentid, now) {
        Some(current) => current,
        None => {
            let token = Token::new(sandbox.fresh(call.env, "work token", TOKEN_LENGTH));
            sandbox.corp.tokens.issue(agentid, token.clone(), now + life, now);
            (token, life)
        }
    };
    sandbox.tokens.fetches += 1;
    let grant = Answer::of(&Grant::new(token.clone(), rest.as_secs()));
    Ok(grant.with("errcode", 0.into()).with("errmsg", "ok".into()))
}

/// The application that asks.
fn identify(sandbox: &Sandbox, call: &Call<'_>) -> Result<i64, Refuse> {
    let work = &sandbox.config.work;
    let (corpid, secret) = (call.query("corpid"), call.query("corpsecret"));
    if corpid.is_empty() {
        return Err(Refuse::new(41002, "corpid missing"));
    }
    if secret.is_empty() {
        return Err(Refuse::new(41004, "corpsecret missing"));
    }
    if corpid != work.corpid {
        return Err(Refuse::new(40013, "invalid corpid"));
    }
    match work.apps.iter().find(|app| app.secret.reveal() == secret) {
        None => Err(Refuse::new(40001, "invalid credential")),
        Some(app) if app.disabled => Err(Refuse::new(50003, "app has been disabled")),
        Some(app) => Ok(app.agentid),
    }
}
