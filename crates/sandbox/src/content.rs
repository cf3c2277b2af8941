//! What an article's HTML may hold.

mod pieces;
mod script;
mod tag;
mod without;

use wxkit_proto::decoder::query_pairs;

use crate::Sandbox;
use crate::answer::Refuse;
use pieces::{Piece, Pieces};
use tag::Tag;
pub(crate) use without::without;

/// Longest title of a mini-program card.
const CARD_TITLE: usize = 35;

/// 45166 unless every picture is on WeChat's hosts, every frame is a passed video of this account, every mini-program is
/// complete, and there is no script and nothing that brings in more from outside.
pub(crate) fn check(sandbox: &Sandbox, html: &str) -> Result<(), Refuse> {
    for piece in Pieces(html) {
        if let Piece::Tag(_, tag) = piece {
            check_tag(sandbox, &tag).map_err(invalid)?;
        }
    }
    Ok(())
}

/// As [`check`], but takes scripts and foreign pictures out, as drafts do; gives back the rest, and how many tags went.
pub(crate) fn filter(sandbox: &Sandbox, html: &str) -> Result<(String, usize), Refuse> {
    let (mut kept, mut filtered) = (String::with_capacity(html.len()), 0);
    let mut pieces = Pieces(html);
    while let Some(piece) = pieces.next() {
        let (text, found) = match &piece {
            Piece::Text(text) => (text, Ok(())),
            Piece::Tag(text, tag) => (text, check_tag(sandbox, tag)),
        };
        match found {
            Ok(()) => kept.push_str(text),
            Err(what) if FILTERED.contains(&what) => {
                filtered += 1;
                if matches!(&piece, Piece::Tag(_, tag) if tag.name == "script") {
                    // What it holds goes with it.
                    pieces.by_ref().find(Piece::ends_script);
                }
            }
            Err(what) => return Err(invalid(what)),
        }
    }
    Ok((kept, filtered))
}

/// What readers see of it, without the space around it.
pub(crate) fn text(html: &str) -> String {
    let texts = Pieces(html).filter_map(|piece| match piece {
        Piece::Text(text) => Some(tag::unescape(text)),
        Piece::Tag(..) => None,
    });
    texts.collect::<String>().trim().to_owned()
}

/// What drafts take out without a word.
const FILTERED: &[&str] = &["script", "img src", "img srcset", "svg image"];

fn invalid(what: &str) -> Refuse {
    Refuse::new(45166, format!("invalid content: {what}"))
}

/// What is wrong with a tag.
fn check_tag(sandbox: &Sandbox, tag: &Tag) -> Result<(), &'static str> {
    let own = |names: &[&str]| {
        names.iter().filter_map(|name| tag.attribute(name)).all(|address| is_own(sandbox, address))
    };
    if tag.name.is_empty() {
        return Ok(());
    }
    if script::runs(tag) {
        return Err("script");
    }
    if tag.attribute("style").is_some_and(|style| !is_own_style(sandbox, style)) {
        return Err("style");
    }
    if tag.attribute("srcset").is_some_and(|set| !is_own_set(sandbox, set)) {
        return Err("img srcset");
    }
    match tag.name.as_str() {
        "img" if !own(&["src", "data-src"]) => Err("img src"),
        "image" | "feimage" if !own(&["href", "xlink:href"]) => Err("svg image"),
        "iframe" if !is_video(sandbox, tag) => Err("video"),
        "mp-miniprogram" => check_card(tag, own),
        "a" if tag.attribute("data-miniprogram-appid").is_some() => check_program(tag),
        "link" | "object" | "embed" | "form" | "base" => Err("tag"),
        _ => Ok(()),
    }
}

/// The frame that the media API's manual gives, with a video of this account that has passed.
fn is_video(sandbox: &Sandbox, tag: &Tag) -> bool {
    let Some(vid) = tag.attribute("data-mpvid").filter(|vid| sandbox.videos.has_passed(vid)) else {
        return false;
    };
    let shows = |address: &str| {
        let (place, query) = address.split_once('?').unwrap_or((address, ""));
        let query = query.split('#').next().unwrap_or_default();
        let wanted = strip_host(place, "https:", &["mp.weixin.qq.com"]) == Some("/mp/readtemplate");
        wanted && query_pairs(query).iter().any(|(name, value)| name == "mpvid" && value == vid)
    };
    tag.attribute("data-src").is_some_and(shows) && tag.attribute("src").is_none_or(shows)
}

fn check_card(tag: &Tag, own: impl Fn(&[&str]) -> bool) -> Result<(), &'static str> {
    const IMAGES: [&str; 2] = ["data-miniprogram-imageurl", "data-progarm-imageurl"];
    check_program(tag)?;
    match tag.attribute("data-miniprogram-title").map_or(0, |title| title.chars().count()) {
        1..=CARD_TITLE => {}
        _ => return Err("mini-program title"),
    }
    // The manual spells the picture in both ways, so either will do.
    let pictured = IMAGES.iter().any(|name| tag.attribute(name).is_some());
    if pictured && own(&IMAGES) { Ok(()) } else { Err("mini-program image") }
}

fn check_program(tag: &Tag) -> Result<(), &'static str> {
    let has = |name: &str| tag.attribute(name).is_some();
    match has("data-miniprogram-appid") && has("data-miniprogram-path") {
        true => Ok(()),
        false => Err("mini-program"),
    }
}

/// An address it gave out, or one on the hosts of all pictures.
fn is_own(sandbox: &Sandbox, address: &str) -> bool {
    const HOSTS: &[&str] = &["mmbiz.qpic.cn", "mmbiz.qlogo.cn"];
    let address = address.trim();
    let on = |scheme: &str| strip_host(address, scheme, HOSTS).is_some_and(|path| path.starts_with('/'));
    on("https:") || on("http:") || on("") || sandbox.library.gave(address)
}

/// What follows one of these hosts. Schemes and hosts are the same in either case.
fn strip_host<'a>(address: &'a str, scheme: &str, hosts: &[&str]) -> Option<&'a str> {
    let behind = strip(address, scheme)?.strip_prefix("//")?;
    hosts.iter().find_map(|host| strip(behind, host))
}

fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Whether every `url(…)` is its own.
fn is_own_style(sandbox: &Sandbox, style: &str) -> bool {
    let lower = style.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = lower.get(from..).and_then(|rest| rest.find("url(")) {
        let start = from + at + "url(".len();
        let address = style.get(start..).and_then(|rest| rest.split(')').next()).unwrap_or_default();
        // Behind the whole of it, so that no text is looked at twice.
        from = start + address.len();
        let address = address.trim().trim_matches(['"', '\'']);
        // `#` leads to a part of the article itself.
        if !address.starts_with('#') && !is_own(sandbox, address) {
            return false;
        }
    }
    true
}

/// Whether every address of `a.jpg 1x, b.jpg 2x` is its own.
fn is_own_set(sandbox: &Sandbox, set: &str) -> bool {
    let addresses = set.split(',').filter_map(|candidate| candidate.split_whitespace().next());
    addresses.into_iter().all(|address| is_own(sandbox, address))
}
