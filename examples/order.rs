//! Finds a free slot and orders an interconnect on it. On a real account, it only shows what would be sent.
//!
//! `cargo run --example order`: without credentials in the environment, it runs on a fake account.

use std::error::Error;

use cloudflare_interconnects::Client;
use cloudflare_interconnects::fake::Fake;
use cloudflare_interconnects::types::InterconnectCreate;

fn main() -> Result<(), Box<dyn Error>> {
    let from_env = Client::from_env();
    let is_real = from_env.is_ok();
    // The fake is a server in this process. It stops when it is dropped.
    let fake;
    let client = match from_env {
        Ok(client) => client,
        Err(error) => {
            println!("this is a fake account: {error}");
            fake = Fake::start()?;
            fake.client()
        }
    };
    let account = client.account_id()?;

    // The API filters; that a slot is what was asked for is checked again, because an order costs money.
    let mut slots = client
        .slots(account)
        .list()
        .site("IAD")
        .speed("10G")
        .occupied(false)
        .iter();
    let Some(slot) = slots.next().transpose()? else {
        println!("no slot of 10G is free in IAD");
        return Ok(());
    };
    if slot.occupied || slot.site != "IAD" || slot.speed != "10G" {
        return Err(format!("slot {} is {} at {}", slot.id, slot.speed, slot.site).into());
    }

    // A constructor takes what is required, setters the rest.
    let order = InterconnectCreate::direct(account, slot.id).speed("10G");
    let interconnects = client.interconnects(account);
    let create = interconnects.create(&order);
    if is_real {
        // A dry run sends nothing, and shows no secrets.
        println!("{}\nnothing was ordered", create.dry_run()?);
        return Ok(());
    }
    match create.send() {
        Ok(interconnect) => println!("ordered {}", interconnect.name().unwrap_or("one without a name")),
        // An order is never sent twice: list the interconnects before you order again.
        Err(error) if error.may_have_been_applied() => println!("perhaps ordered: {error}"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
