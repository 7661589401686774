//! Tests of the refresh, all through the program.

#[path = "../grown/mod.rs"]
mod grown;

mod access;
mod changes;
mod files;
mod fragment;
mod overlay;
mod support;
