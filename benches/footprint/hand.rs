#![allow(dead_code)]
mod hand;

fn main() -> Result<(), hand::Error> {
    let token = std::env::var("CLOUDFLARE_API_TOKEN").unwrap_or_default();
    let client = hand::Client::new("https://api.cloudflare.com/client/v4", &token, "account");
    let mut cursor = None;
    loop {
        let page = client.list(cursor)?;
        for interconnect in page.items {
            println!("{} {} {:?}", interconnect.kind, interconnect.name, interconnect.facility);
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    let body = hand::Create {
        kind: "direct",
        account: "account",
        slot_id: "slot",
        speed: Some("10G"),
    };
    println!("{:?}", client.create(&body)?);
    println!("{:?}", client.interconnect("icon-1")?);
    println!("{:?}", client.status("icon-1")?);
    println!("{}", client.loa("icon-1", "loa.pdf")?);
    client.delete("icon-1")
}
