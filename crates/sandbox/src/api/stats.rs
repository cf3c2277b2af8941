//! Statistics. Figures of an article begin with the day on which it was published, and are told from the next day on.
//!
//! So that there is something to tell, the account of the sandbox has sent one article a day from the console since the figures
//! began; lists of what was published by API do not show these.

mod articles;

use serde_json::{Value, json};
use wxkit_official::stats::{
    Day, QueryAccountFigures, QueryArticleReads, QueryArticleShares, QueryArticleTotals,
};

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};
use articles::Told;

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::new(Shape::Json, reads).first(|_, call| check(call, 1)),
        Route::new(Shape::Json, shares).first(|_, call| check(call, 1)),
        Route::new(Shape::Json, totals).first(|_, call| check(call, 1)),
        Route::new(Shape::Json, account).first(|_, call| check(call, 30)),
    ];
    let withdrawn = WITHDRAWN.map(|name| Route::bare(name, http::Method::POST, Shape::Nothing, offline));
    routes.extend(withdrawn);
    routes
}

const WITHDRAWN: [&str; 6] = [
    "datacube/getarticlesummary",
    "datacube/getarticletotal",
    "datacube/getuserread",
    "datacube/getuserreadhour",
    "datacube/getusershare",
    "datacube/getusersharehour",
];

fn offline(_: &mut Sandbox, _: &Call<'_>) -> Result<Answer, Refuse> {
    Err(Refuse::new(47009, "this api is offline, please use the new api"))
}

/// At most so many days, and none of them today.
fn check(call: &Call<'_>, most: u32) -> Result<(), Refuse> {
    let day =
        |name: &str| call.text(name).parse::<Day>().map_err(|_| Refuse::new(61500, "date format error"));
    let (begin, end) = (day("begin_date")?, day("end_date")?);
    let today = Day::at(call.env.now);
    if end < begin || end >= today || end.since(begin) >= most {
        return Err(Refuse::new(61501, "date range error"));
    }
    Ok(())
}

fn reads(sandbox: &mut Sandbox, call: &Call<'_>, ask: QueryArticleReads) -> Result<Answer, Refuse> {
    let rows = articles::all(sandbox, ask.day).into_iter().filter_map(|article| {
        let read = article.read_on(ask.day);
        let detail = json!({ "read_user": read, "read_user_source": sources(read) });
        (read > 0).then(|| json!({ "ref_date": ask.day, "msgid": article.msgid, "detail": detail }))
    });
    Ok(answer(call, ask.day, rows.collect()))
}

fn shares(sandbox: &mut Sandbox, call: &Call<'_>, ask: QueryArticleShares) -> Result<Answer, Refuse> {
    let rows = articles::all(sandbox, ask.day).into_iter().filter_map(|article| {
        let shared = share(article.read_on(ask.day));
        let detail = json!({ "share_user": shared });
        (shared > 0).then(|| json!({ "ref_date": ask.day, "msgid": article.msgid, "detail": detail }))
    });
    Ok(answer(call, ask.day, rows.collect()))
}

fn totals(sandbox: &mut Sandbox, call: &Call<'_>, ask: QueryArticleTotals) -> Result<Answer, Refuse> {
    let last = Day::at(call.env.now).before(1).min(ask.day.after(Told::DAYS));
    let published =
        articles::all(sandbox, ask.day).into_iter().filter(|article| article.published == ask.day);
    let rows = published.map(|article| {
        let days = (0..=last.since(ask.day)).map(|age| ask.day.after(age));
        let detail: Vec<Value> = days.map(|day| total(&article, day)).collect();
        json!({
            "ref_date": ask.day,
            "msgid": article.msgid,
            "publish_type": article.publish_type,
            "title": article.title,
            "content_url": article.url,
            "detail_list": detail,
        })
    });
    Ok(answer(call, ask.day, rows.collect()))
}

fn total(article: &Told, day: Day) -> Value {
    let read = article.read_until(day);
    json!({
        "stat_date": day,
        "read_user": read,
        "read_user_source": sources(read),
        "share_user": share(read),
        "zaikan_user": read / 25,
        "like_user": read / 20,
        "comment_count": read / 50,
        "collection_user": read / 40,
        "praise_money": 0,
        "read_subscribe_user": read / 100,
        "read_delivery_rate": 0.25,
        "read_finish_rate": 0.5,
        "read_avg_activetime": 1.2,
        "read_jump_position": (1..=5).map(|position| json!({ "position": position, "rate": 0.1 })).collect::<Value>(),
    })
}

fn account(sandbox: &mut Sandbox, call: &Call<'_>, ask: QueryAccountFigures) -> Result<Answer, Refuse> {
    let days = (0..=ask.end.since(ask.begin)).map(|age| ask.begin.after(age));
    let rows = days.filter_map(|day| {
        let articles = articles::all(sandbox, day);
        let read: u64 = articles.iter().map(|article| article.read_on(day)).sum();
        let detail = json!({
            "read_user": read,
            "read_user_source": sources(read),
            "share_user": share(read),
            "zaikan_user": read / 25,
            "like_user": read / 20,
            "comment_count": read / 50,
            "collection_user": read / 40,
            "redirect_ori_page_user": read / 100,
            "send_page_count": articles.iter().filter(|article| article.published == day).count(),
        });
        (read > 0).then(|| json!({ "ref_date": day, "detail": detail }))
    });
    let rows = rows.collect();
    Ok(answer(call, ask.end, rows))
}

/// Figures of yesterday are complete from 8 in the morning on.
fn answer(call: &Call<'_>, end: Day, list: Vec<Value>) -> Answer {
    let early = (call.env.now.as_secs() + 8 * 3600) % 86_400 < 8 * 3600;
    let is_delay = early && end.after(1) == Day::at(call.env.now);
    Answer::default().with("list", list.into()).with("is_delay", is_delay.into())
}

fn share(read: u64) -> u64 {
    read / 10
}

/// The sum, and what it is made of.
fn sources(read: u64) -> Value {
    let (chats, moments) = (read / 4, read / 8);
    json!([
        { "user_count": read, "scene_desc": "全部" },
        { "user_count": read - chats - moments, "scene_desc": "公众号消息" },
        { "user_count": chats, "scene_desc": "聊天会话" },
        { "user_count": moments, "scene_desc": "朋友圈" },
    ])
}
