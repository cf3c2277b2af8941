//! `wxkit publish`: from a folder to an address.

mod ids;
mod outcome;
mod route;

use std::path::PathBuf;
use std::time::Duration;

use wxkit::callback::Source;
use wxkit::official;
use wxkit::official::PublishOptions;

use super::mass::To;
use super::{kept, page, plan};
use crate::confirm::{Weight, Yes};
use crate::context::Context;
use crate::ear::Wake;
use crate::failure::Failure;
use crate::manuscript::{Manuscript, Reading};
use crate::output::Answer;
use crate::span::seconds;
use crate::state::Work;
use route::Route;

/// Publish an article with its pictures and videos, and print its address.
///
/// Everything is checked first. Then cover, pictures and videos are uploaded side by side, the review (审核) of the videos
/// is waited for, the article is uploaded to the publish library (发布库) and submitted, and its verdict is waited for. A
/// second run goes on where the first was cut off, and sends nothing twice.
///
/// By the other routes the article becomes a draft in the draft box (草稿箱), which is left there, published or previewed.
/// All routes share the files that were uploaded, and those of the draft box share the draft: look at a --via draft, then
/// publish that very draft with --via freepublish.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Publish {
    #[command(flatten)]
    pub(super) upload: Upload,
    /// Articles behind it in the same draft, up to seven: by --via draft, freepublish or preview.
    following: Vec<PathBuf>,
    /// The way to publish. [default: media-api]
    #[arg(long, value_enum)]
    via: Option<Route>,
    #[command(flatten)]
    to: To,
    /// Stop before the article is submitted, to look at it in the console: under 媒体API (未提交), or in the draft box (草稿箱).
    #[arg(long)]
    no_submit: bool,
    /// Do not wait for the article's verdict; the videos' review is waited for all the same.
    ///
    /// By --via freepublish it is not told then what WeChat took away or changed, as that can be read back only once the
    /// article is public.
    #[arg(long)]
    no_wait: bool,
    /// Publish an article that was changed or deleted after its submission as a new one.
    ///
    /// By the draft box also: submit once more what failed, make a new draft of what was published, send a preview once
    /// more.
    #[arg(long)]
    again: bool,
    /// Write the article into this file as well, as a page to look at in a browser: as a phone shows it, light and dark.
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    #[command(flatten)]
    wake: Wake,
    #[command(flatten)]
    yes: Yes,
}

/// What `publish` and `official article upload` have in common.
#[derive(Debug, clap::Args)]
pub(crate) struct Upload {
    /// A folder with one text in Markdown or HTML, such a file, or - for standard input.
    article: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// How long to wait for reviews in all, such as 7200, 90m or 2h.
    #[arg(long, value_name = "TIME", value_parser = seconds, default_value = "7200")]
    wait: Duration,
    /// Show what would be sent, and send nothing.
    #[arg(long)]
    dry_run: bool,
    /// How many requests to run at once.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=64))]
    jobs: u8,
}

const EXAMPLES: &str = "\
Examples:
  wxkit publish --sandbox tea          try it without an account
  wxkit publish tea --dry-run          see what would be sent
  WXKIT_APPID=wx… WXKIT_SECRET=… wxkit publish tea
  wxkit publish tea cups water --via draft    three articles as one draft
  wxkit publish tea --via preview --to tea_friend";

impl Publish {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self { upload, following, via, to, no_submit, no_wait, again, page, wake, yes } = self;
        let manuscript = upload.reading.read_all(context, &upload.article, &following).await?;
        let via = match via {
            Some(via) => via,
            None => Route::set(context, manuscript.opened.article.meta.via.as_deref())?,
        };
        for (given, flag) in [(no_submit, "--no-submit"), (no_wait, "--no-wait")] {
            if given && !matches!(via, Route::MediaApi | Route::Freepublish) {
                return Err(Failure::usage(format!(
                    "{flag} has nothing to leave out: only --via media-api and --via freepublish submit the article"
                )));
            }
        }
        if wake.is_set() && (!matches!(via, Route::Freepublish) || no_submit || no_wait) {
            return Err(Failure::usage(
                "--listen has nothing to hear: an event comes only of --via freepublish, and this must wait for it",
            ));
        }
        let mut options = PublishOptions::default();
        options.via = via.to(to.viewer())?;
        options.submit = !no_submit;
        options.verdict = !no_wait;
        options.again = again;
        if let Some(file) = &page {
            // Before anything is sent, so that a file that cannot be written costs nothing.
            std::fs::write(file, page::whole(&manuscript)?)
                .map_err(|error| Failure::io(format!("writing {}", file.display()), &error))?;
        }
        let (pretends, looks) = (context.is_pretending() && !upload.dry_run, page.is_some());
        let answer = upload.send(context, manuscript, options, yes, &wake).await?;
        if pretends && looks {
            context.console.note(
                "the sandbox ended with this command, so its address opens nowhere; the page is in the file",
            );
        } else if pretends {
            context.console.note(
                "the sandbox ended with this command, so its address opens nowhere; --page FILE writes the article as a page to look at",
            );
        }
        Ok(answer)
    }
}

impl Upload {
    pub(super) async fn run(self, context: &Context<'_>, options: PublishOptions) -> Result<Answer, Failure> {
        let manuscript = self.reading.read(context, &self.article, true).await?;
        self.send(context, manuscript, options, Yes::default(), &Wake::default()).await
    }

    async fn send(
        &self,
        context: &Context<'_>,
        manuscript: Manuscript,
        mut options: PublishOptions,
        yes: Yes,
        wake: &Wake,
    ) -> Result<Answer, Failure> {
        options.jobs = self.jobs.into();
        options.patience = context.patience(self.wait);

        if self.dry_run {
            return plan::run(context, &manuscript, &options).await;
        }
        let article = manuscript.prepared.article.clone();
        let account = context.account()?;
        let (journal, records) = account.journal(&|appid, base_url| work(&manuscript, appid, base_url))?;
        if records.is_empty() || self.reading.strict {
            // What is wrong here is found before the account is asked for anything.
            check(context, official::Publish::check(article.clone(), &options), self.reading.strict).await?;
        }
        if records.is_empty() {
            route::check(&account, &options.via).await?;
        }
        if options.submit && matches!(options.via, official::Via::MediaApi | official::Via::Freepublish) {
            let act = format!("publish {}", article.title);
            yes.confirm(context, &account, &act, Weight::Public)?;
        }
        let listening = wake.open(context, Source::Official)?;
        let mut flow = official::Publish::new(article, options, &records);
        let published = account.run_noticed(&mut flow, journal, &listening.notices).await?;
        listening.close().await;
        account.known().note(&ids::of(&published));
        kept::look(&account, &published, flow.written()).await;
        for note in outcome::notes(&published.standing) {
            context.console.note(&note);
        }
        Ok(outcome::answer(&published, &context.console.told()))
    }
}

/// Looks at the files and the limits; if `strict`, what only looks wrong is an error too.
async fn check(context: &Context<'_>, flow: official::preflight::Check, strict: bool) -> Result<(), Failure> {
    let warnings = context.run_offline(flow).await?;
    let found: Vec<_> = warnings.iter().map(|warning| warning.message.as_str()).collect();
    if !strict || found.is_empty() {
        return Ok(());
    }
    Err(Failure::usage_hint(found.join("\n"), "these are warnings; without --strict they stop nothing"))
}

/// What the article's journal is about: one for all routes, which share its files and the draft.
pub(super) fn work<'a>(manuscript: &'a Manuscript, appid: &'a str, base_url: &'a str) -> Work<'a> {
    Work { kind: "publish", appid, base_url, path: &manuscript.place, name: &manuscript.name }
}
