//! INTERIM: until wxkit-client has its own.
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use wxkit::client::{Link, Provider, Providing};
use wxkit::official::Official;
use wxkit::proto::{Call, Endpoint, Env, Error, Need, Timestamp, Token};
use wxkit::token::store::Store;
use wxkit::token::{Act, Answer, Held, Keeper, Source};

#[derive(Clone)]
pub(crate) struct Tokens<S>(Arc<Inner<S>>);
struct Inner<S> {
    keeper: tokio::sync::Mutex<Keeper<S>>,
    store: Arc<dyn Store>,
}
impl<S: Source> Tokens<S> {
    pub(crate) fn new(source: S, store: Arc<dyn Store>) -> Self {
        Self(Arc::new(Inner { keeper: tokio::sync::Mutex::new(Keeper::new(source)), store }))
    }
    pub(crate) async fn held(&self, need: Need<Token>, link: &Link) -> Result<Arc<Held>, Error>
    where
        S::Endpoint: Endpoint<Family = Official>,
    {
        let mut k = self.0.keeper.lock().await;
        k.begin(&env(link), need);
        loop {
            let answer = match k.step(&env(link)) {
                Act::Store(op) => op.perform(&*self.0.store, env(link).now),
                Act::Fetch(e) => Answer::fetched(link.run(Call::new(e)).await),
                Act::Tell(_) => continue,
                Act::Wait(until) => {
                    tokio::time::sleep(until.since(env(link).now)).await;
                    continue;
                }
                Act::Done(r) => return r,
            };
            k.answer(&env(link), answer);
        }
    }
}
fn env(_: &Link) -> Env {
    let d: Duration = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Env::new(Timestamp::from_millis(d.as_millis() as u64), [d.subsec_nanos() as u8; 32])
}
impl<S: Source + Send + Sync + 'static> Provider<Official> for Tokens<S>
where
    S::Endpoint: Endpoint<Family = Official> + Send + Sync,
{
    fn credential<'a>(&'a self, need: Need<Token>, link: &'a Link) -> Providing<'a, Token> {
        Box::pin(async { Ok(self.held(need, link).await?.token.clone()) })
    }
}
