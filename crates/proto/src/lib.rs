//! The sans-IO core of wxkit: requests, replies, files, flows, errors and secrets of the WeChat platforms.
