//! JSON from the command line as a type of the library.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::failure::Failure;

/// What the JSON says. A misspelled field would be lost without a word, so it is an error.
pub(super) fn typed<T: DeserializeOwned + Serialize>(value: Value, what: &str) -> Result<T, Failure> {
    let given = value.clone();
    let typed: T = serde_json::from_value(value)
        .map_err(|error| Failure::usage(format!("this is not the JSON of {what}: {error}")))?;
    match lost(&given, &serde_json::to_value(&typed).unwrap_or_default()) {
        Some(key) => Err(Failure::usage(format!("{what} has no field {key}"))),
        None => Ok(typed),
    }
}

/// Articles in any of their forms: the body of a call, a list, or a single one.
pub(super) fn articles<T: DeserializeOwned + Serialize>(value: Value) -> Result<Vec<T>, Failure> {
    match value {
        Value::Object(mut body) if body.contains_key("articles") => {
            let list = body.remove("articles").unwrap_or_default();
            match body.keys().next() {
                Some(key) => Err(Failure::usage(format!("there is {key} beside the articles"))),
                None => typed(list, "a list of articles"),
            }
        }
        list @ Value::Array(_) => typed(list, "a list of articles"),
        one => Ok(vec![typed(one, "an article")?]),
    }
}

/// A field that says something and was not understood.
fn lost(given: &Value, known: &Value) -> Option<String> {
    match (given, known) {
        (Value::Object(given), Value::Object(known)) => given.iter().find_map(|(key, value)| {
            let says = !matches!(value, Value::Null) && *value != "";
            match known.get(key) {
                Some(known) => lost(value, known),
                None => says.then(|| key.clone()),
            }
        }),
        (Value::Array(given), Value::Array(known)) => given.iter().zip(known).find_map(|(a, b)| lost(a, b)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wxkit::official::{DraftArticle, News};

    use super::*;

    #[test]
    fn an_article_as_json() {
        let good = json!({"title": "茶", "thumb_media_id": "T", "content": "<p>茶</p>", "show_cover_pic": 1});
        assert!(typed::<News>(good, "an article").unwrap().show_cover_pic);
        let typo = json!({"title": "茶", "thumb_media_id": "T", "content": "x", "show_cover": 1});
        let failure = typed::<News>(typo, "an article").unwrap_err();
        assert_eq!(failure.message(), "an article has no field show_cover");
        let failure = typed::<News>(json!(["x"]), "an article").unwrap_err();
        assert!(failure.message().starts_with("this is not the JSON of an article"));
    }

    #[test]
    fn articles_in_any_form() {
        let article = json!({"title": "茶", "thumb_media_id": "T", "content": "x"});
        for value in [article.clone(), json!([article]), json!({ "articles": [article] })] {
            assert_eq!(articles::<News>(value).unwrap().len(), 1);
        }
        let wrong = json!({ "articles": [article], "media_id": "x" });
        assert_eq!(articles::<News>(wrong).unwrap_err().message(), "there is media_id beside the articles");
        let typo = json!([article, { "title": "茶", "thumb_media_id": "T", "content": "x", "diggest": "y" }]);
        assert_eq!(articles::<News>(typo).unwrap_err().message(), "a list of articles has no field diggest");
    }

    #[test]
    fn fields_within_fields() {
        let pictures = |image: Value, author: &str| {
            json!({
                "article_type": "newspic", "title": "茶席", "content": "图", "author": author,
                "image_info": { "image_list": [image] },
            })
        };
        let read =
            |value: Value| typed::<DraftArticle>(value, "an article").map_err(|failure| failure.message());
        assert!(read(pictures(json!({ "image_media_id": "I" }), "")).is_ok());
        let typo = read(pictures(json!({ "image_media_id": "I", "title": "x" }), "")).unwrap_err();
        assert_eq!(typo, "an article has no field title");
    }
}
