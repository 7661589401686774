use cloudflare_interconnects_codegen::sample::{assert_has, code, returning};
use serde_json::json;

#[test]
fn recursion_is_boxed() {
    let node = json!({ "type": "object", "properties": { "next": { "$ref": "#/components/schemas/x_Node" }, "all": { "type": "array", "items": { "$ref": "#/components/schemas/x_Node" } } } });
    assert_has(
        &code(&returning(
            json!({ "$ref": "#/components/schemas/x_Node" }),
            json!({ "x_Node": node }),
        )),
        &["pub next: Option<Box<Node>>", "pub all: Option<Vec<Node>>"],
    );
    let schemas = json!({
        "x_Tree": { "oneOf": [{ "$ref": "#/components/schemas/x_Leaf" }, { "$ref": "#/components/schemas/x_Fork" }],
            "discriminator": { "propertyName": "kind" } },
        "x_Leaf": { "type": "object", "properties": { "kind": { "type": "string", "enum": ["leaf"] } } },
        "x_Fork": { "type": "object", "properties": { "kind": { "type": "string", "enum": ["fork"] }, "left": { "$ref": "#/components/schemas/x_Tree" } } },
    });
    assert_has(
        &code(&returning(json!({ "$ref": "#/components/schemas/x_Tree" }), schemas)),
        &["Leaf(Leaf)", "Fork(Box<Fork>)"],
    );
}
