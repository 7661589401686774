//! `parameters.json`: parameters in every style of arrays, objects and scalars.

use cloudflare_interconnects::types;
use serde_json::json;

use crate::decode;
use crate::server::{nothing, sent};

#[test]
fn arrays_are_sent_in_the_documented_style() {
    let (client, server) = nothing();
    let call = client
        .parameters("a")
        .list_arrays()
        .plain(["a", "b c"])
        .form(["x", "y"])
        .comma(["1", "2,3"])
        .space(["1", "2"])
        .pipe(["1", "2"])
        .pipe_exploded(["1", "2"])
        .numbers([1, -2])
        .flags([true])
        .enums([types::Order::Up, types::Order::from("sideways")]);
    call.send().unwrap();
    assert_eq!(
        sent(&server).query(),
        "plain=a&plain=b%20c&form=x&form=y&comma=1,2%2C3&space=1%202&pipe=1%7C2&pipe_exploded=1&pipe_exploded=2\
         &numbers=1,-2&flags=true&enums=up&enums=sideways"
    );
}

#[test]
fn objects_are_sent_in_the_documented_style() {
    let point: types::Point = decode(json!({ "x": 1, "name": "n&m" }));
    let (client, server) = nothing();
    let map = [("k".to_owned(), 1)].into();
    let inline = types::ListObjectsInline::new("v").b(["1", "2"]);
    let call = client
        .parameters("a")
        .list_objects()
        .deep(&point)
        .form(&point)
        .joined(&point)
        .map(&map)
        .inline(&inline)
        .as_json(json!({ "z": 1 }));
    call.send().unwrap();
    assert_eq!(
        sent(&server).query(),
        "deep%5Bname%5D=n%26m&deep%5Bx%5D=1&name=n%26m&x=1&joined=name,n%26m,x,1&map%5Bk%5D=1\
         &inline%5Ba%5D=v&inline%5Bb%5D=%5B%221%22%2C%222%22%5D&as_json=%7B%22z%22%3A1%7D"
    );
}

#[test]
fn scalars_are_sent_as_text() {
    let filter: types::Filter = decode(json!({ "by": "size", "size": 3 }));
    let (client, server) = nothing();
    let call = client
        .parameters("a")
        .list_scalars()
        .order("up")
        .direction(types::ListScalarsDirection::Desc)
        .count(u64::MAX)
        .offset(-1)
        .ratio(0.5)
        .exact(false)
        .any("x")
        .either(7)
        .match_name_contains("c")
        .since("2024-01-01T00:00:00Z")
        .shape(&filter);
    call.send().unwrap();
    assert_eq!(
        sent(&server).query(),
        "order=up&direction=desc&count=18446744073709551615&offset=-1&ratio=0.5&exact=false&any=x&either=7\
         &match.name%5Bcontains%5D=c&since=2024-01-01T00%3A00%3A00Z&by=size&size=3"
    );
}

#[test]
fn headers_are_sent_with_those_of_the_client() {
    let (client, server) = nothing();
    let headers = client.parameters("a").list_headers("r");
    headers
        .x_count(3)
        .x_order("down")
        .if_none_match("\"tag\"")
        .send()
        .unwrap();
    let seen = sent(&server);
    for (name, value) in [
        ("x-required", "r"),
        ("x-count", "3"),
        ("x-order", "down"),
        ("if-none-match", "\"tag\""),
        ("authorization", "Bearer token"),
    ] {
        assert_eq!(seen.header(name), Some(value), "{name}");
    }
}

#[test]
fn required_parameters_are_arguments_in_the_order_path_query_header() {
    let point: types::Point = decode(json!({ "x": 1 }));
    let (client, server) = nothing();
    let parameters = client.parameters("a c");
    parameters
        .get_required("i/d", "o", "q", "up", ["l"], &point)
        .send()
        .unwrap();
    let seen = sent(&server);
    assert_eq!(
        seen.line(),
        "GET /accounts/a%20c/parameters/required/i%2Fd/o?id=q&order=up&list=l&point%5Bx%5D=1 HTTP/1.1"
    );
}
