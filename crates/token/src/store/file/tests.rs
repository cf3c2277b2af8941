//! The file store: rights, damage, and the rules of all stores.

use std::fs;

use tempfile::TempDir;
use wxkit_proto::{Env, Secret, Token};

use super::*;
use crate::store::conformance;

struct Place {
    folder: TempDir,
    key: StoreKey,
}

impl Place {
    fn new() -> Self {
        let key = StoreKey::new("official", "wx0123456789abcdef", &Secret::new("secret"));
        Self { folder: tempfile::tempdir().unwrap(), key }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("tokens")
    }

    fn store(&self) -> FileStore {
        FileStore::open(self.path()).unwrap()
    }

    fn file(&self) -> PathBuf {
        self.path().join(format!("{}.json", self.key))
    }
}

fn held(token: &str, issued: u64) -> Held {
    let at = Timestamp::from_secs;
    Held { token: Token::new(token), issued: at(issued), expires: at(9), renew: at(8), replaced: Vec::new() }
}

fn owner(number: u8) -> Owner {
    Owner::new(&Env::new(Timestamp::default(), [number; 32]))
}

/// What a load finds and warns of, without the place.
fn found(place: &Place, store: &FileStore) -> String {
    let Loaded { held, warnings } = store.load(&place.key).unwrap();
    let mut lines = vec![held.map_or("nothing".to_owned(), |held| held.token.reveal().to_owned())];
    lines.extend(warnings.into_iter().map(|warning| warning.message));
    lines.join("; ").replace(&*place.file().to_string_lossy(), "FILE")
}

#[test]
fn conforms() {
    let place = Place::new();
    conformance::check(&place.store(), &place.store(), &mut |_| {}).unwrap();
    let place = Place::new();
    let store = place.store();
    conformance::check(&store, &store, &mut |_| {}).unwrap();
    assert!(store.blocks());
}

#[test]
fn a_token_may_be_long() {
    let place = Place::new();
    let long = "T".repeat(60_000);
    place.store().save(&place.key, &held(&long, 1)).unwrap();
    assert_eq!(found(&place, &place.store()), long);
}

#[test]
fn a_damaged_file_is_empty_and_is_replaced() {
    let place = Place::new();
    let store = place.store();
    store.save(&place.key, &held("TOKEN", 1)).unwrap();
    let whole = fs::read(place.file()).unwrap();
    for damage in [&whole[..whole.len() / 2], b"", b"\xff\0", b"[1]", &[b' '; 100_000]] {
        fs::write(place.file(), damage).unwrap();
        assert_eq!(found(&place, &store), "nothing; the token store FILE is damaged and counts as empty");
        store.save(&place.key, &held("NEW", 1)).unwrap();
        assert_eq!(found(&place, &store), "NEW");
    }
}

#[test]
fn leftovers_of_a_crash_are_overwritten() {
    let place = Place::new();
    let store = place.store();
    fs::write(place.path().join(format!("{}.tmp", place.key)), "half a tok").unwrap();
    store.save(&place.key, &held("TOKEN", 1)).unwrap();
    assert_eq!(found(&place, &store), "TOKEN");
    assert!(!place.path().join(format!("{}.tmp", place.key)).exists());
    // What cannot be one is told, and not that it is in the way.
    fs::create_dir(place.path().join(format!("{}.tmp", place.key))).unwrap();
    let error = store.save(&place.key, &held("TOKEN", 1)).unwrap_err().to_string();
    assert!(!error.contains("exists"), "{error}");
}

#[test]
fn a_lock_ends_with_its_store() {
    let place = Place::new();
    let now = Timestamp::from_secs(1);
    let (dying, other) = (place.store(), place.store());
    let lock = |store: &FileStore, number| {
        store.lock(&place.key, &owner(number), now, Duration::from_secs(30)).unwrap()
    };
    assert!(lock(&dying, 1));
    assert!(!lock(&other, 2));
    drop(dying);
    assert!(lock(&other, 2));
}

#[test]
fn a_folder_that_is_none_is_an_error() {
    let place = Place::new();
    fs::write(place.path(), "a file").unwrap();
    let error = FileStore::open(place.path()).unwrap_err().to_string();
    assert!(error.starts_with("cannot make the folder of the token store"), "{error}");
}

#[test]
fn a_folder_that_is_gone_is_an_error_that_names_it() {
    let place = Place::new();
    let store = place.store();
    fs::remove_dir_all(place.path()).unwrap();
    assert_eq!(found(&place, &store), "nothing");
    let error = store.save(&place.key, &held("TOKEN", 1)).unwrap_err().to_string();
    assert!(error.contains(&*place.path().to_string_lossy()) && !error.contains("TOKEN"), "{error}");
}

#[test]
fn a_folder_that_cannot_be_written_is_found_out_at_once() {
    let place = Place::new();
    fs::create_dir_all(place.path().join("probe")).unwrap();
    #[cfg(unix)]
    modes::chmod(&place.path(), 0o700);
    let error = FileStore::open(place.path()).unwrap_err().to_string();
    assert!(error.starts_with("cannot write to the token store"), "{error}");
}

#[test]
fn debug_shows_the_folder_only() {
    let place = Place::new();
    let store = place.store();
    store.save(&place.key, &held("TOKEN", 1)).unwrap();
    assert_eq!(format!("{store:?}"), format!("FileStore({:?})", place.path()));
}

#[cfg(unix)]
mod modes {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    pub(super) fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn everything_is_for_its_owner_alone() {
        let place = Place::new();
        let store = place.store();
        store.save(&place.key, &held("TOKEN", 1)).unwrap();
        store.lock(&place.key, &owner(1), Timestamp::default(), Duration::from_secs(1)).unwrap();
        assert_eq!(mode(&place.path()), 0o700);
        for file in fs::read_dir(place.path()).unwrap() {
            assert_eq!(mode(&file.unwrap().path()), 0o600);
        }
    }

    #[test]
    fn a_file_that_cannot_be_opened_is_not_taken_for_none() {
        let place = Place::new();
        let store = place.store();
        std::os::unix::fs::symlink(place.file(), place.file()).unwrap();
        let error = store.load(&place.key).unwrap_err().to_string();
        assert!(error.starts_with("cannot read the token store"), "{error}");
    }

    #[test]
    fn a_file_that_others_could_read_is_used_with_a_warning() {
        let place = Place::new();
        let store = place.store();
        store.save(&place.key, &held("TOKEN", 1)).unwrap();
        chmod(&place.file(), 0o644);
        let warned = "TOKEN; the token store FILE could be read by others; this was put right, but the token may be known to them";
        assert_eq!(found(&place, &store), warned);
        assert_eq!(mode(&place.file()), 0o600);
        assert_eq!(found(&place, &store), "TOKEN");
    }

    #[test]
    fn a_file_that_others_could_write_is_not_used() {
        let place = Place::new();
        let store = place.store();
        store.save(&place.key, &held("PLANTED", 9)).unwrap();
        chmod(&place.file(), 0o666);
        let warned = "nothing; the token store FILE could be written by others and is not used; a new token replaces it";
        assert_eq!(found(&place, &store), warned);
        store.save(&place.key, &held("TOKEN", 1)).unwrap();
        assert_eq!(found(&place, &store), "TOKEN");
        assert_eq!(mode(&place.file()), 0o600);
    }

    #[test]
    fn a_folder_that_others_can_write_is_refused_and_one_they_can_read_is_warned_of_once() {
        let place = Place::new();
        fs::create_dir(place.path()).unwrap();
        chmod(&place.path(), 0o777);
        let error = FileStore::open(place.path()).unwrap_err().to_string();
        assert!(
            error.ends_with("can be written by others: give it a folder of its own, or chmod 700"),
            "{error}"
        );
        chmod(&place.path(), 0o755);
        let store = place.store();
        assert!(found(&place, &store).ends_with("of the token store can be read by others"));
        assert_eq!(found(&place, &store), "nothing");
    }
}
