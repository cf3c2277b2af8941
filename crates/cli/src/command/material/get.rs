//! `official material get`: fetch material of the library.

use serde::Serialize;
use wxkit::official::ids::MaterialId;
use wxkit::official::material::{DownloadMaterial, Material};
use wxkit::proto::Error;

use crate::chinese::say;
use crate::command::fetch::{Arrived, Target};
use crate::command::ids;
use crate::complete;
use crate::context::Context;
use crate::failure::Failure;
use crate::known::MATERIAL;
use crate::output::Answer;

/// Fetch material and write it to a file; print its path.
///
/// News has no file: its articles are printed as JSON.
#[derive(Debug, clap::Args)]
pub(crate) struct Get {
    /// The material's media_id.
    #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&MATERIAL))]
    media_id: String,
    #[command(flatten)]
    target: Target,
}

/// A video brings its title with it.
#[derive(Serialize)]
struct Film<'a> {
    #[serde(flatten)]
    file: Arrived<'a>,
    title: &'a str,
    description: &'a str,
}

impl Get {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self { media_id, target } = self;
        let account = context.account_of(&media_id, &MATERIAL)?;
        let endpoint = DownloadMaterial::new(MaterialId::from(media_id.clone()));
        let fetched = target.fetch(&account, endpoint).await?;
        let arrived = fetched.file.as_ref().map(|file| Arrived::new(&media_id, file));
        match (arrived, &fetched.reply) {
            (Some(file), Some(Material::Video(video))) => {
                let text = file.text();
                Ok(Answer::new(&Film { file, title: &video.title, description: &video.description }, text))
            }
            (Some(file), _) => Ok(Answer::new(&file, file.text())),
            (None, Some(Material::News(news))) => {
                let pretty = serde_json::to_string_pretty(news).unwrap_or_default();
                Ok(Answer::new(news, pretty))
            }
            (None, Some(Material::Video(video))) => {
                Ok(Answer::new(video, say("WeChat gives no address for this video")))
            }
            (None, _) => Err(Error::Bug("a download brought nothing").into()),
        }
    }
}
