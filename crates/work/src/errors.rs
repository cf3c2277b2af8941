//! WeChat Work's numbers. One table; it is never shared with the official account, where the same
//! number means something else.

use wxkit_proto::Kind::{Account, Busy, Input, Media, Permission, Receiver, Throttled, Token, Whitelist};
use wxkit_proto::refusal::{Row, row};

/// What each number means, and what to do.
pub const TABLE: &[Row] = &[
    row(-1, Busy, "WeChat is busy", "try again in a while"),
    row(6000, Busy, "somebody else is changing the same data", "try again in a while"),
    row(40001, Input, "the application's secret is not valid", SECRET),
    row(40003, Receiver, "the user id is not valid", ""),
    row(40004, Media, "the format of the media is not valid", FORMATS),
    row(40005, Media, "the type is not valid", "image, voice, video or file"),
    row(40006, Media, "the file size is not valid", "every file must be larger than 5 bytes"),
    row(
        40007,
        Media,
        "the media id is not valid",
        "it never existed, is older than 3 days, or is of another kind or corp",
    ),
    row(40008, Input, "the message type is not valid", ""),
    row(40009, Media, "the size of the image is not valid", ""),
    row(40011, Media, "the size of the video is not valid", ""),
    row(40013, Input, "the CorpID is not valid", "see 我的企业 > 企业信息 in the admin console"),
    row(40014, Token, "the token is not valid", "it may be of another application or corp"),
    row(40031, Receiver, "the list of users is not valid", ""),
    row(40032, Receiver, "the length of the list of users is not valid", "at most 1000"),
    row(40033, Input, "the request holds \\uXXXX escapes", ""),
    row(40035, Input, "a parameter is not valid", ""),
    row(40050, Input, "no such chat", CHAT),
    row(40056, Input, "the agentid is not valid", "it must be that of the application whose secret is used"),
    row(40058, Input, "a parameter is not valid", ""),
    row(40063, Input, "a parameter is empty", ""),
    row(40066, Receiver, "the list of departments is not valid", ""),
    row(40068, Receiver, "the tag id is not valid", ""),
    row(40074, Input, "news cannot be confidential", "send it as mpnews"),
    row(40096, Receiver, "the id of an external contact is not valid", "take it from the list of contacts"),
    row(40088, Input, "no such job", "a job is known for 60 minutes; begin another"),
    row(40091, Input, "the secret belongs to another corp", "CorpID and secret must be of the same corp"),
    row(41001, Token, "the token is missing", ""),
    row(41002, Input, "the CorpID is missing", ""),
    row(41004, Input, "the secret is missing", ""),
    row(41006, Input, "the media id is missing", ""),
    row(41010, Input, "the address is missing", ""),
    row(41011, Input, "the agentid is missing", ""),
    row(41016, Input, "the title is missing", ""),
    row(41033, Input, "the description is missing", ""),
    row(42001, Token, "the token has expired", ""),
    row(
        44001,
        Media,
        "the media is empty",
        "something between this machine and WeChat may have changed the form",
    ),
    row(44004, Input, "the text is empty", ""),
    row(45001, Media, "the media is too big", "images 10 MB, voices 2 MB, videos 10 MB, files 20 MB"),
    row(45002, Input, "the message is too long", ""),
    row(45004, Input, "the description of the application is too long", ""),
    row(45007, Media, "the voice is longer than 60 seconds", ""),
    row(45008, Input, "more than 8 articles", ""),
    row(45009, Throttled, "too many calls", "the limits are per minute and per hour; wait"),
    row(45032, Input, "the author is longer than 64 bytes", ""),
    row(45033, Throttled, "too many calls at the same time", "let fewer run side by side"),
    row(48002, Permission, "no right to this interface", "see the application's rights in the admin console"),
    row(48004, Permission, "the authorization is void", ""),
    row(48005, Permission, "the interface is closed", ""),
    row(50002, Permission, "the member is outside the application's visible range (可见范围)", RANGE),
    row(50003, Account, "the application is disabled", "enable it in the admin console"),
    row(60011, Permission, "no right to this member, department or tag", RANGE),
    row(60020, Whitelist, "this machine's address is not trusted", TRUSTED),
    row(60111, Receiver, "no such member", "check the member's account (帐号) in the address book"),
    row(81013, Receiver, "all users, departments and tags are wrong or not permitted", RANGE),
    row(82001, Receiver, "all receivers are wrong", RANGE),
    row(82002, Input, "more than 100 departments", ""),
    row(82003, Input, "more than 100 tags", ""),
    row(86001, Input, "no such chat", CHAT),
    row(86003, Input, "no such chat", CHAT),
    row(
        93_000,
        Input,
        "the address of the robot's webhook is not valid",
        "check the robot's key: it is what stands behind `key=` in the address",
    ),
    row(
        93_019,
        Input,
        "the id of the intelligent robot is not valid",
        "check the robot's id in its settings",
    ),
    row(
        301_002,
        Permission,
        "no right to this application",
        "the token is of another application of the corp",
    ),
    row(301_015, Media, "the media id is not valid here", "it must come from the upload of an image"),
    row(301_016, Media, "the voice is not valid", "AMR, up to 60 seconds"),
    row(301_017, Media, "the voice is not AMR", "convert it to AMR"),
    row(
        301_019,
        Media,
        "the MD5 of the file is not the one that was announced",
        "the file behind the address has changed",
    ),
    row(
        830_001,
        Media,
        "the address is not valid, or its server knows no Range",
        "the server must support Range",
    ),
    row(
        830_002,
        Input,
        "media above 20 MB must be fetched in pieces of at most 20 MB",
        "ask for it with Range",
    ),
    row(830_003, Busy, "the file behind the address could not be fetched", "another job may work"),
    row(
        853_000,
        Input,
        "the signature of the intelligent robot's secret is wrong",
        "check the robot's secret",
    ),
];

const SECRET: &str = "check the secret in the admin console under 应用管理, and that it is of this corp";
const FORMATS: &str = "images JPEG or PNG, voices AMR, videos MP4";
const CHAT: &str =
    "only chats that were made by the API can be written to, by the application that made them";
const RANGE: &str = "set the visible range (可见范围) of the application in the admin console";
const TRUSTED: &str = "WeChat Work calls it 企业可信IP: in the admin console under 应用管理, at the end of the application's page";

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
