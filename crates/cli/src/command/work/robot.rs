//! `work robot`: a group robot.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use wxkit::work::{RobotFileKind, RobotMessage, SendByRobot, UploadRobotMedia};

use crate::context::Context;
use crate::failure::Failure;
use crate::folder;
use crate::output::Answer;

/// A group robot (群机器人), by its key.
#[derive(Debug, Subcommand)]
pub(crate) enum Robot {
    /// Upload a file for the robot, and send it to its chat.
    File {
        /// Anything up to 20 MB; with --as voice, AMR up to 2 MB and 60 seconds.
        file: PathBuf,
        /// What it is sent as.
        #[arg(long = "as", value_name = "TYPE", default_value = "file", value_parser = PossibleValuesParser::new(["file", "voice"]))]
        kind: String,
    },
    /// Send a picture to the robot's chat.
    Image {
        /// JPEG or PNG, up to 2 MB.
        file: PathBuf,
    },
}

/// Larger pictures are not even read.
const LARGEST: u64 = 2 * 1_048_576;

impl Robot {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let robot = context.robot()?;
        let key = robot.secret()?.clone();
        let message = match self {
            Self::Image { file } => RobotMessage::Image(picture(&file)?.into()),
            Self::File { file, kind } => {
                folder::file(&file)?;
                let kind = if kind == "voice" { RobotFileKind::Voice } else { RobotFileKind::File };
                let file = robot.client().open(&file).await?;
                let id = robot.call(UploadRobotMedia { key: key.clone(), kind, file }).await?.media_id;
                match kind {
                    RobotFileKind::File => RobotMessage::File(id),
                    RobotFileKind::Voice => RobotMessage::Voice(id),
                }
            }
        };
        let done = robot.call(SendByRobot { key, message }).await?;
        Ok(Answer::new(&done, "sent"))
    }
}

fn picture(path: &Path) -> Result<Vec<u8>, Failure> {
    folder::file(path)?;
    let failed = |error| Failure::io(format!("reading {}", path.display()), &error);
    let len = fs::metadata(path).map_err(failed)?.len();
    if len > LARGEST {
        let text = format!(
            "{} has {len} bytes; a robot's picture may have at most {LARGEST} (as documented)",
            path.display()
        );
        return Err(Failure::usage(text));
    }
    fs::read(path).map_err(failed)
}
