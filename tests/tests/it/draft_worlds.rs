//! A thousand worlds of the routes by the draft box: whatever is lost or dies, one article is published, once, and no
//! second draft is left that nobody was told of.

use wxkit::official::freepublish::FreepublishStatus;
use wxkit::official::ids::PublishId;
use wxkit::official::mass::Viewer;
use wxkit::official::publish::PublicationState;
use wxkit::official::{Article, Publish, PublishOptions, Published, Via};
use wxkit::proto::journal::read_journal;
use wxkit::proto::{Error, Event};
use wxkit_sandbox::{BlockRule, Config, Sandbox};
use wxkit_tests::sample::{BLOCK, article};
use wxkit_tests::{Chance, End, Noticed, Odds, World, each_world};

#[test]
fn a_thousand_worlds() {
    each_world(1000, 100_000, one_world);
}

fn one_world(seed: u64) {
    let mut chance = Chance::new(seed);
    let config =
        Config { blocks: BlockRule::Exactly(BLOCK), draft_stays: chance.percent(50), ..Config::default() };
    let mut world = World::new(seed, Sandbox::new(config));
    world.odds = Odds::random(&mut chance, 12);
    let mut article = article(&mut world, &mut chance);
    let mut options = PublishOptions::default();
    options.jobs = 1 + chance.below(5);
    options.block_size = BLOCK;

    // Some authors look at it first, as a draft or on a telephone, and some of them change their mind.
    if chance.percent(40) {
        options.via = Via::Draft;
        let drafted = publish(&mut world, &article, &options);
        assert!(matches!(drafted.standing, PublicationState::Draft { .. }), "seed {seed}");
    }
    if chance.percent(40) {
        look(&mut world, &article, &options, seed);
    }
    if chance.percent(40) {
        article.title = "又一个标题".into();
    }
    options.via = Via::Freepublish;
    let published = publish(&mut world, &article, &options);

    let PublicationState::Freepublish { media_id, status, article_id, url, .. } = &published.standing else {
        panic!("seed {seed}: {:?}", published.standing)
    };
    assert_eq!(*status, FreepublishStatus::Published, "seed {seed}");
    assert!(world.most_in_flight <= options.jobs, "seed {seed}: {} at once", world.most_in_flight);
    let [one] = world.sandbox.publications() else {
        panic!("seed {seed}: published {} times", world.sandbox.publications().len())
    };
    assert_eq!((&one.draft, one.article_id()), (media_id, article_id.as_ref()), "seed {seed}");
    let [public] = one.articles.as_slice() else { panic!("seed {seed}") };
    assert_eq!(url.as_deref(), Some(public.url.as_str()), "seed {seed}");
    assert_eq!(public.article.title, article.title, "seed {seed}");
    for (path, url) in &published.pictures {
        assert!(public.article.content.contains(url), "seed {seed}: {path} is not in the article");
    }
    for video in &published.videos {
        assert!(
            public.article.content.contains(&format!("data-mpvid=\"{}\"", video.vid.as_str())),
            "seed {seed}"
        );
    }
    let told = world.news.iter().filter(|event| is_about_a_copy(event)).count();
    let drafts = world.sandbox.drafts().len();
    assert!(drafts <= 1 + told, "seed {seed}: {drafts} drafts, {told} were told");

    // A run that has nothing left to do only asks.
    let before = world.sandbox.calls().clone();
    let again = publish(&mut world, &article, &options);
    assert_eq!(again, published, "seed {seed}");
    for (call, count) in world.sandbox.calls() {
        let reads = ["freepublish/get", "freepublish/getarticle", "token"];
        let allowed = reads.iter().any(|read| call.ends_with(read));
        assert!(allowed || before.get(call) == Some(count), "seed {seed}: {call} again");
    }
}

/// A preview is sent once more only on demand, so its viewer gets it more than once only if an answer was lost.
fn look(world: &mut World, article: &Article, options: &PublishOptions, seed: u64) {
    let via = Via::Preview(Viewer::WeChatNumber("tea_friend".into()));
    let mut options = options.clone();
    options.via = via;

    let mut lost = 0;
    for _ in 0..100 {
        let journal = read_journal(&world.journal).unwrap();
        match world.run(Publish::new(article.clone(), options.clone(), &journal)) {
            End::Done(Ok(published)) => {
                assert!(matches!(published.standing, PublicationState::Previewed { .. }), "seed {seed}");
                let sent = world.sandbox.previews().len();
                assert!((1..=1 + lost).contains(&sent), "seed {seed}: {sent} previews, {lost} were lost");
                return;
            }
            End::Done(Err(Error::OutcomeUnknown(unknown))) if unknown.operation.ends_with("mass/preview") => {
                (lost, options.again) = (lost + 1, true);
            }
            End::Done(Err(_)) | End::Crashed => options.again = false,
        }
    }
    panic!("seed {seed}: it never ends");
}

fn is_about_a_copy(event: &Event) -> bool {
    matches!(event, Event::Warning(warning) if warning.message.contains("a second copy turns up"))
}

fn publish(world: &mut World, article: &Article, options: &PublishOptions) -> Published {
    world.finish(|journal| Publish::new(article.clone(), options.clone(), &read_journal(journal).unwrap()))
}

/// The same worlds with events, which come early, late, twice, for others, and not at all.
#[test]
fn events_change_nothing() {
    each_world(200, 20_000, |seed| {
        let mut chance = Chance::new(seed);
        let blocks = BlockRule::Exactly(BLOCK);
        let config = Config { blocks, draft_stays: chance.percent(50), ..Config::default() };
        let mut world = World::new(seed, Sandbox::new(config));
        world.odds = Odds::random(&mut chance, 12);
        let article = article(&mut world, &mut chance);
        let mut options = PublishOptions::default();
        options.via = Via::Freepublish;
        options.block_size = BLOCK;
        let published = world.finish(|journal| {
            let flow = Publish::new(article.clone(), options.clone(), &read_journal(journal).unwrap());
            let chance = Chance::new(seed * 1000 + journal.len() as u64);
            Noticed::new(flow, chance, |body| Some(PublishId::from(body["publish_id"].as_u64()?).into()))
        });
        let [one] = world.sandbox.publications() else {
            panic!("seed {seed}: published {} times", world.sandbox.publications().len())
        };
        let PublicationState::Freepublish { article_id, .. } = &published.standing else {
            panic!("seed {seed}")
        };
        assert_eq!(one.article_id(), article_id.as_ref(), "seed {seed}");
    });
}
