//! The resource `settings`.

use serde_json::{Value, json};

use super::account::{Account, DEFAULT_ASN};
use super::answer::{Answer, Outcome};
use super::body::U32;
use super::call::Call;

pub(super) fn get(account: &mut Account, _: &Call) -> Outcome {
    Ok(Answer::json(200, &json!({ "default_asn": account.default_asn })))
}

pub(super) fn update(account: &mut Account, call: &Call) -> Outcome {
    let body = call.body()?;
    match body.get("/default_asn") {
        None => {}
        Some(Value::Null) => account.default_asn = DEFAULT_ASN,
        Some(_) => account.default_asn = body.integer("/default_asn", U32)?,
    }
    get(account, call)
}
