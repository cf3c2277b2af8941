//! The WeChat official account (公众号): endpoints and flows, without I/O.
