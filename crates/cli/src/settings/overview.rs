//! All settings at once, for people who wonder which one counts.

use serde::Serialize;

use super::configured;
use super::file::{KEYS, SECRETS};
use super::layers::Layers;
use super::parts::variable;
use crate::failure::Failure;
use crate::global::Global;

/// A setting, and where it stands.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    pub(crate) key: &'static str,
    pub(crate) variable: String,
    /// As it is, but for secrets.
    pub(crate) value: Option<String>,
    pub(crate) from: Option<String>,
    /// There is a variable that does not count.
    pub(crate) ignored: bool,
}

/// Each setting.
pub(crate) fn overview(global: &Global) -> Result<Vec<Shown>, Failure> {
    let env = |name: &str| std::env::var_os(name);
    let file = configured(global, &env)?;
    let layers = Layers::new(&env, &file, global.profile.is_some());
    let shown = |key: &&'static str| {
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
        let value = value.map(|value| hidden(key, value));
        Shown { key, variable, value, from, ignored }
    };
    Ok(KEYS.iter().map(shown).collect())
}

fn hidden(key: &str, value: String) -> String {
    let is_path = key == "mch_key" && !value.contains("-----BEGIN");
    let is_plain = key == "token_store" && !value.contains('@');
    if SECRETS.contains(&key) && !is_path && !is_plain { "***".into() } else { value }
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
        ] {
            assert_eq!(hidden(key, value.into()), expected);
        }
    }
}
