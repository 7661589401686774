//! CNIs and settings.

use serde_json::{Value, json};

use super::start;

const UNKNOWN: &str = "00000000-0000-4000-8000-000000000000";

fn cni(interconnect: &str, conduit_name: &str) -> Value {
    json!({
        "account": "tag", "interconnect": interconnect,
        "magic": { "conduit_name": conduit_name, "description": "", "mtu": 1500 },
        "bgp": { "customer_asn": 4_294_967_295_u32, "extra_prefixes": ["192.0.2.0/24"], "md5_key": "key" },
    })
}

#[test]
fn a_cni_is_on_an_interconnect_from_creation_to_deletion() {
    let (_fake, client) = start();
    let created = client.post("cnis", &cni("icon-1", "new")).json(200);
    let id = created["id"].as_str().unwrap();
    assert_eq!(created["bgp"]["customer_asn"], 4_294_967_295_u32);
    assert!(created["p2p_ip"].as_str().unwrap().ends_with("/31"));
    assert_ne!(created["p2p_ip"], created["cust_ip"]);
    assert_eq!(created["bgp_mode"], "dynamic_route_exchange");
    assert_eq!(client.get(&format!("cnis/{id}")).json(200), created);

    let slot = client.get("interconnects/icon-1").json(200)["slot_id"].take();
    assert_eq!(client.all(&format!("cnis?slot={}", slot.as_str().unwrap()), "id"), [id]);
    assert_eq!(client.all(&format!("cnis?tunnel_id={id}"), "id"), [id]);
    assert_eq!(client.all("cnis", "id").len(), 3);

    let error = client.delete("interconnects/icon-1").error(400);
    assert!(error["message"].as_str().unwrap().contains("CNIs"));
    assert_eq!(client.delete(&format!("cnis/{id}")).status, 200);
    client.get(&format!("cnis/{id}")).error(404);
    client.delete(&format!("cnis/{id}")).error(404);
    assert_eq!(client.delete("interconnects/icon-1").status, 200);
}

#[test]
fn an_invalid_cni_is_rejected() {
    let (_fake, client) = start();
    let conflict = client.post("cnis", &cni("icon-1", "ams-edge")).error(409);
    assert_eq!(conflict["source"]["pointer"], "/magic/conduit_name");
    for (pointer, value) in [
        ("/interconnect", json!("icon-99")),
        ("/account", json!(1)),
        ("/magic/description", json!(null)),
        ("/magic/mtu", json!(-1)),
        ("/bgp/customer_asn", json!(4_294_967_296_u64)),
        ("/bgp/extra_prefixes", json!("192.0.2.0/24")),
        ("/bgp/extra_prefixes/0", json!("192.0.2.0")),
        ("/bgp/extra_prefixes/0", json!("192.0.2.0/33")),
        ("/bgp/md5_key", json!("")),
        ("/bgp/md5_key", json!("why?")),
    ] {
        let mut body = cni("icon-1", "new");
        *body.pointer_mut(pointer).unwrap() = value;
        client.post("cnis", &body).rejects(pointer);
    }
    client.get("cnis/not-a-uuid").error(400);
}

#[test]
fn an_update_of_a_cni_keeps_unknown_fields() {
    let (_fake, client) = start();
    let mut edited = client.get("cnis").json(200)["items"][0].take();
    let path = format!("cnis/{}", edited["id"].as_str().unwrap());
    edited["newer"] = json!({ "than": "the documentation" });
    edited["magic"]["mtu"] = json!(1400);
    edited["bgp_mode"] = json!("advertise_only");
    assert_eq!(client.put(&path, &edited).json(200), edited);

    for (pointer, value) in [
        ("/bgp_mode", "static"),
        ("/magic/conduit_name", "ams-edge"),
        ("/id", UNKNOWN),
    ] {
        let mut invalid = edited.clone();
        *invalid.pointer_mut(pointer).unwrap() = json!(value);
        client.put(&path, &invalid).rejects(pointer);
    }
    client.put(&format!("cnis/{UNKNOWN}"), &edited).error(404);
    assert_eq!(client.get(&path).json(200), edited);
}

#[test]
fn settings_are_set_by_a_number_and_reset_by_null() {
    let (_fake, client) = start();
    let asn = |asn: u32| json!({ "default_asn": asn });
    assert_eq!(client.get("settings").json(200), asn(13335));
    assert_eq!(
        client.put("settings", &asn(4_200_000_000)).json(200),
        asn(4_200_000_000)
    );
    assert_eq!(client.put("settings", &json!({})).json(200), asn(4_200_000_000));
    client
        .put("settings", &json!({ "default_asn": -1 }))
        .rejects("/default_asn");
    assert_eq!(client.get("settings").json(200), asn(4_200_000_000));
    assert_eq!(
        client.put("settings", &json!({ "default_asn": null })).json(200),
        asn(13335)
    );
}
