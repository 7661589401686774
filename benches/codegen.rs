//! How long the generator takes for the checked-in spec, for 100 operations and for 1,000 operations.
//!
//! An item is an operation. The generator is linear if it generates as many operations per second of a thousand as of a hundred.
//! `cargo bench --bench codegen` measures optimized code; add `--profile dev` for the speed of a build script in a debug build.

use cloudflare_interconnects_codegen as codegen;
use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

fn bench(bencher: Bencher, spec: &str) {
    let generated = codegen::generate(spec, &["*"]).unwrap();
    let (_, listed) = generated.files.iter().find(|(name, _)| *name == "spec.rs").unwrap();
    let (_, operations) = listed.split_once("operations: &[").unwrap();
    let (operations, _) = operations.split_once(']').unwrap();
    bencher
        .counter(ItemsCount::new(operations.matches('"').count() / 2))
        .bench(|| codegen::generate(spec, &["*"]));
}

/// The CNI family.
#[divan::bench(max_time = 3)]
fn checked_in(bencher: Bencher) {
    bench(bencher, include_str!("../spec/network-interconnects.json"));
}

#[divan::bench(args = [100, 1_000], max_time = 10)]
fn operations(bencher: Bencher, operations: usize) {
    bench(bencher, &codegen::sample::sized_spec(operations));
}
