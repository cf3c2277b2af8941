//! What comes after publishing, from arbitrary values: what is written is read back.

use proptest::prelude::*;
use wxkit::official::comment::{
    CloseComments, CommentFilter, CommentedArticle, DeleteComment, DeleteCommentReply, ElectComment,
    ListComments, OpenComments, ReplyToComment, UnelectComment,
};
use wxkit::official::custom::{CustomMessage, LinkCard, MenuChoice, SendCustomMessage};
use wxkit::official::follower::{ListFollowers, ListTagged, ListTags};
use wxkit::official::ids::{ArticleId, CommentId, MassFileId, MsgDataId, OpenId};
use wxkit::official::product::{ProductCardStyle, ProductPlace, ReadProductCard};
use wxkit::official::stats::{
    Day, QueryAccountFigures, QueryArticleReads, QueryArticleShares, QueryArticleTotals,
};
use wxkit::official::ticket::{FetchTicket, TicketKind};
use wxkit::proto::Timestamp;

use crate::round_trip::{check, filled, id, text};

fn day() -> impl Strategy<Value = Day> {
    (0..4_000_000_000_u64).prop_map(|seconds| Day::at(Timestamp::from_secs(seconds)))
}

fn custom() -> impl Strategy<Value = CustomMessage> {
    let file = || id().prop_map(MassFileId::from);
    let choice = (filled(), filled()).prop_map(|(id, content)| MenuChoice::new(id, content));
    prop_oneof![
        text().prop_map(CustomMessage::Text),
        file().prop_map(CustomMessage::Image),
        file().prop_map(CustomMessage::Voice),
        (file(), file(), text(), text()).prop_map(|(media_id, thumb_media_id, title, description)| {
            CustomMessage::Video { media_id, thumb_media_id, title, description }
        }),
        (text(), text(), filled(), filled(), file()).prop_map(
            |(title, description, musicurl, hqmusicurl, thumb_media_id)| CustomMessage::Music {
                title,
                description,
                musicurl,
                hqmusicurl,
                thumb_media_id
            }
        ),
        (text(), text(), filled(), text()).prop_map(|(title, description, url, picurl)| {
            CustomMessage::Link(LinkCard::new(title, description, url, picurl))
        }),
        id().prop_map(|id| CustomMessage::Article(ArticleId::from(id))),
        (text(), prop::collection::vec(choice, 0..3), text())
            .prop_map(|(head, list, tail)| CustomMessage::Menu { head, list, tail }),
    ]
}

proptest! {
    #[test]
    fn figures(day in day(), end in day()) {
        check(&QueryArticleReads::new(day));
        check(&QueryArticleShares::new(day));
        check(&QueryArticleTotals::new(day));
        check(&QueryAccountFigures::new(day, end));
    }

    #[test]
    fn comments(number in 1_u64.., position: u32, comment in 1_u64.., content in text(), begin: u32, count: u32, nth in 0..3_usize) {
        let article = CommentedArticle::new(MsgDataId::from(number), position);
        let comment = CommentId::from(comment);
        let filter = [CommentFilter::All, CommentFilter::Ordinary, CommentFilter::Elected][nth];
        check(&OpenComments::new(article));
        check(&CloseComments::new(article));
        let mut list = ListComments::new(article, begin, count);
        list.filter = filter;
        check(&list);
        check(&ElectComment::new(article, comment));
        check(&UnelectComment::new(article, comment));
        check(&DeleteComment::new(article, comment));
        check(&ReplyToComment::new(article, comment, content));
        check(&DeleteCommentReply::new(article, comment));
    }

    #[test]
    fn messages_to_one_person(
        to in id(), message in custom(), account in prop::option::of(filled()), by_ai: bool, businessid: Option<i64>,
    ) {
        let mut call = SendCustomMessage::new(OpenId::from(to), message);
        (call.kf_account, call.by_ai, call.businessid) = (account, by_ai, businessid);
        check(&call);
    }

    #[test]
    fn followers_and_cards(after in prop::option::of(id()), tag: i64, product_id in filled(), style in 0..3_usize, card: bool) {
        let after = after.map(OpenId::from);
        check(&ListFollowers::new(after.clone()));
        check(&ListTagged::new(tag, after));
        check(&ListTags);
        check(&FetchTicket::new(if card { TicketKind::Card } else { TicketKind::Page }));
        let card_type = [ProductCardStyle::Large, ProductCardStyle::Small, ProductCardStyle::Link][style];
        check(&ReadProductCard::new(product_id, ProductPlace::News, card_type));
    }
}
