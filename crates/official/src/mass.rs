//! Mass messages (群发): what is sent to many followers at once.
//!
//! | to | take | kinds of messages |
//! |---|---|---|
//! | one person, to look at it | [`PreviewMass`] | [`PreviewMessage`] |
//! | all followers, or those with one tag | [`SendMassToAll`] | [`MassMessage`] |
//! | 2 to 10,000 followers by name | [`SendMassTo`] | [`DirectMessage`] |
//!
//! Name every message ([`ClientMessageId`](crate::ids::ClientMessageId)): only then may a lost answer be followed by a
//! repeat. A success means *submitted*; how it ended is told by [`QueryMass`], which [`AwaitMass`] asks until it has, and why it
//! failed by an event ([`MassFailure`]).

mod all;
mod await_end;
mod card;
mod delete;
mod failure;
mod job;
mod message;
mod news;
mod preview;
mod speed;
mod status;
mod to;
mod video;
mod wire;

pub use all::{Audience, SendMassToAll};
pub use await_end::AwaitMass;
pub use card::{CardExt, CardStyle};
pub use delete::{DeleteMass, SentMass};
pub use failure::MassFailure;
pub use job::MassJob;
pub use message::{DirectMessage, MassImages, MassMessage, PreviewMessage};
pub use news::{PrepareNews, PreparedNews};
pub use preview::{PreviewMass, Previewed, Viewer};
pub use speed::{MassSpeed, QuerySpeed, SetSpeed, SpeedReport};
pub use status::{MassReport, MassStatus, QueryMass};
pub use to::SendMassTo;
pub use video::{PrepareVideo, PreparedVideo};
