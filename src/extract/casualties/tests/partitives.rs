//! Numbers out of others, people named by what befell them, and those who are free again.

use super::check;

#[test]
fn a_number_out_of_another_counts_by_itself() {
    for (text, claim) in [
        ("27 of the 90 tourists on the ferry died.", "killed total 27..27 exact - cumulative -"),
        ("Bandits shot dead nine of the 33 policemen.", "killed government_forces 9..9 exact - incident -"),
        ("18 of the town's 240 residents were murdered.", "killed civilians 18..18 exact - cumulative -"),
        ("All but six of the 50 tourists died.", "killed total 44..44 exact - cumulative -"),
        ("Four of the nine abducted soldiers were found dead.", "killed government_forces 4..4 exact - cumulative -"),
    ] {
        check("en", text, &[claim]);
    }
    check("de", "27 der 90 Soldaten wurden getötet.", &["killed government_forces 27..27 exact - cumulative -"]);
    check("es", "27 de los 90 soldados murieron.", &["killed government_forces 27..27 exact - cumulative -"]);
    check("fr", "27 des 90 soldats sont morts.", &["killed government_forces 27..27 exact - cumulative -"]);
}

#[test]
fn a_share_is_no_count() {
    for text in [
        "Nine out of ten people killed were young.",
        "One in ten of the 600 residents was killed.",
        "Half of the 600 residents were killed.",
        "All but two of the passengers were killed.",
    ] {
        check("en", text, &[]);
    }
}

#[test]
fn parts_of_the_harmed_are_told_with_their_whole() {
    check(
        "en",
        "SOHR said 430 of the 640 people killed were civilians, 90 security personnel and 120 gunmen.",
        &[
            "killed civilians 430..430 exact SOHR cumulative -",
            "killed total 640..640 exact SOHR cumulative -",
            "killed government_forces 90..90 exact SOHR cumulative -",
            "killed loyalists 120..120 exact SOHR cumulative -",
        ],
    );
    check(
        "en",
        "Eight of the 31 wounded officers died.",
        &[
            "killed government_forces 8..8 exact - cumulative -",
            "injured government_forces 31..31 exact - cumulative -",
        ],
    );
    check(
        "de",
        "430 der 640 Getöteten waren Zivilisten.",
        &["killed civilians 430..430 exact - cumulative -", "killed total 640..640 exact - cumulative -"],
    );
}

#[test]
fn those_who_are_freed_are_neither_missing_nor_detained() {
    for text in [
        "Troops freed nine kidnapped officers.",
        "Nine captured soldiers were released.",
        "The release of nine detainees was announced.",
    ] {
        check("en", text, &[]);
    }
}

#[test]
fn a_toll_that_others_are_added_to_is_not_theirs() {
    for lead in ["In addition to the dead", "Apart from the fatalities", "Besides the deaths"] {
        check(
            "en",
            &format!("{lead}, 31 policemen were hurt."),
            &["injured government_forces 31..31 exact - cumulative -"],
        );
    }
}

#[test]
fn suspected_and_affiliated_fighters_are_of_their_side() {
    for (text, claim) in [
        ("Troops killed 17 suspected insurgents.", "killed loyalists 17..17 exact - cumulative -"),
        ("Police arrested 17 presumed gunmen.", "detained loyalists 17..17 exact - cumulative -"),
        ("17 militants with armed groups linked to Assad were killed.", "killed loyalists 17..17 exact - cumulative -"),
        ("17 fighters from groups affiliated with Assad were killed.", "killed loyalists 17..17 exact - cumulative -"),
    ] {
        check("en", text, &[claim]);
    }
}
