//! A faithful fake WeChat: a pure function first, then a server.
