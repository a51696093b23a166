//! Whose "they" are, totals that are reached, who only quotes, and lists by place.

use super::check;

#[test]
fn some_of_them_are_of_the_party_named_last() {
    let text = "Gunmen loyal to Assad besieged policemen near Jableh, wounding eight of them and abducting four.";
    check(
        "en",
        text,
        &[
            "injured government_forces 8..8 exact - incident jableh",
            "missing government_forces 4..4 exact - cumulative jableh",
        ],
    );
    check(
        "en",
        "The army chased Assad loyalists and killed 17 of them.",
        &["killed loyalists 17..17 exact - cumulative -"],
    );
    check(
        "en",
        "Gunmen attacked the homes of civilians and killed 17 of them.",
        &["killed civilians 17..17 exact - incident -"],
    );
    check(
        "de",
        "Soldaten verfolgten Assad-Anhänger und töteten 17 von ihnen.",
        &["killed loyalists 17..17 exact - cumulative -"],
    );
}

#[test]
fn some_of_their_members_are_of_whoever_speaks() {
    check(
        "en",
        "Military sources said 90 of their members had died.",
        &["killed government_forces 90..90 exact other cumulative -"],
    );
}

#[test]
fn a_total_that_is_reached_counts_what_is_counted_before_it() {
    for verb in ["bringing the total to", "taking the overall total to", "raising the number to"] {
        let text = format!("SOHR said another 36 people were wounded, {verb} 310.");
        check(
            "en",
            &text,
            &["injured total 36..36 exact SOHR cumulative -", "injured total 310..310 exact SOHR cumulative -"],
        );
    }
}

#[test]
fn who_is_quoted_counts_and_not_who_quotes() {
    for text in [
        "A defence ministry official, quoted by SANA, said 19 policemen were killed.",
        "19 policemen were killed, a defence ministry source was quoted as saying by SANA.",
    ] {
        check("en", text, &["killed government_forces 19..19 exact MOD cumulative -"]);
    }
    check(
        "en",
        "19 policemen were killed, SANA reported.",
        &["killed government_forces 19..19 exact SANA cumulative -"],
    );
}

#[test]
fn the_past_hours_are_one_day_and_each_number_has_its_place() {
    check(
        "en",
        "SOHR said 180 civilians were killed in Tartus over the past 24 hours.",
        &["killed civilians 180..180 exact SOHR incident tartus"],
    );
    check(
        "en",
        "SOHR said 33 civilians were killed in Jableh and 21 in Baniyas.",
        &["killed civilians 33..33 exact SOHR incident jableh", "killed civilians 21..21 exact SOHR incident baniyas"],
    );
    check(
        "en",
        "SNHR counted 700 civilians killed, by governorate: Tartus 390, Hama 310.",
        &[
            "killed civilians 700..700 exact SNHR cumulative -",
            "killed civilians 390..390 exact SNHR cumulative tartus_governorate",
            "killed civilians 310..310 exact SNHR cumulative hama_governorate",
        ],
    );
}
