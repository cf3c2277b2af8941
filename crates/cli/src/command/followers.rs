//! `official tags` and `official followers`: to whom messages can go.

use serde_json::json;
use wxkit::official::follower::{Followers as Page, ListFollowers, ListTagged, ListTags};
use wxkit::official::ids::OpenId;
use wxkit::proto::Error;
use wxkit::proto::error::Unreadable;

use crate::console::visible;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// List the tags (标签) of followers: number, how many have it, name.
#[derive(Debug, clap::Args)]
pub(crate) struct Tags;

/// List the openids of the followers, one a line, as `mass send --openids` takes them.
#[derive(Debug, clap::Args)]
pub(crate) struct Followers {
    /// Only those with this tag (标签), by its number.
    #[arg(long, value_name = "N")]
    tag: Option<i64>,
    /// List at most this many; without it, all. One call brings 10000.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

impl Tags {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let reply = context.account()?.call(ListTags).await?;
        let lines = reply.tags.iter().map(|tag| format!("{} {} {}", tag.id, tag.count, tag.name));
        let lines: Vec<String> = lines.map(|line| visible(&line).replace('\n', "\\n")).collect();
        Ok(Answer::new(&reply, lines.join("\n")))
    }
}

impl Followers {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let account = context.account()?;
        let limit = self.limit.map_or(usize::MAX, |limit| limit as usize);
        let (mut openids, mut after) = (Vec::<OpenId>::new(), None);
        let total = loop {
            let page: Page = match self.tag {
                Some(tag) => account.call(ListTagged::new(tag, after.clone())).await?,
                None => account.call(ListFollowers::new(after.clone())).await?,
            };
            let (next, total) = (page.next(), page.total);
            openids.extend(page.data.openid);
            if openids.len() >= limit || next.is_none() {
                break total;
            }
            if next == after {
                let message = format!("after {} followers the list repeats itself", openids.len());
                return Err(Error::Reply(Unreadable::new(message)).into());
            }
            after = next;
        };
        openids.truncate(limit);
        let lines: Vec<&str> = openids.iter().map(|openid| openid.as_str()).collect();
        let answer = match self.tag {
            Some(_) => json!({ "openid": openids }),
            None => json!({ "total": total, "openid": openids }),
        };
        Ok(Answer::new(&answer, visible(&lines.join("\n"))))
    }
}
