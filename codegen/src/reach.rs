//! Reach: which definitions are sent, which are received, and which unions contain themselves. Only the whole of the [`Api`] shows it.

use crate::model::{Api, Content, Direction, Field, Operation, Response, Shape, Type};

/// Marks the definitions that a request leads to, what has to be there, and the variants that have to be boxed.
pub(crate) fn mark_reach(api: &mut Api) {
    let edges: Vec<Vec<usize>> = (0..api.definitions.len())
        .map(|index| neighbours(api, index, false))
        .collect();
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for operation in api.resources.iter().flat_map(|resource| &resource.operations) {
        if let Some(Content::Json(ty)) = operation.body.as_ref().map(|body| &body.content) {
            sent.extend(ty.definition());
        }
        sent.extend(
            operation
                .named_parameters()
                .filter_map(|parameter| parameter.ty.definition()),
        );
        match &operation.response {
            Response::Json(ty) | Response::Result(ty) => received.extend(ty.definition()),
            Response::Page(page) => received.extend(page.list.definition()),
            Response::Empty | Response::Document(_) => {}
        }
    }
    let [sent, received] = [sent, received].map(|open| reached(open, &edges));
    for (index, definition) in api.definitions.iter_mut().enumerate() {
        definition.in_request = sent[index];
        let Shape::Struct(fields) = &mut definition.shape else {
            continue;
        };
        for field in fields {
            // What goes one way only is not there on the other.
            field.only_constructed =
                field.required && field.only == Some(Direction::Request) && sent[index] && received[index];
            field.required &= match field.only {
                Some(Direction::Response) => !sent[index],
                Some(Direction::Request) => !received[index],
                None => true,
            };
        }
    }
    mark_read_only(api);
    mark_recursive(api);
}

/// Marks the definitions that are sent and have fields that only the API sets, by themselves or in what they hold.
fn mark_read_only(api: &mut Api) {
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); api.definitions.len()];
    let mut open = Vec::new();
    for (index, definition) in api
        .definitions
        .iter()
        .enumerate()
        .filter(|(_, definition)| definition.in_request)
    {
        neighbours(api, index, false)
            .into_iter()
            .for_each(|held| holders[held].push(index));
        let is_read_only = |field: &Field| field.only == Some(Direction::Response);
        if let Shape::Struct(fields) = &definition.shape
            && fields.iter().any(is_read_only)
        {
            open.push(index);
        }
    }
    for (definition, has_read_only) in api.definitions.iter_mut().zip(reached(open, &holders)) {
        definition.has_read_only = has_read_only;
    }
}

/// Which definitions those that are `open` lead to, themselves included.
fn reached(mut open: Vec<usize>, edges: &[Vec<usize>]) -> Vec<bool> {
    let mut reached = vec![false; edges.len()];
    while let Some(index) = open.pop() {
        if !std::mem::replace(&mut reached[index], true) {
            open.extend(&edges[index]);
        }
    }
    reached
}

/// The definitions that an operation's body leads to, each once.
pub(crate) fn body_definitions(api: &Api, operation: &Operation) -> Vec<usize> {
    let mut open: Vec<usize> = Vec::new();
    if let Some(Content::Json(ty)) = operation.body.as_ref().map(|body| &body.content) {
        open.extend(ty.definition());
    }
    let (mut seen, mut reached) = (vec![false; api.definitions.len()], Vec::new());
    while let Some(index) = open.pop() {
        if !std::mem::replace(&mut seen[index], true) {
            reached.push(index);
            open.extend(neighbours(api, index, false));
        }
    }
    reached
}

/// The definitions that a definition's fields or variants name; with `by_value`, those that it holds without an array, a
/// map or an allocation between.
fn neighbours(api: &Api, index: usize, by_value: bool) -> Vec<usize> {
    let named = |ty: &Type| match (ty, by_value) {
        (Type::Named(index), _) => Some(*index),
        (_, true) => None,
        (ty, false) => ty.definition(),
    };
    match &api.definitions[index].shape {
        Shape::Struct(fields) => fields.iter().filter_map(|field| named(&field.ty)).collect(),
        Shape::Enum(_) => Vec::new(),
        Shape::Union(union) => union.variants.iter().map(|variant| variant.definition).collect(),
    }
}

/// typify boxes a struct that contains itself; a union that does is ours.
fn mark_recursive(api: &mut Api) {
    let edges: Vec<Vec<usize>> = (0..api.definitions.len())
        .map(|index| neighbours(api, index, true))
        .collect();
    let component = components(&edges);
    for (index, definition) in api.definitions.iter_mut().enumerate() {
        let Shape::Union(union) = &mut definition.shape else {
            continue;
        };
        for variant in &mut union.variants {
            variant.recursive = component[variant.definition] == component[index];
            // A box needs something with a name in it.
            variant.inline &= !variant.recursive;
        }
    }
}

/// The strongly connected component of each node, by Tarjan's algorithm: two nodes that lead to each other share one.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let (mut order, mut low) = (vec![UNSEEN; edges.len()], vec![UNSEEN; edges.len()]);
    let mut component = vec![UNSEEN; edges.len()];
    let (mut stack, mut next) = (Vec::new(), 0);
    for root in 0..edges.len() {
        // A node and how many of its edges have been followed, instead of recursion: a spec may nest as deep as it likes.
        let mut path = if order[root] == UNSEEN {
            vec![(root, 0)]
        } else {
            Vec::new()
        };
        while let Some((node, followed)) = path.pop() {
            if followed == 0 {
                (order[node], low[node]) = (next, next);
                next += 1;
                stack.push(node);
            }
            if let Some(&target) = edges[node].get(followed) {
                path.push((node, followed + 1));
                if order[target] == UNSEEN {
                    path.push((target, 0));
                } else if component[target] == UNSEEN {
                    low[node] = low[node].min(order[target]);
                }
                continue;
            }
            if low[node] == order[node] {
                while let Some(member) = stack.pop() {
                    component[member] = node;
                    if member == node {
                        break;
                    }
                }
            }
            if let Some(&(parent, _)) = path.last() {
                low[parent] = low[parent].min(low[node]);
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use crate::reach::components;

    #[test]
    fn nodes_that_lead_to_each_other_share_a_component() {
        let component = components(&[vec![1], vec![2], vec![0, 3], vec![4], vec![], vec![5]]);
        assert!(component[0] == component[1] && component[1] == component[2]);
        assert!(component[2] != component[3] && component[3] != component[4] && component[4] != component[5]);
    }
}
