//! What came of a publication: its notes, for people and for programs.

use serde::Serialize;
use wxkit::official::Published;
use wxkit::official::freepublish::FreepublishStatus;
use wxkit::official::ids::{MessageId, PublishId};
use wxkit::official::library::PublishStatus;
use wxkit::official::publish::PublicationState;

use crate::command::standing::Standing;
use crate::console::Told;
use crate::output::Answer;

/// What people ask next.
pub(super) fn notes(standing: &PublicationState) -> Vec<String> {
    match standing {
        PublicationState::Library { status: PublishStatus::Published, .. } => vec![
            "the article is seen in 看一看 and 搜一搜; it does not appear among the account's past messages. The console \
             lists it under 媒体API"
                .into(),
        ],
        PublicationState::Library { media_id, status: PublishStatus::NotSubmitted, .. } => vec![format!(
            "the article is not submitted (未提交): look at it in the console under 媒体API, then run wxkit publish, or \
             wxkit official article submit {}",
            media_id.as_str()
        )],
        PublicationState::Library { media_id, .. } => {
            vec![format!("ask for the verdict with: wxkit official article query {}", media_id.as_str())]
        }
        PublicationState::Draft { link, .. } => {
            let link = link.iter().map(|link| format!("to look at it for a while: {link}"));
            link.chain(["publish it with: wxkit publish --via freepublish, or in the console".into()]).collect()
        }
        PublicationState::Freepublish { status: FreepublishStatus::Published, .. } => {
            vec!["the article is public; it is not pushed to followers, nor shown on the account's home".into()]
        }
        PublicationState::Freepublish { publish_id: Some(publish_id), .. } => {
            vec![format!("ask how it ended with: wxkit official freepublish status {}", publish_id.get())]
        }
        PublicationState::Previewed { now: false, .. } => {
            vec!["the preview was sent before; --again sends it once more".into()]
        }
        _ => Vec::new(),
    }
}

pub(super) fn answer(published: &Published, warnings: &[Told]) -> Answer {
    let Published { standing, cover, pictures, videos, .. } = published;
    let images = pictures.iter().map(|(path, url)| Image { path, url }).collect();
    let videos = videos.iter().map(|video| Film {
        path: &video.path,
        vid: video.vid.as_str(),
        media_id: video.media_id.as_str(),
        standing: video.status.into(),
    });
    let (wire, text) = told(standing);
    let wire = Wire {
        cover: cover.as_ref().map(|cover| Cover { media_id: cover.media_id.as_str(), url: &cover.url }),
        images,
        videos: videos.collect(),
        url: published.url(),
        warnings,
        ..wire
    };
    Answer::new(&wire, text)
}

/// What the route has brought: for programs without the files, and for people.
fn told(standing: &PublicationState) -> (Wire<'_>, String) {
    match standing {
        PublicationState::Library { media_id, status, url } => {
            let text = url.clone().unwrap_or_else(|| format!("{} {}", media_id.as_str(), status.word()));
            (Wire { media_id: media_id.as_str(), standing: status.into(), ..Wire::default() }, text)
        }
        PublicationState::Draft { media_id, .. } => {
            let standing = Standing::of("draft");
            (Wire { media_id: media_id.as_str(), standing, ..Wire::default() }, media_id.to_string())
        }
        PublicationState::Previewed { media_id, msg_id, .. } => {
            let standing = Standing::of("draft");
            let wire = Wire { media_id: media_id.as_str(), standing, msg_id: *msg_id, ..Wire::default() };
            (wire, media_id.to_string())
        }
        PublicationState::Freepublish { media_id, publish_id, status, article_id, url } => {
            let id = article_id.as_ref().map(|id| id.as_str());
            let (standing, status) = (Standing::from(*status), word(*status));
            let text = match (url, id, publish_id) {
                (Some(url), Some(id), _) => format!("{url} {id}"),
                (None, Some(id), _) => id.to_owned(),
                (_, None, Some(publish_id)) => format!("{} {status}", publish_id.get()),
                (_, None, None) => format!("{} {status}", media_id.as_str()),
            };
            let wire = Wire {
                media_id: media_id.as_str(),
                standing,
                publish_id: *publish_id,
                article_id: id,
                ..Wire::default()
            };
            (wire, text)
        }
        _ => (Wire::default(), String::new()),
    }
}

/// In one word, as the publish library has them.
fn word(status: FreepublishStatus) -> &'static str {
    match status {
        FreepublishStatus::Published => "发布成功",
        FreepublishStatus::Publishing => "发布中",
        other => other.wording(),
    }
}

/// What a route does not bring is left out, but for `url`.
#[derive(Default, Serialize)]
struct Wire<'a> {
    media_id: &'a str,
    #[serde(flatten)]
    standing: Standing,
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publish_id: Option<PublishId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    article_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    msg_id: Option<MessageId>,
    cover: Option<Cover<'a>>,
    images: Vec<Image<'a>>,
    videos: Vec<Film<'a>>,
    warnings: &'a [Told],
}

#[derive(Serialize)]
struct Cover<'a> {
    media_id: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct Image<'a> {
    path: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct Film<'a> {
    path: &'a str,
    vid: &'a str,
    media_id: &'a str,
    #[serde(flatten)]
    standing: Standing,
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use wxkit::official::ids::{ArticleId, DraftId, MaterialId, NewsId, Vid, VideoId};
    use wxkit::official::publish::{PublishedVideo, UploadedCover};
    use wxkit::official::video::VideoStatus;

    use super::*;

    #[test]
    fn the_result_for_programs_and_for_people() {
        let mut published = Published::new(PublicationState::Library {
            media_id: NewsId::from("N"),
            status: PublishStatus::Published,
            url: Some("http://mp.weixin.qq.com/s?a=1&b=2#rd".into()),
        });
        published.cover = Some(UploadedCover::new(MaterialId::from("C"), "http://c"));
        published.pictures = vec![("图.png".into(), "http://p".into())];
        published.videos =
            vec![PublishedVideo::new("a.mp4", Vid::from("wxv_1"), VideoId::from("V"), VideoStatus::Passed)];
        let told = answer(&published, &[]);
        expect![[r#"{"media_id":"N","status":"published","platform_status":"发布成功","url":"http://mp.weixin.qq.com/s?a=1&b=2#rd","cover":{"media_id":"C","url":"http://c"},"images":[{"path":"图.png","url":"http://p"}],"videos":[{"path":"a.mp4","vid":"wxv_1","media_id":"V","status":"passed","platform_status":3}],"warnings":[]}"#]]
            .assert_eq(told.json());
        assert_eq!(told.text(), "http://mp.weixin.qq.com/s?a=1&b=2#rd");
    }

    fn check(standing: PublicationState, expected: &Expect) {
        let published = Published::new(standing);
        let told = answer(&published, &[]);
        expected.assert_eq(&format!("{}\n{}", told.text(), told.json()));
    }

    #[test]
    fn what_each_route_brings() {
        let (media_id, status) = (NewsId::from("N"), PublishStatus::InReview);
        check(
            PublicationState::Library { media_id, status, url: None },
            &expect![[r#"
                N 审核中
                {"media_id":"N","status":"in_review","platform_status":"审核中","url":null,"cover":null,"images":[],"videos":[],"warnings":[]}"#]],
        );
        let media_id = DraftId::from("D");
        check(
            PublicationState::Draft {
                media_id: media_id.clone(),
                link: Some("http://mp.weixin.qq.com/s?tempkey=1".into()),
            },
            &expect![[r#"
                D
                {"media_id":"D","status":"draft","platform_status":null,"url":null,"cover":null,"images":[],"videos":[],"warnings":[]}"#]],
        );
        check(
            PublicationState::Previewed {
                media_id: media_id.clone(),
                now: true,
                msg_id: Some(MessageId::from(34182)),
            },
            &expect![[r#"
                D
                {"media_id":"D","status":"draft","platform_status":null,"url":null,"msg_id":34182,"cover":null,"images":[],"videos":[],"warnings":[]}"#]],
        );
        let of = |status, article_id: Option<&str>, url: Option<&str>| PublicationState::Freepublish {
            media_id: media_id.clone(),
            publish_id: Some(PublishId::from(100_000_001)),
            status,
            article_id: article_id.map(ArticleId::from),
            url: url.map(Into::into),
        };
        check(
            of(FreepublishStatus::Published, Some("A"), Some("http://mp.weixin.qq.com/s/1")),
            &expect![[r#"
                http://mp.weixin.qq.com/s/1 A
                {"media_id":"D","status":"published","platform_status":0,"url":"http://mp.weixin.qq.com/s/1","publish_id":"100000001","article_id":"A","cover":null,"images":[],"videos":[],"warnings":[]}"#]],
        );
        check(
            of(FreepublishStatus::Publishing, None, None),
            &expect![[r#"
                100000001 发布中
                {"media_id":"D","status":"publishing","platform_status":1,"url":null,"publish_id":"100000001","cover":null,"images":[],"videos":[],"warnings":[]}"#]],
        );
    }
}
