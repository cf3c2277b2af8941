//! WeChat Pay v3 (微信支付): every request's signature is verified on its raw bytes, every answer is signed, and
//! the platform's certificates change when they are told to.
//!
//! Nothing in here shares code with `wxkit-pay`.

mod bill;
mod certificates;
mod config;
mod fault;
mod keys;
mod media;
mod order;
mod reply;
mod route;
mod signature;

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Request, Response};
use wxkit_proto::Env;

use crate::Sandbox;
use crate::answer::{PLAIN, response};
use crate::faults::Fault;
use crate::outcome::{Delivery, Outcome};
use crate::sandbox::afterwards;

pub use config::{KeyMode, PayConfig};
pub use keys::{
    MERCHANT_CERTIFICATE, MERCHANT_KEY, NEXT_CERTIFICATE, PLATFORM_CERTIFICATE, PUBLIC_KEY, PUBLIC_KEY_ID,
};
pub use media::PayMedia;

#[cfg(feature = "serve")]
pub(crate) use bill::Secure;
pub(crate) use fault::PayFault;
pub(crate) use reply::Reply;
pub(crate) use route::calls;

use route::find;
pub(crate) use signature::sign;

/// What the sandbox remembers of a merchant.
#[derive(Debug, Default)]
pub(crate) struct Merchant {
    /// Whether the platform signs with its next certificate.
    pub(crate) rotated: bool,
    pub(crate) media: Vec<PayMedia>,
    pub(crate) bills: BTreeMap<String, Bytes>,
    pub(crate) orders: BTreeMap<String, order::Order>,
}

/// One request, and what it means.
pub(crate) struct Ask<'a> {
    pub(crate) env: &'a Env,
    pub(crate) request: &'a Request<Bytes>,
    /// What stands at the place of the `{}` in the path.
    pub(crate) id: String,
}

impl Sandbox {
    /// The platform signs with its other certificate from now on, and lists both.
    pub fn rotate_certificates(&mut self) {
        self.pay.rotated = !self.pay.rotated;
    }

    /// Files of the merchant, in the order in which they were uploaded.
    #[must_use]
    pub fn merchant_media(&self) -> &[PayMedia] {
        &self.pay.media
    }

    /// Answers a request to WeChat Pay.
    pub(crate) fn handle_pay(&mut self, env: &Env, request: &Request<Bytes>) -> Outcome {
        let route = find(request.method(), request.uri().path());
        let fault = route.as_ref().and_then(|(route, _)| {
            self.count_call(route.name);
            self.config.faults.strike(route.name)
        });
        if fault == Some(Fault::Drop) {
            return Outcome { response: response(PLAIN, ""), delivery: Delivery::Lost };
        }
        let answer = self.answer_pay(env, request, route, fault.as_ref());
        match fault {
            None => Outcome { response: answer, delivery: Delivery::Whole },
            Some(fault) => afterwards(answer, &fault),
        }
    }

    fn answer_pay(
        &mut self,
        env: &Env,
        request: &Request<Bytes>,
        route: Option<(&'static route::Route, String)>,
        fault: Option<&Fault>,
    ) -> Response<Bytes> {
        if let Some(Fault::Pay(PayFault::Rotate)) = fault {
            self.rotate_certificates();
        }
        let reply = match (fault.and_then(fault::instead), route) {
            (Some(reply), _) => reply,
            (None, Some((route, id))) => self.work_pay(env, request, route, id),
            (None, None) => Reply::no(404, "RESOURCE_NOT_EXISTS", "请求的资源不存在"),
        };
        let (signed, now) = (reply.signed, fault::clock(fault, self.config.pay.clock(env.now)));
        let mut response = reply.into_response(env);
        if fault == Some(&Fault::Odd) {
            fault::with_blank(&mut response);
        }
        if signed && !matches!(fault, Some(Fault::Pay(PayFault::Unsigned))) {
            sign(self, env, request, &mut response, now);
        }
        match fault {
            Some(Fault::Pay(fault)) => fault.spoil(&mut response),
            // It was not always there.
            Some(Fault::Odd) => drop(response.headers_mut().remove("wechatpay-signature-type")),
            _ => {}
        }
        response
    }

    fn work_pay(&mut self, env: &Env, request: &Request<Bytes>, route: &route::Route, id: String) -> Reply {
        if request.method() != route.method {
            return Reply::no(405, "INVALID_REQUEST", "请求方法不被允许");
        }
        if let Err(reply) = signature::authenticate(self, env.now, request) {
            return reply;
        }
        (route.work)(self, &Ask { env, request, id })
    }
}

/// Whether a path belongs to WeChat Pay.
pub(crate) fn is_pay(path: &str) -> bool {
    path.starts_with("/v3/") || path.starts_with("/brand/")
}
