//! Events on their way to a flow that waits for them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use wxkit_proto::flow::Notice;

/// Where events of the platform go in while a flow runs. All clones are one way in, and each belongs to one run.
///
/// A flow that waits for what has ended is woken and asks; see [`Flow::notice`](wxkit_proto::Flow::notice).
///
/// ```
/// use wxkit_client::{Journal, Notices, Session};
/// use wxkit_proto::flow::Notice;
///
/// let notices = Notices::default();
/// let session = Session::new(Journal::none()).notices(&notices);
/// // Wherever events come in, on any thread:
/// notices.send(Notice::new("100000001"));
/// # drop(session);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Notices(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Notice>,
    waker: Option<Waker>,
}

/// What waits for a flow that is busy; an older one is lost, and found out by asking.
const MOST: usize = 1000;

impl Notices {
    /// Hands in word that something has ended. Never waits.
    pub fn send(&self, notice: Notice) {
        let mut state = self.state();
        if state.waiting.len() >= MOST {
            state.waiting.pop_front();
        }
        state.waiting.push_back(notice);
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// The next one; the task is woken when there is one.
    pub(crate) fn poll_next(&self, context: &Context<'_>) -> Poll<Notice> {
        let mut state = self.state();
        match state.waiting.pop_front() {
            Some(notice) => Poll::Ready(notice),
            None => {
                state.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
