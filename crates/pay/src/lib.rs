//! WeChat Pay v3.
