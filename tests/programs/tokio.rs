use cloudflare_interconnects::types::StatusInfo;
use cloudflare_interconnects::{Client, Error};
use tokio::task::JoinSet;

type States = Vec<(String, Result<StatusInfo, Error>)>;

/// Reads the states of many interconnects. They come in the order of the responses.
async fn states(client: Client, account_id: String, icons: Vec<String>) -> States {
    let mut calls = JoinSet::new();
    for icon in icons {
        let interconnects = client.interconnects(&account_id);
        calls.spawn_blocking(move || {
            let status = interconnects.status(&icon).send();
            (icon, status)
        });
    }
    calls.join_all().await
}

#[test]
fn states_are_read_concurrently_inside_tokio() {
    let fake = cloudflare_interconnects::fake::Fake::start().unwrap();
    let icons: Vec<String> = (1..=7).map(|number| format!("icon-{number}")).collect();
    let account = cloudflare_interconnects::fake::Fake::ACCOUNT_ID.to_owned();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut states = runtime.block_on(states(fake.client(), account, icons.clone()));
    states.sort_by(|(icon, _), (other, _)| icon.cmp(other));
    let (read, states): (Vec<String>, Vec<_>) = states.into_iter().unzip();
    assert_eq!(read, icons);
    assert!(states.iter().all(Result::is_ok), "{states:?}");
}
