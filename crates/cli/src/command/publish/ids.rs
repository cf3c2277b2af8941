//! The ids that a publication brought.

use wxkit::official::{MaterialKind, PublicationState, Published};

use crate::known::IdKind;

/// What WeChat gave, to be known when it comes back on a command line.
pub(super) fn of(published: &Published) -> Vec<(IdKind, &str)> {
    let cover =
        published.cover.iter().map(|cover| (IdKind::Material(MaterialKind::Image), &*cover.media_id.0));
    let videos = published.videos.iter();
    let videos = videos.flat_map(|video| [(IdKind::Video, &*video.media_id.0), (IdKind::Vid, &*video.vid.0)]);
    let standing = match &published.standing {
        PublicationState::Library { media_id, .. } => vec![(IdKind::News, &*media_id.0)],
        PublicationState::Draft { media_id, .. } | PublicationState::Previewed { media_id, .. } => {
            vec![(IdKind::Draft, &*media_id.0)]
        }
        PublicationState::Freepublish { media_id, article_id, .. } => {
            let article = article_id.iter().map(|id| (IdKind::Published, &*id.0));
            [(IdKind::Draft, &*media_id.0)].into_iter().chain(article).collect()
        }
    };
    cover.chain(videos).chain(standing).collect()
}
