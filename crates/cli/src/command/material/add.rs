//! `official material add`, and a look into the library after a lost answer.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::builder::PossibleValuesParser;
use wxkit::official::AddMaterial;
use wxkit::official::material::{ListMaterial, ListedKind, ListedMaterial, MaterialKind, VideoDescription};
use wxkit::proto::Error;

use crate::command::media::{kind_of, open, words};
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::folder::Named;
use crate::known::IdKind;
use crate::output::Answer;

/// Add a file to the library, and print its id.
///
/// An image has an address too: with --json it is `url`.
///
/// Every success occupies a place in the library, so it is not repeated if its answer is lost: exit status 6, and what the
/// library shows of the file's name.
#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// What it is added as.
    #[arg(long = "type", value_name = "TYPE", value_parser = PossibleValuesParser::new(words()))]
    kind: String,
    /// The file, or - for standard input; images up to 10 MB, voices up to 2 MB and 60 seconds, videos up to 10 MB, thumbnails up to 64 KB.
    file: PathBuf,
    #[command(flatten)]
    name: Named,
    /// Title of a video.
    #[arg(long)]
    title: Option<String>,
    /// Description of a video.
    #[arg(long = "description", alias = "introduction", value_name = "TEXT", requires = "title")]
    introduction: Option<String>,
}

impl Add {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self { kind, file, name, title, introduction } = self;
        let kind = kind_of(&kind)?;
        let description =
            title.clone().map(|title| VideoDescription::new(title, introduction.unwrap_or_default()));
        if kind == MaterialKind::Video && description.is_none() {
            return Err(Failure::usage("a permanent video needs a --title"));
        }
        let account = context.account()?;
        let input = name.read(&file)?;
        let file = open(&account, &input).await?;
        let wanted = Wanted { kind, names: [Some(file.wire_name()), title], since: minutes_ago() };
        let mut upload = AddMaterial::new(kind, file);
        upload.description = description;
        match account.call(upload).await {
            Ok(reply) => {
                account.known().note(&[(IdKind::Material(kind), reply.media_id.as_str())]);
                if !reply.url.is_empty() {
                    context.console.note(&format!("its address: {}", reply.url));
                }
                Ok(Answer::new(&reply, reply.media_id.as_str()))
            }
            Err(failure @ Failure::Library(Error::OutcomeUnknown(_) | Error::Reply(_))) => {
                Err(failure.find_out(wanted.look(&account).await))
            }
            Err(failure) => Err(failure),
        }
    }
}

/// Material that may have been added.
struct Wanted {
    kind: MaterialKind,
    /// The list calls a video by its title or by the name of its file.
    names: [Option<String>; 2],
    /// Unix seconds.
    since: i64,
}

impl Wanted {
    /// What the library shows of it. The newest come first.
    async fn look(&self, account: &Account<'_>) -> String {
        let kind = match self.kind {
            MaterialKind::Image => ListedKind::Image,
            MaterialKind::Voice => ListedKind::Voice,
            MaterialKind::Video => ListedKind::Video,
            _ => {
                return "look in the console whether it was added: thumbnails cannot be listed".into();
            }
        };
        match account.call(ListMaterial::new(kind, 0, 20)).await {
            Ok(page) => {
                let ids = page
                    .item
                    .into_iter()
                    .filter(|item| self.may_be(item))
                    .map(|item| String::from(item.media_id));
                self.advice(&ids.collect::<Vec<_>>())
            }
            Err(_) => "look with `wxkit official material list` whether it was added".into(),
        }
    }

    fn may_be(&self, item: &ListedMaterial) -> bool {
        item.update_time >= self.since && self.names.iter().flatten().any(|name| *name == item.name)
    }

    fn advice(&self, ids: &[String]) -> String {
        let name = self.names.iter().flatten().next().map_or("", String::as_str);
        match ids {
            [] => format!("the library shows no {name} of the last minutes, so it can be added again"),
            ids => format!(
                "the library shows {name} of the last minutes as {}; do not add it again",
                ids.join(", ")
            ),
        }
    }
}

/// As far back as this machine's clock may be ahead of the platform's.
fn minutes_ago() -> i64 {
    let then = SystemTime::now().checked_sub(Duration::from_secs(600));
    let since = then.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn what_may_have_been_added() {
        let names = [Some("a.mp4".to_owned()), Some("茶".to_owned())];
        let wanted = Wanted { kind: MaterialKind::Video, names, since: 100 };
        let item = |name: &str, update_time: i64| {
            let item = serde_json::json!({ "media_id": "A", "name": name, "update_time": update_time });
            serde_json::from_value::<ListedMaterial>(item).unwrap()
        };
        assert!(wanted.may_be(&item("a.mp4", 100)) && wanted.may_be(&item("茶", 101)));
        assert!(!wanted.may_be(&item("a.mp4", 99)) && !wanted.may_be(&item("b.mp4", 101)));
        assert!(wanted.advice(&["A".into()]).ends_with("as A; do not add it again"));
        assert!(wanted.advice(&[]).ends_with("it can be added again"));
    }
}
