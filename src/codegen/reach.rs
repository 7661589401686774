//! What only the whole of the [`Api`] shows: which definitions are sent, and which unions contain themselves.

use super::model::{Api, Shape, Type};

/// Marks the definitions that a request leads to, and the variants that have to be boxed.
pub(crate) fn mark(api: &mut Api) {
    let edges: Vec<Vec<usize>> = (0..api.definitions.len())
        .map(|index| neighbours(api, index, false))
        .collect();
    let mut open: Vec<usize> = Vec::new();
    for operation in api.resources.iter().flat_map(|resource| &resource.operations) {
        if let Some(body) = &operation.body {
            named(&body.ty, false, &mut open);
        }
    }
    while let Some(index) = open.pop() {
        if !std::mem::replace(&mut api.definitions[index].in_request, true) {
            open.extend(&edges[index]);
        }
    }
    mark_recursive(api);
}

/// The definitions that a definition's fields or variants name; with `by_value`, those that it holds without an array, a
/// map or an allocation between.
fn neighbours(api: &Api, index: usize, by_value: bool) -> Vec<usize> {
    let mut found = Vec::new();
    match &api.definitions[index].shape {
        Shape::Struct(fields) => fields.iter().for_each(|field| named(&field.ty, by_value, &mut found)),
        Shape::Enum(_) => {}
        Shape::Union(union) => found.extend(union.variants.iter().map(|variant| variant.definition)),
    }
    found
}

fn named(ty: &Type, by_value: bool, found: &mut Vec<usize>) {
    match ty {
        Type::Named(index) => found.push(*index),
        Type::Array(inner) | Type::Map(inner) if !by_value => named(inner, by_value, found),
        _ => {}
    }
}

/// typify boxes a struct that contains itself; a union that does is ours.
fn mark_recursive(api: &mut Api) {
    let edges: Vec<Vec<usize>> = (0..api.definitions.len())
        .map(|index| neighbours(api, index, true))
        .collect();
    for index in 0..api.definitions.len() {
        let Shape::Union(union) = &api.definitions[index].shape else {
            continue;
        };
        let recursive: Vec<bool> = union
            .variants
            .iter()
            .map(|variant| leads_to(&edges, variant.definition, index))
            .collect();
        let Shape::Union(union) = &mut api.definitions[index].shape else {
            continue;
        };
        for (variant, recursive) in union.variants.iter_mut().zip(recursive) {
            variant.recursive = recursive;
            // A box needs something with a name in it.
            variant.inline &= !recursive;
        }
    }
}

fn leads_to(edges: &[Vec<usize>], from: usize, to: usize) -> bool {
    let mut seen = vec![false; edges.len()];
    let mut open = vec![from];
    while let Some(index) = open.pop() {
        if index == to {
            return true;
        }
        if !std::mem::replace(&mut seen[index], true) {
            open.extend(&edges[index]);
        }
    }
    false
}
