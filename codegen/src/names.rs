//! Names of a spec -> identifiers of Rust: their spelling, those that are kept free, and how one that is taken is varied (`Scope`).
//! What a method is called, and which of these ways it goes on a clash, is decided in `read/methods.rs`; a type in
//! `read/type_names.rs`.
//!
//! The rules are mechanical, so that the next spec gives the names that a reader of this one expects, and each name depends
//! on as little else as it can, so that an addition to the spec does not rename what is there.

use std::collections::{BTreeSet, HashMap};

use heck::ToSnakeCase;

/// The words of `text`: runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// `PascalCase`. A word keeps its inner capitals (`GcpPartner`) unless it has no small letter (`BGP` -> `Bgp`).
pub(crate) fn pascal(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for word in words(text) {
        let shouted = word.len() > 1 && !word.bytes().any(|b| b.is_ascii_lowercase());
        let (first, rest) = word.split_at(1);
        name.push_str(&first.to_ascii_uppercase());
        name.push_str(&if shouted {
            rest.to_ascii_lowercase()
        } else {
            rest.to_owned()
        });
    }
    name
}

/// `snake_case`, split at capitals too (`listItems` -> `list_items`).
pub(crate) fn snake(text: &str) -> String {
    let ascii: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    ascii.to_snake_case()
}

/// A tag's `snake_case`, split at spaces and punctuation only (`CNIs` -> `cnis`).
pub(crate) fn tag_snake(tag: &str) -> String {
    words(tag).map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_")
}

/// Makes `name` usable as an identifier: a keyword takes a trailing `_`, a leading digit a leading `prefix`.
pub(crate) fn identifier(name: &str, prefix: &str) -> String {
    let mut name = match name.chars().next() {
        None => prefix.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{prefix}{name}"),
        Some(_) => name.to_owned(),
    };
    // syn knows the keywords of edition 2021; `gen` came with 2024.
    if syn::parse_str::<syn::Ident>(&name).is_err() || name == "gen" {
        name.push('_');
    }
    name
}

/// The identifier of a field, parameter or method.
pub(crate) fn field(name: &str) -> String {
    identifier(&snake(name), "n")
}

/// The variant of an enum or union that holds what the spec does not know.
pub(crate) const UNRECOGNIZED: &str = "Unrecognized";

/// Names that all generated code uses unqualified, and so no generated type may have.
const TAKEN: &[&str] = &[
    "Box",
    "Clone",
    "Err",
    "From",
    "Into",
    "IntoIterator",
    "None",
    "Ok",
    "Option",
    "Result",
    "Some",
    "String",
    "ToString",
    "Vec",
    "D",
    "E",
    "S",
    "T",
];

/// Names that builders and resources use besides.
const ENGINE: &[&str] = &["Body", "Client", "Cow", "Method", "Operation", "Page", "Request"];

/// Methods that `Client` has by itself, those that nobody sees included.
pub const CLIENT_METHODS: &[&str] = &[
    "builder",
    "from_env",
    "new",
    "clone",
    "request",
    "account_id",
    "base_url",
    "inner",
];

/// Methods that every request builder has, or will have, by itself.
pub const BUILDER_METHODS: &[&str] = &[
    "send",
    "timeout",
    "attempt_timeout",
    "max_retries",
    "extra_header",
    "extra_query",
    "iter",
    "pages",
    "send_response",
    "wait_until",
    "dry_run",
    "body",
    "clone",
];

/// The identifier of a type.
pub(crate) fn type_name(name: &str) -> String {
    free(identifier(&pascal(name), "T"), &[TAKEN])
}

/// The identifier of an operation's request builder.
pub(crate) fn builder(operation_id: &str) -> String {
    free(identifier(&pascal(&snake(operation_id)), "Op"), &[TAKEN, ENGINE])
}

/// The identifier of a resource's struct.
pub(crate) fn resource(name: &str) -> String {
    let capitalised: String = name.split('_').map(pascal).collect();
    free(identifier(&capitalised, "T"), &[TAKEN, ENGINE])
}

fn free(mut name: String, taken: &[&[&str]]) -> String {
    if taken.iter().any(|taken| taken.contains(&name.as_str())) {
        name.push('_');
    }
    name
}

/// The identifier of an enum's or union's variant: a leading run of digits moves behind (`50M` -> `M50`).
pub(crate) fn variant(value: &str) -> String {
    let pascal_value = pascal(value);
    let letters = pascal_value.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &pascal_value[..pascal_value.len() - letters.len()];
    let mut name = letters.to_owned();
    name.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
    name.push_str(digits);
    match (value.is_empty(), name.is_empty(), letters.is_empty()) {
        (true, _, _) => "Empty".to_owned(),
        // Only punctuation: its code points are the one name it has.
        (_, true, _) => value.chars().map(|c| format!("U{:04X}", c as u32)).collect(),
        (_, _, true) => format!("Value{digits}"),
        _ => identifier(&name, "Value"),
    }
}

/// The names of all variants of an enum or union, of what each is spelled as and would be called.
pub(crate) fn variants(spelled: Vec<(&str, String)>) -> Vec<String> {
    Scope::with_reserved(&[UNRECOGNIZED]).take_all(spelled, Scope::take)
}

/// The names, each once, sorted.
pub(crate) fn each_once<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut set = BTreeSet::new();
    set.extend(names);
    set.iter().copied().collect()
}

/// Hands out names within one scope; a name that is taken gets a number behind it.
#[derive(Default)]
pub(crate) struct Scope {
    taken: HashMap<String, usize>,
}

impl Scope {
    pub(crate) fn with_reserved(names: &[&str]) -> Self {
        Scope {
            taken: names.iter().map(|name| ((*name).to_owned(), 1)).collect(),
        }
    }

    /// `name`, or `name2`, `name3`.. where it is taken.
    pub(crate) fn take(&mut self, name: &str) -> String {
        let mut candidate = name.to_owned();
        while let Some(count) = self.taken.get_mut(&candidate) {
            *count += 1;
            candidate = format!("{}{count}", name.trim_end_matches('_'));
        }
        self.taken.insert(candidate.clone(), 1);
        candidate
    }

    /// A name for each spelling, in their order. The name that a spelling gives exactly belongs to that spelling, wherever
    /// it stands; only what differs from its name steps aside, by `take`. So what is added renames nothing that is so spelled.
    pub(crate) fn take_all(
        &mut self,
        spelled: Vec<(&str, String)>,
        take: impl Fn(&mut Self, &str) -> String,
    ) -> Vec<String> {
        let differs = |at: &usize| {
            let (spelling, name) = &spelled[*at];
            name.trim_end_matches('_') != *spelling
        };
        let mut order: Vec<usize> = (0..spelled.len()).collect();
        order.sort_by_key(|at| (differs(at), spelled[*at].0));
        let mut names = vec![String::new(); spelled.len()];
        for at in order {
            names[at] = take(self, &spelled[at].1);
        }
        names
    }

    /// `name`, with underscores behind it as long as it is taken.
    pub(crate) fn take_underscored(&mut self, name: &str) -> String {
        let mut candidate = name.to_owned();
        while self.taken.contains_key(&candidate) {
            candidate.push('_');
        }
        self.taken.insert(candidate.clone(), 1);
        candidate
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sample::{assert_has, code, reference, spec};

    #[test]
    fn a_variant_moves_leading_digits_behind() {
        for (value, expected) in [
            ("50M", "M50"),
            ("1G", "G1"),
            ("gcp_partner", "GcpPartner"),
            ("Pending", "Pending"),
            ("US-EAST", "UsEast"),
            ("", "Empty"),
            ("42", "Value42"),
            ("+", "U002B"),
            ("self", "Self_"),
            ("1.1.1.1", "Value1111"),
        ] {
            assert_eq!(variant(value), expected, "{value:?}");
        }
    }

    #[test]
    fn keywords_take_an_underscore_and_digits_a_letter() {
        assert_eq!(field("type"), "type_");
        assert_eq!(field("gen"), "gen_");
        assert_eq!(field("Self"), "self_");
        assert_eq!(field("2nd"), "n2nd");
        assert_eq!(field("$"), "n");
        assert_eq!(type_name("self"), "Self_");
    }

    #[test]
    fn nothing_takes_a_name_that_the_generated_code_uses() {
        for name in ["Option", "clone", "to_string"] {
            let kept_free = format!("{}_", pascal(name));
            assert_eq!(
                [type_name(name), builder(name), resource(name)],
                [(); 3].map(|()| kept_free.clone())
            );
        }
        assert_eq!(
            (builder("request"), resource("page"), type_name("page")),
            ("Request_".into(), "Page_".into(), "Page".into())
        );
    }

    #[test]
    fn a_taken_name_gets_a_number_or_an_underscore() {
        let mut scope = Scope::with_reserved(&["send"]);
        assert_eq!(scope.take("A"), "A");
        assert_eq!(scope.take("A"), "A2");
        assert_eq!(scope.take("A"), "A3");
        assert_eq!(
            (scope.take("Self_"), scope.take("Self_")),
            ("Self_".to_owned(), "Self2".to_owned())
        );
        assert_eq!(scope.take_underscored("send"), "send_");
    }

    #[test]
    fn an_addition_that_is_spelled_otherwise_renames_nothing() {
        let spec = |properties: &[&str], parameters: &[&str]| {
            let text = json!({ "type": "string" });
            let properties: serde_json::Map<_, _> = properties
                .iter()
                .map(|name| ((*name).to_owned(), text.clone()))
                .collect();
            let query = |name: &&str| json!({ "name": name, "in": "query", "schema": text });
            let operation = json!({ "tags": ["Things"], "operationId": "create_thing", "responses": {},
                "parameters": parameters.iter().map(query).collect::<Vec<_>>(),
                "requestBody": { "required": true, "content": { "application/json": { "schema": reference("Thing") } } } });
            spec(
                json!({ "/accounts/{account_id}/cni/things": { "post": operation } }),
                json!({ "Thing": { "type": "object", "properties": properties } }),
            )
        };
        let before = code(&spec(&["foo_bar", "type"], &["filter_name"]));
        let after = code(&spec(
            &["Type", "foo-bar", "fooBar", "foo_bar", "type"],
            &["filter.name", "filter_name", "filterName"],
        ));
        for code in [&before, &after] {
            assert_has(
                code,
                &[
                    "\"foo_bar\" foo_bar optional,",
                    "\"type\" type_ optional,",
                    "Self(self.0.query(\"filter_name\", filter_name))",
                ],
            );
        }
        assert_has(
            &after,
            &[
                "\"foo-bar\" foo_bar_ optional,",
                "\"fooBar\" foo_bar__ optional,",
                "\"Type\" type__ optional,",
                "Self(self.0.query(\"filter.name\", filter_name_))",
            ],
        );
    }
}
