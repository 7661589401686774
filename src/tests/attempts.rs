//! Attempts, deadlines, redirects and connections.

use super::*;

#[test]
fn a_hundred_calls_use_one_connection_error_statuses_and_methods_among_them() {
    let statuses = [200, 404, 200, 400, 403, 204, 409];
    let server = Server::new(move |n, _| {
        Reply::Keep(match statuses[n % 7] {
            204 => b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(),
            status => http(status, "", &"x".repeat(9_000)),
        })
    });
    let client = server.client();
    for n in 0..100 {
        let _ = call(&client, [&GET, &POST, &PUT, &DELETE][n % 4]).send_empty();
    }
    let _ = open(&call(&client, &PAPER));
    assert_eq!((server.requests(), server.connections()), (101, 1));
}

#[test]
fn threads_share_a_client_and_each_gets_its_own_answer() {
    let server = Server::new(|_, seen| Reply::Keep(http(200, "", &format!("{:?}", seen.head.lines().next().unwrap()))));
    let client = server.client();
    thread::scope(|scope| {
        for id in 0..16 {
            let client = client.clone();
            scope.spawn(move || {
                for _ in 0..20 {
                    let answer: String = Request::new(&client, &GET)
                        .path(&format!("id{id}"))
                        .send_json()
                        .unwrap();
                    assert!(answer.contains(&format!("/id{id} ")), "{answer}");
                }
            });
        }
    });
    assert!(server.connections() <= 16, "{}", server.connections());
}

#[test]
fn an_idempotent_request_is_sent_again_with_the_same_bytes() {
    let server = Server::statuses(&[503, 503, 200]);
    let clock = Arc::new(Patient::default());
    call(&server.builder().clock(clock.clone()).build().unwrap(), &PUT)
        .send_json::<Value>()
        .unwrap();
    let seen = server.seen();
    assert!(
        seen.len() == 3
            && seen
                .iter()
                .all(|request| request.head == seen[0].head && request.body == seen[0].body)
    );
    assert_eq!(
        *clock.waits.lock().unwrap(),
        [Duration::from_millis(250), Duration::from_millis(500)]
    );
    let server = Server::statuses(&[503]);
    let error = fails(&server.call(&GET));
    assert_eq!((error.status(), error.attempts(), server.requests()), (Some(503), 3, 3));
    assert!(error.is_retryable() && !error.may_have_been_applied());
    assert_eq!(fails(&server.call(&GET).max_retries(0)).attempts(), 1);
}

#[test]
fn a_creation_is_never_sent_twice_after_ambiguity() {
    for reply in [
        || Reply::Keep(http(500, "", "{}")),
        || Reply::Close(Vec::new()),
        || Reply::Close(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{".to_vec()),
        || Reply::Stall(Vec::new()),
        || Reply::Keep(http(200, "", "[")),
    ] {
        let server = Server::new(move |_, _| reply());
        let error = fails(&server.call(&POST).timeout(Duration::from_millis(200)));
        assert_eq!((server.requests(), error.attempts()), (1, 1), "{error}");
        assert!(error.may_have_been_applied() && !error.is_retryable(), "{error}");
        assert!(error.to_string().contains("list before creating again"), "{error}");
    }
}

#[test]
fn a_request_that_surely_did_not_leave_is_sent_again_whatever_it_is() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for operation in [&GET, &POST, &DELETE] {
        let client = Client::builder()
            .auth(Auth::token(TOKEN))
            .clock(Arc::new(Patient::default()));
        let error = fails(&call(
            &client.base_url(format!("http://127.0.0.1:{port}")).build().unwrap(),
            operation,
        ));
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 3), "{error}");
        assert!(error.is_connect() && !error.is_timeout() && !error.may_have_been_applied());
    }
}

#[test]
fn a_name_that_does_not_exist_is_a_connect_error() {
    let proxyless = ureq::Agent::config_builder().proxy(None).build().new_agent();
    let client = Client::builder()
        .auth(Auth::token(TOKEN))
        .base_url("https://nowhere.invalid")
        .agent(proxyless);
    let error = fails(&call(
        &client.clock(Arc::new(Patient::default())).build().unwrap(),
        &POST,
    ));
    assert!(error.is_connect() && error.attempts() == 3, "{error:?}");
}

#[test]
fn an_attempt_that_hangs_leaves_time_for_another() {
    for stalled in [
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{",
    ] {
        let server = Server::new(move |n, _| match n {
            0 => Reply::Stall(stalled.into()),
            _ => Reply::Keep(http(200, "", "{}")),
        });
        server
            .call(&GET)
            .timeout(Duration::from_millis(1500))
            .send_json::<Value>()
            .unwrap();
        assert_eq!(server.requests(), 2);
    }
    let server = Server::new(|n, _| {
        if n == 0 {
            Reply::Stall(Vec::new())
        } else {
            Reply::Keep(paper("content-type: application/pdf\r\ncontent-length: 28", PDF))
        }
    });
    assert_eq!(
        open(&server.call(&PAPER).timeout(Duration::from_millis(1500)))
            .unwrap()
            .bytes()
            .unwrap(),
        PDF
    );
}

#[test]
fn the_deadline_covers_attempts_bodies_and_waits() {
    for reply in [
        || Reply::Stall(Vec::new()),
        || Reply::Drip(http(200, "", &" ".repeat(500))),
    ] {
        let server = Server::new(move |_, _| reply());
        let error = fails(
            &server
                .builder()
                .clock(Arc::new(crate::retry::SystemClock))
                .build()
                .map(|client| call(&client, &GET))
                .unwrap()
                .timeout(Duration::from_millis(300)),
        );
        assert!(error.is_timeout() && error.kind() == ErrorKind::Transport, "{error}");
    }
    let never = fails(&Server::statuses(&[200]).call(&GET).timeout(Duration::ZERO));
    assert!(never.is_timeout() && never.attempts() == 0);
    Server::statuses(&[200])
        .call(&GET)
        .timeout(Duration::MAX)
        .send_empty()
        .unwrap();
}

#[test]
fn a_connection_that_breaks_is_a_transport_error_after_every_attempt() {
    for bytes in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-le",
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551615\r\n\r\n{}",
    ] {
        let server = Server::new(move |_, _| Reply::Close(bytes.into()));
        let error = fails(&server.call(&GET));
        assert_eq!(
            (error.kind(), error.attempts(), server.requests()),
            (ErrorKind::Transport, 3, 3),
            "{bytes}: {error}"
        );
    }
}

#[test]
fn redirects_are_errors_and_never_followed_whatever_the_agent_says() {
    let elsewhere = Server::statuses(&[200]);
    let follows = ureq::Agent::config_builder()
        .max_redirects(10)
        .http_status_as_error(true)
        .timeout_global(Some(Duration::from_nanos(1)))
        .max_response_header_size(1)
        .build()
        .new_agent();
    for status in [300, 301, 302, 303, 304, 305, 307, 308] {
        for target in [format!("{}/x", elsewhere.url), "/v4/other".into()] {
            for body in ["", "moved"] {
                let server = Server::always(http(status, &format!("location: {target}\r\n"), body));
                for builder in [server.builder(), server.builder().agent(follows.clone())] {
                    for operation in [&GET, &POST] {
                        let error = fails(&call(&builder.clone().build().unwrap(), operation));
                        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(status)));
                    }
                }
                assert_eq!(server.requests(), 4);
            }
        }
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn an_agent_that_is_given_keeps_its_pool() {
    let server = Server::statuses(&[200]);
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .user_agent("theirs")
        .build()
        .new_agent();
    let client = server.builder().agent(agent.clone()).build().unwrap();
    for _ in 0..3 {
        call(&client, &GET).send_empty().unwrap();
        agent.get(&server.url).call().unwrap().body_mut().read_to_vec().unwrap();
    }
    assert_eq!((server.requests(), server.connections()), (6, 1));
    assert!(server.seen()[0].head.contains("user-agent: cloudflare-interconnects/"));
}

#[test]
fn a_rate_limit_is_waited_out_in_full_or_returned_at_once() {
    for operation in [&GET, &POST] {
        let server = Server::new(|n, _| {
            Reply::Keep(http(
                if n == 0 { 429 } else { 200 },
                "retry-after: 5\r\nretry-after: 7\r\n",
                "{}",
            ))
        });
        let clock = Arc::new(Patient::default());
        call(&server.builder().clock(clock.clone()).build().unwrap(), operation)
            .send_json::<Value>()
            .unwrap();
        assert_eq!(*clock.waits.lock().unwrap(), [Duration::from_secs(7)]);
    }
    let server = Server::always(http(429, "retry-after: 300\r\n", "{}"));
    let error = fails(&server.call(&GET));
    assert!(error.is_rate_limited() && error.attempts() == 1 && error.retry_after() == Some(Duration::from_secs(300)));
    assert!(
        !error.may_have_been_applied() && error.to_string().contains("retry after 300 s"),
        "{error}"
    );
}

#[test]
fn clones_share_a_budget_that_stops_hammering() {
    let server = Server::statuses(&[503]);
    let client = server.client();
    for _ in 0..20 {
        fails(&call(&client.clone(), &GET));
    }
    assert_eq!(server.requests(), 20 + 10);
}
