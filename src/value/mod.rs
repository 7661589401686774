//! How values are read, checked and written.
//!
//! The modules stand from the top to the ground, as those of the crate do.

pub(crate) mod union;

pub(crate) mod members;

pub(crate) mod unrecognized;

pub(crate) mod enumeration;
pub(crate) mod object;

pub(crate) mod field;
pub(crate) mod json;

pub(crate) mod read_only;
pub(crate) mod untyped;
