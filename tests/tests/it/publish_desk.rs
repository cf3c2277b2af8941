//! One author's desk: a publication is run again and again, and each run shows what it led to.

use expect_test::Expect;
use wxkit::official::article::Piece;
use wxkit::official::publish::{PublicationState, PublishRecord};
use wxkit::official::{Article, Publish, PublishOptions, Published, Via};
use wxkit::proto::Event;
use wxkit::proto::journal::read_journal;
use wxkit_sandbox::{BlockRule, Config, Sandbox};
use wxkit_tests::sample::{BLOCK, article};
use wxkit_tests::{Chance, End, World};

/// An author at work: an article, a world, and what each run led to.
pub(crate) struct Desk {
    pub(crate) world: World,
    pub(crate) article: Article,
    pub(crate) options: PublishOptions,
    pub(crate) seen: Vec<(&'static str, u64)>,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let mut world = World::new(1, sandbox());
        let article = article(&mut world, &mut Chance::new(1));
        let mut options = PublishOptions::default();
        options.block_size = BLOCK;

        Self { world, article, options, seen: Vec::new() }
    }

    /// By another route; the article has no video.
    pub(crate) fn via(via: Via) -> Self {
        let mut desk = Self::new();
        desk.options.via = via;
        desk.article.videos.clear();
        desk.article.body.retain(|piece| !matches!(piece, Piece::Video(_)));
        desk
    }

    /// What goes wrong from now on.
    pub(crate) fn faults(&mut self, script: &str) {
        self.world.sandbox.config_mut().faults = script.parse().unwrap();
    }

    /// Runs once and shows how it ended, what it warned of, and which calls were made since the last time.
    pub(crate) fn run(&mut self, expected: &Expect) {
        self.world.news.clear();
        let journal: Vec<PublishRecord> = read_journal(&self.world.journal).unwrap();
        let flow = Publish::new(self.article.clone(), self.options.clone(), &journal);
        let mut text = match self.world.run(flow) {
            End::Crashed => "crashed".to_owned(),
            End::Done(Ok(published)) => show(&published),
            End::Done(Err(error)) => format!("{}: {error}", error.kind().as_str()),
        };
        for event in &self.world.news {
            if let Event::Warning(warning) = event {
                text += &format!("\nwarning: {}", warning.message);
            }
        }
        for (name, count) in self.world.sandbox.calls().clone() {
            let before = self.seen.iter().find(|(known, _)| *known == name).map_or(0, |(_, count)| *count);
            if count > before && !name.ends_with("token") {
                text += &format!("\n{} {}", count - before, name.trim_start_matches("cgi-bin/"));
            }
        }
        self.seen = self.world.sandbox.calls().clone().into_iter().collect();
        expected.assert_eq(&text);
    }

    pub(crate) fn change_text(&mut self) {
        self.article.title.push('改');
    }
}

/// Where it stands, without ids.
fn show(published: &Published) -> String {
    match &published.standing {
        PublicationState::Library { status, .. } => status.word().to_owned(),
        PublicationState::Draft { link, .. } => format!("in the draft box, link {}", link.is_some()),
        PublicationState::Freepublish { publish_id, status, article_id, url, .. } => {
            let given = [publish_id.is_some(), article_id.is_some(), url.is_some()];
            format!("{status:?}, publish_id, article_id, url {given:?}")
        }
        PublicationState::Previewed { now, .. } => format!("previewed, now {now}"),
        other => format!("{other:?}"),
    }
}

pub(crate) fn sandbox() -> Sandbox {
    Sandbox::new(Config { blocks: BlockRule::Exactly(BLOCK), ..Config::default() })
}
