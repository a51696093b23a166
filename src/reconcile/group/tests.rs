//! Tests of grouping on imprints made here.

#![expect(clippy::unwrap_used, reason = "a test that cannot build its input has failed")]

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::model::{Scope, StatusValue};
use crate::text::similar::{simhash, sketch};

fn at(hour: i64) -> Timestamp {
    Timestamp::from_second(hour * 3_600).unwrap()
}

fn node(item: &str, hour: i64, feed: &str, text: &str, facts: Vec<Fact>) -> Node {
    let imprint = Imprint::new(feed.into(), simhash(text), sketch(text), facts);
    Node { item: item.into(), published: at(hour), imprints: vec![imprint] }
}

fn toll(category: &str, number: u64) -> Fact {
    Fact {
        counted: "SOHR killed".to_owned(),
        subject: format!("SOHR killed {category} "),
        told: Told::Number(number, false),
        place: None,
        scope: Some(Scope::Cumulative),
        headline: true,
        lead: true,
        unnamed: false,
    }
}

fn curfew(place: &str, until: i64) -> Fact {
    Fact {
        counted: format!("curfew {place}"),
        subject: format!("curfew {place}"),
        told: Told::Curfew(StatusValue::InForce, Some(at(until)), None),
        place: Some(place.to_owned()),
        scope: None,
        headline: true,
        lead: true,
        unnamed: false,
    }
}

fn partition(nodes: &[Node]) -> BTreeMap<String, String> {
    nodes.iter().zip(openers(nodes)).map(|(node, opener)| (node.item.to_string(), opener.to_string())).collect()
}

fn words(from: usize, to: usize) -> String {
    (from..to).map(|n| format!("w{n} ")).collect()
}

#[track_caller]
fn check(one: &Node, other: &Node, expect: bool) {
    assert_eq!(one.closeness(other).is_some(), expect);
    assert_eq!(one.closeness(other), other.closeness(one), "symmetric");
}

#[test]
fn near_texts_of_two_feeds_are_one_report_for_two_days() {
    let wire = node("a", 0, "x", &words(0, 100), vec![]);
    check(&wire, &node("b", 1, "y", &format!("{} z {}", words(0, 40), words(41, 100)), vec![]), true);
    check(&wire, &node("b", 1, "y", &words(0, 30), vec![]), true);
    check(&wire, &node("b", 47, "y", &words(0, 100), vec![]), true);
    check(&wire, &node("b", 49, "y", &words(0, 100), vec![]), false);
    check(&wire, &node("b", 1, "y", &words(80, 180), vec![]), false);
}

#[test]
fn what_a_feed_puts_under_every_item_is_not_the_story() {
    let footer = words(500, 600);
    let item = |id: &str, feed: &str, from: usize| node(id, 1, feed, &(words(from, from + 40) + &footer), vec![]);
    check(&item("a", "x", 0), &item("b", "x", 50), false);
}

#[test]
fn a_template_filled_with_a_new_toll_is_another_report() {
    let old = node("a", 0, "x", &words(0, 100), vec![toll("total", 89)]);
    check(&old, &node("b", 2, "y", &words(0, 100), vec![toll("total", 147)]), false);
    check(&old, &node("b", 2, "y", &words(0, 100), vec![toll("total", 89)]), true);
    check(&old, &node("b", 2, "y", &words(0, 100), vec![]), true);
}

#[test]
fn the_same_figures_of_one_origin_within_hours_are_one_report_in_any_words() {
    let both = |a, b| vec![toll("civilians", a), toll("total", b)];
    let one = node("a", 0, "x", "one two three four", both(11, 89));
    check(&one, &node("b", 5, "y", "un deux trois quatre", both(11, 89)), true);
    check(&one, &node("b", 20, "y", "un deux trois quatre", both(11, 89)), false);
    check(&one, &node("b", 5, "y", "un deux trois quatre", both(12, 89)), false);
}

#[test]
fn a_lone_figure_ties_only_what_has_it_in_the_headline() {
    let headed = |id: &str, headline, number| node(id, 0, id, id, vec![Fact { headline, ..toll("total", number) }]);
    check(&headed("a", true, 89), &headed("b", true, 89), true);
    check(&headed("a", true, 89), &headed("b", false, 89), false);
    check(&headed("a", true, 3), &headed("b", true, 3), false);
}

#[test]
fn a_great_number_of_one_origin_is_of_one_bulletin_whosever_dead_it_is_read_as() {
    let one = |id: &str, category, number| node(id, 0, id, id, vec![toll(category, number)]);
    check(&one("a", "civilians", 1_068), &one("b", "unspecified", 1_068), true);
    check(&one("a", "civilians", 48), &one("b", "unspecified", 48), false);
    let other = Fact { counted: "Rudaw killed".to_owned(), ..toll("total", 745) };
    check(&one("a", "civilians", 745), &node("b", 0, "b", "b", vec![other]), false);
}

#[test]
fn a_place_taken_is_one_report_where_one_origin_heads_with_it() {
    let held = |id: &str, side: &str, origin: Option<&str>| {
        let told = Told::Control(StatusValue::Held(side.into()), origin.map(Into::into));
        let fact =
            Fact { told, counted: "control qardaha".into(), subject: "control qardaha".into(), ..curfew("qardaha", 0) };
        node(id, 0, id, id, vec![fact])
    };
    check(&held("a", "government", Some("MOD")), &held("b", "government", Some("MOD")), true);
    check(&held("a", "government", Some("MOD")), &held("b", "loyalists", Some("MOD")), false);
    check(&held("a", "government", Some("MOD")), &held("b", "government", Some("SOHR")), false);
    check(&held("a", "government", None), &held("b", "government", None), false);
}

#[test]
fn curfews_are_one_report_by_place_and_end() {
    let at_end = |id: &str, place: &str, until| node(id, 0, id, id, vec![curfew(place, until)]);
    check(&at_end("a", "latakia", 10), &at_end("b", "latakia", 10), true);
    check(&at_end("a", "latakia", 10), &at_end("b", "latakia", 34), false);
    check(&at_end("a", "latakia", 10), &at_end("b", "tartus", 10), false);
    // A curfew story is no toll story, whatever else both say.
    let toll_too = node("c", 0, "c", "c", vec![curfew("latakia", 10), toll("total", 89)]);
    check(&node("d", 0, "d", "d", vec![toll("total", 89)]), &toll_too, false);
}

#[test]
fn small_steps_never_tie_two_stories() {
    let step = |id: &str, hour, from: usize| node(id, hour, id, &words(from, from + 100), vec![]);
    let nodes = [step("a", 0, 0), step("b", 1, 30), step("c", 2, 60), step("d", 3, 90)];
    let reports = partition(&nodes);
    assert_eq!(reports["b"], "a");
    assert_eq!(reports["c"], "c", "compared with the opener alone");
    assert_eq!(reports["d"], "c");
}

fn member(node: Node, opener: &str, known: i64) -> Member {
    Member { node, opener: opener.into(), known: at(known) }
}

#[test]
fn merged_reports_stay_merged_and_take_up_what_comes_later() {
    let plain = |id: &str, hour| node(id, hour, id, id, vec![]);
    let merge = [Hand::Merge(vec!["c".into(), "a".into()])];
    let members = [
        member(plain("a", 0), "a", 0),
        member(plain("b", 1), "a", 1),
        member(plain("c", 2), "c", 2),
        member(plain("d", 3), "c", 9),
    ];
    let reports = by_hand(&members, &merge);
    assert!(members.iter().all(|member| reports[&member.node.item].as_str() == "a"), "{reports:?}");
    let reports = by_hand(&members, &[]);
    assert_eq!((reports[&ItemId::new("b")].as_str(), reports[&ItemId::new("d")].as_str()), ("a", "c"));
}

#[test]
fn what_was_split_off_stays_apart_and_draws_its_own_copies() {
    let text = |id: &str, hour, from: usize| node(id, hour, id, &words(from, from + 100), vec![]);
    let members = [
        member(text("a", 0, 0), "a", 0),
        member(text("b", 1, 30), "a", 1),
        member(text("c", 2, 5), "a", 9),
        member(text("d", 3, 28), "a", 9),
    ];
    let of = |split: &[Hand]| {
        let reports = by_hand(&members, split);
        ["a", "b", "c", "d"].map(|item| reports[&ItemId::new(item)].to_string())
    };
    assert_eq!(of(&[Hand::Split("b".into(), at(5))]), ["a", "b", "a", "b"]);
    // The opener itself can be split off: the rest has a new earliest item.
    assert_eq!(of(&[Hand::Split("a".into(), at(10))]), ["a", "b", "b", "b"]);
    let again = [Hand::Split("b".into(), at(5)), Hand::Merge(vec!["b".into(), "a".into()])];
    assert_eq!(of(&again), ["a", "a", "a", "a"]);
}

proptest! {
    #[test]
    fn what_is_settled_before_a_moment_need_not_be_settled_anew(hours in proptest::collection::vec(0_i64..120, 1..40), from in 0_i64..140) {
        let story = |n: usize| format!("{} {}", words(n % 3 * 100, n % 3 * 100 + 60), words(1_000 + n, 1_010 + n));
        let nodes = hours.iter().enumerate().map(|(n, hour)| node(&format!("i{n}"), *hour, &format!("f{n}"), &story(n), vec![]));
        let nodes: Vec<Node> = nodes.collect();
        let all = partition(&nodes);
        let near: Vec<Node> = nodes.into_iter().filter(|node| node.published >= at(from) - TEXT_WINDOW).collect();
        let settled: Vec<Option<ItemId>> =
            near.iter().map(|node| (node.published < at(from)).then(|| all[node.item.as_str()].as_str().into())).collect();
        for (node, opener) in near.iter().zip(openers_after(&near, &settled)) {
            prop_assert_eq!(opener.as_str(), &all[node.item.as_str()]);
        }
    }

    #[test]
    fn no_order_of_items_changes_their_reports(
        items in prop::collection::vec((0_i64..60, 0_usize..6, 0_usize..12, 0_u64..4), 1..24),
        seed in any::<u64>(),
    ) {
        let mut nodes: Vec<Node> = items
            .iter()
            .enumerate()
            .map(|(n, (hour, feed, story, number))| {
                let facts = if *number == 0 { vec![] } else { vec![toll("total", 80 + number)] };
                node(&format!("i{n}"), *hour, &format!("f{feed}"), &words(story * 20, story * 20 + 80), facts)
            })
            .collect();
        let first = partition(&nodes);
        nodes.sort_by_key(|node| simhash(&format!("{} {seed}", node.item)));
        prop_assert_eq!(partition(&nodes), first);
    }

    #[test]
    fn what_is_alike_shares_a_number(
        start in 0_usize..60, length in 30_usize..120, changed in prop::collection::vec(0_usize..120, 0..10),
    ) {
        let text = words(0, 100);
        let other: String = (start..start + length)
            .map(|n| if changed.contains(&n) { format!("x{n} ") } else { format!("w{n} ") })
            .collect();
        let (one, two) = (node("a", 0, "x", &text, vec![]), node("b", 1, "y", &other, vec![]));
        let keys: HashSet<i64> = one.keys().collect();
        prop_assume!(one.closeness(&two) > Some(alike::Closeness::of_text(50)));
        prop_assert!(two.keys().any(|key| keys.contains(&key)));
    }
}

#[test]
fn one_wording_with_another_place_or_figure_of_nobody_named_is_two_reports() {
    let unnamed = |number: u64, place: &str| Fact {
        counted: "other killed".to_owned(),
        subject: "other killed civilians ".to_owned(),
        place: Some(place.to_owned()),
        scope: Some(Scope::Incident),
        headline: false,
        unnamed: true,
        ..toll("civilians", number)
    };
    let text = words(0, 60);
    let told =
        |item: &str, feed: &str, number: u64, place: &str| node(item, 1, feed, &text, vec![unnamed(number, place)]);
    let first = told("a", "ap", 12, "jableh");
    check(&first, &told("b", "reuters", 12, "jableh"), true);
    check(&first, &told("c", "reuters", 12, "baniyas"), false);
    check(&first, &told("d", "reuters", 35, "jableh"), false);
    let other = node("e", 1, "reuters", &words(100, 160), vec![unnamed(12, "jableh")]);
    check(&first, &other, false);
}

fn named(name: &str, headline: bool) -> Fact {
    let is_local = ["daatour", "beit_ana"].contains(&name);
    Fact {
        counted: "place".to_owned(),
        subject: format!("place {name}"),
        told: Told::Named(name.to_owned(), is_local),
        scope: None,
        headline,
        ..toll("total", 0)
    }
}

fn held(place: &str, side: &str, headline: bool) -> Fact {
    let counted = format!("control {place}");
    let told = Told::Control(StatusValue::Held(side.into()), None);
    Fact { subject: counted.clone(), counted, told, headline, ..curfew(place, 0) }
}

/// Two items of two feeds and languages, so many minutes apart, with these facts and no word in common.
#[track_caller]
fn check_told(minutes: i64, one: Vec<Fact>, other: Vec<Fact>, expect: bool) {
    let (first, mut second) = (node("a", 0, "x", "uno dos tres", one), node("b", 0, "y", "un deux trois", other));
    second.published = Timestamp::from_second(minutes * 60).unwrap();
    check(&first, &second, expect);
    if expect {
        let keys: HashSet<i64> = first.keys().collect();
        assert!(second.keys().any(|key| keys.contains(&key)), "they are found by a number in common");
    }
}

#[test]
fn a_list_of_places_held_alike_is_one_report_without_a_headline() {
    let list = |places: &[&str], side: &str| places.iter().map(|place| held(place, side, false)).collect::<Vec<_>>();
    let three = ["zubar", "qadmus", "daliyah"];
    check_told(100, list(&three, "government"), list(&["zubar", "qadmus", "daliyah", "coast"], "government"), true);
    check_told(100, list(&three, "government"), list(&three, "loyalists"), false);
    check_told(100, list(&three, "government"), list(&["zubar", "qadmus"], "government"), false);
    let longer = ["zubar", "qadmus", "daliyah", "jableh", "baniyas"];
    check_told(100, list(&three, "government"), list(&longer, "government"), false);
    check_told(800, list(&three, "government"), list(&three, "government"), false);
}

#[test]
fn a_curfew_told_soon_of_the_places_of_both_headlines_is_one_report_with_its_end_or_without() {
    let open = |place: &str| {
        let told = Told::Curfew(StatusValue::InForce, None, None);
        vec![named(place, true), Fact { told, headline: false, ..curfew(place, 0) }]
    };
    let until = |place: &str, end| vec![named(place, true), Fact { headline: false, ..curfew(place, end) }];
    check_told(60, open("tartus"), until("tartus", 10), true);
    check_told(60, open("tartus"), until("homs", 10), false);
    check_told(60, until("tartus", 10), until("tartus", 12), false);
    check_told(300, open("tartus"), until("tartus", 10), false);
    let lifted = Fact { told: Told::Curfew(StatusValue::Lifted, None, None), headline: false, ..curfew("tartus", 0) };
    check_told(60, open("tartus"), vec![named("tartus", true), lifted], false);
}

#[test]
fn the_same_places_by_name_are_one_report_where_headlines_and_leads_name_no_others() {
    let places = |headline: &[&str], lead: &[&str]| {
        let names = headline.iter().map(|name| named(name, true));
        names.chain(lead.iter().map(|name| named(name, false))).collect::<Vec<_>>()
    };
    check_told(120, places(&["tartus", "baniyas"], &["daatour"]), places(&["tartus", "baniyas"], &["daatour"]), true);
    check_told(200, places(&["tartus", "baniyas"], &["daatour"]), places(&["tartus", "baniyas"], &["daatour"]), false);
    check_told(60, places(&["tartus", "baniyas"], &["daatour"]), places(&["tartus", "baniyas"], &["jableh"]), false);
    check_told(60, places(&["tartus", "baniyas"], &[]), places(&["tartus", "baniyas"], &[]), false);
    // Cities are named together in many reports.
    check_told(60, places(&["tartus", "baniyas"], &["homs"]), places(&["tartus", "baniyas"], &["homs"]), false);
    check_told(60, places(&["jableh"], &["daatour", "homs"]), places(&["jableh"], &["daatour", "homs"]), false);
}

#[test]
fn three_equal_figures_outvote_a_slip_and_nothing_more() {
    let vector = |total: u64| {
        vec![toll("civilians", 830), toll("government_forces", 231), toll("loyalists", 250), toll("total", total)]
    };
    check_told(60, vector(1_311), vector(1_331), true);
    check_told(60, vector(1_311), vector(1_454), false);
    check_told(60, vector(1_311)[1..].to_vec(), vector(1_331)[1..].to_vec(), false);
}

#[test]
fn a_number_that_nobody_rounds_to_is_one_report_whoever_is_named() {
    let of = |origin: &str, category: &str, number| {
        let fact = toll(category, number);
        vec![Fact { counted: format!("{origin} killed"), subject: format!("{origin} killed {category} "), ..fact }]
    };
    check_told(60, of("OHCHR", "civilians", 111), of("UN", "civilians", 111), true);
    check_told(60, of("OHCHR", "civilians", 200), of("UN", "civilians", 200), false);
    check_told(60, of("Rudaw", "total", 745), of("SOHR", "civilians", 745), false);
    // One origin's own is of one bulletin for a day.
    check_told(1_000, of("SOHR", "civilians", 1_225), of("SOHR", "civilians", 1_225), true);
    check_told(1_000, of("SOHR", "civilians", 1_300), of("SOHR", "civilians", 1_300), false);
    check_told(1_500, of("SOHR", "civilians", 1_225), of("SOHR", "civilians", 1_225), false);
}

#[test]
fn a_figure_of_nobody_is_another_s_where_both_head_with_it_or_two_are_of_one_place() {
    let nobody = |fact: Fact| {
        let matter = fact.matter().to_owned();
        Fact { counted: "other killed".to_owned(), subject: format!("other {matter}"), unnamed: true, ..fact }
    };
    check_told(30, vec![toll("total", 70)], vec![nobody(toll("total", 70))], true);
    check_told(200, vec![toll("total", 70)], vec![nobody(toll("total", 70))], false);
    check_told(30, vec![toll("total", 70)], vec![Fact { headline: false, ..nobody(toll("total", 70)) }], false);
    check_told(30, vec![toll("total", 3)], vec![nobody(toll("total", 3))], false);
    let placed = |category: &str, number, place: &str| Fact {
        place: Some(place.to_owned()),
        headline: false,
        ..toll(category, number)
    };
    let two = |place: &str| vec![placed("government_forces", 1, place), placed("civilians", 2, place)];
    let told = |place: &str| two(place).into_iter().map(nobody).collect::<Vec<_>>();
    check_told(30, two("haffah"), told("haffah"), true);
    check_told(30, two("haffah"), told("jableh"), false);
    check_told(30, two("haffah")[..1].to_vec(), told("haffah")[..1].to_vec(), false);
}

#[test]
fn all_that_two_items_tell_of_one_place_is_one_report() {
    let one =
        |number| vec![Fact { place: Some("jableh".into()), headline: false, ..toll("government_forces", number) }];
    check_told(180, one(13), one(13), true);
    check_told(180, one(1), one(1), false);
    check_told(30, one(1), one(1), false);
    let headed = |number, place: &str| [one(number), vec![named(place, true)]].concat();
    check_told(30, headed(1, "beit_ana"), headed(1, "beit_ana"), true);
    check_told(30, headed(1, "beit_ana"), headed(1, "daatour"), false);
    // In a city the same happens twice within hours.
    check_told(30, headed(1, "jableh"), headed(1, "jableh"), false);
    // A report of many figures is not one of a single one of them.
    check_told(30, one(16), [one(16), vec![toll("total", 48), toll("loyalists", 28)]].concat(), false);
}

#[test]
fn one_wording_by_another_s_word_is_another_report() {
    let of = |item: &str, origin: &str| {
        let counted = format!("{origin} killed");
        let fact = Fact { subject: format!("{counted} total "), counted, ..toll("total", 600) };
        node(item, 1, item, &words(0, 60), vec![fact])
    };
    check(&of("a", "SOHR"), &of("b", "SOHR"), true);
    check(&of("a", "SOHR"), &of("b", "SNHR"), false);
}
