//! Files of the public web, by an address that somebody else chose.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::poll_fn;
use http::header::{ACCEPT, HOST, HeaderValue, LOCATION, USER_AGENT};
use http::{Request, Response, Uri};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use wxkit_proto::{Body, Error};

use crate::base_url::{bare_host, has_good_port};
use crate::guard;
use crate::net::{Connector, Proxies, Streamed, chain};

/// Fetches files from the public web: no credentials, no cookies, and never from this machine or a private network.
///
/// Every address is looked at after its name was resolved, also that of each redirect, and the connection goes to the very
/// address that was looked at. Where a proxy resolves the names, it is the proxy that has to keep them away from its
/// neighbours.
///
/// ```no_run
/// use wxkit_client::{Web, WebOptions};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let web = Web::new(WebOptions::default())?;
/// let picture = web.get("https://example.com/tea.png").await?;
/// # Ok(())
/// # }
/// ```
pub struct Web {
    connector: Connector,
    options: WebOptions,
}

/// How far [`Web`] goes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebOptions {
    /// The longest file, in bytes; 30 MB.
    pub bytes: usize,
    /// The most redirects that are followed; 5.
    pub redirects: u32,
    /// How long one file may take in all, redirects included; 60 s.
    pub time: Duration,
    /// Hosts that may be reached although their address is not public.
    pub trusted: Vec<String>,
    /// Further certificate authorities, in PEM.
    pub ca_pem: Vec<u8>,
}

impl Default for WebOptions {
    fn default() -> Self {
        Self {
            bytes: 30 * 1024 * 1024,
            redirects: 5,
            time: Duration::from_secs(60),
            trusted: Vec::new(),
            ca_pem: Vec::new(),
        }
    }
}

/// Why a file of the web could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebError {
    /// The address is none of http or https.
    Address(String),
    /// It leads to this machine or to a private network.
    NotPublic(String),
    /// The server's answer is no file; its status.
    Status(u16),
    /// Too many redirects.
    Redirects(u32),
    /// It is longer than this many bytes.
    TooLong(usize),
    /// It took longer than this.
    TooSlow(Duration),
    /// There was no connection, or it broke.
    Network(String),
}

impl WebError {
    /// Whether it may work another time, as only the network or the server is to blame.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::TooSlow(_) | Self::Network(_) | Self::Status(429 | 500..))
    }
}

impl fmt::Display for WebError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(why) | Self::NotPublic(why) | Self::Network(why) => f.write_str(why),
            Self::Status(status) => write!(f, "the server answers with status {status}"),
            Self::Redirects(most) => write!(f, "more than {most} redirects"),
            Self::TooLong(most) => write!(f, "it is longer than {} MB", most / (1024 * 1024)),
            Self::TooSlow(limit) => write!(f, "it was not there within {limit:?}"),
        }
    }
}

impl std::error::Error for WebError {}

enum Got {
    File(Vec<u8>),
    Elsewhere(Uri),
}

impl Web {
    /// Uses the proxies that the environment names, as [`Client`](crate::Client) does.
    ///
    /// # Errors
    /// [`Error::Request`] if the certificate authority is not valid.
    pub fn new(options: WebOptions) -> Result<Self, Error> {
        let connector = Connector::new(Proxies::Environment, &options.ca_pem)?;
        Ok(Self { connector, options })
    }

    /// Fetches a file into memory.
    ///
    /// # Errors
    /// See [`WebError`].
    pub async fn get(&self, url: &str) -> Result<Vec<u8>, WebError> {
        let limit = self.options.time;
        tokio::time::timeout(limit, self.follow(url)).await.unwrap_or(Err(WebError::TooSlow(limit)))
    }

    async fn follow(&self, url: &str) -> Result<Vec<u8>, WebError> {
        let mut uri = read(url)?;
        for _ in 0..=self.options.redirects {
            match self.ask(&uri).await? {
                Got::File(bytes) => return Ok(bytes),
                Got::Elsewhere(next) => uri = next,
            }
        }
        Err(WebError::Redirects(self.options.redirects))
    }

    async fn ask(&self, uri: &Uri) -> Result<Got, WebError> {
        let host = bare_host(uri);
        let is_trusted =
            self.options.trusted.iter().any(|name| name.trim_matches(['[', ']']).eq_ignore_ascii_case(host));
        if !is_trusted {
            guard::check_public(uri).map_err(|refused| WebError::NotPublic(refused.to_string()))?;
        }
        let stream =
            self.connector.stream(uri, !is_trusted).await.map_err(|error| unreachable(host, &*error))?;
        let (mut sender, driver) = http1::handshake::<_, Streamed>(stream).await.map_err(|e| broken(&e))?;
        tokio::spawn(async move {
            // Whoever reads the answer learns of the error.
            driver.await.ok();
        });
        let answer = sender.send_request(self.request(uri)?).await.map_err(|error| broken(&error))?;
        if answer.status().is_redirection() {
            return next(uri, &answer).map(Got::Elsewhere);
        }
        if !answer.status().is_success() {
            return Err(WebError::Status(answer.status().as_u16()));
        }
        self.read(answer.into_body()).await.map(Got::File)
    }

    fn request(&self, uri: &Uri) -> Result<Request<Streamed>, WebError> {
        let wrong = |_| WebError::Address(format!("{uri} is not a web address"));
        let forward = self.connector.forward_auth(uri);
        // A proxy for plain http wants the whole address.
        let target = match (&forward, uri.path_and_query()) {
            (None, Some(path)) => path.as_str().parse().unwrap_or_else(|_| uri.clone()),
            _ => uri.clone(),
        };
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        let bare = authority.rsplit('@').next().unwrap_or(authority);
        let mut request = Request::get(target)
            .header(HOST, bare)
            .header(ACCEPT, "image/*,*/*;q=0.8")
            .header(USER_AGENT, concat!("wxkit/", env!("CARGO_PKG_VERSION")))
            .body(Streamed::new(&Body::default()))
            .map_err(wrong)?;
        if let Some(auth) = forward.flatten() {
            request.headers_mut().insert(http::header::PROXY_AUTHORIZATION, auth);
        }
        Ok(request)
    }

    async fn read(&self, mut body: Incoming) -> Result<Vec<u8>, WebError> {
        let most = self.options.bytes;
        let too_long = || WebError::TooLong(most);
        if body.size_hint().lower() > most as u64 {
            return Err(too_long());
        }
        let mut bytes = Vec::new();
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            let data: Bytes = frame.map_err(|error| broken(&error))?.into_data().unwrap_or_default();
            if bytes.len().saturating_add(data.len()) > most {
                return Err(too_long());
            }
            bytes.extend_from_slice(&data);
        }
        Ok(bytes)
    }
}

impl fmt::Debug for Web {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Web").field("options", &self.options).finish_non_exhaustive()
    }
}

fn read(url: &str) -> Result<Uri, WebError> {
    let wrong = || WebError::Address(format!("{url} is not a web address"));
    let uri: Uri = url.split('#').next().unwrap_or_default().parse().map_err(|_| wrong())?;
    let known = matches!(uri.scheme_str(), Some("http" | "https"));
    if known && !bare_host(&uri).is_empty() && has_good_port(&uri) { Ok(uri) } else { Err(wrong()) }
}

/// Where a redirect leads.
fn next(uri: &Uri, answer: &Response<Incoming>) -> Result<Uri, WebError> {
    let location = answer.headers().get(LOCATION).map(HeaderValue::as_bytes);
    let Some(location) = location.and_then(|text| std::str::from_utf8(text).ok()) else {
        return Err(WebError::Status(answer.status().as_u16()));
    };
    let base = url::Url::parse(&uri.to_string()).map_err(|_| WebError::Address(uri.to_string()))?;
    let joined =
        base.join(location).map_err(|_| WebError::Address(format!("{location} is not a web address")))?;
    read(joined.as_str())
}

fn unreachable(host: &str, error: &(dyn std::error::Error + 'static)) -> WebError {
    if let Some(refused) = guard::found_in(error) {
        return WebError::NotPublic(refused.to_string());
    }
    WebError::Network(format!("{host}: {}", chain(error)))
}

fn broken(error: &hyper::Error) -> WebError {
    WebError::Network(format!("the connection broke: {}", chain(error)))
}
