//! The progress of a run: bars on a terminal, lines elsewhere.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use indicatif::{BinaryBytes, MultiProgress, ProgressBar, ProgressStyle};
use wxkit::proto::Event;

use super::{Console, visible};
use crate::chinese::say;

/// Takes in the news of one run.
pub(crate) struct Progress<'a> {
    console: &'a Console,
    transfers: BTreeMap<u32, Transfer>,
    /// The line that says what is waited for.
    waiting: Option<ProgressBar>,
    /// Without a terminal, since when the same is waited for, and when that was told last.
    told: BTreeMap<String, (Instant, Instant)>,
}

/// How often the same wait, or the same transfer, is told in a log.
const PACE: Duration = Duration::from_secs(60);

struct Transfer {
    name: String,
    bytes: u64,
    bar: Option<ProgressBar>,
    /// When it was told last.
    told: Instant,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(console: &'a Console) -> Self {
        Self { console, transfers: BTreeMap::new(), waiting: None, told: BTreeMap::new() }
    }

    pub(crate) fn tell(&mut self, event: Event) {
        match event {
            Event::Started { transfer, name, bytes } => self.started(transfer, visible(&name), bytes),
            Event::Moved { transfer, bytes } => match self.transfers.get_mut(&transfer) {
                Some(Transfer { bar: Some(bar), .. }) => bar.set_position(bytes),
                Some(Transfer { bar: None, told, name, bytes: all }) if told.elapsed() >= PACE => {
                    *told = Instant::now();
                    let (done, all) = (BinaryBytes(bytes), BinaryBytes(*all));
                    self.console.note(&format!("uploading {name}: {done} of {all}"));
                }
                _ => {}
            },
            Event::Finished { transfer } => {
                if let Some(done) = self.transfers.remove(&transfer) {
                    done.bar.iter().for_each(ProgressBar::finish_and_clear);
                    self.console.note(&format!("uploaded {} ({})", done.name, BinaryBytes(done.bytes)));
                }
            }
            Event::Note(text) => {
                self.end_wait();
                self.console.note(&text);
            }
            Event::Warning(warning) => self.console.warn(&warning.message),
            Event::Waiting { what, .. } => self.wait(&visible(&what)),
            _ => {}
        }
    }

    fn started(&mut self, transfer: u32, name: String, bytes: u64) {
        self.end_wait();
        let bar = self.console.bars.as_ref().map(|bars| bar(bars, &name, bytes));
        if bar.is_none() && self.console.notes {
            self.console.note(&format!("uploading {name} ({})", BinaryBytes(bytes)));
        }
        self.transfers.insert(transfer, Transfer { name, bytes, bar, told: Instant::now() });
    }

    fn wait(&mut self, what: &str) {
        match &self.console.bars {
            Some(bars) => {
                let line = self.waiting.get_or_insert_with(|| spinner(bars));
                line.set_message(say(&format!("waiting: {what}")).into_owned());
            }
            None => {
                let now = Instant::now();
                match self.told.get_mut(what) {
                    None => {
                        self.told.insert(what.to_owned(), (now, now));
                        self.console.note(&format!("waiting: {what}"));
                    }
                    Some((since, told)) if now.duration_since(*told) >= PACE => {
                        *told = now;
                        let minutes = now.duration_since(*since).as_secs() / 60;
                        self.console.note(&format!("waiting: {what}, for {minutes} min now"));
                    }
                    Some(_) => {}
                }
            }
        }
    }

    fn end_wait(&mut self) {
        if let Some(line) = self.waiting.take() {
            line.finish_and_clear();
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.end_wait();
        for transfer in self.transfers.values() {
            transfer.bar.iter().for_each(ProgressBar::finish_and_clear);
        }
    }
}

fn bar(bars: &MultiProgress, name: &str, bytes: u64) -> ProgressBar {
    let bar = bars.add(ProgressBar::new(bytes));
    if let Ok(style) =
        ProgressStyle::with_template("{msg} {wide_bar} {binary_bytes}/{binary_total_bytes} {eta}")
    {
        bar.set_style(style);
    }
    bar.with_message(name.to_owned())
}

fn spinner(bars: &MultiProgress) -> ProgressBar {
    let line = bars.add(ProgressBar::new_spinner());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg} {elapsed}") {
        line.set_style(style);
    }
    line.enable_steady_tick(Duration::from_millis(250));
    line
}
