//! Worlds of WeChat Work's flows: whatever is lost or dies, the file arrives, and no message comes twice that nobody was
//! told of.

use std::path::PathBuf;

use wxkit::proto::digest::{Algorithm, DigestPlan, hex_digest};
use wxkit::proto::download::{Download, DownloadRecord, Place};
use wxkit::proto::journal::read_journal;
use wxkit::proto::{Error, Source};
use wxkit::work::ids::AgentId;
use wxkit::work::media::DownloadMedia;
use wxkit::work::share::MediaRecord;
use wxkit::work::{FileMessage, Receivers, SendFile};
use wxkit_sandbox::Sandbox;
use wxkit_tests::{Chance, End, Odds, World, each_world};

#[test]
fn a_thousand_worlds() {
    each_world(1000, 100_000, one_world);
}

/// In this world the download breaks off before its last byte, which is a blank.
#[test]
fn a_rest_that_is_blank() {
    one_world(9500);
}

/// In this world a message is sent that a wrong clock has uploaded anew, after all answers to the first were lost.
#[test]
fn a_message_by_a_wrong_clock() {
    one_world(10_919);
}

fn one_world(seed: u64) {
    let mut chance = Chance::new(seed);
    let mut world = World::new(seed, Sandbox::default());
    world.odds = Odds::random(&mut chance, 20);
    let bytes = [b"%PDF-1.7\n".to_vec(), chance.bytes(1 + chance.clone().below(3000))].concat();
    world.files.insert("/茶.pdf".into(), bytes.clone().into());
    let checked = chance.percent(50);
    let (sent, unsure) = send(&mut world, checked, seed);

    let messages = world.sandbox.corp_messages().len();
    assert!((1..=1 + unsure).contains(&messages), "seed {seed}: {messages} messages, {unsure} were unsure");
    // Its content comes back as it was, in spite of all.
    world.odds = Odds { crash: 5, lost: 20, trouble: 30, ..world.odds };
    world.journal.clear();
    let place = Place::File(PathBuf::from("/again.pdf"));
    let downloaded = world.finish(|journal| {
        let records: Vec<DownloadRecord> = read_journal(journal).unwrap();
        let call = DownloadMedia::new(sent.clone().into());
        let plan = DigestPlan { whole: Algorithm::Sha1, blocks: None };
        Download::new(call, place.clone(), &records).expecting(plan, hex_digest(Algorithm::Sha1, &bytes))
    });
    let file = downloaded.file.unwrap();
    assert_eq!(world.files[&file.path], bytes, "seed {seed}");
    let parts = world.files.keys().filter(|path| path.extension().is_some_and(|ending| ending == "part"));
    assert_eq!(parts.count(), 0, "seed {seed}: a part is left");
}

/// Sends the file; a message whose answer was lost is sent again, as somebody would who was told. Gives the id of the media,
/// and how often nobody knew.
fn send(world: &mut World, checked: bool, seed: u64) -> (wxkit::work::ids::MediaId, usize) {
    let mut unsure = 0;
    for _ in 0..100 {
        let known: Vec<MediaRecord> = read_journal(&world.journal).unwrap();
        let (corp, agent) =
            (world.sandbox.config().work.corpid.clone(), world.sandbox.config().work.apps[0].agentid);
        let to = Receivers::Everybody;
        let mut message = FileMessage::new("茶.pdf", Source::path("/茶.pdf"), corp, to, AgentId::from(agent));
        message.duplicate_check = checked.then_some(1800);
        match world.run(SendFile::new(message, known)) {
            End::Done(Ok(sent)) => return (sent.media.record.id(), unsure),
            // Who dies does not know either.
            End::Done(Err(Error::OutcomeUnknown(_))) | End::Crashed => unsure += 1,
            End::Done(Err(error)) => {
                assert!(matches!(error, Error::Transport(_) | Error::Refused(_)), "seed {seed}: {error:?}")
            }
        }
    }
    panic!("seed {seed}: it never ends")
}
