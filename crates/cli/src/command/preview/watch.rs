//! Whether files have changed, by their times and sizes.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Most entries of the article's folder that are looked at.
const MOST: usize = 2000;

type Mark = (PathBuf, Option<(SystemTime, u64)>);

/// The state of the files of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    article: PathBuf,
    files: Vec<PathBuf>,
    marks: Vec<Mark>,
}

impl Seen {
    /// Of the text, of all that lies beside it, and of these files.
    pub(super) fn of(article: &Path, files: &[PathBuf]) -> Self {
        let folder = if article.is_dir() { article } else { article.parent().unwrap_or(Path::new(".")) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let entries = fs::read_dir(folder).into_iter().flatten().take(MOST);
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.extend(files.iter().cloned());
        paths.push(article.to_owned());
        paths.sort();
        paths.dedup();
        let marks = paths.into_iter().map(|path| {
            let about =
                fs::metadata(&path).ok().and_then(|about| Some((about.modified().ok()?, about.len())));
            (path, about)
        });
        Self { article: article.to_owned(), files: files.to_vec(), marks: marks.collect() }
    }

    /// The same, and these files as they are now.
    pub(super) fn and(self, files: Vec<PathBuf>) -> Self {
        let with = Self::of(&self.article, &files);
        // What lies beside the text counts as it was before it was read.
        let old = |path: &PathBuf| self.marks.iter().find(|(known, _)| known == path).cloned();
        let marks = with.marks.into_iter().map(|mark| old(&mark.0).unwrap_or(mark)).collect();
        Self { marks, ..with }
    }
}

/// Whether anything is different now, and how it is. Files are looked at on a thread of their own.
pub(super) async fn again(seen: Seen) -> (bool, Seen) {
    let kept = seen.clone();
    let look = move || {
        let now = Seen::of(&seen.article, &seen.files);
        (now != seen, now)
    };
    tokio::task::spawn_blocking(look).await.unwrap_or((false, kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_seen() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("a.md");
        fs::write(&text, "1").unwrap();
        let picture = folder.path().join("sub").join("p.png");
        let first = Seen::of(&text, &[]);
        assert_eq!(first, Seen::of(&text, &[]));
        fs::write(&text, "12").unwrap();
        assert_ne!(first, Seen::of(&text, &[]), "the text");
        let second = Seen::of(&text, std::slice::from_ref(&picture));
        fs::create_dir(folder.path().join("sub")).unwrap();
        fs::write(&picture, "x").unwrap();
        assert_ne!(second, Seen::of(&text, &[picture]), "a picture in another folder");
    }

    #[test]
    fn what_changes_while_it_is_read_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("a.md");
        fs::write(&text, "1").unwrap();
        let before = Seen::of(&text, &[]);
        fs::write(&text, "12").unwrap();
        assert_ne!(before.and(Vec::new()), Seen::of(&text, &[]));
    }
}
