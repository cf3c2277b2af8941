//! A round of work: what is done side by side.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::task::JoinSet;
use wxkit::client::{Journal, Notices};
use wxkit::official::{Official, Via};
use wxkit::proto::download::{Download, DownloadRecord, Fetch, Place};
use wxkit::proto::journal::read_journal;
use wxkit::proto::{Error, Platform};
use wxkit_tests::{Chance, send};

use super::office::{Any, Office};
use super::{official, pay, trouble, work};

/// Runs of what is recorded, until it must have been done.
const RUNS: u32 = 12;

/// One errand: who runs it, with a name and files that nobody else has.
pub(super) struct Errand {
    pub(super) office: Arc<Office>,
    pub(super) name: String,
    pub(super) folder: TempDir,
    pub(super) chance: Chance,
    /// Which of its platform's clients runs it.
    pub(super) client: usize,
    /// Whether that may be ended in the middle: a thread cannot be.
    may_break: bool,
}

impl Errand {
    fn new(office: &Arc<Office>, chance: &mut Chance, what: &str, client: usize, may_break: bool) -> Self {
        Self {
            name: format!("{what}{}-{client}", office.round()),
            folder: TempDir::new_in(office.folder()).unwrap(),
            chance: Chance::new(chance.number()),
            office: Arc::clone(office),
            client,
            may_break,
        }
    }

    pub(super) fn official(&self) -> &Any<Official> {
        &self.office.official[self.client]
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file of its own in its folder.
    pub(super) fn file(&mut self, name: &str, head: &[u8], len: usize) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, self.bytes(head, len)).unwrap();
        path
    }

    pub(super) fn bytes(&mut self, head: &[u8], len: usize) -> Vec<u8> {
        [head, &self.chance.bytes(len)].concat()
    }

    /// Runs what is recorded again and again, as a program that is ended in the middle and started once more, until it is done.
    /// `run` gets the journal and what it holds.
    pub(super) async fn until_done<T, R: Future<Output = Result<T, Error>>>(
        &mut self,
        run: impl Fn(Journal, String) -> R,
    ) -> Result<T, Error> {
        let mut breaks = if self.may_break { self.chance.below(4) } else { 0 };
        let mut last = None;
        for _ in 0..RUNS {
            let (journal, records) = self.journal().await;
            if breaks == 0 {
                match run(journal, records).await {
                    Ok(done) => return Ok(done),
                    Err(error) => last = Some(error),
                }
                continue;
            }
            breaks -= 1;
            let pause = Duration::from_millis(1 + self.chance.below(900) as u64);
            match tokio::time::timeout(pause, run(journal, records)).await {
                Ok(Ok(done)) => return Ok(done),
                Ok(Err(error)) => last = Some(error),
                Err(_) => self.office.ledger.broken_off(),
            }
        }
        let error = last.unwrap();
        self.office.ledger.wrong(format!("{} was never done: {error:?}", self.name));
        Err(error)
    }

    /// A record that is being written when its run is dropped holds the journal for a moment longer.
    async fn journal(&self) -> (Journal, String) {
        let mut opened = Journal::open(self.path("journal"));
        for _ in 0..200 {
            if opened.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
            opened = Journal::open(self.path("journal"));
        }
        opened.unwrap()
    }

    /// Downloads these bytes into a file, as [`until_done`](Self::until_done) does it, and nothing else is left then.
    pub(super) async fn fetch<F: Platform, E: Fetch<Platform = F>>(
        &mut self,
        client: &Any<F>,
        call: E,
        name: &str,
        expected: &[u8],
    ) where
        E::Reply: Send,
    {
        let (office, path) = (Arc::clone(&self.office), self.path(name));
        let downloaded = self.until_done(async |journal, records| {
            let records: Vec<DownloadRecord> = read_journal(&records)?;
            let flow = Download::new(call.clone(), Place::File(path.clone()), &records);
            office.run_with(client, flow, journal, &Notices::default()).await
        });
        if downloaded.await.is_ok() {
            self.arrived(name, |found| found == expected);
            if self.path(&format!("{name}.part")).exists() {
                self.office.ledger.wrong(format!("{}: a part of {name} is left", self.name));
            }
        }
    }

    /// Whether a file has arrived as a whole.
    pub(super) fn arrived(&self, name: &str, expected: impl FnOnce(&[u8]) -> bool) {
        let bytes = std::fs::read(self.path(name)).unwrap_or_default();
        if !expected(&bytes) {
            self.office.ledger.wrong(format!("{}: {name} has {} bytes", self.name, bytes.len()));
        }
    }
}

/// All errands of a round, to their end.
pub(super) async fn work(office: &Arc<Office>, chance: &mut Chance) {
    let mut errands = JoinSet::new();
    for (client, any) in office.official.iter().enumerate() {
        let mut errand = |what: &str| Errand::new(office, chance, what, client, any.may_break());
        errands.spawn(official::publish(errand("文库"), Via::MediaApi));
        errands.spawn(official::publish(errand("发布"), Via::Freepublish));
        errands.spawn(official::video(errand("film")));
        errands.spawn(official::media(errand("media")));
        errands.spawn(official::material(errand("material")));
        errands.spawn(official::draft(errand("草稿")));
        errands.spawn(official::message(errand("客服")));
    }
    for (client, any) in office.work.iter().enumerate() {
        let mut errand = |what: &str| Errand::new(office, chance, what, client, any.may_break());
        errands.spawn(work::message(errand("消息")));
        errands.spawn(work::media(errand("文件")));
    }
    for (client, any) in office.pay.iter().enumerate() {
        let mut errand = |what: &str| Errand::new(office, chance, what, client, any.may_break());
        errands.spawn(pay::upload(errand("pay")));
        errands.spawn(pay::bill(errand("账单")));
    }
    errands.spawn(play(Arc::clone(office)));
    while let Some(ended) = errands.join_next().await {
        ended.unwrap();
    }
}

/// People write, and pay.
async fn play(office: Arc<Office>) {
    let round = office.round();
    let parts = (0..4).map(|n| (format!("text?from=o{n}"), format!("茶 {round}-{n}")));
    let at_work = (4..6).map(|n| (format!("text?at=work&from=u{n}"), format!("茶 {round}-{n}")));
    let paid = ["", "&key=public"].map(|key| {
        let payment = format!(r#"{{"out_trade_no":"{round}{}"}}"#, key.len());
        (format!("pay?event=TRANSACTION.SUCCESS{key}"), payment)
    });
    let mut played = 0;
    for (part, body) in parts.chain(at_work).chain(paid) {
        let (addr, head) = (office.server.addr.to_string(), format!("POST /sandbox/{part}"));
        let answer = tokio::task::spawn_blocking(move || send(&addr, &head, body.as_bytes())).await.unwrap();
        assert!(answer.1.contains("\"errcode\":0"), "{part}: {answer:?}");
        played += 1;
    }
    office.expect_told(played + trouble::DOUBLED - trouble::DROPPED);
}
