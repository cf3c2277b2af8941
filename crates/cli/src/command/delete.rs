//! Deletions whose repeat may find nothing left.

use wxkit::official::Official;
use wxkit::proto;
use wxkit::proto::envelope::Done;
use wxkit::proto::flow::{Credential, Ticket};
use wxkit::proto::{Call, Endpoint, Env, Error, Flow, Step};

/// After a lost answer, "no such thing" says that it is gone already, which is what was wanted.
pub(super) struct Delete<E: Endpoint> {
    call: Call<E>,
    is_gone: fn(&Error) -> bool,
}

impl<E: Endpoint> Delete<E> {
    /// `is_gone` says whether a refusal means that there is no such thing.
    pub(super) fn new(endpoint: E, is_gone: fn(&Error) -> bool) -> Self {
        Self { call: Call::new(endpoint), is_gone }
    }
}

impl<E: Endpoint<Platform = Official, Reply = Done>> Flow for Delete<E> {
    type Platform = Official;
    type Output = Done;

    fn step(&mut self, env: &Env) -> Step<Done, Credential<Self>> {
        match self.call.step(env) {
            Step::Done(Err(error)) if self.call.lost_an_answer() && (self.is_gone)(&error) => {
                Step::Done(Ok(Done::new(0, "already gone")))
            }
            step => step,
        }
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: proto::Answer<Credential<Self>>) {
        self.call.answer(env, ticket, answer);
    }
}
