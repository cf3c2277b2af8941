//! The flow [`AwaitMass`]: until a mass message has ended.

use wxkit_proto::error::Review;
use wxkit_proto::flow::{Notice, Ticket};
use wxkit_proto::script::Desk;
use wxkit_proto::{Answer, Env, Error, Flow, Patience, Script, Step, Token};

use super::{MassReport, MassStatus, QueryMass};
use crate::Official;
use crate::ids::MessageId;

/// Asks with growing pauses until a mass message has ended, well or badly. The event `MASSSENDJOBFINISH` ([`Flow::notice`]) lets it
/// ask at once; only that event says why a message failed.
///
/// If the time is up, the error is a [`Review`].
#[derive(Debug)]
pub struct AwaitMass {
    script: Script<Official, MassReport>,
}

impl AwaitMass {
    /// Waits for this message.
    #[must_use]
    pub fn new(msg_id: MessageId, patience: Patience) -> Self {
        Self { script: Script::new(move |desk| ended(desk, msg_id, patience)) }
    }
}

async fn ended(desk: Desk<Official>, msg_id: MessageId, patience: Patience) -> Result<MassReport, Error> {
    let notice = Notice::from(msg_id);
    let mut waiting = patience.begin(desk.uptime());
    loop {
        desk.at("waiting for the message");
        let report = desk.call(QueryMass { msg_id }).await?;
        // A word that is not known may be the last.
        let goes_on = matches!(report.msg_status, MassStatus::Sending | MassStatus::Unknown(_));
        if !goes_on {
            return Ok(report);
        }
        let Some(until) = waiting.next(desk.uptime()) else {
            let message =
                format!("the message {msg_id} is not sent in the time allowed: {}", report.msg_status.word());
            return Err(Error::Review(Review::new(message, "ask for it again later")));
        };
        desk.wait_until(until, "the message is being sent", &notice).await;
    }
}

impl Flow for AwaitMass {
    type Platform = Official;
    type Output = MassReport;

    fn step(&mut self, env: &Env) -> Step<MassReport, Token> {
        self.script.step(env)
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        self.script.answer(env, ticket, answer);
    }

    fn notice(&mut self, notice: &Notice) {
        self.script.notice(notice);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::Response;
    use wxkit_proto::Timestamp;
    use wxkit_proto::flow::Ask;

    use super::*;

    /// Plays the words one after the other, the last one for ever; each pause is ended by an event of this id, if there is one, else
    /// by the clock.
    fn check(words: &[&str], noticed: Option<i64>, expected: &str) {
        let patience = Patience::new(Duration::from_secs(10), Duration::from_secs(60));
        let mut flow = AwaitMass::new(MessageId::from(7), patience);
        let (mut now, mut asked) = (Timestamp::default(), 0);
        loop {
            let env = Env::new(now, [0; 32]);
            match flow.step(&env) {
                Step::Do(ticket, Ask::Credential(_)) => {
                    flow.answer(&env, ticket, Answer::Credential(Token::new("TOKEN")));
                }
                Step::Do(ticket, _) => {
                    let word = words.get(asked).or(words.last()).unwrap();
                    asked += 1;
                    let reply = format!(r#"{{"msg_id":7,"msg_status":"{word}"}}"#);
                    flow.answer(&env, ticket, Answer::Reply(Response::new(reply.into())));
                }
                Step::Tell(_) => {}
                Step::Wait(until) => {
                    let pause = until.unwrap().since(env.uptime);
                    let own = noticed == Some(7);
                    if let Some(id) = noticed {
                        flow.notice(&MessageId::from(id).into());
                    }
                    now = now + if own { Duration::from_secs(1) } else { pause };
                }
                Step::Done(result) => {
                    let told = match result {
                        Ok(report) => report.msg_status.word().to_owned(),
                        Err(error) => format!("{}: {error}", error.kind().as_str()),
                    };
                    assert_eq!(format!("{asked} in {} s: {told}", now.as_secs()), expected);
                    return;
                }
            }
        }
    }

    #[test]
    fn until_it_has_ended() {
        check(&["SEND_SUCCESS"], None, "1 in 0 s: SEND_SUCCESS");
        check(&["SENDING", "SENDING", "SEND_FAIL"], None, "3 in 25 s: SEND_FAIL");
        check(&["SENDING", "DELETE"], None, "2 in 10 s: DELETE");
        check(
            &["SENDING"],
            None,
            "5 in 60 s: review: the message 7 is not sent in the time allowed: SENDING",
        );
    }

    #[test]
    fn an_event_is_a_reason_to_ask() {
        check(&["SENDING", "SENDING", "SEND_SUCCESS"], Some(7), "3 in 2 s: SEND_SUCCESS");
        check(&["SENDING", "SENDING", "SEND_SUCCESS"], Some(8), "3 in 25 s: SEND_SUCCESS");
    }
}
