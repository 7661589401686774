//! Every name in the generated code: spelling of identifiers, reserved names, names of types and methods, and clashes.
//!
//! The rules are mechanical, so that a newer spec gets the names that its readers expect. Each name depends on as few others as
//! possible, so that an addition to the spec renames nothing.

use std::collections::{BTreeSet, HashMap, HashSet};

use heck::ToSnakeCase;

use crate::document::{Node, SCHEMAS, escape_pointer, unescape_pointer};

/// The words of `text`: runs of letters and digits.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// `PascalCase`. A word keeps its inner capitals (`GcpPartner`), except one of capitals only (`BGP` -> `Bgp`).
pub(crate) fn pascal(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for word in words(text) {
        let has_small = word.bytes().any(|b| b.is_ascii_lowercase());
        let (first, rest) = word.split_at(1);
        name.push_str(&first.to_ascii_uppercase());
        name.push_str(&if has_small {
            rest.to_owned()
        } else {
            rest.to_ascii_lowercase()
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

/// Makes `name` a valid identifier: a keyword gets a trailing `_`, and a leading digit gets `prefix` before it.
pub(crate) fn identifier(name: &str, prefix: &str) -> String {
    let mut name = match name.chars().next() {
        None => prefix.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{prefix}{name}"),
        Some(_) => name.to_owned(),
    };
    // syn knows the keywords of edition 2021. Edition 2024 added `gen`.
    if syn::parse_str::<syn::Ident>(&name).is_err() || name == "gen" {
        name.push('_');
    }
    name
}

/// The identifier of a field, parameter or method.
pub(crate) fn field(name: &str) -> String {
    identifier(&snake(name), "n")
}

/// The `x-rust-name` of a field or parameter. A name that is not in snake case is a warning.
pub(crate) fn given<'a>(node: &Node<'a>, warnings: &mut Vec<String>) -> Option<&'a str> {
    let named = node.get("x-rust-name")?;
    let text = named.value.as_str();
    let name = text.map(field);
    if name.as_deref() != text {
        warnings.push(named.warning(match &name {
            Some(name) => format!("not in snake case: `{name}` is used"),
            None => "not a string, so it is ignored: make it a string".to_owned(),
        }));
    }
    text
}

/// The variant of an enum or union for unknown values.
pub(crate) const UNRECOGNIZED: &str = "Unrecognized";

/// Names that all generated code uses unqualified. No generated type may have them.
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

/// Further names that builders and resources use.
const ENGINE: &[&str] = &["Body", "Client", "Cow", "Method", "Operation", "Page", "Request"];

/// `Client`'s own methods, private ones included.
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

/// Every request builder's own methods, planned ones included.
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

/// The identifier of a variant of an enum or union. Leading digits move to the end (`50M` -> `M50`), and numbers stay apart
/// (`1.0` -> `Value1_0`, `-1` -> `Minus1`).
pub fn variant(value: &str) -> String {
    let number = value
        .strip_prefix('-')
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if let Some(number) = number {
        return format!("Minus{}", variant(number).trim_start_matches("Value"));
    }
    let mut pascal_value = String::new();
    for word in words(value) {
        let is_digit = |c: char| c.is_ascii_digit();
        if pascal_value.ends_with(is_digit) && word.starts_with(is_digit) {
            pascal_value.push('_');
        }
        pascal_value.push_str(&pascal(word));
    }
    let letters = pascal_value.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_');
    let digits = &pascal_value[..pascal_value.len() - letters.len()];
    let mut name = letters.to_owned();
    name.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
    name.push_str(digits);
    match (value.is_empty(), name.is_empty(), letters.is_empty()) {
        (true, _, _) => "Empty".to_owned(),
        // Punctuation is named by its code points.
        (_, true, _) => value.chars().map(|c| format!("U{:04X}", c as u32)).collect(),
        (_, _, true) => format!("Value{digits}"),
        _ => identifier(&name, "Value"),
    }
}

/// The names of all variants of a union, in the order of the document. A variant added at the end renames none.
pub(crate) fn variants<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut pool = NamePool::with_reserved(&[UNRECOGNIZED]);
    values.map(|value| pool.take(&variant(value))).collect()
}

/// The names, sorted and without duplicates.
pub(crate) fn each_once<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// A field or parameter that needs a name.
pub(crate) struct Spelled<'a> {
    pub(crate) pointer: &'a str,
    /// Its name in the document, or its `x-rust-name`.
    pub(crate) spelling: &'a str,
    /// The identifier that the spelling gives.
    pub(crate) name: String,
}

/// Names that must differ from each other, such as the fields of one struct.
#[derive(Default)]
pub(crate) struct NamePool {
    taken: HashSet<String>,
}

impl NamePool {
    pub(crate) fn with_reserved(names: &[&str]) -> Self {
        let taken = names.iter().map(|name| (*name).to_owned()).collect();
        NamePool { taken }
    }

    /// `name`, or `name2`, `name3`, .. if it is taken.
    pub(crate) fn take(&mut self, name: &str) -> String {
        let stem = name.trim_end_matches('_');
        let numbered = (2..).map(|number| format!("{stem}{number}"));
        self.take_first(std::iter::once(name.to_owned()).chain(numbered))
    }

    /// `name`, with as many underscores after it as needed.
    pub(crate) fn take_underscored(&mut self, name: &str) -> String {
        self.take_first((0..).map(|count| format!("{name}{}", "_".repeat(count))))
    }

    fn take_first(&mut self, mut candidates: impl Iterator<Item = String>) -> String {
        let free = candidates.find(|candidate| self.taken.insert(candidate.clone()));
        free.expect("there are infinitely many candidates")
    }

    /// A name for each spelling, in their order. A spelling that equals its name keeps it; the others yield, by `take`, in the order
    /// of the document. So an addition at the end, or one that equals its name, renames nothing.
    fn take_all(&mut self, spelled: &[Spelled<'_>], take: impl Fn(&mut Self, &str) -> String) -> Vec<String> {
        let mut order: Vec<usize> = (0..spelled.len()).collect();
        order.sort_by_key(|at| spelled[*at].name.trim_end_matches('_') != spelled[*at].spelling);
        let mut names = vec![String::new(); spelled.len()];
        for at in order {
            names[at] = take(self, &spelled[at].name);
        }
        names
    }

    /// A name for each spelling, by [`take_all`](Self::take_all). A spelling that yields is a warning.
    pub(crate) fn take_all_or_warn(&mut self, spelled: &[Spelled<'_>], warnings: &mut Vec<String>) -> Vec<String> {
        let names = self.take_all(spelled, Self::take_underscored);
        for (one, name) in spelled.iter().zip(&names).filter(|(one, name)| one.name != **name) {
            let mut others = spelled.iter().zip(&names);
            if let Some((other, _)) = others.find(|(_, taken)| **taken == one.name) {
                warnings.push(format!(
                    "{}: `{}` is named `{name}`, because `{}` is the name of {}: give one of them an `x-rust-name`",
                    one.pointer, one.spelling, one.name, other.pointer
                ));
            }
        }
        names
    }
}

/// The names of the types of a spec.
pub(crate) struct TypeNames {
    taken: NamePool,
    prefix: VendorPrefix,
    /// The names of component schemas, by pointer. They are assigned first, so that no nested schema takes one.
    components: HashMap<String, String>,
    /// The names of components that a type has.
    used: HashSet<String>,
    /// The names of the other types, by pointer.
    nested: HashMap<String, String>,
}

impl TypeNames {
    /// `reachable` are the pointers of the component schemas that the generated operations lead to.
    pub(crate) fn new<'n>(reachable: impl IntoIterator<Item = &'n str>, warnings: &mut Vec<String>) -> Self {
        let names: Vec<String> = reachable
            .into_iter()
            .filter_map(|pointer| pointer.strip_prefix(SCHEMAS))
            // A schema inside another has no name.
            .filter(|name| !name.contains('/'))
            .map(unescape_pointer)
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let prefix = VendorPrefix::find(names.iter().copied());
        let short = |name: &str| type_name(prefix.strip(name));
        let mut claimed: HashMap<String, &str> = HashMap::new();
        for name in &names {
            let owner = claimed.entry(short(name)).or_insert(name);
            if prefix.precedence(name) < prefix.precedence(owner) {
                *owner = name;
            }
        }
        let owns = |name: &str| claimed[&short(name)] == name;
        let mut taken = NamePool::default();
        let mut components = HashMap::new();
        // On a clash, one gets the short name, and the others their full names.
        for owners in [true, false] {
            for name in names.iter().filter(|name| owns(name) == owners) {
                let rust_name = if owners { short(name) } else { type_name(name) };
                let pointer = format!("{SCHEMAS}{}", escape_pointer(name));
                let given = taken.take(&rust_name);
                if given != rust_name {
                    let owner = escape_pointer(claimed[&short(name)]);
                    warnings.push(format!(
                        "{pointer}: `{name}` is named `{given}`, because {SCHEMAS}{owner} or another is named `{rust_name}`: rename one"
                    ));
                }
                components.insert(pointer, given);
            }
        }
        TypeNames {
            taken,
            prefix,
            components,
            used: HashSet::new(),
            nested: HashMap::new(),
        }
    }

    /// The name for the type of the schema at `pointer`. `hint` names a schema outside the components, and the struct of a variant.
    pub(crate) fn wanted(&self, pointer: &str, is_variant: bool, hint: &str) -> String {
        match (self.components.get(pointer), is_variant) {
            // A schema is two types if it is used both alone and as a variant.
            (Some(name), false) if self.used.contains(name) => format!("{name}Whole"),
            (Some(name), true) if self.used.contains(name) => format!("{name}Variant"),
            (Some(name), _) => name.clone(),
            (None, true) => hint.to_owned(),
            (None, false) => self.of_place(pointer).unwrap_or_else(|| hint.to_owned()),
        }
    }

    /// The name of an operation's response type if its schema has none: `GetThingResponse`, or `GetThingResponseBody` if a schema
    /// has that name.
    pub(crate) fn response(&self, builder: &str) -> String {
        let name = format!("{builder}Response");
        match self.components.values().any(|component| *component == name) {
            true => format!("{name}Body"),
            false => name,
        }
    }

    /// Assigns `wanted`, or a similar free name, to the type of the schema at `pointer`.
    pub(crate) fn take(&mut self, wanted: &str, pointer: Option<&str>) -> String {
        let own = pointer
            .and_then(|pointer| self.components.get(pointer))
            .is_some_and(|own| own == wanted);
        let name = match own && self.used.insert(wanted.to_owned()) {
            true => wanted.to_owned(),
            false => self.taken.take(&type_name(wanted)),
        };
        if let Some(pointer) = pointer {
            self.nested.entry(pointer.to_owned()).or_insert_with(|| name.clone());
        }
        name
    }

    /// The name of a nested schema in the components: the nearest name around it, and the path from there. So the name does not depend on
    /// which reference is read first.
    pub(crate) fn of_place(&self, pointer: &str) -> Option<String> {
        let below = pointer.strip_prefix("#/components/")?;
        let mut end = pointer.len();
        let (mut name, rest) = loop {
            let around = &pointer[..end];
            if let Some(name) = self.components.get(around).or(self.nested.get(around)) {
                break (name.clone(), &pointer[end..]);
            }
            end = around.rfind('/')?;
            if end < pointer.len() - below.len() {
                let (section, rest) = below.split_once('/')?;
                let (component, rest) = rest.split_once('/').unwrap_or((rest, ""));
                let kind = match section {
                    "parameters" => "Parameter",
                    "requestBodies" => "Body",
                    "responses" => "Response",
                    _ => "",
                };
                let name = pascal(self.prefix.strip(&unescape_pointer(component)));
                let kind = if name.ends_with(kind) { "" } else { kind };
                break (name + kind, rest);
            }
        };
        let mut steps = rest.split('/');
        while let Some(step) = steps.next() {
            match step {
                "properties" => {
                    let property = unescape_pointer(steps.next().unwrap_or_default());
                    name.push_str(&pascal(&property));
                }
                "items" => name.push_str("Item"),
                "additionalProperties" => name.push_str("Value"),
                _ => {}
            }
        }
        Some(name)
    }
}

/// Removes the vendor prefix from the names of schemas.
struct VendorPrefix {
    shared: Option<String>,
    /// The number of schemas with each prefix.
    count: HashMap<String, usize>,
}

impl VendorPrefix {
    /// Finds the prefix that all of `names` share: a first word that ends in `_`.
    fn find<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut count, mut all) = (HashMap::new(), 0);
        for name in names {
            all += 1;
            if let Some((prefix, rest)) = name.split_once('_')
                && !rest.is_empty()
            {
                *count.entry(prefix.to_owned()).or_default() += 1;
            }
        }
        let shared = count.iter().find(|(_, count)| all > 1 && **count == all);
        VendorPrefix {
            shared: shared.map(|(prefix, _)| prefix.clone()),
            count,
        }
    }

    /// Decides which of several schemas gets the name that they share without prefix; the smallest value wins. A name without prefix
    /// comes first, especially one in Pascal case, then the largest family. So an added family renames nothing.
    fn precedence<'a>(&self, name: &'a str) -> (bool, bool, std::cmp::Reverse<usize>, &'a str) {
        let prefix = name.split_once('_').map_or("", |(prefix, _)| prefix);
        let family = self.count.get(prefix).copied().unwrap_or_default();
        let has_prefix = self.strip(name) != name;
        let is_spelled_otherwise = !has_prefix && type_name(name) != name;
        (has_prefix, is_spelled_otherwise, std::cmp::Reverse(family), name)
    }

    /// The name without the prefix. A lower-case prefix before a capital (`nsc_Interconnect`) is always removed, so that a schema
    /// without it, added later, does not rename the others.
    fn strip<'a>(&self, name: &'a str) -> &'a str {
        match name.split_once('_') {
            Some((prefix, rest))
                if self.shared.as_deref() == Some(prefix)
                    || (rest.starts_with(|c: char| c.is_ascii_uppercase())
                        && prefix
                            .bytes()
                            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')) =>
            {
                rest
            }
            _ => name,
        }
    }
}

/// An operation whose method needs a name.
pub(crate) struct Called<'a> {
    pub(crate) pointer: &'a str,
    pub(crate) id: &'a str,
    /// Its `x-rust-name`.
    pub(crate) given: Option<&'a str>,
}

/// The methods of a resource's operations. On a clash, all operations without an `x-rust-name` use their full operationId. If names
/// still clash, they get a number.
pub(crate) fn method_names(operations: &[Called<'_>], tag: &str, warnings: &mut Vec<String>) -> Vec<String> {
    let short = operations.iter().map(|operation| match operation.given {
        Some(given) => field(given),
        None => method_name(operation.id, tag),
    });
    let short: Vec<String> = short.collect();
    let mut count: HashMap<&str, usize> = HashMap::new();
    for name in &short {
        *count.entry(name).or_default() += 1;
    }
    let spelled = operations.iter().zip(&short).map(|(operation, short)| Spelled {
        pointer: operation.pointer,
        spelling: operation.given.unwrap_or(operation.id),
        name: match operation.given.is_some() || count[short.as_str()] == 1 {
            true => short.clone(),
            false => field(operation.id),
        },
    });
    let spelled: Vec<Spelled> = spelled.collect();
    let methods = NamePool::default().take_all(&spelled, NamePool::take);
    for ((operation, method), Spelled { name, pointer, .. }) in operations.iter().zip(&methods).zip(&spelled) {
        if method != name {
            warnings.push(format!(
                "{pointer}: the method of {} is named `{method}`, because another of tag `{tag}` is named `{name}`: give it an `x-rust-name`",
                operation.id
            ));
        }
    }
    methods
}

/// The name of a method: the operationId without the resource's noun or its last word, singular or plural, and without `get_` if
/// something remains.
fn method_name(operation_id: &str, tag: &str) -> String {
    let (id, noun) = (snake(operation_id), tag_snake(tag));
    let words: Vec<&str> = words(&id).collect();
    let noun: Vec<&str> = noun.split('_').collect();
    let last = noun.last().copied().unwrap_or_default();
    let stripped = without(&without(&words, &noun.concat()), last);
    let rest = match &stripped[..] {
        [] => &words[..],
        ["get", rest @ ..] if !rest.is_empty() && stripped.len() < words.len() => rest,
        all => all,
    };
    identifier(&rest.join("_"), "n")
}

/// `words` without the noun. Only operationIds are split at capitals (`listCNIs` -> `list_cn_is`), so several words are compared as
/// one string.
fn without<'a>(words: &[&'a str], plural: &str) -> Vec<&'a str> {
    let singular = singular(plural);
    let is_noun = |run: &[&str]| {
        let run = run.concat();
        !run.is_empty() && (run == plural || run == singular || self::singular(&run) == singular)
    };
    let mut left = Vec::new();
    let mut rest = words;
    while let Some((first, behind)) = rest.split_first() {
        let longest = plural.len().min(rest.len());
        match (1..=longest).find(|length| is_noun(&rest[..*length])) {
            Some(length) => rest = &rest[length..],
            None => {
                left.push(*first);
                rest = behind;
            }
        }
    }
    left
}

/// The singular of an English noun, good enough to compare two spellings.
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
    use super::*;

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
            ("1.1.1.1", "Value1_1_1_1"),
            ("-1", "Minus1"),
            ("-1.5", "Minus1_5"),
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
        let mut pool = NamePool::with_reserved(&["send"]);
        assert_eq!(pool.take("A"), "A");
        assert_eq!(pool.take("A"), "A2");
        assert_eq!(pool.take("A"), "A3");
        assert_eq!(
            (pool.take("Self_"), pool.take("Self_")),
            ("Self_".to_owned(), "Self2".to_owned())
        );
        assert_eq!(pool.take_underscored("send"), "send_");
    }

    #[test]
    fn a_schema_loses_the_prefix_that_all_share() {
        let prefix = VendorPrefix::find(["aaa_policy", "aaa_rule"]);
        assert_eq!(prefix.strip("aaa_policy"), "policy");
        let prefix = VendorPrefix::find(["aaa_policy", "bbb_rule"]);
        assert_eq!(prefix.strip("aaa_policy"), "aaa_policy");
        assert_eq!(
            prefix.strip("nsc_Interconnect_Physical_Body"),
            "Interconnect_Physical_Body"
        );
        assert_eq!(type_name("Interconnect_Physical_Body"), "InterconnectPhysicalBody");
    }

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
            assert_eq!(method_name(id, tag), expected, "{id} of {tag}");
        }
    }
}
