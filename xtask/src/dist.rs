//! What people install: the command with completions, manual, licences and checksums; a wheel and an npm package of it.

mod licences;
mod packages;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{self, cargo};

/// Where everything lands.
const FOLDER: &str = "target/wxkit-dist";

/// Builds with this profile, packs, and tries what was packed. Nothing is uploaded anywhere.
pub(crate) fn run(profile: &str) -> Result<(), String> {
    shell::run(&mut cargo(&format!("build --locked --package wxkit-cli --profile {profile}")))?;
    let built = if profile == "dev" { "debug" } else { profile };
    let name = format!("wxkit{}", std::env::consts::EXE_SUFFIX);
    let folder = Path::new(FOLDER);
    let _ = fs::remove_dir_all(folder);
    make(&folder.join("completions"))?;
    let binary = folder.join(&name);
    copy(&Path::new("target").join(built).join(&name), &binary)?;
    let wxkit = || Command::new(&binary);
    for (shell, file) in
        [("bash", "wxkit.bash"), ("zsh", "_wxkit"), ("fish", "wxkit.fish"), ("powershell", "wxkit.ps1")]
    {
        let script = shell::read(wxkit().env("WXKIT_LANG", "en").args(["completions", shell]))?;
        write(&folder.join("completions").join(file), &script)?;
    }
    shell::run(wxkit().env("WXKIT_LANG", "en").arg("man").arg(folder.join("man")))?;
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(Path::new(licence), &folder.join(licence))?;
    }
    write(&folder.join("LICENSES.txt"), &licences::all()?)?;
    let mut files = vec![binary.clone()];
    let trial = folder.join("trial");
    if there("python3", "the wheel") {
        let wheel = packages::wheel(&binary, folder)?;
        packages::try_wheel(&wheel, &trial)?;
        remove(&trial)?;
        files.push(wheel);
    }
    if there("node", "the npm package") && there("npm", "the npm package") {
        let package = packages::npm(&binary, folder)?;
        packages::try_npm(&package, &trial)?;
        remove(&trial)?;
        files.push(package);
    }
    sums(folder, &files)
}

/// Whether a program is there that a package needs; says so if it is not.
fn there(program: &str, what: &str) -> bool {
    let found = shell::present(&mut Command::new(program));
    if !found {
        println!("# {what} is left out: there is no {program}");
    }
    found
}

fn sums(folder: &Path, files: &[PathBuf]) -> Result<(), String> {
    let names = files.iter().filter_map(|file| file.file_name());
    let sums = shell::read(Command::new("sha256sum").args(names).current_dir(folder))?;
    write(&folder.join("SHA256SUMS"), &sums)?;
    print!("{sums}");
    Ok(())
}

fn make(path: &Path) -> Result<(), String> {
    fs::create_dir_all(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn remove(path: &Path) -> Result<(), String> {
    fs::remove_dir_all(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to).map(drop).map_err(|error| format!("{}: {error}", from.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
