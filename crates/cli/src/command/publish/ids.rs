//! The ids that a publication brought.

use wxkit::official::Published;
use wxkit::official::material::MaterialKind;
use wxkit::official::publish::PublicationState;

use crate::known::IdKind;

/// What WeChat gave, to be known when it comes back on a command line.
pub(super) fn of(published: &Published) -> Vec<(IdKind, &str)> {
    let cover =
        published.cover.iter().map(|cover| (IdKind::Material(MaterialKind::Image), cover.media_id.as_str()));
    let videos = published.videos.iter();
    let videos = videos
        .flat_map(|video| [(IdKind::Video, video.media_id.as_str()), (IdKind::Vid, video.vid.as_str())]);
    let standing = match &published.standing {
        PublicationState::Library { media_id, .. } => vec![(IdKind::News, media_id.as_str())],
        PublicationState::Draft { media_id, .. } | PublicationState::Previewed { media_id, .. } => {
            vec![(IdKind::Draft, media_id.as_str())]
        }
        PublicationState::Freepublish { media_id, article_id, .. } => {
            let article = article_id.iter().map(|id| (IdKind::Published, id.as_str()));
            [(IdKind::Draft, media_id.as_str())].into_iter().chain(article).collect()
        }
        _ => Vec::new(),
    };
    cover.chain(videos).chain(standing).collect()
}
