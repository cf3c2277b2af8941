//! The books of a platform, when it makes room for another one.

use std::sync::atomic::Ordering;

use super::office::Office;
use super::trouble;

impl Office {
    /// Holds everything that was reported against what was carried out on this platform; gives back what is wrong.
    pub(super) fn balance(&self) -> Vec<String> {
        let sandbox = self.server.sandbox();
        let mut wrong = self.ledger.balance(&sandbox);
        let calls: u64 = sandbox.calls().values().sum();
        drop(sandbox);
        self.calls.fetch_add(calls, Ordering::Relaxed);
        wrong.extend(self.balance_requests(calls));
        wrong.extend(self.balance_events());
        wrong
    }

    /// Nothing is under way, everything that was begun was answered, failed or broken off, and nothing was carried out that
    /// was not begun.
    fn balance_requests(&self, calls: u64) -> Vec<String> {
        let ((_, before), now) = (self.before.lock().unwrap().clone(), self.stats());
        let requests = now.requests - before.requests;
        let failed = now.failed - before.failed;
        let broken_off = now.requests - now.answered - now.failed;
        let mut wrong = Vec::new();
        if now.in_flight != 0 || broken_off > self.ledger.breaks() * 4 {
            wrong.push(format!("{broken_off} requests without an end, {now:?}"));
        }
        let before_break = before.requests - before.answered - before.failed;
        if calls > requests || requests - calls > failed + (broken_off - before_break) {
            wrong.push(format!("{requests} requests, of which {failed} failed, and {calls} calls"));
        }
        let mut ends = self.ledger.ends();
        ends.remove("ok");
        if ends != now.errors {
            wrong.push(format!("flows ended with {ends:?}, and {:?} were counted", now.errors));
        }
        wrong
    }

    fn balance_events(&self) -> Vec<String> {
        let (mut acted, doubled, mut wrong) = self.ear.take();
        let rounds = self.round() - self.before.lock().unwrap().0;
        let expected = self.letters.expected.load(Ordering::Relaxed) - rounds * trouble::DOUBLED;
        let count = acted.len();
        acted.sort();
        acted.dedup();
        let in_vain = self.letters.in_vain.load(Ordering::Relaxed);
        if acted.len() != count || !(expected - in_vain..=expected).contains(&count) {
            wrong.push(format!(
                "{expected} messages came, {in_vain} in vain, {count} were acted on: {acted:?}"
            ));
        }
        if doubled + in_vain < rounds * trouble::DOUBLED {
            wrong.push(format!("only {doubled} events came twice"));
        }
        let waiting = self.ear.waiting();
        if waiting > 0 {
            wrong.push(format!("{waiting} runs wait and are over"));
        }
        wrong
    }

    /// The whole account.
    pub(super) fn report(&self) -> String {
        let (stats, (done, unknown)) = (self.stats(), self.ledger.sums());
        format!(
            "{} rounds: {} requests ({} repeats) = {} answered + {} failed + {} broken off; the platform counted {} calls\n\
             {} flows broken off; ends: {:?}\n{done} errands done, of {unknown} nobody knows; each as it was reported",
            self.round(),
            stats.requests,
            stats.repeats,
            stats.answered,
            stats.failed,
            stats.requests - stats.answered - stats.failed,
            self.calls.load(Ordering::Relaxed),
            self.ledger.breaks(),
            self.ledger.ends(),
        )
    }
}
