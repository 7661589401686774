//! The README's program, in a crate of its own that depends on this one by path.

use std::fs;
use std::path::Path;

use cloudflare_interconnects::fake::Fake;

use crate::grown;
use crate::raw::Server;
use crate::support::{Dependent, ROOT, stdout};

/// The program in the README's first Rust block.
fn readme_program() -> String {
    let readme = fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    let (_, block) = readme.split_once("```rust,no_run\n").unwrap();
    block.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_readme_program_compiles_unchanged_and_runs_on_the_fake() {
    let fake = Fake::start().unwrap();
    let program = readme_program();
    let dependent = Dependent::new("readme-program", &[("main.rs", &program)], "").with_variables([
        ("CLOUDFLARE_API_TOKEN", Fake::TOKEN),
        ("CLOUDFLARE_ACCOUNT_ID", Fake::ACCOUNT_ID),
        ("CLOUDFLARE_BASE_URL", fake.base_url()),
    ]);
    let printed = stdout(dependent.cargo(&["run", "--quiet"]));
    for line in ["icon-1 at IAD", "ordered Some(", "already deleted"] {
        assert!(printed.contains(line), "no `{line}` in:\n{printed}");
    }
    let loa = fs::read(dependent.folder().join("loa.pdf")).unwrap();
    assert!(loa.starts_with(b"%PDF-"));
    let last = fake.requests().pop().unwrap();
    assert_eq!((last.method.as_str(), last.path.ends_with("/icon-9")), ("DELETE", true));
}

#[test]
fn the_readme_program_compiles_unchanged_when_upstream_has_added_to_the_api() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("grown-spec");
    fs::create_dir_all(&folder).unwrap();
    for file in ["upstream.json", "overlay.json", "network-interconnects.json"] {
        fs::copy(Path::new(ROOT).join("spec").join(file), folder.join(file)).unwrap();
    }
    let upstream = fs::read_to_string(folder.join("upstream.json")).unwrap();
    let mut document = serde_json::from_str(&upstream).unwrap();
    grown::add(&mut document);
    let path = folder.join("openapi.json");
    fs::write(&path, document.to_string()).unwrap();
    let report = refresh::refresh(&path, &folder).unwrap();
    assert!(!report.is_empty());

    let spec = fs::read_to_string(folder.join("network-interconnects.json")).unwrap();
    assert!(spec.contains("\"100G\""), "the fragment has what was added");
    let program = readme_program();
    let dependent = Dependent::new("readme-grown", &[("main.rs", &program)], "").built_from(&spec);
    stdout(dependent.cargo(&["check", "--quiet"]));
}

/// Features that another crate in the same program may enable.
const ENABLED_FEATURES: &str = r#"
[dependencies.serde_json]
version = "1"
features = ["arbitrary_precision", "preserve_order"]

[dependencies.ureq]
version = "3"
default-features = false
features = ["gzip"]
"#;

#[test]
fn the_crate_keeps_order_and_digits_if_serde_json_does() {
    let program = r##"
use cloudflare_interconnects::types::{BgpControl, Cni, Interconnect, StatusInfo};

fn main() {
    let unknown = r#"{"type":"quantum","z":1.10,"name":"n","b":18446744073709551616,"account":{"y":1,"x":[-0.0]}}"#;
    let interconnect: Interconnect = serde_json::from_str(unknown).unwrap();
    assert_eq!(serde_json::to_string(&interconnect).unwrap(), unknown);
    let value: serde_json::Value = serde_json::from_str(unknown).unwrap();
    assert_eq!(serde_json::from_value::<Interconnect>(value).unwrap(), interconnect);

    let cni = r#"{"account":"a","cust_ip":"c","id":"i","interconnect":"icon","magic":{"conduit_name":"n","description":"d","mtu":1500,"mx":[100000000000000000000000000000,1.20]},"p2p_ip":"p","new":1.50}"#;
    let read: Cni = serde_json::from_str(cni).unwrap();
    assert_eq!((read.magic.mtu, serde_json::to_string(&read).unwrap().as_str()), (1500, cni));
    let bgp: BgpControl = serde_json::from_str(r#"{"customer_asn":64512,"extra_prefixes":[]}"#).unwrap();
    assert_eq!(bgp.customer_asn, 64512);
    assert!(serde_json::from_str::<BgpControl>(r#"{"customer_asn":6.5,"extra_prefixes":[]}"#).is_err());
    let status = serde_json::from_str(r#"{"reason":null,"x":1e999,"state":"Down"}"#);
    assert!(matches!(status, Ok(StatusInfo::Down { reason: None, .. })));
}
"##;
    let dependent = Dependent::new("keeping", &[("main.rs", program)], ENABLED_FEATURES);
    stdout(dependent.cargo(&["run", "--quiet"]));
}

#[test]
fn a_response_that_another_crates_feature_decompresses_is_not_retried() {
    const RESPONSES: [&[u8]; 4] = [
        b"HTTP/1.1 204 No Content\r\ncontent-encoding: gzip\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 14\r\n\r\nno gzip at all",
        // The content length is right, but the gzip stream lacks its end.
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 42\r\n\r\n\
          \x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\xca\x4b\xcc\x4d\x55\xb2\x52\xca\x4c\xce\xcf\xd3\x35\
          \x54\xd2\x51\x2a\xa9\x2c\x00\xf1\x53\x32\x8b\x52\x93\x4b\x94\x6a\xab",
    ];
    let program = r##"
use cloudflare_interconnects::{Auth, Client, ErrorKind};

fn main() {
    let client = Client::builder().auth(Auth::token("token")).base_url("BASE_URL").build().unwrap();
    let interconnects = client.interconnects("account");
    interconnects.delete("icon-1").send().unwrap();
    interconnects.delete("icon-1").send().unwrap();
    for _ in 0..2 {
        let error = interconnects.get("icon-1").send().unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Protocol, 1), "{error}");
    }
}
"##;
    let server = Server::in_turn(RESPONSES);
    let program = program.replace("BASE_URL", server.base_url());
    let dependent = Dependent::new("inflated", &[("main.rs", &program)], ENABLED_FEATURES);
    stdout(dependent.cargo(&["run", "--quiet"]));
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    // This crate cannot know that another crate enabled decompression.
    assert!(
        requests
            .iter()
            .all(|request| request.header("accept-encoding").is_none())
    );
}
