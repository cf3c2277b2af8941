//! A thousand worlds of `Publish`: whatever is lost or dies, one article is published, once.

use wxkit::official::ids::NewsId;
use wxkit::official::library::PublishStatus;
use wxkit::official::publish::PublicationState;
use wxkit::official::{Article, Publish, PublishOptions, Published};
use wxkit::proto::journal::read_journal;
use wxkit_sandbox::{BlockRule, Config, Sandbox};
use wxkit_tests::sample::{BLOCK, article};
use wxkit_tests::{Chance, Odds, World, each_world};

#[test]
fn a_thousand_worlds() {
    each_world(1000, 100_000, one_world);
}

fn one_world(seed: u64) {
    let mut chance = Chance::new(seed);
    let (jobs, finish_again) = (1 + chance.below(5), chance.percent(50));
    let state_code = if chance.percent(50) { 0 } else { 20002 };
    let blocks = BlockRule::Exactly(BLOCK);
    let config = Config { blocks, finish_again, state_code, ..Config::default() };
    let mut world = World::new(seed, Sandbox::new(config));
    world.odds = Odds::random(&mut chance, 12);
    let mut article = article(&mut world, &mut chance);
    let mut options = PublishOptions::default();
    options.jobs = jobs;
    options.block_size = BLOCK;

    // Some authors change their mind before the article is submitted.
    if chance.percent(30) {
        let mut drafted = options.clone();
        drafted.submit = false;

        let published = publish(&mut world, &article, &drafted);
        assert_eq!(standing(&published).1, &PublishStatus::NotSubmitted, "seed {seed}");
        article.title = "又一个标题".into();
    }
    let published = publish(&mut world, &article, &options);

    assert_eq!(standing(&published).1, &PublishStatus::Published, "seed {seed}");
    assert!(published.url().is_some(), "seed {seed}");
    assert!(world.most_in_flight <= jobs, "seed {seed}: {} at once", world.most_in_flight);
    let submitted: Vec<_> =
        world.sandbox.articles().iter().filter(|article| article.submissions > 0).collect();
    let [one] = submitted.as_slice() else {
        panic!("seed {seed}: {} articles were submitted", submitted.len())
    };
    assert_eq!((one.submissions, &one.media_id), (1, standing(&published).0), "seed {seed}");
    assert_eq!(one.news.title, article.title, "seed {seed}");
    for (path, url) in &published.pictures {
        assert!(one.news.content.contains(url), "seed {seed}: {path} is not in the article");
    }
    for video in &published.videos {
        assert!(one.news.content.contains(&format!("data-mpvid=\"{}\"", video.vid.as_str())), "seed {seed}");
    }
    // A run that has nothing left to do asks for the verdict and sends nothing else.
    let before = world.sandbox.calls().clone();
    let again = publish(&mut world, &article, &options);
    assert_eq!(again, published, "seed {seed}");
    for (call, count) in world.sandbox.calls() {
        let allowed = call.ends_with("publish/query") || call.ends_with("token");
        assert!(allowed || before.get(call) == Some(count), "seed {seed}: {call} again");
    }
}

fn standing(published: &Published) -> (&NewsId, &PublishStatus) {
    match &published.standing {
        PublicationState::Library { media_id, status, .. } => (media_id, status),
        other => panic!("{other:?}"),
    }
}

fn publish(world: &mut World, article: &Article, options: &PublishOptions) -> Published {
    world.finish(|journal| Publish::new(article.clone(), options.clone(), &read_journal(journal).unwrap()))
}
