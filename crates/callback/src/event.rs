//! What a push is about.

use wxkit_proto::flow::Notice;

use crate::fields::Fields;
use crate::mass::MassResult;
use crate::message::Message;
use crate::publication::PublishResult;
use crate::rejected::Rejected;

/// What a push is about. Whatever has no type here is [`Other`](Event::Other), and all its values are in
/// [`Delivery::fields`](crate::Delivery::fields).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A mass message (群发) has been sent, or has not: `MASSSENDJOBFINISH`.
    Mass(Box<MassResult>),
    /// A publication (发布) has ended: `PUBLISHJOBFINISH`.
    Publish(PublishResult),
    /// A job of WeChat Work that fetches a file from an address is over: `upload_media_job_finish`. How it ended must be asked
    /// with `get_upload_by_url_result`.
    MediaJob {
        /// Which job.
        job_id: String,
    },
    /// Somebody wrote, or sent a file.
    Message(Message),
    /// Somebody follows the account now: `subscribe`.
    Subscribe {
        /// `qrscene_` and the value of the QR code that was scanned; empty without one.
        key: String,
        /// Gets the picture of that QR code; empty without one.
        ticket: String,
    },
    /// Somebody follows it no longer: `unsubscribe`.
    Unsubscribe,
    /// A follower scanned a QR code: `SCAN`.
    Scan {
        /// The value of the QR code.
        key: String,
        /// Gets its picture.
        ticket: String,
    },
    /// A menu's button was pressed: `CLICK`.
    Click {
        /// The key of the button.
        key: String,
    },
    /// A menu's link was opened: `VIEW`.
    View {
        /// The address.
        url: String,
    },
    /// Anything else.
    Other,
}

impl Event {
    /// What has ended, for a flow that waits for it ([`Flow::notice`](wxkit_proto::Flow::notice)).
    #[must_use]
    pub fn notice(&self) -> Option<Notice> {
        match self {
            Self::Mass(result) if result.msg_id != 0 => Some(Notice::new(result.msg_id.to_string())),
            Self::Publish(result) => Some(Notice::new(&*result.publish_id)),
            Self::MediaJob { job_id } => Some(Notice::new(job_id)),
            _ => None,
        }
    }

    /// Reads what a message is about; its kind is `MsgType`, and the event `name`.
    pub(crate) fn read(kind: &str, name: &str, fields: &Fields) -> Result<Self, Rejected> {
        if fields.get("aibotid").is_some() {
            // What Work's robots get has the same kinds and other values.
            return Ok(Self::Other);
        }
        if !kind.eq_ignore_ascii_case("event") {
            return Ok(Message::read(kind, fields)?.map_or(Self::Other, Self::Message));
        }
        let key = || fields.text("EventKey");
        Ok(match name.to_ascii_lowercase().as_str() {
            "masssendjobfinish" => Self::Mass(Box::new(MassResult::read(fields)?)),
            "publishjobfinish" | "freepublishjobfinish" => match PublishResult::read(fields)? {
                Some(result) => Self::Publish(result),
                None => Self::Other,
            },
            "upload_media_job_finish" => Self::MediaJob { job_id: fields.text("JobId")? },
            "subscribe" => Self::Subscribe { key: key()?, ticket: fields.text("Ticket")? },
            "unsubscribe" => Self::Unsubscribe,
            "scan" => Self::Scan { key: key()?, ticket: fields.text("Ticket")? },
            "click" => Self::Click { key: key()? },
            "view" => Self::View { url: key()? },
            _ => Self::Other,
        })
    }
}
