//! `--listen` of commands that wait: an event wakes them.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use wxkit::callback::Source;
use wxkit::client::Notices;
use wxkit::proto::flow::Notice;

use super::Ear;
use crate::console::visible;
use crate::context::Context;
use crate::failure::Failure;

/// Where a command that waits hears of the end.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Wake {
    /// Listen here for the event that says it has ended, and ask at once when it comes; port 0 takes any free one.
    ///
    /// The token and the key are set as for wxkit listen, and WeChat's pushes must come to this address. Without the event it goes on by
    /// asking, as it does without --listen. Other events that come meanwhile are answered, named and dropped.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
}

/// An ear that is open while a command waits; closed when it is dropped.
#[derive(Default)]
pub(crate) struct Listening {
    /// Where the events go in.
    pub(crate) notices: Notices,
    /// What came with them; the last few.
    heard: Arc<Mutex<Vec<(Notice, Value)>>>,
    open: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

/// Events that are remembered.
const MOST: usize = 64;

impl Wake {
    /// Whether an event is to be heard.
    pub(crate) fn is_set(&self) -> bool {
        self.listen.is_some()
    }

    /// Opens the ear, if there is to be one.
    pub(crate) fn open(&self, context: &Context<'_>, source: Source) -> Result<Listening, Failure> {
        let Some(listen) = &self.listen else { return Ok(Listening::default()) };
        if context.settings.sandbox {
            return Err(Failure::usage_hint(
                "a sandbox inside this process sends nothing",
                "run wxkit sandbox --callback URL beside this, or leave --listen out",
            ));
        }
        let mut ear = Ear::open(listen, context, Some(source))?;
        let (notices, heard) = (Notices::default(), Arc::new(Mutex::new(Vec::new())));
        let (to, kept, console) = (notices.clone(), Arc::clone(&heard), context.console.clone());
        let (stop, mut stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            loop {
                let event = tokio::select! {
                    _ = &mut stopped => break,
                    event = ear.next() => event,
                };
                let Some(event) = event else { break };
                let Some(notice) = &event.notice else {
                    console
                        .note(&format!("{} came, which this does not wait for", visible(&event.heard.event)));
                    continue;
                };
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                if kept.len() >= MOST {
                    kept.remove(0);
                }
                kept.push((notice.clone(), event.heard.data.clone()));
                to.send(notice.clone());
            }
            ear.close().await;
        });
        Ok(Listening { notices, heard, open: Some((stop, task)) })
    }
}

impl Listening {
    /// What came with an event about this, if one did.
    pub(crate) fn heard(&self, notice: &Notice) -> Option<Value> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.iter().rev().find(|(known, _)| known == notice).map(|(_, data)| data.clone())
    }

    /// Ends when the last answers are sent.
    pub(crate) async fn close(self) {
        if let Some((stop, task)) = self.open {
            drop(stop);
            // It bounds itself.
            let _ = task.await;
        }
    }
}
