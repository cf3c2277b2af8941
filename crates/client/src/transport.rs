//! Who sends requests.

use std::future::Future;
use std::pin::Pin;

use http::Request;
use wxkit_proto::sink::Sink;
use wxkit_proto::{Body, Error};

use crate::files::Received;

/// A future that a [`Transport`] gives back.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Received, Error>> + Send + 'a>>;

/// Sends requests, in place of the client's own connections: an HTTP client that you have already, or a sandbox in the same
/// process. Everything else (tokens, signatures, repeats, files) is done around it. Callers may drop the future at any time.
///
/// ```
/// use http::{Request, Response};
/// use wxkit_client::files::receive;
/// use wxkit_client::{Client, Sending, Transport};
/// use wxkit_official::Official;
/// use wxkit_proto::{Body, Error};
/// use wxkit_proto::sink::Sink;
///
/// /// Answers by itself.
/// struct Echo;
///
/// impl Transport for Echo {
///     fn send(&self, request: Request<Body>, sink: Sink) -> Sending<'_> {
///         Box::pin(async move {
///             let answer = format!(r#"{{"errcode":0,"path":"{}"}}"#, request.uri().path());
///             receive(sink, Response::new(()).into_parts().0, answer.as_bytes())
///         })
///     }
/// }
///
/// let client: Client<Official> = Client::builder().transport(Echo).build()?;
/// # Ok::<(), Error>(())
/// ```
pub trait Transport: Send + Sync {
    /// One exchange: sends the request with a `Content-Length` of [`Body::len`] and follows no redirect; the body's bytes
    /// come from [`Body::in_memory`] or from a [`Reader`](crate::files::Reader), which blocks. The answer is taken in by
    /// [`receive`](crate::files::receive) or [`Intake`](crate::files::Intake), which know what the sink wants.
    ///
    /// A request that is marked as [`Once`](wxkit_proto::flow::Once) goes over a connection that was not idle before, and one that is
    /// marked as [`PublicOnly`](crate::guard::PublicOnly) to public addresses alone. Every exchange must come to an end, however
    /// slowly its bytes trickle.
    ///
    /// # Errors
    /// [`Error::Transport`], `arrived` being false only if the platform cannot have seen a complete request;
    /// [`Error::Local`] if the body could not be read or the file not be written.
    fn send(&self, request: Request<Body>, sink: Sink) -> Sending<'_>;
}
