//! Mass messages (群发).

mod message;
mod prepare;
mod preview;
mod send;
mod sent;
mod speed;

use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    let groups = [prepare::routes(), preview::routes(), send::routes(), sent::routes(), speed::routes()];
    groups.into_iter().flatten().collect()
}
