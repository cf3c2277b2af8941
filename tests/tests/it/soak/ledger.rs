//! What was reported of each errand, held against what the platform has carried out.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use wxkit::official::custom::CustomMessage;
use wxkit::proto::{Error, Kind};
use wxkit_sandbox::Sandbox;
use wxkit_sandbox::state::{Gone, Upload};

/// What errands want done, each known by a name of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// An article of the publish library is submitted.
    Submission,
    /// A draft is published.
    Publication,
    /// A message to members of the corp is sent.
    WorkMessage,
    /// A message to a follower is sent.
    CustomMessage,
    /// A chunked upload is finished.
    Video,
    /// Material is added, which does no harm twice.
    Material,
    /// A draft is added, and none of them is left.
    Draft,
    /// A draft is deleted.
    DraftDeleted,
    /// A merchant's file is uploaded, which does no harm twice.
    PayMedia,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Report {
    Done,
    Not,
    Unknown,
}

/// The books on one platform.
#[derive(Debug, Default)]
pub(super) struct Ledger(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    reports: Vec<(What, String, Report)>,
    /// What is wrong on the face of it.
    wrong: Vec<String>,
    /// Since the beginning.
    ended: BTreeMap<&'static str, u64>,
    done: u64,
    unknown: u64,
    broken_off: u64,
}

impl Ledger {
    /// A flow has ended with this.
    pub(super) fn ended<T>(&self, result: &Result<T, Error>) {
        let mut book = self.book();
        let word = result.as_ref().err().map_or("ok", |error| error.kind().as_str());
        *book.ended.entry(word).or_default() += 1;
        if let Err(error @ (Error::Misuse(_) | Error::Bug(_) | Error::Request(_))) = result {
            book.wrong.push(format!("the caller is blamed: {error:?}"));
        }
    }

    /// A flow was dropped in the middle.
    pub(super) fn broken_off(&self) {
        self.book().broken_off += 1;
    }

    /// What is reported of an errand.
    pub(super) fn report<T>(&self, what: What, name: &str, result: &Result<T, Error>) {
        let report = match result {
            Ok(_) => Report::Done,
            Err(error) if error.kind() == Kind::OutcomeUnknown => Report::Unknown,
            Err(_) => Report::Not,
        };
        let mut book = self.book();
        book.done += u64::from(report == Report::Done);
        book.unknown += u64::from(report == Report::Unknown);
        book.reports.push((what, name.to_owned(), report));
    }

    /// Something that must not be.
    pub(super) fn wrong(&self, wrong: String) {
        self.book().wrong.push(wrong);
    }

    /// Flows that ended, by `ok` or the word of their error.
    pub(super) fn ends(&self) -> BTreeMap<&'static str, u64> {
        self.book().ended.clone()
    }

    /// Flows that were dropped in the middle.
    pub(super) fn breaks(&self) -> u64 {
        self.book().broken_off
    }

    /// Errands that were done, and those of which nobody knows.
    pub(super) fn sums(&self) -> (u64, u64) {
        let book = self.book();
        (book.done, book.unknown)
    }

    /// Compares with what the platform has carried out, and begins anew for the next one; gives back what is wrong.
    pub(super) fn balance(&self, sandbox: &Sandbox) -> Vec<String> {
        let mut book = self.book();
        let mut wrong = std::mem::take(&mut book.wrong);
        for (what, name, report) in std::mem::take(&mut book.reports) {
            let count = what.count(sandbox, &name);
            let fits = match report {
                Report::Done if what.may_repeat() => count >= 1,
                Report::Done => count == 1,
                Report::Not if what.may_repeat() => true,
                Report::Not => count == 0,
                Report::Unknown => count <= 1 || what.may_repeat(),
            };
            if !fits {
                wrong.push(format!("{what:?} {name}: reported {report:?}, carried out {count} times"));
            }
        }
        wrong
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl What {
    fn may_repeat(self) -> bool {
        matches!(self, Self::Video | Self::Material | Self::DraftDeleted | Self::PayMedia)
    }

    /// How often it was carried out.
    fn count(self, sandbox: &Sandbox, name: &str) -> usize {
        match self {
            Self::Submission => {
                let articles = sandbox.articles().iter().filter(|article| article.news.title == name);
                articles.map(|article| article.submissions as usize).sum()
            }
            Self::Publication => {
                let published = sandbox.publications().iter().flat_map(|one| &one.articles);
                published.filter(|one| one.article.title == name).count()
            }
            Self::WorkMessage => {
                let texts = sandbox.corp_messages().iter().map(|message| &message.content["content"]);
                texts.filter(|text| Value::as_str(text) == Some(name)).count()
            }
            Self::CustomMessage => {
                let is_it = |message: &CustomMessage| *message == CustomMessage::Text(name.into());
                sandbox.custom_messages().filter(|sent| is_it(&sent.message)).count()
            }
            Self::Video => {
                let named = sandbox.videos().iter().filter(|video| video.filename == name);
                named.filter(|video| matches!(video.upload, Upload::Finished(_))).count()
            }
            Self::Material => sandbox.materials().iter().filter(|material| material.name == name).count(),
            Self::Draft => drafts(sandbox, name).count(),
            Self::DraftDeleted => {
                drafts(sandbox, name).filter(|draft| draft.gone == Some(Gone::Deleted)).count()
            }
            Self::PayMedia => sandbox.merchant_media().iter().filter(|media| media.name == name).count(),
        }
    }
}

fn drafts<'a>(sandbox: &'a Sandbox, name: &'a str) -> impl Iterator<Item = &'a wxkit_sandbox::state::Draft> {
    sandbox.drafts().iter().filter(move |draft| draft.articles.iter().any(|article| article.title == name))
}
