//! What a receiver does on either server: when the editor writes 发布 to the account, the article is published; what came of it is logged.
//!
//! It knows no web framework: a request goes in, an answer comes out.

use std::collections::VecDeque;
use std::env::var;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Request, Response};
use tokio::sync::mpsc;
use wxkit::article::{ParseOptions, in_folder, open};
use wxkit::callback::{Content, Delivery, EncodingKey, Event, Incoming, Receiver};
use wxkit::client::{Client, Journal, Notices, Session, Tokens};
use wxkit::official::{Official, Publish, PublishOptions, StableTokens, Via};
use wxkit::proto::{Error, Secret, Timestamp};
use wxkit::token::store::Memory;

/// The editor's desk.
pub(crate) struct Editor {
    /// The token, key and AppID of the console.
    pub(crate) receiver: Receiver,
    /// The account that is published to.
    pub(crate) official: Client<Official>,
    /// The openid of the one person who may publish.
    pub(crate) openid: String,
    /// The article's folder.
    pub(crate) article: PathBuf,
    /// Events that a publication may wait for.
    pub(crate) notices: Notices,
    /// Where lines for the log go.
    pub(crate) log: mpsc::UnboundedSender<String>,
    /// The pushes of the last minutes: WeChat repeats what is not answered in 5 seconds.
    pub(crate) seen: Mutex<VecDeque<String>>,
}

impl Editor {
    /// With the settings that the command `wxkit` has too.
    pub(crate) fn from_env(
        article: &str,
        openid: &str,
        log: mpsc::UnboundedSender<String>,
    ) -> Result<Arc<Self>, Error> {
        let set = |name: &str| var(name).map_err(|_| Error::invalid(format!("{name} is not set")));
        let (appid, secret) = (set("WXKIT_APPID")?, Secret::new(set("WXKIT_SECRET")?));
        let token = Secret::new(set("WXKIT_CALLBACK_TOKEN")?);
        let key = EncodingKey::new(&set("WXKIT_CALLBACK_AES_KEY")?)?;
        let receiver = Receiver::official(token, &*appid).with_key(key);
        let tokens = Tokens::new(StableTokens::new(appid, secret), Memory::default());
        let mut builder = Client::builder().credentials(tokens);
        if let Ok(url) = var("WXKIT_BASE_URL") {
            builder = builder.base_url(url);
        }
        Ok(Arc::new(Self {
            receiver,
            official: builder.build()?,
            openid: openid.into(),
            article: article.into(),
            notices: Notices::default(),
            log,
            seen: Mutex::default(),
        }))
    }

    /// The answer to a request, within a moment: what takes longer goes on beside it.
    pub(crate) fn answer(self: &Arc<Self>, request: &Request<Bytes>) -> Response<Bytes> {
        let delivery = match self.receiver.receive(request, now()) {
            Ok(Incoming::Delivery(delivery)) => delivery,
            Ok(Incoming::Check(answer)) => return answer,
            Ok(_) => return Response::default(),
            Err(rejected) => {
                self.tell(format!("rejected: {rejected}"));
                return rejected.answer();
            }
        };
        if self.is_new(&delivery) {
            self.act(&delivery);
        }
        delivery.success()
    }

    fn act(self: &Arc<Self>, delivery: &Delivery) {
        if let Some(notice) = delivery.event.notice() {
            self.notices.send(notice);
        }
        let Event::Message(message) = &delivery.event else { return };
        let asks = matches!(&message.content, Content::Text { text } if text.trim() == "发布");
        if asks && delivery.from == self.openid {
            let editor = Arc::clone(self);
            tokio::spawn(async move {
                let told = match editor.publish().await {
                    Ok(url) => format!("published: {url}"),
                    Err(error) => format!("not published: {error}"),
                };
                editor.tell(told);
            });
        }
    }

    /// Publishes the article, and gives back its address. The journal beside it keeps a second request from publishing it twice.
    async fn publish(&self) -> Result<String, Error> {
        let opened = open(&self.article, None, &ParseOptions::default());
        let opened = opened.map_err(|errors| Error::invalid(errors.to_string()))?;
        let article = in_folder(&opened.article, &opened.root).map_err(|pictures| {
            let lines: Vec<_> = pictures.iter().map(ToString::to_string).collect();
            Error::invalid(lines.join("\n"))
        })?;
        let (journal, records) = Journal::open(journal(&self.article))?;
        let records = wxkit::proto::journal::read_journal(&records)?;
        let mut options = PublishOptions::default();
        options.via = Via::Freepublish;
        let mut session = Session::new(journal).notices(&self.notices);
        let published =
            self.official.run_with(Publish::new(article, options, &records), &mut session).await?;
        Ok(published.url().unwrap_or("without an address").to_owned())
    }

    fn is_new(&self, delivery: &Delivery) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.contains(&delivery.key) {
            return false;
        }
        if seen.len() >= 1000 {
            seen.pop_front();
        }
        seen.push_back(delivery.key.clone());
        true
    }

    fn tell(&self, line: String) {
        // Nobody reads any more at the end of the program.
        let _ = self.log.send(line);
    }
}

fn journal(article: &Path) -> PathBuf {
    article.with_extension("journal")
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_secs(since.as_secs())
}
