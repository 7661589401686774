//! How much memory an answer takes, whatever it is made of. Each measurement has a process of its own.

use std::env;
use std::fmt::Write;

use cloudflare_interconnects::{Client, Error, ErrorKind};
use serde_json::Value;

use crate::support::raw::{Request, Server};
use crate::support::{self, ACCOUNT, http, process};

/// The limit of the client, and so the length of the answers.
const CAP: usize = 2 << 20;
/// How many times as much an answer may take in memory.
const TIMES: u64 = 12;
const TEST: &str = "memory::an_answer_takes_at_most_twelve_times_the_limit_in_memory";
const SHAPE: &str = "INTERCONNECTS_TEST_SHAPE";
const ADDRESS: &str = "INTERCONNECTS_TEST_ADDRESS";

/// What an answer is made of: what is before, the part of each number, and what is behind.
struct Shape {
    name: &'static str,
    begin: &'static str,
    part: fn(usize) -> String,
    end: &'static str,
}

const UNKNOWN: &str = r#"{"items":[{"type":"q","a":["#;

/// Where the parts stand: in a field of a kind that is not known, in a field that is not known, at the top.
const SHAPES: &[Shape] = &[
    shape("objects of one member", UNKNOWN, |_| r#"{"":0}"#.into(), "]}]}"),
    shape("empty objects", UNKNOWN, |_| "{}".into(), "]}]}"),
    shape("arrays of one element", UNKNOWN, |_| "[0]".into(), "]}]}"),
    shape("numbers", UNKNOWN, |_| "0".into(), "]}]}"),
    shape("short texts", UNKNOWN, |_| r#""a""#.into(), "]}]}"),
    shape("escaped texts", UNKNOWN, |_| r#""\n\u00e9""#.into(), "]}]}"),
    shape("nested objects", UNKNOWN, |_| r#"{"a":{"b":{"c":[]}}}"#.into(), "]}]}"),
    shape(
        "members",
        r#"{"items":[{"type":"q","a":{"#,
        |at| format!("\"{at:x}\":0"),
        "}}]}",
    ),
    shape(
        "members of its own",
        r#"{"items":[{"type":"q","#,
        |at| format!("\"{at:x}\":0"),
        "}]}",
    ),
    shape("kinds", r#"{"items":["#, |_| r#"{"type":"q"}"#.into(), "]}"),
    shape("plain numbers", "[", |_| "0".into(), "]"),
    shape("a refusal", r#"{"success":false,"errors":["#, |_| "0".into(), "]}"),
    shape(
        "a refusal of objects",
        r#"{"success":false,"errors":["#,
        |_| r#"{"code":1}"#.into(),
        "]}",
    ),
];

const fn shape(name: &'static str, begin: &'static str, part: fn(usize) -> String, end: &'static str) -> Shape {
    Shape { name, begin, part, end }
}

impl Shape {
    /// An answer as long as the limit, and where each of its parts ends.
    fn answer(&self) -> (String, Vec<usize>) {
        let (mut body, mut ends) = (self.begin.to_owned(), Vec::new());
        while body.len() < CAP {
            let separator = if ends.is_empty() { "" } else { "," };
            write!(body, "{separator}{}", (self.part)(ends.len())).unwrap();
            ends.push(body.len());
        }
        (body, ends)
    }

    /// Serves answers of this shape, each about as long as its request says.
    fn serve(&'static self) -> Server {
        let (body, ends) = self.answer();
        Server::new(move |request: &Request| {
            let length: usize = request.target().split_once("cursor=").unwrap().1.parse().unwrap();
            let parts = ends.partition_point(|end| end + self.end.len() <= length);
            http(200, body[..ends[parts - 1]].to_owned() + self.end)
        })
    }
}

/// The most memory that the process has had at once.
fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

/// Asks for answers of this shape, the longest that are not too large among them, and tells how much memory that took.
fn measure(client: &Client, shape: &Shape) {
    let plain = !shape.begin.contains("items");
    let ask = |length: usize| -> Result<usize, Error> {
        let list = client.interconnects(ACCOUNT).list().cursor(length as i64);
        match plain {
            false => list.send().map(|list| list.items.len()),
            true => {
                let request = client.request("GET", "/things").query("cursor", length);
                request
                    .send::<Value>()
                    .map(|value| value.as_array().map_or(1, Vec::len))
            }
        }
    };
    let _ = ask(1_000);
    let before = peak_bytes();
    // The longest that is not too large, to a sixteenth.
    let (mut good, mut bad) = (0, 2 * CAP);
    while bad - good > good / 16 {
        let length = (good + bad) / 2;
        match ask(length) {
            Err(error) if error.kind() == ErrorKind::TooLarge => bad = length,
            Err(error) if error.kind() == ErrorKind::Api => good = length,
            answer => {
                assert!(answer.unwrap() > 0);
                good = length;
            }
        }
        if good == CAP {
            break;
        }
    }
    let taken = peak_bytes() - before;
    let times = taken as f64 / CAP as f64;
    println!("{}: {times:.1} times the limit, for {good} of {CAP} bytes", shape.name);
    assert!(
        taken <= TIMES * CAP as u64,
        "{}: {times:.1} times the limit",
        shape.name
    );
    assert!(good > CAP / 30, "{}: no more than {good} bytes", shape.name);
}

// Row 36.
#[test]
fn an_answer_takes_at_most_twelve_times_the_limit_in_memory() {
    if process::is_own() {
        let client = support::builder(&env::var(ADDRESS).unwrap());
        let client = client.max_answer_bytes(CAP as u64).max_retries(0).build().unwrap();
        // The lines that are kept for other tests would be measured too.
        log::set_max_level(log::LevelFilter::Off);
        let shape: usize = env::var(SHAPE).unwrap().parse().unwrap();
        return measure(&client, &SHAPES[shape]);
    }
    for (number, shape) in SHAPES.iter().enumerate() {
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
    let server = Server::always(http(200, format!("{UNKNOWN}{objects}]}}]}}")));
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
        .max_answer_bytes(page.len() as u64)
        .build()
        .unwrap();
    assert_eq!(client.interconnects(ACCOUNT).list().send().unwrap().items.len(), 500);
}
