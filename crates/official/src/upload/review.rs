//! What follows a review or a refusal: an end, a pause, or a new beginning.

use wxkit_proto::error::Review;
use wxkit_proto::{Call, Env, Error, Event, Kind, Repeat};

use super::machine::{Key, Machine, Stage, Up};
use super::{UploadedVideo, VideoRecord};
use crate::video::{VideoReview, VideoStatus};

impl Machine {
    pub(super) fn reviewed(&mut self, env: &Env, review: VideoReview) -> Option<Up> {
        let (status, name) = (review.status, &self.video.name);
        if status == VideoStatus::Deleted && self.resumed && self.restarts == 0 {
            self.restart("it was deleted on the platform");
            return None;
        }
        if status.has_failed() {
            let words = &review.mp_video_fail_detail_wording;
            let message = format!("{name}: {} [{}] {words}", status.wording(), status.number());
            let hint = "change the video, or look at it in the WeChat console, then run again";
            return self.fail(Error::Review(Review::new(message.trim_end(), hint)));
        }
        if status == VideoStatus::Passed {
            let vid = Some(review.vid.clone()).filter(|vid| !vid.is_empty()).map(crate::ids::Vid::from);
            let vid = vid.or_else(|| self.progress.begun.as_ref().map(|begun| begun.vid.clone()))?;
            let media_id = self.progress.saved.clone()?;
            self.news.push_back(Event::Note(format!("{name}: {}", status.wording())));
            if self.progress.passed.as_ref() != Some(&vid) {
                self.record(&VideoRecord::Passed { vid: vid.clone() }, false);
            }
            self.stage = Stage::End(UploadedVideo { vid, media_id, review: Some(review) });
            return None;
        }
        let what = format!("{name}: {}", status.wording());
        match self.waiting.as_mut().and_then(|waiting| waiting.next(env.uptime)) {
            Some(until) => {
                self.news.push_back(Event::Waiting { what, pause: until.since(env.uptime) });
                self.stage = Stage::Pause(until);
                None
            }
            None => {
                let message = format!("{what}: the review has not ended in the time allowed");
                let hint = "run again later: nothing is uploaded twice";
                self.fail(Error::Review(Review::new(message, hint)))
            }
        }
    }

    /// `upload_finish` was refused. If an earlier one may have been carried out, saving the video tells, at less cost than
    /// to send everything again.
    pub(super) fn unfinished(&mut self, error: Error, echo: bool) -> Option<Up> {
        let vid = self.progress.begun.as_ref().map(|begun| begun.vid.clone());
        match vid {
            Some(vid) if (echo || self.resumed) && is_about_the_upload(&error) && self.failure.is_none() => {
                self.unsure = true;
                self.stage = Stage::Save(Call::new(self.save(vid)).repeating(Repeat::Safe));
                None
            }
            _ => self.refused(error, echo, self.options.parallel > 1),
        }
    }

    /// A refusal that may go away with a new upload: an echo of a success whose answer was lost, a `vid` of an earlier
    /// run, or parallel blocks that the platform could not put together.
    pub(super) fn refused(&mut self, error: Error, echo: bool, parallel: bool) -> Option<Up> {
        let may = (echo && self.restarts < 3) || (self.restarts == 0 && (self.resumed || parallel));
        if !is_about_the_upload(&error) || !may || self.failure.is_some() {
            return self.fail(error);
        }
        self.restart(&error.to_string());
        None
    }

    fn restart(&mut self, why: &str) {
        self.restarts += 1;
        (self.resumed, self.unsure) = (false, false);
        self.options.parallel = 1;
        let finished = std::mem::take(&mut self.progress).finished;
        self.waiting = None;
        self.stage = Stage::Next;
        self.nest.forget(|key| matches!(key, Key::Block(_)));
        let name = &self.video.name;
        self.news.push_back(Event::Note(format!("{name}: begins again, one block at a time ({why})")));
        self.news.push_back(if finished { self.started() } else { self.moved() });
    }
}

fn is_about_the_upload(error: &Error) -> bool {
    matches!(error.kind(), Kind::Media | Kind::State | Kind::Unknown | Kind::Input)
        && matches!(error, Error::Refused(_))
}
