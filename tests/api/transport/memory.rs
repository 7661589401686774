//! How much memory responses of any shape use. The allocator counts it in a child process.

use std::env;
use std::fmt::{self, Write};

use cloudflare_interconnects::{Client, Error, ErrorKind};
use serde_json::Value;

use crate::ALLOCATOR;
use crate::support::clock::FakeClock;
use crate::support::mock::Server;
use crate::support::{self, ACCOUNT, assert_contains, fails_with, http, process};

/// The limit of the client, and so the maximum length of the responses.
const CAP: usize = 1 << 20;
/// The maximum memory of a response, relative to the limit.
const MAX_RATIO: f64 = 13.0;
/// The same for a wait, which keeps the last value and the new one.
const MAX_WAIT_RATIO: f64 = 16.0;
const SHAPE: &str = "INTERCONNECTS_TEST_SHAPE";
const ADDRESS: &str = "INTERCONNECTS_TEST_ADDRESS";

/// A call for each kind of response type.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Call {
    /// A page of a union.
    Union,
    /// The items of that page.
    UnionItems,
    /// A page of a struct.
    Struct,
    StructItems,
    /// A struct in a documented envelope.
    Enveloped,
    /// A list of structs in a documented envelope.
    EnvelopedList,
    /// A map in a documented envelope.
    EnvelopedMap,
    /// A union that is polled. The last value is kept while the next one is decoded.
    Wait,
    /// Any JSON.
    Any,
    /// No content.
    Empty,
}

/// The text of the part with this number.
type Part = fn(usize) -> String;

/// Parts of an unknown field.
const PARTS: [Part; 7] = [
    |_| r#"{"":0}"#.into(),
    |_| "{}".into(),
    |_| "[0]".into(),
    |_| "0".into(),
    |_| r#""a""#.into(),
    |_| r#""\n\u00e9""#.into(),
    |_| r#"{"a":{"b":{"c":[]}}}"#.into(),
];

/// Responses with an unknown field. Its parts replace `*`.
const PLACES: [(Call, &str); 14] = [
    (Call::Union, r#"{"items":[{"type":"q","a":[*]}]}"#),
    (
        Call::Union,
        r#"{"items":[{"type":"gcp_partner","account":"","name":"","region":"","a":[*]}]}"#,
    ),
    (Call::UnionItems, r#"{"items":[5,{"type":"q","a":[*]}]}"#),
    (
        Call::Struct,
        r#"{"items":[{"id":"","site":"","speed":"","occupied":true,"facility":{"name":"","address":[]},"a":[*]}]}"#,
    ),
    (
        Call::StructItems,
        r#"{"items":[5,{"id":"","site":"","speed":"","occupied":true,"facility":{"name":"","address":[]},"a":[*]}]}"#,
    ),
    (Call::Struct, r#"{"items":[],"a":[*]}"#),
    (
        Call::Enveloped,
        r#"{"success":true,"result":{"interconnect":{"a":[*]}}}"#,
    ),
    (Call::Enveloped, r#"{"success":true,"result":{"a":[*]}}"#),
    (Call::Enveloped, r#"{"interconnect":{"a":[*]}}"#),
    (Call::Wait, r#"{"state":"Down","a":[*]}"#),
    (Call::Wait, r#"{"state":"q","a":[*]}"#),
    (Call::Any, "[*]"),
    (Call::Any, r#"{"success":true,"result":[*]}"#),
    (Call::Empty, r#"{"a":[*]}"#),
];

/// Responses with many fields, variants, structs or errors, which replace `*`.
const OTHERS: [(Call, &str, Part); 14] = [
    (Call::Union, r#"{"items":[{"type":"q","a":{*}}]}"#, field),
    (Call::Union, r#"{"items":[{"type":"q",*}]}"#, field),
    (Call::Struct, r#"{"items":[],*}"#, field),
    (
        Call::Enveloped,
        r#"{"success":true,"result":{"interconnect":{*}}}"#,
        field,
    ),
    (Call::Union, r#"{"items":[*]}"#, |_| r#"{"type":"q"}"#.into()),
    (Call::Union, r#"{"items":[*]}"#, |_| {
        r#"{"type":"gcp_partner","account":"","name":"","region":""}"#.into()
    }),
    (Call::Struct, r#"{"items":[*]}"#, |_| {
        r#"{"id":"","site":"","speed":"","occupied":true,"facility":{"name":"","address":[]}}"#.into()
    }),
    // Structs that are large in memory and short as text.
    (
        Call::EnvelopedList,
        r#"{"success":true,"result":{"interconnects":[*]}}"#,
        PARTS[0],
    ),
    (
        Call::EnvelopedList,
        r#"{"success":true,"result":{"interconnects":[*]}}"#,
        PARTS[1],
    ),
    (Call::EnvelopedList, r#"{"interconnects":[*]}"#, PARTS[1]),
    (Call::EnvelopedMap, r#"{"success":true,"result":{*}}"#, field),
    (Call::EnvelopedMap, r#"{"result":{"x":[*]}}"#, PARTS[0]),
    (Call::Enveloped, r#"{"success":false,"errors":[*]}"#, PARTS[3]),
    (Call::Union, r#"{"success":false,"errors":[*]}"#, |_| {
        r#"{"code":1}"#.into()
    }),
];

fn field(number: usize) -> String {
    format!("\"{number:x}\":0")
}

/// The shape of a response: its text around the parts.
#[derive(Clone, Copy)]
struct Shape {
    call: Call,
    text: &'static str,
    part: Part,
}

fn shapes() -> Vec<Shape> {
    let places = PLACES
        .into_iter()
        .flat_map(|(call, text)| PARTS.map(|part| Shape { call, text, part }));
    places
        .chain(OTHERS.map(|(call, text, part)| Shape { call, text, part }))
        .collect()
}

impl Shape {
    /// Serves responses of this shape. The request has the approximate length, up to the limit.
    fn serve(self) -> Server {
        let (begin, end) = self.text.split_once('*').unwrap();
        let (mut body, mut ends) = (begin.to_owned(), Vec::new());
        while body.len() < CAP {
            let separator = if ends.is_empty() { "" } else { "," };
            write!(body, "{separator}{}", (self.part)(ends.len())).unwrap();
            ends.push(body.len());
        }
        Server::new(move |request| {
            let length: usize = request.path().split('/').nth(4).unwrap().parse().unwrap();
            let parts = ends.partition_point(|at| at + end.len() <= length);
            http(200, body[..ends[parts - 1]].to_owned() + end)
        })
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {} of {}", self.call, self.text, (self.part)(0))
    }
}

/// Requests a response of about this length, and keeps it to its end. The account id in the path is the length.
fn call(client: &Client, call: Call, length: usize) -> Result<(), Error> {
    let account = length.to_string();
    let (interconnects, slots) = (client.interconnects(&account), client.slots(&account));
    let magic = client.magic_interconnects(&account);
    let raw = client.request("GET", "/accounts/{account}").path("account", &account);
    match call {
        Call::Union => interconnects.list().send().map(drop),
        Call::Struct => slots.list().send().map(drop),
        Call::UnionItems => list_error(interconnects.list().iter()),
        Call::StructItems => list_error(slots.list().iter()),
        Call::Enveloped => magic.get("id").send().map(drop),
        Call::EnvelopedList => magic.list().send().map(drop),
        Call::EnvelopedMap => magic.update_many(&serde_json::Map::new()).send().map(drop),
        Call::Wait => {
            let mut checks = 0;
            let status = interconnects.status("icon-1").wait_until(|_| {
                checks += 1;
                checks == 3
            });
            status.send().map(drop)
        }
        Call::Any => raw.send::<Value>().map(drop),
        Call::Empty => raw.send_empty(),
    }
}

/// The error of the list, not of its items.
fn list_error<T>(items: impl Iterator<Item = Result<T, Error>>) -> Result<(), Error> {
    let mut items: Vec<Result<T, Error>> = items.collect();
    match items.pop() {
        Some(Err(error)) if !error.is_item() => Err(error),
        _ => Ok(()),
    }
}

/// Requests responses of this shape up to the longest accepted one, and checks the memory that they used.
fn measure(client: &Client, shape: &Shape) {
    let _ = call(client, shape.call, 1_000);
    // Finds the longest accepted response, to a sixteenth.
    let (mut good, mut bad, mut most) = (0, 2 * CAP, 0);
    while bad - good > good / 16 && good < CAP {
        let length = (good + bad) / 2;
        let before = ALLOCATOR.current_usage();
        ALLOCATOR.reset_peak_usage();
        let sent = call(client, shape.call, length);
        most = most.max(ALLOCATOR.peak_usage() - before);
        match sent {
            Err(error) if error.kind() == ErrorKind::TooLarge => bad = length,
            // Error responses, and structs without their required fields.
            Err(error) if matches!(error.kind(), ErrorKind::Api | ErrorKind::Decode) => good = length,
            response => {
                response.unwrap();
                good = length;
            }
        }
    }
    let times = most as f64 / CAP as f64;
    println!("{shape}: {times:.1} times the limit, for {good} of {CAP} bytes");
    let allowed = if shape.call == Call::Wait {
        MAX_WAIT_RATIO
    } else {
        MAX_RATIO
    };
    assert!(times <= allowed && good > CAP / 60);
}

// Row 36.
#[test]
fn a_response_uses_at_most_thirteen_times_the_limit_in_memory() {
    if process::is_child() {
        let client = support::builder_with(&env::var(ADDRESS).unwrap(), &FakeClock::frozen());
        let client = client.max_response_bytes(CAP as u64).max_retries(0).build().unwrap();
        // Captured log lines would be measured too.
        log::set_max_level(log::LevelFilter::Off);
        let number: usize = env::var(SHAPE).unwrap().parse().unwrap();
        return measure(&client, &shapes()[number]);
    }
    for (number, shape) in shapes().into_iter().enumerate() {
        let server = shape.serve();
        let mut command = process::command(a_response_uses_at_most_thirteen_times_the_limit_in_memory, "");
        let command = command.env(SHAPE, number.to_string()).env(ADDRESS, server.base_url());
        print!("{}", process::run(command));
    }
}

// Row 36.
#[test]
fn a_response_that_needs_more_memory_is_too_large_but_a_page_of_many_items_is_not() {
    let objects = vec![r#"{"":0}"#; (16 << 20) / 7 - 10].join(",");
    let server = Server::always(http(200, format!(r#"{{"items":[{{"type":"q","a":[{objects}]}}]}}"#)));
    let client = support::client(&server);
    let error = fails_with(client.interconnects(ACCOUNT).list().send(), ErrorKind::TooLarge, 1);
    assert!(!error.is_retryable(), "{error}");
    assert_contains(&error, ["16777216 bytes"]);
    let error = support::fails(client.interconnects(ACCOUNT).delete("icon-1").send());
    assert_eq!(error.kind(), ErrorKind::TooLarge);

    // A list exactly as long as a small limit is accepted, because its many values are small in memory.
    let items: Vec<Value> = (0..500).map(|at| support::physical(&format!("icon-{at}"))).collect();
    let page = support::page(&items, None);
    let server = Server::always(page.clone());
    let client = support::builder(&server)
        .max_response_bytes(page.body.len() as u64)
        .build()
        .unwrap();
    assert_eq!(client.interconnects(ACCOUNT).list().send().unwrap().items.len(), 500);
}
