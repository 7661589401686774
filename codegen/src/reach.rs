//! Reach: which definitions are sent, which are received, and which unions contain themselves. Only the whole [`Api`] shows it.

use std::collections::HashSet;

use crate::model::{Api, Direction, Field, Operation, Response, Shape, Type};

/// Marks the definitions that are sent, the fields that are required, and the variants that need a `Box`.
pub(crate) fn mark_reach(api: &mut Api) {
    let all = 0..api.definitions.len();
    let edges: Vec<Vec<usize>> = all
        .clone()
        .map(|index| neighbours(api, index, Type::definition))
        .collect();
    let lead = |open: Vec<usize>| reached(open, |index| edges[index].clone());
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for operation in api.resources.iter().flat_map(|resource| &resource.operations) {
        sent.extend(operation.json_body().and_then(Type::definition));
        sent.extend(
            operation
                .named_parameters()
                .filter_map(|parameter| parameter.ty.definition()),
        );
        received.extend(match &operation.response {
            Response::Json(ty) | Response::Result(ty) => ty.definition(),
            Response::Page(page) => page.list.definition(),
            Response::Empty | Response::Document(_) => None,
        });
    }
    let (sent, received) = (lead(sent), lead(received));
    let is_read_only = |field: &Field| field.only == Some(Direction::Response);
    let has_read_only = |index: &usize| api.fields(*index).iter().any(is_read_only);
    let has_read_only = all.map(|index| sent.contains(&index) && lead(vec![index]).iter().any(has_read_only));
    let has_read_only: Vec<bool> = has_read_only.collect();
    for (index, definition) in api.definitions.iter_mut().enumerate() {
        let (sent, received) = (sent.contains(&index), received.contains(&index));
        (definition.in_request, definition.has_read_only) = (sent, has_read_only[index]);
        let Shape::Struct(fields) = &mut definition.shape else {
            continue;
        };
        for field in fields {
            // A field that goes one way only is absent on the other.
            let is_absent = match field.only {
                Some(Direction::Response) => sent,
                Some(Direction::Request) => received,
                None => false,
            };
            field.required = field.listed && !is_absent;
            field.only_constructed = field.listed && sent && received && field.only == Some(Direction::Request);
        }
    }
    mark_recursive(api);
}

/// typify boxes a struct that contains itself. Unions are not its own, so they are boxed here.
fn mark_recursive(api: &mut Api) {
    let by_value = |ty: &Type| match ty {
        Type::Named(index) => Some(*index),
        _ => None,
    };
    let edges: Vec<Vec<usize>> = (0..api.definitions.len())
        .map(|index| neighbours(api, index, by_value))
        .collect();
    for (index, definition) in api.definitions.iter_mut().enumerate() {
        let Shape::Union(union) = &mut definition.shape else {
            continue;
        };
        for variant in &mut union.variants {
            let held = reached(vec![variant.definition], |index| edges[index].clone());
            variant.recursive = held.contains(&index);
            // Only a named struct can be boxed.
            variant.inline &= !variant.recursive;
        }
    }
}

/// The definitions that an operation's body leads to.
pub(crate) fn body_definitions(api: &Api, operation: &Operation) -> HashSet<usize> {
    let body = operation.json_body().and_then(Type::definition);
    reached(body.into_iter().collect(), |index| {
        neighbours(api, index, Type::definition)
    })
}

/// The definitions that those in `open` lead to, themselves included.
fn reached(mut open: Vec<usize>, neighbours: impl Fn(usize) -> Vec<usize>) -> HashSet<usize> {
    let mut reached = HashSet::new();
    while let Some(index) = open.pop() {
        if reached.insert(index) {
            open.extend(neighbours(index));
        }
    }
    reached
}

/// The definitions that a definition's fields and variants name, where `named` finds the one of a type.
fn neighbours(api: &Api, index: usize, named: impl Fn(&Type) -> Option<usize>) -> Vec<usize> {
    match &api.definitions[index].shape {
        Shape::Struct(fields) => fields.iter().filter_map(|field| named(&field.ty)).collect(),
        Shape::Enum(_) => Vec::new(),
        Shape::Union(union) => union.variants.iter().map(|variant| variant.definition).collect(),
    }
}
