//! Every name in the generated code: how an identifier is spelled, which are reserved, what a type and a method are called, and what
//! happens on a clash.
//!
//! The rules are mechanical, so the next spec gives the names that a reader of this one expects. Each name depends
//! on as little else as it can, so an addition to the spec does not rename what is there.

use std::collections::{BTreeSet, HashMap, HashSet};

use heck::ToSnakeCase;

use crate::document::{Node, SCHEMAS, escape_pointer, unescape_pointer};

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

/// The `x-rust-name` of a field or parameter. One that does not serve as it is written is a doubt.
pub(crate) fn given<'a>(node: &Node<'a>, doubts: &mut Vec<String>) -> Option<&'a str> {
    let named = node.get("x-rust-name")?;
    let text = named.value.as_str();
    let name = text.map(field);
    if name.as_deref() != text {
        let pointer = &named.pointer;
        doubts.push(match &name {
            Some(name) => format!("{pointer}: it is no name in snake case, and becomes `{name}`"),
            None => format!("{pointer}: it is no text, and names nothing"),
        });
    }
    text
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

/// The identifier of an enum's or union's variant: a leading run of digits moves behind (`50M` -> `M50`), and numbers stay apart
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
        // Only punctuation: its code points are the one name it has.
        (_, true, _) => value.chars().map(|c| format!("U{:04X}", c as u32)).collect(),
        (_, _, true) => format!("Value{digits}"),
        _ => identifier(&name, "Value"),
    }
}

/// The names of all variants of a union, in the order of the document: one that is added behind them renames none.
pub(crate) fn variants<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut scope = Scope::with_reserved(&[UNRECOGNIZED]);
    values.map(|value| scope.take(&variant(value))).collect()
}

/// The names, each once, sorted.
pub(crate) fn each_once<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut set = BTreeSet::new();
    set.extend(names);
    set.iter().copied().collect()
}

/// A field or parameter that wants a name.
pub(crate) struct Spelled<'a> {
    pub(crate) pointer: &'a str,
    /// In the document, or its `x-rust-name`.
    pub(crate) spelling: &'a str,
    pub(crate) name: String,
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
    /// it stands; what differs from its name steps aside, by `take`, in the order of the document. So what is added behind the others,
    /// or is spelled exactly so, renames nothing.
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
        order.sort_by_key(differs);
        let mut names = vec![String::new(); spelled.len()];
        for at in order {
            names[at] = take(self, &spelled[at].1);
        }
        names
    }

    /// A name for each spelling, as [`take_all`](Self::take_all) gives them. One that steps aside is a doubt.
    pub(crate) fn take_all_or_doubt(&mut self, spelled: &[Spelled<'_>], doubts: &mut Vec<String>) -> Vec<String> {
        let pairs = spelled.iter().map(|one| (one.spelling, one.name.clone()));
        let names = self.take_all(pairs.collect(), Self::take_underscored);
        for (position, (one, name)) in spelled.iter().zip(&names).enumerate() {
            let others = spelled
                .iter()
                .zip(&names)
                .enumerate()
                .filter(|(other, _)| *other != position);
            let clash = others.map(|(_, pair)| pair).find(|(_, taken)| **taken == one.name);
            if let Some((other, _)) = clash
                && *name != one.name
            {
                doubts.push(format!(
                    "{}: `{}` is called `{name}`, since {} is called `{}`: give it an `x-rust-name`",
                    one.pointer, one.spelling, other.pointer, one.name
                ));
            }
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

/// The names that the types of a spec have.
pub(crate) struct TypeNames {
    taken: Scope,
    prefix: VendorPrefix,
    /// Of the component schemas, by pointer: decided first, so that no nested schema takes one.
    components: HashMap<String, String>,
    /// Those of the components that have gone to a type.
    used: HashSet<String>,
    /// Of the other types that have a place, by pointer.
    nested: HashMap<String, String>,
}

impl TypeNames {
    /// `reachable` are the pointers of the component schemas that the generated operations lead to.
    pub(crate) fn new<'n>(reachable: impl IntoIterator<Item = &'n str>, doubts: &mut Vec<String>) -> Self {
        let names: Vec<String> = reachable
            .into_iter()
            .filter_map(|pointer| pointer.strip_prefix(SCHEMAS))
            // What stands within a schema has no name of its own.
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
        let mut taken = Scope::default();
        let mut components = HashMap::new();
        // On a clash all but one keep their whole name.
        for owners in [true, false] {
            for name in names.iter().filter(|name| owns(name) == owners) {
                let rust_name = if owners { short(name) } else { type_name(name) };
                let pointer = format!("{SCHEMAS}{}", escape_pointer(name));
                let given = taken.take(&rust_name);
                if given != rust_name {
                    let owner = escape_pointer(claimed[&short(name)]);
                    doubts.push(format!(
                        "{pointer}: `{name}` is called `{given}`, since {SCHEMAS}{owner} or another is called `{rust_name}`: give it another name"
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

    /// What the type of the schema at `pointer` is to be called; `hint` names a schema that has no place of its own, and a
    /// variant's struct, out of which the discriminator was taken.
    pub(crate) fn wanted(&self, pointer: &str, is_variant: bool, hint: &str) -> String {
        match (self.components.get(pointer), is_variant) {
            // A schema that is also used by itself is two types.
            (Some(name), false) if self.used.contains(name) => format!("{name}Whole"),
            (Some(name), true) if self.used.contains(name) => format!("{name}Variant"),
            (Some(name), _) => name.clone(),
            (None, true) => hint.to_owned(),
            (None, false) => self.of_place(pointer).unwrap_or_else(|| hint.to_owned()),
        }
    }

    /// The name of an operation's response where its schema has none: `GetThingResponse`, or `GetThingResponseBody` where a schema
    /// is called so.
    pub(crate) fn response(&self, builder: &str) -> String {
        let name = format!("{builder}Response");
        match self.components.values().any(|component| *component == name) {
            true => format!("{name}Body"),
            false => name,
        }
    }

    /// Hands out a name that is wanted, or one like it, to the type of the schema at `pointer`.
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

    /// What a schema without a name of its own is called by its place among the components: by the nearest one around it
    /// that has a name, and the way from there. So it does not matter who refers to it first.
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

/// How the schemas of a document lose their vendor prefix.
struct VendorPrefix {
    shared: Option<String>,
    /// How many schemas have each prefix.
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

    /// Which of several names that are the same without their prefix is called so, the smallest first: one that has no prefix,
    /// and of these the one that is spelled so, else that of the larger family. So a family that is added renames nothing.
    fn precedence<'a>(&self, name: &'a str) -> (bool, bool, std::cmp::Reverse<usize>, &'a str) {
        let prefix = name.split_once('_').map_or("", |(prefix, _)| prefix);
        let family = self.count.get(prefix).copied().unwrap_or_default();
        let has_prefix = self.strip(name) != name;
        let is_spelled_otherwise = !has_prefix && type_name(name) != name;
        (has_prefix, is_spelled_otherwise, std::cmp::Reverse(family), name)
    }

    /// The name without the prefix. A lower-case prefix before a capital (`nsc_Interconnect`) is a vendor's whoever shares
    /// it, so that one schema without it, added later, does not rename the others.
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

/// What an operation says of its method's name.
pub(crate) struct Called<'a> {
    pub(crate) pointer: &'a str,
    pub(crate) id: &'a str,
    /// Its `x-rust-name`.
    pub(crate) given: Option<&'a str>,
}

/// The methods of a resource's operations. On a clash all that clash take their whole operationId, except one with an `x-rust-name`;
/// what clashes even so gets a number.
pub(crate) fn method_names(operations: &[Called<'_>], tag: &str, doubts: &mut Vec<String>) -> Vec<String> {
    let short = operations.iter().map(|operation| match operation.given {
        Some(given) => field(given),
        None => method_name(operation.id, tag),
    });
    let short: Vec<String> = short.collect();
    let mut count: HashMap<&str, usize> = HashMap::new();
    for name in &short {
        *count.entry(name).or_default() += 1;
    }
    let wanted = operations.iter().zip(&short).map(|(operation, short)| {
        match operation.given.is_some() || count[short.as_str()] == 1 {
            true => short.clone(),
            false => field(operation.id),
        }
    });
    let wanted: Vec<String> = wanted.collect();
    let spelled = operations.iter().zip(&wanted);
    let spelled = spelled.map(|(operation, wanted)| (operation.given.unwrap_or(operation.id), wanted.clone()));
    let methods = Scope::default().take_all(spelled.collect(), Scope::take);
    for ((operation, method), wanted) in operations.iter().zip(&methods).zip(&wanted) {
        if method != wanted {
            doubts.push(format!(
                "{}: the method of {} is called `{method}`, since another of tag `{tag}` is called `{wanted}`: give it an `x-rust-name`",
                operation.pointer, operation.id
            ));
        }
    }
    methods
}

/// The method of an operation on its resource: the operationId without the resource's noun, or the last word of it, wherever
/// it stands, singular or plural, and without `get_` where something remains.
fn method_name(operation_id: &str, tag: &str) -> String {
    let id = snake(operation_id);
    let words: Vec<&str> = id.split('_').filter(|word| !word.is_empty()).collect();
    let noun = tag_snake(tag);
    let noun: Vec<&str> = noun.split('_').filter(|word| !word.is_empty()).collect();
    let last = noun.last().copied().unwrap_or_default();
    let stripped = without(&without(&words, &noun.concat()), last);
    let rest = match &stripped[..] {
        [] => &words[..],
        ["get", rest @ ..] if !rest.is_empty() && stripped.len() < words.len() => rest,
        all => all,
    };
    identifier(&rest.join("_"), "n")
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
