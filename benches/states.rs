//! How long it takes to get two hundred states, each of which the API returns after 50 ms: one after the other, and several at once.
//! `cargo bench --bench states`.

#[path = "../examples/shared/side_by_side.rs"]
mod side_by_side;

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::json;

use side_by_side::{JOBS, side_by_side};

const STATES: usize = 200;
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
    let time = |jobs: NonZeroUsize| {
        let started = Instant::now();
        let states = side_by_side(&icons, jobs, |icon| interconnects.status(icon).send(), |_| {});
        assert!(states.len() == STATES && states.iter().all(Result::is_ok));
        started.elapsed().as_secs_f64()
    };
    let (alone, together) = (time(NonZeroUsize::MIN), time(JOBS));
    println!("{STATES} states at {DELAY:?} each: {alone:.2} s one after the other, {together:.2} s {JOBS} at once");
    println!(
        "ratio {:.3}, of {:.3} at best",
        together / alone,
        1.0 / JOBS.get() as f64
    );
}
