//! What the fragment is made of, and what changes nothing.

use serde_json::json;

use crate::support::{CHANGED, Folder, IDLE, WARNINGS, schema};

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
