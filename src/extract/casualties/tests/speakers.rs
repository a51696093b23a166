//! Who counted: an institution by another word, one beside a source, and figures that nobody is named for.

use super::{Reach, check, check_relevant, claims, field};

#[test]
fn a_source_beside_its_institution_is_the_institution() {
    for (text, origin) in [
        ("Fifteen soldiers were killed near Jableh, an Interior Ministry source told Reuters.", "MOI"),
        ("Fifteen soldiers were killed near Jableh, a source told Reuters.", "Reuters"),
        ("Fifteen soldiers were killed near Jableh, a defense official said.", "MOD"),
        ("Hospital staff in Jableh tell us that fifteen soldiers were killed.", "other"),
        (
            "SOHR gave no figure. Government forces, for their part, said they had lost fifteen soldiers near Jableh.",
            "other",
        ),
    ] {
        let found = claims("en", "Clashes go on in Jableh, Syria", text, Reach::Relevant);
        assert_eq!(field(&found, "origin"), [origin], "{text}");
    }
}

#[test]
fn whose_report_it_is_is_whoever_spoke_before() {
    check_relevant(
        "ar",
        "قالت الشبكة السورية لحقوق الإنسان إنها سجلت مقتل 642 شخصا في الساحل. وبحسب تقريرها قتل 315 شخصا في اللاذقية.",
        &["killed total 642..642 exact SNHR cumulative -", "killed total 315..315 exact SNHR cumulative latakia"],
    );
    check_relevant(
        "ru",
        "В министерстве обороны сообщили о боях в Джебле. По данным ведомства, 50 военных были убиты.",
        &["killed government_forces 50..50 exact MOD cumulative -"],
    );
    check_relevant(
        "ar",
        "خلصت لجنة التحقيق الدولية التابعة للأمم المتحدة إلى أن 1400 شخص قتلوا في الساحل السوري.",
        &["killed total 1400..1400 exact UN cumulative -"],
    );
}

#[test]
fn the_event_that_a_reporter_begins_with_is_not_the_monitors() {
    check_relevant(
        "en",
        "Gunmen ambushed a patrol near Jableh and killed 16 soldiers. By Sunday 830 civilians had died since Thursday, \
         the Syrian Observatory for Human Rights says.",
        &[
            "killed government_forces 16..16 exact - incident jableh",
            "killed civilians 830..830 exact SOHR cumulative -",
        ],
    );
    check_relevant(
        "en",
        "More than 830 people have been killed since Thursday. The Syrian Observatory for Human Rights counted 830 civilians.",
        &["killed total 830..- more_than SOHR cumulative -", "killed civilians 830..830 exact SOHR cumulative -"],
    );
}

#[test]
fn what_many_events_took_together_is_a_toll() {
    check_relevant(
        "ar",
        "يقول المرصد السوري إن 745 مدنيا قتلوا في 30 مجزرة.",
        &["killed civilians 745..745 exact SOHR cumulative -"],
    );
    check_relevant(
        "ar",
        "يقول المرصد السوري إن 45 مدنيا قتلوا في مجزرة.",
        &["killed civilians 45..45 exact SOHR incident -"],
    );
}

#[test]
fn who_only_says_so_is_no_casualty() {
    for text in [
        "The attack in Jableh killed 13 people, a doctor at the hospital said.",
        "The attack in Jableh killed 13 people, a medic there told reporters.",
    ] {
        check("en", text, &["killed total 13..13 exact other incident jableh"]);
    }
    check(
        "en",
        "Eleven soldiers, including a colonel, were killed in Jableh.",
        &["killed government_forces 11..11 exact - incident jableh"],
    );
}

#[test]
fn who_speaks_in_one_entry_of_a_list_does_not_speak_in_the_next() {
    let text = "• Baniyas: 44 bodies were found on Saturday, the civil defence says.\n• Near Masyaf: three civilians were shot dead.";
    super::check(
        "en",
        text,
        &["killed unspecified 44..44 exact SCD incident baniyas", "killed civilians 3..3 exact - incident masyaf"],
    );
}

#[test]
fn it_is_whoever_opens_the_sentence() {
    let lost = ["killed government_forces 12..12 exact MOD cumulative jableh"];
    super::check("en", "The Defence Ministry lost 12 men in Jableh, it said.", &lost);
    let told = ["killed civilians 13..13 exact UNICEF incident jableh"];
    super::check("en", "UNICEF is able to confirm that 13 children were killed in Jableh, it said on Friday.", &told);
    let other = ["killed civilians 13..13 exact other incident jableh"];
    super::check("en", "A convoy of UNICEF was near when 13 children were killed in Jableh, a doctor said.", &other);
}
