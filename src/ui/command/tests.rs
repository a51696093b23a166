//! Command lines: what they mean, what is refused at which column, what completes them.

use proptest::prelude::*;

use super::complete::{Known, complete};
use super::*;
use crate::config::filters::{SavedFilter, SavedFilters};
use crate::filter::Vocabulary;

fn read(text: &str) -> String {
    match parse(text) {
        Ok(None) => String::new(),
        Ok(Some(Call { spec, value, scope })) => {
            let told = |piece: Option<Piece>| piece.map_or("-".to_owned(), |piece| piece.text);
            format!("{} | {} | {}", spec.name, told(value), told(scope))
        }
        Err(fault) => fault.to_string(),
    }
}

#[test]
fn a_line_is_a_name_a_value_and_a_filter() {
    for (text, expect) in [
        ("", ""),
        ("  : ", ""),
        ("read older:2d", "read | - | older:2d"),
        (":read   older:2d is:unread  ", "read | - | older:2d is:unread"),
        ("tag coast place:jableh", "tag | coast | place:jableh"),
        ("tag \"naval college\" place:jableh", "tag | naval college | place:jableh"),
        ("tag", "tag | - | -"),
        ("note call back after six", "note | call back after six | -"),
        ("note \"say \\\"no\\\"\" is:unread", "note | say \"no\" | is:unread"),
        ("snooze 18:00", "snooze | 18:00 | -"),
        ("filter place:jableh (killed>=10 or is:new)", "filter | place:jableh (killed>=10 or is:new) | -"),
        ("filter \"naval college\" not curfew", "filter | \"naval college\" not curfew | -"),
        ("set reads en,ar", "set | reads en,ar | -"),
        ("q", "quit | - | -"),
        ("zoom ", "zoom | - | -"),
    ] {
        assert_eq!(read(text), expect, "{text}");
    }
}

#[test]
fn a_fault_names_the_column_and_what_was_meant() {
    for (text, expect) in [
        ("raed older:2d", "column 1: there is no command `raed`; did you mean `read`?"),
        ("xyzzy", "column 1: there is no command `xyzzy`; Tab shows those there are"),
        ("escalate-", "column 1: `escalate-` could be escalate-1, escalate-2, escalate-3"),
        ("dism", "column 1: write `dismiss` whole; it stores something"),
        ("view", "column 5: `view` needs a value: view VIEW"),
        ("view map now", "column 10: `view` takes one VIEW and nothing after it"),
        ("quit now", "column 6: `quit` takes nothing after it"),
        ("note \"open", "column 6: this quotation is not closed"),
    ] {
        assert_eq!(read(text), expect);
    }
}

fn completed(text: &str) -> Vec<String> {
    let mut vocabulary = Vocabulary::default();
    vocabulary.tags = vec!["arms".to_owned(), "coast".to_owned()];
    let saved = SavedFilters(vec![SavedFilter { name: "urgent".to_owned(), text: "is:escalated".to_owned() }]);
    let known = Known { vocabulary: &vocabulary, saved: &saved, feeds: &[], themes: &["dark", "light"] };
    let apply = |candidate: crate::filter::Candidate| {
        let mut whole = text.to_owned();
        whole.replace_range(candidate.span.start..candidate.span.end.min(text.len()), &candidate.text);
        whole
    };
    complete(text, text.len(), &known).into_iter().map(apply).collect()
}

#[test]
fn what_may_follow_is_offered_where_the_cursor_stands() {
    assert_eq!(completed("unst"), ["unstar "]);
    assert_eq!(completed("zoo"), ["zoom"]);
    assert!(completed("").len() > 50, "all commands");
    assert_eq!(completed("tag c"), ["tag coast"]);
    assert_eq!(completed("tag coast is:unr"), ["tag coast is:unread"]);
    assert_eq!(completed("read old"), ["read older:"]);
    assert_eq!(completed("read @u"), ["read @urgent"]);
    assert_eq!(completed("filter @"), ["filter @urgent"]);
    assert_eq!(completed("filter is:sn"), ["filter is:snoozed"]);
    assert_eq!(completed("theme d"), ["theme dark"]);
    assert_eq!(completed("view m"), ["view map"]);
    assert_eq!(completed("escalate 1 is:unr"), ["escalate 1 is:unread"]);
    assert_eq!(completed("set bi"), ["set bidi "]);
    assert_eq!(completed("set bidi v"), ["set bidi visual"]);
    assert_eq!(completed("note is:unr"), [] as [&str; 0], "a note is free text");
    assert_eq!(completed("nothing is:unr"), [] as [&str; 0]);
}

proptest! {
    #[test]
    fn any_text_is_read_and_completed_without_harm(
        text in "[a-z:@\"\\\\ é拉\u{301}0-9>=()-]{0,40}",
        name in prop::sample::select(ACTIONS.iter().map(|spec| spec.name).collect::<Vec<_>>()),
        cursor in 0_usize..60,
    ) {
        let vocabulary = Vocabulary::default();
        let known = Known { vocabulary: &vocabulary, saved: &SavedFilters::default(), feeds: &[], themes: &[] };
        for line in [text.clone(), format!("{name} {text}")] {
            let _call = parse(&line);
            for candidate in complete(&line, cursor, &known) {
                prop_assert!(line.get(candidate.span.start..candidate.span.end.min(line.len())).is_some());
            }
        }
    }
}
