//! `wxkit pay upload`: a file in a form of its own.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use http::Method;
use wxkit::pay::Upload;
use wxkit::pay::upload::GeneralForm;
use wxkit::proto::Error;
use wxkit::proto::digest::Algorithm;
use wxkit::proto::json::RawJson;

use super::upload::open;
use crate::command::call::{clean, verb};
use crate::complete;
use crate::context::Context;
use crate::failure::Failure;
use crate::folder::Named;
use crate::input::raw_of;
use crate::output::Answer;

/// Upload a file to an endpoint with a form of its own, and print its reply.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  wxkit pay upload v3/mch-operation-manage/enhanced-due-diligence/ID/upload a.pdf \\\n    \
    --part due_diligence_file --name-field file_name --digest-field file_digest --meta '{\"item_id\":\"1\"}'\n  \
    wxkit pay upload v3/new-tax-control-fapiao/fapiao-applications/upload-fapiao-file a.pdf \\\n    \
    --name-field '' --digest sm3 --digest-field digest --meta '{\"file_type\":\"PDF\",\"digest_alogrithm\":\"SM3\"}'\n  \
    wxkit pay upload brand/marketing/user-package/uploads/ID/1 a.csv --method PUT \\\n    \
    --meta-part file_meta --digest-field digest"
)]
pub(crate) struct Form {
    /// The path behind the host.
    path: String,
    /// The file, or - for standard input.
    file: PathBuf,
    #[command(flatten)]
    name: Named,
    /// PUT for the pieces of a brand's list of users (人群包); all others want POST.
    #[arg(long, value_name = "METHOD", default_value = "POST", ignore_case = true, value_parser = PossibleValuesParser::new(["POST", "PUT"]))]
    method: String,
    #[command(flatten)]
    fields: Fields,
    /// Send it under this name, just as it is.
    #[arg(long, value_name = "NAME")]
    filename: Option<String>,
}

/// How the form differs from the usual one.
#[derive(Debug, clap::Args)]
pub(super) struct Fields {
    /// The name of the part with the file.
    #[arg(long, value_name = "NAME", default_value = "file")]
    part: String,
    /// The name of the part with the signed text.
    #[arg(long, value_name = "NAME", default_value = "meta")]
    meta_part: String,
    /// The field of the signed text for the file's name; empty for none.
    #[arg(long, value_name = "FIELD", default_value = "filename")]
    name_field: String,
    /// The field of the signed text for the file's digest; empty for none.
    #[arg(long, value_name = "FIELD", default_value = "sha256")]
    digest_field: String,
    /// Which digest; invoices (电子发票) want sm3. [default: sm3 if --meta names it, else sha256]
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(["sha256", "sm3"]))]
    digest: Option<String>,
    /// The other fields of the signed text: a JSON object, @FILE, or - for standard input.
    #[arg(long, value_name = "JSON", add = complete::data())]
    meta: Option<String>,
}

impl Form {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let form = self.fields.form(&self.method, &self.path)?;
        let merchant = context.merchant()?;
        let given = self.name.read(&self.file)?;
        let file = open(&merchant, &given).await?;
        let reply = merchant.run(Upload::general(form, file, self.filename).map_err(Error::from)?).await?;
        // Some endpoints have nothing to say.
        let text = if reply.is_null() { String::new() } else { format!("{reply:#}") };
        Ok(Answer::new(&reply, text))
    }
}

impl Fields {
    /// The form at this path.
    pub(super) fn form(self, method: &str, path: &str) -> Result<GeneralForm, Failure> {
        let method = verb(method, &[Method::POST, Method::PUT])?;
        let field = |name: String| Some(name).filter(|name| !name.is_empty());
        let more =
            self.meta.as_deref().map_or_else(|| Ok(RawJson::object()), |meta| raw_of("--meta", meta))?;
        let fields = more.to_value();
        if !fields.is_object() {
            return Err(Failure::usage("--meta must be a JSON object"));
        }
        // A digest of another kind than the signed text says would only be refused.
        let named =
            ["digest_alogrithm", "digest_algorithm"].iter().find_map(|field| fields.get(*field)?.as_str());
        let digest = self.digest.as_deref().or(named).unwrap_or_default();
        let algorithm = if digest.eq_ignore_ascii_case("sm3") { Algorithm::Sm3 } else { Algorithm::Sha256 };
        let mut form = GeneralForm::new(clean(path)?);
        (form.method, form.part, form.meta_part) = (method, self.part, self.meta_part);
        form.name_field = field(self.name_field);
        form.digest_field = field(self.digest_field);
        form.algorithm = algorithm;
        form.more = more;
        Ok(form)
    }
}
