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

    pub(super) fn body(&self) -> Result<Body, Answer> {
        Body::parse(&self.request.body)
    }
}
