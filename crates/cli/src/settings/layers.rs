//! One setting after the other, looked up in environment and configuration file.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::file::File;
use super::parts::{Parts, variable};
use super::pem::{Pem, is_folder};
use crate::failure::Failure;

pub(super) struct Layers<'a> {
    env: &'a dyn Fn(&str) -> Option<OsString>,
    file: &'a File,
    /// Whose values come from one layer alone.
    accounts: Vec<Parts>,
}

/// A value, and where it stands.
struct Found {
    value: OsString,
    from: String,
}

impl<'a> Layers<'a> {
    /// With `only_profile`, no account is taken from the environment.
    pub(super) fn new(env: &'a dyn Fn(&str) -> Option<OsString>, file: &'a File, only_profile: bool) -> Self {
        let is_set = |name: &str| env(name).is_some_and(|value| !value.is_empty());
        let find = |keys| Parts::find(keys, &is_set, file, only_profile);
        Self { env, file, accounts: super::parts::ACCOUNTS.iter().map(find).collect() }
    }

    /// Where the account with this key stands.
    pub(super) fn account(&self, key: &str) -> Parts {
        self.accounts.iter().find(|parts| parts.holds(key)).cloned().unwrap_or_default()
    }

    /// A text without the white space around it.
    pub(super) fn text(&self, key: &str, flag: Option<&str>) -> Result<Option<String>, Failure> {
        match flag {
            Some(flag) => Ok(Some(flag.to_owned())),
            None => self.read(key, |text| Ok(text.to_owned())),
        }
    }

    /// A text of the environment, and one of the configuration file.
    pub(super) fn both(&self, key: &str) -> Result<(Option<String>, Option<String>), Failure> {
        let of_env = (self.env)(&variable(key)).filter(|value| !value.is_empty());
        let wrong = |_| Failure::usage(format!("{} is not valid UTF-8", variable(key)));
        let of_env = of_env.map(|value| value.into_string().map_err(wrong)).transpose()?;
        Ok((of_env, self.file.get(key).map(ToString::to_string)))
    }

    /// A value of some form.
    pub(super) fn read<T>(
        &self,
        key: &str,
        form: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Failure> {
        let Some(Found { value, from }) = self.find(key) else { return Ok(None) };
        let Some(text) = value.to_str() else {
            return Err(Failure::usage(format!("{from} is not valid UTF-8")));
        };
        // The value is not repeated: it may be a secret under a wrong name.
        form(text.trim()).map(Some).map_err(|why| Failure::usage(format!("{from} {why}")))
    }

    /// The folder that is set, of any bytes that the system takes.
    pub(super) fn folder(&self, key: &str) -> Result<Option<PathBuf>, Failure> {
        let Some(Found { value, from }) = self.find(key) else { return Ok(None) };
        let path = PathBuf::from(value);
        if is_folder(&path) { Ok(Some(path)) } else { Err(no_folder(&from)) }
    }

    /// A key or a certificate: its path, or its text.
    pub(super) fn pem(&self, key: &str, flag: Option<&Path>) -> Option<Pem> {
        match flag {
            Some(flag) => Some(Pem::new(flag.into(), format!("--{key}"))),
            None => self.find(key).map(|Found { value, from }| Pem::new(value, from)),
        }
    }

    /// A value as it stands, and where.
    pub(super) fn look(&self, key: &str) -> Option<(String, String)> {
        self.find(key).map(|Found { value, from }| (value.to_string_lossy().into_owned(), from))
    }

    fn find(&self, key: &str) -> Option<Found> {
        let account = self.accounts.iter().find(|parts| parts.holds(key));
        let name = variable(key);
        let of_env = (self.env)(&name).filter(|value| !value.is_empty());
        if account.is_none_or(Parts::in_environment)
            && let Some(value) = of_env
        {
            return Some(Found { value, from: name });
        }
        if account.is_some_and(Parts::in_environment) {
            return None;
        }
        let value = self.file.get(key)?.into();
        Some(Found { value, from: format!("{key} in {}", self.file.place()) })
    }
}

fn no_folder(from: &str) -> Failure {
    let hint =
        "make the folder first, or give another; the value is not repeated here, as it may be a secret";
    Failure::usage_hint(format!("{from} does not look like the path of a folder"), hint)
}
