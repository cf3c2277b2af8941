//! Who receives: what the console of the platform holds, and what comes of a request.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response};
use subtle::ConstantTimeEq as _;
use wxkit_proto::{Secret, Timestamp};

use crate::delivery::Delivery;
use crate::key::EncodingKey;
use crate::query::Query;
use crate::rejected::{Problem, Rejected};
use crate::signature::fits;
use crate::text;

/// The largest body that is read. A push in compatible mode, which holds everything twice, is a few dozen KiB.
pub const BODY_CAP: usize = 1024 * 1024;

/// Which platform pushes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// The official account (公众号).
    Official,
    /// WeChat Work (企业微信).
    Work,
}

/// What a receiver must know: the token, the key and the ids of the platform's console.
#[derive(Clone, Debug)]
pub struct Receiver {
    pub(crate) source: Source,
    pub(crate) token: Secret,
    pub(crate) key: Option<EncodingKey>,
    pub(crate) ids: Vec<String>,
    window: Option<Duration>,
}

/// What came.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Incoming {
    /// The platform checks the address. Send this answer.
    Check(Response<Bytes>),
    /// A push.
    Delivery(Box<Delivery>),
}

impl Receiver {
    /// A receiver of an official account in clear mode (明文模式).
    #[must_use]
    pub fn official(token: Secret, appid: impl Into<String>) -> Self {
        Self { source: Source::Official, token, key: None, ids: vec![appid.into()], window: None }
    }

    /// A receiver of WeChat Work, where everything is encrypted. The id is the CorpID, a provider's SuiteID, or an empty text for
    /// a robot.
    #[must_use]
    pub fn work(token: Secret, key: EncodingKey, id: impl Into<String>) -> Self {
        Self { source: Source::Work, token, key: Some(key), ids: vec![id.into()], window: None }
    }

    /// For compatible and safe mode (兼容模式, 安全模式). Whatever is not encrypted is rejected from then on, and of what comes twice
    /// only the encrypted half is read.
    #[must_use]
    pub fn with_key(self, key: EncodingKey) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Another id that messages may be meant for: providers of WeChat Work get some for their SuiteID and some for a CorpID.
    #[must_use]
    pub fn with_receiver(mut self, id: impl Into<String>) -> Self {
        self.ids.push(id.into());
        self
    }

    /// Rejects what was signed earlier or later than this from the `now` of [`receive`](Self::receive). The platforms prescribe
    /// nothing of the kind; the platform's repeats come within 15 seconds, so that a few minutes are enough.
    #[must_use]
    pub fn with_window(self, window: Duration) -> Self {
        Self { window: Some(window), ..self }
    }

    /// Looks at a request: its query and its body as they came. The path and the headers do not matter.
    ///
    /// # Errors
    /// If it is not to be trusted, or not to be read. Send [`Rejected::answer`].
    pub fn receive<B: AsRef<[u8]>>(
        &self,
        request: &Request<B>,
        now: Timestamp,
    ) -> Result<Incoming, Rejected> {
        let query = Query::read(request.uri().query().unwrap_or_default())?;
        match *request.method() {
            Method::GET => self.check(&query, now).map(Incoming::Check),
            Method::POST => self.push(&query, request.body().as_ref(), now).map(Incoming::Delivery),
            _ => Err(Rejected::new(
                Problem::Request,
                "it is neither a GET nor a POST, and WeChat sends nothing else",
            )),
        }
    }

    /// The check of the address. A `+` that was not escaped has become a blank on the way.
    fn check(&self, query: &Query, now: Timestamp) -> Result<Response<Bytes>, Rejected> {
        let echo = query.need("echostr")?.replace(' ', "+");
        let plain = |char: char| char.is_ascii_alphanumeric() || "+/=_-".contains(char);
        if echo.is_empty() || !echo.chars().all(plain) {
            return Err(Rejected::new(
                Problem::Request,
                "the echostr holds characters that WeChat does not send",
            ));
        }
        let text = match (self.source, &self.key) {
            (Source::Work, Some(key)) => {
                self.verify(query, "msg_signature", Some(&echo), now)?;
                self.open(key, &echo)?.0
            }
            _ => {
                self.verify(query, "signature", None, now)?;
                echo.into_bytes()
            }
        };
        Ok(plain_text(text))
    }

    fn push(&self, query: &Query, body: &[u8], now: Timestamp) -> Result<Box<Delivery>, Rejected> {
        if body.len() > BODY_CAP {
            return Err(Rejected::new(Problem::TooLarge, format!("it is larger than {BODY_CAP} bytes")));
        }
        let Some(key) = &self.key else { return self.clear_push(query, body, now) };
        let (form, outer) = text::read(body)?;
        let sealed = outer.text("Encrypt")?;
        if sealed.is_empty() {
            let message = "it is not encrypted: switch the account to safe mode, or leave the key out if it is in clear mode";
            return Err(Rejected::new(Problem::NotEncrypted, message));
        }
        self.verify(query, "msg_signature", Some(&sealed), now)?;
        let (message, receiver) = self.open(key, &sealed)?;
        // A robot's pushes are JSON inside, whatever is around them.
        let (inner, fields) = text::read(&message)?;
        let form = if fields.0.is_empty() { form } else { inner };
        Delivery::read(self.source, form, fields, Some(receiver)).map(Box::new)
    }

    /// A push in clear mode. In compatible mode it holds an encrypted copy of itself, which says nothing new.
    fn clear_push(&self, query: &Query, body: &[u8], now: Timestamp) -> Result<Box<Delivery>, Rejected> {
        self.verify(query, "signature", None, now)?;
        let (form, mut fields) = text::read(body)?;
        if fields.get("MsgType").is_none() && fields.get("Encrypt").is_some() {
            return Err(Rejected::new(
                Problem::NoKey,
                "it is encrypted: the EncodingAESKey of the console is needed",
            ));
        }
        fields.0.retain(|(name, _)| !name.eq_ignore_ascii_case("Encrypt"));
        Delivery::read(self.source, form, fields, None).map(Box::new)
    }

    fn verify(
        &self,
        query: &Query,
        name: &str,
        sealed: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Rejected> {
        let (signature, timestamp, nonce) =
            (query.need(name)?, query.need("timestamp")?, query.need("nonce")?);
        let texts = [self.token.reveal(), timestamp, nonce];
        let holds = match sealed {
            Some(sealed) => fits(signature, &[texts.as_slice(), &[sealed]].concat()),
            None => fits(signature, &texts),
        };
        if !holds {
            return Err(Rejected::signature());
        }
        self.window.map_or(Ok(()), |window| fresh(timestamp, now, window))
    }

    /// Decrypts what is signed; only what is meant for this receiver comes out.
    pub(crate) fn open(&self, key: &EncodingKey, sealed: &str) -> Result<(Vec<u8>, String), Rejected> {
        let opened = key.open(sealed).ok_or_else(Rejected::encryption)?;
        let mine = self.ids.iter().find(|id| bool::from(id.as_bytes().ct_eq(&opened.receiver)));
        let mine = mine.ok_or_else(|| Rejected::other_receiver(&opened.receiver))?;
        Ok((opened.message, mine.clone()))
    }
}

fn fresh(timestamp: &str, now: Timestamp, window: Duration) -> Result<(), Rejected> {
    let stale = |message: String| Err(Rejected::new(Problem::Stale, message));
    let Ok(signed) = timestamp.parse::<u64>() else {
        return stale("its timestamp is no number of seconds".into());
    };
    let (now, window) = (now.as_secs(), window.as_secs());
    if signed.abs_diff(now) <= window {
        return Ok(());
    }
    let (apart, side) = (signed.abs_diff(now), if signed < now { "before" } else { "after" });
    stale(format!(
        "it was signed {apart} s {side} this machine's time, and {window} s are allowed: it is a replay, or the clock is wrong"
    ))
}

pub(crate) fn plain_text(text: Vec<u8>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(text));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}
