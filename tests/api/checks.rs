//! What the spec says of a value is checked before it is sent, and only then.

use cloudflare_interconnects::fake::Fake;
use cloudflare_interconnects::types::{BgpControl, Cni, CniCreate, MagicSettings, SettingsRequest};
use cloudflare_interconnects::{Auth, Client, ErrorKind};

fn client(fake: &Fake) -> Client {
    Client::builder()
        .auth(Auth::token(Fake::TOKEN))
        .base_url(fake.base_url())
        .build()
        .unwrap()
}

fn cni(bgp: BgpControl) -> CniCreate {
    CniCreate::new("account", "icon-1", MagicSettings::new("conduit", "a test", 1500u64)).bgp(bgp)
}

#[test]
fn a_value_that_the_spec_forbids_is_refused_by_its_path_before_anything_is_sent() {
    let fake = Fake::start().unwrap();
    let cnis = client(&fake).cnis(Fake::ACCOUNT_ID);
    for (bgp, expected) in [
        (
            BgpControl::new(1 << 32, ["10.0.0.0/8"]),
            "bgp.customer_asn is above 4294967295",
        ),
        (
            BgpControl::new(64512, ["10.0.0.0/8", "10.0.0.0/33"]),
            "bgp.extra_prefixes[1] is no IPv4 prefix",
        ),
        (
            BgpControl::new(64512, ["10.0.0.0/8"]).md5_key(""),
            "bgp.md5_key is empty",
        ),
        (
            BgpControl::new(64512, ["10.0.0.0/8"]).md5_key("so\"so"),
            "bgp.md5_key has a character other than",
        ),
    ] {
        let error = cnis.create(&cni(bgp)).send().unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidParameter, 0));
        assert!(
            error.to_string().starts_with(&format!("create_cni: {expected}")),
            "{error}"
        );
    }
    assert!(fake.requests().is_empty());
}

#[test]
fn an_asn_beyond_31_bits_goes_out_and_comes_back() {
    let fake = Fake::start().unwrap();
    let client = client(&fake);
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
fn answers_are_never_held_against_the_checks() {
    let fake = Fake::start().unwrap();
    let cnis = client(&fake).cnis(Fake::ACCOUNT_ID);
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
fn what_an_answer_said_goes_back_unrefused_and_what_is_changed_is_checked() {
    let fake = Fake::start().unwrap();
    let cnis = client(&fake).cnis(Fake::ACCOUNT_ID);
    let id = "8a3c63d0-4d39-4b0b-9b1c-000000000003";
    let odd = serde_json::json!({
        "id": id, "account": "a", "interconnect": "icon-1", "p2p_ip": "10.0.0.0/99", "cust_ip": "?",
        "magic": { "conduit_name": "c", "description": "", "mtu": 1476 },
        "bgp": { "customer_asn": 99_999_999_999u64, "extra_prefixes": ["x"], "md5_key": "" },
    });
    fake.insert_cni(Fake::ACCOUNT_ID, odd.clone());
    let cni = cnis.get(id).send().unwrap();
    let encoded = |cni: &Cni| serde_json::to_value(cni).unwrap();
    assert_eq!(encoded(&cni), odd);
    cnis.update(id, &cni).dry_run().unwrap();

    // Beside what is new, in the same list or the same object; and in another request.
    let mut edited = cni.clone();
    edited.magic.mtu = 1500;
    edited
        .bgp
        .as_mut()
        .unwrap()
        .extra_prefixes
        .push("10.0.0.0/8".to_owned());
    cnis.update(id, &edited).dry_run().unwrap();
    let bgp = edited.bgp.clone().unwrap();
    cnis.create(&CniCreate::new("a", "icon-1", cni.magic.clone()).bgp(bgp))
        .dry_run()
        .unwrap();

    for (change, expected) in [
        (
            (|cni| cni.p2p_ip = "10.0.0.0/98".to_owned()) as fn(&mut Cni),
            "p2p_ip is no IPv4 prefix",
        ),
        (
            |cni| cni.bgp.as_mut().unwrap().customer_asn -= 1,
            "bgp.customer_asn is above",
        ),
        (
            |cni| cni.bgp.as_mut().unwrap().extra_prefixes.push("y".to_owned()),
            "bgp.extra_prefixes[1] is no IPv4 prefix",
        ),
    ] {
        let mut changed = cni.clone();
        change(&mut changed);
        let error = cnis.update(id, &changed).dry_run().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidParameter);
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn a_read_modify_write_is_three_lines_and_loses_nothing_that_the_crate_does_not_know() {
    let fake = Fake::start().unwrap();
    let cnis = client(&fake).cnis(Fake::ACCOUNT_ID);
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
