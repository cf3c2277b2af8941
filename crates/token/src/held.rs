//! What is known about one token.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wxkit_proto::digest::hex;
use wxkit_proto::envelope::Grant;
use wxkit_proto::{Env, Timestamp, Token};

/// One token and its life. All times are those of the machine that fetched it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Held {
    /// The token.
    pub token: Token,
    /// When it was asked for, but always later than that of any token seen before it, so that of two tokens the one
    /// with the later `issued` is the newer, whatever the clocks of the machines say.
    pub issued: Timestamp,
    /// When its life ends, counted from the moment it was asked for.
    pub expires: Timestamp,
    /// From when on it is time to fetch another. In a store without jitter; in a [`Current`](crate::Current) when
    /// somebody ought to drive the keeper.
    pub renew: Timestamp,
    /// When tokens were lately fetched in place of refused ones, by any keeper that shares the store: all of them keep
    /// to one bound.
    pub replaced: Vec<Timestamp>,
}

/// How far a token's life has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Use it.
    Fresh,
    /// Use it; somebody ought to fetch another in passing.
    Renewable,
    /// It has ended.
    Expired,
}

impl Held {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(token: Token, issued: Timestamp, expires: Timestamp, renew: Timestamp) -> Self {
        Self { token, issued, expires, renew, replaced: Vec::new() }
    }

    /// How far its life has gone.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> State {
        if now >= self.expires {
            State::Expired
        } else if now >= self.renew {
            State::Renewable
        } else {
            State::Fresh
        }
    }

    /// The form in which stores keep it: one JSON object **with the token in it**.
    ///
    /// Its last field, `check`, is the beginning of the SHA-256 of all that stands before that field: no byte can change
    /// without being seen.
    #[must_use]
    pub fn reveal_json(&self) -> String {
        let Self { token, issued, expires, renew, replaced } = self.clone();
        let wire =
            Wire { version: VERSION, token: token.reveal().to_owned(), issued, expires, renew, replaced };
        let json = serde_json::to_string(&wire).unwrap_or_default();
        let covered = json.strip_suffix('}').unwrap_or_default();
        format!("{covered}{}", last_field(covered))
    }

    /// Reads [`reveal_json`](Held::reveal_json); `None` if it is anything else, such as a file cut off by a crash, with a
    /// byte changed, or of a later format. The first format, which had neither version nor check value, is read too.
    #[must_use]
    pub fn from_json(bytes: &[u8]) -> Option<Self> {
        let json = str::from_utf8(bytes).ok()?.trim_end();
        let Wire { version, token, issued, expires, renew, replaced } = match covered(json) {
            Some(covered) => serde_json::from_str(&format!("{covered}}}")).ok()?,
            // Its fields are all there were, so a damaged name of another field does not make it one of these.
            None => serde_json::from_str::<First>(json).ok()?.into(),
        };
        let known = version == VERSION && !token.is_empty();
        known.then(|| Self { token: Token::new(token), issued, expires, renew, replaced })
    }

    /// A token as it was granted at `now`, asked for at `asked`; `newest` is the newest token seen so far.
    ///
    /// Renewal is due ahead of its end by the lesser of 300 s and a fifth of its life, counted from the answer: the
    /// platform's own count began before that, so it is ready to give another by then. If it gave the same token again
    /// (`stable_token` does until about 5 minutes before the end), renewal is due at half of what remains, at least 10 s
    /// from now.
    pub(crate) fn granted(grant: Grant, asked: Timestamp, now: Timestamp, newest: Option<&Self>) -> Self {
        // A life of nothing would be fetched anew by each caller.
        let life = Duration::from_secs(grant.expires_in.max(1));
        let expires = asked + life;
        match newest {
            Some(same) if same.token == grant.access_token => {
                let renew = now + (expires.since(now) / 2).max(SAME_AGAIN);
                Self { expires, renew, ..same.clone() }
            }
            _ => {
                let renew = (now + (life - (life / 5).min(AHEAD))).min(expires);
                let after = newest.map(|newest| newest.issued + Duration::from_millis(1));
                let issued = after.map_or(asked, |after| asked.max(after));
                Self { token: grant.access_token, issued, expires, renew, replaced: Vec::new() }
            }
        }
    }

    /// When one keeper renews it: up to a quarter of the time between renewal and end later, by chance, so that the
    /// keepers of a fleet do not all come at once.
    pub(crate) fn jittered(&self, env: &Env) -> Timestamp {
        self.renew + (self.expires.since(self.renew) / 4).mul_f64(env.fraction("renewal"))
    }
}

const AHEAD: Duration = Duration::from_secs(300);
const SAME_AGAIN: Duration = Duration::from_secs(10);

/// Of the form in which stores keep it.
const VERSION: u32 = 2;

#[derive(Serialize, Deserialize)]
struct Wire {
    version: u32,
    token: String,
    issued: Timestamp,
    expires: Timestamp,
    renew: Timestamp,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    replaced: Vec<Timestamp>,
}

/// The form before there were versions.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct First {
    token: String,
    issued: Timestamp,
    expires: Timestamp,
    renew: Timestamp,
    #[serde(default)]
    replaced: Vec<Timestamp>,
}

impl From<First> for Wire {
    fn from(First { token, issued, expires, renew, replaced }: First) -> Self {
        Self { version: VERSION, token, issued, expires, renew, replaced }
    }
}

/// The last field, for the text before it.
fn last_field(covered: &str) -> String {
    let digest = Sha256::digest(covered);
    format!(",\"check\":\"{}\"}}", hex(digest.get(..8).unwrap_or_default()))
}

/// The text before the last field, if that is a check value and holds.
fn covered(json: &str) -> Option<&str> {
    let covered = json.get(..json.rfind(",\"check\":")?)?;
    (json.strip_prefix(covered) == Some(&*last_field(covered))).then_some(covered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: u64) -> Timestamp {
        Timestamp::from_secs(secs)
    }

    fn grant(token: &str, expires_in: u64) -> Grant {
        Grant::new(Token::new(token), expires_in)
    }

    /// Granted at 1000, asked for at 998: the times in seconds since it was asked for.
    fn check(grant: Grant, newest: Option<&Held>, expected: &str) {
        let held = Held::granted(grant, at(998), at(1000), newest);
        let since = |time: Timestamp| time.since(at(998)).as_secs_f64();
        let text = format!("{} {} {}", since(held.issued), since(held.renew), since(held.expires));
        assert_eq!(text, expected);
    }

    #[test]
    fn renewal_is_due_ahead_of_the_end() {
        check(grant("T", 7200), None, "0 6902 7200");
        check(grant("T", 345), None, "0 278 345");
        check(grant("T", 0), None, "0 1 1");
        let endless = Held::granted(grant("T", u64::MAX), at(998), at(1000), None);
        assert_eq!(endless.state(at(u64::MAX / 2000)), State::Fresh);
    }

    #[test]
    fn the_same_token_again_changes_only_its_life() {
        let held = Held::granted(grant("T", 500), at(900), at(900), None);
        check(grant("T", 402), Some(&held), "0 202 402");
        check(grant("T", 12), Some(&held), "0 12 12");
        assert_eq!(Held::granted(grant("T", 402), at(998), at(1000), Some(&held)).issued, at(900));
    }

    #[test]
    fn a_newer_token_is_newer_under_any_clock() {
        let ahead = Held::granted(grant("OLD", 500), at(5000), at(5000), None);
        let next = Held::granted(grant("NEW", 500), at(998), at(1000), Some(&ahead));
        assert_eq!(next.issued, at(5000) + Duration::from_millis(1));
        assert_eq!(next.expires, at(1498));
    }

    #[test]
    fn states() {
        let held = Held::granted(grant("T", 7200), at(0), at(0), None);
        let check = |secs, state| assert_eq!(held.state(at(secs)), state);
        check(6899, State::Fresh);
        check(6900, State::Renewable);
        check(7200, State::Expired);
        let env = Env::new(at(0), [9; 32]);
        let renew = held.jittered(&env);
        assert!(at(6900) < renew && renew < at(6975), "{renew:?}");
    }

    /// A token with all fields, and its form in stores.
    fn stored() -> (Held, String) {
        let mut held = Held::granted(grant("令牌\"", 7200), at(1), at(2), None);
        held.replaced = vec![at(1), at(2)];
        let json = held.reveal_json();
        (held, json)
    }

    #[test]
    fn json_is_read_back() {
        let (held, json) = stored();
        // The check value was computed with sha256sum.
        let expected = concat!(
            r#"{"version":2,"token":"令牌\"","issued":1000,"expires":7201000,"renew":6902000,"#,
            r#""replaced":[1000,2000],"check":"b523dd208871cdb6"}"#
        );
        assert_eq!(json, expected);
        assert_eq!(Held::from_json(json.as_bytes()).as_ref(), Some(&held));
        assert_eq!(Held::from_json(format!("{json}\n").as_bytes()), Some(held), "as an editor leaves it");
    }

    #[test]
    fn no_byte_changes_unseen() {
        let (_, json) = stored();
        let json = json.as_bytes();
        for at in 0..json.len() {
            assert_eq!(Held::from_json(&json[..at]), None, "cut at {at}");
            let (before, byte, after) = (&json[..at], json[at], &json[at + 1..]);
            let flips = (0..8).map(|bit| vec![byte ^ (1 << bit)]);
            for put in flips.chain([vec![], vec![byte, byte], vec![0], vec![b' ', byte], vec![b',', byte]]) {
                let changed = [before, &put, after].concat();
                if changed != json {
                    assert_eq!(Held::from_json(&changed), None, "{at}: {put:?}");
                }
            }
        }
    }

    #[test]
    fn the_first_format_is_read_and_later_ones_are_not() {
        let first = br#"{"token":"T","issued":1000,"expires":7201000,"renew":6902000}"#;
        let held = Held::granted(grant("T", 7200), at(1), at(2), None);
        assert_eq!(Held::from_json(first), Some(held));
        let later = stored().1.replace(r#""version":2"#, r#""version":3"#);
        let covered = &later[..later.rfind(r#","check""#).unwrap()];
        for text in [
            format!("{covered}{}", last_field(covered)),
            format!("{covered}}}"),
            r#"{"token":"","issued":1,"expires":2,"renew":3}"#.into(),
            r#"{"token":"T","issued":1,"expires":2,"renew":3,"chekc":""}"#.into(),
        ] {
            assert_eq!(Held::from_json(text.as_bytes()), None, "{text}");
        }
    }
}
