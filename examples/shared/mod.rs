//! What the examples have in common: not an example itself, since cargo takes only `examples/*.rs` and
//! `examples/*/main.rs` for one.
#![allow(dead_code, reason = "each example compiles all of this and uses its part")]

pub(crate) mod account;
pub(crate) mod arguments;
pub(crate) mod file;
pub(crate) mod letter;
pub(crate) mod program;
pub(crate) mod progress;
pub(crate) mod side_by_side;
pub(crate) mod status;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod time;
pub(crate) mod troubles;
