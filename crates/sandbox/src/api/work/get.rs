//! Media got back (spec/work.md 3.4, 3.5).

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_TYPE, HeaderValue};
use wxkit_work::{DownloadMedia, DownloadVoice};

use crate::Sandbox;
use crate::answer::Refuse;
use crate::call::Call;
use crate::download::{self, range};
use crate::route::Route;
use crate::state::{CorpMedia, Owner};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::file::<DownloadMedia>(get), Route::file::<DownloadVoice>(voice)]
}

/// The most that is given out at once.
const PIECE: u64 = 20 * 1_048_576;

fn get(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Response<Bytes>, Refuse> {
    let media = find(sandbox, call)?;
    let (headers, total) = (call.request.headers(), media.bytes.len() as u64);
    let (start, end) = range(headers, total).unwrap_or((0, total.saturating_sub(1)));
    let len = (end + 1).saturating_sub(start);
    if len > PIECE {
        return Err(Refuse::new(830_002, "file too large, need range, at most 20 MB"));
    }
    // Only what a job brings is known to be encrypted at rest.
    if media.owner == Owner::Welcome && len % 16 != 0 && end + 1 != total {
        return Err(Refuse::new(830_002, "range must be a multiple of 16"));
    }
    Ok(download::file(headers, &media.name, &media.bytes))
}

/// Nothing is made into speex here; only the label says so.
fn voice(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Response<Bytes>, Refuse> {
    let media = find(sandbox, call)?;
    if media.kind != "voice" {
        return Err(Refuse::new(40007, "invalid media_id"));
    }
    let mut response = download::file(call.request.headers(), &media.name, &media.bytes);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("voice/speex"));
    Ok(response)
}

fn find<'a>(sandbox: &'a Sandbox, call: &Call<'_>) -> Result<&'a CorpMedia, Refuse> {
    let (id, now) = (call.query("media_id"), call.env.now);
    if id.is_empty() {
        return Err(Refuse::new(41006, "media_id missing"));
    }
    let alive =
        [Owner::Corp, Owner::Welcome].into_iter().find_map(|owner| sandbox.corp.alive(id, owner, now));
    alive.ok_or_else(|| Refuse::new(40007, "invalid media_id"))
}
