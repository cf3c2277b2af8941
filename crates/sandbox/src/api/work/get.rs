//! Media got back.

use bytes::Bytes;
use http::StatusCode;
use http::header::{ACCEPT_RANGES, CONTENT_RANGE, RANGE};
use wxkit_work::media::{DownloadMedia, DownloadVoice};

use crate::Sandbox;
use crate::answer::{Answer, Refuse, response};
use crate::api::file::{Wanted, named, set, wanted};
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::sniff::{Format, sniff};
use crate::state::{CorpMedia, Owner};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::work::<DownloadMedia>(Shape::Nothing, get),
        Route::work::<DownloadVoice>(Shape::Nothing, voice),
    ]
}

/// The most that is given out at once.
const PIECE: u64 = 20 * 1_048_576;

fn get(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    let (media, bytes) = find(sandbox, call)?;
    give(call, media, bytes, media_type(&media.name, bytes))
}

/// Nothing is made into speex here; only the label says so.
fn voice(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    let (media, bytes) = find(sandbox, call)?;
    match media.kind.as_str() {
        "voice" => give(call, media, bytes, "voice/speex"),
        _ => Err(unknown()),
    }
}

fn find<'a>(sandbox: &'a Sandbox, call: &Call<'_>) -> Result<(&'a CorpMedia, &'a Bytes), Refuse> {
    let (id, now) = (call.query("media_id"), call.env.now);
    if id.is_empty() {
        return Err(Refuse::new(41006, "media_id missing"));
    }
    let alive =
        [Owner::Corp, Owner::Welcome].into_iter().find_map(|owner| sandbox.corp.alive(id, owner, now));
    alive.zip(sandbox.corp.files.find(id)).ok_or_else(unknown)
}

/// The file, or the range of it that is asked for.
fn give(call: &Call<'_>, media: &CorpMedia, bytes: &Bytes, label: &'static str) -> Result<Answer, Refuse> {
    let total = bytes.len() as u64;
    let asked = call.header(RANGE).map_or(Wanted::All, |range| wanted(&range, total));
    let range = match &asked {
        Wanted::All => 0..total,
        Wanted::Part(range) => range.clone(),
        Wanted::Nothing => {
            let mut nothing = response(label, Bytes::new());
            *nothing.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            set(&mut nothing, CONTENT_RANGE, &format!("bytes */{total}"));
            return Ok(Answer::Whole(nothing));
        }
    };
    let len = range.end.saturating_sub(range.start);
    if len > PIECE {
        return Err(Refuse::new(830_002, "file too large, need range, at most 20 MB"));
    }
    // Only what a job brings is known to be encrypted at rest.
    if media.owner == Owner::Welcome && len % 16 != 0 && range.end != total {
        return Err(Refuse::new(830_002, "range must be a multiple of 16"));
    }
    let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX).min(bytes.len());
    let mut part = response(label, bytes.slice(at(range.start)..at(range.end)));
    if asked != Wanted::All {
        *part.status_mut() = StatusCode::PARTIAL_CONTENT;
        set(
            &mut part,
            CONTENT_RANGE,
            &format!("bytes {}-{}/{total}", range.start, range.end.saturating_sub(1)),
        );
    }
    set(&mut part, ACCEPT_RANGES, "bytes");
    Ok(named(part, &media.name))
}

/// By the content, else by the name.
fn media_type(name: &str, bytes: &[u8]) -> &'static str {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match (sniff(bytes), extension.as_deref()) {
        (Some(format), _) => Format::label(format),
        (None, Some("json")) => "application/json",
        (None, Some("txt")) => "text/plain",
        (None, _) => "application/octet-stream",
    }
}

fn unknown() -> Refuse {
    Refuse::new(40007, "invalid media_id")
}
