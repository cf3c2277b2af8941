//! A publication as a list of operations.

use wxkit::official::article::Piece;
use wxkit::official::{Publish, PublishOptions, Via};
use wxkit::proto::Kind;
use wxkit::proto::journal::read_journal;
use wxkit_sandbox::{BlockRule, Config, Sandbox};

use crate::sample::{BLOCK, article};
use crate::{Chance, End, Odds, World};

/// Each byte is something that the author, the network or the machine does. Whatever they do, nothing is submitted twice, and
/// a run that nobody disturbs ends for a reason of the article.
pub fn publish(data: &[u8]) {
    let config =
        Config { blocks: BlockRule::Exactly(BLOCK), draft_stays: data.len() % 2 == 1, ..Config::default() };
    let mut world = World::new(data.len() as u64, Sandbox::new(config));
    let mut article = article(&mut world, &mut Chance::new(1));
    // Films have a target of their own.
    article.videos.clear();
    article.body.retain(|piece| !matches!(piece, Piece::Video(_)));
    let mut options = PublishOptions::default();
    for byte in data.iter().take(40) {
        let much = u32::from(byte / 8);
        match byte % 8 {
            0 => options.via = Via::MediaApi,
            1 => options.via = Via::Freepublish,
            2 => options.via = Via::Draft,
            3 => article.title = format!("标题 {}", much % 3),
            4 => world.odds = Odds { lost: 30, trouble: much + 1, ..world.odds },
            5 => world.odds = Odds { crash: 20, trouble: much + 1, ..world.odds },
            6 => world.odds = Odds { dropped: 20, refused: 20, revoked: 10, trouble: much + 1, ..world.odds },
            _ => options.submit = !options.submit,
        }
        let journal = read_journal(&world.journal).expect("the world writes whole lines");
        drop(world.run(Publish::new(article.clone(), options.clone(), &journal)));
        once(&world);
    }
    world.odds = Odds::default();
    let journal = read_journal(&world.journal).expect("the world writes whole lines");
    match world.run(Publish::new(article, options, &journal)) {
        End::Done(Err(error)) => {
            assert!(matches!(error.kind(), Kind::Input | Kind::OutcomeUnknown | Kind::Review), "{error:?}");
        }
        End::Done(Ok(_)) => {}
        End::Crashed => panic!("nothing goes wrong any more"),
    }
    once(&world);
}

fn once(world: &World) {
    let submitted: u32 = world.sandbox.articles().iter().map(|article| article.submissions).sum();
    assert!(submitted <= 1, "submitted {submitted} times");
    let published = world.sandbox.publications().len();
    assert!(published <= 1, "published {published} times");
}
