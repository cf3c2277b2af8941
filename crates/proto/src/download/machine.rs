//! The state machine behind [`Download`](super::Download).

mod arrival;

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, HeaderValue, IF_RANGE, RANGE};
use http::{Request, Response, Uri};

use super::stage::{Asked, Head, Key, Stage};
use super::wire::{odd, range, shown};
use super::{DownloadRecord, Downloaded, Fetch, Place, Ranges, StoredFile, fallback_name};
use crate::body::Body;
use crate::call::Call;
use crate::digest::DigestPlan;
use crate::encoder::plain_headers;
use crate::endpoint::{Reply as _, unreadable};
use crate::env::Env;
use crate::error::{Error, Local, LocalKind};
use crate::file::Source;
use crate::flow::{Answer, Ask, Event, Step, Ticket};
use crate::journal::Record;
use crate::nest::{Nest, Turn};
use crate::platform::Platform;
use crate::sink::{Sink, Target};

/// After so many attempts that brought nothing it ends.
const TRIES: u32 = 3;

/// How many files of the same name get a number before the flow gives up.
const NUMBERS: u32 = 999;

pub(super) struct Machine<E: Fetch> {
    endpoint: E,
    place: Place,
    part: Arc<PathBuf>,
    /// How many names for the part were taken.
    number: u32,
    /// Whether an earlier run has left the part, as the journal says.
    is_ours: bool,
    /// Whether the part is there and ours.
    is_made: bool,
    nest: Nest<Key>,
    stage: Stage<E>,
    /// How many bytes the part holds.
    have: u64,
    /// How many it held after the last attempt that brought some, the beginning of a unit of 16 included.
    had: u64,
    /// The most that it ever held.
    furthest: u64,
    /// The whole length, once it is known.
    total: Option<u64>,
    /// By what the server would notice that the file is another one: its `ETag` or `Last-Modified`.
    validator: Option<String>,
    object: String,
    head: Option<Head>,
    reply: Option<E::Reply>,
    digest: Option<(DigestPlan, String)>,
    /// Attempts in a row that brought nothing.
    tries: u32,
    /// How often a pointer led nowhere.
    stale: u32,
    /// How often an address led to another one.
    moves: u32,
    news: Vec<Event>,
}

type Credential<E> = <<E as crate::Endpoint>::Platform as Platform>::Credential;
type Up<E> = Step<Downloaded<<E as crate::Endpoint>::Reply>, Credential<E>>;

impl<E: Fetch> Machine<E> {
    pub(super) fn place(&self) -> &Place {
        &self.place
    }
}

impl<E: Fetch + Clone> Machine<E> {
    pub(super) fn new(endpoint: E, place: Place, records: &[DownloadRecord]) -> Self {
        let object = format!("{} {} {}", E::METHOD, E::PATH, endpoint.id());
        let ours = records.last().filter(|record| record.object == object);
        let number = ours.map_or(0, |record| record.number);
        Self {
            part: Arc::new(place.numbered_part(&endpoint.id(), number)),
            number,
            is_ours: ours.is_some(),
            is_made: false,
            endpoint,
            place,
            nest: Nest::default(),
            stage: Stage::Look,
            have: 0,
            had: 0,
            furthest: 0,
            total: None,
            validator: None,
            object,
            head: None,
            reply: None,
            digest: None,
            tries: 0,
            stale: 0,
            moves: 0,
            news: Vec::new(),
        }
    }

    pub(super) fn expect(&mut self, plan: DigestPlan, digest: String) {
        self.digest = Some((plan, digest));
    }

    pub(super) fn step(&mut self, env: &Env) -> Up<E> {
        loop {
            if !self.news.is_empty() {
                return Step::Tell(self.news.remove(0));
            }
            match std::mem::replace(&mut self.stage, Stage::Over) {
                Stage::Look => return self.ask(Asked::Look, Ask::Inspect(self.source())),
                Stage::Note => {
                    let record = DownloadRecord { object: self.object.clone(), number: self.number };
                    return self.ask(Asked::Note, Ask::Save(Record::new(&record)));
                }
                Stage::Close(path) => {
                    let record = DownloadRecord { object: String::new(), number: self.number };
                    return self.ask(Asked::Close(path), Ask::Save(Record::new(&record)));
                }
                Stage::Begin => self.stage = Stage::Calling(Box::new(Call::new(self.endpoint.clone()))),
                Stage::Calling(mut call) => match self.nest.step(Key::Call, &mut *call, env) {
                    Turn::Up(step) => {
                        self.stage = Stage::Calling(call);
                        return self.diverted(step);
                    }
                    Turn::Idle(until) => {
                        self.stage = Stage::Calling(call);
                        return Step::Wait(until);
                    }
                    Turn::Ended(Ok(reply)) => self.replied(reply),
                    Turn::Ended(Err(error)) => self.stage = Stage::End(Err(error)),
                },
                Stage::Pointer(url) => match self.pointed(&url) {
                    Ok(ask) => return self.ask(Asked::Pointer(url), ask),
                    Err(error) => self.stage = Stage::End(Err(error)),
                },
                Stage::Pause(until, url) if env.uptime < until => {
                    self.stage = Stage::Pause(until, url);
                    return Step::Wait(Some(until));
                }
                Stage::Pause(_, url) => self.stage = url.map_or(Stage::Begin, Stage::Pointer),
                Stage::Verify => match self.digest.clone() {
                    Some((plan, _)) => return self.ask(Asked::Verify, Ask::Digest(self.source(), plan)),
                    None => self.stage = self.naming(),
                },
                Stage::Inspect => return self.ask(Asked::Inspect, Ask::Inspect(self.source())),
                Stage::Rename(name, number) => {
                    let (path, replace) = self.place.path(&name, number);
                    let ask = Ask::Rename { from: Arc::clone(&self.part), to: Arc::clone(&path), replace };
                    return self.ask(Asked::Rename { name, number, path }, ask);
                }
                Stage::Asked(asked) => {
                    self.stage = Stage::Asked(asked);
                    return Step::Wait(None);
                }
                Stage::End(result) => return Step::Done(result.map(|downloaded| *downloaded)),
                Stage::Over => return Step::Done(Err(Error::Misuse("step was called after Done"))),
            }
        }
    }

    fn ask(&mut self, asked: Asked, ask: Ask<Credential<E>>) -> Up<E> {
        self.stage = Stage::Asked(asked);
        Step::Do(self.nest.own(Key::Own), ask)
    }

    fn source(&self) -> Source {
        Source::Path(Arc::clone(&self.part))
    }

    /// The call's request, its answer being led into the file.
    fn diverted(&mut self, step: Up<E>) -> Up<E> {
        match step {
            Step::Do(ticket, Ask::Send { mut request, public, .. }) => {
                // What is there may be of the file that a pointer leads to, so it is kept.
                let mut at = 0;
                request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
                if let Ranges::Pieces(size) = E::RANGES {
                    // What is encrypted at rest is read in units of 16 bytes.
                    self.have -= self.have % 16;
                    at = self.have;
                    request.headers_mut().insert(RANGE, range(at, Some(size)));
                }
                Step::Do(ticket, Ask::Send { request, sink: self.sink(at), public })
            }
            step => step,
        }
    }

    fn sink(&self, at: u64) -> Sink {
        let fields = E::Reply::FILE.unwrap_or_default();
        Sink::File(Target { path: Arc::clone(&self.part), at, fresh: !self.is_made, limit: E::LIMIT, fields })
    }

    /// What is fetched without the credential goes on where it was cut.
    fn pointed(&self, url: &str) -> Result<Ask<Credential<E>>, Error> {
        let wrong = || odd(format!("the address of the file is not valid: {}", shown(url)));
        let uri: Uri = url.trim().parse().map_err(|_| wrong())?;
        if uri.host().is_none_or(str::is_empty) || !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(wrong());
        }
        let mut request = Request::new(Body::default());
        *request.uri_mut() = uri;
        *request.headers_mut() = plain_headers();
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if self.have > 0 {
            request.headers_mut().insert(RANGE, range(self.have, None));
            let validator = self.validator.as_deref().and_then(|text| HeaderValue::from_str(text).ok());
            request.headers_mut().extend(validator.map(|value| (IF_RANGE, value)));
        }
        Ok(Ask::Send { request, sink: self.sink(self.have), public: true })
    }

    fn replied(&mut self, reply: E::Reply) {
        let url = E::pointer(&reply).filter(|url| !url.trim().is_empty()).map(str::to_owned);
        self.reply = Some(reply);
        self.stage = match url {
            Some(url) => Stage::Pointer(url),
            // There is nothing to say in place of such a file.
            None if E::Reply::FILE.is_some_and(<[_]>::is_empty) => {
                Stage::End(Err(odd("a file was expected, and the answer was empty")))
            }
            None => self.end(None),
        };
    }

    fn end(&mut self, file: Option<StoredFile>) -> Stage<E> {
        Stage::End(Ok(Box::new(Downloaded { reply: self.reply.take(), file })))
    }

    pub(super) fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Credential<E>>) {
        let Some((key, inner)) = self.nest.take(ticket) else { return };
        match (key, std::mem::replace(&mut self.stage, Stage::Over), answer) {
            (Key::Call, Stage::Calling(_), Answer::Stored(stored)) => {
                self.stage = self.stored(env, stored, None)
            }
            (Key::Call, Stage::Calling(_), Answer::Reply(response)) if self.is_past_the_end(&response) => {
                self.stage = self.past_the_end(env, &response, None);
            }
            (Key::Call, Stage::Calling(_), Answer::Failed(error)) if self.is_taken(&error) => {
                self.stage = self.next_part();
            }
            (Key::Call, Stage::Calling(_), Answer::Reply(response)) if is_no_file::<E>(&response) => {
                self.stage = Stage::End(Err(unreadable("expected a file", response.body())));
            }
            (Key::Call, Stage::Calling(mut call), answer) => {
                Nest::<Key>::pass(&mut *call, env, inner, answer);
                self.stage = Stage::Calling(call);
            }
            (Key::Own, Stage::Asked(asked), answer) => self.stage = self.answered(env, asked, answer),
            (_, stage, _) => self.stage = stage,
        }
    }

    fn answered(&mut self, env: &Env, asked: Asked, answer: Answer<Credential<E>>) -> Stage<E> {
        match (asked, answer) {
            (Asked::Look, Answer::Probe(probe)) if self.is_ours => {
                (self.have, self.is_made) = (probe.len, true);
                Stage::Begin
            }
            (Asked::Look, Answer::Failed(Error::Local(Local { kind: LocalKind::Missing, .. }))) => {
                if self.is_ours { Stage::Begin } else { Stage::Note }
            }
            // Something else is there, of whatever kind, and stays as it is.
            (Asked::Look, _) => self.next_part(),
            (Asked::Note, Answer::Saved) => Stage::Begin,
            (Asked::Pointer(url), Answer::Stored(stored)) => self.stored(env, stored, Some(url)),
            (Asked::Pointer(url), Answer::Reply(response)) => self.no_file(env, url, &response),
            (Asked::Pointer(_), Answer::Failed(error)) if self.is_taken(&error) => self.next_part(),
            (Asked::Pointer(url), Answer::Failed(Error::Transport(cause))) => {
                self.again(env, cause, Some(url))
            }
            (Asked::Verify, Answer::Digests(digests)) => self.verified(&digests.whole),
            (Asked::Inspect, Answer::Probe(probe)) => {
                let name = fallback_name(&self.endpoint.id());
                let extension = probe.kind.extensions().first();
                Stage::Rename(extension.map_or(name.clone(), |ext| format!("{name}.{ext}")), 0)
            }
            (
                Asked::Rename { name, number, .. },
                Answer::Failed(Error::Local(Local { kind: LocalKind::Exists, .. })),
            ) if number < NUMBERS => Stage::Rename(name, number + 1),
            (Asked::Rename { path, .. }, Answer::Saved) => Stage::Close(path.to_path_buf()),
            // The file is there, whatever has become of the note.
            (Asked::Close(path), _) => {
                let head = self.head.take().unwrap_or_default();
                self.end(Some(StoredFile {
                    path,
                    len: self.have,
                    name: head.name,
                    content_type: head.content_type,
                }))
            }
            (_, Answer::Failed(error)) => Stage::End(Err(error)),
            _ => Stage::End(Err(Error::Misuse("a ticket got an answer of a wrong kind"))),
        }
    }

    /// Whether the part could not be made because something is there.
    fn is_taken(&self, error: &Error) -> bool {
        !self.is_made && matches!(error, Error::Local(Local { kind: LocalKind::Exists, .. }))
    }

    /// Tries the next name for the part.
    fn next_part(&mut self) -> Stage<E> {
        if self.number >= NUMBERS {
            return Stage::End(Err(Error::Local(Local::new(
                LocalKind::Exists,
                format!("{} and all like it are there already; remove them", self.part.display()),
            ))));
        }
        self.number += 1;
        self.is_ours = false;
        self.part = Arc::new(self.place.numbered_part(&self.endpoint.id(), self.number));
        Stage::Look
    }

    fn verified(&mut self, digest: &str) -> Stage<E> {
        match &self.digest {
            Some((_, expected)) if !expected.eq_ignore_ascii_case(digest) => {
                let found = match digest {
                    "" => "it is no whole gzip file".to_owned(),
                    digest => format!("its digest is {digest} in place of {expected}"),
                };
                Stage::End(Err(odd(format!("the file arrived damaged: {found}"))))
            }
            _ => self.naming(),
        }
    }

    fn naming(&self) -> Stage<E> {
        match (&self.place, self.head.as_ref().and_then(|head| head.name.clone())) {
            (Place::Folder(_), None) => Stage::Inspect,
            (_, name) => Stage::Rename(name.unwrap_or_default(), 0),
        }
    }
}

/// Whether an answer is neither the file that must come, nor a refusal, nor a fault of the way.
fn is_no_file<E: Fetch>(response: &Response<Bytes>) -> bool {
    E::Reply::FILE.is_some_and(<[_]>::is_empty)
        && response.status().is_success()
        && !response.body().is_empty()
        && E::Platform::refusal(E::AUTH, response).is_none()
}
