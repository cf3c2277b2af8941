//! The flow [`FetchFromUrl`]: a file that the platform fetches by itself, from the request to its id.

use std::time::Duration;

use wxkit_proto::error::Review;
use wxkit_proto::flow::{Notice, Ticket};
use wxkit_proto::patience::Waiting;
use wxkit_proto::script::Desk;
use wxkit_proto::{
    Answer, Call, Env, Error, Event, Flow, Kind, Patience, Refusal, Repeat, Script, Step, Token, envelope,
};

use crate::Work;
use crate::errors::TABLE;
use crate::ids::{JobId, WelcomeMediaId};
use crate::media::{JobDetail, JobReport, JobStatus, QueryJob, UploadByUrl};

/// Lets the platform fetch a file from an address, and asks with growing pauses until the job has ended. The event
/// `upload_media_job_finish` ([`Flow::notice`]) lets it ask at once.
///
/// A lost answer to the first call is followed by another job; nobody sees the one too many. A job that failed because
/// the file could not be fetched (830003) is followed by another one, at most twice; any other failure is a refusal. If
/// the time is up, the error names the job, and [`FetchFromUrl::resume`] goes on asking.
#[derive(Debug)]
pub struct FetchFromUrl {
    script: Script<Work, Fetched>,
}

/// A file that was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fetched {
    /// The job that did it.
    pub jobid: JobId,
    /// The file.
    pub media_id: WelcomeMediaId,
}

/// Jobs that may fail before the flow does.
const JOBS: u32 = 3;
/// Before another job.
const REST: Duration = Duration::from_secs(5);

impl FetchFromUrl {
    /// Begins a job and waits for its end.
    #[must_use]
    pub fn new(ask: UploadByUrl, patience: Patience) -> Self {
        Self { script: Script::new(|desk| fetch(desk, ask, patience)) }
    }

    /// Waits for the end of a job that was begun before.
    #[must_use]
    pub fn resume(jobid: JobId, patience: Patience) -> Self {
        let script = |desk| async move { Ok(ended(&desk, jobid, &patience, &mut None).await??) };
        Self { script: Script::new(script) }
    }
}

/// Begins jobs until one has fetched the file, or none can.
async fn fetch(desk: Desk<Work>, ask: UploadByUrl, patience: Patience) -> Result<Fetched, Error> {
    let mut waiting = None;
    let mut failures = 0;
    loop {
        desk.at("beginning a job");
        let jobid = desk.run(Call::new(ask.clone()).repeating(Repeat::Safe)).await?.jobid;
        desk.tell(Event::Note(format!("job {} has begun", jobid.as_str())));
        let failure = match ended(&desk, jobid.clone(), &patience, &mut waiting).await? {
            Ok(fetched) => return Ok(fetched),
            Err(failure) => failure,
        };
        failures += 1;
        if failure.kind != Kind::Busy || failures == JOBS {
            return Err(failure.into());
        }
        let what = format!("job {}: {failure}; another follows", jobid.as_str());
        desk.tell(Event::Waiting { what, pause: REST });
        desk.sleep(REST).await;
    }
}

/// Asks until the job has ended: with a file, or with a refusal of its own. `waiting` is shared by all jobs of a flow.
async fn ended(
    desk: &Desk<Work>,
    jobid: JobId,
    patience: &Patience,
    waiting: &mut Option<Waiting>,
) -> Result<Result<Fetched, Refusal>, Error> {
    loop {
        desk.at("waiting for the job");
        let JobReport { status, detail, .. } = desk.call(QueryJob { jobid: jobid.clone() }).await?;
        match (status, detail.unwrap_or_default()) {
            (JobStatus::Done, JobDetail { media_id: Some(media_id), errcode: 0, .. }) => {
                return Ok(Ok(Fetched { jobid, media_id }));
            }
            (JobStatus::Done | JobStatus::Failed, detail) => return Ok(Err(refusal(&detail))),
            (JobStatus::Processing | JobStatus::Unknown(_), _) => {}
        }
        let waiting = waiting.get_or_insert_with(|| patience.begin(desk.uptime()));
        let Some(until) = waiting.next(desk.uptime()) else {
            return Err(Error::Review(Review::new(
                format!("the job {} has not ended in the time allowed", jobid.as_str()),
                "ask for it again; it is known for 60 minutes",
            )));
        };
        desk.wait_until(until, "WeChat fetches the file", &Notice::from(&jobid)).await;
    }
}

/// Why a job has failed.
fn refusal(detail: &JobDetail) -> Refusal {
    let text = if detail.errcode == 0 { "the job has ended without a file" } else { detail.errmsg.as_str() };
    envelope::refused(TABLE, true, detail.errcode, text)
}

impl Flow for FetchFromUrl {
    type Platform = Work;
    type Output = Fetched;

    fn step(&mut self, env: &Env) -> Step<Fetched, Token> {
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
    use expect_test::{Expect, expect};
    use http::Response;
    use wxkit_proto::Timestamp;
    use wxkit_proto::flow::Ask;

    use super::*;
    use crate::media::UrlKind;

    /// Plays the answers one after the other, and tells what the flow did.
    fn check(mut flow: FetchFromUrl, answers: &[&str], expected: &Expect) {
        let mut answers = answers.iter();
        let (mut now, mut trace) = (Timestamp::default(), String::new());
        for _ in 0..200 {
            let env = Env::new(now, [0; 32]);
            match flow.step(&env) {
                Step::Do(ticket, Ask::Credential(_)) => {
                    flow.answer(&env, ticket, Answer::Credential(Token::new("TOKEN")));
                }
                Step::Do(ticket, Ask::Send { request, .. }) => {
                    trace += &format!("{}\n", request.uri().path());
                    let answer = answers.next().unwrap_or(&r#"{"errcode":0,"status":1}"#);
                    let answer = match *answer {
                        "lost" => Answer::Failed(Error::Transport(wxkit_proto::error::Transport::new(
                            wxkit_proto::error::TransportKind::Interrupted,
                            true,
                            "x",
                        ))),
                        text => Answer::Reply(Response::new(text.to_owned().into())),
                    };
                    flow.answer(&env, ticket, answer);
                }
                Step::Do(..) => panic!("nothing else is asked for"),
                Step::Tell(Event::Note(text)) => trace += &format!("{text}\n"),
                Step::Tell(_) => {}
                Step::Wait(until) => now = now + until.unwrap().since(env.uptime),
                Step::Done(result) => {
                    let seconds = now.as_secs();
                    match result {
                        Ok(fetched) => trace += &format!("{seconds} s: {}", fetched.media_id),
                        Err(error) => trace += &format!("{seconds} s: {}: {error}", error.kind().as_str()),
                    }
                    return expected.assert_eq(&trace);
                }
            }
        }
        panic!("it never ends:\n{trace}");
    }

    fn flow() -> FetchFromUrl {
        let ask = UploadByUrl {
            kind: UrlKind::File,
            filename: "茶.zip".into(),
            url: "https://example.com/tea.zip".into(),
            md5: "198918f40ecc7cab0fc4231adaf67c96".into(),
        };
        let limit = Duration::from_secs(30);
        FetchFromUrl::new(ask, Patience::default().with_limit(limit))
    }

    const BEGUN: &str = r#"{"errcode":0,"errmsg":"ok","jobid":"J"}"#;
    const GOES_ON: &str = r#"{"errcode":0,"errmsg":"ok","status":1}"#;
    const DONE: &str =
        r#"{"errcode":0,"status":2,"detail":{"errcode":0,"errmsg":"ok","media_id":"M","created_at":"1"}}"#;

    #[test]
    fn a_job_is_asked_for_until_it_has_ended() {
        check(
            flow(),
            &[BEGUN, GOES_ON, GOES_ON, DONE],
            &expect![[r#"
            /cgi-bin/media/upload_by_url
            job J has begun
            /cgi-bin/media/get_upload_by_url_result
            /cgi-bin/media/get_upload_by_url_result
            /cgi-bin/media/get_upload_by_url_result
            25 s: M"#]],
        );
        check(
            flow(),
            &["lost", BEGUN, DONE],
            &expect![[r#"
            /cgi-bin/media/upload_by_url
            /cgi-bin/media/upload_by_url
            job J has begun
            /cgi-bin/media/get_upload_by_url_result
            0 s: M"#]],
        );
        check(
            FetchFromUrl::resume(JobId::from("J"), Patience::default()),
            &[DONE],
            &expect![[r#"
            /cgi-bin/media/get_upload_by_url_result
            0 s: M"#]],
        );
    }

    #[test]
    fn a_success_of_the_question_is_none_of_the_job() {
        let failed =
            r#"{"errcode":0,"errmsg":"ok","status":3,"detail":{"errcode":301019,"errmsg":"md5 not match"}}"#;
        check(
            flow(),
            &[BEGUN, failed],
            &expect![[r#"
            /cgi-bin/media/upload_by_url
            job J has begun
            /cgi-bin/media/get_upload_by_url_result
            0 s: media: WeChat refused with 301019, the MD5 of the file is not the one that was announced: md5 not match"#]],
        );
        let empty = r#"{"errcode":0,"errmsg":"ok","status":2}"#;
        check(
            flow(),
            &[BEGUN, empty],
            &expect![[r#"
            /cgi-bin/media/upload_by_url
            job J has begun
            /cgi-bin/media/get_upload_by_url_result
            0 s: unknown: WeChat refused: the job has ended without a file"#]],
        );
    }

    #[test]
    fn what_could_not_be_fetched_is_tried_again() {
        let failed = r#"{"errcode":0,"status":3,"detail":{"errcode":830003,"errmsg":"download fail"}}"#;
        check(
            flow(),
            &[BEGUN, failed, BEGUN, DONE],
            &expect![[r#"
            /cgi-bin/media/upload_by_url
            job J has begun
            /cgi-bin/media/get_upload_by_url_result
            /cgi-bin/media/upload_by_url
            job J has begun
            /cgi-bin/media/get_upload_by_url_result
            5 s: M"#]],
        );
        check(
            flow(),
            &[BEGUN, failed, BEGUN, failed, BEGUN, failed],
            &expect![[r#"
            /cgi-bin/media/upload_by_url
            job J has begun
            /cgi-bin/media/get_upload_by_url_result
            /cgi-bin/media/upload_by_url
            job J has begun
            /cgi-bin/media/get_upload_by_url_result
            /cgi-bin/media/upload_by_url
            job J has begun
            /cgi-bin/media/get_upload_by_url_result
            10 s: busy: WeChat refused with 830003, the file behind the address could not be fetched: download fail"#]],
        );
    }

    #[test]
    fn an_event_is_a_reason_to_ask() {
        // How often it has asked, after so many steps of each kind: an event of this job, or of another.
        let check = |events: &[&str], expected: usize| {
            let mut flow = FetchFromUrl::resume(JobId::from("J"), Patience::default());
            let env = Env::new(Timestamp::default(), [0; 32]);
            let (mut asked, mut events) = (0, events.iter());
            loop {
                match flow.step(&env) {
                    Step::Do(ticket, Ask::Credential(_)) => {
                        flow.answer(&env, ticket, Answer::Credential(Token::new("TOKEN")));
                    }
                    Step::Do(ticket, _) => {
                        asked += 1;
                        flow.answer(&env, ticket, Answer::Reply(Response::new(GOES_ON.into())));
                    }
                    Step::Tell(_) => {}
                    // No time passes here.
                    Step::Wait(_) => match events.next() {
                        Some(id) => flow.notice(&Notice::new(*id)),
                        None => break,
                    },
                    Step::Done(result) => panic!("{result:?}"),
                }
            }
            assert_eq!(asked, expected);
        };
        check(&[], 1);
        check(&["J"], 2);
        check(&["K", "k"], 1);
        check(&["K", "J", "J"], 3);
    }

    #[test]
    fn waiting_has_an_end() {
        check(
            flow(),
            &[BEGUN],
            &expect![[r#"
            /cgi-bin/media/upload_by_url
            job J has begun
            /cgi-bin/media/get_upload_by_url_result
            /cgi-bin/media/get_upload_by_url_result
            /cgi-bin/media/get_upload_by_url_result
            /cgi-bin/media/get_upload_by_url_result
            30 s: review: the job J has not ended in the time allowed"#]],
        );
    }
}
