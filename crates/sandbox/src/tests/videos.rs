//! The rules of the chunked upload.

use super::bench::*;
use crate::state::{Upload, Whole};
use crate::{BlockRule, Config, Review, Verdict};

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

/// Uploads blocks in this order to a sandbox with this window, finishes, and gives back what came of it.
fn finished(window: u64, content: &[u8], blocks: &[(usize, &[u8])]) -> (String, Upload) {
    let mut bench = Bench::new(Config { blocks: BlockRule::UpTo(9), window, ..Config::default() });
    let vid = bench.init(content);
    for (number, block) in blocks {
        assert_eq!(verdict(&bench.block(&vid, *number, block)), "0 ok");
    }
    (verdict(&bench.finish(&vid)), bench.sandbox.videos()[0].upload)
}

#[test]
fn an_overwritten_block_is_noticed() {
    let yes = ("0 ok".to_owned(), Upload::Finished(Whole::Equal));
    let perhaps = ("0 ok".to_owned(), Upload::Finished(Whole::Unverified));
    let no = ("20001 ".to_owned(), Upload::Open);
    let whole: [(usize, &[u8]); 4] = [(1, b"ab"), (2, b"cd"), (3, b"ef"), (4, b"gh")];
    let check = |window: u64, more: &[(usize, &[u8])], expected: &(String, Upload)| {
        let blocks = [&whole, more].concat();
        assert_eq!(finished(window, b"abcdefgh", &blocks), *expected, "{window} {more:?}");
    };
    for window in [0, 8] {
        check(window, &[(1, b"__")], &no);
        check(window, &[(1, b"__"), (1, b"ab")], &yes);
        check(window, &[(1, b"__"), (2, b"cd"), (4, b"__")], &no);
    }
    // Another division of the same content is not another content.
    let other: [(usize, &[u8]); 2] = [(1, b"abc"), (2, b"def")];
    assert_eq!(finished(6, b"abcdef", &[&other[..], &[(2, b"cdef"), (1, b"ab")]].concat()), no);
    assert_eq!(finished(0, b"abcdef", &[&other[..], &[(2, b"__"), (1, b"abcd"), (2, b"ef")]].concat()), yes);
    assert_eq!(finished(0, b"abcdef", &[&other[..], &[(1, b"abcd"), (2, b"ef"), (1, b"abce")]].concat()), no);
    let split: [(usize, &[u8]); 3] = [(2, b"cd"), (1, b"ab"), (3, b"ef")];
    assert_eq!(finished(0, b"abcdef", &split), perhaps);
}

#[test]
fn any_order_is_verified_up_to_the_window() {
    let mut content: Vec<u8> = (0..40).collect();
    let reverse = |content: &[u8]| {
        let blocks: Vec<_> =
            content.chunks(4).enumerate().map(|(at, block)| (at + 1, block.to_vec())).collect();
        blocks.into_iter().rev().collect::<Vec<_>>()
    };
    let check = |announced: &[u8], sent: &[(usize, Vec<u8>)], expected: &str| {
        let sent: Vec<_> = sent.iter().map(|(number, block)| (*number, block.as_slice())).collect();
        assert_eq!(finished(40, announced, &sent).0, expected);
    };
    check(&content, &reverse(&content), "0 ok");
    let sent = reverse(&content);
    content[39] = 0;
    check(&content, &sent, "20001 ");
}

#[test]
fn uploads_share_the_window() {
    let mut bench = Bench::new(Config { blocks: BlockRule::UpTo(2), window: 6, ..Config::default() });
    let (first, second) = (bench.init(b"abcd"), bench.init(b"efghij"));
    bench.block(&first, 2, b"cd");
    for (at, block) in [b"ef", b"gh", b"ij"].into_iter().enumerate() {
        bench.block(&second, at + 1, block);
    }
    // A spare block made room, and not the one that is still to have its turn.
    bench.block(&first, 1, b"ab");
    assert_eq!(
        (verdict(&bench.finish(&first)), verdict(&bench.finish(&second))),
        ("0 ok".into(), "0 ok".into())
    );
    assert!(bench.sandbox.videos().iter().all(|video| video.upload == Upload::Finished(Whole::Equal)));
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
    for action in ["init_upload", "save_video"] {
        check(action, "{", "44001 empty media data");
        check(action, "", "44001 empty media data");
    }
    check(
        "init_upload",
        r#"{"filename":"\u8336.mp4"}"#,
        "40033 invalid charset. please check your request, if include \\uxxxx",
    );
    check("save_video", r#"{"title":"t","content":"wxv_1"}"#, "40007 invalid media_id");
    check("save_video", r#"{"content":"wxv_1"}"#, "40035 invalid parameter, title");
    check("save_video", r#"{"title":"t"}"#, "40035 invalid parameter, content");
    check("save_video", r#"{"title":"t","content":""}"#, "40035 invalid parameter, content");
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
fn two_methods_will_do() {
    let mut bench = small();
    for (action, more) in [("upload_finish", "&vid=wxv_1"), ("query_status", "&media_id=x")] {
        let mut ask = |method: &str| verdict(&json(&bench.send(method, &video(action, more), &[], "")));
        assert_eq!(
            (ask("GET"), ask("POST")),
            ("40007 invalid media_id".into(), "40007 invalid media_id".into())
        );
        for method in ["PUT", "DELETE", "HEAD", "OPTIONS", "BREW"] {
            assert_eq!(ask(method), "43002 require POST method");
        }
    }
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
