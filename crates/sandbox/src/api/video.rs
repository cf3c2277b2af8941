//! The five actions of `upload_video`.

use serde_json::json;
use std::collections::BTreeMap;

use serde_json::Value;
use wxkit_official::ids::{Vid, VideoId};
use wxkit_official::video::{
    InitUpload, OriginalStatus, QueryStatus, Ret, SaveVideo, UploadBlock, UploadFinish, VideoReview,
    VideoStatus,
};

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::config::Verdict;
use crate::route::{Route, Shape};
use crate::rule::unknown_media;
use crate::state::{BodySha1, MAX_PARTS, Progress, Saved, Stage, Stream, Upload, Video, push, sha1_hex};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::new(Shape::Json, init).first(check_init).garbled(44001, EMPTY),
        Route::new(Shape::Octets, block).first(check_block),
        // The manual says POST, its own curl does GET.
        Route::new(Shape::Nothing, finish).get_or_post().first(|_, call| require(call, &["vid"])),
        Route::new(Shape::Json, save).first(check_save).garbled(44001, EMPTY),
        Route::new(Shape::Nothing, status).get_or_post().first(|_, call| require(call, &["media_id"])),
    ]
}

/// "All POST interfaces take JSON ... otherwise fields cannot be read, which leads to this error" (FAQ 5).
const EMPTY: &str = "empty media data";
const LARGEST: i64 = 2 * 1024 * 1024 * 1024;

fn check_init(_: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    let text = |name: &str| call.json.get(name).and_then(Value::as_str).unwrap_or_default();
    let size = call.json.get("filesize").and_then(wxkit_proto::json::as_int);
    if text("filename").is_empty() || !is_sha1(text("filesha")) {
        return Err(invalid("filename or filesha"));
    }
    match size {
        Some(size) if (1..=LARGEST).contains(&size) => Ok(()),
        _ => Err(Refuse::new(40006, "invalid meida size")),
    }
}

fn init(sandbox: &mut Sandbox, call: &Call<'_>, ask: InitUpload) -> Result<Answer, Refuse> {
    let vid = Vid::from(format!("wxv_{}", sandbox.fresh_number(call.env, "vid", 18)));
    let fits = ask.filesize <= sandbox.config.window;
    push(
        &mut sandbox.videos.0,
        Video {
            vid: vid.clone(),
            filename: ask.filename,
            filesha: ask.filesha.to_ascii_lowercase(),
            filesize: ask.filesize,
            blocks: BTreeMap::new(),
            upload: Upload::Open,
            saved: Vec::new(),
            stream: Stream::new(fits),
            proven: Vec::new(),
        },
    );
    Ok(Answer::json(json!({ "ret": 0, "vid": vid })))
}

/// The block is held against its own digest at once; everything between blocks waits for the end.
fn check_block(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    require(call, &["vid", "part_sha", "part_num"])?;
    let number = call.query("part_num").parse::<u32>().unwrap_or_default();
    if !(1..=MAX_PARTS).contains(&number) {
        return Err(invalid("part_num"));
    }
    let bytes = call.request.body();
    if bytes.is_empty() {
        return Err(Refuse::new(44001, EMPTY));
    }
    if bytes.len() as u64 > sandbox.config.blocks.largest() {
        return Err(Refuse::new(40006, "invalid meida size"));
    }
    // Copied from the manual, `curl -d @file` ends here: it strips line breaks and NUL from the block.
    let sha1 = call.request.extensions().get::<BodySha1>().map(|BodySha1(sha1)| sha1.clone());
    if !call.query("part_sha").eq_ignore_ascii_case(&sha1.unwrap_or_else(|| sha1_hex(bytes))) {
        return Err(Refuse::hint());
    }
    Ok(())
}

fn block(sandbox: &mut Sandbox, call: &Call<'_>, ask: UploadBlock) -> Result<Answer, Refuse> {
    let video = sandbox.videos.find(&ask.vid).ok_or_else(unknown_media)?;
    if video.upload != Upload::Open {
        return Err(Refuse::hint());
    }
    let number = ask.position.saturating_add(1);
    video.put(number, &ask.sha1.to_ascii_lowercase(), call.request.body(), call.arrives);
    sandbox.videos.shrink(sandbox.config.window, &ask.vid);
    Ok(done())
}

fn finish(sandbox: &mut Sandbox, _: &Call<'_>, ask: UploadFinish) -> Result<Answer, Refuse> {
    let (rule, again) = (sandbox.config.blocks, sandbox.config.finish_again);
    let video = sandbox.videos.find(&ask.vid).ok_or_else(unknown_media)?;
    match video.upload {
        Upload::Finished(_) if again => Ok(done()),
        Upload::Finished(_) => Err(Refuse::hint()),
        Upload::Open => {
            let whole = video.check(rule).ok_or_else(Refuse::hint)?;
            video.upload = Upload::Finished(whole);
            // Nothing is taken in any more.
            (video.stream, video.proven) = Default::default();
            Ok(done())
        }
    }
}

fn check_save(_: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    let text = |name: &str| call.json.get(name).and_then(Value::as_str).unwrap_or_default();
    if let Some(name) = ["title", "content"].into_iter().find(|name| text(name).trim().is_empty()) {
        return Err(invalid(name));
    }
    match call.json.get("tags") {
        Some(Value::Array(tags)) if tags.len() > 5 => Err(invalid("tags")),
        _ => Ok(()),
    }
}

fn save(sandbox: &mut Sandbox, call: &Call<'_>, ask: SaveVideo) -> Result<Answer, Refuse> {
    if ask.tags.len() > 5 {
        return Err(invalid("tags"));
    }
    let media_id = VideoId::from(sandbox.fresh(call.env, "video", 43));
    let review = sandbox.config.video_review;
    let video = sandbox.videos.find(&ask.vid).ok_or_else(unknown_media)?;
    if video.upload == Upload::Open {
        return Err(Refuse::hint());
    }
    video.saved.push(Saved {
        media_id: media_id.clone(),
        title: ask.title,
        desc: ask.desc,
        tags: ask.tags,
        original: ask.original,
        progress: Progress::new(review, call.env.now, call.fails_review()),
    });
    Ok(Answer::json(json!({ "ret": 0, "media_id": media_id })))
}

fn status(sandbox: &mut Sandbox, call: &Call<'_>, ask: QueryStatus) -> Result<Answer, Refuse> {
    let (vid, saved) = sandbox.videos.find_saved(&ask.media_id).ok_or_else(unknown_media)?;
    let (status, wording) = match saved.progress.ask(call.env.now, call.fails_review()) {
        Stage::Early => (VideoStatus::Transcoding, "transing"),
        Stage::Late => (VideoStatus::Checking, "checking"),
        Stage::Ended(Verdict::Passed) => (VideoStatus::Passed, "check pass"),
        Stage::Ended(Verdict::Failed) => (VideoStatus::CheckFailed, "check fail"),
    };
    let original = status == VideoStatus::Passed && saved.original;
    let ori_status = if original { OriginalStatus::Original } else { OriginalStatus::Ordinary };
    let review = VideoReview::new(status, ori_status, wording, vid.as_str());
    Ok(Answer::of(&review))
}

fn require(call: &Call<'_>, names: &[&str]) -> Result<(), Refuse> {
    match names.iter().find(|name| call.query(name).is_empty()) {
        Some(name) => Err(invalid(name)),
        None => Ok(()),
    }
}

fn done() -> Answer {
    Answer::of(&Ret::default())
}

fn is_sha1(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn invalid(what: &str) -> Refuse {
    Refuse::new(40035, format!("invalid parameter, {what}"))
}
