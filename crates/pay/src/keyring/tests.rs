//! A merchant's calls over days, in virtual time, against a platform whose keys change.

use expect_test::{Expect, expect};
use wxkit_proto::exchange::Exchange;
use wxkit_proto::flow::Ask;
use wxkit_proto::sign::SigningKey;
use wxkit_proto::{Answer, Call, Env, Flow, Step};

use super::*;
use crate::Pay;
use crate::testing::{
    MERCHANT_KEY, MERCHANT_SERIAL, NEXT_CERTIFICATE, NEXT_KEY, NEXT_SERIAL, NOW, PLATFORM_CERTIFICATE,
    PLATFORM_SERIAL, PUBLIC_ID, PUBLIC_KEY as PUBLIC, PUBLIC_PEM, Signer, list, merchant,
};

/// What the platform does now.
#[derive(Clone, Copy)]
struct WeChat {
    signs: (&'static str, &'static str),
    lists: &'static [(&'static str, &'static str)],
}

const OLD: WeChat =
    WeChat { signs: (PLATFORM_KEY, PLATFORM_SERIAL), lists: &[(PLATFORM_SERIAL, PLATFORM_CERTIFICATE)] };
const PLATFORM_KEY: &str = crate::testing::PLATFORM_KEY;
const BOTH: &[(&str, &str)] = &[(PLATFORM_SERIAL, PLATFORM_CERTIFICATE), (NEXT_SERIAL, NEXT_CERTIFICATE)];
const NEXT: WeChat = WeChat { signs: (NEXT_KEY, NEXT_SERIAL), lists: BOTH };
const MIGRATED: WeChat = WeChat { signs: (PUBLIC, PUBLIC_ID), lists: BOTH };
const FOREIGN: WeChat = WeChat { signs: (NEXT_KEY, "7A"), lists: BOTH };
const NO_LIST: WeChat = WeChat { signs: (NEXT_KEY, NEXT_SERIAL), lists: &[] };

/// A merchant's program.
struct Desk {
    ring: MerchantKeys,
    now: Timestamp,
    trace: String,
}

impl Desk {
    fn new(ring: MerchantKeys) -> Self {
        Self { ring, now: NOW, trace: String::new() }
    }

    /// A program that was given a public key, and the APIv3 key or not.
    fn with_public_key(with_apiv3_key: bool) -> Self {
        let key = SigningKey::from_pem("k", MERCHANT_KEY).unwrap();
        let merchant = match with_apiv3_key {
            true => Arc::into_inner(merchant()).unwrap(),
            false => Merchant::new("1900231671", MERCHANT_SERIAL, key).unwrap(),
        };
        Self::new(
            MerchantKeys::new(merchant)
                .with_public_key(PublicKey::from_pem(PUBLIC_ID, "p", PUBLIC_PEM).unwrap()),
        )
    }

    fn pass(&mut self, seconds: u64) -> &mut Self {
        self.now = self.now + Duration::from_secs(seconds);
        self
    }

    /// One call, and what it leads to.
    fn call(&mut self, platform: WeChat, expected: &Expect) -> &mut Self {
        let exchange = Exchange::<Pay>::new(http::Method::POST, "/v3/x", Some(serde_json::json!({}).into()));
        let result = self.run(Call::new(exchange), None, platform);
        let end =
            result.map_or_else(|error| format!("{}: {error}", error.kind().as_str()), |_| "done".into());
        expected.assert_eq(&format!("{}→ {end}", std::mem::take(&mut self.trace)));
        self
    }

    fn run<E: wxkit_proto::Endpoint<Platform = Pay>>(
        &mut self,
        mut call: Call<E>,
        fixed: Option<Credential>,
        platform: WeChat,
    ) -> Result<E::Reply, Error> {
        loop {
            let env = Env::new(self.now, [0; 32]);
            match call.step(&env) {
                Step::Do(ticket, Ask::Send { request, .. }) => {
                    let path = request.uri().path();
                    let named = request.headers().get("wechatpay-serial");
                    let named = named
                        .map_or(String::new(), |serial| format!("({}…)", &serial.to_str().unwrap()[..4]));
                    self.trace += &format!("{path}{named} ");
                    let signer = Signer::new(platform.signs.0, platform.signs.1);
                    let answer = match (path, platform.lists) {
                        ("/v3/certificates", []) => signer.answer(
                            404,
                            r#"{"code":"RESOURCE_NOT_EXISTS","message":"无可用的平台证书"}"#,
                            self.now,
                        ),
                        ("/v3/certificates", certificates) => {
                            signer.answer(200, &list(certificates), self.now)
                        }
                        _ => signer.answer(200, "{}", self.now),
                    };
                    call.answer(&env, ticket, Answer::Reply(answer));
                }
                Step::Do(ticket, Ask::Credential(need)) => {
                    let answer = match &fixed {
                        Some(credential) => Ok(credential.clone()),
                        None => self.provide(&need, platform),
                    };
                    call.answer(&env, ticket, answer.map_or_else(Answer::Failed, Answer::Credential));
                }
                Step::Do(..) => panic!("nothing else is asked for"),
                Step::Tell(_) => {}
                Step::Wait(_) => panic!("nothing is repeated"),
                Step::Done(result) => return result,
            }
        }
    }

    /// What a provider does.
    fn provide(&mut self, need: &Need<Credential>, platform: WeChat) -> Result<Credential, Error> {
        match self.ring.key_state(need, self.now)? {
            KeyState::Ready(credential) => return Ok(credential),
            KeyState::Due(_) => self.trace += "due ",
            KeyState::Wanted => self.trace += "wanted ",
        }
        let (fetch, credential) = self.ring.fetch();
        let result = self.run(Call::new(fetch), Some(credential), platform);
        self.ring.fetched(need, self.now, result);
        match self.ring.key_state(need, self.now)? {
            KeyState::Ready(credential) | KeyState::Due(credential) => Ok(credential),
            KeyState::Wanted => panic!("it was fetched"),
        }
    }
}

#[test]
fn a_rollover() {
    let mut desk = Desk::new(MerchantKeys::new(Arc::into_inner(merchant()).unwrap()));
    desk.call(OLD, &expect!["wanted /v3/certificates /v3/x(5157…) → done"])
        .call(OLD, &expect!["/v3/x(5157…) → done"])
        // At once, too: the last fetch was not in vain.
        .call(NEXT, &expect!["/v3/x(5157…) wanted /v3/certificates(5157…) → done"])
        .call(OLD, &expect!["/v3/x(7BF0…) → done"])
        .call(NEXT, &expect!["/v3/x(7BF0…) → done"]);
}

#[test]
fn the_list_is_refreshed_on_use() {
    let mut desk = Desk::new(MerchantKeys::new(Arc::into_inner(merchant()).unwrap()));
    desk.call(OLD, &expect!["wanted /v3/certificates /v3/x(5157…) → done"])
        .pass(12 * 3600 - 1)
        .call(OLD, &expect!["/v3/x(5157…) → done"])
        .pass(1)
        .call(OLD, &expect!["due /v3/certificates(5157…) /v3/x(5157…) → done"])
        .pass(12 * 3600)
        // What fails takes nothing away, and is not tried again at once.
        .call(WeChat { lists: &[], ..OLD }, &expect!["due /v3/certificates(5157…) /v3/x(5157…) → done"])
        .call(OLD, &expect!["/v3/x(5157…) → done"])
        .pass(60)
        .call(OLD, &expect!["due /v3/certificates(5157…) /v3/x(5157…) → done"]);
}

#[test]
fn a_migration_to_a_public_key_and_back() {
    Desk::with_public_key(true)
        .call(MIGRATED, &expect!["/v3/x(PUB_…) → done"])
        .call(OLD, &expect!["/v3/x(PUB_…) wanted /v3/certificates(PUB_…) → done"])
        .call(MIGRATED, &expect!["/v3/x(PUB_…) → done"])
        .call(OLD, &expect!["/v3/x(PUB_…) → done"]);
}

#[test]
fn what_the_list_does_not_hold_is_not_asked_for_at_once() {
    let mut ring = MerchantKeys::new(Arc::into_inner(merchant()).unwrap());
    let need = Need::Key("7A".into());
    assert!(matches!(ring.key_state(&need, NOW), Ok(KeyState::Wanted)));
    let listed = wxkit_proto::json::from_slice(list(BOTH).as_bytes()).unwrap();
    ring.fetched(&need, NOW, Ok(listed));
    assert!(ring.keys().find(NEXT_SERIAL, NOW).is_some());
    assert!(matches!(ring.key_state(&need, NOW), Ok(KeyState::Ready(_))));
    assert!(matches!(ring.key_state(&need, NOW + PAUSE), Ok(KeyState::Wanted)));
}

#[test]
fn a_public_key_only() {
    Desk::with_public_key(false).call(MIGRATED, &expect!["/v3/x(PUB_…) → done"]).call(OLD, &expect!["/v3/x(PUB_…) → outcome_unknown: outcome unknown: POST /v3/x may or may not have been done (it probably was, but its answer cannot be verified: the answer is signed with the key 5157F09EFDC096DE15EBE81A47057A7232F1B8E1, which is not known, and it could not be fetched: without the APIv3 key no certificates can be fetched; give WXKIT_APIV3_KEY; give the platform's key of this serial number, by which answers are verified)"]);
}

#[test]
fn invented_serial_numbers_cause_no_storm() {
    let mut desk = Desk::new(MerchantKeys::new(Arc::into_inner(merchant()).unwrap()));
    desk.call(OLD, &expect!["wanted /v3/certificates /v3/x(5157…) → done"])
        .call(FOREIGN, &expect!["/v3/x(5157…) wanted /v3/certificates(5157…) → outcome_unknown: outcome unknown: POST /v3/x may or may not have been done (it probably was, but its answer cannot be verified: the answer is signed with the key 7A, which is not known, and it could not be fetched: the answer is signed with the key 7A, which is not known; give the platform's key of this serial number, by which answers are verified)"])
        .call(FOREIGN, &expect!["/v3/x(5157…) → outcome_unknown: outcome unknown: POST /v3/x may or may not have been done (it probably was, but its answer cannot be verified: the answer is signed with the key 7A, which is not known, and it could not be fetched: the answer is signed with the key 7A, which is not known; give the platform's key of this serial number, by which answers are verified)"])
        .pass(60)
        .call(FOREIGN, &expect!["/v3/x(5157…) wanted /v3/certificates(5157…) → outcome_unknown: outcome unknown: POST /v3/x may or may not have been done (it probably was, but its answer cannot be verified: the answer is signed with the key 7A, which is not known, and it could not be fetched: the answer is signed with the key 7A, which is not known; give the platform's key of this serial number, by which answers are verified)"]);
}

#[test]
fn a_broken_network_is_tried_again_soon() {
    let mut ring = MerchantKeys::new(Arc::into_inner(merchant()).unwrap());
    let need = Need::Key("7A".into());
    let lost = wxkit_proto::error::Transport::new(wxkit_proto::error::TransportKind::Connect, false, "x");
    ring.fetched(&need, NOW, Err(Error::Transport(lost)));
    assert!(ring.key_state(&need, NOW).is_err());
    assert!(matches!(ring.key_state(&need, NOW + SHORT), Ok(KeyState::Wanted)));
    ring.fetched(&need, NOW, Err(Error::invalid("no")));
    assert!(ring.key_state(&need, NOW + SHORT).is_err());
}

#[test]
fn a_merchant_without_certificates_is_told_what_to_do() {
    let mut desk = Desk::new(MerchantKeys::new(Arc::into_inner(merchant()).unwrap()));
    // Signed with a key that is nowhere to be had, and with the public key that was not given.
    desk.call(NO_LIST, &expect!["wanted /v3/certificates → input: nothing was sent, because no answer could be verified: the answer is signed with the key 7BF0C3A9D54E21F8B60D9A4C3E7721A5C0D4E99B, which is not known; give the platform's key of this serial number, by which answers are verified"]).call(NO_LIST, &expect!["→ input: nothing was sent, because no answer could be verified: the answer is signed with the key 7BF0C3A9D54E21F8B60D9A4C3E7721A5C0D4E99B, which is not known; give the platform's key of this serial number, by which answers are verified"]);
    desk.call(WeChat { lists: &[], ..MIGRATED }, &expect!["→ input: nothing was sent, because no answer could be verified: the answer is signed with the key 7BF0C3A9D54E21F8B60D9A4C3E7721A5C0D4E99B, which is not known; give the platform's key of this serial number, by which answers are verified"]);
    let mut desk = Desk::new(
        MerchantKeys::new(Arc::into_inner(merchant()).unwrap())
            .with_certificate(PlatformCertificate::from_pem("c", PLATFORM_CERTIFICATE).unwrap()),
    );
    // It knows the key that signs the refusal.
    let result =
        desk.run(Call::new(ListCertificates), Some(desk.ring.fetch().1), WeChat { lists: &[], ..OLD });
    let error = result.unwrap_err();
    assert_eq!(error.hint().as_deref(), Some(PUBLIC_KEY_HINT), "{error}");
}

#[test]
fn nothing_is_sent_whose_answer_could_not_be_verified() {
    let key = SigningKey::from_pem("k", MERCHANT_KEY).unwrap();
    let merchant = Merchant::new("1900231671", MERCHANT_SERIAL, key).unwrap();
    Desk::new(MerchantKeys::new(merchant)).call(OLD, &expect!["→ input: no answer could be verified: there is neither a key of the platform nor the APIv3 key, by which its certificates are fetched. take the public key and its id (PUB_KEY_ID_…) from the merchant console (账户中心 > API安全) and give both: WXKIT_PAY_PUBLIC_KEY and WXKIT_PAY_PUBLIC_KEY_ID; or WXKIT_APIV3_KEY"]);
}

#[test]
fn debug_shows_whose_keys_they_are_and_no_key() {
    let shown = format!("{:?}", MerchantKeys::new(Arc::into_inner(merchant()).unwrap()));
    assert!(shown.starts_with("MerchantKeys { merchant: Merchant { mchid: \"1900231671\""), "{shown}");
    assert!(!shown.contains("PRIVATE") && !shown.contains(crate::testing::APIV3_KEY), "{shown}");
}
