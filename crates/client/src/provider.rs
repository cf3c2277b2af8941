//! Who brings credentials.

use std::future::Future;
use std::pin::Pin;

use wxkit_proto::flow::Need;
use wxkit_proto::{Error, Flow, Platform};

use crate::drive::drive;
use crate::fixed::{Fixed, Nobody, nobody};
use crate::link::Link;
use crate::session::Session;

/// A future that a [`Provider`] gives back.
pub type Providing<'a, C> = Pin<Box<dyn Future<Output = Result<C, Error>> + Send + 'a>>;

/// Brings credentials when a flow asks for them.
///
/// `link` is the way to the platform, for those who must ask the platform itself; it follows the client's base URL.
/// Callers may drop the future at any time.
///
/// ```
/// use wxkit_client::{Link, Provider, Providing};
/// use wxkit_proto::{Platform, Token};
/// use wxkit_proto::flow::Need;
///
/// /// Asks a service of one's own.
/// struct Central;
///
/// impl<F: Platform<Credential = Token>> Provider<F> for Central {
///     fn credential<'a>(&'a self, _need: Need<Token>, _link: &'a Link) -> Providing<'a, Token> {
///         Box::pin(async { Ok(Token::new("…")) })
///     }
/// }
/// ```
pub trait Provider<F: Platform>: Send + Sync {
    /// The current credential, or after [`Need::Refused`] another one than the refused. If it gives the same back, the
    /// refusal is what the caller sees.
    ///
    /// # Errors
    /// Anything; it ends the flow, so what is worth repeating is repeated in here.
    fn credential<'a>(&'a self, need: Need<F::Credential>, link: &'a Link) -> Providing<'a, F::Credential>;
}

impl<F: Platform> Provider<F> for Fixed<F::Credential> {
    fn credential<'a>(&'a self, _: Need<F::Credential>, _: &'a Link) -> Providing<'a, F::Credential> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

impl<F: Platform> Provider<F> for Nobody {
    fn credential<'a>(&'a self, _: Need<F::Credential>, _: &'a Link) -> Providing<'a, F::Credential> {
        Box::pin(async { Err(nobody()) })
    }
}

impl Link {
    /// Runs a flow with a credential that never changes.
    ///
    /// # Errors
    /// What the flow ends with.
    pub async fn run_as<F: Flow>(
        &self,
        flow: F,
        credential: <F::Platform as Platform>::Credential,
    ) -> Result<F::Output, Error> {
        drive(flow, self, &Fixed(credential), &mut Session::default()).await
    }

    /// Runs a flow that needs no credential, such as the call that fetches one.
    ///
    /// # Errors
    /// What the flow ends with; [`Error::Request`] if it asks for a credential.
    pub async fn run<F: Flow>(&self, flow: F) -> Result<F::Output, Error> {
        drive(flow, self, &Nobody, &mut Session::default()).await
    }
}
