//! `wxkit sandbox`: the fake WeChat as a server.

mod keys;
mod speak;

use std::fs;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use wxkit::callback::Mode;
use wxkit::proto::Secret;
use wxkit_sandbox::pay::PUBLIC_KEY_ID;
use wxkit_sandbox::state::{Upload, Video, Whole};
use wxkit_sandbox::{Authority, Config, Faults, Server, WorkConfig};

use crate::console::{Console, visible};
use crate::failure::Failure;
use crate::output::{Answer, Output};
use crate::span::whole_seconds;
use keys::Keys;
use speak::Speak;

/// Run a fake WeChat as a server, until Ctrl-C.
///
/// It prints its address and its account as soon as it listens; with --json as one line. Everything is kept in memory.
/// Its credentials and keys are the same everywhere and public: anybody who can reach it can use it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wxkit sandbox --listen 127.0.0.1:8080 --faults script.jsonl\n\n\
    A script of faults has one JSON object per line: {\"call\":\"publish/submit\",\"nth\":1,\"do\":\"lost\"}\n\
    \"call\" is the end of a path, or an action of upload_video; \"nth\" is which call, from 1; without it, every one.\n\n\
    What \"do\" may be, where nothing is done:\n  \
      busy           -1\n  \
      throttled      45011\n  \
      token          the token dies: 40001\n  \
      expired        the token is over: 42001\n  \
      refuse         \"errcode\" and \"errmsg\" as given\n  \
      html           a gateway's page with status 502\n  \
      html200        the same with status 200\n  \
      drop           the connection closes without an answer\n\
    and where the work is done:\n  \
      lost           the connection closes without an answer\n  \
      cut            half of the answer, then the connection closes\n  \
      truncated      an answer whose JSON ends in the middle\n  \
      empty          an answer without a body\n  \
      slow           the answer comes \"ms\" milliseconds later\n  \
      control        a raw control character in the answer\n  \
      stringly       the numbers of the answer are texts\n  \
      odd            what was seen now and then: another label, blanks around the JSON, unknown fields,\n                 \
                     numbers as texts where servers differ; of WeChat Pay no Wechatpay-Signature-Type,\n                 \
                     and a blank before the address of a bill\n  \
      strip          what the draft box keeps of an article has lost the elements, attributes and\n                 \
                     declarations of styles that \"what\" names; without it, what WeChat takes away\n  \
      review_failed  the review of this video, article or mass message ends badly;\n                 \
                     for freepublish \"status\" may say how: 2, 3, 4 or 6\n\
    Of what is sent, by the names callback/MASSSENDJOBFINISH, callback/PUBLISHJOBFINISH,\n\
    callback/upload_media_job_finish, callback/message, callback/echostr and notify/notification: drop, slow, and\n  \
      twice          it is sent once more, though it was taken\n  \
      disorder       it is sent after the one that comes next\n\
    Calls of WeChat Pay answer with 500 SYSTEM_ERROR where others are busy, and with 429; refuse takes the status in \"errcode\",\n\
    the word in \"code\" and the text in \"errmsg\". They know these as well:\n  \
      unsigned       the answer has no signature\n  \
      probe          a signature that is wrong on purpose, WECHATPAY/SIGNTEST/…\n  \
      stale          the answer is signed ten minutes too early\n  \
      future         the answer is signed ten minutes too late\n  \
      tampered       the answer changes after it was signed\n  \
      foreign        the answer names a key that nobody has\n  \
      quota          429, the files of this day are used up\n  \
      rotate         from this answer on the platform signs with its other certificate")]
pub(crate) struct Sandbox {
    /// Where to listen; port 0 takes any free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: String,
    /// What goes wrong, and when.
    #[arg(long, value_name = "SCRIPT")]
    faults: Option<PathBuf>,
    /// Serve over TLS, with a certificate authority of its own, which --keys writes.
    #[arg(long, requires = "keys")]
    tls: bool,
    /// Write the authority, the merchant's key and certificate, and the platform's certificate and public key into this
    /// folder, as PEM.
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
    #[command(flatten)]
    speak: Speak,
    /// How long an access token lives, such as 7200 or 2h; a fifth of it, at most 300 s, is its overlap with the next.
    #[arg(long, value_name = "TIME", default_value = "7200", value_parser = whole_seconds)]
    token_life: u32,
    /// Keep the known secrets of the invented accounts where other machines can reach it; without this they are random
    /// there.
    #[arg(long)]
    known_secrets: bool,
}

impl Sandbox {
    /// Serves for ever; Ctrl-C is for the caller.
    pub(super) async fn run(self, output: Output, console: &Console) -> Result<(), Failure> {
        let faults = self.faults.as_deref().map(script).transpose()?.unwrap_or_default();
        let token_life = Duration::from_secs(self.token_life.into());
        let overlap = Duration::from_secs(300).min(token_life / 5);
        let (callback, notify) = self.speak.read()?;
        let mut config = Config { faults, token_life, overlap, callback, notify, ..Config::default() };
        if !self.known_secrets && !is_loopback(&self.listen) {
            randomize(&mut config)?;
        }
        let sandbox = wxkit_sandbox::Sandbox::new(config.clone());
        let tls = if self.tls { Some(authority(&self.listen)?) } else { None };
        let keys = self.keys.as_deref().map(|folder| keys::write(folder, tls.as_ref())).transpose()?;
        let server = Server::start_with(self.listen.as_str(), sandbox, tls)
            .await
            .map_err(|error| Failure::listening(&self.listen, &error))?;
        if !server.addr.ip().is_loopback() {
            console.warn("other machines can reach this sandbox; they need --allow-http with its host");
        }
        server.sandbox().config_mut().site = Some(base_url(server.addr, self.tls));
        output.print(&answer(server.addr, self.tls, &config, keys.as_ref()), &console.told())?;
        console
            .note("the sandbox listens; Ctrl-C stops it, and its address shows in a browser what it holds");
        let (mut told, mut sent) = (0, 0);
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let sandbox = server.sandbox();
            told = tell_unverified(&sandbox, told, console);
            for result in sandbox.sent_after(sent) {
                sent += 1;
                speak::tell(result, console);
            }
        }
    }
}

/// Whether only this machine can reach what listens there; an address that is none fails later.
fn is_loopback(listen: &str) -> bool {
    listen.to_socket_addrs().is_ok_and(|mut found| found.all(|addr| addr.ip().is_loopback()))
}

/// Secrets that nobody can know who was not told.
fn randomize(config: &mut Config) -> Result<(), Failure> {
    let secret = || -> Result<Secret, Failure> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)
            .map_err(|error| Failure::io("making secrets", &io::Error::other(error.to_string())))?;
        Ok(Secret::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
    };
    config.secret = secret()?;
    for app in &mut config.work.apps {
        app.secret = secret()?;
    }
    config.work.robot_key = secret()?;
    config.pay.apiv3_key = secret()?;
    Ok(())
}

/// Warns of videos that were accepted although nobody can say whether they are whole; the first `told` of them are known.
fn tell_unverified(sandbox: &wxkit_sandbox::Sandbox, told: usize, console: &Console) -> usize {
    let unverified = |video: &&Video| video.upload == Upload::Finished(Whole::Unverified);
    let found: Vec<_> = sandbox.videos().iter().filter(unverified).collect();
    for video in found.iter().skip(told) {
        console.warn(&format!(
            "{} ({}) was accepted, but its blocks came too far out of order to verify the whole",
            video.vid.as_str(),
            visible(&video.filename)
        ));
    }
    found.len()
}

fn script(path: &Path) -> Result<Faults, Failure> {
    let name = path.display();
    let text =
        fs::read_to_string(path).map_err(|error| Failure::usage(format!("reading {name}: {error}")))?;
    text.parse().map_err(|error: wxkit_sandbox::FaultError| {
        Failure::usage(format!("{name}:{}: {}", error.line, error.message))
    })
}

/// With a certificate for the address that it listens on.
fn authority(listen: &str) -> Result<Authority, Failure> {
    let ip = listen.parse::<SocketAddr>().map(|addr| addr.ip());
    Authority::new(&ip.into_iter().collect::<Vec<_>>())
        .map_err(|error| Failure::io("making a certificate authority", &error))
}

fn base_url(addr: SocketAddr, is_secure: bool) -> String {
    let scheme = if is_secure { "https" } else { "http" };
    format!("{scheme}://{}", reachable(addr))
}

fn answer(addr: SocketAddr, is_secure: bool, config: &Config, keys: Option<&Keys>) -> Answer {
    let WorkConfig { corpid, apps, robot_key, .. } = &config.work;
    let (agentid, corpsecret) = apps.first().map_or((0, ""), |app| (app.agentid, app.secret.reveal()));
    let wire = Wire {
        base_url: base_url(addr, is_secure),
        // The accounts are invented, so their secrets are none.
        appid: &config.appid,
        secret: config.secret.reveal(),
        corpid,
        corpsecret,
        agentid,
        robot_key: robot_key.reveal(),
        mchid: &config.pay.mchid,
        brand_id: &config.pay.brand_id,
        mch_serial: &config.pay.mch_serial,
        apiv3_key: config.pay.apiv3_key.reveal(),
        pay_public_key_id: PUBLIC_KEY_ID,
        callback_token: config.callback.as_ref().map(|callback| callback.token.reveal()),
        callback_aes_key: config.callback.as_ref().map(|callback| callback.aes_key.reveal()),
        keys,
    };
    let path = |path: &Path| path.display().to_string();
    let is_clear = config.callback.as_ref().is_some_and(|callback| callback.mode == Mode::Clear);
    let exports = [
        ("BASE_URL", Some(wire.base_url.clone())),
        ("APPID", Some(wire.appid.to_owned())),
        ("SECRET", Some(wire.secret.to_owned())),
        // Reviews end after a few questions here, so there is no reason to pause for long.
        ("POLL", Some("1".to_owned())),
        ("CORPID", Some(wire.corpid.to_owned())),
        ("CORPSECRET", Some(wire.corpsecret.to_owned())),
        ("AGENTID", Some(wire.agentid.to_string())),
        ("ROBOT_KEY", Some(wire.robot_key.to_owned())),
        ("MCHID", Some(wire.mchid.to_owned())),
        ("MCH_SERIAL", Some(wire.mch_serial.to_owned())),
        ("APIV3_KEY", Some(wire.apiv3_key.to_owned())),
        ("CALLBACK_TOKEN", wire.callback_token.map(str::to_owned)),
        ("CALLBACK_AES_KEY", wire.callback_aes_key.filter(|_| !is_clear).map(str::to_owned)),
        ("WORK_CALLBACK_TOKEN", wire.callback_token.map(str::to_owned)),
        ("WORK_CALLBACK_AES_KEY", wire.callback_aes_key.map(str::to_owned)),
        ("PAY_PUBLIC_KEY_ID", keys.map(|_| wire.pay_public_key_id.to_owned())),
        ("PAY_PUBLIC_KEY", keys.map(|keys| path(&keys.pay_public_key))),
        ("MCH_KEY", keys.map(|keys| path(&keys.mch_key))),
        ("CA", keys.and_then(|keys| keys.ca.as_deref()).map(path)),
    ];
    let lines =
        exports.into_iter().filter_map(|(name, value)| Some(format!("export WXKIT_{name}={}", value?)));
    Answer::new(&wire, lines.collect::<Vec<_>>().join("\n"))
}

/// An address that can be connected to; "any" is none.
fn reachable(addr: SocketAddr) -> SocketAddr {
    let ip = match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, addr.port())
}

#[derive(Serialize)]
struct Wire<'a> {
    base_url: String,
    appid: &'a str,
    secret: &'a str,
    corpid: &'a str,
    corpsecret: &'a str,
    agentid: i64,
    robot_key: &'a str,
    mchid: &'a str,
    brand_id: &'a str,
    mch_serial: &'a str,
    apiv3_key: &'a str,
    pay_public_key_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_aes_key: Option<&'a str>,
    #[serde(flatten)]
    keys: Option<&'a Keys>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_random_where_others_may_come() {
        for (listen, is_own) in [
            ("127.0.0.1:0", true),
            ("[::1]:1", true),
            ("0.0.0.0:0", false),
            ("[::]:0", false),
            ("tea", false),
        ] {
            assert_eq!(is_loopback(listen), is_own, "{listen}");
        }
        let (mut one, mut other) = (Config::default(), Config::default());
        randomize(&mut one).unwrap();
        randomize(&mut other).unwrap();
        let secrets = |config: &Config| {
            let WorkConfig { apps, robot_key, .. } = &config.work;
            let all = [&config.secret, &apps[0].secret, &apps[1].secret, robot_key, &config.pay.apiv3_key];
            all.map(|secret| secret.reveal().to_owned())
        };
        let known = secrets(&Config::default());
        let all: std::collections::BTreeSet<_> =
            [secrets(&one), secrets(&other), known].into_iter().flatten().collect();
        assert_eq!(all.len(), 15);
        assert_eq!(one.pay.apiv3_key.reveal().len(), 32);
    }

    #[test]
    fn the_address_and_the_account() {
        let config = Config { appid: "wx1".into(), secret: Secret::new("s"), ..Config::default() };
        let told = answer(([0, 0, 0, 0], 80).into(), false, &config, None);
        let json =
            r#"{"base_url":"http://127.0.0.1:80","appid":"wx1","secret":"s","corpid":"ww0123456789abcdef",""#;
        assert!(
            told.json().starts_with(json)
                && told.json().contains(r#""agentid":1000002,"#)
                && told.json().contains(r#""mchid":"1900000001","#),
            "{}",
            told.json()
        );
        assert!(
            told.text().starts_with("export WXKIT_BASE_URL=http://127.0.0.1:80\nexport WXKIT_APPID=wx1\n")
        );
        assert!(!told.text().contains("WXKIT_PAY_PUBLIC_KEY"), "a public key without its file is none");
    }

    #[test]
    fn a_script_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.jsonl");
        fs::write(&path, "\n{\"call\":\"publish/submit\",\"do\":\"sing\"}\n").unwrap();
        let failure = script(&path).unwrap_err();
        assert!(
            failure.message().contains("s.jsonl:2: nobody knows how to do sing, only busy, "),
            "{}",
            failure.message()
        );
    }

    #[test]
    fn the_help_knows_every_fault() {
        let mut command = <Sandbox as clap::Args>::augment_args(clap::Command::new("sandbox"));
        let help = command.render_help().to_string();
        for word in Faults::WORDS.iter().copied().chain(Faults::pay_words()) {
            assert!(help.lines().any(|line| line.split_whitespace().next() == Some(word)), "{word}: {help}");
        }
    }
}
