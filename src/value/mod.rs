//! How values are read, checked and written.
//!
//! The modules stand from the top to the ground, as those of the crate do.
#![allow(dead_code, reason = "how much of it is used is the spec's")]

#[allow(unused_macros, reason = "only some specs have unions")]
pub(crate) mod union;

pub(crate) mod members;

pub(crate) mod unrecognized;

#[allow(unused_macros, reason = "only some specs have enums")]
pub(crate) mod enumeration;
#[allow(unused_imports, unused_macros, reason = "how much of it is used is the spec's")]
pub(crate) mod object;

pub(crate) mod field;
pub(crate) mod json;

pub(crate) mod read_only;
pub(crate) mod untyped;
