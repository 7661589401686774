//! What a crate that depends on this one gets: programs and specs of its own, and what comes along in its tree.

#[path = "../../spec/refresh/tests/grown/mod.rs"]
mod grown;
#[path = "../../src/random.rs"]
mod random;
#[path = "../../src/codegen/scale.rs"]
mod scale;
mod support;

mod readme;
mod specs;
mod supply_chain;
