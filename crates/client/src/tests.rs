//! Both drivers against small servers.

mod downloads;
mod failures;
mod fetches;
mod files;
mod flows;
mod proxy;
mod server;
mod tls;
mod tokens;
mod wire;
