//! `work send`: a message of an application to members.

use serde::Serialize;
use wxkit::client::Journal;
use wxkit::proto::given::Given;
use wxkit::proto::{Call, Error, Source};
use wxkit::work::ids::{AgentId, PartyId, TagId, UserId};
use wxkit::work::message::Sent;
use wxkit::work::share::SentFile;
use wxkit::work::{FileMessage, Receivers, SendFile, SendMessage};

use super::content::Content;
use super::known::{Known, name};
use super::written::Written;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;
use crate::span::whole_seconds;

/// Send a message to members, and print its id.
///
/// A file is uploaded, unless an earlier upload of the same file is still alive. Receivers who cannot get it are named in a
/// warning, and the others get it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  wxkit work send --to zhangsan --to lisi --file 报告.pdf\n  \
    wxkit work send --to @all --text 放假了\n  \
    wxkit work send --party 2 --message '{\"msgtype\":\"template_card\",\"template_card\":{…}}'\n  \
    wxkit work send --message @body.json")]
pub(crate) struct Send {
    /// Members by their user ids, a,b or given several times, up to 1000. @all alone: everybody.
    #[arg(long, value_name = "USER")]
    to: Vec<String>,
    /// Departments by their ids, up to 100.
    #[arg(long, value_name = "ID")]
    party: Vec<String>,
    /// Tags by their ids, up to 100.
    #[arg(long, value_name = "ID")]
    tag: Vec<String>,
    /// The application that sends. [default: WXKIT_AGENTID]
    #[arg(long, value_name = "ID")]
    agentid: Option<i64>,
    #[command(flatten)]
    content: Content,
    /// Send the same to the same receivers only once within this time, up to 4h; then a lost answer is followed by another
    /// attempt.
    #[arg(long, value_name = "TIME", value_parser = whole_seconds)]
    once: Option<u32>,
    /// Turn user and department ids in the text into names (id转译).
    #[arg(long)]
    id_trans: bool,
}

#[derive(Serialize)]
struct Wire<'a> {
    #[serde(flatten)]
    sent: &'a Sent,
    #[serde(skip_serializing_if = "Option::is_none")]
    media_id: Option<&'a str>,
    /// Whether the media was uploaded earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    reused: Option<bool>,
}

impl Send {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        if let Some(from) = &self.content.written {
            return self.send_written(context, from).await;
        }
        let to = self.receivers();
        if self.to.is_empty() && self.party.is_empty() && self.tag.is_empty() {
            let hint = "name them with --to, --party or --tag; --to @all is everybody";
            return Err(Failure::usage_hint("the message has no receivers", hint));
        }
        to.check().map_err(wxkit::proto::Error::from)?;
        let (app, set) = context.app()?;
        let agentid = self.agentid.or(set).map(AgentId::from).ok_or_else(|| {
            Failure::usage_hint(
                "it is not known which application sends",
                "set WXKIT_AGENTID, or give --agentid",
            )
        })?;
        let known = Known::read(&app);
        if let Some(path) = &self.content.file()? {
            let parcel = FileMessage {
                kind: self.content.kind(),
                safe: self.content.safe(),
                duplicate_check: self.once,
                title: self.content.title.clone(),
                description: self.content.description.clone(),
                ..FileMessage::new(name(path)?, Source::path(&**path), app.appid(), to, agentid)
            };
            let flow = SendFile::new(parcel, known.records.clone());
            let SentFile { sent, media, .. } =
                known.run(flow, context.console, |sent| &sent.media).await.map_err(unsure)?;
            return Ok(told(context, &sent, Some((&media.record.media_id, media.reused))));
        }
        let mut call = SendMessage::new(to, agentid, self.content.message(&known)?);
        (call.safe, call.id_trans) = (self.content.safe(), self.id_trans);
        call.duplicate_check = self.once;
        let sent = app.run(Call::new(call), Journal::none()).await.map_err(unsure)?;
        Ok(told(context, &sent, None))
    }

    async fn send_written(&self, context: &Context<'_>, from: &str) -> Result<Answer, Failure> {
        let mut body = Written::read(from)?;
        let to = serde_json::to_value(self.receivers()).unwrap_or_default();
        for (name, value) in to.as_object().into_iter().flatten() {
            body.tell(name, value)?;
        }
        let (app, set) = context.app()?;
        let set = set.filter(|_| !body.says("agentid"));
        if let Some(agentid) = self.agentid.or(set) {
            body.tell("agentid", &agentid)?;
        }
        body.tell_safe(self.content.safe_told())?;
        if self.id_trans {
            body.tell("enable_id_trans", &1)?;
        }
        if let Some(interval) = self.once {
            body.tell("enable_duplicate_check", &1)?;
            body.tell("duplicate_check_interval", &interval)?;
        }
        let (call, body) = body.call::<SendMessage>(context)?;
        let sent = app.run(Call::new(Given::new(call, body)), Journal::none()).await.map_err(unsure)?;
        Ok(told(context, &sent, None))
    }

    fn receivers(&self) -> Receivers {
        if self.to == ["@all"] {
            return Receivers::Everybody;
        }
        // Lists with bars between are what the platform's own documents show; no id holds a comma either.
        let split = |ids: &[String]| {
            let parts = ids.iter().flat_map(|id| id.split(['|', ','])).map(str::trim);
            parts.map(str::to_owned).collect::<Vec<_>>()
        };
        Receivers::These {
            users: split(&self.to).into_iter().map(UserId::from).collect(),
            parties: split(&self.party).into_iter().map(PartyId::from).collect(),
            tags: split(&self.tag).into_iter().map(TagId::from).collect(),
        }
    }
}

/// Of a file the upload may be what is not known, and that can be done again.
fn unsure(failure: Failure) -> Failure {
    if let Failure::Library(Error::OutcomeUnknown(unknown)) = &failure
        && !unknown.hint.is_empty()
    {
        return failure;
    }
    failure.find_out(
        "nothing tells whether it was sent; ask one of those who should have it before you send it again",
    )
}

fn told(context: &Context<'_>, sent: &Sent, media: Option<(&str, bool)>) -> Answer {
    if let Some(missed) = sent.missed() {
        context.console.warn(&format!("the message was sent, but not to {missed}"));
    }
    let wire = Wire { sent, media_id: media.map(|(id, _)| id), reused: media.map(|(_, reused)| reused) };
    Answer::new(&wire, sent.msgid.as_ref().map_or("", |id| id.as_str()))
}
