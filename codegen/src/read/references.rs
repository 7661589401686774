//! References: where the component schemas stand, and what the `mapping` of a discriminator refers to.

/// Where the component schemas stand.
pub const SCHEMAS: &str = "#/components/schemas/";

/// The reference that a value of a `mapping` is: it may be one, or the name of a schema.
pub fn mapped(target: &str) -> String {
    match target.contains(['#', '/']) {
        true => target.to_owned(),
        false => format!("{SCHEMAS}{target}"),
    }
}
