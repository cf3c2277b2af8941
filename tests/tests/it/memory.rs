//! The memory of the command does not grow with what it sends, nor with what it fetches.

use std::fs::File;
use std::io::{Read, Write};

use wxkit_sandbox::{Film, Sandbox};
use wxkit_tests::command::{Desk, peak_memory};

const MB: u64 = 1 << 20;

#[test]
fn an_upload_takes_little_memory() {
    let desk = Desk::new(Sandbox::default());
    check(&[64, 500], |size| upload(&desk, size));
}

#[test]
fn a_download_takes_little_memory() {
    let desk = Desk::new(Sandbox::default());
    check(&[64, 200], |size| download(&desk, size));
}

/// Two sizes in MiB, the peak of the memory in KiB for each; `None` where the system does not tell.
fn check(sizes: &[u64; 2], peak: impl Fn(u64) -> Option<u64>) {
    let [Some(small), Some(large)] = sizes.map(|size| peak(size * MB)) else { return };
    assert!(large < 16 * 1024, "{large} KiB for {} MiB", sizes[1]);
    assert!(large < small + 4 * 1024, "{sizes:?} MiB take {small} and {large} KiB");
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

/// A film that is cut off twice.
fn download(desk: &Desk, size: u64) -> Option<u64> {
    let cut = |nth: u32| format!("{{\"call\":\"video.mp4\",\"nth\":{nth},\"do\":\"cut\"}}\n");
    desk.file("clip.mp4", b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41");
    let media = desk.json(&["official", "media", "upload", "--type", "video", "clip.mp4"]);
    let before = desk.server.sandbox().count("video.mp4");
    {
        let mut sandbox = desk.server.sandbox();
        let config = sandbox.config_mut();
        config.film = Some(size);
        config.faults = [cut(1), cut(2)].concat().parse().unwrap();
    }
    let id = media["media_id"].as_str().unwrap();
    let peak = peak_memory(desk.start(&["official", "media", "get", id, "-o", "film.mp4"]));
    assert_eq!(desk.server.sandbox().count("video.mp4") - before, 3);
    let path = desk.folder.path().join("film.mp4");
    let (mut file, mut film) = (File::open(path).unwrap(), Film { range: 0..size });
    while film.size() > 0 {
        let expected = film.take(1 << 20);
        let mut found = vec![0; expected.len()];
        file.read_exact(&mut found).unwrap();
        assert!(found == expected, "{} bytes before the end", film.size());
    }
    assert_eq!(file.read(&mut [0]).unwrap(), 0);
    peak
}
