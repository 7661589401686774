//! The model, or intermediate representation: the part of a spec that becomes code, with every name decided.
//!
//! `Api` > [`Resource`] > [`Operation`], and beside them the [`Definition`]s of the types that operations use. The stages that read the
//! spec build it; [`mod@crate::write`] turns it into code.

use std::collections::BTreeMap;

/// Everything that is generated from one spec.
pub struct Api {
    pub resources: Vec<Resource>,
    pub definitions: Vec<Definition>,
    /// Operations of the spec that are not generated.
    pub left_out: Vec<LeftOut>,
    /// Doubtful places of the spec: a JSON pointer and a sentence each.
    pub warnings: Vec<String>,
    /// The responses, bodies, parameters and fields that are partly or wholly untyped JSON: JSON pointer and reason.
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
    /// The method of `Client` that returns it.
    pub method: String,
    pub tag: String,
    pub description: Option<String>,
    /// The path parameter that the resource is bound to (`account_id`), where its paths begin with one.
    pub scope: Option<Parameter>,
    pub operations: Vec<Operation>,
}

/// An operation, which becomes a request builder and a method that returns it.
pub struct Operation {
    pub id: String,
    /// The builder's struct.
    pub type_name: String,
    /// The method on the resource.
    pub method: String,
    pub verb: Verb,
    pub path: String,
    /// Pairs in the query of every call.
    pub fixed_query: Vec<(String, String)>,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub deprecated: bool,
    /// Rust code that calls it, with a `client` and an `account_id`.
    pub example: Option<String>,
    /// Token permissions; any one of them suffices.
    pub permissions: Vec<String>,
    /// In the order of the path template, without the resource's scope.
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
    /// Used in a query only.
    pub style: ParameterStyle,
    /// Redacted in dry runs and logs.
    pub secret: bool,
}

/// Where a parameter with a name is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Query,
    Header,
}

/// How an array or object is written in a query.
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

/// What a successful operation returns.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// JSON, decoded.
    Json(Type),
    /// JSON, decoded from the `result` of Cloudflare's envelope.
    Result(Type),
    /// A page of a list over `cursor` and `next`.
    Page(Page),
    /// No content: `()`.
    Empty,
    /// A streamed body, with its documented media types.
    Document(Vec<String>),
}

/// A page: the list type, its items' type and its cursor's.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub list: Type,
    pub item: Type,
    pub cursor: Type,
}

/// The type of a field, parameter, body or response.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    String,
    Bool,
    Signed,
    Unsigned,
    Number,
    /// Untyped JSON.
    Any,
    Array(Box<Type>),
    Map(Box<Type>),
    /// A response that may have no content, or an item that may be null. An optional field is `Field::required` and `Field::nullable`.
    Optional(Box<Type>),
    /// A definition, by its index.
    Named(usize),
}

impl Type {
    /// The definition that it names, by itself or within arrays and maps.
    pub fn definition(&self) -> Option<usize> {
        match self {
            Type::Named(index) => Some(*index),
            Type::Array(inner) | Type::Map(inner) | Type::Optional(inner) => inner.definition(),
            _ => None,
        }
    }

    /// The same type, optional.
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
    /// JSON pointer of its schema, if it has one.
    pub pointer: Option<String>,
    pub description: Option<String>,
    /// Rules that documentation states: each says which properties suffice, as in `a` or (`b` and `c`).
    pub required_one_of: Vec<String>,
    pub shape: Shape,
    /// An operation sends it, directly or within another.
    pub in_request: bool,
    /// It is sent, and has read-only fields, directly or within another.
    pub has_read_only: bool,
}

pub enum Shape {
    /// An object with named fields.
    Struct(Vec<Field>),
    /// One of several strings.
    Enum(Vec<EnumValue>),
    /// One of several objects, told apart by a discriminator.
    Union(Union),
}

/// A field of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// On the wire.
    pub name: String,
    pub rust_name: String,
    pub description: Option<String>,
    pub ty: Type,
    /// The Rust type, with its `Option` and `Box`. Set by `typify.rs`.
    pub rust_type: String,
    /// typify put it into a `Box`.
    pub boxed: bool,
    /// The schema's `required` lists it.
    pub listed: bool,
    /// It is listed, and present in each direction in which its struct is used. Set by `reach.rs`.
    pub required: bool,
    /// It is not required, because responses omit it, but the constructor takes it. Set by `reach.rs`.
    pub only_constructed: bool,
    pub nullable: bool,
    /// The only direction in which it is used, if there is one (`readOnly`, `writeOnly`).
    pub only: Option<Direction>,
    /// Redacted in `Debug`.
    pub secret: bool,
}

/// Where a value is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Request,
    Response,
}

impl Field {
    /// Whether the field always has a value; otherwise it is an `Option`.
    pub fn always(&self) -> bool {
        self.required && !self.nullable
    }

    /// Whether a constructor takes it.
    pub fn is_constructed(&self) -> bool {
        self.required || self.only_constructed
    }
}

pub struct EnumValue {
    pub value: String,
    pub rust_name: String,
}

pub struct Union {
    /// The field that says which variant an object is.
    pub discriminator: String,
    pub variants: Vec<Variant>,
}

pub struct Variant {
    /// The discriminator's value.
    pub value: String,
    pub rust_name: String,
    pub description: Option<String>,
    /// The variant's struct, without the discriminator.
    pub definition: usize,
    /// The variant's schema is inside the union, so the variant has the fields itself.
    pub inline: bool,
    /// The variant can contain its own union, so it is boxed.
    pub recursive: bool,
}

impl Api {
    /// What is left out and what is doubtful, a sentence each.
    pub fn all_warnings(&self) -> impl Iterator<Item = String> {
        let left_out = self.left_out.iter();
        let left_out = left_out.map(|left_out| format!("{} is left out: {}", left_out.operation, left_out.reason));
        left_out.chain(self.warnings.iter().cloned())
    }

    pub fn fields(&self, definition: usize) -> &[Field] {
        match &self.definitions[definition].shape {
            Shape::Struct(fields) => fields,
            _ => &[],
        }
    }
}

impl Operation {
    /// The query and header parameters, each with its place.
    pub fn placed_parameters(&self) -> impl Iterator<Item = (Place, &Parameter)> {
        let query = self.query_parameters.iter().map(|parameter| (Place::Query, parameter));
        query.chain(
            self.header_parameters
                .iter()
                .map(|parameter| (Place::Header, parameter)),
        )
    }

    /// The query and header parameters.
    pub fn named_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.query_parameters.iter().chain(&self.header_parameters)
    }

    /// The type of a JSON body.
    pub fn json_body(&self) -> Option<&Type> {
        match &self.body.as_ref()?.content {
            Content::Json(ty) => Some(ty),
            Content::Bytes => None,
        }
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
