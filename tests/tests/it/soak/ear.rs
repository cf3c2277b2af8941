//! Where events and notifications arrive.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::any;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, Uri};
use serde_json::Value;
use tokio::net::TcpListener;
use wxkit::callback::{Content, Delivery, EncodingKey, Event, Incoming, Receiver};
use wxkit::client::{Client, Keys, Notices};
use wxkit::pay::notification::{Receipt, failed, taken};
use wxkit::pay::{ApiV3Key, MerchantKeys, Notification, Pay};
use wxkit::proto::flow::Need;
use wxkit::proto::{Secret, Timestamp};
use wxkit_sandbox::{CALLBACK_AES_KEY, CALLBACK_TOKEN, Config};

/// A server for what the platform sends by itself.
pub(super) struct Ear {
    receivers: [Receiver; 2],
    keys: Keys<MerchantKeys>,
    pay: Client<Pay>,
    apiv3_key: ApiV3Key,
    state: Mutex<Heard>,
}

/// What was heard on one platform.
#[derive(Debug, Default)]
struct Heard {
    /// How often each push came, by its key.
    keys: BTreeMap<String, u32>,
    /// What was acted on: texts that people wrote, and what was paid.
    acted: Vec<String>,
    wrong: Vec<String>,
    /// Runs that wait for something to end.
    waiting: BTreeMap<u64, Notices>,
    runs: u64,
}

impl Ear {
    /// Begins to listen.
    pub(super) fn open(
        listener: TcpListener,
        config: &Config,
        keys: Keys<MerchantKeys>,
        pay: Client<Pay>,
    ) -> Arc<Self> {
        let token = || Secret::new(CALLBACK_TOKEN);
        let key = || EncodingKey::new(CALLBACK_AES_KEY).unwrap();
        let ear = Arc::new(Self {
            receivers: [
                Receiver::official(token(), &*config.appid).with_key(key()),
                Receiver::work(token(), key(), &*config.work.corpid),
            ],
            apiv3_key: ApiV3Key::new(config.pay.apiv3_key.reveal()).unwrap(),
            state: Mutex::default(),
            keys,
            pay,
        });
        let router = Router::new().route("/", any(hear)).with_state(Arc::clone(&ear));
        tokio::spawn(async move { axum::serve(listener, router).await });
        ear
    }

    /// Wakes this run when something has ended, until the guard is dropped.
    pub(super) fn wake(self: &Arc<Self>) -> Waking {
        let (notices, mut heard) = (Notices::default(), self.heard());
        heard.runs += 1;
        let run = heard.runs;
        heard.waiting.insert(run, notices.clone());
        Waking { ear: Arc::clone(self), run, notices }
    }

    /// What was acted on since this was last asked, how many pushes came more than once, and what is wrong.
    pub(super) fn take(&self) -> (Vec<String>, usize, Vec<String>) {
        let mut heard = self.heard();
        let doubled = std::mem::take(&mut heard.keys).values().filter(|count| **count > 1).count();
        (std::mem::take(&mut heard.acted), doubled, std::mem::take(&mut heard.wrong))
    }

    /// Runs that wait.
    pub(super) fn waiting(&self) -> usize {
        self.heard().waiting.len()
    }

    async fn judge(&self, request: &Request<Bytes>) -> Response<Bytes> {
        if request.headers().contains_key("wechatpay-signature") {
            return self.judge_notification(request).await;
        }
        let judged: Vec<_> = self.receivers.iter().map(|one| one.receive(request, now())).collect();
        for judged in &judged {
            if let Ok(Incoming::Delivery(delivery)) = judged {
                self.act(delivery);
                return delivery.success();
            }
        }
        self.heard().wrong.push(format!("a push that nobody takes: {judged:?}"));
        Response::default()
    }

    fn act(&self, delivery: &Delivery) {
        let mut heard = self.heard();
        if let Some(notice) = delivery.event.notice() {
            heard.waiting.values().for_each(|waiting| waiting.send(notice.clone()));
        }
        if heard.is_new(format!("{:?} {}", delivery.source, delivery.key))
            && let Event::Message(message) = &delivery.event
            && let Content::Text { text } = &message.content
        {
            heard.acted.push(text.clone());
        }
    }

    /// With the keys at hand, and once more with the one that was missing.
    async fn judge_notification(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let (arrived, mut need) = (now(), Need::First);
        for _ in 0..2 {
            let Ok(credential) = self.keys.credential(need, self.pay.link()).await else { break };
            need = match Notification::receive(&credential, request.headers(), request.body(), arrived) {
                Receipt::Genuine(notification) => {
                    let paid = notification.open::<Value>(&self.apiv3_key);
                    let mut heard = self.heard();
                    match paid {
                        Ok(paid) if heard.is_new(notification.id.clone()) => {
                            heard.acted.push(paid["out_trade_no"].as_str().unwrap_or_default().into());
                        }
                        Ok(_) => {}
                        Err(error) => heard.wrong.push(format!("a notification: {error:?}")),
                    }
                    return taken();
                }
                Receipt::NeedKey(serial) => Need::Key(serial),
                other => {
                    self.heard().wrong.push(format!("a notification: {other:?}"));
                    break;
                }
            };
        }
        failed("no key")
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Heard {
    fn is_new(&mut self, key: String) -> bool {
        let count = self.keys.entry(key).or_default();
        *count += 1;
        *count == 1
    }
}

/// A run that is woken.
pub(super) struct Waking {
    ear: Arc<Ear>,
    run: u64,
    pub(super) notices: Notices,
}

impl Drop for Waking {
    fn drop(&mut self) {
        self.ear.heard().waiting.remove(&self.run);
    }
}

async fn hear(
    State(ear): State<Arc<Ear>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let mut request = Request::new(body);
    (*request.method_mut(), *request.uri_mut(), *request.headers_mut()) = (method, uri, headers);
    ear.judge(&request).await.map(Body::from)
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_secs(since.as_secs())
}
