//! The public API over real loopback sockets, with one folder for each subject, as in `src`.
//!
//! "Row" in a comment is a row in the table of faults that the client must handle. No test sleeps: a fake clock handles the
//! waits between attempts, and blocking peers block until the client hangs up.

use peak_alloc::PeakAlloc;

/// Counts the memory for the tests that measure it.
#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

mod client;
mod error;
mod fake;
mod properties;
mod request;
mod response;
mod support;
mod transport;
