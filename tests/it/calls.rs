//! Calls that are refused: what a command line may not hold, and that nothing of it reaches the terminal as it is.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::text::normalize;

use crate::cli::{home_of, rss};
use crate::support::command::Home;
use crate::support::loopback::Loopback;

#[test]
fn a_password_is_not_taken_from_the_command_line() {
    let server = Loopback::serve(vec![("/a", 200, rss(&[]))]);
    let home = home_of(&server, &[("a", "/a")]);
    let with_password = server.url("/a?key=K3Y").replace("http://", "http://bob:S3CRET@");
    let refused = home.coastwatch(&["collect", "--once", "--feed", &with_password]).output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("env:NAME") && said.contains("file:PATH"), "{said}");
    assert!(["S3CRET", "bob", "K3Y"].iter().all(|secret| !said.contains(secret)), "{said}");
}

#[test]
fn what_is_wrong_with_a_call_is_said_without_the_signs_in_it() {
    let home = Home::new();
    for argument in ["--\u{202e}evil", "x\u{9b}31m", "--now=\u{1b}]0;own\u{7}", "--config=a\u{2066}b"] {
        let output = home.coastwatch(&[argument]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.chars().all(|c| c == '\n' || normalize::is_allowed(c)), "{said:?}");
    }
    let output = home.coastwatch(&["--help"]).output().unwrap();
    assert!(output.status.success() && output.stdout.starts_with(b"A terminal situation monitor"));
}
