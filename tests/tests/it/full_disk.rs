//! A disk that is full before or while an article is published. A limit on the size of files stands in for it: what goes
//! beyond it cannot be written.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;

use wxkit_sandbox::Sandbox;
use wxkit_tests::command::{Desk, run};

/// With so many pictures that its journal does not fit into a kilobyte.
const PICTURES: u64 = 12;

fn desk() -> Desk {
    let desk = Desk::new(Sandbox::default());
    let mut article = "---\ntitle: 茶\ncover: cover.jpg\n---\n".to_owned();
    let jpeg = |last: &str| [b"\xff\xd8\xff\xe0\0\x10JFIF~~", last.as_bytes()].concat();
    desk.file("tea/cover.jpg", &jpeg("cover"));
    for nth in 0..PICTURES {
        desk.file(&format!("tea/{nth}.jpg"), &jpeg(&nth.to_string()));
        article += &format!("![]({nth}.jpg)\n\n");
    }
    desk.file("tea/article.md", article.as_bytes());
    desk
}

/// The same command, whose files can have at most so many blocks of 512 or 1024 bytes.
fn limited(desk: &Desk, blocks: u32, args: &[&str]) -> (i32, String, String) {
    let plain = desk.wxkit(args);
    let mut command = Command::new("sh");
    // A program that ignores the signal is told by an error, as of a full disk.
    command.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
    command.arg(plain.get_program()).args(plain.get_args()).current_dir(desk.folder.path());
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    run(command.env("WXKIT_TOKEN_STORE", "memory"))
}

fn journal(folder: &Path) -> String {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let journal = files.filter(|path| path.to_string_lossy().contains("publish-")).next().unwrap();
    std::fs::read_to_string(journal).unwrap()
}

#[test]
fn nothing_is_sent_where_nothing_can_be_noted() {
    let desk = desk();
    let (status, _, stderr) = limited(&desk, 0, &["publish", "tea"]);
    assert!(status == 1 && stderr.contains("journal"), "{stderr}");
    assert!(desk.server.sandbox().calls().is_empty(), "{stderr}");
    assert_eq!(desk.run(&["publish", "tea"]).0, 0);
}

#[test]
fn a_disk_that_fills_up_costs_what_could_not_be_noted_and_no_more() {
    let desk = desk();
    let (status, _, stderr) = limited(&desk, 1, &["publish", "tea", "--jobs", "1"]);
    assert!(status == 1 && stderr.contains("journal"), "{stderr}");
    // Whole lines, of which the last ends within the limit.
    let text = journal(&desk.folder.path().join("state"));
    assert!(text.ends_with('\n') && text.len() <= 1024 && text.lines().count() > 2, "{text}");
    let uploads = |call: &str| desk.server.sandbox().calls().get(call).copied().unwrap_or_default();
    let sent = || uploads("cgi-bin/media/uploadimg") + uploads("cgi-bin/material/add_material");
    let before = sent();
    assert_eq!(desk.run(&["publish", "tea"]).0, 0);
    // All pictures and the cover, but for what the journal tells below its head.
    let noted = text.lines().count() as u64 - 1;
    assert_eq!(sent() - before, PICTURES + 1 - noted);
    assert_eq!(uploads("cgi-bin/publish/submit"), 1);
}
