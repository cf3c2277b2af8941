//! What came of an attempt: something of the file, an address that led elsewhere, or nothing.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{Response, StatusCode};

use super::{Course, Next, TRIES, Way};
use crate::download::wire::{interrupted, is_other, is_page, number, odd, resolve, short, shown, validator};
use crate::download::{Fetch, Ranges, file_name};
use crate::endpoint::unreadable;
use crate::error::{Error, Transport};
use crate::flow::Event;
use crate::platform::Platform as _;
use crate::sink::{Stored, content_range};

/// So many redirects are followed.
const MOVES: u32 = 5;

impl<E: Fetch> Course<E> {
    /// Something of the file has come.
    pub(super) async fn stored(&mut self, stored: Stored, way: Way) -> Result<Next, Error> {
        self.is_made = true;
        let headers = stored.head.headers();
        let whole = stored.head.status() == StatusCode::OK;
        let total = if whole { number(headers) } else { content_range(headers).and_then(|(_, total)| total) };
        let before = if whole { 0 } else { self.have };
        if before > 0 && is_other(self.total, total) {
            return self.anew(way).await;
        }
        self.have = stored.len;
        self.total = total.or(if whole { None } else { self.total });
        self.validator = validator(headers).or(self.validator.take());
        self.name = file_name(headers);
        self.content_type =
            headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        // Who begins anew every time, or brings the same bytes again, gets no further.
        let brought = !whole && self.have > std::mem::replace(&mut self.had, self.have);
        if brought && self.have > self.furthest {
            (self.tries, self.furthest) = (0, self.have);
        }
        let more = match self.total {
            Some(total) => self.have < total,
            // A whole piece is followed by another.
            None => E::RANGES == Ranges::Pieces(self.have.saturating_sub(before)),
        };
        match (stored.cut, self.total) {
            (Some(cut), _) => self.again(cut, way).await,
            (None, Some(total)) if self.have > total => self.anew(way).await,
            // A piece begins at a multiple of 16, and this one ends before what was there already.
            (None, None) if self.have < before => self.anew(way).await,
            (None, _) if more && brought && matches!(way, Way::Call) => Ok(Next::Attempt(Way::Call)),
            (None, Some(total)) if more => self.again(short(self.have, total), way).await,
            (None, _) => Ok(Next::Complete),
        }
    }

    /// What came does not belong to what is there.
    async fn anew(&mut self, way: Way) -> Result<Next, Error> {
        (self.have, self.had) = (0, 0);
        (self.total, self.validator) = (None, None);
        self.again(interrupted("the file has changed on the way"), way).await
    }

    /// After a pause, unless too many attempts in a row have brought nothing.
    pub(super) async fn again(&mut self, cause: Transport, way: Way) -> Result<Next, Error> {
        self.tries += 1;
        if self.tries > TRIES {
            return Err(Error::Transport(cause));
        }
        let jitter = 1.0 + self.desk.env().fraction("pause") / 4.0;
        let pause = Transport::pause(self.tries).mul_f64(jitter);
        let what = format!("{} bytes of the file are here: {cause}", self.have);
        self.desk.tell(Event::Waiting { what, pause });
        self.desk.sleep(pause).await;
        Ok(Next::Attempt(way))
    }

    /// An address that led to something else.
    pub(super) async fn elsewhere(&mut self, url: String, response: &Response<Bytes>) -> Result<Next, Error> {
        if response.status().is_redirection() {
            return self.moved(&url, response);
        }
        if response.status().is_success() && is_page(response) {
            return Err(odd(format!("the address of the file leads to a web page: {}", shown(&url))));
        }
        let error = E::Platform::refusal(false, response)
            .unwrap_or_else(|| unreadable("expected a file", response.body()));
        match error {
            // Such addresses do not live long: the platform gives another one.
            _ if response.status().is_client_error() && self.stale < TRIES => {
                self.stale += 1;
                Ok(Next::Attempt(Way::Call))
            }
            Error::Transport(cause) => self.again(cause, Way::Pointer(url)).await,
            error => Err(error),
        }
    }

    /// The address leads to another one. This request holds no credential, so it can be followed.
    fn moved(&mut self, url: &str, response: &Response<Bytes>) -> Result<Next, Error> {
        let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let next = location.and_then(|location| resolve(url, location));
        self.moves += 1;
        match next {
            Some(next) if self.moves <= MOVES => Ok(Next::Attempt(Way::Pointer(next))),
            _ => Err(odd(format!("the address of the file leads on, and to no file: {}", shown(url)))),
        }
    }

    /// There is nothing behind what is here: either it was complete, or it is of something else.
    pub(super) async fn no_more(&mut self, response: &Response<Bytes>, way: Way) -> Result<Next, Error> {
        match content_range(response.headers()) {
            Some((_, Some(total))) if total == self.have => Ok(Next::Complete),
            _ => self.anew(way).await,
        }
    }
}
