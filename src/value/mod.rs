//! How values are read, checked and written.
//!
//! The modules stand from the top to the ground, as those of the crate do.

#[allow(dead_code, reason = "how much of it is used is the spec's")]
pub(crate) mod members;

#[allow(dead_code, reason = "how much of it is used is the spec's")]
pub(crate) mod union;

#[allow(unused_macros, reason = "only some specs have enums")]
pub(crate) mod enumeration;
#[allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "how much of it is used is the spec's"
)]
pub(crate) mod object;

#[allow(dead_code, reason = "how much of it is used is the spec's")]
pub(crate) mod field;
pub(crate) mod json;

pub(crate) mod check;
#[allow(dead_code, reason = "how much of it is used is the spec's")]
pub(crate) mod untyped;

pub(crate) mod watch;
