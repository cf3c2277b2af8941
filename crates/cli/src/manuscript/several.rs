//! Several articles as one draft (多图文).

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use wxkit::proto::Error;
use wxkit::proto::error::{Transport, TransportKind};

use super::{Manuscript, Reading};
use crate::context::Context;
use crate::failure::Failure;

impl Reading {
    /// Reads the articles of one draft, the first and those that follow it; all that is wrong with them is one failure.
    pub(crate) async fn read_all(
        &self,
        context: &Context<'_>,
        first: &Path,
        following: &[PathBuf],
    ) -> Result<Manuscript, Failure> {
        if following.is_empty() {
            return self.read(context, first, true).await;
        }
        if self.title.is_some() {
            return Err(Failure::usage(
                "--title is for one article; give each of several its own in its text",
            ));
        }
        let (mut all, mut wrong) = (Vec::new(), Vec::new());
        for path in std::iter::once(first).chain(following.iter().map(PathBuf::as_path)) {
            match self.read(context, path, true).await {
                Ok(manuscript) => all.push(manuscript),
                Err(failure) => wrong.push((path, failure)),
            }
        }
        if !wrong.is_empty() {
            return Err(together(&wrong));
        }
        let mut all = all.into_iter();
        let none = || Failure::usage("there is no article");
        let first = all.next().ok_or_else(none)?;
        all.try_fold(first, Manuscript::followed_by)
    }
}

/// One failure of several; each of its lines names the article.
fn together(wrong: &[(&Path, Failure)]) -> Failure {
    let named = |(path, failure): &(&Path, Failure)| {
        let lines = failure.message();
        let lines: Vec<_> = lines.lines().map(|line| format!("{}: {line}", path.display())).collect();
        lines.join("\n")
    };
    let message = wrong.iter().map(named).collect::<Vec<_>>().join("\n");
    let of_network =
        |(_, failure): &(&Path, Failure)| matches!(failure, Failure::Library(Error::Transport(_)));
    match wrong.iter().all(of_network) {
        true => Error::Transport(Transport::new(TransportKind::Connect, false, message)).into(),
        false => Failure::usage(message),
    }
}

impl Manuscript {
    /// Puts another article behind this one.
    fn followed_by(mut self, other: Self) -> Result<Self, Failure> {
        let article = self.prepared.article.followed_by(other.prepared.article);
        self.prepared.article = article.map_err(|error| Failure::usage(error.message))?;
        self.prepared.pictures.extend(other.prepared.pictures);
        self.covers.extend(other.prepared.cover);
        self.opened.article.links.extend(other.opened.article.links);
        self.warnings.extend(other.warnings);
        // The same articles in the same order are the same draft.
        let mut place = OsString::from(self.place);
        place.push("\n");
        place.push(other.place);
        self.place = place.into();
        Ok(self)
    }
}
