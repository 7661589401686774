//! What an account holds.

use std::collections::BTreeMap;

use serde_json::Value;

use super::collection::Collection;
use super::{cnis, interconnects, settings, slots};

pub(super) struct Account {
    pub(super) id: String,
    pub(super) interconnects: Collection,
    /// By the interconnect's name; one without an entry is healthy.
    pub(super) statuses: BTreeMap<String, Status>,
    /// The number in the name of the newest interconnect.
    pub(super) last_icon: u64,
    pub(super) cnis: Collection,
    /// The number in the id and the addresses of the newest CNI.
    pub(super) last_cni: u64,
    pub(super) slots: Collection,
    pub(super) default_asn: i64,
}

/// What is known about an interconnect's state.
pub(super) enum Status {
    /// Ordered and not read since: pending once more, then healthy.
    Ordered,
    /// As it stands.
    Fixed(Value),
}

impl Account {
    pub(super) fn new(id: &str) -> Account {
        let (interconnects, statuses) = interconnects::at_the_start(id);
        let cnis = cnis::at_the_start(id);
        Account {
            id: id.to_owned(),
            last_icon: interconnects.len() as u64,
            interconnects: Collection::new(interconnects),
            statuses,
            last_cni: cnis.len() as u64,
            cnis: Collection::new(cnis),
            slots: Collection::new(slots::at_the_start(id)),
            default_asn: settings::DEFAULT_ASN,
        }
    }
}
