//! `official mass send`.

use std::path::{Path, PathBuf};

use serde::Serialize;
use wxkit::official;
use wxkit::official::Official;
use wxkit::official::ids::{ClientMessageId, OpenId};
use wxkit::official::mass::{
    DirectMessage, MassJob, MassMessage, MassStatus, QueryMass, SendMassTo, SendMassToAll,
};
use wxkit::proto::digest::{Algorithm, hex_digest};
use wxkit::proto::error::{OutcomeUnknown, Review, Transport};
use wxkit::proto::{Endpoint, Env, Error, Timestamp, Token};

use super::message::{Beside, Kind, account_of};
use super::sent::MASS_REASON;
use crate::chinese::say;
use crate::command::ids;
use crate::command::standing::Standing;
use crate::confirm::{Sure, Weight};
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::input::read;
use crate::known::IdKind;
use crate::output::Answer;

/// Send a message to all followers, to those with a tag, or to followers by name.
///
/// The message gets a name (clientmsgid), for 24 hours the same for the same message to the same followers: run the same
/// command again after a lost answer, and nothing is sent twice. What `send` says is that the message is accepted; ask
/// `mass status` what became of it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Send {
    #[command(flatten)]
    audience: Audience,
    #[command(flatten)]
    kind: Kind,
    #[command(flatten)]
    beside: Beside,
    /// Description of a video that goes to followers by name.
    #[arg(long = "description", alias = "desc", value_name = "TEXT", requires = "title")]
    desc: Option<String>,
    /// Go on if articles turn out to be a reprint and reprinting is allowed; without it, nothing is sent then.
    #[arg(long)]
    ignore_reprint: bool,
    /// Another name for the message: to send the same once more within 24 hours.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    sure: Sure,
}

/// To whom.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Audience {
    /// All followers.
    #[arg(long)]
    all: bool,
    /// Followers with this tag (标签), by its number.
    #[arg(long, value_name = "N")]
    tag: Option<i64>,
    /// A follower by openid; at least two.
    #[arg(long, value_name = "OPENID", value_parser = ids::text, allow_hyphen_values = true)]
    openid: Vec<String>,
    /// A file with the openids of 2 to 10000 followers, one a line; - for standard input.
    #[arg(long, value_name = "FILE")]
    openids: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  wxkit official mass send --all --news DRAFT_ID
  wxkit official mass send --openids followers.txt --text 春茶到了";

impl Send {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self { audience, kind, mut beside, desc, ignore_reprint: send_ignore_reprint, name, sure } = self;
        if send_ignore_reprint && !kind.is_news() {
            return Err(Failure::usage("only articles have --ignore-reprint"));
        }
        if desc.is_some() && !kind.is_video() {
            return Err(Failure::usage("only a video that goes to followers by name has a --description"));
        }
        let named = |digest: String| ClientMessageId::from(name.unwrap_or(digest));
        let Some(to) = audience.followers()? else {
            let to = audience.tag.map_or(official::mass::Audience::All, official::mass::Audience::Tag);
            let message = kind.message(beside)?;
            let account = account_of(context, &message)?;
            let mut call = SendMassToAll::new(to, message);
            call.send_ignore_reprint = send_ignore_reprint;
            let name = named(digest(&call)?);
            call.clientmsgid = Some(name.clone());
            let (act, weight) = match audience.tag {
                None => ("send this to all followers".to_owned(), Weight::Grave),
                Some(tag) => (format!("send this to the followers with the tag {tag}"), Weight::Public),
            };
            if let Some(plan) = sure.confirm(context, &account, &call, &act, weight)? {
                return Ok(plan);
            }
            return send(context, &account, call, name).await;
        };
        let title = if kind.is_video() { beside.title.take() } else { None };
        let message = kind.message(beside)?;
        let account = account_of(context, &message)?;
        let message = with_words(message, title, desc);
        let mut call = SendMassTo::new(to, message);
        call.send_ignore_reprint = send_ignore_reprint;
        let name = named(digest(&call)?);
        call.clientmsgid = Some(name.clone());
        let act = format!("send this to {} followers", call.to.len());
        if let Some(plan) = sure.confirm(context, &account, &call, &act, Weight::Public)? {
            return Ok(plan);
        }
        send(context, &account, call, name).await
    }
}

impl Audience {
    /// Followers by name, if it is they who are meant: each once, in an order that does not depend on how they were given.
    fn followers(&self) -> Result<Option<Vec<OpenId>>, Failure> {
        let mut named = match &self.openids {
            Some(path) => listed(path)?,
            None if self.openid.is_empty() => return Ok(None),
            None => self.openid.clone(),
        };
        named.sort_unstable();
        named.dedup();
        Ok(Some(named.into_iter().map(OpenId::from).collect()))
    }
}

/// The openids in a file, one a line.
fn listed(path: &Path) -> Result<Vec<String>, Failure> {
    let name = path.display();
    let text = String::from_utf8(read(path)?)
        .map_err(|_| Failure::usage(format!("{name} is not a text in UTF-8 with an openid on each line")))?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let openids = lines.map(|(nth, line): (u32, _)| {
        ids::text(line).map_err(|why| Failure::usage(format!("{name}:{nth}: {why}")))
    });
    openids.collect()
}

fn with_words(message: MassMessage, title: Option<String>, description: Option<String>) -> DirectMessage {
    match (message, title) {
        (MassMessage::Video(media_id), Some(title)) => {
            DirectMessage::Video { media_id, title, description: description.unwrap_or_default() }
        }
        (message, _) => message.into(),
    }
}

/// What the message is called unless it is given a name: the same for the same content, sent in the same way to the same
/// followers.
fn digest<E: Endpoint<Platform = Official>>(call: &E) -> Result<String, Failure> {
    // Only the body is looked at.
    let request = call.request(Some(&Token::new("none")), &Env::new(Timestamp::default(), [0; 32]))?;
    let body = request.into_body().in_memory().unwrap_or_default();
    Ok(hex_digest(Algorithm::Sha256, &body).chars().take(NAME).collect())
}

/// The longest name, in characters.
const NAME: usize = 32;

async fn send<E>(
    context: &Context<'_>,
    account: &Account<'_>,
    call: E,
    name: ClientMessageId,
) -> Result<Answer, Failure>
where
    E: Endpoint<Platform = Official, Reply = MassJob>,
{
    let job = account.call(call).await.map_err(|failure| unsure(failure, &name))?;
    let id = job.msg_id;
    account.known().note(&[(IdKind::Message, &id.to_string())]);
    if job.earlier {
        return sent_before(context, account, job, name).await;
    }
    context.console.note(&format!("ask what became of it with: wxkit official mass status {id}"));
    Ok(Answer::new(
        &Sent { job, clientmsgid: name, standing: Standing::of("accepted") },
        format!("{id} accepted"),
    ))
}

/// The message of this name was accepted earlier, which does not mean that anybody got it.
async fn sent_before(
    context: &Context<'_>,
    account: &Account<'_>,
    job: MassJob,
    name: ClientMessageId,
) -> Result<Answer, Failure> {
    let id = job.msg_id;
    let status = match account.call(QueryMass::new(job.msg_id)).await {
        Ok(report) => Some(report.msg_status),
        Err(failure) => {
            let why = failure.message();
            context.console.warn(&format!("whether it reached the followers could not be asked: {why}"));
            None
        }
    };
    if status == Some(MassStatus::Failed) {
        let message = format!(
            "nothing was sent now: the same message was accepted before as {id}, and failed (SEND_FAIL)"
        );
        let hint = format!("{MASS_REASON}; to send the same once more, give it another --name");
        return Err(Error::Review(Review::new(message, hint)).into());
    }
    // By an earlier run, or by an attempt of this one whose answer was lost.
    context.console.warn(
        "this message was accepted by an earlier attempt, and nothing is sent twice; to send the same once more, give it \
         another --name",
    );
    let text = match &status {
        None | Some(MassStatus::Sent) => format!("{id} sent before"),
        Some(status) => format!("{id} sent before ({})", status.word()),
    };
    let standing = status.as_ref().map_or_else(|| Standing::of("unknown"), Standing::from);
    Ok(Answer::new(&Sent { job, clientmsgid: name, standing }, say(&text)))
}

/// Every attempt may have been the one that was carried out.
fn unsure(failure: Failure, name: &ClientMessageId) -> Failure {
    let failure = match failure {
        Failure::Library(Error::Transport(Transport { arrived: true, .. }) | Error::Reply(_)) => {
            let (operation, cause) = ("sending the message", failure.message());
            Error::OutcomeUnknown(OutcomeUnknown::new(operation, cause)).into()
        }
        failure => failure,
    };
    failure.find_out(format!(
        "run the same command again within 24 hours: the message has the name {}, and is sent once; if it was sent, the \
         answer says so and has its msg_id",
        name.as_str()
    ))
}

#[derive(Serialize)]
struct Sent {
    #[serde(flatten)]
    job: MassJob,
    clientmsgid: ClientMessageId,
    /// Of an earlier message of this name, how that fared.
    #[serde(flatten)]
    standing: Standing,
}
