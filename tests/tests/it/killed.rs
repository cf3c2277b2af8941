//! A real process, killed at many moments of what it does, and started again; at more of them by `cargo xtask attack`.

use std::process::{Child, Command};

use wxkit::proto::digest::{Algorithm, hex_digest};
use wxkit_sandbox::state::Upload;
use wxkit_sandbox::{Config, Sandbox};
use wxkit_tests::command::Desk;
use wxkit_tests::{Chance, how_many};

const JOBS: u32 = 3;

#[test]
fn killed_at_twenty_moments() {
    // How many calls a publication makes that nobody disturbs.
    let (desk, film) = desk(0);
    publish(&desk);
    let calls = check(&desk, &film);
    let mut chance = Chance::new(20);
    for round in 1..=how_many(20, 100) {
        let (desk, film) = self::desk(round);
        let mut killed_at = 0;
        // Some runs are killed twice.
        for _ in 0..1 + chance.below(2) {
            killed_at += 1 + chance.below(usize::try_from(calls).unwrap() - 1);
            let mut child = desk.start(&["publish", "article", "--jobs", &JOBS.to_string()]);
            while total(&desk) < killed_at as u64 && child.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
            child.kill().unwrap();
            child.wait().unwrap();
        }
        publish(&desk);
        check(&desk, &film);
    }
}

/// By the draft box, at every call of a publication without a film.
#[test]
fn killed_at_every_call_of_freepublish() {
    const ARGS: &[&str] = &["publish", "article", "--via", "freepublish"];
    let desk = || small_desk(0);
    let undisturbed = desk();
    let _ = undisturbed.json(ARGS);
    for killed_at in 1..=total(&undisturbed) {
        let desk = desk();
        let mut child = desk.start(ARGS);
        while total(&desk) < killed_at && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let result = desk.json(ARGS);
        let sandbox = desk.server.sandbox();
        let [published] = sandbox.publications() else {
            panic!("killed at {killed_at}: published {} times", sandbox.publications().len())
        };
        assert_eq!(result["article_id"], published.article_id().unwrap().as_str(), "killed at {killed_at}");
        assert!(sandbox.drafts().iter().all(|draft| draft.gone.is_some()), "killed at {killed_at}");
    }
}

/// By every signal that ends a process, at random moments, six times in a row, and then once without a signal.
#[test]
fn six_deaths_in_a_row_by_any_signal() {
    const ARGS: &[&str] = &["publish", "article", "--via", "freepublish"];
    for (round, signal) in (0..how_many(1, 25)).flat_map(|round| SIGNALS.map(|signal| (round, signal))) {
        let desk = small_desk(round);
        let mut chance = Chance::new(round);
        for _ in 0..6 {
            let more = total(&desk) + chance.below(4) as u64;
            die(&desk, desk.start(ARGS), more, signal);
        }
        let result = desk.json(ARGS);
        let sandbox = desk.server.sandbox();
        let [published] = sandbox.publications() else {
            panic!("{signal} {round}: published {} times", sandbox.publications().len())
        };
        assert_eq!(result["article_id"], published.article_id().unwrap().as_str(), "{signal} {round}");
    }
}

/// A download has its name only when it is whole, and a dead process that fetched a token is in nobody's way.
#[test]
fn downloads_and_tokens_survive_any_signal() {
    let bytes = [b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), Chance::new(1).bytes(900_000)].concat();
    for (round, signal) in (0..how_many(1, 25)).flat_map(|round| SIGNALS.map(|signal| (round, signal))) {
        let desk = Desk::new(Sandbox::new(Config::default()));
        desk.file("a.jpg", &bytes);
        let id = desk.json(&["official", "media", "upload", "--type", "image", "a.jpg"])["media_id"]
            .as_str()
            .unwrap()
            .to_owned();
        let mut chance = Chance::new(round);
        for args in
            [&["official", "media", "get", &id, "-o", "out.jpg"][..], &["token", "official", "--refresh"]]
        {
            let more = total(&desk) + chance.below(2) as u64;
            die(&desk, desk.start(args), more, signal);
            if let Ok(found) = std::fs::read(desk.folder.path().join("out.jpg")) {
                assert_eq!(found, bytes, "{signal} {round}");
            }
        }
        let place = desk.folder.path().join("again.jpg");
        let _ = desk.json(&["official", "media", "get", &id, "-o", "again.jpg"]);
        assert_eq!(std::fs::read(place).unwrap(), bytes, "{signal} {round}");
    }
}

/// Two runs for the same article at the same time: one of them says that it is not alone, and there is one publication.
#[test]
fn two_runs_at_once_publish_once() {
    const ARGS: &[&str] = &["publish", "article", "--via", "freepublish"];
    for round in 0..how_many(3, 50) {
        let desk = small_desk(round);
        let runs = [desk.start(ARGS), desk.start(ARGS)].map(|run| run.wait_with_output().unwrap());
        for run in runs.iter().filter(|run| !run.status.success()) {
            let said = String::from_utf8_lossy(&run.stderr);
            assert!(said.contains("another run is at work on this"), "{said}");
        }
        assert!(runs.iter().any(|run| run.status.success()));
        assert_eq!(desk.server.sandbox().publications().len(), 1, "round {round}");
    }
}

const SIGNALS: [&str; 4] = ["KILL", "TERM", "INT", "HUP"];

/// Sends the signal once so many calls were made, and sees the process end.
fn die(desk: &Desk, mut child: Child, calls: u64, signal: &str) {
    while total(desk) < calls && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    // It may have ended already.
    let _ = Command::new("kill").args(["-s", signal, &child.id().to_string()]).output();
    child.wait().unwrap();
}

/// An article without a film.
pub(crate) fn small_desk(seed: u64) -> Desk {
    let (desk, _) = self::desk(seed);
    let text = "---\ntitle: 标题\ncover: 封面.jpg\n---\n![](图一.jpg)\n\n![](图二.png)\n";
    desk.file("article/article.md", text.as_bytes());
    desk
}

fn publish(desk: &Desk) {
    let result = desk.json(&["publish", "article", "--jobs", &JOBS.to_string()]);
    assert_eq!(result["status"], "published");
    assert_eq!(
        result["url"],
        desk.server.sandbox().articles().iter().find_map(|article| article.url()).unwrap()
    );
}

/// Everything arrived, once; what was acknowledged was not sent again. Returns how many calls were made.
fn check(desk: &Desk, film: &[u8]) -> u64 {
    let sandbox = desk.server.sandbox();
    let submitted: Vec<_> = sandbox.articles().iter().filter(|article| article.submissions > 0).collect();
    let [article] = submitted.as_slice() else { panic!("{} articles were submitted", submitted.len()) };
    let video =
        sandbox.videos().iter().find(|video| article.news.content.contains(video.vid.as_str())).unwrap();
    assert!(matches!(video.upload, Upload::Finished(_)));
    assert_eq!(video.filesha, hex_digest(Algorithm::Sha1, film));
    let again: u32 = video.blocks.values().map(|block| block.acknowledged - 1).sum();
    // At each kill, as many blocks as travel at once may have been acknowledged and not recorded yet.
    assert!(again <= 2 * JOBS, "{again} blocks were sent again");
    drop(sandbox);
    total(desk)
}

pub(crate) fn total(desk: &Desk) -> u64 {
    desk.server.sandbox().calls().values().sum()
}

fn desk(seed: u64) -> (Desk, Vec<u8>) {
    let desk = Desk::new(Sandbox::new(Config::default()));
    let mut chance = Chance::new(seed);
    let mut media = |name: &str, head: &[u8], len: usize| {
        let bytes = [head, &chance.bytes(len)].concat();
        desk.file(&format!("article/{name}"), &bytes);
        bytes
    };
    media("封面.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", 9000);
    media("图一.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", 70_000);
    media("图二.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0", 300);
    let film = media("film.mp4", b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41", 12 << 20);
    let text = "---\ntitle: 标题\ncover: 封面.jpg\n---\n![](图一.jpg)\n\n![](film.mp4)\n\n![](图二.png)\n";
    desk.file("article/article.md", text.as_bytes());
    (desk, film)
}
