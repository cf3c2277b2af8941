//! Every endpoint of the official account. A type that is missing here fails `cargo xtask tidy`; inventories, fuzz targets and the
//! tests of the sandbox walk it.

use wxkit_proto::Visit;

use crate::{
    AccessToken, AddDraft, AddMaterial, ApiAddresses, CallbackAddresses, CheckCallback, ClearPathQuota,
    ClearQuota, ClearQuotaWithSecret, CloseComments, CountDrafts, CountMaterial, DeleteComment,
    DeleteCommentReply, DeleteDraft, DeleteMass, DeleteMaterial, DeleteNews, DeletePublished,
    DownloadMaterial, DownloadMedia, DownloadVoice, DraftSwitch, ElectComment, FetchTicket, InitUpload,
    ListComments, ListDrafts, ListFollowers, ListMaterial, ListPublished, ListTagged, ListTags, Official,
    OpenComments, PrepareNews, PrepareVideo, PreviewMass, QueryAccountFigures, QueryArticleReads,
    QueryArticleShares, QueryArticleTotals, QueryMass, QueryNews, QueryPublish, QueryQuota, QueryRid,
    QuerySpeed, QueryStatus, ReadDraft, ReadProductCard, ReadPublished, ReplyToComment, SaveVideo,
    SendCustomMessage, SendMassTo, SendMassToAll, SetSpeed, StableToken, SubmitDraft, SubmitNews,
    UnelectComment, UpdateDraft, UpdateNews, UploadBlock, UploadFinish, UploadImage, UploadMedia, UploadNews,
    VerifyArticleStructure,
};

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
