//! How much memory a response takes, whatever it is made of: counted by the allocator, in a process of its own.

use std::env;
use std::fmt::{self, Write};

use cloudflare_interconnects::{Client, Error, ErrorKind};
use serde_json::Value;

use crate::ALLOCATOR;
use crate::support::clock::FakeClock;
use crate::support::mock::Server;
use crate::support::{self, ACCOUNT, fails_with, http, process, says};

/// The limit of the client, and so the length of the responses.
const CAP: usize = 1 << 20;
/// How many times as much a response may take in memory.
const TIMES: f64 = 13.0;
/// In a wait, which keeps the last value beside the new one.
const WAIT_TIMES: f64 = 16.0;
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

/// Where an unknown field stands: its parts in place of `*`.
const PLACES: [(Ask, &str); 14] = [
    (Ask::Union, r#"{"items":[{"type":"q","a":[*]}]}"#),
    (
        Ask::Union,
        r#"{"items":[{"type":"gcp_partner","account":"","name":"","region":"","a":[*]}]}"#,
    ),
    (Ask::UnionItems, r#"{"items":[5,{"type":"q","a":[*]}]}"#),
    (
        Ask::Struct,
        r#"{"items":[{"id":"","site":"","speed":"","occupied":true,"facility":{"name":"","address":[]},"a":[*]}]}"#,
    ),
    (
        Ask::StructItems,
        r#"{"items":[5,{"id":"","site":"","speed":"","occupied":true,"facility":{"name":"","address":[]},"a":[*]}]}"#,
    ),
    (Ask::Struct, r#"{"items":[],"a":[*]}"#),
    (
        Ask::Enveloped,
        r#"{"success":true,"result":{"interconnect":{"a":[*]}}}"#,
    ),
    (Ask::Enveloped, r#"{"success":true,"result":{"a":[*]}}"#),
    (Ask::Enveloped, r#"{"interconnect":{"a":[*]}}"#),
    (Ask::Wait, r#"{"state":"Down","a":[*]}"#),
    (Ask::Wait, r#"{"state":"q","a":[*]}"#),
    (Ask::Any, "[*]"),
    (Ask::Any, r#"{"success":true,"result":[*]}"#),
    (Ask::Empty, r#"{"a":[*]}"#),
];

/// What is not a list of parts in one field: many fields, variants, structs and errors.
const OTHERS: [(Ask, &str, Part); 14] = [
    (Ask::Union, r#"{"items":[{"type":"q","a":{*}}]}"#, field),
    (Ask::Union, r#"{"items":[{"type":"q",*}]}"#, field),
    (Ask::Struct, r#"{"items":[],*}"#, field),
    (
        Ask::Enveloped,
        r#"{"success":true,"result":{"interconnect":{*}}}"#,
        field,
    ),
    (Ask::Union, r#"{"items":[*]}"#, |_| r#"{"type":"q"}"#.into()),
    (Ask::Union, r#"{"items":[*]}"#, |_| {
        r#"{"type":"gcp_partner","account":"","name":"","region":""}"#.into()
    }),
    (Ask::Struct, r#"{"items":[*]}"#, |_| {
        r#"{"id":"","site":"","speed":"","occupied":true,"facility":{"name":"","address":[]}}"#.into()
    }),
    // Large structs of few bytes.
    (
        Ask::EnvelopedList,
        r#"{"success":true,"result":{"interconnects":[*]}}"#,
        PARTS[0],
    ),
    (
        Ask::EnvelopedList,
        r#"{"success":true,"result":{"interconnects":[*]}}"#,
        PARTS[1],
    ),
    (Ask::EnvelopedList, r#"{"interconnects":[*]}"#, PARTS[1]),
    (Ask::EnvelopedMap, r#"{"success":true,"result":{*}}"#, field),
    (Ask::EnvelopedMap, r#"{"result":{"x":[*]}}"#, PARTS[0]),
    (Ask::Enveloped, r#"{"success":false,"errors":[*]}"#, PARTS[3]),
    (Ask::Union, r#"{"success":false,"errors":[*]}"#, |_| {
        r#"{"code":1}"#.into()
    }),
];

fn field(number: usize) -> String {
    format!("\"{number:x}\":0")
}

/// What a response is made of: its text around the parts.
#[derive(Clone, Copy)]
struct Shape {
    ask: Ask,
    text: &'static str,
    part: Part,
}

fn shapes() -> Vec<Shape> {
    let places = PLACES
        .into_iter()
        .flat_map(|(ask, text)| PARTS.map(|part| Shape { ask, text, part }));
    places
        .chain(OTHERS.map(|(ask, text, part)| Shape { ask, text, part }))
        .collect()
}

impl Shape {
    /// Serves responses of this shape, each about as long as its request says and at most as long as the limit.
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
        write!(f, "{:?}: {} of {}", self.ask, self.text, (self.part)(0))
    }
}

/// Asks for a response of about that length, which is kept to its end. The server finds the length in the place of the account.
fn ask(client: &Client, ask: Ask, length: usize) -> Result<(), Error> {
    let account = length.to_string();
    let (interconnects, slots) = (client.interconnects(&account), client.slots(&account));
    let magic = client.magic_interconnects(&account);
    let raw = client.request("GET", "/accounts/{account}").path("account", &account);
    match ask {
        Ask::Union => interconnects.list().send().map(drop),
        Ask::Struct => slots.list().send().map(drop),
        Ask::UnionItems => only_whole(interconnects.list().iter()),
        Ask::StructItems => only_whole(slots.list().iter()),
        Ask::Enveloped => magic.get("id").send().map(drop),
        Ask::EnvelopedList => magic.list().send().map(drop),
        Ask::EnvelopedMap => magic.update_many(&serde_json::Map::new()).send().map(drop),
        Ask::Wait => {
            let mut checks = 0;
            let status = interconnects.status("icon-1").wait_until(|_| {
                checks += 1;
                checks == 3
            });
            status.send().map(drop)
        }
        Ask::Any => raw.send::<Value>().map(drop),
        Ask::Empty => raw.send_empty(),
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
    println!("{shape}: {times:.1} times the limit, for {good} of {CAP} bytes");
    let allowed = if shape.ask == Ask::Wait { WAIT_TIMES } else { TIMES };
    assert!(times <= allowed && good > CAP / 60);
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
        let mut command = process::command(a_response_takes_at_most_thirteen_times_the_limit_in_memory, "");
        let command = command.env(SHAPE, number.to_string()).env(ADDRESS, server.base_url());
        print!("{}", process::run(command));
    }
}

// Row 36.
#[test]
fn a_response_that_would_take_more_is_too_large_and_a_page_of_many_items_is_not() {
    let objects = vec![r#"{"":0}"#; (16 << 20) / 7 - 10].join(",");
    let server = Server::always(http(200, format!(r#"{{"items":[{{"type":"q","a":[{objects}]}}]}}"#)));
    let client = support::client(&server);
    let error = fails_with(client.interconnects(ACCOUNT).list().send(), ErrorKind::TooLarge, 1);
    assert!(!error.is_retryable(), "{error}");
    says(&error, ["16777216 bytes"]);
    let error = support::fails(client.interconnects(ACCOUNT).delete("icon-1").send());
    assert_eq!(error.kind(), ErrorKind::TooLarge);

    // A list that is as long as the limit is small, and of much structure: nothing in it is heavy.
    let items: Vec<Value> = (0..500).map(|at| support::physical(&format!("icon-{at}"))).collect();
    let page = support::page(&items, None);
    let server = Server::always(page.clone());
    let client = support::builder(&server)
        .max_response_bytes(page.body.len() as u64)
        .build()
        .unwrap();
    assert_eq!(client.interconnects(ACCOUNT).list().send().unwrap().items.len(), 500);
}
