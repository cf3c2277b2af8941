//! `official mass status`, `delete` and `speed`.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use wxkit::callback::Source;
use wxkit::client::Journal;
use wxkit::official::ids::MessageId;
use wxkit::official::mass::{
    AwaitMass, DeleteMass, MassFailure, MassReport, MassSpeed, MassStatus, QueryMass, QuerySpeed, SentMass,
    SetSpeed, SpeedReport,
};

use crate::chinese::say;
use crate::command::freepublish::Choice;
use crate::command::ids;
use crate::command::standing::Standing;
use crate::complete;
use crate::confirm::{Sure, Weight};
use crate::context::Context;
use crate::ear::Wake;
use crate::failure::Failure;
use crate::known::MESSAGE;
use crate::output::Answer;
use crate::span::seconds;

/// Ask what became of a message.
#[derive(Debug, clap::Args)]
pub(crate) struct Status {
    /// The msg_id that `mass send` printed.
    #[arg(value_parser = message, add = complete::ids(&MESSAGE))]
    msg_id: MessageId,
    /// Ask until it has ended, for so long, such as 600, 10m or 1h. [default with --listen: 1h]
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    wait: Option<Duration>,
    #[command(flatten)]
    wake: Wake,
}

/// What became of it, and the event that told so, if one came.
#[derive(Serialize)]
struct Ended<'a> {
    #[serde(flatten)]
    report: &'a MassReport,
    #[serde(flatten)]
    standing: Standing,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<Value>,
}

/// Take down the pages of articles or of a video that was sent; the messages in the chats remain.
///
/// An article that was sent several times is gone everywhere.
#[derive(Debug, clap::Args)]
pub(crate) struct Delete {
    /// The msg_id that `mass send` printed.
    #[arg(value_parser = message, required_unless_present = "url", conflicts_with = "url")]
    msg_id: Option<MessageId>,
    /// The address of an article, if the msg_id is not known.
    #[arg(long)]
    url: Option<String>,
    #[command(flatten)]
    which: Choice,
    #[command(flatten)]
    sure: Sure,
}

/// Show or set how fast messages go out.
#[derive(Debug, clap::Args)]
pub(crate) struct Speed {
    /// The level to set: 0 (800,000 a minute), 1 (600,000), 2 (450,000), 3 (300,000) or 4 (100,000).
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    set: Option<MassSpeed>,
}

impl Status {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let account = context.account_of(&self.msg_id.to_string(), &MESSAGE)?;
        let limit = self.wait.or(self.wake.is_set().then_some(USUAL));
        let (report, event) = match limit {
            None => (account.call(QueryMass::new(self.msg_id)).await?, None),
            Some(limit) => {
                let listening = self.wake.open(context, Source::Official)?;
                let flow = AwaitMass::new(self.msg_id, context.patience(limit));
                let report = account.run_noticed(flow, Journal::none(), &listening.notices).await?;
                let event = listening.heard(&self.msg_id.into());
                listening.close().await;
                (report, event)
            }
        };
        // The reason stands in the event; as the status it is not documented.
        let told = event.as_ref().and_then(|event| event.get("Status")?.as_str());
        match (&report.msg_status, told) {
            (MassStatus::Unknown(word), _) => explain(context, word),
            (MassStatus::Failed, Some(word)) => explain(context, word),
            (MassStatus::Failed, None) => context.console.warn(MASS_REASON),
            _ => {}
        }
        let text = format!("{} {}", self.msg_id, report.msg_status.word());
        let standing = Standing::from(&report.msg_status);
        Ok(Answer::new(&Ended { report: &report, standing, event }, text))
    }
}

/// How long to wait for an event.
const USUAL: Duration = Duration::from_secs(3600);

/// Says what the reasons in a status mean.
fn explain(context: &Context<'_>, status: &str) {
    for reason in MassFailure::in_text(status) {
        let meaning = reason.row().map_or("not documented", |row| row.meaning);
        context.console.warn(&format!("{reason}: {meaning}"));
    }
}

/// Where the reason of a failure is, which no call tells.
pub(super) const MASS_REASON: &str = "why it failed comes only in the event MASSSENDJOBFINISH, which WeChat pushes to the account's \
    server, as err(NUMBER); `wxkit explain 'err(NUMBER)'` says what it means";

impl Delete {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let which = self.which.which();
        let (sent, name) = match (self.msg_id, self.url) {
            (Some(id), _) => (SentMass::Id(id), id.to_string()),
            (None, Some(url)) if !url.trim().is_empty() => (SentMass::Url(url.clone()), url),
            _ => return Err(Failure::usage("the address is empty")),
        };
        let account = match sent {
            SentMass::Id(_) => context.account_of(&name, &MESSAGE)?,
            _ => context.account()?,
        };
        let call = DeleteMass::new(sent, which);
        let act = format!("void the pages of {name} for all who got it");
        if let Some(plan) = self.sure.confirm(context, &account, &call, &act, Weight::Grave)? {
            return Ok(plan);
        }
        let done = account.call(call).await?;
        Ok(Answer::new(&done, format!("{name} deleted")))
    }
}

impl Speed {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let account = context.account()?;
        let Some(speed) = self.set else {
            let report = account.call(QuerySpeed).await?;
            return Ok(Answer::new(&report, say(&told(&report))));
        };
        let done = account.call(SetSpeed::new(speed)).await?;
        let text = format!("level {}, {} a minute", speed.level(), speed.per_minute());
        Ok(Answer::new(&done, say(&text)))
    }
}

fn told(report: &SpeedReport) -> String {
    let SpeedReport { speed, realspeed, .. } = report;
    let nominal = MassSpeed::from_level(*speed);
    let nominal = nominal.map_or(String::new(), |speed| format!(", {} a minute", speed.per_minute()));
    format!("level {speed}{nominal}; in fact {} a minute", realspeed.saturating_mul(10_000))
}

fn message(text: &str) -> Result<MessageId, String> {
    let number = ids::number(text)?;
    i64::try_from(number).map(MessageId::from).map_err(|_| "this id is too large for a message".into())
}

fn level(text: &str) -> Result<MassSpeed, String> {
    let level = text.trim().parse().ok().and_then(MassSpeed::from_level);
    level.ok_or_else(|| "the level must be 0 to 4".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds() {
        let report = serde_json::from_str(r#"{"speed":3,"realspeed":15}"#).unwrap();
        assert_eq!(told(&report), "level 3, 300000 a minute; in fact 150000 a minute");
        assert!(level("5").is_err() && level("x").is_err() && level("4").is_ok());
        assert!(message("9223372036854775808").is_err());
    }
}
