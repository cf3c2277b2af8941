//! The `wxkit` command: publish articles and move media on WeChat.
//!
//! | module | what it decides |
//! |---|---|
//! | [`args`] | what can be typed |
//! | [`chinese`] | what is said in Chinese, and when |
//! | [`settings`] | which value counts: flag, environment, configuration file |
//! | [`context`] | settings to a client, a folder for journals, a sandbox |
//! | [`command`] | one file for each command |
//! | [`complete`] | what a shell is offered while a line is typed |
//! | [`door`] | how many connections a server of ours takes |
//! | [`ear`] | a server for what the platforms send by themselves |
//! | [`confirm`] | what cannot be called back, and whether it is meant |
//! | [`manuscript`] | an article that is read, and its pictures made ready |
//! | [`folder`] | files that were named |
//! | [`known`] | what ids on the command line are known to be |
//! | [`console`] | what people read on standard error |
//! | [`failure`] | exit status, and the words of an error |
//!
//! # Invariants
//! - **Programs read standard output, people read standard error.** With `--json`, standard output is one JSON object, and
//!   so is the last line of standard error if the command fails.
//! - **Exit status 2 means that nothing was sent.**
//! - **No secret and no token is shown**, but for `token --reveal`; none is ever a flag.
//! - **Text from outside cannot steer the terminal**: control characters are shown, not sent.

mod args;
mod chinese;
mod command;
mod complete;
mod confirm;
mod console;
mod context;
mod door;
mod ear;
mod failure;
mod folder;
mod global;
mod input;
mod known;
mod look;
mod manuscript;
mod output;
mod settings;
mod span;
mod state;

use std::process::ExitCode;
use std::time::Duration;

use args::Args;
use console::Console;
use failure::Failure;
use output::Output;

/// Threads for what blocks: looking into files, digests, reading blocks. The memory of the command grows with them.
const BLOCKING_THREADS: usize = 6;

fn main() -> ExitCode {
    complete::answer();
    let args = match Args::read() {
        Ok(args) => args,
        Err(error) => return args::usage::tell(error),
    };
    let output = Output::new(args.global.json);
    let console = Console::new(&args.global);
    match run(args, output, &console) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure @ (Failure::Findings | Failure::Unwell)) => ExitCode::from(failure.status()),
        Err(failure) => output.fail(&failure, &console.told()),
    }
}

fn run(args: Args, output: Output, console: &Console) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS)
        .build()
        .map_err(|error| Failure::io("starting", &error))?;
    let resume = args.command.resume();
    last_resort(output, resume);
    let result = runtime.block_on(async {
        tokio::select! {
            biased;
            result = args.command.run(&args.global, output, console) => result,
            _ = tokio::signal::ctrl_c() => resume.map_or(Ok(()), |hint| Err(Failure::Interrupted(hint))),
        }
    });
    console.clear();
    // A look into a file or a digest that nobody waits for must not hold up the end.
    runtime.shutdown_timeout(Duration::from_millis(200));
    result
}

/// Ends the process some time after Ctrl-C, if the command has not done so by itself: it may hang in a file system, or in a
/// read from standard input.
fn last_resort(output: Output, resume: Option<&'static str>) {
    let wait = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(async {
            if tokio::signal::ctrl_c().await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
                output.fail(&Failure::Interrupted(resume.unwrap_or_default()), &[]);
                std::process::exit(130);
            }
        });
    };
    // Without the thread, Ctrl-C works as long as the command listens.
    let _ = std::thread::Builder::new().name("ctrl-c".into()).spawn(wait);
}
