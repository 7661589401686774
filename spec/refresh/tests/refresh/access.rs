//! Changes of servers, credentials, permissions and parameters.

use serde_json::{Value, json};

use crate::support::{CHANGED, CNIS, COVERED, Folder, Move, assert_reported, get_slots};

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
