//! The sandbox itself: the way of a request from its head to its answer.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use wxkit_proto::decoder::query_pairs;
use wxkit_proto::{Env, Timestamp};

use crate::answer::{Answer, JSON, PLAIN, Refuse, response};
use crate::call::Call;
use crate::config::Config;
use crate::faults::Fault;
use crate::outcome::{Delivery, Outcome};
use crate::pay;
use crate::route::{self, Platform, Route};
use crate::show;
use crate::speak::Outbox;
use crate::spoil;
use crate::state::{
    AllComments, Articles, Corp, Drafts, Library, Messages, Publications, Records, Tokens, Usage, Videos,
};
use crate::taught::Taught;

/// A fake WeChat: configuration, state, and [`handle`](Sandbox::handle).
#[derive(Debug)]
pub struct Sandbox {
    pub(crate) config: Config,
    pub(crate) tokens: Tokens,
    pub(crate) library: Library,
    pub(crate) videos: Videos,
    pub(crate) articles: Articles,
    pub(crate) drafts: Drafts,
    pub(crate) publications: Publications,
    pub(crate) messages: Messages,
    pub(crate) comments: AllComments,
    /// By their kind, and when they end.
    pub(crate) tickets: BTreeMap<String, (String, Timestamp)>,
    pub(crate) corp: Corp,
    pub(crate) usage: Usage,
    pub(crate) records: Records,
    pub(crate) recent: show::Recent,
    pub(crate) pay: pay::Merchant,
    pub(crate) outbox: Outbox,
    pub(crate) taught: Vec<Taught>,
    calls: BTreeMap<&'static str, u64>,
    serial: u64,
}

impl Default for Sandbox {
    fn default() -> Self {
        Self::new(Config::default())
    }
}

impl Sandbox {
    /// An empty WeChat.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            config,
            tokens: Tokens::default(),
            library: Library::default(),
            videos: Videos::default(),
            articles: Articles::default(),
            drafts: Drafts::default(),
            publications: Publications::default(),
            messages: Messages::default(),
            comments: AllComments::default(),
            tickets: BTreeMap::new(),
            corp: Corp::default(),
            usage: Usage::default(),
            records: Records::default(),
            recent: show::Recent::default(),
            pay: pay::Merchant::default(),
            outbox: Outbox::default(),
            taught: Vec::new(),
            calls: BTreeMap::new(),
            serial: 0,
        }
    }

    /// Answers a request. Pure: time and chance come from `env`, everything else from the state.
    ///
    /// The same requests with the same `Env`s give the same answers, byte for byte.
    pub fn handle(&mut self, env: &Env, request: &Request<Bytes>) -> Outcome {
        if pay::is_pay(request.uri().path()) {
            return self.handle_pay(env, request);
        }
        if request.uri().path().starts_with("/sandbox/") {
            return whole(self.play(env, request));
        }
        if let Some(answer) = self.answer_taught(env, request) {
            return whole(answer);
        }
        let Some(route) = route::find(request, Corp::platform(request)) else {
            if let Some(page) = show::answer(self, request) {
                return whole(page);
            }
            return whole(Refuse::new(40066, "invalid url").bare().into_response(env, JSON));
        };
        self.count_call(route.name);
        if route.platform == Platform::Official {
            self.usage.count(route.path(), env.now);
        }
        let fault = self.config.faults.strike(route.name);
        if let Some(outcome) = fault.as_ref().and_then(|fault| self.instead(env, request, route, fault)) {
            self.recent.note(env.now, route.name, None);
            return outcome;
        }
        let answer = self.work(env, request, route, fault.as_ref());
        self.recent.note(env.now, route.name, Some(answer.as_ref().map_or_else(|refuse| refuse.code, |_| 0)));
        let answer = match answer {
            Ok(answer) => show::addressed(answer.into_response(route.label), self.config.site.as_deref()),
            Err(refuse) => self.refuse(env, request, route, refuse),
        };
        match fault {
            None => whole(answer),
            Some(Fault::Odd) => whole(spoil::odd(answer)),
            Some(fault) => afterwards(answer, &fault),
        }
    }

    fn work(
        &mut self,
        env: &Env,
        request: &Request<Bytes>,
        route: &Route,
        fault: Option<&Fault>,
    ) -> Result<Answer, Refuse> {
        if route.auth {
            self.check_token(route.platform, env, request)?;
        }
        let call = Call::new(env, request, route, fault)?;
        route.run(self, &call)
    }

    /// Whether a request has a good token of this platform.
    pub(crate) fn check_token(
        &self,
        platform: Platform,
        env: &Env,
        request: &Request<Bytes>,
    ) -> Result<(), Refuse> {
        let token = token_of(request);
        match platform {
            Platform::Official => self.tokens.check(&token, env.now),
            Platform::Work => self.corp.tokens.check(&token, env.now),
        }
    }

    /// The faults that come in place of the work.
    fn instead(
        &mut self,
        env: &Env,
        request: &Request<Bytes>,
        route: &Route,
        fault: &Fault,
    ) -> Option<Outcome> {
        let refuse = match fault {
            Fault::Busy => Refuse::new(-1, "system error"),
            Fault::Throttled if route.platform == Platform::Work => {
                Refuse::new(45009, "api freq out of limit")
            }
            Fault::Throttled => Refuse::new(45011, "api freq out of limit"),
            Fault::Token if route.platform == Platform::Work => self.corp.tokens.kill(&token_of(request)),
            Fault::Token => self.tokens.kill(&token_of(request)),
            Fault::Expired if route.platform == Platform::Work => {
                self.corp.tokens.expire(&token_of(request), env.now)
            }
            Fault::Expired => self.tokens.expire(&token_of(request), env.now),
            Fault::Refuse { errcode, errmsg, .. } => Refuse::new(*errcode, errmsg.clone()).bare(),
            Fault::Html { status } => {
                let mut page = response("text/html", spoil::PAGE);
                *page.status_mut() = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY);
                return Some(whole(page));
            }
            Fault::Drop => {
                return Some(Outcome { response: response(PLAIN, ""), delivery: Delivery::Lost });
            }
            _ => return None,
        };
        Some(whole(self.refuse(env, request, route, refuse)))
    }

    /// Says no, and remembers what to, if there is an id to ask for it.
    fn refuse(
        &mut self,
        env: &Env,
        request: &Request<Bytes>,
        route: &Route,
        refuse: Refuse,
    ) -> Response<Bytes> {
        let refuse = if route.platform == Platform::Work { refuse.at_work() } else { refuse };
        let rid = refuse.request_id(env);
        let response = refuse.into_response(env, route.label);
        if let Some(rid) = rid {
            self.records.keep(rid, env.now, request, &response);
        }
        response
    }

    pub(crate) fn count_call(&mut self, name: &'static str) {
        let count = self.calls.entry(name).or_default();
        *count = count.saturating_add(1);
    }

    /// How often each call was made, by its path and action: `cgi-bin/publish/submit`,
    /// `cgi-bin/material/upload_video?action=upload_block`. Calls that were refused or lost count.
    #[must_use]
    pub fn calls(&self) -> &BTreeMap<&'static str, u64> {
        &self.calls
    }

    /// How it was set up. The faults have counted on.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// To change its behaviour in the middle: a verdict, another script of faults.
    pub fn config_mut(&mut self) -> &mut Config {
        &mut self.config
    }

    /// An id of `len` characters that was never given out.
    pub(crate) fn fresh(&mut self, env: &Env, what: &str, len: usize) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        self.serial = self.serial.saturating_add(1);
        let mut id = String::with_capacity(len);
        for round in 0..len.div_ceil(32) {
            let random = env.random(&format!("{what} {} {round}", self.serial));
            let letters = random.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 63)));
            id.extend(letters.take(len - id.len()).map(|letter| char::from(*letter)));
        }
        id
    }

    /// A number of `digits` digits that was never given out, as far as chance goes.
    pub(crate) fn fresh_number(&mut self, env: &Env, what: &str, digits: u32) -> u64 {
        self.serial = self.serial.saturating_add(1);
        let [a, b, c, d, e, f, g, h, ..] = env.random(&format!("{what} {}", self.serial));
        let low = 10_u64.saturating_pow(digits.saturating_sub(1));
        low + u64::from_be_bytes([a, b, c, d, e, f, g, h]) % low.saturating_mul(9).max(1)
    }
}

pub(crate) fn token_of(request: &Request<Bytes>) -> String {
    let query = query_pairs(request.uri().query().unwrap_or_default());
    query.into_iter().find(|(name, _)| name == "access_token").map(|(_, token)| token).unwrap_or_default()
}

fn whole(response: Response<Bytes>) -> Outcome {
    Outcome { response, delivery: Delivery::Whole }
}

/// The faults that come on top of the work.
pub(crate) fn afterwards(answer: Response<Bytes>, fault: &Fault) -> Outcome {
    let delivery = match fault {
        Fault::Lost => Delivery::Lost,
        Fault::Cut => Delivery::Cut(spoil::half(&answer)),
        Fault::Slow { ms } => Delivery::Delayed(Duration::from_millis(*ms)),
        _ => Delivery::Whole,
    };
    let response = match fault {
        Fault::Truncated => {
            let half = spoil::half(&answer);
            spoil::shortened(answer, half)
        }
        Fault::Empty => spoil::shortened(answer, 0),
        Fault::Control => answer.map(|body| spoil::with_control(&body)),
        Fault::Stringly => answer.map(|body| spoil::stringly(&body)),
        _ => answer,
    };
    Outcome { response, delivery }
}
