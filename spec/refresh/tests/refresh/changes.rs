//! What a change of upstream means for programs.

use serde_json::{Value, json};

use crate::grown;
use crate::support::{
    CHANGED, Folder, UNDESCRIBED, WARNINGS, assert_reported, body_of_new_cni, get_slots, schema, take_out,
};

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
