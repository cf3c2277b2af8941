//! `official quota`, `clear-quota`, `rid` and `addresses`: what is about the account's calls themselves.

use wxkit::official;
use wxkit::official::service::{
    ApiAddresses, CallbackAddresses, ClearPathQuota, ClearQuotaWithSecret, QueryQuota, QueryRid, RateLimit,
    RecordedRequest, SecretPlace,
};

use super::call::clean;
use crate::chinese::say;
use crate::confirm::{Sure, Weight};
use crate::console::visible;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Show how much of an interface's daily quota is left.
#[derive(Debug, clap::Args)]
pub(crate) struct Quota {
    /// The interface's path: cgi-bin/material/add_material.
    path: String,
}

/// Reset daily quotas: one interface 50 times a month, all at once 10 times a month.
///
/// Once they are used up, there are no more until next month (48006). It is not repeated if its answer is lost: exit
/// status 6; then ask `official quota` whether it was done.
#[derive(Debug, clap::Args)]
pub(crate) struct ClearQuota {
    /// The path of one interface: cgi-bin/material/add_material.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    path: Option<String>,
    /// Reset the quotas of all interfaces; 10 times a month, either way.
    #[arg(long)]
    all: bool,
    /// With the secret in place of a token: for when the quota of tokens is used up as well.
    #[arg(long, requires = "all", conflicts_with = "path")]
    with_secret: bool,
    #[command(flatten)]
    sure: Sure,
}

/// Show what the platform recorded about a request.
///
/// It knows the requests of the last 7 days. Tokens and secrets in them are hidden.
#[derive(Debug, clap::Args)]
pub(crate) struct Rid {
    /// The id after `rid: ` in a refusal.
    rid: String,
}

/// List the platform's addresses, one a line.
///
/// They change: ask once a day.
#[derive(Debug, clap::Args)]
pub(crate) struct Addresses {
    /// The ones that call you, instead of the ones you call; some may be whole blocks, such as 101.226.103.0/25.
    #[arg(long)]
    callback: bool,
}

impl Quota {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let cgi_path = clean(&self.path)?;
        let report = context.account()?.call(QueryQuota::new(cgi_path)).await?;
        let official::service::Quota { daily_limit, used, remain, .. } = report.quota;
        let mut text = format!("{used} of {daily_limit} calls today, {remain} left");
        if let Some(RateLimit { call_count, refresh_second, .. }) = report.rate_limit {
            text += &format!("; {call_count} calls in {refresh_second} s");
        }
        Ok(Answer::new(&report, say(&text)))
    }
}

impl ClearQuota {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let one = self.path.as_deref().map(clean).transpose()?;
        let account = context.account()?;
        let appid = account.appid().to_owned();
        let secret = self.with_secret.then(|| account.secret().cloned()).transpose()?;
        // The secret is not shown: the plan is that of the call without it.
        let plan = match &one {
            Some(cgi_path) => {
                let call = ClearPathQuota::new(cgi_path.clone());
                let act = format!("set back the quota of {cgi_path}, once of 50 times a month");
                self.sure.confirm(context, &account, &call, &act, Weight::Public)?
            }
            None => {
                let call = official::service::ClearQuota::new(appid.clone());
                let act = "set all quotas back, once of 10 times a month";
                self.sure.confirm(context, &account, &call, act, Weight::Public)?
            }
        };
        if let Some(plan) = plan {
            return Ok(plan);
        }
        context.console.note(if one.is_some() { FIFTY } else { TEN });
        let (done, text) = match (one, secret) {
            (Some(cgi_path), _) => {
                let text = format!("the quota of {cgi_path} is set back");
                (account.call(ClearPathQuota::new(cgi_path)).await, text)
            }
            (None, Some(secret)) => {
                let place = SecretPlace::Body;
                let mut clear = ClearQuotaWithSecret::new(appid, secret);
                clear.place = place;
                (account.call(clear).await, ALL.to_owned())
            }
            (None, None) => (account.call(official::service::ClearQuota::new(appid)).await, ALL.to_owned()),
        };
        let done = done.map_err(|failure| {
            failure.find_out("ask how much of an interface's quota is used with: wxkit official quota PATH")
        })?;
        Ok(Answer::new(&done, say(&text)))
    }
}

const TEN: &str = "all quotas may be set back 10 times a month, and this is one of them";
const FIFTY: &str =
    "the quotas of single interfaces may be set back 50 times a month, and this is one of them";
const ALL: &str = "all quotas are set back";

impl Rid {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let rid = self.rid.trim().trim_start_matches("rid:").trim().to_owned();
        if rid.is_empty() {
            return Err(Failure::usage("the rid is empty; it stands behind `rid: ` in a refusal"));
        }
        let report = context.account()?.call(QueryRid::new(rid)).await?;
        Ok(Answer::new(&report, recorded(&report.request)))
    }
}

impl Addresses {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let account = context.account()?;
        let reply = match self.callback {
            true => account.call(CallbackAddresses).await?,
            false => account.call(ApiAddresses).await?,
        };
        Ok(Answer::new(&reply, visible(&reply.ip_list.join("\n"))))
    }
}

fn recorded(request: &RecordedRequest) -> String {
    let RecordedRequest {
        invoke_time, cost_in_ms, request_url, request_body, response_body, client_ip, ..
    } = request;
    let lines = [
        ("time", say(&format!("{invoke_time}, took {cost_in_ms} ms")).into_owned()),
        ("from", client_ip.clone()),
        ("query", request_url.as_str().to_owned()),
        ("body", request_body.as_str().to_owned()),
        ("answer", response_body.as_str().to_owned()),
    ];
    let lines = lines.into_iter().filter(|(_, text)| !text.is_empty());
    let lines: Vec<String> = lines.map(|(name, text)| format!("{name}: {}", visible(&text))).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_record_cannot_steer_a_terminal() {
        let request = serde_json::json!({
            "invoke_time": 1_635_156_704,
            "cost_in_ms": 30,
            "request_url": "access_token=SECRET&type=image",
            "request_body": "",
            "response_body": "\x1b[2J",
            "client_ip": "203.0.113.7",
        });
        let request = serde_json::from_value(request).unwrap();
        expect![[r#"
            time: 1635156704, took 30 ms
            from: 203.0.113.7
            query: access_token=***&type=image
            answer: \u{1b}[2J"#]]
        .assert_eq(&recorded(&request));
    }
}
