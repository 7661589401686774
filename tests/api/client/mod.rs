//! The client: how it is built, and how it redacts secrets.

mod builder;
mod environment;
mod secrets;
