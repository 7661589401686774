//! What a crate that depends on this one gets: programs and specs of its own, and what comes along in its tree.

#[path = "../../spec/refresh/tests/grown/mod.rs"]
mod grown;
mod support;

mod names;
mod readme;
mod specs;
mod supply_chain;
