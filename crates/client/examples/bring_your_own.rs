//! A driver of one's own: the whole loop, over any HTTP client (here: plain ureq), doing one thing at a time.
//!
//! `bring_your_own ACCESS_TOKEN PICTURE` uploads a picture for use in articles and prints its address.

use std::thread::sleep;

use http::Request;
use wxkit_client::files::{self, Reader, Received};
use wxkit_client::{Journal, env};
use wxkit_official::{Official, UploadImage};
use wxkit_proto::error::{Transport, TransportKind};
use wxkit_proto::flow::Ask;
use wxkit_proto::sink::Sink;
use wxkit_proto::{Answer, Body, Call, Error, Flow, Step, Token};

fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let (Some(token), Some(path)) = (args.next(), args.next()) else {
        return Err(Error::invalid("usage: bring_your_own ACCESS_TOKEN PICTURE"));
    };
    let file = files::open(path.as_ref())?;
    println!("{}", run(Call::new(UploadImage { file }), &Token::new(token))?.url);
    Ok(())
}

/// The loop.
fn run<F: Flow<Platform = Official>>(mut flow: F, token: &Token) -> Result<F::Output, Error> {
    let journal = Journal::none();
    loop {
        let now = env(None)?;
        match flow.step(&now) {
            Step::Do(ticket, ask) => {
                let answer = perform(ask, token, &journal).unwrap_or_else(Answer::Failed);
                flow.answer(&env(None)?, ticket, answer);
            }
            Step::Tell(event) => eprintln!("{event:?}"),
            // Nothing is under way here, so there is always a time.
            Step::Wait(until) => sleep(until.unwrap_or_default().since(now.uptime)),
            Step::Done(result) => return result,
        }
    }
}

/// What a flow may ask for.
fn perform(ask: Ask<Token>, token: &Token, journal: &Journal) -> Result<Answer<Token>, Error> {
    Ok(match ask {
        Ask::Send { request, sink, .. } => send(request, sink)?.into(),
        Ask::Inspect(source) => Answer::Probe(files::inspect(&source)?),
        Ask::Digest(source, plan) => Answer::Digests(files::digest(&source, &plan, &Default::default())?),
        Ask::Credential(_) => Answer::Credential(token.clone()),
        Ask::Save(record) => {
            journal.append(&record)?;
            Answer::Saved
        }
        Ask::Rename { from, to, replace } => {
            files::rename(&from, &to, replace)?;
            Answer::Saved
        }
    })
}

/// One exchange. A better transport tells a failed connection (`arrived: false`) from a lost answer.
fn send(request: Request<Body>, sink: Sink) -> Result<Received, Error> {
    let lost = |error: ureq::Error| {
        let (kind, message) = (TransportKind::Interrupted, error.to_string());
        Error::Transport(Transport::new(kind, true, message))
    };
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    let agent = config.build().new_agent();
    let (parts, body) = request.into_parts();
    let mut reader = Reader::new(&body);
    let result = match body.len() {
        0 => agent.run(Request::from_parts(parts, ())),
        _ => agent.run(Request::from_parts(parts, ureq::SendBody::from_reader(&mut reader))),
    };
    // A file that changed is not a matter of the network.
    let response = result.map_err(|error| reader.cause().cloned().unwrap_or_else(|| lost(error)))?;
    let (head, body) = response.into_parts();
    files::receive(sink, head, body.into_reader())
}
