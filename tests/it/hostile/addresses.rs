//! Addresses that are inside the network this program runs in, in every spelling: none is asked.

use super::{Case, fails};

/// The cases. `PORT` stands for that of the hostile server, which the allow-list names by 127.0.0.1 alone; `dead` is an
/// address that may be asked and where nobody is.
pub fn cases(dead: &str) -> Vec<Case> {
    let refused = [
        "127.0.0.2:PORT",
        "127.0.0.1:1",
        "[::1]:PORT",
        "[::ffff:127.0.0.1]:PORT",
        "[::ffff:7f00:1]:PORT",
        "[::127.0.0.1]:PORT",
        "[64:ff9b::7f00:1]:PORT",
        "[2002:7f00:1::]:PORT",
        "0.0.0.0:PORT",
        "0:PORT",
        "[::]:PORT",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "0x0a000001",
        "012.0.0.1",
        "10.1",
        "[fe80::1]",
        "[fc00::1]",
        "[fd12:3456::1]",
        "[ff02::1]",
        "[fec0::1]",
        "[2001:db8::1]",
        "192.0.2.1",
        "1２7.0.0.1",
        "127。0。0。2",
        "localhost:1",
    ];
    let mut cases: Vec<Case> = refused
        .iter()
        .enumerate()
        .map(|(n, host)| case(&format!("inside-{n}"), 7, &format!("http://{host}/"), &["refused_address"]))
        .collect();
    cases.push(case("nobody-there", 4, &format!("http://{dead}/feed"), &["connect"]));
    cases.push(case("no-such-name", 4, "http://no-such-host.invalid/feed", &["dns"]));
    cases.push(case("secure-where-there-is-none", 4, "https://127.0.0.1:PORT/x", &["tls", "io", "timeout"]));
    cases
}

fn case(name: &str, promise: u8, url: &str, kinds: &'static [&'static str]) -> Case {
    Case { name: name.into(), promise, url: Some(url.into()), answers: Box::new(|_| vec![]), expect: fails(kinds) }
}
