//! The table of all calls, and what is the same for each of them.

use std::fmt;
use std::sync::LazyLock;

use bytes::Bytes;
use http::{Method, Request};
use wxkit_proto::decoder::query_pairs;
use wxkit_proto::{Endpoint, EndpointExt as _};

use crate::Sandbox;
use crate::answer::{Answer, JSON, Refuse, WORK};
use crate::api;
use crate::call::Call;

/// One call: how it is reached, what is checked on the raw bytes, and what it does.
pub(crate) struct Route {
    /// Path without the leading `/`, with its action: `cgi-bin/material/upload_video?action=init_upload`.
    pub(crate) name: &'static str,
    /// The method it insists on; without it GET and POST will both do.
    pub(crate) method: Option<Method>,
    /// Whose call it is.
    pub(crate) platform: Platform,
    /// Whether it needs a token.
    pub(crate) auth: bool,
    /// What its body is.
    pub(crate) shape: Shape,
    /// What it says of a body that it cannot read.
    pub(crate) garbled: (i64, &'static str),
    /// The label on its answers.
    pub(crate) label: &'static str,
    first: Option<Check>,
    work: Box<Work>,
}

/// What a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Nothing,
    Json,
    Form,
    Octets,
}

/// What most calls say of a body that they cannot read.
const GARBLED: (i64, &str) = (47001, "data format error");

/// Whose call it is. Both live at the same address here, and some paths are those of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platform {
    Official,
    Work,
}

type Check = fn(&Sandbox, &Call<'_>) -> Result<(), Refuse>;
type Work = dyn Fn(&mut Sandbox, &Call<'_>) -> Result<Answer, Refuse> + Send + Sync;

static TABLE: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let groups = [
        api::token::routes(),
        api::material::routes(),
        api::media::routes(),
        api::file::routes(),
        api::video::routes(),
        api::library::routes(),
        api::draft::routes(),
        api::freepublish::routes(),
        api::mass::routes(),
        api::service::routes(),
        api::stats::routes(),
        api::comment::routes(),
        api::custom::routes(),
        api::follower::routes(),
        api::ticket::routes(),
        api::product::routes(),
    ];
    groups.into_iter().flatten().collect()
});

static WORK_TABLE: LazyLock<Vec<Route>> = LazyLock::new(api::work::routes);

/// The call that a request means; `preferred` decides about the paths of both platforms.
pub(crate) fn find(request: &Request<Bytes>, preferred: Platform) -> Option<&'static Route> {
    let (official, work) = (find_in(&TABLE, request), find_in(&WORK_TABLE, request));
    match preferred {
        Platform::Official => official.or(work),
        Platform::Work => work.or(official),
    }
}

fn find_in(table: &'static [Route], request: &Request<Bytes>) -> Option<&'static Route> {
    let asked = Asked::of(request)?;
    table.iter().find(|route| asked.means(route.name))
}

/// The path and the query that a request asks for.
pub(crate) struct Asked {
    path: String,
    query: Vec<(String, String)>,
}

impl Asked {
    pub(crate) fn of(request: &Request<Bytes>) -> Option<Self> {
        let query = query_pairs(request.uri().query().unwrap_or_default());
        Some(Self { path: decoded(request.uri().path())?, query })
    }

    /// Whether it is a call of this name, which may hold a fixed query.
    pub(crate) fn means(&self, name: &str) -> bool {
        let (known, fixed) = name.split_once('?').unwrap_or((name, ""));
        known == self.path.trim_start_matches('/')
            && query_pairs(fixed).iter().all(|pair| self.query.contains(pair))
    }
}

/// The path without its percent signs, if it may be a known one at all: none has what means something in a query.
fn decoded(path: &str) -> Option<String> {
    let mut pairs = query_pairs(path).into_iter();
    match (pairs.next(), path.contains(['+', '&', '='])) {
        (Some((path, _)), false) => Some(path),
        _ => None,
    }
}

/// The path of a call without its action, if there is such a call.
pub(crate) fn known(path: &str) -> Option<&'static str> {
    TABLE.iter().map(Route::path).find(|known| *known == path)
}

/// The names of all calls, of both platforms.
pub(crate) fn calls() -> impl Iterator<Item = &'static str> {
    TABLE.iter().chain(WORK_TABLE.iter()).map(|route| route.name).chain(crate::pay::calls())
}

impl Route {
    /// Registers an endpoint by the function that does its work.
    pub(crate) fn new<E: Endpoint + 'static>(
        shape: Shape,
        work: fn(&mut Sandbox, &Call<'_>, E) -> Result<Answer, Refuse>,
    ) -> Self {
        Self {
            name: E::PATH.trim_start_matches('/'),
            method: Some(E::METHOD),
            platform: Platform::Official,
            auth: E::AUTH,
            shape,
            garbled: GARBLED,
            label: JSON,
            first: None,
            work: Box::new(move |sandbox, call| {
                // What exactly could not be read, WeChat does not say; nor does it repeat what was sent.
                let endpoint = E::receive(&call.request, false).map_err(|_| call.unreadable())?;
                work(sandbox, call, endpoint)
            }),
        }
    }

    /// Registers a call that no endpoint type is for; it needs a token.
    pub(crate) fn bare(
        name: &'static str,
        method: Method,
        shape: Shape,
        work: fn(&mut Sandbox, &Call<'_>) -> Result<Answer, Refuse>,
    ) -> Self {
        Self {
            name,
            method: Some(method),
            platform: Platform::Official,
            auth: true,
            shape,
            garbled: GARBLED,
            label: JSON,
            first: None,
            work: Box::new(work),
        }
    }

    /// Registers a call of WeChat Work by the function that does its work. Of the endpoint only the address is taken: what
    /// it sends is read from the raw request.
    pub(crate) fn work<E: Endpoint>(
        shape: Shape,
        work: fn(&mut Sandbox, &Call<'_>) -> Result<Answer, Refuse>,
    ) -> Self {
        Self {
            platform: Platform::Work,
            auth: E::AUTH,
            garbled: (40058, "invalid Request Parameter"),
            label: WORK,
            ..Self::bare(E::PATH.trim_start_matches('/'), E::METHOD, shape, work)
        }
    }

    /// Its path without the leading `/`, and without its action.
    pub(crate) fn path(&self) -> &'static str {
        self.name.split('?').next().unwrap_or(self.name)
    }

    /// Takes GET as well as POST.
    pub(crate) fn get_or_post(self) -> Self {
        Self { method: None, ..self }
    }

    /// Says this of a body that it cannot read.
    pub(crate) fn garbled(self, code: i64, text: &'static str) -> Self {
        Self { garbled: (code, text), ..self }
    }

    /// Works for anybody.
    pub(crate) fn without_token(self) -> Self {
        Self { auth: false, ..self }
    }

    /// Puts this label on its answers.
    pub(crate) fn label(self, label: &'static str) -> Self {
        Self { label, ..self }
    }

    /// Looks at the raw request first.
    pub(crate) fn first(self, check: Check) -> Self {
        Self { first: Some(check), ..self }
    }

    pub(crate) fn run(&self, sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
        if let Some(check) = self.first {
            check(sandbox, call)?;
        }
        (self.work)(sandbox, call)
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route").field("name", &self.name).finish_non_exhaustive()
    }
}
