//! A thousand worlds of `Publish`: whatever is lost or dies, one article is published, once.

use bytes::Bytes;
use wxkit::official::article::{ArticleVideo, Piece};
use wxkit::official::ids::NewsId;
use wxkit::official::library::PublishStatus;
use wxkit::official::publish::PublicationState;
use wxkit::official::{Article, Asset, Picture, Publish, PublishOptions, Published, Video};
use wxkit::proto::Source;
use wxkit::proto::journal::read_journal;
use wxkit_sandbox::{BlockRule, Config, Sandbox};
use wxkit_tests::{Chance, Odds, World, how_many};

pub(crate) const BLOCK: u64 = 64;
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF";

#[test]
fn a_thousand_worlds() {
    for seed in 0..how_many(1000, 100_000) {
        println!("seed {seed}");
        one_world(seed);
    }
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

/// An article with a cover, four pictures of which two are equal, and a video whose cover is one of the pictures.
pub(crate) fn article(world: &mut World, chance: &mut Chance) -> Article {
    let mut asset = |world: &mut World, name: String, head: &[u8], most: usize| {
        let mut bytes = head.to_vec();
        bytes.extend(chance.bytes(1 + chance.clone().below(most)));
        let path = format!("/{name}");
        world.files.insert(path.clone().into(), Bytes::from(bytes));
        Asset::new(name, Source::path(path))
    };
    let cover = asset(world, "封面.jpg".into(), JPEG, 90);
    let mut pictures: Vec<_> =
        (0..3).map(|n| Picture::new(asset(world, format!("图{n}.jpg"), JPEG, 90))).collect();
    // An equal one under another name.
    let twin = world.files[std::path::Path::new("/图0.jpg")].clone();
    world.files.insert("/图3.jpg".into(), twin);
    pictures.push(Picture::new(Asset::new("图3.jpg", Source::path("/图3.jpg"))));
    let film = asset(world, "film.mp4".into(), b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41", 900);
    let video = Video::new(&film.name, film.source.clone(), "电影");
    let mut body = vec![Piece::Html("<p>茶</p>".into()), Piece::Video(0)];
    for n in 0..pictures.len() {
        body.push(Piece::Html("<img src=\"".into()));
        body.push(Piece::Picture(n));
        body.push(Piece::Html("\">".into()));
    }
    Article {
        title: "标题".into(),
        author: String::new(),
        digest: String::new(),
        cover,
        crops: Default::default(),
        newspic: false,
        show_cover: false,
        source_url: String::new(),
        comments: false,
        fans_only: false,
        body,
        pictures,
        videos: vec![ArticleVideo { path: film.path, video, cover: Some(1) }],
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
