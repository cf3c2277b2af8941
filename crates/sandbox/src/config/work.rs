//! The corp (企业) of WeChat Work that the sandbox pretends to know.

use wxkit_proto::Secret;

use super::Review;

/// One corp of WeChat Work, with its applications and one group robot.
///
/// Everybody exists: any user, any department and tag whose id is a number, and any chat. Who does not is told by the
/// beginning of the id.
#[derive(Clone, Debug)]
pub struct WorkConfig {
    /// The corp's id (CorpID).
    pub corpid: String,
    /// Its applications; each has a token of its own.
    pub apps: Vec<App>,
    /// The key of its group robot.
    pub robot_key: Secret,
    /// What the ids of users, departments, tags and chats begin with that do not exist.
    pub stranger: String,
    /// What the ids of users begin with that have no license (接口许可).
    pub unlicensed: String,
    /// How long a job fetches a file, counted in questions; it also lasts until the file is there. A verdict of
    /// [`Failed`](super::Verdict::Failed) is 830003.
    pub job: Review,
    /// Pictures with a permanent address a day, and a month; then 45009.
    pub pictures: (u32, u32),
    /// Messages of the robot a minute; then 45009.
    pub robot_per_minute: u32,
}

/// An application (应用).
#[derive(Clone, Debug)]
pub struct App {
    /// Its id.
    pub agentid: i64,
    /// Its secret.
    pub secret: Secret,
    /// Whether it was disabled in the console: 50003.
    pub disabled: bool,
}

impl Default for WorkConfig {
    fn default() -> Self {
        let app = |agentid, secret: &str| App { agentid, secret: Secret::new(secret), disabled: false };
        Self {
            corpid: "ww0123456789abcdef".into(),
            apps: vec![
                app(1_000_002, "tea-0123456789abcdefghijklmnopqrstuvwxyzABC"),
                app(1_000_003, "cup-0123456789abcdefghijklmnopqrstuvwxyzABC"),
            ],
            robot_key: Secret::new("01234567-89ab-cdef-0123-456789abcdef"),
            stranger: "nobody".into(),
            unlicensed: "unlicensed".into(),
            job: Review::default(),
            pictures: (1000, 3000),
            robot_per_minute: 20,
        }
    }
}
