//! All settings at once, for people who wonder which one counts.

use std::path::{Path, PathBuf};

use http::Uri;
use serde::Serialize;

use super::configured;
use super::file::KEYS;
use super::layers::Layers;
use super::parts::variable;
use super::pay::short;
use super::pem::{self, HIDDEN, is_folder, named};
use super::{TokenStore, appid, corpid, token_kind, token_store};
use crate::failure::Failure;
use crate::global::Global;
use crate::span::pause;

/// A setting, and where it stands.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    pub(crate) key: &'static str,
    pub(crate) variable: String,
    /// As it is, but for secrets and for what may be one.
    pub(crate) value: Option<String>,
    pub(crate) from: Option<String>,
    /// There is a variable that does not count.
    pub(crate) ignored: bool,
}

/// All settings.
pub(crate) struct Overview {
    /// The file that was read, if there is one.
    pub(crate) file: Option<ReadFile>,
    /// The same for people.
    pub(crate) origin: String,
    pub(crate) settings: Vec<Shown>,
    /// What is wrong with the file.
    pub(crate) warnings: Vec<String>,
}

/// A configuration file and the profile that was read from it.
#[derive(Debug, Serialize)]
pub(crate) struct ReadFile {
    path: PathBuf,
    profile: String,
}

/// Each setting, and what was read for it.
pub(crate) fn overview(global: &Global) -> Result<Overview, Failure> {
    let env = |name: &str| std::env::var_os(name);
    let file = configured(global, &env)?;
    let layers = Layers::new(&env, &file, global.profile.is_some());
    let setting = |key: &&'static str| {
        let flag = match *key {
            "base_url" => global.base_url.clone(),
            "ca" => global.ca.as_ref().map(|path| path.display().to_string()),
            "poll" => global.poll.map(|poll| poll.as_secs_f64().to_string()),
            _ => None,
        };
        let found =
            flag.map(|value| (value, format!("--{}", key.replace('_', "-")))).or_else(|| layers.look(key));
        let variable = variable(key);
        let is_set = env(&variable).is_some_and(|value| !value.is_empty());
        let ignored = is_set && found.as_ref().is_none_or(|(_, from)| *from != variable);
        let (value, from) = found.unzip();
        let value = value.map(|value| shown(key, &value));
        Shown { key, variable, value, from, ignored }
    };
    let settings = KEYS.iter().map(setting).collect();
    let read = file.read_from();
    let read = read.map(|(path, profile)| ReadFile { path: path.to_owned(), profile: profile.to_owned() });
    Ok(Overview { file: read, origin: file.origin(), settings, warnings: file.warnings })
}

/// The value as it may be shown: none that is a secret, and none that may be one because it is not what belongs there.
fn shown(key: &str, value: &str) -> String {
    let text = value.trim();
    let fits = match key {
        "base_url" => return address(text),
        "token_store" => return store(text),
        "mch_serial" => return short(text),
        "ca" | "mch_key" | "mch_cert" | "pay_public_key" => return path(text),
        "poll" => pause(text).is_ok(),
        "appid" => appid(text).is_ok(),
        "corpid" => corpid(text).is_ok(),
        "agentid" | "mchid" | "brand_id" => is_number(text),
        "pay_public_key_id" => {
            text.strip_prefix("PUB_KEY_ID_").is_some_and(|id| id.len() <= 40 && is_digits(id))
        }
        "token_kind" => token_kind(text).is_ok(),
        "state" => is_folder(Path::new(value)),
        "via" | "accent" => named(text.trim_start_matches('#')) != HIDDEN,
        "theme" => named(text) != HIDDEN || path(text) != HIDDEN,
        _ => false,
    };
    (if fits { text } else { HIDDEN }).to_owned()
}

fn path(text: &str) -> String {
    pem::shown(Path::new(text)).unwrap_or_else(|| HIDDEN.into())
}

/// Scheme and host; what follows may be a secret of a relay.
fn address(text: &str) -> String {
    let Ok(uri) = text.parse::<Uri>() else { return HIDDEN.into() };
    match (uri.scheme_str(), uri.authority()) {
        (Some(scheme @ ("http" | "https")), Some(host)) if !host.as_str().contains('@') => {
            let rest = if matches!(uri.path(), "" | "/") && uri.query().is_none() { "" } else { "/***" };
            format!("{scheme}://{host}{rest}")
        }
        _ => HIDDEN.into(),
    }
}

fn store(text: &str) -> String {
    match token_store(text) {
        Ok(TokenStore::Memory | TokenStore::File(_)) => text.into(),
        Ok(TokenStore::Redis(_)) if !text.contains(['@', '?']) => text.into(),
        _ => HIDDEN.into(),
    }
}

fn is_number(text: &str) -> bool {
    text.len() <= 19 && is_digits(text)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden() {
        for (key, value, expected) in [
            ("secret", "s3cret", "***"),
            ("token_store", "redis://:s3cret@host", "***"),
            ("token_store", "redis://host", "redis://host"),
            ("mch_key", "-----BEGIN PRIVATE KEY-----", "***"),
            ("mch_key", "key.pem", "key.pem"),
            ("appid", "wx1", "wx1"),
            ("appid", "s3cret", "***"),
            ("mch_key", "0123456789abcdef0123456789abcdef", "***"),
            ("mch_serial", "1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C", "1DDE55AD…"),
            ("mchid", "1900000109", "1900000109"),
            ("mchid", "20260920123456789012345678901234", "***"),
            (
                "pay_public_key_id",
                "PUB_KEY_ID_0119000000012025010100000000000009",
                "PUB_KEY_ID_0119000000012025010100000000000009",
            ),
            ("base_url", "https://host:1", "https://host:1"),
            ("base_url", "https://host/s3cret", "https://host/***"),
            ("base_url", "https://s3cret@host", "***"),
            ("base_url", "s3cret", "***"),
            ("accent", "#07c160", "#07c160"),
            ("theme", "paper", "paper"),
        ] {
            assert_eq!(shown(key, value), expected, "{key}");
        }
    }
}
