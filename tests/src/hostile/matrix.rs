//! Every fault at every call of every flow, and a clean run afterwards.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use wxkit::proto::Error;

use super::certificates::{TlsServer, WrongCertificate};
use super::fault::Fault;
use super::flow::{Desk, Driver, Task, impatient, patient, shown};
use super::server::Hostile;
use crate::spellings;

/// Most of a cell's time is waiting.
const AT_ONCE: usize = 48;

/// Far more than the longest run that ends takes.
const HANGS: Duration = Duration::from_secs(240);

/// It says how far it is each time so many more have ended.
const EVERY: usize = 500;

/// One thing that is tried.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// What runs.
    pub task: Task,
    /// Through which driver.
    pub driver: Driver,
    /// Which of its calls goes wrong.
    pub call: &'static str,
    /// How.
    pub fault: Fault,
    /// Whether it does so each time, and not only the first.
    pub lasts: bool,
}

/// What came of them.
#[derive(Debug, Default)]
pub struct Tally {
    /// By task: how many were tried, how many of them met their fault, and how many went well in spite of it.
    pub tasks: BTreeMap<String, [usize; 3]>,
    /// The same by the kind of fault.
    pub kinds: BTreeMap<String, [usize; 3]>,
    /// What did not hold.
    pub broken: Vec<String>,
}

/// Each call of each flow, both drivers, and these faults for each, once or each time. Another file in the place of one that
/// has no digest is left out: nobody can tell it.
fn cells(faults: impl Fn(usize) -> Vec<(Fault, bool)>) -> Vec<Cell> {
    let mut all = Vec::new();
    for (task, calls) in Task::ALL {
        for call in calls {
            for driver in [Driver::Hyper, Driver::Ureq] {
                let faults = faults(all.len()).into_iter();
                let faults = faults.filter(|(fault, _)| !(call == &"media/get" && fault.swaps()));
                all.extend(faults.map(|(fault, lasts)| Cell { task, driver, call, fault, lasts }));
            }
        }
    }
    all
}

/// The whole matrix.
#[must_use]
pub fn every_cell() -> Vec<Cell> {
    let all = |_| {
        let once = Fault::every().into_iter().map(|fault| (fault, false));
        once.chain(Fault::of_each_kind().into_iter().map(|fault| (fault, true))).collect()
    };
    cells(all)
}

/// A part of it, in which every call, both drivers and in turn all faults that end at once have their place.
#[must_use]
pub fn some_cells() -> Vec<Cell> {
    cells(|first| Fault::some(first, 60).into_iter().map(|fault| (fault, false)).collect())
}

/// Tries them, many at once.
///
/// # Panics
/// If one of them never ends.
#[must_use]
pub fn try_all(cells: &[Cell]) -> Tally {
    let (next, tally, running) =
        (AtomicUsize::new(0), Mutex::new(Tally::default()), Mutex::new(BTreeMap::new()));
    let (ended, ends) = channel();
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(cells.len()) {
            let ended = ended.clone();
            let (next, tally, running) = (&next, &tally, &running);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    let Some(cell) = cells.get(number) else { break };
                    running.lock().expect("no cell panics here").insert(number, *cell);
                    let result = try_one(cell);
                    running.lock().expect("no cell panics here").remove(&number);
                    let kind = if cell.lasts { "each time, " } else { "" }.to_owned() + cell.fault.kind();
                    tally.lock().expect("no cell panics here").add(
                        &format!("{cell:?}"),
                        cell.task,
                        cell.driver,
                        kind,
                        result,
                    );
                    let _ = ended.send(());
                }
            });
        }
        drop(ended);
        let (begun, mut done) = (Instant::now(), 0);
        loop {
            match ends.recv_timeout(HANGS) {
                Ok(()) => {
                    done += 1;
                    if done % EVERY == 0 {
                        let broken = tally.lock().expect("no cell panics here").broken.len();
                        let seconds = begun.elapsed().as_secs();
                        println!("{done} of {} after {seconds} s, {broken} did not hold", cells.len());
                    }
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    // The scope would wait for them for ever.
                    eprintln!("these never end: {:?}", running.lock());
                    std::process::abort();
                }
            }
        }
    });
    tally.into_inner().expect("no cell panics here")
}

impl Tally {
    fn add(
        &mut self,
        name: &str,
        task: Task,
        driver: Driver,
        kind: String,
        result: Result<(bool, bool), String>,
    ) {
        let held = result.as_ref().copied().unwrap_or_default();
        let task = self.tasks.entry(format!("{task:?} through {driver:?}")).or_default();
        for [tried, met, well] in [task, self.kinds.entry(kind).or_default()] {
            *tried += 1;
            *met += usize::from(held.0);
            *well += usize::from(held.1);
        }
        if let Err(what) = result {
            let broken = format!("{name}: {what}");
            println!("{broken}");
            self.broken.push(broken);
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sum = [0; 3];
        writeln!(f, "{:>28}  tried    met  went well all the same", "")?;
        for (name, [tried, met, well]) in &self.kinds {
            writeln!(f, "{name:>28} {tried:>6} {met:>6} {well:>6}")?;
        }
        for (name, counts) in &self.tasks {
            let [tried, met, well] = counts;
            writeln!(f, "{name:>28} {tried:>6} {met:>6} {well:>6}")?;
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        let [tried, met, well] = sum;
        writeln!(f, "{:>28} {tried:>6} {met:>6} {well:>6}", "all")?;
        write!(f, "{:>28} {:>6}", "did not hold", self.broken.len())
    }
}

/// Runs a cell and, with the server behaving, once more. Tells whether the fault was met, and whether the first run went
/// well in spite of it.
fn try_one(cell: &Cell) -> Result<(bool, bool), String> {
    let server = Hostile::start(Task::sandbox());
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut desk = Desk {
        server: &server,
        base_url: &server.base_url,
        ca: None,
        driver: cell.driver,
        timeouts: if cell.fault.hangs() { impatient() } else { patient() },
        folder: folder.path(),
    };
    server.arm(cell.call, cell.fault, cell.lasts);
    let first = cell.task.run(&desk);
    server.disarm();
    let struck = server.struck();
    hold(cell, &server, &first, 0, &desk)?;
    if cell.fault.is_harmless() && first.is_err() {
        return Err(format!("a good client does not mind, said {first:?}"));
    }
    let sent = server.sandbox().corp_messages().len();
    desk.timeouts = patient();
    let second = cell.task.run(&desk);
    if let Err(error) = &second {
        return Err(format!("the clean run failed: {error:?}; the first: {first:?}"));
    }
    hold(cell, &server, &second, sent, &desk)?;
    Ok((struck, first.is_ok()))
}

/// What must be true after every run.
fn hold(
    cell: &Cell,
    server: &Hostile,
    said: &Result<String, Error>,
    good_before: usize,
    desk: &Desk<'_>,
) -> Result<(), String> {
    let sandbox = server.sandbox();
    if let Some(wrong) = cell.task.audit(&sandbox, said, good_before, desk.folder) {
        return Err(wrong);
    }
    if let Err(error) = said {
        let shown = shown(error);
        let leaked = Task::secrets(&sandbox)
            .iter()
            .any(|secret| spellings(secret).iter().any(|spelling| shown.contains(spelling)));
        if leaked {
            return Err(format!("a secret is shown: {shown}"));
        }
        if matches!(error, Error::Misuse(_) | Error::Request(_)) {
            return Err(format!("the caller is blamed: {shown}"));
        }
    }
    if server.fooled() {
        return Err(format!("what nobody asked for was believed, said {said:?}"));
    }
    if sandbox.token_fetches() > 12 {
        return Err(format!("{} tokens were fetched", sandbox.token_fetches()));
    }
    Ok(())
}

/// Each task through both drivers to a server with each wrong certificate: nothing may arrive. And to one with a good
/// one, so that it is known to be the certificate.
#[must_use]
pub fn try_certificates(tasks: &[Task]) -> Tally {
    let tally = Mutex::new(Tally::default());
    thread::scope(|scope| {
        for wrong in WrongCertificate::ALL.into_iter().map(Some).chain([None]) {
            for &task in tasks {
                for driver in [Driver::Hyper, Driver::Ureq] {
                    let tally = &tally;
                    scope.spawn(move || {
                        let result = try_certificate(task, driver, wrong);
                        let mut tally = tally.lock().expect("no cell panics here");
                        tally.add(
                            &format!("{task:?} through {driver:?} with {wrong:?}"),
                            task,
                            driver,
                            wrong.map_or_else(|| "good".into(), |wrong| format!("{wrong:?}"))
                                + " certificate",
                            result,
                        );
                    });
                }
            }
        }
    });
    tally.into_inner().expect("no cell panics here")
}

fn try_certificate(
    task: Task,
    driver: Driver,
    wrong: Option<WrongCertificate>,
) -> Result<(bool, bool), String> {
    let server = Hostile::start(Task::sandbox());
    let tls = TlsServer::start(&server, wrong);
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let desk = Desk {
        server: &server,
        base_url: &tls.base_url,
        ca: Some(&tls.ca),
        driver,
        timeouts: if wrong == Some(WrongCertificate::Drip) { impatient() } else { patient() },
        folder: folder.path(),
    };
    let said = task.run(&desk);
    let arrived = tls.arrived();
    let refused = match (&said, wrong) {
        // Whatever it speaks, it may have understood, as far as the client can tell.
        (
            Err(Error::Transport(_)),
            Some(WrongCertificate::Plain | WrongCertificate::Cut | WrongCertificate::Drip),
        ) => true,
        (Err(Error::Transport(transport)), _) => !transport.arrived,
        _ => false,
    };
    match refused == wrong.is_some() && (arrived == 0) == wrong.is_some() {
        true => Ok((wrong.is_some(), said.is_ok())),
        false => Err(format!("{arrived} bytes arrived, said {said:?}")),
    }
}
