//! The store in Redis, with a real one.

use std::thread;
use std::time::Duration;

use expect_test::{Expect, expect};
use wxkit::proto::{Env, Secret, Timestamp, Token};
use wxkit::token::store::{Loaded, Owner, RedisStore, Store, conformance};
use wxkit::token::{Held, StoreKey};
use wxkit_sandbox::{Sandbox, Server};
use wxkit_tests::Redis;

fn open(redis: &Redis) -> RedisStore {
    RedisStore::open(&redis.url()).unwrap()
}

fn key() -> StoreKey {
    StoreKey::new("official", "wx0123456789abcdef", &Secret::new("s3cret"))
}

fn held(token: &str, issued: u64) -> Held {
    let at = Timestamp::from_secs;
    let (issued, expires, renew) = (at(issued), at(issued + 7200), at(issued + 6900));
    Held::new(Token::new(token), issued, expires, renew)
}

fn owner(number: u8) -> Owner {
    Owner::new(&Env::new(Timestamp::default(), [number; 32]))
}

/// What a load finds and warns of.
fn found(redis: &Redis, store: &RedisStore) -> String {
    let Loaded { held, warnings, .. } = store.load(&key()).unwrap();
    let mut lines = vec![held.map_or("nothing".to_owned(), |held| held.token.reveal().to_owned())];
    lines.extend(warnings.into_iter().map(|warning| warning.message));
    lines.join("; ").replace(&redis.url(), "REDIS")
}

#[test]
fn conforms() {
    let redis = Redis::start(&[]);
    // Redis has a clock of its own.
    let mut pass = |span: Duration| thread::sleep(span);
    conformance::check(&open(&redis), &open(&redis), &mut pass).unwrap();
    let _: String = redis.ask(&["FLUSHALL"]);
    let store = open(&redis);
    conformance::check(&store, &store, &mut pass).unwrap();
}

#[test]
fn keys_hold_no_secret_and_do_not_stay_for_ever() {
    let redis = Redis::start(&[]);
    let store = open(&redis);
    store.save(&key(), &held("TOKEN", 1)).unwrap();
    assert!(store.lock(&key(), &owner(1), Timestamp::default(), Duration::from_secs(30)).unwrap());
    let mut keys: Vec<String> = redis.ask(&["KEYS", "*"]);
    keys.sort();
    expect![[r#"
        [
            "wxkit:lock:official.wx0123456789abcdef.1d4d02fab7e8aba1",
            "wxkit:token:official.wx0123456789abcdef.1d4d02fab7e8aba1",
        ]
    "#]]
    .assert_debug_eq(&keys);
    let lasts = |key: &str| redis.ask::<i64>(&["TTL", key]);
    assert!((25..=30).contains(&lasts(&keys[0])));
    // A day longer than the token, and never longer than thirty.
    assert!((7200 + 86_390..=7200 + 86_400).contains(&lasts(&keys[1])));
    let at = Timestamp::from_secs;
    store.save(&key(), &Held::new(Token::new("LONG"), at(2), at(9_000_000), at(8_000_000))).unwrap();
    assert!((2_591_990..=2_592_000).contains(&lasts(&keys[1])));
    assert_eq!(format!("{store:?}"), format!("RedisStore(\"{}/0\")", redis.url()));
}

#[test]
fn a_damaged_store_counts_as_empty_and_is_replaced() {
    let redis = Redis::start(&[]);
    let store = open(&redis);
    let token = format!("wxkit:token:{}", key());
    let damaged = format!("nothing; {token} of REDIS/0 is damaged and counts as empty");
    for damage in [
        &["SET", &token, ""][..],
        &["SET", &token, r#"{"token":"T","issued":99999999999999"#],
        &["SET", &token, r#"{"token":"","issued":99999999999999,"expires":1,"renew":1}"#],
        &["RPUSH", &token, "a list"],
    ] {
        let _: redis::Value = redis.ask(damage);
        assert_eq!(found(&redis, &store), damaged, "{damage:?}");
        store.save(&key(), &held("TOKEN", 1)).unwrap();
        assert_eq!(found(&redis, &store), "TOKEN", "{damage:?}");
        let _: i64 = redis.ask(&["DEL", &token]);
    }
}

#[test]
fn a_lock_that_would_never_end_is_none() {
    let redis = Redis::start(&[]);
    let store = open(&redis);
    let lock =
        |number| store.lock(&key(), &owner(number), Timestamp::default(), Duration::from_secs(30)).unwrap();
    let name = format!("wxkit:lock:{}", key());
    for damage in [&["SET", &name, "somebody"][..], &["RPUSH", &name, "a list"]] {
        let _: redis::Value = redis.ask(damage);
        assert!(lock(1), "{damage:?}");
        assert!(!lock(2), "{damage:?}");
        store.unlock(&key(), &owner(1)).unwrap();
        assert_eq!(redis.ask::<i64>(&["EXISTS", &name]), 0);
    }
}

#[test]
fn a_restart_costs_no_operation() {
    let mut redis = Redis::start(&[]);
    let store = open(&redis);
    store.save(&key(), &held("TOKEN", 1)).unwrap();
    redis.kill();
    redis.revive();
    assert_eq!(found(&redis, &store), "nothing");
    redis.kill();
    let error = store.load(&key()).unwrap_err().to_string();
    assert!(error.starts_with(&format!("{}/0: Connection refused", redis.url())), "{error}");
    redis.revive();
    store.save(&key(), &held("TOKEN", 1)).unwrap();
    assert_eq!(found(&redis, &store), "TOKEN");
}

#[test]
fn operations_share_a_connection() {
    let redis = Redis::start(&[]);
    let store = open(&redis);
    let connections = || -> usize {
        let stats: String = redis.ask(&["INFO", "stats"]);
        let line = stats.lines().find_map(|line| line.strip_prefix("total_connections_received:"));
        line.unwrap().trim().parse().unwrap()
    };
    let check = |operation: &dyn Fn()| {
        let before = connections();
        (0..20).for_each(|_| operation());
        // The other one is that of the question itself.
        assert!(connections() - before <= 2);
    };
    check(&|| {
        store.save(&key(), &held("A", 1)).unwrap();
        store.load(&key()).unwrap();
    });
    // A refusal leaves a connection whole.
    let _: String = redis.ask(&["FLUSHALL"]);
    let _: i64 = redis.ask(&["LPUSH", &format!("wxkit:token:{}", key()), "a list"]);
    check(&|| assert!(store.load(&key()).unwrap().held.is_none()));
}

#[test]
fn a_full_one_says_so_and_one_that_evicts_holds_nothing() {
    let full = Redis::start(&["--maxmemory", "1"]);
    let store = open(&full);
    let error = store.save(&key(), &held("TOKEN", 1)).unwrap_err().to_string();
    assert!(error.starts_with(&format!("{}/0: OOM", full.url())) && !error.contains("TOKEN"), "{error}");
    assert_eq!(found(&full, &store), "nothing");
    let _: String = full.ask(&["CONFIG", "SET", "maxmemory-policy", "allkeys-random"]);
    let _ = store.save(&key(), &held("TOKEN", 1));
    assert!(["nothing", "TOKEN"].contains(&&*found(&full, &store)));
    let _: String = full.ask(&["CONFIG", "SET", "maxmemory", "0"]);
    store.save(&key(), &held("TOKEN", 2)).unwrap();
    assert_eq!(found(&full, &store), "TOKEN");
}

#[test]
fn one_that_hangs_is_given_up() {
    let redis = Redis::start(&[]);
    let store = open(&redis);
    redis.hang(true);
    let error = store.load(&key()).unwrap_err().to_string();
    redis.hang(false);
    assert_eq!(error, format!("{}/0: no answer in time", redis.url()));
    assert_eq!(found(&redis, &store), "nothing");
}

#[test]
fn one_that_is_away_may_come_back() {
    let mut redis = Redis::start(&[]);
    redis.kill();
    let store = open(&redis);
    assert!(store.load(&key()).is_err());
    redis.revive();
    assert_eq!(found(&redis, &store), "nothing");
}

#[test]
fn passwords() {
    let redis = Redis::start(&["--requirepass", "s3#cret"]);
    let at = |user: &str| redis.url().replace("redis://", &format!("redis://{user}"));
    let check = |user: &str, expected: &Expect| {
        let error = RedisStore::open(&at(user)).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("cret"));
        expected.assert_eq(&error.to_string().replace(&redis.url(), "REDIS"));
    };
    check(
        "",
        &expect!["REDIS/0: it wants a password; write it into the address: redis://:PASSWORD@HOST (NOAUTH)"],
    );
    let error = RedisStore::open(&format!("{}/3", redis.url())).unwrap_err().to_string();
    assert!(error.contains("it wants a password"), "{error}");
    let wrong = expect!["REDIS/0: it refuses the user name or the password in the address (WRONGPASS)"];
    check(":cret@", &wrong);
    check("nobody:s3%23cret@", &wrong);
    let store = RedisStore::open(&at(":s3%23cret@")).unwrap();
    store.save(&key(), &held("TOKEN", 1)).unwrap();
    assert_eq!(found(&redis, &store), "TOKEN");
    assert!(!format!("{store:?}").contains("cret"));

    let open = Redis::start(&[]);
    let error = RedisStore::open(&open.url().replace("redis://", "redis://:s3cret@")).unwrap_err();
    wrong.assert_eq(&error.to_string().replace(&open.url(), "REDIS"));
}

#[test]
fn a_server_other_than_redis_is_reported() {
    let server = Server::on_thread("127.0.0.1:0", Sandbox::default()).unwrap();
    let error = RedisStore::open(&server.base_url().replace("http", "redis")).unwrap_err().to_string();
    assert_eq!(error, format!("redis://{}/0: what answers there is not Redis", server.addr));
}

#[test]
fn what_a_user_may_not_do_is_known_at_once() {
    let redis = Redis::start(&["--user", "reader", "on", ">pass", "~wxkit:*", "+get", "--databases", "2"]);
    let check = |url: String, expected: &Expect| {
        let error = RedisStore::open(&url).unwrap_err().to_string();
        expected.assert_eq(&error.replace(&redis.url(), "REDIS"));
    };
    check(
        redis.url().replace("redis://", "redis://reader:pass@"),
        &expect![
            "REDIS/0: the user in the address may not do this; a store needs GET, SET, DEL, PTTL and EVAL on wxkit:* (NOPERM)"
        ],
    );
    check(format!("{}/7", redis.url()), &expect!["REDIS/7: ERR DB index is out of range"]);
    let replica = Redis::start(&["--replicaof", "127.0.0.1", &redis.port().to_string()]);
    let error = RedisStore::open(&replica.url()).unwrap_err().to_string();
    expect!["REDIS/0: it is a replica; name the primary (READONLY)"]
        .assert_eq(&error.replace(&replica.url(), "REDIS"));
}
