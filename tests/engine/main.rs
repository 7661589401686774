//! What every request can do beside being sent: be waited on, be shown, give what came with its answer; requests that the
//! spec does not have; and what an error says about the list that it came from. Over real sockets; no test sleeps.

#[path = "../api/support/mod.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod support;

mod dry_run;
mod items;
mod raw;
mod response;
mod waiting;
