//! Every endpoint of WeChat Pay. A type that is missing here fails `cargo xtask tidy`; inventories, fuzz targets and the
//! tests of the sandbox walk it.

use wxkit_proto::register::Visit;

use crate::bill::{ApplyFundFlowBill, ApplySubMerchantFundFlowBill, ApplyTradeBill, FetchFile};
use crate::complaint::DownloadComplaintImage;
use crate::upload::{GeneralUpload, UploadComplaintImage, UploadCouponImage};
use crate::{ListCertificates, Pay, UploadImage, UploadVideo};

/// Shows every endpoint to `visit`, in the order of the manual.
pub fn each(visit: &mut impl Visit<Pay>) {
    visit.endpoint::<ListCertificates>();
    visit.endpoint::<UploadVideo>();
    visit.endpoint::<UploadImage>();
    visit.endpoint::<UploadCouponImage>();
    visit.endpoint::<UploadComplaintImage>();
    visit.endpoint::<ApplyTradeBill>();
    visit.endpoint::<ApplyFundFlowBill>();
    visit.endpoint::<ApplySubMerchantFundFlowBill>();
    visit.endpoint::<FetchFile>();
    visit.endpoint::<DownloadComplaintImage>();
    visit.endpoint::<GeneralUpload>();
}
