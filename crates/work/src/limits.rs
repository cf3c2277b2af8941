//! Documented limits as data. Where the older text (企业号) and today's documents differ, the larger value refuses and the
//! smaller one warns.

pub use wxkit_proto::limit::Limit;

const MB: u64 = 1_048_576;

/// Every file must have more bytes than this.
pub const TOO_SMALL: u64 = 5;
/// A temporary image.
pub const IMAGE_SIZE: Limit = Limit::bytes("an image", 10 * MB, MB, "10 MB today, 1 MB in the older text");
/// A temporary voice.
pub const VOICE_SIZE: Limit = Limit::bytes("a voice", 2 * MB, 2 * MB, "as documented");
/// How long a voice may play.
pub const VOICE_SECONDS: Limit = Limit::count("a voice", 60, "seconds", "as documented");
/// A temporary video.
pub const VIDEO_SIZE: Limit = Limit::bytes("a video", 10 * MB, 10 * MB, "as documented");
/// Any other temporary file.
pub const FILE_SIZE: Limit = Limit::bytes("a file", 20 * MB, 10 * MB, "20 MB today, 10 MB in the older text");
/// A file of a group robot.
pub const ROBOT_FILE_SIZE: Limit = Limit::bytes("a robot's file", 20 * MB, 20 * MB, "as documented");
/// A picture with a permanent address.
pub const PICTURE_SIZE: Limit =
    Limit::bytes("a picture with a permanent address", 2 * MB, 2 * MB, "as documented");
/// A picture that a group robot sends, before it is encoded.
pub const ROBOT_PICTURE_SIZE: Limit = Limit::bytes("a robot's picture", 2 * MB, 2 * MB, "as documented");
/// A file that the platform fetches by itself.
pub const JOB_FILE: Limit =
    Limit::bytes("a file that WeChat is to fetch", 200 * MB, 200 * MB, "as documented");
/// The name of such a file.
pub const JOB_NAME: Limit = Limit::bytes("filename", 128, 128, "as documented");
/// The address of such a file.
pub const JOB_URL: Limit = Limit::bytes("url", 1024, 1024, "as documented");

/// Members that one message goes to.
pub const USERS: Limit = Limit::count("a message", 1000, "users", "as documented");
/// Departments that one message goes to.
pub const PARTIES: Limit = Limit::count("a message", 100, "departments", "as documented");
/// Tags that one message goes to.
pub const TAGS: Limit = Limit::count("a message", 100, "tags", "as documented");
/// The time within which the platform sends no message twice.
pub const DUPLICATE_INTERVAL: Limit =
    Limit::count("duplicate_check_interval", 14_400, "seconds", "as documented");

// The platform cuts longer texts off. Nothing is to be lost, so they are refused here.
/// A text.
pub const TEXT: Limit = Limit::bytes("a text", 2048, 2048, "the platform cuts off the rest");
/// A text in Markdown.
pub const MARKDOWN: Limit = Limit::bytes("a text in Markdown", 2048, 2048, "as documented");
/// A text of a group robot.
pub const ROBOT_TEXT: Limit = Limit::bytes("a robot's text", 2048, 2048, "as documented");
/// A text of a group robot in Markdown, of either kind.
pub const ROBOT_MARKDOWN: Limit = Limit::bytes("a robot's text in Markdown", 4096, 4096, "as documented");
/// Any title.
pub const TITLE: Limit = Limit::bytes("a title", 128, 128, "the platform cuts off the rest");
/// Any description.
pub const DESCRIPTION: Limit = Limit::bytes("a description", 512, 512, "the platform cuts off the rest");
/// Any link.
pub const URL: Limit = Limit::bytes("a link", 2048, 2048, "as documented");
/// The words on the button of a text card.
pub const BUTTON: Limit = Limit::characters("the text of the button", 4, 4, "as documented");
/// Articles of one message.
pub const ARTICLES: Limit = Limit::count("a message", 8, "articles", "as documented");
/// The author of an article that is kept by WeChat.
pub const AUTHOR: Limit = Limit::bytes("an author", 64, 64, "as documented");
/// The content of an article that is kept by WeChat.
pub const CONTENT: Limit = Limit::bytes("the content of an article", 666 * 1024, 666 * 1024, "as documented");
/// The digest of an article that is kept by WeChat.
pub const DIGEST: Limit = Limit::bytes("a digest", 512, 512, "as documented");
/// The page of a mini-program.
pub const PAGE: Limit = Limit::bytes("the page of a mini-program", 1024, 1024, "as documented");
/// Title and description of a mini-program's notice; at least 4, and two letters of ASCII count as one.
pub const NOTICE: Limit =
    Limit::count("a notice's title or description", 12, "Chinese characters", "as documented");
/// Lines of a mini-program's notice.
pub const NOTICE_ITEMS: Limit = Limit::count("a notice", 10, "items", "as documented");
/// The key of such a line.
pub const NOTICE_KEY: Limit = Limit::characters("the key of an item", 10, 10, "as documented");
/// The value of such a line.
pub const NOTICE_VALUE: Limit = Limit::characters("the value of an item", 30, 30, "as documented");
/// The id that a template card's answers are known by.
pub const TASK_ID: Limit = Limit::bytes("task_id", 128, 128, "as documented");
