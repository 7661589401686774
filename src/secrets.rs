//! What of a request must not be seen: the client's credentials, and what stands under a name that the spec or a caller calls a
//! secret. Every text that is shown is looked through for it.

use std::sync::Arc;

use serde_json::Value;

use crate::redaction::{REDACTED, without};
use crate::request::Request;
use crate::value::json;

/// A request and its secrets.
#[derive(Clone)]
pub(crate) struct Secrets {
    pub(crate) request: Request,
    values: Arc<[String]>,
}

impl Secrets {
    pub(crate) fn of(request: &Request) -> Self {
        Self {
            request: request.clone(),
            values: values(request).into(),
        }
    }

    /// A text without them.
    pub(crate) fn scrub(&self, text: String) -> String {
        without(self.request.client.inner().auth.scrub(text), &self.values)
    }

    /// Takes out what must not be seen, however deep it is.
    pub(crate) fn redact(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    if self.request.is_secret(name) && !member.is_null() {
                        *member = REDACTED.into();
                    } else {
                        self.redact(member);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.redact(item)),
            Value::String(text) => *text = self.scrub(std::mem::take(text)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// The values of the parameters, and the texts in the body, that stand under the name of a secret.
fn values(request: &Request) -> Vec<String> {
    let mut values = Vec::new();
    if request.secret_names().next().is_some() {
        for (name, value) in request.parameters() {
            if request.is_secret(name) {
                values.push(value.into_owned());
            }
        }
        if let Some(Ok(body)) = request.body.as_deref().map(json::value) {
            find(request, &body, false, &mut values);
        }
    }
    values
}

/// Finds the texts that stand in a body under the name of a secret, however deep.
fn find(request: &Request, body: &Value, secret: bool, found: &mut Vec<String>) {
    match body {
        Value::String(text) if secret => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| find(request, item, secret, found)),
        Value::Object(members) => {
            for (name, value) in members {
                find(request, value, secret || request.is_secret(name), found);
            }
        }
        _ => {}
    }
}
