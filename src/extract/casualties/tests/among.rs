//! Parts told of with a place, people free again, and others beside a group.

use super::{claims, told};
use crate::extract::Reach;

/// What claims say of metric, category, number and place, without how long and by whom.
fn short(lang: &str, text: &str) -> Vec<String> {
    let keep = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let place = words.last().copied().unwrap_or_default();
        let head = words.len().saturating_sub(4);
        format!("{} {place}", words.get(..head).unwrap_or_default().join(" "))
    };
    claims(lang, "", text, Reach::All).iter().map(|claim| keep(&told(claim))).collect()
}

fn check(lang: &str, text: &str, expect: &[&str]) {
    assert_eq!(short(lang, text), expect, "{text}");
}

#[test]
fn the_place_of_a_part_is_not_that_of_the_whole() {
    for (lang, text) in [
        ("en", "84 civilians were killed on the Syrian coast, among them 30 in Baniyas."),
        ("en", "84 civilians, among them 30 in Baniyas, were killed on the Syrian coast."),
        ("en", "84 civilians were killed, 30 of them in Baniyas."),
        ("ar", "قتل 84 مدنياً في الساحل السوري، بينهم 30 في بانياس."),
        ("fr", "84 civils ont été tués sur la côte syrienne, dont 30 à Banias."),
        ("de", "84 Zivilisten wurden an der syrischen Küste getötet, darunter 30 in Banias."),
        ("es", "84 civiles murieron en la costa siria, entre ellos 30 en Banias."),
        ("ru", "На сирийском побережье погибли 84 мирных жителя, из них 30 в Баниясе."),
        ("it", "84 civili sono stati uccisi sulla costa siriana, tra cui 30 a Baniyas."),
        ("fa", "۸۴ غیرنظامی در ساحل سوریه کشته شدند، از جمله ۳۰ نفر در بانیاس."),
    ] {
        check(lang, text, &["killed civilians 84..84 -", "killed civilians 30..30 baniyas"]);
    }
    check(
        "en",
        "84 civilians were killed on the Syrian coast, including 30 in Baniyas and 12 in Jableh.",
        &["killed civilians 84..84 -", "killed civilians 30..30 baniyas", "killed civilians 12..12 jableh"],
    );
    check(
        "en",
        "In Latakia 84 civilians were killed, among them 30 in the Daatour district.",
        &["killed civilians 84..84 latakia", "killed civilians 30..30 daatour"],
    );
    // Who some of them were, and then where all of them died.
    check("ar", "قتل سبعة مدنيين بينهم ثلاث نساء في قرية حريصون بريف بانياس.", &["killed civilians 7..7 harisoun"]);
}

#[test]
fn where_a_report_was_written_is_no_place_of_the_dead() {
    for (text, place) in [
        ("LATAKIA - At least 57 civilians were killed on Syria's coast.", "-"),
        ("LATAKIA, Syria, March 8 (Reuters) - At least 57 civilians were killed.", "-"),
        ("LATAKIA: At least 57 civilians were killed by unknown gunmen on Tuesday, the ministry said.", "-"),
        ("LATAKIA: At least 57 civilians were killed.", "latakia"),
        ("Latakia — At least 57 civilians were killed in Baniyas.", "baniyas"),
        ("Latakia (658 dead) - At least 57 civilians were killed.", "latakia"),
        // A line of a list.
        ("Latakia - 57 civilians", "latakia"),
    ] {
        let found = short("en", text);
        assert!(found.contains(&format!("killed civilians 57..- {place}")) || text.len() < 30, "{text}: {found:?}");
    }
    check("ar", "اللاذقية (أ ف ب) - قتل 57 مدنياً على الأقل منذ الخميس.", &["killed civilians 57..- -"]);
    check(
        "en",
        "Killed civilians by town: Latakia - 57, Tartus - 12",
        &["killed civilians 57..57 latakia", "killed civilians 12..12 tartus"],
    );
}

#[test]
fn who_is_free_again_is_not_held() {
    for (lang, text) in [
        ("en", "Security forces detained 40 loyalists in Latakia. Ten of them were later released."),
        ("en", "Security forces arrested 40 loyalists in Latakia, ten of whom were later released."),
        ("ar", "اعتقلت قوات الأمن 40 من الفلول في اللاذقية، وأفرج لاحقا عن عشرة منهم."),
        ("de", "Sicherheitskräfte nahmen in Latakia 40 Loyalisten fest. Zehn von ihnen wurden später freigelassen."),
        ("es", "Las fuerzas de seguridad detuvieron a 40 leales en Latakia. Diez de ellos fueron liberados después."),
    ] {
        check(lang, text, &["detained loyalists 40..40 latakia"]);
    }
    check("en", "Ten of the detained were later released.", &[]);
}

#[test]
fn others_beside_a_group_under_one_verb_are_of_no_stated_side() {
    check(
        "en",
        "Five security officers and two others were killed in Jableh.",
        &["killed government_forces 5..5 jableh", "killed unspecified 2..2 jableh"],
    );
    check(
        "en",
        "Three policemen were killed in Jableh and two others were wounded.",
        &["killed government_forces 3..3 jableh", "injured government_forces 2..2 jableh"],
    );
}

#[test]
fn an_ending_of_whom_names_the_side() {
    check(
        "tr",
        "Lazkiye'de 5 güvenlik görevlisi ve saldırganlardan 20'si öldürüldü.",
        &["killed government_forces 5..5 latakia", "killed loyalists 20..20 latakia"],
    );
}

#[test]
fn a_count_of_bodies_is_of_no_stated_side() {
    check("en", "The number of bodies found in Baniyas reached 45.", &["killed unspecified 45..45 baniyas"]);
    check("ar", "بلغ عدد الجثامين 45 في بانياس.", &["killed unspecified 45..45 baniyas"]);
}

#[test]
fn two_sides_set_against_each_other_are_two_counts() {
    check(
        "ar",
        "قتل 12 عنصراً من الأمن مقابل 20 من الفلول في جبلة.",
        &["killed government_forces 12..12 jableh", "killed loyalists 20..20 jableh"],
    );
}

#[test]
fn an_aside_on_some_of_them_is_no_part_of_what_follows() {
    super::check(
        "en",
        "Twenty-six people died in Latakia, three of them children, and 90 were injured.",
        &["killed total 26..26 exact - incident latakia", "injured total 90..90 exact - incident latakia"],
    );
}

#[test]
fn what_a_side_makes_up_of_the_dead_is_a_part_of_them() {
    super::check(
        "en",
        "SNHR recorded 2,100 deaths, of which civilians made up 940.",
        &["killed total 2100..2100 exact SNHR cumulative -", "killed civilians 940..940 exact SNHR cumulative -"],
    );
    super::check(
        "en",
        "Nine gunmen were killed in the raid and 12 others in a search later in the day.",
        &["killed loyalists 9..9 exact - incident -", "killed loyalists 12..12 exact - incident -"],
    );
}

#[test]
fn two_sides_joined_are_none_of_the_two() {
    super::check("en", "Dozens of soldiers and civilians have died.", &["killed total 12..- vague - cumulative -"]);
    super::check("en", "The police could confirm only 45 deaths.", &["killed total 45..45 exact other cumulative -"]);
    super::check(
        "en",
        "Amnesty International gave the dead as between 20 and 32.",
        &["killed total 20..32 range Amnesty cumulative -"],
    );
}
