//! All endpoints of a platform, one after the other.

use crate::endpoint::Endpoint;
use crate::platform::Platform;

/// Is shown every endpoint of a platform: `each` of the platform's crate calls it once for each type.
///
/// ```
/// use wxkit_proto::{Endpoint, Platform};
/// use wxkit_proto::register::Visit;
///
/// /// Method and path of each.
/// struct Paths(Vec<String>);
///
/// impl<F: Platform> Visit<F> for Paths {
///     fn endpoint<E: Endpoint<Platform = F>>(&mut self) {
///         self.0.push(format!("{} {}", E::METHOD, E::PATH));
///     }
/// }
/// ```
pub trait Visit<F: Platform> {
    /// One endpoint.
    fn endpoint<E: Endpoint<Platform = F>>(&mut self);
}
