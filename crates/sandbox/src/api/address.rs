//! Addresses of public articles.

use crate::Sandbox;
use crate::call::Call;

/// The addresses of so many articles that become public together.
pub(super) fn articles(sandbox: &mut Sandbox, call: &Call<'_>, count: usize) -> Vec<String> {
    let mid = sandbox.fresh_number(call.env, "mid", 9);
    let [a, b, c, d, e, f, g, h, ..] = call.env.random(&format!("sn {mid}"));
    let first = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
    let sns = (0..).map(|position| first.wrapping_add(position)).take(count);
    let url = |(idx, sn): (u32, u64)| {
        let sn = format!("{sn:016x}{:016x}", !sn);
        format!("http://mp.weixin.qq.com/s?__biz=MzA3MDEyMzQ1Ng==&mid={mid}&idx={idx}&sn={sn}#rd")
    };
    (1..).zip(sns).map(url).collect()
}
