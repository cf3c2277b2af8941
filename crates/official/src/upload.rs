//! The flow [`VideoUpload`]: a video from file to review.

mod check;
mod machine;
mod progress;
mod review;

pub(crate) use check::{check_video, digest_plan};
pub use progress::VideoRecord;

use wxkit_proto::digest::Digests;
use wxkit_proto::{File, Patience, Source};

use crate::ids::{Vid, VideoId};
use crate::video::{BLOCK_SIZE, Dialect, VideoReview};
use machine::Machine;
use progress::Progress;

/// Uploads a video in blocks, saves it, and waits for its review if asked.
///
/// 1. Looks at the file, and computes the digest of the whole and of every block in one pass.
/// 2. `init_upload`, then the blocks, several at once, then `upload_finish`, then `save_video`.
/// 3. If [`VideoOptions::wait`] is set: `query_status` with growing pauses until the review has ended.
///
/// What was acknowledged is in the journal and is never sent again, also by another process: see
/// [`VideoUpload::resume`]. Where the manual leaves the effect of a repeat open, the flow repeats; the worst that can
/// come of it is an upload or a saved video that nobody uses. What a refusal leads to:
///
/// | refused | what follows |
/// |---|---|
/// | `upload_finish`, after an answer to it was lost or in a later run | `save_video`: if that succeeds, it was finished; if not, the next line |
/// | a block or `upload_finish`, after parallel blocks, or with a `vid` of an earlier run | one new upload, one block at a time |
/// | anything else, or once more | the refusal is the flow's error |
#[derive(Debug)]
pub struct VideoUpload {
    machine: Machine,
}

/// The video to upload, and what is shown beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    /// The file's name, without folders.
    pub name: String,
    /// Where the bytes are.
    pub source: Source,
    /// Title; required.
    pub title: String,
    /// Description.
    pub desc: String,
    /// Whether to declare it original (原创).
    pub original: bool,
    /// First-level category (一级类目), unchecked: the platform's table is lost.
    pub category: Option<String>,
    /// Second-level category (二级类目), unchecked.
    pub subcategory: Option<String>,
    /// Labels, at most 5.
    pub tags: Vec<String>,
    /// Address of the cover image.
    pub cover_url: Option<String>,
}

/// How to upload a video.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VideoOptions {
    /// Bytes of every block but the last, 1 to 1,048,576. Smaller ones are uncertain, see [`BLOCK_SIZE`].
    pub block_size: u64,
    /// How many blocks are on their way at once; at least 1. The manual does not mention parallel blocks.
    pub parallel: usize,
    /// Whether and how to wait for the review; `None` ends after `save_video`.
    pub wait: Option<Patience>,
    /// How to write what the manual leaves open.
    pub dialect: Dialect,
}

/// A video on the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadedVideo {
    /// For the article's frame.
    pub vid: Vid,
    /// What the review is asked by.
    pub media_id: VideoId,
    /// The review, passed; `None` if it was not waited for.
    pub review: Option<VideoReview>,
}

impl Default for VideoOptions {
    fn default() -> Self {
        Self { block_size: BLOCK_SIZE, parallel: 4, wait: None, dialect: Dialect::default() }
    }
}

impl Video {
    /// A video with a title and nothing else beside it.
    pub fn new(name: impl Into<String>, source: Source, title: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            source,
            title: title.into(),
            desc: String::new(),
            original: false,
            category: None,
            subcategory: None,
            tags: Vec::new(),
            cover_url: None,
        }
    }
}

impl VideoUpload {
    /// A new upload.
    #[must_use]
    pub fn new(video: Video, options: VideoOptions) -> Self {
        Self::resume(video, options, &[])
    }

    /// An upload that goes on where the journal ends. If the file is not the one in the journal, it begins anew.
    #[must_use]
    pub fn resume(video: Video, options: VideoOptions, journal: &[VideoRecord]) -> Self {
        Self { machine: Machine::new(video, options, Progress::replay(journal)) }
    }

    /// Spares the look into the file and the pass over it, for a caller that has done both: the digests are
    /// SHA-1, of the whole and of blocks of [`VideoOptions::block_size`].
    #[must_use]
    pub fn known(mut self, file: File, digests: Digests) -> Self {
        self.machine.know(file, digests);
        self
    }

    /// Names the transfer in events, where several run at once; 0 otherwise.
    #[must_use]
    pub fn transfer(mut self, transfer: u32) -> Self {
        self.machine.set_transfer(transfer);
        self
    }

    /// Starts nothing new. What is on its way ends and is recorded; then the flow ends with an error of kind `local`.
    pub fn stop(&mut self) {
        self.machine.stop();
    }

    /// Whether all bytes are on the platform and only the review is waited for.
    #[must_use]
    pub fn is_in_review(&self) -> bool {
        self.machine.is_in_review()
    }
}

impl wxkit_proto::Flow for VideoUpload {
    type Platform = crate::Official;
    type Output = UploadedVideo;

    fn step(&mut self, env: &wxkit_proto::Env) -> wxkit_proto::Step<UploadedVideo, wxkit_proto::Token> {
        self.machine.step(env)
    }

    fn answer(
        &mut self,
        env: &wxkit_proto::Env,
        ticket: wxkit_proto::flow::Ticket,
        answer: wxkit_proto::Answer<wxkit_proto::Token>,
    ) {
        self.machine.answer(env, ticket, answer);
    }
}
