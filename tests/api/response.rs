//! What comes with an answer.

use std::time::Duration;

use cloudflare_interconnects::Document;

use crate::support::clock::FakeClock;
use crate::support::raw::{Reply, Server};
use crate::support::{self, ACCOUNT, PDF, builder_with, fails, http, labelled, order, page, success, success_body};

#[test]
fn a_response_has_the_value_and_all_that_came_with_it() {
    let answer = labelled(
        201,
        "content-type: application/json\r\nx-one: 1\r\nx-two: a\r\nx-two: b\r\nset-cookie: __cf_bm=c00kie",
        success_body(),
    );
    let server = Server::in_turn([http(503, ""), http(503, ""), answer]);
    let clock = FakeClock::frozen();
    let client = builder_with(&server.base_url(), &clock).build().unwrap();
    let response = client.interconnects(ACCOUNT).get("icon-1").send_response().unwrap();
    assert_eq!((response.status(), response.attempts()), (201, 3));
    assert_eq!(response.elapsed(), Duration::from_millis(250 + 500));
    assert_eq!(response.ray_id(), Some("8f00ba12-IAD"));
    assert_eq!(response.header("X-ONE"), Some("1"));
    assert_eq!(response.header("x-three"), None);
    assert_eq!(response.headers().get_all("x-two").iter().count(), 2);
    assert!(!format!("{response:?}").contains("c00kie"), "{response:?}");
    assert_eq!(response.value().name(), Some("icon-1"));
    assert_eq!(
        response.clone().into_value(),
        client.interconnects(ACCOUNT).get("icon-1").send().unwrap()
    );
}

#[test]
fn every_form_of_call_gives_its_response() {
    let server = Server::new(|request| match request.line().split(' ').collect::<Vec<_>>()[..] {
        ["DELETE", ..] => Reply::send(&b"HTTP/1.1 204 No Content\r\n\r\n"[..]),
        [_, path, _] if path.ends_with("/loa") => Reply::send(labelled(200, "content-type: application/pdf", PDF)),
        [_, path, _] if path.ends_with("/slots") => Reply::send(page(&[], Some(5))),
        _ => Reply::send(success()),
    });
    let client = support::client(&server.base_url());
    let interconnects = client.interconnects(ACCOUNT);

    let deleted = interconnects.delete("icon-1").send_response().unwrap();
    assert_eq!((deleted.status(), deleted.ray_id()), (204, None));
    let created = interconnects.create(&order()).send_response().unwrap();
    assert_eq!((created.status(), created.value().name()), (200, Some("icon-1")));
    let page = client.slots(ACCOUNT).list().send_response().unwrap();
    assert_eq!(page.into_value().next, Some(5));
    let loa = interconnects.loa("icon-1").send_response().unwrap();
    assert_eq!(loa.header("content-type"), Some("application/pdf"));
    let document: Document = loa.into_value();
    assert_eq!(document.bytes().unwrap(), PDF);
}

#[test]
fn an_error_is_the_same_error() {
    let server = Server::always(http(404, ""));
    let client = support::client(&server.base_url());
    let get = client.interconnects(ACCOUNT).get("icon-1");
    assert_eq!(fails(get.send_response()).to_string(), fails(get.send()).to_string());
}
