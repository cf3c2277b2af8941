//! The calls of earlier years, and what has taken their place.

/// Paths that answer 47009, and what to ask in their place.
const WITHDRAWN: [(&str, &str); 6] = [
    ("getarticlesummary", "getarticleread and getarticleshare"),
    ("getarticletotal", "getarticletotaldetail"),
    ("getuserread", "getbizsummary"),
    ("getusershare", "getbizsummary"),
    ("getuserreadhour", HOURLY),
    ("getusersharehour", HOURLY),
];

const HOURLY: &str = "getbizsummary, which counts by the day; hours are no longer told";

/// What has taken the place of a statistics call that WeChat withdrew in 2025 (47009); `call` is its name or its path.
///
/// ```
/// let successor = wxkit_official::stats::successor("/datacube/getarticletotal");
/// assert_eq!(successor, Some("getarticletotaldetail"));
/// assert_eq!(wxkit_official::stats::successor("getbizsummary"), None);
/// ```
#[must_use]
pub fn successor(call: &str) -> Option<&'static str> {
    let name = call.split('?').next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    WITHDRAWN.iter().find(|(known, _)| *known == name).map(|(_, successor)| *successor)
}
