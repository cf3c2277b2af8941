//! Tokens in Redis.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use redis::{Client, Connection, FromRedisValue, RedisError};
use wxkit_proto::{Error, Timestamp, Warning};

use super::{Loaded, Owner, Store};
use crate::held::Held;
use crate::key::StoreKey;

mod address;
mod failure;

use address::Address;

/// Keeps tokens in one Redis (or Valkey), for all processes of all machines that reach it.
///
/// | key | what it is |
/// |---|---|
/// | `wxkit:token:KEY` | the token ([`Held::reveal_json`]); Redis forgets it a day after its end |
/// | `wxkit:lock:KEY` | who is fetching; ends by itself with its time limit |
///
/// No key holds a secret. Whoever may read the database has the tokens: give it a password, and TLS where others can
/// listen.
///
/// Each operation takes at most a few seconds. Redis that is away or restarts costs no call: keepers go on with the
/// tokens they have. A connection that broke while it was idle is replaced without a word.
pub struct RedisStore {
    address: Address,
    client: Client,
    idle: Mutex<Vec<Connection>>,
}

impl RedisStore {
    /// A store at `redis://[USER][:PASSWORD@]HOST[:PORT][/DATABASE]`, or `rediss://…` for TLS.
    ///
    /// User name and password are percent-encoded. TLS trusts the certificate authorities of the system, or those in the
    /// file that `SSL_CERT_FILE` names; it uses the process's default provider of rustls, which becomes ring if there
    /// is none.
    ///
    /// It connects once, so that a wrong password is known now. If nobody answers that is no error: Redis may come back.
    ///
    /// # Errors
    /// [`Error::Request`] if the address is not valid; [`Error::Local`] if Redis refuses the user name or the password,
    /// or lets this user not do what a store must do.
    pub fn open(url: &str) -> Result<Self, Error> {
        let address = Address::parse(url)?;
        let store = Self { client: address.client()?, address, idle: Mutex::default() };
        match store.take("probe", "probe", PROBE).and_then(|_| store.give_back("probe", "probe")) {
            Err(error) if !failure::passes(&error) => Err(store.failed(&error)),
            _ => Ok(store),
        }
    }

    /// Runs one command; on a fresh connection if that of last time has broken. All commands here may be repeated.
    fn run<T: FromRedisValue>(&self, command: &redis::Cmd) -> Result<T, RedisError> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = idle().pop();
        if let Some(mut connection) = kept {
            match command.query(&mut connection) {
                Err(error) if failure::breaks(&error) => {
                    // The others are as old, and Redis has probably been restarted.
                    idle().clear();
                }
                answered => {
                    idle().push(connection);
                    return answered;
                }
            }
        }
        let mut connection = self.connect()?;
        let answered = command.query(&mut connection);
        if !answered.as_ref().is_err_and(failure::breaks) {
            idle().push(connection);
        }
        answered
    }

    fn connect(&self) -> Result<Connection, RedisError> {
        let connection = self.client.get_connection_with_timeout(CONNECT)?;
        connection.set_read_timeout(Some(ANSWER))?;
        connection.set_write_timeout(Some(ANSWER))?;
        Ok(connection)
    }

    /// What stands there, if anything; no bytes if it is no text at all.
    fn read(&self, key: &StoreKey) -> Result<Option<Vec<u8>>, RedisError> {
        let mut command = redis::cmd("GET");
        match self.run(command.arg(token_key(key))) {
            Err(error) if error.code() == Some("WRONGTYPE") => Ok(Some(Vec::new())),
            read => read,
        }
    }

    fn replace(&self, key: &StoreKey, held: &Held) -> Result<Held, RedisError> {
        let (key, json, issued) = (token_key(key), held.reveal_json(), held.issued.as_millis());
        let lasts = (held.expires.since(held.issued) + A_DAY).min(LONGEST).as_millis() as u64;
        let mut command = redis::cmd("EVAL");
        command.arg(SAVE).arg(1).arg(&key).arg(&json).arg(issued).arg(lasts);
        let newer: Option<Vec<u8>> = self.run(&command)?;
        match newer.map(|json| Held::from_json(&json)) {
            None => Ok(held.clone()),
            Some(Some(newer)) => Ok(newer),
            // It says that it is newer, but is no token.
            Some(None) => {
                let mut command = redis::cmd("SET");
                self.run::<()>(command.arg(&key).arg(&json).arg("PX").arg(lasts))?;
                Ok(held.clone())
            }
        }
    }

    fn take(&self, key: &str, owner: &str, limit: Duration) -> Result<bool, RedisError> {
        let limit = limit.min(LONGEST).as_millis() as u64;
        let mut command = redis::cmd("EVAL");
        self.run(command.arg(TAKE).arg(1).arg(lock_key(key)).arg(owner).arg(limit))
    }

    fn give_back(&self, key: &str, owner: &str) -> Result<(), RedisError> {
        let mut command = redis::cmd("EVAL");
        self.run(command.arg(GIVE_BACK).arg(1).arg(lock_key(key)).arg(owner))
    }

    fn failed(&self, error: &RedisError) -> Error {
        failure::failed(&self.address, error)
    }
}

impl Store for RedisStore {
    fn load(&self, key: &StoreKey) -> Result<Loaded, Error> {
        let Some(bytes) = self.read(key).map_err(|error| self.failed(&error))? else {
            return Ok(Loaded::default());
        };
        let mut loaded = Loaded::from(Held::from_json(&bytes));
        if loaded.held.is_none() {
            let message = format!("{} of {} is damaged and counts as empty", token_key(key), self.address);
            loaded.warnings.push(Warning::new(message));
        }
        Ok(loaded)
    }

    fn save(&self, key: &StoreKey, held: &Held) -> Result<Held, Error> {
        self.replace(key, held).map_err(|error| self.failed(&error))
    }

    fn lock(&self, key: &StoreKey, owner: &Owner, _: Timestamp, limit: Duration) -> Result<bool, Error> {
        self.take(key.as_str(), owner.as_str(), limit).map_err(|error| self.failed(&error))
    }

    fn unlock(&self, key: &StoreKey, owner: &Owner) -> Result<(), Error> {
        self.give_back(key.as_str(), owner.as_str()).map_err(|error| self.failed(&error))
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RedisStore").field(&self.address.to_string()).finish()
    }
}

fn token_key(key: &StoreKey) -> String {
    format!("wxkit:token:{key}")
}

fn lock_key(key: &str) -> String {
    format!("wxkit:lock:{key}")
}

/// Keeps ARGV[1] for ARGV[3] milliseconds, unless what stands there was issued later than ARGV[2]; returns that.
const SAVE: &str = "
local json = redis.pcall('GET', KEYS[1])
local read, held = pcall(cjson.decode, json)
local issued = read and type(held) == 'table' and held.issued
if type(issued) == 'number' and issued > tonumber(ARGV[2]) then return json end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return false";

/// Locks for owner ARGV[1] and ARGV[2] milliseconds, unless another owner has a lock that will end.
const TAKE: &str = "
local owner = redis.pcall('GET', KEYS[1])
if type(owner) == 'string' and owner ~= ARGV[1] and redis.call('PTTL', KEYS[1]) > 0 then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1";

/// Ends the lock of owner ARGV[1].
const GIVE_BACK: &str = "
if redis.pcall('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1";

/// For the connection, and for each of the two answers that may belong to it: password, database.
const CONNECT: Duration = Duration::from_secs(1);
/// All that is done under a lock must end within its limit, a fetch too.
const ANSWER: Duration = Duration::from_secs(2);
const PROBE: Duration = Duration::from_secs(1);
const A_DAY: Duration = Duration::from_secs(24 * 3600);
const LONGEST: Duration = Duration::from_secs(30 * 24 * 3600);
