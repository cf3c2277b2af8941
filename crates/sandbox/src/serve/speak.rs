//! Sends what the sandbox has to tell, and repeats it as WeChat does.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, HOST, HeaderValue};
use http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::shell::Shell;
use crate::{Letter, Sent};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// From the beginning of an attempt to that of the next. Events come three times in all.
const EVENT: &[Duration] = &[PATIENCE, PATIENCE];

/// Notifications of payments come for a day; the first few of them are enough here.
const NOTIFICATION: &[Duration] =
    &[Duration::from_secs(15), Duration::from_secs(15), Duration::from_secs(30)];

/// Bytes of an answer that are read.
const ANSWER: usize = 64 * 1024;

impl Shell {
    /// Begins to send what there is to tell.
    pub(super) fn speak(&self) {
        let shell = self.clone();
        let letters = shell.sandbox().take_letters();
        for letter in letters {
            let shell = shell.clone();
            tokio::spawn(async move { shell.deliver(letter).await });
        }
    }

    async fn deliver(&self, mut letter: Letter) {
        sleep(letter.delay).await;
        let env = self.env();
        self.sandbox().end(&mut letter, &env);
        let pauses = match letter.name {
            "callback/echostr" => &[],
            name if name.starts_with("notify/") => NOTIFICATION,
            _ => EVENT,
        };
        for _ in 0..letter.copies {
            let sent = repeat(pauses, || self.attempt(&letter)).await;
            self.sandbox().note_sent(sent);
        }
    }

    async fn attempt(&self, letter: &Letter) -> Sent {
        let env = self.env();
        let request = self.sandbox().write(letter, &env);
        let answer = match request {
            Some(request) => timeout(PATIENCE, send(request)).await,
            None => Ok(Err("it cannot be written: the address or the key is none".into())),
        };
        let answer = match answer {
            Ok(answer) => answer.map_err(|error| error.to_string()),
            Err(_) => Err("no answer in 5 seconds".to_owned()),
        };
        self.sandbox().judge(letter, answer.as_ref().map_err(String::as_str))
    }
}

/// Tries until it is taken, again so long after an attempt began.
async fn repeat<F: Future<Output = Sent>>(pauses: &[Duration], attempt: impl Fn() -> F) -> Sent {
    let mut attempts = 1;
    for pause in pauses {
        let next = Instant::now() + *pause;
        let sent = attempt().await;
        if sent.taken {
            return Sent { attempts, ..sent };
        }
        sleep_until(next).await;
        attempts += 1;
    }
    Sent { attempts, ..attempt().await }
}

/// Sends a request over a connection of its own, and waits for the end of the answer.
async fn send(request: Request<Bytes>) -> Result<Response<Bytes>, Box<dyn std::error::Error + Send + Sync>> {
    let (mut head, body) = request.into_parts();
    let host = head.uri.host().ok_or("no host")?.to_owned();
    let port = head.uri.port_u16().unwrap_or(80);
    let stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    let (mut sender, connection) =
        http1::Builder::new().title_case_headers(true).handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    head.uri = target.parse()?;
    head.headers.insert(HOST, HeaderValue::try_from(format!("{host}:{port}"))?);
    head.headers.insert(CONNECTION, HeaderValue::from_static("close"));
    let (head, body) = sender.send_request(Request::from_parts(head, Full::new(body))).await?.into_parts();
    let body = Limited::new(body, ANSWER).collect().await?.to_bytes();
    Ok(Response::from_parts(head, body))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// When each attempt began, in seconds, if the first so many fail after so long.
    async fn check(pauses: &[Duration], failures: usize, takes: Duration, expected: &[u64], taken: bool) {
        let (start, begun) = (Instant::now(), RefCell::new(Vec::new()));
        let sent = repeat(pauses, || async {
            begun.borrow_mut().push(start.elapsed().as_secs());
            let taken = begun.borrow().len() > failures;
            sleep(takes).await;
            Sent { name: "callback/message", attempts: 1, taken, reply: None, problem: None }
        });
        let sent = sent.await;
        assert_eq!((begun.borrow().as_slice(), sent.taken), (expected, taken));
        assert_eq!(sent.attempts as usize, expected.len());
    }

    #[tokio::test(start_paused = true)]
    async fn repeats() {
        let (at_once, late) = (Duration::ZERO, PATIENCE);
        check(EVENT, 0, at_once, &[0], true).await;
        check(EVENT, 1, at_once, &[0, 5], true).await;
        check(EVENT, 9, at_once, &[0, 5, 10], false).await;
        // A receiver that never answers has used up the pause.
        check(EVENT, 9, late, &[0, 5, 10], false).await;
        check(NOTIFICATION, 9, late, &[0, 15, 30, 60], false).await;
        check(&[], 9, at_once, &[0], false).await;
    }
}
