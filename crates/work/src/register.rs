//! Every endpoint of WeChat Work. A type that is missing here fails `cargo xtask tidy`; inventories, fuzz targets and the
//! tests of the sandbox walk it.

use wxkit_proto::register::Visit;

use crate::addresses::{ApiAddresses, CallbackAddresses};
use crate::media::{DownloadMedia, DownloadVoice, QueryJob, UploadAttachment, UploadImage, UploadRobotMedia};
use crate::message::{RecallMessage, SendToChat};
use crate::ticket::{FetchAgentTicket, FetchCorpTicket};
use crate::token::AccessToken;
use crate::{SendByRobot, SendMessage, UploadByUrl, UploadMedia, Work};

/// Shows every endpoint to `visit`, in the order of the manual.
pub fn each(visit: &mut impl Visit<Work>) {
    visit.endpoint::<AccessToken>();
    visit.endpoint::<ApiAddresses>();
    visit.endpoint::<CallbackAddresses>();
    visit.endpoint::<FetchCorpTicket>();
    visit.endpoint::<FetchAgentTicket>();
    visit.endpoint::<UploadMedia>();
    visit.endpoint::<UploadAttachment>();
    visit.endpoint::<UploadRobotMedia>();
    visit.endpoint::<UploadImage>();
    visit.endpoint::<UploadByUrl>();
    visit.endpoint::<QueryJob>();
    visit.endpoint::<DownloadMedia>();
    visit.endpoint::<DownloadVoice>();
    visit.endpoint::<SendMessage>();
    visit.endpoint::<RecallMessage>();
    visit.endpoint::<SendToChat>();
    visit.endpoint::<SendByRobot>();
}
