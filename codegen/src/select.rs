//! Which operations are generated: those whose path begins with one of the prefixes, each with its tag, its scope and its path
//! template, and the component schemas that they lead to.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use crate::document::{Node, Result, mapping_reference};
use crate::model::{LeftOut, Verb};
use crate::names::Scope;
use crate::prose::line;
use crate::schema::Alternatives;
use crate::tables::is_credential;

/// An operation as the document has it.
pub(crate) struct Found<'a> {
    pub(crate) id: String,
    pub(crate) tag: String,
    pub(crate) template: Template,
    pub(crate) verb: Verb,
    pub(crate) node: Node<'a>,
    /// Of the operation and of its path, resolved; the operation's own win.
    pub(crate) parameters: Vec<Node<'a>>,
    /// What of it is not honoured, a sentence each with its place.
    pub(crate) doubts: Vec<String>,
}

impl<'a> Found<'a> {
    /// The 2xx answers, in the order of their statuses, resolved; `default` where it is all there is to say of success.
    pub(crate) fn successes(&self) -> Result<Vec<(&'a str, Node<'a>)>> {
        let mut answers = self.responses();
        if answers.len() == 1 && answers[0].0 == "default" {
            answers[0].0 = "2XX";
        }
        let successes = answers.into_iter().filter(|(status, _)| status.starts_with('2'));
        successes.map(|(status, node)| Ok((status, node.resolve()?))).collect()
    }

    /// All answers that are documented, in the order of their statuses.
    pub(crate) fn responses(&self) -> Vec<(&'a str, Node<'a>)> {
        self.node.get("responses").map(|all| all.entries()).unwrap_or_default()
    }
}

/// The methods that a document can have and the crate does not send.
const UNSENT: &[&str] = &["trace", "query"];

/// The operations whose path begins with one of `prefixes` (`*` for all), and those of them that have no [`Verb`].
pub(crate) fn select<'a>(root: &Node<'a>, prefixes: &[&str]) -> Result<(Vec<Found<'a>>, Vec<LeftOut>)> {
    let mut found: Vec<Found<'a>> = Vec::new();
    let mut left_out = Vec::new();
    let mut ids = Ids::default();
    let Some(paths) = root.get("paths") else {
        let (problem, remedy) = match root.get("webhooks").or(root.get("components")) {
            Some(_) => (
                "a document without `paths`, which has webhooks or components only",
                "name a document with operations under `paths`",
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
        let mut around = words_beside_reference(&item);
        let item = item.resolve()?;
        for key in UNSENT {
            if let Some(node) = item.get(key) {
                left_out.push(LeftOut {
                    operation: ids.assign(&node, key, path)?,
                    reason: format!("its method is {}", key.to_ascii_uppercase()),
                });
            }
        }
        for (key, verb) in Verb::ALL {
            let Some(node) = item.get(key) else { continue };
            node.object()?;
            let id = ids.assign(&node, key, path)?;
            let mut parameters: Vec<Node<'a>> = Vec::new();
            for list in [node.get("parameters"), item.get("parameters")].into_iter().flatten() {
                let own = parameters.len();
                for entry in list.elements() {
                    let parameter = entry.resolve()?;
                    let known = parameters.iter().position(|known| is_same_parameter(known, &parameter));
                    match known {
                        Some(position) if position >= own => {
                            let (name, place) = (parameter.get_str("name"), parameter.get_str("in"));
                            return Err(entry.error(
                                format!(
                                    "the {} parameter `{}` is also {}",
                                    place.unwrap_or_default(),
                                    name.unwrap_or_default(),
                                    parameters[position].pointer
                                ),
                                "remove one of the two",
                            ));
                        }
                        // The operation's own comes before that of its path.
                        Some(_) => {}
                        None => parameters.push(parameter),
                    }
                }
            }
            found.push(Found {
                tag: node
                    .strings("tags")
                    .first()
                    .map_or_else(|| default_tag(&template.path), |tag| (*tag).to_owned()),
                template: template.clone(),
                id,
                verb,
                doubts: around.drain(..).chain(unheeded(root, &item, &node)).collect(),
                node,
                parameters,
            });
        }
    }
    if found.is_empty() && left_out.is_empty() {
        return Err(paths.error(
            format!(
                "none of its {} paths begins with {}",
                paths.entries().len(),
                prefixes.join(" or ")
            ),
            format!("set {PATHS} to other path prefixes, of which whole segments are compared, or to `*` for all"),
        ));
    }
    Ok((found, left_out))
}

/// The words beside the `$ref` of a path, a parameter, a body or a response, which do not count, but for those that only describe.
fn words_beside_reference(node: &Node<'_>) -> Vec<String> {
    let words = node.entries().into_iter().map(|(word, _)| word);
    let says_more = |word: &&str| !matches!(*word, "$ref" | "summary" | "description") && !word.starts_with("x-");
    match node.reference() {
        Some(_) => words
            .filter(says_more)
            .map(|word| {
                let pointer = &node.pointer;
                format!("{pointer}: `{word}` beside this `$ref` does not count: put it where the `$ref` leads")
            })
            .collect(),
        None => Vec::new(),
    }
}

/// What an operation says that no client honours: beside references, of servers, and of credentials.
fn unheeded(root: &Node<'_>, item: &Node<'_>, operation: &Node<'_>) -> Vec<String> {
    let mut doubts = Vec::new();
    for list in [
        operation.get("parameters"),
        item.get("parameters"),
        operation.get("responses"),
    ] {
        let list = list.into_iter();
        let parts = list.flat_map(|list| {
            [
                list.elements(),
                list.entries().into_iter().map(|(_, part)| part).collect(),
            ]
        });
        doubts.extend(parts.flatten().flat_map(|part| words_beside_reference(&part)));
    }
    doubts.extend(operation.get("requestBody").iter().flat_map(words_beside_reference));
    // Those of the operation count before those of its path, and these before the document's.
    if let Some(servers) = operation.get("servers").or(item.get("servers")) {
        let pointer = servers.pointer;
        doubts.push(format!(
            "{pointer}: servers of its own; every request goes to the base URL of the client"
        ));
    } else if let Some(servers) = root.get("servers") {
        let servers = servers.elements();
        let urls: Vec<String> = servers.iter().filter_map(|server| server_url(server.value)).collect();
        let is_default = |url: &String| url.trim_end_matches('/') == DEFAULT_BASE_URL;
        if !urls.is_empty() && !urls.iter().any(is_default) {
            doubts.push(format!(
                "#/servers: no client goes to {} by itself: give it that as its base URL",
                urls.join(" or ")
            ));
        }
    }
    let Some(security) = operation.get("security").or(root.get("security")) else {
        return doubts;
    };
    let schemes = root
        .get("components")
        .and_then(|components| components.get("securitySchemes"));
    let is_sent = |name: &str| {
        let scheme = schemes.as_ref().and_then(|schemes| schemes.get(name)?.resolve().ok());
        scheme.is_some_and(|scheme| match scheme.get_str("type") {
            Some("http") => scheme
                .get_str("scheme")
                .is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer")),
            Some("oauth2" | "openIdConnect") => true,
            Some("apiKey") => {
                scheme.get_str("in") == Some("header") && scheme.get_str("name").is_some_and(is_credential)
            }
            _ => false,
        })
    };
    let alternatives = security.elements();
    let is_served = |alternative: &Node<'_>| alternative.entries().iter().all(|(name, _)| is_sent(name));
    if !alternatives.is_empty() && !alternatives.iter().any(is_served) {
        let pointer = security.pointer;
        doubts.push(format!(
            "{pointer}: it needs other credentials than an API token, or an e-mail and a key"
        ));
    }
    doubts
}

/// The address of a server, with the values that its variables have by default.
pub fn server_url(server: &Value) -> Option<String> {
    let mut url = server["url"].as_str()?.to_owned();
    for (name, variable) in server["variables"].as_object().into_iter().flatten() {
        let default = variable["default"].as_str().unwrap_or_default();
        url = url.replace(&format!("{{{name}}}"), default);
    }
    Some(url)
}

/// Whether two parameters have one name in one place. Headers have no case.
fn is_same_parameter(one: &Node<'_>, other: &Node<'_>) -> bool {
    let (name, place) = (one.get_str("name"), one.get_str("in"));
    let same_name = match (name, other.get_str("name")) {
        (Some(one), Some(other)) if place == Some("header") => one.eq_ignore_ascii_case(other),
        (one, other) => one == other,
    };
    same_name && place == other.get_str("in")
}

/// Where clients of the runtime go by themselves.
const DEFAULT_BASE_URL: &str = "https://api.cloudflare.com/client/v4";

/// The environment variable that chooses the prefixes.
pub(crate) const PATHS: &str = "CLOUDFLARE_INTERCONNECTS_PATHS";

/// The operationIds that there are, each with its place.
#[derive(Default)]
struct Ids {
    given: HashMap<String, String>,
    made: Scope,
}

impl Ids {
    /// That of an operation, made of its method and path where it has none.
    fn assign(&mut self, node: &Node<'_>, key: &str, path: &str) -> Result<String> {
        let id = match node.get_str("operationId") {
            Some(id) if id.chars().any(|c| c.is_ascii_alphanumeric()) => line(id),
            _ => {
                let words = format!("{key} {path}");
                let words: Vec<&str> = words
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .filter(|word| !word.is_empty())
                    .collect();
                return Ok(self.made.take(&words.join("_")));
            }
        };
        match self.given.insert(id.clone(), node.pointer.clone()) {
            Some(first) => Err(node.error(
                format!("operationId `{id}` is also that of {first}"),
                "give each operation an id of its own",
            )),
            None => Ok(id),
        }
    }
}

/// Whether the path begins with one of the prefixes.
pub fn is_selected(path: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| path_matches(path, prefix))
}

/// Whether the path begins with the segments of the prefix; a `{parameter}` matches any other.
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

/// The tag of an operation that has none: the first fixed segment of its path behind the scope.
fn default_tag(path: &str) -> String {
    let fixed: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty() && !segment.starts_with('{'))
        .collect();
    let behind = if ScopeKind::of_path(path) == ScopeKind::None {
        0
    } else {
        1
    };
    fixed
        .get(behind)
        .or(fixed.first())
        .map_or_else(|| "api".to_owned(), |segment| (*segment).to_owned())
}

/// The component schemas that parameters, bodies and successes lead to. What counts for nothing on the way is a doubt.
pub(crate) fn reachable_schemas(found: &[Found<'_>], doubts: &mut Vec<String>) -> Result<BTreeSet<String>> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<Node<'_>> = Vec::new();
    for found in found {
        open.extend(found.parameters.iter().cloned());
        open.extend(found.node.get("requestBody"));
        open.extend(found.successes()?.into_iter().map(|(_, node)| node));
    }
    while let Some(node) = open.pop() {
        let names_are_free = node.pointer.ends_with("/properties");
        let ignored = node.ignored_words();
        if !ignored.is_empty() && !names_are_free {
            let (pointer, words) = (&node.pointer, ignored.join("`, `"));
            doubts.push(format!(
                "{pointer}: `{words}` beside a `$ref` does not count in OpenAPI 3.0: put both into an `allOf`"
            ));
        }
        if !names_are_free {
            doubts.extend(unheeded_words(&node));
        }
        if let Some(reference) = node.reference() {
            let target = node.lookup(reference)?;
            if seen.insert(target.pointer.clone()) {
                open.push(target);
            }
        }
        // Of a discriminator, or of a base that others extend.
        for schema in Alternatives::of_base(&node)?
            .into_iter()
            .flat_map(|union| union.members)
        {
            if seen.insert(schema.pointer.clone()) {
                open.push(schema);
            }
        }
        let mapping = node.get("mapping").filter(|_| node.get_str("propertyName").is_some());
        for (_, target) in mapping.map(|mapping| mapping.entries()).unwrap_or_default() {
            let target = target.lookup(&mapping_reference(target.str()?))?;
            if seen.insert(target.pointer.clone()) {
                open.push(target);
            }
        }
        open.extend(node.elements());
        open.extend(
            node.entries()
                .into_iter()
                .filter(|(key, _)| names_are_free || !says_nothing_to_follow(key))
                .map(|(_, node)| node),
        );
    }
    Ok(seen)
}

/// Whether what stands below is a value or somebody's own, in which a `$ref` is no reference.
fn says_nothing_to_follow(key: &str) -> bool {
    matches!(key, "example" | "examples" | "default" | "enum" | "const") || key.starts_with("x-")
}

/// What a schema says of what has to be sent, or of what is there, that is not honoured.
fn unheeded_words(node: &Node<'_>) -> Vec<String> {
    const CONDITIONS: &[&str] = &[
        "dependentRequired",
        "dependentSchemas",
        "dependencies",
        "else",
        "if",
        "then",
    ];
    const SHAPES: &[&str] = &["$dynamicRef", "$recursiveRef", "patternProperties"];
    let mut doubts = Vec::new();
    let pointer = &node.pointer;
    let has = |words: &[&str]| {
        let met: Vec<String> = words
            .iter()
            // A text is no condition, but the value of a mapping.
            .filter(|word| {
                node.get(word)
                    .is_some_and(|said| !said.value.is_string() || word.starts_with('$'))
            })
            .map(|word| format!("`{word}`"))
            .collect();
        (!met.is_empty()).then(|| met.join(", "))
    };
    if let Some(words) = has(CONDITIONS) {
        doubts.push(format!(
            "{pointer}: {words}: what is required on a condition is left to the caller"
        ));
    }
    // Operations, whose own it can be, are not met here.
    let is_property = pointer.rsplit('/').nth(1) == Some("properties");
    if node.get("x-rust-name").is_some() && node.get("in").is_none() && !is_property {
        doubts.push(format!(
            "{pointer}: `x-rust-name` names nothing here, only an operation, a parameter or a property"
        ));
    }
    if let Some(words) = has(SHAPES) {
        doubts.push(format!("{pointer}: {words}: what it describes is any JSON"));
    }
    doubts
}

/// Which leading pair of segments binds a resource.
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

/// A path that begins with a `/`, with a `{name}` for each parameter in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Template {
    pub(crate) path: String,
    /// The names of its parameters, in its order.
    pub(crate) names: Vec<String>,
    /// What the document has behind a `?` in the path.
    pub(crate) query: Vec<(String, String)>,
}

impl Template {
    /// Reads the path of the item that stands at `node`.
    pub(crate) fn parse(path: &str, node: &Node<'_>) -> Result<Template> {
        if !path.starts_with('/') {
            return Err(node.error(
                format!("the path `{path}` does not begin with `/`, and would change the host"),
                "begin it with `/`",
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
                return Err(node.error(format!("the path `{path}` has a `{{` that nothing closes"), "close it"));
            };
            if name.chars().any(char::is_control) {
                return Err(node.error(
                    format!("the path `{path}` has a parameter with a control character in its name"),
                    "give the parameter another name",
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
                format!("the path `{path}` has a segment `.` or `..`, which leads elsewhere"),
                "write the path that is meant",
            ));
        }
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            if pair.contains('{') {
                return Err(node.error(
                    format!("the path `{path}` has a parameter in its query"),
                    "declare it as a parameter in `query`, and take it out of the path",
                ));
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            template.query.push((decode(name), decode(value)));
        }
        Ok(template)
    }
}

/// The path without its query, and the query. A `?` in a parameter's name is none.
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

/// Whether a client or server on the way takes the segment for a step up, or for none. What fills a parameter is never dots.
fn climbs(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

/// Encodes what does not stand for itself in a path; what is encoded already stays.
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

/// A part of a query as it is meant: it is encoded again where it is sent.
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
