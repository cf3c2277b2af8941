//! Both drivers against small servers.

mod downloads;
mod endless;
mod failures;
mod fetches;
mod files;
mod flows;
mod observe;
mod proxy;
mod server;
mod tls;
mod tokens;
#[cfg(feature = "web")]
mod web;
mod wire;
