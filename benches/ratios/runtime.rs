//! What calls cost: CPU time, instructions, allocations, memory and throughput.

use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use cloudflare_interconnects::Auth;
use cloudflare_interconnects::types::{CniList, InterconnectList, SlotList};
use cpu_time::ProcessTime;
use serde::de::DeserializeOwned;

use crate::report::Row;
use crate::{ALLOCATOR, hand, server};

const SAMPLES: usize = 101;
const THREADS: usize = 16;
const THROUGHPUT_RUNS: usize = 61;
/// The cases, and the greatest ratio of their instructions to those of the hand-written client. That client decodes into a flat, closed
/// struct without unknown fields. Code that serde derives with `flatten` may cost a tenth more. A union costs more, because its fields
/// are held until its discriminator is known.
const SCENARIOS: [(&str, f64); 5] = [
    ("list", 1.12),
    ("status", 1.05),
    ("decode", 1.25),
    ("decode slots", 1.10),
    ("decode CNIs", 1.10),
];
/// The same page of a union, compared with two other hand-written types: serde's closed tagged enum, and one that keeps what this
/// crate keeps.
const UNIONS: [(&str, &str, f64); 2] = [
    ("decode, beside a closed enum", "closed", 1.05),
    ("decode, beside the same promises", "open", 0.80),
];

/// A client that can do one thing again and again.
type Call = Box<dyn Fn() + Send>;

fn ours(base: &str) -> cloudflare_interconnects::Client {
    let builder = cloudflare_interconnects::Client::builder();
    let builder = builder.auth(Auth::token("token")).base_url(base);
    builder.max_document_bytes(1 << 30).build().unwrap()
}

fn by_hand(base: &str) -> hand::Client {
    hand::Client::new(base, "token", "account")
}

fn call(scenario: &str, client: &str, base: &str) -> Call {
    match (scenario, client) {
        ("list", "ours") => {
            let interconnects = ours(base).interconnects("account");
            Box::new(move || drop(black_box(interconnects.list().send().unwrap())))
        }
        ("list", _) => {
            let client = by_hand(base);
            Box::new(move || drop(black_box(client.list(None).unwrap())))
        }
        ("status", "ours") => {
            let interconnects = ours(base).interconnects("account");
            Box::new(move || drop(black_box(interconnects.status("icon-1").send().unwrap())))
        }
        ("status", _) => {
            let client = by_hand(base);
            Box::new(move || drop(black_box(client.status("icon-1").unwrap())))
        }
        ("decode", "ours") => decode::<InterconnectList>(server::page(None)),
        ("decode", "closed") => decode::<hand::closed::List>(server::page(None)),
        ("decode", "open") => decode::<hand::open::List>(server::page(None)),
        ("decode", _) => decode::<hand::List>(server::page(None)),
        ("decode slots", "ours") => decode::<SlotList>(server::slots()),
        ("decode slots", _) => decode::<hand::Slots>(server::slots()),
        ("decode CNIs", "ours") => decode::<CniList>(server::cnis()),
        ("decode CNIs", _) => decode::<hand::Cnis>(server::cnis()),
        _ => panic!("no scenario {scenario}"),
    }
}

/// Decodes as a program does that has the text already. A call is a little faster.
fn decode<T: DeserializeOwned + 'static>(text: String) -> Call {
    Box::new(move || drop(black_box(serde_json::from_slice::<T>(text.as_bytes()).unwrap())))
}

pub(crate) fn measure(rows: &mut Vec<Row>) {
    let server = Server::start();
    let base = &server.base;
    for (scenario, limit) in SCENARIOS {
        let (ours, hand) = cpu(&format!("cpu-{scenario}"), base);
        rows.push(Row::only(format!("{scenario}, CPU time"), "us", ours, hand));
        if let Some((ours, hand)) = both(|client| instructions(scenario, client, base)) {
            rows.push(Row::at_most(
                format!("{scenario}, instructions"),
                "thousands",
                ours,
                hand,
                limit,
            ));
        }
    }
    for (name, other, limit) in UNIONS {
        let [ours, other] = ["ours", other].map(|client| instructions("decode", client, base));
        if let Some((ours, other)) = ours.zip(other) {
            rows.push(Row::at_most(
                format!("{name}, instructions"),
                "thousands",
                ours,
                other,
                limit,
            ));
        }
    }
    for (scenario, _) in SCENARIOS {
        let [ours, hand] = ["ours", "hand"].map(|client| allocations(scenario, client, base));
        // A page has a hundred items; a union holds the fields of each.
        let limit = if matches!(scenario, "list" | "decode") {
            104.0
        } else {
            4.0
        };
        rows.push(Row::more(
            format!("{scenario}, allocations"),
            "allocations",
            ours,
            hand,
            limit,
        ));
    }
    let (ours, hand) = cpu("first", base);
    rows.push(Row::only("first call of a fresh process, CPU time", "us", ours, hand));
    if let Some((ours, hand)) = both(|client| whole_instructions("status", client, base, 1)) {
        rows.push(Row::at_most(
            "first call of a fresh process, instructions",
            "thousands",
            ours,
            hand,
            1.05,
        ));
    }
    for (scenario, what, unit, limit) in [
        ("connections", "10,000 calls, connections", "connections", 1.0),
        ("flat", "10,000 calls, growth of memory", "KiB", 256.0),
        ("items", "100,000 items, peak above one page", "KiB", 3072.0),
        ("document", "200 MB to a file, peak above idle", "KiB", 2048.0),
    ] {
        let [ours, hand] = ["ours", "hand"].map(|client| figure(&run_child(&[], scenario, client, base, 1)));
        rows.push(Row::own(what, unit, ours, hand, limit));
    }
    let [ours, hand, shared] = throughput(base);
    rows.push(Row::at_least("sixteen threads, calls", "1/s", ours, hand, 0.95));
    rows.push(Row::only("sixteen threads, all on one agent", "1/s", ours, shared));
}

fn both(measure: impl Fn(&str) -> Option<f64>) -> Option<(f64, f64)> {
    measure("ours").zip(measure("hand"))
}

/// Microseconds of CPU time per call: the median over many processes of each client, which take turns, so that no process has the heap
/// that another left.
fn cpu(scenario: &str, base: &str) -> (f64, f64) {
    let times = if scenario == "cpu-status" { 1000 } else { 300 };
    let mut clients = [("ours", Vec::new()), ("hand", Vec::new())];
    for _ in 0..SAMPLES {
        for (client, costs) in &mut clients {
            costs.push(figure(&run_child(&[], scenario, client, base, times)));
        }
        clients.reverse();
    }
    clients.sort_by_key(|(client, _)| *client != "ours");
    let [ours, hand] = clients.map(|(_, costs)| median(costs));
    (ours, hand)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn allocations(scenario: &str, client: &str, base: &str) -> f64 {
    const TIMES: usize = 100;
    let call = call(scenario, client, base);
    call();
    let count = || ALLOCATOR.stats().allocations + ALLOCATOR.stats().reallocations;
    let before = count();
    (0..TIMES).for_each(|_| call());
    (count() - before) as f64 / TIMES as f64
}

/// Thousands of instructions per call, if valgrind is installed.
fn instructions(scenario: &str, client: &str, base: &str) -> Option<f64> {
    let few = whole_instructions(scenario, client, base, 20)?;
    let many = whole_instructions(scenario, client, base, 120)?;
    Some((many - few) / 100.0)
}

fn whole_instructions(scenario: &str, client: &str, base: &str, times: usize) -> Option<f64> {
    // Callgrind counts each byte that `rep movsb` copies as an instruction, so moving one vector would count as much as decoding an
    // item. The processor copies 32 bytes at once.
    let environment = ["env", "GLIBC_TUNABLES=glibc.cpu.x86_rep_movsb_threshold=1000000000"];
    let valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"];
    Command::new(valgrind[0]).arg("--version").output().ok()?;
    let valgrind = [&environment[..], &valgrind[..]].concat();
    let output = run_child(&valgrind, scenario, client, base, times);
    let total = output.lines().find_map(|line| line.split("Collected : ").nth(1));
    Some(total?.trim().parse::<f64>().ok()? / 1e3)
}

/// Calls per second of sixteen threads: the median of many short runs that take turns. Our threads share one client. The hand-written
/// ones have an agent each, and in a second row share one, which shows the cost of sharing a pool of connections.
fn throughput(base: &str) -> [f64; 3] {
    let mut runs = [const { Vec::new() }; 3];
    for run in 0..THROUGHPUT_RUNS {
        let ours = ours(base);
        let shared = Arc::new(by_hand(base));
        let clients: [Box<dyn Fn() -> Call>; 3] = [
            Box::new(|| {
                let interconnects = ours.interconnects("account");
                Box::new(move || drop(interconnects.status("icon-1").send().unwrap()))
            }),
            Box::new(|| call("status", "hand", base)),
            Box::new(|| {
                let client = shared.clone();
                Box::new(move || drop(client.status("icon-1").unwrap()))
            }),
        ];
        for turn in 0..clients.len() {
            let client = (run + turn) % clients.len();
            runs[client].push(calls_a_second(&*clients[client]));
        }
    }
    runs.map(median)
}

fn calls_a_second(call: impl Fn() -> Call) -> f64 {
    const TIMES: usize = 100;
    let calls: Vec<Call> = (0..THREADS).map(|_| call()).collect();
    let started = Instant::now();
    thread::scope(|scope| {
        for call in calls {
            scope.spawn(move || (0..TIMES).for_each(|_| call()));
        }
    });
    (THREADS * TIMES) as f64 / started.elapsed().as_secs_f64()
}

/// What a child process does, for figures that are measured from outside or need fresh memory.
pub(crate) fn child(scenario: &str, client: &str, base: &str, times: usize) {
    match scenario {
        "first" => {
            call("status", client, base)();
            println!("{}", ProcessTime::now().as_duration().as_secs_f64() * 1e6);
        }
        "connections" | "flat" => {
            let before = connections(base);
            let call = call("status", client, base);
            (0..1000).for_each(|_| call());
            let resident = memory("VmRSS");
            (0..9000).for_each(|_| call());
            let grown = memory("VmRSS") - resident;
            // One connection is that of this request.
            let opened = connections(base) - before - 1.0;
            println!("{}", if scenario == "flat" { grown } else { opened });
        }
        "items" => {
            call("list", client, base)();
            let one_page = memory("VmHWM");
            let count = match client {
                "ours" => {
                    let items = ours(base).interconnects("account").list().cursor(1).iter();
                    items.map(Result::unwrap).count()
                }
                _ => {
                    let (client, mut cursor, mut count) = (by_hand(base), Some(1), 0);
                    while cursor.is_some() {
                        let page = client.list(cursor).unwrap();
                        count += page.items.len();
                        cursor = page.next;
                    }
                    count
                }
            };
            assert_eq!(count, 100_000);
            println!("{}", memory("VmHWM") - one_page);
        }
        "document" => {
            let path = env::temp_dir().join(format!("ratios-{}-{client}.pdf", std::process::id()));
            call("status", client, base)();
            let idle = memory("VmHWM");
            let length = match client {
                "ours" => {
                    let loa = ours(base).interconnects("account").loa("icon-1");
                    loa.send().unwrap().save_to(&path).unwrap()
                }
                _ => by_hand(base).loa("icon-1", path.to_str().unwrap()).unwrap(),
            };
            let peak = memory("VmHWM");
            fs::remove_file(path).unwrap();
            assert_eq!(length, server::HUGE as u64);
            println!("{}", peak - idle);
        }
        scenario => match scenario.strip_prefix("cpu-") {
            Some(scenario) => {
                let call = call(scenario, client, base);
                (0..times / 10).for_each(|_| call());
                let before = ProcessTime::now();
                (0..times).for_each(|_| call());
                println!("{}", before.elapsed().as_secs_f64() * 1e6 / times as f64);
            }
            None => {
                let call = call(scenario, client, base);
                (0..times).for_each(|_| call());
            }
        },
    }
}

/// The number of connections that the server has seen, including the one of this request.
fn connections(base: &str) -> f64 {
    let mut answer = ureq::get(format!("{base}/connections")).call().unwrap();
    answer.body_mut().read_to_string().unwrap().parse().unwrap()
}

/// A value of the process's status, in KiB, if the system tells it.
fn memory(line: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let value = status
        .lines()
        .find_map(|text| text.strip_prefix(line)?.strip_prefix(':'));
    value
        .and_then(|text| text.trim().split(' ').next()?.parse().ok())
        .unwrap_or(f64::NAN)
}

/// All output of the child process.
fn run_child(runner: &[&str], scenario: &str, client: &str, base: &str, times: usize) -> String {
    let program = env::current_exe().unwrap().to_string_lossy().into_owned();
    let times = times.to_string();
    let arguments = [runner, &[&program, "--child", scenario, client, base, &times]].concat();
    let output = Command::new(arguments[0]).args(&arguments[1..]).output().unwrap();
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{arguments:?}: {}", said[1]);
    said.concat()
}

fn figure(said: &str) -> f64 {
    said.trim().parse().unwrap()
}

/// The server's process. It ends when this is dropped.
struct Server {
    base: String,
    process: Child,
}

impl Server {
    fn start() -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        let mut process = command.arg("--serve").stdout(Stdio::piped()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut port)
            .unwrap();
        // Its first connections should not wait for the scheduler.
        thread::sleep(Duration::from_millis(50));
        Server {
            base: format!("http://127.0.0.1:{}", port.trim()),
            process,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
