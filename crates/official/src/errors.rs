//! The official account's numbers (spec/errors.md 2). One table; it is never shared with WeChat Work, where the same
//! number means something else.

use wxkit_proto::Kind::{
    Account, Busy, Content, Input, Media, Permission, Quota, Receiver, State, Throttled, Token, Unknown,
    Whitelist,
};
use wxkit_proto::{Row, row};

/// What each number means, and what to do.
pub const TABLE: &[Row] = &[
    // 2.1 Token, access
    row(-1, Busy, "WeChat is busy", "try again in a while"),
    row(40001, Token, "the token is not valid or not the latest", OVERWRITTEN),
    row(40002, Input, "grant_type is wrong", ""),
    row(
        40013,
        Input,
        "the AppID is not valid",
        "check the AppID in the console under 设置与开发 > 开发接口管理",
    ),
    row(40014, Token, "the token is not valid", OVERWRITTEN),
    row(
        40125,
        Input,
        "the AppSecret is not valid",
        "check the AppSecret; it may have been reset in the console",
    ),
    row(40164, Whitelist, "this machine's address is not on the whitelist", WHITELIST),
    row(
        40243,
        Account,
        "the AppSecret is frozen",
        "unfreeze it in the console under 设置与开发 > 开发接口管理",
    ),
    row(41001, Token, "the token is missing", ""),
    row(41002, Input, "the AppID is missing", ""),
    row(41004, Input, "the AppSecret is missing", ""),
    row(42001, Token, "the token has expired", OVERWRITTEN),
    row(
        42007,
        Permission,
        "the authorization is void",
        "the account has to authorize again; its password was changed",
    ),
    row(43001, Input, "this interface wants GET", ""),
    row(43002, Input, "this interface wants POST", ""),
    row(43003, Input, "this interface wants HTTPS", ""),
    row(45009, Quota, "the daily quota of this interface is used up", QUOTA),
    row(45011, Throttled, "too many calls per minute", "wait a minute"),
    row(48001, Permission, "the account has no right to this interface", RIGHT),
    row(48004, Account, "the interface is banned for this account", "see the notices in the console"),
    row(48006, Quota, "the quota was cleared ten times this month", "wait for the next month"),
    row(50001, Permission, "the user has not authorized this", ""),
    row(50002, Account, "the user is restricted after a violation", "see the notices in the console"),
    row(
        50004,
        Account,
        "the token interface is forbidden for this account",
        "see the notices in the console",
    ),
    row(50007, Account, "the account is frozen", "see the notices in the console"),
    row(61003, Permission, "the third-party platform is not authorized by this account", ""),
    row(61004, Whitelist, "this machine's address is not registered with the third-party platform", ""),
    row(61007, Permission, "this interface is not in the set that was granted", ""),
    row(76001, Input, "no such rid", ""),
    row(76002, Input, "the rid is empty or malformed", ""),
    row(76003, Input, "the rid belongs to another account", ""),
    row(76004, Input, "the rid is older than 7 days", ""),
    row(76021, Input, "the path is not known", ""),
    row(76022, Permission, "the path is not within this account's rights", ""),
    row(
        89503,
        Whitelist,
        "this machine's address awaits an administrator's confirmation",
        "ask the administrator of the account to confirm it",
    ),
    row(
        89504,
        State,
        "the mass message awaits the administrator's confirmation",
        "it has to be confirmed within 30 minutes",
    ),
    row(89505, Permission, "the administrator refused the mass message", ""),
    row(89506, Whitelist, "the administrator refused this machine's address for 24 hours", ""),
    row(89507, Whitelist, "the administrator refused this machine's address for an hour", ""),
    // 2.2 Media
    row(40004, Media, "the media type is not valid", "look at the file's content and its name's extension"),
    row(40005, Media, "the file type is not valid", "look at the file's content and its name's extension"),
    row(40006, Media, "the file size is not valid", ""),
    row(
        40007,
        Media,
        "the media id is not valid",
        "it never existed, is older than 3 days, is of another kind or account, or its draft was published",
    ),
    row(40009, Media, "the size of the image is not valid", ""),
    row(40010, Media, "the size of the voice is not valid", ""),
    row(40011, Media, "the size of the video is not valid", ""),
    row(40012, Media, "the size of the thumbnail is not valid", ""),
    row(40118, Media, "the length of the media id is not valid", ""),
    row(40121, Media, "the type of the media id is not valid", ""),
    row(40137, Media, "the image format is not supported", "convert it to JPEG or PNG"),
    row(
        41005,
        Media,
        "media data is missing",
        "something between this machine and WeChat may have changed the form",
    ),
    row(41006, Input, "the media id is missing", ""),
    row(
        44001,
        Media,
        "the media is empty",
        "for a file: it arrived empty. For JSON: it was not valid or not UTF-8 (FAQ 5 of the manual)",
    ),
    row(45001, Media, "the media is too big", ""),
    row(45007, Media, "the voice is longer than 60 seconds", ""),
    row(45103, Quota, "the library of material is full", "delete material that is not needed"),
    row(45106, Permission, "this interface was withdrawn", "drafts have taken its place"),
    row(46001, Media, "the media data does not exist", ""),
    row(
        48005,
        State,
        "the material is in use and cannot be deleted",
        "take it out of the automatic replies and the menu",
    ),
    row(
        20001,
        Unknown,
        "the platform gives no reason",
        "seen when a chunked video upload is finished; blocks must be exactly 1,048,576 bytes but the last",
    ),
    // 2.3 Body, articles, drafts
    row(40033, Input, "the request holds \\uXXXX escapes", ""),
    row(40035, Input, "a parameter is not valid", ""),
    row(40038, Input, "the format of the request is not valid", ""),
    row(40039, Input, "the address is too long", ""),
    row(40048, Input, "the address is not valid", ""),
    row(40066, Input, "the address was not found", ""),
    row(40114, Input, "the index of the article is not valid", ""),
    row(40155, Content, "a link to another account's profile is not permitted", "take the link out"),
    row(40227, Input, "the title is empty", ""),
    row(41039, Input, "content_source_url is missing or not valid", "check source_url"),
    row(44002, Input, "the body is empty", ""),
    row(44003, Input, "the content of the article is empty", ""),
    row(44004, Input, "the text is empty", ""),
    row(45002, Input, "the content is too long", "split the article"),
    row(
        45003,
        Input,
        "the title is too long",
        "64 characters in the publish library; text that is not UTF-8 is counted wrongly",
    ),
    row(45004, Input, "the digest is too long", "120 characters in the publish library"),
    row(45005, Input, "a link is too long", ""),
    row(45006, Input, "the address of a picture is too long", ""),
    row(45008, Input, "too many articles", ""),
    row(45110, Input, "the author is too long", "16 characters"),
    row(
        45166,
        Content,
        "the content is not valid",
        "forbidden links or foreign HTML; accounts without WeChat Pay may not use links",
    ),
    row(47001, Input, "the JSON cannot be parsed", ""),
    row(87014, Content, "the content is risky", "change the text"),
    row(88000, Permission, "the account has no right to comments", "leave `comments` out"),
    row(53404, Permission, "the account may not sell at present", "take the product out"),
    row(53405, Input, "the product data is wrong", ""),
    row(53406, Permission, "the account has not opened selling", ""),
    // 2.4 Publishing
    row(53500, Account, "publishing is banned for this account", "see the notices in the console"),
    row(53501, Throttled, "publishing too often", "wait"),
    row(53502, Input, "the publish id is not valid", ""),
    row(53503, Content, "the draft did not pass the check", "change the draft"),
    row(53504, State, "the draft must be used in the console", ""),
    row(53505, State, "the draft must be saved by hand in the console first", ""),
    row(53600, Input, "the article id is not valid", ""),
    // 2.5 Mass send
    row(40003, Receiver, "the openid is not valid", ""),
    row(40008, Input, "the message type is not valid, or the body is not JSON", ""),
    row(40031, Receiver, "the list of openids is not valid", ""),
    row(40032, Receiver, "the length of the list of openids is not valid", ""),
    row(40059, Input, "the message id is not valid", ""),
    row(40060, Input, "article_idx is not valid", ""),
    row(40065, State, "the article is in a state that forbids deletion", ""),
    row(40130, Input, "at least two openids are needed", ""),
    row(40132, Input, "the WeChat number (微信号) is not valid", ""),
    row(40152, Input, "no such tag", ""),
    row(40204, Content, "a washed or rumor article may not be deleted", ""),
    row(42010, Throttled, "mass messages too fast", "wait some minutes"),
    row(43004, Receiver, "the receiver must follow the account", ""),
    row(45028, Quota, "no mass message is left in this period", ""),
    row(45062, Content, "the article carries an advertising order", "send it in the console"),
    row(45065, State, "this clientmsgid was sent before", ""),
    row(45066, Throttled, "the same clientmsgid was repeated too fast", "wait a minute"),
    row(45067, Input, "clientmsgid is too long", ""),
    row(45083, Input, "the speed is not within 0 to 4", ""),
    row(45084, Input, "the speed is missing", ""),
    row(45113, Permission, "goods and cards can no longer be sent", ""),
    row(45162, Input, "the message type is wrong", ""),
    row(48002, Receiver, "the followers refuse messages", ""),
    row(48003, Permission, "the agreement for mass messages is not accepted", "accept it in the console"),
    row(48008, Permission, "no right to this kind of message", ""),
    row(48021, State, "drafts that were saved automatically cannot be sent", "save it by hand"),
    row(48022, Permission, "a video uploaded by API cannot be sent by API", ""),
    row(268_488_001, Unknown, "", ""),
    row(9_500_001, Unknown, "", ""),
    row(9_500_002, Unknown, "", ""),
];

/// FAQ 3 of the manual.
const OVERWRITTEN: &str = "somebody else fetches tokens for this account, or the token is of another account: \
    let one holder fetch them, or use `stable_token`, which others do not overwrite";
const WHITELIST: &str =
    "The whitelist is in the console under 设置与开发 > 开发接口管理; a change may take 10 minutes";
const QUOTA: &str = "it is full again at midnight China time; the publish library takes 200 articles a day, \
    and deleting gives none back";
const RIGHT: &str = "the account has to be certified (认证), or enrolled for the media API (媒体API)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_stands_once() {
        let mut codes: Vec<_> = TABLE.iter().map(|row| row.code).collect();
        codes.sort_unstable();
        let all = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
