//! What the crate is compared with: a careful hand-written client for the same six operations.

use std::time::Duration;
use std::{fs, io};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use ureq::http::Response;
use ureq::{Agent, Body};

const MAX_RESPONSE_BYTES: u64 = 16 << 20;
const MAX_DOCUMENT_BYTES: u64 = 1 << 30;

#[derive(Debug, Deserialize)]
pub(crate) struct Interconnect {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) account: String,
    pub(crate) name: String,
    pub(crate) owner: Option<String>,
    pub(crate) facility: Option<Facility>,
    pub(crate) site: Option<String>,
    pub(crate) slot_id: Option<String>,
    pub(crate) speed: Option<String>,
    pub(crate) region: Option<String>,
}

/// The same types with serde's own tagged enum, which is closed.
pub(crate) mod closed {
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    pub(crate) enum Interconnect {
        Direct(Physical),
        GcpPartner(Gcp),
    }

    #[derive(Debug, Deserialize)]
    pub(crate) struct Physical {
        pub(crate) account: String,
        pub(crate) name: String,
        pub(crate) owner: Option<String>,
        pub(crate) facility: super::Facility,
        pub(crate) site: String,
        pub(crate) slot_id: String,
        pub(crate) speed: String,
    }

    #[derive(Debug, Deserialize)]
    pub(crate) struct Gcp {
        pub(crate) account: String,
        pub(crate) name: String,
        pub(crate) owner: Option<String>,
        pub(crate) region: String,
        pub(crate) speed: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    pub(crate) struct List {
        pub(crate) items: Vec<Interconnect>,
        pub(crate) next: Option<i64>,
    }
}

/// The same types with this crate's promises, written by hand: open, and nothing is lost.
pub(crate) mod open {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer};
    use serde_json::{Map, Value};

    #[derive(Debug)]
    pub(crate) enum Interconnect {
        Direct(Physical),
        GcpPartner(Gcp),
        Unknown(Map<String, Value>),
    }

    impl<'de> Deserialize<'de> for Interconnect {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let mut object = Map::deserialize(deserializer)?;
            let kind = object.remove("type");
            let known = match kind.as_ref().and_then(Value::as_str) {
                Some("direct") => serde_json::from_value(object.into()).map(Self::Direct),
                Some("gcp_partner") => serde_json::from_value(object.into()).map(Self::GcpPartner),
                _ => {
                    object.extend(kind.map(|kind| ("type".to_owned(), kind)));
                    Ok(Self::Unknown(object))
                }
            };
            known.map_err(D::Error::custom)
        }
    }

    #[derive(Debug, Deserialize)]
    pub(crate) struct Physical {
        pub(crate) account: String,
        pub(crate) name: String,
        pub(crate) owner: Option<String>,
        pub(crate) facility: Facility,
        pub(crate) site: String,
        pub(crate) slot_id: String,
        pub(crate) speed: String,
        #[serde(flatten)]
        pub(crate) others: Map<String, Value>,
    }

    #[derive(Debug, Deserialize)]
    pub(crate) struct Gcp {
        pub(crate) account: String,
        pub(crate) name: String,
        pub(crate) owner: Option<String>,
        pub(crate) region: String,
        pub(crate) speed: Option<String>,
        #[serde(flatten)]
        pub(crate) others: Map<String, Value>,
    }

    #[derive(Debug, Deserialize)]
    pub(crate) struct Facility {
        pub(crate) address: Vec<String>,
        pub(crate) name: String,
        #[serde(flatten)]
        pub(crate) others: Map<String, Value>,
    }

    #[derive(Debug, Deserialize)]
    pub(crate) struct List {
        pub(crate) items: Vec<Interconnect>,
        pub(crate) next: Option<i64>,
        #[serde(flatten)]
        pub(crate) others: Map<String, Value>,
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Facility {
    pub(crate) address: Vec<String>,
    pub(crate) name: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct List {
    pub(crate) items: Vec<Interconnect>,
    pub(crate) next: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Slot {
    pub(crate) id: String,
    pub(crate) account: Option<String>,
    pub(crate) facility: Facility,
    pub(crate) occupied: bool,
    pub(crate) site: String,
    pub(crate) speed: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Slots {
    pub(crate) items: Vec<Slot>,
    pub(crate) next: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Cni {
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) interconnect: String,
    pub(crate) p2p_ip: String,
    pub(crate) cust_ip: String,
    pub(crate) magic: Magic,
    pub(crate) bgp: Option<Bgp>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Magic {
    pub(crate) conduit_name: String,
    pub(crate) description: String,
    pub(crate) mtu: u64,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Bgp {
    pub(crate) customer_asn: u64,
    pub(crate) extra_prefixes: Vec<String>,
    pub(crate) md5_key: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Cnis {
    pub(crate) items: Vec<Cni>,
    pub(crate) next: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Status {
    pub(crate) state: String,
    pub(crate) reason: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Create<'a> {
    #[serde(rename = "type")]
    pub(crate) kind: &'a str,
    pub(crate) account: &'a str,
    pub(crate) slot_id: &'a str,
    pub(crate) speed: Option<&'a str>,
}

#[derive(Debug)]
pub(crate) enum Error {
    Http(ureq::Error),
    Status(u16, String),
    Json(serde_json::Error),
    Io(io::Error),
}

impl From<ureq::Error> for Error {
    fn from(error: ureq::Error) -> Self {
        Error::Http(error)
    }
}

pub(crate) struct Client {
    agent: Agent,
    base: String,
    authorization: String,
}

impl Client {
    pub(crate) fn new(base_url: &str, token: &str, account: &str) -> Self {
        let config = Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_response_header_size(64 << 10)
            .timeout_global(Some(Duration::from_secs(30)))
            .timeout_resolve(Some(Duration::from_secs(10)))
            .timeout_connect(Some(Duration::from_secs(10)))
            .user_agent("hand/1.0")
            .max_idle_connections(16)
            .max_idle_connections_per_host(16);
        Client {
            agent: config.build().new_agent(),
            base: format!("{base_url}/accounts/{account}/cni/interconnects"),
            authorization: format!("Bearer {token}"),
        }
    }

    pub(crate) fn list(&self, cursor: Option<i64>) -> Result<List, Error> {
        match cursor {
            Some(cursor) => self.get(&format!("{}?cursor={cursor}", self.base)),
            None => self.get(&self.base),
        }
    }

    pub(crate) fn create(&self, body: &Create) -> Result<Interconnect, Error> {
        let body = serde_json::to_vec(body).map_err(Error::Json)?;
        let request = self.agent.post(&self.base).header("accept", "application/json");
        let request = request
            .header("authorization", &self.authorization)
            .content_type("application/json");
        decode(request.send(&body[..])?)
    }

    pub(crate) fn interconnect(&self, name: &str) -> Result<Interconnect, Error> {
        self.get(&format!("{}/{name}", self.base))
    }

    pub(crate) fn status(&self, name: &str) -> Result<Status, Error> {
        self.get(&format!("{}/{name}/status", self.base))
    }

    pub(crate) fn delete(&self, name: &str) -> Result<(), Error> {
        let request = self.agent.delete(format!("{}/{name}", self.base));
        let response = request.header("authorization", &self.authorization).call()?;
        checked(response)?.body_mut().read_to_vec()?;
        Ok(())
    }

    pub(crate) fn loa(&self, name: &str, path: &str) -> Result<u64, Error> {
        let request = self.agent.get(format!("{}/{name}/loa", self.base));
        let response = request.header("authorization", &self.authorization).call()?;
        let body = checked(response)?.into_body();
        let mut reader = body.into_with_config().limit(MAX_DOCUMENT_BYTES).reader();
        let mut file = fs::File::create(path).map_err(Error::Io)?;
        io::copy(&mut reader, &mut file).map_err(Error::Io)
    }

    fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, Error> {
        let request = self.agent.get(url).header("accept", "application/json");
        decode(request.header("authorization", &self.authorization).call()?)
    }
}

fn checked(mut response: Response<Body>) -> Result<Response<Body>, Error> {
    let status = response.status();
    match status.is_success() {
        true => Ok(response),
        false => Err(Error::Status(status.as_u16(), response.body_mut().read_to_string()?)),
    }
}

fn decode<T: DeserializeOwned>(response: Response<Body>) -> Result<T, Error> {
    let mut response = checked(response)?;
    let body = response
        .body_mut()
        .with_config()
        .limit(MAX_RESPONSE_BYTES)
        .read_to_vec()?;
    serde_json::from_slice(&body).map_err(Error::Json)
}
