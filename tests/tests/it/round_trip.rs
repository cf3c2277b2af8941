//! Every endpoint, from arbitrary values: what is written is read back, and texts travel as they are.

use std::fmt::Debug;

use proptest::prelude::*;
use wxkit::official::{
    AccessToken, AddMaterial, DeleteNews, Dialect, InitUpload, MaterialId, MaterialKind, News, NewsId,
    QueryNews, QueryStatus, SaveVideo, StableToken, SubmitNews, UpdateNews, UploadBlock, UploadFinish,
    UploadImage, UploadNews, Vid, VideoDescription, VideoId, Which,
};
use wxkit::proto::{Endpoint, Env, Family, File, Secret, Timestamp, Token};

pub(crate) fn check<E: Endpoint<Family: Family<Credential = Token>> + Debug + PartialEq>(endpoint: &E) {
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

pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\\x00-\\x1f\"\\\\/<>&茶😀]{0,30}"]
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
            thumb_media_id: MaterialId(thumb), author, title, content_source_url: url, content, digest,
            show_cover_pic, need_open_comment, only_fans_can_comment,
        }
    }
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
        let vid = Vid(vid);
        check(&InitUpload { filename, filesha: sha.clone(), filesize });
        check(&UploadBlock { vid: vid.clone(), position: position.into(), sha1: sha, block: block.into() });
        check(&UploadFinish { vid: vid.clone() });
        check(&QueryStatus { media_id: VideoId(vid.0) });
    }

    #[test]
    fn saved_videos(
        vid in id(), title in filled(), desc in text(), original: bool, category in prop::option::of(filled()),
        subcategory in prop::option::of(filled()), tags in prop::collection::vec(text(), 0..7),
        cover_url in prop::option::of(filled()),
    ) {
        let (vid, dialect) = (Vid(vid), Dialect::default());
        check(&SaveVideo { vid, title, desc, original, category, subcategory, tags, cover_url, dialect });
    }

    #[test]
    fn articles(media_id in id(), news in news(), position: u32, all: bool) {
        let media_id = NewsId(media_id);
        check(&UploadNews { news: news.clone() });
        check(&UpdateNews { media_id: media_id.clone(), position, news });
        check(&SubmitNews { media_id: media_id.clone() });
        check(&QueryNews { media_id: media_id.clone() });
        check(&DeleteNews { media_id, which: if all { Which::All } else { Which::One(position) } });
    }
}
