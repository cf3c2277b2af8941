//! Where tokens come from.

use wxkit_proto::envelope::Grant;
use wxkit_proto::{Endpoint, Token};

use crate::key::StoreKey;

/// Where the tokens of one app come from: the endpoint that fetches them, with the app's id and secret.
///
/// Implemented once for each kind of token; a [`Keeper`](crate::Keeper) is generic over it.
pub trait Source {
    /// The endpoint that fetches. One that asks for a credential itself, as that of a ticket does, needs somebody who brings it.
    type Endpoint: Endpoint<Reply: Into<Grant> + Send>;

    /// The name of its token in stores; it must not change while a keeper lives.
    fn key(&self) -> StoreKey;

    /// The call that fetches a token. `forced`: one that makes the platform drop the former token even though that
    /// is not worn; never asked for unless [`can_force`](Source::can_force).
    fn endpoint(&self, forced: bool) -> Self::Endpoint;

    /// The same after this token was refused, for a source that passes that on.
    fn replace(&self, refused: &Token, forced: bool) -> Self::Endpoint {
        let _ = refused;
        self.endpoint(forced)
    }

    /// Whether there is a forced mode beside a normal one that gives the same token again (`stable_token`).
    /// It is used only if normal mode gives the very token that was just refused.
    fn can_force(&self) -> bool {
        false
    }
}
