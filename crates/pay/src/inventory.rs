//! What of WeChat Pay is here: every endpoint of its media, bills and certificates has a type, or a reason why it has none.

use wxkit_proto::Endpoint;
use wxkit_proto::register::Visit;

use crate::{Pay, each};

/// Section, method and path of every endpoint, as the merchant manual lists them.
const SPEC: &[(&str, &str, &str)] = &[
    ("5", "GET", "/v3/certificates"),
    ("8.2 1", "POST", "/v3/merchant/media/video_upload"),
    ("8.2 2", "POST", "/v3/merchant/media/upload"),
    ("8.2 3", "POST", "/v3/marketing/favor/media/image-upload"),
    ("8.2 4", "POST", "/v3/merchant-service/images/upload"),
    ("8.2 5", "POST", "/v3/marketing/partner/product-coupon/media/upload-image"),
    ("8.2 6", "POST", "/brand/marketing/product-coupon/media/upload-image"),
    ("8.2", "PUT", "/brand/marketing/user-package/uploads/{upload_id}/{part_number}"),
    ("8.2 7", "POST", "/v3/ecommerce/account/cancel-applications/media"),
    ("8.2 8", "POST", "/v3/mch-manage/submission-files/sub-mchid/{sub_mchid}/upload"),
    ("8.2 9", "POST", "/v3/mch-operation-manage/enhanced-due-diligence/{due_diligence_id}/upload"),
    ("8.2 10", "POST", "/v3/marketing/bank/packages/{package_id}/tasks"),
    ("8.2 11", "POST", "/v3/marketing/shopping-receipt/shoppingreceipts"),
    ("8.2 12", "POST", "/v3/new-tax-control-fapiao/fapiao-applications/upload-fapiao-file"),
    ("8.2 13", "POST", "/v3/taxi-invoice/cards/upload-file"),
    ("10.1", "GET", "/v3/bill/tradebill"),
    ("10.1", "GET", "/v3/bill/fundflowbill"),
    ("10.1", "GET", "/v3/bill/sub-merchant-fundflowbill"),
    ("10.1", "GET", "/v3/billdownload/file"),
    ("10.2", "GET", "/v3/merchant-service/images/{media_id}"),
    ("12", "POST", "/v3/pay/transactions/jsapi"),
    ("12", "POST", "/v3/pay/transactions/native"),
    ("12", "POST", "/v3/pay/transactions/app"),
    ("12", "POST", "/v3/pay/transactions/h5"),
    ("12", "POST", "/v3/pay/transactions/codepay"),
    ("12", "GET", "/v3/pay/transactions/id/{transaction_id}"),
    ("12", "GET", "/v3/pay/transactions/out-trade-no/{out_trade_no}"),
    ("12", "POST", "/v3/pay/transactions/out-trade-no/{out_trade_no}/close"),
    ("12", "POST", "/v3/refund/domestic/refunds"),
    ("12", "GET", "/v3/refund/domestic/refunds/{out_refund_no}"),
];

/// What has no type of its own, and why: the beginning of the path decides.
const OMITTED: &[(&str, &str)] = &[
    ("/v3/marketing/partner/product-coupon/", GENERAL),
    ("/brand/marketing/product-coupon/", GENERAL),
    ("/brand/marketing/user-package/", GENERAL),
    ("/v3/ecommerce/account/cancel-applications/", GENERAL),
    ("/v3/mch-manage/submission-files/", GENERAL),
    ("/v3/mch-operation-manage/enhanced-due-diligence/", GENERAL),
    ("/v3/marketing/bank/packages/", GENERAL),
    ("/v3/marketing/shopping-receipt/", GENERAL),
    ("/v3/new-tax-control-fapiao/", GENERAL),
    ("/v3/taxi-invoice/", GENERAL),
    ("/v3/pay/transactions/", "payments are not media: call_json signs and verifies them"),
    ("/v3/refund/", "refunds are not media: call_json signs and verifies them"),
];

const GENERAL: &str = "its form is its own: GeneralUpload with a GeneralForm";

/// Method and path of every endpoint that has a type.
fn typed() -> Vec<(String, &'static str)> {
    struct Paths(Vec<(String, &'static str)>);
    impl Visit<Pay> for Paths {
        fn endpoint<E: Endpoint<Platform = Pay>>(&mut self) {
            // The one that takes any path.
            if E::PATH != "/" {
                self.0.push((E::METHOD.to_string(), E::PATH));
            }
        }
    }
    let mut paths = Paths(Vec::new());
    each(&mut paths);
    paths.0
}

#[test]
fn every_endpoint_has_a_type_or_a_reason() {
    let typed = typed();
    for (section, method, path) in SPEC {
        let has_type = typed.contains(&((*method).to_owned(), *path));
        let has_reason =
            OMITTED.iter().any(|(omitted, reason)| path.starts_with(omitted) && !reason.is_empty());
        assert!(has_type != has_reason, "{section} {method} {path}: either a type or a reason");
    }
}

#[test]
fn nothing_is_made_up() {
    for (method, path) in typed() {
        assert!(SPEC.iter().any(|(_, m, p)| (*m, *p) == (method.as_str(), path)), "{method} {path}");
    }
    let fits = |omitted: &str| SPEC.iter().any(|(.., path)| path.starts_with(omitted));
    assert!(OMITTED.iter().all(|(omitted, _)| fits(omitted)));
}
