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
use wxkit::official::video::{InitUpload, QueryStatus, SaveVideo, UploadBlock, UploadFinish};
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
        let mut news = News::new(title, content, MaterialId::from(thumb));
        (news.author, news.content_source_url, news.digest) = (author, url, digest);
        (news.show_cover_pic, news.need_open_comment) = (show_cover_pic, need_open_comment);
        news.only_fans_can_comment = only_fans_can_comment;
        news
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
            let mut crops = CoverCrops::default();
            crops.square = "0.25_0_1_1".parse().ok();
            ArticleForm::Newspic { cover: MaterialId::from(cover), more, crops, product_key: key }
        } else {
            let crops = NewsCrops::new("0_0.5_1_1".parse().ok(), None);
            ArticleForm::News { thumb_media_id: Some(MaterialId::from(cover)), digest, crops }
        };
        let mut article = DraftArticle::new(title, content, form);
        (article.author, article.content_source_url) = (author, url);
        (article.need_open_comment, article.only_fans_can_comment) = (need_open_comment, only_fans_can_comment);
        article
    }
}

fn message() -> impl Strategy<Value = MassMessage> {
    prop_oneof![
        text().prop_map(MassMessage::Text),
        id().prop_map(|id| MassMessage::Video(MassVideoId::from(id))),
        id().prop_map(|id| MassMessage::Voice(MediaId::new(id))),
        (prop::collection::vec(id(), 1..4), text(), text(), any::<bool>()).prop_map(
            |(ids, recommend, title, open)| {
                let mut images = MassImages::new(ids.into_iter().map(MassFileId::from).collect());
                (images.recommend, images.title, images.need_open_comment) = (recommend, title, open);
                MassMessage::Images(images)
            }
        ),
    ]
}

proptest! {
    #[test]
    fn tokens(appid in filled(), secret in filled(), force_refresh: bool) {
        check(&AccessToken::new(appid.clone(), Secret::new(secret.clone())));
        let mut stable = StableToken::new(appid, Secret::new(secret));
        stable.force_refresh = force_refresh;
        check(&stable);
    }

    #[test]
    fn files(file in file(), title in text(), introduction in text()) {
        check(&UploadImage::new(file.clone()));
        check(&AddMaterial::new(MaterialKind::Thumb, file.clone()));
        check(&AddMaterial::video(file, VideoDescription::new(title, introduction)));
    }

    #[test]
    fn videos(
        vid in id(), filename in text(), sha in "[0-9a-f]{40}", filesize in 0..=2_147_483_648_u64, position: u16,
        block in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let vid = Vid::from(vid);
        check(&InitUpload::new(filename, sha.clone(), filesize));
        check(&UploadBlock::new(vid.clone(), position.into(), sha, block.into()));
        check(&UploadFinish::new(vid.clone()));
        check(&QueryStatus::new(VideoId::from(vid.as_str())));
    }

    #[test]
    fn saved_videos(
        vid in id(), title in filled(), desc in text(), original: bool, category in prop::option::of(filled()),
        subcategory in prop::option::of(filled()), tags in prop::collection::vec(text(), 0..7),
        cover_url in prop::option::of(filled()),
    ) {
        let mut video = SaveVideo::new(Vid::from(vid), title, desc);
        (video.original, video.tags, video.cover_url) = (original, tags, cover_url);
        (video.category, video.subcategory) = (category, subcategory);
        check(&video);
    }

    #[test]
    fn articles(media_id in id(), news in news(), position: u32, all: bool) {
        let media_id = NewsId::from(media_id);
        check(&UploadNews::new(news.clone()));
        check(&UpdateNews::new(media_id.clone(), position, news));
        check(&SubmitNews::new(media_id.clone()));
        check(&QueryNews::new(media_id.clone()));
        check(&DeleteNews::new(media_id, if all { Which::All } else { Which::One(position) }));
    }

    #[test]
    fn drafts(media_id in id(), articles in prop::collection::vec(draft(), 1..4), position: u32, number in 1_u64.., all: bool) {
        let id = DraftId::from(media_id.clone());
        check(&UpdateDraft::new(id.clone(), position, articles[0].clone()));
        check(&AddDraft::new(articles));
        check(&ReadDraft::new(id.clone()));
        check(&SubmitDraft::new(id));
        check(&QueryPublish::new(PublishId::from(number)));
        let which = if all { Which::All } else { Which::One(position) };
        check(&DeletePublished::new(ArticleId::from(media_id), which));
    }

    #[test]
    fn mass_messages(
        message in message(), to in prop::collection::vec(id(), 1..5), tag: i64, name in "[ -~]{1,32}", title in text(),
        reprint: bool, number in 1_i64.., position: u32,
    ) {
        let clientmsgid = Some(ClientMessageId::from(name));
        let viewer = Viewer::WeChatNumber(to[0].clone());
        check(&PreviewMass::new(viewer, message.clone().into()));
        let mut call = SendMassToAll::new(Audience::Tag(tag), message.clone());
        (call.send_ignore_reprint, call.clientmsgid) = (reprint, clientmsgid.clone());
        check(&call);
        let message = match message {
            MassMessage::Video(media_id) => DirectMessage::Video { media_id, title: title.clone(), description: title.clone() },
            message => message.into(),
        };
        let media_id = MediaId::new(to[0].clone());
        let to = to.into_iter().map(OpenId::from).collect();
        let mut call = SendMassTo::new(to, message);
        (call.send_ignore_reprint, call.clientmsgid) = (reprint, clientmsgid);
        check(&call);
        check(&PrepareVideo::new(media_id, title.clone(), title));
        check(&DeleteMass::new(SentMass::Id(MessageId::from(number)), Which::One(position)));
    }
}
