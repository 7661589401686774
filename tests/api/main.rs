//! The public API over real loopback sockets, with one folder for each subject, as in `src`.
//!
//! "Row" in a comment is a row in the table of faults that the client must handle. No test sleeps: a fake clock handles the
//! waits between attempts, and blocking peers block until the client hangs up.

use peak_alloc::PeakAlloc;

/// Counts the memory for the tests that measure it.
#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

mod answers;
mod attackers;
mod bodies;
mod configuration;
mod connections;
mod document;
mod dry_run;
mod errors;
mod extras;
mod faithful;
mod fake;
mod faults;
mod field;
mod field_responses;
mod items;
mod limits;
mod memory;
mod operations;
mod paging;
#[path = "../programs/proxy.rs"]
mod program;
mod properties;
mod request;
mod response;
mod support;
mod transport;
