//! Lists every interconnect of an account with its state.
//!
//! `cargo run --example inventory`: without credentials in the environment, it runs on a fake account.

use std::error::Error;

use cloudflare_interconnects::Client;
use cloudflare_interconnects::fake::Fake;
use cloudflare_interconnects::types::{Interconnect, StatusInfo};

fn main() -> Result<(), Box<dyn Error>> {
    // The fake is a server in this process. It stops when it is dropped.
    let fake;
    let client = match Client::from_env() {
        Ok(client) => client,
        Err(error) => {
            println!("this is a fake account: {error}");
            fake = Fake::start()?;
            fake.client()
        }
    };
    let interconnects = client.interconnects(client.account_id()?);

    // `iter` fetches a page when the one before is used up.
    for interconnect in interconnects.list().iter() {
        let interconnect = interconnect?;
        // The union has a variant for each type of interconnect, and one for those that are newer than this crate.
        let location = match &interconnect {
            Interconnect::Direct(port) => port.site.as_str(),
            Interconnect::GcpPartner(partner) => partner.region.as_str(),
            _ => "elsewhere",
        };
        // Fields that all variants have are `Option`s of the union.
        let Some(name) = interconnect.name() else { continue };
        match interconnects.status(name).send() {
            Ok(StatusInfo::Down { reason, .. }) => {
                println!(
                    "{name} at {location} is down: {}",
                    reason.as_deref().unwrap_or("no reason given")
                );
            }
            Ok(status) => println!("{name} at {location} is {}", status.state().unwrap_or("in no state")),
            // One state that cannot be read is no reason to show none of the others.
            Err(error) => println!("{name} at {location}: {error}"),
        }
    }
    Ok(())
}
