//! The corpora of the fuzz targets, replayed as they are, and damaged by chance.

use std::path::Path;

use wxkit_tests::fuzz::{TARGETS, wounded};
use wxkit_tests::{Chance, how_many};

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{target} has no corpus");
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

#[test]
fn every_target_takes_its_corpus() {
    for (name, body) in TARGETS {
        corpus(name).iter().for_each(|seed| body(seed));
    }
}

#[test]
fn every_target_takes_its_corpus_damaged() {
    for (name, body) in TARGETS {
        for (number, seed) in corpus(name).iter().enumerate() {
            for round in 0..how_many(3, 10_000) {
                println!("{name}, seed {number}, round {round}");
                let mut chance = Chance::new(round);
                let script = chance.bytes(4 * (1 + chance.clone().below(5)));
                body(&wounded(seed, &script));
            }
        }
    }
}
