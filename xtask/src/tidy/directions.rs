//! Which crate may depend on which.

use super::Finding;
use super::tree::Member;

/// What each member may name among the others. Platforms know neither each other nor a driver; the sandbox and the
/// command are leaves.
const ALLOWED: [(&str, &[&str]); 17] = [
    ("wxkit-proto", &[]),
    ("wxkit-token", &["wxkit-proto"]),
    ("wxkit-official", &["wxkit-proto", "wxkit-token"]),
    ("wxkit-work", &["wxkit-proto", "wxkit-token"]),
    ("wxkit-pay", &["wxkit-proto", "wxkit-token"]),
    ("wxkit-font", &[]),
    ("wxkit-article", &["wxkit-proto", "wxkit-font", "wxkit-structure"]),
    ("wxkit-picture", &["wxkit-proto"]),
    ("wxkit-structure", &[]),
    ("wxkit-callback", &["wxkit-proto"]),
    ("wxkit-client", &["wxkit-proto", "wxkit-token"]),
    ("wxkit", LIBRARIES),
    (
        "wxkit-sandbox",
        &["wxkit-proto", "wxkit-official", "wxkit-work", "wxkit-pay", "wxkit-structure", "wxkit-callback"],
    ),
    ("wxkit-cli", EVERYTHING),
    ("wxkit-tests", EVERYTHING),
    ("wxkit-examples", &["wxkit", "wxkit-sandbox", "wxkit-tests"]),
    ("xtask", &[]),
];

const LIBRARIES: &[&str] = &[
    "wxkit-proto",
    "wxkit-token",
    "wxkit-official",
    "wxkit-work",
    "wxkit-pay",
    "wxkit-article",
    "wxkit-picture",
    "wxkit-structure",
    "wxkit-callback",
    "wxkit-client",
];

const EVERYTHING: &[&str] = &[
    "wxkit-proto",
    "wxkit-token",
    "wxkit-official",
    "wxkit-work",
    "wxkit-pay",
    "wxkit-article",
    "wxkit-font",
    "wxkit-picture",
    "wxkit-structure",
    "wxkit-callback",
    "wxkit-client",
    "wxkit",
    "wxkit-sandbox",
];

/// Finds dependencies that point the wrong way, and members nobody has decided about.
pub(super) fn check(member: &Member) -> Vec<Finding> {
    let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == member.name) else {
        return vec![Finding::new(&member.manifest, "a new member; decide in xtask what it may depend on")];
    };
    let ours = |name: &str| ALLOWED.iter().any(|(member, _)| *member == name);
    let wrong = member.dependencies.iter().filter(|name| ours(name) && !allowed.contains(&name.as_str()));
    wrong.map(|name| Finding::new(&member.manifest, format!("may not depend on {name}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    fn member(name: &str, dependencies: &[&str]) -> Member {
        Member {
            name: name.to_owned(),
            manifest: "Cargo.toml".to_owned(),
            dependencies: dependencies.iter().map(|name| (*name).to_owned()).collect(),
            packages: Vec::new(),
        }
    }

    #[test]
    fn the_right_way_is_quiet() {
        assert_eq!(check(&member("wxkit-proto", &["http", "bytes"])), []);
        assert_eq!(check(&member("wxkit-official", &["wxkit-proto", "wxkit-token"])), []);
        assert_eq!(check(&member("wxkit-cli", &["wxkit", "wxkit-sandbox", "clap"])), []);
    }

    #[test]
    fn the_wrong_way_is_found() {
        for (name, dependency) in [
            ("wxkit-proto", "wxkit-token"),
            ("wxkit-token", "wxkit-client"),
            ("wxkit-official", "wxkit-pay"),
            ("wxkit-work", "wxkit-official"),
            ("wxkit-pay", "wxkit-client"),
            ("wxkit-client", "wxkit-official"),
            ("wxkit-article", "wxkit-official"),
            ("wxkit", "wxkit-sandbox"),
            ("wxkit-sandbox", "wxkit"),
            ("wxkit-tests", "wxkit-cli"),
            ("xtask", "wxkit-proto"),
        ] {
            let findings = check(&member(name, &["http", dependency]));
            assert_eq!(told(&findings), [format!("Cargo.toml: may not depend on {dependency}")], "{name}");
        }
    }

    #[test]
    fn a_new_member_needs_a_decision() {
        assert_eq!(check(&member("wxkit-mini", &[])).len(), 1);
    }
}
