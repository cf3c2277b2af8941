//! WeChat's own check.

use std::time::Duration;

use wxkit::official::service::{ArticleStructure, VerifyArticleStructure};

use crate::context::Context;

/// How long WeChat is waited for. It is not asked twice.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks WeChat about one article, and says what it said; nothing if it was not checked.
pub(super) async fn ask(context: &Context<'_>, file: &str, content: String) -> Option<ArticleStructure> {
    let call = context.call_at(VerifyArticleStructure::BASE_URL, VerifyArticleStructure::new(content));
    let console = context.console;
    let reason = match tokio::time::timeout(PATIENCE, call).await {
        Ok(Ok(found)) => {
            if found.is_valid {
                console.note(&format!("{file}: WeChat's own check finds nothing"));
            }
            for (rule, finding) in &found.findings {
                let count = finding.items.len();
                console
                    .warn(&format!("{file}: WeChat's own check: {rule}: {} ({count} places)", finding.rule));
            }
            return Some(found);
        }
        Ok(Err(failure)) => failure.message(),
        Err(_) => format!("no answer in {} seconds", PATIENCE.as_secs()),
    };
    console.warn(&format!("{file}: not checked by WeChat: {reason}"));
    None
}
