//! What a crate that depends on this one gets: programs and specs of its own, and what comes along in its tree.

#[path = "../../spec/refresh/tests/grown/mod.rs"]
mod grown;
#[path = "../api/support/raw.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod raw;
mod support;

mod names;
mod readme;
mod specs;
mod supply_chain;
