//! Numbers told in the order of places or killers, losses of each side, objects of one verb at the end.

use super::check;

#[test]
fn numbers_are_told_of_places_in_their_order() {
    let civilians =
        ["killed civilians 12..12 exact other incident jableh", "killed civilians 9..9 exact other incident baniyas"];
    let text = "Gunmen killed 12 and 9 civilians in Jableh and Baniyas respectively on Friday, residents said.";
    check("en", text, &civilians);
    let dead = ["killed total 31..31 exact SOHR incident latakia", "killed total 22..22 exact SOHR incident tartus"];
    for (lang, text) in [
        ("en", "The Observatory counted 31 and 22 dead in Latakia and Tartus respectively."),
        ("fr", "L'OSDH a recensé 31 et 22 morts respectivement à Lattaquié et Tartous."),
        ("es", "Murieron 31 y 22 personas en Latakia y Tartús, respectivamente, según el Observatorio."),
        ("de", "In Latakia und Tartus starben 31 beziehungsweise 22 Menschen, so die Beobachtungsstelle."),
    ] {
        check(lang, text, &dead);
    }
    check(
        "ar",
        "قتل 31 و22 مدنيا في اللاذقية وطرطوس على التوالي بحسب المرصد.",
        &["killed civilians 31..31 exact SOHR incident latakia", "killed civilians 22..22 exact SOHR incident tartus"],
    );
}

#[test]
fn numbers_are_told_of_killers_in_their_order() {
    check(
        "en",
        "Loyalists and government forces killed 383 and 420 people respectively on the coast, the SNHR said.",
        &[
            "killed unspecified by loyalists 383..383 exact SNHR cumulative -",
            "killed unspecified by government_forces 420..420 exact SNHR cumulative -",
        ],
    );
}

#[test]
fn each_of_two_sides_lost_as_many() {
    let expect = [
        "killed loyalists 20..20 exact SOHR cumulative jableh",
        "killed government_forces 20..20 exact SOHR cumulative jableh",
    ];
    let text = "The army and the loyalists each lost 20 men in the fighting at Jableh, the Observatory said.";
    check("en", text, &expect);
    check("en", "Each side lost 20 fighters in Jableh, the Observatory said.", &expect);
    check(
        "en",
        "The army lost 20 men, each of whom had a family, in Jableh, the Observatory said.",
        &["killed government_forces 20..20 exact SOHR cumulative jableh"],
    );
}

#[test]
fn one_verb_at_the_end_has_an_object_of_each_subject() {
    check(
        "tr",
        "Raporda rejim kalıntılarının 383 kişiyi, hükümet güçlerinin ise 420 kişiyi öldürdüğü belirtildi.",
        &[
            "killed unspecified by loyalists 383..383 exact - cumulative -",
            "killed unspecified by government_forces 420..420 exact - cumulative -",
        ],
    );
}

#[test]
fn what_a_verb_with_its_subject_lays_to_somebody_is_his() {
    let parts = [
        "killed unspecified by government_forces 1223..1223 exact SNHR cumulative -",
        "killed unspecified by loyalists 451..451 exact SNHR cumulative -",
    ];
    let whole = "killed total 1674..1674 exact SNHR cumulative -";
    check(
        "de",
        "Das SNHR zählt 1674 Tote an der Küste. 1223 davon schreibt es den Regierungskräften zu, 451 den Assad-Anhängern.",
        &[whole, parts[0], parts[1]],
    );
    check(
        "de",
        "Das SNHR zählt 1674 Tote an der Küste, 1223 davon schreibt es Regierungskräften zu, 451 Assad-Anhängern.",
        &[whole, parts[0], parts[1]],
    );
}
