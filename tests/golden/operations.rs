// Generated from the spec by build.rs; edits here are lost.

/// List the account's CNIs.
///
/// A request of [`Cnis::list`](crate::resources::Cnis::list): `GET /accounts/{account_id}/cni/cnis`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct ListCnis(pub(crate) Request);

impl ListCnis {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("list_cnis"),
        method: Method::GET,
        path: Cow::Borrowed("/accounts/{account_id}/cni/cnis"),
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
    /// Only CNIs on the interconnect in the slot with this identifier.
    pub fn slot(self, slot: &str) -> Self {
        Self(self.0.query("slot", slot))
    }
    /// Only CNIs of the tunnel with this identifier.
    pub fn tunnel_id(self, tunnel_id: &str) -> Self {
        Self(self.0.query("tunnel_id", tunnel_id))
    }
    /// Where the page begins.
    ///
    /// Pass the `next` of the previous page. Omit it for the first page.
    pub fn cursor(self, cursor: i64) -> Self {
        Self(self.0.query("cursor", cursor))
    }
    /// The largest number of items on one page.
    ///
    /// Without it, the API chooses the page size.
    pub fn limit(self, limit: u64) -> Self {
        Self(self.0.query("limit", limit))
    }
}

json_call!(ListCnis, types::CniList);

wait_call!(ListCnis, types::CniList);

list_call!(ListCnis, types::CniList);

impl Page for types::CniList {
    type Item = types::Cni;
    type Cursor = i64;
    fn next_cursor(&self) -> Option<Self::Cursor> {
        self.next
    }
    fn into_items(self) -> Vec<Self::Item> {
        self.items
    }
    fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl IntoIterator for types::CniList {
    type Item = types::Cni;
    type IntoIter = std::vec::IntoIter<types::Cni>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a> IntoIterator for &'a types::CniList {
    type Item = &'a types::Cni;
    type IntoIter = std::slice::Iter<'a, types::Cni>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// Create a CNI on an interconnect.
///
/// A request of [`Cnis::create`](crate::resources::Cnis::create): `POST /accounts/{account_id}/cni/cnis`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct CreateCni(pub(crate) Request);

impl CreateCni {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("create_cni"),
        method: Method::POST,
        path: Cow::Borrowed("/accounts/{account_id}/cni/cnis"),
        permissions: &["Magic WAN Write", "Magic Transit Write"],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
}

json_call!(CreateCni, types::Cni);

/// Get one CNI.
///
/// A request of [`Cnis::get`](crate::resources::Cnis::get): `GET /accounts/{account_id}/cni/cnis/{cni}`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct GetCni(pub(crate) Request);

impl GetCni {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("get_cni"),
        method: Method::GET,
        path: Cow::Borrowed("/accounts/{account_id}/cni/cnis/{cni}"),
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
}

json_call!(GetCni, types::Cni);

wait_call!(GetCni, types::Cni);

/// Replace a CNI's configuration.
///
/// A request of [`Cnis::update`](crate::resources::Cnis::update): `PUT /accounts/{account_id}/cni/cnis/{cni}`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct UpdateCni(pub(crate) Request);

impl UpdateCni {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("update_cni"),
        method: Method::PUT,
        path: Cow::Borrowed("/accounts/{account_id}/cni/cnis/{cni}"),
        permissions: &["Magic WAN Write", "Magic Transit Write"],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
}

json_call!(UpdateCni, types::Cni);

/// Delete a CNI.
///
/// A request of [`Cnis::delete`](crate::resources::Cnis::delete): `DELETE /accounts/{account_id}/cni/cnis/{cni}`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct DeleteCni(pub(crate) Request);

impl DeleteCni {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("delete_cni"),
        method: Method::DELETE,
        path: Cow::Borrowed("/accounts/{account_id}/cni/cnis/{cni}"),
        permissions: &["Magic WAN Write", "Magic Transit Write"],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
}

empty_call!(DeleteCni);

/// List the account's interconnects.
///
/// A request of [`Interconnects::list`](crate::resources::Interconnects::list): `GET /accounts/{account_id}/cni/interconnects`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct ListInterconnects(pub(crate) Request);

impl ListInterconnects {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("list_interconnects"),
        method: Method::GET,
        path: Cow::Borrowed("/accounts/{account_id}/cni/interconnects"),
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &[],
        secrets: &[],
        read_only: None,
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
    /// Pass the `next` of the previous page. Omit it for the first page.
    pub fn cursor(self, cursor: i64) -> Self {
        Self(self.0.query("cursor", cursor))
    }
    /// The largest number of items on one page.
    ///
    /// Without it, the API chooses the page size.
    pub fn limit(self, limit: u64) -> Self {
        Self(self.0.query("limit", limit))
    }
}

json_call!(ListInterconnects, types::InterconnectList);

wait_call!(ListInterconnects, types::InterconnectList);

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
    fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl IntoIterator for types::InterconnectList {
    type Item = types::Interconnect;
    type IntoIter = std::vec::IntoIter<types::Interconnect>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a> IntoIterator for &'a types::InterconnectList {
    type Item = &'a types::Interconnect;
    type IntoIter = std::slice::Iter<'a, types::Interconnect>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// Order an interconnect.
///
/// A request of [`Interconnects::create`](crate::resources::Interconnects::create): `POST /accounts/{account_id}/cni/interconnects`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct CreateInterconnect(pub(crate) Request);

impl CreateInterconnect {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("create_interconnect"),
        method: Method::POST,
        path: Cow::Borrowed("/accounts/{account_id}/cni/interconnects"),
        permissions: &["Magic WAN Write", "Magic Transit Write"],
        accept: &[],
        secrets: &["pairing_key"],
        read_only: None,
    };
}

json_call!(CreateInterconnect, types::Interconnect);

/// Get one interconnect.
///
/// A request of [`Interconnects::get`](crate::resources::Interconnects::get): `GET /accounts/{account_id}/cni/interconnects/{icon}`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct GetInterconnect(pub(crate) Request);

impl GetInterconnect {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("get_interconnect"),
        method: Method::GET,
        path: Cow::Borrowed("/accounts/{account_id}/cni/interconnects/{icon}"),
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
}

json_call!(GetInterconnect, types::Interconnect);

wait_call!(GetInterconnect, types::Interconnect);

/// Delete an interconnect.
///
/// A request of [`Interconnects::delete`](crate::resources::Interconnects::delete): `DELETE /accounts/{account_id}/cni/interconnects/{icon}`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct DeleteInterconnect(pub(crate) Request);

impl DeleteInterconnect {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("delete_interconnect"),
        method: Method::DELETE,
        path: Cow::Borrowed("/accounts/{account_id}/cni/interconnects/{icon}"),
        permissions: &["Magic WAN Write", "Magic Transit Write"],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
}

empty_call!(DeleteInterconnect);

/// Get the Letter of Authorization.
///
/// A request of [`Interconnects::loa`](crate::resources::Interconnects::loa): `GET /accounts/{account_id}/cni/interconnects/{icon}/loa`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct GetInterconnectLoa(pub(crate) Request);

impl GetInterconnectLoa {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("get_interconnect_loa"),
        method: Method::GET,
        path: Cow::Borrowed("/accounts/{account_id}/cni/interconnects/{icon}/loa"),
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &["application/pdf"],
        secrets: &[],
        read_only: None,
    };
    /// Name of the customer in the letter, at most 200 characters long.
    ///
    /// Without it, the letter has the name that `loa_default_name` returns.
    pub fn name(self, name: &str) -> Self {
        Self(self.0.query("name", name))
    }
}

document_call!(GetInterconnectLoa);

/// Get the name on the Letter of Authorization.
///
/// A request of [`Interconnects::loa_default_name`](crate::resources::Interconnects::loa_default_name): `GET /accounts/{account_id}/cni/interconnects/{icon}/loa/default`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct GetInterconnectLoaDefaultName(pub(crate) Request);

impl GetInterconnectLoaDefaultName {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("get_interconnect_loa_default_name"),
        method: Method::GET,
        path: Cow::Borrowed(
            "/accounts/{account_id}/cni/interconnects/{icon}/loa/default",
        ),
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
}

json_call!(GetInterconnectLoaDefaultName, types::DefaultNameResponse);

wait_call!(GetInterconnectLoaDefaultName, types::DefaultNameResponse);

/// Get an interconnect's state.
///
/// A request of [`Interconnects::status`](crate::resources::Interconnects::status): `GET /accounts/{account_id}/cni/interconnects/{icon}/status`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct GetInterconnectStatus(pub(crate) Request);

impl GetInterconnectStatus {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("get_interconnect_status"),
        method: Method::GET,
        path: Cow::Borrowed("/accounts/{account_id}/cni/interconnects/{icon}/status"),
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
}

json_call!(GetInterconnectStatus, types::StatusInfo);

wait_call!(GetInterconnectStatus, types::StatusInfo);

/// List the account's Magic interconnects.
///
/// A request of [`MagicInterconnects::list`](crate::resources::MagicInterconnects::list): `GET /accounts/{account_id}/magic/cf_interconnects`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct ListMagicInterconnects(pub(crate) Request);

impl ListMagicInterconnects {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("list_magic_interconnects"),
        method: Method::GET,
        path: Cow::Borrowed("/accounts/{account_id}/magic/cf_interconnects"),
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
    /// The form of `health_check.target` in request and response.
    ///
    /// If true, it is an object with the saved target and the one in effect. Otherwise it is a string.
    pub fn x_magic_new_hc_target(self, x_magic_new_hc_target: bool) -> Self {
        Self(self.0.header("x-magic-new-hc-target", x_magic_new_hc_target))
    }
}

result_call!(ListMagicInterconnects, types::ListMagicInterconnectsResponse);

wait_call!(
    ListMagicInterconnects, types::ListMagicInterconnectsResponse, crate
    ::response::decode::decode_enveloped
);

/// Change several Magic interconnects.
///
/// A request of [`MagicInterconnects::update_many`](crate::resources::MagicInterconnects::update_many): `PUT /accounts/{account_id}/magic/cf_interconnects`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct UpdateManyMagicInterconnects(pub(crate) Request);

impl UpdateManyMagicInterconnects {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("update_many_magic_interconnects"),
        method: Method::PUT,
        path: Cow::Borrowed("/accounts/{account_id}/magic/cf_interconnects"),
        permissions: &["Magic WAN Write", "Magic Transit Write"],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
    /// If true, the change is only checked and not made.
    pub fn validate_only(self, validate_only: bool) -> Self {
        Self(self.0.query("validate_only", validate_only))
    }
    /// The form of `health_check.target` in request and response.
    ///
    /// If true, it is an object with the saved target and the one in effect. Otherwise it is a string.
    pub fn x_magic_new_hc_target(self, x_magic_new_hc_target: bool) -> Self {
        Self(self.0.header("x-magic-new-hc-target", x_magic_new_hc_target))
    }
}

result_call!(UpdateManyMagicInterconnects, types::UpdateManyMagicInterconnectsResponse);

/// Get one Magic interconnect.
///
/// A request of [`MagicInterconnects::get`](crate::resources::MagicInterconnects::get): `GET /accounts/{account_id}/magic/cf_interconnects/{cf_interconnect_id}`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct GetMagicInterconnect(pub(crate) Request);

impl GetMagicInterconnect {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("get_magic_interconnect"),
        method: Method::GET,
        path: Cow::Borrowed(
            "/accounts/{account_id}/magic/cf_interconnects/{cf_interconnect_id}",
        ),
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
    /// The form of `health_check.target` in request and response.
    ///
    /// If true, it is an object with the saved target and the one in effect. Otherwise it is a string.
    pub fn x_magic_new_hc_target(self, x_magic_new_hc_target: bool) -> Self {
        Self(self.0.header("x-magic-new-hc-target", x_magic_new_hc_target))
    }
}

result_call!(GetMagicInterconnect, types::GetMagicInterconnectResponse);

wait_call!(
    GetMagicInterconnect, types::GetMagicInterconnectResponse, crate
    ::response::decode::decode_enveloped
);

/// Change a Magic interconnect.
///
/// A request of [`MagicInterconnects::update`](crate::resources::MagicInterconnects::update): `PUT /accounts/{account_id}/magic/cf_interconnects/{cf_interconnect_id}`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct UpdateMagicInterconnect(pub(crate) Request);

impl UpdateMagicInterconnect {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("update_magic_interconnect"),
        method: Method::PUT,
        path: Cow::Borrowed(
            "/accounts/{account_id}/magic/cf_interconnects/{cf_interconnect_id}",
        ),
        permissions: &["Magic WAN Write", "Magic Transit Write"],
        accept: &[],
        secrets: &[],
        read_only: Some(&read_only::MagicInterconnect),
    };
    /// If true, the change is only checked and not made.
    pub fn validate_only(self, validate_only: bool) -> Self {
        Self(self.0.query("validate_only", validate_only))
    }
    /// The form of `health_check.target` in request and response.
    ///
    /// If true, it is an object with the saved target and the one in effect. Otherwise it is a string.
    pub fn x_magic_new_hc_target(self, x_magic_new_hc_target: bool) -> Self {
        Self(self.0.header("x-magic-new-hc-target", x_magic_new_hc_target))
    }
}

result_call!(UpdateMagicInterconnect, types::UpdateMagicInterconnectResponse);

/// Get the account's settings.
///
/// A request of [`Settings::get`](crate::resources::Settings::get): `GET /accounts/{account_id}/cni/settings`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct GetSettings(pub(crate) Request);

impl GetSettings {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("get_settings"),
        method: Method::GET,
        path: Cow::Borrowed("/accounts/{account_id}/cni/settings"),
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
}

json_call!(GetSettings, types::Settings);

wait_call!(GetSettings, types::Settings);

/// Change the account's settings.
///
/// A request of [`Settings::update`](crate::resources::Settings::update): `PUT /accounts/{account_id}/cni/settings`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct UpdateSettings(pub(crate) Request);

impl UpdateSettings {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("update_settings"),
        method: Method::PUT,
        path: Cow::Borrowed("/accounts/{account_id}/cni/settings"),
        permissions: &["Magic WAN Write", "Magic Transit Write"],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
}

json_call!(UpdateSettings, types::Settings);

/// List slots.
///
/// A request of [`Slots::list`](crate::resources::Slots::list): `GET /accounts/{account_id}/cni/slots`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct ListSlots(pub(crate) Request);

impl ListSlots {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("list_slots"),
        method: Method::GET,
        path: Cow::Borrowed("/accounts/{account_id}/cni/slots"),
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
    /// Only slots of facilities with this text in their address.
    pub fn address_contains(self, address_contains: &str) -> Self {
        Self(self.0.query("address_contains", address_contains))
    }
    /// Only slots at this Cloudflare site.
    pub fn site(self, site: &str) -> Self {
        Self(self.0.query("site", site))
    }
    /// Only slots that support this speed, such as `10G`.
    pub fn speed(self, speed: &str) -> Self {
        Self(self.0.query("speed", speed))
    }
    /// Only occupied slots (true), or only free ones (false).
    pub fn occupied(self, occupied: bool) -> Self {
        Self(self.0.query("occupied", occupied))
    }
    /// Where the page begins.
    ///
    /// Pass the `next` of the previous page. Omit it for the first page.
    pub fn cursor(self, cursor: i64) -> Self {
        Self(self.0.query("cursor", cursor))
    }
    /// The largest number of items on one page.
    ///
    /// Without it, the API chooses the page size.
    pub fn limit(self, limit: u64) -> Self {
        Self(self.0.query("limit", limit))
    }
}

json_call!(ListSlots, types::SlotList);

wait_call!(ListSlots, types::SlotList);

list_call!(ListSlots, types::SlotList);

impl Page for types::SlotList {
    type Item = types::SlotInfo;
    type Cursor = i64;
    fn next_cursor(&self) -> Option<Self::Cursor> {
        self.next
    }
    fn into_items(self) -> Vec<Self::Item> {
        self.items
    }
    fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl IntoIterator for types::SlotList {
    type Item = types::SlotInfo;
    type IntoIter = std::vec::IntoIter<types::SlotInfo>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a> IntoIterator for &'a types::SlotList {
    type Item = &'a types::SlotInfo;
    type IntoIter = std::slice::Iter<'a, types::SlotInfo>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// Get one slot.
///
/// A request of [`Slots::get`](crate::resources::Slots::get): `GET /accounts/{account_id}/cni/slots/{slot}`. `send` sends it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct GetSlot(pub(crate) Request);

impl GetSlot {
    pub(crate) const OPERATION: &Operation = &Operation {
        id: Cow::Borrowed("get_slot"),
        method: Method::GET,
        path: Cow::Borrowed("/accounts/{account_id}/cni/slots/{slot}"),
        permissions: &[
            "Magic WAN Write",
            "Magic WAN Read",
            "Magic Transit Read",
            "Magic Transit Write",
        ],
        accept: &[],
        secrets: &[],
        read_only: None,
    };
}

json_call!(GetSlot, types::SlotInfo);

wait_call!(GetSlot, types::SlotInfo);

/// The read-only fields of each type, which requests omit.
#[allow(non_upper_case_globals, reason = "a table has the name of its type")]
mod read_only {
    use crate::value::read_only::ReadOnly;
    pub(super) static MagicInterconnect: ReadOnly = ReadOnly::Fields(
        &[
            ("colo_name", &ReadOnly::Whole),
            ("created_on", &ReadOnly::Whole),
            ("id", &ReadOnly::Whole),
            ("modified_on", &ReadOnly::Whole),
            ("version", &ReadOnly::Whole),
            ("virtual_port_reservation_id", &ReadOnly::Whole),
        ],
    );
}
