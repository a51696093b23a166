//! The address of a server: `postgres://USER:PASSWORD@HOST:PORT,HOST:PORT/DATABASE?sslmode=…`. Its password is told to the
//! server and to nobody else.

use std::fmt;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

/// The servers that an address names, each of which may be the one that is written to.
#[derive(Clone)]
pub(super) struct Address {
    /// How to connect to each, in their order.
    pub(super) servers: Vec<PgConnectOptions>,
    /// How the store is named in sentences.
    pub(super) name: String,
}

/// Without the ways to connect: they hold the password.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Whether an address names a server.
pub(in super::super) fn is_meant(url: &str) -> bool {
    ["postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme))
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// Why it is none; nothing of it is told, for it may hold a password.
    pub(super) fn read(url: &str) -> Result<Self, String> {
        let (scheme, rest) = url.split_once("://").ok_or("give postgres://USER@HOST/DATABASE")?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (user, hosts) = match authority.rsplit_once('@') {
            Some((user, hosts)) => (format!("{user}@"), hosts),
            None => (String::new(), authority),
        };
        let servers = hosts.split(',').map(|host| {
            let one = format!("{scheme}://{user}{host}{path}");
            let options = PgConnectOptions::from_str(&one);
            options.map_err(|_| "it is no address of PostgreSQL: give postgres://USER@HOST/DATABASE".to_owned())
        });
        let servers = servers.collect::<Result<Vec<_>, _>>()?;
        let first = servers.first().ok_or("it names no server")?;
        let names: Vec<String> = servers.iter().map(host_of).collect();
        let database = first.get_database().unwrap_or(first.get_username());
        let name = format!("postgres://{}@{}/{database}", first.get_username(), names.join(","));
        Ok(Self { name, servers })
    }
}

/// A server as it is named in sentences.
fn host_of(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(folder) => folder.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_name_several_servers_and_its_password_is_not_told() {
        let check = |url: &str, expect: &str, many: usize| {
            let address = Address::read(url).unwrap_or_else(|why| panic!("{url}: {why}"));
            assert_eq!((address.name.as_str(), address.servers.len()), (expect, many));
            assert!(!format!("{address:?}").contains("secret"), "{address:?}");
        };
        check("postgres://me:secret@db.example/desk", "postgres://me@db.example:5432/desk", 1);
        check("postgresql://me@one:6000,two/desk?sslmode=require", "postgres://me@one:6000,two:5432/desk", 2);
        check("postgres://me@localhost/desk?host=/run/pg", "postgres://me@/run/pg/desk", 1);
        for wrong in ["postgres:desk", "postgres://me:secret@host:port/desk", "postgres://me:sec:ret@ho st/desk"] {
            let Err(why) = Address::read(wrong) else { panic!("{wrong} is read") };
            assert!(why.contains("postgres://USER@HOST/DATABASE") && !why.contains("sec"), "{why}");
        }
    }
}
