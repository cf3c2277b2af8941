//! A journal that has lost its end: what is left still names the article, so it is asked about and not made again.
//!
//! No crash does that to records that were synced, but disks and backups do.

use wxkit::official::Via;
use wxkit::official::publish::PublishRecord;
use wxkit::proto::journal::read_journal;
use wxkit_tests::{End, World};

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
fn public(world: &World) -> usize {
    let submitted = world.sandbox.articles().iter().filter(|article| article.submissions > 0).count();
    submitted + world.sandbox.publications().len()
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
            assert_eq!(public(&desk.world), 1, "{via:?}, {kept} records are left");
        }
    }
}
