//! The corpora of the fuzz targets, replayed.

use std::path::Path;

#[test]
fn every_target_takes_its_corpus() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, body) in wxkit_tests::fuzz::TARGETS {
        let mut seeds = 0;
        for entry in std::fs::read_dir(corpora.join(name)).unwrap() {
            body(&std::fs::read(entry.unwrap().path()).unwrap());
            seeds += 1;
        }
        assert!(seeds > 0, "{name} has no corpus");
    }
}
