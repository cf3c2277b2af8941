//! What is about the account's calls themselves: quotas, the record of one request, the platform's addresses
//!.

mod addresses;
mod callback;
mod clear;
mod quota;
mod rid;
mod structure;

pub use addresses::{ApiAddresses, CallbackAddresses};
pub use callback::{CallbackCheck, CheckCallback, CheckKind, NetworkOperator, Ping, Resolved};
pub use clear::{ClearPathQuota, ClearQuota, ClearQuotaWithSecret, SecretPlace};
pub use quota::{QueryQuota, Quota, QuotaReport, RateLimit};
pub use rid::{QueryRid, RecordedRequest, Redacted, RidReport};
pub use structure::{ArticleStructure, StructureFindings, StructureItem, VerifyArticleStructure};
