//! What a publication would do: `--dry-run`, and the keys under which the journal knows the files.

use wxkit_proto::digest::{Algorithm, hex_digest};
use wxkit_proto::json;

use super::drafts::{Drafts, Publication};
use super::ledger::{Ledger, Submission};
use super::{PublishRecord, Via};
use crate::article::{Article, Following, Piece};
use crate::preflight::Surveyed;
use crate::upload::VideoRecord;

/// What [`Publish`](super::Publish) would do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// The files, in the order of the article; equal ones once.
    pub files: Vec<Planned>,
    /// What becomes of the article itself.
    pub action: Action,
}

/// A file that a publication needs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Planned {
    /// What it is needed for.
    pub role: Role,
    /// The path as the author wrote it.
    pub path: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Whether it is on the platform already and is not sent again.
    pub reused: bool,
}

/// What a file is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Role {
    /// The cover.
    Cover,
    /// A picture of the body.
    Picture,
    /// A video of the body.
    Video,
}

/// What becomes of the article itself, in the publish library or the draft box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// A new one there.
    Upload,
    /// The text there is replaced.
    Update,
    /// The text there is this one; it is submitted, published or previewed, as the route has it.
    Submit,
    /// The route was gone to its end; the platform is only asked where the article stands.
    Ask,
    /// It was submitted with another text, or by another route that leaves no draft: the platform is asked where it
    /// stands, and a new one is made only with [`PublishOptions::again`](super::PublishOptions::again), or after a failed
    /// review.
    Changed,
}

impl Role {
    /// In one word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cover => "cover",
            Self::Picture => "picture",
            Self::Video => "video",
        }
    }
}

impl Action {
    /// In one word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Update => "update",
            Self::Submit => "submit",
            Self::Ask => "query",
            Self::Changed => "changed",
        }
    }
}

impl Plan {
    /// The plan for a checked article, its route and its journal.
    #[must_use]
    pub fn new(article: &Article, surveyed: &Surveyed, via: &Via, journal: &[PublishRecord]) -> Self {
        let ledger = Ledger::replay(journal);
        let keys = Keys::new(article, surveyed);
        let saved = |key: &String| {
            let records = ledger.videos.get(key).into_iter().flatten();
            records.fold(false, |saved, record| match record {
                VideoRecord::Begun { .. } => false,
                VideoRecord::Saved { .. } => true,
                _ => saved,
            })
        };
        let cover = (Role::Cover, &article.cover.path, &surveyed.cover, &keys.cover);
        let following = article.following.iter().zip(&surveyed.covers).zip(&keys.covers);
        let following = following.map(|((next, seen), key)| (Role::Cover, &next.cover.path, seen, key));
        let covers = std::iter::once(cover).chain(following);
        let covers =
            covers.map(|(role, path, seen, key)| (role, path, seen, ledger.covers.contains_key(key), key));
        let pictures = article.pictures.iter().zip(&surveyed.pictures).zip(&keys.pictures);
        let pictures = pictures.map(|((p, seen), key)| {
            (Role::Picture, &p.file.path, seen, ledger.pictures.contains_key(key), key)
        });
        let videos = article.videos.iter().zip(&surveyed.videos).zip(&keys.videos);
        let videos = videos.map(|((v, seen), key)| (Role::Video, &v.path, seen, saved(key), key));
        let mut known = Vec::new();
        let files = covers.chain(pictures).chain(videos).filter(|(role, .., key)| {
            let new = !known.contains(&(*role, *key));
            known.push((*role, *key));
            new
        });
        let planned =
            |(role, path, seen, reused, _): (Role, &String, &crate::preflight::Seen, bool, &String)| {
                Planned { role, path: path.clone(), bytes: seen.file.len(), reused }
            };
        let action = match via {
            Via::MediaApi => action(&ledger, &keys.fingerprint),
            via => drafted(&ledger.drafts, &keys.fingerprint, via),
        };
        Self { files: files.map(planned).collect(), action }
    }
}

/// What is to be done with the article.
pub(super) fn action(ledger: &Ledger, fingerprint: &str) -> Action {
    match &ledger.entry {
        None => Action::Upload,
        Some(entry) => match (entry.submission, entry.is_made_from(fingerprint)) {
            (Submission::Never, true) => Action::Submit,
            (Submission::Never, false) => Action::Update,
            (_, true) => Action::Ask,
            (_, false) if entry.failed => Action::Upload,
            (_, false) => Action::Changed,
        },
    }
}

/// The same in the draft box.
fn drafted(drafts: &Drafts, fingerprint: &str, via: &Via) -> Action {
    let Some(draft) = &drafts.current else { return Action::Upload };
    match (&draft.publication, draft.is_made_from(fingerprint), via) {
        (Publication::Never | Publication::Failed { .. }, false, _) => Action::Update,
        (Publication::Never | Publication::Failed { .. }, true, Via::Draft) => Action::Ask,
        (Publication::Never | Publication::Failed { .. }, true, Via::Preview(to)) => {
            match draft.preview(to) {
                Some(_) => Action::Ask,
                None => Action::Submit,
            }
        }
        (Publication::Never, true, _) => Action::Submit,
        (_, true, Via::Freepublish) => Action::Ask,
        _ => Action::Changed,
    }
}

/// The keys of an article's files in the journal, and of the article itself.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) cover: String,
    pub(super) pictures: Vec<String>,
    pub(super) videos: Vec<String>,
    /// Those of the covers of the articles that follow.
    pub(super) covers: Vec<String>,
    /// A digest of all that makes the article what it is: words, and digests in place of files.
    pub(super) fingerprint: String,
}

impl Keys {
    pub(super) fn new(article: &Article, surveyed: &Surveyed) -> Self {
        let cover = surveyed.cover.digests.whole.clone();
        let pictures: Vec<_> = surveyed.pictures.iter().map(|seen| seen.digests.whole.clone()).collect();
        let videos = article.videos.iter().zip(&surveyed.videos).map(|(video, seen)| {
            // The same film under two titles is two videos of the platform.
            let cover = video.cover.and_then(|n| pictures.get(n));
            let details = format!("{} {cover:?}", video.video.details());
            format!("{}-{}", seen.digests.whole, hex_digest(Algorithm::Sha1, details.as_bytes()))
        });
        let videos: Vec<_> = videos.collect();
        let covers: Vec<_> = surveyed.covers.iter().map(|seen| seen.digests.whole.clone()).collect();
        let keyed = |piece| match piece {
            &Piece::Picture(n) => ("picture", pictures.get(n).map_or("", String::as_str)),
            &Piece::PictureSize(n) => ("size", pictures.get(n).map_or("", String::as_str)),
            &Piece::Background(n) => ("background", pictures.get(n).map_or("", String::as_str)),
            &Piece::PictureWidth(n) => ("width", pictures.get(n).map_or("", String::as_str)),
            &Piece::Video(n) => ("video", videos.get(n).map_or("", String::as_str)),
            Piece::Html(html) => ("html", html.as_str()),
        };
        let body: Vec<_> = article.body.iter().map(keyed).collect();
        // The text of a picture message does not name its pictures.
        let body: Vec<_> = match article.newspic {
            true => pictures.iter().map(|key| ("newspic", key.as_str())).chain(body).collect(),
            false => body,
        };
        let Article { title, author, digest, show_cover, source_url, comments, fans_only, .. } = article;
        let all = (title, author, digest, &cover, show_cover, source_url, comments, fans_only, body);
        let following = article.following.iter().zip(&covers).map(|(next, cover)| {
            let Following { title, author, digest, source_url, comments, fans_only, .. } = next;
            let body: Vec<_> = next.body.iter().map(keyed).collect();
            (title, author, digest, cover, source_url, comments, fans_only, body)
        });
        let following: Vec<_> = following.collect();
        // An article alone has the fingerprint that it always had.
        let whole = match following.is_empty() {
            true => json::to_vec(&all),
            false => json::to_vec(&(all, following)),
        };
        let fingerprint = hex_digest(Algorithm::Sha1, &whole.unwrap_or_default());
        Self { cover, pictures, videos, covers, fingerprint }
    }

    /// The covers of all articles.
    pub(super) fn all_covers(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.cover).chain(&self.covers)
    }

    /// The pictures of a picture message beside its cover, each once.
    pub(super) fn more<'a>(&'a self, article: &Article) -> impl Iterator<Item = &'a String> {
        let pictures = self.pictures.iter().enumerate().filter(|_| article.newspic);
        let new = |(at, key): &(usize, &String)| {
            **key != self.cover && !self.pictures.iter().take(*at).any(|known| known == *key)
        };
        pictures.filter(new).map(|(_, key)| key)
    }
}
