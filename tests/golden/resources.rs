// Generated from the spec by build.rs; edits here are lost.

impl Client {
    /// The operations tagged `CNIs`, bound to one `account_id`.
    ///
    /// `account_id`: Identifier of the account: 32 hexadecimal digits.
    #[must_use]
    pub fn cnis(&self, account_id: &str) -> Cnis {
        Cnis {
            client: self.clone(),
            account_id: account_id.to_owned(),
        }
    }
}

/// The operations tagged `CNIs`, bound to one `account_id`: from [`Client::cnis`].
///
/// Point-to-point links that route traffic over interconnects.
///
/// A CNI is a link on an interconnect, with its Magic conduit and, optionally, a BGP session.
#[derive(Clone, Debug)]
pub struct Cnis {
    client: Client,
    account_id: String,
}

impl Cnis {
    /// List the account's CNIs.
    ///
    /// Returns one page of the account's CNIs.
    ///
    /// Filters combine: with both `slot` and `tunnel_id`, a CNI must match both.
    ///
    /// `GET /accounts/{account_id}/cni/cnis`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// for page in client.cnis(account_id).list().limit(50).pages() {
    ///     for cni in page?.items {
    ///         println!("{} on {}: {}", cni.id, cni.interconnect, cni.p2p_ip);
    ///     }
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn list(&self) -> operations::ListCnis {
        operations::ListCnis(
            Request::new(&self.client, Cow::Borrowed(operations::ListCnis::OPERATION))
                .path(&self.account_id),
        )
    }
    /// Create a CNI on an interconnect.
    ///
    /// The response has the identifier of the CNI, and the addresses of both ends of the point-to-point link for your router's configuration.
    ///
    /// Creating is not idempotent. After a failure without a response, list the CNIs before creating again.
    ///
    /// `POST /accounts/{account_id}/cni/cnis`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// use cloudflare_interconnects::types::{BgpControl, CniCreate, MagicSettings};
    ///
    /// let magic = MagicSettings::new("conduit-1", "to the data centre", 1500);
    /// let bgp = BgpControl::new(64512, ["198.51.100.0/24"]);
    /// let cni = CniCreate::new("account tag", "icon-1", magic).bgp(bgp);
    /// println!("{}", client.cnis(account_id).create(&cni).send()?.cust_ip);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn create(&self, body: &impl Body<types::CniCreate>) -> operations::CreateCni {
        operations::CreateCni(
            Request::new(&self.client, Cow::Borrowed(operations::CreateCni::OPERATION))
                .path(&self.account_id)
                .json(body.encode()),
        )
    }
    /// Get one CNI.
    ///
    /// Returns one CNI: its interconnect, the addresses of its link, and the settings of its conduit and its BGP session.
    ///
    /// [`wait_until`](operations::GetCni::wait_until) polls until the response meets a condition.
    ///
    /// - `cni`: Identifier of the CNI, a UUID.
    ///
    /// `GET /accounts/{account_id}/cni/cnis/{cni}`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// let cnis = client.cnis(account_id);
    /// if let Some(first) = cnis.list().iter().next() {
    ///     println!("{:?}", cnis.get(&first?.id).send()?.magic);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn get(&self, cni: &str) -> operations::GetCni {
        operations::GetCni(
            Request::new(&self.client, Cow::Borrowed(operations::GetCni::OPERATION))
                .path(&self.account_id)
                .path(cni),
        )
    }
    /// Replace a CNI's configuration.
    ///
    /// The body is the whole CNI, not a list of changes: get the CNI, change it, and send all of it back.
    ///
    /// - `cni`: Identifier of the CNI, a UUID.
    ///
    /// `PUT /accounts/{account_id}/cni/cnis/{cni}`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// let cnis = client.cnis(account_id);
    /// if let Some(first) = cnis.list().iter().next() {
    ///     let mut cni = first?;
    ///     cni.magic.mtu = 1476;
    ///     cnis.update(&cni.id, &cni).send()?;
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn update(
        &self,
        cni: &str,
        body: &impl Body<types::Cni>,
    ) -> operations::UpdateCni {
        operations::UpdateCni(
            Request::new(&self.client, Cow::Borrowed(operations::UpdateCni::OPERATION))
                .path(&self.account_id)
                .path(cni)
                .json(body.encode()),
        )
    }
    /// Delete a CNI.
    ///
    /// Traffic that still uses the CNI is cut off. Its interconnect stays.
    ///
    /// The response has no content.
    ///
    /// - `cni`: Identifier of the CNI, a UUID.
    ///
    /// `DELETE /accounts/{account_id}/cni/cnis/{cni}`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// let cnis = client.cnis(account_id);
    /// if let Some(first) = cnis.list().iter().next() {
    ///     cnis.delete(&first?.id).send()?;
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn delete(&self, cni: &str) -> operations::DeleteCni {
        operations::DeleteCni(
            Request::new(&self.client, Cow::Borrowed(operations::DeleteCni::OPERATION))
                .path(&self.account_id)
                .path(cni),
        )
    }
}

impl Client {
    /// The operations tagged `Interconnects`, bound to one `account_id`.
    ///
    /// `account_id`: Identifier of the account: 32 hexadecimal digits.
    #[must_use]
    pub fn interconnects(&self, account_id: &str) -> Interconnects {
        Interconnects {
            client: self.clone(),
            account_id: account_id.to_owned(),
        }
    }
}

/// The operations tagged `Interconnects`, bound to one `account_id`: from [`Client::interconnects`].
///
/// Connections between a customer's network and Cloudflare's.
///
/// An interconnect is either a physical port in a facility where Cloudflare is present (`direct`) or a virtual connection from Google Cloud (`gcp_partner`). These operations order and delete interconnects, describe them, return their state, and provide the Letter of Authorization that a facility asks for.
#[derive(Clone, Debug)]
pub struct Interconnects {
    client: Client,
    account_id: String,
}

impl Interconnects {
    /// List the account's interconnects.
    ///
    /// Returns one page of the account's interconnects, of all types.
    ///
    /// Filters combine: with both `site` and `type`, an interconnect must match both.
    ///
    /// `GET /accounts/{account_id}/cni/interconnects`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// for interconnect in client.interconnects(account_id).list().site("IAD").iter() {
    ///     println!("{:?}", interconnect?.name());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn list(&self) -> operations::ListInterconnects {
        operations::ListInterconnects(
            Request::new(
                    &self.client,
                    Cow::Borrowed(operations::ListInterconnects::OPERATION),
                )
                .path(&self.account_id),
        )
    }
    /// Order an interconnect.
    ///
    /// Orders a new interconnect for the account: a port in one of Cloudflare's slots (`direct`), or a virtual connection from Google Cloud (`gcp_partner`).
    ///
    /// The response describes the new interconnect. Its `name` identifies it in every later call. It carries no traffic at first: wait until its status is healthy. For a physical port, download the Letter of Authorization, which the facility needs to connect the cable.
    ///
    /// An order is not idempotent. After a failure without a response, list the interconnects before ordering again.
    ///
    /// `POST /accounts/{account_id}/cni/interconnects`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// use cloudflare_interconnects::types::InterconnectCreate;
    ///
    /// let slot_id = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e";
    /// let order = InterconnectCreate::direct("account tag", slot_id).speed("10G");
    /// let ordered = client.interconnects(account_id).create(&order).send()?;
    /// println!("ordered {:?}", ordered.name());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn create(
        &self,
        body: &impl Body<types::InterconnectCreate>,
    ) -> operations::CreateInterconnect {
        operations::CreateInterconnect(
            Request::new(
                    &self.client,
                    Cow::Borrowed(operations::CreateInterconnect::OPERATION),
                )
                .path(&self.account_id)
                .json(body.encode()),
        )
    }
    /// Get one interconnect.
    ///
    /// Returns one interconnect: its type, its owner and its location.
    ///
    /// Whether it is up is not included; read its status for that.
    ///
    /// [`wait_until`](operations::GetInterconnect::wait_until) polls until the response meets a condition.
    ///
    /// - `icon`: Name of the interconnect (its field `name`), such as `icon-1`.
    ///
    /// `GET /accounts/{account_id}/cni/interconnects/{icon}`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// use cloudflare_interconnects::types::Interconnect;
    ///
    /// let interconnects = client.interconnects(account_id);
    /// if let Interconnect::Direct(physical) = interconnects.get("icon-1").send()? {
    ///     println!("{} at {}, {}", physical.name, physical.site, physical.facility.name);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn get(&self, icon: &str) -> operations::GetInterconnect {
        operations::GetInterconnect(
            Request::new(
                    &self.client,
                    Cow::Borrowed(operations::GetInterconnect::OPERATION),
                )
                .path(&self.account_id)
                .path(icon),
        )
    }
    /// Delete an interconnect.
    ///
    /// Traffic that still uses the interconnect is cut off. Deleting cannot be undone: order a new one instead.
    ///
    /// The response has no content.
    ///
    /// - `icon`: Name of the interconnect (its field `name`), such as `icon-1`.
    ///
    /// `DELETE /accounts/{account_id}/cni/interconnects/{icon}`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// match client.interconnects(account_id).delete("icon-1").send() {
    ///     Err(error) if error.is_not_found() => println!("it is gone already"),
    ///     result => result?,
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn delete(&self, icon: &str) -> operations::DeleteInterconnect {
        operations::DeleteInterconnect(
            Request::new(
                    &self.client,
                    Cow::Borrowed(operations::DeleteInterconnect::OPERATION),
                )
                .path(&self.account_id)
                .path(icon),
        )
    }
    /// Get the Letter of Authorization.
    ///
    /// Returns the Letter of Authorization (LOA) of an interconnect as a PDF.
    ///
    /// The operator of the facility needs this letter to connect a cable to Cloudflare's port. It names the customer: the account, or `name` if given.
    ///
    /// - `icon`: Name of the interconnect (its field `name`), such as `icon-1`.
    ///
    /// `GET /accounts/{account_id}/cni/interconnects/{icon}/loa`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// let loa = std::env::temp_dir().join("loa-of-icon-1.pdf");
    /// let letter = client.interconnects(account_id).loa("icon-1").name("Example Networks");
    /// letter.send()?.save_to(&loa)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn loa(&self, icon: &str) -> operations::GetInterconnectLoa {
        operations::GetInterconnectLoa(
            Request::new(
                    &self.client,
                    Cow::Borrowed(operations::GetInterconnectLoa::OPERATION),
                )
                .path(&self.account_id)
                .path(icon),
        )
    }
    /// Get the name on the Letter of Authorization.
    ///
    /// Returns the customer's name in an interconnect's Letter of Authorization if the request for the letter gives none.
    ///
    /// [`wait_until`](operations::GetInterconnectLoaDefaultName::wait_until) polls until the response meets a condition.
    ///
    /// - `icon`: Name of the interconnect (its field `name`), such as `icon-1`.
    ///
    /// `GET /accounts/{account_id}/cni/interconnects/{icon}/loa/default`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// let default = client.interconnects(account_id).loa_default_name("icon-1").send()?;
    /// println!("the letter is made out to {}", default.name);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn loa_default_name(
        &self,
        icon: &str,
    ) -> operations::GetInterconnectLoaDefaultName {
        operations::GetInterconnectLoaDefaultName(
            Request::new(
                    &self.client,
                    Cow::Borrowed(operations::GetInterconnectLoaDefaultName::OPERATION),
                )
                .path(&self.account_id)
                .path(icon),
        )
    }
    /// Get an interconnect's state.
    ///
    /// Returns whether the interconnect is up now, and if not, the reason if the API knows it.
    ///
    /// Use it to wait for a new interconnect, and to monitor one in service.
    ///
    /// [`wait_until`](operations::GetInterconnectStatus::wait_until) polls until the response meets a condition.
    ///
    /// - `icon`: Name of the interconnect (its field `name`), such as `icon-1`.
    ///
    /// `GET /accounts/{account_id}/cni/interconnects/{icon}/status`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// use cloudflare_interconnects::types::StatusInfo;
    ///
    /// match client.interconnects(account_id).status("icon-1").send()? {
    ///     StatusInfo::Healthy { .. } => println!("up"),
    ///     StatusInfo::Down { reason, .. } => println!("down: {reason:?}"),
    ///     status => println!("{status:?}"),
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn status(&self, icon: &str) -> operations::GetInterconnectStatus {
        operations::GetInterconnectStatus(
            Request::new(
                    &self.client,
                    Cow::Borrowed(operations::GetInterconnectStatus::OPERATION),
                )
                .path(&self.account_id)
                .path(icon),
        )
    }
}

impl Client {
    /// The operations tagged `Magic Interconnects`, bound to one `account_id`.
    ///
    /// `account_id`: Identifier of the account: 32 hexadecimal digits.
    #[must_use]
    pub fn magic_interconnects(&self, account_id: &str) -> MagicInterconnects {
        MagicInterconnects {
            client: self.clone(),
            account_id: account_id.to_owned(),
        }
    }
}

/// The operations tagged `Magic Interconnects`, bound to one `account_id`: from [`Client::magic_interconnects`].
///
/// The Magic Transit and Magic WAN side of interconnects.
///
/// An interconnect carries Magic traffic through its Magic interconnect, which holds the MTU, health check, addresses and BGP session. The two have the same `virtual_port_reservation_id`.
#[derive(Clone, Debug)]
pub struct MagicInterconnects {
    client: Client,
    account_id: String,
}

impl MagicInterconnects {
    /// List the account's Magic interconnects.
    ///
    /// Returns all Magic interconnects of the account, without pages.
    ///
    /// A Magic interconnect has the same `virtual_port_reservation_id` as its interconnect.
    ///
    /// [`wait_until`](operations::ListMagicInterconnects::wait_until) polls until the response meets a condition.
    ///
    /// `GET /accounts/{account_id}/magic/cf_interconnects`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// for magic in client.magic_interconnects(account_id).list().send()?.interconnects {
    ///     println!("{:?}: MTU {:?}", magic.name, magic.mtu);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn list(&self) -> operations::ListMagicInterconnects {
        operations::ListMagicInterconnects(
            Request::new(
                    &self.client,
                    Cow::Borrowed(operations::ListMagicInterconnects::OPERATION),
                )
                .path(&self.account_id),
        )
    }
    /// Change several Magic interconnects.
    ///
    /// With `validate_only`, the change is only checked. Cloudflare documents the body only as an object.
    ///
    /// `PUT /accounts/{account_id}/magic/cf_interconnects`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// use serde_json::{Map, json};
    ///
    /// let change = json!([{ "id": "6d616769630000000000000000000001", "mtu": 1476 }]);
    /// let body = Map::from_iter([("interconnects".to_owned(), change)]);
    /// let magic_interconnects = client.magic_interconnects(account_id);
    /// magic_interconnects.update_many(&body).validate_only(true).send()?;
    /// magic_interconnects.update_many(&body).send()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn update_many(
        &self,
        body: &impl Body<serde_json::Map<String, serde_json::Value>>,
    ) -> operations::UpdateManyMagicInterconnects {
        operations::UpdateManyMagicInterconnects(
            Request::new(
                    &self.client,
                    Cow::Borrowed(operations::UpdateManyMagicInterconnects::OPERATION),
                )
                .path(&self.account_id)
                .json(body.encode()),
        )
    }
    /// Get one Magic interconnect.
    ///
    /// Returns the settings of one Magic interconnect: its MTU, its health check, its addresses and its BGP session.
    ///
    /// [`wait_until`](operations::GetMagicInterconnect::wait_until) polls until the response meets a condition.
    ///
    /// - `cf_interconnect_id`: Identifier of the Magic interconnect: 32 hexadecimal digits.
    ///
    /// `GET /accounts/{account_id}/magic/cf_interconnects/{cf_interconnect_id}`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// let id = "6d616769630000000000000000000001";
    /// let magic = client.magic_interconnects(account_id).get(id).send()?.interconnect;
    /// if let Some(health_check) = magic.health_check {
    ///     println!("probed: {:?}, target {:?}", health_check.enabled, health_check.target);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn get(&self, cf_interconnect_id: &str) -> operations::GetMagicInterconnect {
        operations::GetMagicInterconnect(
            Request::new(
                    &self.client,
                    Cow::Borrowed(operations::GetMagicInterconnect::OPERATION),
                )
                .path(&self.account_id)
                .path(cf_interconnect_id),
        )
    }
    /// Change a Magic interconnect.
    ///
    /// Get it, edit it, and send it back. Fields that only the API sets are not sent; unknown fields are sent back as they came. With `validate_only`, the change is only checked.
    ///
    /// - `cf_interconnect_id`: Identifier of the Magic interconnect: 32 hexadecimal digits.
    ///
    /// `PUT /accounts/{account_id}/magic/cf_interconnects/{cf_interconnect_id}`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// let id = "6d616769630000000000000000000001";
    /// let magic_interconnects = client.magic_interconnects(account_id);
    /// let mut magic = magic_interconnects.get(id).send()?.interconnect;
    /// magic.mtu = Some(1476);
    /// magic_interconnects.update(id, &magic).send()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn update(
        &self,
        cf_interconnect_id: &str,
        body: &impl Body<types::MagicInterconnect>,
    ) -> operations::UpdateMagicInterconnect {
        operations::UpdateMagicInterconnect(
            Request::new(
                    &self.client,
                    Cow::Borrowed(operations::UpdateMagicInterconnect::OPERATION),
                )
                .path(&self.account_id)
                .path(cf_interconnect_id)
                .json(body.encode()),
        )
    }
}

impl Client {
    /// The operations tagged `Settings`, bound to one `account_id`.
    ///
    /// `account_id`: Identifier of the account: 32 hexadecimal digits.
    #[must_use]
    pub fn settings(&self, account_id: &str) -> Settings {
        Settings {
            client: self.clone(),
            account_id: account_id.to_owned(),
        }
    }
}

/// The operations tagged `Settings`, bound to one `account_id`: from [`Client::settings`].
///
/// Settings that apply to all network interconnects of an account.
#[derive(Clone, Debug)]
pub struct Settings {
    client: Client,
    account_id: String,
}

impl Settings {
    /// Get the account's settings.
    ///
    /// The settings apply to all network interconnects of the account.
    ///
    /// [`wait_until`](operations::GetSettings::wait_until) polls until the response meets a condition.
    ///
    /// `GET /accounts/{account_id}/cni/settings`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// println!("AS{}", client.settings(account_id).get().send()?.default_asn);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn get(&self) -> operations::GetSettings {
        operations::GetSettings(
            Request::new(&self.client, Cow::Borrowed(operations::GetSettings::OPERATION))
                .path(&self.account_id),
        )
    }
    /// Change the account's settings.
    ///
    /// The settings apply to all network interconnects of the account. The response has the new settings.
    ///
    /// `PUT /accounts/{account_id}/cni/settings`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// use cloudflare_interconnects::types::SettingsRequest;
    ///
    /// let settings = SettingsRequest::new().default_asn(4_200_000_000);
    /// client.settings(account_id).update(&settings).send()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn update(
        &self,
        body: &impl Body<types::SettingsRequest>,
    ) -> operations::UpdateSettings {
        operations::UpdateSettings(
            Request::new(
                    &self.client,
                    Cow::Borrowed(operations::UpdateSettings::OPERATION),
                )
                .path(&self.account_id)
                .json(body.encode()),
        )
    }
}

impl Client {
    /// The operations tagged `Slots`, bound to one `account_id`.
    ///
    /// `account_id`: Identifier of the account: 32 hexadecimal digits.
    #[must_use]
    pub fn slots(&self, account_id: &str) -> Slots {
        Slots {
            client: self.clone(),
            account_id: account_id.to_owned(),
        }
    }
}

/// The operations tagged `Slots`, bound to one `account_id`: from [`Client::slots`].
///
/// Places for ports in the facilities where Cloudflare is present.
///
/// Find a free slot before ordering a physical interconnect.
#[derive(Clone, Debug)]
pub struct Slots {
    client: Client,
    account_id: String,
}

impl Slots {
    /// List slots.
    ///
    /// Returns one page of the slots that the account can see, both free and occupied.
    ///
    /// Filters combine. To find a port to order, set `occupied` to false, and a `site` and a `speed`.
    ///
    /// `GET /accounts/{account_id}/cni/slots`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// for slot in client.slots(account_id).list().site("IAD").occupied(false).iter() {
    ///     let slot = slot?;
    ///     println!("{} ({}) in {}", slot.id, slot.speed, slot.facility.name);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn list(&self) -> operations::ListSlots {
        operations::ListSlots(
            Request::new(&self.client, Cow::Borrowed(operations::ListSlots::OPERATION))
                .path(&self.account_id),
        )
    }
    /// Get one slot.
    ///
    /// Returns one slot: its facility, its speed, and whether it is free.
    ///
    /// [`wait_until`](operations::GetSlot::wait_until) polls until the response meets a condition.
    ///
    /// - `slot`: Identifier of the slot, a UUID.
    ///
    /// `GET /accounts/{account_id}/cni/slots/{slot}`.
    ///
    /// An API token needs one of these permissions: `Magic WAN Write`, `Magic WAN Read`, `Magic Transit Read`, `Magic Transit Write`.
    ///
    /// # Example
    ///
    /// ```rust
    /// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
    /// # let fake = Fake::start()?;
    /// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
    /// # let account_id = Fake::ACCOUNT_ID;
    /// let slot = client.slots(account_id).get("182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e").send()?;
    /// println!("{}", if slot.occupied { "taken" } else { "free" });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn get(&self, slot: &str) -> operations::GetSlot {
        operations::GetSlot(
            Request::new(&self.client, Cow::Borrowed(operations::GetSlot::OPERATION))
                .path(&self.account_id)
                .path(slot),
        )
    }
}
