//! Tokens in a folder.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use wxkit_proto::error::{Local, LocalKind};
use wxkit_proto::{Error, Timestamp, Warning};

use super::{Loaded, Owner, Store, running};
use crate::held::Held;
use crate::key::StoreKey;

mod access;
#[cfg(test)]
mod tests;

/// Keeps tokens in a folder of this machine, one file each, for all processes that may read them.
///
/// | file | what it is |
/// |---|---|
/// | `KEY.json` | the token ([`Held::reveal_json`]), replaced as a whole: a crash leaves the old one or the new one |
/// | `KEY.tmp` | what a crash in the middle of a replacement leaves; overwritten by the next one |
/// | `KEY.lock` | empty; locked while somebody fetches |
/// | `KEY.guard` | empty; locked for the moment of a replacement |
///
/// The folder is made for its owner alone (mode 0700), and so are the files (0600).
///
/// A lock is one of the operating system's: it ends at once when its process dies. The time limit is kept among the
/// keepers of one `FileStore`; a process that hangs, but lives, can hold it for longer, and the keepers of other
/// processes then go on without it.
pub struct FileStore {
    folder: PathBuf,
    locks: Mutex<BTreeMap<StoreKey, Lock>>,
    warned: AtomicBool,
}

struct Lock {
    owner: Owner,
    from: Timestamp,
    limit: Duration,
    /// Locked as long as it is open.
    file: File,
}

impl FileStore {
    /// A store in this folder, which is made if it is missing.
    ///
    /// # Errors
    /// [`Error::Local`] if the folder cannot be made, cannot be written, or could be written by others: they could put
    /// a token of theirs into it.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, Error> {
        let folder = folder.into();
        access::make_folder(&folder).map_err(|error| failed("make the folder of", &folder, &error))?;
        let modes = access::folder(&folder).map_err(|error| failed("look at", &folder, &error))?;
        if modes.writable {
            let message = format!(
                "the token store {} can be written by others: give it a folder of its own, or chmod 700",
                folder.display()
            );
            return Err(Error::Local(Local::new(LocalKind::Io, message)));
        }
        let store = Self { folder, locks: Mutex::default(), warned: AtomicBool::new(false) };
        store.probe()?;
        Ok(store)
    }

    /// Finds out now, and not after the first fetch, that nothing can be written.
    fn probe(&self) -> Result<(), Error> {
        let path = self.folder.join("probe");
        access::open_lock(&path).map_err(|error| failed("write to", &self.folder, &error))?;
        // Another process may be faster with this.
        let _ = fs::remove_file(&path);
        Ok(())
    }

    fn path(&self, key: &StoreKey, extension: &str) -> PathBuf {
        self.folder.join(format!("{key}.{extension}"))
    }

    fn read(&self, key: &StoreKey, warnings: &mut Vec<Warning>) -> Result<Option<Held>, Error> {
        let path = self.path(key, "json");
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("read", &path, &error)),
        };
        let mut warn = |what: &str| {
            warnings.push(Warning::new(format!("the token store {} {what}", path.display())));
        };
        let modes = access::file(&file).map_err(|error| failed("look at", &path, &error))?;
        if modes.writable {
            warn("could be written by others and is not used; a new token replaces it");
            return Ok(None);
        }
        if modes.readable {
            warn("could be read by others; this was put right, but the token may be known to them");
            access::close(&file).map_err(|error| failed("chmod 600", &path, &error))?;
        }
        let mut bytes = Vec::new();
        file.take(LONGEST).read_to_end(&mut bytes).map_err(|error| failed("read", &path, &error))?;
        let held = Held::from_json(&bytes);
        if held.is_none() {
            warn("is damaged and counts as empty");
        }
        Ok(held)
    }

    /// Written beside, synced, then renamed: whoever reads sees all of the old one or all of the new one.
    fn replace(&self, key: &StoreKey, held: &Held) -> Result<(), Error> {
        let (temporary, path) = (self.path(key, "tmp"), self.path(key, "json"));
        let written = access::create(&temporary)
            .and_then(|mut file| {
                file.write_all(held.reveal_json().as_bytes())?;
                file.sync_all()
            })
            .and_then(|()| fs::rename(&temporary, &path))
            .and_then(|()| access::sync_folder(&self.folder));
        written.map_err(|error| failed("write", &path, &error))
    }

    /// The right to replace the file, for a moment.
    fn guard(&self, key: &StoreKey) -> Result<File, Error> {
        let path = self.path(key, "guard");
        let file = access::open_lock(&path).map_err(|error| failed("open", &path, &error))?;
        for _ in 0..GUARD_TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) => pause(),
                Err(TryLockError::Error(error)) => return Err(failed("lock", &path, &error)),
            }
        }
        let busy = std::io::Error::new(ErrorKind::TimedOut, "another process is writing and does not end");
        Err(failed("lock", &path, &busy))
    }
}

impl Store for FileStore {
    fn load(&self, key: &StoreKey) -> Result<Loaded, Error> {
        let mut warnings = Vec::new();
        if access::folder(&self.folder).is_ok_and(|modes| modes.readable)
            && !self.warned.swap(true, Ordering::Relaxed)
        {
            let message =
                format!("the folder {} of the token store can be read by others", self.folder.display());
            warnings.push(Warning::new(message));
        }
        let held = self.read(key, &mut warnings)?;
        Ok(Loaded { held, warnings })
    }

    fn save(&self, key: &StoreKey, held: &Held) -> Result<Held, Error> {
        let _guard = self.guard(key)?;
        // Whatever is wrong with the old file, it was told when it was loaded, and ends now.
        match self.read(key, &mut Vec::new()) {
            Ok(Some(newer)) if newer.issued > held.issued => Ok(newer),
            _ => self.replace(key, held).map(|()| held.clone()),
        }
    }

    fn lock(&self, key: &StoreKey, owner: &Owner, now: Timestamp, limit: Duration) -> Result<bool, Error> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = locks.get_mut(key) {
            if lock.owner != *owner && running(lock.from, lock.limit, now) {
                return Ok(false);
            }
            (lock.owner, lock.from, lock.limit) = (owner.clone(), now, limit);
            return Ok(true);
        }
        let path = self.path(key, "lock");
        let file = access::open_lock(&path).map_err(|error| failed("open", &path, &error))?;
        match file.try_lock() {
            Ok(()) => {
                locks.insert(key.clone(), Lock { owner: owner.clone(), from: now, limit, file });
                Ok(true)
            }
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(failed("lock", &path, &error)),
        }
    }

    fn unlock(&self, key: &StoreKey, owner: &Owner) -> Result<(), Error> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        match locks.get(key) {
            Some(lock) if lock.owner == *owner => {
                let path = self.path(key, "lock");
                let unlocked = lock.file.unlock().map_err(|error| failed("unlock", &path, &error));
                locks.remove(key);
                unlocked
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for FileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FileStore").field(&self.folder).finish()
    }
}

/// Longer than any token; a file that is longer is damaged.
const LONGEST: u64 = 64 * 1024;
const GUARD_TRIES: u32 = 200;

#[expect(clippy::disallowed_methods, reason = "stores may block, and a replacement takes milliseconds")]
fn pause() {
    thread::sleep(Duration::from_millis(5));
}

fn failed(doing: &str, path: &Path, error: &std::io::Error) -> Error {
    Error::io(format_args!("cannot {doing} the token store {}", path.display()), error)
}
