//! What an operation is told.

use super::answer::Answer;
use super::body::{Body, uuid};
use super::query::Query;
use super::request::RecordedRequest;

/// A request whose operation is known.
pub(super) struct Call<'a> {
    parameter: &'a str,
    pub(super) query: Query,
    request: &'a RecordedRequest,
}

impl<'a> Call<'a> {
    /// `parameter` is that of the path, empty if it has none.
    pub(super) fn new(parameter: &'a str, request: &'a RecordedRequest) -> Result<Call<'a>, Answer> {
        let query = Query::parse(&request.query)?;
        Ok(Call {
            parameter,
            query,
            request,
        })
    }

    pub(super) fn parameter(&self) -> &str {
        self.parameter
    }

    pub(super) fn uuid_parameter(&self) -> Result<String, Answer> {
        uuid(self.parameter).ok_or_else(|| Answer::bad_request("the last segment of the path must be a UUID"))
    }

    pub(super) fn identifier_parameter(&self) -> Result<&str, Answer> {
        let is_one = self.parameter.len() == 32 && self.parameter.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_one
            .then_some(self.parameter)
            .ok_or_else(|| Answer::bad_request("the last segment of the path must be 32 hexadecimal digits"))
    }

    pub(super) fn boolean_header(&self, name: &str) -> Result<Option<bool>, Answer> {
        let value = self.request.header(name).map(|value| value.parse());
        value
            .transpose()
            .map_err(|_| Answer::bad_request(&format!("the header {name} must be true or false")))
    }

    pub(super) fn body(&self) -> Result<Body, Answer> {
        Body::parse(&self.request.body)
    }
}
