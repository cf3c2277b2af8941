//! `work robot`: a group robot.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::{Deserialize, Serialize};
use wxkit::proto::Endpoint;
use wxkit::proto::envelope::Done;
use wxkit::proto::given::Given;
use wxkit::proto::json::{Fields, RawJson};
use wxkit::work::ids::RobotMediaId;
use wxkit::work::media::{RobotFileKind, UploadRobotMedia};
use wxkit::work::message::{Mentions, NewsArticle};
use wxkit::work::{RobotMessage, SendByRobot, Work};

use super::written::{self, not_a_message};
use crate::command::typed;
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::folder::{self, Named};
use crate::input::{raw_of, read};
use crate::output::Answer;

/// A group robot (群机器人), by its key.
#[derive(Debug, Subcommand)]
pub(crate) enum Robot {
    /// Send a text.
    Text {
        /// Up to 2048 bytes; - reads standard input.
        #[arg(allow_hyphen_values = true)]
        text: String,
        /// Mention this member, by UserID; @all mentions everybody. May be repeated.
        #[arg(long, value_name = "USERID")]
        mention: Vec<String>,
        /// Mention the member with this phone number. May be repeated.
        #[arg(long, value_name = "NUMBER")]
        mention_mobile: Vec<String>,
    },
    /// Send a text in a subset of Markdown; <@USERID> in it mentions a member.
    Markdown {
        /// Up to 4096 bytes; - reads standard input.
        #[arg(allow_hyphen_values = true)]
        text: String,
    },
    /// Send a text in a larger subset of Markdown: tables, lists, pictures; without colours and mentions.
    #[command(name = "markdown_v2", alias = "markdown-v2")]
    MarkdownV2 {
        /// Up to 4096 bytes; - reads standard input.
        #[arg(allow_hyphen_values = true)]
        text: String,
    },
    /// Send 1 to 8 articles that lead to addresses.
    News {
        /// A JSON array of {"title","description","url","picurl"}, or the whole body of WeChat's manual; @FILE, or - for
        /// standard input.
        articles: String,
    },
    /// Send a template card (模板卡片): text_notice or news_notice.
    Card {
        /// The card as a JSON object, or the whole body of WeChat's manual; @FILE, or - for standard input.
        card: String,
    },
    /// Upload a file for the robot, and send it to its chat.
    File {
        /// Anything up to 20 MB, or - for standard input; a receiver sees its name.
        file: PathBuf,
        #[command(flatten)]
        name: Named,
    },
    /// Upload a voice for the robot, and send it to its chat.
    Voice {
        /// AMR up to 2 MB and 60 seconds, or - for standard input.
        file: PathBuf,
        #[command(flatten)]
        name: Named,
    },
    /// Send a picture to the robot's chat.
    Image {
        /// JPEG or PNG, up to 2 MB; - for standard input.
        file: PathBuf,
    },
}

/// Larger pictures are not even read.
const LARGEST: u64 = 2 * 1_048_576;

impl Robot {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let robot = context.robot(None)?;
        let key = robot.secret()?.clone();
        let message = match self {
            Self::Text { text: words, mention: users, mention_mobile: mobiles } => {
                RobotMessage::Text(text(words)?, Mentions::new(users, mobiles))
            }
            Self::Markdown { text: words } => RobotMessage::Markdown(text(words)?),
            Self::MarkdownV2 { text: words } => RobotMessage::MarkdownV2(text(words)?),
            Self::News { articles } => {
                let (message, body) = news(context, raw_of("the articles", &articles)?)?;
                return sent(&robot, Given::new(SendByRobot::new(key, message), body)).await;
            }
            Self::Card { card } => {
                let (card, body) = written::robot("template_card", raw_of("the card", &card)?)?;
                let message = RobotMessage::Card(card.to_value());
                return sent(&robot, Given::new(SendByRobot::new(key, message), body)).await;
            }
            Self::Image { file } => RobotMessage::Image(picture(&file)?.into()),
            Self::File { file, name } => {
                RobotMessage::File(upload(&robot, RobotFileKind::File, &name.read(&file)?).await?)
            }
            Self::Voice { file, name } => {
                RobotMessage::Voice(upload(&robot, RobotFileKind::Voice, &name.read(&file)?).await?)
            }
        };
        sent(&robot, SendByRobot::new(key, message)).await
    }
}

async fn sent(
    robot: &Account<'_, Work>,
    call: impl Endpoint<Platform = Work, Reply = Done>,
) -> Result<Answer, Failure> {
    let sent = robot.call(call).await;
    Ok(Answer::new(&sent.map_err(unsure)?, "sent"))
}

/// What a robot may have sent.
pub(in crate::command) fn unsure(failure: Failure) -> Failure {
    failure.find_out("look into the chat whether the message came before you send it again")
}

/// A text from the command line, or from standard input.
fn text(given: String) -> Result<String, Failure> {
    if given != "-" {
        return Ok(given);
    }
    String::from_utf8(read(Path::new("-"))?).map_err(|_| Failure::usage("standard input is not UTF-8"))
}

/// Articles as a list, or inside what the manual shows.
fn news(context: &Context<'_>, mut given: RawJson) -> Result<(RobotMessage, Fields), Failure> {
    if !given.as_str().starts_with('{') {
        let mut object = Fields::default();
        typed::push(&mut object, "articles", &given)?;
        given = object.into();
    }
    let (news, body) = written::robot("news", given)?;
    let fields = news.fields().map_err(|error| not_a_message(&error))?;
    let (News { articles }, unknown) = typed::known(&fields).map_err(|error| not_a_message(&error))?;
    typed::tell(context, "an article", &unknown);
    Ok((RobotMessage::News(articles), body))
}

#[derive(Serialize, Deserialize)]
struct News {
    articles: Vec<NewsArticle>,
}

async fn upload(
    robot: &Account<'_, Work>,
    kind: RobotFileKind,
    path: &Path,
) -> Result<RobotMediaId, Failure> {
    folder::file(path)?;
    let (key, file) = (robot.secret()?.clone(), robot.client().open(path).await?);
    Ok(robot.call(UploadRobotMedia::new(key, kind, file)).await?.media_id)
}

fn picture(path: &Path) -> Result<Vec<u8>, Failure> {
    let large = |bytes: u64| {
        let robots = format!("a robot's picture may have at most {LARGEST} (as documented)");
        Failure::usage(format!("{} has {bytes} bytes; {robots}", path.display()))
    };
    if path == Path::new("-") {
        let bytes = read(path)?;
        return if bytes.len() as u64 > LARGEST { Err(large(bytes.len() as u64)) } else { Ok(bytes) };
    }
    folder::file(path)?;
    let failed = |error| Failure::io(format!("reading {}", path.display()), &error);
    let len = fs::metadata(path).map_err(failed)?.len();
    if len > LARGEST {
        return Err(large(len));
    }
    fs::read(path).map_err(failed)
}
