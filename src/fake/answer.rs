//! What is answered: a status, headers and a body.

use std::time::Duration;

use serde_json::{Value, json};

/// The code of an error that is about credentials.
pub(super) const AUTHENTICATION_ERROR: u32 = 10_000;

/// An answer, or the error that takes its place.
pub(super) type Outcome = Result<Answer, Answer>;

/// What becomes of a request.
pub(super) enum Reply {
    Answer(Answer),
    /// The connection is closed.
    HangUp,
    /// The answer is made so much later, if the client waits for it.
    Later(Duration, Box<dyn FnOnce() -> Answer>),
}

#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn empty(status: u16) -> Answer {
        Answer {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(super) fn content(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Answer {
        Answer {
            status,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.into(),
        }
    }

    pub(super) fn json(status: u16, value: &Value) -> Answer {
        Answer::content(status, "application/json", value.to_string())
    }

    /// A success in the API's usual envelope.
    pub(super) fn result(result: &Value) -> Answer {
        let envelope = json!({ "success": true, "errors": [], "messages": [], "result": result });
        Answer::json(200, &envelope)
    }

    /// An error in the API's usual envelope.
    pub(super) fn error(status: u16, code: u32, message: &str, pointer: Option<&str>) -> Answer {
        let mut error = json!({ "code": code, "message": message });
        if let Some(pointer) = pointer {
            error["source"] = json!({ "pointer": pointer });
        }
        let envelope = json!({ "success": false, "errors": [error], "messages": [], "result": null });
        Answer::json(status, &envelope)
    }

    pub(super) fn bad_request(message: &str) -> Answer {
        Answer::error(400, code(400), message, None)
    }

    /// A field of the body is at fault; `pointer` says which.
    pub(super) fn invalid(pointer: &str, message: &str) -> Answer {
        Answer::error(400, code(400), message, Some(pointer))
    }

    pub(super) fn not_found(message: &str) -> Answer {
        Answer::error(404, code(404), message, None)
    }

    pub(super) fn conflict(pointer: &str, message: &str) -> Answer {
        Answer::error(409, code(409), message, Some(pointer))
    }

    pub(super) fn method_not_allowed(allowed: &str) -> Answer {
        let message = format!("the method must be one of: {allowed}");
        Answer::error(405, code(405), &message, None).with_header("allow", allowed)
    }

    /// Sets a header, in place of one that has the name.
    pub(super) fn with_header(mut self, name: &str, value: &str) -> Answer {
        self.headers.retain(|(present, _)| !present.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets a header unless there is one that has the name.
    pub(super) fn with_default_header(self, name: &str, value: &str) -> Answer {
        let present = self
            .headers
            .iter()
            .any(|(present, _)| present.eq_ignore_ascii_case(name));
        if present { self } else { self.with_header(name, value) }
    }
}

/// The fake's own code for an error that has none in the API's documentation. It does not fit into 16 bits, as some
/// of the API's do not.
pub(super) fn code(status: u16) -> u32 {
    100_000 + u32::from(status)
}
