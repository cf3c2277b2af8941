//! Looking at the state, for tests.

mod work;

use wxkit_official::custom::SendCustomMessage;
use wxkit_official::ids::MaterialId;
use wxkit_official::library::News;
use wxkit_official::mass::PreviewMass;
use wxkit_proto::{Timestamp, Token};

use crate::Sandbox;
use crate::state::{
    Article, CommentState, Draft, MassNews, MassSend, MassVideo, Material, Media, OldNews, Picture,
    Publication, Video,
};

impl Sandbox {
    /// Permanent material, deleted included, in the order in which it was added.
    #[must_use]
    pub fn materials(&self) -> &[Material] {
        &self.library.materials
    }

    /// Puts news into the library of material, where nobody can add any since 2022 but where old accounts still have some.
    pub fn add_old_news(&mut self, articles: Vec<News>, added: Timestamp) -> MaterialId {
        let media_id = MaterialId::from(format!("old-news-{}", self.library.news.len() + 1));
        self.library.news.push(OldNews { media_id: media_id.clone(), articles, added, deleted: false });
        media_id
    }

    /// Temporary media, dead included, in the order in which it was uploaded.
    #[must_use]
    pub fn media(&self) -> &[Media] {
        &self.library.media
    }

    /// Pictures inside articles, in the order in which they were uploaded.
    #[must_use]
    pub fn pictures(&self) -> &[Picture] {
        &self.library.pictures
    }

    /// Videos of the chunked upload, in the order in which they began.
    #[must_use]
    pub fn videos(&self) -> &[Video] {
        &self.videos.0
    }

    /// Articles of the publish library, deleted ones included, in the order in which they came.
    #[must_use]
    pub fn articles(&self) -> &[Article] {
        &self.articles.list
    }

    /// Drafts, those that left the box included, in the order in which they came.
    #[must_use]
    pub fn drafts(&self) -> &[Draft] {
        &self.drafts.0
    }

    /// Publish jobs and what they published, in the order in which they were accepted.
    #[must_use]
    pub fn publications(&self) -> &[Publication] {
        &self.publications.0
    }

    /// Videos that were prepared for mass messages, dead ones included.
    #[must_use]
    pub fn mass_videos(&self) -> &[MassVideo] {
        &self.messages.videos
    }

    /// Articles that were prepared for mass messages in the old way, dead ones included.
    #[must_use]
    pub fn mass_news(&self) -> &[MassNews] {
        &self.messages.news
    }

    /// Previews of mass messages, in the order in which they were sent.
    #[must_use]
    pub fn previews(&self) -> &[PreviewMass] {
        &self.messages.previews
    }

    /// Messages to single persons, in the order in which they were sent.
    pub fn custom_messages(&self) -> impl Iterator<Item = &SendCustomMessage> {
        self.messages.custom.iter().map(|(message, _)| message)
    }

    /// The comments on each article whose comments were ever asked for.
    #[must_use]
    pub fn comments(&self) -> &[CommentState] {
        &self.comments.0
    }

    /// Mass messages, in the order in which they were accepted.
    #[must_use]
    pub fn mass_sends(&self) -> &[MassSend] {
        &self.messages.sent
    }

    /// How often a token was given out, of either kind, the same one again included.
    #[must_use]
    pub fn token_fetches(&self) -> u64 {
        self.tokens.fetches
    }

    /// Tokens that were given out, the latest last; those that are long over are forgotten.
    pub fn tokens(&self) -> impl Iterator<Item = &Token> {
        self.tokens.given()
    }

    /// How often a call was made; `call` is the end of its path, with its action or not, as in a script of faults.
    #[must_use]
    pub fn count(&self, call: &str) -> u64 {
        self.calls().iter().filter(|(name, _)| crate::faults::fits(call, name)).map(|(_, count)| count).sum()
    }

    /// All tokens of both platforms die now, as if another process had fetched one and no overlap were left.
    pub fn revoke_tokens(&mut self) {
        self.tokens.kill_all();
        self.corp.tokens.kill_all();
    }
}
