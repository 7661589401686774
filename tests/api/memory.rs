//! How much memory a response takes, whatever it is made of: counted by the allocator, in a process of its own.

use std::env;
use std::fmt::Write;

use cloudflare_interconnects::{Client, Error, ErrorKind};
use serde_json::Value;

use crate::ALLOCATOR;
use crate::support::clock::FakeClock;
use crate::support::raw::{Request, Server};
use crate::support::{self, ACCOUNT, http, process};

/// The limit of the client, and so the length of the responses.
const CAP: usize = 1 << 20;
/// How many times as much a response may take in memory.
const TIMES: f64 = 13.0;
/// In a wait, which keeps the last value beside the new one.
const WAIT_TIMES: f64 = 16.0;
const TEST: &str = "memory::a_response_takes_at_most_thirteen_times_the_limit_in_memory";
const SHAPE: &str = "INTERCONNECTS_TEST_SHAPE";
const ADDRESS: &str = "INTERCONNECTS_TEST_ADDRESS";

/// What is asked for: a response type of each kind.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ask {
    /// A page of a union.
    Union,
    /// The same, item by item.
    UnionItems,
    /// A page of a struct.
    Struct,
    StructItems,
    /// A struct in an envelope that the spec has.
    Enveloped,
    /// A list of structs there.
    EnvelopedList,
    /// A map there.
    EnvelopedMap,
    /// A union, again and again: the last value is kept beside the next.
    Wait,
    /// Whatever JSON it is.
    Any,
    /// Nothing.
    Empty,
}

/// The text of the part of that number.
type Part = fn(usize) -> String;

/// What a response is made of: what is before, the part of each number, and what is behind.
struct Shape {
    ask: Ask,
    name: &'static str,
    begin: &'static str,
    part: Part,
    end: &'static str,
}

const fn shape(ask: Ask, name: &'static str, begin: &'static str, part: Part, end: &'static str) -> Shape {
    Shape {
        ask,
        name,
        begin,
        part,
        end,
    }
}

/// Parts of a field that is not known.
const PARTS: &[(&str, Part)] = &[
    ("objects of one field", |_| r#"{"":0}"#.into()),
    ("empty objects", |_| "{}".into()),
    ("arrays of one item", |_| "[0]".into()),
    ("numbers", |_| "0".into()),
    ("short texts", |_| r#""a""#.into()),
    ("escaped texts", |_| r#""\n\u00e9""#.into()),
    ("nested objects", |_| r#"{"a":{"b":{"c":[]}}}"#.into()),
];

/// Where such a field stands.
const PLACES: &[(Ask, &str, &str, &str)] = &[
    (
        Ask::Union,
        "an unknown variant",
        r#"{"items":[{"type":"q","a":["#,
        "]}]}",
    ),
    (
        Ask::Union,
        "a known variant",
        r#"{"items":[{"type":"gcp_partner","account":"","name":"","region":"","a":["#,
        "]}]}",
    ),
    (
        Ask::UnionItems,
        "an unknown variant",
        r#"{"items":[5,{"type":"q","a":["#,
        "]}]}",
    ),
    (
        Ask::Struct,
        "a struct",
        r#"{"items":[{"id":"","site":"","speed":"","occupied":true,"facility":{"name":"","address":[]},"a":["#,
        "]}]}",
    ),
    (
        Ask::StructItems,
        "a struct",
        r#"{"items":[5,{"id":"","site":"","speed":"","occupied":true,"facility":{"name":"","address":[]},"a":["#,
        "]}]}",
    ),
    (Ask::Struct, "a page", r#"{"items":[],"a":["#, "]}"),
    (
        Ask::Enveloped,
        "a struct in an envelope",
        r#"{"success":true,"result":{"interconnect":{"a":["#,
        "]}}}",
    ),
    (
        Ask::Enveloped,
        "the result",
        r#"{"success":true,"result":{"a":["#,
        "]}}",
    ),
    (Ask::Enveloped, "a bare result", r#"{"interconnect":{"a":["#, "]}}"),
    (Ask::Wait, "a known variant", r#"{"state":"Down","a":["#, "]}"),
    (Ask::Wait, "an unknown variant", r#"{"state":"q","a":["#, "]}"),
    (Ask::Any, "any JSON", "[", "]"),
    (Ask::Any, "a result", r#"{"success":true,"result":["#, "]}"),
    (Ask::Empty, "nothing", r#"{"a":["#, "]}"),
];

/// What is not a list of parts in one field.
const OTHERS: &[Shape] = &[
    shape(
        Ask::Union,
        "fields of an unknown field",
        r#"{"items":[{"type":"q","a":{"#,
        |at| format!("\"{at:x}\":0"),
        "}}]}",
    ),
    shape(
        Ask::Union,
        "unknown fields of an unknown variant",
        r#"{"items":[{"type":"q","#,
        |at| format!("\"{at:x}\":0"),
        "}]}",
    ),
    shape(
        Ask::Struct,
        "unknown fields of a page",
        r#"{"items":[],"#,
        |at| format!("\"{at:x}\":0"),
        "}",
    ),
    shape(
        Ask::Enveloped,
        "unknown fields of a struct",
        r#"{"success":true,"result":{"interconnect":{"#,
        |at| format!("\"{at:x}\":0"),
        "}}}",
    ),
    shape(
        Ask::Union,
        "variants",
        r#"{"items":["#,
        |_| r#"{"type":"q"}"#.into(),
        "]}",
    ),
    shape(
        Ask::Union,
        "known variants",
        r#"{"items":["#,
        |_| r#"{"type":"gcp_partner","account":"","name":"","region":""}"#.into(),
        "]}",
    ),
    shape(
        Ask::Struct,
        "structs",
        r#"{"items":["#,
        |_| r#"{"id":"","site":"","speed":"","occupied":true,"facility":{"name":"","address":[]}}"#.into(),
        "]}",
    ),
    // Large structs of few bytes.
    shape(
        Ask::EnvelopedList,
        "structs",
        r#"{"success":true,"result":{"interconnects":["#,
        |_| r#"{"":0}"#.into(),
        "]}}",
    ),
    shape(
        Ask::EnvelopedList,
        "empty structs",
        r#"{"success":true,"result":{"interconnects":["#,
        |_| "{}".into(),
        "]}}",
    ),
    shape(
        Ask::EnvelopedList,
        "bare structs",
        r#"{"interconnects":["#,
        |_| "{}".into(),
        "]}",
    ),
    shape(
        Ask::EnvelopedMap,
        "fields",
        r#"{"success":true,"result":{"#,
        |at| format!("\"{at:x}\":0"),
        "}}",
    ),
    shape(
        Ask::EnvelopedMap,
        "objects without an envelope",
        r#"{"result":{"x":["#,
        |_| r#"{"":0}"#.into(),
        "]}}",
    ),
    shape(
        Ask::Enveloped,
        "an error response",
        r#"{"success":false,"errors":["#,
        |_| "0".into(),
        "]}",
    ),
    shape(
        Ask::Union,
        "an error response of objects",
        r#"{"success":false,"errors":["#,
        |_| r#"{"code":1}"#.into(),
        "]}",
    ),
];

fn shapes() -> Vec<Shape> {
    let mut shapes = Vec::new();
    for (ask, _, begin, end) in PLACES {
        shapes.extend(PARTS.iter().map(|(name, part)| shape(*ask, name, begin, *part, end)));
    }
    shapes.extend(OTHERS.iter().map(|other| Shape { ..*other }));
    shapes
}

impl Shape {
    /// A response as long as the limit, and where each of its parts ends.
    fn response(&self) -> (String, Vec<usize>) {
        let (mut body, mut ends) = (self.begin.to_owned(), Vec::new());
        while body.len() < CAP {
            let separator = if ends.is_empty() { "" } else { "," };
            write!(body, "{separator}{}", (self.part)(ends.len())).unwrap();
            ends.push(body.len());
        }
        (body, ends)
    }

    /// Serves responses of this shape, each about as long as its request says.
    fn serve(self) -> Server {
        let (body, ends) = self.response();
        Server::new(move |request: &Request| {
            let length: usize = request.target().split_once("length=").unwrap().1.parse().unwrap();
            let parts = ends.partition_point(|end| end + self.end.len() <= length);
            http(200, body[..ends[parts - 1]].to_owned() + self.end)
        })
    }
}

/// Asks for a response of about that length, which is kept to its end.
fn ask(client: &Client, ask: Ask, length: usize) -> Result<(), Error> {
    let interconnects = client.interconnects(ACCOUNT);
    let slots = client.slots(ACCOUNT);
    match ask {
        Ask::Union => interconnects.list().extra_query("length", length).send().map(drop),
        Ask::Struct => slots.list().extra_query("length", length).send().map(drop),
        Ask::UnionItems => only_whole(interconnects.list().extra_query("length", length).iter()),
        Ask::StructItems => only_whole(slots.list().extra_query("length", length).iter()),
        Ask::Enveloped => {
            let magic = client.magic_interconnects(ACCOUNT);
            magic.get("id").extra_query("length", length).send().map(drop)
        }
        Ask::EnvelopedList => {
            let magic = client.magic_interconnects(ACCOUNT);
            magic.list().extra_query("length", length).send().map(drop)
        }
        Ask::EnvelopedMap => {
            let magic = client.magic_interconnects(ACCOUNT);
            let update = magic.update_many(&serde_json::Map::new()).extra_query("length", length);
            update.send().map(drop)
        }
        Ask::Wait => {
            let mut checks = 0;
            let status = interconnects.status("icon-1").extra_query("length", length);
            let waited = status.wait_until(|_| {
                checks += 1;
                checks == 3
            });
            waited.send().map(drop)
        }
        Ask::Any => {
            let request = client.request("GET", "/things").query("length", length);
            request.send::<Value>().map(drop)
        }
        Ask::Empty => {
            let request = client.request("GET", "/things").query("length", length);
            request.send_empty()
        }
    }
}

/// The error of the list, not of its items.
fn only_whole<T>(items: impl Iterator<Item = Result<T, Error>>) -> Result<(), Error> {
    let mut items: Vec<Result<T, Error>> = items.collect();
    match items.pop() {
        Some(Err(error)) if !error.is_item() => Err(error),
        _ => Ok(()),
    }
}

/// Asks for responses of this shape, the longest that are not too large among them, and tells how much memory that took.
fn measure(client: &Client, shape: &Shape) {
    let _ = ask(client, shape.ask, 1_000);
    // The longest that is not too large, to a sixteenth.
    let (mut good, mut bad, mut most) = (0, 2 * CAP, 0);
    while bad - good > good / 16 && good < CAP {
        let length = (good + bad) / 2;
        let before = ALLOCATOR.current_usage();
        ALLOCATOR.reset_peak_usage();
        let sent = ask(client, shape.ask, length);
        most = most.max(ALLOCATOR.peak_usage() - before);
        match sent {
            Err(error) if error.kind() == ErrorKind::TooLarge => bad = length,
            // Error responses, and a struct without its fields.
            Err(error) if matches!(error.kind(), ErrorKind::Api | ErrorKind::Decode) => good = length,
            response => {
                response.unwrap();
                good = length;
            }
        }
    }
    let times = most as f64 / CAP as f64;
    println!(
        "{:?}, {}: {times:.1} times the limit, for {good} of {CAP} bytes",
        shape.ask, shape.name
    );
    let allowed = if shape.ask == Ask::Wait { WAIT_TIMES } else { TIMES };
    assert!(
        times <= allowed,
        "{:?}, {}: {times:.1} times the limit",
        shape.ask,
        shape.name
    );
    assert!(good > CAP / 60, "{}: no more than {good} bytes", shape.name);
}

// Row 36.
#[test]
fn a_response_takes_at_most_thirteen_times_the_limit_in_memory() {
    if process::is_own() {
        let client = support::builder_with(&env::var(ADDRESS).unwrap(), &FakeClock::frozen());
        let client = client.max_response_bytes(CAP as u64).max_retries(0).build().unwrap();
        // The lines that are kept for other tests would be measured too.
        log::set_max_level(log::LevelFilter::Off);
        let number: usize = env::var(SHAPE).unwrap().parse().unwrap();
        return measure(&client, &shapes()[number]);
    }
    for (number, shape) in shapes().into_iter().enumerate() {
        let server = shape.serve();
        let mut command = process::command(TEST, "");
        let command = command.env(SHAPE, number.to_string()).env(ADDRESS, server.base_url());
        print!("{}", process::run(command));
    }
}

// Row 36.
#[test]
fn an_answer_that_would_take_more_is_too_large_and_a_page_of_many_items_is_not() {
    let objects = vec![r#"{"":0}"#; (16 << 20) / 7 - 10].join(",");
    let server = Server::always(http(200, format!(r#"{{"items":[{{"type":"q","a":[{objects}]}}]}}"#)));
    let client = support::client(&server.base_url());
    let error = support::fails(client.interconnects(ACCOUNT).list().send());
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::TooLarge, 1), "{error}");
    assert!(
        !error.is_retryable() && error.to_string().contains("16777216 bytes"),
        "{error}"
    );
    let error = support::fails(client.interconnects(ACCOUNT).delete("icon-1").send());
    assert_eq!(error.kind(), ErrorKind::TooLarge);

    // A list that is as long as the limit is small, and of much structure: nothing in it is heavy.
    let items: Vec<Value> = (0..500).map(|at| support::physical(&format!("icon-{at}"))).collect();
    let page = support::page(&items, None);
    let server = Server::always(page.clone());
    let client = support::builder(&server.base_url())
        .max_response_bytes(page.len() as u64)
        .build()
        .unwrap();
    assert_eq!(client.interconnects(ACCOUNT).list().send().unwrap().items.len(), 500);
}
