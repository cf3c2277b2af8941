//! Journals, as damage, other versions and other articles leave them.

use std::sync::LazyLock;

use wxkit::official::publish::PublishRecord;
use wxkit::official::{Publish, PublishOptions, Via};
use wxkit::proto::journal::{JOURNAL_HEADER, Record, mend_journal, read_journal};
use wxkit_sandbox::{BlockRule, Config, Sandbox};

use super::wound::wounded;
use crate::{Chance, End, World, sample};

/// A journal of each kind: of the media API, and by the draft box.
static WHOLE: LazyLock<[String; 2]> = LazyLock::new(|| [Via::MediaApi, Via::Freepublish].map(whole));

fn whole(via: Via) -> String {
    let (mut world, options) = world(via);
    let article = sample::article(&mut world, &mut Chance::new(1));
    match world.run(Publish::new(article, options, &[])) {
        End::Done(Ok(_)) => world.journal,
        other => panic!("{other:?}"),
    }
}

fn world(via: Via) -> (World, PublishOptions) {
    let config = Config { blocks: BlockRule::Exactly(sample::BLOCK), ..Config::default() };
    let mut options = PublishOptions::default();
    (options.block_size, options.via) = (sample::BLOCK, via);
    (World::new(1, Sandbox::new(config)), options)
}

/// The first byte says what the rest is: damage to a journal of a publication that has ended, of which nothing but a beginning
/// may be read; or the records of a journal, one a line, in JSON, with which a publication comes to its end and is
/// submitted at most once.
pub fn journals(data: &[u8]) {
    let Some((&first, rest)) = data.split_first() else { return };
    let freepublish = first % 2 == 1;
    match first / 2 % 2 {
        0 => read_what_is_damaged(&WHOLE[usize::from(freepublish)], rest),
        _ => go_on_with(if freepublish { Via::Freepublish } else { Via::MediaApi }, rest),
    }
}

fn read_what_is_damaged(whole: &str, script: &[u8]) {
    let damaged = wounded(whole.as_bytes(), script);
    let Ok(mended) = mend_journal(&damaged) else { return };
    assert!(whole.starts_with(&mended), "a journal that was never written is read: {mended}");
    let read: Vec<PublishRecord> = read_journal(&mended).expect("it was read before");
    assert_eq!(read.len(), mended.lines().count().saturating_sub(1));
}

fn go_on_with(via: Via, lines: &[u8]) {
    let mut journal = String::new();
    for line in lines.split(|byte| *byte == b'\n').take(100) {
        if let Ok(value) = serde_json::from_slice::<serde_json::Value>(line) {
            journal += &Record::new(&value).line(&journal);
        }
    }
    assert!(journal.is_empty() || journal.starts_with(JOURNAL_HEADER));
    let Ok(records) = read_journal::<PublishRecord>(&journal) else { return };
    let (mut world, options) = world(via);
    world.journal = journal;
    let article = sample::article(&mut world, &mut Chance::new(1));
    if let End::Done(Err(error)) = world.run(Publish::new(article, options, &records)) {
        assert!(!error.to_string().is_empty());
    }
    let submitted = world.sandbox.articles().iter().filter(|article| article.submissions > 0).count();
    let published = world.sandbox.publications().len();
    assert!(submitted + published <= 1, "submitted {submitted} and published {published} times");
    read_journal::<PublishRecord>(&world.journal).expect("what was appended can be read");
}
