// Generated from the spec by build.rs; edits here are lost.

impl Client {
    /// The operations tagged `Interconnects`, bound to one `account_id`.
    ///
    /// `account_id`: Identifier of the account whose connectivity this is: 32 hexadecimal digits.
    #[must_use]
    pub fn interconnects(&self, account_id: &str) -> Interconnects {
        Interconnects {
            client: self.clone(),
            account_id: account_id.to_owned(),
        }
    }
}

/// Connections between a customer's network and Cloudflare's.
///
/// An interconnect is either a physical port in a facility where Cloudflare is present (`direct`) or a virtual connection from Google Cloud (`gcp_partner`). These operations order and delete interconnects, describe them, tell their state, and hand out the Letter of Authorization that a facility asks for.
///
/// From [`Client::interconnects`], bound to one `account_id`.
#[derive(Clone, Debug)]
pub struct Interconnects {
    client: Client,
    account_id: String,
}

impl Interconnects {
    /// List the account's interconnects.
    ///
    /// Answers one page of the interconnects that belong to the account, of every type unless a filter narrows them.
    ///
    /// Filters combine: with both `site` and `type`, an interconnect has to match both.
    ///
    /// `GET /accounts/{account_id}/cni/interconnects`.
    ///
    /// An API token needs one of the permissions `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    pub fn list(&self) -> ListInterconnects {
        ListInterconnects(
            Request::new(&self.client, ListInterconnects::OPERATION)
                .path(&self.account_id),
        )
    }
    /// Order an interconnect.
    ///
    /// Orders a new interconnect for the account: a port in one of Cloudflare's slots (`direct`), or a virtual connection from Google Cloud (`gcp_partner`).
    ///
    /// The answer describes the new interconnect and gives it the name that every later call takes. It carries no traffic at first: read its status until it is healthy, and for a physical port fetch the Letter of Authorization that the facility needs to patch the cable.
    ///
    /// An order is not idempotent. After a failure without an answer, list the interconnects before ordering again.
    ///
    /// `POST /accounts/{account_id}/cni/interconnects`.
    ///
    /// An API token needs one of the permissions `Magic WAN Write`, `Magic Transit Write`.
    pub fn create(
        &self,
        body: &impl Body<types::InterconnectCreate>,
    ) -> CreateInterconnect {
        CreateInterconnect(
            Request::new(&self.client, CreateInterconnect::OPERATION)
                .path(&self.account_id)
                .json(body),
        )
    }
    /// Get one interconnect.
    ///
    /// Answers what the API knows about one interconnect: its type, its owner, and where it is.
    ///
    /// Whether it is up is not part of this; that is what its status is for.
    ///
    /// - `icon`: Name of the interconnect, as its `name` field gives it.
    ///
    /// `GET /accounts/{account_id}/cni/interconnects/{icon}`.
    ///
    /// An API token needs one of the permissions `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    pub fn get(&self, icon: &str) -> GetInterconnect {
        GetInterconnect(
            Request::new(&self.client, GetInterconnect::OPERATION)
                .path(&self.account_id)
                .path(icon),
        )
    }
    /// Delete an interconnect.
    ///
    /// Gives the interconnect up. Traffic that still uses it is cut off, and it cannot be brought back: the way back is a new order.
    ///
    /// The answer has no content.
    ///
    /// - `icon`: Name of the interconnect, as its `name` field gives it.
    ///
    /// `DELETE /accounts/{account_id}/cni/interconnects/{icon}`.
    ///
    /// An API token needs one of the permissions `Magic WAN Write`, `Magic Transit Write`.
    pub fn delete(&self, icon: &str) -> DeleteInterconnect {
        DeleteInterconnect(
            Request::new(&self.client, DeleteInterconnect::OPERATION)
                .path(&self.account_id)
                .path(icon),
        )
    }
    /// Get the Letter of Authorization.
    ///
    /// Answers the Letter of Authorization (LOA) of an interconnect as a PDF.
    ///
    /// The operator of the facility asks for this letter before it patches a cross-connect to Cloudflare's port.
    ///
    /// - `icon`: Name of the interconnect, as its `name` field gives it.
    ///
    /// `GET /accounts/{account_id}/cni/interconnects/{icon}/loa`.
    ///
    /// An API token needs one of the permissions `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    pub fn loa(&self, icon: &str) -> GetInterconnectLoa {
        GetInterconnectLoa(
            Request::new(&self.client, GetInterconnectLoa::OPERATION)
                .path(&self.account_id)
                .path(icon),
        )
    }
    /// Get an interconnect's state.
    ///
    /// Answers whether the interconnect is up at the moment, and, where it is not, why, if the API can tell.
    ///
    /// Use it to wait for a new interconnect and to watch one that is in service.
    ///
    /// - `icon`: Name of the interconnect, as its `name` field gives it.
    ///
    /// `GET /accounts/{account_id}/cni/interconnects/{icon}/status`.
    ///
    /// An API token needs one of the permissions `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    pub fn status(&self, icon: &str) -> GetInterconnectStatus {
        GetInterconnectStatus(
            Request::new(&self.client, GetInterconnectStatus::OPERATION)
                .path(&self.account_id)
                .path(icon),
        )
    }
}
