// Generated from the spec by build.rs; edits here are lost.

/// Capacity of a virtual connection: `50M` is 50 Mbit/s, `1G` is 1 Gbit/s.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ApiBandwidth {
    /// `50M`
    Mbps50,
    /// `100M`
    Mbps100,
    /// `200M`
    Mbps200,
    /// `300M`
    Mbps300,
    /// `400M`
    Mbps400,
    /// `500M`
    Mbps500,
    /// `1G`
    Gbps1,
    /// `2G`
    Gbps2,
    /// `5G`
    Gbps5,
    /// `10G`
    Gbps10,
    /// `20G`
    Gbps20,
    /// `50G`
    Gbps50,
    /// A value newer than this crate, unchanged.
    Unrecognized(String),
}

impl ApiBandwidth {
    /// The values that this crate knows.
    pub const VALUES: &'static [Self] = &[
        Self::Mbps50,
        Self::Mbps100,
        Self::Mbps200,
        Self::Mbps300,
        Self::Mbps400,
        Self::Mbps500,
        Self::Gbps1,
        Self::Gbps2,
        Self::Gbps5,
        Self::Gbps10,
        Self::Gbps20,
        Self::Gbps50,
    ];
    /// The value on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Mbps50 => "50M",
            Self::Mbps100 => "100M",
            Self::Mbps200 => "200M",
            Self::Mbps300 => "300M",
            Self::Mbps400 => "400M",
            Self::Mbps500 => "500M",
            Self::Gbps1 => "1G",
            Self::Gbps2 => "2G",
            Self::Gbps5 => "5G",
            Self::Gbps10 => "10G",
            Self::Gbps20 => "20G",
            Self::Gbps50 => "50G",
            Self::Unrecognized(value) => value,
        }
    }
}

impl From<&str> for ApiBandwidth {
    fn from(value: &str) -> Self {
        match value {
            "50M" => Self::Mbps50,
            "100M" => Self::Mbps100,
            "200M" => Self::Mbps200,
            "300M" => Self::Mbps300,
            "400M" => Self::Mbps400,
            "500M" => Self::Mbps500,
            "1G" => Self::Gbps1,
            "2G" => Self::Gbps2,
            "5G" => Self::Gbps5,
            "10G" => Self::Gbps10,
            "20G" => Self::Gbps20,
            "50G" => Self::Gbps50,
            _ => Self::Unrecognized(value.to_owned()),
        }
    }
}

crate::open_enum!(ApiBandwidth);

/// Settings of a BGP session between a customer's router and Cloudflare.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct BgpControl {
    /// Autonomous system number (ASN) of the customer's end.
    ///
    /// ASNs have 32 bits: 0 to 4294967295.
    #[serde(deserialize_with = "crate::value::response::deserialize")]
    pub customer_asn: u64,
    /// Static prefixes that Cloudflare announces to the customer in addition to the usual ones.
    ///
    /// IPv4 prefixes in the form `A.B.C.D/N`; an empty list announces none.
    #[serde(deserialize_with = "crate::value::response::deserialize")]
    pub extra_prefixes: Vec<String>,
    /// MD5 key that both ends of the session share: 1 to 80 printable ASCII characters without the double quote (`"`) and the question mark (`?`).
    ///
    /// It protects against connecting the wrong devices, not against attackers, and Cloudflare does not treat it as a secret. If absent or null, the session has no key.
    pub md5_key: Option<String>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    BgpControl { "customer_asn" customer_asn required, "extra_prefixes" extra_prefixes
    required, "md5_key" md5_key optional, }
);

impl BgpControl {
    /// Takes the required fields; the other methods set the rest.
    #[must_use]
    pub fn new(
        customer_asn: u64,
        extra_prefixes: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        BgpControl {
            customer_asn,
            extra_prefixes: extra_prefixes.into_iter().map(Into::into).collect(),
            md5_key: None,
            extra_fields: crate::value::extra_fields::ExtraFields::default(),
        }
    }
    /// Sets `md5_key`.
    #[must_use]
    pub fn md5_key(mut self, md5_key: impl Into<String>) -> Self {
        self.md5_key = Some(md5_key.into());
        self
    }
    /// Sends `md5_key` as null. This differs from omitting it.
    #[must_use]
    pub fn md5_key_null(mut self) -> Self {
        self.md5_key = None;
        self.extra_fields.send_null("md5_key");
        self
    }
}

crate::sent_struct!(BgpControl);

/// Purpose of a BGP session over a CNI: `dynamic_route_exchange` is full BGP, which exchanges routes with the Magic conduit; `advertise_only` announces the static prefixes and exchanges no routes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BgpMode {
    /// `dynamic_route_exchange`
    DynamicRouteExchange,
    /// `advertise_only`
    AdvertiseOnly,
    /// A value newer than this crate, unchanged.
    Unrecognized(String),
}

impl BgpMode {
    /// The values that this crate knows.
    pub const VALUES: &'static [Self] = &[
        Self::DynamicRouteExchange,
        Self::AdvertiseOnly,
    ];
    /// The value on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::DynamicRouteExchange => "dynamic_route_exchange",
            Self::AdvertiseOnly => "advertise_only",
            Self::Unrecognized(value) => value,
        }
    }
}

impl From<&str> for BgpMode {
    fn from(value: &str) -> Self {
        match value {
            "dynamic_route_exchange" => Self::DynamicRouteExchange,
            "advertise_only" => Self::AdvertiseOnly,
            _ => Self::Unrecognized(value.to_owned()),
        }
    }
}

crate::open_enum!(BgpMode);

/// A CNI: a point-to-point link over an interconnect, with its routing.
///
/// The interconnect is the cable; the CNI on it routes packets.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct Cni {
    /// Tag of the account that the CNI belongs to.
    pub account: String,
    /// The BGP session over the link. Absent if there is none.
    pub bgp: Option<BgpControl>,
    /// Purpose of the BGP session.
    ///
    /// Absent if the API does not return it.
    pub bgp_mode: Option<BgpMode>,
    /// The customer's address on the link, with its prefix length, in the form `A.B.C.D/N`.
    ///
    /// It is in the same prefix as `p2p_ip`.
    pub cust_ip: String,
    /// Identifier of the CNI, a UUID.
    pub id: String,
    /// Name of the interconnect that the CNI is on.
    pub interconnect: String,
    /// Settings of the CNI's Magic conduit.
    pub magic: MagicSettings,
    /// Cloudflare's address on the link, with its prefix length, in the form `A.B.C.D/N`.
    pub p2p_ip: String,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    Cni { "account" account required, "bgp" bgp optional, "bgp_mode" bgp_mode optional,
    "cust_ip" cust_ip required, "id" id required, "interconnect" interconnect required,
    "magic" magic required, "p2p_ip" p2p_ip required, }
);

impl Cni {
    /// Takes the required fields; the other methods set the rest.
    #[must_use]
    pub fn new(
        account: impl Into<String>,
        cust_ip: impl Into<String>,
        id: impl Into<String>,
        interconnect: impl Into<String>,
        magic: MagicSettings,
        p2p_ip: impl Into<String>,
    ) -> Self {
        Cni {
            account: account.into(),
            bgp: None,
            bgp_mode: None,
            cust_ip: cust_ip.into(),
            id: id.into(),
            interconnect: interconnect.into(),
            magic,
            p2p_ip: p2p_ip.into(),
            extra_fields: crate::value::extra_fields::ExtraFields::default(),
        }
    }
    /// Sets `bgp`.
    #[must_use]
    pub fn bgp(mut self, bgp: BgpControl) -> Self {
        self.bgp = Some(bgp);
        self
    }
    /// Sets `bgp_mode`.
    #[must_use]
    pub fn bgp_mode(mut self, bgp_mode: impl Into<BgpMode>) -> Self {
        self.bgp_mode = Some(bgp_mode.into());
        self
    }
}

crate::sent_struct!(Cni);

/// A CNI to create. The API assigns its identifier and its addresses.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct CniCreate {
    /// Tag of the account that the CNI will belong to.
    pub account: String,
    /// The BGP session over the link. Omit it to have none.
    pub bgp: Option<BgpControl>,
    /// Name of the interconnect that the CNI is created on.
    pub interconnect: String,
    /// Settings of the CNI's Magic conduit.
    pub magic: MagicSettings,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    CniCreate { "account" account required, "bgp" bgp optional, "interconnect"
    interconnect required, "magic" magic required, }
);

impl CniCreate {
    /// Takes the required fields; the other methods set the rest.
    #[must_use]
    pub fn new(
        account: impl Into<String>,
        interconnect: impl Into<String>,
        magic: MagicSettings,
    ) -> Self {
        CniCreate {
            account: account.into(),
            bgp: None,
            interconnect: interconnect.into(),
            magic,
            extra_fields: crate::value::extra_fields::ExtraFields::default(),
        }
    }
    /// Sets `bgp`.
    #[must_use]
    pub fn bgp(mut self, bgp: BgpControl) -> Self {
        self.bgp = Some(bgp);
        self
    }
}

crate::sent_struct!(CniCreate);

/// One page of CNIs.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct CniList {
    /// The CNIs on this page.
    #[serde(deserialize_with = "crate::value::response::deserialize")]
    pub items: Vec<Cni>,
    /// The `cursor` of the next page.
    ///
    /// Absent or null on the last page.
    #[serde(default, deserialize_with = "crate::value::response::deserialize")]
    pub next: Option<i64>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(CniList { "items" items required, "next" next optional, });

/// The customer's name in a Letter of Authorization if the request gives none.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct DefaultNameResponse {
    /// Name of the customer on the letter.
    pub name: String,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(DefaultNameResponse { "name" name required, });

/// A building that houses Cloudflare's equipment.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct FacilityInfo {
    /// Postal address, line by line.
    #[serde(deserialize_with = "crate::value::response::deserialize")]
    pub address: Vec<String>,
    /// Name that the operator gives the facility.
    pub name: String,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(FacilityInfo { "address" address required, "name" name required, });

/// The response of getting one Magic interconnect.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct GetMagicInterconnectResponse {
    /// The Magic interconnect.
    pub interconnect: MagicInterconnect,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    GetMagicInterconnectResponse { "interconnect" interconnect required, }
);

/// A connection between a customer's network and Cloudflare's.
///
/// Its `type` says which kind it is and which fields it has.
///
/// `type` decides the variant.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Interconnect {
    /// An interconnect over a physical port in one of Cloudflare's slots.
    Direct(InterconnectPhysicalBody),
    /// An interconnect from Google Cloud (GCP), with Cloudflare as the partner.
    GcpPartner(InterconnectGcpPartnerBody),
    /// A kind newer than this crate, or one without a discriminator, unchanged.
    Unrecognized(crate::Unrecognized),
}

impl Interconnect {
    /// Returns `type`, which decides the variant. A kind newer than this crate may have none.
    pub fn type_(&self) -> Option<&str> {
        match self {
            Self::Direct { .. } => Some("direct"),
            Self::GcpPartner { .. } => Some("gcp_partner"),
            Self::Unrecognized(object) => {
                object.get("type").and_then(serde_json::Value::as_str)
            }
        }
    }
    /// `account`, which every known kind has.
    ///
    /// Tag of the account that the interconnect belongs to.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Direct(variant) => Some(&variant.account),
            Self::GcpPartner(variant) => Some(&variant.account),
            Self::Unrecognized(object) => {
                object.get("account").and_then(serde_json::Value::as_str)
            }
        }
    }
    /// `name`, which every known kind has.
    ///
    /// Name of the interconnect. It identifies the interconnect in every other call.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Direct(variant) => Some(&variant.name),
            Self::GcpPartner(variant) => Some(&variant.name),
            Self::Unrecognized(object) => {
                object.get("name").and_then(serde_json::Value::as_str)
            }
        }
    }
    /// `owner`, which every known kind has.
    ///
    /// Owner of the interconnect.
    ///
    /// Absent if the API names none.
    pub fn owner(&self) -> Option<&str> {
        match self {
            Self::Direct(variant) => variant.owner.as_deref(),
            Self::GcpPartner(variant) => variant.owner.as_deref(),
            Self::Unrecognized(object) => {
                object.get("owner").and_then(serde_json::Value::as_str)
            }
        }
    }
    /// `virtual_port_reservation_id`, which every known kind has.
    ///
    /// Identifier of the reservation of the virtual port, a UUID.
    ///
    /// The Magic interconnect of this interconnect has the same one. Absent if the API does not return it.
    pub fn virtual_port_reservation_id(&self) -> Option<&str> {
        match self {
            Self::Direct(variant) => variant.virtual_port_reservation_id.as_deref(),
            Self::GcpPartner(variant) => variant.virtual_port_reservation_id.as_deref(),
            Self::Unrecognized(object) => {
                object
                    .get("virtual_port_reservation_id")
                    .and_then(serde_json::Value::as_str)
            }
        }
    }
    /// The struct of the variant `direct`, or `None` for another variant.
    #[must_use]
    pub fn as_direct(&self) -> Option<&InterconnectPhysicalBody> {
        match self {
            Self::Direct(variant) => Some(variant),
            _ => None,
        }
    }
    /// The struct of the variant `gcp_partner`, or `None` for another variant.
    #[must_use]
    pub fn as_gcp_partner(&self) -> Option<&InterconnectGcpPartnerBody> {
        match self {
            Self::GcpPartner(variant) => Some(variant),
            _ => None,
        }
    }
    /// The unknown fields, by their names on the wire. In a kind newer than this crate, all fields are
    /// unknown. They are kept and written back unchanged.
    #[must_use]
    pub fn extra_fields(&self) -> &serde_json::Map<String, serde_json::Value> {
        match self {
            Self::Direct(variant) => variant.extra_fields.as_map(),
            Self::GcpPartner(variant) => variant.extra_fields.as_map(),
            Self::Unrecognized(object) => object.as_object(),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Interconnect {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        crate::value::union::deserialize_union(
            deserializer,
            "type",
            &["account", "facility", "name", "region", "site", "slot_id", "speed"],
            |variant, fields| match variant {
                Some("direct") => fields.into_variant().map(Self::Direct),
                Some("gcp_partner") => fields.into_variant().map(Self::GcpPartner),
                _ => fields.unrecognized().map(Self::Unrecognized),
            },
        )
    }
}

impl serde::Serialize for Interconnect {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Direct(variant) => {
                crate::value::structs::Struct::write(
                    variant,
                    serializer,
                    Some(("type", "direct")),
                )
            }
            Self::GcpPartner(variant) => {
                crate::value::structs::Struct::write(
                    variant,
                    serializer,
                    Some(("type", "gcp_partner")),
                )
            }
            Self::Unrecognized(object) => object.serialize(serializer),
        }
    }
}

crate::open_union!(Interconnect);

impl From<InterconnectPhysicalBody> for Interconnect {
    fn from(variant: InterconnectPhysicalBody) -> Self {
        Self::Direct(variant)
    }
}

impl From<InterconnectGcpPartnerBody> for Interconnect {
    fn from(variant: InterconnectGcpPartnerBody) -> Self {
        Self::GcpPartner(variant)
    }
}

/// An order for an interconnect.
///
/// Its `type` says which kind is ordered and which fields the order needs.
///
/// `type` decides the variant.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum InterconnectCreate {
    /// An order for a physical port in one of Cloudflare's slots.
    Direct(InterconnectCreatePhysicalBody),
    /// An order for a virtual connection from Google Cloud (GCP).
    GcpPartner(InterconnectCreateGcpPartnerBody),
    /// A kind newer than this crate, or one without a discriminator, unchanged.
    Unrecognized(crate::Unrecognized),
}

impl InterconnectCreate {
    /// Builds the struct of the variant `direct` from its required fields.
    ///
    /// An order for a physical port in one of Cloudflare's slots.
    #[must_use]
    pub fn direct(
        account: impl Into<String>,
        slot_id: impl Into<String>,
    ) -> InterconnectCreatePhysicalBody {
        InterconnectCreatePhysicalBody::new(account, slot_id)
    }
    /// Builds the struct of the variant `gcp_partner` from its required fields.
    ///
    /// An order for a virtual connection from Google Cloud (GCP).
    #[must_use]
    pub fn gcp_partner(
        account: impl Into<String>,
        bandwidth: impl Into<ApiBandwidth>,
        pairing_key: impl Into<String>,
    ) -> InterconnectCreateGcpPartnerBody {
        InterconnectCreateGcpPartnerBody::new(account, bandwidth, pairing_key)
    }
    /// Returns `type`, which decides the variant. A kind newer than this crate may have none.
    pub fn type_(&self) -> Option<&str> {
        match self {
            Self::Direct { .. } => Some("direct"),
            Self::GcpPartner { .. } => Some("gcp_partner"),
            Self::Unrecognized(object) => {
                object.get("type").and_then(serde_json::Value::as_str)
            }
        }
    }
    /// `account`, which every known kind has.
    ///
    /// Tag of the account that orders.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Direct(variant) => Some(&variant.account),
            Self::GcpPartner(variant) => Some(&variant.account),
            Self::Unrecognized(object) => {
                object.get("account").and_then(serde_json::Value::as_str)
            }
        }
    }
    /// The struct of the variant `direct`, or `None` for another variant.
    #[must_use]
    pub fn as_direct(&self) -> Option<&InterconnectCreatePhysicalBody> {
        match self {
            Self::Direct(variant) => Some(variant),
            _ => None,
        }
    }
    /// The struct of the variant `gcp_partner`, or `None` for another variant.
    #[must_use]
    pub fn as_gcp_partner(&self) -> Option<&InterconnectCreateGcpPartnerBody> {
        match self {
            Self::GcpPartner(variant) => Some(variant),
            _ => None,
        }
    }
    /// The unknown fields, by their names on the wire. In a kind newer than this crate, all fields are
    /// unknown. They are kept and written back unchanged.
    #[must_use]
    pub fn extra_fields(&self) -> &serde_json::Map<String, serde_json::Value> {
        match self {
            Self::Direct(variant) => variant.extra_fields.as_map(),
            Self::GcpPartner(variant) => variant.extra_fields.as_map(),
            Self::Unrecognized(object) => object.as_object(),
        }
    }
    /// Sets a field that this crate does not know. It can also override a known field with a value
    /// that its type does not allow.
    #[must_use]
    pub fn extra_field(
        mut self,
        name: impl Into<String>,
        value: impl Into<serde_json::Value>,
    ) -> Self {
        match &mut self {
            Self::Direct(variant) => variant.extra_fields.set(name.into(), value.into()),
            Self::GcpPartner(variant) => {
                variant.extra_fields.set(name.into(), value.into())
            }
            Self::Unrecognized(object) => object.set(name.into(), value.into()),
        }
        self
    }
}

impl<'de> serde::Deserialize<'de> for InterconnectCreate {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        crate::value::union::deserialize_union(
            deserializer,
            "type",
            &["account", "bandwidth", "pairing_key", "slot_id"],
            |variant, fields| match variant {
                Some("direct") => fields.into_variant().map(Self::Direct),
                Some("gcp_partner") => fields.into_variant().map(Self::GcpPartner),
                _ => fields.unrecognized().map(Self::Unrecognized),
            },
        )
    }
}

impl serde::Serialize for InterconnectCreate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Direct(variant) => {
                crate::value::structs::Struct::write(
                    variant,
                    serializer,
                    Some(("type", "direct")),
                )
            }
            Self::GcpPartner(variant) => {
                crate::value::structs::Struct::write(
                    variant,
                    serializer,
                    Some(("type", "gcp_partner")),
                )
            }
            Self::Unrecognized(object) => object.serialize(serializer),
        }
    }
}

crate::open_union!(InterconnectCreate);

impl From<InterconnectCreatePhysicalBody> for InterconnectCreate {
    fn from(variant: InterconnectCreatePhysicalBody) -> Self {
        Self::Direct(variant)
    }
}

impl crate::Body<InterconnectCreate> for InterconnectCreatePhysicalBody {
    fn encode(&self) -> serde_json::Result<Vec<u8>> {
        let discriminator = ("type", "direct");
        serde_json::to_vec(
            &crate::value::structs::Tagged {
                discriminator,
                variant: self,
            },
        )
    }
}

impl From<InterconnectCreateGcpPartnerBody> for InterconnectCreate {
    fn from(variant: InterconnectCreateGcpPartnerBody) -> Self {
        Self::GcpPartner(variant)
    }
}

impl crate::Body<InterconnectCreate> for InterconnectCreateGcpPartnerBody {
    fn encode(&self) -> serde_json::Result<Vec<u8>> {
        let discriminator = ("type", "gcp_partner");
        serde_json::to_vec(
            &crate::value::structs::Tagged {
                discriminator,
                variant: self,
            },
        )
    }
}

/// An order for a virtual connection from Google Cloud (GCP).
#[derive(Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct InterconnectCreateGcpPartnerBody {
    /// Tag of the account that orders.
    pub account: String,
    /// Wanted capacity.
    pub bandwidth: ApiBandwidth,
    /// Pairing key that Google Cloud issued for the VLAN attachment.
    ///
    /// Keep it secret: whoever has it can claim the attachment.
    pub pairing_key: String,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    InterconnectCreateGcpPartnerBody { "account" account required, "bandwidth" bandwidth
    required, "pairing_key" pairing_key required, }
);

impl std::fmt::Debug for InterconnectCreateGcpPartnerBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InterconnectCreateGcpPartnerBody")
            .field("account", &self.account)
            .field("bandwidth", &self.bandwidth)
            .field("pairing_key", &crate::value::extra_fields::Redacted)
            .field("extra_fields", &self.extra_fields)
            .finish()
    }
}

impl InterconnectCreateGcpPartnerBody {
    /// Takes the required fields; the other methods set the rest.
    #[must_use]
    pub fn new(
        account: impl Into<String>,
        bandwidth: impl Into<ApiBandwidth>,
        pairing_key: impl Into<String>,
    ) -> Self {
        InterconnectCreateGcpPartnerBody {
            account: account.into(),
            bandwidth: bandwidth.into(),
            pairing_key: pairing_key.into(),
            extra_fields: crate::value::extra_fields::ExtraFields::default(),
        }
    }
}

crate::sent_struct!(InterconnectCreateGcpPartnerBody);

/// An order for a physical port in one of Cloudflare's slots.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct InterconnectCreatePhysicalBody {
    /// Tag of the account that orders.
    pub account: String,
    /// Identifier of the slot, a UUID. The slot must be free.
    pub slot_id: String,
    /// Wanted speed, such as `10G`.
    ///
    /// If absent or null, any speed.
    pub speed: Option<String>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    InterconnectCreatePhysicalBody { "account" account required, "slot_id" slot_id
    required, "speed" speed optional, }
);

impl InterconnectCreatePhysicalBody {
    /// Takes the required fields; the other methods set the rest.
    #[must_use]
    pub fn new(account: impl Into<String>, slot_id: impl Into<String>) -> Self {
        InterconnectCreatePhysicalBody {
            account: account.into(),
            slot_id: slot_id.into(),
            speed: None,
            extra_fields: crate::value::extra_fields::ExtraFields::default(),
        }
    }
    /// Sets `speed`.
    #[must_use]
    pub fn speed(mut self, speed: impl Into<String>) -> Self {
        self.speed = Some(speed.into());
        self
    }
    /// Sends `speed` as null. This differs from omitting it.
    #[must_use]
    pub fn speed_null(mut self) -> Self {
        self.speed = None;
        self.extra_fields.send_null("speed");
        self
    }
}

crate::sent_struct!(InterconnectCreatePhysicalBody);

/// An interconnect from Google Cloud (GCP), with Cloudflare as the partner.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct InterconnectGcpPartnerBody {
    /// Tag of the account that the interconnect belongs to.
    pub account: String,
    /// Name of the interconnect. It identifies the interconnect in every other call.
    pub name: String,
    /// Owner of the interconnect.
    ///
    /// Absent if the API names none.
    pub owner: Option<String>,
    /// Google Cloud region of the connection, such as `us-central1`.
    pub region: String,
    /// Capacity of the connection.
    ///
    /// Absent if the API does not return it.
    pub speed: Option<ApiBandwidth>,
    /// Identifier of the reservation of the virtual port, a UUID.
    ///
    /// The Magic interconnect of this interconnect has the same one. Absent if the API does not return it.
    pub virtual_port_reservation_id: Option<String>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    InterconnectGcpPartnerBody { "account" account required, "name" name required,
    "owner" owner optional, "region" region required, "speed" speed optional,
    "virtual_port_reservation_id" virtual_port_reservation_id optional, }
);

/// One page of interconnects.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct InterconnectList {
    /// The interconnects on this page.
    #[serde(deserialize_with = "crate::value::response::deserialize")]
    pub items: Vec<Interconnect>,
    /// The `cursor` of the next page.
    ///
    /// Absent or null on the last page.
    #[serde(default, deserialize_with = "crate::value::response::deserialize")]
    pub next: Option<i64>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(InterconnectList { "items" items required, "next" next optional, });

/// An interconnect over a physical port in one of Cloudflare's slots.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct InterconnectPhysicalBody {
    /// Tag of the account that the interconnect belongs to.
    pub account: String,
    /// Name of the Cloudflare device of the port.
    ///
    /// Absent if the API does not return it.
    pub ccr_device_name: Option<String>,
    /// The building in which the port is.
    pub facility: FacilityInfo,
    /// Name of the interconnect. It identifies the interconnect in every other call.
    pub name: String,
    /// Owner of the interconnect.
    ///
    /// Absent if the API names none.
    pub owner: Option<String>,
    /// The Cloudflare site that the port belongs to.
    pub site: String,
    /// Identifier of the slot that the port occupies, a UUID.
    pub slot_id: String,
    /// Speed of the port, in bits per second, such as `10G`.
    pub speed: String,
    /// Identifier of the reservation of the virtual port, a UUID.
    ///
    /// The Magic interconnect of this interconnect has the same one. Absent if the API does not return it.
    pub virtual_port_reservation_id: Option<String>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    InterconnectPhysicalBody { "account" account required, "ccr_device_name"
    ccr_device_name optional, "facility" facility required, "name" name required, "owner"
    owner optional, "site" site required, "slot_id" slot_id required, "speed" speed
    required, "virtual_port_reservation_id" virtual_port_reservation_id optional, }
);

/// The Magic interconnects of an account.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct ListMagicInterconnectsResponse {
    /// The Magic interconnects, in no particular order.
    #[serde(deserialize_with = "crate::value::response::deserialize")]
    pub interconnects: Vec<MagicInterconnect>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    ListMagicInterconnectsResponse { "interconnects" interconnects required, }
);

/// A BGP session over a Magic interconnect.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct MagicBgp {
    /// Former name of `customer_asn`.
    #[serde(default, deserialize_with = "crate::value::response::deserialize")]
    pub as_no: Option<u64>,
    /// IP address of Cloudflare's end of the session.
    ///
    /// On version `1.5` it follows from `interface_address` and cannot be set.
    pub cloudflare_endpoint: Option<String>,
    /// Autonomous system number (ASN) of the customer's end, of 32 bits.
    #[serde(default, deserialize_with = "crate::value::response::deserialize")]
    pub customer_asn: Option<u64>,
    /// IP address of the customer's end of the session.
    ///
    /// On version `1.5` it follows from `interface_address` and cannot be set.
    pub customer_endpoint: Option<String>,
    /// Identifier of the filter of the routes that Cloudflare announces.
    pub export_filter_id: Option<String>,
    /// Static prefixes that Cloudflare announces to the customer in addition to the usual ones.
    #[serde(default, deserialize_with = "crate::value::response::deserialize")]
    pub extra_prefixes: Option<Vec<String>>,
    /// Identifier of the filter of the routes that Cloudflare accepts.
    pub import_filter_id: Option<String>,
    /// MD5 key that both ends of the session share: 1 to 80 printable ASCII characters without the double quote (`"`) and the question mark (`?`).
    pub md5_key: Option<String>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    MagicBgp { "as_no" as_no optional, "cloudflare_endpoint" cloudflare_endpoint
    optional, "customer_asn" customer_asn optional, "customer_endpoint" customer_endpoint
    optional, "export_filter_id" export_filter_id optional, "extra_prefixes"
    extra_prefixes optional, "import_filter_id" import_filter_id optional, "md5_key"
    md5_key optional, }
);

impl MagicBgp {
    /// Takes the required fields; the other methods set the rest.
    #[must_use]
    pub fn new() -> Self {
        MagicBgp {
            as_no: None,
            cloudflare_endpoint: None,
            customer_asn: None,
            customer_endpoint: None,
            export_filter_id: None,
            extra_prefixes: None,
            import_filter_id: None,
            md5_key: None,
            extra_fields: crate::value::extra_fields::ExtraFields::default(),
        }
    }
    /// Sets `as_no`.
    #[must_use]
    pub fn as_no(mut self, as_no: u64) -> Self {
        self.as_no = Some(as_no);
        self
    }
    /// Sets `cloudflare_endpoint`.
    #[must_use]
    pub fn cloudflare_endpoint(
        mut self,
        cloudflare_endpoint: impl Into<String>,
    ) -> Self {
        self.cloudflare_endpoint = Some(cloudflare_endpoint.into());
        self
    }
    /// Sets `customer_asn`.
    #[must_use]
    pub fn customer_asn(mut self, customer_asn: u64) -> Self {
        self.customer_asn = Some(customer_asn);
        self
    }
    /// Sets `customer_endpoint`.
    #[must_use]
    pub fn customer_endpoint(mut self, customer_endpoint: impl Into<String>) -> Self {
        self.customer_endpoint = Some(customer_endpoint.into());
        self
    }
    /// Sets `export_filter_id`.
    #[must_use]
    pub fn export_filter_id(mut self, export_filter_id: impl Into<String>) -> Self {
        self.export_filter_id = Some(export_filter_id.into());
        self
    }
    /// Sets `extra_prefixes`.
    #[must_use]
    pub fn extra_prefixes(
        mut self,
        extra_prefixes: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.extra_prefixes = Some(extra_prefixes.into_iter().map(Into::into).collect());
        self
    }
    /// Sets `import_filter_id`.
    #[must_use]
    pub fn import_filter_id(mut self, import_filter_id: impl Into<String>) -> Self {
        self.import_filter_id = Some(import_filter_id.into());
        self
    }
    /// Sets `md5_key`.
    #[must_use]
    pub fn md5_key(mut self, md5_key: impl Into<String>) -> Self {
        self.md5_key = Some(md5_key.into());
        self
    }
}

crate::sent_struct!(MagicBgp);

/// A GRE tunnel over an interconnect.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct MagicGre {
    /// IP address of Cloudflare's end of the tunnel.
    pub cloudflare_endpoint: Option<String>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(MagicGre { "cloudflare_endpoint" cloudflare_endpoint optional, });

impl MagicGre {
    /// Takes the required fields; the other methods set the rest.
    #[must_use]
    pub fn new() -> Self {
        MagicGre {
            cloudflare_endpoint: None,
            extra_fields: crate::value::extra_fields::ExtraFields::default(),
        }
    }
    /// Sets `cloudflare_endpoint`.
    #[must_use]
    pub fn cloudflare_endpoint(
        mut self,
        cloudflare_endpoint: impl Into<String>,
    ) -> Self {
        self.cloudflare_endpoint = Some(cloudflare_endpoint.into());
        self
    }
}

crate::sent_struct!(MagicGre);

/// Settings of the probes by which Cloudflare checks an interconnect.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct MagicHealthCheck {
    /// Whether probes go one way (`unidirectional`) or both ways (`bidirectional`).
    pub direction: Option<MagicHealthCheckDirection>,
    /// Whether the interconnect is probed.
    pub enabled: Option<bool>,
    /// How often it is probed.
    pub rate: Option<MagicHealthCheckRate>,
    /// Address that probes come from.
    ///
    /// Version `1.5` only: required there if `direction` is `bidirectional`, and not allowed otherwise.
    pub source: Option<String>,
    /// Address that probes go to.
    ///
    /// A string. With `x-magic-new-hc-target`, an object: `saved` is the address that was set, and `effective` the one in use, which the API sets. It is sent back as it came.
    pub target: Option<serde_json::Value>,
    /// The kind of probe.
    #[serde(rename = "type")]
    pub type_: Option<MagicHealthCheckType>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    MagicHealthCheck { "direction" direction optional, "enabled" enabled optional, "rate"
    rate optional, "source" source optional, "target" target optional, "type" type_
    optional, }
);

impl MagicHealthCheck {
    /// Takes the required fields; the other methods set the rest.
    #[must_use]
    pub fn new() -> Self {
        MagicHealthCheck {
            direction: None,
            enabled: None,
            rate: None,
            source: None,
            target: None,
            type_: None,
            extra_fields: crate::value::extra_fields::ExtraFields::default(),
        }
    }
    /// Sets `direction`.
    #[must_use]
    pub fn direction(mut self, direction: impl Into<MagicHealthCheckDirection>) -> Self {
        self.direction = Some(direction.into());
        self
    }
    /// Sets `enabled`.
    #[must_use]
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = Some(enabled);
        self
    }
    /// Sets `rate`.
    #[must_use]
    pub fn rate(mut self, rate: impl Into<MagicHealthCheckRate>) -> Self {
        self.rate = Some(rate.into());
        self
    }
    /// Sets `source`.
    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }
    /// Sets `target`.
    #[must_use]
    pub fn target(mut self, target: impl Into<serde_json::Value>) -> Self {
        self.target = Some(target.into());
        self
    }
    /// Sets `type`.
    #[must_use]
    pub fn type_(mut self, type_: impl Into<MagicHealthCheckType>) -> Self {
        self.type_ = Some(type_.into());
        self
    }
}

crate::sent_struct!(MagicHealthCheck);

/// Whether probes go one way (`unidirectional`) or both ways (`bidirectional`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MagicHealthCheckDirection {
    /// `unidirectional`
    Unidirectional,
    /// `bidirectional`
    Bidirectional,
    /// A value newer than this crate, unchanged.
    Unrecognized(String),
}

impl MagicHealthCheckDirection {
    /// The values that this crate knows.
    pub const VALUES: &'static [Self] = &[Self::Unidirectional, Self::Bidirectional];
    /// The value on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unidirectional => "unidirectional",
            Self::Bidirectional => "bidirectional",
            Self::Unrecognized(value) => value,
        }
    }
}

impl From<&str> for MagicHealthCheckDirection {
    fn from(value: &str) -> Self {
        match value {
            "unidirectional" => Self::Unidirectional,
            "bidirectional" => Self::Bidirectional,
            _ => Self::Unrecognized(value.to_owned()),
        }
    }
}

crate::open_enum!(MagicHealthCheckDirection);

/// How often an interconnect is probed: `low`, `mid` or `high`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MagicHealthCheckRate {
    /// `low`
    Low,
    /// `mid`
    Mid,
    /// `high`
    High,
    /// A value newer than this crate, unchanged.
    Unrecognized(String),
}

impl MagicHealthCheckRate {
    /// The values that this crate knows.
    pub const VALUES: &'static [Self] = &[Self::Low, Self::Mid, Self::High];
    /// The value on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Low => "low",
            Self::Mid => "mid",
            Self::High => "high",
            Self::Unrecognized(value) => value,
        }
    }
}

impl From<&str> for MagicHealthCheckRate {
    fn from(value: &str) -> Self {
        match value {
            "low" => Self::Low,
            "mid" => Self::Mid,
            "high" => Self::High,
            _ => Self::Unrecognized(value.to_owned()),
        }
    }
}

crate::open_enum!(MagicHealthCheckRate);

/// The kind of probe: an ICMP echo `request` or `reply`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MagicHealthCheckType {
    /// `reply`
    Reply,
    /// `request`
    Request,
    /// A value newer than this crate, unchanged.
    Unrecognized(String),
}

impl MagicHealthCheckType {
    /// The values that this crate knows.
    pub const VALUES: &'static [Self] = &[Self::Reply, Self::Request];
    /// The value on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Reply => "reply",
            Self::Request => "request",
            Self::Unrecognized(value) => value,
        }
    }
}

impl From<&str> for MagicHealthCheckType {
    fn from(value: &str) -> Self {
        match value {
            "reply" => Self::Reply,
            "request" => Self::Request,
            _ => Self::Unrecognized(value.to_owned()),
        }
    }
}

crate::open_enum!(MagicHealthCheckType);

/// A Magic interconnect: the settings by which an interconnect carries Magic Transit or Magic WAN traffic.
///
/// The result of `get` can be edited and sent back with `update`. Fields that only the API sets are not sent.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct MagicInterconnect {
    /// Whether return traffic leaves through the interconnect through which its request came in.
    ///
    /// It must be enabled for the account.
    pub automatic_return_routing: Option<bool>,
    /// The BGP session over the interconnect. Absent if there is none.
    pub bgp: Option<MagicBgp>,
    /// Name of its Cloudflare data center.
    ///
    /// Set by the API.
    pub colo_name: Option<String>,
    /// Time of creation, in the format of RFC 3339.
    ///
    /// Set by the API.
    pub created_on: Option<String>,
    /// Description of the Magic interconnect, for people.
    pub description: Option<String>,
    /// The GRE tunnel over the interconnect. Absent if there is none.
    ///
    /// The API refuses it for version `1.5`.
    pub gre: Option<MagicGre>,
    /// How Cloudflare probes the interconnect.
    pub health_check: Option<MagicHealthCheck>,
    /// Identifier of the Magic interconnect.
    ///
    /// Set by the API.
    pub id: Option<String>,
    /// Cloudflare's IPv4 address on the link, with its prefix length, 30 or 31, in the form `A.B.C.D/N`.
    pub interface_address: Option<String>,
    /// Cloudflare's IPv6 address on the link, with its prefix length of 127.
    pub interface_address6: Option<String>,
    /// Time of the last change, in the format of RFC 3339.
    ///
    /// Set by the API.
    pub modified_on: Option<String>,
    /// Maximum transmission unit (MTU), in bytes, at least 576.
    #[serde(default, deserialize_with = "crate::value::response::deserialize")]
    pub mtu: Option<u64>,
    /// Name of the Magic interconnect, unique among the interconnects and tunnels of the account.
    pub name: Option<String>,
    /// Version of the interconnect, such as `1`, `1.5` or `2`.
    ///
    /// Set by the API.
    pub version: Option<String>,
    /// Identifier of the reservation of the virtual port, a UUID. Its interconnect has the same one.
    ///
    /// Set by the API.
    pub virtual_port_reservation_id: Option<String>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    MagicInterconnect { "automatic_return_routing" automatic_return_routing optional,
    "bgp" bgp optional, "colo_name" colo_name optional, "created_on" created_on optional,
    "description" description optional, "gre" gre optional, "health_check" health_check
    optional, "id" id optional, "interface_address" interface_address optional,
    "interface_address6" interface_address6 optional, "modified_on" modified_on optional,
    "mtu" mtu optional, "name" name optional, "version" version optional,
    "virtual_port_reservation_id" virtual_port_reservation_id optional, }
);

impl MagicInterconnect {
    /// Takes the required fields; the other methods set the rest.
    #[must_use]
    pub fn new() -> Self {
        MagicInterconnect {
            automatic_return_routing: None,
            bgp: None,
            colo_name: None,
            created_on: None,
            description: None,
            gre: None,
            health_check: None,
            id: None,
            interface_address: None,
            interface_address6: None,
            modified_on: None,
            mtu: None,
            name: None,
            version: None,
            virtual_port_reservation_id: None,
            extra_fields: crate::value::extra_fields::ExtraFields::default(),
        }
    }
    /// Sets `automatic_return_routing`.
    #[must_use]
    pub fn automatic_return_routing(mut self, automatic_return_routing: bool) -> Self {
        self.automatic_return_routing = Some(automatic_return_routing);
        self
    }
    /// Sets `bgp`.
    #[must_use]
    pub fn bgp(mut self, bgp: MagicBgp) -> Self {
        self.bgp = Some(bgp);
        self
    }
    /// Sets `description`.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }
    /// Sets `gre`.
    #[must_use]
    pub fn gre(mut self, gre: MagicGre) -> Self {
        self.gre = Some(gre);
        self
    }
    /// Sets `health_check`.
    #[must_use]
    pub fn health_check(mut self, health_check: MagicHealthCheck) -> Self {
        self.health_check = Some(health_check);
        self
    }
    /// Sets `interface_address`.
    #[must_use]
    pub fn interface_address(mut self, interface_address: impl Into<String>) -> Self {
        self.interface_address = Some(interface_address.into());
        self
    }
    /// Sets `interface_address6`.
    #[must_use]
    pub fn interface_address6(mut self, interface_address6: impl Into<String>) -> Self {
        self.interface_address6 = Some(interface_address6.into());
        self
    }
    /// Sets `mtu`.
    #[must_use]
    pub fn mtu(mut self, mtu: u64) -> Self {
        self.mtu = Some(mtu);
        self
    }
    /// Sets `name`.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}

crate::sent_struct!(MagicInterconnect);

/// Settings of a Magic conduit, which connects a CNI to Magic Transit or Magic WAN.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct MagicSettings {
    /// Name of the conduit.
    pub conduit_name: String,
    /// Description of the conduit, for people.
    pub description: String,
    /// Maximum transmission unit (MTU) of the conduit, in bytes.
    #[serde(deserialize_with = "crate::value::response::deserialize")]
    pub mtu: u64,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    MagicSettings { "conduit_name" conduit_name required, "description" description
    required, "mtu" mtu required, }
);

impl MagicSettings {
    /// Takes the required fields; the other methods set the rest.
    #[must_use]
    pub fn new(
        conduit_name: impl Into<String>,
        description: impl Into<String>,
        mtu: u64,
    ) -> Self {
        MagicSettings {
            conduit_name: conduit_name.into(),
            description: description.into(),
            mtu,
            extra_fields: crate::value::extra_fields::ExtraFields::default(),
        }
    }
}

crate::sent_struct!(MagicSettings);

/// Settings that apply to all network interconnects of an account.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct Settings {
    /// The account's default autonomous system number (ASN), of 32 bits.
    #[serde(deserialize_with = "crate::value::response::deserialize")]
    pub default_asn: u64,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(Settings { "default_asn" default_asn required, });

/// A change of an account's settings.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct SettingsRequest {
    /// The new default autonomous system number (ASN) of the account, of 32 bits.
    ///
    /// If absent or null, the request gives no number.
    #[serde(default, deserialize_with = "crate::value::response::deserialize")]
    pub default_asn: Option<u64>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(SettingsRequest { "default_asn" default_asn optional, });

impl SettingsRequest {
    /// Takes the required fields; the other methods set the rest.
    #[must_use]
    pub fn new() -> Self {
        SettingsRequest {
            default_asn: None,
            extra_fields: crate::value::extra_fields::ExtraFields::default(),
        }
    }
    /// Sets `default_asn`.
    #[must_use]
    pub fn default_asn(mut self, default_asn: u64) -> Self {
        self.default_asn = Some(default_asn);
        self
    }
    /// Sends `default_asn` as null. This differs from omitting it.
    #[must_use]
    pub fn default_asn_null(mut self) -> Self {
        self.default_asn = None;
        self.extra_fields.send_null("default_asn");
        self
    }
}

crate::sent_struct!(SettingsRequest);

/// A slot: a place for one port in a facility, free or occupied by an interconnect.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct SlotInfo {
    /// Tag of the account that the slot belongs to.
    ///
    /// Absent if the API names none.
    pub account: Option<String>,
    /// Name of the Cloudflare device of the slot's port.
    ///
    /// Absent if the API does not return it.
    pub ccr_device_name: Option<String>,
    /// The building in which the slot is.
    pub facility: FacilityInfo,
    /// Identifier of the slot, a UUID. Pass it to order a physical interconnect.
    pub id: String,
    /// Whether an interconnect occupies the slot.
    pub occupied: bool,
    /// Name of the Cloudflare site that the slot belongs to.
    pub site: String,
    /// Speed of the slot's port, in bits per second, such as `10G`.
    pub speed: String,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    SlotInfo { "account" account optional, "ccr_device_name" ccr_device_name optional,
    "facility" facility required, "id" id required, "occupied" occupied required, "site"
    site required, "speed" speed required, }
);

/// One page of slots.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct SlotList {
    /// The slots on this page.
    #[serde(deserialize_with = "crate::value::response::deserialize")]
    pub items: Vec<SlotInfo>,
    /// The `cursor` of the next page.
    ///
    /// Absent or null on the last page.
    #[serde(default, deserialize_with = "crate::value::response::deserialize")]
    pub next: Option<i64>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(SlotList { "items" items required, "next" next optional, });

/// The current state of an interconnect.
///
/// Its `state` says which one it is. Some states have a reason.
///
/// `state` decides the variant.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum StatusInfo {
    /// Not in service yet.
    #[non_exhaustive]
    Pending { #[doc(hidden)] extra_fields: crate::value::extra_fields::ExtraFields },
    /// Not working.
    #[non_exhaustive]
    Down {
        /// Why the interconnect is down.
        ///
        /// Text for people. Absent or null if the reason is not known.
        reason: Option<String>,
        #[doc(hidden)]
        extra_fields: crate::value::extra_fields::ExtraFields,
    },
    /// Not working as it should.
    #[non_exhaustive]
    Unhealthy {
        /// What is wrong with the interconnect.
        ///
        /// Text for people. Absent or null if the reason is not known.
        reason: Option<String>,
        #[doc(hidden)]
        extra_fields: crate::value::extra_fields::ExtraFields,
    },
    /// Working.
    #[non_exhaustive]
    Healthy { #[doc(hidden)] extra_fields: crate::value::extra_fields::ExtraFields },
    /// A kind newer than this crate, or one without a discriminator, unchanged.
    Unrecognized(crate::Unrecognized),
}

impl StatusInfo {
    /// Returns `state`, which decides the variant. A kind newer than this crate may have none.
    pub fn state(&self) -> Option<&str> {
        match self {
            Self::Pending { .. } => Some("Pending"),
            Self::Down { .. } => Some("Down"),
            Self::Unhealthy { .. } => Some("Unhealthy"),
            Self::Healthy { .. } => Some("Healthy"),
            Self::Unrecognized(object) => {
                object.get("state").and_then(serde_json::Value::as_str)
            }
        }
    }
    /// `reason`. Some kinds do not have it.
    ///
    /// Why the interconnect is down.
    ///
    /// Text for people. Absent or null if the reason is not known.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Pending { .. } => None,
            Self::Down { reason, .. } => reason.as_deref(),
            Self::Unhealthy { reason, .. } => reason.as_deref(),
            Self::Healthy { .. } => None,
            Self::Unrecognized(object) => {
                object.get("reason").and_then(serde_json::Value::as_str)
            }
        }
    }
    /// Whether the variant is `Pending`.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::Pending { .. })
    }
    /// Whether the variant is `Down`.
    #[must_use]
    pub fn is_down(&self) -> bool {
        matches!(self, Self::Down { .. })
    }
    /// Whether the variant is `Unhealthy`.
    #[must_use]
    pub fn is_unhealthy(&self) -> bool {
        matches!(self, Self::Unhealthy { .. })
    }
    /// Whether the variant is `Healthy`.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        matches!(self, Self::Healthy { .. })
    }
    /// The unknown fields, by their names on the wire. In a kind newer than this crate, all fields are
    /// unknown. They are kept and written back unchanged.
    #[must_use]
    pub fn extra_fields(&self) -> &serde_json::Map<String, serde_json::Value> {
        match self {
            Self::Pending { extra_fields, .. } => extra_fields.as_map(),
            Self::Down { extra_fields, .. } => extra_fields.as_map(),
            Self::Unhealthy { extra_fields, .. } => extra_fields.as_map(),
            Self::Healthy { extra_fields, .. } => extra_fields.as_map(),
            Self::Unrecognized(object) => object.as_object(),
        }
    }
}

impl<'de> serde::Deserialize<'de> for StatusInfo {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        crate::value::union::deserialize_union(
            deserializer,
            "state",
            &[],
            |variant, fields| match variant {
                Some("Pending") => {
                    fields
                        .into_variant()
                        .map(|StatusInfoPending { extra_fields }| Self::Pending {
                            extra_fields,
                        })
                }
                Some("Down") => {
                    fields
                        .into_variant()
                        .map(|StatusInfoDown { reason, extra_fields }| Self::Down {
                            reason,
                            extra_fields,
                        })
                }
                Some("Unhealthy") => {
                    fields
                        .into_variant()
                        .map(|StatusInfoUnhealthy { reason, extra_fields }| Self::Unhealthy {
                            reason,
                            extra_fields,
                        })
                }
                Some("Healthy") => {
                    fields
                        .into_variant()
                        .map(|StatusInfoHealthy { extra_fields }| Self::Healthy {
                            extra_fields,
                        })
                }
                _ => fields.unrecognized().map(Self::Unrecognized),
            },
        )
    }
}

impl serde::Serialize for StatusInfo {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Pending { extra_fields } => {
                crate::value::extra_fields::Writer::new(
                        serializer,
                        Some(("state", "Pending")),
                        extra_fields,
                    )?
                    .end()
            }
            Self::Down { reason: f0, extra_fields } => {
                crate::value::extra_fields::Writer::new(
                        serializer,
                        Some(("state", "Down")),
                        extra_fields,
                    )?
                    .optional("reason", f0)?
                    .end()
            }
            Self::Unhealthy { reason: f0, extra_fields } => {
                crate::value::extra_fields::Writer::new(
                        serializer,
                        Some(("state", "Unhealthy")),
                        extra_fields,
                    )?
                    .optional("reason", f0)?
                    .end()
            }
            Self::Healthy { extra_fields } => {
                crate::value::extra_fields::Writer::new(
                        serializer,
                        Some(("state", "Healthy")),
                        extra_fields,
                    )?
                    .end()
            }
            Self::Unrecognized(object) => object.serialize(serializer),
        }
    }
}

crate::open_union!(StatusInfo);

#[derive(serde::Deserialize)]
struct StatusInfoDown {
    reason: Option<String>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

#[derive(serde::Deserialize)]
struct StatusInfoHealthy {
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

#[derive(serde::Deserialize)]
struct StatusInfoPending {
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

#[derive(serde::Deserialize)]
struct StatusInfoUnhealthy {
    reason: Option<String>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

/// The result of a change of one Magic interconnect.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct UpdateMagicInterconnectResponse {
    /// Whether anything was changed.
    pub modified: Option<bool>,
    /// The Magic interconnect after the change.
    ///
    /// Absent if nothing was changed.
    pub modified_interconnect: Option<MagicInterconnect>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    UpdateMagicInterconnectResponse { "modified" modified optional,
    "modified_interconnect" modified_interconnect optional, }
);

/// The result of a change of several Magic interconnects.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct UpdateManyMagicInterconnectsResponse {
    /// Whether anything was changed.
    pub modified: Option<bool>,
    /// The changed Magic interconnects, with their new settings.
    ///
    /// Absent if none was changed.
    #[serde(default, deserialize_with = "crate::value::response::deserialize")]
    pub modified_interconnects: Option<Vec<MagicInterconnect>>,
    #[serde(flatten)]
    extra_fields: crate::value::extra_fields::ExtraFields,
}

crate::spec_struct!(
    UpdateManyMagicInterconnectsResponse { "modified" modified optional,
    "modified_interconnects" modified_interconnects optional, }
);
