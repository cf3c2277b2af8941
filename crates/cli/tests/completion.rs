//! What bash offers, asked in the way in which bash asks.

#[cfg(test)]
mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{Place, Sandbox};

/// Stands for the key that completes; the last word is being typed.
const PRESS: &str = r#"
eval "$(wxkit completions bash)"
complete -p wxkit | grep -q _clap_complete_wxkit || exit 1
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9
_clap_complete_wxkit wxkit "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"#;

/// What is offered where `command` would run, but for flags.
#[cfg(test)]
fn press(command: &Command, words: &[&str]) -> Vec<String> {
    let wxkit = Path::new(env!("CARGO_BIN_EXE_wxkit")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut bash = Command::new("bash");
    bash.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    bash.env("PATH", [wxkit.as_os_str(), &path].join(":".as_ref()));
    bash.current_dir(command.get_current_dir().unwrap()).args(["-c", PRESS, "bash", "wxkit"]);
    let output = bash.args(words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    let offered = String::from_utf8(output.stdout).unwrap();
    let is_flag = |line: &&str| line.is_empty() || line.starts_with("--") || *line == "-h";
    offered.lines().filter(|line| !is_flag(line)).map(str::to_owned).collect()
}

/// The id that an upload prints with `--json`.
#[cfg(test)]
fn uploaded(place: &Place, sandbox: &Sandbox, args: &[&str]) -> String {
    let ran = place.wxkit_at(sandbox, &[args, &["--json"]].concat());
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    ran.json()["media_id"].as_str().unwrap().to_owned()
}

#[test]
fn commands_flags_and_files() {
    let place = Place::new();
    let here = place.command(&[]);
    assert_eq!(press(&here, &["official", "dra"]), ["draft"]);
    assert_eq!(press(&here, &["publish", "te"]), ["tea/"]);
    fs::write(place.path("articles.json"), "{}").unwrap();
    assert_eq!(press(&here, &["official", "draft", "add", "--data", "@art"]), ["@articles.json"]);
    let unknown = place.wxkit(&["completions", "tcsh", "--json"]).error();
    assert!(unknown["message"].as_str().unwrap().contains("tcsh"), "{unknown}");
}

#[test]
fn profiles() {
    let place = Place::new();
    let here = place.command(&[]);
    let config = "[profiles.tea]\nappid = \"wx1111111111111111\"\n[profiles.two]\n[profiles.other]\n";
    fs::write(place.path("c.toml"), config).unwrap();
    let words = ["--config", "c.toml", "official", "draft", "list", "--profile", "t"];
    assert_eq!(press(&here, &words), ["tea", "two"]);
    // A file that cannot be read offers nothing, and breaks nothing.
    fs::write(place.path("c.toml"), "[profiles").unwrap();
    assert_eq!(press(&here, &words), [""; 0]);
}

#[test]
fn ids_of_the_account_and_of_the_kind() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let media =
        uploaded(&place, &sandbox, &["official", "media", "upload", "--type", "image", "tea/封面.png"]);
    let material =
        uploaded(&place, &sandbox, &["official", "material", "add", "--type", "image", "tea/封面.png"]);
    let account = place.command_at(&sandbox, |name| name == "WXKIT_APPID", &[]);
    assert_eq!(press(&account, &["official", "media", "get", ""]), [media.as_str()]);
    assert_eq!(press(&account, &["official", "material", "delete", ""]), [material.as_str()]);
    // Both kinds fit, the latest first; none is a draft.
    let words = ["official", "mass", "send", "--all", "--image", ""];
    assert_eq!(press(&account, &words), [material.as_str(), media.as_str()]);
    assert_eq!(press(&account, &["official", "draft", "get", ""]), [""; 0]);
    // They are offered to no other account, to no other platform, and not to the sandbox of a run.
    let mut other = place.command_at(&sandbox, |_| false, &[]);
    other.env("WXKIT_APPID", "wx2222222222222222");
    assert_eq!(press(&other, &["official", "media", "get", ""]), [""; 0]);
    let words = ["official", "media", "get", "--base-url", "https://relay.example", ""];
    assert_eq!(press(&account, &words), [""; 0]);
    assert_eq!(press(&account, &["--sandbox", "official", "media", "get", ""]), [""; 0]);
}

#[test]
fn media_of_the_corp() {
    let place = Place::new();
    let sandbox = place.sandbox();
    fs::write(place.path("报告.txt"), "a report").unwrap();
    let media = uploaded(&place, &sandbox, &["work", "media", "upload", "--type", "file", "报告.txt"]);
    let corp = place.command_at(&sandbox, |name| name == "WXKIT_CORPID", &[]);
    assert_eq!(press(&corp, &["work", "media", "get", ""]), [media]);
}
