//! Files on their way out, and the place where pointers to videos lead.

mod range;

use std::ops::Range;

use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_RANGE, ETAG, HeaderName, HeaderValue, IF_RANGE, RANGE,
};
use http::{Method, Response, StatusCode};
use wxkit_official::material::MaterialKind;

pub(super) use self::range::{Wanted, wanted};
use crate::Sandbox;
use crate::answer::{Answer, Refuse, response};
use crate::call::Call;
use crate::film::Film;
use crate::route::{Route, Shape};
use crate::sniff::{Format, sniff};

/// The path of all videos. It is none of the platform's interfaces: it takes no token, and answers no JSON.
const VIDEO: &str = "video.mp4";

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::bare(VIDEO, Method::GET, Shape::Nothing, video).without_token()]
}

/// A file that is kept, with its name: `name`, or its id with the extension that fits.
pub(super) fn attached(sandbox: &Sandbox, id: &str, name: Option<&str>) -> Result<Answer, Refuse> {
    let bytes = sandbox.library.files.find(id).cloned();
    let bytes = bytes.ok_or_else(|| Refuse::new(46001, "media data no exist"))?;
    let format = sniff(&bytes);
    let extension = format.and_then(|format| format.extensions().first().copied()).unwrap_or("dat");
    let own = format!("{id}.{extension}");
    let label = format.map_or("application/octet-stream", Format::label);
    Ok(named(response(label, bytes), name.unwrap_or(&own)))
}

/// An answer with a name, which is written as raw UTF-8.
pub(super) fn named(mut response: Response<Bytes>, name: &str) -> Answer {
    // What would break the header was in a file name that somebody sent.
    let breaks = |c: char| c.is_control() || matches!(c, '"' | '\\');
    let name = name.replace(breaks, "_");
    set(&mut response, CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""));
    Answer::Whole(response)
}

/// Where a video can be fetched without a token; plain http, as the documents say.
pub(super) fn pointer(call: &Call<'_>, id: &str) -> String {
    format!("http://{}/{VIDEO}?id={id}", call.host())
}

fn video(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    let id = call.query("id");
    let Some(video) = Video::find(sandbox, call, id) else {
        return Ok(Answer::Whole(page(StatusCode::NOT_FOUND)));
    };
    let len = video.len();
    // What is behind an id never changes.
    let etag = format!("\"{id}-{len}\"");
    // Of another file, a part would be of no use.
    let same = call.header(IF_RANGE).is_none_or(|known| known == etag);
    let mut answer =
        match call.header(RANGE).filter(|_| same).map_or(Wanted::All, |range| wanted(&range, len)) {
            Wanted::All => video.part(0..len),
            Wanted::Part(range) => {
                let place = format!("bytes {}-{}/{len}", range.start, range.end.saturating_sub(1));
                let mut part = video.part(range);
                *part.status_mut() = StatusCode::PARTIAL_CONTENT;
                set(&mut part, CONTENT_RANGE, &place);
                part
            }
            Wanted::Nothing => {
                let mut nothing = page(StatusCode::RANGE_NOT_SATISFIABLE);
                set(&mut nothing, CONTENT_RANGE, &format!("bytes */{len}"));
                nothing
            }
        };
    set(&mut answer, ACCEPT_RANGES, "bytes");
    set(&mut answer, ETAG, &etag);
    Ok(Answer::Whole(answer))
}

/// A whole video.
enum Video {
    Kept(Bytes),
    /// Of so many bytes.
    MadeUp(u64),
}

impl Video {
    fn find(sandbox: &Sandbox, call: &Call<'_>, id: &str) -> Option<Self> {
        let known = sandbox.library.is_file(id, &[MaterialKind::Video], call.env.now);
        match sandbox.config.film {
            _ if !known => None,
            Some(len) => Some(Self::MadeUp(len)),
            None => sandbox.library.files.find(id).cloned().map(Self::Kept),
        }
    }

    fn len(&self) -> u64 {
        match self {
            Self::Kept(bytes) => bytes.len() as u64,
            Self::MadeUp(len) => *len,
        }
    }

    fn part(&self, range: Range<u64>) -> Response<Bytes> {
        let mut part = response(Format::Mp4.label(), Bytes::new());
        match self {
            Self::Kept(bytes) => {
                let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX).min(bytes.len());
                *part.body_mut() = bytes.slice(at(range.start)..at(range.end));
            }
            Self::MadeUp(_) => {
                part.extensions_mut().insert(Film { range });
            }
        }
        part
    }
}

/// As the servers behind such addresses answer, which are none of the platform's interfaces.
fn page(status: StatusCode) -> Response<Bytes> {
    let mut page = response("text/html", format!("<html><body>{status}</body></html>"));
    *page.status_mut() = status;
    page
}

pub(super) fn set(response: &mut Response<Bytes>, name: HeaderName, value: &str) {
    // Raw UTF-8; the ids in them are the sandbox's own.
    let value = HeaderValue::from_bytes(value.as_bytes()).ok();
    response.headers_mut().extend(value.map(|value| (name, value)));
}
