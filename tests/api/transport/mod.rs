//! Transport: attempts, timeouts, connections and limits.

mod connections;
mod faults;
mod limits;
mod memory;
mod proxies;
mod redirects;
mod retries;
mod retry_after;
mod retry_budget;
mod timeouts;
pub(crate) mod tls;
