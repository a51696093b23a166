//! Notifications of the terminal itself: OSC 9, 777 and 99, written with the next frame. A terminal that does not know one
//! says nothing.

use super::clipboard::Between;
use crate::model::alert::{Channel, Rang};
use crate::text::normalize;

/// Characters of a notification: two lines of most desktops, and short enough for GNU screen to pass on in one string.
const MOST: usize = 160;

/// What is written to the terminal so that it tells of something; none by a channel that is not the terminal's.
pub fn sequence(channel: &Channel, rang: &Rang, between: Between) -> Option<Vec<u8>> {
    // Nothing that could end the sequence is left in it, and no mark that parts its fields.
    let clean = |text: &str| normalize::line_within(text, MOST).replace(|c: char| c.is_control(), " ");
    let field = |text: &str| clean(text).replace(';', ",");
    let (title, body) = (field(&rang.ring.rule), clean(&rang.line()));
    let plain = match channel {
        Channel::Osc9 => format!("\x1b]9;coastwatch: {body}\x07"),
        Channel::Osc777 => format!("\x1b]777;notify;coastwatch: {title};{}\x07", field(&rang.line())),
        Channel::Osc99 => {
            let id = format!("coastwatch-{}", rang.no);
            // Each sequence in a passage of its own.
            let head = format!("\x1b]99;i={id}:d=0:p=title;coastwatch: {title}\x07");
            let rest = format!("\x1b]99;i={id}:d=1:p=body;{body}\x07");
            return Some((between.passing(&head) + &between.passing(&rest)).into_bytes());
        }
        _ => return None,
    };
    Some(between.passing(&plain).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::alert::{Fate, Kind, Ring};

    #[test]
    fn each_terminal_is_told_in_its_words_and_nothing_ends_them_early() {
        let ring =
            Ring::new("jableh", Kind::Board, "x".into(), jiff::Timestamp::UNIX_EPOCH, "a;b\u{1b}\\\u{7}c".into());
        let rang = Rang { no: 7, ring, fate: Fate::Sounded, told: None, more: 2, asks: String::new() };
        let told = |channel: Channel, between| {
            sequence(&channel, &rang, between).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        let nothing = Between::Nothing;
        assert_eq!(told(Channel::Osc9, nothing).as_deref(), Some("\x1b]9;coastwatch: jableh: a;b\\c (and 2 more)\x07"));
        assert_eq!(
            told(Channel::Osc777, nothing).as_deref(),
            Some("\x1b]777;notify;coastwatch: jableh;jableh: a,b\\c (and 2 more)\x07")
        );
        assert_eq!(
            told(Channel::Osc99, nothing).as_deref(),
            Some(
                "\x1b]99;i=coastwatch-7:d=0:p=title;coastwatch: jableh\x07\x1b]99;i=coastwatch-7:d=1:p=body;jableh: a;b\\c (and 2 more)\x07"
            )
        );
        let tmux = told(Channel::Osc9, Between::Tmux);
        assert_eq!(tmux.as_deref(), Some("\x1bPtmux;\x1b\x1b]9;coastwatch: jableh: a;b\\c (and 2 more)\x07\x1b\\"));
        let screen = told(Channel::Osc777, Between::Screen).unwrap_or_default();
        assert!(screen.starts_with("\x1bP\x1b]777;") && screen.ends_with("\x07\x1b\\"), "{screen:?}");
        assert_eq!(told(Channel::Bell, nothing), None);
    }
}
