//! Corrections: a figure that comes in the place of one that was told, and one that is only told again.

use super::{check_relevant, claims};
use crate::extract::Reach;
use crate::model::Cue;

fn check(lang: &str, text: &str, expect: &[(u64, Cue)]) {
    let found: Vec<(u64, Cue)> =
        claims(lang, "", text, Reach::All).iter().filter_map(|claim| Some((claim.low?, claim.cue))).collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn a_corrected_figure_is_told_as_one() {
    for text in [
        "The Syrian Observatory for Human Rights revised its count downward to 140 soldiers killed on the coast.",
        "The network has corrected its death toll: 140 soldiers were killed, not 190.",
        "The monitor, which had earlier said 190 soldiers were killed, now puts the dead at 140.",
        "The network lowered the number of soldiers killed on the coast to 140.",
    ] {
        check("en", text, &[(140, Cue::Correction)]);
    }
    check("ar", "صححت الشبكة السورية لحقوق الإنسان حصيلتها إلى 140 قتيلا من المدنيين.", &[(140, Cue::Correction)]);
    check(
        "de",
        "Die Beobachtungsstelle hat die Zahl der getöteten Zivilisten auf 140 korrigiert.",
        &[(140, Cue::Correction)],
    );
}

#[test]
fn what_corrects_nothing_is_no_correction() {
    check("en", "The monitor said 140 soldiers were killed on the coast since Thursday.", &[(140, Cue::Plain)]);
    check(
        "en",
        "The monitor's previous toll was 140 soldiers and 90 civilians killed.",
        &[(140, Cue::Earlier), (90, Cue::Earlier)],
    );
}

#[test]
fn what_an_earlier_version_said_by_mistake_is_not_counted() {
    super::check("en", "An earlier version of this article said that 48 people had been killed in Jableh.", &[]);
    super::check(
        "en",
        "Correction: an earlier version of this report wrongly said 48 people died in Jableh; the correct number is 19.",
        &["killed total 19..19 exact - incident jableh"],
    );
}

#[test]
fn of_two_numbers_the_one_that_is_said_to_be_right_is_counted() {
    for text in [
        "SOHR said 47 people, not 53, were killed in Jableh.",
        "SOHR said 47 people (not 53) were killed in Jableh.",
        "SOHR said 47 people, and not 53 as reported, were killed in Jableh.",
    ] {
        super::check("en", text, &["killed total 47..47 exact SOHR incident jableh"]);
    }
    let text = "قال المرصد السوري إن 47 شخصاً، لا 53، قتلوا في جبلة.";
    super::check("ar", text, &["killed total 47..47 exact SOHR incident jableh"]);
}

#[test]
fn somebody_else_may_give_another_figure_of_the_same_dead() {
    let both =
        ["killed civilians 60..60 exact SOHR incident baniyas", "killed civilians 52..52 exact other incident baniyas"];
    for text in [
        "SOHR said 60 civilians were killed in Baniyas. The local council put the figure at 52.",
        "SOHR said 60 civilians were killed in Baniyas. The local council's figure is lower: 52.",
        "SOHR said 60 civilians were killed in Baniyas; the local council mentioned 52.",
    ] {
        super::check("en", text, &both);
    }
    super::check("ar", "قال المرصد إن 60 مدنياً قتلوا في بانياس. وقدّر المجلس المحلي العدد بـ52.", &both);
    let text = "SOHR said 60 civilians were killed in Baniyas. The council put the number of schools at 40.";
    super::check("en", text, &both[..1]);
}

#[test]
fn an_earlier_figure_may_carry_its_day() {
    let text = "SOHR put the number of civilians killed at 745, up from 340 a day earlier, along with 125 soldiers.";
    let all = [
        "killed civilians 745..745 exact SOHR cumulative -",
        "killed government_forces 125..125 exact SOHR cumulative -",
    ];
    super::check("en", text, &all);
}

#[test]
fn what_is_denied_behind_the_verb_or_of_a_report_is_no_claim() {
    for (lang, text) in [
        ("tr", "Savunma Bakanlığı Ceble'de 300 askerin öldürüldüğünü yalanladı."),
        ("tr", "Ceble'de 300 askerin öldüğü doğru değil."),
        ("fa", "وزارت دفاع کشته شدن ۳۰۰ سرباز در جبله را تکذیب کرد."),
        ("en", "The ministry called reports that 40 policemen had died in Jableh false."),
        ("en", "There is no evidence that 40 civilians were killed in Jableh."),
        ("en", "Forty civilians were nearly killed in Jableh."),
        ("de", "Das Innenministerium wies Berichte über 40 getötete Polizisten in Dschabla zurück."),
        ("ar", "رفض المرصد حديث الإعلام عن مقتل 60 جندياً في جبلة."),
        ("fr", "Le bilan de 60 soldats tués à Jablé a été démenti par l'OSDH."),
    ] {
        check_relevant(lang, text, &[]);
    }
    check_relevant(
        "de",
        "Berichte über 40 getötete Soldaten in Dschabla wurden bestätigt.",
        &["killed government_forces 40..40 exact - incident jableh"],
    );
    check_relevant(
        "en",
        "The ministry denied reports that 40 had died but said nine policemen were killed in Jableh.",
        &["killed government_forces 9..9 exact other incident jableh"],
    );
}
