//! Permanent material (永久素材), temporary media (临时素材) and the pictures inside articles.

use std::time::Duration;

use sha1::{Digest, Sha1};
use wxkit_official::ids::{MaterialId, MediaId};
use wxkit_official::library::News;
use wxkit_official::material::{MaterialKind, VideoDescription};
use wxkit_proto::Timestamp;
use wxkit_proto::digest::hex;

use super::Files;

/// Stored files.
#[derive(Debug, Default)]
pub(crate) struct Library {
    pub(crate) materials: Vec<Material>,
    pub(crate) pictures: Vec<Picture>,
    pub(crate) media: Vec<Media>,
    pub(crate) news: Vec<OldNews>,
    /// By the ids of both.
    pub(crate) files: Files,
}

/// Permanent material.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Material {
    /// Its id.
    pub media_id: MaterialId,
    /// What it was added as.
    pub kind: MaterialKind,
    /// The file name that was sent.
    pub name: String,
    /// SHA-1 of its bytes, in lower-case hex.
    pub sha1: String,
    /// Bytes.
    pub len: u64,
    /// The address of an image; else empty.
    pub url: String,
    /// Title and introduction of a video.
    pub description: Option<VideoDescription>,
    /// When it was added.
    pub added: Timestamp,
    /// Whether it was deleted.
    pub deleted: bool,
}

/// Temporary media.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Media {
    /// Its id.
    pub media_id: MediaId,
    /// What it was uploaded as.
    pub kind: MaterialKind,
    /// The file name that was sent.
    pub name: String,
    /// SHA-1 of its bytes, in lower-case hex.
    pub sha1: String,
    /// Bytes.
    pub len: u64,
    /// From when on nobody knows its id.
    pub dies: Timestamp,
}

/// News (图文) in the library, as it could be added until 2022.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OldNews {
    /// Its id.
    pub media_id: MaterialId,
    /// Its articles.
    pub articles: Vec<News>,
    /// When it was added.
    pub added: Timestamp,
    /// Whether it was deleted.
    pub deleted: bool,
}

/// A picture inside an article.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Picture {
    /// The address that was given out.
    pub url: String,
    /// The file name that was sent.
    pub name: String,
    /// SHA-1 of its bytes, in lower-case hex.
    pub sha1: String,
    /// Bytes.
    pub len: u64,
}

impl Media {
    /// How long temporary media lives.
    pub(crate) const LIFE: Duration = Duration::from_secs(3 * 86_400);
}

impl Library {
    /// Whether it may be the cover of an article.
    pub(crate) fn is_cover(&self, id: &MaterialId) -> bool {
        let kinds = [MaterialKind::Image, MaterialKind::Thumb];
        self.live().any(|material| material.media_id == *id && kinds.contains(&material.kind))
    }

    /// Material that was not deleted.
    pub(crate) fn live(&self) -> impl DoubleEndedIterator<Item = &Material> {
        self.materials.iter().filter(|material| !material.deleted)
    }

    /// News that was not deleted.
    pub(crate) fn live_news(&self) -> impl DoubleEndedIterator<Item = &OldNews> {
        self.news.iter().filter(|news| !news.deleted)
    }

    /// Whether there was such material; it is gone now.
    pub(crate) fn delete(&mut self, id: &MaterialId) -> bool {
        self.files.forget(id.as_str());
        let materials = self.materials.iter_mut().map(|material| (&material.media_id, &mut material.deleted));
        let news = self.news.iter_mut().map(|news| (&news.media_id, &mut news.deleted));
        let found = materials.chain(news).find(|(known, deleted)| *known == id && !**deleted);
        found.map(|(_, deleted)| *deleted = true).is_some()
    }

    /// The address of an image, also of a deleted one.
    pub(crate) fn address(&self, id: &MaterialId) -> &str {
        self.materials.iter().find(|material| material.media_id == *id).map_or("", |material| &material.url)
    }

    /// Material that was not deleted, by its id.
    pub(crate) fn material(&self, id: &str) -> Option<&Material> {
        self.live().find(|material| material.media_id.as_str() == id)
    }

    /// Temporary media that still lives.
    pub(crate) fn temporary(&self, id: &str, now: Timestamp) -> Option<&Media> {
        self.media.iter().find(|media| media.media_id.as_str() == id && now < media.dies)
    }

    /// Whether this is a file of one of these kinds, permanent or temporary.
    pub(crate) fn is_file(&self, id: &str, kinds: &[MaterialKind], now: Timestamp) -> bool {
        self.material(id).is_some_and(|material| kinds.contains(&material.kind))
            || self.temporary(id, now).is_some_and(|media| kinds.contains(&media.kind))
    }

    /// Whether this address was given out. The empty one, which voices and videos have, was not. Articles keep the
    /// pictures of deleted material.
    pub(crate) fn gave(&self, url: &str) -> bool {
        !url.is_empty()
            && (self.pictures.iter().any(|picture| picture.url == url)
                || self.materials.iter().any(|material| material.url == url))
    }
}

/// The digest of a request's body, if the server has computed it already: many connections can do that side by side,
/// while the sandbox answers one request at a time.
#[derive(Clone, Debug)]
pub(crate) struct BodySha1(pub(crate) String);

/// Of bytes in memory, in lower-case hex.
pub(crate) fn sha1_hex(bytes: &[u8]) -> String {
    hex(&Sha1::digest(bytes))
}
