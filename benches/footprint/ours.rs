use cloudflare_interconnects::types::InterconnectCreate;
use cloudflare_interconnects::{Auth, Client, Error};

fn main() -> Result<(), Error> {
    let token = std::env::var("CLOUDFLARE_API_TOKEN").unwrap_or_default();
    let client = Client::builder().auth(Auth::token(token)).build()?;
    let interconnects = client.interconnects("account");
    for interconnect in interconnects.list().iter() {
        let interconnect = interconnect?;
        println!("{:?} {:?}", interconnect.type_(), interconnect);
    }
    let body = InterconnectCreate::direct("account", "slot").speed("10G");
    println!("{:?}", interconnects.create(&body).send()?);
    println!("{:?}", interconnects.get("icon-1").send()?);
    println!("{:?}", interconnects.status("icon-1").send()?);
    println!("{}", interconnects.loa("icon-1").send()?.save_to("loa.pdf")?);
    interconnects.delete("icon-1").send()
}
