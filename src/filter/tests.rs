//! The filter language: what is understood, what is refused and where, and that nothing typed breaks it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::LazyLock;

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::model::{Metric, PlaceId, StatusKind};

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let situation = crate::extract::sample::situation();
    let mut vocabulary = Vocabulary::new(&situation, &situation.feeds);
    vocabulary.tags = vec!["naval-college".to_owned(), "arms".to_owned()];
    vocabulary.operators = vec!["bea".to_owned()];
    vocabulary
});

fn moment() -> Moment {
    let now = "2025-03-07T12:00:00Z".parse().unwrap();
    Moment { now, operator: "ann".to_owned(), looked: None }
}

fn bound(text: &str) -> Result<Condition, Fault> {
    bind(&parse(text)?, text, &VOCABULARY, &moment())
}

#[test]
fn terms_are_joined_denied_and_grouped() {
    let check = |text: &str, printed: &str| assert_eq!(parse(text).unwrap().to_string(), printed, "{text}");
    check("", "");
    check("  ", "");
    check("a b", "a b");
    check("a AND b", "a b");
    check("a or b c", "a or b c");
    check("(a or b) c", "(a or b) c");
    check("(a b) (c)", "a b c");
    check("-a", "not a");
    check("not not -a", "not a");
    check("-(a or b)", "not (a or b)");
    check("a Or NOT b", "a or not b");
    check("\"or\" x", "\"or\" x");
    check("Jab*", "Jab*");
    check("Place:jableh KILLED>=10", "place:jableh killed>=10");
    check("priority:1", "priority=1");
    check("tag:\"naval college\"-x", "tag:\"naval college\" not x");
    check("“naval \\\"college”", "\"naval \\\"college\"");
    check("al-Qardaha", "al-Qardaha");
    check("10:30", "10:30");
}

#[test]
fn what_is_wrong_is_told_with_its_column_and_what_would_be_right() {
    let check = |text: &str, expect: &str| assert_eq!(bound(text).unwrap_err().to_string(), expect, "{text}");
    check(
        "curfew plce:jableh",
        "column 8: there is no field `plce`; did you mean `place`? (quote it to look for the words)",
    );
    check("a place:", "column 3: the field `place` has no value");
    check("جبلة place:jablehh", "column 12: there is no place `jablehh`; did you mean `jableh`?");
    check("is:unreed", "column 4: there is no state `unreed`; did you mean `unread`?");
    check("killed >= 10", "column 8: write a comparison without blanks, as `killed>=10`");
    check("killed>=", "column 1: `killed>=` has no number; write it without blanks, as `killed>=10`");
    check("killed>=ten", "column 9: `ten` is no whole number");
    check("kiled>=10", "column 1: `kiled` is nothing that is counted; did you mean `killed`?");
    check("priority:4", "column 10: there is no priority 4; it is 1, 2 or 3");
    check("since:soon", "column 7: `soon` is no time; write it like 6h, 2d, 2025-03-07 or 2025-03-07T09:00Z");
    check("older:2025-03-07", "column 7: `2025-03-07` is no span of time; write it like 30m, 6h or 2d");
    check("lang:arabic", "column 6: `arabic` is no language; write it as two letters, such as `ar`");
    check("a (b or c", "column 3: this bracket is not closed");
    check("a) b", "column 2: this bracket closes nothing");
    check("a ()", "column 4: nothing stands before this bracket");
    check("a or", "column 5: something is missing here: a word, a field or a bracket");
    check("or a", "column 1: `or` has nothing to join here; quote it to look for the word");
    check("a - b", "column 3: the `-` has nothing to deny; quote it to look for it");
    check("a \"b", "column 3: this quotation is not closed");
    check("a …", "column 3: there is no letter or digit in this to look for");
    check("not", "column 4: something is missing here: a word, a field or a bracket");
    check(&"(".repeat(5_000), "column 1: a filter has at most 4096 bytes; this one has 5000");
    check(&"(".repeat(500), "column 33: brackets go at most 32 deep");
    check(&"a ".repeat(65), "column 129: a filter has at most 64 parts");
}

#[test]
fn names_are_known_by_id_name_and_spelling_and_a_region_has_what_lies_in_it() {
    let places = |text: &str| match bound(text) {
        Ok(Condition::Place(places)) => places,
        other => panic!("{text}: {other:?}"),
    };
    let jableh = vec![PlaceId::new("jableh")];
    for text in ["place:jableh", "place:Jableh", "place:جبلة", "place:\"جَبله\""] {
        assert_eq!(places(text), jableh, "{text}");
    }
    let coast = places("place:latakia_governorate");
    assert!(coast.contains(&PlaceId::new("jableh")) && !coast.contains(&PlaceId::new("tartus")), "{coast:?}");
    assert_eq!(bound("origin:sohr"), Ok(Condition::Origin("SOHR".into())));
    assert_eq!(bound("side:civilians"), Ok(Condition::Side("civilians".into())));
    assert_eq!(bound("status:in_force"), Ok(Condition::Value(crate::model::StatusValue::InForce)));
    assert_eq!(bound("kind:curfew"), Ok(Condition::Stated(Stated::Status(StatusKind::Curfew))));
    assert_eq!(bound("tag:\"Naval College\""), Ok(Condition::Tag("naval-college".to_owned())));
    assert_eq!(bound("owner:me"), Ok(Condition::Owner("ann".to_owned())));
    assert_eq!(bound("killed>35"), Ok(Condition::Figure(Metric::Killed, Comparison::More, 35)));
    assert_eq!(
        bound("is:unread"),
        Ok(Condition::Not(Box::new(Condition::Or(vec![Condition::Is(State::Read), Condition::Is(State::Dismissed)]))))
    );
    assert_eq!(bound("is:new"), Ok(Condition::ArrivedAfter(Timestamp::MIN)));
    assert_eq!(bound("is:waiting"), Ok(Condition::open_escalations()));
    for (filter, seeks) in [("curfew is:waiting", true), ("priority:1", true), ("is:unread -is:escalated", false)] {
        assert_eq!(bound(filter).map(|condition| condition.seeks_escalations()), Ok(seeks), "{filter}");
    }
}

#[test]
fn times_count_back_from_now_and_days_have_two_ends() {
    let check = |text: &str, expect: &str| {
        let (Ok(Condition::Since(at) | Condition::Until(at)), text) = (bound(text), text) else { panic!("{text}") };
        assert_eq!(at.to_string(), expect, "{text}");
    };
    check("since:6h", "2025-03-07T06:00:00Z");
    check("since:2025-03-07", "2025-03-07T00:00:00Z");
    check("until:2025-03-07", "2025-03-07T23:59:59.999Z");
    check("until:2025-03-07T09:00Z", "2025-03-07T09:00:00Z");
    check("until:1h", "2025-03-07T11:00:00Z");
    check("older:2d", "2025-03-05T12:00:00Z");
    assert!(bound("since:9999999d").is_err());
}

#[test]
fn words_side_by_side_are_looked_for_in_one_item() {
    let phrase = |terms: &[&str], is_start| {
        let terms = terms.iter().map(|&term| term.to_owned()).collect();
        Phrase { terms, is_start, takes_article: false }
    };
    let expect = Condition::And(vec![
        Condition::Words(vec![phrase(&["naval", "college"], false), phrase(&["jab"], true)]),
        Condition::Not(Box::new(Condition::Words(vec![phrase(&["الكليه"], false)]))),
    ]);
    assert_eq!(bound("\"Naval College\" jab* -الكُلّية"), Ok(expect));
    assert_eq!(
        bound("al-Qardaha"),
        Ok(Condition::Words(vec![phrase(&["al", "qardaha"], false)])),
        "a word of two terms is both beside each other"
    );
    let wordings = |text: &str| match bound(text) {
        Ok(Condition::Words(phrases)) => phrases.iter().flat_map(Phrase::wordings).flatten().collect(),
        _ => vec![],
    };
    assert_eq!(wordings("قرداحة"), ["قرداحه", "القرداحه"], "an Arabic word also behind its article");
    assert_eq!(wordings("القرداحة"), ["القرداحه"]);
    assert_eq!(wordings("\"قرداحة\""), ["قرداحه"], "what is quoted is meant as it is");
    assert_eq!(wordings("قر*"), ["قر"], "two letters begin too many words");
}

#[test]
fn a_search_has_words_and_phrases_and_no_other_meaning() {
    let check = |text: &str, expect: &str| assert_eq!(words(text).to_string(), expect, "{text}");
    check("", "");
    check("jab", "jab*");
    check("jab ", "jab");
    check("naval col", "naval col*");
    check("\"naval col", "\"naval col\"");
    check("\"naval college\" jab", "\"naval college\" jab*");
    check("place:x (y) … or", "place:x (y) or*");
}

#[test]
fn completion_offers_fields_and_the_values_of_a_field() {
    let texts = |text: &str, cursor: usize| -> Vec<String> {
        complete(text, cursor, &VOCABULARY).into_iter().map(|candidate| candidate.text).collect()
    };
    let end = |text: &str| texts(text, text.len());
    assert_eq!(end("pl"), ["place:"]);
    assert_eq!(end("a -s"), ["side:", "status:", "since:", "sources>="]);
    assert_eq!(end("place:jable"), ["place:jableh"]);
    assert_eq!(end("-place:جبله"), ["place:jableh"]);
    assert_eq!(end("tag:"), ["tag:naval-college", "tag:arms"]);
    assert_eq!(end("is:s"), ["is:starred", "is:snoozed"]);
    assert_eq!(end("owner:"), ["owner:me", "owner:bea"]);
    assert_eq!(end("status:l"), ["status:lifted", "status:loyalists"]);
    assert_eq!(end("foo:b"), Vec::<String>::new());
    assert!(end("").contains(&"origin:".to_owned()) && end("a ").contains(&"killed>=".to_owned()));
    let candidates = complete("x tag:\"nav\" y", 10, &VOCABULARY);
    assert_eq!((candidates[0].span, candidates[0].text.as_str()), (Span { start: 2, end: 11 }, "tag:naval-college"));
    let candidates = complete("-pla y", 3, &VOCABULARY);
    assert_eq!(candidates[0].span, Span { start: 1, end: 4 });
}

/// Any filter, by the ways it can be put together.
fn expr() -> impl Strategy<Value = Expr> {
    let fields = prop::sample::select(Field::ALL.iter().map(|(field, ..)| *field).collect::<Vec<_>>());
    let quantities = prop::sample::select(Quantity::ALL.iter().map(|(quantity, ..)| *quantity).collect::<Vec<_>>());
    let term = prop_oneof![
        ("[a-zÀ-ɏ؀-ي0-9][a-z'-]{0,6}", any::<bool>())
            .prop_filter("a word", |(text, _)| {
                !["and", "or", "not"].contains(&text.as_str()) && !crate::text::terms::terms(text).is_empty()
            })
            .prop_map(|(text, is_start)| Term::Word { text, is_start }),
        "[a-z]\\PC{0,8}".prop_map(Term::Phrase),
        (fields, "\\PC{0,8}").prop_map(|(field, value)| Term::Named(field, value)),
        (quantities, prop::sample::select(Comparison::ALL.to_vec()), any::<u64>())
            .prop_map(|(quantity, comparison, number)| Term::Counted(quantity, comparison, number)),
    ];
    let leaf = term.prop_map(|term| Expr::Term(term, Span::default()));
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Expr::all_of),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Expr::any_of),
            inner.prop_map(Expr::denied),
        ]
    })
}

/// The same filter, standing nowhere.
fn nowhere(expr: Expr) -> Expr {
    match expr {
        Expr::And(parts) => Expr::And(parts.into_iter().map(nowhere).collect()),
        Expr::Or(parts) => Expr::Or(parts.into_iter().map(nowhere).collect()),
        Expr::Not(inner) => Expr::Not(Box::new(nowhere(*inner))),
        Expr::Term(term, _) => Expr::Term(term, Span::default()),
    }
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back_the_same(expr in expr()) {
        let text = expr.to_string();
        prop_assert_eq!(parse(&text).map(nowhere), Ok(expr), "{}", text);
    }

    #[test]
    fn nothing_typed_breaks_it(text in r#"[ a-c()"“\\:>=*ا\u{301}😀-]{0,40}|\PC{0,60}|(place|is|tag|killed|-|\(|or ){0,9}"#, cursor in 0_usize..80) {
        let _sentence = parse(&text).map(|expr| bind(&expr, &text, &VOCABULARY, &moment()));
        for candidate in complete(&text, cursor, &VOCABULARY) {
            let mut taken = text.clone();
            taken.replace_range(candidate.span.start..candidate.span.end, &candidate.text);
        }
        let searched = words(&text);
        let printed = searched.to_string();
        let _again = parse(&printed);
    }

    #[test]
    fn a_fault_stands_within_the_text(text in r#"[ a-c()":>=ا😀-]{0,24}"#) {
        if let Err(fault) = parse(&text) {
            prop_assert!(text.get(fault.span.start..fault.span.end).is_some(), "{fault:?}");
            prop_assert!(fault.column >= 1 && fault.column <= text.chars().count() + 1);
        }
    }
}
