//! How fast mass messages go out.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Done;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use crate::Official;

/// `POST /cgi-bin/message/mass/speed/get`. Without a body, though the sample shows one.
///
/// More: [`manual::mass`](crate::manual::mass#speed), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/notify/message/api_getspeed.html).
///
/// ```
/// use wxkit_official::mass::QuerySpeed;
///
/// let call = QuerySpeed; // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "message/mass/speed/get")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QuerySpeed;

/// The reply to [`QuerySpeed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SpeedReport {
    /// The level, 0 to 4; see [`MassSpeed::from_level`].
    #[serde(deserialize_with = "json::int")]
    pub speed: i64,
    /// What it really is, in units of 10,000 messages a minute. The sample contradicts the table of levels.
    #[serde(default, deserialize_with = "json::int")]
    pub realspeed: i64,
}

/// `POST /cgi-bin/message/mass/speed/set`.
///
/// More: [`manual::mass`](crate::manual::mass#speed), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/notify/message/api_setspeed.html).
///
/// ```
/// use wxkit_official::mass::{MassSpeed, SetSpeed};
///
/// let call = SetSpeed::new(MassSpeed::K450); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "message/mass/speed/set")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SetSpeed {
    /// How fast.
    pub speed: MassSpeed,
}

impl SetSpeed {
    /// With all that it needs.
    pub fn new(speed: MassSpeed) -> Self {
        Self { speed }
    }
}

/// How fast mass messages go out, in messages a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MassSpeed {
    /// 800,000; level 0.
    K800,
    /// 600,000; level 1.
    K600,
    /// 450,000; level 2.
    K450,
    /// 300,000; level 3.
    K300,
    /// 100,000; level 4.
    K100,
}

const LEVELS: &[(i64, MassSpeed, u32)] = &[
    (0, MassSpeed::K800, 800_000),
    (1, MassSpeed::K600, 600_000),
    (2, MassSpeed::K450, 450_000),
    (3, MassSpeed::K300, 300_000),
    (4, MassSpeed::K100, 100_000),
];

impl MassSpeed {
    /// The speed of a level; `None` if it is not within 0 to 4.
    #[must_use]
    pub fn from_level(level: i64) -> Option<Self> {
        LEVELS.iter().find(|(known, ..)| *known == level).map(|(_, speed, _)| *speed)
    }

    /// The platform's level.
    #[must_use]
    pub fn level(self) -> i64 {
        LEVELS.iter().find(|(_, speed, _)| *speed == self).map_or(0, |(level, ..)| *level)
    }

    /// Messages a minute.
    #[must_use]
    pub fn per_minute(self) -> u32 {
        LEVELS.iter().find(|(_, speed, _)| *speed == self).map_or(0, |(.., rate)| *rate)
    }
}

impl Endpoint for QuerySpeed {
    type Platform = Official;
    type Reply = SpeedReport;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/message/mass/speed/get";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, _: &mut Encoder) {}

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        // Whatever the body holds, nothing of it matters.
        from.octets();
        Ok(Self)
    }
}

impl Endpoint for SetSpeed {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/message/mass/speed/set";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(&Body { speed: self.speed.level() });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let Body { speed } = from.json()?;
        let speed = MassSpeed::from_level(speed).ok_or_else(|| DecodeError::new("speed must be 0 to 4"))?;
        Ok(Self { speed })
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    #[serde(deserialize_with = "json::int")]
    speed: i64,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn query_speed() {
        check(
            &QuerySpeed,
            r#"{"speed":3,"realspeed":"15"}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/message/mass/speed/get?access_token=TOKEN
            content-length: 0


            SpeedReport { speed: 3, realspeed: 15 }"#]],
        );
        let refused = refusal::<QuerySpeed>(r#"{"errcode":48001,"errmsg":"api unauthorized"}"#);
        expect!["permission: WeChat refused with 48001, the account has no right to this interface: api unauthorized"].assert_eq(&refused);
    }

    #[test]
    fn set_speed() {
        check(
            &SetSpeed { speed: MassSpeed::K600 },
            r#"{"errcode":0,"errmsg":"ok"}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/message/mass/speed/set?access_token=TOKEN
            content-type: application/json
            content-length: 11

            {"speed":1}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        let refused = refusal::<SetSpeed>(r#"{"errcode":45083,"errmsg":"speed is out of range"}"#);
        expect!["input: WeChat refused with 45083, the speed is not within 0 to 4: speed is out of range"]
            .assert_eq(&refused);
        for (level, speed, rate) in LEVELS {
            assert_eq!((MassSpeed::from_level(*level), speed.level()), (Some(*speed), *level));
            assert_eq!(speed.per_minute(), *rate);
        }
        assert_eq!(MassSpeed::from_level(5), None);
    }
}
