//! What cannot be called back: whom it acts for is told first, and people are asked.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use serde::Serialize;
use serde_json::Value;
use wxkit::official::Official;
use wxkit::proto::{Endpoint, Env, Error, Timestamp, Token};

use crate::chinese;
use crate::console::{Console, visible};
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::output::Answer;

/// The flags of what cannot be called back.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Sure {
    #[command(flatten)]
    pub(crate) yes: Yes,
    /// Show what would be sent, and send nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// The word that stands in for an answer.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct Yes {
    /// Do it without asking.
    #[arg(long, short)]
    yes: bool,
}

/// How much harm it can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Asked about where somebody can answer.
    Public,
    /// It deletes what is published, or reaches all followers: without a terminal, only with --yes.
    Grave,
}

impl Yes {
    /// Goes on if it is meant. `act` is what would be done, such as `delete the article A`.
    pub(crate) fn confirm(
        self,
        context: &Context<'_>,
        account: &Account<'_>,
        act: &str,
        weight: Weight,
    ) -> Result<(), Failure> {
        let name = format!("{} (from {})", account.appid(), account.place());
        if self.yes || context.settings.sandbox {
            context.console.note(&format!("account {name}"));
            return Ok(());
        }
        if io::stdin().is_terminal() && io::stderr().is_terminal() {
            return ask(context.console, &chinese::say(&format!("{act}, as account {name}? [y/N] ")));
        }
        context.console.note(&format!("account {name}"));
        match weight {
            Weight::Public => Ok(()),
            Weight::Grave => Err(Failure::usage_hint(
                format!("this would {act}, as account {name}, and there is no terminal to ask on"),
                "give --yes if that is meant; --dry-run shows what would be sent",
            )),
        }
    }
}

impl Sure {
    /// What would be sent, if only that is wanted; else goes on if it is meant.
    pub(crate) fn confirm<E: Endpoint<Platform = Official>>(
        self,
        context: &Context<'_>,
        account: &Account<'_>,
        call: &E,
        act: &str,
        weight: Weight,
    ) -> Result<Option<Answer>, Failure> {
        // What is wrong with it is told before anybody is asked.
        call.check().map_err(Error::from)?;
        let plan = plan(account, call, act)?;
        if self.dry_run {
            return Ok(Some(plan));
        }
        self.yes.confirm(context, account, act, weight).map(|()| None)
    }
}

fn ask(console: &Console, question: &str) -> Result<(), Failure> {
    console.clear();
    let mut answer = String::new();
    let mut stderr = io::stderr().lock();
    stderr
        .write_all(visible(question).as_bytes())
        .and_then(|()| stderr.flush())
        .and_then(|()| io::stdin().lock().read_line(&mut answer))
        .map_err(|error| Failure::io("asking on the terminal", &error))?;
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::usage("not confirmed, so nothing was sent")),
    }
}

/// The request without its credentials.
fn plan<E: Endpoint<Platform = Official>>(
    account: &Account<'_>,
    call: &E,
    act: &str,
) -> Result<Answer, Failure> {
    let request = call.request(Some(&Token::new("none")), &Env::new(Timestamp::default(), [0; 32]))?;
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let body = request.into_body().in_memory().unwrap_or_default();
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let what = format!("would {act}, as account {}:", account.appid());
    let text = format!("{}\n{method} {path}\n{body}", chinese::say(&what));
    Ok(Answer::new(
        &Plan { dry_run: true, account: account.appid(), method: &method, path: &path, body: &body },
        text,
    ))
}

#[derive(Serialize)]
struct Plan<'a> {
    dry_run: bool,
    account: &'a str,
    method: &'a str,
    path: &'a str,
    body: &'a Value,
}
