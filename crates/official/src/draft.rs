//! Drafts (草稿箱): what is to be published lies here first.
//!
//! A draft leaves the box, and its id dies, once it is published or sent to followers.

mod add;
mod article;
mod count;
mod crop;
mod delete;
mod list;
mod parts;
mod read;
mod stored;
mod switch;
mod update;
pub(crate) mod wire;

pub use add::{AddDraft, AddedDraft};
pub use article::{ArticleForm, CoverCrops, DraftArticle, NewsCrops};
pub use count::{CountDrafts, DraftCount};
pub use crop::Crop;
pub use delete::DeleteDraft;
pub(crate) use list::check_count;
pub use list::{DraftItem, ListDrafts};
pub use read::ReadDraft;
pub use stored::{ArticleType, StoredArticle, StoredArticles};
pub use switch::{DraftSwitch, SwitchState};
pub use update::UpdateDraft;
