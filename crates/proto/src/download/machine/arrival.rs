//! What came of an attempt: something of the file, an address that led elsewhere, or nothing.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{Response, StatusCode};

use super::{Machine, TRIES};
use crate::download::stage::{Head, Stage};
use crate::download::wire::{interrupted, is_other, is_page, number, odd, resolve, short, shown, validator};
use crate::download::{Fetch, Ranges, file_name};
use crate::endpoint::unreadable;
use crate::env::Env;
use crate::error::{Error, Transport};
use crate::flow::Event;
use crate::platform::Platform as _;
use crate::sink::{Stored, content_range};

/// So many redirects are followed.
const MOVES: u32 = 5;

impl<E: Fetch + Clone> Machine<E> {
    /// Something of the file has come.
    pub(super) fn stored(&mut self, env: &Env, stored: Stored, url: Option<String>) -> Stage<E> {
        self.is_made = true;
        let headers = stored.head.headers();
        let whole = stored.head.status() == StatusCode::OK;
        let total = if whole { number(headers) } else { content_range(headers).and_then(|(_, total)| total) };
        let before = if whole { 0 } else { self.have };
        if before > 0 && is_other(self.total, total) {
            return self.anew(env, url);
        }
        self.have = stored.len;
        self.total = total.or(if whole { None } else { self.total });
        self.validator = validator(headers).or(self.validator.take());
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        self.head = Some(Head { name: file_name(headers), content_type });
        // Who begins anew every time, or brings the same bytes again, gets no further.
        let brought = !whole && self.have > std::mem::replace(&mut self.had, self.have);
        if brought && self.have > self.furthest {
            (self.tries, self.furthest) = (0, self.have);
        }
        let more = match self.total {
            Some(total) => self.have < total,
            // A whole piece is followed by another.
            None => !whole && E::RANGES == Ranges::Pieces(self.have.saturating_sub(before)),
        };
        match (stored.cut, self.total) {
            (Some(cut), _) => self.again(env, cut, url),
            (None, Some(total)) if self.have > total => self.anew(env, url),
            // A piece begins at a multiple of 16, and this one ends before what was there already.
            (None, None) if self.have < before => self.anew(env, url),
            (None, _) if more && url.is_none() && brought => Stage::Begin,
            (None, Some(total)) if more => self.again(env, short(self.have, total), url),
            (None, _) => Stage::Verify,
        }
    }

    /// What came does not belong to what is there.
    fn anew(&mut self, env: &Env, url: Option<String>) -> Stage<E> {
        (self.have, self.had) = (0, 0);
        (self.total, self.validator) = (None, None);
        self.again(env, interrupted("the file has changed on the way"), url)
    }

    pub(super) fn again(&mut self, env: &Env, cause: Transport, url: Option<String>) -> Stage<E> {
        self.tries += 1;
        if self.tries > TRIES {
            return Stage::End(Err(Error::Transport(cause)));
        }
        let pause = Transport::pause(self.tries).mul_f64(1.0 + env.fraction("pause") / 4.0);
        let what = format!("{} bytes of the file are here: {cause}", self.have);
        self.news.push(Event::Waiting { what, pause });
        Stage::Pause(env.uptime + pause, url)
    }

    /// An address that led to something else.
    pub(super) fn no_file(&mut self, env: &Env, url: String, response: &Response<Bytes>) -> Stage<E> {
        if self.is_past_the_end(response) {
            return self.past_the_end(env, response, Some(url));
        }
        if response.status().is_redirection() {
            return self.moved(&url, response);
        }
        if response.status().is_success() && is_page(response) {
            return Stage::End(Err(odd(format!(
                "the address of the file leads to a web page: {}",
                shown(&url)
            ))));
        }
        let error = E::Platform::refusal(false, response)
            .unwrap_or_else(|| unreadable("expected a file", response.body()));
        match error {
            // Such addresses do not live long: the platform gives another one.
            _ if response.status().is_client_error() && self.stale < TRIES => {
                self.stale += 1;
                Stage::Begin
            }
            Error::Transport(cause) => self.again(env, cause, Some(url)),
            error => Stage::End(Err(error)),
        }
    }

    /// The address leads to another one. This request holds no credential, so it can be followed.
    fn moved(&mut self, url: &str, response: &Response<Bytes>) -> Stage<E> {
        let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let next = location.and_then(|location| resolve(url, location));
        self.moves += 1;
        match next {
            Some(next) if self.moves <= MOVES => Stage::Pointer(next),
            _ => Stage::End(Err(odd(format!(
                "the address of the file leads on, and to no file: {}",
                shown(url)
            )))),
        }
    }

    pub(super) fn is_past_the_end(&self, response: &Response<Bytes>) -> bool {
        self.have > 0 && response.status() == StatusCode::RANGE_NOT_SATISFIABLE
    }

    /// There is nothing behind what is here: either it was complete, or it is of something else.
    pub(super) fn past_the_end(
        &mut self,
        env: &Env,
        response: &Response<Bytes>,
        url: Option<String>,
    ) -> Stage<E> {
        match content_range(response.headers()) {
            Some((_, Some(total))) if total == self.have => Stage::Verify,
            _ => self.anew(env, url),
        }
    }
}
