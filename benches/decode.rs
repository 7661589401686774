//! Decoding alone, for working on it: `cargo bench --bench decode`. The figures that count are those of `ratios`.

#[path = "ratios/hand.rs"]
#[allow(dead_code, reason = "only its types are used here")]
mod hand;
#[path = "ratios/server.rs"]
#[allow(dead_code, reason = "only its responses are used here")]
mod server;

use cloudflare_interconnects::types::InterconnectList;
use divan::Bencher;
use divan::counter::BytesCount;

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench]
fn by_hand(bencher: Bencher) {
    let body = server::page(None);
    let bencher = bencher.counter(BytesCount::of_str(&body));
    bencher.bench_local(|| serde_json::from_slice::<hand::List>(body.as_bytes()));
}

#[divan::bench]
fn ours(bencher: Bencher) {
    let body = server::page(None);
    let bencher = bencher.counter(BytesCount::of_str(&body));
    bencher.bench_local(|| serde_json::from_slice::<InterconnectList>(body.as_bytes()));
}
