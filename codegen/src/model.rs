//! The model, or intermediate representation: what of a spec becomes code, with every name decided.
//!
//! `Api` > [`Resource`] > [`Operation`], and beside them the [`Definition`]s that operations speak of. What reads the spec
//! writes these; what writes code reads only these.

use std::collections::BTreeMap;

/// Everything that is generated from one spec.
pub struct Api {
    pub resources: Vec<Resource>,
    pub definitions: Vec<Definition>,
    /// Operations that the spec has and the code has not.
    pub left_out: Vec<LeftOut>,
    /// What was read otherwise than it looks, a sentence each with its place.
    pub doubts: Vec<String>,
    /// The answers, bodies, parameters and fields that are, in whole or in part, whatever JSON they are: each one's place, and why.
    pub untyped: BTreeMap<String, &'static str>,
}

/// An operation that was left out, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    pub operation: String,
    pub reason: String,
}

/// The operations of one tag on one scope: `client.interconnects(account_id)`.
pub struct Resource {
    /// The struct.
    pub type_name: String,
    /// The method on `Client` that gives it.
    pub method: String,
    pub tag: String,
    pub description: Option<String>,
    /// The path parameter that the resource is bound to (`account_id`), where its paths begin with one.
    pub scope: Option<Parameter>,
    pub operations: Vec<Operation>,
}

/// An operation that will become a request builder and a method that gives it.
pub struct Operation {
    pub id: String,
    /// The builder's struct.
    pub type_name: String,
    /// The method on the resource.
    pub method: String,
    pub verb: Verb,
    pub path: String,
    /// What is in the query of every call.
    pub fixed_query: Vec<(String, String)>,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub deprecated: bool,
    /// Rust code that calls it, of a `client` and an `account_id`.
    pub example: Option<String>,
    /// The token permissions of which any one suffices.
    pub permissions: Vec<String>,
    /// In the order of the path's template, the resource's scope left out.
    pub path_parameters: Vec<Parameter>,
    pub query_parameters: Vec<Parameter>,
    pub header_parameters: Vec<Parameter>,
    pub body: Option<RequestBody>,
    pub response: Response,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
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
pub struct Parameter {
    /// On the wire.
    pub name: String,
    pub rust_name: String,
    /// Its `x-rust-name`.
    pub given: Option<String>,
    pub description: Option<String>,
    pub required: bool,
    pub ty: Type,
    pub style: ParameterStyle,
    /// Kept out of what a dry run shows.
    pub secret: bool,
}

/// How an array or object goes into a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `a=1&a=2`, and `x=1&y=2` for the object `a`.
    Exploded,
    /// `a=1,2`, by the separator, and `a=x,1,y,2` for an object.
    Joined(char),
    /// `a[x]=1&a[y]=2`
    Deep,
}

/// What an operation sends.
pub struct RequestBody {
    pub content: Content,
    /// The media type.
    pub media: String,
    pub required: bool,
}

pub enum Content {
    Json(Type),
    /// Bytes as they are.
    Bytes,
}

/// What an operation's success gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
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
pub struct Page {
    pub list: Type,
    pub item: Type,
    pub cursor: Type,
}

/// A type as a field, parameter, body or answer has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
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
    /// A definition, by its index.
    Named(usize),
}

impl Type {
    /// The definition that it names, or that what it holds names.
    pub fn definition(&self) -> Option<usize> {
        match self {
            Type::Named(index) => Some(*index),
            Type::Array(inner) | Type::Map(inner) | Type::Optional(inner) => inner.definition(),
            _ => None,
        }
    }

    /// The same where there may be none.
    pub fn optional(self) -> Type {
        match self {
            Type::Optional(_) => self,
            ty => Type::Optional(Box::new(ty)),
        }
    }
}

/// A type with a name of its own.
pub struct Definition {
    pub name: String,
    /// Where its schema stands, if it is one that stands somewhere.
    pub pointer: Option<String>,
    pub description: Option<String>,
    /// Of each of these one alternative has to be there, as its documentation says: `a` or (`b` and `c`).
    pub required_one_of: Vec<String>,
    pub shape: Shape,
    /// An operation sends it, by itself or within another.
    pub in_request: bool,
    /// It is sent, and it or what it holds has fields that only the API sets.
    pub has_read_only: bool,
}

pub enum Shape {
    /// An object with named members.
    Struct(Vec<Field>),
    /// One of some strings.
    Enum(Vec<EnumValue>),
    /// One of some objects, decided by a discriminator.
    Union(Union),
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// On the wire.
    pub name: String,
    pub rust_name: String,
    pub description: Option<String>,
    pub ty: Type,
    /// The type in Rust, with its `Option` and `Box`: from `typify.rs`.
    pub rust_type: String,
    /// Has to be there. Until `reach.rs` has been over it: if it goes this way at all.
    pub required: bool,
    /// A constructor takes it, though it need not be there: a response does not have it.
    pub only_constructed: bool,
    pub nullable: bool,
    /// It goes one way only.
    pub only: Option<Direction>,
    /// Kept out of `Debug`.
    pub secret: bool,
}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Request,
    Response,
}

impl Field {
    /// Whether the field always has a value; else it is an `Option`.
    pub fn always(&self) -> bool {
        self.required && !self.nullable
    }
}

pub struct EnumValue {
    pub value: String,
    pub rust_name: String,
}

pub struct Union {
    /// The discriminator: the member that says which variant an object is.
    pub discriminator: String,
    pub variants: Vec<Variant>,
}

pub struct Variant {
    /// The discriminator's value.
    pub value: String,
    pub rust_name: String,
    pub description: Option<String>,
    /// The definition of what the variant holds, without the discriminator.
    pub definition: usize,
    /// The variant's schema stands in the union itself: its fields are the variant's own.
    pub inline: bool,
    /// The variant can hold its own union, and so is boxed.
    pub recursive: bool,
}

impl Api {
    /// What is left out, and what was read otherwise than it looks, a sentence each.
    pub fn warnings(&self) -> impl Iterator<Item = String> {
        let left_out = self.left_out.iter();
        let left_out = left_out.map(|left_out| format!("{} is left out: {}", left_out.operation, left_out.reason));
        left_out.chain(self.doubts.iter().cloned())
    }

    pub fn fields(&self, definition: usize) -> &[Field] {
        match &self.definitions[definition].shape {
            Shape::Struct(fields) => fields,
            _ => &[],
        }
    }
}

impl Operation {
    /// The parameters in the query and in the headers.
    pub fn named_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.query_parameters.iter().chain(&self.header_parameters)
    }
}

impl Verb {
    pub const ALL: [(&'static str, Verb); 7] = [
        ("get", Verb::Get),
        ("post", Verb::Post),
        ("put", Verb::Put),
        ("patch", Verb::Patch),
        ("delete", Verb::Delete),
        ("head", Verb::Head),
        ("options", Verb::Options),
    ];

    pub fn as_str(self) -> &'static str {
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
