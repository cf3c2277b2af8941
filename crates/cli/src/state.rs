//! Where journals lie.

use std::fs::DirBuilder;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use serde::de::DeserializeOwned;
use wxkit::proto::Error;
use wxkit::proto::digest::{Algorithm, hex_digest};
use wxkit::proto::error::Local;
use wxkit::proto::journal::read_journal;

use crate::console::Console;
use crate::failure::Failure;

/// What a journal is about: the same work under the same account at the same platform has the same journal.
#[derive(Debug)]
pub(crate) struct Work<'a> {
    /// `publish`, `video` and so on.
    pub(crate) kind: &'a str,
    /// The account's AppID.
    pub(crate) appid: &'a str,
    /// Where requests go.
    pub(crate) base_url: &'a str,
    /// The canonical path of the article or file.
    pub(crate) path: &'a Path,
    /// For people who look into the folder.
    pub(crate) name: &'a str,
}

impl Work<'_> {
    /// The journal's file in `folder`.
    pub(crate) fn file(&self, folder: &Path) -> PathBuf {
        let mut key = Vec::new();
        for part in [self.kind.as_bytes(), self.appid.as_bytes(), self.base_url.as_bytes()] {
            key.extend_from_slice(part);
            key.push(0);
        }
        key.extend_from_slice(self.path.as_os_str().as_encoded_bytes());
        let plain = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '_' };
        let name: String = self.name.chars().map(plain).take(24).collect();
        folder.join(format!("{}-{name}-{}.journal", self.kind, hex_digest(Algorithm::Sha1, &key)))
    }
}

/// The register of the ids of an account: one file, not one for each article.
pub(crate) fn ids<'a>(appid: &'a str, base_url: &'a str) -> Work<'a> {
    Work { kind: "ids", appid, base_url, path: Path::new(""), name: appid }
}

/// The folder of the journals: the one that is set, else the user's own.
pub(crate) fn folder(set: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(folder) = set {
        return Ok(folder.to_owned());
    }
    let strategy = etcetera::choose_base_strategy().map_err(|_| {
        Failure::usage_hint("there is no home folder to keep the journal in", "set WXKIT_STATE to a folder")
    })?;
    let base = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    Ok(base.join("wxkit"))
}

/// Makes the folder if it is not there: for this user alone.
pub(crate) fn create(folder: &Path) -> Result<(), Failure> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        Failure::io(format!("making the folder of the journals {}", folder.display()), &error)
            .advise("set WXKIT_STATE to a folder that can be written")
    })
}

/// What the text of a journal says; an error names the file.
pub(crate) fn records<T: DeserializeOwned>(file: &Path, text: &str) -> Result<Vec<T>, Error> {
    read_journal(text).map_err(|error| match error {
        Error::Local(local) => {
            Error::Local(Local::new(local.kind, format!("{}: {}", file.display(), local.message)))
        }
        error => error,
    })
}

/// Tells if others could change what is kept here: a forged journal can say that something was or was not published.
pub(crate) fn warn_of_others(path: &Path, console: &Console) {
    #[cfg(unix)]
    if let Ok(found) = path.metadata() {
        let mode = std::os::unix::fs::MetadataExt::mode(&found);
        if mode & 0o022 != 0 {
            let right = if found.is_dir() { "700" } else { "600" };
            let (name, who) = (path.display(), if mode & 0o002 != 0 { "everybody" } else { "its group" });
            console.warn(&format!(
                "{who} on this machine can write to {name}, and so change what wxkit takes for published; use chmod {right}"
            ));
        }
    }
    #[cfg(not(unix))]
    let _ = (path, console);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_readable_and_told_apart() {
        let work = |appid, path| {
            let work = Work {
                kind: "publish",
                appid,
                base_url: "https://x",
                path: Path::new(path),
                name: "一壶 好/茶",
            };
            work.file(Path::new("/state")).display().to_string()
        };
        let name = work("wx1", "/a");
        assert!(name.starts_with("/state/publish-一壶_好_茶-") && name.ends_with(".journal"), "{name}");
        assert_ne!(name, work("wx1", "/b"));
        assert_ne!(name, work("wx2", "/a"));
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_is_for_this_user_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/b");
        create(&folder).unwrap();
        create(&folder).unwrap();
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
}
