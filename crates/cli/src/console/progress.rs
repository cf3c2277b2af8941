//! The progress of a run: bars on a terminal, lines elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use indicatif::{BinaryBytes, MultiProgress, ProgressBar, ProgressStyle};
use wxkit::proto::Event;

use super::{Console, visible};

/// Takes in the news of one run.
pub(crate) struct Progress<'a> {
    console: &'a Console,
    transfers: BTreeMap<u32, Transfer>,
    /// The line that says what is waited for.
    waiting: Option<ProgressBar>,
    /// Without a terminal, the same wait is told once and not at every question.
    told: BTreeSet<String>,
}

struct Transfer {
    name: String,
    bytes: u64,
    bar: Option<ProgressBar>,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(console: &'a Console) -> Self {
        Self { console, transfers: BTreeMap::new(), waiting: None, told: BTreeSet::new() }
    }

    pub(crate) fn tell(&mut self, event: Event) {
        match event {
            Event::Started { transfer, name, bytes } => self.started(transfer, visible(&name), bytes),
            Event::Moved { transfer, bytes } => {
                if let Some(Transfer { bar: Some(bar), .. }) = self.transfers.get(&transfer) {
                    bar.set_position(bytes);
                }
            }
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
        self.transfers.insert(transfer, Transfer { name, bytes, bar });
    }

    fn wait(&mut self, what: &str) {
        match &self.console.bars {
            Some(bars) => {
                let line = self.waiting.get_or_insert_with(|| spinner(bars));
                line.set_message(format!("waiting: {what}"));
            }
            None => {
                if self.told.insert(what.to_owned()) {
                    self.console.note(&format!("waiting: {what}"));
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
