//! The file that ids are noted in: one JSON object a line, appended by any number of runs.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wxkit::client::files::{is_at, open_own};
use wxkit::proto::Timestamp;

use super::kind::IdKind;

/// The register in this file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Register(pub(super) PathBuf);

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) id: String,
    /// A word of [`IdKind`], or of a later version.
    pub(super) kind: String,
    /// When WeChat gave it.
    pub(super) made: Timestamp,
}

/// A file of more bytes is written anew, without what is not worth keeping.
const LARGE: usize = 2 * 1024 * 1024;
/// How many entries are then kept: the latest.
const ENTRIES: usize = 8192;
/// How often, and after which pause, a register that others hold is tried: for a second.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(10);
/// How long what has died is kept, to say so.
const DEAD: Duration = Duration::from_secs(30 * 24 * 60 * 60);

impl Entry {
    pub(super) fn new(id: &str, kind: IdKind, made: Timestamp) -> Self {
        Self { id: id.into(), kind: kind.word().into(), made }
    }

    fn is_worth_keeping(&self, now: Timestamp) -> bool {
        let life = IdKind::of_word(&self.kind).and_then(IdKind::life);
        life.is_none_or(|life| self.made + life + DEAD > now)
    }
}

impl Register {
    /// Where it lies.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.0.parent()
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// What was noted of an id, the latest first.
    pub(super) fn find(&self, id: &str) -> io::Result<Vec<Entry>> {
        Ok(self.all()?.into_iter().filter(|entry| entry.id == id).collect())
    }

    /// All that was noted, the latest first. It needs no lock: the file only grows, or is replaced as a whole.
    pub(super) fn all(&self) -> io::Result<Vec<Entry>> {
        let mut file = match open_own(&self.0, File::options().read(true)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            file => file?,
        };
        let mut entries = entries(&read(&mut file)?);
        entries.reverse();
        Ok(entries)
    }

    /// Notes what is not noted yet.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`] if others hold the register for too long.
    pub(super) fn add(&self, new: Vec<Entry>, now: Timestamp) -> io::Result<()> {
        let mut file = self.lock()?;
        let text = read(&mut file)?;
        let mut all = entries(&text);
        // What lives for ever needs no second line.
        let known: HashSet<(&str, &str)> = all.iter().map(|known| (&*known.id, &*known.kind)).collect();
        let is_new = |entry: &Entry| {
            let lives = IdKind::of_word(&entry.kind).is_some_and(|kind| kind.life().is_none());
            !lives || !known.contains(&(&*entry.id, &*entry.kind))
        };
        let new: Vec<Entry> = new.into_iter().filter(is_new).collect();
        if text.len() <= LARGE {
            // A line that a crash has torn must not tear the next one.
            let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            return file.write_all(format!("{gap}{}", lines(&new)).as_bytes());
        }
        all.extend(new);
        self.replace(&lines(&worth_keeping(all, now)))
    }

    /// The file, locked, and still the one of this name: another run may just have replaced it.
    fn lock(&self) -> io::Result<File> {
        for _ in 0..TRIES {
            let mut options = own();
            options.read(true).append(true).create(true);
            let file = open_own(&self.0, &mut options)?;
            match file.try_lock() {
                Ok(()) if is_at(&file, &self.0) => return Ok(file),
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Err(io::Error::new(io::ErrorKind::TimedOut, "another program holds it locked"))
    }

    /// Written beside, synced, then renamed: whoever reads sees all of the old one or all of the new one.
    fn replace(&self, text: &str) -> io::Result<()> {
        let beside = self.0.with_extension("new");
        // What a crash left; nobody else writes it, since the register is locked.
        fs::remove_file(&beside).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
        let mut options = own();
        let mut file = open_own(&beside, options.write(true).create_new(true))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, &self.0)
    }
}

/// For this user alone, if it is made.
fn own() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Lines that cannot be read are passed over.
fn entries(text: &str) -> Vec<Entry> {
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

fn lines(entries: &[Entry]) -> String {
    entries.iter().filter_map(|entry| serde_json::to_string(entry).ok()).map(|line| line + "\n").collect()
}

/// The latest entries, one for each id and kind.
fn worth_keeping(all: Vec<Entry>, now: Timestamp) -> Vec<Entry> {
    let mut seen = HashSet::new();
    let latest = all
        .into_iter()
        .rev()
        .filter(|entry| entry.is_worth_keeping(now) && seen.insert((entry.id.clone(), entry.kind.clone())));
    let mut kept: Vec<Entry> = latest.take(ENTRIES).collect();
    kept.reverse();
    kept
}

fn read(file: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use wxkit::official::material::MaterialKind::Image;

    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    fn register() -> (tempfile::TempDir, Register) {
        let folder = tempfile::tempdir().unwrap();
        let register = Register(folder.path().join("ids.journal"));
        (folder, register)
    }

    fn entry(id: &str, kind: IdKind) -> Entry {
        Entry::new(id, kind, NOW)
    }

    #[test]
    fn what_was_noted_is_found() {
        let (_folder, register) = register();
        assert_eq!(register.find("A").unwrap(), []);
        register.add(vec![entry("A", IdKind::Media(Image)), entry("茶\n", IdKind::Vid)], NOW).unwrap();
        register.add(vec![entry("A", IdKind::News), entry("茶\n", IdKind::Vid)], NOW).unwrap();
        // The same text may be several things.
        let both = [entry("A", IdKind::News), entry("A", IdKind::Media(Image))];
        assert_eq!(register.find("A").unwrap(), both);
        assert_eq!(register.find("茶\n").unwrap(), [entry("茶\n", IdKind::Vid)]);
        let text = fs::read_to_string(&register.0).unwrap();
        // What lives for ever stands there once.
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.starts_with(r#"{"id":"A","kind":"temporary image","made":1700000000000}"#), "{text}");
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&register.0.metadata().unwrap().permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn torn_or_foreign_records_are_skipped() {
        let (_folder, register) = register();
        fs::write(&register.0, b"\xff\n{\"id\":\"B\",\"kind\":\"dream\",\"made\":1}\n{\"id\":\"A\",\"ki")
            .unwrap();
        assert_eq!(register.find("A").unwrap(), []);
        register.add(vec![entry("A", IdKind::Video)], NOW).unwrap();
        assert_eq!(register.find("A").unwrap(), [entry("A", IdKind::Video)]);
        assert_eq!(register.find("B").unwrap()[0].kind, "dream");
    }

    #[test]
    fn many_runs_note_at_once() {
        let (_folder, register) = register();
        std::thread::scope(|scope| {
            for run in 0..8 {
                let register = &register;
                scope.spawn(move || {
                    for n in 0..20 {
                        register.add(vec![entry(&format!("{run}-{n}"), IdKind::News)], NOW).unwrap();
                    }
                });
            }
        });
        assert_eq!(entries(&fs::read_to_string(&register.0).unwrap()).len(), 160);
    }

    #[test]
    fn a_held_register_blocks_nobody() {
        let (_folder, register) = register();
        register.add(vec![entry("A", IdKind::News)], NOW).unwrap();
        let held = File::open(&register.0).unwrap();
        held.lock().unwrap();
        assert_eq!(register.find("A").unwrap(), [entry("A", IdKind::News)]);
        let error = register.add(vec![entry("B", IdKind::News)], NOW).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(held);
        register.add(vec![entry("B", IdKind::News)], NOW).unwrap();
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let (_folder, register) = register();
        let old = Entry::new("OLD", IdKind::Media(Image), Timestamp::from_secs(1_600_000_000));
        let fresh = Entry::new("FRESH", IdKind::Media(Image), NOW);
        let many: Vec<_> = (0..30_000).map(|n| entry(&format!("{n:043}"), IdKind::Material(Image))).collect();
        register.add([many.clone(), vec![old, fresh.clone()]].concat(), NOW).unwrap();
        assert!(register.0.metadata().unwrap().len() > LARGE as u64);
        register.add(vec![entry("LAST", IdKind::News)], NOW).unwrap();
        let kept = entries(&fs::read_to_string(&register.0).unwrap());
        assert_eq!(kept.len(), ENTRIES);
        assert_eq!(kept[ENTRIES - 2..], [fresh, entry("LAST", IdKind::News)]);
        assert!(kept.iter().all(|entry| entry.id != "OLD"));
        assert_eq!(register.find(&many[0].id).unwrap(), []);
        register.add(vec![entry("NEXT", IdKind::News)], NOW).unwrap();
        assert_eq!(register.find("NEXT").unwrap(), [entry("NEXT", IdKind::News)]);
        let names = fs::read_dir(register.folder().unwrap()).unwrap().map(|found| found.unwrap().file_name());
        assert_eq!(names.collect::<Vec<_>>(), ["ids.journal"]);
    }
}
