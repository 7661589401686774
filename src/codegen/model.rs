//! The model, or intermediate representation: what of a spec becomes code, with every name decided.
//!
//! `Api` > [`Resource`] > [`Operation`], and beside them the [`Definition`]s that operations speak of. What reads the spec
//! writes these; what writes code reads only these.

use std::collections::BTreeMap;

/// Everything that is generated from one spec.
pub(crate) struct Api {
    pub(crate) resources: Vec<Resource>,
    pub(crate) definitions: Vec<Definition>,
    /// Operations that the spec has and the code has not.
    pub(crate) left_out: Vec<LeftOut>,
    /// What was read otherwise than it looks, a sentence each with its place.
    pub(crate) doubts: Vec<String>,
    /// The answers, bodies and fields that are whatever JSON they are: each one's place, and why.
    pub(crate) untyped: BTreeMap<String, &'static str>,
}

/// An operation that was left out, and why.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LeftOut {
    pub(crate) operation: String,
    pub(crate) reason: String,
}

/// The operations of one tag on one scope: `client.interconnects(account_id)`.
pub(crate) struct Resource {
    /// The struct.
    pub(crate) type_name: String,
    /// The method on `Client` that gives it.
    pub(crate) method: String,
    pub(crate) tag: String,
    pub(crate) description: Option<String>,
    /// The path parameter that the resource is bound to (`account_id`), where its paths begin with one.
    pub(crate) scope: Option<Parameter>,
    pub(crate) operations: Vec<Operation>,
}

/// An operation that will become a request builder and a method that gives it.
pub(crate) struct Operation {
    pub(crate) id: String,
    /// The builder's struct.
    pub(crate) type_name: String,
    /// The method on the resource.
    pub(crate) method: String,
    pub(crate) verb: Verb,
    pub(crate) path: String,
    /// What is in the query of every call.
    pub(crate) fixed_query: Vec<(String, String)>,
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    /// Rust code that calls it, of a `client` and an `account_id`.
    pub(crate) example: Option<String>,
    /// The token permissions of which any one suffices.
    pub(crate) permissions: Vec<String>,
    /// In the order of the path's template, the resource's scope left out.
    pub(crate) path_parameters: Vec<Parameter>,
    pub(crate) query_parameters: Vec<Parameter>,
    pub(crate) header_parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) answer: Answer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
}

/// A path, query or header parameter.
#[derive(Clone)]
pub(crate) struct Parameter {
    /// On the wire.
    pub(crate) name: String,
    pub(crate) rust_name: String,
    pub(crate) description: Option<String>,
    pub(crate) required: bool,
    pub(crate) ty: Type,
    pub(crate) style: Style,
    /// Kept out of what a dry run shows.
    pub(crate) secret: bool,
}

/// How an array or object goes into a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `a=1&a=2`, and `x=1&y=2` for the object `a`.
    Exploded,
    /// `a=1,2`, by the separator, and `a=x,1,y,2` for an object.
    Joined(char),
    /// `a[x]=1&a[y]=2`
    Deep,
}

/// What an operation sends.
pub(crate) struct Body {
    pub(crate) content: Content,
    /// The media type.
    pub(crate) media: String,
    pub(crate) required: bool,
}

pub(crate) enum Content {
    Json(Type),
    /// Bytes as they are.
    Bytes,
}

/// What an operation's success gives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    /// JSON, decoded.
    Json(Type),
    /// JSON, decoded from the `result` of Cloudflare's envelope.
    Result(Type),
    /// A page of a list over `cursor` and `next`.
    Page(Page),
    /// No content, or content that says nothing: `()`.
    Empty,
    /// A body that is handed over as it comes, with the media types that are documented.
    Document(Vec<String>),
}

/// A page: the list type, its items' type and its cursor's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Page {
    pub(crate) list: Type,
    pub(crate) item: Type,
    pub(crate) cursor: Type,
}

/// A type as a field, parameter, body or answer has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    String,
    Bool,
    Signed,
    Unsigned,
    Number,
    /// Whatever JSON it is.
    Any,
    Array(Box<Type>),
    Map(Box<Type>),
    /// There may be none: an answer without content, or an item that is null. A field has words of its own for it.
    Optional(Box<Type>),
    /// A struct that would else contain itself; only a field is.
    Boxed(Box<Type>),
    /// A definition, by its index.
    Named(usize),
}

impl Type {
    /// The definition that it names, or that what it holds names.
    pub(crate) fn definition(&self) -> Option<usize> {
        match self {
            Type::Named(index) => Some(*index),
            Type::Array(inner) | Type::Map(inner) | Type::Optional(inner) | Type::Boxed(inner) => inner.definition(),
            _ => None,
        }
    }

    /// The same where there may be none.
    pub(crate) fn optional(self) -> Type {
        match self {
            Type::Optional(_) => self,
            ty => Type::Optional(Box::new(ty)),
        }
    }
}

/// A type with a name of its own.
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) shape: Shape,
    /// An operation sends it, by itself or within another.
    pub(crate) in_request: bool,
    /// It is sent, and it or what it holds has fields that only the API sets.
    pub(crate) has_read_only: bool,
}

pub(crate) enum Shape {
    /// An object with named members.
    Struct(Vec<Field>),
    /// One of some strings.
    Enum(Vec<EnumValue>),
    /// One of some objects, decided by a discriminator.
    Union(Union),
}

/// A member of an object.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// On the wire.
    pub(crate) name: String,
    pub(crate) rust_name: String,
    pub(crate) description: Option<String>,
    pub(crate) ty: Type,
    /// Has to be there. Until [`reach`](super::reach) has been over it: if it goes this way at all.
    pub(crate) required: bool,
    pub(crate) nullable: bool,
    /// It goes one way only.
    pub(crate) only: Option<Way>,
    /// Kept out of `Debug`.
    pub(crate) secret: bool,
}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Sent,
    Answered,
}

impl Field {
    /// Whether the field always has a value; else it is an `Option`.
    pub(crate) fn always(&self) -> bool {
        self.required && !self.nullable
    }
}

pub(crate) struct EnumValue {
    pub(crate) value: String,
    pub(crate) rust_name: String,
}

pub(crate) struct Union {
    /// The discriminator: the member that says which variant an object is.
    pub(crate) discriminator: String,
    pub(crate) variants: Vec<Variant>,
}

pub(crate) struct Variant {
    /// The discriminator's value.
    pub(crate) value: String,
    pub(crate) rust_name: String,
    pub(crate) description: Option<String>,
    /// The definition of what the variant holds, without the discriminator.
    pub(crate) definition: usize,
    /// The variant's schema stands in the union itself: its fields are the variant's own.
    pub(crate) inline: bool,
    /// The variant can hold its own union, and so is boxed.
    pub(crate) recursive: bool,
}

impl Api {
    /// What is left out, and what was read otherwise than it looks, a sentence each.
    pub(crate) fn warnings(&self) -> impl Iterator<Item = String> {
        let left_out = self.left_out.iter();
        let left_out = left_out.map(|left_out| format!("{} is left out: {}", left_out.operation, left_out.reason));
        left_out.chain(self.doubts.iter().cloned())
    }

    pub(crate) fn fields(&self, definition: usize) -> &[Field] {
        match &self.definitions[definition].shape {
            Shape::Struct(fields) => fields,
            _ => &[],
        }
    }
}

impl Operation {
    /// The parameters in the query and in the headers.
    pub(crate) fn named_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.query_parameters.iter().chain(&self.header_parameters)
    }
}

impl Verb {
    pub(crate) const ALL: [(&'static str, Verb); 7] = [
        ("get", Verb::Get),
        ("post", Verb::Post),
        ("put", Verb::Put),
        ("patch", Verb::Patch),
        ("delete", Verb::Delete),
        ("head", Verb::Head),
        ("options", Verb::Options),
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Put => "PUT",
            Verb::Patch => "PATCH",
            Verb::Delete => "DELETE",
            Verb::Head => "HEAD",
            Verb::Options => "OPTIONS",
        }
    }
}
