//! The client: how it is built, and what it keeps to itself.

mod builder;
mod environment;
mod secrets;
