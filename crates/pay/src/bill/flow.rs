//! The way of a bill: an application, a download, and its digest.

use std::fmt;

use wxkit_proto::{
    Algorithm, Answer, Call, DigestPlan, Distrust, Download, Endpoint, Env, Error, Event, Flow, Nest, Place,
    Step, StoredFile, Ticket, Turn,
};

use super::address::{BillAddress, FetchBill, odd};
use crate::Pay;
use crate::credential::Credential;

/// A bill that is applied for.
pub trait ListedBill: Endpoint<Family = Pay, Reply = BillAddress> + Clone {
    /// Whether the file comes packed with gzip.
    fn is_packed(&self) -> bool;
}

/// Fetches a bill: applies for it, stores it, and holds it against its digest before it gets its final name.
///
/// An address works once. If the download breaks off, it is applied for again, at most three times in all. A packed bill
/// stays packed; its digest is that of what it holds.
pub struct BillDownload<B: ListedBill> {
    bill: B,
    place: Place,
    stage: Stage<B>,
    nest: Nest<()>,
    applications: u32,
}

enum Stage<B: ListedBill> {
    Applying(Box<Call<B>>),
    Applied(BillAddress),
    Fetching(Box<Download<FetchBill>>),
    Over,
}

/// After so many applications it ends.
const APPLICATIONS: u32 = 3;

impl<B: ListedBill> BillDownload<B> {
    /// Begins with an application.
    pub fn new(bill: B, place: Place) -> Self {
        let stage = Stage::Applying(Box::new(Call::new(bill.clone())));
        Self { bill, place, stage, nest: Nest::default(), applications: 1 }
    }

    fn begin(&self, address: &BillAddress, env: &Env) -> Result<Stage<B>, Error> {
        if !address.hash_type.eq_ignore_ascii_case("SHA1") {
            return Err(odd("the digest of the bill is not SHA1"));
        }
        let whole = if self.bill.is_packed() { Algorithm::GzipSha1 } else { Algorithm::Sha1 };
        let plan = DigestPlan { whole, blocks: None };
        let download = Download::new(address.fetch(env)?, self.place.clone(), &[]);
        Ok(Stage::Fetching(Box::new(download.expecting(plan, address.hash_value.as_str()))))
    }

    /// What a failed download leads to.
    fn failed(&mut self, error: Error) -> Step<StoredFile, Credential> {
        // Of an address that was used before, and of a bill that came damaged, another application brings a good one.
        let is_worth = match &error {
            Error::Transport(_) | Error::Refused(_) | Error::Reply(_) => true,
            Error::Untrusted(untrusted) => untrusted.kind == Distrust::Unsigned,
            _ => false,
        };
        if !is_worth || self.applications >= APPLICATIONS {
            return Step::Done(Err(error));
        }
        self.applications += 1;
        self.nest = Nest::default();
        self.stage = Stage::Applying(Box::new(Call::new(self.bill.clone())));
        Step::Tell(Event::Note(format!("the bill is applied for again: {error}")))
    }
}

impl<B: ListedBill> Flow for BillDownload<B> {
    type Family = Pay;
    type Output = StoredFile;

    fn step(&mut self, env: &Env) -> Step<StoredFile, Credential> {
        loop {
            match std::mem::replace(&mut self.stage, Stage::Over) {
                Stage::Applying(mut call) => {
                    let turn = self.nest.step((), call.as_mut(), env);
                    self.stage = Stage::Applying(call);
                    match turn {
                        Turn::Up(step) => return step,
                        Turn::Idle(until) => return Step::Wait(until),
                        Turn::Ended(Ok(address)) => self.stage = Stage::Applied(address),
                        Turn::Ended(Err(error)) => return Step::Done(Err(error)),
                    }
                }
                Stage::Applied(address) => match self.begin(&address, env) {
                    Ok(stage) => self.stage = stage,
                    Err(error) => return Step::Done(Err(error)),
                },
                Stage::Fetching(mut download) => {
                    let turn = self.nest.step((), download.as_mut(), env);
                    self.stage = Stage::Fetching(download);
                    match turn {
                        Turn::Up(step) => return step,
                        Turn::Idle(until) => return Step::Wait(until),
                        Turn::Ended(Err(error)) => return self.failed(error),
                        Turn::Ended(Ok(downloaded)) => {
                            let missing = Error::Misuse("a download brought nothing");
                            return Step::Done(downloaded.file.ok_or(missing));
                        }
                    }
                }
                Stage::Over => return Step::Done(Err(Error::Misuse("step was called after Done"))),
            }
        }
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Credential>) {
        let Some(((), inner)) = self.nest.take(ticket) else { return };
        match &mut self.stage {
            Stage::Applying(call) => Nest::<()>::pass(call.as_mut(), env, inner, answer),
            Stage::Fetching(download) => Nest::<()>::pass(download.as_mut(), env, inner, answer),
            Stage::Applied(_) | Stage::Over => {}
        }
    }
}

impl<B: ListedBill> fmt::Debug for BillDownload<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BillDownload").field("place", &self.place).finish_non_exhaustive()
    }
}
