//! What the stages of a publication share: the ledger, the tickets, and what is to be said and saved.

use std::collections::{BTreeSet, VecDeque};

use wxkit_proto::flow::{Ask, Notice};
use wxkit_proto::journal::Record;
use wxkit_proto::nest::Nest;
use wxkit_proto::{Error, Event, Step, Token};

use super::ledger::Ledger;
use super::{PublishRecord, Published};

pub(super) type Up = Step<Published, Token>;

#[derive(Debug)]
pub(super) struct Core {
    pub(super) ledger: Ledger,
    pub(super) nest: Nest<Key>,
    pub(super) news: VecDeque<Event>,
    pub(super) failure: Option<Error>,
    outbox: VecDeque<Record>,
    /// What is said to have ended; the last of several.
    pub(super) notice: Option<Notice>,
    /// The keys of the covers that were uploaded by this run.
    new_covers: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Key {
    /// The one child of a stage that has only one.
    Only,
    /// A transfer.
    Item(usize),
    /// The journal.
    Record,
}

impl Core {
    pub(super) fn new(ledger: Ledger) -> Self {
        Self {
            ledger,
            nest: Nest::default(),
            news: VecDeque::new(),
            failure: None,
            outbox: VecDeque::new(),
            notice: None,
            new_covers: BTreeSet::new(),
        }
    }

    /// Enters a record in the ledger and hands it to the journal. `sync` if the next step must find it on the disk.
    pub(super) fn record(&mut self, record: &PublishRecord, sync: bool) {
        if let PublishRecord::Cover { sha1, .. } = record {
            self.new_covers.insert(sha1.clone());
        }
        self.ledger.apply(record);
        self.outbox.push_back(Record { sync, ..Record::new(record) });
    }

    /// Whether this run has uploaded a cover, so that the platform may not know its id yet.
    pub(super) fn has_uploaded(&self, cover: &str) -> bool {
        self.new_covers.contains(cover)
    }

    /// Something to say or to save, if there is anything.
    pub(super) fn pending(&mut self) -> Option<Up> {
        if let Some(event) = self.news.pop_front() {
            return Some(Step::Tell(event));
        }
        let record = self.outbox.pop_front()?;
        Some(Step::Do(self.nest.own(Key::Record), Ask::Save(record)))
    }

    /// Whether the publication of the present draft is said to have ended since this was asked last.
    pub(super) fn take_notice(&mut self) -> bool {
        let own = self.ledger.drafts.current.as_ref().and_then(|draft| draft.publish_id);
        let fits = own.is_some() && own.map(Notice::from) == self.notice;
        if fits {
            self.notice = None;
        }
        fits
    }

    /// Whether all records are in the journal.
    pub(super) fn is_saved(&self) -> bool {
        self.outbox.is_empty() && self.nest.waiting(Key::Record) == 0
    }

    /// The first failure is the one that is reported.
    pub(super) fn fail(&mut self, error: Error) {
        self.failure.get_or_insert(error);
    }

    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.news.push_back(Event::Note(text.into()));
    }
}
