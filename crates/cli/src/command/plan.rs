//! `--dry-run`: what would be sent.

use indicatif::BinaryBytes;
use serde::Serialize;
use wxkit::official::{self, Action, Article, Plan, Planned, PublishOptions, Role, Via};

use super::publish::work;
use crate::context::Context;
use crate::failure::Failure;
use crate::folder::Opened;
use crate::output::Answer;

pub(super) async fn run(
    context: &Context<'_>,
    opened: &Opened,
    article: Article,
    options: &PublishOptions,
) -> Result<Answer, Failure> {
    let survey = official::Publish::survey(article.clone(), options);
    let surveyed = context.run_offline(survey).await?;
    let journal = context.peek(&|appid, origin| work(opened, appid, origin))?;
    let plan = Plan::new(&article, &surveyed, &options.via, &journal);
    let found = surveyed.warnings.iter().map(|warning| warning.message.clone());
    let warnings: Vec<_> = opened.warnings.iter().cloned().chain(found).collect();
    for warning in &warnings {
        context.console.warn(warning);
    }
    Ok(answer(&article.title, &plan, options, &warnings))
}

fn answer(title: &str, plan: &Plan, options: &PublishOptions, warnings: &[String]) -> Answer {
    let files = plan.files.iter().map(|file| Row {
        role: role(file.role),
        path: &file.path,
        bytes: file.bytes,
        reused: file.reused,
    });
    let wire = Wire { dry_run: true, title, action: word(plan.action), files: files.collect(), warnings };
    let mut text = format!("{title}\n");
    plan.files.iter().for_each(|file| text += &line(file));
    text += &match options.via {
        Via::MediaApi => future(plan.action, options),
        _ => draft_future(plan.action, options),
    };
    Answer::new(&wire, text)
}

fn line(file: &Planned) -> String {
    let what = if file.reused { "reuse" } else { "upload" };
    format!("  {what:6} {:7} {} ({})\n", role(file.role), file.path, BinaryBytes(file.bytes))
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Cover => "cover",
        Role::Picture => "picture",
        Role::Video => "video",
    }
}

fn word(action: Action) -> &'static str {
    match action {
        Action::Upload => "upload",
        Action::Update => "update",
        Action::Submit => "submit",
        Action::Ask => "query",
        Action::Changed => "changed",
    }
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
        Action::Changed => {
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
        (Action::Changed, _) => {
            "The article was submitted before. A new draft is made of it only if that failed, or with --again.".into()
        }
    }
}

#[derive(Serialize)]
struct Wire<'a> {
    dry_run: bool,
    title: &'a str,
    action: &'a str,
    files: Vec<Row<'a>>,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct Row<'a> {
    role: &'a str,
    path: &'a str,
    bytes: u64,
    reused: bool,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn the_plan_for_programs_and_for_people() {
        let planned =
            |role, path: &str, reused| Planned { role, path: path.into(), bytes: 3_145_728, reused };
        let files = vec![planned(Role::Cover, "封面.jpg", true), planned(Role::Video, "a.mp4", false)];
        let plan = Plan { files, action: Action::Upload };
        let told = answer("茶", &plan, &PublishOptions::default(), &["a.mp4: long".into()]);
        expect![[r#"{"dry_run":true,"title":"茶","action":"upload","files":[{"role":"cover","path":"封面.jpg","bytes":3145728,"reused":true},{"role":"video","path":"a.mp4","bytes":3145728,"reused":false}],"warnings":["a.mp4: long"]}"#]]
            .assert_eq(told.json());
        expect![[r#"
            茶
              reuse  cover   封面.jpg (3.00 MiB)
              upload video   a.mp4 (3.00 MiB)
            The article is uploaded to the publish library (发布库), then submitted for review (审核)."#]]
        .assert_eq(told.text());
    }
}
