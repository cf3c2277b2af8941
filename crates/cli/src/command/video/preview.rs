//! `official video preview`: a video from its file to the telephone of one person.

use std::path::PathBuf;

use clap::ValueEnum;
use serde::Serialize;
use wxkit::client::Journal;
use wxkit::official::material::MaterialKind;
use wxkit::official::preview::{Clip, PreviewedVideo, Through, VideoPreview};
use wxkit::proto::Source;

use crate::command::mass::To;
use crate::context::Context;
use crate::failure::Failure;
use crate::folder::{self, Named};
use crate::known::IdKind;
use crate::output::Answer;
use crate::state::Work;

/// Send a video to one follower, to look at it, and print the id that was sent.
///
/// It is uploaded and made fit for mass messages (群发) first. Every run sends a preview; what an earlier one has uploaded
/// is taken again: temporary media while it lives, 3 days, permanent material until it is deleted.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Preview {
    /// An MP4 of up to 10 MB, or - for standard input.
    file: PathBuf,
    #[command(flatten)]
    name: Named,
    #[command(flatten)]
    to: To,
    /// Title.
    #[arg(long)]
    title: String,
    /// Description.
    #[arg(long = "description", alias = "desc", value_name = "TEXT", default_value = "")]
    desc: String,
    /// What becomes of the file on the platform.
    #[arg(long, value_enum, default_value_t = Way::Temporary)]
    through: Way,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Way {
    /// Temporary media (临时素材), gone after 3 days.
    Temporary,
    /// Permanent material (永久素材): one of 1000 videos of the library.
    Permanent,
}

const EXAMPLES: &str = "\
Example:
  wxkit official video preview tea.mp4 --title 茶 --to tea_friend --through permanent";

impl Preview {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Some(to) = self.to.viewer() else {
            return Err(Failure::usage_hint("the preview has no viewer", "name one with --to or --openid"));
        };
        let file = self.name.read(&self.file)?;
        let real = folder::file(&file)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut clip = Clip::new(&name, Source::path(&real), self.title);
        clip.description = self.desc;
        let through = match self.through {
            Way::Temporary => Through::Temporary,
            Way::Permanent => Through::Permanent,
        };
        let account = context.account()?;
        let work = |appid, base_url| Work { kind: "preview", appid, base_url, path: &real, name: &name };
        let (journal, records) =
            if file.lasts() { account.journal(&work)? } else { (Journal::none(), Vec::new()) };
        let flow = VideoPreview::new(clip, to.clone(), through, &records);
        let sent = account.run(flow, journal).await?;
        if !sent.reused {
            account.known().note(&[(self.through.kind(), sent.media_id.as_str())]);
        }
        context.console.note(&format!("preview sent to {}", to.name()));
        Ok(answer(&sent))
    }
}

impl Way {
    /// What is sent.
    fn kind(self) -> IdKind {
        match self {
            Self::Temporary => IdKind::MassVideo,
            Self::Permanent => IdKind::Material(MaterialKind::Video),
        }
    }
}

fn answer(sent: &PreviewedVideo) -> Answer {
    let PreviewedVideo { media_id, reused, previewed, .. } = sent;
    let wire = Wire { media_id: media_id.as_str(), reused: *reused, previewed };
    Answer::new(&wire, media_id.to_string())
}

#[derive(Serialize)]
struct Wire<'a> {
    media_id: &'a str,
    reused: bool,
    #[serde(flatten)]
    previewed: &'a wxkit::official::mass::Previewed,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wxkit::official::ids::MassVideoId;
    use wxkit::official::mass::Previewed;

    use super::*;

    #[test]
    fn the_result_for_programs_and_for_people() {
        let mut previewed = Previewed::default();
        previewed.errmsg = "preview success".into();
        let told = answer(&PreviewedVideo::new(MassVideoId::from("V"), true, previewed));
        expect![[r#"{"media_id":"V","reused":true,"errcode":0,"errmsg":"preview success"}"#]]
            .assert_eq(told.json());
        assert_eq!(told.text(), "V");
    }
}
