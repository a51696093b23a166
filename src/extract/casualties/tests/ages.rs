//! Ages are no counts, and whoever stands beside others has a verb of its own.

use super::check;

#[test]
fn a_number_beside_one_person_is_an_age() {
    let one = ["killed government_forces 1..1 exact - incident -"];
    for text in ["A policeman, 27, was killed.", "A policeman (27) was killed.", "A policeman was killed."] {
        check("en", text, &one);
    }
    for text in [
        "Captain R. T., 31, was killed.",
        "His wife, 52, was murdered at home.",
        "The raid killed Nadim Saleh, 44, at his shop.",
        "Nadim Saleh, 44, was shot dead.",
        "Her cousin Nadim, 44, died on the road.",
    ] {
        check("en", text, &[]);
    }
    check("en", "Three farmers, 19, 24 and 60, were killed.", &["killed civilians 3..3 exact - cumulative -"]);
    check("de", "Sein Onkel (63) und ihre Tochter (9) wurden erschossen.", &[]);
    check("de", "Der Lehrer Nadim S. (44) starb.", &[]);
    check("es", "Mataron a su hermano, de 31, en la calle.", &[]);
}

#[test]
fn a_number_between_commas_without_one_person_is_a_count() {
    check(
        "en",
        "Of the marchers, 19, including two women, were killed.",
        &["killed total 19..19 exact - cumulative -"],
    );
    check("en", "In Jableh, 25 were killed.", &["killed total 25..25 exact - incident jableh"]);
}

#[test]
fn one_of_some_years_is_one_person() {
    check(
        "en",
        "A 19-year-old man was killed and five others were wounded.",
        &["killed unspecified 1..1 exact - incident -", "injured unspecified 5..5 exact - incident -"],
    );
    check(
        "en",
        "A 71-year-old woman was killed and five others were wounded.",
        &["killed civilians 1..1 exact - incident -", "injured civilians 5..5 exact - incident -"],
    );
    check(
        "de",
        "Eine 34-jährige Frau wurde erschossen und drei weitere verletzt.",
        &["killed civilians 1..1 exact - incident -", "injured civilians 3..3 exact - incident -"],
    );
}

#[test]
fn others_are_harmed_by_the_verb_behind_them() {
    check(
        "en",
        "Nadim Saleh was stabbed to death and nine others were hurt.",
        &["injured total 9..9 exact - cumulative -"],
    );
    check("en", "Nadim Saleh was killed and nine others.", &["killed total 9..9 exact - cumulative -"]);
    check(
        "de",
        "Am Sonntag haben Angreifer 18 Soldaten erschossen und fünf weitere verwundet.",
        &["killed government_forces 18..18 exact - incident -", "injured government_forces 5..5 exact - incident -"],
    );
}
