// Generated from the spec by build.rs; edits here are lost.

/// List the account's interconnects.
///
/// A request of [`Interconnects::list`](crate::resources::Interconnects::list): `GET /accounts/{account_id}/cni/interconnects`. Nothing is sent before `send`.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct ListInterconnects(pub(crate) Request);

impl ListInterconnects {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: "list_interconnects",
        method: Method::Get,
        path: "/accounts/{account_id}/cni/interconnects",
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &[],
    };
    /// Only interconnects at this Cloudflare site.
    pub fn site(self, site: &str) -> Self {
        Self(self.0.query("site", site))
    }
    /// Only interconnects of this type, such as `direct` or `gcp_partner`.
    pub fn type_(self, type_: &str) -> Self {
        Self(self.0.query("type", type_))
    }
    /// Where the page begins.
    ///
    /// Pass the `next` of the page before; leave it out for the first page.
    pub fn cursor(self, cursor: i64) -> Self {
        Self(self.0.query("cursor", cursor))
    }
    /// The largest number of items on one page.
    ///
    /// The API chooses a page size where this is left out.
    pub fn limit(self, limit: u64) -> Self {
        Self(self.0.query("limit", limit))
    }
}

json_call!(ListInterconnects, types::InterconnectList);

list_call!(ListInterconnects, types::InterconnectList);

impl Page for types::InterconnectList {
    type Item = types::Interconnect;
    type Cursor = i64;
    fn next_cursor(&self) -> Option<Self::Cursor> {
        self.next
    }
    fn into_items(self) -> Vec<Self::Item> {
        self.items
    }
}

/// Order an interconnect.
///
/// A request of [`Interconnects::create`](crate::resources::Interconnects::create): `POST /accounts/{account_id}/cni/interconnects`. Nothing is sent before `send`.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct CreateInterconnect(pub(crate) Request);

impl CreateInterconnect {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: "create_interconnect",
        method: Method::Post,
        path: "/accounts/{account_id}/cni/interconnects",
        permissions: &["Magic WAN Write", "Magic Transit Write"],
        accept: &[],
    };
}

json_call!(CreateInterconnect, types::Interconnect);

/// Get one interconnect.
///
/// A request of [`Interconnects::get`](crate::resources::Interconnects::get): `GET /accounts/{account_id}/cni/interconnects/{icon}`. Nothing is sent before `send`.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct GetInterconnect(pub(crate) Request);

impl GetInterconnect {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: "get_interconnect",
        method: Method::Get,
        path: "/accounts/{account_id}/cni/interconnects/{icon}",
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &[],
    };
}

json_call!(GetInterconnect, types::Interconnect);

/// Delete an interconnect.
///
/// A request of [`Interconnects::delete`](crate::resources::Interconnects::delete): `DELETE /accounts/{account_id}/cni/interconnects/{icon}`. Nothing is sent before `send`.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct DeleteInterconnect(pub(crate) Request);

impl DeleteInterconnect {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: "delete_interconnect",
        method: Method::Delete,
        path: "/accounts/{account_id}/cni/interconnects/{icon}",
        permissions: &["Magic WAN Write", "Magic Transit Write"],
        accept: &[],
    };
}

empty_call!(DeleteInterconnect);

/// Get the Letter of Authorization.
///
/// A request of [`Interconnects::loa`](crate::resources::Interconnects::loa): `GET /accounts/{account_id}/cni/interconnects/{icon}/loa`. Nothing is sent before `send`.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct GetInterconnectLoa(pub(crate) Request);

impl GetInterconnectLoa {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: "get_interconnect_loa",
        method: Method::Get,
        path: "/accounts/{account_id}/cni/interconnects/{icon}/loa",
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &["application/pdf"],
    };
}

document_call!(GetInterconnectLoa);

/// Get an interconnect's state.
///
/// A request of [`Interconnects::status`](crate::resources::Interconnects::status): `GET /accounts/{account_id}/cni/interconnects/{icon}/status`. Nothing is sent before `send`.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct GetInterconnectStatus(pub(crate) Request);

impl GetInterconnectStatus {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: "get_interconnect_status",
        method: Method::Get,
        path: "/accounts/{account_id}/cni/interconnects/{icon}/status",
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &[],
    };
}

json_call!(GetInterconnectStatus, types::StatusInfo);
