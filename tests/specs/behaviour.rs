//! How the code generated from all of `tests/specs/*.json` behaves, over a socket or by serde alone.
//!
//! The main file of a crate that `tests/specs.rs` makes and tests.

use std::collections::BTreeMap;

use cloudflare_interconnects::{Body, ErrorKind, SPEC, types};
use serde_json::{Value, json};

mod server;

use server::{answering, answering_json, nothing};

fn main() {}

fn decode<T: serde::de::DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

fn encode<T: serde::Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap()
}

// composition.json

#[test]
fn all_of_is_one_struct_with_the_named_parts_it_is_made_of() {
    let (client, server) = answering_json(json!([{
        "id": "i", "created_on": "2024-01-01T00:00:00Z", "mood": "glad", "lid": { "colour": "red", "mood": "M" },
        "size": "L", "content": { "a": "x", "b": 3 }, "unknown": 1,
    }]));
    let boxes = client.boxes("a").list().limit(3).x_trace("t").send().unwrap();
    let carton: &types::Carton = &boxes[0];
    assert_eq!((carton.id.as_str(), carton.lid.colour.as_str()), ("i", "red"));
    assert_eq!(carton.mood, Some(types::DatedMood::Glad));
    assert_eq!(
        (carton.size.clone(), carton.lid.mood.clone()),
        (Some(types::Size::L), Some(types::Size::M))
    );
    assert_eq!(carton.content.as_ref().map(|content| content.b), Some(3));
    let seen = server.join().unwrap();
    assert_eq!(
        (seen.query(), seen.header("x-trace")),
        ("limit=3", Some("t")),
        "the operation's `limit` wins"
    );
}

#[test]
fn references_to_responses_and_request_bodies_are_followed() {
    let (client, server) = answering(
        "201 Created",
        "application/json",
        br#"{"id": "i", "created_on": "2024-01-01T00:00:00Z", "lid": {"colour": "red"}}"#,
    );
    let body = types::CartonBody::new(decode::<types::Lid>(json!({ "colour": "red" }))).label("l");
    let created = client.boxes("a").create(&body).send().unwrap();
    assert_eq!(created.id, "i");
    let seen = server.join().unwrap();
    assert_eq!(seen.json(), json!({ "lid": { "colour": "red" }, "label": "l" }));
}

#[test]
fn null_in_an_answer_is_absent_wherever_the_spec_allows_it() {
    let nulls: types::Nulls = decode(json!({
        "text": null, "required_text": null, "list": ["a", null], "map": { "a": 1, "b": null }, "object": null,
        "either": null, "size": null, "number": null, "crate": { "size": null },
    }));
    assert!(nulls.text.is_none() && nulls.object.is_none() && nulls.either.is_none() && nulls.size.is_none());
    assert_eq!(
        nulls.list,
        Some(vec![Some("a".to_owned()), None]),
        "a null in a list stays where it is"
    );
    assert_eq!(nulls.map.unwrap()["b"], None);
    let (client, _server) = answering_json(Value::Null);
    assert_eq!(client.nulls("a").get_nothing().send().unwrap(), None);
}

#[test]
fn a_request_leaves_out_what_is_unset_and_sends_null_where_it_is_told_to() {
    let body = types::NullsUpdate::new(None);
    assert_eq!(encode(&body), json!({ "required_text": null }));
    let body = body.text_null().object_null().plain("p");
    assert_eq!(
        encode(&body),
        json!({ "required_text": null, "text": null, "object": null, "plain": "p" })
    );
    let body = types::NullsUpdate::new(Some("r".to_owned())).text_null().text("t");
    assert_eq!(
        encode(&body),
        json!({ "required_text": "r", "text": "t" }),
        "the last one set counts"
    );
}

// unions.json

#[test]
fn a_union_is_decided_by_its_mapping_and_writes_its_discriminator() {
    let text = json!([
        { "kind": "circle", "name": "c", "radius": 1.5 },
        { "kind": "disc", "name": "d", "radius": 2.0 },
        { "kind": "square", "side": 4, "key": "k" },
    ]);
    let (client, _server) = answering_json(text.clone());
    let shapes = client.shapes("a").list().send().unwrap();
    assert!(matches!(&shapes[0], types::Shape::Circle(circle) if circle.radius == 1.5));
    assert!(matches!(&shapes[1], types::Shape::Disc(circle) if circle.name == "d"));
    assert!(matches!(&shapes[2], types::Shape::Square(square) if square.side == 4));
    assert_eq!(
        shapes.iter().map(types::Shape::kind).collect::<Vec<_>>(),
        [Some("circle"), Some("disc"), Some("square")]
    );
    assert_eq!(
        shapes.iter().map(types::Shape::name).collect::<Vec<_>>(),
        [Some("c"), Some("d"), None]
    );
    assert_eq!(encode(&shapes), text);
}

#[test]
fn a_kind_newer_than_the_spec_is_kept_and_written_back() {
    for kept in [
        json!({ "kind": "hexagon", "name": "h", "sides": [6, { "of": null }] }),
        json!({ "kind": null, "radius": 1.0 }),
        json!({ "kind": 5 }),
    ] {
        let shape: types::Shape = decode(kept.clone());
        let types::Shape::Unrecognized(object) = &shape else {
            panic!("{shape:?}")
        };
        assert_eq!(Value::Object(object.as_object().clone()), kept);
        assert_eq!(shape.name(), kept["name"].as_str());
        assert_eq!(encode(&shape), kept);
    }
    // What neither says its kind nor has what any kind requires is no shape.
    for none in [json!({}), json!({ "message": "no" })] {
        let error = serde_json::from_value::<types::Shape>(none).unwrap_err();
        assert_eq!(error.to_string(), "missing field `kind`");
    }
}

#[test]
fn a_union_without_mapping_is_decided_by_each_variants_values() {
    let states: Vec<types::State> = decode(json!([
        { "state": "Up" },
        { "state": "Broken", "reason": null, "serializer": "s" },
        { "state": "Locked", "token": "t0ken", "reason": "r" },
        { "state": "Down", "reason": "d" },
    ]));
    assert!(matches!(states[0], types::State::Up { .. }));
    assert!(matches!(&states[1], types::State::Broken { reason: None, serializer: Some(s), .. } if s == "s"));
    assert_eq!(
        states.iter().map(types::State::reason).collect::<Vec<_>>(),
        [None, None, Some("r"), Some("d")]
    );
    assert_eq!(encode(&states[3]), json!({ "state": "Down", "reason": "d" }));
    let named: Vec<types::Named> =
        decode(json!([{ "species": "x_Ant", "legs": 6 }, { "species": "x_Bee", "legs": "six", "err": true }]));
    assert!(
        matches!(&named[0], types::Named::XAnt(ant) if ant.legs == Some(6)),
        "named after its schema"
    );
    assert!(matches!(&named[1], types::Named::XBee(bee) if bee.err == Some(true)));
}

#[test]
fn inline_variants_are_sent_by_their_structs_or_by_the_union() {
    let circle = types::ShapeCreate::circle(2.5).note_null().serializer("s");
    let expected = json!({ "kind": "circle", "radius": 2.5, "note": null, "serializer": "s" });
    assert_eq!(encode(&types::ShapeCreate::from(circle.clone())), expected);
    let (client, server) = answering_json(json!({ "kind": "circle", "name": "c", "radius": 2.5 }));
    client.shapes("a").create(&circle).send().unwrap();
    assert_eq!(server.join().unwrap().json(), expected);
    // A variant that is called `from` leaves `From` alone.
    assert_eq!(
        encode(&types::ShapeCreate::from(types::ShapeCreate::from_("x"))),
        json!({ "kind": "from", "clone": "x" })
    );
}

#[test]
fn what_stands_beside_a_union_is_in_each_of_its_variants() {
    let change = types::StateChange::down("me").until("now").why("w");
    assert_eq!(
        encode(&types::StateChange::from(change)),
        json!({ "to": "down", "who": "me", "until": "now", "why": "w" })
    );
    let change: types::StateChange = decode(json!({ "to": "up", "who": "you", "new": [1] }));
    assert_eq!((change.who(), change.why()), (Some("you"), None));
    assert_eq!(
        encode(&change),
        json!({ "to": "up", "who": "you", "new": [1] }),
        "unknown fields are kept"
    );
}

#[test]
fn secrets_are_not_in_debug_output() {
    let square: types::Shape = decode(json!({ "kind": "square", "side": 1, "key": "s3cret" }));
    let state: types::State = decode(json!({ "state": "Locked", "token": "s3cret" }));
    let create: types::ShapeCreate = decode(json!({ "kind": "from", "clone": "c", "secret": "s3cret" }));
    let values = types::Values::new().password("s3cret").passwords(["s3cret"]);
    for shown in [
        format!("{square:?}"),
        format!("{state:?}"),
        format!("{create:?}"),
        format!("{values:?}"),
    ] {
        assert!(!shown.contains("s3cret"), "{shown}");
    }
    assert!(
        format!("{values:?}").contains("password: Some(<redacted>)"),
        "{values:?}"
    );
}

// parameters.json

#[test]
fn arrays_arrive_in_the_documented_style() {
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
        server.join().unwrap().query(),
        "plain=a&plain=b%20c&form=x&form=y&comma=1,2%2C3&space=1%202&pipe=1%7C2&pipe_exploded=1&pipe_exploded=2\
         &numbers=1,-2&flags=true&enums=up&enums=sideways"
    );
}

#[test]
fn objects_arrive_in_the_documented_style() {
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
        server.join().unwrap().query(),
        "deep%5Bname%5D=n%26m&deep%5Bx%5D=1&name=n%26m&x=1&joined=name,n%26m,x,1&map%5Bk%5D=1\
         &inline%5Ba%5D=v&inline%5Bb%5D=%5B%221%22%2C%222%22%5D&as_json=%7B%22z%22%3A1%7D"
    );
}

#[test]
fn scalars_arrive_as_text() {
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
        server.join().unwrap().query(),
        "order=up&direction=desc&count=18446744073709551615&offset=-1&ratio=0.5&exact=false&any=x&either=7\
         &match.name%5Bcontains%5D=c&since=2024-01-01T00%3A00%3A00Z&by=size&size=3"
    );
}

#[test]
fn headers_arrive_and_those_of_the_client_stay_its_own() {
    let (client, server) = nothing();
    let headers = client.parameters("a").list_headers("r");
    headers
        .x_count(3)
        .x_order("down")
        .if_none_match("\"tag\"")
        .send()
        .unwrap();
    let seen = server.join().unwrap();
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
fn what_is_required_is_an_argument_in_the_order_path_query_header() {
    let point: types::Point = decode(json!({ "x": 1 }));
    let (client, server) = nothing();
    let parameters = client.parameters("a c");
    parameters
        .get_required("i/d", "o", "q", "up", ["l"], &point)
        .send()
        .unwrap();
    let seen = server.join().unwrap();
    assert_eq!(
        seen.line,
        "GET /accounts/a%20c/parameters/required/i%2Fd/o?id=q&order=up&list=l&point%5Bx%5D=1 HTTP/1.1"
    );
}

// answers.json

#[test]
fn an_answer_that_may_lack_content_is_an_option() {
    let (client, _server) = answering("202 Accepted", "", b"");
    assert_eq!(client.answers("a").create_several().send().unwrap(), None);
    let (client, _server) = answering_json(json!({ "title": "t" }));
    assert_eq!(client.answers("a").create_several().send().unwrap().unwrap().title, "t");
    let (client, _server) = nothing();
    assert_eq!(client.answers("a").create_maybe().send().unwrap(), None);
    let enveloped = |result: Value| json!({ "success": true, "errors": [], "messages": [], "result": result });
    for nothing in [Value::Null, enveloped(Value::Null)] {
        let (client, _server) = answering_json(nothing);
        assert_eq!(client.answers("a").create_maybe().send().unwrap(), None);
    }
    for something in [json!({ "title": "t" }), enveloped(json!({ "title": "t" }))] {
        let (client, _server) = answering_json(something);
        assert_eq!(client.answers("a").create_maybe().send().unwrap().unwrap().title, "t");
    }
    let (client, _server) = answering_json(json!({ "success": false, "errors": [{ "code": 1, "message": "no" }] }));
    assert!(client.answers("a").create_maybe().send().is_err());
}

#[test]
fn successes_that_differ_are_plain_json() {
    let (client, _server) = answering("202 Accepted", "application/json", b"[\"a\"]");
    assert_eq!(client.answers("a").update_several().send().unwrap(), json!(["a"]));
    let (client, _server) = answering_json(json!({ "any": 1 }));
    assert_eq!(
        client.answers("a").get_schemaless().send().unwrap(),
        json!({ "any": 1 })
    );
}

#[test]
fn equal_successes_ranges_and_default_give_one_type() {
    let report = json!({ "title": "t", "pages": 2 });
    let (client, _server) = answering("203 Elsewhere", "application/json", report.to_string().as_bytes());
    assert_eq!(client.answers("a").get_several().send().unwrap().pages, Some(2));
    let (client, _server) = answering("207 Many", "application/json", report.to_string().as_bytes());
    assert_eq!(client.answers("a").get_range().send().unwrap().title, "t");
    let (client, _server) = answering_json(report.clone());
    assert_eq!(client.answers("a").get_default().send().unwrap().title, "t");
    let (client, _server) = answering("200 OK", "application/vnd.api+json", report.to_string().as_bytes());
    assert_eq!(client.answers("a").get_suffix().send().unwrap().title, "t");
}

#[test]
fn a_documented_error_is_an_error() {
    let body = br#"{"success": false, "errors": [{"code": 1003, "message": "no"}]}"#;
    let (client, _server) = answering("404 Not Found", "application/json", body);
    let error = client.answers("a").get_several().send().unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert!(error.to_string().contains("1003"), "{error}");
}

#[test]
fn content_that_says_nothing_is_the_unit() {
    for status in ["200 OK", "204 No Content"] {
        let (client, _server) = answering(status, "", b"");
        let () = client.answers("a").delete_several().send().unwrap();
        let (client, server) = answering(status, "", b"");
        let () = client.answers("a").head_empty().send().unwrap();
        assert!(server.join().unwrap().line.starts_with("HEAD "));
    }
    let (client, server) = answering("200 OK", "", b"");
    let () = client.answers("a").options_empty().send().unwrap();
    assert!(server.join().unwrap().line.starts_with("OPTIONS "));
}

#[test]
fn an_answer_that_is_no_json_is_a_document() {
    let (client, server) = answering("200 OK", "application/pdf", b"%PDF-1.7\n%%EOF\n");
    assert_eq!(
        client.answers("a").get_pdf().send().unwrap().bytes().unwrap(),
        b"%PDF-1.7\n%%EOF\n"
    );
    assert!(
        server
            .join()
            .unwrap()
            .header("accept")
            .unwrap()
            .contains("application/pdf")
    );
    let (client, _server) = answering("200 OK", "text/csv", b"a,b\n");
    assert_eq!(
        client.answers("a").get_text().send().unwrap().bytes().unwrap(),
        b"a,b\n"
    );
    let (client, _server) = answering("200 OK", "", b"\0\x01");
    assert_eq!(
        client.answers("a").get_unsaid().send().unwrap().bytes().unwrap(),
        b"\0\x01"
    );
    let (client, server) = answering("200 OK", "application/pdf", b"%PDF-1.7\n%%EOF\n");
    let report: types::Report = decode(json!({ "title": "t" }));
    client.answers("a").render_pdf().body(&report).send().unwrap();
    assert_eq!(server.join().unwrap().json(), json!({ "title": "t" }));
}

#[test]
fn raw_bodies_arrive_as_they_are_with_their_content_type() {
    let (client, server) = nothing();
    client.answers("a").put_raw(vec![0, 255, 10]).send().unwrap();
    let seen = server.join().unwrap();
    assert_eq!(
        (seen.header("content-type"), &seen.body[..]),
        (Some("application/octet-stream"), &[0, 255, 10][..])
    );
    let (client, server) = nothing();
    client.answers("a").post_raw().body("a,b\n").send().unwrap();
    let seen = server.join().unwrap();
    assert_eq!(
        (seen.header("content-type"), &seen.body[..]),
        (Some("text/csv"), &b"a,b\n"[..])
    );
    let (client, server) = nothing();
    client.answers("a").patch_raw("png").send().unwrap();
    assert_eq!(
        server.join().unwrap().header("content-type"),
        Some("application/octet-stream")
    );
    let (client, server) = nothing();
    client.answers("a").post_raw().send().unwrap();
    assert_eq!(
        server.join().unwrap().header("content-type"),
        None,
        "no body, no type of one"
    );
}

#[test]
fn json_bodies_of_every_shape_are_sent() {
    let report: types::Report = decode(json!({ "title": "t" }));
    let (client, server) = nothing();
    client.answers("a").post_json_or_raw(&report).send().unwrap();
    assert_eq!(server.join().unwrap().header("content-type"), Some("application/json"));
    let (client, server) = nothing();
    client.answers("a").post_any().body(&json!([1, null])).send().unwrap();
    assert_eq!(server.join().unwrap().json(), json!([1, null]));
    let (client, server) = nothing();
    client.answers("a").put_list(&vec![report]).send().unwrap();
    assert_eq!(server.join().unwrap().json(), json!([{ "title": "t" }]));
    let (client, server) = nothing();
    client.answers("a").patch_scalar(&"text".to_owned()).send().unwrap();
    assert_eq!(server.join().unwrap().json(), json!("text"));
}

#[test]
fn an_operation_that_is_left_out_is_listed_with_its_reason() {
    for left_out in [
        ("read_cookie", "it needs the cookie `session`"),
        ("upload", "it sends `multipart/form-data`"),
        ("submit", "it sends `application/x-www-form-urlencoded`"),
    ] {
        assert!(SPEC.left_out.contains(&left_out), "{left_out:?}");
    }
    assert!(SPEC.operations.contains(&"get_secured") && !SPEC.operations.contains(&"upload"));
    assert_eq!(
        (SPEC.title, SPEC.version, SPEC.digest.len()),
        ("All of tests/specs", "1", 16)
    );
}

// envelope.json

fn envelope(result: Value) -> Value {
    json!({ "success": true, "errors": [], "messages": [], "result": result, "result_info": { "page": 1 } })
}

#[test]
fn the_envelope_is_unwrapped_to_the_type_that_its_last_layer_names() {
    let (client, server) = answering_json(envelope(json!({ "id": "r", "priority": null })));
    let rule: types::ZoneRule = client.envelope("z").get_single().send().unwrap();
    assert_eq!((rule.id.as_str(), rule.priority), ("r", None));
    assert_eq!(server.join().unwrap().line, "GET /zones/z/envelope/single HTTP/1.1");
    let (client, _server) = answering_json(envelope(json!([{ "id": "r" }, { "id": "s", "priority": 2 }])));
    let rules: Vec<types::ZoneRule> = client.envelope("z").list_collection().send().unwrap();
    assert_eq!(rules[1].priority, Some(2));
    let (client, _server) = answering_json(envelope(json!({ "n": 4 })));
    assert_eq!(client.envelope("z").get_inline().send().unwrap().n, 4);
    let (client, _server) = answering_json(envelope(json!({ "a": "x", "b": 1 })));
    let refined = client.envelope("z").get_refined().send().unwrap();
    assert_eq!((refined.a.as_str(), refined.b), ("x", Some(1)));
    let (client, server) = answering_json(envelope(json!({ "id": "r", "new": true })));
    let sent: types::ZoneRule = types::ZoneRule::new("r").priority_null();
    let answer: types::ZoneRule = client.envelope("z").update_both(&sent).send().unwrap();
    assert_eq!(server.join().unwrap().json(), json!({ "id": "r", "priority": null }));
    assert_eq!(
        encode(&answer),
        json!({ "id": "r", "new": true }),
        "what is sent too keeps unknown fields"
    );
}

#[test]
fn a_result_that_is_null_missing_or_generic_is_none_or_plain_json() {
    let (client, _server) = answering_json(envelope(Value::Null));
    assert_eq!(client.envelope("z").get_null().send().unwrap(), None);
    let (client, _server) = answering_json(envelope(Value::Null));
    assert_eq!(client.envelope("z").delete_null().send().unwrap(), None);
    let (client, _server) = answering_json(json!({ "success": true, "errors": [], "messages": [] }));
    assert_eq!(client.envelope("z").get_missing().send().unwrap(), None);
    let (client, _server) = answering_json(envelope(json!("text")));
    assert_eq!(client.envelope("z").get_generic().send().unwrap(), json!("text"));
    let (client, _server) = answering("202 Accepted", "", b"");
    assert_eq!(client.envelope("z").create_accepted().send().unwrap(), None);
    let (client, _server) = answering_json(envelope(json!({ "id": "r" })));
    assert_eq!(client.envelope("z").create_accepted().send().unwrap().unwrap().id, "r");
}

#[test]
fn a_documented_success_counts_where_it_is_a_boolean_and_is_a_field_like_others_where_it_is_not() {
    let (client, _server) = answering_json(json!({ "success": true, "count": 2 }));
    assert_eq!(client.envelope("z").get_flag().send().unwrap().count, Some(2));
    let (client, _server) = answering_json(json!({ "success": false, "count": 2 }));
    assert_eq!(client.envelope("z").get_flag().send().unwrap_err().kind(), ErrorKind::Api);

    // Also beside a field that an error response has.
    for grade in [
        json!({ "success": "no", "score": 3 }),
        json!({ "success": "no", "score": 3, "title": "t", "errors": [] }),
    ] {
        let (client, _server) = answering_json(grade);
        let grade = client.envelope("z").get_grade().send().unwrap();
        assert_eq!((grade.success.as_str(), grade.score), ("no", 3));
    }
    let (client, _server) = answering_json(json!({ "success": "no", "score": "three" }));
    let error = client.envelope("z").get_grade().send().unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("score")), "{error}");
}

#[test]
fn a_bare_answer_is_read_where_the_spec_has_an_envelope_and_an_envelope_without_a_result_is_none() {
    let (client, _server) = answering_json(json!({ "id": "r", "priority": 3 }));
    let rule = client.envelope("z").get_single().send_response().unwrap();
    assert_eq!((rule.value().priority, rule.result_info()), (Some(3), None));
    let (client, _server) = answering_json(json!([{ "id": "r" }]));
    assert_eq!(client.envelope("z").list_collection().send().unwrap().len(), 1);
    let (client, _server) = answering_json(envelope(json!({ "id": "r" })));
    let rule = client.envelope("z").get_single().send_response().unwrap();
    assert_eq!(rule.result_info(), Some(&json!({ "page": 1 })));
    let short = json!({ "result": { "id": "r" }, "success": true });
    let (client, _server) = answering_json(short);
    assert_eq!(client.envelope("z").get_single().send().unwrap().id, "r");
    for none in [
        json!({ "success": true, "id": "r" }),
        json!({ "success": true, "result": null }),
        json!({}),
    ] {
        let (client, _server) = answering_json(none);
        assert_eq!(
            client.envelope("z").get_single().send().unwrap_err().kind(),
            ErrorKind::Decode
        );
    }
    for refused in [
        json!({ "success": true, "result": { "id": "r" }, "errors": [], "error": null })
            .to_string()
            .replacen("true", "false", 1),
        json!({ "errors": [{ "code": 5 }], "result": null }).to_string(),
        r#"{"success":true,"success":false,"result":{"id":"r"}}"#.to_owned(),
    ] {
        let (client, _server) = answering("200 OK", "application/json", refused.as_bytes());
        assert_eq!(
            client.envelope("z").get_single().send().unwrap_err().kind(),
            ErrorKind::Api,
            "{refused}"
        );
    }
}

#[test]
fn an_envelope_without_success_is_an_error_and_a_wrong_result_is_one_with_its_path() {
    let (client, _server) = answering_json(json!({
        "success": false, "errors": [{ "code": 1001, "message": "m" }], "messages": [], "result": null,
    }));
    let error = client.envelope("z").get_single().send().unwrap_err();
    assert_eq!(error.codes(), [1001], "{error}");
    let (client, _server) = answering_json(envelope(json!([{ "id": "r" }, { "priority": 2 }])));
    let error = client.envelope("z").list_collection().send().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("result[1]"), "{error}");
}

// recursion.json

#[test]
fn what_contains_itself_is_read_and_written_to_any_depth() {
    let expression = json!({ "op": "all", "of": [
        { "op": "not", "of": { "op": "literal", "value": [1, null] } },
        { "op": "within", "wrapped": { "expression": { "op": "new", "x": 1 }, "named": { "n": { "op": "all", "of": [] } } } },
    ] });
    let (client, server) = answering_json(expression.clone());
    let body: types::Expression = decode(expression.clone());
    assert_eq!(
        encode(&client.recursion("a").evaluate(&body).send().unwrap()),
        expression
    );
    assert_eq!(server.join().unwrap().json(), expression);
    let built = types::Expression::all([types::Expression::from(types::Expression::not(
        types::Expression::literal(None),
    ))]);
    assert_eq!(
        encode(&types::Expression::from(built)),
        json!({ "op": "all", "of": [{ "op": "not", "of": { "op": "literal", "value": null } }] })
    );
    let recursion = json!({
        "chain": { "n": 1, "next": { "n": 2, "next": { "n": 3 } } },
        "ping": { "pong": { "ping": { "pong": {} }, "pings": [{}, { "pong": {} }] } },
        "bough": { "boughs": [{ "boughs": [] }] },
        "atlas": { "pages": { "a": { "pages": {} } } },
        "heir": { "child": { "heir": { "child": {} } } },
        "lists": [[], [[]]],
    });
    assert_eq!(encode(&decode::<types::Recursion>(recursion.clone())), recursion);
}

// values.json

#[test]
fn values_of_every_kind_survive() {
    let values = json!({
        "free": { "a": [1, { "b": null }] }, "free_true": { "x": 1 }, "closed": {}, "map_of_lists": { "m": [0, u64::MAX] },
        "mixed_object": { "known": "k", "more": 7 }, "untyped": [true], "untyped_object": { "a": "x" },
        "untyped_list": ["x"], "untyped_text": 9, "bounds": "not between 9 and 1", "range": 3, "unique": ["a", "a"],
        "text_of_numbers": 2, "number_of_integers": 1.5, "formats": "no address", "binary": "!", "mixed_enum": { "b": [] },
        "no_enum": 1, "enum_with_null": "newer", "empty_value": "", "twice": "b", "true_only": false, "signed_enum": -7,
        "large": u64::MAX, "unsigned_large": u64::MAX, "huge": 1e30, "read_only": "r", "any_of_types": 1,
        "unknown": { "kept": [null] },
    });
    let decoded: types::Values = decode(values.clone());
    assert_eq!(decoded.unsigned_large, Some(u64::MAX));
    assert_eq!(decoded.empty_value, Some(types::ValuesEmptyValue::Empty));
    assert_eq!(
        decoded.enum_with_null,
        Some(types::ValuesEnumWithNull::Unrecognized("newer".to_owned()))
    );
    assert_eq!(encode(&decoded), values);
}

#[test]
fn what_the_spec_does_not_know_is_kept_everywhere_and_told() {
    let values: types::Values =
        decode(json!({ "mixed_object": { "known": "k", "more": 7 }, "unknown": { "kept": [null] } }));
    assert_eq!(values.extra_fields()["unknown"], json!({ "kept": [null] }));
    let mixed = values.mixed_object.as_ref().unwrap();
    assert_eq!(
        (mixed.known.as_deref(), mixed.extra_fields().get("more")),
        (Some("k"), Some(&json!(7)))
    );
    assert_eq!(
        format!("{mixed:?}").matches("extra_fields: {\"more\"}").count(),
        1,
        "{mixed:?}"
    );

    let circle: types::Shape = decode(json!({ "kind": "circle", "name": "c", "radius": 1, "hue": [1] }));
    assert_eq!(circle.extra_fields().keys().collect::<Vec<_>>(), ["hue"]);
    assert_eq!(encode(&circle)["hue"], json!([1]));
    let newer: types::Shape = decode(json!({ "kind": "hexagon", "sides": 6 }));
    assert_eq!(newer.extra_fields().len(), 2);
    assert!(circle.is_known() && !newer.is_known());
    let up: types::State = decode(json!({ "state": "Up", "since": "noon" }));
    assert_eq!((up.extra_fields()["since"].as_str(), up.is_up()), (Some("noon"), true));
    assert_eq!(encode(&up), json!({ "state": "Up", "since": "noon" }));
}

#[test]
fn a_field_that_the_spec_does_not_know_is_set_and_stands_before_one_that_it_knows() {
    let circle = types::ShapeCreate::circle(2.5)
        .extra_field("hue", "red")
        .extra_field("radius", "wide");
    let expected = json!({ "kind": "circle", "radius": "wide", "hue": "red" });
    assert_eq!(encode(&types::ShapeCreate::from(circle.clone())), expected);
    // The kind is the union's to say.
    let union = types::ShapeCreate::from(circle).extra_field("kind", "square");
    assert_eq!(encode(&union), expected);
    let values = types::Values::new().extra_field("a", 1).extra_field("a", 2);
    assert_eq!(encode(&values), json!({ "a": 2 }));
}

#[test]
fn an_integer_may_be_written_with_a_point_wherever_it_stands() {
    let values: types::Values =
        decode(json!({ "range": 3.0, "map_of_lists": { "m": [1.5e3, 2] }, "signed_enum": -7.0 }));
    assert_eq!((values.range, values.signed_enum), (Some(3), Some(-7)));
    assert_eq!(values.map_of_lists.unwrap()["m"], [1500, 2]);
    let square: types::Shape = decode(json!({ "kind": "square", "side": 4.0 }));
    assert!(matches!(&square, types::Shape::Square(square) if square.side == 4));
    for wrong in [json!(1.5), json!(1e30), json!("3"), json!(true)] {
        let read = serde_json::from_value::<types::Values>(json!({ "range": wrong }));
        assert!(read.is_err(), "{read:?}");
    }
}

#[test]
fn an_array_that_is_null_is_empty_where_one_is_required() {
    let all: types::Expression = decode(json!({ "op": "all", "of": null }));
    assert_eq!(encode(&all), json!({ "op": "all", "of": [] }));
    let missing = serde_json::from_value::<types::Expression>(json!({ "op": "all" }));
    assert!(missing.is_err(), "what is missing is not null");
    let optional: types::Recursion = decode(json!({ "bough": { "boughs": null } }));
    assert_eq!(optional.bough.unwrap().boughs, None);
}

#[test]
fn an_array_that_is_a_whole_answer_may_be_null_and_is_empty() {
    for answer in [Value::Null, json!([])] {
        let (client, _server) = answering_json(answer.clone());
        assert_eq!(client.shapes("a").list().send().unwrap(), []);
        let (client, _server) = answering_json(envelope(answer));
        assert_eq!(client.envelope("z").list_collection().send().unwrap(), []);
    }
}

#[test]
fn the_values_of_an_enum_are_listed_and_told_from_newer_ones() {
    assert_eq!(types::Size::VALUES.first().map(types::Size::as_str), Some("S"));
    assert!(types::Size::VALUES.iter().all(types::Size::is_known));
    assert!(!types::Size::from("enormous").is_known());
}

#[test]
fn what_is_read_only_is_not_asked_for_by_a_request() {
    assert_eq!(encode(&types::Values::new()), json!({}));
}

// pages.json

#[test]
fn lists_are_walked_by_whatever_cursor_they_have() {
    let (client, _server) = answering_json(json!({ "items": [{ "id": "a" }, { "id": "b" }], "next": null }));
    let leaves = client.leaves("a");
    assert_eq!(
        leaves.list().iter().map(|leaf| leaf.unwrap().id).collect::<Vec<_>>(),
        ["a", "b"]
    );
    let (client, server) = answering_json(json!({ "items": [{ "id": "a" }] }));
    let fallen = client.leaves("a").list_fallen().cursor(7);
    assert_eq!(fallen.pages().map(|page| page.unwrap().items.len()).sum::<usize>(), 1);
    assert_eq!(server.join().unwrap().query(), "cursor=7");
    let (client, server) = answering_json(json!({ "items": [{ "id": "a" }] }));
    assert_eq!(client.leaves("a").list_by_token().cursor("t=").iter().count(), 1);
    assert_eq!(server.join().unwrap().query(), "cursor=t%3D");
    let (client, _server) = answering_json(json!({ "items": ["x"], "next": null }));
    assert_eq!(
        client
            .leaves("a")
            .list_text()
            .iter()
            .map(Result::unwrap)
            .collect::<Vec<_>>(),
        ["x"]
    );
    let (client, _server) = answering_json(json!({ "items": ["x"], "next": "y" }));
    assert_eq!(
        client.leaves("a").list_mismatch().send().unwrap().next.as_deref(),
        Some("y")
    );
}

// names.json

#[test]
fn every_name_that_rust_cannot_have_goes_over_the_wire_as_it_is() {
    let mut all = serde_json::Map::new();
    for name in [
        "new",
        "clone",
        "type",
        "Type",
        "type_",
        "TYPE",
        "self",
        "Self",
        "gen",
        "async",
        "",
        "$",
        "@",
        "2nd",
        "日本",
        "é",
        "è",
        "a-b",
        "a_b",
        "a.b",
        "aB",
        "A B",
        "created_on",
        "createdOn",
        "with\"quote",
        "back\\slash",
        "new\nline",
        "speed",
        "speed_null",
        "serializer",
        "rest",
        "extra_field",
        "extra_fields",
        "\u{2f}/",
        "*/",
    ] {
        all.insert(name.to_owned(), json!(format!("value of {name}")));
    }
    all.insert(
        "ref Option".to_owned(),
        json!({ "self": "s", "other": { "self": "t" } }),
    );
    all.insert("ref 日本".to_owned(), json!({ "n": 1 }));
    let all = Value::Object(all);
    let decoded: types::NamesAll = decode(all.clone());
    assert_eq!(
        (decoded.new_.as_str(), decoded.clone.as_str()),
        ("value of new", "value of clone")
    );
    assert_eq!(encode(&decoded), all);
    let body = types::NamesAll::new("c", "n", "t")
        .into("i")
        .from("f")
        .serialize("s")
        .rest("r")
        .extra_fields_("f")
        .extra_field("extra_fields2", 1);
    assert_eq!(
        encode(&body),
        json!({ "clone": "c", "new": "n", "type": "t", "into": "i", "from": "f", "serialize": "s", "rest": "r", "extra_fields": "f", "extra_fields2": 1 })
    );
}

#[test]
fn every_enum_value_is_itself_on_the_wire() {
    for value in [
        "a-b",
        "a_b",
        "A B",
        "aB",
        "",
        "1",
        "2",
        "50M",
        "self",
        "Self",
        "Unrecognized",
        "Err",
        "err",
        "Ok",
        "None",
        "+",
        "-",
        "é",
        "日本",
        "with\"quote",
        "new\nline",
        "\u{202e}",
        "Value1",
        "no value of the enum",
    ] {
        let kind: types::NamesAllKinds = decode(json!(value));
        assert_eq!((kind.as_str(), encode(&kind)), (value, json!(value)));
        let known = value != "no value of the enum";
        assert_eq!(
            !matches!(kind, types::NamesAllKinds::Unrecognized(_)),
            known,
            "{value:?}"
        );
    }
    assert_eq!("b".parse(), Ok(types::NamesAllNamed::Value1));
}

#[test]
fn a_body_is_a_unions_variant_whatever_its_values_are_called() {
    for value in [
        "from",
        "clone",
        "into",
        "serialize",
        "name",
        "self",
        "Self",
        "Err",
        "1",
        "é",
        "",
        "a-b",
        "a_b",
    ] {
        let union: types::NamesUnion = decode(json!({ "from": value, "name": "n", "clone": "c" }));
        assert!(!matches!(union, types::NamesUnion::Unrecognized(_)), "{value:?}");
        assert_eq!(encode(&union), json!({ "from": value, "name": "n", "clone": "c" }));
    }
    let body: &dyn Body<types::NamesUnion> = &types::NamesUnion::into_().name("n");
    assert_eq!(body.encode().unwrap(), br#"{"from":"into","name":"n"}"#);
}

#[test]
fn every_builder_method_of_the_engine_stays_free() {
    let (client, server) = answering_json(json!({ "clone": "c", "new": "n", "type": "t" }));
    let call = client
        .names()
        .get()
        .send_("1")
        .iter_("2")
        .timeout_("3")
        .body_("4")
        .clone_("5")
        .type_("6")
        .into("7");
    call.timeout(std::time::Duration::from_secs(9)).clone().send().unwrap();
    assert_eq!(
        server.join().unwrap().query(),
        "send=1&iter=2&timeout=3&body=4&clone=5&type=6&into=7"
    );
}

#[test]
fn a_path_is_filled_in_whatever_its_parameters_are_called() {
    let all = types::NamesAll::new("c", "n", "t");
    let (client, server) = nothing();
    client
        .self_()
        .self_("1", "2", "3", "4", "5", "6", "7", "8", &all)
        .send()
        .unwrap();
    assert_eq!(
        server.join().unwrap().line,
        "PUT /names/1/2/3/4/5?self=6&body=7&Client=8 HTTP/1.1"
    );
    let (client, server) = nothing();
    client.self_().the_same_twice("1", "2").send().unwrap();
    assert_eq!(server.join().unwrap().line, "GET /names/1/and/2 HTTP/1.1");
    let (client, server) = nothing();
    client.self_().get_file_by_extension("f", "txt").send().unwrap();
    assert_eq!(server.join().unwrap().line, "GET /names/files/f.txt HTTP/1.1");
}

#[test]
fn tags_that_are_the_clients_own_names_or_none_have_a_resource() {
    let (client, server) = nothing();
    client.client("c").client().send().unwrap();
    assert_eq!(server.join().unwrap().line, "GET /accounts/c/names/client HTTP/1.1");
    let (client, server) = nothing();
    client.base_url_("z").a_tag().send().unwrap();
    assert_eq!(server.join().unwrap().line, "GET /zones/z/names/tags HTTP/1.1");
    let (client, server) = nothing();
    client.names().un_tagged_2("x").send().unwrap();
    assert_eq!(server.join().unwrap().line, "PUT /names/untagged/x HTTP/1.1");
}

#[test]
fn methods_that_collide_have_their_whole_operation_ids() {
    let (client, server) = nothing();
    client.collisions("z").list_collision().send().unwrap();
    assert!(server.join().unwrap().line.starts_with("PUT "));
    let (client, server) = nothing();
    client.collisions("z").list_all_collisions().send().unwrap();
    assert!(server.join().unwrap().line.starts_with("POST "));
}

// decided.json

#[test]
fn a_constant_decides_a_union_as_an_enum_of_one_does() {
    let text = json!([{ "type": "text", "text": "t" }, { "type": "image", "url": "u" }]);
    let (client, _server) = answering_json(text.clone());
    let blocks = client.blocks().list().send().unwrap();
    assert!(matches!(&blocks[0], types::Block::Text(block) if block.text == "t"));
    assert!(matches!(&blocks[1], types::Block::Image(block) if block.url == "u"));
    assert_eq!(encode(&blocks), text);
}

#[test]
fn a_property_with_another_value_in_each_member_decides_a_union_that_does_not_say_so() {
    let (client, server) = answering_json(json!({ "type": "MX", "priority": 5, "id": "i" }));
    let record = client.records().put("i", &types::Record::mx(5)).send().unwrap();
    let types::KeptRecord::Mx(kept) = &record else {
        panic!("{record:?}")
    };
    assert_eq!((kept.priority, kept.id.as_str()), (5, "i"));
    assert_eq!(record.type_(), Some("MX"));
    assert_eq!(server.join().unwrap().json(), json!({ "type": "MX", "priority": 5 }));
}

#[test]
fn a_variant_with_nothing_but_its_discriminator_is_sent_as_such() {
    let (client, server) = answering("204 No Content", "", b"");
    client.choices().create(&types::Choice::auto()).send().unwrap();
    assert_eq!(server.join().unwrap().json(), json!({ "type": "auto" }));
}

// said.json

#[test]
fn the_type_beside_a_union_that_nothing_decides_holds() {
    let channel: types::Channel =
        decode(json!({ "type": 1, "ttl": 1.5, "status": "on", "count": 7, "frame": { "width": 3 } }));
    let (number, ttl, count): (u64, f64, Option<u64>) = (channel.type_, channel.ttl, channel.count);
    assert_eq!((number, ttl, count), (1, 1.5, Some(7)));
    assert_eq!(channel.status, Some(types::ChannelStatus::On));
    assert_eq!(channel.frame.width, Some(3));
}

#[test]
fn items_that_may_be_null_are_options() {
    let (client, _server) = answering_json(json!([{ "id": 1 }, null]));
    let jobs: Vec<Option<types::Job>> = client.jobs().list().send().unwrap();
    assert!(jobs[0].as_ref().is_some_and(|job| job.id == 1) && jobs[1].is_none());
    let list = types::JobList::new([Some("a".to_owned()), None]);
    assert_eq!(encode(&list), json!({ "names": ["a", null] }));
}

#[test]
fn what_goes_one_way_only_is_required_where_only_that_way_goes() {
    let ticket: types::Ticket = decode(json!({ "id": "i", "name": "n" }));
    let (id, code): (String, Option<String>) = (ticket.id, ticket.code);
    assert_eq!((id.as_str(), code), ("i", None));
    assert!(serde_json::from_value::<types::Ticket>(json!({ "name": "n" })).is_err());
    let stamp = types::Stamp::new("c", "n");
    assert_eq!(encode(&stamp), json!({ "code": "c", "name": "n" }));
}

// paths.json

#[test]
fn a_fixed_query_in_a_path_is_sent_with_the_others() {
    let (client, server) = answering_json(json!(["v"]));
    client.agents().list_versions("a/b").limit(5).send().unwrap();
    let seen = server.join().unwrap();
    assert_eq!(seen.line, "GET /paths/agents/a%2Fb/versions?beta=true&limit=5 HTTP/1.1");
}

#[test]
fn odd_characters_of_a_path_are_encoded() {
    type Call = fn(&cloudflare_interconnects::Client) -> String;
    let calls: [(Call, &str); 3] = [
        (
            |client| client.odd().hash_path().send().unwrap(),
            "/paths/%23Action=List",
        ),
        (
            |client| client.odd().space_path().send().unwrap(),
            "/paths/with%20space/%C3%A9",
        ),
        (
            |client| client.odd().plus_path("a/b").send().unwrap(),
            "/paths/v1/a%2Fb:cancel",
        ),
    ];
    for (call, path) in calls {
        let (client, server) = answering_json(json!("x"));
        call(&client);
        assert_eq!(server.join().unwrap().line, format!("GET {path} HTTP/1.1"));
    }
}

#[test]
fn headers_that_are_the_clients_or_the_connections_are_no_parameters() {
    let (client, server) = answering_json(json!("x"));
    client.headers().get().x_kind("k").send().unwrap();
    let seen = server.join().unwrap();
    assert_eq!(seen.header("x-kind"), Some("k"));
    assert!(seen.header("x-auth-key").is_none() && seen.header("transfer-encoding").is_none());
    assert!(seen.header("host").is_some_and(|host| host.starts_with("127.0.0.1:")));
}

#[test]
fn what_the_crate_cannot_send_or_take_is_left_out_with_a_reason() {
    for (operation, reason) in [
        (
            "getArchive",
            "its only success is 302, a redirect, and none is followed",
        ),
        ("openStream", "its only success is 101, another protocol"),
        ("trace_path", "its method is TRACE"),
    ] {
        assert!(SPEC.left_out.contains(&(operation, reason)), "{:?}", SPEC.left_out);
        assert!(!SPEC.operations.contains(&operation));
    }
}

// bodies.json

#[test]
fn a_body_goes_out_as_the_media_type_that_is_documented() {
    let (client, server) = answering_json(json!({}));
    let step = types::PatchStep::new().op("add");
    client.files().update("f", &vec![step]).send().unwrap();
    let seen = server.join().unwrap();
    assert_eq!(seen.header("content-type"), Some("application/json-patch+json"));
    assert_eq!(seen.json(), json!([{ "op": "add" }]));
}

#[test]
fn a_body_of_which_the_spec_says_nothing_is_optional() {
    let (client, server) = answering("204 No Content", "", b"");
    client.files().delete("f").send().unwrap();
    let seen = server.join().unwrap();
    assert!(seen.body.is_empty() && seen.header("content-type").is_none());
    let (client, server) = answering("204 No Content", "", b"");
    client.files().replace("f").body(&json!({ "a": 1 })).send().unwrap();
    let seen = server.join().unwrap();
    assert_eq!(
        (seen.json(), seen.header("content-type")),
        (json!({ "a": 1 }), Some("application/json"))
    );
}

#[test]
fn each_item_of_a_body_goes_out_without_what_only_the_api_sets() {
    let limit = |rank| decode::<types::Limit>(json!({ "id": "l", "rank": rank }));
    let (client, server) = answering("204 No Content", "", b"");
    client.limits().replace(&vec![limit(4), limit(5)]).send().unwrap();
    assert_eq!(server.join().unwrap().json(), json!([{ "rank": 4 }, { "rank": 5 }]));
    let (client, server) = answering("204 No Content", "", b"");
    client.limits().update(&BTreeMap::from([("a".to_owned(), limit(5))])).send().unwrap();
    assert_eq!(server.join().unwrap().json(), json!({ "a": { "rank": 5 } }));
}

// What came out as plain JSON, of all of them.

#[test]
fn what_is_plain_json_is_listed_by_its_place_and_with_the_reason() {
    let why = |pointer: &str| {
        SPEC.untyped
            .iter()
            .find(|(known, _)| *known == pointer)
            .map(|(_, why)| *why)
    };
    assert_eq!(
        why("#/paths/~1bodies~1files~1{id}/delete/requestBody"),
        Some("there is no schema")
    );
    assert_eq!(
        why("#/paths/~1bodies~1files~1{id}/put/requestBody/content/application~1json/schema"),
        Some("the schema says nothing")
    );
    assert!(SPEC.untyped.iter().all(|(pointer, _)| !pointer.contains("/Channel/")));
}
