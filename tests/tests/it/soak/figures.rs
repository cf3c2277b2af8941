//! What must not grow.

use std::fmt;
use std::fs;
use std::path::Path;

use super::office::Office;

/// One look at a quiet moment, when everything that was begun has ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figures([u64; KINDS.len()]);

/// A kind of figure: its name, and how much more of it is none. Idle connections and threads come and go, so the least of each half
/// counts, which nothing that is left behind lets alone. Between the halves of an hour lie some 450 rounds: 5 KiB that are left behind in
/// each go beyond the first, a descriptor or a file that is left behind once beyond the last; what the allocator keeps lies within.
const KINDS: [(&str, u64); 6] = [
    ("memory, KiB", 2048),
    ("of it anonymous, KiB", 2048),
    ("threads", 4),
    ("sockets", 4),
    ("other descriptors", 0),
    ("files", 0),
];

impl Figures {
    pub(super) fn now(office: &Office) -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
        };
        let (sockets, others) = descriptors();
        let files = files(office.folder());
        Self([field("VmRSS:"), field("RssAnon:"), field("Threads:"), sockets, others, files])
    }
}

/// Sockets, and everything else that is open; nothing where the system does not tell.
fn descriptors() -> (u64, u64) {
    let (mut sockets, mut others) = (0, 0);
    for entry in fs::read_dir("/proc/self/fd").into_iter().flatten().flatten() {
        match fs::read_link(entry.path()) {
            Ok(target) if target.to_string_lossy().starts_with("socket:") => sockets += 1,
            _ => others += 1,
        }
    }
    (sockets, others)
}

fn files(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { 1 + files(&entry.path()) } else { 1 }).sum()
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = KINDS.iter().zip(self.0).map(|((name, _), figure)| format!("{name} {figure}"));
        f.write_str(&words.collect::<Vec<_>>().join(", "))
    }
}

/// All looks.
#[derive(Debug, Default)]
pub(super) struct Log(Vec<Figures>);

impl Log {
    pub(super) fn note(&mut self, figures: Figures) {
        self.0.push(figures);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What never comes down in the second half to where it was in the first.
    pub(super) fn grown(&self) -> Vec<&'static str> {
        let grown = |(_, name, more): &(usize, &str, u64)| {
            let [first, second] = self.halves(name).map(|half| half.first().copied().unwrap_or(0));
            second > first + more
        };
        let kinds = KINDS.iter().enumerate().map(|(at, (name, more))| (at, *name, *more));
        kinds.filter(grown).map(|(_, name, _)| name).collect()
    }

    /// A kind of figure in the first and in the second half, in ascending order. The first tenth belongs to neither: pools fill
    /// and what is needed for the first time is made.
    fn halves(&self, kind: &str) -> [Vec<u64>; 2] {
        let at = KINDS.iter().position(|(name, _)| *name == kind).unwrap_or(0);
        let warm = &self.0[self.0.len() / 10..];
        let (first, second) = warm.split_at(warm.len() / 2);
        [first, second].map(|half| {
            let mut figures: Vec<u64> = half.iter().map(|figures| figures.0[at]).collect();
            figures.sort_unstable();
            figures
        })
    }
}

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>22}  least, middle and most of the first half, then of the second", "")?;
        for (name, more) in KINDS {
            let halves = self.halves(name).map(|half| {
                let (least, most) = (half.first().unwrap_or(&0), half.last().unwrap_or(&0));
                format!("{least:>8} {:>8} {most:>8}", middle(&half))
            });
            writeln!(f, "{name:>22} {}  {}  (up to {more} more is none)", halves[0], halves[1])?;
        }
        Ok(())
    }
}

fn middle(ascending: &[u64]) -> u64 {
    ascending.get(ascending.len() / 2).copied().unwrap_or(0)
}

#[test]
fn what_grows_is_found() {
    let log = |leak: u64| {
        let look =
            |n: u64| Figures([9000 + n * leak + n % 7, 5000 - n, 9 + n % 3, 20, 12 + leak * n / 30, 3]);
        Log((0..60).map(look).collect())
    };
    assert_eq!(log(0).grown(), [""; 0]);
    assert_eq!(log(100).grown(), ["memory, KiB", "other descriptors"]);
}
