//! What of a request must not be seen: the client's credentials, and what stands under a name that the spec or a caller calls a
//! secret. Every text that is shown is looked through for it.

use std::sync::Arc;

use serde_json::Value;

use crate::request::Request;
use crate::text::redaction::{REDACTED, redact};
use crate::value::json;

/// A request and its secrets, and those of its response.
#[derive(Clone)]
pub(crate) struct Secrets {
    pub(crate) request: Request,
    values: Arc<[String]>,
}

impl Secrets {
    pub(crate) fn new(request: &Request) -> Self {
        Self {
            request: request.clone(),
            values: find_secrets(request).into(),
        }
    }

    /// Adds what must not be seen either.
    pub(crate) fn hide(&mut self, more: impl Iterator<Item = String>) {
        self.values = self.values.iter().cloned().chain(more).collect();
    }

    /// A text without them.
    pub(crate) fn redact(&self, text: String) -> String {
        redact(self.request.client.inner().auth.redact(text), &self.values)
    }

    /// Takes out what must not be seen, however deep it is.
    pub(crate) fn redact_json(&self, value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for (name, field) in fields {
                    if self.request.is_secret(name) && !field.is_null() {
                        *field = REDACTED.into();
                    } else {
                        self.redact_json(field);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.redact_json(item)),
            Value::String(text) => *text = self.redact(std::mem::take(text)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// The values of the parameters, and the texts in the body, that stand under the name of a secret.
fn find_secrets(request: &Request) -> Vec<String> {
    let mut values = Vec::new();
    if request.secret_names().next().is_some() {
        for (name, value) in request.parameters() {
            if request.is_secret(name) {
                values.push(value.into_owned());
            }
        }
        if let Some(Ok(body)) = request.body.as_deref().map(json::parse_value) {
            find_in_body(request, &body, false, &mut values);
        }
    }
    values
}

/// Finds the texts that stand in a body under the name of a secret, however deep.
fn find_in_body(request: &Request, body: &Value, secret: bool, found: &mut Vec<String>) {
    match body {
        Value::String(text) if secret => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| find_in_body(request, item, secret, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                find_in_body(request, value, secret || request.is_secret(name), found);
            }
        }
        _ => {}
    }
}
