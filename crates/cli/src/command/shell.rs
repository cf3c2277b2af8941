//! `wxkit completions` and `wxkit man`: what a shell and a manual want to know.

use std::path::PathBuf;

use clap_complete::Shell;
use serde::Serialize;

use crate::args::definition;
use crate::complete;
use crate::failure::Failure;
use crate::output::Answer;

/// Print what a shell needs to complete commands, flags, profiles and ids.
///
/// While a line is typed, the shell asks wxkit, which looks into the configuration file and into what it has noted of the
/// account. Nothing is sent.
#[derive(Debug, clap::Args)]
#[command(after_help = COMPLETIONS)]
pub(crate) struct Completions {
    /// The shell.
    shell: Shell,
}

const COMPLETIONS: &str = "\
Examples:
  echo 'source <(wxkit completions bash)' >> ~/.bashrc
  echo 'source <(wxkit completions zsh)' >> ~/.zshrc
  wxkit completions fish > ~/.config/fish/completions/wxkit.fish
  wxkit completions powershell >> $PROFILE";

/// Print the manual page, or write the pages of all commands into a folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wxkit man ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// The folder; it is created.
    dir: Option<PathBuf>,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Written {
    path: PathBuf,
}

impl Completions {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let name = self.shell.to_string();
        let script = complete::script(&name).map_err(|error| Failure::io("writing the page", &error))?;
        Ok(shown(&script))
    }
}

impl Man {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let Some(path) = self.dir else {
            let mut page = Vec::new();
            clap_mangen::Man::new(definition())
                .render(&mut page)
                .map_err(|error| Failure::io("writing the page", &error))?;
            return Ok(shown(&page));
        };
        let writing = |error| Failure::io(format!("writing into {}", path.display()), &error);
        std::fs::create_dir_all(&path).map_err(writing)?;
        clap_mangen::generate_to(definition(), &path).map_err(writing)?;
        let text = path.display().to_string();
        Ok(Answer::new(&Written { path }, text))
    }
}

fn shown(text: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(text);
    Answer::new(&Text { text: &text }, text.trim_end())
}
