//! Every endpoint of WeChat Work, from arbitrary values: what is written is read back, and texts travel as they are.

use proptest::prelude::*;
use serde_json::json;
use wxkit::proto::{File, Secret};
use wxkit::work::ids::{
    AgentId, ChatId, DownloadId, JobId, MediaId, MessageId, PartyId, RobotMediaId, TagId, UserId,
};
use wxkit::work::media::{
    AttachmentKind, AttachmentUse, DownloadMedia, DownloadVoice, MediaKind, QueryJob, RobotFileKind,
    UploadAttachment, UploadImage, UploadRobotMedia, UrlKind,
};
use wxkit::work::message::{
    AppMessage, KeptArticle, NewsArticle, Notice, NoticeItem, RecallMessage, Safety, SendToChat, TextCard,
    VideoMessage,
};
use wxkit::work::token::AccessToken;
use wxkit::work::{Message, Receivers, RobotMessage, SendByRobot, SendMessage, UploadByUrl, UploadMedia};

use crate::round_trip::{check, filled, id, text};

/// Names that travel as they are.
fn file() -> impl Strategy<Value = File> {
    ("[^\\pC\"\\\\:/.]{1,30}\\.[a-z0-9]{1,5}", prop::collection::vec(any::<u8>(), 1..300)).prop_map(
        |(name, mut bytes)| {
            bytes.insert(0, b'~'); // no known kind, whose extension would be put right
            File::from_bytes(name, bytes)
        },
    )
}

/// Ids that may stand in a list with bars between.
fn listed() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-zA-Z0-9_.-]{1,20}", 0..5)
}

fn receivers() -> impl Strategy<Value = Receivers> {
    let these = (listed(), listed(), listed()).prop_map(|(users, parties, tags)| Receivers::These {
        users: users.into_iter().map(UserId::from).collect(),
        parties: parties.into_iter().map(PartyId::from).collect(),
        tags: tags.into_iter().map(TagId::from).collect(),
    });
    prop_oneof![Just(Receivers::Everybody), these]
}

fn media() -> impl Strategy<Value = MediaId> {
    id().prop_map(MediaId::new)
}

fn message() -> impl Strategy<Value = Message> {
    let news =
        (text(), text(), text(), text(), text()).prop_map(|(title, description, url, appid, pagepath)| {
            let mut article = NewsArticle::new(title);
            (article.description, article.url) = (description, url);
            (article.appid, article.pagepath) = (appid, pagepath);
            article
        });
    let kept = (text(), media(), text(), text(), text(), text()).prop_map(
        |(title, thumb_media_id, author, url, content, digest)| {
            let mut article = KeptArticle::new(title, thumb_media_id, content);
            (article.author, article.content_source_url, article.digest) = (author, url, digest);
            article
        },
    );
    prop_oneof![
        text().prop_map(Message::Text),
        media().prop_map(Message::Image),
        media().prop_map(Message::Voice),
        media().prop_map(Message::File),
        (media(), text(), text()).prop_map(|(media_id, title, description)| {
            let mut video = VideoMessage::new(media_id);
            (video.title, video.description) = (title, description);
            Message::Video(video)
        }),
        (text(), text(), text(), text()).prop_map(|(title, description, url, btntxt)| {
            let mut card = TextCard::new(title, description, url);
            card.btntxt = btntxt;
            Message::TextCard(card)
        }),
        prop::collection::vec(news, 0..3).prop_map(Message::News),
        prop::collection::vec(kept, 0..3).prop_map(Message::KeptNews),
        text().prop_map(Message::Markdown),
    ]
}

fn app_message() -> impl Strategy<Value = AppMessage> {
    let item = (text(), text()).prop_map(|(key, value)| NoticeItem::new(key, value));
    let notice = (text(), text(), text(), text(), any::<bool>(), prop::collection::vec(item, 0..3));
    prop_oneof![
        message().prop_map(AppMessage::Common),
        notice.prop_map(|(appid, page, title, description, emphasis_first_item, content_item)| {
            let mut notice = Notice::new(appid, title);
            (notice.page, notice.description) = (page, description);
            (notice.emphasis_first_item, notice.content_item) = (emphasis_first_item, content_item);
            AppMessage::Notice(notice)
        }),
        (text(), text()).prop_map(|(kind, title)| AppMessage::Card(
            json!({"card_type": kind, "main_title": {"title": title, "n": [1, null, {"a": title}]}})
        )),
    ]
}

fn safety() -> impl Strategy<Value = Safety> {
    prop::sample::select(vec![Safety::Shareable, Safety::Confidential, Safety::WithinCorp])
}

proptest! {
    #[test]
    fn tokens(corpid in filled(), secret in filled()) {
        check(&AccessToken::new(corpid, Secret::new(secret)));
    }

    #[test]
    fn files(file in file(), key in filled(), moments: bool, voice: bool) {
        check(&UploadMedia::new(MediaKind::File, file.clone()));
        check(&UploadImage::new(file.clone()));
        let purpose = if moments { AttachmentUse::Moments } else { AttachmentUse::ProductAlbum };
        check(&UploadAttachment::new(AttachmentKind::File, purpose, file.clone()));
        let kind = if voice { RobotFileKind::Voice } else { RobotFileKind::File };
        check(&UploadRobotMedia::new(Secret::new(key), kind, file));
    }

    #[test]
    fn jobs(filename in "[^\\pC\"\\\\:/]{1,30}", url in filled(), md5 in "[0-9a-f]{32}", video: bool, jobid in filled()) {
        let kind = if video { UrlKind::Video } else { UrlKind::File };
        check(&UploadByUrl::new(kind, filename, url, md5));
        check(&QueryJob::new(JobId::from(jobid)));
    }

    #[test]
    fn downloads(media_id in filled()) {
        check(&DownloadMedia::new(DownloadId::from(media_id.clone())));
        check(&DownloadVoice::new(DownloadId::from(media_id)));
    }

    #[test]
    fn messages(
        to in receivers(), agentid: i64, message in app_message(), safe in safety(), id_trans: bool,
        duplicate_check in prop::option::of(0..14_400_u32), msgid in filled(),
    ) {
        let mut call = SendMessage::new(to, AgentId::from(agentid), message);
        (call.safe, call.id_trans, call.duplicate_check) = (safe, id_trans, duplicate_check);
        check(&call);
        check(&RecallMessage::new(MessageId::from(msgid)));
    }

    #[test]
    fn chats(chatid in filled(), message in message(), safe in safety()) {
        let mut call = SendToChat::new(ChatId::from(chatid), message);
        call.safe = safe;
        check(&call);
    }

    #[test]
    fn robots(key in filled(), media in id(), picture in prop::collection::vec(any::<u8>(), 0..300), voice: bool) {
        let id = RobotMediaId::new(media);
        let message = if voice { RobotMessage::Voice(id) } else { RobotMessage::File(id) };
        check(&SendByRobot::new(Secret::new(key.clone()), message));
        check(&SendByRobot::new(Secret::new(key), RobotMessage::Image(picture.into())));
    }
}
