//! The configuration file: `[profiles.NAME]` of a `config.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use toml::{Table, Value};

use super::pem::{named, shown};
use crate::failure::Failure;

/// One profile.
#[derive(Default)]
pub(super) struct File {
    path: PathBuf,
    profile: String,
    /// Whether there is such a file, and such a profile in it.
    found: bool,
    values: BTreeMap<String, String>,
    pub(super) warnings: Vec<String>,
}

const DEFAULT: &str = "default";

/// The keys that mean something; the variables' names without the prefix.
pub(super) const KEYS: &[&str] = &[
    "base_url",
    "ca",
    "poll",
    "appid",
    "secret",
    "corpid",
    "corpsecret",
    "agentid",
    "robot_key",
    "callback_token",
    "callback_aes_key",
    "work_callback_token",
    "work_callback_aes_key",
    "mchid",
    "brand_id",
    "mch_serial",
    "mch_key",
    "mch_cert",
    "apiv3_key",
    "pay_public_key",
    "pay_public_key_id",
    "token_kind",
    "token_store",
    "token_url",
    "token_key",
    "state",
    "via",
    "theme",
    "accent",
];

/// Those that are, or may hold, what nobody else may read.
pub(super) const SECRETS: &[&str] = &[
    "callback_token",
    "callback_aes_key",
    "work_callback_token",
    "work_callback_aes_key",
    "secret",
    "corpsecret",
    "robot_key",
    "mch_key",
    "apiv3_key",
    "token_store",
    "token_url",
    "token_key",
];

/// Reads a profile. Without a path it is the user's own file, which need not exist; without a name it is `default`,
/// which need not be there.
pub(super) fn read(path: Option<&Path>, profile: Option<&str>) -> Result<File, Failure> {
    let Some(place) = path.map(Path::to_owned).or_else(own) else { return missing(profile, None) };
    let text = match fs::read_to_string(&place) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && path.is_none() => {
            return missing(profile, Some(place));
        }
        Err(error) => {
            let place = shown(&place).unwrap_or_else(|| "the configuration file".into());
            return Err(Failure::usage(format!("reading {place}: {error}")));
        }
    };
    let mut file = parse(&text, place, profile)?;
    warn_if_open(&mut file);
    Ok(file)
}

/// The profiles of a file, each with the account that it names first.
pub(super) fn profiles(path: Option<&Path>) -> Option<Vec<(String, Option<String>)>> {
    let text = fs::read_to_string(path.map(Path::to_owned).or_else(own)?).ok()?;
    let table: Table = text.parse().ok()?;
    let account = |values: &Value| {
        let find = |key: &&str| values.get(key).and_then(Value::as_str).map(str::to_owned);
        ["appid", "corpid", "mchid"].iter().find_map(find)
    };
    let profiles = table.get("profiles")?.as_table()?;
    Some(profiles.iter().map(|(name, values)| (name.clone(), account(values))).collect())
}

/// The user's own file.
fn own() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.config_dir().join("wxkit").join("config.toml"))
}

impl File {
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Profile and file, for messages.
    pub(super) fn place(&self) -> String {
        format!("{} of {}", self.name(), self.path.display())
    }

    /// Where the settings that no variable holds come from, for people.
    pub(super) fn origin(&self) -> String {
        let path = self.path.display();
        match (self.found, self.path.is_file()) {
            (true, _) => format!("read: the environment, and {} of {path}", self.name()),
            (false, true) => format!("read: the environment alone; {path} has no {}", self.name()),
            (false, false) => format!("read: the environment alone; there is no {path}"),
        }
    }

    /// Path and name of the profile that was read, if there is one.
    pub(super) fn read_from(&self) -> Option<(&Path, &str)> {
        self.found.then_some((&self.path, &self.profile))
    }

    /// The profile's name as it stands in the file.
    pub(super) fn name(&self) -> String {
        let profile = if self.profile.is_empty() { DEFAULT } else { &self.profile };
        format!("[profiles.{profile}]")
    }
}

fn missing(profile: Option<&str>, path: Option<PathBuf>) -> Result<File, Failure> {
    match profile {
        None => Ok(File { path: path.unwrap_or_default(), ..File::default() }),
        Some(profile) => {
            let place = path.map_or_else(|| "config.toml".into(), |path| path.display().to_string());
            let message = format!("there is no profile {}: there is no {place}", named(profile));
            Err(Failure::usage_hint(message, "write the file, or name another with --config or WXKIT_CONFIG"))
        }
    }
}

fn parse(text: &str, path: PathBuf, profile: Option<&str>) -> Result<File, Failure> {
    // The parser's own display repeats the line, which may hold a secret.
    let broken = |line: usize, why: &str| Failure::usage(format!("{}:{line}: {why}", path.display()));
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
        broken(line, error.message())
    })?;
    let mut file = File { path: path.clone(), ..File::default() };
    for key in table.keys().filter(|key| *key != "profiles") {
        file.warnings.push(format!(
            "{}: unknown key {}; settings belong under [profiles.NAME]",
            path.display(),
            named(key)
        ));
    }
    file.profile = profile.unwrap_or(DEFAULT).to_owned();
    let profiles = match table.get("profiles") {
        Some(Value::Table(profiles)) => profiles,
        Some(_) => return Err(broken(1, "profiles must be a table: [profiles.NAME]")),
        None => &Table::new(),
    };
    match profiles.get(&file.profile) {
        Some(Value::Table(values)) => {
            file.found = true;
            take(&mut file, values)?;
        }
        Some(_) => return Err(broken(1, &format!("{} must be a table", file.name()))),
        None if profile.is_none() => {}
        None => {
            let known = profiles.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            let message = format!("there is no [profiles.{}] in {}", named(&file.profile), path.display());
            return Err(Failure::usage_hint(message, format!("profiles there: {known}")));
        }
    }
    Ok(file)
}

fn take(file: &mut File, values: &Table) -> Result<(), Failure> {
    for (key, value) in values {
        if !KEYS.contains(&key.as_str()) {
            file.warnings.push(format!("unknown key {} in {}", named(key), file.place()));
            continue;
        }
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            _ => return Err(Failure::usage(format!("{key} in {} must be a text or a number", file.place()))),
        };
        file.values.insert(key.clone(), text);
    }
    Ok(())
}

/// A secret that other users of this machine can read is none.
fn warn_if_open(file: &mut File) {
    #[cfg(unix)]
    if SECRETS.iter().any(|key| file.get(key).is_some_and(|value| !is_plain(key, value)))
        && let Ok(metadata) = fs::metadata(&file.path)
        && std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0
    {
        let path = file.path.display();
        file.warnings.push(format!("{path} holds a secret and others can read it; chmod 600 it"));
    }
    #[cfg(not(unix))]
    let _ = file;
}

/// Where a store or a key is, as long as it is not the secret itself.
#[cfg(unix)]
fn is_plain(key: &str, value: &str) -> bool {
    match key {
        "token_store" => !value.contains('@'),
        "mch_key" => !value.contains("-----BEGIN"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, profile: Option<&str>, expected: &Expect) {
        let said = match parse(text, "c.toml".into(), profile) {
            Ok(file) => format!("{:?}\n{}", file.values, file.warnings.join("\n")),
            Err(failure) => failure.message(),
        };
        assert!(!said.contains("s3cret"), "{said}");
        expected.assert_eq(&said);
    }

    #[test]
    fn profiles() {
        let text = "top = 1\n[profiles.default]\nappid = \"wx1\"\npoll = 0.5\ncolour = 3\n[profiles.two]\nca = \"x\"\n";
        check(
            text,
            None,
            &expect![[r#"
                {"appid": "wx1", "poll": "0.5"}
                c.toml: unknown key top; settings belong under [profiles.NAME]
                unknown key colour in [profiles.default] of c.toml"#]],
        );
        check(text, Some("three"), &expect!["there is no [profiles.three] in c.toml"]);
    }

    #[test]
    fn broken_files_name_the_line_and_no_secret() {
        check(
            "[profiles.default]\nappid = \"a\"\nsecret = \"s3cret\n",
            None,
            &expect!["c.toml:3: invalid basic string, expected `\"`"],
        );
        check(
            "[profiles.default]\nsecret = [\"s3cret\"]\n",
            None,
            &expect!["secret in [profiles.default] of c.toml must be a text or a number"],
        );
        check("profiles = \"s3cret\"", None, &expect!["c.toml:1: profiles must be a table: [profiles.NAME]"]);
    }

    #[cfg(unix)]
    #[test]
    fn an_open_file_with_a_secret_is_warned_about() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        for (line, open) in [
            ("secret = \"s3cret\"", 1),
            ("token_store = \"redis://:s3cret@host\"", 1),
            ("token_key = \"s3cret\"", 1),
            ("token_store = \"redis://host\"", 0),
            ("mch_key = \"-----BEGIN PRIVATE KEY-----\"", 1),
            ("mch_key = \"key.pem\"", 0),
            ("appid = \"wx1\"", 0),
        ] {
            fs::write(&path, format!("[profiles.default]\n{line}\n")).unwrap();
            for (mode, warnings) in [(0o644, open), (0o600, 0)] {
                fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
                assert_eq!(read(Some(&path), None).unwrap().warnings.len(), warnings, "{line}");
            }
        }
    }
}
