//! Texts of the world on the screen: columns stay aligned whatever is written in them and whoever orders its letters.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::model::FeedState;
use coastwatch::text::bidi::Bidi;
use coastwatch::text::width::columns;
use coastwatch::ui::message::Message;
use insta::assert_snapshot;

use crate::support::screen::{Screen, Ways, items, page, report};

/// A screen of headlines in many scripts; the reader shows an Arabic item.
pub fn world(columns: u16, rows: u16, ways: Ways) -> Screen {
    let mut screen = Screen::new(columns, rows, ways);
    let at = |minute: u8| format!("2025-03-07T14:{minute}:00Z");
    let headlines = [
        ("SOHR (Arabic)", "المرصد: 35 قتيلاً من قوات الأمن في جبلة وبانياس منذ الخميس", 12),
        ("عنب بلدي", "حظر تجول في اللاذقية (وطرطوس) حتى صباح السبت", 2),
        ("Kan", "דיווח: 70 הרוגים בעימותים בחוף הסורי, לפי SOHR", 1),
        ("Xinhua", "叙利亚沿海地区冲突造成70多人死亡", 3),
        ("Combining", "Re\u{301}sume\u{301} of Lattaquie\u{301}: Zˆa\u{327}\u{308}lgo", 1),
        ("Emoji 👩‍👩‍👧", "🇸🇾 ⚠\u{fe0f} curfew 👍🏽 in Latakia 👩‍👩‍👧 and ｶﾞ", 4),
        ("Mixed", "拉塔基亚 اللاذقية Latakia לטקיה 🇸🇾", 5),
        ("AP", "Clashes leave more than 70 dead", 11),
    ];
    let rows = headlines
        .iter()
        .zip(10..)
        .map(|((feed, title, items), n)| report(&format!("r{n}"), &at(40 - n), feed, title, *items));
    let feeds = screen.feeds(|_| Ok(FeedState::Ok));
    let figures = screen.figures();
    screen.tell(Message::FeedsLoaded(Ok(feeds)));
    screen.tell(Message::ReportsLoaded(Ok(page(&rows.collect::<Vec<_>>()))));
    screen.tell(Message::FiguresLoaded(Ok(figures)));
    screen.tell(Message::ReportLoaded("r10".into(), Ok(items().split_off(1))));
    screen
}

/// What stands in the cells of each line.
fn lines(screen: &Screen) -> Vec<String> {
    let text = screen.text();
    text.lines().map(|line| line.split('"').nth(1).unwrap().to_owned()).collect()
}

fn without_isolates(lines: &[String]) -> String {
    lines.join("\n").replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn columns_stay_aligned_in_any_script_whoever_orders_it() {
    for (width, height) in [(80, 24), (120, 40)] {
        for bidi in [Bidi::Terminal, Bidi::Logical, Bidi::Visual] {
            let lines = lines(&world(width, height, Ways { bidi, ..Ways::default() }));
            for line in &lines {
                assert_eq!(columns(line), usize::from(width), "{bidi:?}: {line}");
            }
        }
    }
}

#[test]
fn isolates_are_all_that_the_terminals_order_adds_and_each_ends_in_its_line() {
    let terminal = lines(&world(120, 40, Ways::default()));
    let logical = lines(&world(120, 40, Ways { bidi: Bidi::Logical, ..Ways::default() }));
    assert_eq!(without_isolates(&terminal), logical.join("\n"));
    let isolated: Vec<&String> = terminal.iter().filter(|line| line.contains('\u{2068}')).collect();
    assert!(isolated.len() > 5, "{isolated:?}");
    for line in isolated {
        assert_eq!(line.matches('\u{2068}').count(), line.matches('\u{2069}').count(), "{line}");
    }
    let ascii = lines(&world(120, 40, Ways { ascii: true, ..Ways::default() }));
    assert_eq!(without_isolates(&ascii), ascii.join("\n"), "a screen of ASCII has no signs that are not seen");
}

#[test]
fn texts_of_the_world_at_80_by_24() {
    let screen = world(80, 24, Ways { bidi: Bidi::Logical, ..Ways::default() });
    assert_snapshot!(lines(&screen).join("\n"));
}

#[test]
fn texts_of_the_world_at_120_by_40() {
    let screen = world(120, 40, Ways { bidi: Bidi::Logical, ..Ways::default() });
    assert_snapshot!(lines(&screen).join("\n"));
}

#[test]
fn texts_of_the_world_in_visual_order() {
    let screen = world(120, 40, Ways { bidi: Bidi::Visual, ..Ways::default() });
    assert_snapshot!(lines(&screen).join("\n"));
}
