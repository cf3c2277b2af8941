//! A folder with an article, and the command run in it with nothing from the outside.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) struct Place(TempDir);

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A running `wxkit sandbox`; ends with this.
pub(crate) struct Sandbox {
    child: Child,
    pub(crate) base_url: String,
    appid: String,
    pub(crate) secret: String,
    /// Of WeChat Work, as variables.
    work: Vec<(&'static str, String)>,
}

impl Place {
    /// With an article in `tea`.
    pub(crate) fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let tea = place.path("tea");
        fs::create_dir(&tea).unwrap();
        let article = "---\ntitle: 茶\ncover: 封面.png\n---\n![](<图 1.png>)\n\n![短片](短片.mp4)\n";
        fs::write(tea.join("article.md"), article).unwrap();
        let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x02\x08\x06\0\0\0";
        fs::write(tea.join("封面.png"), picture).unwrap();
        fs::write(tea.join("图 1.png"), [picture, &b"1"[..]].concat()).unwrap();
        // Two blocks; the shorter one holds what text tools would change.
        let film =
            [&b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41"[..], &b"\r\n\0".repeat(400_000)].concat();
        fs::write(tea.join("短片.mp4"), film).unwrap();
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn wxkit(&self, args: &[&str]) -> Ran {
        Ran::new(&mut self.command(args))
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        command(self.0.path(), args)
    }

    pub(crate) fn wxkit_at(&self, sandbox: &Sandbox, args: &[&str]) -> Ran {
        self.wxkit_with(sandbox, |_| true, args)
    }

    /// With the address, and of the account those variables that are wanted.
    pub(crate) fn wxkit_with(&self, sandbox: &Sandbox, wanted: fn(&str) -> bool, args: &[&str]) -> Ran {
        Ran::new(&mut self.command_at(sandbox, wanted, args))
    }

    /// The command, pointed at the sandbox.
    pub(crate) fn command_at(&self, sandbox: &Sandbox, wanted: fn(&str) -> bool, args: &[&str]) -> Command {
        let mut command = command(self.0.path(), args);
        command.env("WXKIT_BASE_URL", &sandbox.base_url).env("WXKIT_POLL", "0.05");
        let account = [("WXKIT_APPID", &sandbox.appid), ("WXKIT_SECRET", &sandbox.secret)];
        let account = account.into_iter().chain(sandbox.work.iter().map(|(name, value)| (*name, value)));
        command.envs(account.filter(|(name, _)| wanted(name)));
        command
    }

    pub(crate) fn sandbox(&self) -> Sandbox {
        self.sandbox_with("")
    }

    /// With this script of faults.
    pub(crate) fn sandbox_with(&self, faults: &str) -> Sandbox {
        fs::write(self.path("faults.jsonl"), faults).unwrap();
        let mut command = command(self.0.path(), &["sandbox", "--json", "--faults", "faults.jsonl"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let text = |key: &str| told[key].as_str().unwrap().to_owned();
        let work = vec![
            ("WXKIT_CORPID", text("corpid")),
            ("WXKIT_CORPSECRET", text("corpsecret")),
            ("WXKIT_AGENTID", told["agentid"].to_string()),
            ("WXKIT_ROBOT_KEY", text("robot_key")),
        ];
        Sandbox { child, base_url: text("base_url"), appid: text("appid"), secret: text("secret"), work }
    }
}

impl Ran {
    fn new(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The one object on standard output.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.stdout.lines().count(), 1, "{}{}", self.stdout, self.stderr);
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// The object on standard error, before which there may be warnings.
    pub(crate) fn error(&self) -> Value {
        let lines: Vec<&str> = self.stderr.lines().collect();
        let (last, before) = lines.split_last().unwrap();
        assert!(before.iter().all(|line| line.starts_with("warning: ")), "{}", self.stderr);
        serde_json::from_str::<Value>(last).unwrap()["error"].clone()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wxkit"));
    command.env_clear().env("HOME", folder).env("WXKIT_STATE", folder.join("state"));
    command.current_dir(folder).args(args).stdin(Stdio::null());
    command
}
