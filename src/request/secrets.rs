//! The secrets of a request: the client's credentials, and the values whose names the spec or the caller marks as secret. They are
//! redacted in every text that is shown.

use std::sync::Arc;

use serde_json::Value;

use crate::request::Request;
use crate::text::redaction::{REDACTED, redact};
use crate::value::json;

/// The replacement in a URL, where brackets would be encoded.
const REDACTED_IN_URL: &str = "REDACTED";

/// A request with its secrets, and with those of its response.
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

    /// Adds more values to redact.
    pub(crate) fn hide(&mut self, more: impl Iterator<Item = String>) {
        self.values = self.values.iter().cloned().chain(more).collect();
    }

    /// Redacts all secrets in a text.
    pub(crate) fn redact(&self, text: String) -> String {
        redact(text, &self.values)
    }

    /// The URL, redacted. A secret parameter is redacted by its name, however short its value is.
    pub(crate) fn redact_url(&self) -> String {
        self.redact(self.request.url(|name, value| match self.request.is_secret(name) {
            true => REDACTED_IN_URL,
            false => value,
        }))
    }

    /// Redacts all secrets in a JSON value, at any depth.
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

/// The credentials, and the secret parameters, headers, strings and numbers of the request.
fn find_secrets(request: &Request) -> Vec<String> {
    let mut values = request.client.inner().auth.secrets().to_vec();
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

/// Finds the strings and numbers in or below a secret field of the body, at any depth.
fn find_in_body(request: &Request, body: &Value, secret: bool, found: &mut Vec<String>) {
    match body {
        Value::String(text) if secret => found.push(text.clone()),
        Value::Number(number) if secret => {
            // The API may return it without its sign, or as an integer.
            let digits = number.to_string();
            found.push(digits.trim_start_matches('-').trim_end_matches(".0").to_owned());
        }
        Value::Array(items) => items.iter().for_each(|item| find_in_body(request, item, secret, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                find_in_body(request, value, secret || request.is_secret(name), found);
            }
        }
        _ => {}
    }
}
