//! Crates that depend on this one: their programs, their own specs, and their dependency tree.

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
