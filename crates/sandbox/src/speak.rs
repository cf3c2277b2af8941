//! What WeChat sends by itself: events after a mass message, a publication or a job, messages of followers, and notifications of
//! payments.
//!
//! Here they are made, purely; the server sends them, and repeats them as WeChat does.

mod notify;
mod play;
mod words;

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::{CONTENT_TYPE, HeaderValue};
use wxkit_callback::{EncodingKey, Fields, Form, Mode, Receiver};
use wxkit_official::ids::{MessageId, PublishId};
use wxkit_proto::{Env, Secret};

use crate::Sandbox;
use crate::faults::Fault;

pub(crate) use words::EVENTS;

/// Where events go, and how: one address for the official account and for WeChat Work, with one token and one key.
#[derive(Clone, Debug)]
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

/// What became of a [`Letter`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// As in the letter.
    pub name: &'static str,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether it was taken.
    pub taken: bool,
}

#[derive(Clone, Debug)]
enum Content {
    Official(Fields),
    Work(Fields),
    Pay { event: String, resource: String },
}

/// Something that WeChat has to tell.
#[derive(Debug)]
pub(crate) enum Occasion {
    Mass(MessageId),
    Publication(PublishId),
    Job(String),
    /// A person's message to the official account, or to an application of WeChat Work.
    Message(Fields),
    WorkMessage(Fields),
    Paid {
        event: String,
        resource: String,
    },
}

/// What is to be told, and what was.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    occasions: VecDeque<Occasion>,
    /// Letters that wait until another one has overtaken them.
    held: Vec<Letter>,
    sent: VecDeque<Sent>,
}

/// Occasions that wait, and results that are remembered.
const MOST: usize = 1000;

/// After the answer to the call that caused it.
const USUAL_DELAY: Duration = Duration::from_millis(100);

impl Sandbox {
    /// Remembers that something is to be told, if there is somebody to tell.
    pub(crate) fn happen(&mut self, occasion: Occasion) {
        let listens = match occasion {
            Occasion::Paid { .. } => self.config.notify.is_some(),
            _ => self.config.callback.is_some(),
        };
        if listens && self.outbox.occasions.len() < MOST {
            self.outbox.occasions.push_back(occasion);
        }
    }

    /// What is to be sent now. Each is given out once; whoever takes them sends each of them with [`write`](Self::write), and
    /// again where WeChat would. The server does so by itself.
    pub fn take_letters(&mut self, env: &Env) -> Vec<Letter> {
        let mut letters = Vec::new();
        while let Some(occasion) = self.outbox.occasions.pop_front() {
            let Some(mut letter) = self.letter(env, &occasion) else { continue };
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

    /// The request that brings a letter. Each attempt is made and signed anew. `None` if nobody listens, or the key is none.
    #[must_use]
    pub fn write(&self, letter: &Letter, env: &Env) -> Option<Request<Bytes>> {
        let (fields, is_work) = match &letter.content {
            Content::Pay { event, resource } => return self.notification(&letter.url, event, resource, env),
            Content::Official(fields) => (fields, false),
            Content::Work(fields) => (fields, true),
        };
        let callback = self.config.callback.as_ref()?;
        let key = EncodingKey::new(callback.aes_key.reveal()).ok()?;
        let (receiver, mode) = if is_work {
            (Receiver::work(callback.token.clone(), key, &*self.config.work.corpid), Mode::Safe)
        } else {
            (Receiver::official(callback.token.clone(), &*self.config.appid).with_key(key), callback.mode)
        };
        let push = receiver.imitate(fields, callback.form, mode, env);
        let glue = if letter.url.contains('?') { '&' } else { '?' };
        let mut request = Request::new(Bytes::from(push.body));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = format!("{}{glue}{}", letter.url, push.query).parse().ok()?;
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(push.content_type));
        Some(request)
    }

    /// Remembers what became of a letter.
    pub fn note_sent(&mut self, sent: Sent) {
        if self.outbox.sent.len() >= MOST {
            self.outbox.sent.pop_front();
        }
        self.outbox.sent.push_back(sent);
    }

    /// What became of the letters, in the order in which they were taken or given up.
    pub fn sent(&self) -> impl Iterator<Item = &Sent> {
        self.outbox.sent.iter()
    }

    fn letter(&mut self, env: &Env, occasion: &Occasion) -> Option<Letter> {
        let (name, content) = match occasion {
            Occasion::Mass(id) => {
                let fields = words::mass(self.messages.find(*id)?, env.now);
                ("callback/MASSSENDJOBFINISH", Content::Official(fields))
            }
            Occasion::Publication(id) => {
                let fields = words::publication(self.publications.find(*id)?, env.now);
                ("callback/PUBLISHJOBFINISH", Content::Official(fields))
            }
            Occasion::Job(id) => {
                let job = self.corp.jobs.iter_mut().find(|job| job.jobid == *id)?;
                job.progress.end();
                let fields = words::job(&self.config.work.corpid, id, env.now);
                ("callback/upload_media_job_finish", Content::Work(fields))
            }
            Occasion::Message(fields) => ("callback/message", Content::Official(fields.clone())),
            Occasion::WorkMessage(fields) => ("callback/message", Content::Work(fields.clone())),
            Occasion::Paid { event, resource } => {
                ("notify/notification", Content::Pay { event: event.clone(), resource: resource.clone() })
            }
        };
        let url = match &content {
            Content::Pay { .. } => self.config.notify.clone()?,
            _ => self.config.callback.as_ref()?.url.clone(),
        };
        Some(Letter { name, url, delay: USUAL_DELAY, copies: 1, content })
    }
}
