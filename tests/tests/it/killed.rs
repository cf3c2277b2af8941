//! A real process, killed at twenty moments of a publication and started again.

use wxkit::proto::{Algorithm, hex_digest};
use wxkit_sandbox::{Config, Sandbox, Upload};
use wxkit_tests::Chance;
use wxkit_tests::command::Desk;

const JOBS: u32 = 3;

#[test]
fn killed_at_twenty_moments() {
    // How many calls a publication makes that nobody disturbs.
    let (desk, film) = desk(0);
    publish(&desk);
    let calls = check(&desk, &film);
    let mut chance = Chance::new(20);
    for round in 1..=20 {
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
    let desk = || {
        let (desk, _) = self::desk(0);
        let text = "---\ntitle: 标题\ncover: 封面.jpg\n---\n![](图一.jpg)\n\n![](图二.png)\n";
        desk.file("article/article.md", text.as_bytes());
        desk
    };
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
        assert_eq!(result["article_id"], published.article_id().unwrap().0, "killed at {killed_at}");
        assert!(sandbox.drafts().iter().all(|draft| draft.gone.is_some()), "killed at {killed_at}");
    }
}

fn publish(desk: &Desk) {
    let result = desk.json(&["publish", "article", "--jobs", &JOBS.to_string()]);
    assert_eq!(result["status"], "发布成功");
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
    let video = sandbox.videos().iter().find(|video| article.news.content.contains(&video.vid.0)).unwrap();
    assert!(matches!(video.upload, Upload::Finished(_)));
    assert_eq!(video.filesha, hex_digest(Algorithm::Sha1, film));
    let again: u32 = video.blocks.values().map(|block| block.acknowledged - 1).sum();
    // At each kill, as many blocks as travel at once may have been acknowledged and not recorded yet.
    assert!(again <= 2 * JOBS, "{again} blocks were sent again");
    drop(sandbox);
    total(desk)
}

fn total(desk: &Desk) -> u64 {
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
