//! Worlds of `VideoPreview`: whatever is lost or dies, the viewer gets the video, and no second copy lies in the library
//! that nobody was told of.

use wxkit::official::mass::Viewer;
use wxkit::official::preview::{Clip, PreviewedVideo, Through, VideoPreview};
use wxkit::proto::digest::{Algorithm, hex_digest};
use wxkit::proto::journal::read_journal;
use wxkit::proto::{Error, Event, Kind, Source};
use wxkit_sandbox::{Config, Sandbox};
use wxkit_tests::{Chance, End, Odds, World, each_world};

#[test]
fn a_thousand_worlds() {
    each_world(1000, 100_000, one_world);
}

fn one_world(seed: u64) {
    let mut chance = Chance::new(seed);
    let mut world = World::new(seed, Sandbox::new(Config::default()));
    // Which of its ids live is known by this machine's clock alone; a wrong one costs an upload, which is no harm.
    world.odds = Odds { clock: 0, ..Odds::random(&mut chance, 20) };
    let mut film = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".to_vec();
    film.extend(chance.bytes(1 + chance.clone().below(500)));
    let sha1 = hex_digest(Algorithm::Sha1, &film);
    world.files.insert("/film.mp4".into(), film.into());
    let through = if chance.percent(50) { Through::Temporary } else { Through::Permanent };

    let (sent, unsure) = preview(&mut world, through, seed);
    let previews = world.sandbox.previews().len();
    assert!((1..=1 + unsure).contains(&previews), "seed {seed}: {previews} previews, {unsure} were unsure");
    let last = format!("{:?}", world.sandbox.previews().last().unwrap().message);
    assert!(last.contains(sent.media_id.as_str()), "seed {seed}");
    match through {
        Through::Temporary => {
            let video = world.sandbox.mass_videos().iter().find(|video| video.media_id == sent.media_id);
            let source = &video.expect("it was prepared").source;
            let media = world.sandbox.media().iter().find(|media| media.media_id.as_str() == source);
            assert_eq!(media.expect("it was uploaded").sha1, sha1, "seed {seed}");
        }
        _ => {
            let materials = world.sandbox.materials();
            let one = materials.iter().find(|material| material.media_id.as_str() == sent.media_id.as_str());
            assert_eq!(one.expect("it was added").sha1, sha1, "seed {seed}");
            let told = world.news.iter().filter(|event| is_about_a_copy(event)).count();
            assert!(materials.len() <= 1 + told, "seed {seed}: {} copies, {told} told", materials.len());
        }
    }
    // Once more, while everything lives: nothing but the preview.
    world.odds = Odds::default();
    let before = world.sandbox.calls().clone();
    let (again, _) = preview(&mut world, through, seed);
    assert_eq!((&again.media_id, again.reused), (&sent.media_id, true), "seed {seed}");
    for (call, count) in world.sandbox.calls() {
        let allowed = call.ends_with("preview") || call.ends_with("token");
        assert!(allowed || before.get(call) == Some(count), "seed {seed}: {call} again");
    }
}

/// Runs until the preview is acknowledged; and how often it may have been sent without that.
fn preview(world: &mut World, through: Through, seed: u64) -> (PreviewedVideo, usize) {
    let mut unsure = 0;
    for _ in 0..100 {
        let mut clip = Clip::new("film.mp4", Source::path("/film.mp4"), "电影");
        clip.description = "一部".into();
        let to = Viewer::WeChatNumber("tea_friend".into());
        let flow = VideoPreview::new(clip, to, through, &read_journal(&world.journal).unwrap());
        match world.run(flow) {
            End::Done(Ok(sent)) => return (sent, unsure),
            End::Crashed | End::Done(Err(Error::OutcomeUnknown(_))) => unsure += 1,
            End::Done(Err(error)) => {
                // In some worlds every token dies as soon as it is fetched.
                let again = matches!(error.kind(), Kind::Transport | Kind::Token);
                assert!(again, "seed {seed}: {error:?}");
            }
        }
    }
    panic!("seed {seed}: it never ends");
}

fn is_about_a_copy(event: &Event) -> bool {
    matches!(event, Event::Warning(warning) if warning.message.contains("a second copy turns up"))
}
