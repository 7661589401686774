//! Bodies are sent unchecked: the API decides which values are valid.

use cloudflare_interconnects::ErrorKind;
use cloudflare_interconnects::fake::Fake;
use cloudflare_interconnects::types::{BgpControl, CniCreate, MagicSettings, SettingsRequest};

fn cni(bgp: BgpControl) -> CniCreate {
    CniCreate::new("account", "icon-1", MagicSettings::new("conduit", "a test", 1500u64)).bgp(bgp)
}

#[test]
fn a_value_beyond_its_documented_limits_is_sent_and_the_api_rejects_it() {
    let fake = Fake::start().unwrap();
    let cnis = fake.client().cnis(Fake::ACCOUNT_ID);
    for bgp in [
        BgpControl::new(1 << 32, ["10.0.0.0/8"]),
        BgpControl::new(64512, ["10.0.0.0/33"]),
        BgpControl::new(64512, ["10.0.0.0/8"]).md5_key("so\"so"),
    ] {
        fake.clear_requests();
        let error = cnis.create(&cni(bgp.clone())).send().unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(400)), "{error}");
        let sent: serde_json::Value = serde_json::from_slice(&fake.requests()[0].body).unwrap();
        assert_eq!(sent["bgp"], serde_json::to_value(&bgp).unwrap());
    }
}

#[test]
fn an_asn_beyond_31_bits_is_sent_and_decoded() {
    let fake = Fake::start().unwrap();
    let client = fake.client();
    let created = client
        .cnis(Fake::ACCOUNT_ID)
        .create(&cni(BgpControl::new(4_294_967_295, ["192.0.2.0/24"])))
        .send()
        .unwrap();
    assert_eq!(created.bgp.unwrap().customer_asn, 4_294_967_295);
    let settings = client.settings(Fake::ACCOUNT_ID);
    let updated = settings
        .update(&SettingsRequest::new().default_asn(4_200_000_000))
        .send()
        .unwrap();
    assert_eq!(updated.default_asn, 4_200_000_000);
    assert_eq!(settings.get().send().unwrap(), updated);
}

#[test]
fn a_response_beyond_the_documented_limits_is_decoded() {
    let fake = Fake::start().unwrap();
    let cnis = fake.client().cnis(Fake::ACCOUNT_ID);
    let odd = serde_json::json!({
        "id": "8a3c63d0-4d39-4b0b-9b1c-000000000001", "account": "a", "interconnect": "icon-1", "p2p_ip": "not an address", "cust_ip": "",
        "magic": { "conduit_name": "c", "description": "", "mtu": 0 },
        "bgp": { "customer_asn": 99_999_999_999u64, "extra_prefixes": ["x"], "md5_key": "?" },
    });
    fake.insert_cni(Fake::ACCOUNT_ID, odd);
    let cni = cnis.get("8a3c63d0-4d39-4b0b-9b1c-000000000001").send().unwrap();
    assert_eq!(cni.p2p_ip, "not an address");
}

#[test]
fn a_read_modify_write_is_three_lines_and_keeps_unknown_fields() {
    let fake = Fake::start().unwrap();
    let cnis = fake.client().cnis(Fake::ACCOUNT_ID);
    let id = "8a3c63d0-4d39-4b0b-9b1c-000000000002";
    let newer = serde_json::json!({
        "id": id, "account": "a", "interconnect": "icon-1", "p2p_ip": "10.0.0.0/31", "cust_ip": "10.0.0.1/31", "colour": { "is": ["new"] },
        "magic": { "conduit_name": "c", "description": "", "mtu": 1476, "queue": 7 },
        "bgp": { "customer_asn": 64512, "extra_prefixes": [], "bfd": true },
    });
    fake.insert_cni(Fake::ACCOUNT_ID, newer.clone());

    let mut cni = cnis.get(id).send().unwrap();
    cni.magic.mtu = 1500;
    cnis.update(id, &cni).send().unwrap();

    let mut expected = newer;
    expected["magic"]["mtu"] = 1500.into();
    let sent: serde_json::Value = serde_json::from_slice(&fake.requests().pop().unwrap().body).unwrap();
    assert_eq!(sent, expected);
}
