//! Errors and error responses.

mod error_responses;
mod messages;
