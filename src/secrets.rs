//! What of a request must not be seen: the client's credentials, and what stands under a name that the spec or a caller calls a
//! secret. Every text that is shown is looked through for it.

use serde_json::Value;

use crate::redaction::{REDACTED, without};
use crate::request::Request;
use crate::value::json;

/// The secrets of a request.
#[derive(Clone)]
pub(crate) struct Secrets {
    request: Request,
    /// The values of the parameters, and the texts in the body, that stand under the name of one.
    values: Vec<String>,
}

impl Secrets {
    pub(crate) fn of(request: &Request) -> Self {
        let mut secrets = Self {
            request: request.clone(),
            values: Vec::new(),
        };
        if request.called.has_secrets() {
            for (name, value) in request.parameters() {
                if request.called.is_secret(name) {
                    secrets.values.push(value.into_owned());
                }
            }
            if let Some(Ok(body)) = request.body.as_deref().map(json::value) {
                secrets.find(&body, false);
            }
        }
        secrets
    }

    /// Finds the texts that stand in a body under the name of a secret, however deep.
    fn find(&mut self, body: &Value, secret: bool) {
        match body {
            Value::String(text) if secret => self.values.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|item| self.find(item, secret)),
            Value::Object(members) => {
                for (name, value) in members {
                    self.find(value, secret || self.request.called.is_secret(name));
                }
            }
            _ => {}
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
                    if self.request.called.is_secret(name) && !member.is_null() {
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
