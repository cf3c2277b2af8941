//! Every endpoint, from arbitrary values: what is written is read back, and texts travel as they are.

use std::fmt::Debug;
use wxkit_proto::EndpointExt as _;

use proptest::prelude::*;
use wxkit::official::draft::{
    AddDraft, ArticleForm, CoverCrops, DraftArticle, NewsCrops, ReadDraft, UpdateDraft,
};
use wxkit::official::freepublish::{DeletePublished, QueryPublish, SubmitDraft};
use wxkit::official::ids::{
    ArticleId, ClientMessageId, DraftId, MassFileId, MassVideoId, MaterialId, MediaId, MessageId, NewsId,
    OpenId, PublishId, Vid, VideoId,
};
use wxkit::official::library::{DeleteNews, News, QueryNews, SubmitNews, UpdateNews, UploadNews, Which};
use wxkit::official::mass::{
    Audience, DeleteMass, DirectMessage, MassImages, MassMessage, PrepareVideo, PreviewMass, SendMassTo,
    SendMassToAll, SentMass, Viewer,
};
use wxkit::official::material::{MaterialKind, VideoDescription};
use wxkit::official::token::{AccessToken, StableToken};
use wxkit::official::video::{Dialect, InitUpload, QueryStatus, SaveVideo, UploadBlock, UploadFinish};
use wxkit::official::{AddMaterial, UploadImage};
use wxkit::proto::{Endpoint, Env, File, Platform, Secret, Timestamp, Token};

pub(crate) fn check<E: Endpoint<Platform: Platform<Credential = Token>> + Debug + PartialEq>(endpoint: &E) {
    let env = Env::new(Timestamp::default(), [9; 32]);
    let request = endpoint.request(Some(&Token::new("TOKEN")), &env).unwrap();
    let request = request.map(|body| body.in_memory().unwrap());
    let received = E::receive(&request, true).unwrap();
    assert_eq!(&received, endpoint);
    if request.headers().get("content-type").is_some_and(|value| value == "application/json") {
        nothing_printable_is_escaped(request.body());
    }
}

/// `\uXXXX` stands for control characters only.
fn nothing_printable_is_escaped(json: &[u8]) {
    let text = std::str::from_utf8(json).unwrap().replace("\\\\", "");
    for (at, _) in text.match_indices("\\u") {
        let code = u32::from_str_radix(&text[at + 2..at + 6], 16).unwrap();
        assert!(code < 0x20, "{text}");
    }
    assert!(!text.contains("\\/"), "{text}");
}

pub(crate) fn id() -> impl Strategy<Value = String> {
    "\\PC{1,40}"
}

/// Any text that may be sent: control characters other than tab and line breaks are refused.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let may_be_sent = |c: &char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    prop_oneof![any::<String>(), "[\\t\\n\\r\"\\\\/<>&茶😀]{0,30}"]
        .prop_map(move |text| text.chars().filter(may_be_sent).collect())
}

pub(crate) fn filled() -> impl Strategy<Value = String> {
    text().prop_filter("not empty", |text| !text.is_empty())
}

/// Names that travel as they are: quotes, backslashes and control characters are replaced on the way.
fn file() -> impl Strategy<Value = File> {
    let name = "[^\\pC\"\\\\]{1,40}";
    (name, prop::collection::vec(any::<u8>(), 1..300)).prop_map(|(name, mut bytes)| {
        bytes.insert(0, b'~'); // no known kind, whose extension would be put right
        File::from_bytes(name, bytes)
    })
}

prop_compose! {
    fn news()(
        thumb in id(), author in text(), title in text(), url in text(), content in text(), digest in text(),
        show_cover_pic in any::<bool>(), need_open_comment in any::<bool>(), only_fans_can_comment in any::<bool>(),
    ) -> News {
        News {
            thumb_media_id: MaterialId::from(thumb), author, title, content_source_url: url, content, digest,
            show_cover_pic, need_open_comment, only_fans_can_comment,
        }
    }
}

prop_compose! {
    fn draft()(
        title in text(), author in text(), content in text(), url in text(), digest in text(), cover in id(),
        more in prop::collection::vec(id(), 0..4), key in prop::option::of(filled()), pictures: bool,
        need_open_comment: bool, only_fans_can_comment: bool,
    ) -> DraftArticle {
        let form = if pictures {
            let more = more.into_iter().map(MaterialId::from).collect();
            let crops = CoverCrops { square: "0.25_0_1_1".parse().ok(), ..CoverCrops::default() };
            ArticleForm::Newspic { cover: MaterialId::from(cover), more, crops, product_key: key }
        } else {
            let crops = NewsCrops { wide: "0_0.5_1_1".parse().ok(), square: None };
            ArticleForm::News { thumb_media_id: Some(MaterialId::from(cover)), digest, crops }
        };
        let content_source_url = url;
        DraftArticle { title, author, content, content_source_url, need_open_comment, only_fans_can_comment, form }
    }
}

fn message() -> impl Strategy<Value = MassMessage> {
    prop_oneof![
        text().prop_map(MassMessage::Text),
        id().prop_map(|id| MassMessage::Video(MassVideoId::from(id))),
        id().prop_map(|id| MassMessage::Voice(MediaId::new(id))),
        (prop::collection::vec(id(), 1..4), text(), text(), any::<bool>()).prop_map(
            |(ids, recommend, title, open)| {
                let media_ids = ids.into_iter().map(MassFileId::from).collect();
                let (need_open_comment, only_fans_can_comment) = (open, false);
                MassMessage::Images(MassImages {
                    media_ids,
                    recommend,
                    title,
                    need_open_comment,
                    only_fans_can_comment,
                })
            }
        ),
    ]
}

proptest! {
    #[test]
    fn tokens(appid in filled(), secret in filled(), force_refresh: bool) {
        check(&AccessToken { appid: appid.clone(), secret: Secret::new(secret.clone()) });
        check(&StableToken { appid, secret: Secret::new(secret), force_refresh });
    }

    #[test]
    fn files(file in file(), title in text(), introduction in text()) {
        check(&UploadImage { file: file.clone() });
        check(&AddMaterial { kind: MaterialKind::Thumb, file: file.clone(), description: None });
        let description = Some(VideoDescription { title, introduction });
        check(&AddMaterial { kind: MaterialKind::Video, file, description });
    }

    #[test]
    fn videos(
        vid in id(), filename in text(), sha in "[0-9a-f]{40}", filesize in 0..=2_147_483_648_u64, position: u16,
        block in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let vid = Vid::from(vid);
        check(&InitUpload { filename, filesha: sha.clone(), filesize });
        check(&UploadBlock { vid: vid.clone(), position: position.into(), sha1: sha, block: block.into() });
        check(&UploadFinish { vid: vid.clone() });
        check(&QueryStatus { media_id: VideoId::from(vid.as_str()) });
    }

    #[test]
    fn saved_videos(
        vid in id(), title in filled(), desc in text(), original: bool, category in prop::option::of(filled()),
        subcategory in prop::option::of(filled()), tags in prop::collection::vec(text(), 0..7),
        cover_url in prop::option::of(filled()),
    ) {
        let (vid, dialect) = (Vid::from(vid), Dialect::default());
        check(&SaveVideo { vid, title, desc, original, category, subcategory, tags, cover_url, dialect });
    }

    #[test]
    fn articles(media_id in id(), news in news(), position: u32, all: bool) {
        let media_id = NewsId::from(media_id);
        check(&UploadNews { news: news.clone() });
        check(&UpdateNews { media_id: media_id.clone(), position, news });
        check(&SubmitNews { media_id: media_id.clone() });
        check(&QueryNews { media_id: media_id.clone() });
        check(&DeleteNews { media_id, which: if all { Which::All } else { Which::One(position) } });
    }

    #[test]
    fn drafts(media_id in id(), articles in prop::collection::vec(draft(), 1..4), position: u32, number in 1_u64.., all: bool) {
        let id = DraftId::from(media_id.clone());
        check(&UpdateDraft { media_id: id.clone(), position, article: articles[0].clone() });
        check(&AddDraft { articles });
        check(&ReadDraft { media_id: id.clone() });
        check(&SubmitDraft { media_id: id });
        check(&QueryPublish { publish_id: PublishId::from(number) });
        let which = if all { Which::All } else { Which::One(position) };
        check(&DeletePublished { article_id: ArticleId::from(media_id), which });
    }

    #[test]
    fn mass_messages(
        message in message(), to in prop::collection::vec(id(), 1..5), tag: i64, name in "[ -~]{1,32}", title in text(),
        reprint: bool, number in 1_i64.., position: u32,
    ) {
        let clientmsgid = Some(ClientMessageId::from(name));
        let viewer = Viewer::WeChatNumber(to[0].clone());
        check(&PreviewMass { to: viewer, message: message.clone().into() });
        check(&SendMassToAll {
            to: Audience::Tag(tag), message: message.clone(), send_ignore_reprint: reprint, clientmsgid: clientmsgid.clone(),
        });
        let message = match message {
            MassMessage::Video(media_id) => DirectMessage::Video { media_id, title: title.clone(), description: title.clone() },
            message => message.into(),
        };
        let media_id = MediaId::new(to[0].clone());
        let to = to.into_iter().map(OpenId::from).collect();
        check(&SendMassTo { to, message, send_ignore_reprint: reprint, clientmsgid });
        check(&PrepareVideo { media_id, title: title.clone(), description: title });
        check(&DeleteMass { sent: SentMass::Id(MessageId::from(number)), which: Which::One(position) });
    }
}
