//! Changes that upstream may make one day.

use serde_json::{Value, json};

/// Adds a field, a parameter, an operation, an enum value, a variant, and a required field of a response.
pub(crate) fn add(document: &mut Value) {
    let insert = |list: &mut Value, element: Value| list.as_array_mut().unwrap().insert(0, element);
    let paths = &mut document["paths"];
    insert(
        &mut paths["/accounts/{account_id}/cni/interconnects"]["get"]["parameters"],
        json!({ "name": "owner", "in": "query", "schema": { "type": "string" } }),
    );
    let mut operation = paths["/accounts/{account_id}/cni/settings"]["get"].clone();
    operation["operationId"] = json!("get_limits");
    paths["/accounts/{account_id}/cni/limits"]["get"] = operation;

    let schemas = &mut document["components"]["schemas"];
    schemas["nsc_Cni"]["properties"]["vlan"] = json!({ "type": "integer", "minimum": 0 });
    insert(&mut schemas["nsc_ApiBandwidth"]["enum"], json!("100G"));
    let body = "#/components/schemas/nsc_Interconnect_Port_Body";
    schemas["nsc_Interconnect_Port_Body"] = json!({
        "type": "object",
        "properties": { "type": { "type": "string" }, "name": { "type": "string" } },
        "required": ["type", "name"],
    });
    insert(&mut schemas["nsc_Interconnect"]["oneOf"], json!({ "$ref": body }));
    schemas["nsc_Interconnect"]["discriminator"]["mapping"]["port"] = json!(body);
    schemas["nsc_SlotInfo"]["properties"]["rack"] = json!({ "type": "string" });
    insert(&mut schemas["nsc_SlotInfo"]["required"], json!("rack"));
}
