//! Template cards (模板卡片) as free JSON; only what the documents count is checked.

use serde_json::Value;
use wxkit_proto::Warning;
use wxkit_proto::error::Invalid;
use wxkit_proto::limit::Limit;

use crate::limits::TASK_ID;

/// The kinds of cards, and whether members can answer them.
const TYPES: &[(&str, bool)] = &[
    ("text_notice", false),
    ("news_notice", false),
    ("button_interaction", true),
    ("vote_interaction", true),
    ("multiple_interaction", true),
];

/// Lists of a card, and how many entries they may have.
const LISTS: &[(&str, Limit)] = &[
    ("horizontal_content_list", Limit::count("horizontal_content_list", 6, "entries", "as documented")),
    ("jump_list", Limit::count("jump_list", 3, "entries", "as documented")),
    ("vertical_content_list", Limit::count("vertical_content_list", 4, "entries", "as documented")),
    ("button_list", Limit::count("button_list", 6, "entries", "as documented")),
];

pub(super) fn check_card(card: &Value) -> Result<Vec<Warning>, Invalid> {
    if !card.is_object() {
        return Err(Invalid::new("a template card must be a JSON object"));
    }
    let text = |name: &str| card.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut warnings = Vec::new();
    let kind = text("card_type");
    let known = TYPES.iter().find(|(known, _)| *known == kind);
    match (known, kind) {
        (Some(_), _) => {}
        (None, "") => return Err(Invalid::new("the template card has no card_type (as documented)")),
        (None, kind) => warnings.push(Warning::new(format!("the card_type {kind} is not documented"))),
    }
    let task = text("task_id");
    if task.is_empty() && (known.is_some_and(|(_, answers)| *answers) || card.get("action_menu").is_some()) {
        return Err(Invalid::new("a template card that members can answer needs a task_id (as documented)"));
    }
    if !task.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-@".contains(&byte)) {
        return Err(Invalid::new("task_id may hold ASCII letters, digits, _, - and @ (as documented)"));
    }
    warnings.extend(TASK_ID.check("the template card's task_id", task.len() as u64)?);
    for (name, limit) in LISTS {
        let entries = card.get(name).and_then(Value::as_array).map_or(0, Vec::len);
        warnings.extend(limit.check("the template card", entries as u64)?);
    }
    Ok(warnings)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use serde_json::json;

    use super::*;

    fn check(card: Value, expected: &Expect) {
        expected.assert_eq(
            &check_card(&card).map_or_else(|invalid| invalid.message, |warnings| format!("{warnings:?}")),
        );
    }

    #[test]
    fn cards() {
        check(json!({"card_type": "text_notice"}), &expect!["[]"]);
        check(
            json!({"card_type": "hologram"}),
            &expect![[r#"[Warning { message: "the card_type hologram is not documented" }]"#]],
        );
        check(json!("text_notice"), &expect!["a template card must be a JSON object"]);
        check(json!({}), &expect!["the template card has no card_type (as documented)"]);
        check(
            json!({"card_type": "vote_interaction"}),
            &expect!["a template card that members can answer needs a task_id (as documented)"],
        );
        check(
            json!({"card_type": "vote_interaction", "task_id": "a b"}),
            &expect!["task_id may hold ASCII letters, digits, _, - and @ (as documented)"],
        );
        let list = vec![json!({"type": 2, "media_id": "M"}); 7];
        check(
            json!({"card_type": "text_notice", "horizontal_content_list": list}),
            &expect![
                "the template card has 7 entries; horizontal_content_list may have at most 6 (as documented)"
            ],
        );
    }
}
