//! Lists: `iter` and `pages` are lazy, follow every cursor, stop at errors, and resume after them.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use cloudflare_interconnects::operations::ListInterconnects;
use cloudflare_interconnects::types::Interconnect;
use cloudflare_interconnects::{Error, ErrorKind, Items, Page};
use serde_json::{Value, json};

use crate::support::clock::FakeClock;
use crate::support::mock::Server;
use crate::support::raw::{self, Reply, Request};
use crate::support::{
    self, ACCOUNT, Response, assert_contains, envelope, fails, gcp, http, http_with_headers, page, physical, process,
};

/// The cursor of a request.
fn request_cursor(request: &Request) -> Option<i64> {
    let mut pairs = request.query().split('&');
    pairs.find_map(|pair| pair.strip_prefix("cursor="))?.parse().ok()
}

/// A server that responds with the page of each cursor. `None` is the first page.
fn listing(page: impl Fn(Option<i64>) -> Response + Send + Sync + 'static) -> Server {
    Server::new(move |request| page(request_cursor(request)))
}

fn interconnects(server: &(impl AsRef<str> + ?Sized)) -> ListInterconnects {
    support::client(server).interconnects(ACCOUNT).list()
}

fn names(items: impl Iterator<Item = Result<Interconnect, Error>>) -> Vec<String> {
    items.map(|item| item.unwrap().name().unwrap().to_owned()).collect()
}

/// Three pages of two items each, with the cursors 10 and 20.
fn three_pages(cursor: Option<i64>) -> Response {
    match cursor {
        None => page(&[physical("a"), gcp("b")], Some(10)),
        Some(10) => page(&[gcp("c"), physical("d")], Some(20)),
        _ => page(&[physical("e"), gcp("f")], None),
    }
}

#[test]
fn each_item_is_returned_once_in_order_and_each_page_request_has_the_parameters_of_the_list() {
    let server = listing(three_pages);
    let list = interconnects(&server).site("I&D").limit(2);
    assert_eq!(names(list.iter()), ["a", "b", "c", "d", "e", "f"]);
    let requests = server.requests();
    let queries: Vec<_> = requests.iter().map(Request::query).collect();
    let first = "site=I%26D&limit=2";
    assert_eq!(
        queries,
        [first, &format!("{first}&cursor=10"), &format!("{first}&cursor=20")]
    );
    let sizes: Vec<_> = list.pages().map(|page| page.unwrap().items.len()).collect();
    assert_eq!(sizes, [2, 2, 2]);
}

#[test]
fn a_page_is_requested_only_when_its_first_item_is_needed() {
    let server = listing(three_pages);
    let mut items = interconnects(&server).iter();
    assert_eq!(server.request_count(), 0);
    for (item, requests) in [("a", 1), ("b", 1), ("c", 2), ("d", 2), ("e", 3), ("f", 3)] {
        assert_eq!(items.next().unwrap().unwrap().name(), Some(item));
        assert_eq!(server.request_count(), requests, "at {item}");
    }
    assert!(items.next().is_none() && items.next().is_none());
    assert_eq!(server.request_count(), 3);

    let mut pages = interconnects(&server).pages();
    assert_eq!(server.request_count(), 3);
    for requests in 4..=6 {
        pages.next().unwrap().unwrap();
        assert_eq!(server.request_count(), requests);
    }
    assert!(pages.next().is_none());
    assert_eq!(server.request_count(), 6);
}

// Row 16.
#[test]
fn a_list_ends_where_next_is_null_or_absent_and_continues_after_an_empty_page() {
    for last in [
        json!({ "items": [gcp("z")], "next": null }),
        json!({ "items": [gcp("z")] }),
    ] {
        let server = listing(move |cursor| match cursor {
            None => page(&[], Some(0)),
            Some(0) => page(&[], Some(7)),
            Some(7) => page(&[gcp("y")], Some(-3)),
            _ => http(200, &last),
        });
        assert_eq!(names(interconnects(&server).iter()), ["y", "z"]);
        assert_eq!(
            interconnects(&server)
                .pages()
                .map(|page| page.unwrap().items.len())
                .collect::<Vec<_>>(),
            [0, 0, 1, 1]
        );
    }
    let empty = listing(|_| page(&[], None));
    assert!(interconnects(&empty).iter().next().is_none());
}

#[test]
fn a_list_starts_at_the_cursor_that_is_set() {
    let server = listing(three_pages);
    let list = interconnects(&server).cursor(20);
    assert_eq!(names(list.iter()), ["e", "f"]);
    assert_eq!(list.iter().cursor(), Some(20));
    assert_eq!(server.request_count(), 1);
}

// Row 16.
#[test]
fn a_repeated_cursor_is_an_error_and_not_a_loop() {
    for (way, length) in [(0_i64, 1_i64), (1, 1), (0, 2), (3, 2), (2, 5), (10, 7)] {
        let server = listing(move |cursor| {
            let at = cursor.unwrap_or(-1);
            page(&[gcp("same")], Some(if at == way + length - 1 { way } else { at + 1 }))
        });
        let mut items = interconnects(&server).iter();
        let outcomes: Vec<_> = items.by_ref().take(1_000).collect();
        let error = outcomes.last().unwrap().as_ref().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Pagination, "{error}");
        assert_eq!(error.operation(), Some("list_interconnects"), "{error}");
        assert!(outcomes[..outcomes.len() - 1].iter().all(Result::is_ok));
        assert_contains(&error, ["cursor"]);
        let sent = server.request_count() as i64;
        assert!(sent <= 3 * (way + length) + 2, "{way} {length}: {sent}");
        assert!(items.next().is_none());
        let ends: Vec<_> = interconnects(&server)
            .pages()
            .take(1_000)
            .filter_map(Result::err)
            .collect();
        assert_eq!(ends.len(), 1);
        assert_eq!(ends[0].kind(), ErrorKind::Pagination);
    }
    // The cursor returns to the page that was requested first.
    let server = listing(|cursor| page(&[gcp("same")], Some(if cursor == Some(5) { 6 } else { 5 })));
    let list = interconnects(&server).cursor(5);
    assert_eq!(list.iter().take(100).filter_map(Result::err).count(), 1);
}

#[test]
fn a_page_is_iterated_by_reference_and_by_value() {
    let server = listing(three_pages);
    let page = interconnects(&server).send().unwrap();
    let mut names = Vec::new();
    for interconnect in &page {
        names.push(interconnect.name().unwrap().to_owned());
    }
    assert_eq!(names, ["a", "b"]);
    for (interconnect, name) in page.into_iter().zip(names) {
        let owned: Interconnect = interconnect;
        assert_eq!(owned.name(), Some(&*name));
    }
}

#[test]
fn a_failing_page_ends_the_list_with_one_error_and_cursor_returns_its_cursor() {
    for failure in [
        Reply::send(http(400, envelope(7, "no"))),
        Reply::send(http(503, "<html>")),
        Reply::send(http(200, "<html>")),
        Reply::send(http(200, r#"{"next":30}"#)),
        Reply::send(http(200, r#"{"items":[],"next":"soon"}"#)),
        Reply::send(http(200, envelope(8, "no"))),
        Reply::nothing().then_close(),
    ] {
        let server = raw::Server::new(move |request| match request_cursor(request) {
            Some(20) => failure.clone(),
            cursor => Reply::send(three_pages(cursor)),
        });
        let mut items = interconnects(&server).iter();
        assert_eq!(names(items.by_ref().take(4)), ["a", "b", "c", "d"]);
        let error = fails(items.next().unwrap());
        assert_eq!(error.operation(), Some("list_interconnects"));
        let sent = server.request_count();
        assert!(items.next().is_none() && items.next().is_none());
        assert_eq!(server.request_count(), sent, "fused");
        assert_eq!(items.cursor(), Some(20));

        let mut pages = interconnects(&server).pages();
        assert!(pages.next().unwrap().is_ok() && pages.next().unwrap().is_ok());
        fails(pages.next().unwrap());
        assert!(pages.next().is_none() && pages.next().is_none());
        assert_eq!(pages.cursor(), Some(20));

        let working = listing(three_pages);
        let list = interconnects(&working);
        assert_eq!(names(list.cursor(items.cursor().unwrap()).iter()), ["e", "f"]);
    }
}

/// A server whose page at this cursor fails this many times and then succeeds.
fn failing_at(at: Option<i64>, times: usize) -> Server {
    let left = AtomicUsize::new(times);
    let take = move || left.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_ok();
    listing(move |cursor| match cursor == at && take() {
        true => http(403, envelope(7, "no")),
        false => three_pages(cursor),
    })
}

#[test]
fn a_list_resumes_at_the_page_that_failed_with_its_parameters() {
    for (at, before, after) in [
        (None, &[][..], &["a", "b", "c", "d", "e", "f"][..]),
        (Some(10), &["a", "b"], &["c", "d", "e", "f"]),
        (Some(20), &["a", "b", "c", "d"], &["e", "f"]),
    ] {
        let server = failing_at(at, 2);
        let list = interconnects(&server).site("IAD").limit(3);
        let mut items = list.iter();
        assert!(items.resume().is_none(), "nothing has failed yet");
        assert_eq!(names(items.by_ref().take(before.len())), before);
        fails(items.next().unwrap());
        assert!(items.next().is_none());
        // A resumed list can fail and be resumed again.
        let mut rest = items.resume().unwrap();
        fails(rest.next().unwrap());
        let mut rest = rest.resume().unwrap();
        assert_eq!(names(rest.by_ref()), after);
        assert!(rest.resume().is_none(), "the list ended without an error");
        assert!(items.resume().is_some());
        for request in server.requests() {
            assert!(request.query().starts_with("site=IAD&limit=3"));
        }

        let server = failing_at(at, 1);
        let mut pages = interconnects(&server).pages();
        assert!(pages.resume().is_none());
        let received = pages.by_ref().filter_map(Result::ok).count();
        let mut rest = pages.resume().unwrap();
        assert_eq!(received + rest.by_ref().map(Result::unwrap).count(), 3);
        assert!(rest.resume().is_none());
    }
}

#[test]
fn a_list_that_ended_continues_or_repeats_a_cursor_cannot_be_resumed() {
    let server = listing(three_pages);
    let mut list = interconnects(&server).iter();
    while list.next().is_some() {
        assert!(list.resume().is_none());
    }
    assert!(list.resume().is_none());

    let server = listing(|_| page(&[json!({ "type": "gcp_partner", "name": 5 })], None));
    let mut list = interconnects(&server).iter();
    assert!(fails(list.next().unwrap()).is_item() && list.resume().is_none());
    assert!(list.next().is_none() && list.resume().is_none());

    let server = listing(|_| page(&[gcp("same")], Some(7)));
    let mut list = interconnects(&server).iter();
    assert_eq!(list.by_ref().filter_map(Result::err).count(), 1);
    assert!(list.resume().is_none());
}

#[test]
fn a_list_whose_first_page_failed_resumes_at_the_cursor_that_was_set() {
    let server = failing_at(Some(20), 1);
    let list = interconnects(&server).cursor(20);
    let mut items = list.iter();
    fails(items.next().unwrap());
    assert_eq!(names(items.resume().unwrap()), ["e", "f"]);
}

// Row 40.
#[test]
fn a_thousand_empty_pages_in_a_row_are_an_error_and_not_a_loop() {
    let server = listing(|cursor| page(&[], Some(cursor.unwrap_or(0) + 1)));
    let mut list = interconnects(&server).iter();
    let error = fails(list.next().unwrap());
    assert_eq!((error.kind(), server.request_count()), (ErrorKind::Pagination, 1_000));
    assert_contains(&error, ["1000 pages in a row"]);
    assert!(list.next().is_none());
    // Row 77: the list cannot be resumed, as after a repeated cursor.
    assert_eq!(list.cursor(), Some(1_000));
    assert!(list.resume().is_none() && list.next().is_none());
    assert_eq!(server.request_count(), 1_000);

    let mut list = interconnects(&server).pages();
    assert_eq!(list.by_ref().take_while(Result::is_ok).count(), 1_000);
    assert!(list.next().is_none() && list.resume().is_none());
}

// Row 40.
#[test]
fn fewer_than_a_thousand_empty_pages_in_a_row_are_skipped() {
    let server = listing(|cursor| {
        let at = cursor.unwrap_or(0);
        let items = if at % 1_000 == 999 { vec![gcp("one")] } else { vec![] };
        page(&items, (at < 2_500).then_some(at + 1))
    });
    assert_eq!(names(interconnects(&server).iter()), ["one", "one"]);
    assert_eq!(server.request_count(), 2_501);
}

#[test]
fn a_first_page_that_fails_has_no_cursor() {
    let server = Server::always(http(400, "{}"));
    let mut items = interconnects(&server).iter();
    fails(items.next().unwrap());
    assert_eq!(items.cursor(), None);
    assert!(items.next().is_none());
}

#[test]
fn the_cursor_belongs_to_the_page_of_the_next_item() {
    let server = listing(three_pages);
    let mut items = interconnects(&server).iter();
    let mut cursors = vec![items.cursor()];
    while let Some(item) = items.next() {
        item.unwrap();
        cursors.push(items.cursor());
    }
    cursors.push(items.cursor());
    let (first, second, third) = (None, Some(10), Some(20));
    assert_eq!(cursors, [first, first, second, second, third, third, third, third]);
    let mut pages = interconnects(&server).pages();
    let mut cursors = vec![pages.cursor()];
    while let Some(page) = pages.next() {
        page.unwrap();
        cursors.push(pages.cursor());
    }
    assert_eq!(cursors, [first, second, third, third]);
    assert_eq!(server.request_count(), 6, "`cursor` sends nothing");
}

#[test]
fn each_page_has_its_own_timeout_and_retries() {
    let clock = FakeClock::with_jitter(1.0);
    let busy = || http_with_headers(503, "retry-after: 25", "");
    let pages = [None, Some(10), Some(20)].into_iter();
    let server = Server::in_turn(pages.flat_map(|cursor| [busy(), busy(), three_pages(cursor)]));
    let client = support::client_with(&server, &clock);
    assert_eq!(names(client.interconnects(ACCOUNT).list().iter()).len(), 6);
    // Each of the three pages waits 50 s, and a call has 60 s.
    assert_eq!(clock.sleeps(), [Duration::from_secs(25); 6]);
}

const PAGES: i64 = 1_000;
const ITEMS: i64 = 10;
/// Pages of a list that are read before memory is measured.
const WARM_UP_PAGES: i64 = 20;
/// The memory that the other pages may add: less than a quarter of their text.
const ALLOWED_BYTES: u64 = 4 << 20;

/// The item with this number in a list.
fn item(list: &str, number: i64) -> Value {
    let (id, facility) = (
        number.to_string(),
        json!({ "name": "facility", "address": ["x".repeat(2_000)] }),
    );
    match list {
        "interconnects" => json!({ "type": "direct", "account": "tag", "name": id, "site": "IAD", "slot_id": "slot",
            "speed": "10G", "facility": facility }),
        "cnis" => json!({ "id": id, "account": "tag", "interconnect": "icon", "p2p_ip": "10.0.0.0/31",
            "cust_ip": "10.0.0.1/31", "magic": { "conduit_name": "c", "description": facility.to_string(), "mtu": 1500 } }),
        _ => json!({ "id": id, "site": "IAD", "speed": "10G", "occupied": false, "facility": facility }),
    }
}

/// The peak memory of the process, or `None` on systems without `/proc`.
fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
}

/// Reads a list to its end, and asserts that no item is missing, duplicate or kept in memory.
fn assert_complete_and_not_kept<P: Page>(items: Items<P>, name: impl Fn(&P::Item) -> &str) {
    let mut items = items.map(|item: Result<P::Item, Error>| item.unwrap());
    let mut peak = None;
    for number in 0..PAGES * ITEMS {
        if number == WARM_UP_PAGES * ITEMS {
            peak = peak_bytes();
        }
        let item = items.next().expect("the list ends too early");
        assert_eq!(name(&item), number.to_string());
    }
    assert!(items.next().is_none(), "the list does not end");
    if let (Some(before), Some(after)) = (peak, peak_bytes()) {
        let grown = after - before;
        assert!(
            grown < ALLOWED_BYTES,
            "{grown} bytes more after {PAGES} pages than after {WARM_UP_PAGES}"
        );
    }
}

#[test]
fn a_list_of_a_thousand_pages_uses_the_memory_of_a_few_pages() {
    if !process::is_child() {
        let test = a_list_of_a_thousand_pages_uses_the_memory_of_a_few_pages;
        process::run(&mut process::command(test, ""));
        return;
    }
    // The raw server, because it counts connections.
    let server = raw::Server::new(|request| {
        let (list, at) = (
            request.path().rsplit('/').next().unwrap(),
            request_cursor(request).unwrap_or(0),
        );
        let items: Vec<Value> = (at * ITEMS..(at + 1) * ITEMS)
            .map(|number| item(list, number))
            .collect();
        page(&items, (at + 1 < PAGES).then_some(at + 1))
    });
    let client = support::client(&server);
    // Captured log lines would dominate the measurement.
    log::set_max_level(log::LevelFilter::Off);
    assert_complete_and_not_kept(client.interconnects(ACCOUNT).list().iter(), |item| item.name().unwrap());
    assert_complete_and_not_kept(client.cnis(ACCOUNT).list().iter(), |item| &item.id);
    assert_complete_and_not_kept(client.slots(ACCOUNT).list().iter(), |item| &item.id);
    assert_eq!(server.request_count(), 3 * PAGES as usize);
    assert_eq!(server.connection_count(), 1);
}
