//! Sends what the sandbox has to tell, and repeats it as WeChat does.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, HOST, HeaderValue};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use wxkit_proto::Env;

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
        let letters = shell.sandbox().take_letters(&shell.env());
        for letter in letters {
            let shell = shell.clone();
            tokio::spawn(async move { shell.deliver(letter).await });
        }
    }

    async fn deliver(&self, letter: Letter) {
        sleep(letter.delay).await;
        for _ in 0..letter.copies {
            let (mut attempts, mut taken) = (0, false);
            let pauses = if letter.name.starts_with("notify/") { NOTIFICATION } else { EVENT };
            for pause in pauses.iter().map(Some).chain([None]) {
                let next = pause.map(|pause| Instant::now() + *pause);
                attempts += 1;
                taken = self.attempt(&letter).await;
                match next.filter(|_| !taken) {
                    Some(next) => sleep_until(next).await,
                    None => break,
                }
            }
            self.sandbox().note_sent(Sent { name: letter.name, attempts, taken });
        }
    }

    async fn attempt(&self, letter: &Letter) -> bool {
        let env: Env = self.env();
        let request = self.sandbox().write(letter, &env);
        let Some(request) = request else { return false };
        matches!(timeout(PATIENCE, post(request)).await, Ok(Ok(status)) if status.is_success())
    }
}

/// Sends a request over a connection of its own, and waits for the end of the answer.
async fn post(request: Request<Bytes>) -> Result<StatusCode, Box<dyn std::error::Error + Send + Sync>> {
    let (mut head, body) = request.into_parts();
    let host = head.uri.host().ok_or("no host")?.to_owned();
    let port = head.uri.port_u16().unwrap_or(80);
    let stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    head.uri = target.parse()?;
    head.headers.insert(HOST, HeaderValue::try_from(format!("{host}:{port}"))?);
    head.headers.insert(CONNECTION, HeaderValue::from_static("close"));
    let answer = sender.send_request(Request::from_parts(head, Full::new(body))).await?;
    let status = answer.status();
    Limited::new(answer.into_body(), ANSWER).collect().await?;
    Ok(status)
}
