//! `schemas.json`: schemas that combine several keywords.

use cloudflare_interconnects::types;
use serde_json::json;

use crate::server::responding_json;
use crate::{decode, encode};

#[test]
fn the_properties_next_to_an_undecidable_union_are_typed() {
    let channel: types::Channel =
        decode(json!({ "type": 1, "ttl": 1.5, "status": "on", "count": 7, "frame": { "width": 3 } }));
    let (number, ttl, count): (u64, f64, Option<u64>) = (channel.type_, channel.ttl, channel.count);
    assert_eq!((number, ttl, count), (1, 1.5, Some(7)));
    assert_eq!(channel.status, Some(types::ChannelStatus::On));
    assert_eq!(channel.frame.width, Some(3));
}

#[test]
fn nullable_items_are_options() {
    let (client, _server) = responding_json(json!([{ "id": 1 }, null]));
    let jobs: Vec<Option<types::Job>> = client.jobs().list().send().unwrap();
    assert!(jobs[0].as_ref().is_some_and(|job| job.id == 1) && jobs[1].is_none());
    let list = types::JobList::new([Some("a".to_owned()), None]);
    assert_eq!(encode(&list), json!({ "names": ["a", null] }));
}

#[test]
fn a_read_only_or_write_only_field_is_required_only_in_its_direction() {
    let ticket: types::Ticket = decode(json!({ "id": "i", "name": "n" }));
    let (id, code): (String, Option<String>) = (ticket.id, ticket.code);
    assert_eq!((id.as_str(), code), ("i", None));
    assert!(serde_json::from_value::<types::Ticket>(json!({ "name": "n" })).is_err());
    let stamp = types::Stamp::new("c", "n");
    assert_eq!(encode(&stamp), json!({ "code": "c", "name": "n" }));
}
