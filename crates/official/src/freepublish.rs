//! Publishing (发布能力, `freepublish`): a draft becomes public.
//!
//! Needs a certified account of an enterprise or a service account; others get 48001 since July 2025. What is published is
//! not pushed to followers and does not show on the account's home.

mod delete;
mod list;
pub(crate) mod number;
mod query;
mod read;
mod status;
mod submit;

pub use delete::DeletePublished;
pub use list::{ListPublished, PublishedItem};
pub use query::{PublishReport, PublishedArticle, QueryPublish};
pub use read::ReadPublished;
pub use status::FreepublishStatus;
pub use submit::{SubmitDraft, SubmittedDraft};
