//! `requirements.json`: what is required, where, and how it is sent.

use cloudflare_interconnects::types;
use serde_json::{Value, json};

use crate::server::{nothing, responding, responding_json, sent, sent_json};
use crate::{decode, encode};

#[test]
fn path_parameters_are_sent_in_their_style() {
    let (client, server) = nothing();
    client.kennel().open_gate(["north/1", "south,2"], "a.b").send().unwrap();
    assert_eq!(
        sent(&server).line(),
        "GET /kennel/runs/north%2F1,south%2C2/gates/.a.b HTTP/1.1"
    );
    let (client, server) = nothing();
    client.kennel().look_at_shelf("7", ["x", "y,z"]).send().unwrap();
    assert_eq!(
        sent(&server).line(),
        "GET /kennel/shelves/;shelf=7?tags=x,y%2Cz HTTP/1.1",
        "no default is sent"
    );
    let none: [&str; 0] = [];
    let error = client.kennel().open_gate(none, "a").send().unwrap_err();
    assert!(error.to_string().contains("runs is empty"), "{error}");
}

#[test]
fn query_parameters_that_differ_in_spelling_or_are_objects_go_under_their_own_names() {
    let (client, server) = nothing();
    let none: [&str; 0] = [];
    let filter: types::LookAtShelfFilter = decode(json!({ "colour": "dark red" }));
    let call = client.kennel().look_at_shelf("7", none).filter(&filter);
    call.foo_bar("camel").dashed("dash").send().unwrap();
    assert_eq!(
        sent(&server).query(),
        "filter%5Bcolour%5D=dark%20red&fooBar=camel&foo-bar=dash",
        "a list of nothing and an unset default are not sent"
    );
}

#[test]
fn a_field_is_required_in_the_direction_that_it_goes() {
    let (client, server) = responding_json(json!({ "id": "k1", "name": "Ann", "shift": "day" }));
    let keeper: types::Keeper = client
        .kennel()
        .hire_keeper(&types::Keeper::new("Ann", "hunter2"))
        .send()
        .unwrap();
    assert_eq!(
        sent_json(&server),
        json!({ "name": "Ann", "password": "hunter2" }),
        "neither what the API sets nor a default"
    );
    let (id, password): (Option<String>, Option<String>) = (keeper.id, keeper.password);
    assert_eq!((id.as_deref(), password), (Some("k1"), None));
    assert!(!format!("{:?}", types::Keeper::new("Ann", "hunter2")).contains("hunter2"));

    let (client, _server) = responding_json(json!({ "number": 5 }));
    let number: i64 = client.kennel().find_badge().send().unwrap().number;
    assert_eq!(number, 5);
    let (client, _server) = responding_json(json!({}));
    let error = client.kennel().find_badge().send().unwrap_err();
    assert!(error.to_string().contains("number"), "{error}");
}

#[test]
fn what_a_later_part_requires_is_an_argument_of_the_constructor() {
    let (client, server) = nothing();
    let order = types::KeeperMove::new("north").pace(types::KeeperPlacePace::Fast);
    client.kennel().move_keeper(&order).send().unwrap();
    assert_eq!(sent_json(&server), json!({ "to": "north", "pace": "2x" }));
}

#[test]
fn a_change_without_a_result_is_a_success() {
    for body in [json!({ "success": true }), json!({ "success": true, "result": null })] {
        let (client, _server) = responding_json(body);
        assert_eq!(client.kennel().dismiss_keeper().send().unwrap(), None);
    }
    let (client, _server) = responding_json(json!({ "success": true, "result": { "number": 5 } }));
    assert_eq!(
        client.kennel().dismiss_keeper().send().unwrap().map(|badge| badge.number),
        Some(5)
    );
}

#[test]
fn a_base_with_a_discriminator_is_a_union_of_what_extends_it() {
    let zoo = json!([
        { "species": "cat", "name": "Tom", "lives": 9 },
        { "species": "KennelDog", "name": "Rex", "tricks": ["sit"] },
        { "species": "newt", "name": "Ed" },
    ]);
    let (client, _server) = responding_json(zoo.clone());
    let animals: Vec<types::Animal> = client.kennel().list_animals().send().unwrap();
    match &animals[..] {
        [types::Animal::Cat(cat), types::Animal::KennelDog(dog), newt] => {
            assert_eq!((cat.lives, dog.tricks.as_slice()), (Some(9), &["sit".to_owned()][..]));
            assert!(!newt.is_known());
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(Value::Array(animals.iter().map(encode).collect()), zoo, "nothing is lost");
    let (client, server) = responding_json(zoo[0].clone());
    let dog = types::Animal::kennel_dog("Rex", ["sit".to_owned()]);
    let response = client.kennel().take_in_animal(&dog).send().unwrap();
    assert_eq!(
        sent_json(&server),
        json!({ "species": "KennelDog", "name": "Rex", "tricks": ["sit"] })
    );
    assert_eq!(response.name(), Some("Tom"));
}

#[test]
fn where_the_first_success_is_no_json_every_one_is_a_document() {
    let (client, _server) = responding("200 OK", "image/png", b"PNG");
    assert_eq!(client.kennel().take_picture().send().unwrap().bytes().unwrap(), b"PNG");
    let (client, _server) = responding("202 Accepted", "application/json", b"\"soon\"");
    assert_eq!(client.kennel().take_picture().send().unwrap().bytes().unwrap(), b"\"soon\"");
}
