//! What PostgreSQL's errors mean, by the five signs that it names each by.

use super::super::sql::fault::sql_state;

/// What an error means to whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum State {
    /// The server cannot be reached, stops, starts or only reads: another one may answer, or it may later.
    Away,
    /// Somebody else has what is needed.
    Busy,
    /// A transaction lost against another one; done again, it may not.
    Raced,
    /// What it holds is damaged.
    Damaged,
    /// There is no room.
    Full,
    /// The role may not do it.
    Forbidden,
    /// Anything else.
    Other,
}

/// What an error means; none where it is none of a server's.
pub(in super::super) fn of(error: &sqlx::Error) -> Option<State> {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => return Some(State::Away),
        _ => {}
    }
    let state = sql_state(error)?;
    Some(match state {
        // The classes and codes are those of the manual's appendix A.
        "40001" | "40P01" => State::Raced,
        "25006" | "57P01" | "57P02" | "57P03" | "57P05" | "25P03" => State::Away,
        "53300" | "55P03" | "57014" => State::Busy,
        "53100" | "53200" => State::Full,
        "42501" => State::Forbidden,
        // What the other side could not make sense of is no broken line, and will not be mended by waiting.
        "08P01" => State::Other,
        _ if state.starts_with("08") => State::Away,
        _ if state.starts_with("XX0") => State::Damaged,
        _ => State::Other,
    })
}

/// What the server said, or the line to it, without the words around it.
pub(in super::super) fn said(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::Io(error) => error.to_string(),
        sqlx::Error::Protocol(why) => in_words(why),
        error => error.to_string(),
    }
}

/// What the driver makes of an answer that it did not expect, without its own words and the place in its source. It asks first
/// whether the line can be encrypted, and takes a line that is closed at that for an answer of nought: whatever stands before
/// servers closes it so while it has none to pass it on to.
fn in_words(why: &str) -> String {
    match why.strip_prefix("unexpected response from SSLRequest: ") {
        Some(answer) if answer.starts_with("0x00") => "the line was closed before the server answered".to_owned(),
        Some(_) => "what answers there is no PostgreSQL server".to_owned(),
        None => why.rsplit_once(" (sqlx").map_or(why, |(why, _)| why).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_driver_says_of_an_answer_is_told_in_plain_words() {
        let check = |why: &str, expect: &str| assert_eq!(said(&sqlx::Error::Protocol(why.to_owned())), expect);
        let place = "(sqlx_postgres::connection::tls:95)";
        let closed = format!("unexpected response from SSLRequest: 0x00 {place}");
        check(&closed, "the line was closed before the server answered");
        let other = format!("unexpected response from SSLRequest: 0x48 {place}");
        check(&other, "what answers there is no PostgreSQL server");
        check("expected 5 bytes but got 0 (sqlx_postgres::message:7)", "expected 5 bytes but got 0");
        check("the line was cut", "the line was cut");
    }
}
