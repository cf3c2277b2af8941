//! Followers (粉丝) and their tags (标签): to whom messages go.

mod list;
mod tags;

pub use list::{FollowerIds, Followers, ListFollowers, ListTagged};
pub use tags::{ListTags, Tag, Tags};
