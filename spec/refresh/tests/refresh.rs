//! The program, on folders of its own that begin as the repository's `spec`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs};

use serde_json::{Value, json};

mod grown;

const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const FILES: [&str; 3] = ["upstream.json", "overlay.json", "network-interconnects.json"];

/// A copy of the repository's files, gone when it is dropped.
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

    /// Refreshes from a document, which need not be anything.
    fn refresh(&self, document: &str) -> Ran {
        let path = self.0.join("openapi.json");
        fs::write(&path, document).unwrap();
        self.run(&[path.to_str().unwrap()])
    }

    /// Refreshes from upstream's document as it is here, once changed.
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
    fn refused(&self, why: &str) {
        assert_eq!((self.code, self.stdout.as_str()), (2, ""), "{}", self.stderr);
        assert!(self.stderr.contains(why), "{}", self.stderr);
    }
}

const CHANGED: &str = "Changed for programs:";
const COVERED: &str = "Changed upstream, and kept from programs";
const UNDESCRIBED: &str = "Without a description of ours";
const IDLE: &str = "Actions of overlay.json that match nothing";
const DOUBTS: &str = "Left out, or read otherwise";

fn schema<'a>(document: &'a mut Value, name: &str) -> &'a mut Value {
    &mut document["components"]["schemas"][name]
}

fn take_out(list: &mut Value, element: &str) {
    list.as_array_mut().unwrap().retain(|own| own != element);
}

#[test]
fn the_fragment_is_what_upstream_and_the_overlay_make() {
    let folder = Folder::new();
    let ran = folder.run(&["--check"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));

    let mut fragment = folder.json("network-interconnects.json");
    fragment["info"]["title"] = json!("edited by hand");
    folder.write("network-interconnects.json", &fragment);
    let before = folder.texts();
    let ran = folder.run(&["--check"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("change the overlay, not the fragment"),
        "{}",
        ran.stderr
    );
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
fn a_document_that_says_the_same_otherwise_changes_nothing() {
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
fn each_change_is_named_and_called_what_it_is() {
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
            "breaks    field `MagicSettings.mtu`: type `u64` is `String` now",
            "breaks    field `FacilityInfo.address` removed",
            "breaks    field `SlotInfo.rack` added: `String`, required (answers without it are refused: by the policy on \
             `required` the overlay makes it optional)",
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
    let doubts = ran.below(DOUBTS);
    assert!(
        matches!(doubts[..], [doubt] if doubt.contains("`100G` has no name in `x-enum-varnames`")),
        "{}",
        ran.stdout
    );
    // What was found is found once: the folder is as the document says now.
    assert_eq!(folder.run(&["--check"]).code, 0);
    let again = folder.refresh_changed(|_| {});
    assert!(again.below(CHANGED).is_empty(), "{}", again.stdout);
    assert_eq!(again.code, 1, "descriptions are still missing");
}

#[test]
fn what_a_change_means_depends_on_who_meets_it() {
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
                "breaks    operation `DELETE /accounts/{account_id}/cni/cnis/{cni}` removed, which was \
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
                "breaks    operation `GET /accounts/{account_id}/cni/slots`: `client.slots(..).list(..)` is \
                 `client.slots(..).search(..)` now",
                "breaks    operation `GET /accounts/{account_id}/cni/slots`: type `ListSlots` is `SearchSlots` now",
            ],
        ),
        (
            |document| {
                let operation = &mut document["paths"]["/accounts/{account_id}/cni/slots"]["get"];
                let all = operation["parameters"].as_array_mut().unwrap();
                let site = all.iter_mut().find(|parameter| parameter["name"] == "site").unwrap();
                site["required"] = json!(true);
            },
            &["breaks    query parameter `site` of operation `GET /accounts/{account_id}/cni/slots`: required now"],
        ),
        // An order's constructor has an argument more; what an answer must have, one that lags behind has not.
        (
            |document| {
                let settings = schema(document, "nsc_SettingsRequest");
                settings["properties"]["asn"] = json!({ "type": "integer", "minimum": 0 });
                settings["required"] = json!(["asn"]);
            },
            &["breaks    field `SettingsRequest.asn` added: `u64`, required (its constructor takes it)"],
        ),
        // What a value may be is the API's to judge.
        (
            |document| {
                schema(document, "nsc_MagicSettings")["properties"]["mtu"]["maximum"] = json!(9000);
                schema(document, "nsc_FacilityInfo")["properties"]["name"]["maxLength"] = json!(9);
            },
            &[
                "additive  limit `#/components/schemas/nsc_FacilityInfo/properties/name/maxLength`: 9 now, before none \
                 (documentation alone)",
                "additive  limit `#/components/schemas/nsc_MagicSettings/properties/mtu/maximum`: 9000 now, before none \
                 (documentation alone)",
            ],
        ),
        (
            |document| {
                let name = schema(document, "nsc_FacilityInfo");
                take_out(&mut name["required"], "name");
            },
            &["breaks    field `FacilityInfo.name`: optional now"],
        ),
        // Another name for the same schema is one change, not one of each place that speaks of it.
        (
            |document| {
                let text = document.to_string().replace("nsc_FacilityInfo", "nsc_Building");
                *document = serde_json::from_str(&text).unwrap();
            },
            &["breaks    type `FacilityInfo` is `Building` now"],
        ),
        (
            |document| take_out(&mut schema(document, "nsc_BgpMode")["enum"], "advertise_only"),
            &["breaks    value `advertise_only` of `BgpMode` removed, which was `AdvertiseOnly`"],
        ),
    ];
    for (change, expected) in cases {
        let ran = Folder::new().refresh_changed(change);
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert_eq!(&ran.below(CHANGED), expected, "{}", ran.stdout);
    }
}

#[test]
fn a_family_that_is_added_renames_nothing_with_or_without_the_overlay() {
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
fn what_the_overlay_keeps_from_programs_is_told_apart() {
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
        matches!(covered[..], [line] if line.starts_with("breaks    field `InterconnectPhysicalBody.owner`: required now")),
        "{}",
        ran.stdout
    );
}

#[test]
fn actions_that_match_nothing_are_named() {
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

#[test]
fn what_cannot_be_used_is_refused_and_nothing_written() {
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
        ("openapi: 3.0.3\n", "a YAML document"),
        ("[]", "`openapi` is missing"),
        (&changed(&|document| document["openapi"] = json!("4.0.0")), "OpenAPI 3"),
        (
            &changed(&|document| document["paths"] = json!({ "/accounts/{account_id}/cnis": { "get": {} } })),
            "no path begins with /accounts/{account_id}/cni",
        ),
        (
            &refer("#/components/schemas/nsc_Gone"),
            "`#/components/schemas/nsc_Gone`: nothing stands there",
        ),
        (
            &refer("#/x-schemas/Cni"),
            "only a reference to a component can be followed",
        ),
        (&"[".repeat(100_000), "not valid JSON: recursion limit exceeded"),
        (
            &changed(&|document| take_out(&mut document["components"]["schemas"]["nsc_ApiBandwidth"]["enum"], "1G")),
            "12 `x-enum-varnames` for 11 values",
        ),
    ];
    for (document, why) in cases {
        folder.refresh(document).refused(why);
    }
    folder.run(&["/dev/null"]).refused("not a regular file");
    folder.run(&[folder.0.to_str().unwrap()]).refused("not a regular file");
    folder.run(&["no/such/file"]).refused("no/such/file");
    folder.run(&[]).refused("Usage");
    folder.run(&["--check", "document.json"]).refused("Usage");
    assert_eq!(folder.texts(), before);
    let left: Vec<_> = fs::read_dir(&folder.0).unwrap().collect();
    assert_eq!(left.len(), FILES.len() + 1, "{left:?}");
}

#[test]
fn an_overlay_that_could_be_read_in_two_ways_is_refused() {
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
        (json!([]), "#: no object"),
        (json!({ "overlay": "2.0.0" }), "#/overlay"),
        (
            json!({ "overlay": "1.0.0", "info": { "title": "t" } }),
            "#/info/version",
        ),
        (overlay(json!([])), "#/actions"),
        (action(json!({ "copy": "$.paths" })), "#/actions/0/copy: not a member"),
        (
            action(json!({ "description": " " })),
            "#/actions/0/description: no text",
        ),
        (
            action(json!({ "remove": true })),
            "#/actions/0: neither an `update` alone",
        ),
        (action(json!({ "target": "$.[" })), "#/actions/0/target"),
        (
            action(json!({ "target": "$.info.title" })),
            "only an object can be updated by an object",
        ),
        (
            action(json!({ "target": "$.paths", "update": "text" })),
            "only an object can be updated",
        ),
        (
            action(json!({ "target": "$", "update": { "servers": [] } })),
            "`servers` is there already; remove it by an action before",
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
        folder.run(&["--check"]).refused(why);
        folder.refresh_changed(|_| {}).refused(why);
    }
}

#[test]
fn removing_goes_from_behind_and_what_went_with_what_was_around_it_is_no_fault() {
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
fn nothing_in_a_document_steers_the_terminal() {
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
