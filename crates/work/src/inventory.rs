//! What of WeChat Work is here: every endpoint of its media and messages has a type, or a reason why it has none.

use wxkit_proto::Endpoint;
use wxkit_proto::register::Visit;

use crate::{Work, each};

/// Section, method and path of every endpoint, as the developer manual lists them.
const SPEC: &[(&str, &str, &str)] = &[
    ("1", "GET", "/cgi-bin/gettoken"),
    ("2", "GET", "/cgi-bin/get_api_domain_ip"),
    ("2", "GET", "/cgi-bin/getcallbackip"),
    ("2.1", "GET", "/cgi-bin/get_jsapi_ticket"),
    ("2.1", "GET", "/cgi-bin/ticket/get"),
    ("3.1", "POST", "/cgi-bin/media/upload"),
    ("3.2", "POST", "/cgi-bin/media/upload_attachment"),
    ("3.2", "POST", "/cgi-bin/service/media/upload"),
    ("3.2", "POST", "/cgi-bin/webhook/upload_media"),
    ("3.3", "POST", "/cgi-bin/media/uploadimg"),
    ("3.4", "GET", "/cgi-bin/media/get"),
    ("3.5", "GET", "/cgi-bin/media/get/jssdk"),
    ("3.6", "POST", "/cgi-bin/media/upload_by_url"),
    ("3.7", "POST", "/cgi-bin/media/get_upload_by_url_result"),
    ("4", "POST", "/cgi-bin/message/send"),
    ("4.1", "POST", "/cgi-bin/message/recall"),
    ("4.2", "POST", "/cgi-bin/appchat/send"),
    ("4.3", "POST", "/cgi-bin/webhook/send"),
];

/// What has no type, and why.
const OMITTED: &[(&str, &str)] =
    &[("/cgi-bin/service/media/upload", "for providers (服务商) only, whose tokens wxkit does not keep")];

/// Method and path of every endpoint that has a type.
fn typed() -> Vec<(String, &'static str)> {
    struct Paths(Vec<(String, &'static str)>);
    impl Visit<Work> for Paths {
        fn endpoint<E: Endpoint<Platform = Work>>(&mut self) {
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
    let known = |path: &str| SPEC.iter().any(|(.., known)| *known == path);
    for (method, path) in typed() {
        assert!(SPEC.iter().any(|(_, m, p)| (*m, *p) == (method.as_str(), path)), "{method} {path}");
    }
    assert!(OMITTED.iter().all(|(path, _)| known(path)));
}
