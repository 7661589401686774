//! Lists over pages.

use super::*;

fn names(items: Items<List>) -> Vec<String> {
    items
        .map(|item| {
            item.map_or_else(
                |error| format!("{:?} {:?}", error.kind(), error.path()),
                |thing| thing.facility.name,
            )
        })
        .collect()
}

fn items(server: &Server) -> Items<List> {
    Items::new(server.call(&GET))
}

#[test]
fn a_wrong_type_deep_in_a_list_is_named_by_its_path() {
    let server = Server::always(page(&["a", "b", "c", "!"], None));
    let error = server.call(&GET).send_json::<List>().unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Decode, Some("items[3].facility.name"))
    );
    let error = Pages::<List>::new(server.call(&GET)).next().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[test]
fn a_list_is_followed_to_its_end_past_empty_pages_and_bad_items() {
    let server = Server::new(|n, _| {
        Reply::Keep(match n {
            0 => page(&["a", "!", "b"], Some(7)),
            1 => page(&[], Some(9)),
            2 => page(&["c"], None),
            _ => http(500, "", ""),
        })
    });
    assert_eq!(
        names(items(&server)),
        ["a", "Decode Some(\"items[1].facility.name\")", "b", "c"]
    );
    let lines: Vec<String> = server
        .seen()
        .iter()
        .map(|seen| seen.head.lines().next().unwrap().into())
        .collect();
    assert_eq!(
        lines,
        [
            "GET /v4/things/thing-1 HTTP/1.1",
            "GET /v4/things/thing-1?cursor=7 HTTP/1.1",
            "GET /v4/things/thing-1?cursor=9 HTTP/1.1"
        ]
    );
}

#[test]
fn the_cursor_to_resume_from_is_known_at_every_step() {
    let server = Server::new(|n, _| {
        Reply::Keep(match n {
            0 => page(&["a", "b"], Some(7)),
            1 => page(&["c"], Some(9)),
            2 | 5 => http(404, "", "{}"),
            3 => page(&["a"], Some(7)),
            _ => page(&["c"], None),
        })
    });
    let mut list = items(&server);
    let mut cursors = vec![list.cursor()];
    while let Some(item) = list.next() {
        cursors.push(list.cursor());
        assert_eq!(item.is_err(), cursors.len() == 5);
    }
    assert_eq!(cursors, [None, None, Some(7), Some(9), Some(9)]);
    assert!(list.next().is_none() && server.requests() == 3, "fused after the error");
    let mut pages = Pages::<List>::new(server.call(&GET));
    assert_eq!(pages.cursor(), None);
    assert!(pages.next().unwrap().is_ok() && pages.cursor() == Some(7));
    assert!(pages.next().unwrap().is_ok() && pages.cursor() == Some(7) && pages.next().is_none());
    let mut resumed = Items::<List>::new(server.call(&GET).query("cursor", 9));
    assert_eq!(resumed.cursor(), Some(9));
    assert!(resumed.next().unwrap().is_err() && resumed.cursor() == Some(9));
}

#[test]
fn cursors_in_a_circle_are_an_error_and_not_a_loop() {
    for circle in [1, 2, 5] {
        let server = Server::new(move |n, _| Reply::Keep(page(&["a"], Some(n as i64 % circle))));
        let last = items(&server).last().unwrap().unwrap_err();
        assert_eq!(
            (last.kind(), last.operation()),
            (ErrorKind::Pagination, Some("get_thing"))
        );
        assert!(server.requests() < 20);
    }
}
