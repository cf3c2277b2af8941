//! The official account's numbers. One table; it is never shared with WeChat Work, where the same
//! number means something else.

use wxkit_proto::Kind::{
    Account, Busy, Content, Input, Media, Permission, Quota, Receiver, State, Throttled, Token, Unknown,
    Whitelist,
};
use wxkit_proto::refusal::{Row, row};

/// What each number means, and what to do.
#[rustfmt::skip] // A row is a line, so that it is read as a table.
pub const TABLE: &[Row] = &[
    // 2.1 Token, access
    row(-1, Busy, "WeChat is busy", "try again in a while"),
    row(40001, Token, "the token is not valid or not the latest", NOT_LATEST),
    row(40002, Input, "grant_type is wrong", "a fault of the program: it must be client_credential"),
    row(40013, Input, "the AppID is not valid", "check the AppID in 微信开发者平台 under 基础信息"),
    row(40014, Token, "the token is not valid", OVERWRITTEN),
    row(40125, Input, "the AppSecret is not valid", "check the AppSecret; it may have been reset in 微信开发者平台 under 基础信息 > 开发密钥"),
    row(40164, Whitelist, "this machine's address is not on the whitelist", WHITELIST),
    row(40243, Account, "the AppSecret is frozen", "unfreeze it in 微信开发者平台 under 基础信息 > 开发密钥; that takes about 10 minutes"),
    row(41001, Token, "the token is missing", "a fault of the program, or an empty token in its store: fetch a new one"),
    row(41002, Input, "the AppID is missing", "set the AppID"),
    row(41004, Input, "the AppSecret is missing", "set the AppSecret"),
    row(42001, Token, "the token has expired", EXPIRED),
    row(42007, Permission, "the authorization is void", "the account has to authorize again; its password was changed"),
    row(43001, Input, "this interface wants GET", "a fault of the program: send it with GET"),
    row(43002, Input, "this interface wants POST", "a fault of the program: send it with POST"),
    row(43003, Input, "this interface wants HTTPS", "a fault of the program: use https"),
    row(45009, Quota, "the daily quota of this interface is used up", QUOTA),
    row(45011, Throttled, "too many calls per minute", "wait a minute"),
    row(48001, Permission, "the account has no right to this interface", RIGHT),
    row(48004, Account, "the interface is banned for this account", "see the notices in the console"),
    row(48006, Quota, "the quota was cleared ten times this month", "wait for the next month"),
    row(50001, Permission, "the user has not authorized this", "ask the user to authorize it"),
    row(50002, Account, "the user is restricted after a violation", "see the notices in the console"),
    row(50004, Account, "the token interface is forbidden for this account", "see the notices in the console"),
    row(50007, Account, "the account is frozen", "see the notices in the console"),
    row(61003, Permission, "the third-party platform is not authorized by this account", "the administrator of the account has to authorize the platform"),
    row(61004, Whitelist, "this machine's address is not registered with the third-party platform", "register the address in the platform's console"),
    row(61007, Permission, "this interface is not in the set that was granted", "the account has to grant it when it authorizes the platform"),
    row(40029, Input, "the code of the page login is not valid", "a code is good for one use within 5 minutes: ask the user again"),
    row(40163, Input, "the code of the page login was used already", "ask the user again for another code"),
    row(61006, Input, "the ticket of the third-party platform is not valid", "wait for the next ticket; WeChat pushes one every 10 minutes"),
    row(61023, Input, "the refresh token of the third-party platform is not valid", "the account has to authorize the platform again"),
    row(61024, Input, "the AppID is that of a third-party platform", "fetch its token with api_component_token"),
    row(61451, Input, "a parameter is not valid", "check the names and types of the fields"),
    row(61500, Input, "the date is not valid", "write it as 2026-03-09"),
    row(61501, Input, "the range of dates is not valid", "yesterday is the latest day; check how many days this interface takes at once"),
    row(61503, Busy, "the figures are not ready", "try again in an hour; those of yesterday are ready at about 8 in the morning, China time"),
    row(76001, Input, "no such rid", "check the rid behind `rid: ` in the refusal"),
    row(76002, Input, "the rid is empty or malformed", "check the rid behind `rid: ` in the refusal"),
    row(76003, Input, "the rid belongs to another account", "ask with the account that made the request"),
    row(76004, Input, "the rid is older than 7 days", "repeat the request and take its new rid"),
    row(76021, Input, "the path is not known", "write it as in the documentation: /cgi-bin/material/add_material"),
    row(76022, Permission, "the path is not within this account's rights", "ask for an interface that the account may use"),
    row(89503, Whitelist, "this machine's address awaits an administrator's confirmation", "ask the administrator of the account to confirm it"),
    row(89504, State, "the mass message awaits the administrator's confirmation", "it has to be confirmed within 30 minutes"),
    row(89505, Permission, "the administrator refused the mass message", "talk to the administrator, then send it again"),
    row(89506, Whitelist, "the administrator refused this machine's address for 24 hours", "ask the administrator again after 24 hours"),
    row(89507, Whitelist, "the administrator refused this machine's address for an hour", "ask the administrator again after an hour"),
    // 2.2 Media
    row(40004, Media, "the media type is not valid", "check the file's content and its name's extension"),
    row(40005, Media, "the file type is not valid", "check the file's content and its name's extension"),
    row(40006, Media, "the file size is not valid", "check the size: images and videos up to 10 MB, voices up to 2 MB, thumbnails up to 64 KB; it must not be empty"),
    row(40007, Media, "the media id is not valid", "it never existed, is older than 3 days, is of another kind or account, or its draft was published. Just after an upload it may take some seconds until it is known. A message with an article_id is an mpnewsarticle, not an mpnews"),
    row(40009, Media, "the size of the image is not valid", "make it smaller: 10 MB as material, 1 MB inside an article to be sure"),
    row(40010, Media, "the size of the voice is not valid", "make it smaller: 2 MB"),
    row(40011, Media, "the size of the video is not valid", "make it smaller: 10 MB; `wxkit official video upload` takes 2 GB"),
    row(40012, Media, "the size of the thumbnail is not valid", "make it smaller: 64 KB"),
    row(40113, Media, "the file type is not supported", "give the file a name with the extension of its content, such as a.jpg"),
    row(40118, Media, "the length of the media id is not valid", "check whether the id was cut off when it was copied"),
    row(40121, Media, "the type of the media id is not valid", "check which kind of id the interface wants"),
    row(40137, Media, "the image format is not supported", "convert it to JPEG or PNG"),
    row(41005, Media, "media data is missing", "something between this machine and WeChat may have changed the form"),
    row(41006, Input, "the media id is missing", "a fault of the program: give the id"),
    row(44001, Media, "the media is empty", "for a file: it arrived empty. For JSON: it was not valid or not UTF-8 (FAQ 5 of the manual)"),
    row(45001, Media, "the media is too big", "make the file smaller"),
    row(45007, Media, "the voice is longer than 60 seconds", "cut it to 60 seconds"),
    row(45101, Quota, "the limit of uploads is reached", "the library of material may be full: delete what is not needed"),
    row(45102, Account, "the interface is blocked for a while", "see the notices in the console, and try again later"),
    row(45103, Permission, "this interface was withdrawn", "the documentation says what has replaced it"),
    row(45106, Permission, "this interface was withdrawn", "drafts have replaced it"),
    row(46001, Media, "the media data does not exist", "check the id; temporary media dies after 3 days, so upload the file again"),
    row(48005, State, "the material is in use and cannot be deleted", "take it out of the automatic replies and the menu"),
    row(20001, Unknown, "the platform gives no reason", "seen when a chunked video upload is finished: upload the video once more, one block at a time"),
    // 2.3 Body, articles, drafts
    row(40033, Input, "the request holds \\uXXXX escapes", "a fault of the program: write characters as they are, in UTF-8"),
    row(40035, Input, "a parameter is not valid", "check the names and types of the fields"),
    row(40038, Input, "the format of the request is not valid", "check the names and types of the fields"),
    row(40039, Input, "the address is too long", "use a shorter address"),
    row(40048, Input, "the address is not valid", "check the address: it begins with http:// or https://"),
    row(40066, Input, "the address was not found", "check the address"),
    row(40114, Input, "the index of the article is not valid", "check which articles there are; `draft/update` counts them from 0, the publish library from 1"),
    row(40155, Content, "a link to another account's profile is not permitted", "take the link out"),
    row(40227, Input, "the title is empty", "write a title"),
    row(41039, Input, "content_source_url is missing or not valid", "check source_url"),
    row(44002, Input, "the body is empty", "a fault of the program: it sent no body"),
    row(44003, Input, "the content of the article is empty", "write some content"),
    row(44004, Input, "the text is empty", "write some text"),
    row(45002, Input, "the content is too long", "split the article or the message"),
    row(45003, Input, "the title is too long", "64 characters in the publish library, 32 in a draft; text that is not UTF-8 is counted wrongly"),
    row(45004, Input, "the digest is too long", "120 characters in the publish library, 128 in a draft"),
    row(45005, Input, "a link is too long", "use a shorter address"),
    row(45006, Input, "the address of a picture is too long", "use a shorter address"),
    row(45008, Input, "too many articles", "a draft or a message holds at most 8 articles"),
    row(45110, Input, "the author is too long", "16 characters"),
    row(45166, Content, "the content is not valid", "forbidden links or foreign HTML; accounts without WeChat Pay may not use links"),
    row(40037, Input, "the template id is not valid", "take a template of this account"),
    row(40097, Input, "an argument is not valid", "check the names and types of the fields; a page of a list has at most 20 items"),
    row(45159, Input, "no such tag", "check the tags of the account"),
    row(46003, State, "there is no menu", "make one first"),
    row(47003, Input, "a value of the template is missing, too long or of the wrong kind", "check the template's fields"),
    row(47009, Permission, "this interface is offline", SUCCESSORS),
    row(47001, Input, "the JSON cannot be parsed", "a fault of the program: the body must be JSON in UTF-8"),
    row(87014, Content, "the content is risky", "change the text"),
    row(88000, Permission, "the account has no right to comments", "leave `comments` (need_open_comment) out"),
    row(88001, Input, "no such msg_data_id", "take that of an article that this account sent by API; of a `msgid` of the statistics, the part before `_`"),
    row(88002, Input, "the comments of this article are limited for safety", "nothing can be done by API"),
    row(88003, Input, "too many comments are elected", "take the mark off another one first"),
    row(88004, Input, "the comment was deleted by its author", "it can no longer be elected"),
    row(88005, State, "the comment has a reply already", "delete that reply first; the API gives a comment one"),
    row(88007, Input, "the reply is empty or too long", "write some text, or shorten it"),
    row(88008, Input, "no such comment", "it may be deleted already"),
    row(88009, Input, "no such reply", "it may be deleted already"),
    row(88010, Input, "too many comments are asked for at once", "at most 49"),
    row(88011, Input, "the comments of this article are limited for safety", "nothing can be done by API"),
    row(87009, Input, "the signature is not valid, or there is no such reply", "check whether the comment has a reply"),
    row(10_170_001, Input, "the product id is not valid", "check the product's id"),
    row(10_170_002, Input, "this kind of article takes no product card", "news or newspic"),
    row(10_170_003, Input, "this style of product card does not fit the article", "news take 0, 1 and 2, newspic 1, 2 and 3"),
    row(53402, Media, "the cover cannot be cropped", "take a larger picture, 900×383 for the shape of news, or a crop of the right ratio"),
    row(53404, Permission, "the account may not sell at present", "take the product out"),
    row(53405, Input, "the product data is wrong", "check the product's key"),
    row(53406, Permission, "the account has not opened selling", "open selling in the console, or take the product out"),
    // 2.4 Publishing
    row(53500, Account, "publishing is banned for this account", "see the notices in the console"),
    row(53501, Throttled, "publishing too often", "wait some minutes"),
    row(53502, Input, "the publish id is not valid", "check the publish_id that the submission brought"),
    row(53503, Content, "the draft did not pass the check", "change the draft"),
    row(53504, State, "the draft must be used in the console", "publish it in the console"),
    row(53505, State, "the draft must be saved by hand in the console first", "save it there, then submit it again"),
    row(53600, Input, "the article id is not valid", "check the article_id that the publication brought"),
    // 2.5 Mass send
    row(40003, Receiver, "the openid is not valid", "check the openid: each account knows a person by another one"),
    row(40008, Input, "the message type is not valid, or the body is not JSON", "check msgtype: mpnews, text, voice, image, mpvideo or wxcard"),
    row(40031, Receiver, "the list of openids is not valid", "check the openids: each account knows a person by another one"),
    row(40032, Receiver, "the length of the list of openids is not valid", "2 to 10,000 openids; split a longer list"),
    row(40059, Input, "the message id is not valid", "check the msg_id that the sending brought"),
    row(40060, Input, "article_idx is not valid", "check which articles were sent; the first is 1"),
    row(40065, State, "the article is in a state that forbids deletion", "look in the console; it may be deleted already"),
    row(40130, Input, "at least two openids are needed", "give another one, or send a preview"),
    row(40132, Input, "the WeChat number (微信号) is not valid", "check the WeChat number; the person must follow the account"),
    row(40152, Input, "no such tag", "check the tag; openids are for `mass/send`, not for `mass/sendall`"),
    row(40204, Content, "a washed or rumor article may not be deleted", "nothing: the platform keeps it"),
    row(42010, Throttled, "mass messages too fast", "wait some minutes"),
    row(43004, Receiver, "the receiver must follow the account", "ask the person to follow the account"),
    row(43101, Receiver, "the person refuses this kind of message", "ask for another subscription; each is good for one message"),
    row(45015, Receiver, "the person has not written within 48 hours, or has unfollowed", "the person has to write first"),
    row(45047, Quota, "the messages of this window are used up", "5 within 48 hours after the person wrote: the person has to write again"),
    row(65303, Input, "a parameter of the customer service is not valid", "check the names and types of the fields"),
    row(65400, Permission, "the new customer service is not enabled", "enable it in the console"),
    row(45028, Quota, "no mass message is left in this period", "wait for the next day or month; test accounts may not send to all"),
    row(45062, Content, "the article carries an advertising order", "send it in the console"),
    row(45065, State, "this clientmsgid was sent before", "nothing: it is not sent twice; the console lists what was sent (群发记录)"),
    row(45066, Throttled, "the same clientmsgid was repeated too fast", "wait a minute"),
    row(45067, Input, "clientmsgid is too long", "at most 32 characters"),
    row(45083, Input, "the speed is not within 0 to 4", "0 (fastest) to 4 (slowest)"),
    row(45084, Input, "the speed is missing", "give a speed, 0 to 4"),
    row(45113, Permission, "goods and cards can no longer be sent", "send an article that links to them"),
    row(45162, Input, "the message type is wrong", "check msgtype: mpnews, text, voice, image, mpvideo or wxcard"),
    row(48002, Receiver, "the followers refuse messages", "nothing: they have turned messages off"),
    row(48003, Permission, "the agreement for mass messages is not accepted", "accept it in the console"),
    row(48008, Permission, "no right to this kind of message", "send another kind, or ask in the console for the right"),
    row(48021, State, "drafts that were saved automatically cannot be sent", "save it by hand"),
    row(48022, Permission, "a video uploaded by API cannot be sent by API", "upload and send it in the console"),
    row(268_488_001, Unknown, "", ""),
    row(9_500_001, Unknown, "", ""),
    row(9_500_002, Unknown, "", ""),
];

/// What a text means that comes with any number or with 0.
pub(crate) const SUBMITTED: Row = row(
    0,
    State,
    "the article was submitted before",
    "ask for its status with `wxkit official article query`",
);

/// What the number means where a token is fetched is seen to by [`wxkit_proto::envelope::refused`].
const NOT_LATEST: &str = "somebody else fetches tokens for this account, or the token is of another account: \
    let one holder fetch them, or use `stable_token`, which others do not overwrite. Where a token is fetched, 40001 \
    means that the AppSecret is wrong";
const EXPIRED: &str = "it lives for two hours: fetch another one. If that does not help, somebody else fetches tokens for \
    this account: let one holder fetch them, or use `stable_token`";
/// FAQ 3 of the manual.
const OVERWRITTEN: &str = "somebody else fetches tokens for this account, or the token is of another account: \
    let one holder fetch them, or use `stable_token`, which others do not overwrite";
const WHITELIST: &str = "The whitelist (API IP白名单) is in 微信开发者平台, https://developers.weixin.qq.com/platform/, under 基础信息 > 开发密钥. \
    It takes addresses and blocks such as 203.0.113.0/24, is asked at every interface, and a change takes some minutes";
const QUOTA: &str = "it is full again at midnight China time, or after `wxkit official clear-quota`, a few times a \
    month; the publish library takes 200 articles a day, and deleting gives none back";
const SUCCESSORS: &str = "it has a successor: getarticlesummary is now getarticleread and getarticleshare, getarticletotal is \
    getarticletotaldetail, getuserread and getusershare are getbizsummary; the hourly ones have none";
const RIGHT: &str = "the account has to be certified (认证), or enrolled for the media API (媒体API); since July 2025 only \
    certified accounts of enterprises and service accounts may publish drafts";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_a_way_out() {
        for row in TABLE {
            // Three numbers are listed without an explanation.
            assert_eq!(row.hint.is_empty(), row.meaning.is_empty(), "{}", row.code);
        }
    }

    #[test]
    fn each_number_stands_once() {
        let mut codes: Vec<_> = TABLE.iter().map(|row| row.code).collect();
        codes.sort_unstable();
        let all = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
