//! What the report says of the overlay.

use std::fs;

use serde_json::{Value, json};

use crate::support::{CHANGED, COVERED, Folder, IDLE, UNDESCRIBED, get_slots, schema};

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
