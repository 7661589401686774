//! OpenAPI text -> a document in which every value knows its JSON pointer.
//!
//! This module does not know what a schema or an operation is. A [`Node`] is a JSON value with its place, so that an error can name it.
//! References are followed here.

use std::fmt;

use serde_json::{Map, Value};

/// A parsed OpenAPI document.
pub struct Document {
    root: Value,
    /// OpenAPI 3.0, which ignores keywords beside a `$ref`.
    is_3_0: bool,
}

/// A value of the document and its place in it.
#[derive(Clone)]
pub struct Node<'a> {
    document: &'a Document,
    pub value: &'a Value,
    pub pointer: String,
}

/// The error says why a spec cannot be used: where, what is wrong, and what to do.
pub type Result<T> = std::result::Result<T, String>;

impl Document {
    /// Parses the text and checks that it is an OpenAPI 3.0 or 3.1 document.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let root: Value = serde_json::from_str(text).map_err(|error| match is_yaml(text) {
            true => "#: the document is YAML, and only JSON is supported; convert it to JSON".to_owned(),
            false => format!("#: not valid JSON: {error}; correct the JSON at that line"),
        })?;
        let is_3_0 = root
            .get("openapi")
            .and_then(Value::as_str)
            .is_some_and(|version| version.starts_with("3.0"));
        let document = Document { root, is_3_0 };
        let root = document.root();
        if let Some(version) = root.get("swagger") {
            let found = version.text_or_number();
            return Err(version.error(
                format!("the document is Swagger {found}, not OpenAPI 3"),
                "convert it to OpenAPI 3",
            ));
        }
        let version = root.require("openapi")?;
        if !version.str()?.starts_with("3.") {
            return Err(version.error(
                format!("the document is OpenAPI {}, not OpenAPI 3", version.text_or_number()),
                "convert it to OpenAPI 3",
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

    /// The value that a `$ref` names, if it is in this document. Each value has one pointer, however a reference spells it.
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

/// Whether a text that is not JSON looks like YAML.
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

/// The name in a segment of a JSON pointer.
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
    /// An error about this value.
    pub fn error(&self, problem: impl fmt::Display, remedy: impl fmt::Display) -> String {
        format!("{}: {problem}; {remedy}", self.pointer)
    }

    /// A warning about this value.
    pub fn warning(&self, text: impl fmt::Display) -> String {
        format!("{}: {text}", self.pointer)
    }

    fn child(&self, key: &str, value: &'a Value) -> Node<'a> {
        Node {
            document: self.document,
            value,
            pointer: format!("{}/{}", self.pointer, escape_pointer(key)),
        }
    }

    /// The field `key` of this object. Null counts as absent.
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

    /// A version; some documents write it as a number.
    fn text_or_number(&self) -> String {
        match self.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }

    /// The fields of an object, sorted by name; empty if this is not an object.
    pub fn entries(&self) -> Vec<(&'a str, Node<'a>)> {
        let members = self.value.as_object().into_iter().flatten();
        let mut members: Vec<_> = members
            .map(|(key, value)| (key.as_str(), self.child(key, value)))
            .collect();
        // serde_json keeps the order of the document if any crate in the build turns on `preserve_order`.
        members.sort_by_key(|(key, _)| *key);
        members
    }

    /// The elements of an array; empty if this is not an array.
    pub fn elements(&self) -> Vec<Node<'a>> {
        let elements = self.value.as_array().into_iter().flatten().enumerate();
        elements
            .map(|(index, value)| self.child(&index.to_string(), value))
            .collect()
    }

    /// The fields of the object at `key`.
    pub fn entries_of(&self, key: &str) -> Vec<(&'a str, Node<'a>)> {
        self.get(key).map(|object| object.entries()).unwrap_or_default()
    }

    /// The elements of the array at `key`.
    pub fn elements_of(&self, key: &str) -> Vec<Node<'a>> {
        self.get(key).map(|array| array.elements()).unwrap_or_default()
    }

    /// The strings in the array at `key`.
    pub fn strings(&self, key: &str) -> Vec<&'a str> {
        let array = self.value.get(key).and_then(Value::as_array);
        array.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// The string at `key`.
    pub fn get_str(&self, key: &str) -> Option<&'a str> {
        self.value.get(key).and_then(Value::as_str)
    }

    /// The boolean at `key`; false if there is none.
    pub fn flag(&self, key: &str) -> bool {
        self.value.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The target of this node's `$ref`, as written.
    pub fn reference(&self) -> Option<&'a str> {
        self.get_str("$ref")
    }

    /// Whether keywords beside its `$ref` describe the shape.
    pub fn is_extended_reference(&self) -> bool {
        !self.document.is_3_0 && !self.keywords_beside_reference().is_empty()
    }

    /// The keywords beside its `$ref` that would describe the shape, but are ignored in OpenAPI 3.0.
    pub fn ignored_keywords(&self) -> Vec<&'a str> {
        match self.document.is_3_0 {
            true => self.keywords_beside_reference(),
            false => Vec::new(),
        }
    }

    fn keywords_beside_reference(&self) -> Vec<&'a str> {
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

    /// Follows `$ref` to the value. A node without one is returned as it is.
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

    /// The node that `reference` names. An error points at this node.
    pub fn lookup(&self, reference: &str) -> Result<Node<'a>> {
        self.document.lookup(reference).ok_or_else(|| {
            self.error(
                format!("`{reference}` does not exist in this document"),
                "add the definition, or correct the reference",
            )
        })
    }

    /// All component schemas of the document.
    pub fn component_schemas(&self) -> Vec<Node<'a>> {
        let components = self.document.root().get("components");
        let schemas = components.map(|components| components.entries_of("schemas"));
        schemas.into_iter().flatten().map(|(_, schema)| schema).collect()
    }

    fn wrong(&self, expected: &str) -> String {
        let found = match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        };
        self.error(
            format!("expected {expected}, found {found}"),
            format!("make it {expected}"),
        )
    }
}

/// The pointer before the name of a component schema.
pub const SCHEMAS: &str = "#/components/schemas/";

/// The reference of a value of a `mapping`: it is a reference already, or the name of a schema.
pub fn mapping_reference(target: &str) -> String {
    match target.contains(['#', '/']) {
        true => target.to_owned(),
        false => format!("{SCHEMAS}{target}"),
    }
}
