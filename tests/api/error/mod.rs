//! Errors: what they tell programs and people.

mod error_responses;
mod messages;
