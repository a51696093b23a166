//! Which addresses may be asked.
//!
//! Only public unicast addresses are, unless the allow-list names another: a feed's address, a redirect or a
//! name server must not lead this program to the inside of the network it runs in. The check is made on the
//! address a connection is about to use, whatever its spelling was and whenever the name was looked up.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Addresses of one name that are tried: more would only be tried in vain within the deadline.
const ADDRESSES_MAX: usize = 16;

/// The addresses that may be asked although they are not public.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guard {
    allowed: Arc<[Allowed]>,
}

/// One entry of the allow-list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Allowed {
    /// One port of one address.
    Endpoint(SocketAddr),
    /// Every port of a network.
    Network {
        /// An address in it.
        address: IpAddr,
        /// How many leading bits make the network.
        prefix: u32,
    },
}

/// An address that is not asked: why a connection was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{address} is {what}")]
pub struct Refusal {
    /// The address.
    pub address: IpAddr,
    /// What it is: "a private address".
    pub what: &'static str,
}

/// An entry of the allow-list that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`fetch.allow` holds {entry:?}, which is neither an address with a port (\"127.0.0.1:8080\") nor a network (\"10.0.0.0/8\")"
)]
pub struct BadEntry {
    entry: String,
}

impl Guard {
    /// A guard that lets through what `allow` names: `address:port`, a network, or an address alone.
    ///
    /// # Errors
    /// An entry that is none of these.
    pub fn new(allow: &[String]) -> Result<Self, BadEntry> {
        let entries: Result<Vec<Allowed>, BadEntry> = allow
            .iter()
            .map(|entry| parse_entry(entry.trim()).ok_or_else(|| BadEntry { entry: entry.clone() }))
            .collect();
        Ok(Self { allowed: entries?.into() })
    }

    /// Whether `address` may be asked on `port`.
    ///
    /// # Errors
    /// What the address is, where it may not.
    pub fn check(&self, address: IpAddr, port: u16) -> Result<(), Refusal> {
        let Some(what) = special(address) else { return Ok(()) };
        if self.allowed.iter().any(|entry| entry.holds(address, port)) {
            return Ok(());
        }
        Err(Refusal { address, what })
    }

    /// Those of a name's addresses that may be asked: all, or those that the allow-list names.
    ///
    /// One special address among public ones is a name server that lies, or one that leads inside: then none is. But a
    /// name of this machine has several, and one of them may be listed.
    ///
    /// # Errors
    /// What the first is that may not, where none may.
    fn choose(&self, found: Vec<SocketAddr>, port: u16) -> Result<Vec<SocketAddr>, Refusal> {
        let refused = found.iter().find_map(|address| self.check(address.ip(), port).err());
        let Some(refusal) = refused else { return Ok(found) };
        let is_listed = |address: &SocketAddr| self.allowed.iter().any(|entry| entry.holds(address.ip(), port));
        let listed: Vec<SocketAddr> = found.into_iter().filter(is_listed).collect();
        if listed.is_empty() { Err(refusal) } else { Ok(listed) }
    }

    /// Whether the host of `url` may be asked, where it is written as an address; a name is checked by the
    /// [`Resolver`] when it is looked up.
    ///
    /// # Errors
    /// What the address is, where it may not.
    pub fn check_literal(&self, url: &Url) -> Result<(), Refusal> {
        let port = url.port_or_known_default().unwrap_or_default();
        match url.host() {
            Some(Host::Ipv4(address)) => self.check(address.into(), port),
            Some(Host::Ipv6(address)) => self.check(address.into(), port),
            Some(Host::Domain(_)) | None => Ok(()),
        }
    }
}

impl Allowed {
    /// Whether this entry names `address` on `port`.
    fn holds(&self, address: IpAddr, port: u16) -> bool {
        match (*self, address) {
            (Self::Endpoint(endpoint), _) => endpoint.ip() == address && endpoint.port() == port,
            (Self::Network { address: IpAddr::V4(network), prefix }, IpAddr::V4(address)) => {
                let differ = u32::from(network) ^ u32::from(address);
                differ.leading_zeros() >= prefix
            }
            (Self::Network { address: IpAddr::V6(network), prefix }, IpAddr::V6(address)) => {
                let differ = u128::from(network) ^ u128::from(address);
                differ.leading_zeros() >= prefix
            }
            (Self::Network { .. }, _) => false,
        }
    }
}

/// Reads one entry of the allow-list.
fn parse_entry(entry: &str) -> Option<Allowed> {
    if let Ok(endpoint) = entry.parse::<SocketAddr>() {
        return Some(Allowed::Endpoint(endpoint));
    }
    let (address, prefix) = match entry.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix.parse::<u32>().ok()?)),
        None => (entry, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let prefix = prefix.unwrap_or(longest);
    (prefix <= longest).then_some(Allowed::Network { address, prefix })
}

/// What is special about an address; none where it is public.
fn special(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => special_v4(address),
        IpAddr::V6(address) => special_v6(address),
    }
}

/// What is special about an IPv4 address (IANA's registry of special-purpose addresses).
fn special_v4(address: Ipv4Addr) -> Option<&'static str> {
    Some(match address.octets() {
        [127, ..] => "a loopback address",
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => "a private address",
        [100, 64..=127, ..] => "a private address of a provider",
        [169, 254, ..] => "a link-local address",
        [0, ..] | [192, 0, 0, _] | [192, 88, 99, _] | [198, 18..=19, ..] | [240..=255, ..] => "a reserved address",
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => "an address for documentation",
        [224..=239, ..] => "a multicast address",
        _ => return None,
    })
}

/// What is special about an IPv6 address: only 2000::/3 is public, and not all of it.
fn special_v6(address: Ipv6Addr) -> Option<&'static str> {
    Some(match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 1] => "a loopback address",
        [0, 0, 0, 0, 0, 0xffff, ..] | [0, 0, 0, 0, 0xffff, 0, ..] => "a mapped IPv4 address",
        // Behind the well-known translation prefix stands an IPv4 address, as public as that is.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            return special_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
        }
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => "an address for documentation",
        [0x2001, 0..=0x1ff, ..] | [0x2002, ..] => "a tunnel's address",
        [0x2000..=0x3fff, ..] => return None,
        [0xfe80..=0xfebf, ..] => "a link-local address",
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] => "a private address",
        [0xff00..=0xffff, ..] => "a multicast address",
        _ => "a reserved address",
    })
}

/// Looks names up for connections to one port, and gives only addresses that may be asked there.
#[derive(Debug, Clone)]
pub struct Resolver {
    /// Decides.
    pub guard: Guard,
    /// The port connections will use.
    pub port: u16,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let Self { guard, port } = self.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), port)).await?.take(ADDRESSES_MAX).collect();
            Ok(Box::new(guard.choose(found, port)?.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's own constants")]
mod tests {
    use super::*;

    fn guard(allow: &[&str]) -> Guard {
        Guard::new(&allow.iter().map(|entry| (*entry).to_owned()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn no_spelling_of_a_special_address_is_asked() {
        let check = |url: &str| {
            let url = Url::parse(url).unwrap();
            assert!(guard(&[]).check_literal(&url).is_err(), "{url}");
        };
        check("http://127.0.0.1/");
        check("http://127.1:8080/");
        check("http://2130706433/");
        check("http://0x7f000001/");
        check("http://017700000001/");
        check("http://0177.0.0.1/");
        check("http://1２7.0.0.1/");
        check("http://127。0。0。1/");
        check("http://0/");
        check("http://0.0.0.0/");
        check("http://10.1.2.3/");
        check("http://172.31.255.255/");
        check("http://192.168.1.1/");
        check("http://100.64.0.1/");
        check("http://169.254.169.254/latest/meta-data/");
        check("http://224.0.0.1/");
        check("http://255.255.255.255/");
        check("http://198.18.0.1/");
        check("http://[::1]/");
        check("http://[::]/");
        check("http://[::127.0.0.1]/");
        check("http://[::ffff:127.0.0.1]/");
        check("http://[::ffff:7f00:1]/");
        check("http://[::ffff:8.8.8.8]/");
        check("http://[64:ff9b::7f00:1]/");
        check("http://[64:ff9b::10.0.0.1]/");
        check("http://[2002:7f00:1::]/");
        check("http://[2001:0:1::]/");
        check("http://[fe80::1]/");
        check("http://[fc00::1]/");
        check("http://[fec0::1]/");
        check("http://[ff02::1]/");
    }

    #[test]
    fn public_addresses_are_asked() {
        let check = |url: &str| {
            let url = Url::parse(url).unwrap();
            assert_eq!(guard(&[]).check_literal(&url), Ok(()), "{url}");
        };
        check("http://8.8.8.8/");
        check("https://172.32.0.1/");
        check("https://[2606:4700::1111]/");
        check("https://[64:ff9b::808:808]/");
        check("https://sana.sy/feed/");
    }

    #[test]
    fn the_allow_list_names_a_port_a_network_or_an_address() {
        let check = |allow: &str, url: &str, expect: bool| {
            let url = Url::parse(url).unwrap();
            assert_eq!(guard(&[allow]).check_literal(&url).is_ok(), expect, "{allow} {url}");
        };
        check("127.0.0.1:8080", "http://127.0.0.1:8080/", true);
        check("127.0.0.1:8080", "http://2130706433:8080/", true);
        check("127.0.0.1:8080", "http://127.0.0.1:8081/", false);
        check("127.0.0.1:8080", "http://127.0.0.2:8080/", false);
        check("127.0.0.1:8080", "http://[::ffff:127.0.0.1]:8080/", false);
        check("127.0.0.1:80", "http://127.0.0.1/", true);
        check("10.0.0.0/8", "http://10.255.0.1:99/", true);
        check("10.0.0.0/8", "http://11.0.0.1/", true);
        check("10.0.0.0/8", "http://127.0.0.1/", false);
        check("127.0.0.1", "http://127.0.0.1:5/", true);
        check("0.0.0.0/0", "http://192.168.0.1/", true);
        check("0.0.0.0/0", "http://[::1]/", false);
        check("[::1]:8080", "http://[::1]:8080/", true);
        check("fd00::/8", "http://[fd12::1]/", true);
    }

    #[test]
    fn of_a_names_addresses_all_are_public_or_only_the_listed_are_asked() {
        let check = |allow: &[&str], found: &[&str], expect: Option<&[&str]>| {
            let parse = |list: &[&str]| list.iter().map(|one| one.parse().unwrap()).collect::<Vec<SocketAddr>>();
            let chosen = guard(allow).choose(parse(found), 80).ok();
            assert_eq!(chosen, expect.map(parse), "{allow:?} {found:?}");
        };
        check(&[], &["8.8.8.8:80", "1.1.1.1:80"], Some(&["8.8.8.8:80", "1.1.1.1:80"]));
        check(&[], &["8.8.8.8:80", "10.0.0.1:80"], None);
        check(&["127.0.0.1:80"], &["[::1]:80", "127.0.0.1:80"], Some(&["127.0.0.1:80"]));
        check(&["127.0.0.1:81"], &["[::1]:80", "127.0.0.1:80"], None);
    }

    #[test]
    fn an_entry_that_cannot_be_read_is_said() {
        for entry in ["localhost:80", "10.0.0.0/33", "x", "", "10.0.0.0/8/8", "127.0.0.1:99999"] {
            let error = Guard::new(&[entry.to_owned()]).unwrap_err().to_string();
            assert!(error.contains(&format!("{entry:?}")), "{error}");
        }
    }
}
