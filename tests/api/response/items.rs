//! Items of a page that does not decode: valid items are returned, and each invalid item is an error.

use cloudflare_interconnects::types::{Interconnect, InterconnectList};
use cloudflare_interconnects::{Error, ErrorKind, Items};
use serde_json::{Value, json};

use crate::support::mock::Server;
use crate::support::{self, ACCOUNT, Response, assert_contains, envelope, fails, gcp, http, page, physical};

fn items(server: &Server) -> Items<InterconnectList> {
    support::client(&server).interconnects(ACCOUNT).list().iter()
}

/// A page with a valid, an invalid and a valid item, and this `next`.
fn page_with_next(next: Value) -> Response {
    let bad = json!({ "type": "gcp_partner", "name": 5 });
    http(200, json!({ "items": [gcp("a"), bad, gcp("b")], "next": next }))
}

/// The only error of a list, and the names of the items before and after it.
fn outcome(items: Items<InterconnectList>) -> (Vec<String>, Error, Vec<String>) {
    let (mut before, mut after, mut found) = (Vec::new(), Vec::new(), None);
    for item in items {
        match (item, &found) {
            (Ok(item), None) => before.push(item.name().unwrap().to_owned()),
            (Ok(item), Some(_)) => after.push(item.name().unwrap().to_owned()),
            (Err(error), None) => found = Some(fails::<()>(Err(error))),
            (Err(error), Some(_)) => panic!("a second error: {error}"),
        }
    }
    (before, found.unwrap(), after)
}

// Row 14.
#[test]
fn an_item_that_does_not_decode_is_one_error_and_the_others_are_delivered() {
    let mut wrong = physical("wrong");
    wrong["facility"]["name"] = json!(5);
    let mut incomplete = physical("incomplete");
    incomplete.as_object_mut().unwrap().remove("slot_id");
    let first = [
        physical("a"),
        wrong,
        gcp("b"),
        incomplete,
        json!(null),
        json!("text"),
        json!([1]),
        physical("c"),
    ];
    let server = Server::in_turn([page(&first, Some(1)), page(&[gcp("d"), json!(7)], None)]);
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for item in items(&server) {
        match item {
            Ok(item) => good.push(item.name().unwrap().to_owned()),
            Err(error) => bad.push(fails::<()>(Err(error))),
        }
    }
    assert_eq!(good, ["a", "b", "c", "d"]);
    let paths: Vec<_> = bad.iter().map(|error| error.path().unwrap()).collect();
    assert_eq!(
        paths,
        [
            "items[1].facility.name",
            "items[3]",
            "items[4]",
            "items[5]",
            "items[6]",
            "items[1]"
        ]
    );
    for error in &bad {
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.operation(), Some("list_interconnects"));
        assert!(error.is_item());
        assert_eq!((error.status(), error.ray_id()), (Some(200), Some("8f00ba12-IAD")));
    }
    assert!(
        bad[0].snippet().unwrap().contains("wrong"),
        "the item, not the page: {}",
        bad[0]
    );
    assert_eq!(server.request_count(), 2);
}

// Row 41.
#[test]
fn null_items_are_an_empty_page_and_a_null_item_is_an_item_error() {
    let nothing = http(200, json!({ "items": null, "next": 7 }));
    let with_null = http(200, json!({ "items": [gcp("a"), null, gcp("b")], "next": null }));
    let server = Server::in_turn([nothing.clone(), with_null.clone(), nothing, with_null]);
    let list = support::client(&server).interconnects(ACCOUNT).list();
    let (before, error, after) = outcome(list.iter());
    assert!(error.is_item() && error.path() == Some("items[1]"), "{error}");
    assert_eq!((before, after), (vec!["a".into()], vec!["b".into()]));
    let mut pages = list.pages();
    assert!(pages.next().unwrap().unwrap().items.is_empty());
    let error = fails(pages.next().unwrap());
    assert!(error.path() == Some("items[1]") && !error.is_item(), "{error}");
    assert!(pages.next().is_none());
}

#[test]
fn an_error_that_ends_the_list_is_not_an_item_error() {
    let error = json!({ "success": false, "errors": [{ "code": 1, "message": "no" }], "items": [{ "name": 5 }] });
    for (last, kind) in [
        (http(404, envelope(100404, "gone")), ErrorKind::Api),
        (http(200, &error), ErrorKind::Api),
        (http(200, "{\"items\": [5]"), ErrorKind::Decode),
        (http(200, "{\"items\": 5}"), ErrorKind::Decode),
        (http(200, "[5]"), ErrorKind::Decode),
        (page(&[gcp("b")], Some(7)), ErrorKind::Pagination),
    ] {
        let server = Server::in_turn([page(&[gcp("a")], Some(7)), last]);
        let (_, error, after) = outcome(items(&server));
        assert_eq!(error.kind(), kind, "{error}");
        assert!(!error.is_item(), "{error}");
        assert_eq!(after.len(), 0, "{error}");
    }
}

#[test]
fn an_invalid_cursor_on_a_page_with_an_invalid_item_ends_the_list_with_a_cursor_error() {
    for next in [json!("x"), json!("7"), json!({}), json!(1.5)] {
        let server = Server::in_turn([page(&[gcp("z")], Some(7)), page_with_next(next)]);
        let mut list = items(&server);
        assert!(list.next().unwrap().is_ok());
        let error = fails(list.next().unwrap());
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(!error.is_item(), "{error}");
        assert_eq!(error.path(), Some("next"), "{error}");
        assert_eq!((list.cursor(), list.next().is_none()), (Some(7), true));
    }
}

#[test]
fn a_duplicate_field_of_a_page_is_an_error_and_not_the_end_of_the_list() {
    for (duplicate, rest) in [
        ("next", r#""items": [], "next": 7, "next": 8"#),
        ("items", r#""items": [5], "items": [], "next": 7"#),
    ] {
        let server = Server::in_turn([page(&[gcp("a")], Some(6)), http(200, format!("{{{rest}}}"))]);
        let (before, error, after) = outcome(items(&server));
        assert_eq!((before.len(), after.len()), (1, 0), "{duplicate}");
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(!error.is_item(), "{error}");
        assert_eq!(error.path(), Some(duplicate), "{error}");
        assert_contains(&error, ["duplicate field"]);
    }
}

#[test]
fn send_and_pages_return_no_item_errors() {
    let server = Server::always(page_with_next(json!(null)));
    let list = support::client(&server).interconnects(ACCOUNT).list();
    for error in [fails(list.send()), fails(list.pages().next().unwrap())] {
        assert_eq!((error.kind(), error.is_item()), (ErrorKind::Decode, false));
        assert_eq!(error.path(), Some("items[1].name"));
    }
}

#[test]
fn a_valid_item_is_decoded_as_on_a_page_without_invalid_ones() {
    let number = "3.57183325427644813e269";
    let odd = gcp("odd").to_string().replacen('{', r#"{"x": [1e999, "\ud83d"], "#, 1);
    for bad in ["", ", 7"] {
        let unknown = format!(r#"{{"type": "quantum", "v": {number}}}"#);
        let body = format!(r#"{{"items": [{unknown}{bad}], "next": null}}"#);
        let server = Server::always(http(200, body));
        let first = items(&server).next().unwrap().unwrap();
        let expected: Interconnect = serde_json::from_str(&unknown).unwrap();
        assert_eq!(first, expected, "{bad}");
    }
    // An unknown field with invalid JSON values is an error of its item.
    let body = format!(r#"{{"items": [{}, {odd}, {}], "next": null}}"#, gcp("a"), gcp("b"));
    let (before, error, after) = outcome(items(&Server::always(http(200, body))));
    assert!(error.is_item() && error.path() == Some("items[1].x[0]"), "{error}");
    assert_eq!((before, after), (vec!["a".into()], vec!["b".into()]));
}

#[test]
fn a_cursor_on_a_page_with_an_invalid_item_is_followed() {
    let server = Server::in_turn([page_with_next(json!(7.0)), page(&[gcp("c")], None)]);
    let (before, error, after) = outcome(items(&server));
    assert!(error.is_item(), "{error}");
    assert_eq!((before, after), (vec!["a".into()], vec!["b".into(), "c".into()]));
}
