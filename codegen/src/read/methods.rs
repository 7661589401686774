//! Names of methods: an operation is called as `x-rust-name` says, else its operationId without the resource's noun, and without
//! `get_` where something remains.

use std::collections::HashMap;

use super::operations::ReadOperation;
use crate::model::Operation;
use crate::names::{self, Scope};

/// Gives each operation of a resource its method. On a clash all that clash take their whole operationId, but for one whose
/// name the document gives; what clashes even so gets a number.
pub(crate) fn decide(operations: Vec<ReadOperation>, tag: &str, doubts: &mut Vec<String>) -> Vec<Operation> {
    let short = operations.iter().map(|read| match &read.given {
        Some(given) => names::field(given),
        None => method(&read.operation.id, tag),
    });
    let short: Vec<String> = short.collect();
    let mut count: HashMap<&str, usize> = HashMap::new();
    for name in &short {
        *count.entry(name).or_default() += 1;
    }
    let wanted: Vec<String> = operations
        .iter()
        .zip(&short)
        .map(
            |(read, short)| match read.given.is_some() || count[short.as_str()] == 1 {
                true => short.clone(),
                false => names::field(&read.operation.id),
            },
        )
        .collect();
    let spelled = operations.iter().zip(&wanted).map(|(read, wanted)| {
        let spelling = read.given.as_ref().unwrap_or(&read.operation.id);
        (spelling.as_str(), wanted.clone())
    });
    let methods = Scope::default().take_all(spelled.collect(), Scope::take);
    let mut named = Vec::new();
    for ((read, method), wanted) in operations.into_iter().zip(methods).zip(wanted) {
        if method != wanted {
            doubts.push(format!(
                "{}: the method of {} is called `{method}`, since another of tag `{tag}` is called `{wanted}`: give it an `x-rust-name`",
                read.pointer, read.operation.id
            ));
        }
        named.push(Operation {
            method,
            ..read.operation
        });
    }
    named
}

/// The method of an operation on its resource: the operationId without the resource's noun, or the last word of it, wherever
/// it stands, singular or plural, and without `get_` where something remains.
fn method(operation_id: &str, tag: &str) -> String {
    let id = names::snake(operation_id);
    let words: Vec<&str> = id.split('_').filter(|word| !word.is_empty()).collect();
    let noun = names::tag_snake(tag);
    let noun: Vec<&str> = noun.split('_').filter(|word| !word.is_empty()).collect();
    let last = noun.last().copied().unwrap_or_default();
    let stripped = without(&without(&words, &noun.concat()), last);
    let rest = match &stripped[..] {
        [] => &words[..],
        ["get", rest @ ..] if !rest.is_empty() && stripped.len() < words.len() => rest,
        all => all,
    };
    names::identifier(&rest.join("_"), "n")
}

/// `words` without the runs that are the noun. operationIds split at capitals, tags do not (`listCNIs` -> `list_cn_is`), so a
/// run is compared as one string.
fn without<'a>(words: &[&'a str], plural: &str) -> Vec<&'a str> {
    let singular = singular(plural);
    let is_noun = |run: &[&str]| {
        let run = run.concat();
        !run.is_empty() && (run == plural || run == singular || self::singular(&run) == singular)
    };
    let mut left = Vec::new();
    let mut rest = words;
    while let Some((first, behind)) = rest.split_first() {
        let longest = 1 + plural.len().min(rest.len());
        match (1..longest.min(rest.len() + 1)).find(|length| is_noun(&rest[..*length])) {
            Some(length) => rest = &rest[length..],
            None => {
                left.push(*first);
                rest = behind;
            }
        }
    }
    left
}

/// The singular of an English noun, well enough to compare two spellings of one.
fn singular(noun: &str) -> String {
    if let Some(stem) = noun.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "ches", "shes"] {
        if noun.ends_with(ending) {
            return noun[..noun.len() - 2].to_owned();
        }
    }
    match noun.strip_suffix('s') {
        Some(stem) if !stem.is_empty() && !stem.ends_with('s') => stem.to_owned(),
        _ => noun.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sample::{assert_has, code, spec};
    use crate::{CNI, generate};

    #[test]
    fn a_method_is_its_operation_without_the_noun_and_without_get() {
        for (id, tag, expected) in [
            ("list_interconnects", "Interconnects", "list"),
            ("get_interconnect", "Interconnects", "get"),
            ("get_interconnect_status", "Interconnects", "status"),
            ("get_interconnect_loa", "Interconnects", "loa"),
            ("create_cni", "CNIs", "create"),
            ("list_cnis", "CNIs", "list"),
            ("listCNIs", "CNIs", "list"),
            ("update_settings", "Settings", "update"),
            ("list-policies", "Policy", "list"),
            (
                "dns-records-for-a-zone-list-dns-records",
                "DNS Records for a Zone",
                "list_dns_records",
            ),
            ("interconnects", "Interconnects", "interconnects"),
            ("getWidget", "Gadgets", "get_widget"),
            ("move_interconnect", "Interconnects", "move_"),
            ("2fa", "Users", "n2fa"),
            ("magic-interconnects-list-interconnects", "Magic Interconnects", "list"),
            (
                "magic-interconnects-list-interconnect-details",
                "Magic Interconnects",
                "list_details",
            ),
            (
                "magic-interconnects-update-multiple-interconnects",
                "Magic Interconnects",
                "update_multiple",
            ),
            (
                "magic-interconnects-update-interconnect",
                "Magic Interconnects",
                "update",
            ),
            ("get_interconnect_loa_default_name", "Interconnects", "loa_default_name"),
            ("load-balancers-list-load-balancers", "Load Balancers", "list"),
            (
                "load_balancers_load_balancer",
                "Load Balancers",
                "load_balancers_load_balancer",
            ),
            ("listLoadBalancerPolicies", "Load Balancers", "list_policies"),
        ] {
            assert_eq!(method(id, tag), expected, "{id} of {tag}");
        }
    }

    #[test]
    fn methods_that_clash_take_their_whole_operation_id() {
        let operation = |id: &str| json!({ "tags": ["Things"], "operationId": id, "responses": {} });
        let code = code(&spec(
            json!({
                "/accounts/{account_id}/cni/a": { "post": operation("create_thing"), "put": operation("move_thing") },
                "/accounts/{account_id}/cni/b": { "post": operation("create_things") },
            }),
            json!({}),
        ));
        assert_has(
            &code,
            &[
                "pub fn create_thing(&self)",
                "pub fn create_things(&self)",
                "pub fn move_(&self)",
            ],
        );
    }

    #[test]
    fn a_clash_of_methods_is_a_number_and_a_warning_and_a_given_name_stays() {
        let operation = |id: &str| json!({ "tags": ["Things"], "operationId": id, "responses": {} });
        let mut given = operation("make_thing");
        given["x-rust-name"] = json!("create");
        let generated = generate(
            &spec(
                json!({
                    "/accounts/{account_id}/cni/a": { "post": operation("list-things"), "put": operation("list_things") },
                    "/accounts/{account_id}/cni/b": { "post": operation("create_thing"), "put": given },
                }),
                json!({}),
            ),
            CNI,
        )
        .unwrap();
        let [warning] = &generated.warnings[..] else {
            panic!("{:?}", generated.warnings)
        };
        assert!(
            warning.contains("a/post: the method of list-things is called `list_things2`, since another of tag `Things` is called `list_things`"),
            "{warning}"
        );
        let resources = &generated
            .files
            .iter()
            .find(|(name, _)| *name == "resources.rs")
            .unwrap()
            .1;
        for (method, builder) in [
            ("list_things", "ListThings2"),
            ("list_things2", "ListThings"),
            ("create", "MakeThing"),
            ("create_thing", "CreateThing"),
        ] {
            assert!(
                resources.contains(&format!("pub fn {method}(&self) -> operations::{builder} {{")),
                "{method} in {resources}"
            );
        }
    }
}
