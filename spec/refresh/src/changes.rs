//! The changes of a spec for programs, found by comparing two [`Api`]s, from which code is generated.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use cloudflare_interconnects_codegen::model::{
    Api, Content, Definition, Direction, EnumValue, Field, Operation, Parameter, ParameterStyle, RequestBody, Resource,
    Response, Shape, Type, Union,
};
use cloudflare_interconnects_codegen::write::fields::type_text;

/// A change.
#[derive(Debug)]
pub(crate) struct Change {
    /// Its subject: the place of an operation, or the pointer of a type's schema. It does not contain names from the overlay.
    pub(crate) subject: String,
    /// Whether a program may no longer compile, or may fail.
    pub(crate) breaks: bool,
    pub(crate) line: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.breaks { "breaks  " } else { "additive" };
        write!(f, "{word}  {}", self.line)
    }
}

/// All changes, breaking ones first.
pub(crate) fn between(before: &Api, after: &Api) -> Vec<Change> {
    let mut changes = Changes {
        before,
        after,
        renamed: HashMap::new(),
        subject: String::new(),
        found: Vec::new(),
    };
    changes.operations();
    changes.definitions();
    changes.found.sort_by_key(|change| !change.breaks);
    changes.found
}

/// Undocumented items, a line each.
pub(crate) fn undescribed(api: &Api) -> Vec<String> {
    let mut lines = Vec::new();
    let mut missing = |description: &Option<String>, what: String| {
        if description.as_deref().is_none_or(|text| text.trim().is_empty()) {
            lines.push(what);
        }
    };
    for resource in &api.resources {
        missing(&resource.description, format!("tag `{}`", resource.tag));
        if let Some(scope) = &resource.scope {
            missing(
                &scope.description,
                format!("parameter `{}` of tag `{}`", scope.name, resource.tag),
            );
        }
        for operation in &resource.operations {
            missing(&operation.summary, named(operation));
            for (_, parameter) in parameters(operation) {
                missing(
                    &parameter.description,
                    format!("parameter `{}` of {}", parameter.name, named(operation)),
                );
            }
        }
    }
    for definition in &api.definitions {
        missing(&definition.description, format!("type `{}`", definition.name));
        if let Shape::Struct(fields) = &definition.shape {
            for field in fields {
                missing(
                    &field.description,
                    format!("field `{}.{}`", definition.name, field.name),
                );
            }
        }
    }
    lines
}

/// An operation, for messages.
fn named(operation: &Operation) -> String {
    format!("operation `{} {}`", operation.verb.as_str(), operation.path)
}

fn parameters(operation: &Operation) -> impl Iterator<Item = (&'static str, &Parameter)> {
    fn placed<'a>(place: &'static str, list: &'a [Parameter]) -> impl Iterator<Item = (&'static str, &'a Parameter)> {
        list.iter().map(move |parameter| (place, parameter))
    }
    placed("path", &operation.path_parameters)
        .chain(placed("query", &operation.query_parameters))
        .chain(placed("header", &operation.header_parameters))
}

/// The identity of an operation: its method and path, without the names of parameters.
fn place(operation: &Operation) -> String {
    let segments = operation.path.split('/');
    let segments = segments.map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    format!("{} {}", operation.verb.as_str(), segments.collect::<Vec<_>>().join("/"))
}

struct Changes<'a> {
    before: &'a Api,
    after: &'a Api,
    /// Renamed types: old name -> new name.
    renamed: HashMap<&'a str, &'a str>,
    /// The subject of the next change.
    subject: String,
    found: Vec<Change>,
}

/// An operation with its resource.
type Offered<'a> = (&'a Resource, &'a Operation);

fn offered(api: &Api) -> Vec<Offered<'_>> {
    let resources = api.resources.iter();
    resources
        .flat_map(|resource| resource.operations.iter().map(move |operation| (resource, operation)))
        .collect()
}

/// How a program calls an operation.
fn call((resource, operation): Offered<'_>) -> String {
    format!("`client.{}(..).{}(..)`", resource.method, operation.method)
}

impl<'a> Changes<'a> {
    fn breaks(&mut self, line: String) {
        self.note(true, line);
    }

    fn additive(&mut self, line: String) {
        self.note(false, line);
    }

    /// Adds a change.
    fn note(&mut self, breaks: bool, line: String) {
        let subject = self.subject.clone();
        self.found.push(Change { subject, breaks, line });
    }

    /// A type of the old spec, with the new names.
    fn type_before(&self, ty: &Type) -> String {
        let text = type_text(self.before, ty);
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut out = String::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(length.max(rest.chars().next().map_or(0, char::len_utf8)));
            out.push_str(self.renamed.get(word).copied().unwrap_or(word));
            rest = behind;
        }
        out
    }

    fn type_after(&self, ty: &Type) -> String {
        type_text(self.after, ty)
    }

    fn operations(&mut self) {
        self.find_renamed();
        let (before, after) = (offered(self.before), offered(self.after));
        let mut paired: Vec<Option<usize>> = vec![None; before.len()];
        // First by place, then the rest by id.
        let keys: [fn(&Operation) -> String; 2] = [place, |operation| operation.id.clone()];
        for key in keys {
            for (position, (_, old)) in before.iter().enumerate() {
                let free = |at: &usize| !paired.contains(&Some(*at)) && key(after[*at].1) == key(old);
                if paired[position].is_none() {
                    paired[position] = (0..after.len()).find(free);
                }
            }
        }
        for (old, pair) in before.iter().zip(&paired) {
            self.subject = place(old.1);
            match pair {
                Some(at) => self.operation(*old, after[*at]),
                None => self.breaks(format!("{} removed: it was {}", named(old.1), call(*old))),
            }
        }
        for (at, new) in after.iter().enumerate() {
            if !paired.contains(&Some(at)) {
                self.subject = place(new.1);
                self.additive(format!("{} added, as {}", named(new.1), call(*new)));
            }
        }
    }

    fn operation(&mut self, old: Offered<'a>, new: Offered<'a>) {
        let of = named(new.1);
        if call(old) != call(new) {
            self.breaks(format!("{of}: {} is now {}", call(old), call(new)));
        }
        if old.0.type_name != new.0.type_name {
            self.breaks(format!("{of}: type `{}` is now `{}`", old.0.type_name, new.0.type_name));
        }
        let (old, new) = (old.1, new.1);
        if place(old) != place(new) {
            self.additive(format!("{of} was `{} {}`", old.verb.as_str(), old.path));
        }
        if old.type_name != new.type_name {
            self.breaks(format!("{of}: type `{}` is now `{}`", old.type_name, new.type_name));
        }
        if old.permissions != new.permissions {
            let list = new.permissions.join(", ");
            // A token fails if it only has a permission that is no longer accepted.
            let breaks = old.permissions.iter().any(|known| !new.permissions.contains(known));
            self.note(
                breaks && !new.permissions.is_empty(),
                format!("{of}: now needs one of the permissions {list}"),
            );
        }
        if old.deprecated != new.deprecated {
            let what = if new.deprecated {
                "deprecated"
            } else {
                "no longer deprecated"
            };
            self.additive(format!("{of}: {what}"));
        }
        if old.fixed_query != new.fixed_query {
            let pairs = |query: &[(String, String)]| {
                let pairs = query.iter().map(|(name, value)| format!("`{name}={value}`"));
                let pairs = pairs.collect::<Vec<_>>();
                match pairs.is_empty() {
                    true => "nothing".to_owned(),
                    false => pairs.join(" and "),
                }
            };
            let (was, is) = (pairs(&old.fixed_query), pairs(&new.fixed_query));
            self.breaks(format!("{of}: the fixed query is now {is}, was {was}"));
        }
        self.parameters(&of, old, new);
        self.body(&of, old, new);
        let (was, is) = (self.response(old, true), self.response(new, false));
        if was != is {
            self.breaks(format!("{of}: now returns {is}, was {was}"));
        }
    }

    fn parameters(&mut self, of: &str, old: &'a Operation, new: &'a Operation) {
        // Programs do not use the names of path parameters.
        let order = |operation: &Operation| operation.path_parameters.len();
        if order(old) != order(new) {
            self.breaks(format!(
                "{of}: now takes {} path parameters, was {}",
                order(new),
                order(old)
            ));
        }
        for (was, is) in old.path_parameters.iter().zip(&new.path_parameters) {
            let (ty_was, ty_is) = (self.type_before(&was.ty), self.type_after(&is.ty));
            if ty_was != ty_is {
                let name = &is.name;
                self.breaks(format!(
                    "path parameter `{name}` of {of}: type `{ty_was}` is now `{ty_is}`"
                ));
            }
        }
        let settable = |operation: &'a Operation| parameters(operation).filter(|(place, _)| *place != "path");
        let find = |operation: &'a Operation, place: &str, name: &str| {
            let mut all = settable(operation);
            all.find(|(at, parameter)| *at == place && parameter.name == name)
        };
        for (place, was) in settable(old) {
            let what = format!("{place} parameter `{}` of {of}", was.name);
            let Some((_, is)) = find(new, place, &was.name) else {
                self.breaks(format!("{what} removed"));
                continue;
            };
            self.named(&what, (&was.rust_name, &was.ty), (&is.rust_name, &is.ty));
            if was.required != is.required {
                self.breaks(format!("{what}: now {}", required(is.required)));
            }
            if was.secret != is.secret {
                let word = if is.secret { "a secret" } else { "not a secret" };
                self.additive(format!("{what}: now {word}"));
            }
            let is_plain = |ty: &Type| !matches!(ty, Type::Array(_) | Type::Map(_) | Type::Named(_));
            if was.style != is.style && !is_plain(&is.ty) {
                let (was, is) = (style(was.style), style(is.style));
                self.breaks(format!("{what}: now sent as `{is}`, was `{was}`"));
            }
        }
        for (place, is) in settable(new) {
            if find(old, place, &is.name).is_none() {
                let ty = self.type_after(&is.ty);
                let line = format!(
                    "{place} parameter `{}` of {of} added: `{ty}`, {}",
                    is.name,
                    required(is.required)
                );
                self.note(is.required, line);
            }
        }
    }

    fn body(&mut self, of: &str, old: &Operation, new: &Operation) {
        let content = |body: &RequestBody, ty: &dyn Fn(&Type) -> String| match &body.content {
            Content::Json(sent) => format!("`{}` as `{}`", ty(sent), body.media),
            Content::Bytes => format!("bytes of `{}`", body.media),
        };
        match (&old.body, &new.body) {
            (None, None) => {}
            (Some(_), None) => self.breaks(format!("{of}: no longer takes a body")),
            (None, Some(body)) => {
                let what = content(body, &|ty| self.type_after(ty));
                self.note(
                    body.required,
                    format!("{of}: now takes a body: {what}, {}", required(body.required)),
                );
            }
            (Some(was), Some(is)) => {
                let (what_was, what_is) = (
                    content(was, &|ty| self.type_before(ty)),
                    content(is, &|ty| self.type_after(ty)),
                );
                if what_was != what_is {
                    self.breaks(format!("{of}: the body is now {what_is}, was {what_was}"));
                }
                if was.required != is.required {
                    self.breaks(format!("{of}: the body is now {}", required(is.required)));
                }
            }
        }
    }

    fn response(&self, operation: &Operation, before: bool) -> String {
        let ty = |ty: &Type| match before {
            true => self.type_before(ty),
            false => self.type_after(ty),
        };
        match &operation.response {
            Response::Json(body) => format!("`{}`", ty(body)),
            Response::Result(body) => format!("`{}` in an envelope", ty(body)),
            Response::Page(page) => format!("pages `{}` of `{}`", ty(&page.list), ty(&page.item)),
            Response::Empty => "nothing".to_owned(),
            Response::Document(media) => format!("a document ({})", media.join(", ")),
        }
    }

    /// A removed type and an added type with the same shape are a renamed type.
    fn find_renamed(&mut self) {
        let gone = without(self.before, self.after);
        let mut new = without(self.after, self.before);
        for old in gone {
            let same = |other: &&Definition| shape(self.before, old) == shape(self.after, other);
            if let Some(at) = new.iter().position(same) {
                self.renamed.insert(&old.name, &new.swap_remove(at).name);
            }
        }
    }

    fn definitions(&mut self) {
        let after: BTreeMap<&str, &Definition> = self
            .after
            .definitions
            .iter()
            .map(|definition| (definition.name.as_str(), definition))
            .collect();
        let mut met = HashSet::new();
        for old in &self.before.definitions {
            let name = self.renamed.get(old.name.as_str()).copied().unwrap_or(&old.name);
            self.subject = subject(old);
            let Some(new) = after.get(name) else {
                self.breaks(format!("type `{}` removed", old.name));
                continue;
            };
            met.insert(name);
            if name != old.name {
                self.breaks(format!("type `{}` is now `{name}`", old.name));
            }
            if old.in_request != new.in_request {
                let what = if new.in_request {
                    "is now sent"
                } else {
                    "is no longer sent, so it has no setters"
                };
                self.note(!new.in_request, format!("type `{name}` {what}"));
            }
            for alternatives in &new.required_one_of {
                if !old.required_one_of.contains(alternatives) {
                    self.note(new.in_request, format!("type `{name}`: now requires {alternatives}"));
                }
            }
            for alternatives in &old.required_one_of {
                if !new.required_one_of.contains(alternatives) {
                    self.additive(format!("type `{name}`: no longer requires {alternatives}"));
                }
            }
            match (&old.shape, &new.shape) {
                (Shape::Struct(was), Shape::Struct(is)) => self.fields(new, was, is),
                (Shape::Enum(was), Shape::Enum(is)) => self.values(name, was, is),
                (Shape::Union(was), Shape::Union(is)) => self.union(name, was, is),
                (was, is) => self.breaks(format!("type `{name}`: now {}, was {}", kind(is), kind(was))),
            }
        }
        for new in &self.after.definitions {
            if !met.contains(new.name.as_str()) {
                self.subject = subject(new);
                self.additive(format!("type `{}` added, {}", new.name, kind(&new.shape)));
            }
        }
    }

    fn fields(&mut self, of: &Definition, old: &[Field], new: &[Field]) {
        for was in old {
            self.subject = format!("{}/{}", subject(of), was.name);
            let what = format!("field `{}.{}`", of.name, was.name);
            let Some(is) = new.iter().find(|field| field.name == was.name) else {
                self.breaks(format!("{what} removed"));
                continue;
            };
            self.named(&what, (&was.rust_name, &was.ty), (&is.rust_name, &is.ty));
            if was.required != is.required {
                self.breaks(format!("{what}: now {}{}", required(is.required), policy(of, is)));
            }
            if was.only != is.only {
                let (line, breaks) = match is.only {
                    None => ("now sent and received", false),
                    Some(Direction::Request) => ("now only sent", true),
                    Some(Direction::Response) => ("now read-only, so it is not sent and has no setter", true),
                };
                self.note(breaks, format!("{what}: {line}"));
            }
            if was.only_constructed != is.only_constructed {
                let verb = if is.only_constructed {
                    "now takes it"
                } else {
                    "no longer takes it"
                };
                self.breaks(format!("{what}: the constructor {verb}"));
            }
            if was.nullable != is.nullable {
                let line = format!("{what}: now {}", if is.nullable { "nullable" } else { "not nullable" });
                // For an optional field, null and absent differ only in requests.
                self.note(was.always() != is.always() || of.in_request, line);
            }
            if was.secret != is.secret {
                let line = format!("{what}: now {}", if is.secret { "a secret" } else { "not a secret" });
                self.additive(line);
            }
        }
        for is in new {
            if !old.iter().any(|field| field.name == is.name) {
                self.subject = format!("{}/{}", subject(of), is.name);
                let ty = self.type_after(&is.ty);
                let (what, policy) = (required(is.required), policy(of, is));
                let line = format!("field `{}.{}` added: `{ty}`, {what}{policy}", of.name, is.name);
                self.note(is.always(), line);
            }
        }
    }

    fn values(&mut self, of: &str, old: &[EnumValue], new: &[EnumValue]) {
        for was in old {
            let what = format!("value `{}` of `{of}`", was.value);
            match new.iter().find(|value| value.value == was.value) {
                None => self.breaks(format!("{what} removed: it was `{}`", was.rust_name)),
                Some(is) if is.rust_name != was.rust_name => {
                    self.breaks(format!("{what}: `{}` is now `{}`", was.rust_name, is.rust_name));
                }
                Some(_) => {}
            }
        }
        for is in new {
            if !old.iter().any(|value| value.value == is.value) {
                self.additive(format!("value `{}` of `{of}` added, as `{}`", is.value, is.rust_name));
            }
        }
    }

    fn union(&mut self, of: &str, old: &Union, new: &Union) {
        if old.discriminator != new.discriminator {
            let (was, is) = (&old.discriminator, &new.discriminator);
            self.breaks(format!("type `{of}`: the discriminator is now `{is}`, was `{was}`"));
        }
        for was in &old.variants {
            let what = format!("variant `{}` of `{of}`", was.value);
            let Some(is) = new.variants.iter().find(|variant| variant.value == was.value) else {
                self.breaks(format!("{what} removed: it was `{}`", was.rust_name));
                continue;
            };
            if was.rust_name != is.rust_name {
                self.breaks(format!("{what}: `{}` is now `{}`", was.rust_name, is.rust_name));
            }
            let held = (
                self.type_before(&Type::Named(was.definition)),
                was.inline,
                was.recursive,
            );
            let holds = (self.type_after(&Type::Named(is.definition)), is.inline, is.recursive);
            if held != holds {
                self.breaks(format!("{what}: now holds {}, was {}", holding(holds), holding(held)));
            }
        }
        for is in &new.variants {
            if !old.variants.iter().any(|variant| variant.value == is.value) {
                self.additive(format!("variant `{}` of `{of}` added, as `{}`", is.value, is.rust_name));
            }
        }
    }

    /// Compares the name and type of a parameter or field.
    fn named(&mut self, what: &str, was: (&str, &Type), is: (&str, &Type)) {
        if was.0 != is.0 {
            self.breaks(format!("{what}: `{}` is now `{}`", was.0, is.0));
        }
        let (ty_was, ty_is) = (self.type_before(was.1), self.type_after(is.1));
        if ty_was != ty_is {
            self.breaks(format!("{what}: type `{ty_was}` is now `{ty_is}`"));
        }
    }
}

/// The subject of a type's changes.
fn subject(definition: &Definition) -> String {
    definition.pointer.clone().unwrap_or_else(|| definition.name.clone())
}

/// The definitions of an API whose names another API does not have.
fn without<'a>(api: &'a Api, other: &Api) -> Vec<&'a Definition> {
    let known = |definition: &&Definition| !other.definitions.iter().any(|other| other.name == definition.name);
    api.definitions.iter().filter(known).collect()
}

/// A definition without its name and prose.
fn shape(api: &Api, definition: &Definition) -> String {
    match &definition.shape {
        Shape::Struct(fields) => {
            let fields = fields.iter().map(|field| {
                format!(
                    "{} {} {} {}",
                    field.name,
                    type_text(api, &field.ty),
                    field.required,
                    field.nullable
                )
            });
            format!("struct {}", fields.collect::<Vec<_>>().join(", "))
        }
        Shape::Enum(values) => {
            let values = values.iter().map(|value| value.value.as_str());
            format!("enum {}", values.collect::<Vec<_>>().join(", "))
        }
        Shape::Union(union) => {
            let variants = union.variants.iter().map(|variant| variant.value.as_str());
            format!(
                "union {} {}",
                union.discriminator,
                variants.collect::<Vec<_>>().join(", ")
            )
        }
    }
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Struct(_) => "a struct",
        Shape::Enum(_) => "an enum",
        Shape::Union(_) => "a union",
    }
}

fn holding((ty, inline, boxed): (String, bool, bool)) -> String {
    let own = if inline { "its own fields, as in " } else { "" };
    let boxed = if boxed { ", boxed" } else { "" };
    format!("{own}`{ty}`{boxed}")
}

/// How a parameter `a` is sent.
fn style(style: ParameterStyle) -> String {
    match style {
        ParameterStyle::Exploded => "a=1&a=2".to_owned(),
        ParameterStyle::Joined(separator) => format!("a=1{separator}2"),
        ParameterStyle::Deep => "a[x]=1".to_owned(),
    }
}

fn required(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

/// What a required field means for programs.
fn policy(of: &Definition, field: &Field) -> &'static str {
    match (field.always(), of.in_request) {
        (false, _) => "",
        (true, true) => " (its constructor takes it)",
        (true, false) => {
            " (a response without it cannot be decoded: make it optional in the overlay, by the policy on `required`)"
        }
    }
}
