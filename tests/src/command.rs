//! The command as a process of its own.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use wxkit_sandbox::{Sandbox, Server};

/// A sandbox as a server, a folder for files and one for state, and the command pointed at them.
#[derive(Debug)]
pub struct Desk {
    /// The platform.
    pub server: Server,
    /// For articles and journals.
    pub folder: tempfile::TempDir,
}

impl Desk {
    /// A desk with this sandbox.
    #[must_use]
    pub fn new(sandbox: Sandbox) -> Self {
        let server = Server::on_thread("127.0.0.1:0", sandbox).expect("a port is free");
        Self { server, folder: tempfile::tempdir().expect("there is a temporary folder") }
    }

    /// Writes a file into the folder, with the folders above it.
    pub fn file(&self, path: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("it is in the folder")).expect("it can be made");
        std::fs::write(&path, bytes).expect("it can be written");
        path
    }

    /// The command with the sandbox's address and credentials, and nothing of the caller's own settings.
    #[must_use]
    pub fn wxkit(&self, args: &[&str]) -> Command {
        let mut command = Command::new(wxkit());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("WXKIT_")) {
            command.env_remove(name);
        }
        let sandbox = self.server.sandbox();
        command
            .args(args)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .env("WXKIT_BASE_URL", self.server.base_url())
            .env("WXKIT_APPID", &sandbox.config().appid)
            .env("WXKIT_SECRET", sandbox.config().secret.reveal())
            .env("WXKIT_CORPID", &sandbox.config().work.corpid)
            .env("WXKIT_CORPSECRET", sandbox.config().work.apps[0].secret.reveal())
            .env("WXKIT_AGENTID", sandbox.config().work.apps[0].agentid.to_string())
            .env("WXKIT_ROBOT_KEY", sandbox.config().work.robot_key.reveal())
            .env("WXKIT_STATE", self.folder.path().join("state"))
            .env("WXKIT_POLL", "0.01");
        command
    }

    /// Runs it to its end: exit status, standard output, standard error.
    #[must_use]
    pub fn run(&self, args: &[&str]) -> (i32, String, String) {
        run(&mut self.wxkit(args))
    }

    /// Runs it with `--json` to a good end.
    #[must_use]
    pub fn json(&self, args: &[&str]) -> Value {
        let (status, stdout, stderr) = self.run(&[args, &["--json"]].concat());
        assert_eq!(status, 0, "{args:?}: {stderr}");
        serde_json::from_str(&stdout).expect("one JSON object")
    }

    /// Starts it and does not wait.
    #[must_use]
    pub fn start(&self, args: &[&str]) -> Child {
        self.wxkit(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it can be run")
    }
}

/// Runs a command to its end: exit status, standard output, standard error.
///
/// # Panics
/// If it cannot be run, is killed, or writes something that is not UTF-8.
pub fn run(command: &mut Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().expect("it can be run");
    let text = |bytes| String::from_utf8(bytes).expect("it is UTF-8");
    (status.code().expect("it was not killed"), text(stdout), text(stderr))
}

/// The most that a running process has allocated, in KiB, watched until it ends; `None` where the system does not tell. The pages of
/// the program itself are not counted: without optimization they are most of it.
///
/// # Panics
/// If it does not end well.
pub fn peak_memory(mut child: Child) -> Option<u64> {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait().expect("it is ours").is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        peak = peak.max(line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()));
        std::thread::yield_now();
    }
    let mut stderr = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut stderr).expect("it is UTF-8");
    assert!(child.wait().expect("it is ours").success(), "{stderr}");
    peak
}

/// The command, built now, so that it is never an old one.
///
/// # Panics
/// If it cannot be built.
pub fn wxkit() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let build = ["build", "--quiet", "--package", "wxkit-cli", "--message-format", "json"];
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        let output = Command::new(cargo).args(build).stderr(Stdio::inherit()).output().expect("cargo runs");
        let lines = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
        let messages = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let mut built = messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from));
        built.find(|path| path.file_stem().is_some_and(|stem| stem == "wxkit")).expect("it is built")
    })
}
