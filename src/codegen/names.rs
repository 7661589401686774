//! operationId, tag, schema and enum names -> Rust names.
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

/// Names that all generated code uses unqualified, and so no generated type may have.
const TAKEN: &[&str] = &[
    "Box",
    "Clone",
    "Err",
    "From",
    "Into",
    "IntoIterator",
    "Members",
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
const ENGINE: &[&str] = &[
    "Body",
    "Check",
    "Client",
    "Format",
    "Method",
    "Operation",
    "Page",
    "Request",
    "Style",
];

/// Methods that `Client` has by itself, those that nobody sees included.
pub(crate) const CLIENT_METHODS: &[&str] = &[
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
pub(crate) const BUILDER_METHODS: &[&str] = &[
    "send",
    "timeout",
    "attempt_timeout",
    "max_retries",
    "extra_header",
    "extra_query",
    "unchecked",
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

/// How the schemas of a document lose their vendor prefix.
pub(crate) struct VendorPrefix {
    shared: Option<String>,
    /// How many schemas have each prefix.
    count: HashMap<String, usize>,
}

impl VendorPrefix {
    /// Finds the prefix that all of `names` share: a first word that ends in `_`.
    pub(crate) fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
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
    /// else that of the larger family. So a family that is added renames nothing.
    pub(crate) fn precedence<'a>(&self, name: &'a str) -> (bool, std::cmp::Reverse<usize>, &'a str) {
        let prefix = name.split_once('_').map_or("", |(prefix, _)| prefix);
        let family = self.count.get(prefix).copied().unwrap_or_default();
        (self.strip(name) != name, std::cmp::Reverse(family), name)
    }

    /// The name without the prefix. A lower-case prefix before a capital (`nsc_Interconnect`) is a vendor's whoever shares
    /// it, so that one schema without it, added later, does not rename the others.
    pub(crate) fn strip<'a>(&self, name: &'a str) -> &'a str {
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

/// The method of an operation on its resource: the operationId without the resource's noun, or the last word of it, wherever
/// it stands, singular or plural, and without `get_` where something remains.
pub(crate) fn method(operation_id: &str, tag: &str) -> String {
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
    fn a_schema_loses_the_prefix_that_all_share() {
        let prefix = VendorPrefix::of(["aaa_policy", "aaa_rule"]);
        assert_eq!(prefix.strip("aaa_policy"), "policy");
        let prefix = VendorPrefix::of(["aaa_policy", "bbb_rule"]);
        assert_eq!(prefix.strip("aaa_policy"), "aaa_policy");
        assert_eq!(
            prefix.strip("nsc_Interconnect_Physical_Body"),
            "Interconnect_Physical_Body"
        );
        assert_eq!(type_name("Interconnect_Physical_Body"), "InterconnectPhysicalBody");
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
}
