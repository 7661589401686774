//! Lists: pages, cursors and filters.

use cloudflare_interconnects::fake::Fake;
use serde_json::{Value, json};

use super::start;

#[test]
fn a_list_ends_where_next_is_null() {
    let (_fake, client) = start();
    let whole = client.all("interconnects", "name");
    assert_eq!(whole.len(), 7);
    for limit in [1, 2, 3, 6, 7, 8] {
        assert_eq!(client.all(&format!("interconnects?limit={limit}"), "name"), whole);
    }
    assert_eq!(client.get("interconnects?limit=7").json(200)["next"], Value::Null);
    let beyond = client.get("interconnects?cursor=1000").json(200);
    assert_eq!(beyond, json!({ "items": [], "next": null }));
}

#[test]
fn a_page_has_25_items_by_default() {
    let (fake, client) = start();
    for number in 0..30 {
        fake.insert_slot(
            Fake::ACCOUNT_ID,
            json!({ "id": format!("slot {number}"), "site": "TST" }),
        );
    }
    let page = client.get("slots?site=TST").json(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 25);
    assert_eq!(client.all("slots?site=TST", "id").len(), 30);
}

#[test]
fn a_limit_of_0_gives_an_empty_page_that_does_not_advance() {
    let (_fake, client) = start();
    let page = client.get("interconnects?limit=0").json(200);
    assert_eq!(page["items"], json!([]));
    let again = client.get(&format!("interconnects?limit=0&cursor={}", page["next"]));
    assert_eq!(again.json(200), page);
}

#[test]
fn a_cursor_stays_valid_while_items_are_added_and_deleted() {
    let (_fake, client) = start();
    let next = client.get("interconnects?limit=3").json(200)["next"].clone();
    client.delete("interconnects/icon-1");
    client.order().json(200);
    let page = client.get(&format!("interconnects?cursor={next}&limit=5")).json(200);
    let names: Vec<&Value> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["name"])
        .collect();
    assert_eq!(names, ["icon-4", "icon-5", "icon-6", "icon-7", "icon-8"]);
}

#[test]
fn an_invalid_cursor_or_limit_is_rejected() {
    let (_fake, client) = start();
    for query in [
        "limit=ten",
        "limit=",
        "limit=-1",
        "limit=1.5",
        "cursor=abc",
        "cursor=null",
        "limit=%FF",
    ] {
        client.get(&format!("interconnects?{query}")).error(400);
    }
}

#[test]
fn filters_match_exactly_and_combine() {
    let (_fake, client) = start();
    let names = |query: &str| client.all(&format!("interconnects?limit=1&{query}"), "name").join(" ");
    assert_eq!(names("site=IAD"), "icon-1");
    assert_eq!(names("type=gcp_partner"), "icon-3 icon-5 icon-7");
    assert_eq!(names("type=direct&site=SJC"), "icon-2");
    assert_eq!(names("type=gcp_partner&site=SJC"), "");
    assert_eq!(names("site=IA"), "");
    assert_eq!(names("type=gcp%5Fpartner&unknown=1"), "icon-3 icon-5 icon-7");

    let count = |query: &str| client.all(&format!("slots?{query}"), "id").len();
    assert_eq!(count("occupied=true"), 4);
    assert_eq!(count("occupied=false"), 5);
    assert_eq!(count("site=IAD&speed=10G&occupied=false"), 1);
    assert_eq!(count("address_contains=Ashburn,+Vir"), 3);
    client.get("slots?occupied=perhaps").error(400);
}
