//! Requests to endpoints that the spec does not have, by `Client::request`.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use cloudflare_interconnects::{Client, ErrorKind, Page, RawRequest, Wait};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::clock::FakeClock;
use crate::support::mock::Server;
use crate::support::raw::{self, Reply};
use crate::support::{
    self, ACCOUNT, DEADLINE, PDF, Response, TOKEN, assert_contains, builder, builder_with, envelope, fails, fails_with,
    http, http_with_headers,
};

#[derive(Debug, Deserialize, PartialEq)]
struct Thing {
    id: String,
}

fn thing(id: &str) -> Response {
    http(200, json!({ "id": id }))
}

/// A raw request with this method to an endpoint outside the spec.
fn call(client: &Client, method: &str) -> RawRequest {
    client
        .request(method, "/accounts/{account_id}/cni/things")
        .path("account_id", ACCOUNT)
}

#[test]
fn a_raw_request_has_the_usual_headers_and_is_sent_as_built() {
    let server = Server::always(thing("t"));
    let client = support::client(&server);
    let got: Thing = client
        .request("POST", "/accounts/{account_id}/cni/things/{thing}/parts:check")
        .path("account_id", ACCOUNT)
        .path("thing", "a/b?c#d%2e\u{e9}")
        .query("site", "&=+% #")
        .query("tag", "x")
        .query("tag", 5)
        .header("If-Match", "\"1\"")
        .json(&json!({ "a": [1, null] }))
        .send()
        .unwrap();
    assert_eq!(got, Thing { id: "t".into() });
    let sent = &server.requests()[0];
    assert_eq!(
        sent.line(),
        format!(
            "POST /client/v4/accounts/{ACCOUNT}/cni/things/a%2Fb%3Fc%23d%252e%C3%A9/parts:check\
             ?site=%26%3D%2B%25%20%23&tag=x&tag=5 HTTP/1.1"
        )
    );
    assert_eq!(sent.body(), r#"{"a":[1,null]}"#);
    let header = |name| sent.header(name).unwrap();
    assert_eq!(header("authorization"), format!("Bearer {TOKEN}"));
    assert_eq!(header("if-match"), "\"1\"");
    assert_eq!(header("content-type"), "application/json");
    assert!(header("user-agent").starts_with("cloudflare-interconnects/"));
}

#[test]
fn a_body_can_be_sent_with_every_method() {
    let server = Server::always(thing("t"));
    let client = support::client(&server);
    for (number, method) in ["POST", "PUT", "PATCH", "DELETE", "GET"].into_iter().enumerate() {
        call(&client, method)
            .json(&json!({ "n": number }))
            .send::<Thing>()
            .unwrap();
        let sent = &server.requests()[number];
        assert_eq!(sent.body(), format!("{{\"n\":{number}}}"), "{method}");
        assert_eq!(sent.method(), method);
    }
}

#[test]
fn only_idempotent_methods_are_retried() {
    for (method, attempts) in [("GET", 3), ("PUT", 3), ("DELETE", 3), ("POST", 1), ("PATCH", 1)] {
        let server = Server::always(http(500, ""));
        let client = support::client(&server);
        let error = fails(call(&client, method).send::<Value>());
        assert_eq!(error.attempts(), attempts, "{method}");
        assert_eq!(server.request_count(), attempts as usize, "{method}");
        assert_eq!(error.may_have_been_applied(), method != "GET");
        let template = format!("{method} /accounts/{{account_id}}/cni/things");
        assert_eq!(error.operation(), Some(&*template));
        assert!(error.to_string().starts_with(&template), "{error}");
    }
    let server = Server::always(http(500, ""));
    let single = call(&support::client(&server), "GET").max_retries(0);
    assert_eq!(fails(single.send_empty()).attempts(), 1);
}

#[test]
fn timeouts_and_limits_apply() {
    let server = raw::Server::always(Reply::nothing().then_hold());
    let clock = FakeClock::running();
    let client = builder_with(&server, &clock).build().unwrap();
    let error = fails(call(&client, "POST").timeout(DEADLINE).send::<Value>());
    assert!(error.is_timeout() && error.may_have_been_applied(), "{error}");
    let server = Server::always(thing("longer than ten bytes"));
    let client = builder(&server).max_response_bytes(10).build().unwrap();
    assert_eq!(fails(call(&client, "GET").send::<Value>()).kind(), ErrorKind::TooLarge);
}

#[test]
fn an_invalid_request_is_an_error_before_anything_is_sent() {
    let server = Server::always(thing("t"));
    let client = support::client(&server);
    let request = |path| client.request("GET", path);
    for (bad, reason) in [
        (client.request("get", "/a"), "method"),
        (client.request("TRACE", "/a"), "method"),
        (client.request("GET\r\nX: y", "/a"), "method"),
        (request("a"), "slash"),
        (request("//evil.example/a"), "empty"),
        (request("/a/../b"), "relative"),
        (request("/a?b=c"), "query"),
        (request("/a\r\nX: y"), "encoded"),
        (request("/{a}"), "the path parameter `a` is missing"),
        (request("/{a}").path("a", ""), "a is empty"),
        (request("/{a}").path("a", ".."), "a cannot be"),
        (request("/{a}").path("a", "x\n"), "a ends with a line break"),
        (request("/{a}").path("a", " x"), "a begins with a space"),
        (request("/{a}").path("a", "x\u{0}y"), "a has a control character"),
        (
            request("/{a}/{b}").path("b", "x"),
            "set the path parameter `a` before `b`",
        ),
        (
            request("/{a}").path("a", "x").path("a", "y"),
            "the path has no parameter `a`, or it is already set",
        ),
        (request("/a").header("Authorization", "Bearer mine"), "authorization"),
        (request("/a").header("Content-Length", 5), "content-length"),
        (request("/a").header("x y", 5), "x y"),
        (request("/a").header("x", "a\r\nb"), "`x` has an invalid value"),
        (
            (0..1_000).fold(request("/a"), |request, n| request.header(&format!("x-{n}"), n)),
            "too many headers",
        ),
    ] {
        let error = fails_with(bad.send::<Value>(), ErrorKind::InvalidParameter, 0);
        assert_contains(&error, [reason]);
        assert_eq!(fails(bad.dry_run()).to_string(), error.to_string());
    }
    assert_eq!(server.request_count(), 0);
}

#[test]
fn a_response_is_decoded_as_the_requested_type() {
    let empty = || http_with_headers(204, "", "");
    let server = Server::in_turn([
        empty(),
        empty(),
        empty(),
        http(200, "{}"),
        http(200, "[1, 2]"),
        http(200, envelope(7003, "no route")),
        http_with_headers(200, "content-type: application/pdf", PDF),
        http_with_headers(200, "content-type: text/csv", "a,b\n"),
        http(200, "{}"),
    ]);
    let client = support::client(&server);
    let get = call(&client, "GET");
    get.send::<()>().unwrap();
    assert_eq!(get.send::<Option<Thing>>().unwrap(), None);
    assert_eq!(fails(get.send::<Thing>()).kind(), ErrorKind::Decode);
    get.send_empty().unwrap();
    let response = get.send_response::<Vec<u8>>().unwrap();
    assert_eq!((response.status(), response.into_value()), (200, vec![1, 2]));
    assert_eq!(fails(get.send::<Value>()).codes(), [7003]);
    assert_eq!(get.send_document().unwrap().bytes().unwrap(), PDF);
    assert_eq!(get.send_document().unwrap().bytes().unwrap(), b"a,b\n");
    assert!(get.send_document().is_err());
}

#[test]
fn only_a_get_can_be_waited_on() {
    let server = Server::in_turn([thing("new"), thing("old"), thing("broken")]);
    let client = support::client(&server);
    let got = call(&client, "GET")
        .wait_until(|thing: &Thing| thing.id == "old")
        .send()
        .unwrap();
    assert_eq!(got.id, "old");
    let never = call(&client, "GET").wait_until(|thing: &Thing| Wait::never(&thing.id));
    assert_eq!(fails(never.send()).last_value(), Some(&Thing { id: "broken".into() }));
    let put = call(&client, "PUT").wait_until(|_: &Thing| true);
    assert_eq!(fails(put.send()).kind(), ErrorKind::InvalidParameter);
    assert_eq!(server.request_count(), 3);
}

#[test]
fn debug_output_of_a_raw_request_redacts_its_arguments() {
    let client = support::client("http://127.0.0.1:1");
    let request = call(&client, "PUT").query("q", "s3cret").json(&"s3cret");
    assert_eq!(
        format!("{request:?}"),
        "RawRequest(\"PUT /accounts/{account_id}/cni/things\")"
    );
}

/// The current number of items, and the maximum so far.
static ALIVE: AtomicUsize = AtomicUsize::new(0);
static MAX_ALIVE: AtomicUsize = AtomicUsize::new(0);

/// An item that counts how many items exist.
#[derive(Debug, Deserialize)]
#[serde(from = "u32")]
struct Counted(u32);

impl From<u32> for Counted {
    fn from(number: u32) -> Self {
        MAX_ALIVE.fetch_max(ALIVE.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        Self(number)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Ordering::SeqCst);
    }
}

#[derive(Debug, Deserialize)]
struct CountedPage {
    items: Vec<Counted>,
    next: Option<u32>,
}

impl Page for CountedPage {
    type Item = Counted;
    type Cursor = u32;

    fn next_cursor(&self) -> Option<u32> {
        self.next
    }

    fn into_items(self) -> Vec<Counted> {
        self.items
    }
}

#[test]
fn a_custom_list_keeps_one_page_in_memory() {
    const PAGES: u32 = 1_000;
    const ITEMS: u32 = 10;
    let server = Server::new(|request| {
        let at = request
            .query()
            .strip_prefix("cursor=")
            .map_or(0, |at| at.parse().unwrap());
        let items: Vec<u32> = (at * ITEMS..(at + 1) * ITEMS).collect();
        http(
            200,
            json!({ "items": items, "next": (at + 1 < PAGES).then_some(at + 1) }),
        )
    });
    let list = call(&support::client(&server), "GET");
    for (at, item) in list.iter::<CountedPage>().enumerate() {
        assert_eq!(item.unwrap().0 as usize, at);
    }
    let items: usize = list.pages::<CountedPage>().map(|page| page.unwrap().items.len()).sum();
    assert_eq!((items, server.request_count()), (10_000, 2_000));
    assert_eq!(ALIVE.load(Ordering::SeqCst), 0);
    // One page, and the item that was returned before that page was decoded.
    assert!(MAX_ALIVE.load(Ordering::SeqCst) <= ITEMS as usize + 1, "{MAX_ALIVE:?}");
}

/// A cursor with one form in a response and another in a query.
#[derive(Clone, Debug, Deserialize, PartialEq)]
struct PrefixedCursor(u32);

impl fmt::Display for PrefixedCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{}", self.0)
    }
}

#[derive(Debug, Deserialize)]
struct PrefixedPage {
    items: Vec<u32>,
    next: Option<PrefixedCursor>,
    /// Another field of a page that can be invalid.
    #[allow(dead_code, reason = "only its decoding is tested")]
    total: Option<u32>,
}

impl Page for PrefixedPage {
    type Item = u32;
    type Cursor = PrefixedCursor;

    fn next_cursor(&self) -> Option<PrefixedCursor> {
        self.next.clone()
    }

    fn into_items(self) -> Vec<u32> {
        self.items
    }
}

#[test]
fn a_custom_cursor_is_sent_as_its_display() {
    let server = Server::in_turn([
        http(200, json!({ "items": [1], "next": 5 })),
        // An item and `total` are invalid, but the cursor is valid.
        http(200, json!({ "items": [2, "x", 3], "next": 6, "total": "many" })),
        http(200, json!({ "items": [4, "x"], "next": "p7", "total": "many" })),
    ]);
    let mut list = call(&support::client(&server), "GET")
        .query("cursor", 4)
        .iter::<PrefixedPage>();
    assert_eq!(list.cursor(), Some(PrefixedCursor(4)));
    assert_eq!(list.next().unwrap().unwrap(), 1);
    assert_eq!(list.cursor(), Some(PrefixedCursor(5)));
    assert_eq!(list.next().unwrap().unwrap(), 2);
    assert!(fails(list.next().unwrap()).is_item());
    assert_eq!(list.next().unwrap().unwrap(), 3);
    assert_eq!(list.cursor(), Some(PrefixedCursor(6)));
    let error = fails(list.next().unwrap());
    assert_eq!((error.is_item(), error.path()), (false, Some("next")), "{error}");
    assert!(list.next().is_none());
    assert_eq!(list.cursor(), Some(PrefixedCursor(6)));
    assert_eq!(list.resume().unwrap().cursor(), Some(PrefixedCursor(6)));
    let requests = server.requests();
    let queries: Vec<_> = requests.iter().map(raw::Request::query).collect();
    assert_eq!(queries, ["cursor=4", "cursor=p5", "cursor=p6"]);
}

#[test]
fn an_error_response_is_an_error_even_if_its_value_is_ignored() {
    let error = json!({ "success": false, "errors": [{ "code": 1, "message": "no" }] });
    for (body, is_error) in [(error, true), (json!({ "id": "t" }), false), (json!([1]), false)] {
        let server = Server::always(http(200, &body));
        let sent = call(&support::client(&server), "GET").send::<serde::de::IgnoredAny>();
        match is_error {
            true => assert_eq!(fails(sent).codes(), [1], "{body}"),
            false => assert!(sent.is_ok(), "{body}"),
        }
    }
}

#[test]
fn a_null_result_decodes_as_an_option() {
    for (body, is_valid) in [
        (json!(null), true),
        (json!({ "success": true, "result": null }), true),
        (json!({ "result": null }), false),
    ] {
        let server = Server::always(http(200, &body));
        let sent = call(&support::client(&server), "GET").send::<Option<Thing>>();
        match is_valid {
            true => assert_eq!(sent.unwrap(), None, "{body}"),
            false => assert_eq!(fails(sent).kind(), ErrorKind::Decode, "{body}"),
        }
    }
}
