//! Errors and error responses.

mod credentials;
mod error_responses;
mod messages;
