//! The key of a group robot (群机器人).

use wxkit_proto::Secret;
use wxkit_proto::decoder::query_pairs;
use wxkit_proto::error::Invalid;

/// The key of a group robot, from what people have of it: the key itself, or the whole address of its webhook.
///
/// # Errors
/// If it is neither; nothing of it is repeated.
pub fn robot_key(given: &str) -> Result<Secret, Invalid> {
    let given = given.trim();
    let key = match given.split_once('?') {
        Some((_, query)) => {
            let pairs = query_pairs(query.split('#').next().unwrap_or_default());
            pairs.into_iter().find(|(name, _)| name == "key").map(|(_, key)| key)
        }
        None => Some(given.strip_prefix("key=").unwrap_or(given).to_owned()),
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    match key.filter(|key| !key.is_empty() && key.len() <= 256 && key.chars().all(is_plain)) {
        Some(key) => Ok(Secret::new(key)),
        None => Err(Invalid::new(
            "must be the key of a group robot, or the whole address of its webhook, which ends in ?key=…",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_the_address_of_its_webhook() {
        let key =
            |given: &str| robot_key(given).map(|key| key.reveal().to_owned()).map_err(|wrong| wrong.message);
        let bare = "693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa";
        for given in [
            bare.to_owned(),
            format!(" {bare}\n"),
            format!("key={bare}"),
            format!("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={bare}"),
            format!("https://relay.example/cgi-bin/webhook/send?a=1&key={bare}#x"),
        ] {
            assert_eq!(key(&given).as_deref(), Ok(bare), "{given}");
        }
        for wrong in ["", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send", "a b", "https://x/?key="] {
            assert!(key(wrong).unwrap_err().starts_with("must be the key of a group robot"), "{wrong}");
        }
    }
}
