//! Looking at what belongs to WeChat Work.

use wxkit_proto::Token;

use crate::Sandbox;
use crate::state::{CorpMedia, CorpMessage, Job, Picture};

impl Sandbox {
    /// Temporary media of the corp, its robot and its jobs, in the order in which it came; what was dead when something
    /// else came is gone.
    #[must_use]
    pub fn corp_media(&self) -> &[CorpMedia] {
        &self.corp.media
    }

    /// Pictures of the corp with a permanent address, in the order in which they were uploaded.
    #[must_use]
    pub fn corp_pictures(&self) -> &[Picture] {
        &self.corp.pictures
    }

    /// Jobs that fetch a file, in the order in which they began.
    #[must_use]
    pub fn jobs(&self) -> &[Job] {
        &self.corp.jobs
    }

    /// Messages of applications and of the robot, in the order in which they were accepted.
    #[must_use]
    pub fn corp_messages(&self) -> &[CorpMessage] {
        &self.corp.messages.list
    }

    /// Tokens of applications that were given out, the latest last; those that are long over are forgotten.
    pub fn corp_tokens(&self) -> impl Iterator<Item = &Token> {
        self.corp.tokens.given()
    }
}
