//! The options of every command.

use std::path::PathBuf;
use std::time::Duration;

use clap::ArgAction;

use crate::complete;
use crate::span::pause;

/// What is understood everywhere, before and behind the name of a command.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// Run against a sandbox inside this process; nothing leaves this machine.
    #[arg(long, global = true, conflicts_with = "base_url")]
    pub(crate) sandbox: bool,
    /// Send everything to this address in place of WeChat's own.
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Trust the certificate authorities in this PEM file as well.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Allow plain http to this host; may be given several times.
    #[arg(long, global = true, value_name = "HOST")]
    pub(crate) allow_http: Vec<String>,
    /// First pause between two queries of a review (审核), such as 10 or 30s; it grows to a minute. [default: 10]
    #[arg(long, global = true, value_name = "TIME", value_parser = pause)]
    pub(crate) poll: Option<Duration>,
    /// Take settings from this profile of the configuration file.
    #[arg(long, global = true, value_name = "NAME", add = complete::profiles())]
    pub(crate) profile: Option<String>,
    /// Read this configuration file.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Print one JSON object on standard output, and errors as one on standard error.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Show no bars and no notes.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Say which settings are used, and log each request: method, path, status, code and rid of a refusal, duration; -vv adds attempts,
    /// sizes and connections.
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}
