//! Any other upload: its own fields in the signed text, its own digest, its own name of the part.

use http::Method;
use serde_json::Value;
use wxkit_proto::digest::Algorithm;
use wxkit_proto::error::Invalid;
use wxkit_proto::json::RawJson;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, File, Repeat, Warning};

use super::rules::check_name;
use crate::Pay;

/// One upload of any form: a signed text and a file, sent by `POST` to the usual paths.
///
/// [`Upload::general`](crate::Upload::general) computes the digest and puts it into the signed text.
///
/// More: [`manual::upload`](crate::manual::upload#general), [WeChat's page](https://pay.weixin.qq.com/doc/v3/partner/4015781275).
///
/// ```
/// use wxkit_pay::Upload;
/// use wxkit_pay::upload::{GeneralForm, GeneralUpload};
/// use wxkit_proto::File;
///
/// let form = GeneralForm::new("/v3/mch-operation-manage/enhanced-due-diligence/8/upload");
/// let file = File::from_bytes("tea.pdf", b"%PDF-1.7".as_slice());
/// let flow: Upload<GeneralUpload> = Upload::general(form, file, None)?;
/// // `client.run(flow).await?` brings the reply.
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GeneralUpload {
    /// `POST`, but for the pieces of a brand's list of users, which are sent by `PUT`.
    pub method: Method,
    /// The path, beginning with `/`.
    pub path: String,
    /// The name of the part with the file; most endpoints say `file`.
    pub part: String,
    /// The name of the part with the signed text; nearly all endpoints say `meta`.
    pub meta_part: String,
    /// The signed text, a JSON object; sent as it is.
    pub meta: RawJson,
    /// The file.
    pub file: File,
    /// The name under which the file travels.
    pub name: String,
}

/// How the form of another endpoint differs from the usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GeneralForm {
    /// `POST`, or `PUT` for the pieces of a brand's list of users (人群包).
    pub method: Method,
    /// The path, beginning with `/`.
    pub path: String,
    /// The name of the part with the file.
    pub part: String,
    /// The name of the part with the signed text.
    pub meta_part: String,
    /// The field of the signed text for the file's name; `None`: there is none.
    pub name_field: Option<String>,
    /// The field of the signed text for the digest of the file; `None`: there is none.
    pub digest_field: Option<String>,
    /// Which digest; invoices (电子发票) want SM3.
    pub algorithm: Algorithm,
    /// A JSON object with the other fields. They stand behind the name and the digest, in the order and with the digits in
    /// which they are given.
    pub more: RawJson,
}

impl GeneralForm {
    /// The usual form at this path: by `POST`, part `file`, and `meta` with the fields `filename` and `sha256`.
    pub fn new(path: impl Into<String>) -> Self {
        Self {
            method: Method::POST,
            path: path.into(),
            part: "file".into(),
            meta_part: "meta".into(),
            name_field: Some("filename".into()),
            digest_field: Some("sha256".into()),
            algorithm: Algorithm::Sha256,
            more: RawJson::object(),
        }
    }

    /// Of a field that is given twice nobody knows which one counts.
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let Self { name_field, digest_field, more, .. } = self;
        let Value::Object(more) = more.to_value() else {
            return Err(Invalid::new("the other fields of the signed text must be a JSON object"));
        };
        let mut filled = name_field.iter().chain(digest_field);
        let is_same = name_field.is_some() && name_field == digest_field;
        match filled.find(|field| is_same || more.contains_key(*field)) {
            Some(field) => Err(Invalid::new(format!("the field {field} of the signed text is given twice"))),
            None => Ok(()),
        }
    }

    pub(super) fn fill(self, file: File, name: String, digest: String) -> Result<GeneralUpload, Invalid> {
        let fields = [(self.name_field, &name), (self.digest_field, &digest)];
        let given = fields.into_iter().filter_map(|(field, value)| {
            Some(format!("{}:{}", Value::from(field?), Value::from(value.as_str())))
        });
        // What stands between the braces stays as it is.
        let more = self.more.as_str();
        let more = more.strip_prefix('{').and_then(|more| more.strip_suffix('}')).unwrap_or(more).trim();
        let fields: Vec<_> = given.chain((!more.is_empty()).then(|| more.to_owned())).collect();
        let meta = RawJson::new(format!("{{{}}}", fields.join(",")).as_bytes()).map_err(Invalid::new)?;
        let Self { method, path, part, meta_part, .. } = self;
        Ok(GeneralUpload { method, path, part, meta_part, meta, file, name })
    }
}

impl Endpoint for GeneralUpload {
    type Platform = Pay;
    type Reply = Value;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/";

    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn encode(&self, out: &mut Encoder) {
        out.signed_json(self.meta_part.clone(), &self.meta);
        out.file_as(self.part.clone(), &self.file, self.name.as_str());
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let find = |is_file: bool, what: &str| {
            let part = from.form()?.parts.iter().find(|part| part.file_name.is_some() == is_file);
            Ok(part.ok_or_else(|| DecodeError::new(format!("there is no part with {what}")))?.name.clone())
        };
        let (part, meta_part) = (find(true, "a file")?, find(false, "a signed text")?);
        let meta = RawJson::new(from.text(&meta_part)?.as_bytes()).map_err(DecodeError::new)?;
        let (file, path) = (from.file(&part)?, from.path().to_owned());
        Ok(Self { method: Self::METHOD, path, part, meta_part, meta, name: file.name.clone(), file })
    }

    fn method(&self) -> Method {
        self.method.clone()
    }

    fn path(&self) -> &str {
        &self.path
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.file.is_empty() {
            return Err(Invalid::new(format!("{}: the file is empty", self.file.name)));
        }
        if self.part == self.meta_part {
            return Err(Invalid::new(
                "the part with the file and that with the signed text have the same name",
            ));
        }
        check_part(&self.part)?;
        check_part(&self.meta_part)?;
        check_name(&self.file.name, &self.name)?;
        Ok(Vec::new())
    }
}

fn check_part(name: &str) -> Result<(), Invalid> {
    if name.is_empty() {
        return Err(Invalid::new("a part of the form has no name"));
    }
    if name.contains(['"', '\\']) || name.chars().any(char::is_control) {
        return Err(Invalid::new(
            "the name of a part of the form holds a quote, a backslash or a control character",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::expect;
    use wxkit_proto::sign::SigningKey;
    use wxkit_proto::{EndpointExt as _, Env};

    use super::*;
    use crate::testing::{MERCHANT_KEY, MERCHANT_SERIAL, NOW, PUBLIC_ID, PUBLIC_PEM, check, show};
    use crate::{Credential, Merchant, PlatformKeys, PublicKey};

    fn json(text: &str) -> RawJson {
        RawJson::new(text.as_bytes()).unwrap()
    }

    #[test]
    fn what_would_be_lost_or_changed_is_refused() {
        let check = |change: fn(&mut GeneralForm), why: &str| {
            let mut form = GeneralForm::new("/v3/x");
            change(&mut form);
            let file = File::from_bytes("a.pdf", "%PDF-1.7");
            let checked =
                form.check().and_then(|()| form.fill(file, "a.pdf".into(), "00ff".into())?.check().map(drop));
            assert_eq!(checked.err().map(|invalid| invalid.message).unwrap_or_default(), why);
        };
        check(|_| (), "");
        let twice = "the field sha256 of the signed text is given twice";
        check(|form| form.more = json(r#"{"sha256":"FF"}"#), twice);
        check(|form| form.name_field.clone_from(&form.digest_field), twice);
        check(
            |form| {
                form.digest_field = None;
                form.more = json(r#"{"sha256":"FF"}"#);
            },
            "",
        );
        check(|form| form.more = json("[1]"), "the other fields of the signed text must be a JSON object");
        let same = "the part with the file and that with the signed text have the same name";
        check(|form| form.part = "meta".into(), same);
        check(|form| form.part = String::new(), "a part of the form has no name");
        let wrong = "the name of a part of the form holds a quote, a backslash or a control character";
        check(|form| form.part = "a\"b".into(), wrong);
        check(|form| form.part = "a\r\n".into(), wrong);
    }

    /// Row 9 of the table: other fields, another name of the part.
    #[test]
    fn general_upload() {
        let form = GeneralForm {
            part: "due_diligence_file".into(),
            name_field: Some("file_name".into()),
            digest_field: Some("file_digest".into()),
            more: json(r#" { "sub_mchid": "1900000109", "item_id":3.10,"a":{"b":{}} } "#),
            ..GeneralForm::new("/v3/mch-operation-manage/enhanced-due-diligence/8/upload")
        };
        let file = File::from_bytes("a.pdf", "%PDF-1.7");
        check(
            &form.fill(file, "a.pdf".into(), "00ff".into()).unwrap(),
            r#"{"file_id":"f"}"#,
            &expect![[r#"
            POST https://api.mch.weixin.qq.com/v3/mch-operation-manage/enhanced-due-diligence/8/upload
            accept: application/json
            content-type: multipart/form-data;boundary=BOUNDARY
            content-length: 434
            wechatpay-serial: PUB_KEY_ID_0114232134912410000000000000

            --BOUNDARY
            Content-Disposition: form-data; name="meta";
            Content-Type: application/json

            {"file_name":"a.pdf","file_digest":"00ff","sub_mchid": "1900000109", "item_id":3.10,"a":{"b":{}}}
            --BOUNDARY
            Content-Disposition: form-data; name="due_diligence_file"; filename="a.pdf";
            Content-Type: application/octet-stream

            %PDF-1.7
            --BOUNDARY--

            Object {"file_id": String("f")}"#]],
        );
    }

    /// A piece of a brand's list of users: another method, and another name of the signed part.
    #[test]
    fn a_piece_of_a_list_of_users() {
        let form = GeneralForm {
            method: Method::PUT,
            meta_part: "file_meta".into(),
            digest_field: Some("digest".into()),
            ..GeneralForm::new("/brand/marketing/user-package/uploads/8/1")
        };
        let upload = form.fill(File::from_bytes("a.csv", "o1\n"), "a.csv".into(), "00ff".into()).unwrap();
        let request = upload.request(Some(&brand()), &Env::new(NOW, [0; 32])).unwrap();
        let request = request.map(|body| body.in_memory().unwrap());
        let again = GeneralUpload::receive(&request, true).unwrap();
        assert_eq!(GeneralUpload { method: Method::PUT, ..again }, upload);
        expect![[r#"
            PUT https://api.mch.weixin.qq.com/brand/marketing/user-package/uploads/8/1
            accept: application/json
            content-type: multipart/form-data;boundary=BOUNDARY
            content-length: 359
            wechatpay-serial: PUB_KEY_ID_0114232134912410000000000000

            --BOUNDARY
            Content-Disposition: form-data; name="file_meta";
            Content-Type: application/json

            {"filename":"a.csv","digest":"00ff"}
            --BOUNDARY
            Content-Disposition: form-data; name="file"; filename="a.csv";
            Content-Type: application/octet-stream

            o1

            --BOUNDARY--
        "#]]
        .assert_eq(&show(&request));
    }

    fn brand() -> Credential {
        let key = SigningKey::from_pem("merchant.pem", MERCHANT_KEY).unwrap();
        let brand = Merchant::brand("40001", MERCHANT_SERIAL, key).unwrap();
        let mut keys = PlatformKeys::default();
        keys.add_public_key(PublicKey::from_pem(PUBLIC_ID, "p", PUBLIC_PEM).unwrap());
        Credential::new(Arc::new(brand), Arc::new(keys))
    }
}
