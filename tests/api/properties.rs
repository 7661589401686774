//! Properties of any input. Each is checked with 200 random inputs.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cloudflare_interconnects::{Client, Error, ErrorKind};
use percent_encoding::percent_decode_str;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use crate::support::clock::FakeClock;
use crate::support::raw::{Reply, Server};
use crate::support::{self, ACCOUNT, Verb, fails, gcp, http, http_with_headers, physical, success};

fn check<S: Strategy<Value: Debug>>(inputs: S, claim: impl Fn(S::Value)) {
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let outcome = TestRunner::new(config).run(&inputs, |input| {
        claim(input);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// A server with a reply that can be set, and a client of it without retries.
struct Setup {
    reply: Arc<Mutex<Reply>>,
    server: Server,
    client: Client,
}

impl Setup {
    fn new() -> Self {
        let reply = Arc::new(Mutex::new(Reply::send(success())));
        let shown = reply.clone();
        let server = Server::new(move |_| shown.lock().unwrap().clone());
        let client = support::builder(&server).max_retries(0).build().unwrap();
        Self { reply, server, client }
    }

    fn set(&self, reply: impl Into<Reply>) {
        *self.reply.lock().unwrap() = reply.into();
    }

    fn last_target(&self) -> String {
        self.server.requests().last().unwrap().target().to_owned()
    }
}

/// Text of any characters. Special characters are frequent.
fn text() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(
        "./\\?#%&=+;:@ \r\n\t\0\"'{}é🗼\u{7f}\u{202e}"
            .chars()
            .collect::<Vec<_>>(),
    );
    vec(prop_oneof![odd, any::<char>()], 0..30).prop_map(|text| text.into_iter().collect())
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    // Field names that the crate knows, and random ones.
    let names = [
        "type",
        "name",
        "items",
        "next",
        "success",
        "errors",
        "error",
        "state",
        "code",
        "facility",
        "retryable",
    ];
    let name = prop_oneof![prop::sample::select(names.to_vec()).prop_map(str::to_owned), text()];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(name.clone(), inner, 0..6).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

/// Asserts that an error has one of these kinds and passes the checks of [`fails`].
fn assert_sound<T: Debug>(result: Result<T, Error>, kinds: &[ErrorKind]) {
    if result.is_err() {
        let error = fails(result);
        assert!(kinds.contains(&error.kind()), "{error:?}");
    }
}

// Row 22.
#[test]
fn any_identifier_is_rejected_or_sent_as_one_segment_that_decodes_to_it() {
    let setup = Setup::new();
    check((text(), text()), |(account, name)| {
        let before = setup.server.request_count();
        let rejected = [&account, &name].into_iter().any(|text| {
            matches!(text.as_str(), "" | "." | "..") || text.trim() != text || text.contains(char::is_control)
        });
        let result = setup.client.interconnects(&account).get(&name).send();
        assert_eq!(setup.server.request_count() - before, usize::from(!rejected));
        if rejected {
            assert_eq!(fails(result).kind(), ErrorKind::InvalidParameter);
            return;
        }
        result.unwrap();
        let target = setup.last_target();
        assert!(target.bytes().all(|byte| byte.is_ascii_graphic()), "{target}");
        let segments: Vec<_> = target.split('/').collect();
        let ["", "client", "v4", "accounts", first, "cni", "interconnects", second] = segments[..] else {
            panic!("{target}");
        };
        assert!(!target.contains(['?', '#']));
        assert_eq!(percent_decode_str(first).decode_utf8().unwrap(), account);
        assert_eq!(percent_decode_str(second).decode_utf8().unwrap(), name);
    });
}

// Row 23.
#[test]
fn any_query_value_is_sent_unchanged() {
    let setup = Setup::new();
    setup.set(support::page(&[], None));
    check(
        (text(), text(), any::<i64>(), any::<u64>()),
        |(site, kind, cursor, limit)| {
            let list = setup.client.interconnects(ACCOUNT).list();
            list.site(&site)
                .type_(&kind)
                .cursor(cursor)
                .limit(limit)
                .send()
                .unwrap();
            let target = setup.last_target();
            assert!(target.bytes().all(|byte| byte.is_ascii_graphic()), "{target}");
            let query = target.split_once('?').unwrap().1;
            let pairs: Vec<_> = query.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
            let decoded: Vec<_> = pairs
                .iter()
                .map(|(name, value)| (*name, percent_decode_str(value).decode_utf8().unwrap()))
                .collect();
            let expected = [
                ("site", site.into()),
                ("type", kind.into()),
                ("cursor", cursor.to_string().into()),
                ("limit", limit.to_string().into()),
            ];
            assert_eq!(decoded, expected);
        },
    );
}

#[test]
fn any_json_decodes_or_is_a_sound_error() {
    let setup = Setup::new();
    check(any_json(), |value| {
        setup.set(http(200, &value));
        let kinds = [ErrorKind::Decode, ErrorKind::Api];
        let interconnects = setup.client.interconnects(ACCOUNT);
        assert_sound(interconnects.get("icon-1").send(), &kinds);
        assert_sound(interconnects.status("icon-1").send(), &kinds);
        assert_sound(interconnects.list().send(), &kinds);
        assert_sound(interconnects.create(&support::order()).send(), &kinds);
        assert_sound(interconnects.delete("icon-1").send(), &[ErrorKind::Api]);
        assert_sound(interconnects.loa("icon-1").send(), &kinds);
        interconnects
            .list()
            .iter()
            .take(20)
            .for_each(|item| assert_sound(item, &[ErrorKind::Decode, ErrorKind::Api, ErrorKind::Pagination]));
    });
}

#[test]
fn any_field_of_any_type_decodes_or_is_an_error_that_names_it() {
    let setup = Setup::new();
    let fields = ["account", "name", "owner", "site", "slot_id", "speed", "facility"];
    check((prop::sample::select(fields.to_vec()), any_json()), |(field, value)| {
        let mut body = physical("icon-1");
        body[field] = value.clone();
        setup.set(http(200, &body));
        let fits = match field {
            "facility" => return assert_sound(support::get(&setup.client), &[ErrorKind::Decode]),
            "owner" => value.is_string() || value.is_null(),
            _ => value.is_string(),
        };
        let result = support::get(&setup.client);
        assert_eq!(result.is_ok(), fits, "{body}");
        if !fits {
            let error = fails(result);
            assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
            assert_eq!(error.path(), Some(field), "{error}");
        }
    });
}

// Row 14.
#[test]
fn any_page_gives_one_result_for_each_item() {
    let setup = Setup::new();
    let item = prop_oneof![Just(physical("a")), Just(gcp("b")), any_json()];
    check(vec(item, 0..8), |items| {
        setup.set(support::page(&items, None));
        let outcomes: Vec<_> = setup.client.interconnects(ACCOUNT).list().iter().collect();
        assert_eq!(outcomes.len(), items.len());
        for (index, outcome) in outcomes.into_iter().enumerate() {
            match outcome {
                Ok(item) => assert_eq!(item.name(), items[index]["name"].as_str()),
                Err(error) => {
                    let error = fails::<()>(Err(error));
                    assert!(error.path().unwrap().starts_with(&format!("items[{index}]")), "{error}");
                }
            }
        }
    });
}

// Rows 8 to 10.
#[test]
fn an_error_keeps_its_status_and_any_body() {
    let setup = Setup::new();
    let content_type = prop::sample::select(&["application/json", "application/problem+json", "text/html", ""][..]);
    let body = prop_oneof![
        vec(any::<u8>(), 0..2_000),
        any_json().prop_map(|value| value.to_string().into_bytes())
    ];
    check((400_u16..600, content_type, body), |(status, content_type, body)| {
        setup.set(http_with_headers(
            status,
            &format!("content-type: {content_type}"),
            &body,
        ));
        for verb in Verb::ALL {
            let error = fails(verb.send(&setup.client));
            assert_eq!(error.kind(), ErrorKind::Api);
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.attempts(), 1);
            assert_eq!(error.ray_id(), Some("8f00ba12-IAD"));
            assert_eq!(error.body(), Some(&*String::from_utf8_lossy(&body)));
        }
    });
    assert_eq!(setup.server.connection_count(), 1);
}

// Rows 2 and 3.
#[test]
fn any_bytes_are_a_response_or_a_sound_error() {
    let setup = Setup::new();
    let kinds = [
        ErrorKind::Transport,
        ErrorKind::Protocol,
        ErrorKind::Api,
        ErrorKind::Decode,
    ];
    let line = prop_oneof![
        Just(String::new()),
        Just("HTTP/1.1 200 OK\r\n".into()),
        Just("HTTP/1.1 404 \r\ncontent-length: ".into())
    ];
    check((line, vec(any::<u8>(), 0..300)), |(line, bytes)| {
        setup.set(Reply::send([line.as_bytes(), &bytes].concat()).then_close());
        for verb in [Verb::Get, Verb::Post] {
            assert_sound(verb.send(&setup.client), &kinds);
        }
    });
}

// Row 2.
#[test]
fn a_response_that_is_truncated_anywhere_is_an_error() {
    let setup = Setup::new();
    let whole: Vec<u8> = success().into();
    check(0..whole.len(), |length| {
        setup.set(Reply::send(&whole[..length]).then_close());
        let error = fails(Verb::Post.send(&setup.client));
        assert_eq!(error.kind(), ErrorKind::Transport, "{length}: {error}");
        assert!(error.may_have_been_applied(), "{length}: {error}");
    });
}

// Row 26.
#[test]
fn no_retry_after_makes_a_call_wait_beyond_its_deadline() {
    let value = prop_oneof![
        "[0-9]{0,40}",
        "[ -~]{0,40}",
        "[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT",
        "(Sun|Mon), [0-3][0-9] (Jan|Feb|Nov) (1994|2[0-9]{3}) [0-2][0-9]:[0-5][0-9]:[0-5][0-9] GMT"
    ];
    let status = prop::sample::select(&[429_u16, 503, 530][..]);
    check((status, vec(value, 0..3), 1_u64..100), |(status, values, seconds)| {
        let headers: Vec<_> = values.iter().map(|value| format!("retry-after: {value}")).collect();
        let server = Server::always(http_with_headers(status, &headers.join("\r\n"), "{}"));
        let clock = FakeClock::with_jitter(1.0);
        let deadline = Duration::from_secs(seconds);
        let client = support::builder_with(&server, &clock)
            .timeout(deadline)
            .max_retries(5)
            .build()
            .unwrap();
        let error = fails(support::get(&client));
        assert_eq!(error.status(), Some(status));
        assert!(
            clock.sleeps().iter().sum::<Duration>() < deadline,
            "{values:?}: {:?}",
            clock.sleeps()
        );
        if let Some(after) = error.retry_after() {
            assert!(
                clock.sleeps().iter().all(|sleep| *sleep >= after),
                "{values:?}: never shorter than `Retry-After`"
            );
        }
    });
}
