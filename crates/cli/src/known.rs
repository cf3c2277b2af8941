//! Ids that stand on the command line: what is known to be something else or to have died is refused before anything is
//! sent.
//!
//! Whatever id WeChat gives to this command is noted in the folder of the journals, with what it is. An id that is not
//! noted there may come from elsewhere, and is sent as it is.

mod kind;
mod pending;
mod register;

use std::cell::Cell;
use std::collections::HashSet;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use indicatif::HumanDuration;
use wxkit::proto::Timestamp;

use crate::console::Console;
use crate::failure::Failure;
pub(crate) use kind::{
    DRAFT, IdKind, JOB, MASS_IMAGE, MASS_NEWS, MASS_VIDEO, MASS_VOICE, MATERIAL, MEDIA, MESSAGE, NEWS,
    PUBLISHED, RAW_VIDEO, VIDEO, Wanted,
};
pub(crate) use pending::Pending;
use register::{Entry, Register};

/// The ids of one account.
#[derive(Debug)]
pub(crate) struct Known<'a> {
    /// Nothing in a sandbox.
    register: Option<Register>,
    console: &'a Console,
    /// Whether an id that stood on the command line was made a moment ago.
    is_fresh: &'a Cell<bool>,
}

/// How long WeChat may take until it knows an id everywhere; seconds were measured.
const FRESH: Duration = Duration::from_secs(60);

impl<'a> Known<'a> {
    /// Noted in this file, if in any.
    pub(crate) fn new(file: Option<PathBuf>, console: &'a Console, is_fresh: &'a Cell<bool>) -> Self {
        Self { register: file.map(Register), console, is_fresh }
    }

    /// Holds an id of the command line against what the command takes.
    pub(crate) fn check(&self, id: &str, wanted: &Wanted) -> Result<(), Failure> {
        let known = self.find(id);
        // A draft is also asked for once it is gone; a message needs it.
        let settles = |kind: IdKind| kind.is_uploaded() || wanted.kinds.contains(&IdKind::MassNews);
        if known.iter().any(|(kind, made)| settles(*kind) && now().since(*made) < FRESH) {
            self.is_fresh.set(true);
        }
        let fits = known.iter().find(|(kind, _)| wanted.kinds.contains(kind));
        match (fits, known.first()) {
            (Some((kind, made)), _) => alive(id, *kind, *made),
            (None, Some((kind, _))) => Err(Failure::usage_hint(
                format!("{id} is the id of a {}; here belongs that of {}", kind.word(), wanted.what),
                format!("for a {}: {}", kind.word(), kind.place()),
            )),
            (None, None) => Ok(()),
        }
    }

    /// Notes ids that WeChat has just given, once the result is printed: their lives are counted by this machine's clock
    /// alone.
    pub(crate) fn note(&self, ids: &[(IdKind, &str)]) {
        let Some(register) = &self.register else { return };
        let entries = ids.iter().map(|(kind, id)| Entry::new(id, *kind, now()));
        self.console.pending.add(register, entries);
    }

    /// What an id is known as, the latest first. A register that cannot be used is no reason to stop: it only saves a
    /// refusal.
    fn find(&self, id: &str) -> Vec<(IdKind, Timestamp)> {
        let found = self.register.as_ref().map_or(Ok(Vec::new()), |register| register.find(id));
        let found = found.unwrap_or_else(|error| {
            self.console.warn(&Failure::io("reading the register of ids", &error).message());
            Vec::new()
        });
        found.iter().filter_map(|entry| Some((IdKind::of_word(&entry.kind)?, entry.made))).collect()
    }
}

/// An id that a command takes.
pub(crate) struct Noted {
    pub(crate) id: String,
    /// What it is, for people.
    pub(crate) kind: &'static str,
    pub(crate) age: HumanDuration,
}

/// What is noted in this file, fits and is alive, the latest first.
pub(crate) fn noted(file: PathBuf, wanted: &Wanted) -> Vec<Noted> {
    let mut seen = HashSet::new();
    let fits = |entry: Entry| {
        let kind = IdKind::of_word(&entry.kind).filter(|kind| wanted.kinds.contains(kind))?;
        let age = now().since(entry.made);
        let is_alive = kind.life().is_none_or(|life| age < life);
        let is_new = seen.insert(entry.id.clone());
        (is_alive && is_new).then(|| Noted { id: entry.id, kind: kind.word(), age: HumanDuration(age) })
    };
    Register(file).all().unwrap_or_default().into_iter().filter_map(fits).collect()
}

fn alive(id: &str, kind: IdKind, made: Timestamp) -> Result<(), Failure> {
    match kind.life().and_then(|life| now().since(made).checked_sub(life)) {
        None => Ok(()),
        Some(ago) => Err(Failure::usage_hint(
            format!("{id} was a {} that lived for 3 days; it died {} ago", kind.word(), HumanDuration(ago)),
            "upload the file again; `wxkit official material add` keeps a file for longer",
        )),
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
