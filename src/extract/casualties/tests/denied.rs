//! What nobody vouches for or somebody denies, and whoever denies or killed: he has not counted.

use super::check;

#[test]
fn who_killed_has_not_counted() {
    let other = ["killed civilians 40..40 exact other incident jableh"];
    for text in [
        "A resident said 40 civilians were killed in Jableh by the army.",
        "A resident said 40 civilians were killed by the army in Jableh.",
        "40 civilians were killed in Jableh by the army, a resident said.",
    ] {
        check("en", text, &other);
    }
    let count = "40 civilians were killed in Jableh, by the army's count.";
    check("en", count, &["killed civilians 40..40 exact MOD incident jableh"]);
}

#[test]
fn who_denies_has_not_counted() {
    let other = ["killed civilians 40..40 exact other incident jableh"];
    for text in [
        "A resident said 40 civilians were killed in Jableh by the army, but the Defence Ministry denied it.",
        "A resident said 40 civilians were killed in Jableh by the army. The Defence Ministry denied the claim.",
    ] {
        check("en", text, &other);
    }
    check("fr", "Des habitants parlent de 40 civils tués à Jableh, ce que dément le ministère.", &other);
}

#[test]
fn what_nobody_has_said_and_somebody_denies_is_no_figure() {
    check("ar", "تداولت صفحات أن 60 جنديا قتلوا قرب جبلة. ونفت وزارة الدفاع ذلك.", &[]);
    check("ar", "تداولت صفحات أن 60 جنديا قتلوا قرب جبلة، وهو ما نفته وزارة الدفاع.", &[]);
}

#[test]
fn what_is_told_as_unconfirmed_is_no_figure() {
    check("en", "Unconfirmed reports said 50 civilians had been killed in Baniyas on Friday.", &[]);
    check("ar", "تحدثت أنباء غير مؤكدة عن مقتل 50 مدنيا في بانياس.", &[]);
    check("de", "Unbestätigten Meldungen zufolge wurden in Banias 50 Zivilisten getötet.", &[]);
    check(
        "en",
        "The mayor confirmed that 50 civilians had been killed in Baniyas on Friday.",
        &["killed civilians 50..50 exact other incident baniyas"],
    );
}

#[test]
fn who_opens_the_next_statement_tells_only_of_that() {
    check(
        "en",
        "More than 70 people have died in Jableh, while the Defence Ministry said 40 of its men were missing.",
        &[
            "killed total 70..- more_than other incident jableh",
            "missing government_forces 40..40 exact MOD cumulative -",
        ],
    );
}
