//! What comes back for what was sent.

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};
use wxkit_callback::{Fields, Mode, Receiver};

use super::{Content, Letter, MOST};
use crate::Sandbox;

/// What became of a [`Letter`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sent {
    /// As in the letter.
    pub name: &'static str,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether it was taken in the end.
    pub taken: bool,
    /// The message in the answer (被动回复), opened.
    pub reply: Option<Fields>,
    /// Why it was not taken; or, if it was, what is wrong with the reply, in whose place the person is told that the account
    /// is out of service.
    pub problem: Option<String>,
}

impl Sandbox {
    /// What WeChat makes of an answer to a letter, or of why there was none.
    #[must_use]
    pub fn judge(&self, letter: &Letter, answer: Result<&Response<Bytes>, &str>) -> Sent {
        let sent = |taken, reply, problem| Sent { name: letter.name, attempts: 1, taken, reply, problem };
        let answer = match answer {
            Ok(answer) if answer.status().is_success() => answer,
            Ok(answer) => {
                return sent(false, None, Some(format!("answered with {}", answer.status().as_u16())));
            }
            Err(error) => return sent(false, None, Some(error.to_owned())),
        };
        let is_work = match &letter.content {
            Content::Pay(_) | Content::Due(_) => return sent(true, None, None),
            Content::Check { echo, .. } => {
                let fits = answer.body() == echo.as_bytes();
                let problem = "the answer is not the echostr, without anything around it";
                return sent(fits, None, (!fits).then(|| problem.into()));
            }
            Content::Official(_) => false,
            Content::Work(_) => true,
        };
        match self.open_reply(is_work, answer.body()) {
            Ok(reply) => sent(true, reply, None),
            Err(problem) => sent(true, None, Some(problem)),
        }
    }

    fn open_reply(&self, is_work: bool, body: &[u8]) -> Result<Option<Fields>, String> {
        let (Some(callback), Some(receiver)) = (&self.config.callback, self.receiver(is_work)) else {
            return Ok(None);
        };
        let clear = || Receiver::official(callback.token.clone(), &*self.config.appid);
        let told = match callback.mode {
            Mode::Clear if !is_work => clear().read_reply(body),
            // Both are permitted there.
            Mode::Compatible if !is_work => receiver.read_reply(body).or_else(|_| clear().read_reply(body)),
            _ => receiver.read_reply(body),
        };
        told.map_err(|rejected| format!("the reply cannot be used: {rejected}"))
    }

    /// Remembers what became of a letter.
    pub fn note_sent(&mut self, sent: Sent) {
        if self.outbox.sent.len() >= MOST {
            self.outbox.sent.pop_front();
            self.outbox.forgotten += 1;
        }
        self.outbox.sent.push_back(sent);
    }

    /// What became of the letters, in the order in which they were taken or given up.
    pub fn sent(&self) -> impl Iterator<Item = &Sent> {
        self.outbox.sent.iter()
    }

    /// As [`sent`](Self::sent), without the first so many; for those who look again and again.
    pub fn sent_after(&self, count: usize) -> impl Iterator<Item = &Sent> {
        self.outbox.sent.iter().skip(count.saturating_sub(self.outbox.forgotten))
    }

    /// For `GET /sandbox/sent`.
    pub(super) fn told_sent(&self) -> Value {
        let row = |sent: &Sent| {
            json!({
                "name": sent.name,
                "attempts": sent.attempts,
                "taken": sent.taken,
                "reply": sent.reply,
                "problem": sent.problem,
            })
        };
        json!({ "errcode": 0, "errmsg": "ok", "sent": self.sent().map(row).collect::<Vec<_>>() })
    }
}
