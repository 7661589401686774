//! The fake API, over a socket, by plain HTTP requests.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use cloudflare_interconnects::fake::{Failure, Fake};
use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::{Request, Response};

/// How long anything here may block, so that a defect makes a test fail rather than hang.
const PATIENCE: Duration = Duration::from_secs(60);

/// A client whose every request ends, so that no mistake makes a test hang.
fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(PATIENCE))
        .build()
        .into()
}

struct Client<'a> {
    fake: &'a Fake,
    agent: Agent,
    account: &'static str,
}

struct Reply {
    status: u16,
    headers: ureq::http::HeaderMap,
    bytes: Vec<u8>,
}

impl Client<'_> {
    fn of(fake: &Fake) -> Client<'_> {
        Client {
            fake,
            agent: agent(),
            account: Fake::ACCOUNT_ID,
        }
    }

    fn try_send(&self, method: &str, path: &str, body: &str) -> Result<Reply, ureq::Error> {
        let url = format!("{}/accounts/{}/cni/{path}", self.fake.base_url(), self.account);
        let request = Request::builder()
            .method(method)
            .uri(url)
            .header("authorization", format!("Bearer {}", Fake::TOKEN))
            .header("content-type", "application/json")
            .body(body.to_owned())
            .unwrap();
        self.agent.run(request).map(Reply::read)
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.try_send(method, path, &body.to_string()).unwrap()
    }

    fn get(&self, path: &str) -> Reply {
        self.try_send("GET", path, "").unwrap()
    }

    fn delete(&self, path: &str) -> Reply {
        self.try_send("DELETE", path, "").unwrap()
    }

    /// Asks below `magic/cf_interconnects`, with the header that says how targets are written.
    fn magic(&self, method: &str, rest: &str, new_target: Option<&str>, body: &Value) -> Reply {
        let url = format!(
            "{}/accounts/{}/magic/cf_interconnects",
            self.fake.base_url(),
            self.account
        );
        let mut request = Request::builder()
            .method(method)
            .uri(url + rest)
            .header("authorization", format!("Bearer {}", Fake::TOKEN));
        if let Some(value) = new_target {
            request = request.header("x-magic-new-hc-target", value);
        }
        let body = if method == "GET" {
            String::new()
        } else {
            body.to_string()
        };
        self.agent.run(request.body(body).unwrap()).map(Reply::read).unwrap()
    }

    fn order(&self) -> Reply {
        let body = json!({ "type": "direct", "account": "tag", "slot_id": Fake::FREE_SLOT_ID, "speed": "10G" });
        self.send("POST", "interconnects", &body)
    }

    /// The interconnects' names or whatever else the field is, of all pages.
    fn all(&self, path: &str, field: &str) -> Vec<String> {
        let mut all = Vec::new();
        let mut cursor = json!(0);
        while !cursor.is_null() {
            let separator = if path.contains('?') { '&' } else { '?' };
            let page = self.get(&format!("{path}{separator}cursor={cursor}")).json(200);
            for item in page["items"].as_array().unwrap() {
                all.push(item[field].as_str().unwrap().to_owned());
            }
            cursor = page["next"].clone();
        }
        all
    }
}

impl Reply {
    fn read(response: Response<ureq::Body>) -> Reply {
        let (parts, mut body) = response.into_parts();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            bytes: body.read_to_vec().unwrap(),
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    #[track_caller]
    fn json(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/json"));
        assert!(self.header("cf-ray").is_some());
        serde_json::from_slice(&self.bytes).unwrap()
    }

    /// The error in the usual envelope.
    #[track_caller]
    fn error(&self, status: u16) -> Value {
        let envelope = self.json(status);
        assert_eq!(envelope["success"], false);
        assert_eq!(envelope["messages"], json!([]));
        assert_eq!(envelope["result"], Value::Null);
        assert_eq!(envelope["errors"].as_array().unwrap().len(), 1);
        envelope["errors"][0].clone()
    }

    #[track_caller]
    fn points_at(&self, pointer: &str) {
        assert_eq!(self.error(400)["source"]["pointer"], pointer);
    }
}

#[test]
fn it_begins_with_interconnects_of_both_kinds_in_every_state() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let list = client.get("interconnects").json(200);
    let items = list["items"].as_array().unwrap();

    let of = |field: &str| -> BTreeSet<&str> { items.iter().filter_map(|item| item[field].as_str()).collect() };
    assert_eq!(of("type"), BTreeSet::from(["direct", "gcp_partner"]));
    assert!(of("site").contains("IAD") && of("site").len() > 2);
    assert!(!of("owner").is_empty());
    assert_eq!(list["next"], Value::Null);

    let icon = client.get("interconnects/icon-1").json(200);
    assert_eq!(icon["type"], "direct");
    assert!(items.contains(&icon));

    let statuses = || -> Vec<Value> {
        let status = |name: &&str| client.get(&format!("interconnects/{name}/status")).json(200);
        of("name").iter().map(status).collect()
    };
    let seen = statuses();
    for expected in ["Pending", "Down", "Unhealthy", "Healthy"] {
        assert!(seen.iter().any(|status| status["state"] == expected));
    }
    let reasons = |state: &str| -> BTreeSet<bool> {
        let of_state = seen.iter().filter(|status| status["state"] == state);
        of_state.map(|status| status["reason"].is_string()).collect()
    };
    assert_eq!(reasons("Down"), BTreeSet::from([false, true]));
    assert_eq!(reasons("Unhealthy"), BTreeSet::from([true]));
    assert_eq!(seen, statuses(), "they stay as they are");
}

#[test]
fn a_created_interconnect_is_pending_on_the_first_read_and_healthy_from_the_second() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let created = client.order().json(200);
    assert_eq!(created["name"], "icon-8");
    assert_eq!(created["account"], "tag");
    assert_eq!(created["site"], "IAD");
    assert_eq!(created["speed"], "10G");
    assert!(created["facility"]["name"].is_string());

    assert!(client.all("interconnects", "name").contains(&"icon-8".to_owned()));
    let states = [(); 3].map(|()| client.get("interconnects/icon-8/status").json(200));
    assert_eq!(
        states,
        ["Pending", "Healthy", "Healthy"].map(|state| json!({ "state": state }))
    );
}

#[test]
fn a_deleted_interconnect_is_gone() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let deleted = client.delete("interconnects/icon-1");
    assert_eq!((deleted.status, deleted.text()), (200, ""));
    assert!(deleted.header("cf-ray").is_some());

    assert!(!client.all("interconnects", "name").contains(&"icon-1".to_owned()));
    for path in ["icon-1", "icon-1/status", "icon-1/loa"] {
        let error = client.get(&format!("interconnects/{path}")).error(404);
        assert!(error["message"].as_str().unwrap().contains("icon-1"));
    }
    client.delete("interconnects/icon-1").error(404);
}

#[test]
fn a_name_is_not_given_again_after_deletion() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    client.order().json(200);
    client.delete("interconnects/icon-8");
    assert_eq!(client.order().json(200)["name"], "icon-9");
}

#[test]
fn a_slot_is_occupied_by_an_order_and_freed_by_deletion() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let path = format!("slots/{}", Fake::FREE_SLOT_ID);
    let before = client.get(&path).json(200);
    assert_eq!(before["occupied"], false);

    client.order().json(200);
    let occupied = client.get(&path).json(200);
    assert_eq!(occupied["occupied"], true);
    assert_eq!(occupied["account"], Fake::ACCOUNT_ID);
    client.order().points_at("/slot_id");

    client.delete("interconnects/icon-8");
    assert_eq!(client.get(&path).json(200), before);
    client.order().json(200);
}

#[test]
fn an_order_that_does_not_fit_is_refused_with_a_pointer_at_the_field() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let unknown = "00000000-0000-4000-8000-000000000000";
    for (pointer, body) in [
        ("", json!([])),
        ("/type", json!({ "account": "a" })),
        ("/type", json!({ "account": "a", "type": "type" })),
        ("/slot_id", json!({ "account": "a", "type": "direct" })),
        ("/slot_id", json!({ "account": "a", "type": "direct", "slot_id": "1" })),
        (
            "/slot_id",
            json!({ "account": "a", "type": "direct", "slot_id": unknown }),
        ),
        ("/account", json!({ "type": "direct", "slot_id": Fake::FREE_SLOT_ID })),
        (
            "/speed",
            json!({ "account": "a", "type": "direct", "slot_id": Fake::FREE_SLOT_ID, "speed": 10 }),
        ),
        (
            "/bandwidth",
            json!({ "account": "a", "type": "gcp_partner", "pairing_key": "k" }),
        ),
        (
            "/bandwidth",
            json!({ "account": "a", "type": "gcp_partner", "pairing_key": "k", "bandwidth": "3G" }),
        ),
        (
            "/pairing_key",
            json!({ "account": "a", "type": "gcp_partner", "bandwidth": "1G" }),
        ),
        (
            "/pairing_key",
            json!({ "account": "a", "type": "gcp_partner", "bandwidth": "1G", "pairing_key": "" }),
        ),
        (
            "/account",
            json!({ "type": "gcp_partner", "bandwidth": "1G", "pairing_key": "k" }),
        ),
    ] {
        client.send("POST", "interconnects", &body).points_at(pointer);
    }
    client.try_send("POST", "interconnects", "{").unwrap().points_at("");
    assert_eq!(client.all("interconnects", "name").len(), 7);
    client.order().json(200);
}

#[test]
fn a_partner_interconnect_is_in_the_region_of_its_pairing_key() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let body = json!({
        "account": "tag", "type": "gcp_partner", "bandwidth": "500M", "pairing_key": "key/us-central1/2", "more": 1,
    });
    let expected = json!({
        "account": "tag", "type": "gcp_partner", "name": "icon-8", "region": "us-central1", "speed": "500M",
        "virtual_port_reservation_id": "7f2b1d6e-93c4-4d0a-8e21-000000000008",
    });
    assert_eq!(client.send("POST", "interconnects", &body).json(200), expected);
    assert_eq!(client.get("interconnects/icon-8").json(200), expected);
}

#[test]
fn the_letter_of_authorization_is_a_pdf_whose_table_leads_to_its_objects() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    fake.insert_interconnect(Fake::ACCOUNT_ID, json!({ "name": "(odd\\) näme", "type": "direct" }));
    for (icon, written) in [
        ("icon-1", "(Interconnect: icon-1)"),
        ("(odd%5C)%20n%C3%A4me", "(Interconnect: \\(odd\\\\\\) n\\344me)"),
    ] {
        let reply = client.get(&format!("interconnects/{icon}/loa"));
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type"), Some("application/pdf"));
        let pdf = reply.text();
        assert!(pdf.starts_with("%PDF-1.4\n") && pdf.ends_with("%%EOF"));
        assert!(pdf.contains(written), "{pdf}");

        let start = pdf.rsplit("startxref\n").next().unwrap();
        let start: usize = start.lines().next().unwrap().parse().unwrap();
        let table = pdf[start..].strip_prefix("xref\n0 6\n").unwrap();
        for number in 1..6 {
            let entry = &table[20 * number..20 * (number + 1)];
            assert!(entry.ends_with(" 00000 n \n"));
            let offset: usize = entry[..10].parse().unwrap();
            assert!(pdf[offset..].starts_with(&format!("{number} 0 obj\n")));
        }
        let (length, stream) = pdf.split_once("/Length ").unwrap().1.split_once(" >>").unwrap();
        let stream = stream.strip_prefix("\nstream\n").unwrap();
        assert!(stream[length.parse().unwrap()..].starts_with("\nendstream"));
    }
}

#[test]
fn a_partner_interconnect_has_no_letter_of_authorization() {
    let fake = Fake::start().unwrap();
    Client::of(&fake).get("interconnects/icon-3/loa").error(404);
    Client::of(&fake).get("interconnects/icon-3/loa/default").error(404);
}

#[test]
fn a_letter_is_made_out_to_the_name_that_is_asked_for_or_else_to_the_default_one() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let letter = |query: &str| client.get(&format!("interconnects/icon-1/loa{query}"));
    let default = client.get("interconnects/icon-1/loa/default").json(200);
    let default = format!("(Customer: {})", default["name"].as_str().unwrap());
    assert!(letter("").text().contains(&default));
    let named = letter("?name=M%C3%BCller+%26+%C5%81");
    assert!(named.text().contains("(Customer: M\\374ller & ?)"), "{}", named.text());
    assert!(!named.text().contains(&default));

    // Characters count, not bytes.
    let longest = "%C3%A9".repeat(200);
    assert_eq!(letter(&format!("?name={longest}")).status, 200);
    letter(&format!("?name={longest}x")).error(400);
    client.get("interconnects/icon-99/loa/default").error(404);
}

#[test]
fn every_interconnect_has_a_reservation_and_a_port_the_device_of_its_slot() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    client.order().json(200);
    let reservations = client.all("interconnects", "virtual_port_reservation_id");
    assert_eq!(reservations.iter().collect::<BTreeSet<_>>().len(), 8);
    for icon in ["icon-1", "icon-6", "icon-8"] {
        let ordered = client.get(&format!("interconnects/{icon}")).json(200);
        let slot = format!("slots/{}", ordered["slot_id"].as_str().unwrap());
        assert_eq!(
            ordered["ccr_device_name"],
            client.get(&slot).json(200)["ccr_device_name"]
        );
        assert_eq!(ordered["ccr_device_name"].is_null(), icon == "icon-6");
    }
}

#[test]
fn a_list_ends_where_next_is_null() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let whole = client.all("interconnects", "name");
    assert_eq!(whole.len(), 7);
    for limit in [1, 2, 3, 6, 7, 8] {
        assert_eq!(client.all(&format!("interconnects?limit={limit}"), "name"), whole);
    }
    let exact = client.get("interconnects?limit=7").json(200);
    assert_eq!(exact["next"], Value::Null);
    let beyond = client.get("interconnects?cursor=1000").json(200);
    assert_eq!(beyond, json!({ "items": [], "next": null }));
}

#[test]
fn a_page_holds_25_items_by_default() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
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
fn a_limit_of_0_is_a_page_without_items_that_does_not_advance() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let page = client.get("interconnects?limit=0").json(200);
    assert_eq!(page["items"], json!([]));
    let again = client
        .get(&format!("interconnects?limit=0&cursor={}", page["next"]))
        .json(200);
    assert_eq!(again, page);
}

#[test]
fn a_cursor_stays_good_while_items_come_and_go() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
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
fn a_cursor_or_limit_that_is_no_number_is_refused() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
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
fn filters_match_exactly_and_together() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
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

#[test]
fn each_account_has_its_own_state_and_the_same_start() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let other = Client {
        account: "other",
        ..Client::of(&fake)
    };
    client.delete("interconnects/icon-1");
    client.order().json(200);
    assert_eq!(other.get("interconnects/icon-1").json(200)["account"], "other");
    other.get("interconnects/icon-8").error(404);
    assert_eq!(other.order().json(200)["name"], "icon-8");
}

#[test]
fn credentials_are_a_token_or_both_legacy_headers() {
    let fake = Fake::start().unwrap();
    let url = format!("{}/accounts/a/cni/interconnects", fake.base_url());
    let send = |headers: &[(&str, &str)]| {
        let request = headers.iter().fold(agent().get(&url), |request, (name, value)| {
            request.header(*name, *value)
        });
        Reply::read(request.call().unwrap())
    };
    let (bearer, email, key) = (
        ("authorization", "Bearer t"),
        ("x-auth-email", "e"),
        ("x-auth-key", "k"),
    );
    for accepted in [&[bearer][..], &[email, key], &[("Authorization", "bearer t")]] {
        send(accepted).json(200);
    }
    for missing in [
        &[][..],
        &[email],
        &[key],
        &[email, ("x-auth-key", "")],
        &[("authorization", "Bearer")],
        &[("authorization", "Bearer ")],
        &[("authorization", "Basic dTpw")],
    ] {
        assert_eq!(send(missing).error(401)["code"], 10000);
    }
    for both in [&[bearer, email, key][..], &[bearer, key]] {
        assert_eq!(send(both).error(400)["code"], 10000);
    }
    let refused = format!("Bearer {}", Fake::FORBIDDEN_TOKEN);
    for refused in [
        &[("authorization", refused.as_str())][..],
        &[email, ("x-auth-key", Fake::FORBIDDEN_TOKEN)],
    ] {
        let error = send(refused).error(403);
        assert_eq!(error, json!({ "code": 10000, "message": "Authentication error" }));
    }
}

#[test]
fn an_unknown_path_is_404_and_a_wrong_method_405() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    for path in [
        "",
        "interconnect",
        "interconnects/",
        "interconnects/icon-1/",
        "interconnects/icon-1/x",
        "settings/x",
    ] {
        client.get(path).error(404);
    }
    let other = Client {
        account: "",
        ..Client::of(&fake)
    };
    other.get("interconnects").error(404);

    let reply = client.send("PATCH", "interconnects/icon-1", &json!({}));
    reply.error(405);
    assert_eq!(reply.header("allow"), Some("GET, DELETE"));
    client.delete("interconnects").error(405);
}

#[test]
fn a_path_segment_is_decoded_once() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    for name in ["a/b", "50%25", "ü ?#"] {
        fake.insert_interconnect(Fake::ACCOUNT_ID, json!({ "name": name }));
    }
    for (segment, name) in [
        ("a%2Fb", "a/b"),
        ("50%2525", "50%25"),
        ("%C3%BC%20%3F%23", "ü ?#"),
        ("%69con-1", "icon-1"),
    ] {
        assert_eq!(client.get(&format!("interconnects/{segment}")).json(200)["name"], name);
    }
    client.get("interconnects/a/b").error(404);
    client.get("interconnects/%FF").error(400);
}

#[test]
fn an_inserted_interconnect_is_answered_as_it_is() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let documented = json!({
        "account": "account", "facility": { "address": ["string"], "name": "name" }, "name": "name", "site": "site",
        "slot_id": Fake::FREE_SLOT_ID, "speed": "speed", "type": "type", "owner": "owner",
    });
    fake.insert_interconnect(Fake::ACCOUNT_ID, documented.clone());
    assert_eq!(client.get("interconnects/name").json(200), documented);
    assert_eq!(
        client.get("interconnects?type=type").json(200)["items"],
        json!([documented])
    );
    assert_eq!(client.get("interconnects/name/status").json(200)["state"], "Healthy");

    fake.insert_interconnect(Fake::ACCOUNT_ID, json!({ "name": "name", "type": "newer" }));
    assert_eq!(client.get("interconnects/name").json(200)["type"], "newer");
    assert_eq!(client.all("interconnects", "name").len(), 8);
}

#[test]
fn a_status_can_be_set_before_and_after_its_interconnect_is_ordered() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let down = json!({ "state": "Down", "reason": null });
    fake.set_status(Fake::ACCOUNT_ID, "icon-8", down.clone());
    client.get("interconnects/icon-8/status").error(404);
    client.order().json(200);
    assert_eq!(client.get("interconnects/icon-8/status").json(200), down);

    let newer = json!({ "state": "Draining" });
    fake.set_status(Fake::ACCOUNT_ID, "icon-8", newer.clone());
    assert_eq!(client.get("interconnects/icon-8/status").json(200), newer);
}

#[test]
fn an_order_does_not_take_the_name_of_an_inserted_interconnect() {
    let fake = Fake::start().unwrap();
    fake.insert_interconnect(Fake::ACCOUNT_ID, json!({ "name": "icon-8" }));
    assert_eq!(Client::of(&fake).order().json(200)["name"], "icon-9");
}

fn cni(interconnect: &str, conduit_name: &str) -> Value {
    json!({
        "account": "tag", "interconnect": interconnect,
        "magic": { "conduit_name": conduit_name, "description": "", "mtu": 1500 },
        "bgp": { "customer_asn": 4_294_967_295_u32, "extra_prefixes": ["192.0.2.0/24"], "md5_key": "key" },
    })
}

#[test]
fn a_cni_lives_on_an_interconnect_from_creation_to_deletion() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let created = client.send("POST", "cnis", &cni("icon-1", "new")).json(200);
    let id = created["id"].as_str().unwrap();
    assert_eq!(created["bgp"]["customer_asn"], 4_294_967_295_u32);
    assert!(created["p2p_ip"].as_str().unwrap().ends_with("/31"));
    assert_ne!(created["p2p_ip"], created["cust_ip"]);
    assert_eq!(created["bgp_mode"], "dynamic_route_exchange");
    assert_eq!(client.get(&format!("cnis/{id}")).json(200), created);

    let slot = client.get("interconnects/icon-1").json(200)["slot_id"].clone();
    let slot = slot.as_str().unwrap();
    assert_eq!(client.all(&format!("cnis?slot={slot}"), "id"), [id]);
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
fn a_cni_that_does_not_fit_is_refused() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    client
        .send("POST", "cnis", &cni("icon-99", "new"))
        .points_at("/interconnect");
    let conflict = client.send("POST", "cnis", &cni("icon-1", "ams-edge")).error(409);
    assert_eq!(conflict["source"]["pointer"], "/magic/conduit_name");
    for (pointer, value) in [
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
        client.send("POST", "cnis", &body).points_at(pointer);
    }
    client.get("cnis/not-a-uuid").error(400);
    client.get("slots/not-a-uuid").error(400);
    client.get("slots/00000000-0000-4000-8000-000000000000").error(404);
}

#[test]
fn an_update_of_a_cni_keeps_fields_that_are_not_documented() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let mut edited = client.get("cnis").json(200)["items"][0].clone();
    let path = format!("cnis/{}", edited["id"].as_str().unwrap());
    edited["newer"] = json!({ "than": "the documentation" });
    edited["magic"]["mtu"] = json!(1400);
    assert_eq!(client.send("PUT", &path, &edited).json(200), edited);
    assert_eq!(client.get(&path).json(200), edited);

    edited["bgp_mode"] = json!("advertise_only");
    assert_eq!(client.send("PUT", &path, &edited).json(200), edited);

    let mut odd = edited.clone();
    odd["bgp_mode"] = json!("static");
    client.send("PUT", &path, &odd).points_at("/bgp_mode");
    let mut taken = edited.clone();
    taken["magic"]["conduit_name"] = json!("ams-edge");
    client.send("PUT", &path, &taken).points_at("/magic/conduit_name");
    let mut moved = edited.clone();
    moved["id"] = json!("00000000-0000-4000-8000-000000000000");
    client.send("PUT", &path, &moved).points_at("/id");
    client
        .send("PUT", "cnis/00000000-0000-4000-8000-000000000000", &edited)
        .error(404);
    assert_eq!(client.get(&path).json(200), edited);
}

#[test]
fn settings_change_by_a_number_and_go_back_by_null() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let asn = |asn: u32| json!({ "default_asn": asn });
    assert_eq!(client.get("settings").json(200), asn(13335));
    assert_eq!(
        client.send("PUT", "settings", &asn(4_200_000_000)).json(200),
        asn(4_200_000_000)
    );
    assert_eq!(client.send("PUT", "settings", &json!({})).json(200), asn(4_200_000_000));
    client
        .send("PUT", "settings", &json!({ "default_asn": -1 }))
        .points_at("/default_asn");
    assert_eq!(client.get("settings").json(200), asn(4_200_000_000));
    let reset = client.send("PUT", "settings", &json!({ "default_asn": null }));
    assert_eq!(reset.json(200), asn(13335));
}

#[test]
fn a_request_is_recorded_as_it_was_received() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    client.get("interconnects/%69con-1?site=I%41D&x");
    client.order();
    let requests = fake.requests();
    let path = |rest| format!("/accounts/{}/cni/{rest}", Fake::ACCOUNT_ID);
    assert_eq!(requests[0].method, "GET");
    assert_eq!(requests[0].path, path("interconnects/%69con-1"));
    assert_eq!(requests[0].query, "site=I%41D&x");
    assert_eq!(requests[0].header("Authorization"), Some("Bearer fake-api-token"));
    assert!(requests[0].headers.iter().all(|(name, _)| *name == name.to_lowercase()));
    assert_eq!(requests[1].method, "POST");
    assert_eq!(requests[1].query, "");
    assert_eq!(requests[1].json().unwrap()["slot_id"], Fake::FREE_SLOT_ID);

    fake.clear_requests();
    assert_eq!(fake.requests(), []);
    client.get("interconnects/icon-8").json(200);
    assert_eq!(fake.requests().len(), 1);
}

#[test]
fn credentials_and_bodies_are_kept_out_of_debug_output() {
    let fake = Fake::start().unwrap();
    let sent = [
        ("authorization", "Bearer hidden-1"),
        ("x-auth-email", "hidden-2"),
        ("x-auth-key", "hidden-3"),
        ("user-agent", "shown"),
    ];
    let request = agent().post(format!("{}/x", fake.base_url()));
    let request = sent
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value));
    request.send(r#"{"pairing_key":"hidden-4"}"#).unwrap();
    let debug = format!("{:?} {fake:?}", fake.requests());
    assert!(!debug.contains("hidden"), "{debug}");
    assert!(debug.contains("shown") && debug.contains("[26 bytes]"));
}

#[test]
fn failures_are_used_once_and_in_order() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    fake.fail_next(Failure::status(503).retry_after(7));
    fake.fail_next(Failure::status(520).body("text/html", "<h1>520</h1>"));
    fake.fail_next(Failure::status(403));
    fake.fail_next(Failure::status(409).error(1_234_567, "taken").header("cf-ray", "mine"));

    let first = client.get("settings");
    assert_eq!(first.error(503)["code"], 100_503);
    assert_eq!(first.header("retry-after"), Some("7"));
    let second = client.get("settings");
    assert_eq!((second.status, second.text()), (520, "<h1>520</h1>"));
    assert_eq!(second.header("content-type"), Some("text/html"));
    assert!(second.header("cf-ray").is_some());
    assert_eq!(client.get("settings").error(403)["code"], 10000);
    let fourth = client.get("settings");
    assert_eq!(fourth.error(409), json!({ "code": 1_234_567, "message": "taken" }));
    assert_eq!(fourth.header("cf-ray"), Some("mine"));
    client.get("settings").json(200);
    assert_eq!(fake.requests().len(), 5);
}

#[test]
fn a_failure_can_wait_for_its_operation_and_its_turn() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    fake.fail_next(Failure::status(500).on("GET", "/status").after(1));
    fake.fail_next(Failure::status(429).on("GET", "/loa"));
    client.get("interconnects/icon-1").json(200);
    client.get("interconnects/icon-1/status").json(200);
    client.get("interconnects/icon-1/loa").error(429);
    client.get("interconnects/icon-1/status").error(500);
    client.get("interconnects/icon-1/status").json(200);
}

#[test]
fn a_failed_request_changes_nothing_unless_it_is_carried_out() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    fake.fail_next(Failure::status(500));
    client.order().error(500);
    client.get("interconnects/icon-8").error(404);

    fake.fail_next(Failure::status(504).applied());
    client.order().error(504);
    client.get("interconnects/icon-8").json(200);
}

#[test]
fn a_disconnect_closes_the_connection_without_an_answer() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    client.get("settings").json(200);
    fake.fail_next(Failure::disconnect().on("DELETE", "/icon-1").applied());
    assert!(client.try_send("DELETE", "interconnects/icon-1", "").is_err());
    client.get("interconnects/icon-1").error(404);
    assert_eq!(fake.requests()[1].method, "DELETE");
}

/// A connection that sends what it is told and reads what comes.
fn connect(fake: &Fake) -> TcpStream {
    let address = fake.base_url().strip_prefix("http://").unwrap();
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

fn read_to_end(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn idle_connections_hold_up_nobody() {
    let fake = Fake::start().unwrap();
    let _idle: Vec<TcpStream> = (0..32).map(|_| connect(&fake)).collect();
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                let client = Client::of(&fake);
                for _ in 0..10 {
                    client.get("interconnects").json(200);
                }
            });
        }
    });
    assert_eq!(fake.requests().len(), 160);
}

#[test]
fn an_answer_comes_in_one_piece() {
    let fake = Fake::start().unwrap();
    let mut stream = connect(&fake);
    for _ in 0..100 {
        stream.write_all(b"GET /x HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
        // In two packets, a client that reads once would have half of it.
        let mut bytes = [0; 64 << 10];
        let count = stream.read(&mut bytes).unwrap();
        let text = std::str::from_utf8(&bytes[..count]).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(
            !body.is_empty() && head.contains(&format!("content-length: {}", body.len())),
            "{text}"
        );
    }
}

#[test]
fn dropping_it_ends_idle_connections_and_frees_the_port() {
    let fake = Fake::start().unwrap();
    let agent = agent();
    let url = format!("{}/x", fake.base_url());
    agent.get(&url).call().unwrap().into_body().read_to_string().unwrap();
    let idle = connect(&fake);
    let mut halfway = connect(&fake);
    halfway
        .write_all(b"POST /x HTTP/1.1\r\ncontent-length: 10\r\n\r\nabc")
        .unwrap();

    let (ended, end) = mpsc::channel();
    thread::spawn(move || {
        drop(fake);
        ended.send(()).unwrap();
    });
    end.recv_timeout(PATIENCE).expect("it ends, whoever is still connected");
    assert_eq!(read_to_end(idle), "");
    let _ = halfway.read_to_end(&mut Vec::new());
    assert!(agent.get(&url).call().is_err());
    let address = url.strip_prefix("http://").unwrap().strip_suffix("/x").unwrap();
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_chunked_body_and_an_awaited_continue_are_understood() {
    let fake = Fake::start().unwrap();
    let mut stream = connect(&fake);
    let head = "PUT /accounts/a/cni/settings HTTP/1.1\r\nauthorization: Bearer t\r\nconnection: close\r\n\
                expect: 100-continue\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunks = "11;x=y\r\n{\"default_asn\": 1\r\n2\r\n7}\r\n0\r\ntrailer: x\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(chunks.as_bytes()).unwrap();
    let answer = read_to_end(stream);
    assert!(
        answer.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"),
        "{answer}"
    );
    assert!(answer.ends_with("\r\n\r\n{\"default_asn\":17}"), "{answer}");
}

#[test]
fn what_is_not_http_is_refused_and_the_connection_closed() {
    let fake = Fake::start().unwrap();
    for sent in [
        "hello\r\n\r\n",
        "GET / HTTP/2.0\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
    ] {
        let mut stream = connect(&fake);
        stream.write_all(sent.as_bytes()).unwrap();
        let answer = read_to_end(stream);
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
    }
    assert_eq!(fake.requests(), []);
}

#[test]
fn it_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Fake>();
}

#[test]
fn its_client_waits_for_nothing_between_attempts_and_looks_and_yet_reaches_its_deadlines() {
    let fake = Fake::start().unwrap();
    let interconnects = fake.client().interconnects(Fake::ACCOUNT_ID);
    fake.fail_next(Failure::status(503).retry_after(20));
    interconnects.get("icon-1").send().unwrap();
    assert_eq!(fake.take_requests().len(), 2);
    assert_eq!(fake.requests(), []);

    fake.set_status(Fake::ACCOUNT_ID, "icon-1", json!({ "state": "Pending" }));
    let error = interconnects
        .status("icon-1")
        .wait_until(|status| status.state() == Some("Healthy"))
        .interval(Duration::from_secs(60))
        .deadline(Duration::from_secs(3600))
        .send()
        .unwrap_err();
    assert!(error.is_timeout(), "{error}");
    let looks = fake.requests().len();
    assert!((50..=61).contains(&looks), "{looks} looks in an hour, one a minute");
}

#[test]
fn an_empty_one_holds_what_is_put_there_and_names_orders_from_the_first() {
    let fake = Fake::empty().unwrap();
    let client = Client::of(&fake);
    for list in ["interconnects", "cnis", "slots"] {
        assert_eq!(client.get(list).json(200)["items"], json!([]));
    }
    fake.insert_slot(
        Fake::ACCOUNT_ID,
        json!({ "id": Fake::FREE_SLOT_ID, "site": "IAD", "speed": "10G", "occupied": false,
            "facility": { "name": "f", "address": [] } }),
    );
    assert_eq!(client.order().json(200)["name"], "icon-1");
}

#[test]
fn a_failure_can_happen_several_times_or_until_it_is_cleared() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    fake.fail_next(Failure::status(500).times(0));
    fake.fail_next(Failure::status(502).times(2).after(1));
    fake.fail_next(Failure::status(503).on("GET", "/slots").always());
    let statuses = |path| (0..5).map(|_| client.get(path).status).collect::<Vec<_>>();
    assert_eq!(statuses("settings"), [200, 502, 502, 200, 200]);
    assert_eq!(statuses("slots"), [503; 5]);
    assert_eq!(statuses("settings"), [200; 5]);
    fake.clear_failures();
    assert_eq!(statuses("slots"), [200; 5]);
}

#[test]
fn an_interconnect_can_go_from_one_status_to_the_next_and_stays_in_the_last() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let set = |states: &[&str]| {
        let statuses = states.iter().map(|state| json!({ "state": state }));
        fake.set_statuses(Fake::ACCOUNT_ID, "icon-8", statuses.collect::<Vec<_>>());
    };
    let read = || {
        let states = (0..4).map(|_| client.get("interconnects/icon-8/status").json(200)["state"].clone());
        states.collect::<Vec<_>>()
    };
    set(&["Pending", "Pending", "Down"]);
    client.order().json(200);
    assert_eq!(read(), ["Pending", "Pending", "Down", "Down"]);
    set(&["Unhealthy", "Healthy"]);
    assert_eq!(read(), ["Unhealthy", "Healthy", "Healthy", "Healthy"]);
    set(&[]);
    assert_eq!(read(), ["Healthy"; 4]);
}

/// More than any test takes.
const LONG: Duration = Duration::from_secs(24 * 3600);

/// Sends a request and leaves its answer, once the fake has it.
fn ask(fake: &Fake, method: &str, path: &str, body: &str) -> TcpStream {
    let mut stream = connect(fake);
    let (account, token, length) = (Fake::ACCOUNT_ID, Fake::TOKEN, body.len());
    let head = format!("{method} /accounts/{account}/cni/{path} HTTP/1.1\r\nauthorization: Bearer {token}");
    stream
        .write_all(format!("{head}\r\ncontent-length: {length}\r\n\r\n{body}").as_bytes())
        .unwrap();
    let patience = Instant::now() + PATIENCE;
    while fake.requests().is_empty() {
        assert!(Instant::now() < patience, "it never had the request");
        thread::yield_now();
    }
    stream
}

#[test]
fn a_delayed_order_of_a_client_that_gives_up_is_carried_out_only_if_that_is_asked_for() {
    let order = json!({ "type": "direct", "account": "tag", "slot_id": Fake::FREE_SLOT_ID }).to_string();
    for (applied, expected) in [(true, 200), (false, 404)] {
        let fake = Fake::start().unwrap();
        let failure = Failure::delay(LONG).on("POST", "/interconnects");
        fake.fail_next(if applied { failure.applied() } else { failure });
        drop(ask(&fake, "POST", "interconnects", &order));
        assert_eq!(Client::of(&fake).get("interconnects/icon-8").status, expected);
    }
}

#[test]
fn a_client_that_waits_gets_the_answer_that_was_delayed() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    for delay in [Duration::ZERO, Duration::from_millis(1)] {
        fake.fail_next(Failure::delay(delay).on("GET", "/settings"));
        client.get("settings").json(200);
    }
    fake.fail_next(Failure::delay(Duration::from_millis(1)));
    assert_eq!(client.order().json(200)["name"], "icon-8");
    client.delete("interconnects/icon-8");
    fake.fail_next(Failure::delay(Duration::from_millis(1)).applied());
    assert_eq!(client.order().json(200)["name"], "icon-9");
    assert_eq!(client.all("interconnects", "name").len(), 8);
}

#[test]
fn a_delay_holds_up_no_other_request_and_ends_with_the_fake() {
    let fake = Fake::start().unwrap();
    fake.fail_next(Failure::delay(LONG));
    let waiting = ask(&fake, "GET", "settings", "");
    Client::of(&fake).get("settings").json(200);
    drop(fake);
    assert_eq!(read_to_end(waiting), "");
}

impl Reply {
    /// The result in the usual envelope of a success.
    #[track_caller]
    fn result(&self) -> Value {
        let mut envelope = self.json(200);
        let result = envelope["result"].take();
        let rest = json!({ "success": true, "errors": [], "messages": [], "result": null });
        assert_eq!(envelope, rest);
        result
    }
}

#[test]
fn each_interconnect_has_a_magic_interconnect_of_its_reservation_until_it_is_deleted() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    client.order().json(200);
    let reservations = || client.all("interconnects", "virtual_port_reservation_id");
    let linked = || {
        let result = client.magic("GET", "", None, &Value::Null).result();
        let magics = result["interconnects"].as_array().unwrap().clone();
        let linked = magics
            .iter()
            .map(|magic| magic["virtual_port_reservation_id"].as_str().unwrap().to_owned());
        linked.collect::<Vec<_>>()
    };
    assert_eq!(linked(), reservations());
    assert_eq!(linked().len(), 8);
    client.delete("interconnects/icon-3");
    assert_eq!(linked(), reservations());
    assert_eq!(linked().len(), 7);

    let put = json!({ "id": "0".repeat(32), "name": "put" });
    fake.insert_magic_interconnect(Fake::ACCOUNT_ID, put.clone());
    let one = client.magic("GET", &format!("/{}", "0".repeat(32)), None, &Value::Null);
    assert_eq!(one.result(), json!({ "interconnect": put }));
}

/// The id of the first Magic interconnect, and the whole of it.
fn first_magic(client: &Client) -> (String, Value) {
    let magic = client.magic("GET", "", None, &Value::Null).result()["interconnects"][0].take();
    (format!("/{}", magic["id"].as_str().unwrap()), magic)
}

#[test]
fn an_update_of_a_magic_interconnect_sets_what_it_has_and_leaves_the_rest() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let (path, before) = first_magic(&client);
    let edit = json!({
        "mtu": 1476, "interface_address6": "2001:db8::/127", "newer": [1], "health_check": { "rate": "high", "newer": true },
        "bgp": { "customer_asn": 64512, "extra_prefixes": ["192.0.2.0/24"], "md5_key": "key" },
        "id": "another", "version": "1", "colo_name": "another", "modified_on": "never",
    });
    let answer = client.magic("PUT", &path, None, &edit).result();
    let mut expected = before.clone();
    for key in ["mtu", "interface_address6", "newer", "bgp"] {
        expected[key] = edit[key].clone();
    }
    expected["health_check"]["rate"] = json!("high");
    expected["health_check"]["newer"] = json!(true);
    let after = &answer["modified_interconnect"];
    assert_ne!(after["modified_on"], before["modified_on"]);
    expected["modified_on"] = after["modified_on"].clone();
    assert_eq!(answer, json!({ "modified": true, "modified_interconnect": expected }));
    let read = client.magic("GET", &path, None, &Value::Null).result();
    assert_eq!(read["interconnect"], expected);

    // All of it once more is no change.
    let answer = client.magic("PUT", &path, None, &expected).result();
    assert_eq!(answer, json!({ "modified": false, "modified_interconnect": expected }));
}

#[test]
fn an_update_of_a_magic_interconnect_that_does_not_fit_is_refused_and_changes_nothing() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let (path, before) = first_magic(&client);
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
        let wanted = value.clone();
        let body = match pointer[1..].split('/').collect::<Vec<_>>()[..] {
            [outer] => json!({ outer: value }),
            [outer, inner] => json!({ outer: { inner: value } }),
            [outer, inner, _] => json!({ outer: { inner: [value] } }),
            _ => unreachable!(),
        };
        client.magic("PUT", &path, None, &body).points_at(pointer);
        assert_eq!(first_magic(&client).1, before, "{pointer}: {wanted}");
    }
    client.magic("GET", "/not-an-id", None, &Value::Null).error(400);
    client.magic("GET", "", Some("perhaps"), &Value::Null).error(400);
    client
        .magic("PUT", &format!("/{}", "0".repeat(32)), None, &json!({}))
        .error(404);
    assert_eq!(client.magic("DELETE", &path, None, &Value::Null).status, 405);
}

#[test]
fn a_header_decides_whether_the_target_of_a_health_check_is_a_string_or_an_object() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let (path, before) = first_magic(&client);
    assert_eq!(before["interface_address"], "172.16.0.2/31");
    let target = |header| {
        let result = client.magic("GET", &path, header, &Value::Null).result();
        result["interconnect"]["health_check"]["target"].clone()
    };
    assert_eq!(target(None), "172.16.0.3");
    assert_eq!(target(Some("false")), "172.16.0.3");
    assert_eq!(target(Some("true")), json!({ "effective": "172.16.0.3" }));

    let set = |target: Value| {
        let body = json!({ "health_check": { "target": target } });
        client.magic("PUT", &path, Some("true"), &body).result()["modified_interconnect"]["health_check"]["target"]
            .take()
    };
    let saved = |address: &str| json!({ "effective": address, "saved": address });
    assert_eq!(set(json!("192.0.2.1")), saved("192.0.2.1"));
    assert_eq!(target(None), "192.0.2.1");
    assert_eq!(
        set(json!({ "effective": "ignored", "saved": "192.0.2.2" })),
        saved("192.0.2.2")
    );
    // What is only effective sets nothing.
    assert_eq!(set(json!({ "effective": "ignored" })), saved("192.0.2.2"));

    let move_to = |address: &str| {
        client
            .magic("PUT", &second(&path), None, &json!({ "interface_address": address }))
            .result()
    };
    let moved = move_to("10.0.0.1/30");
    assert_eq!(moved["modified_interconnect"]["health_check"]["target"], "10.0.0.2");
}

/// The path of the one behind it.
fn second(path: &str) -> String {
    path.replace("00001", "00002")
}

#[test]
fn several_magic_interconnects_are_updated_all_or_none() {
    let fake = Fake::start().unwrap();
    let client = Client::of(&fake);
    let (path, before) = first_magic(&client);
    let (first, second) = (path[1..].to_owned(), second(&path[1..]));
    let body = |mtu: u32| json!({ "interconnects": [{ "id": first, "mtu": 1400 }, { "id": second, "mtu": mtu }] });
    client
        .magic("PUT", "", None, &body(575))
        .points_at("/interconnects/1/mtu");
    client.magic("PUT", "", None, &json!({})).points_at("/interconnects");
    let unknown = json!({ "interconnects": [{ "id": "0".repeat(32) }] });
    client.magic("PUT", "", None, &unknown).points_at("/interconnects/0/id");
    let same = json!({ "interconnects": [{ "id": first, "name": "same" }, { "id": second, "name": "same" }] });
    client.magic("PUT", "", None, &same).points_at("/interconnects/1/name");
    assert_eq!(first_magic(&client).1, before);

    let mtus = |answer: &Value| {
        let mtus = answer["modified_interconnects"]
            .as_array()
            .unwrap()
            .iter()
            .map(|magic| magic["mtu"].clone());
        mtus.collect::<Vec<_>>()
    };
    let checked = client.magic("PUT", "?validate_only=true", None, &body(1450)).result();
    assert_eq!(
        (&checked["modified"], mtus(&checked)),
        (&json!(false), vec![json!(1400), json!(1450)])
    );
    assert_eq!(first_magic(&client).1, before);
    let done = client.magic("PUT", "", None, &body(1450)).result();
    assert_eq!(
        (&done["modified"], mtus(&done)),
        (&json!(true), vec![json!(1400), json!(1450)])
    );
    assert_eq!(first_magic(&client).1["mtu"], 1400);
}

#[test]
fn what_get_gave_goes_back_edited_in_either_form_of_the_target() {
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

        let sent = fake.requests();
        let body = sent
            .iter()
            .rfind(|request| request.method == "PUT")
            .unwrap()
            .json()
            .unwrap();
        for read_only in [
            "id",
            "created_on",
            "modified_on",
            "version",
            "virtual_port_reservation_id",
        ] {
            assert_eq!(body.get(read_only), None, "{body}");
        }
    }
}
