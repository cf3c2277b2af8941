//! Ids that stand on the command line: what is visibly none, and what is known to be something else or to have died, is
//! refused before anything is sent.
//!
//! Whatever id WeChat gives to this command is noted in the folder of the journals, with what it is. An id that is not
//! noted there may come from elsewhere, and is sent as it is.

mod kind;
mod register;

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use indicatif::HumanDuration;
use wxkit::official::MediaId;
use wxkit::proto::Timestamp;

use crate::console::Console;
use crate::failure::Failure;
use crate::state;
pub(crate) use kind::{IdKind, MATERIAL, MEDIA, NEWS, VIDEO, Wanted};
use register::{Entry, Register};

/// The ids of one account.
#[derive(Debug)]
pub(crate) struct Known<'a> {
    /// Nothing in a sandbox.
    register: Option<Register>,
    console: &'a Console,
}

impl<'a> Known<'a> {
    /// Noted in this file, if in any.
    pub(crate) fn new(file: Option<PathBuf>, console: &'a Console) -> Self {
        Self { register: file.map(Register), console }
    }

    /// Holds an id of the command line against what the command takes.
    pub(crate) fn check(&self, id: &str, wanted: &Wanted) -> Result<(), Failure> {
        wanted.look(id)?;
        let Some((kind, made)) = self.find(id) else { return Ok(()) };
        let word = kind.word();
        if !wanted.kinds.contains(&kind) {
            let message = format!("{id} is a {word}; this command takes {}", wanted.what);
            return Err(Failure::usage_hint(message, format!("for a {word}: {}", kind.place())));
        }
        match kind.life().and_then(|life| now().since(made).checked_sub(life)) {
            None => Ok(()),
            Some(ago) => Err(Failure::usage_hint(
                format!("{id} was a {word} that lived for 3 days; it died {} ago", HumanDuration(ago)),
                "upload the file again; `wxkit official material add` keeps a file for longer",
            )),
        }
    }

    /// Notes ids that WeChat gave.
    pub(crate) fn note(&self, ids: &[(IdKind, &str)]) {
        self.add(ids.iter().map(|(kind, id)| Entry::new(id, *kind, now())).collect());
    }

    /// Notes temporary media, which knows when it was made.
    pub(crate) fn note_media(&self, kind: IdKind, id: &MediaId) {
        // What has just arrived is not dead, whatever its time says.
        let made = id.birth().filter(|birth| now().since(*birth) < MediaId::LIFE);
        self.add(vec![Entry::new(id.as_str(), kind, made.unwrap_or_else(now))]);
    }

    /// A register that cannot be used is no reason to stop: it only saves a refusal.
    fn find(&self, id: &str) -> Option<(IdKind, Timestamp)> {
        let found = self.register.as_ref()?.find(id).unwrap_or_else(|error| {
            self.console.warn(&Failure::io("reading the register of ids", &error).message());
            None
        })?;
        Some((IdKind::of_word(&found.kind)?, found.made))
    }

    fn add(&self, entries: Vec<Entry>) {
        let Some(register) = &self.register else { return };
        let written = register.folder().map_or(Ok(()), state::create).and_then(|()| {
            register.add(entries, now()).map_err(|error| Failure::io("writing the register of ids", &error))
        });
        if let Err(failure) = written {
            self.console.warn(&failure.message());
        }
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
