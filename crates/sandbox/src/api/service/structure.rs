//! The check of an article's structure, by our own checker: what WeChat's engine would report.

use std::collections::BTreeMap;

use wxkit_official::service::{ArticleStructure, StructureFindings, VerifyArticleStructure};
use wxkit_structure::{Level, check};

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::new(Shape::Json, verify)]
}

fn verify(_: &mut Sandbox, _: &Call<'_>, ask: VerifyArticleStructure) -> Result<Answer, Refuse> {
    let mut found: BTreeMap<String, StructureFindings> = BTreeMap::new();
    for finding in check(&ask.content).into_iter().filter(|finding| finding.level == Level::Engine) {
        let known = found.entry(finding.rule.to_owned()).or_default();
        known.rule = finding.message;
        known.items.push(Default::default());
    }
    Ok(Answer::of(&ArticleStructure::new(found)))
}
