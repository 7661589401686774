//! OpenAPI text -> a document in which every value knows its JSON pointer.
//!
//! Nothing here knows what a schema or an operation is. A [`Node`] is a JSON value and where it stands, so an error
//! can say exactly where a fault is. References are followed here.

use std::fmt;

use serde_json::{Map, Value};

/// A parsed OpenAPI document.
pub struct Document {
    root: Value,
    /// OpenAPI 3.0, in which nothing beside a `$ref` counts.
    is_3_0: bool,
}

/// A value of the document and its place in it.
#[derive(Clone)]
pub struct Node<'a> {
    document: &'a Document,
    pub value: &'a Value,
    pub pointer: String,
}

/// Why a spec cannot be generated from: where, what is wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq)]
pub struct SpecError {
    /// JSON pointer, as a URI fragment.
    pub pointer: String,
    pub problem: String,
    pub remedy: String,
}

pub type Result<T> = std::result::Result<T, SpecError>;

impl SpecError {
    pub fn new(pointer: impl Into<String>, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        SpecError {
            pointer: pointer.into(),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.pointer, self.problem, self.remedy)
    }
}

impl Document {
    /// Parses the text and checks that it is an OpenAPI 3.0 or 3.1 document.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let root: Value = serde_json::from_str(text).map_err(|error| match is_yaml(text) {
            true => SpecError::new(
                "#",
                "a YAML document, of which only JSON is read",
                "convert it to JSON first",
            ),
            false => SpecError::new("#", format!("not valid JSON: {error}"), "correct the JSON at that line"),
        })?;
        let is_3_0 = root
            .get("openapi")
            .and_then(Value::as_str)
            .is_some_and(|version| version.starts_with("3.0"));
        let document = Document { root, is_3_0 };
        let root = document.root();
        if let Some(version) = root.get("swagger") {
            let met = version.text_or_number();
            return Err(version.error(
                format!("a Swagger {met} document, not one of OpenAPI 3"),
                "convert it to OpenAPI 3.0 first",
            ));
        }
        let version = root.require("openapi")?;
        if !version.str()?.starts_with("3.") {
            return Err(version.error(
                format!("an OpenAPI {} document, not one of OpenAPI 3", version.text_or_number()),
                "convert it to OpenAPI 3.0 first",
            ));
        }
        Ok(document)
    }

    pub fn root(&self) -> Node<'_> {
        Node {
            document: self,
            value: &self.root,
            pointer: "#".to_owned(),
        }
    }

    /// The value that a `$ref` names. Only references within the document are known. Each value has one pointer, however its
    /// reference is spelled.
    fn lookup(&self, reference: &str) -> Option<Node<'_>> {
        let pointer = reference.strip_prefix('#')?;
        let found = |pointer: &str| {
            Some(Node {
                document: self,
                value: self.root.pointer(pointer)?,
                pointer: format!("#{pointer}"),
            })
        };
        found(pointer).or_else(|| found(&percent_decode(pointer)?))
    }
}

/// Whether a text that is no JSON looks like an OpenAPI document in YAML.
fn is_yaml(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| {
        line.starts_with("---") || line.starts_with('%') || !line.starts_with(['{', '[', '"']) && line.contains(':')
    })
}

/// A name as a segment of a JSON pointer.
pub fn escape_pointer(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The name that a segment of a JSON pointer stands for.
pub fn unescape_pointer(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// A pointer in a URI fragment may be percent-encoded (`{` as `%7B`).
pub fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        match (first, tail) {
            (b'%', [high, low, tail @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                bytes.push((digit(high)? * 16 + digit(low)?) as u8);
                rest = tail;
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

impl<'a> Node<'a> {
    /// An error about this very value.
    pub fn error(&self, problem: impl Into<String>, remedy: impl Into<String>) -> SpecError {
        SpecError::new(self.pointer.clone(), problem, remedy)
    }

    fn child(&self, key: &str, value: &'a Value) -> Node<'a> {
        Node {
            document: self.document,
            value,
            pointer: format!("{}/{}", self.pointer, escape_pointer(key)),
        }
    }

    /// The member `key`, where this is an object that has one. JSON's null counts as none.
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        self.value
            .get(key)
            .filter(|value| !value.is_null())
            .map(|value| self.child(key, value))
    }

    pub fn require(&self, key: &str) -> Result<Node<'a>> {
        self.get(key)
            .ok_or_else(|| self.error(format!("`{key}` is missing"), format!("add `{key}`")))
    }

    pub fn object(&self) -> Result<&'a Map<String, Value>> {
        self.value.as_object().ok_or_else(|| self.wrong("an object"))
    }

    pub fn str(&self) -> Result<&'a str> {
        self.value.as_str().ok_or_else(|| self.wrong("a string"))
    }

    /// A version, which some write as a number.
    fn text_or_number(&self) -> String {
        match self.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }

    /// The members of an object, in the order of their names, whatever the order in the document; none where this is no object.
    pub fn entries(&self) -> Vec<(&'a str, Node<'a>)> {
        let members = self.value.as_object().into_iter().flatten();
        let mut members: Vec<_> = members
            .map(|(key, value)| (key.as_str(), self.child(key, value)))
            .collect();
        // A feature of serde_json that any crate of a build can turn on keeps the order of the document.
        members.sort_by_key(|(key, _)| *key);
        members
    }

    /// The elements of an array; none where this is no array.
    pub fn elements(&self) -> Vec<Node<'a>> {
        let elements = self.value.as_array().into_iter().flatten().enumerate();
        elements
            .map(|(index, value)| self.child(&index.to_string(), value))
            .collect()
    }

    /// The strings of an array member, those that are.
    pub fn strings(&self, key: &str) -> Vec<&'a str> {
        let array = self.value.get(key).and_then(Value::as_array);
        array.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// A string member, where there is one.
    pub fn get_str(&self, key: &str) -> Option<&'a str> {
        self.value.get(key).and_then(Value::as_str)
    }

    /// A boolean member; false where there is none.
    pub fn flag(&self, key: &str) -> bool {
        self.value.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The target of this node's `$ref`, as it is written, where it has one.
    pub fn reference(&self) -> Option<&'a str> {
        self.get_str("$ref")
    }

    /// Whether words beside its `$ref` say something of the shape.
    pub fn is_extended_reference(&self) -> bool {
        !self.document.is_3_0 && !self.words_beside_reference().is_empty()
    }

    /// The words beside its `$ref` that would say something of the shape, but for OpenAPI 3.0, in which they do not count.
    pub fn ignored_words(&self) -> Vec<&'a str> {
        match self.document.is_3_0 {
            true => self.words_beside_reference(),
            false => Vec::new(),
        }
    }

    fn words_beside_reference(&self) -> Vec<&'a str> {
        const SHAPE: &[&str] = &[
            "additionalProperties",
            "allOf",
            "anyOf",
            "const",
            "enum",
            "format",
            "items",
            "oneOf",
            "properties",
            "required",
        ];
        let words = self
            .value
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, _)| key.as_str());
        words
            .filter(|key| self.reference().is_some() && SHAPE.contains(key))
            .collect()
    }

    /// Follows `$ref` to the value itself, which is this node where it has none.
    pub fn resolve(&self) -> Result<Node<'a>> {
        let mut node = self.clone();
        let mut seen: Vec<&str> = Vec::new();
        while let Some(reference) = node.reference() {
            if seen.contains(&reference) {
                return Err(self.error(
                    format!("`$ref` cycle through `{reference}`"),
                    "let one of the references name a real definition",
                ));
            }
            seen.push(reference);
            node = self.lookup(reference)?;
        }
        Ok(node)
    }

    /// The node that `reference` names, which stands at this place.
    pub fn lookup(&self, reference: &str) -> Result<Node<'a>> {
        self.document.lookup(reference).ok_or_else(|| {
            self.error(
                format!("nothing stands at `{reference}`"),
                "add the definition, or correct the reference (only this document can be referred to)",
            )
        })
    }

    /// All component schemas of the document.
    pub fn component_schemas(&self) -> Vec<Node<'a>> {
        let components = self.document.root().get("components");
        let schemas = components.and_then(|components| components.get("schemas"));
        schemas
            .map(|schemas| schemas.entries())
            .unwrap_or_default()
            .into_iter()
            .map(|(_, schema)| schema)
            .collect()
    }

    fn wrong(&self, expected: &str) -> SpecError {
        let found = match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        };
        self.error(
            format!("{found} where {expected} belongs"),
            format!("make it {expected}"),
        )
    }
}

/// Where the component schemas stand.
pub const SCHEMAS: &str = "#/components/schemas/";

/// The reference that a value of a `mapping` is: it may be one, or the name of a schema.
pub fn mapping_reference(target: &str) -> String {
    match target.contains(['#', '/']) {
        true => target.to_owned(),
        false => format!("{SCHEMAS}{target}"),
    }
}
