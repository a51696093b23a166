//! Checking a store without touching it.

use std::path::Path;

use sqlx::{ConnectOptions, Connection};

use super::super::sql::aside::senseless;
use super::super::sql::fault::fault;
use super::super::sql::statement::On;
use super::super::{SetAside, StoreError};
use super::open::{Header, Refusal, emptied, header, inspect, newer, newest, to_read};

/// The check; faults beyond the twentieth are not told, for repair is the answer anyway.
const CHECK: &str = "PRAGMA integrity_check(20)";

/// What is told of a file with nothing in it.
const EMPTY: &str = "it is empty: nothing is in it to check or to repair; it becomes a new store when something is first \
                     stored in it, and if there was one in it, that is lost";

/// What a check of a store found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The schema it is of.
    pub schema: i64,
    /// The schema that this program writes.
    pub newest: i64,
    /// Items in it.
    pub items: u64,
    /// What is wrong with it, as the database says; nothing where it is whole.
    pub faults: Vec<String>,
    /// Rows of which nothing can be made, though the database can read them.
    pub senseless: Vec<SetAside>,
}

/// Checks the store in `file`: every page, every index, every reference.
pub(in super::super) async fn check(file: &Path) -> Result<Checked, StoreError> {
    let doing = "checking the store";
    let unusable = |why: String| StoreError::Unusable { store: format!("sqlite:{}", file.display()), why };
    let (wrong, is_newer) = match header(file) {
        Ok(Header::Empty) => return Err(unusable(EMPTY.to_owned())),
        // Before the database is asked, which would delete the log.
        Ok(Header::Emptied) => {
            let faults = vec![emptied(file)];
            return Ok(Checked { schema: 0, newest: newest(), items: 0, faults, senseless: vec![] });
        }
        Ok(Header::Store | Header::Current) => (None, None),
        Ok(Header::Newer(version)) => {
            (Some(format!("its first bytes say that it is of schema {version}")), Some(version))
        }
        Err(_) => (Some("its first bytes are not those of a store".to_owned()), None),
    };
    let opened = match to_read(file).await {
        Ok(options) => inspect(&options).await.map(|schema| (options, schema.unwrap_or(0))),
        Err(refusal) => Err(refusal),
    };
    let (options, schema) = match (opened, is_newer) {
        (Ok(opened), _) => opened,
        (Err(Refusal::Kept(why)), _) => return Err(unusable(why)),
        // What a newer program wrote is for that one to repair.
        (Err(Refusal::Damaged(_)), Some(version)) => return Err(unusable(newer(version))),
        (Err(Refusal::Damaged(why)), None) => {
            let faults = [Some(format!("it cannot be opened: {why}")), wrong].into_iter().flatten().collect();
            return Ok(Checked { schema: 0, newest: newest(), items: 0, faults, senseless: vec![] });
        }
    };
    let mut connection = options.connect().await.map_err(fault(doing))?;
    let checked = sqlx::query_scalar::<_, String>(CHECK).fetch_all(&mut connection).await;
    let faults = match checked {
        Ok(said) => said.into_iter().filter(|line| line != "ok").collect(),
        // A file so damaged that it cannot even be checked.
        Err(error) => vec![error.to_string()],
    };
    let mut faults: Vec<String> = faults;
    // The database passes over what this program opens no file without.
    faults.extend(wrong);
    if faults.is_empty() {
        let astray = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM pragma_foreign_key_check");
        match astray.fetch_one(&mut connection).await {
            Ok(0) => {}
            Ok(number) => faults.push(format!("{number} rows refer to others that are not there")),
            Err(error) => faults.push(error.to_string()),
        }
    }
    let items = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM item").fetch_one(&mut connection).await.unwrap_or(0);
    // Where the file cannot be read through, the faults say so.
    let senseless = senseless(On::Sqlite(&mut connection)).await.unwrap_or_default();
    // It was only read.
    let _closed = connection.close().await;
    Ok(Checked { schema, newest: newest(), items: u64::try_from(items).unwrap_or(0), faults, senseless })
}
