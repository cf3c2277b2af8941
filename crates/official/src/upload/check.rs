//! What is decided about a video before anything is sent.

use wxkit_proto::digest::{Algorithm, DigestPlan};
use wxkit_proto::error::Invalid;
use wxkit_proto::probe::FileKind;
use wxkit_proto::{File, Warning};

use super::Video;
use crate::limits::{TAGS, VIDEO_SIZE, check_file};

/// What one pass over a video computes.
pub(crate) fn digest_plan(block_size: u64) -> DigestPlan {
    DigestPlan { whole: Algorithm::Sha1, blocks: Some((block_size, Algorithm::Sha1)) }
}

/// Everything that is known to be wrong before anything is sent.
pub(crate) fn check_video(video: &Video, file: &File) -> Result<Vec<Warning>, Invalid> {
    let mut warnings = check_file(file, &VIDEO_SIZE, &[FileKind::Mp4], &[])?;
    if video.title.trim().is_empty() {
        return Err(Invalid::new(format!("{}: a video needs a title", file.name)));
    }
    warnings.extend(TAGS.check(&file.name, video.tags.len() as u64)?);
    Ok(warnings)
}
