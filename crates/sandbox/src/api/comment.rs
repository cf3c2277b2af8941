//! Comments. As soon as an article takes them, each follower writes one.

use serde_json::{Value, json};
use wxkit_official::comment::{
    CloseComments, CommentFilter, CommentedArticle, DeleteComment, DeleteCommentReply, ElectComment,
    ListComments, OpenComments, ReplyToComment, UnelectComment,
};
use wxkit_official::ids::{CommentId, MsgDataId};
use wxkit_proto::envelope::Done;
use wxkit_proto::json::as_int;

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::state::{CommentState, WrittenReply};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::new(Shape::Json, open).first(|_, call| check(call)),
        Route::new(Shape::Json, close).first(|_, call| check(call)),
        Route::new(Shape::Json, list).first(|_, call| check_list(call)),
        Route::new(Shape::Json, elect).first(|_, call| check_comment(call)),
        Route::new(Shape::Json, unelect).first(|_, call| check_comment(call)),
        Route::new(Shape::Json, delete).first(|_, call| check_comment(call)),
        Route::new(Shape::Json, reply).first(|_, call| check_reply(call)),
        Route::new(Shape::Json, delete_reply).first(|_, call| check_comment(call)),
    ]
}

/// Comments of one article that may be elected.
const ELECTED: usize = 100;
/// Characters of a reply.
const LONGEST: usize = 600;

/// A number of up to 64 bits, or its digits as a text.
fn id(call: &Call<'_>, name: &str) -> Option<u64> {
    let id = match call.json.get(name)? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    id.filter(|id| *id > 0)
}

fn check(call: &Call<'_>) -> Result<(), Refuse> {
    let index = call.json.get("index").map_or(Some(0), as_int);
    match (id(call, "msg_data_id"), index) {
        (Some(_), Some(0..)) => Ok(()),
        _ => Err(no_article()),
    }
}

fn check_comment(call: &Call<'_>) -> Result<(), Refuse> {
    check(call)?;
    id(call, "user_comment_id").map(|_| ()).ok_or_else(no_comment)
}

fn check_list(call: &Call<'_>) -> Result<(), Refuse> {
    check(call)?;
    let number = |name: &str| call.json.get(name).and_then(as_int);
    match (number("begin"), number("count"), number("type")) {
        (Some(0..), Some(1..50), Some(0..=2)) => Ok(()),
        (_, Some(..=0 | 50..), _) => Err(Refuse::new(88010, "count range error. cout <= 0 or count > 50")),
        _ => Err(Refuse::new(40035, "invalid parameter")),
    }
}

fn check_reply(call: &Call<'_>) -> Result<(), Refuse> {
    check_comment(call)?;
    let content = call.text("content");
    if content.trim().is_empty() || content.chars().count() > LONGEST {
        return Err(Refuse::new(88007, "reply content beyond max len or content len is zero"));
    }
    Ok(())
}

/// The article's comments: of what was accepted, has not failed and was not deleted.
fn of<'a>(
    sandbox: &'a mut Sandbox,
    call: &Call<'_>,
    article: CommentedArticle,
) -> Result<&'a mut CommentState, Refuse> {
    let CommentedArticle { msg_data_id, position, .. } = article;
    let position = usize::try_from(position).unwrap_or(usize::MAX);
    let opens = opens(sandbox, msg_data_id, position).ok_or_else(no_article)?;
    if sandbox.comments.find(article).is_none() {
        sandbox.comments.0.push(CommentState::new(article));
        if opens {
            welcome(sandbox, call, article);
        }
    }
    sandbox.comments.find(article).ok_or_else(no_article)
}

/// Whether an article took comments when it was published; `None` if there is no such article.
fn opens(sandbox: &Sandbox, id: MsgDataId, position: usize) -> Option<bool> {
    use wxkit_official::freepublish::FreepublishStatus;
    use wxkit_official::mass::{DirectMessage, MassMessage, MassStatus};
    let job = sandbox.publications.0.iter().find(|job| job.msg_data_id == id);
    if let Some(job) = job {
        let stands = matches!(job.status(), FreepublishStatus::Publishing | FreepublishStatus::Published);
        let article = job.articles.get(position).filter(|article| stands && !article.deleted)?;
        return Some(article.article.need_open_comment);
    }
    let message = sandbox.messages.sent.iter().find(|message| message.msg_data_id == Some(id))?;
    let gone = *message.deleted.get(position)? || message.status() == MassStatus::Failed;
    let DirectMessage::Mass(MassMessage::News(news)) = &message.message else { return None };
    let draft = sandbox.drafts.0.iter().find(|draft| draft.media_id.as_str() == news.as_str());
    let article = draft.and_then(|draft| draft.articles.get(position));
    (!gone).then(|| article.is_some_and(|article| article.need_open_comment))
}

/// Each follower writes a comment, once.
fn welcome(sandbox: &mut Sandbox, call: &Call<'_>, article: CommentedArticle) {
    let followers = sandbox.config.followers.clone();
    for (nth, openid) in followers.into_iter().enumerate() {
        let id = CommentId::from(sandbox.fresh_number(call.env, "comment", 10));
        let at = call.env.now.as_secs();
        if let Some(comments) = sandbox.comments.find(article) {
            comments.write(id, openid, at, format!("留言 {}", nth + 1));
        }
    }
    if let Some(comments) = sandbox.comments.find(article) {
        comments.open = true;
    }
}

fn open(sandbox: &mut Sandbox, call: &Call<'_>, ask: OpenComments) -> Result<Answer, Refuse> {
    let comments = of(sandbox, call, ask.article)?;
    comments.open = true;
    if comments.list.is_empty() {
        welcome(sandbox, call, ask.article);
    }
    Ok(done())
}

fn close(sandbox: &mut Sandbox, call: &Call<'_>, ask: CloseComments) -> Result<Answer, Refuse> {
    of(sandbox, call, ask.article)?.open = false;
    Ok(done())
}

fn list(sandbox: &mut Sandbox, call: &Call<'_>, ask: ListComments) -> Result<Answer, Refuse> {
    let wanted: Vec<Value> = of(sandbox, call, ask.article)?
        .list
        .iter()
        .filter(|comment| match ask.filter {
            CommentFilter::Ordinary => !comment.elected,
            CommentFilter::Elected => comment.elected,
            _ => true,
        })
        .map(|comment| {
            let mut told = json!({
                "user_comment_id": comment.id,
                "openid": comment.openid,
                "create_time": comment.at,
                "content": comment.content,
                "comment_type": u8::from(comment.elected),
            });
            if let (Some(WrittenReply { content, at }), Some(told)) = (&comment.reply, told.as_object_mut()) {
                told.insert("reply".into(), json!({ "content": content, "create_time": at }));
            }
            told
        })
        .collect();
    let (begin, count) = (ask.begin as usize, ask.count as usize);
    let page: Vec<&Value> = wanted.iter().skip(begin).take(count).collect();
    Ok(done().with("total", wanted.len().into()).with("comment", json!(page)))
}

fn elect(sandbox: &mut Sandbox, call: &Call<'_>, ask: ElectComment) -> Result<Answer, Refuse> {
    let comments = of(sandbox, call, ask.article)?;
    let full = comments.list.iter().filter(|comment| comment.elected).count() >= ELECTED;
    let comment = comments.comment(ask.comment).ok_or_else(no_comment)?;
    if full && !comment.elected {
        return Err(Refuse::new(88003, "elected comment upto limit"));
    }
    comment.elected = true;
    Ok(done())
}

fn unelect(sandbox: &mut Sandbox, call: &Call<'_>, ask: UnelectComment) -> Result<Answer, Refuse> {
    of(sandbox, call, ask.article)?.comment(ask.comment).ok_or_else(no_comment)?.elected = false;
    Ok(done())
}

fn delete(sandbox: &mut Sandbox, call: &Call<'_>, ask: DeleteComment) -> Result<Answer, Refuse> {
    let comments = of(sandbox, call, ask.article)?;
    comments.comment(ask.comment).ok_or_else(no_comment)?;
    comments.list.retain(|comment| comment.id != ask.comment);
    Ok(done())
}

fn reply(sandbox: &mut Sandbox, call: &Call<'_>, ask: ReplyToComment) -> Result<Answer, Refuse> {
    let comment = of(sandbox, call, ask.article)?.comment(ask.comment).ok_or_else(no_comment)?;
    if comment.reply.is_some() {
        return Err(Refuse::new(88005, "reply is exists"));
    }
    comment.reply = Some(WrittenReply { content: ask.content, at: call.env.now.as_secs() });
    Ok(done())
}

fn delete_reply(sandbox: &mut Sandbox, call: &Call<'_>, ask: DeleteCommentReply) -> Result<Answer, Refuse> {
    let comment = of(sandbox, call, ask.article)?.comment(ask.comment).ok_or_else(no_comment)?;
    comment.reply.take().ok_or_else(|| Refuse::new(88009, "reply is not exists"))?;
    Ok(done())
}

fn done() -> Answer {
    Answer::of(&Done::new(0, "ok"))
}

fn no_article() -> Refuse {
    Refuse::new(88001, "msg_data is not exists")
}

fn no_comment() -> Refuse {
    Refuse::new(88008, "comment is not exists")
}
