//! What people see in a browser: an article, a draft and a picture at the addresses that were given out, and a list of all that is
//! held. None of it is one of the platform's interfaces; it takes no token, as little as the readers of an article have one.

mod list;
mod recent;

use std::net::IpAddr;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use http::{Method, Request, Response, StatusCode};
use wxkit_official::freepublish::FreepublishStatus;
use wxkit_official::library::PublishStatus;
use wxkit_official::mass::{DirectMessage, MassMessage};
use wxkit_proto::decoder::query_pairs;
use wxkit_structure::Reader;

use crate::Sandbox;
use crate::answer::response;
use crate::sniff::sniff;
pub(crate) use recent::Recent;

/// The hosts in whose place this one answers.
pub(crate) const ARTICLES: &str = "http://mp.weixin.qq.com";
pub(crate) const PICTURES: &str = "http://mmbiz.qpic.cn";

/// Nothing runs, and nothing comes from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; \
     form-action 'none'";

const HTML: &str = "text/html; charset=utf-8";

/// The page or picture that a request means, if it means one.
pub(crate) fn answer(sandbox: &Sandbox, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    if request.method() != Method::GET {
        return None;
    }
    let path = request.uri().path();
    match path {
        "/" if is_local(request) => Some(page(list::page(sandbox))),
        "/s" => Some(article(sandbox, request).map_or_else(missing, |(title, author, content)| {
            page(Reader::new(title, author, &from_here(content)).page())
        })),
        _ if path.starts_with("/mmbiz/") => Some(picture(sandbox, path).unwrap_or_else(missing)),
        _ => None,
    }
}

/// Whether it was asked for by a name of this machine: no page from elsewhere that got hold of a browser here reads the list.
fn is_local(request: &Request<Bytes>) -> bool {
    let named = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let Some(host) = named.or_else(|| request.uri().authority().map(|authority| authority.as_str())) else {
        return false;
    };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Title, author and content.
type Shown<'a> = (&'a str, &'a str, &'a str);

/// An article by its address.
fn article<'a>(sandbox: &'a Sandbox, request: &Request<Bytes>) -> Option<Shown<'a>> {
    let query = query_pairs(request.uri().query().unwrap_or_default());
    let value = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    if let Some(id) = value("tempkey") {
        let idx = value("idx").map_or(Some(1), |idx| idx.parse::<usize>().ok())?;
        let article = sandbox.drafts.find(id)?.articles.get(idx.checked_sub(1)?)?;
        return Some((&article.title, &article.author, &article.content));
    }
    let key = |name: &str| value(name).filter(|value| !value.is_empty());
    let asked = [key("mid")?, key("idx")?, key("sn")?];
    let is_it = |url: &str| {
        let (_, query) = url.trim_end_matches("#rd").split_once('?').unwrap_or_default();
        let fields = query_pairs(query);
        ["mid", "idx", "sn"]
            .iter()
            .zip(asked)
            .all(|(name, asked)| fields.iter().any(|(known, value)| known == name && value == asked))
    };
    news(sandbox, &is_it).or_else(|| published(sandbox, &is_it)).or_else(|| sent(sandbox, &is_it))
}

/// Of the publish library.
fn news<'a>(sandbox: &'a Sandbox, is_it: &impl Fn(&str) -> bool) -> Option<Shown<'a>> {
    let mut public = sandbox
        .articles
        .list
        .iter()
        .filter(|article| !article.deleted && article.status() == PublishStatus::Published);
    let news = &public.find(|article| is_it(&article.url))?.news;
    Some((&news.title, &news.author, &news.content))
}

/// What was published of a draft.
fn published<'a>(sandbox: &'a Sandbox, is_it: &impl Fn(&str) -> bool) -> Option<Shown<'a>> {
    let visible = sandbox.publications.0.iter().filter(|job| job.status() == FreepublishStatus::Published);
    let mut articles = visible.flat_map(|job| &job.articles).filter(|article| !article.deleted);
    let article = &articles.find(|article| is_it(&article.url))?.article;
    Some((&article.title, &article.author, &article.content))
}

/// What was sent to followers.
fn sent<'a>(sandbox: &'a Sandbox, is_it: &impl Fn(&str) -> bool) -> Option<Shown<'a>> {
    sandbox.messages.sent.iter().find_map(|sent| {
        let at = sent.urls.iter().position(|url| is_it(url))?;
        let DirectMessage::Mass(MassMessage::News(id)) = &sent.message else { return None };
        if sent.deleted.get(at).copied().unwrap_or_default() {
            return None;
        }
        if let Some(draft) = sandbox.drafts.0.iter().find(|draft| draft.media_id.as_str() == id.as_str()) {
            let article = draft.articles.get(at)?;
            return Some((article.title.as_str(), article.author.as_str(), article.content.as_str()));
        }
        let news = sandbox.messages.news.iter().find(|news| news.media_id == *id)?.articles.get(at)?;
        Some((news.title.as_str(), news.author.as_str(), news.content.as_str()))
    })
}

/// An answer whose addresses of articles lead to this site.
pub(crate) fn addressed(answer: Response<Bytes>, site: Option<&str>) -> Response<Bytes> {
    let Some(site) = site else { return answer };
    answer.map(|body| match std::str::from_utf8(&body) {
        // In the text of an article the quotes are escaped, so it is left alone.
        Ok(text) if text.contains(ARTICLES) => {
            let fields = ["url", "article_url"].map(|field| format!("\"{field}\":\""));
            let text = fields.iter().fold(text.to_owned(), |text, field| {
                text.replace(&format!("{field}{ARTICLES}/s?"), &format!("{field}{site}/s?"))
            });
            text.into()
        }
        _ => body,
    })
}

/// The address of an article as this site gives it out.
pub(crate) fn at_site(url: &str, site: Option<&str>) -> String {
    match site.zip(url.strip_prefix(ARTICLES)) {
        Some((site, rest)) => format!("{site}{rest}"),
        None => url.to_owned(),
    }
}

/// An address as it was first given, before [`addressed`].
pub(crate) fn original(url: &str, site: Option<&str>) -> String {
    match site.and_then(|site| url.strip_prefix(site)) {
        Some(rest) => format!("{ARTICLES}{rest}"),
        None => url.to_owned(),
    }
}

/// Its pictures are here, and not where they will be.
fn from_here(content: &str) -> String {
    content.replace(&format!("{PICTURES}/"), "/").replace("https://mmbiz.qpic.cn/", "/")
}

fn picture(sandbox: &Sandbox, path: &str) -> Option<Response<Bytes>> {
    let url = format!("{PICTURES}{path}");
    let material = sandbox.library.materials.iter().find(|material| material.url == url);
    let id = material.map_or(url.as_str(), |material| material.media_id.as_str());
    let bytes = sandbox.library.files.find(id)?.clone();
    let mut picture = response(sniff(&bytes)?.label(), bytes);
    picture.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Some(picture)
}

fn page(html: String) -> Response<Bytes> {
    let mut page = response(HTML, html);
    page.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    page.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    page.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    page
}

fn missing() -> Response<Bytes> {
    let mut page = page("<!doctype html><meta charset=\"utf-8\"><p>该内容不存在或已被删除</p>\n".into());
    *page.status_mut() = StatusCode::NOT_FOUND;
    page
}
