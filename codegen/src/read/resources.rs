//! Resources: which operations stand together, by their tag, on which account or zone, and what they are called.

use std::collections::BTreeMap;

use super::methods;
use super::operations::ReadOperation;
use super::selection::{Found, ScopeKind};
use crate::model::Resource;
use crate::names::{self, CLIENT_METHODS, Scope};
use crate::prose::{line, markdown};
use crate::spec::Node;

/// Operations by the resource that they are of: their tag, and what their paths are bound to.
#[derive(Default)]
pub(crate) struct Grouped(BTreeMap<(String, ScopeKind), Group>);

struct Group {
    tag: String,
    operations: Vec<ReadOperation>,
}

impl Grouped {
    pub(crate) fn add(&mut self, found: &Found<'_>, operation: ReadOperation) {
        let key = (names::tag_snake(&found.tag), ScopeKind::of(&found.template.path));
        let group = self.0.entry(key).or_insert_with(|| Group {
            tag: found.tag.clone(),
            operations: Vec::new(),
        });
        group.operations.push(operation);
    }

    /// The resources with all their names. `root` is the document, which describes its tags.
    pub(crate) fn resources(self, root: &Node<'_>, doubts: &mut Vec<String>) -> Vec<Resource> {
        let tags = root.get("tags").map(|tags| tags.elements()).unwrap_or_default();
        let mut type_names = Scope::default();
        let mut on_client = Scope::with_reserved(CLIENT_METHODS);
        let mut previous = None;
        let mut resources = Vec::new();
        for ((tag_name, kind), group) in self.0 {
            // The first scope of a tag has the plain name, any other says what it is.
            let plain = previous.replace(tag_name.clone()) != Some(tag_name.clone());
            let name = match kind {
                _ if plain => tag_name,
                ScopeKind::Zone => format!("zone_{tag_name}"),
                ScopeKind::Account | ScopeKind::None => format!("global_{tag_name}"),
            };
            let description = tags
                .iter()
                .find(|tag| tag.text("name") == Some(&group.tag))
                .and_then(|tag| tag.text("description"));
            let scope = group.operations.first().and_then(|operation| operation.scope.clone());
            resources.push(Resource {
                type_name: type_names.take(&names::resource(&name)),
                method: on_client.take_underscored(&names::identifier(&name, "r")),
                description: description.map(markdown),
                operations: methods::decide(group.operations, &group.tag, doubts),
                tag: line(&group.tag),
                scope,
            });
        }
        resources
    }
}
