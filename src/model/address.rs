//! Addresses as they are told: without the values that let somebody in.

use sha2::{Digest, Sha256};

/// What a parameter is called whose value lets somebody in, in small letters and without what parts its words.
const SECRET: [&str; 7] = ["pw", "sid", "session", "jwt", "hmac", "credential", "credentials"];

/// How the names of such parameters end: `key` and `api_key`, `token` and `access_token`.
const SECRET_ENDS: [&str; 13] = [
    "key",
    "token",
    "secret",
    "password",
    "passwd",
    "pwd",
    "pass",
    "passphrase",
    "passcode",
    "auth",
    "sig",
    "signature",
    "sessionid",
];

/// Stands for a value that is not told.
const HIDDEN: &str = "…";

/// An address as it is told: the values of such parameters are left out, and everything else stays.
pub fn shown(address: &str) -> String {
    told(address, |_| HIDDEN.to_owned())
}

/// An address as something is known by it: a few letters that are made of such a value stand for it, so that two addresses
/// which differ in it alone stay two.
pub fn name(address: &str) -> String {
    told(address, |value| Sha256::digest(value).iter().take(4).map(|byte| format!("{byte:02x}")).collect())
}

/// An address with its secret values replaced.
fn told(address: &str, instead: impl Fn(&str) -> String) -> String {
    let Some(start) = address.find(['?', '#']) else { return address.to_owned() };
    let (before, parameters) = address.split_at(start + 1);
    let mut out = before.to_owned();
    // An address may hold another ("?u=https://b/?key=...").
    for piece in parameters.split_inclusive(['&', '#', '?']) {
        let (parameter, end) = piece.split_at(piece.trim_end_matches(['&', '#', '?']).len());
        let (known, value) = parameter.split_at(secret_at(parameter).unwrap_or(parameter.len()));
        out.push_str(known);
        if !value.is_empty() {
            out.push_str(&instead(value));
        }
        out.push_str(end);
    }
    out
}

/// Where the secret begins among parameters that some part by `;`; all that follows may be of it.
fn secret_at(parameters: &str) -> Option<usize> {
    let mut from = 0;
    for parameter in parameters.split_inclusive(';') {
        match parameter.split_once('=') {
            Some((name, _)) if is_secret(name) => return Some(from + name.len() + 1),
            _ => from += parameter.len(),
        }
    }
    None
}

/// Whether a parameter of this name holds what lets somebody in.
fn is_secret(name: &str) -> bool {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    SECRET.contains(&name.as_str()) || SECRET_ENDS.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lets_somebody_in_is_not_told() {
        let check = |address: &str, expect: &str| assert_eq!(shown(address), expect, "{address}");
        check("https://a.example/feed", "https://a.example/feed");
        check("https://a.example/feed?page=2&lang=ar", "https://a.example/feed?page=2&lang=ar");
        check("https://a.example/feed?key=s3cret", "https://a.example/feed?key=…");
        check(
            "http://a/?x=1&api_key=s3&Access-Token=s4&author=b&sig=s5#auth=s6",
            "http://a/?x=1&api_key=…&Access-Token=…&author=b&sig=…#auth=…",
        );
        check("http://a/?X-Amz-Signature=s3;password=s4==&key=&token", "http://a/?X-Amz-Signature=…&key=&token");
        check("http://a/key=b/c", "http://a/key=b/c");
    }

    #[test]
    fn two_that_differ_in_it_alone_have_two_names() {
        let [one, two] = ["http://a/?key=one", "http://a/?key=two"].map(name);
        assert!(one != two && one == name("http://a/?key=one") && !one.contains("one"), "{one} {two}");
    }
}
