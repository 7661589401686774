//! Requests: what the client sends.

mod bodies;
mod dry_run;
mod extras;
mod operations;
mod raw_requests;
mod upstream_document;
