//! `--dry-run`: what would be sent.

use indicatif::BinaryBytes;
use serde::Serialize;
use wxkit::article::Prepared;
use wxkit::official;
use wxkit::official::limits::DRAFT_CONTENT;
use wxkit::official::publish::{Action, Plan, Planned, Role};
use wxkit::official::{PublishOptions, Via};

use super::publish::work;
use super::render::content;
use crate::chinese::say;
use crate::console;
use crate::context::Context;
use crate::failure::Failure;
use crate::manuscript::Manuscript;
use crate::output::Answer;

pub(super) async fn run(
    context: &Context<'_>,
    manuscript: &Manuscript,
    options: &PublishOptions,
) -> Result<Answer, Failure> {
    let article = &manuscript.prepared.article;
    let preflight = official::Publish::preflight(article.clone(), options);
    let surveyed = context.run_offline(preflight).await?;
    let journal = context.peek(&|appid, base_url| work(manuscript, appid, base_url))?;
    let plan = Plan::new(article, &surveyed, &options.via, &journal);
    for warning in &surveyed.warnings {
        context.console.warn(&warning.message);
    }
    let warnings = context.console.told();
    Ok(answer(&Told { manuscript, plan: &plan, options, warnings: &warnings }))
}

/// What there is to tell.
struct Told<'a> {
    manuscript: &'a Manuscript,
    plan: &'a Plan,
    options: &'a PublishOptions,
    warnings: &'a [console::Told],
}

/// Above this, drafts are refused by some servers; in characters of the text as HTML.
pub(super) const CONTENT: u64 = DRAFT_CONTENT.warn + 1;

fn answer(told: &Told<'_>) -> Answer {
    let Told { manuscript, plan, options, warnings } = told;
    let Prepared { article, cover, cover_is_first, pictures, .. } = &manuscript.prepared;
    let content = content(manuscript);
    let changes = |file: &Planned| {
        let covers = cover.iter().chain(&manuscript.covers).filter(|_| file.role == Role::Cover);
        let inside = pictures.iter().filter(|_| file.role == Role::Picture);
        let mut ready = covers.chain(inside);
        ready.find(|ready| ready.asset.path == file.path).map_or(&[][..], |ready| &ready.changes)
    };
    let files = plan.files.iter().map(|file| Row {
        role: file.role.as_str(),
        path: &file.path,
        bytes: file.bytes,
        reused: file.reused,
        changes: changes(file),
    });
    let links = &manuscript.opened.article.links;
    let wire = Wire {
        dry_run: true,
        title: &article.title,
        following: article.following.iter().map(|next| next.title.as_str()).collect(),
        author: &article.author,
        digest: &article.digest,
        cover: cover.as_ref().map(|cover| cover.asset.path.as_str()),
        characters: content.chars().count(),
        characters_limit: CONTENT,
        bytes: content.len(),
        action: plan.action.as_str(),
        files: files.collect(),
        links,
        warnings,
    };
    let mut text = format!("{}\n", article.title);
    let or = |text: &str, without: &str| if text.is_empty() { without.to_owned() } else { text.to_owned() };
    let first = if *cover_is_first { say(" (the first picture)") } else { "".into() };
    for (name, value) in [
        ("author", or(&article.author, &say("none"))),
        ("digest", or(&article.digest, &say("none; WeChat takes the beginning of the text"))),
        ("cover", format!("{}{first}", wire.cover.unwrap_or_default())),
        ("text", say(&format!("{} of {CONTENT} characters", wire.characters)).into_owned()),
    ] {
        text += &format!("  {:6} {value}\n", say(name));
    }
    for next in &article.following {
        text += &format!("  then   {}\n", next.title);
    }
    for link in links {
        text += &format!("  {}\n", say(&format!("link   {link} becomes a note at the end")));
    }
    plan.files.iter().for_each(|file| text += &line(file, changes(file)));
    text += &say(&match options.via {
        Via::MediaApi => future(plan.action, options),
        _ => draft_future(plan.action, options),
    });
    Answer::new(&wire, text)
}

fn line(file: &Planned, changes: &[String]) -> String {
    let what = if file.reused { "reuse" } else { "upload" };
    let changes: String = changes.iter().map(|change| say(&format!("; {change}")).into_owned()).collect();
    format!(
        "  {:6} {:7} {} ({}){changes}\n",
        say(what),
        say(file.role.as_str()),
        file.path,
        BinaryBytes(file.bytes)
    )
}

/// What becomes of the article, in a sentence.
fn future(action: Action, options: &PublishOptions) -> String {
    let then =
        if options.submit { "then submitted for review (审核)" } else { "and not submitted (未提交)" };
    match action {
        Action::Upload => format!("The article is uploaded to the publish library (发布库), {then}."),
        Action::Update => format!("The text in the publish library (发布库) is replaced, {then}."),
        Action::Submit if options.submit => "The article in the publish library (发布库) is submitted as it is.".into(),
        Action::Submit => "The article is in the publish library (发布库) as it is here; nothing is sent.".into(),
        Action::Ask => "The article was submitted; only its verdict is asked for.".into(),
        Action::Changed if options.again => "The article was changed after it was submitted; it is published as a new one.".into(),
        _ => {
            "The article was changed after it was submitted. It is uploaded anew only if its review failed, or with \
             --again."
                .into()
        }
    }
}

/// The same by the draft box (草稿箱).
fn draft_future(action: Action, options: &PublishOptions) -> String {
    let then = match &options.via {
        Via::Preview(to) => format!("a preview is sent to {}", to.name()),
        Via::Freepublish if options.submit => "it is published (发布)".into(),
        _ => "it stays there".into(),
    };
    match (action, &options.via) {
        (Action::Upload, _) => format!("The article is added to the draft box (草稿箱), then {then}."),
        (Action::Update, _) => format!("The draft in the draft box (草稿箱) is changed, then {then}."),
        (Action::Submit, _) => format!("The draft in the draft box (草稿箱) is as it is here; {then}."),
        (Action::Ask, Via::Draft) => "The draft in the draft box (草稿箱) is as it is here; nothing is sent.".into(),
        (Action::Ask, Via::Preview(to)) if options.again => {
            format!("A preview was sent to {} before; it is sent once more.", to.name())
        }
        (Action::Ask, Via::Preview(to)) => format!("A preview was sent to {} before; nothing is sent.", to.name()),
        (Action::Ask, _) => "The draft was submitted; it is only asked how that ended.".into(),
        (Action::Changed, _) if options.again => "The article was submitted before; a new draft is made of it.".into(),
        _ => {
            "The article was submitted before. A new draft is made of it only if that failed, or with --again.".into()
        }
    }
}

#[derive(Serialize)]
struct Wire<'a> {
    dry_run: bool,
    title: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    following: Vec<&'a str>,
    author: &'a str,
    digest: &'a str,
    cover: Option<&'a str>,
    characters: usize,
    characters_limit: u64,
    bytes: usize,
    action: &'a str,
    files: Vec<Row<'a>>,
    links: &'a [String],
    warnings: &'a [console::Told],
}

#[derive(Serialize)]
struct Row<'a> {
    role: &'a str,
    path: &'a str,
    bytes: u64,
    reused: bool,
    changes: &'a [String],
}
