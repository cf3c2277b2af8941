//! The memory of the command does not grow with what it sends.

use std::fs::File;
use std::io::Write;

use wxkit_sandbox::Sandbox;
use wxkit_tests::command::{Desk, peak_memory};

const MB: u64 = 1 << 20;

#[test]
fn memory_stays_small_and_flat() {
    let desk = Desk::new(Sandbox::default());
    let (Some(small), Some(large)) = (upload(&desk, 64 * MB), upload(&desk, 500 * MB)) else {
        return; // this system does not tell
    };
    assert!(large < 40 * 1024, "{large} KiB for 500 MiB");
    assert!(large < small + 4 * 1024, "{small} KiB for 64 MiB, {large} KiB for 500 MiB");
}

fn upload(desk: &Desk, size: u64) -> Option<u64> {
    let path = desk.file("film.mp4", b"");
    let mut file = File::create(&path).unwrap();
    file.write_all(b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41").unwrap();
    file.set_len(size).unwrap();
    let peak = peak_memory(desk.start(&["official", "video", "upload", "film.mp4", "--title", "电影"]));
    let sandbox = desk.server.sandbox();
    let video = sandbox.videos().last().unwrap();
    assert_eq!((video.filesize, video.blocks.len() as u64), (size, size / MB));
    peak
}
