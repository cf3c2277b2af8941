//! The way of a bill: an application, a download, and its digest.

use serde::Deserialize as _;
use wxkit_proto::digest::{Algorithm, DigestPlan};
use wxkit_proto::download::{Download, DownloadRecord, Place, StoredFile};
use wxkit_proto::flow::Ticket;
use wxkit_proto::script::Desk;
use wxkit_proto::{Answer, Endpoint, Env, Error, Event, Flow, Script, Step};

use super::address::{BillAddress, odd};
use crate::Pay;
use crate::credential::Credential;

/// A bill that is applied for.
pub trait ListedBill: Endpoint<Platform = Pay, Reply = BillAddress> + Clone {
    /// Whether the file comes packed with gzip.
    fn is_packed(&self) -> bool;
}

/// Fetches a bill: applies for it, stores it, and holds it against its digest before it gets its final name.
///
/// An address works once. If the download breaks off, it is applied for again, at most three times in all. A packed bill
/// stays packed; its digest is that of what it holds.
#[derive(Debug)]
pub struct BillDownload {
    script: Script<Pay, StoredFile>,
}

/// After so many applications it ends.
const APPLICATIONS: u32 = 3;

impl BillDownload {
    /// Begins with an application.
    pub fn new<B: ListedBill + Send + Sync + 'static>(bill: B, place: Place) -> Self {
        Self { script: Script::new(|desk| download(desk, bill, place)) }
    }
}

async fn download<B: ListedBill>(desk: Desk<Pay>, bill: B, place: Place) -> Result<StoredFile, Error> {
    let (mut applications, mut records) = (1, Vec::new());
    loop {
        desk.at("applying for the bill");
        let address = desk.call(bill.clone()).await?;
        if !address.hash_type.eq_ignore_ascii_case("SHA1") {
            return Err(odd("the digest of the bill is not SHA1"));
        }
        let whole = if bill.is_packed() { Algorithm::GzipSha1 } else { Algorithm::Sha1 };
        let plan = DigestPlan { whole, blocks: None };
        let fetch = Download::new(address.fetch(&desk.env())?, place.clone(), &records);
        desk.at("fetching the bill");
        let fetch = fetch.expecting(plan, address.hash_value.as_str());
        let (result, record) = desk.run_recorded(fetch).await;
        match result {
            Ok(downloaded) => return downloaded.stored(),
            Err(error) if is_worth_another(&error) && applications < APPLICATIONS => {
                applications += 1;
                // What has arrived is of no use, and the next file takes its place.
                records.extend(record.and_then(|record| DownloadRecord::deserialize(record.value).ok()));
                desk.tell(Event::Note(format!("the bill is applied for again: {error}")));
            }
            Err(error) => return Err(error),
        }
    }
}

/// Whether another application may bring what this one did not: of an address that was used before, and of a bill that
/// came damaged.
fn is_worth_another(error: &Error) -> bool {
    matches!(error, Error::Transport(_) | Error::Refused(_) | Error::Reply(_))
}

impl Flow for BillDownload {
    type Platform = Pay;
    type Output = StoredFile;

    fn step(&mut self, env: &Env) -> Step<StoredFile, Credential> {
        self.script.step(env)
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Credential>) {
        self.script.answer(env, ticket, answer);
    }
}
