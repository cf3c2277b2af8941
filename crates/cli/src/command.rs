//! The commands, one file each.

mod article;
mod call;
mod comments;
mod config;
mod delete;
mod doctor;
mod draft;
mod explain;
mod fetch;
mod followers;
mod freepublish;
mod ids;
mod kept;
pub(crate) mod lint;
mod listen;
mod mass;
mod material;
mod media;
mod message;
mod page;
mod pages;
mod pay;
mod plan;
mod preview;
mod product;
mod publish;
mod render;
mod sandbox;
mod service;
mod shell;
mod standing;
mod stats;
mod ticket;
mod token;
mod typed;
mod video;
mod work;

pub(crate) use work::known as work_media;

use clap::Subcommand;

use crate::console::Console;
use crate::context::Context;
use crate::failure::Failure;
use crate::global::Global;
use crate::output::Output;
use crate::settings::Settings;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    // Its help stands with its fields, as that of the sandbox does.
    Publish(publish::Publish),
    Lint(lint::Lint),
    Render(render::Render),
    Preview(preview::Preview),
    /// Make single calls to the official account (公众号).
    #[command(subcommand, arg_required_else_help = true)]
    Official(Official),
    /// Make single calls to WeChat Work (企业微信).
    #[command(subcommand, arg_required_else_help = true)]
    Work(work::Work),
    /// Merchant media and what belongs to it, on WeChat Pay (微信支付).
    #[command(subcommand, arg_required_else_help = true)]
    Pay(pay::Pay),
    /// Show the state of an access token.
    #[command(subcommand, arg_required_else_help = true)]
    Token(token::Token),
    /// Call any other endpoint.
    #[command(subcommand, arg_required_else_help = true)]
    Call(call::Call),
    /// Explain an error code or message from WeChat: what it means, who can fix it, and how.
    Explain(explain::Explain),
    Listen(listen::Listen),
    Sandbox(sandbox::Sandbox),
    Config(config::Config),
    Doctor(doctor::Doctor),
    Completions(shell::Completions),
    Man(shell::Man),
}

/// One step of the official account.
#[derive(Debug, Subcommand)]
pub(crate) enum Official {
    /// Temporary media (临时素材), and pictures inside articles.
    #[command(subcommand, arg_required_else_help = true)]
    Media(media::Media),
    /// Permanent material (永久素材).
    #[command(subcommand, arg_required_else_help = true)]
    Material(material::Material),
    /// Videos: in blocks with review (审核), or short ones to look at.
    #[command(subcommand, arg_required_else_help = true)]
    Video(video::Video),
    /// Articles of the publish library (发布库).
    #[command(subcommand, arg_required_else_help = true)]
    Article(article::Article),
    /// Drafts (草稿箱).
    #[command(subcommand, arg_required_else_help = true)]
    Draft(draft::Draft),
    /// Publishing of drafts (发布能力).
    #[command(subcommand, arg_required_else_help = true)]
    Freepublish(freepublish::Freepublish),
    /// Mass messages (群发).
    #[command(subcommand, arg_required_else_help = true)]
    Mass(mass::Mass),
    /// Statistics (数据统计) of articles and of the account.
    #[command(subcommand, arg_required_else_help = true)]
    Stats(stats::Stats),
    /// Comments (留言) on an article that was sent or published by API.
    #[command(subcommand, arg_required_else_help = true)]
    Comments(comments::Comments),
    /// Messages to one person (客服消息).
    #[command(subcommand, arg_required_else_help = true)]
    Message(message::Message),
    // The rest have their help with their fields, where there is room for more than a line.
    Tags(followers::Tags),
    Followers(followers::Followers),
    Ticket(ticket::Ticket),
    Product(product::Product),
    Quota(service::Quota),
    ClearQuota(service::ClearQuota),
    Rid(service::Rid),
    Addresses(service::Addresses),
}

impl Command {
    /// Does it, and prints the result.
    pub(crate) async fn run(self, global: &Global, output: Output, console: &Console) -> Result<(), Failure> {
        let settings = match &self {
            // These need none, so broken ones do not stop them.
            Self::Sandbox(_) | Self::Explain(_) | Self::Config(_) | Self::Completions(_) | Self::Man(_) => {
                Settings::default()
            }
            Self::Lint(lint) if lint.is_local() => Settings::default(),
            _ => Settings::read(global)?,
        };
        let context = Context::new(&settings, console);
        let answer = match self {
            Self::Publish(publish) => publish.run(&context).await,
            Self::Lint(lint) => return lint.run(global.json, output, &context).await,
            Self::Listen(listen) => return listen.run(&context).await,
            Self::Render(render) => render.run(&context).await,
            Self::Preview(preview) => return preview.run(output, &context).await,
            Self::Official(Official::Media(media)) => media.run(&context).await,
            Self::Official(Official::Material(material)) => material.run(&context).await,
            Self::Official(Official::Video(video)) => video.run(&context).await,
            Self::Official(Official::Article(article)) => article.run(&context).await,
            Self::Official(Official::Draft(draft)) => draft.run(&context).await,
            Self::Official(Official::Freepublish(freepublish)) => freepublish.run(&context).await,
            Self::Official(Official::Mass(mass)) => mass.run(&context).await,
            Self::Official(Official::Stats(stats)) => stats.run(&context).await,
            Self::Official(Official::Comments(comments)) => comments.run(&context).await,
            Self::Official(Official::Message(message)) => message.run(&context).await,
            Self::Official(Official::Tags(tags)) => tags.run(&context).await,
            Self::Official(Official::Followers(followers)) => followers.run(&context).await,
            Self::Official(Official::Ticket(ticket)) => ticket.run(&context).await,
            Self::Official(Official::Product(product)) => product.run(&context).await,
            Self::Official(Official::Quota(quota)) => quota.run(&context).await,
            Self::Official(Official::ClearQuota(clear)) => clear.run(&context).await,
            Self::Official(Official::Rid(rid)) => rid.run(&context).await,
            Self::Official(Official::Addresses(addresses)) => addresses.run(&context).await,
            Self::Work(work) => work.run(&context).await,
            Self::Pay(pay) => pay.run(&context).await,
            Self::Token(token) => token.run(&context).await,
            Self::Call(call) => call.run(&context).await,
            Self::Explain(explain) => explain.run(),
            Self::Config(config) => config.run(global, console),
            Self::Doctor(doctor) => return doctor.run(output, &context).await,
            Self::Completions(completions) => completions.run(),
            Self::Man(man) => man.run(),
            Self::Sandbox(sandbox) => return sandbox.run(output, console).await,
        };
        let printed = answer.and_then(|answer| output.print(&answer, &console.told()));
        // What was done is done and told; whoever does not want to wait for this need not.
        tokio::select! {
            () = console.pending.write(console) => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        printed
    }

    /// What to tell people who press Ctrl-C; nothing if that is the usual end.
    pub(crate) fn resume(&self) -> Option<&'static str> {
        match self {
            Self::Publish(_)
            | Self::Official(
                Official::Video(video::Video::Upload(_))
                | Official::Article(article::Article::Upload(_))
                | Official::Media(media::Media::Get(_))
                | Official::Material(material::Material::Get(_)),
            ) => Some("all that was acknowledged is kept; run the same command again to go on"),
            Self::Official(Official::Video(video::Video::Preview(_))) => {
                Some("what was uploaded is kept; the preview may have been sent")
            }
            Self::Sandbox(_)
            | Self::Listen(_)
            | Self::Explain(_)
            | Self::Lint(_)
            | Self::Render(_)
            | Self::Preview(_) => None,
            _ => Some("the request may have been carried out"),
        }
    }
}
