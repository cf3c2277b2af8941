//! What comes to the address for callbacks, from WeChat or from anybody.

use http::Request;
use wxkit::callback::{EncodingKey, Fields, Form, Incoming, Mode, Receiver};
use wxkit::proto::{Env, Secret, Timestamp};

use super::split_line;

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

/// The first line is a query, the rest a body. They are read as they come; and the body as if it had been signed, in which case it
/// comes back the same through encryption.
pub fn callbacks(data: &[u8]) {
    let key = EncodingKey::new("Wxkit0Sample0Key0For0Tests0Only0abcdefghijk").expect("43 letters");
    let token = || Secret::new("wxkitToken");
    let clear = Receiver::official(token(), "wx00000000000000aa");
    let safe = clear.clone().with_key(key.clone());
    let work = Receiver::work(token(), key, "wx00000000000000aa");
    let (query, body) = split_line(data);
    let query = String::from_utf8_lossy(query);
    for receiver in [&clear, &safe, &work] {
        for request in [Request::post(format!("/?{query}")), Request::get(format!("/?{query}"))] {
            let Ok(request) = request.body(body) else { continue };
            if let Err(rejected) = receiver.receive(&request, NOW) {
                assert!(!rejected.to_string().is_empty() && rejected.answer().status().as_u16() >= 400);
            }
        }
        let _ = receiver.read_reply(body);
    }
    let env = Env::new(NOW, [0; 32]);
    let signed = clear.imitate(&Fields::default(), Form::Xml, Mode::Clear, &env);
    let request = Request::post(format!("/?{}", signed.query)).body(body).expect("a query");
    let Ok(Incoming::Delivery(delivery)) = clear.receive(&request, NOW) else { return };
    // JSON takes any name, which XML does not.
    let push = safe.imitate(&delivery.fields, Form::Json, Mode::Safe, &env);
    let request = Request::post(format!("/?{}", push.query)).body(push.body).expect("a query");
    let Ok(Incoming::Delivery(again)) = safe.receive(&request, NOW) else { panic!("it does not come back") };
    assert_eq!((again.event, again.name), (delivery.event, delivery.name));
}
