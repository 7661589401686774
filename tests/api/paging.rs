//! Lists: lazy, complete, honest about what is missing, and never without end.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use cloudflare_interconnects::types::{Interconnect, InterconnectList};
use cloudflare_interconnects::{Client, Error, ErrorKind, Items, Pages};
use serde_json::{Value, json};

use crate::support::raw::{Reply, Request, Server};
use crate::support::{self, ACCOUNT, envelope, fails, gcp, http, page, physical, process};

/// The cursor that a request asks for.
fn cursor_of(request: &Request) -> Option<i64> {
    let query = request.target().split_once('?')?.1;
    query
        .split('&')
        .find_map(|pair| pair.strip_prefix("cursor="))?
        .parse()
        .ok()
}

/// Answers with the page that a cursor leads to; `None` is the first.
fn listing(page: impl Fn(Option<i64>) -> Vec<u8> + Send + Sync + 'static) -> Server {
    Server::new(move |request| page(cursor_of(request)))
}

fn items(client: &Client) -> Items<InterconnectList> {
    client.interconnects(ACCOUNT).list().iter()
}

fn pages(client: &Client) -> Pages<InterconnectList> {
    client.interconnects(ACCOUNT).list().pages()
}

fn names(items: impl Iterator<Item = Result<Interconnect, Error>>) -> Vec<String> {
    items.map(|item| item.unwrap().name().unwrap().to_owned()).collect()
}

/// Three pages of two, by the cursors 10 and 20.
fn three_pages(cursor: Option<i64>) -> Vec<u8> {
    match cursor {
        None => page(&[physical("a"), gcp("b")], Some(10)),
        Some(10) => page(&[gcp("c"), physical("d")], Some(20)),
        _ => page(&[physical("e"), gcp("f")], None),
    }
}

#[test]
fn every_item_comes_once_and_in_order_with_the_parameters_of_the_list() {
    let server = listing(three_pages);
    let list = support::client(&server.base_url())
        .interconnects(ACCOUNT)
        .list()
        .site("I&D")
        .limit(2);
    assert_eq!(names(list.iter()), ["a", "b", "c", "d", "e", "f"]);
    let base = format!("/client/v4/accounts/{ACCOUNT}/cni/interconnects?site=I%26D&limit=2");
    let targets: Vec<_> = server
        .requests()
        .iter()
        .map(|request| request.target().to_owned())
        .collect();
    assert_eq!(
        targets,
        [base.clone(), format!("{base}&cursor=10"), format!("{base}&cursor=20")]
    );
    assert_eq!(server.connection_count(), 1);
    let sizes: Vec<_> = list.pages().map(|page| page.unwrap().items.len()).collect();
    assert_eq!(sizes, [2, 2, 2]);
}

#[test]
fn a_page_is_requested_only_when_its_first_item_is() {
    let server = listing(three_pages);
    let client = support::client(&server.base_url());
    let mut items = items(&client);
    assert_eq!(server.connection_count(), 0);
    for (item, requests) in [("a", 1), ("b", 1), ("c", 2), ("d", 2), ("e", 3), ("f", 3)] {
        assert_eq!(items.next().unwrap().unwrap().name(), Some(item));
        assert_eq!(server.request_count(), requests, "at {item}");
    }
    assert!(items.next().is_none() && items.next().is_none());
    assert_eq!(server.request_count(), 3);

    let mut pages = pages(&client);
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
fn a_list_ends_by_null_or_by_absence_and_goes_on_after_an_empty_page() {
    for last in [
        json!({ "items": [gcp("z")], "next": null }),
        json!({ "items": [gcp("z")] }),
    ] {
        let server = listing(move |cursor| match cursor {
            None => page(&[], Some(0)),
            Some(0) => page(&[], Some(7)),
            Some(7) => page(&[gcp("y")], Some(-3)),
            _ => http(200, last.to_string()),
        });
        let client = support::client(&server.base_url());
        assert_eq!(names(items(&client)), ["y", "z"]);
        assert_eq!(
            pages(&client).map(|page| page.unwrap().items.len()).collect::<Vec<_>>(),
            [0, 0, 1, 1]
        );
    }
    let empty = listing(|_| page(&[], None));
    assert!(items(&support::client(&empty.base_url())).next().is_none());
}

#[test]
fn a_list_starts_at_the_cursor_that_is_set() {
    let server = listing(three_pages);
    let list = support::client(&server.base_url())
        .interconnects(ACCOUNT)
        .list()
        .cursor(20);
    assert_eq!(names(list.iter()), ["e", "f"]);
    assert_eq!(list.iter().cursor(), Some(20));
    assert_eq!(server.request_count(), 1);
}

// Row 16.
#[test]
fn a_cursor_that_comes_back_is_an_error_and_not_a_loop() {
    for (way, length) in [(0_i64, 1_i64), (1, 1), (0, 2), (3, 2), (2, 5), (10, 7)] {
        let server = listing(move |cursor| {
            let at = cursor.unwrap_or(-1);
            page(&[gcp("same")], Some(if at == way + length - 1 { way } else { at + 1 }))
        });
        let client = support::client(&server.base_url());
        let mut items = items(&client);
        let outcomes: Vec<_> = items.by_ref().take(1_000).collect();
        let error = outcomes.last().unwrap().as_ref().unwrap_err();
        assert_eq!(
            (error.kind(), error.operation()),
            (ErrorKind::Pagination, Some("list_interconnects")),
            "{error}"
        );
        assert!(outcomes[..outcomes.len() - 1].iter().all(Result::is_ok));
        assert!(error.to_string().contains("cursor"), "{error}");
        assert!(
            server.request_count() as i64 <= 3 * (way + length) + 2,
            "{way} {length}: {}",
            server.request_count()
        );
        assert!(items.next().is_none());
        let ends: Vec<_> = pages(&client).take(1_000).filter_map(Result::err).collect();
        assert_eq!(ends.len(), 1);
        assert_eq!(ends[0].kind(), ErrorKind::Pagination);
    }
    // Round to the page that was asked for first.
    let server = listing(|cursor| page(&[gcp("same")], Some(if cursor == Some(5) { 6 } else { 5 })));
    let list = support::client(&server.base_url())
        .interconnects(ACCOUNT)
        .list()
        .cursor(5);
    assert_eq!(list.iter().take(100).filter_map(Result::err).count(), 1);
}

// Row 16.
#[test]
fn the_items_of_a_page_are_its_own_by_for() {
    let server = listing(three_pages);
    let page = support::client(&server.base_url())
        .interconnects(ACCOUNT)
        .list()
        .send()
        .unwrap();
    let mut names = Vec::new();
    for interconnect in &page {
        names.push(interconnect.name().unwrap().to_owned());
    }
    let owned = page
        .into_iter()
        .map(|interconnect: Interconnect| interconnect.name().unwrap().to_owned());
    assert_eq!(owned.collect::<Vec<_>>(), names);
    assert_eq!(names.len(), 2);
}

#[test]
fn a_failing_page_is_one_error_and_then_nothing_and_the_list_can_be_resumed_there() {
    for failure in [
        Reply::send(http(400, envelope(7, "no").to_string())),
        Reply::send(http(503, "<html>")),
        Reply::send(http(200, "<html>")),
        Reply::send(http(200, r#"{"next":30}"#)),
        Reply::send(http(200, r#"{"items":[],"next":"soon"}"#)),
        Reply::send(http(200, envelope(8, "no").to_string())),
        Reply::nothing().then_close(),
    ] {
        let server = Server::new(move |request| match cursor_of(request) {
            Some(20) => failure.clone(),
            cursor => three_pages(cursor).into(),
        });
        let client = support::client(&server.base_url());
        let mut items = items(&client);
        assert_eq!(names(items.by_ref().take(4)), ["a", "b", "c", "d"]);
        let error = fails(items.next().unwrap());
        assert_eq!(error.operation(), Some("list_interconnects"));
        let sent = server.request_count();
        assert!(items.next().is_none() && items.next().is_none());
        assert_eq!(server.request_count(), sent, "fused");
        assert_eq!(items.cursor(), Some(20));

        let mut pages = pages(&client);
        assert!(pages.next().unwrap().is_ok() && pages.next().unwrap().is_ok());
        fails(pages.next().unwrap());
        assert!(pages.next().is_none() && pages.next().is_none());
        assert_eq!(pages.cursor(), Some(20));

        let healed = listing(three_pages);
        let list = support::client(&healed.base_url()).interconnects(ACCOUNT).list();
        assert_eq!(names(list.cursor(items.cursor().unwrap()).iter()), ["e", "f"]);
    }
}

/// A server whose page at a cursor fails as often as it is told, and then is what it should be.
fn failing_at(at: Option<i64>, times: usize) -> Server {
    let left = std::sync::atomic::AtomicUsize::new(times);
    let take = move || left.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_ok();
    listing(move |cursor| match cursor == at && take() {
        true => http(403, envelope(7, "no").to_string()),
        false => three_pages(cursor),
    })
}

#[test]
fn a_list_that_an_error_ended_is_resumed_from_the_page_that_failed_with_its_parameters() {
    for (at, before, after) in [
        (None, &[][..], &["a", "b", "c", "d", "e", "f"][..]),
        (Some(10), &["a", "b"], &["c", "d", "e", "f"]),
        (Some(20), &["a", "b", "c", "d"], &["e", "f"]),
    ] {
        let server = failing_at(at, 2);
        let list = support::client(&server.base_url())
            .interconnects(ACCOUNT)
            .list()
            .site("IAD")
            .limit(3);
        let mut items = list.iter();
        assert!(items.resume().is_none(), "nothing has failed yet");
        let (mut seen, mut failed) = (Vec::new(), 0);
        for item in items.by_ref() {
            match item {
                Ok(item) => seen.push(item.name().unwrap().to_owned()),
                Err(_) => failed += 1,
            }
        }
        assert_eq!(
            (failed, &seen[..]),
            (1, &before.iter().map(|name| name.to_string()).collect::<Vec<_>>()[..])
        );
        // It may fail again, and is resumed again.
        let mut rest = items.resume().unwrap();
        fails(rest.next().unwrap());
        let mut rest = rest.resume().unwrap();
        assert_eq!(names(rest.by_ref()), after);
        assert!(rest.resume().is_none(), "it has ended well");
        assert!(items.resume().is_some());
        for request in server.requests() {
            assert!(
                request.target().contains("site=IAD") && request.target().contains("limit=3"),
                "{}",
                request.target()
            );
        }

        let server = failing_at(at, 1);
        let mut pages = pages(&support::client(&server.base_url()));
        assert!(pages.resume().is_none());
        let came = pages.by_ref().filter_map(Result::ok).count();
        let mut rest = pages.resume().unwrap();
        assert_eq!(came + rest.by_ref().map(Result::unwrap).count(), 3);
        assert!(rest.resume().is_none());
    }
}

#[test]
fn a_list_is_not_resumed_that_ended_well_or_goes_on_or_in_a_circle() {
    let client = support::client;
    let server = listing(three_pages);
    let mut list = items(&client(&server.base_url()));
    while list.next().is_some() {
        assert!(list.resume().is_none());
    }
    assert!(list.resume().is_none());

    let server = listing(|_| page(&[json!({ "type": "gcp_partner", "name": 5 })], None));
    let mut list = items(&client(&server.base_url()));
    assert!(fails(list.next().unwrap()).is_item() && list.resume().is_none());
    assert!(list.next().is_none() && list.resume().is_none());

    let server = listing(|_| page(&[gcp("same")], Some(7)));
    let mut list = items(&client(&server.base_url()));
    assert_eq!(list.by_ref().filter_map(Result::err).count(), 1);
    assert!(list.resume().is_none());
}

#[test]
fn a_list_resumes_at_the_cursor_that_was_set_where_its_first_page_failed() {
    let server = failing_at(Some(20), 1);
    let list = support::client(&server.base_url())
        .interconnects(ACCOUNT)
        .list()
        .cursor(20);
    let mut items = list.iter();
    fails(items.next().unwrap());
    assert_eq!(names(items.resume().unwrap()), ["e", "f"]);
}

// Row 40.
#[test]
fn a_thousand_empty_pages_in_a_row_are_an_error_and_not_a_loop() {
    let server = listing(|cursor| page(&[], Some(cursor.unwrap_or(0) + 1)));
    let client = support::client(&server.base_url());
    let mut list = items(&client);
    let error = fails(list.next().unwrap());
    assert_eq!((error.kind(), server.request_count()), (ErrorKind::Pagination, 1_000));
    assert!(error.to_string().contains("1000 pages in a row"), "{error}");
    assert!(list.next().is_none());
    // Row 77: as after a repeated cursor, there is nothing to go on with.
    assert_eq!(list.cursor(), Some(1_000));
    assert!(list.resume().is_none());

    let mut list = pages(&client);
    assert_eq!(list.by_ref().take_while(Result::is_ok).count(), 1_000);
    assert!(list.next().is_none() && list.resume().is_none());
}

// Row 40.
#[test]
fn empty_pages_that_are_fewer_or_not_in_a_row_are_gone_over() {
    let server = listing(|cursor| {
        let at = cursor.unwrap_or(0);
        let items = if at % 1_000 == 999 { vec![gcp("one")] } else { vec![] };
        page(&items, (at < 2_500).then_some(at + 1))
    });
    assert_eq!(names(items(&support::client(&server.base_url()))), ["one", "one"]);
    assert_eq!(server.request_count(), 2_501);
}

#[test]
fn a_first_page_that_fails_has_no_cursor_to_resume_from() {
    let server = Server::always(http(400, "{}"));
    let mut items = items(&support::client(&server.base_url()));
    fails(items.next().unwrap());
    assert_eq!(items.cursor(), None);
    assert!(items.next().is_none());
}

#[test]
fn the_cursor_is_that_of_the_page_which_the_next_item_comes_from() {
    let server = listing(three_pages);
    let client = support::client(&server.base_url());
    let mut items = items(&client);
    let mut cursors = vec![items.cursor()];
    while let Some(item) = items.next() {
        item.unwrap();
        cursors.push(items.cursor());
    }
    cursors.push(items.cursor());
    let (first, second, third) = (None, Some(10), Some(20));
    assert_eq!(cursors, [first, first, second, second, third, third, third, third]);
    let mut pages = pages(&client);
    let mut cursors = vec![pages.cursor()];
    while let Some(page) = pages.next() {
        page.unwrap();
        cursors.push(pages.cursor());
    }
    assert_eq!(cursors, [first, second, third, third]);
    assert_eq!(server.request_count(), 6, "asking for the cursor sends nothing");
}

// Row 14.
#[test]
fn an_item_that_does_not_decode_is_one_error_and_the_others_come() {
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
    let server = listing(move |cursor| match cursor {
        None => page(&first, Some(1)),
        _ => page(&[gcp("d"), json!(7)], None),
    });
    let client = support::client(&server.base_url());
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for item in items(&client) {
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
        assert_eq!(
            (error.kind(), error.operation()),
            (ErrorKind::Decode, Some("list_interconnects"))
        );
        assert_eq!((error.status(), error.ray_id()), (Some(200), Some("8f00ba12-IAD")));
    }
    assert!(
        bad[0].snippet().unwrap().contains("wrong"),
        "the item, not the page: {}",
        bad[0]
    );
    assert_eq!(server.request_count(), 2);
}

#[test]
fn a_page_that_holds_a_wrong_item_is_an_error_by_pages_and_by_send() {
    let server = listing(|_| page(&[gcp("a"), json!({ "type": "direct" })], None));
    let client = support::client(&server.base_url());
    let by_page = fails(pages(&client).next().unwrap());
    let by_send = fails(client.interconnects(ACCOUNT).list().send());
    for error in [by_page, by_send] {
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.path().unwrap().starts_with("items[1]"), "{error}");
    }
}

#[test]
fn each_page_has_the_whole_time_and_the_retries_for_itself() {
    let clock = support::clock::FakeClock::with_jitter(1.0);
    let server = Server::new(|request| match request.number % 3 {
        2 => three_pages(cursor_of(request)),
        _ => support::labelled(503, "retry-after: 25", ""),
    });
    let client = support::builder_with(&server.base_url(), &clock).build().unwrap();
    assert_eq!(names(items(&client)).len(), 6);
    // 50 s for each of the three pages, where a call has 60.
    assert_eq!(clock.sleeps(), [Duration::from_secs(25); 6]);
}

/// The most memory that this process has used so far.
#[cfg(target_os = "linux")]
fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

#[cfg(target_os = "linux")]
#[test]
fn a_walk_over_a_thousand_pages_needs_the_memory_of_a_few() {
    if !process::is_own() {
        process::run(&mut process::command(
            "paging::a_walk_over_a_thousand_pages_needs_the_memory_of_a_few",
            "",
        ));
        return;
    }
    const PAGES: i64 = 1_000;
    let objects: Vec<Value> = (0..100)
        .map(|n| gcp(&format!("icon-{n}-{}", "x".repeat(200))))
        .collect();
    let size = page(&objects, Some(1)).len() as u64;
    let server = listing(move |cursor| {
        let at = cursor.unwrap_or(0);
        page(&objects, (at + 1 < PAGES).then_some(at + 1))
    });
    let client = support::client(&server.base_url());
    // The lines that are kept for other tests would be most of what is measured.
    log::set_max_level(log::LevelFilter::Off);
    let mut items = items(&client);
    for _ in 0..2_000 {
        items.next().unwrap().unwrap();
    }
    let before = peak_bytes();
    assert_eq!(items.map(Result::unwrap).count(), 98_000);
    assert_eq!((server.request_count(), server.connection_count()), (1_000, 1));
    let grown = peak_bytes() - before;
    assert!(grown < 4 << 20, "{grown} bytes more for {} bytes of pages", size * 980);
}
