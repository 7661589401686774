//! The public API over real sockets on the loopback interface: what it sends, what it makes of what comes back, and what
//! it does when things go wrong.
//!
//! "Row" in a comment is a row of the table of faults that the client promises to survive. No test sleeps: waits between
//! attempts go to a clock of the tests' own, and peers that block do so until the client hangs up.

use peak_alloc::PeakAlloc;

/// For the tests that measure memory.
#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

mod answers;
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
mod items;
mod limits;
mod memory;
mod operations;
mod paging;
#[path = "../programs/proxy.rs"]
mod program;
mod properties;
mod proxies;
mod raw;
mod refusals;
mod response;
mod retries;
mod secrets;
mod support;
mod tls;
mod unions;
mod upstream;
mod waiting;
