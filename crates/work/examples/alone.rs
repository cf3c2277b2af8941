//! WeChat Work with this crate and the standard library alone: no runtime, no HTTP client, no TLS.
//!
//! `alone USER TEXT` sends a text to a sandbox or a relay on this machine, whose address is in `WXKIT_BASE_URL` (plain
//! `http`). A program that talks to WeChat itself puts an HTTP client of its own in the place of `exchange`.

use std::env::var;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Request, Response};
use wxkit_proto::error::{Transport, TransportKind};
use wxkit_proto::{Body, Endpoint, Env, Error, Secret, Timestamp};
use wxkit_work::ids::AgentId;
use wxkit_work::message::Sent;
use wxkit_work::token::AccessToken;
use wxkit_work::{Message, Receivers, SendMessage};

fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let (Some(user), Some(text)) = (args.next(), args.next()) else {
        return Err(Error::invalid("usage: alone USER TEXT"));
    };
    let get = |name: &str| var(name).map_err(|_| Error::invalid(format!("{name} is not set")));
    let app = AccessToken::new(get("WXKIT_CORPID")?, Secret::new(get("WXKIT_CORPSECRET")?));
    let agentid =
        get("WXKIT_AGENTID")?.parse::<i64>().map_err(|_| Error::invalid("WXKIT_AGENTID is not a number"))?;
    let sent = run(&get("WXKIT_BASE_URL")?, &app, AgentId::from(agentid), &user, &text)?;
    println!("{}", sent.msgid.map(String::from).unwrap_or_default());
    Ok(())
}

/// A token, then the message. A program that sends more than one keeps the token: see `wxkit_token::Keeper`.
pub(crate) fn run(
    base_url: &str,
    app: &AccessToken,
    agentid: AgentId,
    user: &str,
    text: &str,
) -> Result<Sent, Error> {
    let mut env = Env::new(now(), [0; 32]);
    env.base_url = Some(base_url.into());
    let token = AccessToken::reply(&exchange(app.request(None, &env)?)?)?.access_token;
    let call = SendMessage::new(Receivers::users([user]), agentid, Message::Text(text.into()));
    call.check()?;
    SendMessage::reply(&exchange(call.request(Some(&token), &env)?)?)
}

/// One exchange over a connection of its own.
fn exchange(request: Request<Body>) -> Result<Response<Bytes>, Error> {
    talk(&request).map_err(|error| {
        let (kind, message) = (TransportKind::Interrupted, error.to_string());
        Error::Transport(Transport::new(kind, true, message))
    })
}

fn talk(request: &Request<Body>) -> std::io::Result<Response<Bytes>> {
    let odd = |what: &'static str| std::io::Error::new(std::io::ErrorKind::InvalidData, what);
    let authority = request.uri().authority().ok_or_else(|| odd("the address has no host"))?.as_str();
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let mut head =
        format!("{} {target} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n", request.method());
    for (name, value) in request.headers() {
        head += &format!("{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes()));
    }
    let mut stream = TcpStream::connect(authority)?;
    stream.write_all(head.as_bytes())?;
    stream.write_all(b"\r\n")?;
    stream.write_all(&request.body().in_memory().ok_or_else(|| odd("the body is not in memory"))?)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end =
        answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(|| odd("no end of the head"))?;
    let status = answer.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
    let status = status.and_then(|digits| digits.parse::<u16>().ok()).ok_or_else(|| odd("no status"))?;
    let body = Bytes::copy_from_slice(answer.get(end + 4..).unwrap_or_default());
    Response::builder().status(status).body(body).map_err(|_| odd("not a status"))
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_secs(since.as_secs())
}
