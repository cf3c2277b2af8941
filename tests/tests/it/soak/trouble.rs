//! What goes wrong in a round.

use wxkit_sandbox::Faults;
use wxkit_tests::{Chance, everything};

/// Calls of the official account and of WeChat Work.
const CALLS: &[&str] = &[
    "uploadimg",
    "add_material",
    "get_material",
    "del_material",
    "init_upload",
    "upload_block",
    "upload_finish",
    "save_video",
    "query_status",
    "publish/uploadnews",
    "publish/submit",
    "publish/query",
    "draft/add",
    "draft/get",
    "draft/update",
    "draft/delete",
    "freepublish/submit",
    "freepublish/get",
    "freepublish/batchget",
    "media/upload",
    "message/custom/send",
    "message/send",
];

/// Calls that bring files without a digest: a whole answer with half of a file in it cannot be told.
const FILES: &[&str] = &["media/get"];
const FILE_WORDS: &[&str] = &["busy", "html", "drop", "lost", "cut", "empty", "odd"];

/// Calls that bring tokens.
const TOKENS: &[&str] = &["stable_token", "gettoken"];

/// Calls of WeChat Pay.
const PAY: &[&str] = &["video_upload", "tradebill", "billdownload/file", "v3/certificates"];

const WORDS: &[&str] =
    &["busy", "html", "html200", "drop", "lost", "cut", "truncated", "empty", "control", "stringly", "odd"];
const PAY_WORDS: &[&str] = &[
    "busy",
    "html",
    "drop",
    "lost",
    "cut",
    "truncated",
    "empty",
    "odd",
    "unsigned",
    "probe",
    "stale",
    "future",
    "tampered",
    "foreign",
    "rotate",
];
const TOKEN_WORDS: &[&str] = &["busy", "html", "drop", "lost", "cut", "truncated", "odd"];

/// A script for one round. Of the events one is lost, one comes twice and one late; whoever waits for them has to know which
/// are not coming, so that these have no chance in them.
pub(super) fn script(chance: &mut Chance) -> Faults {
    let mut lines = vec![
        r#"{"call":"callback/message","nth":2,"do":"drop"}"#.to_owned(),
        r#"{"call":"callback/message","nth":3,"do":"twice"}"#.to_owned(),
        r#"{"call":"callback/message","nth":1,"do":"disorder"}"#.to_owned(),
        r#"{"call":"notify/notification","nth":1,"do":"twice"}"#.to_owned(),
    ];
    let is_seldom = everything() && chance.percent(3);
    let dies = is_fatal(chance);
    let mut add = |calls: &[&str], words: &[&str], count: usize| {
        for _ in 0..count {
            let (call, word) = (calls[chance.below(calls.len())], words[chance.below(words.len())]);
            lines.push(format!(r#"{{"call":"{call}","nth":{},"do":"{word}"}}"#, 1 + chance.below(5)));
        }
    };
    add(CALLS, WORDS, 16);
    if is_seldom {
        // It costs a minute.
        add(CALLS, &["throttled"], 1);
    }
    if dies {
        add(CALLS, &["token", "expired"], 1);
    }
    add(FILES, FILE_WORDS, 2);
    add(TOKENS, TOKEN_WORDS, 2);
    add(PAY, PAY_WORDS, 4);
    let slow = CALLS[chance.below(CALLS.len())];
    lines.push(format!(r#"{{"call":"{slow}","nth":1,"do":"slow","ms":{}}}"#, 20 + chance.below(400)));
    lines.join("\n").parse().unwrap()
}

/// Whether tokens die before their time: seldom enough that keepers do not hold it for a fight.
pub(super) fn is_fatal(chance: &mut Chance) -> bool {
    chance.percent(if everything() { 1 } else { 30 })
}

/// Messages and notifications of a round that never come.
pub(super) const DROPPED: usize = 1;
/// Those that come twice.
pub(super) const DOUBLED: usize = 2;
