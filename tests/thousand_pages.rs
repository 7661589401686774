//! Each of the three lists over a thousand pages, in a process that nothing else shares: memory is what is measured.

#[path = "api/support/mod.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod support;

use cloudflare_interconnects::{Client, Error, Items, Page};
use serde_json::{Value, json};

use support::raw::{Request, Server};
use support::{ACCOUNT, page};

const PAGES: i64 = 1_000;
const ITEMS: i64 = 10;
/// Pages of a list that are read before memory is measured.
const BEFORE: i64 = 20;
/// How much more memory the other pages may take: less than a quarter of their text.
const ALLOWED: u64 = 4 << 20;

fn text() -> String {
    "x".repeat(2_000)
}

fn interconnect(number: i64) -> Value {
    json!({ "type": "direct", "account": "tag", "name": number.to_string(), "site": "IAD", "slot_id": "slot", "speed": "10G",
            "facility": { "name": "facility", "address": [text()] } })
}

fn cni(number: i64) -> Value {
    json!({ "id": number.to_string(), "account": "tag", "interconnect": "icon", "p2p_ip": "10.0.0.0/31",
            "cust_ip": "10.0.0.1/31", "magic": { "conduit_name": "c", "description": text(), "mtu": 1500 } })
}

fn slot(number: i64) -> Value {
    json!({ "id": number.to_string(), "site": "IAD", "speed": "10G", "occupied": false,
            "facility": { "name": "facility", "address": [text()] } })
}

/// The page that the request asks for, of the list that it asks for.
fn answer(request: &Request) -> Vec<u8> {
    let (path, query) = request.target().split_once('?').unwrap_or((request.target(), ""));
    let at: i64 = query
        .strip_prefix("cursor=")
        .map_or(0, |cursor| cursor.parse().unwrap());
    let item = match path.rsplit('/').next() {
        Some("interconnects") => interconnect,
        Some("cnis") => cni,
        _ => slot,
    };
    let items: Vec<Value> = (at * ITEMS..(at + 1) * ITEMS).map(item).collect();
    page(&items, (at + 1 < PAGES).then_some(at + 1))
}

/// The most memory that the process has had at once. None where the system does not tell it this way.
fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
}

/// Walks a list to its end, and checks that nothing is missing, comes twice, or stays in memory.
fn walk<P: Page>(items: Items<P>, name: impl Fn(&P::Item) -> &str) {
    let mut items = items.map(|item: Result<P::Item, Error>| item.unwrap());
    let mut peak = None;
    for number in 0..PAGES * ITEMS {
        if number == BEFORE * ITEMS {
            peak = peak_bytes();
        }
        let item = items.next().expect("the list ends too early");
        assert_eq!(name(&item), number.to_string());
    }
    assert!(items.next().is_none(), "the list does not end");
    if let (Some(before), Some(after)) = (peak, peak_bytes()) {
        let grown = after - before;
        assert!(
            grown < ALLOWED,
            "{grown} bytes more after {PAGES} pages than after {BEFORE}"
        );
    }
}

#[test]
fn each_list_is_walked_over_a_thousand_pages_in_the_memory_of_a_few() {
    let server = Server::new(answer);
    let client: Client = support::client(&server.base_url());
    // The lines that are kept for other tests would be most of what is measured.
    log::set_max_level(log::LevelFilter::Off);
    walk(client.interconnects(ACCOUNT).list().iter(), |item| item.name().unwrap());
    walk(client.cnis(ACCOUNT).list().iter(), |item| &item.id);
    walk(client.slots(ACCOUNT).list().iter(), |item| &item.id);
    assert_eq!(
        (server.request_count(), server.connection_count()),
        (3 * PAGES as usize, 1)
    );
}
