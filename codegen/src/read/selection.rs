//! Selection: which operations of a document are asked for, by the beginning of their path, and which schemas they lead to.

use std::collections::{BTreeSet, HashMap};

use super::references;
use super::template::Template;
use crate::model::{LeftOut, Verb};
use crate::names::Scope;
use crate::prose::line;
use crate::spec::{Node, Result};

/// An operation as the document has it.
pub(crate) struct Found<'a> {
    pub(crate) id: String,
    pub(crate) tag: String,
    pub(crate) template: Template,
    pub(crate) verb: Verb,
    pub(crate) node: Node<'a>,
    /// Of the operation and of its path, resolved; the operation's own win.
    pub(crate) parameters: Vec<Node<'a>>,
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
        self.node.get("responses").map(|all| all.members()).unwrap_or_default()
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
    for (path, item) in paths.members() {
        if !is_selected(path, prefixes) {
            continue;
        }
        let template = Template::read(path, &item)?;
        let item = item.resolve()?;
        for key in UNSENT {
            if let Some(node) = item.get(key) {
                left_out.push(LeftOut {
                    operation: ids.of(&node, key, path)?,
                    reason: format!("its method is {}", key.to_ascii_uppercase()),
                });
            }
        }
        for (key, verb) in Verb::ALL {
            let Some(node) = item.get(key) else { continue };
            node.object()?;
            let id = ids.of(&node, key, path)?;
            let mut parameters: Vec<Node<'a>> = Vec::new();
            for list in [node.get("parameters"), item.get("parameters")].into_iter().flatten() {
                for parameter in list.elements() {
                    let parameter = parameter.resolve()?;
                    let same = |known: &Node<'a>| {
                        known.text("name") == parameter.text("name") && known.text("in") == parameter.text("in")
                    };
                    if !parameters.iter().any(same) {
                        parameters.push(parameter);
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
                node,
                parameters,
            });
        }
    }
    if found.is_empty() && left_out.is_empty() {
        return Err(paths.error(
            format!(
                "none of its {} paths begins with {}",
                paths.members().len(),
                prefixes.join(" or ")
            ),
            format!("set {PATHS} to other path prefixes, of which whole segments are compared, or to `*` for all"),
        ));
    }
    Ok((found, left_out))
}

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
    fn of(&mut self, node: &Node<'_>, key: &str, path: &str) -> Result<String> {
        let id = match node.text("operationId") {
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
    let behind = if ScopeKind::of(path) == ScopeKind::None { 0 } else { 1 };
    fixed
        .get(behind)
        .or(fixed.first())
        .map_or_else(|| "api".to_owned(), |segment| (*segment).to_owned())
}

/// The component schemas that parameters, bodies and successes lead to.
pub(crate) fn reachable(found: &[Found<'_>]) -> Result<BTreeSet<String>> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<Node<'_>> = Vec::new();
    for found in found {
        open.extend(found.parameters.iter().cloned());
        open.extend(found.node.get("requestBody"));
        open.extend(found.successes()?.into_iter().map(|(_, node)| node));
    }
    while let Some(node) = open.pop() {
        let names_are_free = node.pointer.ends_with("/properties");
        if let Some(reference) = node.reference()
            && seen.insert(reference.to_owned())
        {
            open.push(node.lookup(reference)?);
        }
        // Of a discriminator.
        let mapping = node.get("mapping").filter(|_| node.text("propertyName").is_some());
        for (_, target) in mapping.map(|mapping| mapping.members()).unwrap_or_default() {
            let reference = references::mapped(target.str()?);
            if !seen.contains(&reference) {
                open.push(target.lookup(&reference)?);
                seen.insert(reference);
            }
        }
        open.extend(node.elements());
        open.extend(
            node.members()
                .into_iter()
                .filter(|(key, _)| names_are_free || !matches!(*key, "example" | "examples" | "default"))
                .map(|(_, node)| node),
        );
    }
    Ok(seen)
}

/// Which leading pair of segments binds a resource.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ScopeKind {
    Account,
    Zone,
    None,
}

impl ScopeKind {
    pub(crate) fn of(path: &str) -> Self {
        let mut segments = path.split('/').skip(1);
        match (segments.next(), segments.next()) {
            (Some("accounts"), Some(id)) if id.starts_with('{') && id.ends_with('}') => ScopeKind::Account,
            (Some("zones"), Some(id)) if id.starts_with('{') && id.ends_with('}') => ScopeKind::Zone,
            _ => ScopeKind::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::sample::{assert_has, code, spec};

    #[test]
    fn only_the_selected_paths_and_what_they_reach_are_generated() {
        let operation = |schema: &str| json!({ "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } } } } });
        let thing = |name: &str| json!({ "type": "object", "properties": { name: { "type": "string" } } });
        let code = code(&spec(
            json!({ "/accounts/{account_identifier}/cni/a": { "get": operation("x_In") }, "/accounts/{account_id}/cnix": { "get": operation("x_Out") } }),
            json!({ "x_In": thing("a"), "x_Out": thing("b") }),
        ));
        assert_has(&code, &["pub struct In "]);
        assert!(!code.contains("Out"), "{code}");
    }
}
