//! Requests are valid against upstream's own spec, `spec/upstream.json`. A server checks them.

use std::fs;

use cloudflare_interconnects::types::{
    BgpControl, Cni, CniCreate, InterconnectCreate, MagicBgp, MagicHealthCheck, MagicHealthCheckRate,
    MagicInterconnect, MagicSettings, SettingsRequest,
};
use serde_json::{Map, Value, json};

use crate::support::mock::Server;
use crate::support::raw::Request;
use crate::support::{self, ACCOUNT, assert_contains, envelope, http};

const ID: &str = "f174e90afafe4643bbbc4a0ed4fc8415";

/// Upstream's spec.
struct Upstream(Value);

impl Upstream {
    fn load() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/upstream.json");
        Upstream(serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
    }

    /// Checks a request. The error says what is invalid.
    fn check_request(&self, request: &Request) -> Result<(), String> {
        let fits = |template: &str| {
            let path = request.path().strip_prefix("/client/v4").unwrap();
            let [mut segments, mut wanted] = [path, template].map(|path| path.split('/'));
            segments.clone().count() == wanted.clone().count()
                && segments.all(|segment| {
                    wanted
                        .next()
                        .is_some_and(|wanted| segment == wanted || wanted.starts_with('{'))
                })
        };
        let paths = self.0["paths"].as_object().unwrap();
        // A fixed segment takes precedence over a parameter.
        let mut found: Vec<&String> = paths.keys().filter(|template| fits(template)).collect();
        found.sort_by_key(|template| template.matches('{').count());
        let path = found.first().ok_or_else(|| format!("no path {}", request.path()))?;
        let operation = &paths[*path][&request.method().to_ascii_lowercase()];
        if operation.is_null() {
            return Err(format!("no {} on {path}", request.method()));
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            let given = match parameter["in"].as_str() {
                Some("header") => request.header(&name.to_ascii_lowercase()),
                Some("query") => {
                    let mut pairs = request.query().split('&').filter_map(|pair| pair.split_once('='));
                    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
                }
                _ => continue,
            };
            match given {
                // A string is used as it is. A value of another type is parsed as JSON.
                Some(text) => {
                    let schema = self.resolve(&parameter["schema"]);
                    let value = match schema["type"].as_str() {
                        Some("string") => json!(text),
                        _ => serde_json::from_str(text).map_err(|_| format!("{name}: {text}"))?,
                    };
                    self.check(schema, &value).map_err(|fault| format!("{name}{fault}"))?;
                }
                None if parameter["required"] == true => return Err(format!("{name} is missing")),
                None => {}
            }
        }
        let body = request.body();
        match &operation["requestBody"] {
            Value::Null if body.is_empty() => Ok(()),
            Value::Null => Err("a body that it does not take".to_owned()),
            wanted => {
                let value = serde_json::from_str(body).map_err(|error| format!("no JSON: {error}"))?;
                self.check(&wanted["content"]["application/json"]["schema"], &value)
                    .map_err(|fault| format!("body{fault}"))
            }
        }
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => self.resolve(self.0.pointer(&reference[1..]).unwrap()),
            None => schema,
        }
    }

    /// Checks a value against the OpenAPI 3.0 keywords that the spec uses.
    fn check(&self, schema: &Value, value: &Value) -> Result<(), String> {
        let schema = self.resolve(schema);
        if value.is_null() {
            return match schema["nullable"] == true {
                true => Ok(()),
                false => Err(" is null".to_owned()),
            };
        }
        let list = |keyword: &str| schema[keyword].as_array().map(Vec::as_slice).unwrap_or_default();
        let is_type = match schema["type"].as_str() {
            Some("object") => value.is_object(),
            Some("array") => value.is_array(),
            Some("string") => value.is_string(),
            Some("boolean") => value.is_boolean(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some(other) => panic!("the spec has the new type {other}"),
            None => true,
        };
        if !is_type {
            return Err(format!(" is not of type {}: {value}", schema["type"]));
        }
        if !list("enum").is_empty() && !list("enum").contains(value) {
            return Err(format!(" is not an enum value: {value}"));
        }
        let number = |keyword: &str| schema[keyword].as_f64();
        if number("minimum").is_some_and(|minimum| value.as_f64() < Some(minimum))
            || number("maxLength")
                .is_some_and(|most| value.as_str().map(|text| text.chars().count() as f64) > Some(most))
        {
            return Err(format!(" is out of bounds: {value}"));
        }
        for part in list("allOf") {
            self.check(part, value)?;
        }
        let variants = list("oneOf");
        if !variants.is_empty() {
            let mapping = &schema["discriminator"]["mapping"];
            let fitting = match mapping[value["type"].as_str().unwrap_or_default()].as_str() {
                Some(reference) => usize::from(self.check(&json!({ "$ref": reference }), value).is_ok()),
                None => variants
                    .iter()
                    .filter(|variant| self.check(variant, value).is_ok())
                    .count(),
            };
            if fitting != 1 {
                return Err(format!(" matches {fitting} variants: {value}"));
            }
        }
        for name in list("required") {
            if value.get(name.as_str().unwrap()).is_none() {
                return Err(format!(" has no {name}"));
            }
        }
        let none = Map::new();
        let properties = schema["properties"].as_object().unwrap_or(&none);
        for (name, field) in value.as_object().into_iter().flatten() {
            if let Some(property) = properties.get(name) {
                self.check(property, field).map_err(|fault| format!(".{name}{fault}"))?;
            }
        }
        for (position, item) in value.as_array().into_iter().flatten().enumerate() {
            self.check(&schema["items"], item)
                .map_err(|fault| format!("[{position}]{fault}"))?;
        }
        Ok(())
    }
}

/// A server that responds to every valid request with this result, and to others with a 422 that names the fault.
fn server_with_result(result: Value) -> Server {
    let upstream = Upstream::load();
    Server::new(move |request| match upstream.check_request(request) {
        Ok(()) => http(
            200,
            json!({ "success": true, "errors": [], "messages": [], "result": result }),
        ),
        Err(fault) => http(422, envelope(1101, &fault)),
    })
}

/// The body that was sent last.
fn last_body(server: &Server) -> Value {
    serde_json::from_str(server.requests().last().unwrap().body()).unwrap()
}

/// All documented fields and one unknown field.
fn magic_interconnect() -> Value {
    json!({
        "id": ID, "name": "icon-1-magic", "colo_name": "iad01", "description": "first", "interface_address": "192.0.2.0/31",
        "interface_address6": "2001:db8::/127", "mtu": 1500, "automatic_return_routing": false,
        "gre": { "cloudflare_endpoint": "203.0.113.1" },
        "health_check": { "enabled": true, "rate": "mid", "type": "reply", "direction": "unidirectional", "source": "192.0.2.0",
            "target": { "effective": "192.0.2.1", "saved": "192.0.2.1" } },
        "bgp": { "customer_asn": 4_294_967_295_u32, "extra_prefixes": ["198.51.100.0/24"], "as_no": 1,
            "cloudflare_endpoint": "192.0.2.0", "customer_endpoint": "192.0.2.1", "hold_time": 90 },
        "created_on": "2026-08-01T12:00:00Z", "modified_on": "2026-08-02T12:00:00Z", "version": "2",
        "virtual_port_reservation_id": "7f2b1d6e-93c4-4d0a-8e21-5c6b0f9a3d10", "coupler": { "id": 7 },
    })
}

#[test]
fn a_magic_interconnect_is_sent_back_without_its_read_only_fields() {
    let server = server_with_result(json!({ "interconnect": magic_interconnect(), "modified": true }));
    let magic_interconnects = support::client(&server).magic_interconnects(ACCOUNT);
    let mut magic = magic_interconnects
        .get(ID)
        .x_magic_new_hc_target(true)
        .send()
        .unwrap()
        .interconnect;
    assert_eq!(
        serde_json::to_value(&magic).unwrap(),
        magic_interconnect(),
        "every field is decoded"
    );
    magic.mtu = Some(1476);
    let changed = magic_interconnects
        .update(ID, &magic)
        .x_magic_new_hc_target(true)
        .send()
        .unwrap();
    assert_eq!(changed.modified, Some(true));

    let mut expected = magic_interconnect();
    expected["mtu"] = json!(1476);
    for name in [
        "id",
        "colo_name",
        "created_on",
        "modified_on",
        "version",
        "virtual_port_reservation_id",
    ] {
        expected.as_object_mut().unwrap().remove(name).unwrap();
    }
    assert_eq!(
        last_body(&server)["health_check"]["target"],
        json!({ "effective": "192.0.2.1", "saved": "192.0.2.1" })
    );
    assert_eq!(last_body(&server), expected);
}

#[test]
fn the_target_of_a_health_check_is_sent_back_unchanged() {
    for target in [json!("192.0.2.1"), json!({ "saved": "192.0.2.1" })] {
        let mut magic = magic_interconnect();
        magic["health_check"]["target"] = target.clone();
        let server = server_with_result(json!({ "interconnect": magic }));
        let magic_interconnects = support::client(&server).magic_interconnects(ACCOUNT);
        let magic = magic_interconnects.get(ID).send().unwrap().interconnect;
        assert_eq!(magic.health_check.as_ref().unwrap().target, Some(target.clone()));
        magic_interconnects.update(ID, &magic).send().unwrap();
        assert_eq!(last_body(&server)["health_check"]["target"], target);
    }
}

#[test]
fn every_request_is_valid_against_upstreams_spec() {
    let server = server_with_result(json!({ "interconnects": [magic_interconnect()], "modified": false }));
    let client = support::client(&server);
    let magic_interconnects = client.magic_interconnects(ACCOUNT);
    let all = magic_interconnects
        .list()
        .x_magic_new_hc_target(false)
        .send()
        .unwrap()
        .interconnects;
    assert_eq!(all[0].id.as_deref(), Some(ID));
    let change = json!({ "interconnects": [{ "id": ID, "mtu": 1400 }] });
    let changed = magic_interconnects
        .update_many(change.as_object().unwrap())
        .validate_only(true)
        .send()
        .unwrap();
    assert_eq!((changed.modified, last_body(&server)), (Some(false), change));
    let magic = MagicInterconnect::new()
        .mtu(1400)
        .interface_address("192.0.2.0/31")
        .health_check(
            MagicHealthCheck::new()
                .rate(MagicHealthCheckRate::High)
                .target("192.0.2.1"),
        )
        .bgp(MagicBgp::new().customer_asn(64512).extra_prefixes(["198.51.100.0/24"]));
    magic_interconnects.update(ID, &magic).send().unwrap();

    // Some responses do not decode, but only the validity of the requests is tested.
    let slot = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e";
    let settings = MagicSettings::new("conduit", "first", 1500);
    let bgp = BgpControl::new(64512, ["198.51.100.0/24"]);
    let cni = json!({
        "account": ACCOUNT, "cust_ip": "192.0.2.1/31", "p2p_ip": "192.0.2.0/31", "id": slot, "interconnect": "icon-1",
        "magic": { "conduit_name": "c", "description": "d", "mtu": 1500 }, "bgp_mode": "advertise_only",
    });
    let cni: Cni = serde_json::from_value(cni).unwrap();
    let (interconnects, cnis) = (client.interconnects(ACCOUNT), client.cnis(ACCOUNT));
    let calls = [
        interconnects.list().site("IAD").type_("direct").limit(5).send().err(),
        interconnects
            .create(&InterconnectCreate::direct(ACCOUNT, slot).speed("10G"))
            .send()
            .err(),
        interconnects
            .create(&InterconnectCreate::gcp_partner(ACCOUNT, "1G", "key"))
            .send()
            .err(),
        interconnects.get("icon-1").send().err(),
        interconnects.delete("icon-1").send().err(),
        interconnects.loa("icon-1").name("Example Networks").send().err(),
        interconnects.loa_default_name("icon-1").send().err(),
        interconnects.status("icon-1").send().err(),
        cnis.list().slot(slot).cursor(1).send().err(),
        cnis.create(&CniCreate::new(ACCOUNT, "icon-1", settings).bgp(bgp))
            .send()
            .err(),
        cnis.get(slot).send().err(),
        cnis.update(slot, &cni).send().err(),
        cnis.delete(slot).send().err(),
        client.settings(ACCOUNT).get().send().err(),
        client
            .settings(ACCOUNT)
            .update(&SettingsRequest::new().default_asn_null())
            .send()
            .err(),
        client.slots(ACCOUNT).list().occupied(false).speed("10G").send().err(),
        client.slots(ACCOUNT).get(slot).send().err(),
    ];
    for error in calls.into_iter().flatten() {
        assert_ne!(error.status(), Some(422), "{error}");
    }
}

#[test]
fn the_server_rejects_requests_that_are_invalid_against_upstreams_spec() {
    let server = server_with_result(json!({}));
    let client = support::client(&server);
    let path = format!("/accounts/{ACCOUNT}/magic/cf_interconnects/{ID}");
    let faults = [
        (json!({ "mtu": "1500" }), "body.mtu is not of type \"integer\""),
        (
            json!({ "health_check": { "rate": "often" } }),
            "body.health_check.rate is not an enum value",
        ),
        (
            json!({ "health_check": { "target": 1 } }),
            "body.health_check.target matches 0 variants",
        ),
        (json!([]), "body is not of type \"object\""),
    ];
    for (body, fault) in faults {
        let error = client.request("PUT", &path).json(&body).send::<Value>().unwrap_err();
        assert_contains(&error, [fault]);
    }
}
