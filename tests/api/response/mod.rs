//! Responses: decoding, documents, lists and waits.

mod decoding;
mod document;
mod encodings;
mod envelope;
mod items;
mod metadata;
mod pages;
mod round_trip;
mod save;
mod unions;
mod wait;
mod wait_errors;
