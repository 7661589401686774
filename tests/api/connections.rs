//! Connections: used again, shared by threads, given up when they are dead, and ours to configure.

use std::thread;
use std::time::Duration;

use cloudflare_interconnects::ErrorKind;
use ureq::Agent;

use crate::support::raw::{Reply, Server};
use crate::support::{self, ACCOUNT, Verb, envelope, fails, http, labelled, physical, success};

// Row 31.
#[test]
fn a_hundred_calls_use_one_connection_error_statuses_among_them() {
    let server = Server::new(|request| match request.number % 10 {
        1 => http(404, envelope(1, "not found").to_string()),
        3 => http(400, ""),
        4 => labelled(403, "content-type: text/html", "<html>".repeat(2_000)),
        5 => b"HTTP/1.1 422 \r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n".to_vec(),
        6 => http(200, "not JSON"),
        7 => http(500, vec![b'x'; 60_000]),
        8 => b"HTTP/1.1 304 \r\n\r\n".to_vec(),
        9 => labelled(302, "location: /elsewhere", "moved"),
        _ => success(),
    });
    let client = support::builder(&server.base_url()).max_retries(0).build().unwrap();
    let succeeded = (0..100)
        .filter(|call| [Verb::Get, Verb::Delete, Verb::Post][call % 3].send(&client).is_ok())
        .count();
    // Two of ten, and the deletions whose answer is not JSON.
    assert!((20..30).contains(&succeeded), "{succeeded}");
    assert_eq!((server.request_count(), server.connection_count()), (100, 1));
}

#[test]
fn a_document_that_is_read_to_its_end_gives_its_connection_back() {
    let server = Server::always(labelled(200, "content-type: application/pdf", support::PDF));
    let interconnects = support::client(&server.base_url()).interconnects(ACCOUNT);
    for _ in 0..5 {
        assert_eq!(
            interconnects.loa("icon-1").send().unwrap().bytes().unwrap(),
            support::PDF
        );
    }
    assert_eq!(server.connection_count(), 1);
}

#[test]
fn a_retry_after_an_error_status_uses_the_same_connection() {
    let server = Server::in_turn([http(503, "busy"), http(429, "{}"), success()]);
    support::get(&support::client(&server.base_url())).unwrap();
    assert_eq!((server.request_count(), server.connection_count()), (3, 1));
}

// Row 29.
#[test]
fn sixteen_threads_share_a_client_and_each_gets_its_own_answer() {
    let server = Server::new(|request| {
        let name = request.target().rsplit('/').next().unwrap();
        http(200, physical(name).to_string())
    });
    let client = support::client(&server.base_url());
    thread::scope(|scope| {
        for thread in 0..16 {
            let client = client.clone();
            scope.spawn(move || {
                let interconnects = client.interconnects(ACCOUNT);
                for call in 0..25 {
                    let name = format!("icon-{thread}-{call}");
                    assert_eq!(interconnects.get(&name).send().unwrap().name(), Some(name.as_str()));
                }
            });
        }
    });
    assert_eq!(server.request_count(), 400);
    assert!(
        server.connection_count() <= 16,
        "{} connections",
        server.connection_count()
    );
}

// Row 30.
#[test]
fn a_post_after_the_server_closed_the_idle_connection_succeeds_and_is_sent_once() {
    let server = Server::new(|request| match request.number {
        0 => Reply::send(success()).then_close(),
        _ => success().into(),
    });
    let client = support::builder(&server.base_url()).max_retries(0).build().unwrap();
    support::get(&client).unwrap();
    server.wait_until_closed(1);
    Verb::Post.send(&client).unwrap();
    let posts: Vec<_> = server
        .requests()
        .into_iter()
        .filter(|request| request.line().starts_with("POST"))
        .collect();
    assert_eq!((posts.len(), posts[0].connection), (1, 1));
}

// Row 30.
#[test]
fn unasked_bytes_on_an_idle_connection_are_not_taken_for_an_answer() {
    let server = Server::new(|request| match request.number {
        0 => Reply::send([success(), http(200, physical("smuggled").to_string())].concat()),
        _ => success().into(),
    });
    let client = support::client(&server.base_url());
    support::get(&client).unwrap();
    assert_eq!(support::get(&client).unwrap().name(), Some("icon-1"));
}

#[test]
fn a_connection_that_the_server_gives_up_is_not_used_again() {
    let server = Server::always(labelled(200, "connection: close", physical("icon-1").to_string()));
    let client = support::client(&server.base_url());
    support::get(&client).unwrap();
    support::get(&client).unwrap();
    assert_eq!((server.request_count(), server.connection_count()), (2, 2));
}

/// An agent with everything set against what the client promises.
fn hostile() -> Agent {
    Agent::config_builder()
        .proxy(None)
        .max_redirects(5)
        .max_redirects_will_error(true)
        .http_status_as_error(true)
        .save_redirect_history(true)
        .user_agent("hostile/1.0")
        .accept("text/html")
        .timeout_global(Some(Duration::from_nanos(1)))
        .timeout_per_call(Some(Duration::from_nanos(1)))
        .timeout_resolve(Some(Duration::from_nanos(1)))
        .timeout_connect(Some(Duration::from_nanos(1)))
        .timeout_send_request(Some(Duration::from_nanos(1)))
        .timeout_send_body(Some(Duration::from_nanos(1)))
        .timeout_recv_response(Some(Duration::from_nanos(1)))
        .timeout_recv_body(Some(Duration::from_nanos(1)))
        .timeout_per_read(Some(Duration::from_nanos(1)))
        .timeout_per_write(Some(Duration::from_nanos(1)))
        .max_response_header_size(20)
        .build()
        .new_agent()
}

#[test]
fn a_callers_own_agent_does_not_undo_what_is_promised() {
    let other = Server::always(success());
    let location = format!("location: {}/x", other.base_url());
    let server = Server::new(move |request| match request.header("accept").as_deref() {
        Some("application/json") if request.target().ends_with("/moved") => labelled(302, &location, ""),
        Some("application/json") if request.target().ends_with("/gone") => {
            http(404, envelope(1_002, "not found").to_string())
        }
        Some("application/json") => success(),
        other => panic!("the agent's headers were sent: {other:?}"),
    });
    let client = support::builder(&server.base_url()).agent(hostile()).build().unwrap();
    for verb in Verb::ALL {
        verb.send(&client).unwrap();
    }
    let interconnects = client.interconnects(ACCOUNT);
    let moved = fails(interconnects.get("moved").send());
    assert_eq!(
        (moved.kind(), moved.status(), moved.attempts()),
        (ErrorKind::Api, Some(302), 1)
    );
    assert_eq!(other.connection_count(), 0);
    let gone = fails(interconnects.get("gone").send());
    assert_eq!((gone.codes(), gone.is_not_found()), (vec![1_002], true));
    let request = &server.requests()[0];
    assert!(
        request
            .header("user-agent")
            .unwrap()
            .starts_with("cloudflare-interconnects/")
    );
    assert_eq!(server.connection_count(), 1, "the agent's pool is used");
}

#[test]
fn an_agent_without_any_timeout_gets_the_clients() {
    let server = Server::always(Reply::nothing().then_hold());
    let agent = Agent::config_builder().proxy(None).build().new_agent();
    let client = support::builder(&server.base_url())
        .agent(agent)
        .timeout(Duration::from_millis(200))
        .max_retries(0);
    let error = fails(support::get(&client.build().unwrap()));
    assert!(error.is_timeout(), "{error}");
}

#[test]
fn an_agent_that_wants_a_little_of_the_headers_gets_the_clients_limit() {
    let long = labelled(
        200,
        &format!("x-long: {}", "x".repeat(30_000)),
        physical("icon-1").to_string(),
    );
    let server = Server::always(long);
    let agent = Agent::config_builder()
        .proxy(None)
        .max_response_header_size(1_000)
        .build()
        .new_agent();
    support::get(&support::builder(&server.base_url()).agent(agent).build().unwrap()).unwrap();
}
