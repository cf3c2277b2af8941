//! The flow [`FetchFromUrl`]: a file that the platform fetches by itself, from the request to its id.

use std::time::Duration;

use wxkit_proto::{
    Answer, Call, Env, Error, Event, Flow, Kind, Nest, Patience, Repeat, Review, Step, Ticket, Timestamp,
    Token, Turn, Waiting, envelope,
};

use crate::Work;
use crate::errors::TABLE;
use crate::ids::{JobId, WelcomeMediaId};
use crate::media::{JobDetail, JobReport, JobStatus, QueryJob, UploadByUrl};

/// Lets the platform fetch a file from an address, and asks with growing pauses until the job has ended
/// (spec/work.md 3.6, 3.7).
///
/// A lost answer to the first call is followed by another job; nobody sees the one too many. A job that failed because
/// the file could not be fetched (830003) is followed by another one, at most twice; any other failure is a refusal. If
/// the time is up, the error names the job, and [`FetchFromUrl::resume`] goes on asking.
#[derive(Debug)]
pub struct FetchFromUrl {
    ask: Option<UploadByUrl>,
    patience: Patience,
    stage: Stage,
    nest: Nest<()>,
    news: Vec<Event>,
    waiting: Option<Waiting>,
    failures: u32,
}

/// A file that was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The job that did it.
    pub jobid: JobId,
    /// The file.
    pub media_id: WelcomeMediaId,
}

#[derive(Debug)]
enum Stage {
    Start(Call<UploadByUrl>),
    Query(JobId, Call<QueryJob>),
    /// Until when, and what then: ask for a job, or begin another.
    Pause(Timestamp, Option<JobId>),
    End(Result<Fetched, Error>),
    Over,
}

/// Jobs that may fail before the flow does.
const JOBS: u32 = 3;
/// Before another job.
const REST: Duration = Duration::from_secs(5);

impl FetchFromUrl {
    /// Begins a job and waits for its end.
    #[must_use]
    pub fn new(ask: UploadByUrl, patience: Patience) -> Self {
        let stage = Stage::Start(Call::new(ask.clone()).repeating(Repeat::Safe));
        Self::with(Some(ask), patience, stage)
    }

    /// Waits for the end of a job that was begun before.
    #[must_use]
    pub fn resume(jobid: JobId, patience: Patience) -> Self {
        let call = Call::new(QueryJob { jobid: jobid.clone() });
        Self::with(None, patience, Stage::Query(jobid, call))
    }

    fn with(ask: Option<UploadByUrl>, patience: Patience, stage: Stage) -> Self {
        Self { ask, patience, stage, nest: Nest::default(), news: Vec::new(), waiting: None, failures: 0 }
    }

    /// What an answer about the job leads to.
    fn reported(&mut self, env: &Env, jobid: JobId, report: JobReport) -> Stage {
        let detail = report.detail.unwrap_or_default();
        match (report.status, detail) {
            (JobStatus::Done, JobDetail { media_id: Some(media_id), errcode: 0, .. }) => {
                Stage::End(Ok(Fetched { jobid, media_id }))
            }
            (JobStatus::Done | JobStatus::Failed, detail) => self.failed(env, &jobid, &detail),
            (JobStatus::Processing | JobStatus::Unknown(_), _) => self.wait(env, jobid),
        }
    }

    fn wait(&mut self, env: &Env, jobid: JobId) -> Stage {
        let waiting = self.waiting.get_or_insert_with(|| self.patience.begin(env.now));
        match waiting.next(env.now) {
            Some(until) => {
                self.news.push(Event::Waiting { what: "WeChat fetches the file".into(), until });
                Stage::Pause(until, Some(jobid))
            }
            None => Stage::End(Err(Error::Review(Review {
                message: format!("the job {} has not ended in the time allowed", jobid.0),
                hint: "ask for it again; it is known for 60 minutes".into(),
            }))),
        }
    }

    fn failed(&mut self, env: &Env, jobid: &JobId, detail: &JobDetail) -> Stage {
        let text =
            if detail.errcode == 0 { "the job has ended without a file" } else { detail.errmsg.as_str() };
        let refusal = envelope::refused(TABLE, true, detail.errcode, text);
        self.failures += 1;
        if refusal.kind == Kind::Busy && self.ask.is_some() && self.failures < JOBS {
            let until = env.now + REST;
            self.news
                .push(Event::Waiting { what: format!("job {}: {refusal}; another follows", jobid.0), until });
            return Stage::Pause(until, None);
        }
        Stage::End(Err(refusal.into()))
    }
}

impl Flow for FetchFromUrl {
    type Family = Work;
    type Output = Fetched;

    fn step(&mut self, env: &Env) -> Step<Fetched, Token> {
        loop {
            if !self.news.is_empty() {
                return Step::Tell(self.news.remove(0));
            }
            match &mut self.stage {
                Stage::Start(call) => match self.nest.step((), call, env) {
                    Turn::Up(up) => return up,
                    Turn::Idle(until) => return Step::Wait(until),
                    Turn::Ended(Ok(started)) => {
                        self.news.push(Event::Note(format!("job {} has begun", started.jobid.0)));
                        self.stage = query(started.jobid);
                    }
                    Turn::Ended(Err(error)) => self.stage = Stage::End(Err(error)),
                },
                Stage::Query(jobid, call) => match self.nest.step((), call, env) {
                    Turn::Up(up) => return up,
                    Turn::Idle(until) => return Step::Wait(until),
                    Turn::Ended(Ok(report)) => {
                        let jobid = jobid.clone();
                        self.stage = self.reported(env, jobid, report);
                    }
                    Turn::Ended(Err(error)) => self.stage = Stage::End(Err(error)),
                },
                Stage::Pause(until, _) if env.now < *until => return Step::Wait(Some(*until)),
                Stage::Pause(_, jobid) => {
                    self.stage = match (jobid.take(), &self.ask) {
                        (Some(jobid), _) => query(jobid),
                        (None, Some(ask)) => Stage::Start(Call::new(ask.clone()).repeating(Repeat::Safe)),
                        (None, None) => Stage::Over,
                    };
                }
                Stage::End(_) => match std::mem::replace(&mut self.stage, Stage::Over) {
                    Stage::End(result) => return Step::Done(result),
                    _ => return Step::Done(Err(OVER)),
                },
                Stage::Over => return Step::Done(Err(OVER)),
            }
        }
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        let Some(((), inner)) = self.nest.take(ticket) else { return };
        match &mut self.stage {
            Stage::Start(call) => Nest::<()>::pass(call, env, inner, answer),
            Stage::Query(_, call) => Nest::<()>::pass(call, env, inner, answer),
            _ => {}
        }
    }
}

const OVER: Error = Error::Misuse("step was called after Done");

fn query(jobid: JobId) -> Stage {
    Stage::Query(jobid.clone(), Call::new(QueryJob { jobid }))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use http::Response;
    use wxkit_proto::Ask;

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
                        "lost" => Answer::Failed(Error::Transport(wxkit_proto::Transport {
                            kind: wxkit_proto::TransportKind::Interrupted,
                            arrived: true,
                            message: "x".into(),
                        })),
                        text => Answer::Reply(Response::new(text.to_owned().into())),
                    };
                    flow.answer(&env, ticket, answer);
                }
                Step::Do(..) => panic!("nothing else is asked for"),
                Step::Tell(Event::Note(text)) => trace += &format!("{text}\n"),
                Step::Tell(_) => {}
                Step::Wait(until) => now = until.unwrap(),
                Step::Done(result) => {
                    let seconds = now.as_secs();
                    match result {
                        Ok(fetched) => trace += &format!("{seconds} s: {}", fetched.media_id.0.as_str()),
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
        FetchFromUrl::new(ask, Patience { limit, ..Patience::default() })
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
            FetchFromUrl::resume(JobId("J".into()), Patience::default()),
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
