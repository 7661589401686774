//! The metadata of a response: status, headers, attempts and time.

use std::time::Duration;

use cloudflare_interconnects::Document;

use crate::support::clock::FakeClock;
use crate::support::mock::Server;
use crate::support::{
    self, ACCOUNT, PDF, builder_with, fails, http, http_with_headers, order, page, success, success_body,
};

#[test]
fn a_response_has_its_value_status_headers_attempts_and_time() {
    let response = http_with_headers(
        201,
        "content-type: application/json\r\nx-one: 1\r\nx-two: a\r\nx-two: b\r\nset-cookie: __cf_bm=c00kie",
        success_body(),
    );
    let server = Server::in_turn([http(503, ""), http(503, ""), response]);
    let clock = FakeClock::frozen();
    let client = builder_with(&server, &clock).build().unwrap();
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
fn every_kind_of_call_has_a_response() {
    let server = Server::new(|request| match request.path().rsplit('/').next() {
        _ if request.method() == "DELETE" => http_with_headers(204, "content-type: application/json", ""),
        Some("loa") => http_with_headers(200, "content-type: application/pdf", PDF),
        Some("slots") => page(&[], Some(5)),
        _ => success(),
    });
    let client = support::client(&server);
    let interconnects = client.interconnects(ACCOUNT);

    let deleted = interconnects.delete("icon-1").send_response().unwrap();
    assert_eq!((deleted.status(), deleted.ray_id()), (204, Some("8f00ba12-IAD")));
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
fn send_response_fails_like_send() {
    let server = Server::always(http(404, ""));
    let client = support::client(&server);
    let get = client.interconnects(ACCOUNT).get("icon-1");
    assert_eq!(fails(get.send_response()).to_string(), fails(get.send()).to_string());
}
