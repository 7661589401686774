//! Magic interconnects.

use cloudflare_interconnects::fake::Fake;
use serde_json::{Value, json};

use super::{Client, Response, start};

const UNKNOWN: &str = "00000000000000000000000000000000";
const PATH: &str = "/magic/cf_interconnects";

fn get(client: &Client, rest: &str) -> Response {
    client.send("GET", &format!("{PATH}{rest}"), &Value::Null)
}

fn put(client: &Client, rest: &str, body: &Value) -> Response {
    client.send("PUT", &format!("{PATH}{rest}"), body)
}

/// Sends a request with the header that selects the form of a health check's target.
fn with_header(client: &Client, method: &str, rest: &str, new_target: &str, body: &str) -> Response {
    let headers = [("authorization", "Bearer t"), ("x-magic-new-hc-target", new_target)];
    client
        .try_send(method, &format!("{PATH}{rest}"), &headers, body)
        .unwrap()
}

/// The first Magic interconnect, and its path.
fn first(client: &Client) -> (String, Value) {
    let magic = get(client, "").result()["interconnects"][0].take();
    (format!("/{}", magic["id"].as_str().unwrap()), magic)
}

/// The path or id of the second Magic interconnect, from that of the first.
fn second(first: &str) -> String {
    first.replace("00001", "00002")
}

#[test]
fn each_interconnect_has_a_magic_interconnect_with_its_reservation_until_it_is_deleted() {
    let (fake, client) = start();
    client.order().json(200);
    let reservations = || client.all("interconnects", "virtual_port_reservation_id");
    let linked = || -> Vec<String> {
        let magics = get(&client, "").result()["interconnects"].take();
        let reservation = |magic: &Value| magic["virtual_port_reservation_id"].as_str().unwrap().to_owned();
        magics.as_array().unwrap().iter().map(reservation).collect()
    };
    assert_eq!(linked(), reservations());
    assert_eq!(linked().len(), 8);
    client.delete("interconnects/icon-3");
    assert_eq!(linked(), reservations());
    assert_eq!(linked().len(), 7);

    let inserted = json!({ "id": UNKNOWN, "name": "inserted" });
    fake.insert_magic_interconnect(Fake::ACCOUNT_ID, inserted.clone());
    let read = get(&client, &format!("/{UNKNOWN}")).result();
    assert_eq!(read, json!({ "interconnect": inserted }));
}

#[test]
fn an_update_changes_only_the_fields_in_it() {
    let (_fake, client) = start();
    let (path, before) = first(&client);
    let edit = json!({
        "mtu": 1476, "interface_address6": "2001:db8::/127", "newer": [1], "health_check": { "rate": "high", "newer": true },
        "bgp": { "customer_asn": 64512, "extra_prefixes": ["192.0.2.0/24"], "md5_key": "key" },
        "id": "another", "version": "1", "colo_name": "another", "modified_on": "never",
    });
    let updated = put(&client, &path, &edit).result();
    let mut expected = before.clone();
    for key in ["mtu", "interface_address6", "newer", "bgp"] {
        expected[key] = edit[key].clone();
    }
    expected["health_check"]["rate"] = json!("high");
    expected["health_check"]["newer"] = json!(true);
    let after = &updated["modified_interconnect"];
    assert_ne!(after["modified_on"], before["modified_on"]);
    expected["modified_on"] = after["modified_on"].clone();
    assert_eq!(updated, json!({ "modified": true, "modified_interconnect": expected }));
    let read = get(&client, &path).result();
    assert_eq!(read["interconnect"], expected);

    // The same values a second time are not a change.
    let updated = put(&client, &path, &expected).result();
    assert_eq!(updated, json!({ "modified": false, "modified_interconnect": expected }));
}

#[test]
fn an_invalid_update_is_rejected_and_changes_nothing() {
    let (_fake, client) = start();
    let (path, before) = first(&client);
    for (pointer, value) in [
        ("/mtu", json!(575)),
        ("/mtu", json!("1500")),
        ("/name", json!("magic-icon-2")),
        ("/name", json!(null)),
        ("/automatic_return_routing", json!("yes")),
        ("/interface_address", json!("10.0.0.1/24")),
        ("/interface_address", json!("10.0.0.1")),
        ("/interface_address6", json!("2001:db8::/126")),
        ("/gre", json!("203.0.113.1")),
        ("/gre/cloudflare_endpoint", json!(1)),
        ("/health_check", json!([])),
        ("/health_check/enabled", json!(1)),
        ("/health_check/rate", json!("fast")),
        ("/health_check/type", json!("icmp")),
        ("/health_check/direction", json!("both")),
        ("/health_check/target", json!(1)),
        ("/health_check/target", json!({ "saved": 1 })),
        ("/bgp/customer_asn", json!(4_294_967_296_u64)),
        ("/bgp/extra_prefixes/0", json!("192.0.2.0")),
    ] {
        let body = match pointer[1..].split('/').collect::<Vec<_>>()[..] {
            [outer] => json!({ outer: value }),
            [outer, inner] => json!({ outer: { inner: value } }),
            [outer, inner, _] => json!({ outer: { inner: [value] } }),
            _ => unreachable!(),
        };
        put(&client, &path, &body).rejects(pointer);
        assert_eq!(first(&client).1, before, "{body}");
    }
    get(&client, "/not-an-id").error(400);
    with_header(&client, "GET", "", "perhaps", "").error(400);
    put(&client, &format!("/{UNKNOWN}"), &json!({})).error(404);
    assert_eq!(
        client.send("DELETE", &format!("{PATH}{path}"), &Value::Null).status,
        405
    );
}

#[test]
fn a_header_decides_whether_the_target_of_a_health_check_is_a_string_or_an_object() {
    let (_fake, client) = start();
    let (path, before) = first(&client);
    assert_eq!(before["interface_address"], "172.16.0.2/31");
    let target = |mut result: Value, of: &str| result[of]["health_check"]["target"].take();
    let read = |new_target| {
        target(
            with_header(&client, "GET", &path, new_target, "").result(),
            "interconnect",
        )
    };
    let plain = || target(get(&client, &path).result(), "interconnect");
    assert_eq!((plain(), read("false")), (json!("172.16.0.3"), json!("172.16.0.3")));
    assert_eq!(read("true"), json!({ "effective": "172.16.0.3" }));

    let set = |wanted: Value| {
        let body = json!({ "health_check": { "target": wanted } }).to_string();
        target(
            with_header(&client, "PUT", &path, "true", &body).result(),
            "modified_interconnect",
        )
    };
    let saved = |address: &str| json!({ "effective": address, "saved": address });
    assert_eq!(set(json!("192.0.2.1")), saved("192.0.2.1"));
    assert_eq!(plain(), "192.0.2.1");
    assert_eq!(
        set(json!({ "effective": "ignored", "saved": "192.0.2.2" })),
        saved("192.0.2.2")
    );
    // A target with only `effective` changes nothing.
    assert_eq!(set(json!({ "effective": "ignored" })), saved("192.0.2.2"));

    let moved = put(&client, &second(&path), &json!({ "interface_address": "10.0.0.1/30" }));
    assert_eq!(target(moved.result(), "modified_interconnect"), "10.0.0.2");
}

#[test]
fn a_bulk_update_changes_all_or_none() {
    let (_fake, client) = start();
    let (path, before) = first(&client);
    let (one, other) = (path[1..].to_owned(), second(&path[1..]));
    let body = |mtu: u32| json!({ "interconnects": [{ "id": one, "mtu": 1400 }, { "id": other, "mtu": mtu }] });
    let unknown = json!({ "interconnects": [{ "id": UNKNOWN }] });
    let same = json!({ "interconnects": [{ "id": one, "name": "same" }, { "id": other, "name": "same" }] });
    put(&client, "", &body(575)).rejects("/interconnects/1/mtu");
    put(&client, "", &json!({})).rejects("/interconnects");
    put(&client, "", &unknown).rejects("/interconnects/0/id");
    put(&client, "", &same).rejects("/interconnects/1/name");
    assert_eq!(first(&client).1, before);

    let update = |rest: &str| {
        let updated = put(&client, rest, &body(1450)).result();
        let magics = updated["modified_interconnects"].as_array().unwrap();
        (
            updated["modified"] == true,
            magics.iter().map(|magic| magic["mtu"].clone()).collect::<Vec<_>>(),
        )
    };
    let mtus = [1400, 1450].map(Value::from).to_vec();
    assert_eq!(update("?validate_only=true"), (false, mtus.clone()));
    assert_eq!(first(&client).1, before);
    assert_eq!(update(""), (true, mtus));
    assert_eq!(first(&client).1["mtu"], 1400);
}

#[test]
fn an_edited_magic_interconnect_can_be_sent_with_either_form_of_the_target() {
    let fake = Fake::start().unwrap();
    let magics = fake.client().magic_interconnects(Fake::ACCOUNT_ID);
    let id = magics.list().send().unwrap().interconnects[0].id.clone().unwrap();
    for (as_object, set) in [
        (false, json!("192.0.2.1")),
        (true, json!({ "effective": "192.0.2.2", "saved": "192.0.2.2" })),
    ] {
        let get = || {
            let get = magics.get(&id).x_magic_new_hc_target(as_object);
            get.send().unwrap().interconnect
        };
        let mut magic = get();
        let health_check = magic.health_check.as_mut().unwrap();
        assert_eq!(health_check.target.as_ref().unwrap().is_object(), as_object);
        health_check.target = Some(set.clone());
        let update = magics.update(&id, &magic).x_magic_new_hc_target(as_object);
        assert_eq!(update.send().unwrap().modified, Some(true));
        assert_eq!(get().health_check.unwrap().target, Some(set));
    }
}
