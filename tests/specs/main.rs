//! Tests of the code generated from `tests/specs`, over a socket or with serde alone. Each spec has one file.
//!
//! The main file of a crate that `tests/dependents/specs.rs` creates and tests.

use serde_json::{Value, json};

mod bodies;
mod composition;
mod discriminators;
mod envelope;
mod names;
mod pages;
mod parameters;
mod paths;
#[allow(dead_code, reason = "other tests use the rest of it")]
mod raw;
mod recursion;
mod requirements;
mod responses;
mod schemas;
mod server;
mod unions;
mod values;

fn main() {}

fn decode<T: serde::de::DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

fn encode<T: serde::Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap()
}

fn envelope(result: Value) -> Value {
    json!({ "success": true, "errors": [], "messages": [], "result": result, "result_info": { "page": 1 } })
}
