//! What a shell is offered for a word that is being typed: commands, flags and files, and beyond these the profiles of the
//! configuration file and the ids that were given to this machine.
//!
//! Nothing is sent, nothing is written, and what cannot be read offers nothing.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::FromArgMatches as _;
use clap_complete::engine::{CompletionCandidate, PathCompleter, ValueCompleter as _};
use clap_complete::env::Shells;
use clap_complete::{ArgValueCandidates, ArgValueCompleter, CompleteEnv};
use wxkit::official::Official;
use wxkit::proto::Platform as _;
use wxkit::work::Work;
use wxkit::work::share::MediaRecord;

use crate::args::{definition, english};
use crate::chinese::say;
use crate::command::work_media;
use crate::global::Global;
use crate::known::{Noted, Wanted, noted};
use crate::settings::{Settings, profiles as of_file};
use crate::state;

/// The variable by which a shell asks.
const VARIABLE: &str = "WXKIT_COMPLETE";
/// No shell shows more with profit.
const MOST: usize = 50;

/// Answers a shell that asks, and ends the process; returns if none does.
pub(crate) fn answer() {
    CompleteEnv::with_factory(definition).var(VARIABLE).complete();
}

/// What a shell reads to ask for completions.
pub(crate) fn script(shell: &str) -> std::io::Result<Vec<u8>> {
    let mut script = Vec::new();
    if let Some(shell) = Shells::builtins().completer(shell) {
        shell.write_registration(VARIABLE, "wxkit", "wxkit", "wxkit", &mut script)?;
    }
    Ok(script)
}

/// The names of the profiles, each with its account.
pub(crate) fn profiles() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let profiles = of_file(&typed()).unwrap_or_default();
        profiles.into_iter().map(|(name, account)| candidate(&name, account.as_deref())).collect()
    })
}

/// Ids of the official account that a command takes, the latest first.
pub(crate) fn ids(wanted: &'static Wanted) -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let noted = official_file().map(|file| noted(file, wanted)).unwrap_or_default();
        let offered = noted
            .iter()
            .take(MOST)
            .map(|Noted { id, kind, age }| candidate(id, Some(&say(&format!("{kind}, made {age} ago")))));
        in_order(offered)
    })
}

/// Media of the corp that is alive, the latest first.
pub(crate) fn work_media() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let records = work_records().unwrap_or_default();
        let alive = records.iter().rev().filter(|record| work_media::is_alive(record));
        in_order(alive.take(MOST).map(|record| candidate(&record.media_id, Some(&record.name))))
    })
}

/// A file behind an `@`.
pub(crate) fn data() -> ArgValueCompleter {
    ArgValueCompleter::new(|word: &OsStr| match word.to_str().and_then(|word| word.strip_prefix('@')) {
        Some(path) => {
            let files = PathCompleter::any().complete(OsStr::new(path));
            files.into_iter().map(|file| file.add_prefix("@")).collect()
        }
        None => Vec::new(),
    })
}

fn candidate(value: &str, about: Option<&str>) -> CompletionCandidate {
    CompletionCandidate::new(value).help(about.map(|about| about.to_owned().into()))
}

/// As they come, and not by the alphabet.
fn in_order(candidates: impl Iterator<Item = CompletionCandidate>) -> Vec<CompletionCandidate> {
    candidates.enumerate().map(|(at, candidate)| candidate.display_order(Some(at))).collect()
}

/// What the line that is being typed says about settings, as far as it can be read.
fn typed() -> Global {
    let words: Vec<OsString> = std::env::args_os().skip_while(|word| word != "--").skip(1).collect();
    let read = english().ignore_errors(true).try_get_matches_from(words);
    read.ok().and_then(|matches| Global::from_arg_matches(&matches).ok()).unwrap_or_default()
}

fn settings() -> Option<Settings> {
    Settings::read(&typed()).ok().filter(|settings| !settings.sandbox)
}

/// The register of the account.
fn official_file() -> Option<PathBuf> {
    let settings = settings()?;
    let folder = state::folder(settings.state.as_deref()).ok()?;
    Some(state::ids(settings.appid.as_deref()?, settings.base_url_or(Official::BASE_URL)).file(&folder))
}

fn work_records() -> Option<Vec<MediaRecord>> {
    let settings = settings()?;
    let folder = state::folder(settings.state.as_deref()).ok()?;
    let work = work_media::journal(settings.corpid.as_deref()?, settings.base_url_or(Work::BASE_URL));
    let file = work.file(&folder);
    state::records(&file, &std::fs::read_to_string(&file).ok()?).ok()
}
