//! `POST /sandbox/…`: plays a follower, a member of the corp, or somebody who pays.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde_json::{Map, Value, json};
use wxkit_callback::Fields;
use wxkit_official::ids::MediaId;
use wxkit_official::material::MaterialKind;
use wxkit_proto::Env;
use wxkit_proto::decoder::query_pairs;

use super::words::{ACCOUNT, address, head};
use super::{Occasion, Payment};
use crate::Sandbox;
use crate::answer::{JSON, response};
use crate::state::{CorpMedia, Media, Owner, push, sha1_hex};

/// What can be played, as the last part of the path.
const PARTS: &str =
    "text, image, voice, video, shortvideo, subscribe, unsubscribe, scan, click, view, check and pay";

impl Sandbox {
    /// Plays a part, and answers with the ids of what came of it.
    ///
    /// The query says `from` (an openid or a user's id), `at=work` for WeChat Work, `key` for menus and QR codes, `event` for
    /// payments, and `key=public` for those signed by the public key. The body is the text, the file, or the JSON that a payment
    /// is about. `check` is the console's check of the address. `GET /sandbox/sent` lists what became of all that was sent.
    pub(crate) fn play(&mut self, env: &Env, request: &Request<Bytes>) -> Response<Bytes> {
        let played = match request.uri().path().strip_prefix("/sandbox/") {
            Some("sent") if request.method() == Method::GET => Ok(self.told_sent()),
            Some(part) if request.method() == Method::POST => self.part(env, part, request),
            _ => Err(format!("GET /sandbox/sent, or POST /sandbox/PART; the parts are {PARTS}")),
        };
        let (status, told) = match played {
            Ok(told) => (StatusCode::OK, told),
            Err(wrong) => (StatusCode::BAD_REQUEST, json!({ "errcode": -1, "errmsg": wrong })),
        };
        let mut answer = response(JSON, told.to_string());
        *answer.status_mut() = status;
        answer
    }

    fn part(&mut self, env: &Env, part: &str, request: &Request<Bytes>) -> Result<Value, String> {
        let query = query_pairs(request.uri().query().unwrap_or_default());
        let asked =
            |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let (body, is_work) = (request.body(), asked("at") == Some("work"));
        if part == "pay" {
            return self.pay(
                body,
                asked("event").unwrap_or("TRANSACTION.SUCCESS"),
                asked("key") == Some("public"),
            );
        }
        if self.config.callback.is_none() {
            return Err("nobody listens: there is no --callback".into());
        }
        if part == "check" {
            self.happen(Occasion::Check { is_work });
            return Ok(json!({ "errcode": 0, "errmsg": "ok" }));
        }
        let (to, stranger) = match is_work {
            true => (self.config.work.corpid.clone(), "zhangsan"),
            false => (ACCOUNT.to_owned(), "oFollower000000000000000001"),
        };
        let from = asked("from").unwrap_or(stranger);
        let mut told = Map::from_iter([("errcode".to_owned(), 0.into()), ("errmsg".to_owned(), "ok".into())]);
        let key = asked("key").unwrap_or_default();
        let event = |name: &str| head(&to, from, name, env.now).with("EventKey", key);
        // What comes of a QR code gets its picture.
        let scanned = |fields: Fields| if key.is_empty() { fields } else { fields.with("Ticket", "TICKET") };
        let fields = match part {
            "subscribe" => scanned(event(part)),
            "unsubscribe" => event(part),
            "scan" => scanned(event("SCAN")),
            "click" => event("CLICK"),
            "view" => event("VIEW"),
            "text" | "image" | "voice" | "video" | "shortvideo" => {
                let id = i64::try_from(self.fresh_number(env, "message", 17)).unwrap_or(i64::MAX);
                told.insert("msg_id".into(), id.into());
                let message = address(&to, from, env.now).with("MsgType", part);
                let message = match part {
                    "text" => message.with("Content", String::from_utf8_lossy(body).into_owned()),
                    _ if body.is_empty() => return Err("the body must be the file".into()),
                    _ => {
                        let media_id = self.receive_file(env, part, body, is_work);
                        told.insert("media_id".into(), media_id.as_str().into());
                        with_media(message, part, &media_id)
                    }
                };
                message.with("MsgId", id)
            }
            _ => return Err(format!("there is no part {part}; there are {PARTS}")),
        };
        self.happen(match (is_work, self.config.work.apps.first()) {
            (true, Some(app)) => Occasion::WorkMessage(fields.with("AgentID", app.agentid)),
            (true, None) => Occasion::WorkMessage(fields),
            (false, _) => Occasion::Message(fields),
        });
        Ok(told.into())
    }

    fn pay(&mut self, body: &Bytes, event: &str, by_public_key: bool) -> Result<Value, String> {
        if self.config.notify.is_none() {
            return Err("nobody listens: there is no --notify".into());
        }
        let resource: Value =
            serde_json::from_slice(body).map_err(|_| "the body must be the JSON of the payment")?;
        let (event, resource) = (event.to_owned(), resource.to_string());
        self.happen(Occasion::Paid(Payment { event, resource, by_public_key }));
        Ok(json!({ "errcode": 0, "errmsg": "ok" }))
    }

    /// Keeps a file that somebody sent, so that it can be downloaded.
    fn receive_file(&mut self, env: &Env, part: &str, bytes: &Bytes, is_work: bool) -> String {
        let id = self.fresh(env, "received media", 64);
        let (sha1, len) = (sha1_hex(bytes), bytes.len() as u64);
        let kind = if part == "shortvideo" { "video" } else { part };
        if is_work {
            let (media_id, kind, name) = (id.clone(), kind.to_owned(), format!("{part}.bin"));
            let media = CorpMedia {
                media_id,
                kind,
                name,
                sha1,
                len,
                dies: env.now + CorpMedia::LIFE,
                owner: Owner::Corp,
            };
            self.corp.keep(media, bytes, env.now, self.config.kept);
            return id;
        }
        let kind = match kind {
            "voice" => MaterialKind::Voice,
            "video" => MaterialKind::Video,
            _ => MaterialKind::Image,
        };
        let media_id = MediaId::new(id.clone()).created_at(env.now);
        let name = format!("{part}.bin");
        push(&mut self.library.media, Media { media_id, kind, name, sha1, len, dies: env.now + Media::LIFE });
        self.library.files.keep(&id, bytes, self.config.kept);
        id
    }
}

fn with_media(message: Fields, part: &str, media_id: &str) -> Fields {
    let message = message.with("MediaId", media_id);
    match part {
        "image" => message.with("PicUrl", format!("http://mmbiz.qpic.cn/sandbox/{media_id}/0")),
        "voice" => message.with("Format", "amr"),
        _ => message.with("ThumbMediaId", media_id),
    }
}
