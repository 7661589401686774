//! Runs the program on copies of the repository's `spec`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs};

use serde_json::{Value, json};

mod grown;

const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const FILES: [&str; 3] = ["upstream.json", "overlay.json", "network-interconnects.json"];

/// A copy of the repository's files, removed on drop.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!(
            "refresh-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = env::temp_dir().join(name);
        fs::create_dir(&folder).unwrap();
        for file in FILES {
            fs::copy(Path::new(SPEC).join(file), folder.join(file)).unwrap();
        }
        Folder(folder)
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap()
    }

    fn json(&self, file: &str) -> Value {
        serde_json::from_str(&self.text(file)).unwrap()
    }

    fn write(&self, file: &str, value: &Value) {
        fs::write(self.0.join(file), value.to_string()).unwrap();
    }

    fn texts(&self) -> [String; 3] {
        FILES.map(|file| self.text(file))
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let program = env!("CARGO_BIN_EXE_refresh");
        let output = Command::new(program)
            .arg("--folder")
            .arg(&self.0)
            .args(arguments)
            .output()
            .unwrap();
        Ran::of(output)
    }

    /// Refreshes from a document of any text.
    fn refresh(&self, document: &str) -> Ran {
        let path = self.0.join("openapi.json");
        fs::write(&path, document).unwrap();
        self.run(&[path.to_str().unwrap()])
    }

    /// Refreshes from the repository's `upstream.json` after a change.
    fn refresh_changed(&self, change: impl FnOnce(&mut Value)) -> Ran {
        let mut document = self.json("upstream.json");
        change(&mut document);
        self.refresh(&document.to_string())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        Ran {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The lines below a title, without their indent.
    fn below(&self, title: &str) -> Vec<&str> {
        let lines = self.stdout.lines().skip_while(|line| !line.starts_with(title)).skip(1);
        lines.map_while(|line| line.strip_prefix("  ")).collect()
    }

    #[track_caller]
    fn assert_fails(&self, why: &str) {
        assert_eq!((self.code, self.stdout.as_str()), (2, ""), "{}", self.stderr);
        assert!(self.stderr.contains(why), "{}", self.stderr);
    }
}

const CHANGED: &str = "Changed for programs:";
const COVERED: &str = "Changed upstream, but hidden from programs";
const UNDESCRIBED: &str = "Without a description";
const IDLE: &str = "Actions of overlay.json without effect";
const WARNINGS: &str = "New warnings of the generator";

fn schema<'a>(document: &'a mut Value, name: &str) -> &'a mut Value {
    &mut document["components"]["schemas"][name]
}

fn take_out(list: &mut Value, element: &str) {
    list.as_array_mut().unwrap().retain(|own| own != element);
}

#[test]
fn the_fragment_equals_upstream_with_the_overlay_applied() {
    let folder = Folder::new();
    let ran = folder.run(&["--check"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));

    let mut fragment = folder.json("network-interconnects.json");
    fragment["info"]["title"] = json!("edited by hand");
    folder.write("network-interconnects.json", &fragment);
    let before = folder.texts();
    let ran = folder.run(&["--check"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("edit only the overlay"), "{}", ran.stderr);
    assert_eq!(folder.texts(), before, "it writes nothing");
}

#[test]
fn the_same_document_changes_nothing() {
    let folder = Folder::new();
    let before = folder.texts();
    let ran = folder.refresh_changed(|_| {});
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    assert_eq!(folder.texts(), before);
}

#[test]
fn prose_order_and_unused_parts_of_the_document_change_nothing() {
    let folder = Folder::new();
    let before = folder.texts();
    let ran = folder.refresh_changed(|document| {
        document["info"]["description"] = json!("prose");
        document["info"]["contact"] = json!({ "name": "somebody" });
        document["tags"] = json!([{ "name": "CNIs", "description": "prose" }]);
        document["x-generator"] = json!("prose");
        document["webhooks"] = json!({ "new": {} });
        document["paths"]["/accounts/{account_id}/cni_elsewhere"] = json!({ "get": {} });
        document["components"]["schemas"]["nsc_Unreached"] = json!({ "type": "object" });
        let list = &mut document["paths"]["/accounts/{account_id}/cni/slots"]["get"];
        list["summary"] = json!("prose");
        list["x-codeSamples"] = json!([{ "lang": "Rust", "source": "std::process::exit(1)" }]);
        list["responses"]["200"]["description"] = json!("prose");
        list["parameters"].as_array_mut().unwrap().reverse();
        list["parameters"][0]["description"] = json!("prose");
        let bandwidth = schema(document, "nsc_ApiBandwidth");
        bandwidth["enum"].as_array_mut().unwrap().reverse();
        bandwidth["example"] = json!("1G");
        let magic = schema(document, "nsc_MagicSettings");
        magic["title"] = json!("prose");
        magic["required"].as_array_mut().unwrap().reverse();
        magic["properties"]["mtu"]["description"] = json!("prose");
        let site = &mut schema(document, "nsc_Cni")["properties"]["magic"];
        *site = json!({ "$ref": "#/components/schemas/nsc_MagicSettings" });
    });
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    assert_eq!(folder.texts(), before);
    assert!(!folder.text("upstream.json").contains("prose"));
    assert!(
        folder.json("upstream.json")["components"]["schemas"]["nsc_MagicSettings"]["properties"]["description"]
            .is_object(),
        "a property may be called as prose is"
    );
}

#[test]
fn each_change_is_reported_as_breaking_or_additive() {
    let folder = Folder::new();
    let ran = folder.refresh_changed(|document| {
        grown::add(document);
        let facility = schema(document, "nsc_FacilityInfo");
        facility["properties"].as_object_mut().unwrap().remove("address");
        take_out(&mut facility["required"], "address");
        schema(document, "nsc_MagicSettings")["properties"]["mtu"] = json!({ "type": "string" });
    });
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    assert_eq!(
        ran.below(CHANGED),
        [
            "breaks    field `MagicSettings.mtu`: type `u64` is now `String`",
            "breaks    field `FacilityInfo.address` removed",
            "breaks    field `SlotInfo.rack` added: `String`, required (a response without it cannot be decoded: make it optional in the overlay, by the policy on `required`)",
            "additive  query parameter `owner` of operation `GET /accounts/{account_id}/cni/interconnects` added: `String`, \
             optional",
            "additive  operation `GET /accounts/{account_id}/cni/limits` added, as `client.settings(..).get_limits(..)`",
            "additive  field `Cni.vlan` added: `u64`, optional",
            "additive  variant `port` of `Interconnect` added, as `Port`",
            "additive  value `100G` of `ApiBandwidth` added, as `G100`",
            "additive  type `InterconnectPortBody` added, a struct",
        ]
    );
    assert_eq!(
        ran.below(UNDESCRIBED),
        [
            "parameter `owner` of operation `GET /accounts/{account_id}/cni/interconnects`",
            "operation `GET /accounts/{account_id}/cni/limits`",
            "field `Cni.vlan`",
            "type `InterconnectPortBody`",
            "field `InterconnectPortBody.name`",
            "field `SlotInfo.rack`",
        ]
    );
    let warnings = ran.below(WARNINGS);
    assert!(
        matches!(warnings[..], [warning] if warning.contains("`100G` has no name in `x-rust-names`, so it is named `G100`")),
        "{}",
        ran.stdout
    );
    // The second run finds nothing new: the folder is up to date.
    let ran = folder.run(&["--check"]);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("has no `properties/address`"), "{}", ran.stderr);
    let again = folder.refresh_changed(|_| {});
    assert!(again.below(CHANGED).is_empty(), "{}", again.stdout);
    assert_eq!(again.code, 1, "descriptions are still missing");
}

#[test]
fn a_change_breaks_requests_or_responses_or_neither() {
    type Change = fn(&mut Value);
    let cases: &[(Change, &[&str])] = &[
        (
            |document| {
                let cni = document["paths"]["/accounts/{account_id}/cni/cnis/{cni}"]
                    .as_object_mut()
                    .unwrap();
                cni.remove("delete");
            },
            &[
                "breaks    operation `DELETE /accounts/{account_id}/cni/cnis/{cni}` removed: it was \
                 `client.cnis(..).delete(..)`",
            ],
        ),
        (
            |document| {
                let paths = document["paths"].as_object_mut().unwrap();
                let slot = paths.remove("/accounts/{account_id}/cni/slots/{slot}").unwrap();
                paths.insert("/accounts/{account_id}/cni/places/{slot}".to_owned(), slot);
            },
            &[
                "additive  operation `GET /accounts/{account_id}/cni/places/{slot}` was `GET \
               /accounts/{account_id}/cni/slots/{slot}`",
            ],
        ),
        (
            |document| {
                document["paths"]["/accounts/{account_id}/cni/slots"]["get"]["operationId"] = json!("search_slots");
            },
            &[
                "breaks    operation `GET /accounts/{account_id}/cni/slots`: `client.slots(..).list(..)` is now `client.slots(..).search(..)`",
                "breaks    operation `GET /accounts/{account_id}/cni/slots`: type `ListSlots` is now `SearchSlots`",
            ],
        ),
        (
            |document| {
                let operation = &mut document["paths"]["/accounts/{account_id}/cni/slots"]["get"];
                let all = operation["parameters"].as_array_mut().unwrap();
                let site = all.iter_mut().find(|parameter| parameter["name"] == "site").unwrap();
                site["required"] = json!(true);
            },
            &["breaks    query parameter `site` of operation `GET /accounts/{account_id}/cni/slots`: now required"],
        ),
        // The constructor gets an argument. A response of an older service lacks the field.
        (
            |document| {
                let settings = schema(document, "nsc_SettingsRequest");
                settings["properties"]["asn"] = json!({ "type": "integer", "minimum": 0 });
                settings["required"] = json!(["asn"]);
            },
            &["breaks    field `SettingsRequest.asn` added: `u64`, required (its constructor takes it)"],
        ),
        // The API checks values.
        (
            |document| {
                schema(document, "nsc_MagicSettings")["properties"]["mtu"]["maximum"] = json!(9000);
                schema(document, "nsc_FacilityInfo")["properties"]["name"]["maxLength"] = json!(9);
            },
            &[
                "additive  limit `#/components/schemas/nsc_FacilityInfo/properties/name/maxLength`: now 9, was none \
                 (documentation only)",
                "additive  limit `#/components/schemas/nsc_MagicSettings/properties/mtu/maximum`: now 9000, was none \
                 (documentation only)",
            ],
        ),
        (
            |document| {
                let name = schema(document, "nsc_FacilityInfo");
                take_out(&mut name["required"], "name");
            },
            &["breaks    field `FacilityInfo.name`: now optional"],
        ),
        // A renamed schema is one change, not one for each use.
        (
            |document| {
                let text = document.to_string().replace("nsc_FacilityInfo", "nsc_Building");
                *document = serde_json::from_str(&text).unwrap();
            },
            &["breaks    type `FacilityInfo` is now `Building`"],
        ),
        (
            |document| take_out(&mut schema(document, "nsc_BgpMode")["enum"], "advertise_only"),
            &["breaks    value `advertise_only` of `BgpMode` removed: it was `AdvertiseOnly`"],
        ),
    ];
    for (change, expected) in cases {
        let ran = Folder::new().refresh_changed(change);
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert_eq!(&ran.below(CHANGED), expected, "{}", ran.stdout);
    }
}

#[test]
fn an_added_family_renames_nothing_with_or_without_the_overlay() {
    let nothing = json!({ "overlay": "1.0.0", "info": { "title": "t", "version": "1" }, "actions": [
        { "target": "$.info", "description": "why", "update": {} },
    ]});
    for overlay in [None, Some(nothing)] {
        let folder = Folder::new();
        if let Some(overlay) = overlay {
            folder.write("overlay.json", &overlay);
        }
        let whole = folder.text("upstream.json");
        let ran = folder.refresh_changed(|document| {
            let paths = document["paths"].as_object_mut().unwrap();
            paths.retain(|path, _| path.contains("/cni/"));
        });
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        let ran = folder.refresh(&whole);
        let changes = ran.below(CHANGED);
        assert!(
            changes.contains(&"additive  type `MagicInterconnect` added, a struct"),
            "{}",
            ran.stdout
        );
        let breaks: Vec<_> = changes
            .iter()
            .filter(|change| !change.starts_with("additive"))
            .collect();
        assert!(breaks.is_empty(), "{breaks:#?}");
    }
}

#[test]
fn changes_that_the_overlay_hides_are_reported_separately() {
    let ran = Folder::new().refresh_changed(|document| {
        for part in schema(document, "nsc_Interconnect_Physical_Body")["allOf"]
            .as_array_mut()
            .unwrap()
        {
            if part["properties"]["owner"].is_object() {
                part["required"].as_array_mut().unwrap().push(json!("owner"));
            }
        }
    });
    assert_eq!((ran.code, ran.below(CHANGED)), (1, Vec::new()), "{}", ran.stdout);
    let covered = ran.below(COVERED);
    assert!(
        matches!(covered[..], [line] if line.starts_with("breaks    field `InterconnectPhysicalBody.owner`: now required")),
        "{}",
        ran.stdout
    );
}

#[test]
fn actions_that_match_nothing_are_reported() {
    let ran = Folder::new().refresh_changed(|document| {
        let text = document.to_string().replace("nsc_BgpMode", "nsc_RoutingMode");
        *document = serde_json::from_str(&text).unwrap();
    });
    let idle = ran.below(IDLE);
    assert!(
        matches!(idle[..], [action] if action.ends_with("`$.components.schemas.nsc_BgpMode`")),
        "{}",
        ran.stdout
    );
    assert!(ran.below(UNDESCRIBED).contains(&"type `RoutingMode`"), "{}", ran.stdout);
}

const CNIS: &str = "/accounts/{account_id}/cni/cnis";

fn get_slots(document: &mut Value) -> &mut Value {
    &mut document["paths"]["/accounts/{account_id}/cni/slots"]["get"]
}

fn body_of_new_cni(document: &mut Value) -> &mut Value {
    &mut document["paths"][CNIS]["post"]["requestBody"]["content"]["application/json"]["schema"]
}

#[test]
fn a_newly_required_field_of_a_body_breaks_in_every_form() {
    let base = json!({ "$ref": "#/components/schemas/nsc_CniCreate" });
    let in_3_1 = json!({ "$ref": "#/components/schemas/nsc_CniCreate", "required": ["bgp"] });
    for (version, schema) in [
        ("3.0.3", json!({ "allOf": [base, { "required": ["bgp"] }] })),
        ("3.1.0", in_3_1),
    ] {
        let ran = Folder::new().refresh_changed(|document| {
            document["openapi"] = json!(version);
            *body_of_new_cni(document) = schema;
        });
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        let changed = ran.below(CHANGED);
        assert!(
            changed.contains(
                &"breaks    operation `POST /accounts/{account_id}/cni/cnis`: the body is now `CreateCniBody` as `application/json`, was `CniCreate` as `application/json`"
            ),
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn changed_servers_and_credentials_are_reported() {
    let moves: &[(Move, &str)] = &[
        (
            |document| document["servers"][0]["url"] = json!("https://api.cloudflare.com/client/v5"),
            "breaks    base URL: now `https://api.cloudflare.com/client/v5`, was `https://api.cloudflare.com/client/v4`",
        ),
        (
            |document| get_slots(document)["security"] = json!([{ "user_key": [] }]),
            "breaks    operation `GET /accounts/{account_id}/cni/slots`: credentials: now `user_key`, was ",
        ),
        (
            |document| document["components"]["securitySchemes"]["api_token"]["scheme"] = json!("basic"),
            "breaks    credentials `api_token`: now `http basic`, was `http bearer`",
        ),
        (
            |document| document["paths"][CNIS]["post"]["servers"] = json!([{ "url": "https://other.example" }]),
            "breaks    operation `POST /accounts/{account_id}/cni/cnis`: servers: now `https://other.example`, was none",
        ),
    ];
    for (change, line) in moves {
        let ran = Folder::new().refresh_changed(|document| {
            document["components"]["securitySchemes"]["user_key"] =
                json!({ "type": "apiKey", "in": "header", "name": "X-Auth-User-Service-Key" });
            change(document);
        });
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        let changed = ran.below(CHANGED);
        assert_eq!(
            changed.iter().filter(|change| change.starts_with(line)).count(),
            1,
            "{line} in {}",
            ran.stdout
        );
        assert!(
            !ran.below(COVERED).iter().any(|change| change.starts_with(line)),
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn a_duplicate_parameter_is_an_error_and_a_changed_style_is_reported() {
    let folder = Folder::new();
    let parameter = |explode: bool| {
        json!({ "name": "tags", "in": "query", "explode": explode,
        "schema": { "type": "array", "items": { "type": "string" } } })
    };
    let add = |document: &mut Value, parameter: Value| {
        get_slots(document)["parameters"]
            .as_array_mut()
            .unwrap()
            .push(parameter);
    };
    let twice = json!({ "name": "site", "in": "query", "schema": { "type": "integer" } });
    let ran = folder.refresh_changed(|document| add(document, twice));
    ran.assert_fails(
        "duplicate query parameter `site`, first at #/paths/~1accounts~1{account_id}~1cni~1slots/get/parameters/",
    );
    assert_eq!(
        folder.refresh_changed(|document| add(document, parameter(true))).code,
        1
    );
    let ran = folder.refresh_changed(|document| {
        for known in get_slots(document)["parameters"].as_array_mut().unwrap() {
            if known["name"] == "tags" {
                known["explode"] = json!(false);
            }
        }
    });
    assert_eq!(
        ran.below(CHANGED),
        [
            "breaks    query parameter `tags` of operation `GET /accounts/{account_id}/cni/slots`: now sent as `a=1,2`, was `a=1&a=2`"
        ]
    );
}

#[test]
fn the_names_of_an_enum_stay_with_its_values() {
    let ran = Folder::new().refresh_changed(|document| {
        let values = &mut schema(document, "nsc_ApiBandwidth")["enum"];
        for value in values.as_array_mut().unwrap() {
            if value == "1G" {
                *value = json!("100G");
            }
        }
    });
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert_eq!(
        ran.below(CHANGED),
        [
            "breaks    value `1G` of `ApiBandwidth` removed: it was `Gbps1`",
            "additive  value `100G` of `ApiBandwidth` added, as `G100`",
        ]
    );
    assert_eq!(
        ran.below(IDLE),
        ["`x-rust-names` names `1G`, which the `enum` at #/components/schemas/nsc_ApiBandwidth does not have"]
    );
    assert_eq!(ran.below(WARNINGS).len(), 1, "{}", ran.stdout);
}

#[test]
fn an_action_without_effect_is_reported_by_check_and_with_an_error() {
    let folder = Folder::new();
    let mut overlay = folder.json("overlay.json");
    let gone =
        json!({ "target": "$.components.schemas.nsc_Gone", "description": "why", "update": { "description": "d" } });
    overlay["actions"].as_array_mut().unwrap().push(gone);
    folder.write("overlay.json", &overlay);
    let ran = folder.run(&["--check"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    let line = "`$.components.schemas.nsc_Gone`";
    assert!(ran.stderr.contains(line), "{}", ran.stderr);
    let ran = folder.refresh_changed(|document| {
        get_slots(document)["parameters"][0]["in"] = json!("body");
    });
    ran.assert_fails("a parameter cannot be in `body`");
    assert!(ran.stderr.contains(line), "{}", ran.stderr);
}

#[test]
fn an_addition_that_upstream_has_too_is_reported_and_not_duplicated() {
    let folder = Folder::new();
    let ran = folder.refresh_changed(|document| {
        let put = &mut document["paths"]["/accounts/{account_id}/magic/cf_interconnects"]["put"];
        let own = json!({ "name": "validate_only", "in": "query", "schema": { "type": "boolean" } });
        put["parameters"].as_array_mut().unwrap().push(own);
        document["components"]["schemas"]["nsc_ApiErrors"] = json!({ "type": "object" });
        let cni = &mut document["components"]["schemas"]["nsc_Cni"]["properties"];
        cni["errors"] = json!({ "$ref": "#/components/schemas/nsc_ApiErrors" });
    });
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let idle = ran.below(IDLE);
    assert_eq!(idle.len(), 2, "{}", ran.stdout);
    assert!(
        idle[0].contains("adds `nsc_ApiErrors`, which exists already,"),
        "{}",
        ran.stdout
    );
    assert!(
        idle[1].contains("adds an element that exists already at /paths/"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_change_of_a_renamed_item_is_reported_once() {
    let ran = Folder::new().refresh_changed(|document| {
        let put = &mut document["paths"]["/accounts/{account_id}/magic/cf_interconnects/{cf_interconnect_id}"]["put"];
        let own = json!({ "name": "dry", "in": "query", "schema": { "type": "boolean" } });
        put["parameters"].as_array_mut().unwrap().push(own);
        let content = &mut put["responses"]["200"]["content"]["application/json"]["schema"]["allOf"];
        for part in content.as_array_mut().unwrap() {
            if part["properties"]["result"].is_object() {
                part["properties"]["result"]["properties"]["count"] = json!({ "type": "integer" });
            }
        }
    });
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert_eq!(ran.below(CHANGED).len(), 2, "{}", ran.stdout);
    assert_eq!(ran.below(COVERED), [""; 0], "{}", ran.stdout);
}

#[test]
#[cfg(unix)]
fn a_failed_write_changes_no_file_and_links_and_modes_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = Folder::new();
    let elsewhere = Folder::new();
    let (link, file) = (folder.0.join("upstream.json"), elsewhere.0.join("upstream.json"));
    fs::remove_file(&link).unwrap();
    symlink(&file, &link).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let before = folder.texts();
    let mut document = folder.json("upstream.json");
    grown::add(&mut document);
    let path = folder.0.join("openapi.json");
    fs::write(&path, document.to_string()).unwrap();
    // The limit of 70 KiB fits the first file, but not the second. Without the signal, the write fails as on a full disk.
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 140; exec \"$0\" \"$@\""])
        .args([env!("CARGO_BIN_EXE_refresh"), "--folder"])
        .args([&folder.0, &path])
        .output()
        .unwrap();
    Ran::of(output).assert_fails("network-interconnects.json: File too large");
    assert_eq!(folder.texts(), before);
    assert_eq!(folder.refresh(&document.to_string()).code, 1);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert_ne!(folder.texts(), before);
}

#[test]
fn an_unusable_document_is_an_error_and_nothing_is_written() {
    let folder = Folder::new();
    let before = folder.texts();
    let upstream = folder.json("upstream.json");
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut document = upstream.clone();
        change(&mut document);
        document.to_string()
    };
    let refer = |reference: &str| {
        let reference = json!({ "$ref": reference });
        changed(&|document| document["components"]["schemas"]["nsc_Cni"]["properties"]["new"] = reference.clone())
    };
    let cases = [
        ("", "not valid JSON"),
        ("openapi: 3.0.3\n", "the document is YAML"),
        ("[]", "`openapi` is missing"),
        (&changed(&|document| document["openapi"] = json!("4.0.0")), "OpenAPI 3"),
        (
            &changed(&|document| document["paths"] = json!({ "/accounts/{account_id}/cnis": { "get": {} } })),
            "no path begins with /accounts/{account_id}/cni",
        ),
        (
            &refer("#/components/schemas/nsc_Gone"),
            "`#/components/schemas/nsc_Gone` does not exist in the document",
        ),
        (
            &refer("#/x-schemas/Cni"),
            "`#/x-schemas/Cni` does not refer to a component",
        ),
        (&"[".repeat(100_000), "not valid JSON: recursion limit exceeded"),
    ];
    for (document, why) in cases {
        folder.refresh(document).assert_fails(why);
    }
    folder.run(&["/dev/null"]).assert_fails("not a regular file");
    folder
        .run(&[folder.0.to_str().unwrap()])
        .assert_fails("not a regular file");
    folder.run(&["no/such/file"]).assert_fails("no/such/file");
    folder.run(&[]).assert_fails("Usage");
    folder.run(&["--check", "document.json"]).assert_fails("Usage");
    assert_eq!(folder.texts(), before);
    let left: Vec<_> = fs::read_dir(&folder.0).unwrap().collect();
    assert_eq!(left.len(), FILES.len() + 1, "{left:?}");
}

#[test]
fn an_ambiguous_overlay_is_an_error() {
    let folder = Folder::new();
    let overlay =
        |actions: Value| json!({ "overlay": "1.0.0", "info": { "title": "t", "version": "1" }, "actions": actions });
    let action = |action: Value| {
        let mut whole = json!([{ "target": "$.info", "description": "why", "update": {} }]);
        whole[0]
            .as_object_mut()
            .unwrap()
            .extend(action.as_object().unwrap().clone());
        overlay(whole)
    };
    let cases = [
        (json!([]), "#: expected an object"),
        (json!({ "overlay": "2.0.0" }), "#/overlay"),
        (
            json!({ "overlay": "1.0.0", "info": { "title": "t" } }),
            "#/info/version",
        ),
        (overlay(json!([])), "#/actions"),
        (action(json!({ "copy": "$.paths" })), "#/actions/0/copy: unknown field"),
        (
            action(json!({ "description": " " })),
            "#/actions/0/description: expected a string",
        ),
        (
            action(json!({ "remove": true })),
            "#/actions/0: expected either `update`",
        ),
        (action(json!({ "target": "$.[" })), "#/actions/0/target"),
        (action(json!({ "target": "$.info.title" })), "cannot update this value"),
        (
            action(json!({ "target": "$.paths", "update": "text" })),
            "cannot update this value",
        ),
        (
            action(json!({ "target": "$", "update": { "servers": [] } })),
            "`servers` exists already: remove it by an earlier action",
        ),
        (
            overlay(json!([{ "target": "$", "description": "why", "remove": true }])),
            "the document itself cannot be removed",
        ),
        (
            overlay(json!([{ "target": "$.info.title", "description": "why", "remove": true }])),
            "only an object or an array can be removed",
        ),
    ];
    for (overlay, why) in cases {
        folder.write("overlay.json", &overlay);
        folder.run(&["--check"]).assert_fails(why);
        folder.refresh_changed(|_| {}).assert_fails(why);
    }
}

#[test]
fn removal_goes_backwards_and_skips_parts_that_are_already_removed() {
    let folder = Folder::new();
    let upstream = json!({
        "openapi": "3.0.3",
        "info": { "title": "t", "version": "1" },
        "list": [{ "a": 1 }, { "b": 1 }, { "a": { "a": 1 } }, { "c/~": {} }],
    });
    folder.write("upstream.json", &upstream);
    folder.write(
        "overlay.json",
        &json!({ "overlay": "1.0.0", "info": { "title": "t", "version": "1" }, "actions": [
            { "target": "$..[?@.a]", "description": "why", "remove": true },
            { "target": "$.list[*]['c/~']", "description": "why", "remove": true },
            { "target": "$.list", "description": "why", "update": { "d": 1 } },
        ]}),
    );
    folder.write("network-interconnects.json", &json!(null));
    let made = json!({
        "openapi": "3.0.3",
        "info": { "title": "t", "version": "1" },
        "list": [{ "b": 1 }, {}, { "d": 1 }],
    });
    assert_eq!(folder.run(&["--check"]).code, 1);
    fs::write(folder.0.join("network-interconnects.json"), format!("{made:#}\n")).unwrap();
    assert_eq!(folder.run(&["--check"]).code, 0);
}

#[test]
fn no_text_of_a_document_controls_the_terminal() {
    let ran = Folder::new().refresh_changed(|document| {
        let steering = "x\u{1b}[2J\nadditive  field `Cni.fine` added\u{202e}";
        schema(document, "nsc_Cni")["properties"][steering] = json!({ "type": "string" });
        schema(document, "nsc_BgpMode")["enum"]
            .as_array_mut()
            .unwrap()
            .push(json!(steering));
    });
    assert_eq!(ran.code, 1);
    let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!ran.stdout.contains(steers), "{:?}", ran.stdout);
    assert!(ran.stdout.contains("\\u{1b}[2J\\nadditive"), "{}", ran.stdout);

    let mut document = Folder::new().json("upstream.json");
    document["components"]["schemas"]["nsc_Cni"]["properties"]["a"] = json!({ "$ref": "\u{1b}[2J" });
    let ran = Folder::new().refresh(&document.to_string());
    assert_eq!(ran.code, 2);
    assert!(
        !ran.stderr.contains('\u{1b}') && ran.stderr.contains("\\u{1b}[2J"),
        "{:?}",
        ran.stderr
    );
}

/// A change of upstream.
type Move = fn(&mut Value);

/// Each change must be reported below `title`, as its line.
fn assert_reported(title: &str, moves: &[(Move, &str)]) {
    for (change, line) in moves {
        let ran = Folder::new().refresh_changed(change);
        assert_eq!(ran.code, 1, "{line}: {}", ran.stderr);
        assert!(
            matches!(ran.below(title)[..], [told] if told.starts_with(line)),
            "{line} in {}",
            ran.stdout
        );
    }
}

#[test]
fn a_removed_permission_or_credential_breaks_and_an_added_one_does_not() {
    assert_reported(
        CHANGED,
        &[
            (
                |document| get_slots(document)["x-api-token-group"] = json!(["New"]),
                "breaks    operation `GET /accounts/{account_id}/cni/slots`: now needs one of the permissions New",
            ),
            (
                |document| {
                    let groups = get_slots(document)["x-api-token-group"].as_array_mut().unwrap();
                    groups.push(json!("New"));
                },
                "additive  operation `GET /accounts/{account_id}/cni/slots`: now needs one of the permissions Magic WAN Write, ",
            ),
            (
                |document| {
                    let ways = get_slots(document)["security"].as_array_mut().unwrap();
                    ways.push(json!({ "api_token": [] }));
                },
                "additive  operation `GET /accounts/{account_id}/cni/slots`: credentials: ",
            ),
            (
                |document| get_slots(document)["security"] = json!([{}]),
                "additive  operation `GET /accounts/{account_id}/cni/slots`: credentials: now none, was ",
            ),
            (
                |document| {
                    document["servers"] = json!([{ "url": "https://api.cloudflare.com/client/{v}",
                        "variables": { "v": { "default": "v5" } } }]);
                },
                "breaks    base URL: now `https://api.cloudflare.com/client/v5`, was ",
            ),
        ],
    );
    let same = Folder::new().refresh_changed(|document| {
        document["servers"] =
            json!([{ "url": "https://api.cloudflare.com/client/{v}", "variables": { "v": { "default": "v4" } } }]);
    });
    assert_eq!((same.code, same.stdout.as_str()), (0, ""), "{}", same.stderr);
}

#[test]
fn documentation_changes_are_reported_as_additive() {
    assert_reported(
        CHANGED,
        &[
            (
                |document| {
                    let parameters = get_slots(document)["parameters"].as_array_mut().unwrap();
                    let limit = parameters
                        .iter_mut()
                        .find(|parameter| parameter["name"] == "limit")
                        .unwrap();
                    limit["schema"]["default"] = json!(10);
                },
                "additive  limit `#/paths/~1accounts~1{account_id}~1cni~1slots/get/parameters/",
            ),
            (
                |document| schema(document, "nsc_SlotInfo")["properties"]["occupied"]["deprecated"] = json!(true),
                "additive  `#/components/schemas/nsc_SlotInfo/properties/occupied`: deprecated (documentation only)",
            ),
            (
                |document| get_slots(document)["deprecated"] = json!(true),
                "additive  operation `GET /accounts/{account_id}/cni/slots`: deprecated",
            ),
            (
                |document| schema(document, "nsc_CniCreate")["additionalProperties"] = json!(false),
                "additive  limit `#/components/schemas/nsc_CniCreate/additionalProperties`: now false, was none",
            ),
        ],
    );
}

#[test]
fn changes_beyond_types_are_reported() {
    assert_reported(
        CHANGED,
        &[
            (
                |document| {
                    let slot = &mut document["paths"]["/accounts/{account_id}/cni/slots/{slot}"]["get"];
                    for parameter in slot["parameters"].as_array_mut().unwrap() {
                        if parameter["name"] == "slot" {
                            parameter["schema"] = json!({ "type": "array", "items": { "type": "string" } });
                        }
                    }
                },
                "breaks    path parameter `slot` of operation `GET /accounts/{account_id}/cni/slots/{slot}`: type `String` is \
             now `Vec<String>`",
            ),
            (
                |document| {
                    let paths = document["paths"].as_object_mut().unwrap();
                    let slots = paths.remove("/accounts/{account_id}/cni/slots").unwrap();
                    paths.insert("/accounts/{account_id}/cni/slots?beta=true".to_owned(), slots);
                },
                "breaks    operation `GET /accounts/{account_id}/cni/slots`: the fixed query is now `beta=true`, was nothing",
            ),
            (
                |document| {
                    schema(document, "nsc_CniCreate")["anyOf"] =
                        json!([{ "required": ["bgp"] }, { "required": ["magic"] }])
                },
                "breaks    type `CniCreate`: now requires `bgp` or `magic`",
            ),
        ],
    );
    assert_reported(
        WARNINGS,
        &[
            (
                |document| {
                    schema(document, "nsc_CniCreate")["anyOf"] =
                        json!([{ "properties": { "a": {} } }, { "properties": { "b": {} } }]);
                },
                "#/paths/~1accounts~1{account_id}~1cni~1cnis/post/requestBody/content/application~1json/schema: partly or \
                 wholly untyped JSON: beside its properties, a union without a discriminator",
            ),
            (
                |document| {
                    let required = schema(document, "nsc_CniCreate")["required"].as_array_mut().unwrap();
                    required.push(json!("ghost"));
                },
                "#/components/schemas/nsc_CniCreate: `ghost` is required, but not in `properties`",
            ),
            (
                |document| schema(document, "nsc_CniCreate")["dependentRequired"] = json!({ "bgp": ["magic"] }),
                "#/components/schemas/nsc_CniCreate: `dependentRequired`: conditions are not checked",
            ),
        ],
    );
}
