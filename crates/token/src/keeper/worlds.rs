//! Random worlds: several keepers over one store in virtual time, with everything going wrong that can.

use wxkit_proto::Kind;
use wxkit_proto::envelope::Grant;
use wxkit_proto::error::{Local, LocalKind, Transport, TransportKind};

use super::*;
use crate::current::Ready;
use crate::held::State;
use crate::store::Memory;
use crate::testing::{App, Chance, env, refusal};
use platform::Platform;

mod platform;

/// Worlds with every mixture of faults, half of them with a platform of stable tokens.
#[test]
fn three_thousand_worlds() {
    for seed in 0..3000 {
        World::new(seed).live();
    }
}

/// What may go wrong in one world.
#[derive(Clone, Copy, Debug, Default)]
struct Faults {
    /// Waiters are dropped, and with them answers; other answers are lost on the way.
    lost: bool,
    /// Processes die, also with the lock.
    deaths: bool,
    /// The store fails, before or after the work.
    store: bool,
    /// The store forgets everything, locks too.
    emptied: bool,
    /// Clocks jump by up to a day, each on its own.
    jumps: bool,
    /// Answers take longer than the lock lasts.
    slow: bool,
    /// The platform refuses to grant.
    refusals: bool,
    /// Somebody else fetches tokens.
    rivals: bool,
}

struct World {
    seed: u64,
    chance: Chance,
    faults: Faults,
    /// All that go wrong before the end.
    history: Faults,
    platform: Platform,
    store: Memory,
    now: Timestamp,
    actors: Vec<Actor>,
    /// The newest token granted to any keeper, and when that was last.
    granted: Option<(u64, Timestamp)>,
    /// Whether something has gone wrong since then that may cost another fetch.
    excused: bool,
    /// When something last went wrong: for a while that may cost several, each of another life.
    wrong: Timestamp,
}

struct Actor {
    keeper: Keeper<App>,
    /// How far its clock is ahead of [`START`], in milliseconds.
    skew: u64,
    run: Option<Run>,
    /// The newest token it was shown, as the platform counts.
    shown: Option<u64>,
    issued: Timestamp,
    fetches: Vec<(Timestamp, bool)>,
}

#[derive(Default)]
struct Run {
    need: Option<Token>,
    steps: u32,
    /// What the store held, and whether it was fresh then.
    loaded: Option<(Held, bool)>,
    store_failed: bool,
    gave_up: bool,
    /// What is under way, and when it ends.
    pending: Option<(Timestamp, Option<Answer>)>,
}

const START: u64 = 1_700_000_000_000;
const DAY: u64 = 86_400_000;
/// The slowest answer, and then as long as a keeper waits.
const AFTERMATH: Duration = Duration::from_secs(100 + 60);

impl World {
    fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let quiet = chance.one_in(4);
        let mut may = || !quiet && chance.one_in(3);
        let faults = Faults {
            lost: may(),
            deaths: may(),
            store: may(),
            emptied: may(),
            jumps: may(),
            slow: may(),
            refusals: may(),
            rivals: may(),
        };
        let now = Timestamp::from_millis(START);
        let life = if chance.one_in(2) { 7200 } else { 20 + chance.below(100) };
        let platform = Platform::new(chance.one_in(2), life);
        let mut world = Self {
            seed,
            faults,
            history: faults,
            platform,
            store: Memory::default(),
            now,
            actors: Vec::new(),
            granted: None,
            excused: false,
            wrong: Timestamp::default(),
            chance,
        };
        for _ in 0..2 + world.chance.below(3) {
            let actor = world.born();
            world.actors.push(actor);
        }
        world
    }

    fn born(&mut self) -> Actor {
        let keeper = Keeper::new(App { can_force: self.platform.stable });
        let (run, shown, issued) = (None, None, Timestamp::default());
        Actor { keeper, skew: DAY, run, shown, issued, fetches: Vec::new() }
    }

    fn live(mut self) {
        for _ in 0..300 {
            self.now = self.now + Duration::from_millis(1 + self.chance.below(50));
            if self.actors.iter().all(|actor| actor.run.is_none()) && self.chance.one_in(10) {
                let some = self.chance.below(self.platform.life * 1100);
                self.now = self.now + Duration::from_millis(some);
            }
            if self.faults.rivals && self.chance.one_in(60) {
                self.platform.fetch(self.now, true);
            }
            let index = self.chance.below(self.actors.len() as u64) as usize;
            let mut actor = self.actors.swap_remove(index);
            self.misfortune(&mut actor);
            self.act(&mut actor);
            self.actors.push(actor);
        }
        self.recover();
    }

    fn misfortune(&mut self, actor: &mut Actor) {
        if self.faults.deaths && self.chance.one_in(50) {
            *actor = self.born();
            self.excuse();
        }
        if self.faults.emptied && self.chance.one_in(50) {
            self.store = Memory::default();
            self.excuse();
        }
        if self.faults.jumps && self.chance.one_in(50) {
            actor.skew = self.chance.below(2 * DAY);
        }
        if self.faults.lost && self.chance.one_in(20) {
            actor.run = None;
            self.excuse();
        }
    }

    /// Whatever happened, once the faults are over every keeper comes by a good token.
    fn recover(&mut self) {
        self.faults = Faults::default();
        // What was under way is cut off.
        self.excuse();
        self.now = self.now + Duration::from_secs(700);
        for mut actor in std::mem::take(&mut self.actors) {
            actor.run = None;
            let mut need = Need::First;
            let good = (0..4).any(|_| {
                actor.begin(self.env(&actor), need.clone());
                while actor.run.is_some() {
                    self.now = self.now + Duration::from_millis(20);
                    self.act(&mut actor);
                }
                match actor.keeper.current().read(&Need::First, self.clock(&actor)) {
                    Ready::Fresh(token) | Ready::Renewable(token)
                        if self.platform.valid(&token, self.now) =>
                    {
                        true
                    }
                    Ready::Fresh(token) | Ready::Renewable(token) => {
                        need = Need::Refused(token);
                        false
                    }
                    Ready::No => false,
                }
            });
            assert!(good, "seed {}: no good token in the end: {:?}", self.seed, actor.keeper);
        }
    }

    fn clock(&self, actor: &Actor) -> Timestamp {
        Timestamp::from_millis(self.now.as_millis() + actor.skew - DAY)
    }

    fn env(&mut self, actor: &Actor) -> Env {
        let seed = self.chance.next();
        env(self.clock(actor), seed)
    }

    fn act(&mut self, actor: &mut Actor) {
        let Some(run) = &mut actor.run else { return self.call(actor) };
        if let Some((at, answer)) = run.pending.take() {
            if self.now < at {
                run.pending = Some((at, answer));
            } else if let Some(answer) = answer {
                self.answer(actor, answer);
            }
            return;
        }
        run.steps += 1;
        assert!(run.steps < 1000, "seed {}: no end: {:?}", self.seed, actor.keeper);
        let env = self.env(actor);
        match actor.keeper.step(&env) {
            Act::Store(op) => self.store_op(actor, &op),
            Act::Fetch(fetch) => self.fetch(actor, fetch.forced),
            Act::Tell(Event::Warning(warning)) => {
                let run = actor.run.as_mut().unwrap();
                run.gave_up |= warning.message.contains("without it");
            }
            Act::Tell(event) => panic!("{event:?}"),
            Act::Wait(until) => {
                let pause = until.since(env.uptime).min(Duration::from_secs(2));
                actor.run.as_mut().unwrap().pending = Some((self.now + pause, None));
            }
            Act::Done(result) => {
                actor.run = None;
                if let Ok(held) = result {
                    self.handed(actor, &held.token, Some(held.issued));
                }
            }
        }
    }

    /// A caller uses the current token, or needs one.
    fn call(&mut self, actor: &mut Actor) {
        let need = match actor.keeper.current().read(&Need::First, self.clock(actor)) {
            Ready::No => Need::First,
            Ready::Fresh(token) | Ready::Renewable(token) => {
                self.handed(actor, &token, None);
                if self.platform.valid(&token, self.now) { Need::First } else { Need::Refused(token) }
            }
        };
        let env = self.env(actor);
        actor.begin(env, need);
    }

    fn store_op(&mut self, actor: &mut Actor, op: &Op) {
        let fails = self.faults.store && self.chance.one_in(6);
        let answer = if fails && self.chance.one_in(2) {
            None
        } else {
            Some(op.perform(&self.store, self.clock(actor)))
        };
        let answer = match answer {
            Some(answer) if !fails => answer,
            _ => Answer::Failed(Error::Local(Local::new(LocalKind::Io, "away"))),
        };
        let run = actor.run.as_mut().unwrap();
        run.store_failed |= fails;
        if fails {
            self.excuse();
        }
        self.answer(actor, answer);
    }

    fn fetch(&mut self, actor: &mut Actor, forced: bool) {
        let clock = self.clock(actor);
        let run = actor.run.as_mut().unwrap();
        let what = format!("seed {} {:?}: {:?}", self.seed, self.history, actor.keeper);
        // Never a second fetch while the store is known to hold a fresh token that nobody refused.
        if let Some((held, true)) = &run.loaded
            && !run.store_failed
            && !run.gave_up
            && !forced
        {
            let older = actor.keeper.newest.as_ref().is_some_and(|newest| held.issued < newest.issued);
            let refused = actor.keeper.refused.as_ref() == Some(&held.token);
            assert!(older || refused, "needless fetch: {what}");
        }
        if !self.history.jumps {
            actor.fetches.retain(|(at, _)| clock.since(*at) < Duration::from_secs(60));
            actor.fetches.push((clock, forced));
            let forces = actor.fetches.iter().filter(|(_, forced)| *forced).count();
            assert!(forces <= 3 && actor.fetches.len() <= 60, "too many fetches: {what}");
        }
        let alone = run.store_failed || run.gave_up;
        let slow = self.faults.slow && self.chance.one_in(5);
        let delay = if slow { self.chance.below(100_000) } else { self.chance.below(2000) };
        let answer = if self.faults.refusals && self.chance.one_in(4) {
            let kinds = [Kind::Whitelist, Kind::Quota, Kind::Busy, Kind::Input];
            Answer::Failed(refusal(kinds[self.chance.below(4) as usize]))
        } else {
            let refused = run.need.is_some() || actor.keeper.refused.is_some();
            let grant = self.platform.fetch(self.now, forced);
            self.check_grant(&grant, refused || alone, &what);
            if self.faults.lost && self.chance.one_in(5) {
                self.excuse();
                Answer::Failed(lost())
            } else {
                Answer::Fetched(grant)
            }
        };
        // A slow one loses its lock, and one that is alone never had it.
        if slow || alone {
            self.excuse();
        }
        let run = actor.run.as_mut().unwrap();
        run.pending = Some((self.now + Duration::from_millis(delay), Some(answer)));
    }

    /// Each life is fetched once, but around its end, after refusals, and where something went wrong meanwhile.
    fn check_grant(&mut self, grant: &Grant, excused: bool, what: &str) {
        let number = number(&grant.access_token);
        let Some((last, at)) = self.granted.replace((number, self.now)) else { return };
        let again = if self.platform.stable {
            number == last && grant.expires_in > self.platform.overlap() + 1
        } else {
            self.now.since(at).as_secs() + self.platform.overlap() + 1 < self.platform.life
        };
        let excused = excused || self.excused || self.now.since(self.wrong) < AFTERMATH;
        assert!(!again || excused || self.history.jumps, "the same life again: {what}");
        self.excused &= number == last;
    }

    fn excuse(&mut self) {
        self.excused = true;
        self.wrong = self.now;
    }

    fn answer(&mut self, actor: &mut Actor, answer: Answer) {
        let clock = self.clock(actor);
        let run = actor.run.as_mut().unwrap();
        let token = match &answer {
            Answer::Loaded(loaded) => {
                run.loaded = loaded.held.clone().map(|held| {
                    let fresh = held.state(clock) == State::Fresh;
                    (held, fresh)
                });
                loaded.held.as_ref().map(|held| &held.token)
            }
            Answer::Saved(held) => Some(&held.token),
            Answer::Fetched(grant) => Some(&grant.access_token),
            _ => None,
        };
        actor.shown = actor.shown.max(token.map(number));
        let env = self.env(actor);
        actor.keeper.answer(&env, answer);
    }

    /// Never a stale token after a newer one was seen.
    fn handed(&self, actor: &mut Actor, token: &Token, issued: Option<Timestamp>) {
        let what = || format!("seed {} {:?}: {:?}", self.seed, self.history, actor.keeper);
        if let Some(issued) = issued {
            assert!(issued >= actor.issued, "an older token: {}", what());
            actor.issued = issued;
        }
        // Where clocks jump, a keeper that cannot look into the store may be led astray until the next refusal.
        if !self.history.jumps {
            assert!(Some(number(token)) >= actor.shown, "a stale token: {}", what());
        }
    }
}

impl Actor {
    fn begin(&mut self, env: Env, need: Need<Token>) {
        self.keeper.begin(&env, need.clone());
        let need = match need {
            Need::Refused(token) => Some(token),
            Need::First | Need::Key(_) => None,
        };
        self.run = Some(Run { need, ..Run::default() });
    }
}

fn lost() -> Error {
    let message = "cut off";
    Error::Transport(Transport::new(TransportKind::Interrupted, true, message))
}

fn number(token: &Token) -> u64 {
    token.reveal().parse().unwrap()
}
