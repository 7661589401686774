//! How long it takes to get two hundred states, each of which the API returns after 50 ms: one after the other, and eight at once as the
//! command does. `cargo bench --bench states`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::json;

const STATES: usize = 200;
/// How many requests are sent at once, as by `cf-interconnects` without `--jobs`.
const JOBS: usize = 8;
const DELAY: Duration = Duration::from_millis(50);

fn main() {
    let fake = Fake::empty().expect("a port of the loopback interface");
    let icons: Vec<String> = (0..STATES).map(|number| format!("icon-{number}")).collect();
    for name in &icons {
        let partner = json!({ "type": "gcp_partner", "account": "a", "name": name, "region": "r" });
        fake.insert_interconnect(Fake::ACCOUNT_ID, partner);
    }
    fake.fail_next(Failure::delay(DELAY).always().on("GET", "/status"));
    let interconnects = fake.client().interconnects(Fake::ACCOUNT_ID);
    let time = |jobs: usize| {
        let (started, next) = (Instant::now(), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..jobs {
                scope.spawn(|| {
                    while let Some(icon) = icons.get(next.fetch_add(1, Ordering::Relaxed)) {
                        interconnects.status(icon).send().expect("a state");
                    }
                });
            }
        });
        started.elapsed().as_secs_f64()
    };
    let (alone, together) = (time(1), time(JOBS));
    println!("{STATES} states at {DELAY:?} each: {alone:.2} s one after the other, {together:.2} s {JOBS} at once");
    println!("ratio {:.3}, of {:.3} at best", together / alone, 1.0 / JOBS as f64);
}
