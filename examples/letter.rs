//! Saves the Letter of Authorization (LOA) of an interconnect: `cargo run --example letter -- icon-1`.
//!
//! Without credentials in the environment, it runs on a fake account.

use std::env;
use std::error::Error;

use cloudflare_interconnects::Client;
use cloudflare_interconnects::fake::Fake;

fn main() -> Result<(), Box<dyn Error>> {
    let icon = env::args().nth(1).unwrap_or("icon-1".to_owned());
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

    // The response is a `Document`, which is `std::io::Read`: a letter is not kept in memory.
    let letter = match interconnects.loa(&icon).send() {
        Ok(letter) => letter,
        Err(error) if error.is_not_found() => {
            println!("{icon} does not exist, or is of a type without letters");
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    // The file is written whole or not at all, in place of one that is there. Its name is ours: a name that the API says is a text
    // like any other, and no safe path.
    let length = letter.save_to("loa.pdf")?;
    println!("loa.pdf is the letter of {icon}, {length} bytes");
    Ok(())
}
