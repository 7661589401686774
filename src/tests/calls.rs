//! The methods that generated operations get.

use super::*;
use crate::call::{document_call, empty_call, json_call, list_call};

/// A list.
pub struct ListThings(Request);
json_call!(ListThings, List);
list_call!(ListThings, List);
/// A deletion.
pub struct DeleteThing(Request);
empty_call!(DeleteThing);
/// A document.
pub struct GetPaper(Request);
document_call!(GetPaper);

#[test]
fn every_form_of_call_has_its_methods() {
    let server = Server::always(page(&["a"], None));
    let list = ListThings(server.call(&GET))
        .timeout(Duration::from_secs(5))
        .max_retries(0);
    assert_eq!(list.send().unwrap().items.len(), 1);
    assert_eq!((list.iter().count(), list.pages().count()), (1, 1));
    DeleteThing(server.call(&DELETE))
        .timeout(Duration::from_secs(5))
        .max_retries(0)
        .send()
        .unwrap();
    assert!(
        GetPaper(server.call(&PAPER))
            .timeout(Duration::from_secs(5))
            .max_retries(0)
            .send()
            .is_err()
    );
}
