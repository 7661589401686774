//! Transport: attempts, timeouts, connections and limits.

mod connections;
mod failing_proxies;
mod faults;
mod limits;
mod memory;
mod proxies;
mod rate_limits;
mod redirects;
mod retries;
mod retry_after;
mod retry_budget;
mod root_certificates;
mod timeouts;
pub(crate) mod tls;
