use cloudflare_interconnects_codegen::sample::{assert_has, code, returning};
use serde_json::{Value, json};

#[test]
fn an_accessor_stays_when_a_kind_without_the_field_is_added() {
    let kind = |kind: &str, properties: Value| {
        let mut schema = json!({ "type": "object", "properties": properties });
        schema["properties"]["kind"] = json!({ "type": "string", "enum": [kind] });
        schema
    };
    let text = json!({ "type": "string" });
    let mut kinds = vec![
        kind("a", json!({ "name": text, "only_a": text })),
        kind("b", json!({ "name": text })),
    ];
    for added in [
        kind("c", json!({ "else": text })),
        kind("d", json!({ "name": { "type": "integer" } })),
    ] {
        kinds.push(added);
        let union = json!({ "oneOf": kinds, "discriminator": { "propertyName": "kind" } });
        let code = code(&returning(union, json!({})));
        assert_has(
            &code,
            &["pub fn name(&self) -> Option<&str>", "Self::C { .. } => None,"],
        );
        assert!(!code.contains("fn only_a"), "{code}");
    }
}
