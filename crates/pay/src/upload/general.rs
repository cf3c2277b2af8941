//! Any other upload: its own fields in the signed text, its own digest, its own name of the part.

use http::Method;
use serde_json::{Map, Value};
use wxkit_proto::{Algorithm, DecodeError, Decoder, Encoder, Endpoint, File, Invalid, Repeat, Warning, json};

use super::rules::check_name;
use crate::Pay;

/// One upload of any form: `POST path` with a signed `meta` and a file.
///
/// [`Upload::general`](crate::Upload::general) computes the digest and puts it into the signed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneralUpload {
    /// The path, beginning with `/`.
    pub path: String,
    /// The name of the part with the file; most endpoints say `file`.
    pub part: String,
    /// The signed text, sent as it is.
    pub meta: Map<String, Value>,
    /// The file.
    pub file: File,
    /// The name under which the file travels.
    pub name: String,
}

/// How the form of another endpoint differs from the usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneralForm {
    /// The path, beginning with `/`.
    pub path: String,
    /// The name of the part with the file.
    pub part: String,
    /// The field of the signed text for the file's name; `None`: there is none.
    pub name_field: Option<String>,
    /// The field of the signed text for the digest of the file; `None`: there is none.
    pub digest_field: Option<String>,
    /// Which digest; invoices (电子发票) want SM3.
    pub algorithm: Algorithm,
    /// The other fields.
    pub more: Map<String, Value>,
}

impl GeneralForm {
    /// The usual form at this path: part `file`, fields `filename` and `sha256`.
    pub fn new(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            part: "file".into(),
            name_field: Some("filename".into()),
            digest_field: Some("sha256".into()),
            algorithm: Algorithm::Sha256,
            more: Map::new(),
        }
    }

    /// A field that is given twice would stand there once, with one of the two values.
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let Self { name_field, digest_field, more, .. } = self;
        let mut filled = name_field.iter().chain(digest_field);
        let is_same = name_field.is_some() && name_field == digest_field;
        match filled.find(|field| is_same || more.contains_key(*field)) {
            Some(field) => Err(Invalid::new(format!("the field {field} of the signed text is given twice"))),
            None => Ok(()),
        }
    }

    pub(super) fn fill(self, file: File, name: String, digest: String) -> GeneralUpload {
        let fields = [(self.name_field, &name), (self.digest_field, &digest)];
        let given = fields.into_iter().filter_map(|(field, value)| Some((field?, value.clone().into())));
        let mut meta: Map<String, Value> = given.collect();
        meta.extend(self.more);
        GeneralUpload { path: self.path, part: self.part, meta, file, name }
    }
}

impl Endpoint for GeneralUpload {
    type Family = Pay;
    type Reply = Value;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/";

    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn encode(&self, out: &mut Encoder) {
        out.signed_json("meta", &self.meta);
        out.file_as(self.part.clone(), &self.file, self.name.as_str());
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let meta = json::from_slice(from.text("meta")?.as_bytes()).map_err(DecodeError::new)?;
        let part = from.form()?.parts.iter().find(|part| part.name != "meta");
        let part = part.ok_or_else(|| DecodeError::new("there is no part with a file"))?.name.clone();
        let file = from.file(&part)?;
        Ok(Self { path: from.path().to_owned(), part, meta, name: file.name.clone(), file })
    }

    fn path(&self) -> &str {
        &self.path
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.file.is_empty() {
            return Err(Invalid::new(format!("{}: the file is empty", self.file.name)));
        }
        check_part(&self.part)?;
        check_name(&self.file.name, &self.name)?;
        Ok(Vec::new())
    }
}

fn check_part(name: &str) -> Result<(), Invalid> {
    if name.is_empty() || name == "meta" {
        return Err(Invalid::new("the part with the file needs a name other than meta"));
    }
    if name.contains(['"', '\\']) || name.chars().any(char::is_control) {
        return Err(Invalid::new(
            "the name of the part with the file holds a quote, a backslash or a control character",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::check;

    #[test]
    fn what_would_be_lost_or_changed_is_refused() {
        let check = |change: fn(&mut GeneralForm), why: &str| {
            let mut form = GeneralForm::new("/v3/x");
            change(&mut form);
            let file = File::from_bytes("a.pdf", "%PDF-1.7");
            let checked =
                form.check().and_then(|()| form.fill(file, "a.pdf".into(), "00ff".into()).check().map(drop));
            assert_eq!(checked.err().map(|invalid| invalid.message).unwrap_or_default(), why);
        };
        check(|_| (), "");
        let twice = "the field sha256 of the signed text is given twice";
        check(|form| drop(form.more.insert("sha256".into(), "FF".into())), twice);
        check(|form| form.name_field.clone_from(&form.digest_field), twice);
        check(
            |form| {
                form.digest_field = None;
                form.more.insert("sha256".into(), "FF".into());
            },
            "",
        );
        check(|form| form.part = "meta".into(), "the part with the file needs a name other than meta");
        let wrong = "the name of the part with the file holds a quote, a backslash or a control character";
        check(|form| form.part = "a\"b".into(), wrong);
        check(|form| form.part = "a\r\n".into(), wrong);
    }

    /// Row 9 of the table: other fields, another name of the part.
    #[test]
    fn general_upload() {
        let more = [("sub_mchid".to_owned(), "1900000109".into()), ("item_id".to_owned(), 3.into())];
        let form = GeneralForm {
            part: "due_diligence_file".into(),
            name_field: Some("file_name".into()),
            digest_field: Some("file_digest".into()),
            more: more.into_iter().collect(),
            ..GeneralForm::new("/v3/mch-operation-manage/enhanced-due-diligence/8/upload")
        };
        let file = File::from_bytes("a.pdf", "%PDF-1.7");
        check(
            &form.fill(file, "a.pdf".into(), "00ff".into()),
            r#"{"file_id":"f"}"#,
            &expect![[r#"
            POST https://api.mch.weixin.qq.com/v3/mch-operation-manage/enhanced-due-diligence/8/upload
            accept: application/json
            content-type: multipart/form-data;boundary=BOUNDARY
            content-length: 416
            wechatpay-serial: PUB_KEY_ID_0114232134912410000000000000

            --BOUNDARY
            Content-Disposition: form-data; name="meta";
            Content-Type: application/json

            {"file_digest":"00ff","file_name":"a.pdf","item_id":3,"sub_mchid":"1900000109"}
            --BOUNDARY
            Content-Disposition: form-data; name="due_diligence_file"; filename="a.pdf";
            Content-Type: application/octet-stream

            %PDF-1.7
            --BOUNDARY--

            Object {"file_id": String("f")}"#]],
        );
    }
}
