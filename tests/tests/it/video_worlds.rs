//! A thousand worlds of `VideoUpload`: whatever is lost or dies, the bytes arrive.

use bytes::Bytes;
use wxkit::official::upload::{VideoOptions, VideoRecord};
use wxkit::official::{Patience, Video, VideoUpload};
use wxkit::proto::Source;
use wxkit::proto::digest::{Algorithm, hex_digest};
use wxkit::proto::journal::read_journal;
use wxkit_sandbox::state::Upload;
use wxkit_sandbox::{BlockRule, Config, Sandbox};
use wxkit_tests::{Chance, Odds, World, each_world};

const BLOCK: u64 = 64;

#[test]
fn a_thousand_worlds() {
    each_world(1000, 100_000, one_world);
}

fn one_world(seed: u64) {
    let mut chance = Chance::new(seed);
    let (parallel, finish_again) = (1 + chance.below(5), chance.percent(50));
    let blocks = BlockRule::Exactly(BLOCK);
    let sandbox = Sandbox::new(Config { blocks, finish_again, ..Config::default() });
    let mut world = World::new(seed, sandbox);
    let mut film = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".to_vec();
    film.extend(chance.bytes(1 + chance.clone().below(1500)));
    world.files.insert("/film.mp4".into(), Bytes::from(film.clone()));
    world.odds = Odds::random(&mut chance, 15);
    let uploaded = world.finish(|journal| upload(journal, parallel));

    assert!(world.most_in_flight <= parallel, "seed {seed}: {} at once", world.most_in_flight);
    let video = world.sandbox.videos().iter().find(|video| video.vid == uploaded.vid).expect("it is there");
    assert!(matches!(video.upload, Upload::Finished(_)), "seed {seed}: {:?}", video.upload);
    assert!(uploaded.review.is_some(), "seed {seed}: finished before the review was");
    assert_eq!(video.filesha, hex_digest(Algorithm::Sha1, &film), "seed {seed}");
    for ((number, block), bytes) in video.blocks.iter().zip(film.chunks(usize::try_from(BLOCK).unwrap())) {
        assert_eq!(block.sha1, hex_digest(Algorithm::Sha1, bytes), "seed {seed}: block {number}");
    }
    assert_eq!(video.blocks.len(), film.len().div_ceil(64), "seed {seed}");
    nothing_acknowledged_was_repeated(&world.journal, seed);
}

fn upload(journal: &str, parallel: usize) -> VideoUpload {
    let wait = Some(Patience::default());
    let mut options = VideoOptions::default();
    options.block_size = BLOCK;
    options.parallel = parallel;
    options.wait = wait;

    let video = Video::new("film.mp4", Source::path("/film.mp4"), "电影");
    VideoUpload::resume(video, options, &read_journal(journal).unwrap())
}

fn nothing_acknowledged_was_repeated(journal: &str, seed: u64) {
    let mut seen = Vec::new();
    for record in read_journal::<VideoRecord>(journal).unwrap() {
        if let VideoRecord::Begun { .. } = record {
            seen.clear();
        }
        assert!(!seen.contains(&record), "seed {seed}: twice {record:?}");
        seen.push(record);
    }
}
