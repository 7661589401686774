//! What an error says about the list that it came from.

use cloudflare_interconnects::types::{Interconnect, InterconnectList};
use cloudflare_interconnects::{Error, ErrorKind, Items};
use serde_json::{Value, json};

use crate::support::raw::Server;
use crate::support::{self, ACCOUNT, envelope, fails, gcp, http, page};

fn items(server: &Server) -> Items<InterconnectList> {
    support::client(&server.base_url()).interconnects(ACCOUNT).list().iter()
}

/// A page with a good item, a bad one and a good one, and this `next`.
fn with_next(next: Value) -> Vec<u8> {
    let bad = json!({ "type": "gcp_partner", "name": 5 });
    http(
        200,
        json!({ "items": [gcp("a"), bad, gcp("b")], "next": next }).to_string(),
    )
}

/// The only error of a list, and what came before and after it.
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

#[test]
fn an_error_of_an_item_says_so_and_the_list_goes_on() {
    let server = Server::in_turn([with_next(json!(7)), page(&[gcp("c")], None)]);
    let (before, error, after) = outcome(items(&server));
    assert!(error.is_item() && error.path() == Some("items[1].name"), "{error}");
    assert_eq!((before, after), (vec!["a".into()], vec!["b".into(), "c".into()]));
}

// Row 41.
#[test]
fn a_page_whose_items_are_null_has_none_and_a_null_among_them_is_that_items_error() {
    let nothing = http(200, json!({ "items": null, "next": 7 }).to_string());
    let with_null = http(
        200,
        json!({ "items": [gcp("a"), null, gcp("b")], "next": null }).to_string(),
    );
    let server = Server::in_turn([nothing.clone(), with_null.clone(), nothing, with_null]);
    let list = support::client(&server.base_url()).interconnects(ACCOUNT).list();
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
fn an_error_that_ends_the_list_does_not_pass_for_an_items() {
    let refused = json!({ "success": false, "errors": [{ "code": 1, "message": "no" }], "items": [{ "name": 5 }] });
    for (last, kind) in [
        (http(404, envelope(100404, "gone").to_string()), ErrorKind::Api),
        (http(200, refused.to_string()), ErrorKind::Api),
        (http(200, "{\"items\": [5]"), ErrorKind::Decode),
        (http(200, "{\"items\": 5}"), ErrorKind::Decode),
        (http(200, "[5]"), ErrorKind::Decode),
        (page(&[gcp("b")], Some(7)), ErrorKind::Pagination),
    ] {
        let server = Server::in_turn([page(&[gcp("a")], Some(7)), last]);
        let (_, error, after) = outcome(items(&server));
        assert_eq!(
            (error.kind(), error.is_item(), after.len()),
            (kind, false, 0),
            "{error}"
        );
    }
}

#[test]
fn a_bad_item_on_a_page_with_a_bad_cursor_is_an_error_about_the_cursor_that_ends_the_list() {
    for next in [json!("x"), json!("7"), json!({}), json!(1.5)] {
        let server = Server::in_turn([page(&[gcp("z")], Some(7)), with_next(next)]);
        let mut list = items(&server);
        assert!(list.next().unwrap().is_ok());
        let error = fails(list.next().unwrap());
        assert_eq!(
            (error.kind(), error.is_item(), error.path()),
            (ErrorKind::Decode, false, Some("next")),
            "{error}"
        );
        assert_eq!((list.cursor(), list.next().is_none()), (Some(7), true));
    }
}

#[test]
fn a_page_that_says_something_twice_is_an_error_and_not_the_end() {
    for (twice, rest) in [
        ("next", r#""items": [], "next": 7, "next": 8"#),
        ("items", r#""items": [5], "items": [], "next": 7"#),
    ] {
        let server = Server::in_turn([page(&[gcp("a")], Some(6)), http(200, format!("{{{rest}}}"))]);
        let (before, error, after) = outcome(items(&server));
        assert_eq!((before.len(), after.len()), (1, 0), "{twice}");
        assert_eq!(
            (error.kind(), error.is_item(), error.path()),
            (ErrorKind::Decode, false, Some(twice)),
            "{error}"
        );
        assert!(error.to_string().contains("duplicate field"), "{error}");
    }
}

#[test]
fn a_page_that_is_asked_for_by_itself_has_no_errors_of_items() {
    let server = Server::always(with_next(json!(null)));
    let client = support::client(&server.base_url());
    let list = client.interconnects(ACCOUNT).list();
    assert!(!fails(list.send()).is_item());
    assert!(!fails(list.pages().next().unwrap()).is_item());
}

#[test]
fn an_item_that_decodes_is_what_it_would_be_on_a_page_that_decodes() {
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
    // What no program could read in a member is the item's own affair.
    let body = format!(r#"{{"items": [{}, {odd}, {}], "next": null}}"#, gcp("a"), gcp("b"));
    let (before, error, after) = outcome(items(&Server::always(http(200, body))));
    assert!(error.is_item() && error.path() == Some("items[1].x[0]"), "{error}");
    assert_eq!((before, after), (vec!["a".into()], vec!["b".into()]));
}

#[test]
fn a_cursor_beside_a_bad_item_is_read_as_in_any_page() {
    let server = Server::in_turn([with_next(json!(7.0)), page(&[gcp("c")], None)]);
    let (before, error, after) = outcome(items(&server));
    assert!(error.is_item(), "{error}");
    assert_eq!((before, after), (vec!["a".into()], vec!["b".into(), "c".into()]));
}
