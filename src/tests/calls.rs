//! The methods that generated operations get.

use super::*;
use crate::call::{document_call, empty_call, json_call, list_call, result_call, wait_call};

/// A list.
pub struct ListThings(Request);
json_call!(ListThings, List);
wait_call!(ListThings, List);
list_call!(ListThings, List);
/// One thing, in an envelope.
pub struct GetThing(Request);
result_call!(GetThing, Thing);
wait_call!(GetThing, Thing, crate::call::read_result);
/// A thing, if there is one.
pub struct FindThing(Request);
json_call!(FindThing, Option<Thing>);
wait_call!(FindThing, Option<Thing>);
/// A deletion.
pub struct DeleteThing(Request);
empty_call!(DeleteThing);
/// A document.
pub struct GetPaper(Request);
document_call!(GetPaper);

#[test]
fn every_form_of_call_has_its_methods() {
    let server = Server::always(page(&["a"], None));
    macro_rules! check {
        ($server:ident, $call:ident, $operation:ident) => {{
            let call = $call($server.call(&$operation))
                .timeout(Duration::from_secs(5))
                .max_retries(0);
            assert!(call.dry_run().is_ok());
            assert_eq!(call.send().is_ok(), call.send_response().is_ok());
            call
        }};
    }
    let list = check!(server, ListThings, GET);
    assert_eq!(list.send().unwrap().items.len(), 1);
    assert_eq!((list.iter().count(), list.pages().count()), (1, 1));
    assert!(list.wait_until(|page| page.items.len() == 1).send().is_ok());
    check!(server, DeleteThing, DELETE).send().unwrap();
    assert!(check!(server, GetPaper, PAPER).send().is_err());

    let server = Server::new(|n, _| Reply::Keep(http(200, "", if n < 3 { "" } else { FOUND })));
    let find = check!(server, FindThing, GET);
    assert!(find.send().unwrap().is_none());
    assert!(find.wait_until(Option::is_some).send().is_ok());

    let server = Server::always(http(
        200,
        "",
        r#"{"success": true, "result": {"facility": {"name": "a"}}}"#,
    ));
    let get = check!(server, GetThing, GET);
    assert_eq!(get.send().unwrap().facility.name, "a");
    assert!(get.wait_until(|thing| thing.facility.name == "a").send().is_ok());
}

const FOUND: &str = r#"{"facility": {"name": "a"}}"#;
