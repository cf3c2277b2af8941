//! The rules of the chunked upload.

use super::bench::*;
use crate::{BlockRule, Config, Review, Upload, Verdict, Whole};

fn small() -> Bench {
    Bench::new(Config { blocks: BlockRule::UpTo(4), ..Config::default() })
}

#[test]
fn blocks_of_a_megabyte_and_a_shorter_last_one() {
    let content: Vec<u8> = b"\r\n\0\xff".iter().copied().cycle().take((2 << 20) + 99).collect();
    let mut bench = Bench::new(Config::default());
    let vid = bench.init(&content);
    for (at, block) in content.chunks(1 << 20).enumerate().rev() {
        assert_eq!(verdict(&bench.block(&vid, at + 1, block)), "0 ok");
    }
    assert_eq!(verdict(&bench.finish(&vid)), "0 ok");
    let [video] = bench.sandbox.videos() else { panic!("one video") };
    assert_eq!(video.upload, Upload::Finished(Whole::Equal));
    assert_eq!(video.blocks[&3].sha1, crate::state::sha1_hex(&content[2 << 20..]));
}

#[test]
fn what_does_not_fit_together_is_refused_at_the_end() {
    let check = |rule: BlockRule, content: &[u8], blocks: &[(usize, &[u8])], expected: &str| {
        let mut bench = Bench::new(Config { blocks: rule, ..Config::default() });
        let vid = bench.init(content);
        for (number, block) in blocks {
            assert_eq!(verdict(&bench.block(&vid, *number, block)), "0 ok");
        }
        assert_eq!(verdict(&bench.finish(&vid)), expected, "{blocks:?}");
    };
    let up = BlockRule::UpTo(4);
    check(up, b"abcdef", &[(2, b"ef"), (1, b"abcd")], "0 ok");
    check(up, b"abcdef", &[(1, b"abc"), (2, b"def")], "0 ok");
    check(up, b"abcdef", &[(1, b"____"), (2, b"ef"), (1, b"abcd"), (2, b"ef")], "0 ok");
    check(up, b"abcdef", &[], "20001 ");
    check(up, b"abcdef", &[(1, b"abcd"), (3, b"ef")], "20001 ");
    check(up, b"abcdef", &[(2, b"abcd"), (3, b"ef")], "20001 ");
    check(up, b"abcdef", &[(1, b"abcd"), (2, b"e")], "20001 ");
    check(up, b"abcdef", &[(1, b"abcd"), (2, b"xy")], "20001 ");
    check(up, b"abcdef", &[(1, b"ab"), (2, b"cdef")], "20001 ");
    check(up, b"abcdefg", &[(1, b"abc"), (2, b"de"), (3, b"fg")], "20001 ");
    check(BlockRule::Exactly(4), b"abcdef", &[(1, b"abc"), (2, b"def")], "20001 ");
    check(BlockRule::Exactly(4), b"abcdef", &[(1, b"abcd"), (2, b"ef")], "0 ok");
}

#[test]
fn beyond_the_window_the_whole_is_not_verified() {
    let mut bench = Bench::new(Config { blocks: BlockRule::UpTo(1), window: 2, ..Config::default() });
    let vid = bench.init(b"abcde");
    for (at, block) in b"abcde".chunks(1).enumerate().rev() {
        bench.block(&vid, at + 1, block);
    }
    assert_eq!(verdict(&bench.finish(&vid)), "0 ok");
    assert_eq!(bench.sandbox.videos()[0].upload, Upload::Finished(Whole::Unverified));
}

#[test]
fn bad_requests() {
    let mut bench = small();
    let vid = bench.init(b"abcdef");
    assert_eq!(verdict(&bench.block(&vid, 1, b"abcde")), "40006 invalid meida size");
    assert_eq!(verdict(&bench.block(&vid, 0, b"abcd")), "40035 invalid parameter, part_num");
    assert_eq!(verdict(&bench.block(&vid, 65_537, b"abcd")), "40035 invalid parameter, part_num");
    assert_eq!(verdict(&bench.block(&vid, 1, b"")), "44001 empty media data");
    assert_eq!(verdict(&bench.block("wxv_1", 1, b"abcd")), "40007 invalid media_id");
    assert_eq!(verdict(&bench.finish("wxv_1")), "40007 invalid media_id");
    assert_eq!(verdict(&bench.get(&video("upload_finish", ""))), "40035 invalid parameter, vid");
    let mut check = |action: &str, body: &str, expected: &str| {
        assert_eq!(verdict(&bench.post(&video(action, ""), body)), expected, "{body}");
    };
    let sha1 = "a9993e364706816aba3e25717850c26c9cd0d89d";
    let init = |size: &str| format!(r#"{{"filename":"a.mp4","filesha":"{sha1}","filesize":{size}}}"#);
    check("init_upload", &init("2147483648"), "0 ok");
    check("init_upload", &init("\"7\""), "0 ok");
    check("init_upload", &init("2147483649"), "40006 invalid meida size");
    check("init_upload", &init("0"), "40006 invalid meida size");
    check("init_upload", &init("-9223372036854775808"), "40006 invalid meida size");
    check(
        "init_upload",
        r#"{"filename":"a.mp4","filesize":1}"#,
        "40035 invalid parameter, filename or filesha",
    );
    check("init_upload", "{", "47001 data format error");
    check("init_upload", "", "47001 data format error");
    check(
        "init_upload",
        r#"{"filename":"\u8336.mp4"}"#,
        "40033 invalid charset. please check your request, if include \\uxxxx",
    );
    check("save_video", r#"{"title":"t","content":"wxv_1"}"#, "40007 invalid media_id");
    check("save_video", r#"{"content":"wxv_1"}"#, "40035 invalid parameter, title");
    check(
        "save_video",
        r#"{"title":"t","content":"v","tags":[1,2,3,4,5,6]}"#,
        "40035 invalid parameter, tags",
    );
    check(
        "save_video",
        r#"{"title":"t","content":"v","tags":"a,b,c,d,e,f"}"#,
        "40035 invalid parameter, tags",
    );
    check("save_video", &format!(r#"{{"title":"t","content":"{vid}"}}"#), "20001 ");
}

#[test]
fn after_the_end() {
    let mut bench = small();
    let vid = bench.init(b"abcd");
    bench.block(&vid, 1, b"abcd");
    assert_eq!(verdict(&bench.finish(&vid)), "0 ok");
    assert_eq!(verdict(&bench.finish(&vid)), "0 ok");
    bench.sandbox.config_mut().finish_again = false;
    assert_eq!(verdict(&bench.finish(&vid)), "20001 ");
    assert_eq!(verdict(&bench.block(&vid, 1, b"abcd")), "20001 ");
    let [video] = bench.sandbox.videos() else { panic!("one video") };
    assert_eq!((video.blocks[&1].received, video.blocks[&1].acknowledged), (1, 1));
}

#[test]
fn reviews_end_as_configured() {
    let failing = Review { verdict: Verdict::Failed, ..Review::default() };
    let mut bench = Bench::new(Config { video_review: failing, ..Config::default() });
    assert_eq!(bench.reviewed_video().1, 2);
    let mut bench = Bench::new(Config::default());
    assert_eq!(bench.reviewed_video().1, 3);
    let slow = Review { after: std::time::Duration::from_secs(60), ..Review::default() };
    let mut bench = Bench::new(Config { video_review: slow, ..Config::default() });
    assert_eq!(bench.reviewed_video().1, 0);
}
