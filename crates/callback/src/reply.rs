//! Passive replies (被动回复): a message in the answer itself.

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_TYPE, HeaderValue};
use wxkit_proto::Env;
use wxkit_proto::error::Invalid;

use crate::delivery::Delivery;
use crate::fields::Fields;
use crate::receiver::{Receiver, Source};
use crate::rejected::{Problem, Rejected};
use crate::signature::{fits, sign};
use crate::text::{self, Form};

/// What the person who wrote sees as the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reply {
    /// A text.
    Text(String),
    /// A picture, by its media id.
    Image(String),
    /// A recording, by its media id.
    Voice(String),
    /// A video.
    Video {
        /// Its media id.
        media_id: String,
        /// Its title; may be empty.
        title: String,
        /// What stands below it; may be empty.
        description: String,
    },
    /// Links to articles: one in answer to a message to an official account, up to eight otherwise.
    News(Vec<ReplyArticle>),
}

/// An article of [`Reply::News`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReplyArticle {
    /// Its title.
    pub title: String,
    /// What stands below it.
    pub description: String,
    /// The address of its picture.
    pub picture: String,
    /// Where it leads.
    pub url: String,
}

impl Receiver {
    /// The answer that replies with a message, encrypted if the push was. Time and chance come from `env`.
    ///
    /// # Errors
    /// If there are too many articles or none, or the platform does not say whom to answer.
    pub fn reply(&self, to: &Delivery, reply: &Reply, env: &Env) -> Result<Response<Bytes>, Invalid> {
        if to.from.is_empty() {
            return Err(Invalid::new("nobody can be answered: the push names no sender"));
        }
        let now = i64::try_from(env.now.as_secs()).unwrap_or(i64::MAX);
        let fields = Fields::default()
            .with("ToUserName", to.from.as_str())
            .with("FromUserName", to.to.as_str())
            .with("CreateTime", now);
        let message = text::write(to.form, &reply.write(fields)?);
        let body = match (&to.receiver, &self.key) {
            (Some(receiver), Some(key)) => {
                let sealed = key.seal(&random(env), message.as_bytes(), receiver);
                self.envelope(to, &sealed, now, env)
            }
            _ => message,
        };
        let mut response = Response::new(body.into());
        let kind = if to.form == Form::Xml { "text/xml" } else { "application/json" };
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        Ok(response)
    }

    /// Only WeChat Work writes JSON in lower case.
    fn envelope(&self, to: &Delivery, sealed: &str, now: i64, env: &Env) -> String {
        let nonce = nonce(env);
        let signature = sign(&[self.token.reveal(), &now.to_string(), &nonce, sealed]);
        let [encrypt, msg_signature, timestamp, nonce_name] = match (to.source, to.form) {
            (Source::Work, Form::Json) => ["encrypt", "msgsignature", "timestamp", "nonce"],
            _ => ["Encrypt", "MsgSignature", "TimeStamp", "Nonce"],
        };
        let fields = Fields::default()
            .with(encrypt, sealed)
            .with(msg_signature, signature)
            .with(timestamp, now)
            .with(nonce_name, nonce);
        text::write(to.form, &fields)
    }

    /// Reads an answer as the platform would: `None` if it says "received" and nothing more.
    ///
    /// # Errors
    /// If the platform would not take it.
    pub fn read_reply(&self, body: &[u8]) -> Result<Option<Fields>, Rejected> {
        if body.is_empty() || body.eq_ignore_ascii_case(b"success") {
            return Ok(None);
        }
        let (_, outer) = text::read(body)?;
        let sealed = outer.text("Encrypt")?;
        let Some(key) = self.key.as_ref().filter(|_| !sealed.is_empty()) else {
            return match self.key {
                Some(_) => Err(Rejected::new(Problem::NotEncrypted, "the reply is not encrypted")),
                None => Ok(Some(outer)),
            };
        };
        let texts = [self.token.reveal(), &outer.text("TimeStamp")?, &outer.text("Nonce")?, &sealed];
        if !fits(&outer.text("MsgSignature")?, &texts) {
            return Err(Rejected::signature());
        }
        let (message, _) = self.open(key, &sealed)?;
        text::read(&message).map(|(_, fields)| Some(fields))
    }
}

impl Reply {
    fn write(&self, fields: Fields) -> Result<Fields, Invalid> {
        let media = |id: &str| Fields::default().with("MediaId", id);
        Ok(match self {
            Self::Text(text) => fields.with("MsgType", "text").with("Content", text.as_str()),
            Self::Image(id) => fields.with("MsgType", "image").with("Image", media(id)),
            Self::Voice(id) => fields.with("MsgType", "voice").with("Voice", media(id)),
            Self::Video { media_id, title, description } => {
                let optional = [("Title", title), ("Description", description)];
                let given = optional.into_iter().filter(|(_, text)| !text.is_empty());
                let video =
                    given.fold(media(media_id), |video, (name, text)| video.with(name, text.as_str()));
                fields.with("MsgType", "video").with("Video", video)
            }
            Self::News(articles) if (1..=8).contains(&articles.len()) => {
                let count = i64::try_from(articles.len()).unwrap_or_default();
                let items = articles
                    .iter()
                    .fold(Fields::default(), |items, article| items.with("item", article.write()));
                fields.with("MsgType", "news").with("ArticleCount", count).with("Articles", items)
            }
            Self::News(articles) => {
                return Err(Invalid::new(format!("a reply holds 1 to 8 articles, not {}", articles.len())));
            }
        })
    }
}

impl ReplyArticle {
    /// With all that it needs.
    pub fn new(
        title: impl Into<String>,
        description: impl Into<String>,
        picture: impl Into<String>,
        url: impl Into<String>,
    ) -> Self {
        Self {
            title: title.into(),
            description: description.into(),
            picture: picture.into(),
            url: url.into(),
        }
    }

    fn write(&self) -> Fields {
        Fields::default()
            .with("Title", self.title.as_str())
            .with("Description", self.description.as_str())
            .with("PicUrl", self.picture.as_str())
            .with("Url", self.url.as_str())
    }
}

/// What stands before the message, so that equal ones are not equal when encrypted.
pub(crate) fn random(env: &Env) -> [u8; 16] {
    let mut random = [0; 16];
    random.iter_mut().zip(env.random("callback")).for_each(|(to, from)| *to = from);
    random
}

pub(crate) fn nonce(env: &Env) -> String {
    let [a, b, c, d, ..] = env.random("callback nonce");
    u32::from_be_bytes([a, b, c, d]).to_string()
}
