//! The calls of WeChat Pay.

use http::Method;

use super::{Ask, Reply, bill, certificates, media, order};
use crate::Sandbox;

/// One call.
#[derive(Debug)]
pub(crate) struct Route {
    pub(super) method: Method,
    /// The path without the leading `/`; `{}` stands for one segment.
    pub(crate) name: &'static str,
    pub(super) work: fn(&mut Sandbox, &Ask<'_>) -> Reply,
}

const fn get(name: &'static str, work: fn(&mut Sandbox, &Ask<'_>) -> Reply) -> Route {
    Route { method: Method::GET, name, work }
}

const fn put(name: &'static str, work: fn(&mut Sandbox, &Ask<'_>) -> Reply) -> Route {
    Route { method: Method::PUT, name, work }
}

const fn post(name: &'static str, work: fn(&mut Sandbox, &Ask<'_>) -> Reply) -> Route {
    Route { method: Method::POST, name, work }
}

static TABLE: &[Route] = &[
    get("v3/certificates", certificates::list),
    post("v3/merchant/media/video_upload", media::video),
    post("v3/merchant/media/upload", media::image),
    post("v3/marketing/favor/media/image-upload", media::coupon),
    post("v3/merchant-service/images/upload", media::image),
    post("v3/marketing/partner/product-coupon/media/upload-image", media::product),
    post("brand/marketing/product-coupon/media/upload-image", media::product),
    put("brand/marketing/user-package/uploads/{}/{}", media::users),
    post("v3/ecommerce/account/cancel-applications/media", media::cancellation),
    post("v3/mch-manage/submission-files/sub-mchid/{}/upload", media::submission),
    post("v3/mch-operation-manage/enhanced-due-diligence/{}/upload", media::diligence),
    post("v3/new-tax-control-fapiao/fapiao-applications/upload-fapiao-file", media::invoice),
    get("v3/merchant-service/images/{}", media::complaint_image),
    get("v3/bill/tradebill", bill::trade),
    get("v3/bill/fundflowbill", bill::fund_flow),
    get("v3/bill/sub-merchant-fundflowbill", bill::sub_merchant),
    get("v3/billdownload/file", bill::file),
    post("v3/pay/transactions/native", order::native),
    get("v3/pay/transactions/out-trade-no/{}", order::query),
    post("v3/pay/transactions/out-trade-no/{}/close", order::close),
];

/// The call of a path, and what stands at the place of its `{}`. One of another method is the last to be found.
pub(crate) fn find(method: &Method, path: &str) -> Option<(&'static Route, String)> {
    let path = path.trim_start_matches('/');
    let mut found =
        TABLE.iter().filter_map(|route| Some((route, fits(route.name, path)?))).collect::<Vec<_>>();
    found.sort_by_key(|(route, _)| route.method != *method);
    found.into_iter().next()
}

/// The names of all calls.
pub(crate) fn calls() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|route| route.name)
}

fn fits(name: &str, path: &str) -> Option<String> {
    let Some((before, behind)) = name.split_once("{}") else {
        return (name == path).then(String::new);
    };
    let rest = path.strip_prefix(before)?;
    let (id, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if id.is_empty() {
        return None;
    }
    // Of several the first one is what the call is about.
    fits(behind, rest).map(|_| id.to_owned())
}
