//! Where the values of an account stand. They count only together: half of one account and half of another would act for
//! somebody who was not meant.

use super::file::File;
use crate::failure::Failure;

/// The settings that say who somebody is, account by account.
pub(super) const ACCOUNTS: &[&[&str]] = &[
    &["appid", "secret", "token_url", "token_key"],
    &["corpid", "corpsecret", "agentid"],
    &["robot_key"],
    &["callback_token", "callback_aes_key"],
    &["work_callback_token", "work_callback_aes_key"],
    &[
        "mchid",
        "brand_id",
        "mch_serial",
        "mch_key",
        "mch_cert",
        "apiv3_key",
        "pay_public_key",
        "pay_public_key_id",
    ],
];

/// The values of one account: all from the environment, or all from a profile.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    parts: Vec<Part>,
    /// `[profiles.NAME] of PATH`.
    profile: String,
    /// The profile was named on the command line, so the environment does not count.
    only_profile: bool,
}

#[derive(Clone, Debug)]
struct Part {
    key: &'static str,
    env: bool,
    file: bool,
}

impl Parts {
    pub(super) fn find(
        keys: &&'static [&'static str],
        is_set: &dyn Fn(&str) -> bool,
        file: &File,
        only_profile: bool,
    ) -> Self {
        let part =
            |key: &&'static str| Part { key, env: is_set(&variable(key)), file: file.get(key).is_some() };
        Self { parts: keys.iter().map(part).collect(), profile: file.place(), only_profile }
    }

    pub(super) fn holds(&self, key: &str) -> bool {
        self.parts.iter().any(|part| part.key == key)
    }

    /// Whether the account is taken from the environment.
    pub(super) fn in_environment(&self) -> bool {
        !self.only_profile && self.parts.iter().any(|part| part.env)
    }

    /// Where the account comes from, for people.
    pub(crate) fn place(&self) -> &str {
        if self.in_environment() { "the environment" } else { &self.profile }
    }

    /// What is wrong if not all of these are there: where each of them stands, if anywhere.
    pub(crate) fn missing(&self, needed: &[&'static str]) -> Failure {
        let parts: Vec<&Part> = self.parts.iter().filter(|part| needed.contains(&part.key)).collect();
        let place = &self.profile;
        if parts.iter().all(|part| !part.env && !part.file) {
            let names: Vec<_> = needed.iter().map(|key| variable(key)).collect();
            let are = if names.len() == 1 { "is" } else { "are" };
            let (names, keys) =
                (list(&names), list(&needed.iter().map(ToString::to_string).collect::<Vec<_>>()));
            let hint =
                format!("set it in the environment, or as {keys} under {place}; --sandbox needs no account");
            return Failure::usage_hint(format!("{names} {are} not set"), hint);
        }
        let said: Vec<_> = parts.iter().map(|part| self.said(part)).collect();
        let hint = format!("set all of it in one place: in the environment, or under {place}");
        Failure::usage_hint(format!("the account is only half set: {}", said.join("; ")), hint)
    }

    fn said(&self, part: &Part) -> String {
        let (name, key, place) = (variable(part.key), part.key, &self.profile);
        match (self.in_environment(), part.env, part.file) {
            (true, true, _) => format!("{name} stands in the environment"),
            (true, false, true) => {
                format!("{name} is not set ({key} stands in {place}, which is another place)")
            }
            (false, _, true) => format!("{key} stands in {place}"),
            (false, true, false) => {
                format!(
                    "{key} is not set in {place} ({name} of the environment does not count beside --profile)"
                )
            }
            (true, false, false) => format!("{name} is not set"),
            (false, false, false) => format!("{key} is not set in {place}, nor {name} in the environment"),
        }
    }
}

/// The variable of a setting.
pub(super) fn variable(key: &str) -> String {
    format!("WXKIT_{}", key.to_ascii_uppercase())
}

fn list(names: &[String]) -> String {
    match names {
        [most @ .., one, last] if !most.is_empty() => format!("{}, {one} and {last}", most.join(", ")),
        [one, last] => format!("{one} and {last}"),
        names => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use expect_test::{Expect, expect};

    use crate::global::Global;
    use crate::settings::Settings;

    const FILE: &str = "[profiles.default]\nappid = \"wx-one\"\nsecret = \"1\"\n[profiles.two]\nappid = \"wx-two\"\n\
                        secret = \"2\"\n[profiles.half]\nappid = \"wx-half\"\n";

    /// The account that counts, and what is wrong with it.
    fn check(profile: Option<&str>, env: &[(&str, &str)], expected: &Expect) {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config.toml");
        fs::write(&config, FILE).unwrap();
        let find = |name: &str| env.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
        let global =
            Global { config: Some(config.clone()), profile: profile.map(str::to_owned), ..Global::default() };
        let settings = Settings::from(&global, &find).unwrap();
        let said = match (&settings.appid, &settings.secret) {
            (Some(appid), Some(secret)) => {
                format!("{appid} {} from {}", secret.reveal(), settings.official.place())
            }
            _ => settings.official.missing(&["appid", "secret"]).message(),
        };
        expected.assert_eq(&said.replace(&config.display().to_string(), "c.toml"));
    }

    #[test]
    fn an_account_comes_from_one_place() {
        let both = [("WXKIT_APPID", "wx-env"), ("WXKIT_SECRET", "e")];
        check(None, &[], &expect!["wx-one 1 from [profiles.default] of c.toml"]);
        check(None, &both, &expect!["wx-env e from the environment"]);
        check(Some("two"), &both, &expect!["wx-two 2 from [profiles.two] of c.toml"]);
        check(None, &[("WXKIT_PROFILE", "two")], &expect!["wx-two 2 from [profiles.two] of c.toml"]);
    }

    #[test]
    fn half_an_account_is_none() {
        check(
            None,
            &[("WXKIT_APPID", "wx-env")],
            &expect![
                "the account is only half set: WXKIT_APPID stands in the environment; WXKIT_SECRET is not set (secret stands in [profiles.default] of c.toml, which is another place)"
            ],
        );
        check(
            Some("half"),
            &[("WXKIT_SECRET", "e")],
            &expect![
                "the account is only half set: appid stands in [profiles.half] of c.toml; secret is not set in [profiles.half] of c.toml (WXKIT_SECRET of the environment does not count beside --profile)"
            ],
        );
        check(
            Some("half"),
            &[],
            &expect![
                "the account is only half set: appid stands in [profiles.half] of c.toml; secret is not set in [profiles.half] of c.toml, nor WXKIT_SECRET in the environment"
            ],
        );
        check(
            None,
            &[("WXKIT_PROFILE", "half"), ("WXKIT_SECRET", "e")],
            &expect![
                "the account is only half set: WXKIT_APPID is not set (appid stands in [profiles.half] of c.toml, which is another place); WXKIT_SECRET stands in the environment"
            ],
        );
    }
}
