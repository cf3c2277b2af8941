//! What the platform keeps of a draft, held against what was sent.

use serde::Serialize;
use wxkit::official::Published;
use wxkit::official::draft::{ArticleForm, DraftArticle, ReadDraft, StoredArticle, StoredArticles};
use wxkit::official::freepublish::ReadPublished;
use wxkit::official::ids::MaterialId;
use wxkit::official::publish::PublicationState;
use wxkit::structure::{Difference, compare};

use crate::chinese::say;
use crate::context::Account;

/// Something that is not as it was sent.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    /// Which article of the draft, from 1.
    article: usize,
    /// The field of the draft that it is in.
    field: &'static str,
    #[serde(flatten)]
    what: What,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum What {
    Field { before: String, after: String },
    Content(Difference),
}

/// Kinds of changes that a note names; the others are counted.
const NAMED: usize = 6;

/// Reads back what this run has put into the draft box, and tells in one warning what is not as it was sent. What cannot be
/// read is no reason to fail: the article is where it was to go.
pub(super) async fn look(account: &Account<'_>, published: &Published, written: &[DraftArticle]) {
    if written.is_empty() {
        return;
    }
    let (id, read) = match &published.standing {
        PublicationState::Draft { media_id, .. } | PublicationState::Previewed { media_id, .. } => {
            (media_id, account.client().call(ReadDraft::new(media_id.clone())).await)
        }
        PublicationState::Freepublish { media_id, article_id: Some(article_id), .. } => {
            (media_id, account.client().call(ReadPublished::new(article_id.clone())).await)
        }
        // Not public yet, and no draft any more.
        _ => return,
    };
    let console = account.console();
    match read {
        Ok(kept) => {
            let changes = changes(written, &kept);
            match (words(&changes), &published.standing) {
                (words, _) if words.is_empty() => {}
                (words, PublicationState::Freepublish { .. }) => {
                    console.warn(&format!("WeChat has taken away or changed parts of the article: {words}"));
                }
                (words, _) => console.warn(&format!(
                    "WeChat has taken away or changed parts of the article: {words}; each place: wxkit official draft diff {id} ARTICLE",
                )),
            }
        }
        Err(error) => {
            console.note(&format!("what WeChat keeps of the article could not be read back: {error}"))
        }
    }
}

/// What is not as it was sent, article by article.
pub(super) fn changes(sent: &[DraftArticle], kept: &StoredArticles) -> Vec<Change> {
    let pairs = (1..).zip(sent.iter().zip(&kept.news_item));
    pairs.flat_map(|(number, (sent, kept))| of_one(number, sent, kept)).collect()
}

fn of_one(article: usize, sent: &DraftArticle, kept: &StoredArticle) -> Vec<Change> {
    let digest = match &sent.form {
        // Without one the platform makes one.
        ArticleForm::News { digest, .. } if !digest.is_empty() => digest,
        _ => &kept.digest,
    };
    // What is not known is not compared.
    let kept_cover = kept.thumb_media_id.as_ref().map(MaterialId::as_str).unwrap_or_default();
    let cover = match &sent.form {
        ArticleForm::News { thumb_media_id: Some(cover), .. }
            if !cover.as_str().is_empty() && !kept_cover.is_empty() =>
        {
            cover.as_str()
        }
        _ => kept_cover,
    };
    let fields = [
        ("title", sent.title.as_str(), kept.title.as_str()),
        ("author", &sent.author, &kept.author),
        ("digest", digest, &kept.digest),
        ("content_source_url", &sent.content_source_url, &kept.content_source_url),
        ("thumb_media_id", cover, kept_cover),
    ];
    let texts = fields.map(|(field, sent, kept)| (field, sent.trim().to_owned(), kept.trim().to_owned()));
    let switch = |on: bool| u8::from(on).to_string();
    let switches = [
        ("need_open_comment", switch(sent.need_open_comment), switch(kept.need_open_comment)),
        ("only_fans_can_comment", switch(sent.only_fans_can_comment), switch(kept.only_fans_can_comment)),
    ];
    let fields = texts.into_iter().chain(switches).filter(|(_, before, after)| before != after);
    let fields = fields.map(|(field, before, after)| (field, What::Field { before, after }));
    let content = compare(&sent.content, &kept.content).into_iter();
    let content = content.map(|difference| ("content", What::Content(difference)));
    fields.chain(content).map(|(field, what)| Change { article, field, what }).collect()
}

/// All kinds of changes in a few words, with the number of their places.
fn words(changes: &[Change]) -> String {
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for change in changes {
        let word = match &change.what {
            What::Field { .. } => change.field.to_owned(),
            What::Content(difference) => difference.word(),
        };
        match kinds.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => kinds.push((word, 1)),
        }
    }
    let more = kinds.len().saturating_sub(NAMED);
    let named = kinds.into_iter().take(NAMED).map(|(word, count)| match count {
        1 => word,
        count => format!("{word} ×{count}"),
    });
    let named: Vec<_> = named.chain((more > 0).then(|| format!("+{more}"))).collect();
    named.join(", ")
}

impl Change {
    /// Whether it is about a video's number, which is not known before it is uploaded.
    pub(super) fn is_about(&self, placeholder: &str) -> bool {
        matches!(&self.what, What::Content(Difference { before: Some(before), .. }) if before.contains(placeholder))
    }

    /// A line for people; the article is named if there are several.
    pub(super) fn line(&self, several: bool) -> String {
        let line = match &self.what {
            What::Field { before, after } => format!("{}: “{before}” became “{after}”", self.field),
            What::Content(difference) => difference.to_string(),
        };
        let line = say(&line);
        if several { format!("{} {line}", self.article) } else { line.into_owned() }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wxkit::official::draft::NewsCrops;

    use super::*;

    #[test]
    fn fields_and_content() {
        let form =
            ArticleForm::News { thumb_media_id: None, digest: String::new(), crops: NewsCrops::default() };
        let content =
            r#"<p style="position:fixed">一壶</p><p style="position:fixed">好茶</p><p id="a">水</p>"#;
        let mut sent = DraftArticle::new("春茶", content, form);
        sent.author = "客".into();
        sent.need_open_comment = true;
        let kept: StoredArticles = serde_json::from_str(
            r#"{"news_item":[{"title":"春茶 ","author":"客","digest":"一壶好茶","need_open_comment":0,"content":"<p>一壶</p><p>好茶</p><p>水</p>"}]}"#,
        )
        .unwrap();
        let changes = changes(&[sent], &kept);
        assert_eq!(words(&changes), "need_open_comment, position: ×2, id=");
        let lines: Vec<_> = changes.iter().map(|change| change.line(false)).collect();
        expect![[r#"
            need_open_comment: “1” became “0”
            p near 一壶好茶水: position: fixed was taken away
            p near 好茶水: position: fixed was taken away
            p near 水: id=a was taken away"#]]
        .assert_eq(&lines.join("\n"));
        expect![[r#"{"article":1,"field":"content","kind":"style","element":"p","name":"position","before":"fixed","after":null,"near":"一壶好茶水"}"#]]
            .assert_eq(&serde_json::to_string(&changes[1]).unwrap());
    }
}
