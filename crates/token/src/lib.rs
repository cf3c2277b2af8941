//! The life of a WeChat access token: fetched once, shared by all, renewed ahead of time.
