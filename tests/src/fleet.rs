//! Many processes with one access token.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use wxkit_sandbox::Server;

/// The processes that share the token of one account, kept in one store.
#[derive(Debug)]
pub struct Fleet<'a> {
    program: &'a Path,
    server: &'a Server,
    kind: &'a str,
    store: &'a str,
    members: Vec<Child>,
}

/// What became of the calls of a fleet.
#[derive(Debug, Default)]
pub struct Report {
    /// How many calls each process made.
    pub calls: Vec<u64>,
    /// What those that failed said.
    pub failures: Vec<String>,
    /// What the keepers of the token warned of.
    pub warnings: Vec<String>,
}

impl<'a> Fleet<'a> {
    /// A fleet without a process yet. `program` is `fleet-member`; `kind` and `store` are what the command's settings
    /// take.
    #[must_use]
    pub fn new(program: &'a Path, server: &'a Server, kind: &'a str, store: &'a str) -> Self {
        Self { program, server, kind, store, members: Vec::new() }
    }

    /// Starts processes that make at least so many calls each, and go on until the [end](Fleet::end).
    pub fn start(&mut self, processes: usize, calls: usize) {
        for _ in 0..processes {
            let started = self.member(&["call", &calls.to_string()]).spawn();
            self.members.push(started.expect("it can be started"));
        }
    }

    /// Lets a process take the lock of the store, and kills it.
    pub fn die_with_the_lock(&self) {
        let mut dying = self.member(&["lock"]).spawn().expect("it can be started");
        let mut said = String::new();
        let stdout = dying.stdout.take().expect("it is piped");
        BufReader::new(stdout).read_line(&mut said).expect("it is UTF-8");
        assert_eq!(said, "locked\n");
        dying.kill().expect("it is ours");
        dying.wait().expect("it is ours");
    }

    /// Lets all processes end, and hears what became of their calls.
    #[must_use]
    pub fn end(mut self) -> Report {
        let mut report = Report::default();
        let mut members = std::mem::take(&mut self.members);
        // The end of its standard input is the sign for each.
        members.iter_mut().for_each(|member| drop(member.stdin.take()));
        for member in members {
            let output = member.wait_with_output().expect("it is ours");
            assert!(output.status.success(), "a member failed: {}", String::from_utf8_lossy(&output.stderr));
            let told: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
            report.calls.extend(told["calls"].as_u64());
            for (list, name) in [(&mut report.failures, "failures"), (&mut report.warnings, "warnings")] {
                let texts = told[name].as_array().into_iter().flatten();
                list.extend(texts.filter_map(Value::as_str).map(str::to_owned));
            }
        }
        report
    }

    fn member(&self, args: &[&str]) -> Command {
        let config = self.server.sandbox().config().clone();
        let mut command = Command::new(self.program);
        command
            .args(args)
            .env("WXKIT_BASE_URL", self.server.base_url())
            .env("WXKIT_APPID", config.appid)
            .env("WXKIT_SECRET", config.secret.reveal())
            .env("WXKIT_TOKEN_KIND", self.kind)
            .env("WXKIT_TOKEN_STORE", self.store)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

impl Drop for Fleet<'_> {
    fn drop(&mut self) {
        for member in &mut self.members {
            // It may have ended.
            let _ = member.kill();
            let _ = member.wait();
        }
    }
}
