//! Tries code on the fake API, as a test would: `cargo run --example fake_account`. It reaches no network.
//!
//! For programs in other languages, `cf-interconnects fake` serves the same.

use std::error::Error;

use cloudflare_interconnects::Client;
use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::json;

/// The code that is tried: it counts the interconnects that are down.
fn count_down(client: &Client) -> Result<usize, cloudflare_interconnects::Error> {
    let interconnects = client.interconnects(client.account_id()?);
    let mut count = 0;
    for interconnect in interconnects.list().iter() {
        if let Some(name) = interconnect?.name() {
            count += usize::from(interconnects.status(name).send()?.is_down());
        }
    }
    Ok(count)
}

fn main() -> Result<(), Box<dyn Error>> {
    let fake = Fake::start()?;
    println!("this is a fake account, at {}", fake.base_url());
    // This client has the fake's address, account and token, and waits take no time.
    let client = fake.client();
    println!("{} interconnects are down at first", count_down(&client)?);

    fake.set_status(
        Fake::ACCOUNT_ID,
        "icon-1",
        json!({ "state": "Down", "reason": "no light" }),
    );
    println!("{} are down with icon-1", count_down(&client)?);

    // The next two requests for a state fail. The client retries after the time that the response asks for.
    fake.clear_requests();
    fake.fail_next(Failure::status(429).retry_after(1).times(2).on("GET", "/icon-1/status"));
    println!("{} are down, found with retries", count_down(&client)?);
    let requests = fake.requests();
    let sent = requests
        .iter()
        .filter(|request| request.path.ends_with("/icon-1/status"));
    println!("the state of icon-1 was read {} times", sent.count());

    // What does not pass is an error, of the kind that the real API would cause.
    fake.fail_next(Failure::status(403).error(10000, "Authentication error"));
    match count_down(&client) {
        Err(error) if error.is_auth() => println!("without permission: {error}"),
        other => println!("unexpected: {other:?}"),
    }
    Ok(())
}
