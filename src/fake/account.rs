//! What an account holds, and lists of objects with pages.

use super::http::{HttpResponse, Outcome, Query};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};

/// The number of Cloudflare's own autonomous system.
pub(super) const DEFAULT_ASN: i64 = 13335;

pub(super) struct Account {
    pub(super) id: String,
    pub(super) interconnects: Collection,
    /// The statuses of an interconnect for the reads to come, by name. The last one stays; without any it is healthy.
    pub(super) statuses: BTreeMap<String, VecDeque<Value>>,
    /// The number in the name of the newest interconnect.
    pub(super) last_icon: u64,
    pub(super) cnis: Collection,
    /// The number in the id and the addresses of the newest CNI.
    pub(super) last_cni: u64,
    pub(super) magic_interconnects: Collection,
    /// The number of updates of Magic interconnects so far.
    pub(super) magic_updates: u64,
    pub(super) slots: Collection,
    pub(super) default_asn: i64,
}

impl Account {
    /// An account that holds nothing.
    pub(super) fn empty(id: &str) -> Account {
        Account {
            id: id.to_owned(),
            interconnects: Collection::default(),
            statuses: BTreeMap::new(),
            last_icon: 0,
            cnis: Collection::default(),
            last_cni: 0,
            magic_interconnects: Collection::default(),
            magic_updates: 0,
            slots: Collection::default(),
            default_asn: DEFAULT_ASN,
        }
    }
}

const DEFAULT_LIMIT: i64 = 25;

/// Objects in the order in which they were added. Each has a number that never changes, which is its cursor.
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

    /// The page that the query selects, of the objects that `keep` accepts.
    pub(super) fn page(&self, query: &Query, keep: impl Fn(&Value) -> bool) -> Outcome {
        let cursor = query.integer("cursor")?.unwrap_or(0);
        let limit = query.integer("limit")?.unwrap_or(DEFAULT_LIMIT);
        let limit = usize::try_from(limit)
            .map_err(|_| HttpResponse::bad_request("the query parameter limit must not be negative"))?;

        let start = self.entries.partition_point(|(number, _)| *number < cursor);
        let mut kept = self.entries[start..].iter().filter(|(_, value)| keep(value));
        let items: Vec<&Value> = kept.by_ref().take(limit).map(|(_, value)| value).collect();
        let next = kept.next().map(|(number, _)| *number);
        Ok(HttpResponse::json(200, &json!({ "items": items, "next": next })))
    }
}

/// Whether the field `key` is this string.
pub(super) fn has(value: &Value, key: &str, expected: &str) -> bool {
    value.get(key).and_then(Value::as_str) == Some(expected)
}

/// Whether the field `key` is the wanted string; true if none is wanted.
pub(super) fn matches(value: &Value, key: &str, expected: Option<&str>) -> bool {
    expected.is_none_or(|expected| has(value, key, expected))
}
