//! A server that is a list of answers, a disk, and a platform with two kinds of files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};

use super::super::*;
use crate::body::Body;
use crate::digest::{Digests, hex_digest};
use crate::encoder::Draft;
use crate::envelope;
use crate::error::{Error, Local, LocalKind, Transport, TransportKind};
use crate::flow::{Ask, Need};
use crate::probe::Probe;
use crate::refusal::{Row, row};
use crate::sink::{AnswerKind, Sink, Stored};
use crate::{DecodeError, Decoder, Encoder, Kind, Repeat, Reply, Source, Timestamp, Token};

pub(super) struct Tea;

const TABLE: &[Row] =
    &[row(-1, Kind::Busy, "", ""), row(40001, Kind::Token, "", ""), row(40007, Kind::Media, "", "")];

impl Platform for Tea {
    type Credential = Token;
    const BASE_URL: &'static str = "https://tea.invalid";
    fn authorize(token: &Token, draft: &mut Draft, _: &Env) -> Result<(), Error> {
        envelope::authorize(token, draft);
        Ok(())
    }
    fn refusal(auth: bool, response: &Response<Bytes>) -> Option<Error> {
        envelope::refusal(TABLE, auth, response)
    }
    fn redact(token: &Token, text: &str) -> String {
        crate::secret::redact(text, &[token.reveal()])
    }
}

/// A file that can be had as a whole or through a pointer.
#[derive(Clone)]
pub(super) struct Cup;

#[derive(Debug)]
pub(super) struct Pointed {
    pub(super) video_url: String,
}

impl Reply for Pointed {
    const FILE: Option<&'static [&'static str]> = Some(&["video_url"]);
    fn read(response: &Response<Bytes>) -> Result<Self, DecodeError> {
        let object = crate::json::parse(response.body()).map_err(DecodeError::new)?;
        let url = object.get("video_url").and_then(|url| url.as_str());
        Ok(Self { video_url: url.ok_or_else(|| DecodeError::new("no video_url"))?.into() })
    }
    fn write(&self) -> Response<Bytes> {
        Response::new(format!(r#"{{"video_url":"{}"}}"#, self.video_url).into())
    }
}

impl Endpoint for Cup {
    type Platform = Tea;
    type Reply = Pointed;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cup";
    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }
    fn encode(&self, _: &mut Encoder) {}
    fn decode(_: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

impl Fetch for Cup {
    fn id(&self) -> String {
        "ID".into()
    }
    fn pointer(reply: &Pointed) -> Option<&str> {
        Some(&reply.video_url)
    }
}

/// A file that can be had in pieces of 32 bytes.
#[derive(Clone)]
pub(super) struct Pot;

impl Endpoint for Pot {
    type Platform = Tea;
    type Reply = ReceivedFile;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/pot";
    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }
    fn encode(&self, _: &mut Encoder) {}
    fn decode(_: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

impl Fetch for Pot {
    const RANGES: Ranges = Ranges::Pieces(32);
    fn id(&self) -> String {
        "../ID".into()
    }
}

/// One answer: `STATUS[ HEADER: VALUE]…` and a body, which is cut off after so many bytes.
pub(super) struct Canned(
    pub(super) &'static str,
    pub(super) &'static [(&'static str, &'static str)],
    pub(super) &'static [u8],
    pub(super) Option<usize>,
);

pub(super) const JPEG: (&str, &str) = ("content-type", "image/jpeg");
pub(super) const JSON: (&str, &str) = ("content-type", "application/json");

/// What a disk holds after a download, and what was said on the way.
#[derive(Default)]
pub(super) struct World {
    disk: BTreeMap<PathBuf, Vec<u8>>,
    pub(super) trace: String,
    /// What every renaming fails with.
    pub(super) stuck: Option<LocalKind>,
    pub(super) renamings: u32,
    /// To which length somebody else cuts what is here, before the next answer comes.
    pub(super) shrunk: Option<usize>,
}

impl World {
    pub(super) fn new(files: &[(&str, &[u8])]) -> Self {
        let disk = files.iter().map(|(path, bytes)| (PathBuf::from(path), bytes.to_vec())).collect();
        Self { disk, ..Self::default() }
    }

    pub(super) fn run<E: Fetch<Platform = Tea>>(&mut self, mut flow: Download<E>, answers: &[Canned])
    where
        E::Reply: std::fmt::Debug,
    {
        let (mut now, mut answers) = (Timestamp::default(), answers.iter());
        for _ in 0..2000 {
            let env = Env::new(now, [0; 32]);
            match flow.step(&env) {
                Step::Do(ticket, ask) => {
                    let answer = self.perform(ask, &mut answers).unwrap_or_else(Answer::Failed);
                    flow.answer(&env, ticket, answer);
                }
                Step::Tell(_) => {}
                Step::Wait(until) => {
                    let until = until.expect("a wait without an end");
                    writeln!(self.trace, "wait {} ms", until.since(env.uptime).as_millis()).unwrap();
                    now = now + until.since(env.uptime);
                }
                Step::Done(result) => {
                    assert!(answers.next().is_none(), "not all was asked for:\n{}", self.trace);
                    match result {
                        Ok(downloaded) => writeln!(self.trace, "{downloaded:?}").unwrap(),
                        Err(error) => writeln!(self.trace, "{}: {error}", error.kind().as_str()).unwrap(),
                    }
                    for (path, bytes) in &self.disk {
                        let text = String::from_utf8_lossy(bytes);
                        writeln!(self.trace, "{} = {text}", path.display()).unwrap();
                    }
                    return;
                }
            }
        }
        panic!("it never ends:\n{}", self.trace);
    }

    fn perform<'a>(
        &mut self,
        ask: Ask<Token>,
        answers: &mut impl Iterator<Item = &'a Canned>,
    ) -> Result<Answer<Token>, Error> {
        Ok(match ask {
            Ask::Credential(need) => Answer::Credential(Token::new(match need {
                Need::First | Need::Key(_) => "TOKEN1",
                Need::Refused(_) => "TOKEN2",
            })),
            Ask::Send { request, sink, public } => {
                self.note(&request, public);
                if let Some(len) = self.shrunk.take() {
                    self.disk.values_mut().for_each(|file| file.truncate(len));
                }
                let canned = answers.next().unwrap_or_else(|| panic!("asked for more:\n{}", self.trace));
                self.answer(canned, sink)?
            }
            Ask::Inspect(Source::Path(path)) => match self.disk.get(&*path) {
                Some(bytes) => Answer::Probe(Probe::of_bytes(bytes)),
                None => return Err(local(LocalKind::Missing)),
            },
            Ask::Digest(Source::Path(path), plan) => {
                let bytes = self.disk.get(&*path).ok_or(local(LocalKind::Missing))?;
                let whole = hex_digest(plan.whole, bytes);
                Answer::Digests(Digests { len: bytes.len() as u64, whole, blocks: Vec::new() })
            }
            Ask::Rename { from, to, replace } => {
                self.renamings += 1;
                if let Some(kind) = self.stuck {
                    return Err(local(kind));
                }
                if !replace && self.disk.contains_key(&*to) {
                    return Err(local(LocalKind::Exists));
                }
                let bytes = self.disk.remove(&*from).ok_or(local(LocalKind::Missing))?;
                self.disk.insert(to.to_path_buf(), bytes);
                Answer::Saved
            }
            Ask::Save(record) => {
                writeln!(self.trace, "note {}", record.value).unwrap();
                Answer::Saved
            }
            Ask::Inspect(_) | Ask::Digest(..) => panic!("nothing is in memory"),
        })
    }

    fn note(&mut self, request: &Request<Body>, public: bool) {
        let header = |name: &str| {
            request.headers().get(name).map(|value| format!(" {name}: {}", value.to_str().unwrap()))
        };
        let more: String = ["range", "if-range"].iter().filter_map(|name| header(name)).collect();
        let public = if public { " public" } else { "" };
        writeln!(self.trace, "{} {}{more}{public}", request.method(), request.uri()).unwrap();
    }

    fn answer(&mut self, canned: &Canned, sink: Sink) -> Result<Answer<Token>, Error> {
        let Canned(status, head, body, cut) = canned;
        let mut headers = HeaderMap::new();
        for (name, value) in *head {
            headers.insert(*name, value.parse().unwrap());
        }
        let failure = Transport::new(TransportKind::Interrupted, true, "cut");
        if *status == "lost" {
            return Err(Error::Transport(failure));
        }
        let status: StatusCode = status.parse().unwrap();
        let arrived = body.get(..cut.unwrap_or(body.len())).unwrap();
        let Sink::File(target) = sink else { panic!("not into a file") };
        match target.sort(status, &headers, arrived, cut.is_none()) {
            AnswerKind::File { .. } if target.fresh && self.disk.contains_key(&*target.path) => {
                Err(local(LocalKind::Exists))
            }
            AnswerKind::File { at } => {
                let file = self.disk.entry(target.path.to_path_buf()).or_default();
                file.truncate(usize::try_from(at).unwrap());
                file.extend_from_slice(arrived);
                let (mut head, len) = (Response::new(()), file.len() as u64);
                (*head.status_mut(), *head.headers_mut()) = (status, headers);
                Ok(Answer::Stored(Stored { head, len, cut: cut.map(|_| failure) }))
            }
            _ if cut.is_some() => Err(Error::Transport(failure)),
            _ => {
                let mut response = Response::new(Bytes::from_static(body));
                (*response.status_mut(), *response.headers_mut()) = (status, headers);
                Ok(Answer::Reply(response))
            }
        }
    }
}

fn local(kind: LocalKind) -> Error {
    Error::Local(Local::new(kind, format!("{kind:?}")))
}
