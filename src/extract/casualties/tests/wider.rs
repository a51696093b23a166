//! Rules of reading English by name: constructions of reporters, in words of our own.

use super::check;

#[test]
fn the_people_of_a_party_are_of_the_side_named_before() {
    for text in [
        "The security forces have lost 84 of their men in Latakia.",
        "The Defence Ministry said it had lost 84 of its soldiers in Latakia.",
        "In Latakia government forces killed 84 loyalists.",
    ] {
        let side = if text.contains("loyalists") { "loyalists" } else { "government_forces" };
        let origin = if text.contains("Ministry") { "MOD" } else { "-" };
        // What somebody lost is a balance; that somebody killed is told of one event.
        let scope = if text.contains("killed") { "incident" } else { "cumulative" };
        check("en", text, &[&format!("killed {side} 84..84 exact {origin} {scope} latakia")]);
    }
}

#[test]
fn a_side_named_before_a_bare_number_is_whose_it_is() {
    check(
        "en",
        "The security forces' death toll is 93, that of the gunmen loyal to Assad 120, according to SOHR.",
        &[
            "killed government_forces 93..93 exact SOHR cumulative -",
            "killed loyalists 120..120 exact SOHR cumulative -",
        ],
    );
    check(
        "en",
        "Assad loyalists have suffered 250 fatalities and the security forces 231.",
        &["killed loyalists 250..250 exact - cumulative -", "killed government_forces 231..231 exact - cumulative -"],
    );
}

#[test]
fn a_whole_may_open_its_parts() {
    check(
        "en",
        "Of the 1,311 people killed, 830 were civilians, 231 security men and 250 loyalists, the Observatory said.",
        &[
            "killed total 1311..1311 exact SOHR cumulative -",
            "killed civilians 830..830 exact SOHR cumulative -",
            "killed government_forces 231..231 exact SOHR cumulative -",
            "killed loyalists 250..250 exact SOHR cumulative -",
        ],
    );
    check(
        "en",
        "SNHR says 803 were killed: 439 by government-affiliated forces and 364 by Assad loyalists.",
        &[
            "killed total 803..803 exact SNHR cumulative -",
            "killed unspecified by government_forces 439..439 exact SNHR cumulative -",
            "killed unspecified by loyalists 364..364 exact SNHR cumulative -",
        ],
    );
}

#[test]
fn a_toll_that_climbs_in_its_sentence_is_the_last() {
    for text in [
        "The death toll, which stood at 532 on Saturday, has now climbed to 745, SOHR said.",
        "The death toll rose sharply during the day from 532 to 745, SOHR said.",
        "The two-day death toll given by SOHR, 745, could not be confirmed.",
    ] {
        check("en", text, &["killed total 745..745 exact SOHR cumulative -"]);
    }
    check(
        "en",
        "SOHR said 900 people had been killed. That makes 1,400 in three days.",
        &["killed total 900..900 exact SOHR cumulative -", "killed total 1400..1400 exact SOHR cumulative -"],
    );
}

#[test]
fn captives_are_counted_by_what_befell_them_last() {
    check("en", "A jet bombed the prison and killed 66 detainees.", &["killed total 66..66 exact - incident -"]);
    check("en", "Soldiers freed 12 hostages.", &[]);
    check("en", "Gunmen have taken 30 policemen captive.", &["detained government_forces 30..30 exact - cumulative -"]);
}

#[test]
fn numbers_beside_the_dead_are_not_the_dead() {
    for text in [
        "The dead soldiers were aged between 20 and 28.",
        "Sixteen interviews were held, among them with five people.",
        "The security force went to detain a wanted man.",
        "A member of the local council said nothing of it.",
    ] {
        check("en", text, &[]);
    }
    check(
        "en",
        "The blast injured more than 60 people, 8 of them critically.",
        &["injured total 60..- more_than - incident -"],
    );
}

#[test]
fn what_somebody_only_set_out_to_do_is_no_harm_and_hides_none() {
    for text in [
        "A patrol sent to arrest a man was ambushed in Jableh and 12 soldiers were killed.",
        "Gunmen tried to kidnap an officer in Jableh and killed 12 soldiers.",
    ] {
        let found: Vec<String> =
            super::claims("en", "", text, super::Reach::Relevant).iter().map(super::told).collect();
        assert_eq!(found, ["killed government_forces 12..12 exact - incident jableh"], "{text}");
    }
    check("en", "It began in Jableh with a patrol sent to arrest one man.", &[]);
}

#[test]
fn what_is_told_of_the_toll_is_not_told_of_those_of_a_day() {
    check(
        "en",
        "The health ministry in Gaza says 87 Palestinians have been killed and 290 wounded in Israeli strikes in the past 24 hours, taking the toll since October 2023 to 53,573 dead.",
        &[
            "killed total 87..87 exact other incident -",
            "injured total 290..290 exact other incident -",
            "killed total 53573..53573 exact other cumulative -",
        ],
    );
}

#[test]
fn many_more_are_no_count_that_another_goes_on_from() {
    check(
        "en",
        "Amnesty International counted at least 100 dead and said many more are missing; the police spoke of 45.",
        &["killed total 100..- at_least Amnesty cumulative -", "killed total 45..45 exact other cumulative -"],
    );
}
