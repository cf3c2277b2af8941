//! The whole client over an HTTP client that a program has already, here reqwest: `own_client PICTURE`.
//!
//! Tokens, repeats and limits stay those of wxkit; only the bytes travel another way. The account is in `WXKIT_APPID` and
//! `WXKIT_SECRET`.

use std::env::{args, var};
use std::error::Error;
use std::io::Read as _;

use http::{Request, Response};
use wxkit::client::files::{Reader, Received, receive};
use wxkit::client::{Client, Sending, Transport};
use wxkit::official::{self, Official, UploadImage};
use wxkit::proto::error::{Transport as Failure, TransportKind};
use wxkit::proto::sink::Sink;
use wxkit::proto::{Body, Error as Failed};

/// A transport over reqwest.
struct Reqwest(reqwest::Client);

impl Transport for Reqwest {
    fn send(&self, request: Request<Body>, sink: Sink) -> Sending<'_> {
        Box::pin(self.exchange(request, sink))
    }
}

impl Reqwest {
    async fn exchange(&self, request: Request<Body>, sink: Sink) -> Result<Received, Failed> {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts, bytes(body).await?);
        let request = request.try_into().map_err(|_| Failed::invalid("reqwest does not take the request"))?;
        let mut answer = self.0.execute(request).await.map_err(lost)?;
        let mut head = Response::new(());
        *head.status_mut() = answer.status();
        *head.headers_mut() = std::mem::take(answer.headers_mut());
        let answer = answer.bytes().await.map_err(lost)?;
        // Into memory or into a file, as the sink wants it.
        blocking(move || receive(sink, head.into_parts().0, &*answer)).await
    }
}

/// The body of a request. Files are read into memory; a program that sends files of many megabytes streams them.
async fn bytes(body: Body) -> Result<Vec<u8>, Failed> {
    blocking(move || {
        let (mut reader, mut bytes) = (Reader::new(&body), Vec::new());
        match reader.read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => {
                Err(reader.cause().cloned().unwrap_or_else(|| Failed::io("reading a file", &error)))
            }
        }
    })
    .await
}

/// What may be repeated is decided by whether the request can have arrived.
fn lost(error: reqwest::Error) -> Failed {
    let kind = match error.is_connect() {
        true => TransportKind::Connect,
        false if error.is_timeout() => TransportKind::Timeout,
        false => TransportKind::Interrupted,
    };
    // Its text would repeat the address, and with it the access token.
    let message = error.without_url().to_string();
    Failed::Transport(Failure::new(kind, kind != TransportKind::Connect, message))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failed> + Send + 'static,
) -> Result<T, Failed> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Failed::Misuse("a blocking task died"))?
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let picture = args().nth(1).ok_or("usage: own_client PICTURE")?;
    let client = account()?;
    let file = client.open(picture).await?;
    println!("{}", client.call(UploadImage::new(file)).await?.url);
    eprintln!("{:?}", client.stats());
    Ok(())
}

fn account() -> Result<Client<Official>, Box<dyn Error>> {
    let no_redirects = reqwest::redirect::Policy::none();
    let http = reqwest::Client::builder().redirect(no_redirects).build()?;
    let client = official::builder(var("WXKIT_APPID")?, var("WXKIT_SECRET")?).transport(Reqwest(http));
    // A sandbox, or a relay, in place of WeChat.
    Ok(var("WXKIT_BASE_URL").into_iter().fold(client, |client, url| client.base_url(url)).build()?)
}
