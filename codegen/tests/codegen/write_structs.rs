use cloudflare_interconnects_codegen::sample::{assert_has, code, sending, spec};
use serde_json::{Value, json};

#[test]
fn a_request_has_a_constructor_for_required_fields_and_setters_for_the_rest() {
    let code = code(&sending(
        json!({ "type": "object", "required": ["account", "type"], "properties": {
            "account": { "type": "string" },
            "type": { "type": "string" },
            "speed": { "type": "string", "nullable": true },
            "tags": { "type": "array", "items": { "type": "string" } },
            "key": { "type": "string", "format": "password" },
        } }),
        json!({}),
    ));
    assert_has(
        &code,
        &[
            "pub fn new(account: impl Into<String>, type_: impl Into<String>) -> Self",
            "pub fn speed(mut self, speed: impl Into<String>) -> Self",
            "pub fn speed_null(mut self) -> Self",
            "pub fn tags(mut self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self",
            "crate::spec_struct!( CreateThingBody { \"account\" account required, \"key\" key optional, \"speed\" speed optional, \"tags\" tags optional, \"type\" type_ required, } );",
            "crate::sent_struct!(CreateThingBody);",
            "pub fn create( &self, body: &impl Body<types::CreateThingBody>, )",
        ],
    );
}

#[test]
fn a_type_that_is_received_and_sent_keeps_unknown_fields() {
    let thing = json!({ "$ref": "#/components/schemas/x_Thing" });
    let json = |schema: &Value| json!({ "application/json": { "schema": schema } });
    let update = json!({
        "tags": ["Things"], "operationId": "update_thing",
        "requestBody": { "required": true, "content": json(&thing) },
        "responses": { "200": { "description": "", "content": json(&thing) } },
    });
    let part = json!({ "type": "object", "properties": { "n": { "type": "integer" } } });
    let code = code(&spec(
        json!({ "/accounts/{account_id}/cni/things/{thing}": { "put": update } }),
        json!({ "x_Thing": { "type": "object", "properties": { "part": { "$ref": "#/components/schemas/x_Part" } } }, "x_Part": part }),
    ));
    assert_eq!(code.matches("crate::spec_struct!(").count(), 2, "{code}");
    assert_eq!(code.matches("crate::sent_struct!(").count(), 2, "{code}");
    assert_has(
        &code,
        &["pub fn update( &self, thing: &str, body: &impl Body<types::Thing>, ) -> operations::UpdateThing"],
    );
}
