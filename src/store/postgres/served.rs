//! How a server keeps the store, for the doctor.

use sqlx::{Connection, Row};

use super::super::StoreError;
use super::super::sql::fault::fault;
use super::address::Address;
use super::open::{inspect, may_write, newest, reach};

/// What is told of a store on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The store, without secrets.
    pub name: String,
    /// The server's version, as it says.
    pub version: String,
    /// The schema the store is of; nought where there is none yet.
    pub schema: i64,
    /// The schema that this program writes.
    pub newest: i64,
    /// Items in it.
    pub items: u64,
    /// Bytes of its database on the server's disk.
    pub bytes: u64,
    /// Whether what is said to the server is encrypted.
    pub is_encrypted: bool,
    /// Why this role may not write to it; none where it may.
    pub read_only: Option<String>,
}

/// Asks the server at an address how it keeps the store.
pub(in super::super) async fn ask(url: &str) -> Result<Served, StoreError> {
    let doing = fault("asking the server");
    let address = Address::read(url).map_err(|why| StoreError::Address { why })?;
    let unusable = |why: String| StoreError::Unusable { store: address.name.clone(), why };
    let (_, mut connection) = reach(&address).await.map_err(&unusable)?;
    let schema = inspect(&mut connection).await.map_err(&unusable)?;
    let row = sqlx::query(
        "SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes,
            coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), FALSE) AS is_encrypted",
    );
    let row = row.fetch_one(&mut connection).await.map_err(&doing)?;
    let (mut items, mut read_only): (i64, _) = (0, None);
    if schema.is_some() {
        let count = sqlx::query_scalar("SELECT count(*) FROM coastwatch.item");
        items = count.fetch_one(&mut connection).await.map_err(&doing)?;
        read_only = may_write(&mut connection).await.map_err(&doing)?;
    }
    let bytes: i64 = row.try_get("bytes").map_err(&doing)?;
    let served = Served {
        name: address.name.clone(),
        version: row.try_get("version").map_err(&doing)?,
        schema: schema.unwrap_or(0),
        newest: newest(),
        items: u64::try_from(items).unwrap_or(0),
        bytes: u64::try_from(bytes).unwrap_or(0),
        is_encrypted: row.try_get("is_encrypted").map_err(&doing)?,
        read_only,
    };
    // It was only asked.
    let _closed = connection.close().await;
    Ok(served)
}
