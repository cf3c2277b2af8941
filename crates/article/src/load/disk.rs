use std::collections::BTreeMap;

/// What holds the files of articles: a disk, an archive, memory. Paths begin at its top, have `/` between folders, and
/// neither `.` nor `..`; the empty one is the top.
///
/// Errors are for people.
pub trait Files {
    /// What stands at a path once links are followed.
    ///
    /// # Errors
    ///
    /// It cannot be found out.
    fn look(&self, path: &str) -> Result<Option<Found>, String>;

    /// The names in a folder.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    fn list(&self, folder: &str) -> Result<Vec<String>, String>;

    /// The bytes of a file; of a longer one `limit` bytes and one more.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, String>;
}

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Found {
    /// Where it really is, with no link on the way.
    pub path: String,
    /// What it is.
    pub kind: FoundKind,
}

impl Found {
    /// By its path without links, and its kind.
    pub fn new(path: impl Into<String>, kind: FoundKind) -> Self {
        Self { path: path.into(), kind }
    }
}

/// What kind of thing stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FoundKind {
    /// An ordinary file.
    File,
    /// A folder.
    Folder,
    /// A device, a pipe and the like; never read.
    Other,
}

/// Files in memory, by path. Folders are where files are in them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory(BTreeMap<String, Vec<u8>>);

impl<P: Into<String>, B: Into<Vec<u8>>> FromIterator<(P, B)> for Memory {
    fn from_iter<T: IntoIterator<Item = (P, B)>>(files: T) -> Self {
        Self(files.into_iter().map(|(path, bytes)| (path.into(), bytes.into())).collect())
    }
}

impl Files for Memory {
    fn look(&self, path: &str) -> Result<Option<Found>, String> {
        let kind = if self.0.contains_key(path) {
            FoundKind::File
        } else if path.is_empty() || self.0.keys().any(|known| super::within(known, path).is_some()) {
            FoundKind::Folder
        } else {
            return Ok(None);
        };
        Ok(Some(Found { path: path.to_owned(), kind }))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, String> {
        let inside = self.0.keys().filter_map(|path| super::within(path, folder));
        let mut names: Vec<_> = inside.filter_map(|path| path.split('/').next()).map(str::to_owned).collect();
        names.dedup();
        Ok(names)
    }

    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, String> {
        let bytes = self.0.get(path).ok_or("there is no such file")?;
        Ok(bytes.iter().take(limit.saturating_add(1)).copied().collect())
    }
}
