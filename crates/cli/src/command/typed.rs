//! Articles and messages as JSON from the command line: read as a type of the library to be checked, and passed on as they
//! were written.

use std::num::NonZeroU32;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wxkit::proto::Error;
use wxkit::proto::json::{Fields, RawJson};

use crate::context::Context;
use crate::failure::Failure;
use crate::input::raw;

/// One article in place of another.
#[derive(Debug)]
pub(super) struct Change<T> {
    /// What it says.
    pub(super) article: T,
    /// Which one is replaced, from 0.
    pub(super) position: u32,
    /// The body of the call, with the article as it was written.
    pub(super) body: Fields,
}

/// Articles in any of their forms: the body of a call, what was read (`news_item`), a list, or a single one. With the body
/// to send.
pub(super) fn articles<T: DeserializeOwned + Serialize>(
    context: &Context<'_>,
    from: &str,
) -> Result<(Vec<T>, Fields), Failure> {
    let (articles, unknown, body) = all(&raw(from)?)?;
    tell(context, "an article", &unknown);
    Ok((articles, body))
}

/// One article for a place that may be told in the body, too, which counts from `first`.
pub(super) fn change<T: DeserializeOwned + Serialize>(
    context: &Context<'_>,
    from: &str,
    media_id: &str,
    index: Option<NonZeroU32>,
    first: u32,
) -> Result<Change<T>, Failure> {
    let (change, unknown) = one(&raw(from)?, media_id, index, first)?;
    tell(context, "an article", &unknown);
    Ok(change)
}

/// What the fields say as a type of the library, and the names of those that say something and that it does not know.
pub(super) fn known<T: DeserializeOwned + Serialize>(fields: &Fields) -> Result<(T, Vec<String>), String> {
    let value = RawJson::from(fields.clone()).to_value();
    let typed: T = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    let mut unknown = Vec::new();
    lost(&value, &serde_json::to_value(&typed).unwrap_or_default(), &mut unknown);
    Ok((typed, unknown))
}

/// Says which fields of `what` are passed on although nobody here knows them.
pub(super) fn tell(context: &Context<'_>, what: &str, unknown: &[String]) {
    for name in unknown {
        context
            .console
            .warn(&format!("{what} has no field {name} that wxkit knows here; it is passed on as it stands"));
    }
}

/// Puts a field behind the others.
pub(super) fn push<T: Serialize + ?Sized>(body: &mut Fields, name: &str, value: &T) -> Result<(), Failure> {
    body.push(name, value).map_err(|error| Error::invalid(error).into())
}

/// Fields that WeChat gives out with an article and takes from nobody.
const READ_ONLY: [&str; 3] = ["url", "thumb_url", "is_deleted"];

fn all<T: DeserializeOwned + Serialize>(given: &RawJson) -> Result<(Vec<T>, Vec<String>, Fields), Failure> {
    let mut body = Fields::default();
    let list: Vec<Fields> = if given.as_str().starts_with('[') {
        read(given)?
    } else {
        let mut fields = object(given)?;
        match fields.remove("articles").or_else(|| fields.remove("news_item")) {
            Some(list) => {
                body = fields;
                read(&list)?
            }
            None => vec![fields],
        }
    };
    let (mut typed, mut sent) = (Vec::new(), Vec::new());
    let mut unknown: Vec<String> = body.names().map(str::to_owned).collect();
    for fields in list {
        let (article, fields) = article(fields, &mut unknown)?;
        typed.push(article);
        sent.push(fields);
    }
    push(&mut body, "articles", &sent)?;
    Ok((typed, unknown, body))
}

fn one<T: DeserializeOwned + Serialize>(
    given: &RawJson,
    media_id: &str,
    index: Option<NonZeroU32>,
    first: u32,
) -> Result<(Change<T>, Vec<String>), Failure> {
    let mut fields = object(given)?;
    let mut unknown = Vec::new();
    let mut position = index.map(|index| index.get() - 1);
    if let Some(inner) = fields.remove("articles") {
        let told = fields.remove("media_id").map(|id| read::<String>(&id)).transpose()?;
        if told.is_some_and(|told| told != media_id) {
            return Err(Failure::usage(format!("the JSON names another media_id than {media_id}")));
        }
        if let Some(told) = fields.remove("index") {
            let told: u32 = read(&told)?;
            let told = told
                .checked_sub(first)
                .ok_or_else(|| Failure::usage("the index in the JSON counts from 1"))?;
            if position.is_some_and(|position| position != told) {
                return Err(Failure::usage("the JSON and --index name different articles"));
            }
            position = Some(told);
        }
        unknown.extend(fields.names().map(str::to_owned));
        fields = object(&inner)?;
    } else if let Some(list) = fields.remove("news_item") {
        let list: Vec<Fields> = read(&list)?;
        let nth = usize::try_from(position.unwrap_or_default()).unwrap_or(usize::MAX);
        let few = || Failure::usage(format!("the JSON has no article {}", nth.saturating_add(1)));
        fields = list.into_iter().nth(nth).ok_or_else(few)?;
    }
    let (article, fields) = article(fields, &mut unknown)?;
    let position = position.unwrap_or_default();
    let mut body = Fields::default();
    push(&mut body, "media_id", media_id)?;
    push(&mut body, "index", &position.saturating_add(first))?;
    push(&mut body, "articles", &fields)?;
    Ok((Change { article, position, body }, unknown))
}

/// What an article says, and what of it is sent.
fn article<T: DeserializeOwned + Serialize>(
    mut fields: Fields,
    unknown: &mut Vec<String>,
) -> Result<(T, Fields), Failure> {
    for name in READ_ONLY {
        fields.remove(name);
    }
    let (typed, more) = known(&fields).map_err(|error| not_an_article(&error))?;
    unknown.extend(more);
    Ok((typed, fields))
}

fn object(raw: &RawJson) -> Result<Fields, Failure> {
    raw.fields().map_err(|error| not_an_article(&error))
}

fn read<T: DeserializeOwned>(raw: &RawJson) -> Result<T, Failure> {
    serde_json::from_str(raw.as_str()).map_err(|error| not_an_article(&error.to_string()))
}

fn not_an_article(error: &str) -> Failure {
    Failure::usage(format!("this is not the JSON of an article: {error}"))
}

/// Fields that say something and were not understood.
fn lost(given: &Value, known: &Value, names: &mut Vec<String>) {
    match (given, known) {
        (Value::Object(given), Value::Object(known)) => {
            for (key, value) in given {
                let says = !matches!(value, Value::Null | Value::Bool(false)) && *value != "" && *value != 0;
                match known.get(key) {
                    Some(known) => lost(value, known, names),
                    None if says => names.push(key.clone()),
                    None => {}
                }
            }
        }
        (Value::Array(given), Value::Array(known)) => {
            given.iter().zip(known).for_each(|(given, known)| lost(given, known, names));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use wxkit::official::draft::DraftArticle;
    use wxkit::official::library::News;

    use super::*;

    const ARTICLE: &str = r#"{"title":"茶","thumb_media_id":"T","content":"x","new":{"z":1.10,"a":2}}"#;

    fn raw(text: &str) -> RawJson {
        RawJson::new(text.as_bytes()).unwrap()
    }

    fn text(body: &Fields) -> String {
        serde_json::to_string(body).unwrap()
    }

    #[test]
    fn articles_in_any_form_are_sent_as_they_were_written() {
        let list = format!("[{ARTICLE}]");
        for given in [ARTICLE.to_owned(), list.clone(), format!(r#"{{"articles":{list}}}"#)] {
            let (articles, unknown, body) = all::<News>(&raw(&given)).unwrap();
            assert_eq!((articles.len(), unknown), (1, vec!["new".to_owned()]));
            assert_eq!(text(&body), format!(r#"{{"articles":{list}}}"#));
        }
        let failure = all::<News>(&raw(r#"["x"]"#)).unwrap_err();
        assert!(failure.message().starts_with("this is not the JSON of an article"));
    }

    #[test]
    fn what_was_read_can_be_sent() {
        let read = r#"{"news_item":[{"title":"a"},{"article_type":"news","title":"b","content":"x","thumb_media_id":"T","show_cover_pic":0,"url":"http://u","thumb_url":"http://t","is_deleted":false}]}"#;
        let (change, unknown) = one::<DraftArticle>(&raw(read), "D", NonZeroU32::new(2), 0).unwrap();
        assert_eq!((change.position, unknown), (1, vec![]));
        let sent = r#"{"media_id":"D","index":1,"articles":{"article_type":"news","title":"b","content":"x","thumb_media_id":"T","show_cover_pic":0}}"#;
        assert_eq!(text(&change.body), sent);
        // The body of the manual is the same thing.
        let (again, _) = one::<DraftArticle>(&raw(sent), "D", None, 0).unwrap();
        assert_eq!((again.position, text(&again.body)), (1, sent.to_owned()));
        assert!(one::<DraftArticle>(&raw(sent), "E", None, 0).is_err());
        assert!(one::<DraftArticle>(&raw(sent), "D", NonZeroU32::new(1), 0).is_err());
    }
}
