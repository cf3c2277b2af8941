//! `official article`: the steps of the publish library (发布库) one by one.

use clap::Subcommand;
use serde::Serialize;
use wxkit::official::PublishOptions;
use wxkit::official::ids::NewsId;
use wxkit::official::library::{DeleteNews, News, PublishStatus, QueryNews, SubmitNews, UpdateNews, Which};

use super::ids;
use super::publish;
use super::standing::Standing;
use super::typed::{self, Change};
use wxkit::proto::given::Given;

use crate::complete;
use crate::confirm::{Sure, Weight};
use crate::context::Context;
use crate::failure::Failure;
use crate::known::{MATERIAL, NEWS};
use crate::output::Answer;

/// Articles of the publish library (发布库).
#[derive(Debug, Subcommand)]
pub(crate) enum Article {
    /// Upload an article with its files and stop before it is submitted: `publish --no-submit`.
    Upload(publish::Upload),
    /// Submit an article for review (审核), and so publish it. An account has 200 a day, and deleting gives none back.
    Submit {
        /// The article's media_id.
        #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&NEWS))]
        media_id: String,
        #[command(flatten)]
        sure: Sure,
    },
    /// Replace an article that is not yet submitted with another text whose files are already uploaded.
    ///
    /// To change an article from its folder, change it there and run `official article upload` or `publish` again.
    Update {
        /// The article's media_id.
        #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&NEWS))]
        media_id: String,
        /// The whole article: thumb_media_id, title, content and so on, as JSON, @FILE, or - for standard input.
        #[arg(long, value_name = "JSON", add = complete::data())]
        data: String,
    },
    /// Delete an article.
    Delete {
        /// The article's media_id.
        #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&NEWS))]
        media_id: String,
        /// Which article of the upload, from 1; there is only one today.
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        index: u32,
        /// Delete all articles of the upload.
        #[arg(long, conflicts_with = "index")]
        all: bool,
        #[command(flatten)]
        sure: Sure,
    },
    /// Ask where an article stands, and for its address.
    Query {
        /// The article's media_id.
        #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&NEWS))]
        media_id: String,
    },
}

impl Article {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        match self {
            Self::Upload(upload) => {
                upload
                    .run(context, {
                        let mut options = PublishOptions::default();
                        options.submit = false;
                        options
                    })
                    .await
            }
            Self::Submit { media_id, sure } => submit(context, media_id, sure).await,
            Self::Update { media_id, data } => update(context, media_id, &data).await,
            Self::Delete { media_id, index, all, sure } => {
                let which = if all { Which::All } else { Which::One(index.saturating_sub(1)) };
                let account = context.account_of(&media_id, &NEWS)?;
                let call = DeleteNews::new(NewsId::from(media_id.clone()), which);
                let act = format!("delete the article {media_id}");
                if let Some(plan) = sure.confirm(context, &account, &call, &act, Weight::Grave)? {
                    return Ok(plan);
                }
                let done = account.call(call).await?;
                context.console.note("deleting gives nothing back of the 200 articles a day");
                Ok(Answer::new(&done, format!("{media_id} deleted")))
            }
            Self::Query { media_id } => query(context, media_id).await,
        }
    }
}

async fn submit(context: &Context<'_>, media_id: String, sure: Sure) -> Result<Answer, Failure> {
    let account = context.account_of(&media_id, &NEWS)?;
    let call = SubmitNews::new(NewsId::from(media_id.clone()));
    let act = format!("submit the article {media_id}, and so publish it");
    if let Some(plan) = sure.confirm(context, &account, &call, &act, Weight::Public)? {
        return Ok(plan);
    }
    let done = account.call(call).await;
    let done = done.map_err(|failure| {
        failure.find_out(format!("ask whether it was done with: wxkit official article query {media_id}"))
    })?;
    context.console.note(&format!("ask for the verdict with: wxkit official article query {media_id}"));
    Ok(Answer::new(&done, format!("{media_id} submitted")))
}

async fn update(context: &Context<'_>, media_id: String, from: &str) -> Result<Answer, Failure> {
    let account = context.account_of(&media_id, &NEWS)?;
    // Here the wire counts from 1.
    let Change { article: news, position, body } = typed::change::<News>(context, from, &media_id, None, 1)?;
    account.known().check(news.thumb_media_id.as_str(), &MATERIAL)?;
    let call = UpdateNews::new(NewsId::from(media_id.clone()), position, news);
    let done = account.call(Given::new(call, body)).await?;
    Ok(Answer::new(&done, format!("{media_id} updated")))
}

async fn query(context: &Context<'_>, media_id: String) -> Result<Answer, Failure> {
    let account = context.account_of(&media_id, &NEWS)?;
    let review = account.call(QueryNews::new(NewsId::from(media_id.clone()))).await?;
    let word = review.status.word();
    let text = match review.status {
        PublishStatus::Published if !review.url.is_empty() => format!("{} {word}", review.url),
        _ => format!("{media_id} {word}"),
    };
    let standing = Standing::from(&review.status);
    Ok(Answer::new(&Queried { media_id: &media_id, standing, url: &review.url }, text))
}

#[derive(Serialize)]
struct Queried<'a> {
    media_id: &'a str,
    #[serde(flatten)]
    standing: Standing,
    url: &'a str,
}
