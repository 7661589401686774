//! What an account holds.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use super::collection::Collection;

/// The number of Cloudflare's own autonomous system.
pub(super) const DEFAULT_ASN: i64 = 13335;

pub(super) struct Account {
    pub(super) id: String,
    pub(super) interconnects: Collection,
    /// What the reads to come say of an interconnect, by its name. The last one stays; without any it is healthy.
    pub(super) statuses: BTreeMap<String, VecDeque<Value>>,
    /// The number in the name of the newest interconnect.
    pub(super) last_icon: u64,
    pub(super) cnis: Collection,
    /// The number in the id and the addresses of the newest CNI.
    pub(super) last_cni: u64,
    pub(super) magic_interconnects: Collection,
    /// How many updates of Magic interconnects there were.
    pub(super) magic_updates: u64,
    pub(super) slots: Collection,
    pub(super) default_asn: i64,
}

impl Account {
    /// One that holds nothing.
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
