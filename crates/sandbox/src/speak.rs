//! What WeChat sends by itself: events after a mass message, a publication or a job, messages of followers, and notifications of
//! payments.
//!
//! Here they are made, purely; the server sends them, and repeats them as WeChat does.

mod hear;
mod notify;
mod play;
mod words;

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Request, Uri};
use wxkit_callback::{EncodingKey, Fields, Form, Mode, Receiver};
use wxkit_official::ids::{MessageId, PublishId};
use wxkit_proto::{Env, Secret};

use crate::Sandbox;
use crate::faults::Fault;

pub use hear::Sent;
pub(crate) use words::EVENTS;

/// Where events go, and how: one address for the official account and for WeChat Work, with one token and one key.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Callback {
    /// Where to, over plain http. The query of each event is added.
    pub url: String,
    /// The token.
    pub token: Secret,
    /// The EncodingAESKey, 43 letters and digits.
    pub aes_key: Secret,
    /// How the official account sends; WeChat Work encrypts whatever this says.
    pub mode: Mode,
    /// Whether they are XML or JSON.
    pub form: Form,
}

/// The token of [`Callback::new`].
pub const CALLBACK_TOKEN: &str = "sandboxToken";

/// The EncodingAESKey of [`Callback::new`].
pub const CALLBACK_AES_KEY: &str = "Sandbox0Sample0Key0For0Tests0Only0abcdefghi";

impl Callback {
    /// In safe mode and XML, with an invented token and key.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        let (token, aes_key) = (Secret::new(CALLBACK_TOKEN), Secret::new(CALLBACK_AES_KEY));
        Self { url: url.into(), token, aes_key, mode: Mode::Safe, form: Form::Xml }
    }
}

/// Something that is to be sent.
#[derive(Clone, Debug)]
pub struct Letter {
    /// `callback/` and the event's name, or `notify/` and the type; the script of faults knows it by this.
    pub name: &'static str,
    /// Where to.
    pub url: String,
    /// How long after it happened.
    pub delay: Duration,
    /// How often it is delivered, though it was taken the first time.
    pub copies: u32,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    /// Something that has ended by the time it is first told of.
    Due(Occasion),
    Official(Fields),
    Work(Fields),
    /// The check of the address, and what the answer must be.
    Check {
        is_work: bool,
        echo: String,
    },
    Pay(Payment),
}

/// What a notification is about.
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    event: String,
    resource: String,
    /// Whether it is signed by the platform's public key in place of its certificate.
    by_public_key: bool,
}

/// Something that WeChat has to tell.
#[derive(Clone, Debug)]
pub(crate) enum Occasion {
    Mass(MessageId),
    Publication(PublishId),
    Job(String),
    /// A person's message to the official account, or to an application of WeChat Work.
    Message(Fields),
    WorkMessage(Fields),
    /// The console checks the address, of the official account or of WeChat Work.
    Check {
        is_work: bool,
    },
    Paid(Payment),
}

/// What is to be told, and what was.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    occasions: VecDeque<Occasion>,
    /// Letters that wait until another one has overtaken them.
    held: Vec<Letter>,
    sent: VecDeque<Sent>,
    /// Results that are no longer remembered.
    forgotten: usize,
}

/// Occasions that wait, and results that are remembered.
const MOST: usize = 1000;

/// After the answer to the call that caused it.
const USUAL_DELAY: Duration = Duration::from_millis(100);

impl Sandbox {
    /// Remembers that something is to be told, if there is somebody to tell.
    pub(crate) fn happen(&mut self, occasion: Occasion) {
        let listens = match occasion {
            Occasion::Paid(_) => self.config.notify.is_some(),
            _ => self.config.callback.is_some(),
        };
        if listens && self.outbox.occasions.len() < MOST {
            self.outbox.occasions.push_back(occasion);
        }
    }

    /// What is to be sent now. Each is given out once; whoever takes them [ends](Self::end) each of them, sends it with
    /// [`write`](Self::write), and again where WeChat would. The server does so by itself.
    pub fn take_letters(&mut self) -> Vec<Letter> {
        let mut letters = Vec::new();
        while let Some(occasion) = self.outbox.occasions.pop_front() {
            let Some(mut letter) = self.letter(occasion) else { continue };
            match self.config.faults.strike(letter.name) {
                Some(Fault::Drop) => continue,
                Some(Fault::Slow { ms }) => letter.delay += Duration::from_millis(ms),
                Some(Fault::Twice) => letter.copies = 2,
                Some(Fault::Disorder) => {
                    self.outbox.held.push(letter);
                    continue;
                }
                _ => {}
            }
            letters.push(letter);
            for mut held in self.outbox.held.drain(..) {
                held.delay += 3 * USUAL_DELAY;
                letters.push(held);
            }
        }
        letters
    }

    /// What a letter tells of has ended, now that it is going to be sent.
    pub fn end(&mut self, letter: &mut Letter, env: &Env) {
        if let Content::Due(occasion) = &letter.content
            && let Some(content) = self.told(occasion, env)
        {
            letter.content = content;
        }
    }

    /// The request that brings a letter which has [ended](Self::end). Each attempt is made and signed anew. `None` if it has not,
    /// nobody listens, or the key is none.
    #[must_use]
    pub fn write(&self, letter: &Letter, env: &Env) -> Option<Request<Bytes>> {
        let callback = self.config.callback.as_ref();
        let push = match &letter.content {
            Content::Due(_) => return None,
            Content::Pay(payment) => return self.notification(&letter.url, payment, env),
            Content::Check { is_work, echo } => {
                let mut request = Request::new(Bytes::new());
                *request.uri_mut() = joined(&letter.url, &self.receiver(*is_work)?.imitate_check(echo, env))?;
                return Some(request);
            }
            Content::Official(fields) => {
                self.receiver(false)?.imitate(fields, callback?.form, callback?.mode, env)
            }
            Content::Work(fields) => self.receiver(true)?.imitate(fields, callback?.form, Mode::Safe, env),
        };
        let mut request = Request::new(Bytes::from(push.body));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = joined(&letter.url, &push.query)?;
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(push.content_type));
        Some(request)
    }

    /// Who listens.
    fn receiver(&self, is_work: bool) -> Option<Receiver> {
        let callback = self.config.callback.as_ref()?;
        let key = EncodingKey::new(callback.aes_key.reveal()).ok()?;
        let token = callback.token.clone();
        Some(match is_work {
            true => Receiver::work(token, key, &*self.config.work.corpid),
            false => Receiver::official(token, &*self.config.appid).with_key(key),
        })
    }

    fn letter(&self, occasion: Occasion) -> Option<Letter> {
        let name = match &occasion {
            Occasion::Mass(_) => "callback/MASSSENDJOBFINISH",
            Occasion::Publication(_) => "callback/PUBLISHJOBFINISH",
            Occasion::Job(_) => "callback/upload_media_job_finish",
            Occasion::Message(_) | Occasion::WorkMessage(_) => "callback/message",
            Occasion::Check { .. } => "callback/echostr",
            Occasion::Paid(_) => "notify/notification",
        };
        let url = match &occasion {
            Occasion::Paid(_) => self.config.notify.clone()?,
            _ => self.config.callback.as_ref()?.url.clone(),
        };
        Some(Letter { name, url, delay: USUAL_DELAY, copies: 1, content: Content::Due(occasion) })
    }

    /// Ends what it is about, and says so.
    fn told(&mut self, occasion: &Occasion, env: &Env) -> Option<Content> {
        Some(match occasion {
            Occasion::Mass(id) => {
                Content::Official(words::mass(self.messages.find(*id)?, self.config.site.as_deref(), env.now))
            }
            Occasion::Publication(id) => Content::Official(words::publication(
                self.publications.find(*id)?,
                self.config.site.as_deref(),
                env.now,
            )),
            Occasion::Job(id) => {
                let job = self.corp.jobs.iter_mut().find(|job| job.jobid == *id)?;
                job.progress.end();
                Content::Work(words::job(&self.config.work.corpid, id, env.now))
            }
            Occasion::Message(fields) => Content::Official(fields.clone()),
            Occasion::WorkMessage(fields) => Content::Work(fields.clone()),
            Occasion::Check { is_work } => {
                let echo = self.fresh_number(env, "echostr", 19).to_string();
                Content::Check { is_work: *is_work, echo }
            }
            Occasion::Paid(payment) => Content::Pay(payment.clone()),
        })
    }
}

/// An address with more behind its `?`.
fn joined(url: &str, query: &str) -> Option<Uri> {
    let glue = if url.contains('?') { '&' } else { '?' };
    format!("{url}{glue}{query}").parse().ok()
}
