//! Waits until an interconnect is healthy: `cargo run --example wait -- icon-1`.
//!
//! Without credentials in the environment, it runs on a fake account, where icon-7 is pending.

use std::env;
use std::error::Error;
use std::time::Duration;

use cloudflare_interconnects::Client;
use cloudflare_interconnects::fake::Fake;
use cloudflare_interconnects::types::StatusInfo;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let icon = env::args().nth(1).unwrap_or("icon-7".to_owned());
    // The fake is a server in this process. It stops when it is dropped.
    let fake;
    let client = match Client::from_env() {
        Ok(client) => client,
        Err(error) => {
            println!("this is a fake account: {error}");
            fake = Fake::start()?;
            // One state a check. The fake's client does not sleep between two checks.
            let states = ["Pending", "Pending", "Healthy"].map(|state| json!({ "state": state }));
            fake.set_statuses(Fake::ACCOUNT_ID, &icon, states);
            fake.client()
        }
    };

    let waited = client
        .interconnects(client.account_id()?)
        .status(&icon)
        .wait_until(|status| status.is_healthy())
        .described_as(format!("{icon} to be healthy"))
        .interval(Duration::from_secs(10))
        .deadline(Duration::from_secs(600))
        .on_progress(|check| match check.result {
            Ok(status) => println!("{icon} is {}", status.state().unwrap_or("in no state")),
            // An error that may pass does not end the wait.
            Err(error) => println!("{icon}: {error}"),
        })
        .send();
    if let Err(error) = &waited
        && error.is_timeout()
    {
        // What the last check has seen.
        println!("last seen: {:?}", error.last_value::<StatusInfo>());
    }
    waited?;
    println!("{icon} carries traffic");
    Ok(())
}
