//! A flow that hears of what ends on the platform: early, late, twice, of others, and not at all.

use serde_json::Value;
use wxkit::proto::flow::{Notice, Ticket};
use wxkit::proto::{Answer, Env, Flow, Platform, Step, Token};

use crate::Chance;

/// A flow, and the events that are handed to it between any two of its steps.
#[derive(Debug)]
pub struct Noticed<F> {
    flow: F,
    chance: Chance,
    heard: fn(&Value) -> Option<Notice>,
    own: Option<Notice>,
}

impl<F> Noticed<F> {
    /// `heard` finds what it waits for in an answer of the platform; events of it come once it is known, among some of others.
    pub fn new(flow: F, chance: Chance, heard: fn(&Value) -> Option<Notice>) -> Self {
        Self { flow, chance, heard, own: None }
    }
}

impl<F: Flow<Platform: Platform<Credential = Token>>> Flow for Noticed<F> {
    type Platform = F::Platform;
    type Output = F::Output;

    fn step(&mut self, env: &Env) -> Step<F::Output, Token> {
        if self.chance.percent(30) {
            let own = self.own.clone().filter(|_| self.chance.percent(80));
            self.flow.notice(&own.unwrap_or_else(|| Notice::new("7")));
        }
        self.flow.step(env)
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        if let Answer::Reply(reply) = &answer
            && let Ok(body) = serde_json::from_slice(reply.body())
            && let Some(own) = (self.heard)(&body)
        {
            self.own = Some(own);
        }
        self.flow.answer(env, ticket, answer);
    }
}
