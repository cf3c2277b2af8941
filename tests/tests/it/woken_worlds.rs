//! Worlds of what waits for a mass message or a job of WeChat Work, with events that come early, late, twice, of others and not at
//! all: the same comes of it as by asking alone, and nothing is sent or begun because of an event.

use std::time::Duration;

use wxkit::official::ids::MessageId;
use wxkit::official::mass::{Audience, AwaitMass, MassMessage, MassStatus, SendMassToAll};
use wxkit::proto::digest::{Algorithm, hex_digest};
use wxkit::proto::flow::Notice;
use wxkit::proto::{Call, Error, Kind, Patience};
use wxkit::work::UploadByUrl;
use wxkit::work::ids::JobId;
use wxkit::work::job::FetchFromUrl;
use wxkit::work::media::UrlKind;
use wxkit_sandbox::{Config, Sandbox};
use wxkit_tests::{Chance, End, Noticed, Odds, World, each_world};

/// Longer than anything takes here.
const PATIENCE: Patience = Patience::new(Duration::from_secs(2), Duration::from_secs(100_000));

fn world(seed: u64, faults: &str) -> World {
    let config = Config { faults: faults.parse().unwrap(), ..Config::default() };
    let mut world = World::new(seed, Sandbox::new(config));
    world.odds = Odds::random(&mut Chance::new(seed), 20);
    world
}

#[test]
fn a_mass_message_ends_as_by_asking() {
    each_world(300, 30_000, |seed| {
        let fails = Chance::new(seed).percent(50);
        let faults = if fails { r#"{"call":"mass/sendall","do":"review_failed"}"# } else { "" };
        let ends = [false, true].map(|hears| mass(&mut world(seed, faults), seed, hears));
        let expected = if fails { MassStatus::Failed } else { MassStatus::Sent };
        assert_eq!(ends, [expected.clone(), expected], "seed {seed}");
    });
}

/// Sends a message and waits for its end.
fn mass(world: &mut World, seed: u64, hears: bool) -> MassStatus {
    let job = world.finish(|_| {
        let mut call = SendMassToAll::new(Audience::All, MassMessage::Text("春茶到了".into()));
        call.clientmsgid = Some("one".into());
        Call::new(call)
    });
    let report = world.finish(|_| {
        let flow = AwaitMass::new(job.msg_id, PATIENCE);
        let chance = Chance::new(seed);
        // Word of it is there from the first answer on, or never.
        match hears {
            true => Noticed::new(flow, chance, |body| Some(MessageId::from(body["msg_id"].as_i64()?).into())),
            false => Noticed::new(flow, chance, |_| None),
        }
    });
    assert_eq!(world.sandbox.mass_sends().len(), 1, "seed {seed}: it was sent once");
    report.msg_status
}

#[test]
fn a_job_ends_as_by_asking() {
    each_world(300, 30_000, |seed| {
        let (fails, bytes) = (Chance::new(seed).percent(30), b"a file of more than five bytes");
        let faults = if fails { r#"{"call":"get_upload_by_url_result","do":"review_failed"}"# } else { "" };
        let ends = [false, true].map(|hears| {
            let mut world = world(seed, faults);
            // What dies here begins another job, and what cannot be known as well.
            world.odds.crash = 0;
            world.files.insert("https://files.example/tea.zip".into(), bytes.as_slice().into());
            let (url, md5) = ("https://files.example/tea.zip", hex_digest(Algorithm::Md5, bytes));
            let ask = UploadByUrl::new(UrlKind::File, "tea.zip", url, md5);
            let (flow, chance) = (FetchFromUrl::new(ask, PATIENCE), Chance::new(seed));
            let heard: fn(&serde_json::Value) -> Option<Notice> = match hears {
                true => |body| Some(Notice::from(&JobId::from(body["jobid"].as_str()?))),
                false => |_| None,
            };
            let end = match world.run(Noticed::new(flow, chance, heard)) {
                End::Done(Ok(_)) => "fetched".to_owned(),
                // A token that is refused four times in a row is given up.
                End::Done(Err(Error::Refused(refusal))) if refusal.kind != Kind::Token => {
                    refusal.code.to_string()
                }
                End::Done(Err(error)) => error.kind().as_str().to_owned(),
                End::Crashed => unreachable!("nothing dies here"),
            };
            // One for each that failed, and one for each answer that was lost.
            (end, world.sandbox.count("media/upload_by_url"), world.sandbox.jobs().len() as u64)
        });
        for (end, begun, jobs) in &ends {
            let expected = if fails { "830003" } else { "fetched" };
            let lost = ["transport", "token"].contains(&&**end);
            assert!(end == expected || lost, "seed {seed}: {end}");
            assert!(jobs <= begun, "seed {seed}");
        }
    });
}
