//! Objects that can be listed page by page.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::query::Query;

const DEFAULT_LIMIT: i64 = 25;

/// Objects in the order in which they came, each with a number that never changes: the cursor.
#[derive(Clone, Default)]
pub(super) struct Collection {
    entries: Vec<(i64, Value)>,
    last: i64,
}

impl Collection {
    pub(super) fn push(&mut self, value: Value) {
        self.last += 1;
        self.entries.push((self.last, value));
    }

    /// Replaces the object whose `key` is the same, or adds the new one.
    pub(super) fn put(&mut self, key: &str, value: Value) {
        match value.get(key).and_then(Value::as_str).map(str::to_owned) {
            Some(identifier) => match self.get_mut(key, &identifier) {
                Some(present) => *present = value,
                None => self.push(value),
            },
            None => self.push(value),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Value> {
        self.entries.iter().map(|(_, value)| value)
    }

    pub(super) fn get(&self, key: &str, identifier: &str) -> Option<&Value> {
        self.iter().find(|value| has(value, key, identifier))
    }

    pub(super) fn get_mut(&mut self, key: &str, identifier: &str) -> Option<&mut Value> {
        self.entries
            .iter_mut()
            .map(|(_, value)| value)
            .find(|value| has(value, key, identifier))
    }

    pub(super) fn remove(&mut self, key: &str, identifier: &str) {
        self.entries.retain(|(_, value)| !has(value, key, identifier));
    }

    /// The page that the query asks for, of the objects to keep.
    pub(super) fn page(&self, query: &Query, keep: impl Fn(&Value) -> bool) -> Outcome {
        let cursor = query.integer("cursor")?.unwrap_or(0);
        let limit = query.integer("limit")?.unwrap_or(DEFAULT_LIMIT);
        let limit = usize::try_from(limit)
            .map_err(|_| Answer::bad_request("the query parameter limit must not be negative"))?;

        let start = self.entries.partition_point(|(number, _)| *number < cursor);
        let mut kept = self.entries[start..].iter().filter(|(_, value)| keep(value));
        let items: Vec<&Value> = kept.by_ref().take(limit).map(|(_, value)| value).collect();
        let next = kept.next().map(|(number, _)| *number);
        Ok(Answer::json(200, &json!({ "items": items, "next": next })))
    }
}

/// Whether the field `key` is this string.
pub(super) fn has(value: &Value, key: &str, expected: &str) -> bool {
    value.get(key).and_then(Value::as_str) == Some(expected)
}

/// Whether the field `key` is this string, if one is asked for.
pub(super) fn matches(value: &Value, key: &str, expected: Option<&str>) -> bool {
    expected.is_none_or(|expected| has(value, key, expected))
}
