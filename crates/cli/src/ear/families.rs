//! Whose a request is, and whether it is genuine.

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde::Serialize;
use serde_json::Value;
use wxkit::callback::{Delivery, EncodingKey, Incoming, Problem, Receiver, Rejected, Source};
use wxkit::client::{Keys, Link};
use wxkit::pay::notification::{Receipt, failed, taken};
use wxkit::pay::{ApiV3Key, MerchantKeys, Notification};
use wxkit::proto::flow::{Need, Notice};
use wxkit::proto::{Secret, Timestamp};

use crate::context::Context;
use crate::failure::Failure;
use crate::settings::Settings;

/// An event, as it is printed.
#[derive(Debug, Serialize)]
pub(crate) struct Heard {
    pub(crate) source: &'static str,
    /// The platform's word for it.
    pub(crate) event: String,
    /// In Unix seconds.
    pub(crate) at: Option<u64>,
    pub(crate) data: Value,
}

/// What to do with a request.
pub(super) enum Judgement {
    Answer(Response<Bytes>),
    Rejected {
        why: String,
        answer: Response<Bytes>,
    },
    /// `answer` says that it was received.
    Event {
        heard: Heard,
        /// What it says has ended.
        notice: Option<Notice>,
        key: String,
        answer: Response<Bytes>,
    },
}

/// All that can be heard with these settings.
pub(crate) struct Families {
    receivers: Vec<Receiver>,
    merchant: Option<Merchant>,
}

struct Merchant {
    keys: Keys<MerchantKeys>,
    link: Link,
    key: ApiV3Key,
}

const NOTHING: &str = "there is nothing to listen for: no token and no merchant is set";

const HINT: &str = "set WXKIT_CALLBACK_TOKEN and, in safe mode, WXKIT_CALLBACK_AES_KEY and WXKIT_APPID; \
    or WXKIT_WORK_CALLBACK_TOKEN, WXKIT_WORK_CALLBACK_AES_KEY and WXKIT_CORPID; or the merchant's settings";

impl Families {
    pub(crate) fn open(context: &Context<'_>) -> Result<Self, Failure> {
        let settings = context.settings;
        let receivers: Vec<_> = official(settings)?.into_iter().chain(work(settings)?).collect();
        let merchant = settings.pay.mchid.is_some().then(|| Merchant::open(context)).transpose()?;
        if receivers.is_empty() && merchant.is_none() {
            return Err(Failure::usage_hint(NOTHING, HINT));
        }
        Ok(Self { receivers, merchant })
    }

    /// One platform alone.
    pub(super) fn of(source: Source, context: &Context<'_>) -> Result<Self, Failure> {
        let (receiver, missing) = match source {
            Source::Work => (work(context.settings)?, "WXKIT_WORK_CALLBACK_TOKEN is not set"),
            _ => (official(context.settings)?, "WXKIT_CALLBACK_TOKEN is not set"),
        };
        let receiver =
            receiver.ok_or_else(|| Failure::usage_hint(missing, "it is set as for wxkit listen"))?;
        Ok(Self { receivers: vec![receiver], merchant: None })
    }

    pub(super) async fn judge(&self, request: &Request<Bytes>) -> Judgement {
        if request.headers().keys().any(|name| name.as_str().starts_with("wechatpay-")) {
            return match &self.merchant {
                Some(merchant) => merchant.judge(request).await,
                None => rejected("a notification of WeChat Pay, and no merchant is set", failed("not set")),
            };
        }
        self.push(request)
    }

    /// Both platforms may push to one address: it is whose signature holds.
    fn push(&self, request: &Request<Bytes>) -> Judgement {
        let mut worst: Option<Rejected> = None;
        for receiver in &self.receivers {
            match receiver.receive(request, now()) {
                Ok(Incoming::Check(answer)) => return Judgement::Answer(answer),
                Ok(Incoming::Delivery(delivery)) => return event(&delivery),
                Ok(_) => {}
                // What one of them could read tells more than what the other could not.
                Err(error)
                    if worst.as_ref().is_none_or(|known| depth(error.problem) > depth(known.problem)) =>
                {
                    worst = Some(error);
                }
                Err(_) => {}
            }
        }
        match worst {
            Some(error) => rejected(&error.to_string(), error.answer()),
            None => rejected("a push, and no token is set", forbidden()),
        }
    }
}

impl Merchant {
    fn open(context: &Context<'_>) -> Result<Self, Failure> {
        let merchant = context.merchant()?;
        let key = merchant.keys().look(|ring| ring.merchant().apiv3_key().cloned());
        let key = key.ok_or_else(|| {
            Failure::usage(
                "WXKIT_APIV3_KEY is not set: what notifications of WeChat Pay are about is encrypted with it",
            )
        })?;
        Ok(Self { keys: merchant.keys().clone(), link: merchant.client().link().clone(), key })
    }

    async fn judge(&self, request: &Request<Bytes>) -> Judgement {
        let arrived = now();
        let mut need = Need::First;
        // The keys at hand, and once more with the one that was missing.
        for _ in 0..2 {
            let credential = match self.keys.credential(need, &self.link).await {
                Ok(credential) => credential,
                Err(error) => return rejected(&error.to_string(), failed("no key")),
            };
            need = match Notification::receive(&credential, request.headers(), request.body(), arrived) {
                Receipt::Genuine(notification) => return self.open_notification(&notification, arrived),
                Receipt::Probe => return Judgement::Answer(failed("the signature does not hold")),
                Receipt::Refused(error) => return rejected(&error.to_string(), failed("not genuine")),
                Receipt::NeedKey(serial) => Need::Key(serial),
            };
        }
        rejected("a notification signed with a key that nobody knows", failed("no key"))
    }

    fn open_notification(&self, notification: &Notification, at: Timestamp) -> Judgement {
        match notification.open::<Value>(&self.key) {
            Ok(data) => Judgement::Event {
                key: format!("pay:{}", notification.id),
                notice: None,
                heard: Heard {
                    source: "pay",
                    event: notification.event_type.clone(),
                    at: Some(at.as_secs()),
                    data,
                },
                answer: taken(),
            },
            Err(error) => rejected(&error.to_string(), failed("not readable")),
        }
    }
}

/// `None` if nothing is set.
fn official(settings: &Settings) -> Result<Option<Receiver>, Failure> {
    let callback = &settings.callback;
    let appid = settings.appid.as_deref();
    match (&callback.token, &callback.aes_key) {
        (None, None) => Ok(None),
        (None, Some(_)) => {
            Err(Failure::usage("WXKIT_CALLBACK_AES_KEY is set and WXKIT_CALLBACK_TOKEN is not"))
        }
        (Some(token), None) => Ok(Some(Receiver::official(token.clone(), appid.unwrap_or_default()))),
        (Some(token), Some(key)) => {
            let missing = "WXKIT_APPID is not set: encrypted events name the account that they are meant for";
            let appid = appid.ok_or_else(|| Failure::usage(missing))?;
            let key = read_key(key, "WXKIT_CALLBACK_AES_KEY")?;
            Ok(Some(Receiver::official(token.clone(), appid).with_key(key)))
        }
    }
}

/// `None` if nothing is set.
fn work(settings: &Settings) -> Result<Option<Receiver>, Failure> {
    let callback = &settings.callback;
    match (&callback.work_token, &callback.work_aes_key) {
        (None, None) => Ok(None),
        (Some(token), Some(key)) => {
            let missing = "WXKIT_CORPID is not set: events of WeChat Work name whom they are meant for";
            let corpid = settings.corpid.as_deref().ok_or_else(|| Failure::usage(missing))?;
            let key = read_key(key, "WXKIT_WORK_CALLBACK_AES_KEY")?;
            Ok(Some(Receiver::work(token.clone(), key, corpid)))
        }
        _ => Err(Failure::usage("WXKIT_WORK_CALLBACK_TOKEN and WXKIT_WORK_CALLBACK_AES_KEY are both needed")),
    }
}

fn read_key(key: &Secret, name: &str) -> Result<EncodingKey, Failure> {
    EncodingKey::new(key.reveal())
        .map_err(|invalid| Failure::usage_hint(invalid.message, format!("this is about {name}")))
}

fn event(delivery: &Delivery) -> Judgement {
    let source = if delivery.source == Source::Work { "work" } else { "official" };
    Judgement::Event {
        key: format!("{source}:{}", delivery.key),
        answer: delivery.success(),
        notice: delivery.event.notice(),
        heard: Heard {
            source,
            event: delivery.name.clone(),
            at: delivery.at.map(Timestamp::as_secs),
            data: serde_json::to_value(&delivery.fields).unwrap_or_default(),
        },
    }
}

/// How far a receiver came.
fn depth(problem: Problem) -> u8 {
    match problem {
        Problem::Request => 0,
        Problem::Signature => 1,
        _ => 2,
    }
}

fn rejected(why: &str, answer: Response<Bytes>) -> Judgement {
    Judgement::Rejected { why: why.to_owned(), answer }
}

fn forbidden() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(b"forbidden"));
    *response.status_mut() = StatusCode::FORBIDDEN;
    response
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
