//! Every endpoint of the official account. A type that is missing here fails `cargo xtask tidy`; inventories, fuzz targets and the
//! tests of the sandbox walk it.

use wxkit_proto::register::Visit;

use crate::comment::{
    CloseComments, DeleteComment, DeleteCommentReply, ElectComment, ListComments, OpenComments,
    ReplyToComment, UnelectComment,
};
use crate::custom::SendCustomMessage;
use crate::draft::{AddDraft, CountDrafts, DeleteDraft, DraftSwitch, ListDrafts, ReadDraft, UpdateDraft};
use crate::follower::{ListFollowers, ListTagged, ListTags};
use crate::freepublish::{DeletePublished, ListPublished, QueryPublish, ReadPublished, SubmitDraft};
use crate::library::{DeleteNews, QueryNews, SubmitNews, UpdateNews, UploadNews};
use crate::mass::{
    DeleteMass, PrepareNews, PrepareVideo, PreviewMass, QueryMass, QuerySpeed, SendMassTo, SendMassToAll,
    SetSpeed,
};
use crate::material::{CountMaterial, DeleteMaterial, DownloadMaterial, ListMaterial};
use crate::media::{DownloadMedia, DownloadVoice};
use crate::product::ReadProductCard;
use crate::service::{
    ApiAddresses, CallbackAddresses, CheckCallback, ClearPathQuota, ClearQuota, ClearQuotaWithSecret,
    QueryQuota, QueryRid, VerifyArticleStructure,
};
use crate::stats::{QueryAccountFigures, QueryArticleReads, QueryArticleShares, QueryArticleTotals};
use crate::ticket::FetchTicket;
use crate::token::{AccessToken, StableToken};
use crate::video::{InitUpload, QueryStatus, SaveVideo, UploadBlock, UploadFinish};
use crate::{AddMaterial, Official, UploadImage, UploadMedia};

/// Shows every endpoint to `visit`, in the order of the manual.
pub fn each(visit: &mut impl Visit<Official>) {
    visit.endpoint::<AccessToken>();
    visit.endpoint::<StableToken>();
    visit.endpoint::<ClearQuota>();
    visit.endpoint::<ClearQuotaWithSecret>();
    visit.endpoint::<ClearPathQuota>();
    visit.endpoint::<QueryQuota>();
    visit.endpoint::<QueryRid>();
    visit.endpoint::<ApiAddresses>();
    visit.endpoint::<CallbackAddresses>();
    visit.endpoint::<CheckCallback>();
    visit.endpoint::<VerifyArticleStructure>();
    visit.endpoint::<UploadMedia>();
    visit.endpoint::<DownloadMedia>();
    visit.endpoint::<DownloadVoice>();
    visit.endpoint::<UploadImage>();
    visit.endpoint::<AddMaterial>();
    visit.endpoint::<DownloadMaterial>();
    visit.endpoint::<DeleteMaterial>();
    visit.endpoint::<CountMaterial>();
    visit.endpoint::<ListMaterial>();
    visit.endpoint::<PrepareVideo>();
    visit.endpoint::<PrepareNews>();
    visit.endpoint::<PreviewMass>();
    visit.endpoint::<SendMassToAll>();
    visit.endpoint::<SendMassTo>();
    visit.endpoint::<DeleteMass>();
    visit.endpoint::<QueryMass>();
    visit.endpoint::<QuerySpeed>();
    visit.endpoint::<SetSpeed>();
    visit.endpoint::<InitUpload>();
    visit.endpoint::<UploadBlock>();
    visit.endpoint::<UploadFinish>();
    visit.endpoint::<SaveVideo>();
    visit.endpoint::<QueryStatus>();
    visit.endpoint::<UploadNews>();
    visit.endpoint::<SubmitNews>();
    visit.endpoint::<UpdateNews>();
    visit.endpoint::<DeleteNews>();
    visit.endpoint::<QueryNews>();
    visit.endpoint::<AddDraft>();
    visit.endpoint::<UpdateDraft>();
    visit.endpoint::<ReadDraft>();
    visit.endpoint::<DeleteDraft>();
    visit.endpoint::<CountDrafts>();
    visit.endpoint::<ListDrafts>();
    visit.endpoint::<DraftSwitch>();
    visit.endpoint::<SubmitDraft>();
    visit.endpoint::<QueryPublish>();
    visit.endpoint::<DeletePublished>();
    visit.endpoint::<ReadPublished>();
    visit.endpoint::<ListPublished>();
    visit.endpoint::<QueryArticleReads>();
    visit.endpoint::<QueryArticleShares>();
    visit.endpoint::<QueryAccountFigures>();
    visit.endpoint::<QueryArticleTotals>();
    visit.endpoint::<OpenComments>();
    visit.endpoint::<CloseComments>();
    visit.endpoint::<ListComments>();
    visit.endpoint::<ElectComment>();
    visit.endpoint::<UnelectComment>();
    visit.endpoint::<DeleteComment>();
    visit.endpoint::<ReplyToComment>();
    visit.endpoint::<DeleteCommentReply>();
    visit.endpoint::<SendCustomMessage>();
    visit.endpoint::<FetchTicket>();
    visit.endpoint::<ListTags>();
    visit.endpoint::<ListFollowers>();
    visit.endpoint::<ListTagged>();
    visit.endpoint::<ReadProductCard>();
}
