//! What a job of WeChat Work does: fetches a file from an address, in ranges.

use std::net::IpAddr;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_RANGE, HOST, RANGE};
use http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Number and text of a failure.
type Failed = (i64, String);

/// Bytes of one range.
const PIECE: u64 = 20 * 1_048_576;
/// Bytes of the largest file.
const LARGEST: u64 = 200 * 1_048_576;
/// For a whole file.
const LIMIT: Duration = Duration::from_secs(120);

/// The file behind an address. Only this machine is ever asked, over plain http: a sandbox sends nothing anywhere else.
pub(super) async fn fetch(url: &str) -> Result<Bytes, Failed> {
    let address: Uri = url.parse().map_err(|_| invalid())?;
    let host = address.host().filter(|host| is_here(host)).ok_or_else(invalid)?.to_owned();
    if address.scheme_str() != Some("http") {
        return Err(invalid());
    }
    match tokio::time::timeout(LIMIT, pieces(&address, &host)).await {
        Ok(result) => result,
        Err(_) => Err(failed()),
    }
}

async fn pieces(address: &Uri, host: &str) -> Result<Bytes, Failed> {
    let mut all = BytesMut::new();
    loop {
        let start = all.len() as u64;
        let response = ask(address, host, start).await.map_err(|_| failed())?;
        if response.status() != StatusCode::PARTIAL_CONTENT {
            return Err(if start == 0 { invalid() } else { failed() });
        }
        let total = total(&response).ok_or_else(invalid)?;
        if total > LARGEST {
            return Err((45001, "file size out of limit".into()));
        }
        let body = response.into_body().collect().await.map_err(|_| failed())?;
        all.extend_from_slice(&body.to_bytes());
        match all.len() as u64 {
            len if len >= total => return Ok(all.freeze()),
            len if len == start => return Err(failed()),
            _ => {}
        }
    }
}

/// One range over a connection of its own.
async fn ask(
    address: &Uri,
    host: &str,
    start: u64,
) -> Result<Response<Incoming>, Box<dyn std::error::Error>> {
    let port = address.port_u16().unwrap_or(80);
    let stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let target = address.path_and_query().map_or("/", |target| target.as_str());
    let request = Request::get(target)
        .header(HOST, format!("{host}:{port}"))
        .header(RANGE, format!("bytes={start}-{}", start + PIECE - 1));
    Ok(sender.send_request(request.body(Empty::<Bytes>::new())?).await?)
}

/// The length of the whole file: what stands behind the `/` of `Content-Range`.
fn total<B>(response: &Response<B>) -> Option<u64> {
    response.headers().get(CONTENT_RANGE)?.to_str().ok()?.rsplit_once('/')?.1.trim().parse().ok()
}

fn is_here(host: &str) -> bool {
    let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || ip.is_ok_and(|ip| ip.is_loopback())
}

fn invalid() -> Failed {
    (830_001, "invalid url, or Range not supported".into())
}

fn failed() -> Failed {
    (830_003, "download file fail".into())
}
