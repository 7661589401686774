//! Selects the operations whose path begins with one of the prefixes, each with its tag, scope and path template, and the component
//! schemas that they use.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use crate::document::{Node, Result, mapping_reference};
use crate::model::{LeftOut, Verb};
use crate::names::{NamePool, words};
use crate::prose::line;
use crate::schema::Alternatives;
use crate::tables::is_credential;

/// An operation of the document.
pub(crate) struct Found<'a> {
    pub(crate) id: String,
    pub(crate) tag: String,
    pub(crate) template: Template,
    pub(crate) verb: Verb,
    pub(crate) node: Node<'a>,
    /// The parameters of the operation and of its path, resolved. The operation overrides the path.
    pub(crate) parameters: Vec<Node<'a>>,
    /// What this crate ignores in it: a JSON pointer and a sentence each.
    pub(crate) warnings: Vec<String>,
}

impl<'a> Found<'a> {
    /// The 2xx responses, in the order of their statuses, resolved. A `default` counts if it is the only response.
    pub(crate) fn successes(&self) -> Result<Vec<(&'a str, Node<'a>)>> {
        let mut responses = self.responses();
        if let [(status @ "default", _)] = &mut responses[..] {
            *status = "2XX";
        }
        let successes = responses.into_iter().filter(|(status, _)| status.starts_with('2'));
        successes.map(|(status, node)| Ok((status, node.resolve()?))).collect()
    }

    /// The declared path parameters.
    pub(crate) fn path_parameters(&self) -> impl Iterator<Item = &Node<'a>> {
        self.parameters.iter().filter(|node| node.get_str("in") == Some("path"))
    }

    /// All documented responses, in the order of their statuses.
    pub(crate) fn responses(&self) -> Vec<(&'a str, Node<'a>)> {
        self.node.entries_of("responses")
    }
}

/// Methods that this crate does not support.
const UNSENT: &[&str] = &["trace", "query"];

/// The operations whose path begins with one of `prefixes` (`*` for all), and the ones with an unsupported method.
pub(crate) fn select<'a>(root: &Node<'a>, prefixes: &[&str]) -> Result<(Vec<Found<'a>>, Vec<LeftOut>)> {
    let mut found: Vec<Found<'a>> = Vec::new();
    let mut left_out = Vec::new();
    let mut ids = Ids::default();
    let Some(paths) = root.get("paths") else {
        let (problem, remedy) = match root.get("webhooks").or(root.get("components")) {
            Some(_) => (
                "the document has webhooks or components, but no `paths`",
                "use a document with operations under `paths`",
            ),
            None => ("`paths` is missing", "add `paths`"),
        };
        return Err(root.error(problem, remedy));
    };
    paths.object()?;
    for (path, item) in paths.entries() {
        if !is_selected(path, prefixes) {
            continue;
        }
        let template = Template::parse(path, &item)?;
        let (reference, item) = (&item, item.resolve()?);
        for key in UNSENT {
            if let Some(node) = item.get(key) {
                left_out.push(LeftOut {
                    operation: ids.assign(&node, key, path)?,
                    reason: format!("this crate does not support the method {}", key.to_ascii_uppercase()),
                });
            }
        }
        for (key, verb) in Verb::ALL {
            let Some(node) = item.get(key) else { continue };
            node.object()?;
            let id = ids.assign(&node, key, path)?;
            let mut parameters: Vec<Node<'a>> = Vec::new();
            for holder in [&node, &item] {
                let own = parameters.len();
                for entry in holder.elements_of("parameters") {
                    let parameter = entry.resolve()?;
                    let known = parameters.iter().position(|known| is_same_parameter(known, &parameter));
                    match known {
                        Some(position) if position >= own => {
                            let [name, place] = ["name", "in"].map(|key| parameter.get_str(key).unwrap_or_default());
                            let first = &parameters[position].pointer;
                            return Err(entry.error(
                                format!("duplicate {place} parameter `{name}`, first at {first}"),
                                "remove one of the two",
                            ));
                        }
                        // The operation overrides its path.
                        Some(_) => {}
                        None => parameters.push(parameter),
                    }
                }
            }
            found.push(Found {
                tag: match node.strings("tags").first() {
                    Some(tag) => (*tag).to_owned(),
                    None => default_tag(&template.path),
                },
                template: template.clone(),
                id,
                verb,
                warnings: ignored_parts(root, [reference, &item, &node]),
                node,
                parameters,
            });
        }
    }
    if found.is_empty() && left_out.is_empty() {
        return Err(paths.error(
            format!(
                "none of the {} paths begins with {}",
                paths.entries().len(),
                prefixes.join(" or ")
            ),
            format!("set {PATHS} to other prefixes of whole path segments, or to `*` for all paths"),
        ));
    }
    Ok((found, left_out))
}

/// Warnings about the ignored keywords beside the `$ref` of a path, a parameter, a body or a response.
fn beside_reference(node: &Node<'_>) -> Vec<String> {
    let keywords = node.entries().into_iter().map(|(keyword, _)| keyword);
    let is_ignored =
        |keyword: &&str| !matches!(*keyword, "$ref" | "summary" | "description") && !keyword.starts_with("x-");
    let ignored = keywords.filter(|keyword| node.reference().is_some() && is_ignored(keyword));
    ignored
        .map(|keyword| {
            node.warning(format!(
                "`{keyword}` beside this `$ref` is ignored: move it to the target of the `$ref`"
            ))
        })
        .collect()
}

/// Warnings about the parts of an operation that no client uses: keywords beside references, servers, and credentials. `reference` is
/// the path item before its `$ref` is resolved.
fn ignored_parts(root: &Node<'_>, [reference, item, operation]: [&Node<'_>; 3]) -> Vec<String> {
    let mut parts = vec![reference.clone()];
    parts.extend(operation.elements_of("parameters"));
    parts.extend(item.elements_of("parameters"));
    let responses = operation.entries_of("responses").into_iter();
    parts.extend(responses.map(|(_, response)| response));
    parts.extend(operation.get("requestBody"));
    let mut warnings: Vec<String> = parts.iter().flat_map(beside_reference).collect();
    if let Some(servers) = operation.get("servers").or(item.get("servers")) {
        warnings.push(servers.warning("these servers are ignored: every request goes to the base URL of the client"));
    } else {
        let servers = root.elements_of("servers");
        let urls: Vec<String> = servers.iter().filter_map(|server| server_url(server.value)).collect();
        let is_default = |url: &String| url.trim_end_matches('/') == DEFAULT_BASE_URL;
        if !urls.is_empty() && !urls.iter().any(is_default) {
            warnings.push(format!(
                "#/servers: the default base URL is none of these servers: set the base URL of the client to {}",
                urls.join(" or ")
            ));
        }
    }
    let components = root.get("components");
    let schemes = components.map(|components| components.entries_of("securitySchemes"));
    let schemes: HashMap<&str, Node<'_>> = schemes.into_iter().flatten().collect();
    let is_supported = |name: &str| {
        let scheme = schemes.get(name).and_then(|scheme| scheme.resolve().ok());
        scheme.is_some_and(|scheme| match (scheme.get_str("type"), scheme.get_str("in")) {
            (Some("http"), _) => scheme
                .get_str("scheme")
                .is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer")),
            (Some("oauth2" | "openIdConnect"), _) => true,
            (Some("apiKey"), Some("header")) => scheme.get_str("name").is_some_and(is_credential),
            _ => false,
        })
    };
    if let Some(security) = operation.get("security").or(root.get("security")) {
        let alternatives = security.elements();
        let all_supported = |alternative: &Node<'_>| alternative.entries().iter().all(|(name, _)| is_supported(name));
        if !alternatives.is_empty() && !alternatives.iter().any(all_supported) {
            warnings.push(security.warning(
                "unsupported credentials: this crate sends an API token, or an e-mail address and a Global API Key",
            ));
        }
    }
    warnings
}

/// The URL of a server, with the default values of its variables.
pub fn server_url(server: &Value) -> Option<String> {
    let mut url = server["url"].as_str()?.to_owned();
    for (name, variable) in server["variables"].as_object().into_iter().flatten() {
        let default = variable["default"].as_str().unwrap_or_default();
        url = url.replace(&format!("{{{name}}}"), default);
    }
    Some(url)
}

/// Whether two parameters have the same name and place. Header names are compared without case.
fn is_same_parameter(one: &Node<'_>, other: &Node<'_>) -> bool {
    let (name, place) = (one.get_str("name"), one.get_str("in"));
    let same_name = match (name, other.get_str("name")) {
        (Some(one), Some(other)) if place == Some("header") => one.eq_ignore_ascii_case(other),
        (one, other) => one == other,
    };
    same_name && place == other.get_str("in")
}

/// The default base URL of the runtime.
const DEFAULT_BASE_URL: &str = "https://api.cloudflare.com/client/v4";

/// The environment variable with the prefixes.
pub(crate) const PATHS: &str = "CLOUDFLARE_INTERCONNECTS_PATHS";

/// The operationIds in use.
#[derive(Default)]
struct Ids {
    /// Those of the document, each with its pointer.
    given: HashMap<String, String>,
    made: NamePool,
}

impl Ids {
    /// The id of an operation. One without an `operationId` is named by its method and path.
    fn assign(&mut self, node: &Node<'_>, key: &str, path: &str) -> Result<String> {
        let id = match node.get_str("operationId") {
            Some(id) if id.chars().any(|c| c.is_ascii_alphanumeric()) => line(id),
            _ => {
                let text = format!("{key} {path}");
                return Ok(self.made.take(&words(&text).collect::<Vec<_>>().join("_")));
            }
        };
        match self.given.insert(id.clone(), node.pointer.clone()) {
            Some(first) => Err(node.error(
                format!("duplicate operationId `{id}`, first at {first}"),
                "give each operation its own id",
            )),
            None => Ok(id),
        }
    }
}

/// Whether the path begins with one of the prefixes.
pub fn is_selected(path: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| path_matches(path, prefix))
}

/// Whether the path begins with the segments of the prefix. Any `{parameter}` matches any other.
fn path_matches(path: &str, prefix: &str) -> bool {
    if prefix == "*" {
        return true;
    }
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let mut wanted = prefix.split('/').filter(|segment| !segment.is_empty());
    wanted.all(|wanted| {
        segments
            .next()
            .is_some_and(|segment| segment == wanted || (segment.starts_with('{') && wanted.starts_with('{')))
    })
}

/// The tag of an operation without one: the first fixed segment of its path after the scope.
fn default_tag(path: &str) -> String {
    let segments = path.split('/');
    let fixed: Vec<&str> = segments
        .filter(|part| !part.is_empty() && !part.starts_with('{'))
        .collect();
    let skipped = usize::from(ScopeKind::of_path(path) != ScopeKind::None);
    let tag = fixed.get(skipped).or(fixed.first()).copied();
    tag.unwrap_or("api").to_owned()
}

/// The pointers of the schemas that parameters, bodies and successes lead to. Ignored keywords on the way are warnings.
pub(crate) fn reachable_schemas(found: &[Found<'_>], warnings: &mut Vec<String>) -> Result<BTreeSet<String>> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<Node<'_>> = Vec::new();
    for found in found {
        open.extend(found.parameters.iter().cloned());
        open.extend(found.node.get("requestBody"));
        open.extend(found.successes()?.into_iter().map(|(_, node)| node));
    }
    while let Some(node) = open.pop() {
        // The keys of `properties` are names, not keywords.
        let has_keywords = !node.pointer.ends_with("/properties");
        if has_keywords {
            warnings.extend(ignored_keywords(&node));
        }
        let mut targets = Vec::new();
        if let Some(reference) = node.reference() {
            targets.push(node.lookup(reference)?);
        }
        // The schemas that extend a base, and those of a discriminator.
        let extending = Alternatives::of_base(&node)?;
        targets.extend(extending.into_iter().flat_map(|union| union.members));
        if node.get_str("propertyName").is_some() {
            for (_, target) in node.entries_of("mapping") {
                targets.push(target.lookup(&mapping_reference(target.str()?))?);
            }
        }
        open.extend(targets.into_iter().filter(|target| seen.insert(target.pointer.clone())));
        open.extend(node.elements());
        let fields = node.entries().into_iter();
        let fields = fields.filter(|(key, _)| !has_keywords || !holds_values(key));
        open.extend(fields.map(|(_, node)| node));
    }
    Ok(seen)
}

/// Whether a keyword holds values or an extension. `$ref` has no meaning in them.
fn holds_values(key: &str) -> bool {
    matches!(key, "example" | "examples" | "default" | "enum" | "const") || key.starts_with("x-")
}

/// Warnings about the keywords of a schema that this crate ignores.
fn ignored_keywords(node: &Node<'_>) -> Vec<String> {
    const CONDITIONS: &[&str] = &[
        "dependentRequired",
        "dependentSchemas",
        "dependencies",
        "else",
        "if",
        "then",
    ];
    const SHAPES: &[&str] = &["$dynamicRef", "$recursiveRef", "patternProperties"];
    let list = |keywords: &[&str]| {
        let quoted: Vec<String> = keywords.iter().map(|word| format!("`{word}`")).collect();
        quoted.join(", ")
    };
    // A string under one of these keys is a value of a `mapping`, unless it is a reference.
    let is_keyword = |value: Node<'_>, key: &str| !value.value.is_string() || key.starts_with('$');
    let present = |keywords: &[&'static str]| {
        let present = keywords.iter().copied();
        let present = present.filter(|key| node.get(key).is_some_and(|value| is_keyword(value, key)));
        list(&present.collect::<Vec<_>>())
    };
    let (beside, conditions, shapes) = (list(&node.ignored_keywords()), present(CONDITIONS), present(SHAPES));
    // `x-rust-name` of an operation is not seen here.
    let is_property = node.pointer.rsplit('/').nth(1) == Some("properties");
    let is_misplaced_name = node.get("x-rust-name").is_some() && node.get("in").is_none() && !is_property;
    let mut warnings = Vec::new();
    if !beside.is_empty() {
        warnings.push(format!(
            "{beside} beside a `$ref` is ignored in OpenAPI 3.0: put both into an `allOf`"
        ));
    }
    if !conditions.is_empty() {
        warnings.push(format!(
            "{conditions}: conditions are not checked: the caller has to meet them"
        ));
    }
    if is_misplaced_name {
        warnings.push("`x-rust-name` is ignored here: put it on an operation, a parameter or a property".to_owned());
    }
    if !shapes.is_empty() {
        warnings.push(format!("{shapes}: not supported: the values are untyped JSON"));
    }
    warnings.into_iter().map(|text| node.warning(text)).collect()
}

/// The scope of a resource: the leading pair of segments of its paths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ScopeKind {
    Account,
    Zone,
    None,
}

impl ScopeKind {
    pub(crate) fn of_path(path: &str) -> Self {
        let mut segments = path.split('/').skip(1);
        match (segments.next(), segments.next()) {
            (Some("accounts"), Some(id)) if id.starts_with('{') && id.ends_with('}') => ScopeKind::Account,
            (Some("zones"), Some(id)) if id.starts_with('{') && id.ends_with('}') => ScopeKind::Zone,
            _ => ScopeKind::None,
        }
    }
}

/// A path template: it begins with `/`, and has a `{name}` for each parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Template {
    pub(crate) path: String,
    /// The names of its parameters, in order.
    pub(crate) names: Vec<String>,
    /// The fixed query after a `?` in the path.
    pub(crate) query: Vec<(String, String)>,
}

impl Template {
    /// Parses the path of the item `node`.
    pub(crate) fn parse(path: &str, node: &Node<'_>) -> Result<Template> {
        if !path.starts_with('/') {
            return Err(node.error(
                format!("the path `{path}` does not begin with `/`, so it would change the host"),
                "add the `/`",
            ));
        }
        let (path, query) = split_query(path);
        let mut template = Template {
            path: String::with_capacity(path.len()),
            names: Vec::new(),
            query: Vec::new(),
        };
        let mut rest = path;
        while let Some((fixed, behind)) = rest.split_once('{') {
            let Some((name, behind)) = behind.split_once('}') else {
                return Err(node.error(format!("the path `{path}` has a `{{` without `}}`"), "add the `}`"));
            };
            if name.chars().any(char::is_control) {
                return Err(node.error(
                    format!("the path `{path}` has a control character in the name of a parameter"),
                    "rename the parameter",
                ));
            }
            template.path.push_str(&encode_literal(fixed));
            template.path.push_str(&format!("{{{name}}}"));
            template.names.push(name.to_owned());
            rest = behind;
        }
        template.path.push_str(&encode_literal(rest));
        if template.path.split('/').any(climbs) {
            return Err(node.error(
                format!("the path `{path}` has a segment `.` or `..`, so it would lead elsewhere"),
                "resolve the segment",
            ));
        }
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            if pair.contains('{') {
                return Err(node.error(
                    format!("the path `{path}` has a parameter after `?`"),
                    "declare it with `in: query`, and remove it from the path",
                ));
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            template.query.push((decode(name), decode(value)));
        }
        Ok(template)
    }
}

/// The path and its query. A `?` inside `{}` belongs to the name of a parameter.
fn split_query(path: &str) -> (&str, Option<&str>) {
    let mut within = false;
    for (at, character) in path.char_indices() {
        match character {
            '{' => within = true,
            '}' => within = false,
            '?' if !within => return (&path[..at], Some(&path[at + 1..])),
            _ => {}
        }
    }
    (path, None)
}

/// Whether clients and servers resolve the segment as `.` or `..`.
fn climbs(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

/// Percent-encodes the characters that a path cannot contain. Existing encodings stay.
pub(crate) fn encode_literal(fixed: &str) -> String {
    let mut path = String::with_capacity(fixed.len());
    let bytes = fixed.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let encoded = *byte == b'%' && bytes[at + 1..].iter().take(2).filter(|b| b.is_ascii_hexdigit()).count() == 2;
        match encoded || byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(byte) {
            true => path.push(char::from(*byte)),
            false => path.push_str(&format!("%{byte:02X}")),
        }
    }
    path
}

/// A decoded part of a query. It is encoded again when it is sent.
fn decode(part: &str) -> String {
    let part = part.replace('+', " ");
    crate::document::percent_decode(&part).unwrap_or(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn parse(path: &str) -> Result<Template> {
        let document = Document::parse("{\"openapi\": \"3.0.3\"}").unwrap();
        Template::parse(path, &document.root())
    }

    #[test]
    fn what_does_not_stand_for_itself_is_encoded() {
        for (path, sent) in [
            ("/#Action=List", "/%23Action=List"),
            ("/with space/{a b}:x", "/with%20space/{a b}:x"),
            ("/a%20b%zz/é`\r\n", "/a%20b%25zz/%C3%A9%60%0D%0A"),
            ("/v1/{+name}:cancel", "/v1/{+name}:cancel"),
            ("/a..b/...", "/a..b/..."),
            ("/.{x}/{x}.{y}", "/.{x}/{x}.{y}"),
        ] {
            assert_eq!(parse(path).unwrap().path, sent);
        }
        assert_eq!(parse("/v1/{+name}/{b?}").unwrap().names, ["+name", "b?"]);
    }

    #[test]
    fn a_fixed_query_is_apart_from_the_path() {
        let template = parse("/a/{b}?beta=true&x=%26+y&z").unwrap();
        assert_eq!(template.path, "/a/{b}");
        let pairs: Vec<_> = template.query.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(pairs, [("beta", "true"), ("x", "& y"), ("z", "")]);
    }

    #[test]
    fn a_path_that_leaves_its_place_is_an_error() {
        for path in [
            "a",
            ".example.org/a",
            "@b/c",
            "",
            "/a/../b",
            "/./a",
            "/%2e%2E/a",
            "/a/..",
            "/{a",
            "/a?b={c}",
            "/{\n}",
        ] {
            assert!(parse(path).is_err(), "{path}");
        }
    }
}
