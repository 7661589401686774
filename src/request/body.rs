//! The types that can be the body of a request.

use serde::Serialize;

/// A value that an operation accepts as its body `T`: `T` itself, or, if `T` is a union, the request
/// type of one of its variants.
///
/// ```
/// # use cloudflare_interconnects::{Auth, Client, fake::Fake};
/// # let fake = Fake::start()?;
/// # let client = Client::builder().auth(Auth::token(Fake::TOKEN)).base_url(fake.base_url()).build()?;
/// use cloudflare_interconnects::types::InterconnectCreate;
///
/// let interconnects = client.interconnects(Fake::ACCOUNT_ID);
/// let order = InterconnectCreate::direct("account tag", Fake::FREE_SLOT_ID);
/// interconnects.create(&order).dry_run()?; // a variant's struct
/// interconnects.create(&InterconnectCreate::from(order)).send()?; // or the union
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Body<T: ?Sized> {
    /// Encodes the value as JSON.
    #[doc(hidden)]
    fn encode(&self) -> serde_json::Result<Vec<u8>>;
}

impl<T: Serialize> Body<T> for T {
    fn encode(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }
}
