//! Who the sandbox pretends to know, and how it behaves where it may choose.

mod work;

pub use work::{App, WorkConfig};

use std::ops::RangeInclusive;
use std::time::Duration;

use wxkit_proto::Secret;

use crate::faults::Faults;
use crate::pay::PayConfig;
use crate::speak::Callback;

/// How a [`Sandbox`](crate::Sandbox) behaves. The default is a quick and honest WeChat with one invented account.
#[derive(Clone, Debug)]
pub struct Config {
    /// The account's AppID.
    pub appid: String,
    /// Its AppSecret.
    pub secret: Secret,
    /// How long a token lives.
    pub token_life: Duration,
    /// How long a token of the classic kind still works after it was replaced; zero: not at all.
    pub overlap: Duration,
    /// Fetches of a classic token a day; then 45009.
    pub tokens_per_day: u32,
    /// Forced renewals of the stable token a day; then 45009.
    pub forced_per_day: u32,
    /// Articles a day that may be submitted; then 45009. Deleting gives none back.
    pub submissions_per_day: u32,
    /// What the blocks of a chunked upload must look like.
    pub blocks: BlockRule,
    /// Bytes of blocks that are kept until their turn to be hashed, or for another one, over all videos together: a file no
    /// larger than this is always verified; see [`Whole`](crate::state::Whole).
    pub window: u64,
    /// Whether `upload_finish` of a finished video says yes once more. No manual says what WeChat does.
    pub finish_again: bool,
    /// Characters that the title of an article of a draft may have; then 45003. Documents of 2025 say 32.
    pub draft_title: usize,
    /// Whether a draft stays in the box until it is published, and not only until that is under way. The documents say no
    /// more than that its id dies once it is published.
    pub draft_stays: bool,
    /// Whether a permanent video can be prepared for mass messages, as a log of 2018 has it; else 40007, as users report.
    pub prepares_permanent: bool,
    /// Mass messages a day; then 45028. A subscription account (订阅号) has 1.
    pub mass_per_day: u32,
    /// Previews by WeChat number (微信号) a day; then 45009.
    pub previews_per_day: u32,
    /// The tags (标签) that followers may have; any other is 40152.
    pub tags: RangeInclusive<i64>,
    /// The openids of those who follow the account, as they are listed. Whoever is no stranger can be written to as well.
    pub followers: Vec<String>,
    /// Whether there are figures of articles that were sent from the console, one a day since November 2025.
    pub history: bool,
    /// Openids and WeChat numbers of people who do not follow the account: 43004. Everybody else does.
    pub strangers: Vec<String>,
    /// Bytes of media and material that are kept to be downloaded; of what does not fit, the oldest are forgotten (46001).
    pub kept: u64,
    /// In place of every video that is downloaded, a made-up one of so many bytes: [`Film`](crate::Film).
    pub film: Option<u64>,
    /// The review of videos.
    pub video_review: Review,
    /// The review of articles.
    pub article_review: Review,
    /// The review of what `freepublish` publishes; if it fails, the platform refused it (4).
    pub publication_review: Review,
    /// How mass messages go out: not a review, but it takes its time and may fail as one.
    pub mass_sending: Review,
    /// The `errcode` beside `abnormal status` and `invalid status`. The manual does not say which one it is; 0 is as
    /// possible as any other.
    pub state_code: i64,
    /// The corp of WeChat Work.
    pub work: WorkConfig,
    /// The merchant, and the keys of WeChat Pay.
    pub pay: PayConfig,
    /// What stands in the addresses of articles that calls answer with, in place of `http://mp.weixin.qq.com`: the base URL of a
    /// server, which shows them itself.
    pub site: Option<String>,
    /// Where events go, if anywhere.
    pub callback: Option<Callback>,
    /// Where notifications of payments go, over plain http, if anywhere.
    pub notify: Option<String>,
    /// What goes wrong, and when.
    pub faults: Faults,
}

/// What the blocks of a chunked upload must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlockRule {
    /// Every block but the last has exactly this many bytes. The default, with 1,048,576: blocks of 800,000 bytes were
    /// seen to be refused.
    Exactly(u64),
    /// Every block but the last is as large as the first, and that has at most this many bytes.
    UpTo(u64),
}

/// A review: when it ends, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Review {
    /// How many questions are answered with "not yet". Counted, so it does not depend on the time.
    pub after_questions: u32,
    /// And how much time must have passed as well.
    pub after: Duration,
    /// How it ends.
    pub verdict: Verdict,
}

/// How a review ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// 审核通过 for a video, 发布成功 for an article, SEND_SUCCESS for a mass message.
    Passed,
    /// 审核失败 for a video, 审核未通过 for an article, SEND_FAIL for a mass message.
    Failed,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            appid: "wx0123456789abcdef".into(),
            secret: Secret::new("5a4db0c0ffee5a4db0c0ffee5a4db0c0"),
            token_life: Duration::from_secs(7200),
            overlap: Duration::from_secs(300),
            tokens_per_day: 2000,
            forced_per_day: 20,
            submissions_per_day: 200,
            blocks: BlockRule::Exactly(1_048_576),
            window: 64 * 1_048_576,
            finish_again: true,
            draft_title: 64,
            draft_stays: false,
            prepares_permanent: true,
            mass_per_day: 100,
            previews_per_day: 100,
            tags: 0..=199,
            followers: (1..=3).map(|nth| format!("oSandbox-follower-{nth}")).collect(),
            history: true,
            strangers: Vec::new(),
            kept: 256 * 1_048_576,
            film: None,
            video_review: Review::default(),
            article_review: Review::default(),
            publication_review: Review::default(),
            mass_sending: Review::default(),
            state_code: 20002,
            work: WorkConfig::default(),
            pay: PayConfig::default(),
            site: None,
            callback: None,
            notify: None,
            faults: Faults::default(),
        }
    }
}

impl Default for Review {
    fn default() -> Self {
        Self { after_questions: 2, after: Duration::ZERO, verdict: Verdict::Passed }
    }
}

impl BlockRule {
    /// The largest block that is taken at all.
    pub(crate) fn largest(self) -> u64 {
        match self {
            Self::Exactly(size) | Self::UpTo(size) => size,
        }
    }
}
