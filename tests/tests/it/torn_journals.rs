//! A journal that has lost its end: what is left still names the article, so it is asked about and not made again.
//!
//! No crash does that to records that were synced, but disks and backups do.

use std::path::PathBuf;

use wxkit::official::Via;
use wxkit::official::publish::PublishRecord;
use wxkit::proto::journal::read_journal;
use wxkit_sandbox::Sandbox;
use wxkit_tests::{End, command, everything};

use crate::killed::small_desk;
use crate::publish_desk::Desk;

/// Whether from this record on the journal names the article.
fn names_it(record: &PublishRecord) -> bool {
    let text = serde_json::to_string(record).unwrap();
    text.contains("\"uploaded\":{\"media_id\"") || text.contains("\"added\"")
}

fn desk(via: &Via) -> Desk {
    match via {
        Via::MediaApi => Desk::new(),
        _ => Desk::via(via.clone()),
    }
}

fn publish(desk: &mut Desk) {
    let journal: Vec<PublishRecord> = read_journal(&desk.world.journal).unwrap();
    let flow = wxkit::official::Publish::new(desk.article.clone(), desk.options.clone(), &journal);
    let ended = desk.world.run(flow);
    assert!(matches!(ended, End::Done(Ok(_))), "{ended:?}");
}

/// How many articles are public or on their way. The media API itself refuses to submit one twice.
fn public(sandbox: &Sandbox) -> usize {
    let submitted = sandbox.articles().iter().filter(|article| article.submissions > 0).count();
    submitted + sandbox.publications().len()
}

#[test]
fn what_names_the_article_is_enough() {
    for via in [Via::MediaApi, Via::Freepublish] {
        let mut whole = desk(&via);
        publish(&mut whole);
        let journal = whole.world.journal;
        let records: Vec<PublishRecord> = read_journal(&journal).unwrap();
        let named = records.iter().position(names_it).unwrap() + 1;
        assert!(named < records.len());
        for kept in named..=records.len() {
            let mut desk = self::desk(&via);
            publish(&mut desk);
            assert_eq!(desk.world.journal, journal, "the same world");
            desk.world.journal = journal.split_inclusive('\n').take(1 + kept).collect();
            publish(&mut desk);
            assert_eq!(public(&desk.world.sandbox), 1, "{via:?}, {kept} records are left");
        }
    }
}

/// The file says itself how much of it must be there, so the command refuses to go on wherever it is cut.
#[test]
fn what_is_missing_from_a_file_is_missed() {
    let step = if everything() { 1 } else { 97 };
    for via in ["media-api", "freepublish"] {
        let args = ["publish", "article", "--via", via];
        let desk = small_desk(0);
        let _ = desk.json(&args);
        let path = journal_of(&desk);
        let whole = std::fs::read(&path).unwrap();
        for kept in (0..whole.len()).step_by(step) {
            std::fs::write(&path, &whole[..kept]).unwrap();
            let (status, _, said) = desk.run(&args);
            if status != 0 {
                assert!(said.contains("so it cannot be known what was done already"), "{via} {kept}: {said}");
                assert_eq!(std::fs::read(&path).unwrap(), whole[..kept], "{via} {kept}");
            }
            // Only what was not synced may be missing, the verdict of the media API.
            assert!(status != 0 || kept > whole.len() / 2, "{via} {kept}");
            assert_eq!(public(&desk.server.sandbox()), 1, "{via} {kept}");
        }
    }
}

fn journal_of(desk: &command::Desk) -> PathBuf {
    let folder = std::fs::read_dir(desk.folder.path().join("state")).unwrap();
    let mut files = folder.map(|entry| entry.unwrap().path());
    files.find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("publish-")).unwrap()
}
