//! What a process costs from its start to its end, as the system counts it.

use std::ffi::OsString;
use std::fmt;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;
use serde_json::{Value, json};

/// The first argument of a program that is to run the command behind it and tell what that took: the system adds up
/// what the children of a process take, so each command needs a parent of its own.
const METER: &str = "meter";

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// By the clock, in seconds.
    pub wall: f64,
    /// Of all cores, in seconds.
    pub cpu: f64,
    /// Of memory, in MiB.
    pub peak: f64,
    /// From one thread to another, wanted or not.
    pub switches: f64,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { wall, cpu, peak, switches } = self;
        write!(f, "{wall:7.3} s {cpu:7.3} s CPU {peak:6.1} MiB {switches:7.0} switches")
    }
}

/// What one role does with its arguments.
pub type Play = fn(&[String]);

/// Does what the first argument wants of this program: `roles` are those of the bench itself. `None` if it was started
/// as a bench.
pub fn role(roles: &[(&str, Play)]) -> Option<ExitCode> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (first, rest) = args.split_first()?;
    if first == METER {
        meter(rest);
    } else {
        let (_, play) = roles.iter().find(|(name, _)| name == first)?;
        play(rest);
    }
    Some(ExitCode::SUCCESS)
}

/// Runs a program to its end; `None` in the place of its path is this one.
///
/// # Panics
/// If it fails.
#[must_use]
pub fn measure(program: Option<&str>, args: &[&str]) -> Cost {
    let this = std::env::current_exe().expect("it is running");
    let program = program.map_or_else(|| this.clone().into_os_string(), OsString::from);
    let output = Command::new(&this).arg(METER).arg(&program).args(args).stderr(Stdio::inherit()).output();
    let told: Value = serde_json::from_slice(&output.expect("it runs").stdout)
        .unwrap_or_else(|_| panic!("{} {args:?} failed", program.display()));
    let at = |name: &str| told[name].as_f64().expect("a number");
    Cost { wall: at("wall"), cpu: at("cpu"), peak: at("peak"), switches: at("switches") }
}

/// Whether a program is there and ends well with these arguments.
#[must_use]
pub fn is_there(program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The run that the rest of the machine has disturbed least.
///
/// # Panics
/// If there is none.
pub fn least(runs: u32, mut run: impl FnMut() -> Cost) -> Cost {
    let all: Vec<Cost> = (0..runs).map(|_| run()).collect();
    let least = |part: fn(&Cost) -> f64| all.iter().map(part).fold(f64::INFINITY, f64::min);
    Cost {
        wall: least(|cost| cost.wall),
        cpu: least(|cost| cost.cpu),
        peak: least(|cost| cost.peak),
        switches: least(|cost| cost.switches),
    }
}

fn meter(args: &[String]) {
    let (program, args) = args.split_first().expect("a program");
    let start = Instant::now();
    let status = Command::new(program).args(args).stdin(Stdio::null()).stdout(Stdio::null()).status();
    let wall = start.elapsed().as_secs_f64();
    assert!(status.expect("it starts").success(), "{program} failed");
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system tells");
    let cpu = (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6;
    let switches = usage.voluntary_context_switches() + usage.involuntary_context_switches();
    let peak = usage.max_rss() as f64 / 1024.0;
    println!("{}", json!({ "wall": wall, "cpu": cpu, "peak": peak, "switches": switches }));
}
