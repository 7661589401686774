//! What the crate costs, as ratios to a client written by hand. See `benches/README.md`.

mod footprint;
#[allow(dead_code, reason = "not every operation is measured by itself")]
mod hand;
mod report;
mod runtime;
mod server;

use std::env;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut rows = Vec::new();
    match arguments[..] {
        ["--serve"] => return server::run(),
        ["--child", scenario, client, base, times] => {
            return runtime::child(scenario, client, base, times.parse().unwrap());
        }
        ["--footprint"] => footprint::measure(&mut rows),
        ["--all"] => {
            runtime::measure(&mut rows);
            footprint::measure(&mut rows);
        }
        [] => runtime::measure(&mut rows),
        _ => panic!("cargo bench --bench ratios [-- --footprint | --all]"),
    }
    report::print(&rows);
}
