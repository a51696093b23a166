//! Several places in one statement, and which of them a figure is for.

use super::{Reach, check, check_relevant, claims, field};

#[test]
fn each_part_of_a_statement_has_its_own_place() {
    check_relevant(
        "en",
        "One policeman died and two were wounded in an ambush at Beit Ana, and in a separate attack near Haffah gunmen \
         killed at least six soldiers.",
        &[
            "killed government_forces 1..1 exact - incident beit_ana",
            "injured government_forces 2..2 exact - incident beit_ana",
            "killed government_forces 6..- at_least - incident haffah",
        ],
    );
    // Where the wounded were taken to is not where they were hurt.
    check_relevant(
        "en",
        "Rescuers pulled 12 bodies from houses in the Jableh countryside and carried 40 wounded to hospitals in Latakia.",
        &["killed unspecified 12..12 exact - incident jableh", "injured total 40..40 exact - incident -"],
    );
    // What two places share stays without one.
    check_relevant(
        "en",
        "Clashes in Jableh and Baniyas left 5 people dead.",
        &["killed total 5..5 exact - incident -"],
    );
}

#[test]
fn the_worst_of_several_is_not_the_place_of_all() {
    check_relevant(
        "ar",
        "وثق المرصد مقتل 162 مدنياً في خمس مجازر يوم الجمعة، كان أكبرها في المختارية حيث قُتل 38 رجلاً، تلتها قرية الشير بـ24 قتيلاً.",
        &[
            "killed civilians 162..162 exact SOHR incident -",
            "killed civilians 38..38 exact SOHR incident mukhtariya",
            "killed civilians 24..24 exact SOHR incident shir",
        ],
    );
}

#[test]
fn the_town_is_the_one_that_the_sentence_named() {
    check_relevant(
        "en",
        "In Jableh's hospital a doctor shows a ledger: 87 dead, he says.",
        &["killed total 87..87 exact other incident jableh"],
    );
}

#[test]
fn a_toll_since_some_day_is_not_of_the_place_where_the_last_died() {
    check_relevant(
        "en",
        "Thirty-four people were killed overnight in Baniyas, raising the toll since Thursday to 212, the Observatory said.",
        &["killed total 34..34 exact SOHR incident baniyas", "killed total 212..212 exact SOHR cumulative -"],
    );
    check_relevant(
        "en",
        "Five people were killed in Baniyas, raising its death toll to 92.",
        &["killed total 5..5 exact - cumulative baniyas", "killed total 92..92 exact - cumulative baniyas"],
    );
}

#[test]
fn one_person_named_by_two_nouns_is_one() {
    check_relevant(
        "en",
        "Nine security men and a civilian driver died when their convoy was hit near Jableh.",
        &["killed government_forces 9..9 exact - incident jableh", "killed civilians 1..1 exact - incident jableh"],
    );
    check_relevant(
        "ar",
        "أسفرت الاشتباكات في القرداحة عن مقتل سبعة من الفلول واعتقال 12 ومصادرة أسلحة.",
        &["killed loyalists 7..7 exact - incident qardaha", "detained loyalists 12..12 exact - incident qardaha"],
    );
}

#[test]
fn what_was_damaged_is_nobody() {
    check_relevant(
        "en",
        "Hospitals in Latakia and Jableh treated wounded throughout the clashes and six were damaged.",
        &[],
    );
}

#[test]
fn of_places_in_one_another_it_is_the_innermost() {
    for (lang, text, place) in [
        ("en", "General Security in Latakia says it detained nineteen gunmen in the Daatour neighborhood.", "daatour"),
        (
            "en",
            "Over 8,000 civilians have found refuge at the Hmeimim air base amid clashes in Latakia province.",
            "hmeimim",
        ),
        ("es", "Trece agentes murieron en una emboscada cerca de Yableh, en la provincia de Latakia.", "jableh"),
        ("tr", "Lazkiye vilayetine bağlı Ceble ilçesinde 13 güvenlik görevlisi hayatını kaybetti.", "jableh"),
        (
            "ar",
            "فرض حظر تجول في مدينتي حمص وطرطوس، بعد مقتل 15 من عناصر الأمن في هجمات بريف اللاذقية.",
            "latakia_governorate",
        ),
    ] {
        assert_eq!(field(&claims(lang, "", text, Reach::All), "place"), [place], "{text}");
    }
    let text = "At least 10 soldiers were killed on the highway between Latakia and Jableh.";
    assert_eq!(field(&claims("en", "", text, Reach::All), "place"), ["-"], "{text}");
}

#[test]
fn others_before_their_number_are_of_their_own_place() {
    check(
        "es",
        "Cinco agentes murieron en una emboscada en Yable y otros tres en Banias.",
        &[
            "killed government_forces 5..5 exact - incident jableh",
            "killed government_forces 3..3 exact - incident baniyas",
        ],
    );
}
