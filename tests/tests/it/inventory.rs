//! What of the official account is here: every endpoint of spec/official-account.md 1 to 9 has a type and an answer in the
//! sandbox, or a reason why it has none.

use bytes::Bytes;
use http::Request;
use wxkit::official::{Official, each};
use wxkit::proto::register::Visit;
use wxkit::proto::{Endpoint, Env, Timestamp};
use wxkit_sandbox::Sandbox;

/// Section, method and path of every endpoint, copied from spec/official-account.md.
const SPEC: &[(&str, &str, &str)] = &[
    ("1.1", "GET", "/cgi-bin/token"),
    ("1.2", "POST", "/cgi-bin/stable_token"),
    ("1.3", "POST", "/cgi-bin/clear_quota"),
    ("1.3", "POST", "/cgi-bin/clear_quota/v2"),
    ("1.3", "POST", "/cgi-bin/openapi/quota/clear"),
    ("1.3", "POST", "/cgi-bin/openapi/quota/get"),
    ("1.3", "POST", "/cgi-bin/openapi/rid/get"),
    ("1.4", "GET", "/cgi-bin/get_api_domain_ip"),
    ("1.4", "GET", "/cgi-bin/getcallbackip"),
    ("1.4", "POST", "/cgi-bin/callback/check"),
    ("1.5", "POST", "/article-bin/verify_article_structure"),
    ("2.1", "POST", "/cgi-bin/media/upload"),
    ("2.2", "GET", "/cgi-bin/media/get"),
    ("2.3", "GET", "/cgi-bin/media/get/jssdk"),
    ("3", "POST", "/cgi-bin/media/uploadimg"),
    ("4.1", "POST", "/cgi-bin/material/add_material"),
    ("4.2", "POST", "/cgi-bin/material/add_news"),
    ("4.2", "POST", "/cgi-bin/material/update_news"),
    ("4.3", "POST", "/cgi-bin/material/get_material"),
    ("4.4", "POST", "/cgi-bin/material/del_material"),
    ("4.5", "GET", "/cgi-bin/material/get_materialcount"),
    ("4.6", "POST", "/cgi-bin/material/batchget_material"),
    ("5.1", "POST", "/cgi-bin/media/uploadvideo"),
    ("5.2", "POST", "/cgi-bin/media/uploadnews"),
    ("5.4", "POST", "/cgi-bin/message/mass/preview"),
    ("5.5", "POST", "/cgi-bin/message/mass/sendall"),
    ("5.6", "POST", "/cgi-bin/message/mass/send"),
    ("5.7", "POST", "/cgi-bin/message/mass/delete"),
    ("5.8", "POST", "/cgi-bin/message/mass/get"),
    ("5.9", "POST", "/cgi-bin/message/mass/speed/get"),
    ("5.9", "POST", "/cgi-bin/message/mass/speed/set"),
    ("6", "POST", "/cgi-bin/material/upload_video?action=init_upload"),
    ("6", "POST", "/cgi-bin/material/upload_video?action=upload_block"),
    ("6", "POST", "/cgi-bin/material/upload_video?action=upload_finish"),
    ("6", "POST", "/cgi-bin/material/upload_video?action=save_video"),
    ("6", "POST", "/cgi-bin/material/upload_video?action=query_status"),
    ("7.1", "POST", "/cgi-bin/publish/uploadnews"),
    ("7.2", "POST", "/cgi-bin/publish/submit"),
    ("7.3", "POST", "/cgi-bin/publish/update"),
    ("7.4", "POST", "/cgi-bin/publish/delete"),
    ("7.5", "POST", "/cgi-bin/publish/query"),
    ("8.1", "POST", "/cgi-bin/draft/add"),
    ("8.2", "POST", "/cgi-bin/draft/update"),
    ("8.3", "POST", "/cgi-bin/draft/get"),
    ("8.4", "POST", "/cgi-bin/draft/delete"),
    ("8.5", "GET", "/cgi-bin/draft/count"),
    ("8.6", "POST", "/cgi-bin/draft/batchget"),
    ("8.7", "POST", "/cgi-bin/draft/switch"),
    ("9.1", "POST", "/cgi-bin/freepublish/submit"),
    ("9.2", "POST", "/cgi-bin/freepublish/get"),
    ("9.3", "POST", "/cgi-bin/freepublish/delete"),
    ("9.4", "POST", "/cgi-bin/freepublish/getarticle"),
    ("9.5", "POST", "/cgi-bin/freepublish/batchget"),
    ("12.2", "POST", "/datacube/getarticleread"),
    ("12.2", "POST", "/datacube/getarticleshare"),
    ("12.2", "POST", "/datacube/getbizsummary"),
    ("12.2", "POST", "/datacube/getarticletotaldetail"),
    ("13", "POST", "/cgi-bin/comment/open"),
    ("13", "POST", "/cgi-bin/comment/close"),
    ("13", "POST", "/cgi-bin/comment/list"),
    ("13", "POST", "/cgi-bin/comment/markelect"),
    ("13", "POST", "/cgi-bin/comment/unmarkelect"),
    ("13", "POST", "/cgi-bin/comment/delete"),
    ("13", "POST", "/cgi-bin/comment/reply/add"),
    ("13", "POST", "/cgi-bin/comment/reply/delete"),
    ("14", "POST", "/cgi-bin/message/custom/send"),
    ("15", "GET", "/cgi-bin/ticket/getticket"),
    ("16", "GET", "/cgi-bin/tags/get"),
    ("16", "GET", "/cgi-bin/user/get"),
    ("16", "POST", "/cgi-bin/user/tag/get"),
    ("17", "POST", "/channels/ec/service/product/getcardinfo"),
];

/// What has no type, and why.
const OMITTED: &[(&str, &str)] = &[
    ("/cgi-bin/material/add_news", "withdrawn in 2022 (45106); drafts have replaced it"),
    ("/cgi-bin/material/update_news", "withdrawn in 2022 (45106); drafts have replaced it"),
];

/// Method and path of every endpoint that has a type.
fn typed() -> Vec<(String, &'static str)> {
    struct Paths(Vec<(String, &'static str)>);
    impl Visit<Official> for Paths {
        fn endpoint<E: Endpoint<Platform = Official>>(&mut self) {
            self.0.push((E::METHOD.to_string(), E::PATH));
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
        let has_reason = OMITTED.iter().any(|(omitted, reason)| omitted == path && !reason.is_empty());
        assert!(has_type != has_reason, "{section} {method} {path}: either a type or a reason");
    }
}

#[test]
fn nothing_is_made_up() {
    for (method, path) in typed() {
        assert!(SPEC.iter().any(|(_, m, p)| (*m, *p) == (method.as_str(), path)), "{method} {path}");
    }
    assert!(OMITTED.iter().all(|(path, _)| SPEC.iter().any(|(.., known)| known == path)));
}

#[test]
fn the_sandbox_knows_them_all() {
    let mut sandbox = Sandbox::default();
    let env = Env::new(Timestamp::from_secs(1_700_000_000), [0; 32]);
    for (section, method, path) in SPEC {
        let request = Request::builder().method(*method).uri(*path).body(Bytes::new()).unwrap();
        sandbox.handle(&env, &request);
        let name = path.trim_start_matches('/');
        assert_eq!(sandbox.calls().get(name), Some(&1), "{section} {method} {path}");
    }
}
