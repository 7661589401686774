//! How values are read, checked and written.
//!
//! The modules stand from the top to the ground, as those of the crate do.

#[allow(dead_code, reason = "how much of it is used is the spec's")]
pub(crate) mod members;

pub(crate) mod json;
#[allow(dead_code, reason = "how much of it is used is the spec's")]
pub(crate) mod object;
#[allow(dead_code, reason = "how much of it is used is the spec's")]
pub(crate) mod union;

pub(crate) mod check;
#[allow(unused_macros, reason = "only some specs have enums")]
pub(crate) mod enumeration;
#[allow(dead_code, reason = "how much of it is used is the spec's")]
pub(crate) mod untyped;
