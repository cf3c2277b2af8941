//! `official mass status`, `delete` and `speed`.

use wxkit::official::ids::MessageId;
use wxkit::official::mass::{
    DeleteMass, MassFailure, MassSpeed, MassStatus, QueryMass, QuerySpeed, SentMass, SetSpeed, SpeedReport,
};

use crate::command::freepublish::Choice;
use crate::command::ids;
use crate::confirm::{Sure, Weight};
use crate::context::Context;
use crate::failure::Failure;
use crate::known::MESSAGE;
use crate::output::Answer;

/// Ask what became of a message.
#[derive(Debug, clap::Args)]
pub(crate) struct Status {
    /// The msg_id that `mass send` printed.
    #[arg(value_parser = message)]
    msg_id: MessageId,
}

/// Void the pages of articles or of a video that was sent; what stands in the chats stays there.
///
/// An article that was sent several times is gone for all.
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
        let report = account.call(QueryMass { msg_id: self.msg_id }).await?;
        match &report.msg_status {
            MassStatus::Failed => context.console.warn(MASS_REASON),
            // Documented for the event only.
            MassStatus::Unknown(word) => {
                for reason in MassFailure::in_text(word) {
                    let meaning = reason.row().map_or("not documented", |row| row.meaning);
                    context.console.warn(&format!("{reason}: {meaning}"));
                }
            }
            _ => {}
        }
        Ok(Answer::new(&report, format!("{} {}", self.msg_id, report.msg_status.word())))
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
            SentMass::Url(_) => context.account()?,
        };
        let call = DeleteMass { sent, which };
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
            return Ok(Answer::new(&report, told(&report)));
        };
        let done = account.call(SetSpeed { speed }).await?;
        Ok(Answer::new(&done, format!("level {}, {} a minute", speed.level(), speed.per_minute())))
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
