//! Who gets a message.

use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{Warning, json};

use crate::ids::{PartyId, TagId, UserId};
use crate::limits::{Limit, PARTIES, TAGS, USERS};

/// Who gets a message of an application. Only members in its visible range (可见范围) do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
#[non_exhaustive]
pub enum Receivers {
    /// Everybody in the application's visible range, `@all`.
    Everybody,
    /// Those who are named here, in one way or another; at least one.
    These {
        /// At most 1000 members.
        users: Vec<UserId>,
        /// At most 100 departments.
        parties: Vec<PartyId>,
        /// At most 100 tags.
        tags: Vec<TagId>,
    },
}

impl Receivers {
    /// Members alone.
    pub fn users<T: Into<String>>(users: impl IntoIterator<Item = T>) -> Self {
        let users = users.into_iter().map(|user| UserId::from(user.into())).collect();
        Self::These { users, parties: Vec::new(), tags: Vec::new() }
    }

    /// What can be told to be wrong before anything is sent.
    ///
    /// # Errors
    /// If nobody is named, too many are, or a name cannot be one.
    pub fn check(&self) -> Result<Vec<Warning>, Invalid> {
        let Self::These { users, parties, tags } = self else { return Ok(Vec::new()) };
        if users.is_empty() && parties.is_empty() && tags.is_empty() {
            return Err(Invalid::new(
                "the message has no receivers; name users, departments or tags (as documented)",
            ));
        }
        let mut warnings = check_list(users.iter().map(|id| id.as_str()), &USERS)?;
        warnings.extend(check_list(parties.iter().map(|id| id.as_str()), &PARTIES)?);
        warnings.extend(check_list(tags.iter().map(|id| id.as_str()), &TAGS)?);
        Ok(warnings)
    }
}

const EVERYBODY: &str = "@all";

fn check_list<'a>(
    ids: impl ExactSizeIterator<Item = &'a str>,
    limit: &Limit,
) -> Result<Vec<Warning>, Invalid> {
    let warning = limit.check("the message", ids.len() as u64)?;
    for id in ids {
        if id.trim().is_empty() || id.contains('|') || id == EVERYBODY {
            return Err(Invalid::new(format!("\"{id}\" cannot be one of a message's {}", limit.unit)));
        }
    }
    Ok(warning.into_iter().collect())
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    touser: String,
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    toparty: String,
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    totag: String,
}

impl From<Wire> for Receivers {
    fn from(Wire { touser, toparty, totag }: Wire) -> Self {
        if touser == EVERYBODY {
            // Departments and tags are ignored beside it.
            return Self::Everybody;
        }
        let users = split(&touser).map(UserId::from).collect();
        Self::These {
            users,
            parties: split(&toparty).map(PartyId::from).collect(),
            tags: split(&totag).map(TagId::from).collect(),
        }
    }
}

impl From<Receivers> for Wire {
    fn from(receivers: Receivers) -> Self {
        match receivers {
            Receivers::Everybody => Self { touser: EVERYBODY.into(), ..Self::default() },
            Receivers::These { users, parties, tags } => Self {
                touser: join(users.iter().map(|id| id.as_str())),
                toparty: join(parties.iter().map(|id| id.as_str())),
                totag: join(tags.iter().map(|id| id.as_str())),
            },
        }
    }
}

/// The parts between bars.
pub(super) fn split(list: &str) -> impl Iterator<Item = String> + '_ {
    list.split('|').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned)
}

/// With bars between them.
pub(super) fn join<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    ids.collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(receivers: &Receivers, expected: &Expect) {
        expected.assert_eq(
            &receivers.check().map_or_else(|invalid| invalid.message, |warnings| format!("{warnings:?}")),
        );
    }

    #[test]
    fn receivers_are_counted() {
        let users = |n: usize| Receivers::users((0..n).map(|n| format!("u{n}")));
        let parties = |n: usize| Receivers::These {
            users: Vec::new(),
            parties: vec![PartyId::from("1"); n],
            tags: Vec::new(),
        };
        let tags = |n: usize| Receivers::These {
            users: Vec::new(),
            parties: Vec::new(),
            tags: vec![TagId::from("1"); n],
        };
        check(
            &users(0),
            &expect!["the message has no receivers; name users, departments or tags (as documented)"],
        );
        check(&users(1000), &expect!["[]"]);
        check(
            &users(1001),
            &expect!["the message has 1001 users; a message may have at most 1000 (as documented)"],
        );
        check(
            &parties(101),
            &expect!["the message has 101 departments; a message may have at most 100 (as documented)"],
        );
        check(
            &tags(101),
            &expect!["the message has 101 tags; a message may have at most 100 (as documented)"],
        );
        check(&Receivers::Everybody, &expect!["[]"]);
    }

    #[test]
    fn names_that_would_become_others() {
        check(&Receivers::users(["a|b"]), &expect![[r#""a|b" cannot be one of a message's users"#]]);
        check(
            &Receivers::users(["zhangsan", "@all"]),
            &expect![[r#""@all" cannot be one of a message's users"#]],
        );
        check(&Receivers::users([""]), &expect![[r#""" cannot be one of a message's users"#]]);
    }
}
