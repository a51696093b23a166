//! Of which time a figure is: one day beside the toll of all, and counts that go on from another time.

use super::{Reach, check, check_relevant, claims, told};

#[test]
fn those_of_a_day_are_not_the_toll_that_they_bring_to() {
    for (lang, text) in [
        ("en", "92 civilians were killed on Sunday, bringing the toll to 973 since Thursday."),
        ("en", "92 civilians were killed on Sunday, raising the overall death toll to 973."),
        ("ar", "قتل 92 مدنياً يوم الأحد، ما يرفع الحصيلة إلى 973 قتيلاً."),
        ("fr", "92 civils ont été tués dimanche, portant le bilan à 973."),
        ("de", "Am Sonntag wurden 92 Zivilisten getötet, womit die Zahl der Toten auf 973 stieg."),
        ("es", "El domingo murieron 92 civiles, lo que eleva la cifra de muertos a 973."),
        ("it", "Domenica sono stati uccisi 92 civili, portando il bilancio a 973."),
        ("tr", "Pazar günü 92 sivil öldürüldü, böylece ölü sayısı 973'e yükseldi."),
        ("ru", "В воскресенье были убиты 92 мирных жителя, в результате чего число погибших выросло до 973."),
        ("fa", "روز یکشنبه ۹۲ غیرنظامی کشته شدند و شمار کشته‌شدگان به ۹۷۳ نفر رسید."),
    ] {
        let expect = ["killed civilians 92..92 exact - incident -", "killed total 973..973 exact - cumulative -"];
        check_relevant(lang, text, &expect);
    }
    // A day on which something was said is not theirs, and one shared by all is the toll's.
    check_relevant(
        "en",
        "The monitor said on Sunday that 745 civilians and 125 security personnel have been killed since Thursday.",
        &[
            "killed civilians 745..745 exact other cumulative -",
            "killed government_forces 125..125 exact other cumulative -",
        ],
    );
}

#[test]
fn those_still_missing_from_a_war_are_no_claims() {
    let of = |title: &str, text: &str| -> Vec<String> {
        claims("en", title, text, Reach::Relevant).iter().map(told).collect()
    };
    let war = "More than 234,000 civilians have been killed in Syria since March 2011.";
    let coast = "On the coast, in Jableh, 70 people were killed on Thursday.";
    let seventy = "killed total 70..70 exact - incident jableh";
    let still = "At least 177,000 people are still forcibly disappeared.";
    assert_eq!(of("", &format!("{coast} {war} {still}")), [seventy]);
    assert_eq!(of("The cost of the Syrian conflict since March 2011", &format!("{still} {coast}")), [seventy]);
    assert_eq!(of("", &format!("{coast} Fourteen years on, 177,000 people are still missing.")), [seventy]);
    // Those missing from a place, since a day, or after no word of another time, are the clashes' own.
    let missing = "missing total 12..12 exact - cumulative -";
    assert_eq!(of("", &format!("{coast} Twelve people are still missing.")), [seventy, missing]);
    let placed = "Twelve people are still missing in Baniyas.";
    assert_eq!(
        of("", &format!("{coast} {war} {placed}")),
        [seventy, "missing total 12..12 exact - cumulative baniyas"]
    );
}

#[test]
fn an_attack_of_the_sentence_before_is_the_event_wherever_it_was() {
    let ambush = "Gunmen opened fire on a checkpoint on the road between Jableh and Baniyas this afternoon.";
    check(
        "en",
        &format!("{ambush} Three policemen were killed and five wounded."),
        &["killed government_forces 3..3 exact - incident -", "injured government_forces 5..5 exact - incident -"],
    );
    check(
        "en",
        "A convoy of the army fell into an ambush near Beit Ana. Three soldiers were killed.",
        &["killed government_forces 3..3 exact - incident beit_ana"],
    );
}

#[test]
fn two_days_joined_are_a_stretch_and_no_day() {
    check_relevant(
        "en",
        "640 people were killed between March 6 and 11, SNHR said.",
        &["killed total 640..640 exact SNHR cumulative -"],
    );
}

#[test]
fn an_aside_of_source_does_not_part_a_verb_from_those_it_counts() {
    check_relevant(
        "en",
        "The violence killed, according to the Observatory, between 600 and 900 people.",
        &["killed total 600..900 range SOHR cumulative -"],
    );
    check_relevant(
        "en",
        "Volunteers recovered and handed over 31 bodies.",
        &["killed unspecified 31..31 exact - incident -"],
    );
}
