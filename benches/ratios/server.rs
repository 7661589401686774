//! The server, in its own process, so that its CPU time and allocations are not counted. It keeps connections open and responds from
//! memory.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Items per page.
pub(crate) const PAGE: usize = 100;
/// The length of the long document.
pub(crate) const HUGE: usize = 200 << 20;
const STATUS: &str = r#"{"state":"Down","reason":"no light"}"#;

static CONNECTIONS: AtomicUsize = AtomicUsize::new(0);

/// Prints its port and serves until it is killed.
pub(crate) fn run() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("{}", listener.local_addr().unwrap().port());
    for stream in listener.incoming() {
        CONNECTIONS.fetch_add(1, Ordering::Relaxed);
        thread::spawn(|| serve(stream.unwrap()));
    }
}

/// A page; `next` is null on the last. The items alternate between the two kinds, and their fields are sorted by name, so that the
/// discriminator comes last.
pub(crate) fn page(next: Option<usize>) -> String {
    let items: Vec<String> = (0..PAGE).map(item).collect();
    let next = next.map_or("null".to_owned(), |next| next.to_string());
    format!(r#"{{"items":[{}],"next":{next}}}"#, items.join(","))
}

fn item(index: usize) -> String {
    match index % 2 {
        0 => format!(
            r#"{{"account":"023e105f4ecef8ad9ca31a8372d0c353","facility":{{"address":["123 Data Drive","Ashburn, VA 20147","United States"],"name":"Equinix DC{index}"}},"name":"icon-{index}","owner":"network team","site":"IAD","slot_id":"182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e","speed":"10G","type":"direct"}}"#
        ),
        _ => format!(
            r#"{{"account":"023e105f4ecef8ad9ca31a8372d0c353","name":"icon-{index}","owner":"network team","region":"us-central1","speed":"1G","type":"gcp_partner"}}"#
        ),
    }
}

/// A page of slots. Every other one is occupied.
pub(crate) fn slots() -> String {
    let slots = (0..PAGE).map(|index| {
        let account = match index % 2 {
            0 => r#""account":"023e105f4ecef8ad9ca31a8372d0c353","#,
            _ => "",
        };
        let occupied = index % 2 == 0;
        format!(
            r#"{{{account}"facility":{{"address":["123 Data Drive","Ashburn, VA 20147","United States"],"name":"Equinix DC{index}"}},"id":"182bd5e5-6e1a-4fe4-a799-aa6d9a6ab{index:03}","occupied":{occupied},"site":"IAD","speed":"10G"}}"#
        )
    });
    format!(r#"{{"items":[{}],"next":null}}"#, slots.collect::<Vec<_>>().join(","))
}

/// A page of CNIs. Every other one has a BGP session.
pub(crate) fn cnis() -> String {
    let cnis = (0..PAGE).map(|index| {
        let bgp = match index % 2 {
            0 => r#""bgp":{"customer_asn":64512,"extra_prefixes":["192.0.2.0/24","198.51.100.0/24"],"md5_key":null},"#,
            _ => "",
        };
        format!(
            r#"{{"account":"023e105f4ecef8ad9ca31a8372d0c353",{bgp}"cust_ip":"10.0.{index}.1/31","id":"8a3c63d0-4d39-4b0b-9b1c-000000000{index:03}","interconnect":"icon-{index}","magic":{{"conduit_name":"conduit-{index}","description":"to the office","mtu":1476}},"p2p_ip":"10.0.{index}.0/31"}}"#
        )
    });
    format!(r#"{{"items":[{}],"next":null}}"#, cnis.collect::<Vec<_>>().join(","))
}

fn serve(mut stream: TcpStream) {
    let page_text = page(None);
    let (items, _) = page_text.split_at(page_text.len() - "null}".len());
    stream.set_nodelay(true).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let (mut line, mut target, mut length) = (String::new(), String::new(), 0);
        loop {
            line.clear();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            let lower = line.to_ascii_lowercase();
            if target.is_empty() {
                target = line.split(' ').nth(1).unwrap_or_default().to_owned();
            } else if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            } else if line == "\r\n" {
                break;
            }
        }
        reader.by_ref().take(length).read_to_end(&mut Vec::new()).unwrap();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        if path.ends_with("/loa") {
            document(&mut stream);
            continue;
        }
        let body = match path {
            "/connections" => CONNECTIONS.load(Ordering::Relaxed).to_string(),
            path if path.ends_with("/status") => STATUS.to_owned(),
            // With a cursor, a list of a thousand pages.
            _ => match query.split_once("cursor=").and_then(|(_, cursor)| cursor.parse().ok()) {
                Some(cursor @ 0..1000_usize) => format!("{items}{}}}", cursor + 1),
                _ => page_text.clone(),
            },
        };
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncf-ray: 0123456789abcdef-IAD\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        if stream.write_all((head + &body).as_bytes()).is_err() {
            return;
        }
    }
}

fn document(stream: &mut TcpStream) {
    const END: &[u8] = b"%%EOF\n";
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: {HUGE}\r\n\r\n%PDF-1.7\n");
    let mut sent = stream.write_all(head.as_bytes());
    let mut left = HUGE - "%PDF-1.7\n".len() - END.len();
    let chunk = [b'x'; 64 << 10];
    while left > 0 && sent.is_ok() {
        let part = left.min(chunk.len());
        sent = stream.write_all(&chunk[..part]);
        left -= part;
    }
    let _ = sent.and_then(|()| stream.write_all(END));
}
