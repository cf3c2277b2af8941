//! Everything a contributor of wxkit runs: `cargo xtask`.
//!
//! | module | what it does |
//! |---|---|
//! | [`ci`] | the steps that must be green before a change goes in |
//! | [`tidy`] | what no compiler checks: directions, sizes, words, layout |
//! | [`interface`] | the committed listing of each crate's public interface |
//! | [`mutants`] | small changes of the code, each of which has to break a test |
//! | [`packages`] | each crate can be packaged |
//! | [`mod@test`] | all tests, on a fresh machine |
//! | [`mod@bench`] | speed, beside its yardsticks |
//! | [`effort`] | what the tests do in short, in full |
//! | [`demo`] | the README's main command |
//! | [`dist`] | what people install, packed and tried |
//! | [`fuzz`] | fuzz targets, each for a while |
//! | [`gallery`] | all themes on one page, and in the picture of the readmes |
//! | [`shell`] | commands, shown and timed |
//! | [`tools`] | cargo commands from the registry, fetched when they are missing |

mod bench;
mod ci;
mod demo;
mod dist;
mod effort;
mod fuzz;
mod gallery;
mod interface;
mod mutants;
mod packages;
mod shell;
mod test;
mod tidy;
mod tools;

use std::path::Path;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  ci [STEP]                all steps, or one: fmt, clippy, tidy, docs, deny, features, packages, test, demo
  tidy                     what no compiler checks: directions, sizes, words, layout
  interface [--accept]     compares each crate's public interface with its committed listing, or writes it
  test [ARGS]              all tests; ARGS go to the runner
  bench [NAME [ARG…]]      speed: all benches, or one of tests/benches
  demo                     publishes the sample article against the sandbox
  attack                   every fault of the wire at every call of every flow, and a hundred deaths of each kind
  worlds [COUNT]           so many worlds of every flow, a hundred thousand unless told
  soak [MINUTES]           mixed work with faults on by clients that live so long, 60 minutes unless told; what grows is told
  dist [PROFILE]           the command with all that is installed with it, a wheel and an npm package; profile dist unless told
  fuzz [TARGET [SECONDS]]  runs one fuzz target or `all`, each for one minute unless told; without TARGET lists them
  mutants [PART]           changes the code of a part in small ways, each of which has to break a test; without PART lists them
  gallery                  all themes, light and dark, on one page under target, and in the readmes' picture
  help                     this list
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match enter_root().and_then(|()| run(&words)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<(), String> {
    match words {
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        ["ci"] => ci::all(),
        ["ci", step] => ci::one(step),
        ["tidy"] => tidy::run(),
        ["interface"] => interface::run(false),
        ["interface", "--accept"] => interface::run(true),
        ["test", rest @ ..] => test::run(rest),
        ["bench"] => bench::all(),
        ["bench", name, args @ ..] => bench::one(name, args),
        ["demo"] => demo::run(),
        ["dist"] => dist::run("dist"),
        ["dist", profile] => dist::run(profile),
        ["attack"] => effort::attack(),
        ["worlds"] => effort::worlds("100000"),
        ["worlds", count] => effort::worlds(count),
        ["soak"] => effort::soak("60"),
        ["soak", minutes] => effort::soak(minutes),
        ["mutants"] => mutants::list(),
        ["mutants", part] => mutants::run(part),
        ["gallery"] => gallery::run(),
        ["fuzz"] => fuzz::list(),
        ["fuzz", target] => fuzz::run(target, "60"),
        ["fuzz", target, seconds] => fuzz::run(target, seconds),
        _ => Err(format!("I do not know `{}`; `cargo xtask help` lists what there is", words.join(" "))),
    }
}

/// All paths are written from the root of the repository, wherever in it the command was typed.
fn enter_root() -> Result<(), String> {
    let Some(folder) = std::env::var_os("CARGO_MANIFEST_DIR") else {
        return Err("start me as `cargo xtask`".into());
    };
    let root = Path::new(&folder).parent().unwrap_or(Path::new("."));
    std::env::set_current_dir(root).map_err(|error| format!("{}: {error}", root.display()))
}
