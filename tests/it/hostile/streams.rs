//! HTTP/2 over TLS: floods of every kind of frame, answers that end in the middle, and heads that are none.

use super::{collect, is_clean, item, rss};
use crate::support::command::Home;
use crate::support::encrypted::{Kind, frame, header, serve};
use crate::support::raw::{RawServer, Step, answer};

/// Flags: the last frame of a stream, and of its head.
const LAST: u8 = 1;
const WHOLE_HEAD: u8 = 4;

/// As often as a flood goes on that the client ends.
const FOR_EVER: usize = usize::MAX;

/// A case: its name, what is answered, the kinds of failure that are sound (none where it is to be read), and how many items
/// come in.
type Streamed = (&'static str, Vec<Step>, &'static [&'static str], u64);

/// A head of 200, further headers behind it.
fn head(further: &[u8]) -> Vec<u8> {
    [vec![0x88], header("content-type", "application/rss+xml"), further.to_vec()].concat()
}

fn cases() -> Vec<Streamed> {
    let document = rss(&(item("A") + &item("B")));
    let (begun, whole) = (document.as_bytes().get(..document.len() - 40).unwrap(), document.as_bytes());
    let begins = frame(Kind::Headers, WHOLE_HEAD, 1, &head(&[]));
    let open_head = Step::Send(frame(Kind::Headers, 0, 1, &head(&[])));
    let data = |flags: u8, bytes: &[u8]| frame(Kind::Data, flags, 1, bytes);
    let code = |code: u32| code.to_be_bytes();
    let away = |last: u32, why: u32, said: &[u8]| {
        frame(Kind::GoAway, 0, 0, &[&last.to_be_bytes()[..], &why.to_be_bytes(), said].concat())
    };
    let flood = |frame: Vec<u8>| Step::Repeat(frame.repeat(200), FOR_EVER);
    let send = |frames: &[Vec<u8>]| vec![Step::Send(frames.concat())];
    let in_table = [head(&[]), vec![0x40], header("x-a", &"b".repeat(120)).split_off(1)].concat();
    let useless = [
        frame(Kind::Settings, 0, 0, &[]),
        frame(Kind::Ping, 0, 0, &[7; 8]),
        frame(Kind::Unknown, 0, 1, &[7; 900]),
        frame(Kind::Window, 0, 1, &[0, 0, 0, 1]),
    ];
    let no_window = frame(Kind::Settings, 0, 0, &[0, 4, 0, 0, 0, 0]);
    let pushed = frame(Kind::Push, WHOLE_HEAD, 1, &[0, 0, 0, 2, 0x82, 0x84, 0x87]);
    let capitals = frame(Kind::Headers, WHOLE_HEAD, 1, &head(&header("X-\u{1b}[31m", "\u{1b}")));
    vec![
        ("well", send(&[begins.clone(), data(LAST, whole)]), &[], 2),
        ("going-away-politely", send(&[begins.clone(), away(1, 0, b""), data(LAST, whole)]), &[], 2),
        (
            "a-head-without-end",
            vec![
                open_head.clone(),
                flood(frame(Kind::Continuation, 0, 1, &header("x-a", &"b".repeat(100)).repeat(90))),
            ],
            &["too_large"],
            0,
        ),
        ("empty-continuations", vec![open_head, flood(frame(Kind::Continuation, 0, 1, &[]))], &["too_large"], 0),
        (
            // A header that is sent once, and then named by one byte each time.
            "a-header-many-times",
            send(&[
                frame(Kind::Headers, 0, 1, &in_table),
                frame(Kind::Continuation, WHOLE_HEAD, 1, &[0xbe; 16_000]),
                data(LAST, whole),
            ]),
            &["too_large"],
            0,
        ),
        ("resets", vec![flood(frame(Kind::Reset, 0, 1, &code(8)))], &["io"], 0),
        (
            "a-reset-in-mid-body",
            send(&[begins.clone(), data(0, begun), frame(Kind::Reset, 0, 1, &code(2))]),
            &["io"],
            1,
        ),
        ("a-body-of-empty-frames", vec![Step::Send(begins.clone()), flood(data(0, b""))], &["too_large", "timeout"], 0),
        (
            "a-body-of-single-bytes",
            vec![Step::Send(begins.clone()), flood(data(0, b" "))],
            &["too_large", "timeout"],
            0,
        ),
        ("a-body-that-drips", vec![Step::Send(begins.clone()), Step::Drip(data(0, b" "))], &["timeout"], 0),
        (
            "going-away-in-mid-body",
            send(&[begins.clone(), data(0, begun), away(0, 11, b"\x1b[31m\xe2\x80\xae")]),
            &["io"],
            1,
        ),
        ("going-away-at-once", send(&[away(0, 2, b"\x1b]0;x\x07")]), &["io"], 0),
        ("away-to-the-older-protocol", send(&[away(0, 13, b"\x1b]0;x\x07")]), &[], 1),
        ("a-reset-to-the-older-protocol", send(&[frame(Kind::Reset, 0, 1, &code(13))]), &[], 1),
        ("useless-frames", vec![Step::Drip(useless.concat().repeat(10))], &["timeout"], 0),
        ("no-window", send(&[no_window]), &["timeout"], 0),
        ("windows-too-wide", vec![flood(frame(Kind::Window, 0, 0, &[0x7f, 0xff, 0xff, 0xff]))], &["io"], 0),
        ("priorities", vec![flood(frame(Kind::Priority, 0, 1, &[0, 0, 0, 1, 1]))], &["io"], 0),
        ("a-pushed-answer", send(&[pushed, begins.clone(), data(LAST, whole)]), &["io"], 0),
        ("a-header-in-capitals", send(&[capitals, data(LAST, whole)]), &["io"], 0),
        ("a-frame-of-16-mb", send(&[vec![0xff; 3], vec![0; 9_000]]), &["io"], 0),
        ("the-older-protocol", send(&[b"HTTP/1.1 200 OK\r\n\r\n".to_vec()]), &["io"], 0),
    ]
}

#[test]
fn no_stream_of_frames_keeps_anybody() {
    let home = Home::new();
    let plain = RawServer::bytes(answer("200 OK", "", rss(&item("A"))));
    let (mut feeds, mut allow) = (String::new(), vec![plain.address()]);
    let mut expected: Vec<(&str, &[&str], u64)> = vec![("plain", &[], 1)];
    feeds.push_str(&format!("[[feed]]\nid = \"plain\"\nurl = {:?}\n", plain.url("/")));
    for (name, steps, kinds, items) in cases() {
        let address = serve(steps, answer("200 OK", "", rss(&item("A")))).to_string();
        feeds.push_str(&format!("[[feed]]\nid = {name:?}\nurl = \"https://{address}/\"\n"));
        allow.push(address);
        expected.push((name, kinds, items));
    }
    std::fs::write(home.path("feeds.toml"), feeds).unwrap();
    let fetch = "[fetch]\ndeadline = \"3s\"\nhost_spacing = \"0s\"\nconcurrency = 32\nper_host = 32\n";
    std::fs::write(home.path("config.toml"), format!("{fetch}allow = {allow:?}\n")).unwrap();
    let store = format!("sqlite:{}", home.path("streams.db").display());
    let run = collect(&home, home.path("feeds.toml").to_str().unwrap(), &["--store", &store]);
    let feeds = run.summary["feeds"].as_array().unwrap();
    assert_eq!(feeds.len(), expected.len());
    let mut wrong = Vec::new();
    for (name, kinds, items) in expected {
        let feed = feeds.iter().find(|feed| feed["id"] == name).unwrap();
        let kind = feed["error"]["kind"].as_str();
        let is_sound = kind.map_or(kinds.is_empty(), |kind| kinds.contains(&kind)) && feed["items"] == items;
        if !is_sound || !is_clean(feed["error"]["message"].as_str().unwrap_or_default()) {
            wrong.push(feed.to_string());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(run.log.lines().all(is_clean), "{}", run.log);
}
