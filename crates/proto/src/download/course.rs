//! How a download goes, from its first look at the disk to the final name.

mod arrival;

use std::path::PathBuf;
use std::sync::Arc;

use http::header::{ACCEPT_ENCODING, HeaderValue, IF_RANGE, RANGE};
use http::{Request, Uri};

use super::attempt::{Attempt, Got, got};
use super::wire::{odd, range, shown};
use super::{DownloadRecord, Downloaded, Fetch, Place, Ranges, StoredFile, fallback_name};
use crate::body::Body;
use crate::digest::DigestPlan;
use crate::encoder::plain_headers;
use crate::endpoint::Reply as _;
use crate::error::{Error, Local, LocalKind};
use crate::file::Source;
use crate::flow::{Answer, Ask};
use crate::journal::Record;
use crate::script::Desk;
use crate::sink::{Sink, Target};

/// After so many attempts that brought nothing it ends.
const TRIES: u32 = 3;

/// How many files of the same name get a number before the flow gives up.
const NUMBERS: u32 = 999;

/// What a download knows.
pub(super) struct Course<E: Fetch> {
    desk: Desk<E::Platform>,
    endpoint: E,
    place: Place,
    object: String,
    part: Arc<PathBuf>,
    /// How many names for the part were taken.
    number: u32,
    /// Whether an earlier run has left the part, as the journal says.
    is_ours: bool,
    /// Whether the part is there and ours.
    is_made: bool,
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
    /// What the head of the answer said about the file.
    name: Option<String>,
    content_type: Option<String>,
    reply: Option<E::Reply>,
    /// Attempts in a row that brought nothing.
    tries: u32,
    /// How often a pointer led nowhere.
    stale: u32,
    /// How often an address led to another one.
    moves: u32,
}

/// Where the next attempt goes.
enum Way {
    Call,
    /// To this address, without the credential.
    Pointer(String),
}

/// What follows an attempt.
enum Next {
    Attempt(Way),
    /// All of the file is here.
    Complete,
    /// There is none, but a reply.
    NoFile,
}

impl<E: Fetch> Course<E> {
    pub(super) fn new(
        desk: Desk<E::Platform>,
        endpoint: E,
        place: Place,
        earlier: Option<DownloadRecord>,
    ) -> Self {
        let object = format!("{} {} {}", E::METHOD, E::PATH, endpoint.id());
        let ours = earlier.filter(|record| record.object == object);
        let number = ours.as_ref().map_or(0, |record| record.number);
        Self {
            desk,
            part: Arc::new(place.numbered_part(&endpoint.id(), number)),
            number,
            is_ours: ours.is_some(),
            is_made: false,
            endpoint,
            place,
            object,
            have: 0,
            had: 0,
            furthest: 0,
            total: None,
            validator: None,
            name: None,
            content_type: None,
            reply: None,
            tries: 0,
            stale: 0,
            moves: 0,
        }
    }

    pub(super) async fn run(
        mut self,
        digest: Option<(DigestPlan, String)>,
    ) -> Result<Downloaded<E::Reply>, Error> {
        self.take_part().await?;
        let mut way = Way::Call;
        loop {
            let next = match way {
                Way::Call => self.call().await?,
                Way::Pointer(url) => self.follow(url).await?,
            };
            match next {
                Next::Attempt(next) => way = next,
                Next::Complete => break,
                Next::NoFile => return Ok(Downloaded { reply: self.reply, file: None }),
            }
        }
        if let Some((plan, expected)) = digest {
            self.verify(plan, &expected).await?;
        }
        let path = self.give_name().await?;
        // The file is there, whatever becomes of the note that the part is not.
        self.note(String::new()).await.ok();
        let Self { have: len, name, content_type, .. } = self;
        Ok(Downloaded { reply: self.reply, file: Some(StoredFile { path, len, name, content_type }) })
    }

    /// Finds the part of an earlier run, or a place for one where nothing is, and notes whose it is from now on.
    async fn take_part(&mut self) -> Result<(), Error> {
        self.desk.at("looking for what is there");
        loop {
            match self.desk.inspect(self.source()).await {
                Ok(probe) if self.is_ours => {
                    (self.have, self.is_made) = (probe.len, true);
                    return Ok(());
                }
                Err(Error::Local(Local { kind: LocalKind::Missing, .. })) if self.is_ours => return Ok(()),
                Err(Error::Local(Local { kind: LocalKind::Missing, .. })) => {
                    return self.note(self.object.clone()).await;
                }
                // Something else is there, of whatever kind, and stays as it is.
                _ => self.next_part()?,
            }
        }
    }

    /// Tries the next name for the part.
    fn next_part(&mut self) -> Result<(), Error> {
        if self.number >= NUMBERS {
            let message = format!("{} and all like it are there already; remove them", self.part.display());
            return Err(Error::Local(Local::new(LocalKind::Exists, message)));
        }
        self.number += 1;
        self.is_ours = false;
        self.part = Arc::new(self.place.numbered_part(&self.endpoint.id(), self.number));
        Ok(())
    }

    /// The part is in use for another one than it was to be: its place is taken.
    async fn taken(&mut self, way: Way) -> Result<Next, Error> {
        self.next_part()?;
        self.take_part().await?;
        Ok(Next::Attempt(way))
    }

    async fn note(&self, object: String) -> Result<(), Error> {
        self.desk.save(Record::new(&DownloadRecord { object, number: self.number })).await
    }

    async fn call(&mut self) -> Result<Next, Error> {
        self.desk.at("asking for the file");
        // What is there may be of the file that a pointer leads to, so it is kept.
        let (mut at, mut asked) = (0, None);
        if let Ranges::Pieces(size) = E::RANGES {
            // What is encrypted at rest is read in units of 16 bytes.
            self.have -= self.have % 16;
            at = self.have;
            asked = Some(range(at, Some(size)));
        }
        let attempt = Attempt::new(self.endpoint.clone(), self.sink(at), self.have, asked);
        match self.desk.run(attempt).await? {
            Got::Stored(stored) => self.stored(stored, Way::Call).await,
            Got::NoMore(response) => self.no_more(&response, Way::Call).await,
            Got::Taken => self.taken(Way::Call).await,
            Got::Reply(reply) => self.replied(reply),
        }
    }

    fn replied(&mut self, reply: E::Reply) -> Result<Next, Error> {
        let url = E::pointer(&reply).filter(|url| !url.trim().is_empty()).map(str::to_owned);
        self.reply = Some(reply);
        match url {
            Some(url) => Ok(Next::Attempt(Way::Pointer(url))),
            // There is nothing to say in place of such a file.
            None if E::Reply::FILE.is_some_and(<[_]>::is_empty) => {
                Err(odd("a file was expected, and the answer was empty"))
            }
            None => Ok(Next::NoFile),
        }
    }

    /// What is fetched without the credential goes on where it was cut.
    async fn follow(&mut self, url: String) -> Result<Next, Error> {
        self.desk.at("fetching the file from its address");
        let (request, sink) = (self.request(&url)?, self.sink(self.have));
        let ask = Ask::Send { request, sink: sink.clone(), public: true };
        match got::<E::Reply, _>(&sink, self.have, self.desk.ask(ask).await) {
            Ok(Got::Stored(stored)) => self.stored(stored, Way::Pointer(url)).await,
            Ok(Got::NoMore(response)) => self.no_more(&response, Way::Pointer(url)).await,
            // The address may be worn by then.
            Ok(Got::Taken) => self.taken(Way::Call).await,
            Err(Answer::Reply(response)) => self.elsewhere(url, &response).await,
            Err(Answer::Failed(Error::Transport(cause))) => self.again(cause, Way::Pointer(url)).await,
            Err(Answer::Failed(error)) => Err(error),
            Ok(Got::Reply(_)) | Err(_) => Err(Error::Misuse("a ticket got an answer of a wrong kind")),
        }
    }

    fn request(&self, url: &str) -> Result<Request<Body>, Error> {
        let wrong = || odd(format!("the address of the file is not valid: {}", shown(url)));
        let uri: Uri = url.trim().parse().map_err(|_| wrong())?;
        if uri.host().is_none_or(str::is_empty) || !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(wrong());
        }
        let mut request = Request::new(Body::default());
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        *headers = plain_headers();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if self.have > 0 {
            headers.insert(RANGE, range(self.have, None));
            let validator = self.validator.as_deref().and_then(|text| HeaderValue::from_str(text).ok());
            headers.extend(validator.map(|value| (IF_RANGE, value)));
        }
        Ok(request)
    }

    fn sink(&self, at: u64) -> Sink {
        let fields = E::Reply::FILE.unwrap_or_default();
        Sink::File(Target { path: Arc::clone(&self.part), at, fresh: !self.is_made, limit: E::LIMIT, fields })
    }

    fn source(&self) -> Source {
        Source::Path(Arc::clone(&self.part))
    }

    async fn verify(&self, plan: DigestPlan, expected: &str) -> Result<(), Error> {
        self.desk.at("comparing the digest");
        let found = self.desk.digest(self.source(), plan).await?.whole;
        if found.eq_ignore_ascii_case(expected) {
            return Ok(());
        }
        let found = match &*found {
            "" => "it is no whole gzip file".to_owned(),
            found => format!("its digest is {found} in place of {expected}"),
        };
        Err(odd(format!("the file arrived damaged: {found}")))
    }

    /// The final name: that of the place, or the platform's, or one by the content.
    async fn give_name(&self) -> Result<PathBuf, Error> {
        self.desk.at("giving the file its name");
        let name = match (&self.place, &self.name) {
            (Place::Folder(_), None) => {
                let (name, probe) =
                    (fallback_name(&self.endpoint.id()), self.desk.inspect(self.source()).await?);
                match probe.kind.extensions().first() {
                    Some(extension) => format!("{name}.{extension}"),
                    None => name,
                }
            }
            (_, name) => name.clone().unwrap_or_default(),
        };
        let mut number = 0;
        loop {
            let (to, replace) = self.place.path(&name, number);
            let ask = Ask::Rename { from: Arc::clone(&self.part), to: Arc::clone(&to), replace };
            match self.desk.ask(ask).await {
                Answer::Saved => return Ok(to.to_path_buf()),
                Answer::Failed(Error::Local(Local { kind: LocalKind::Exists, .. })) if number < NUMBERS => {
                    number += 1;
                }
                Answer::Failed(error) => return Err(error),
                _ => return Err(Error::Misuse("a ticket got an answer of a wrong kind")),
            }
        }
    }
}
