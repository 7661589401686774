//! The public API over real sockets on the loopback interface, a folder a subject as in `src`.
//!
//! "Row" in a comment is a row of the table of faults that the client promises to survive. No test sleeps: waits between
//! attempts go to a clock of the tests' own, and peers that block do so until the client hangs up.

use peak_alloc::PeakAlloc;

/// For the tests that measure memory.
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
