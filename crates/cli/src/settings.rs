//! Which value of a setting counts: the flag's, else the environment's, else the configuration file's.

mod callback;
mod file;
mod layers;
mod overview;
mod parts;
mod pay;
mod pem;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use wxkit::proto::Secret;
use wxkit::work::message::robot_key;

use crate::failure::Failure;
use crate::global::Global;
use crate::span::pause;
pub(crate) use callback::CallbackSettings;
use layers::Layers;
pub(crate) use overview::{Overview, ReadFile, Shown, overview};
pub(crate) use parts::Parts;
pub(crate) use pay::{PaySettings, short};
pub(crate) use pem::{Pem, named};

/// Everything that can be set.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// Run against a sandbox in this process. Base URL, credentials and stores below are not used then.
    pub(crate) sandbox: bool,
    pub(crate) base_url: Option<String>,
    pub(crate) ca: Option<Pem>,
    pub(crate) allow_http: Vec<String>,
    pub(crate) poll: Option<Duration>,
    pub(crate) appid: Option<String>,
    pub(crate) secret: Option<Secret>,
    pub(crate) corpid: Option<String>,
    pub(crate) corpsecret: Option<Secret>,
    pub(crate) agentid: Option<i64>,
    pub(crate) robot_key: Option<Secret>,
    pub(crate) pay: PaySettings,
    pub(crate) callback: CallbackSettings,
    pub(crate) token_kind: TokenKind,
    pub(crate) token_store: TokenStore,
    /// The address of a token server, which may hold a secret.
    pub(crate) token_url: Option<Secret>,
    pub(crate) token_key: Option<Secret>,
    pub(crate) state: Option<PathBuf>,
    /// The way to publish, as the environment has it and as the profile has it: what an article says stands between.
    pub(crate) via: (Option<String>, Option<String>),
    /// Where the account of each platform stands.
    pub(crate) official: Parts,
    pub(crate) work: Parts,
    pub(crate) robot: Parts,
    pub(crate) merchant: Parts,
    /// The theme, and the colour that goes with it, in the same way.
    pub(crate) theme: (Option<String>, Option<String>),
    pub(crate) accent: (Option<String>, Option<String>),
    /// What looks wrong.
    pub(crate) warnings: Vec<String>,
}

/// Which access token is fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// The one that others cannot overwrite.
    #[default]
    Stable,
    /// The classic one.
    Classic,
    /// None: a token server hands it out.
    Server,
}

/// Where the access token is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum TokenStore {
    /// For this run only.
    #[default]
    Memory,
    /// In a folder, for the processes of this machine.
    File(PathBuf),
    /// In Redis, for a fleet of machines. The address may hold a password.
    Redis(Secret),
}

impl Settings {
    /// Reads environment and configuration file.
    pub(crate) fn read(global: &Global) -> Result<Self, Failure> {
        Self::from(global, &|name| std::env::var_os(name))
    }

    /// Where requests go, as journals have it: the address that is set, else the usual one.
    pub(crate) fn base_url_or<'a>(&'a self, usual: &'a str) -> &'a str {
        self.base_url.as_deref().map_or(usual, |url| url.trim().trim_end_matches('/'))
    }

    fn from(global: &Global, env: &dyn Fn(&str) -> Option<OsString>) -> Result<Self, Failure> {
        let file = configured(global, env)?;
        let layers = Layers::new(env, &file, global.profile.is_some());
        let base_url = layers.text("base_url", global.base_url.as_deref())?;
        let poll = match global.poll {
            Some(poll) => Some(poll),
            None => layers.read("poll", pause)?,
        };
        let token_url = layers.text("token_url", None)?.filter(|_| !global.sandbox).map(Secret::new);
        let token_kind = layers.read("token_kind", token_kind)?.unwrap_or_default();
        Ok(Self {
            sandbox: global.sandbox,
            base_url,
            ca: layers.pem("ca", global.ca.as_deref()),
            allow_http: global.allow_http.clone(),
            poll,
            appid: layers.read("appid", appid)?,
            secret: layers.text("secret", None)?.map(Secret::new),
            corpid: layers.read("corpid", corpid)?,
            corpsecret: layers.text("corpsecret", None)?.map(Secret::new),
            agentid: layers.read("agentid", number)?,
            robot_key: layers.read("robot_key", |text| robot_key(text).map_err(|wrong| wrong.message))?,
            pay: PaySettings::read(&layers)?,
            callback: CallbackSettings::read(&layers)?,
            token_kind: if token_url.is_some() { TokenKind::Server } else { token_kind },
            token_store: layers.read("token_store", token_store)?.unwrap_or_default(),
            token_url,
            token_key: layers.text("token_key", None)?.map(Secret::new),
            state: layers.folder("state")?,
            via: layers.both("via")?,
            official: layers.account("appid"),
            work: layers.account("corpid"),
            robot: layers.account("robot_key"),
            merchant: layers.account("mchid"),
            theme: layers.both("theme")?,
            accent: layers.both("accent")?,
            warnings: file.warnings,
        })
    }
}

/// The profiles of the configuration file, each with the account that it names first.
pub(crate) fn profiles(global: &Global) -> Option<Vec<(String, Option<String>)>> {
    let config = config(global, &|name| std::env::var_os(name));
    file::profiles(config.as_deref())
}

/// The configuration file and the profile that were named, by flag or in the environment.
fn configured(global: &Global, env: &dyn Fn(&str) -> Option<OsString>) -> Result<file::File, Failure> {
    let config = config(global, env);
    let of_env =
        env("WXKIT_PROFILE").filter(|value| !value.is_empty()).map(OsString::into_string).transpose();
    let of_env = of_env.map_err(|_| Failure::usage("WXKIT_PROFILE is not valid UTF-8"))?;
    let profile = global.profile.clone().or(of_env);
    file::read(config.as_deref(), profile.as_deref())
}

/// The configuration file that was named.
fn config(global: &Global, env: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let of_env = || env("WXKIT_CONFIG").filter(|value| !value.is_empty()).map(PathBuf::from);
    global.config.clone().or_else(of_env)
}

impl TokenKind {
    /// The word as it is set.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Classic => "token",
            Self::Server => "server",
        }
    }

    /// For people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stable => "stable token",
            Self::Classic => "classic token",
            Self::Server => "handed-out token",
        }
    }
}

impl TokenStore {
    /// The word as it is set, without the place.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::File(_) => "file",
            Self::Redis(_) => "redis",
        }
    }
}

fn number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "must be a whole number".into())
}

/// An id is shown and names files; so nothing may pass for one that is a secret.
fn appid(text: &str) -> Result<String, String> {
    is_id(text, &["wx"]).ok_or_else(|| "must be an AppID, which begins with wx".into())
}

fn corpid(text: &str) -> Result<String, String> {
    is_id(text, &["ww", "wx"]).ok_or_else(|| "must be a CorpID, which begins with ww".into())
}

fn is_id(text: &str, starts: &[&str]) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let begins = starts.iter().any(|start| text.starts_with(start));
    (begins && text.len() <= 64 && text.chars().all(is_plain)).then(|| text.to_owned())
}

fn token_kind(text: &str) -> Result<TokenKind, String> {
    match text {
        "stable" => Ok(TokenKind::Stable),
        "token" => Ok(TokenKind::Classic),
        _ => Err("must be stable or token".into()),
    }
}

fn token_store(text: &str) -> Result<TokenStore, String> {
    match text.split_once(':') {
        None if text == "memory" => Ok(TokenStore::Memory),
        Some(("file", folder)) if !folder.is_empty() && !pem::is_folder(Path::new(folder)) => {
            Err("does not look like the path of a folder; make the folder first".into())
        }
        Some(("file", folder)) if !folder.is_empty() => Ok(TokenStore::File(folder.into())),
        Some(("redis" | "rediss", _)) => Ok(TokenStore::Redis(Secret::new(text))),
        _ => Err("must be memory, file:FOLDER, or redis://HOST".into()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read(global: &Global, env: &[(&str, &str)]) -> Result<Settings, Failure> {
        let find = |name: &str| env.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
        Settings::from(global, &find)
    }

    #[test]
    fn flags_come_before_the_environment_and_that_before_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config.toml");
        fs::write(
            &config,
            "[profiles.default]\nbase_url = \"https://file\"\npoll = 3\nappid = \"wx-file\"\nstate = \"/file\"\n\
             [profiles.two]\nappid = \"wx-two\"\n",
        )
        .unwrap();
        let global = Global { config: Some(config), ..Global::default() };

        let settings = read(&global, &[]).unwrap();
        assert_eq!(settings.base_url.as_deref(), Some("https://file"));
        assert_eq!(
            (settings.poll, settings.appid.as_deref()),
            (Some(Duration::from_secs(3)), Some("wx-file"))
        );

        let env = [
            ("WXKIT_BASE_URL", "https://env"),
            ("WXKIT_POLL", "0.5"),
            ("WXKIT_APPID", ""),
            ("WXKIT_STATE", "s"),
        ];
        let settings = read(&global, &env).unwrap();
        assert_eq!(settings.base_url.as_deref(), Some("https://env"));
        assert_eq!(settings.poll, Some(Duration::from_millis(500)));
        assert_eq!(settings.appid.as_deref(), Some("wx-file"), "an empty variable is not set");
        assert_eq!(settings.state, Some("s".into()));

        let flags = Global { base_url: Some("https://flag".into()), profile: Some("two".into()), ..global };
        let settings = read(&flags, &env).unwrap();
        assert_eq!(settings.base_url.as_deref(), Some("https://flag"));
        assert_eq!(settings.appid.as_deref(), Some("wx-two"));
    }

    #[test]
    fn wrong_values_name_where_they_stand() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config.toml");
        fs::write(&config, "").unwrap();
        let global = Global { config: Some(config), ..Global::default() };
        for (name, value, why) in [
            (
                "WXKIT_POLL",
                "soon",
                "WXKIT_POLL must be a number of seconds, such as 10 or 0.5, or a time such as 30s, 5m or 2h",
            ),
            ("WXKIT_TOKEN_KIND", "x", "WXKIT_TOKEN_KIND must be stable or token"),
            ("WXKIT_TOKEN_STORE", "file:", "WXKIT_TOKEN_STORE must be memory, file:FOLDER, or redis://HOST"),
        ] {
            assert_eq!(read(&global, &[(name, value)]).unwrap_err().message(), why);
        }
    }

    #[test]
    fn a_token_server_takes_the_place_of_the_kind_but_in_a_sandbox() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config.toml");
        fs::write(&config, "[profiles.default]\ntoken_kind = \"token\"\n").unwrap();
        let mut global = Global { config: Some(config), ..Global::default() };
        let env = [("WXKIT_TOKEN_URL", "https://tokens.example/wx1")];
        assert_eq!(read(&global, &env).unwrap().token_kind, TokenKind::Server);
        global.sandbox = true;
        let settings = read(&global, &env).unwrap();
        assert_eq!((settings.token_kind, settings.token_url), (TokenKind::Classic, None));
    }

    #[test]
    fn no_secret_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config.toml");
        fs::write(&config, "[profiles.default]\ncorpsecret = \"s3cret\"\n").unwrap();
        let env = [
            ("WXKIT_TOKEN_STORE", "redis://:s3cret@host"),
            ("WXKIT_TOKEN_URL", "https://host/?key=s3cret"),
            ("WXKIT_TOKEN_KEY", "s3cret"),
        ];
        let settings = read(&Global { config: Some(config), ..Global::default() }, &env).unwrap();
        assert!(!format!("{settings:?}").contains("s3cret"));
        assert_eq!(settings.corpsecret.unwrap().reveal(), "s3cret");
    }
}
