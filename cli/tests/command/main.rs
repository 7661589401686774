//! `cf-interconnects` as a user meets it: the binary itself, in an environment of its own, against a fake API in this process.
//!
//! What it prints when all goes well is in `tests/transcripts`. After a change, `TRYCMD=overwrite cargo test -p cloudflare-interconnects-cli`
//! writes the transcripts anew, and `git diff` is the review.

mod changes;
mod inventory;
mod loa;
mod order;
mod output;
mod support;
mod usage;
mod watch;

use std::time::Duration;

use cloudflare_interconnects::fake::Fake;

use support::{ACCOUNT, environment};

/// Runs the commands of each transcript on a fake of its own, and compares what they print.
#[test]
fn the_output_matches_the_transcripts() {
    let transcripts = ["help", "inventory", "check", "order", "loa", "magic", "remove"];
    let transcripts = transcripts.map(|name| format!("tests/transcripts/{name}.md"));
    for path in transcripts.iter().map(String::as_str).chain(["README.md"]) {
        let fake = Fake::start().unwrap();
        let cases = trycmd::TestCases::new();
        for (name, value) in environment(&fake) {
            cases.env(name, value);
        }
        cases
            .insert_var("[API]", fake.base_url().to_owned())
            .unwrap()
            .insert_var("[ACCOUNT]", ACCOUNT)
            .unwrap()
            .timeout(Duration::from_secs(60))
            .case(path)
            .run();
    }
}
