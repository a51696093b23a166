//! Wholes: those of whom others are parts, places told together, and whose count takes another's place.

use super::{check, check_relevant};

#[test]
fn a_whole_is_not_where_its_parts_were() {
    check(
        "en",
        "Of the 745 civilians killed, 43 were in Jableh and 31 in Latakia, SOHR said.",
        &[
            "killed civilians 745..745 exact SOHR cumulative -",
            "killed civilians 43..43 exact SOHR cumulative jableh",
            "killed civilians 31..31 exact SOHR cumulative latakia",
        ],
    );
    check(
        "en",
        "Of those killed, 43 were civilians and 31 were soldiers, SOHR said.",
        &["killed civilians 43..43 exact SOHR cumulative -", "killed government_forces 31..31 exact SOHR cumulative -"],
    );
    check(
        "ar",
        "من بين 745 مدنيا قتلوا، سقط 43 في اللاذقية و31 في جبلة بحسب المرصد السوري لحقوق الإنسان.",
        &[
            "killed civilians 745..745 exact SOHR cumulative -",
            "killed civilians 43..43 exact SOHR incident latakia",
            "killed civilians 31..31 exact SOHR incident jableh",
        ],
    );
}

#[test]
fn women_and_children_do_not_take_the_place_of_all() {
    check(
        "ar",
        "عثر على جثث 31 شخصا بينهم تسع نساء وأربعة أطفال في مدينة جبلة.",
        &["killed unspecified 31..31 exact - incident jableh"],
    );
}

#[test]
fn those_of_two_places_are_of_neither_alone() {
    let ar = "قتل 39 شخصا في جبلة واللاذقية وأصيب أكثر من خمسين.";
    check("ar", ar, &["killed total 39..39 exact - incident -", "injured total 50..- more_than - incident -"]);
    check(
        "en",
        "Residents said 60 were killed in Latakia and 52 in Jableh.",
        &["killed total 60..60 exact other incident latakia", "killed total 52..52 exact other incident jableh"],
    );
}

#[test]
fn where_a_minister_is_visiting_nobody_need_have_died() {
    check(
        "en",
        "Visiting Latakia, the interior ministry's spokesman said that 231 members of the security forces had been killed since Thursday, raising its earlier toll of 210.",
        &["killed government_forces 231..231 exact MOI cumulative -"],
    );
    check(
        "ar",
        "قال متحدث باسم وزارة الداخلية خلال زيارته اللاذقية إن 231 عنصرا من قوات الأمن قتلوا منذ الخميس.",
        &["killed government_forces 231..231 exact MOI cumulative -"],
    );
    check(
        "en",
        "Twelve soldiers were captured in Jableh, the ministry said.",
        &["detained government_forces 12..12 exact other cumulative jableh"],
    );
}

#[test]
fn a_monitor_does_not_take_the_place_of_a_doctors_count() {
    check(
        "en",
        "At a hospital in Jableh, a doctor said he had counted 62 bodies, while the Syrian Observatory for Human Rights raised its toll for the coast to 1,225.",
        &["killed unspecified 62..62 exact other incident jableh", "killed total 1225..1225 exact SOHR cumulative -"],
    );
    check(
        "en",
        "SOHR had earlier said 40 were dead; it now says 45.",
        &["killed total 45..45 exact SOHR cumulative -"],
    );
    check(
        "ar",
        "ارتفعت حصيلة القتلى من 311 صباح السبت إلى أكثر من 700 بحسب المرصد السوري.",
        &["killed total 700..- more_than SOHR cumulative -"],
    );
}

#[test]
fn whoever_lost_them_stands_before_the_who() {
    check(
        "en",
        "Thirteen policemen were shot dead at a checkpoint outside Jableh by gunmen who themselves lost two men.",
        &["killed government_forces 13..13 exact - incident jableh", "killed loyalists 2..2 exact - incident jableh"],
    );
    check(
        "ar",
        "قضى 3 من عناصر الدفاع المدني أثناء عملهم في جبلة.",
        &["killed unspecified 3..3 exact - incident jableh"],
    );
}

#[test]
fn a_count_leaves_the_number_it_had_on_a_day() {
    for (lang, text, origin) in [
        ("fr", "Le bilan est passé de 311 samedi matin à plus de 700 morts, selon l'OSDH.", "SOHR"),
        ("de", "Die Zahl der Toten stieg von 311 am Samstagmorgen auf mehr als 700.", "-"),
        ("es", "El balance pasó de 311 el sábado por la mañana a más de 700 muertos.", "-"),
        ("fa", "شمار کشته‌ها از ۳۱۱ تن در روز شنبه به بیش از ۷۰۰ تن رسید.", "-"),
        ("ru", "Число погибших выросло с 311 утром в субботу до более чем 700.", "-"),
    ] {
        check(lang, text, &[&format!("killed total 700..- more_than {origin} cumulative -")]);
    }
}

#[test]
fn a_tongue_is_told_from_its_sisters() {
    let es = "Hombres armados mataron a 16 soldados e hirieron a otros 30 cerca de Jableh.";
    let expect = [
        "killed government_forces 16..16 exact - incident jableh",
        "injured government_forces 30..30 exact - incident jableh",
    ];
    check("", es, &expect);
}

#[test]
fn what_is_added_of_another_place_places_nobody() {
    check(
        "en",
        "At least 125 members of Syria's security forces have been killed, a defence ministry source said, adding that operations in Jableh were continuing.",
        &["killed government_forces 125..- at_least MOD cumulative -"],
    );
}

#[test]
fn bodies_brought_in_beside_the_wounded_are_dead() {
    check(
        "en",
        "Hospitals have taken in 240 wounded and 130 bodies since Thursday, the Syrian Red Crescent said.",
        &["injured total 240..240 exact SARC cumulative -", "killed unspecified 130..130 exact SARC cumulative -"],
    );
    check(
        "ar",
        "نقل أكثر من 60 جريحا إلى المشفى، وقال مصدر طبي إن المشفى استقبل أيضا 28 جثة.",
        &["injured total 60..- more_than other cumulative -", "killed unspecified 28..28 exact other cumulative -"],
    );
}

#[test]
fn rows_of_places_behind_a_colon_are_of_what_stands_before_it() {
    let row = |place: &str, many: u8| format!("killed civilians {many}..{many} exact SOHR incident {place}");
    check_relevant(
        "en",
        "SOHR documented killings in the following places on Friday: Al-Shir, 19 civilians; Al-Mukhtariya, 23; Karfis, 12.",
        &[&row("shir", 19), &row("mukhtariya", 23), &row("karfis", 12)],
    );
    check_relevant(
        "en",
        "The number of civilian victims documented by SOHR since Thursday has climbed to 612.",
        &["killed civilians 612..612 exact SOHR cumulative -"],
    );
    check_relevant("ru", "Ещё 29 погибших – мирные жители.", &["killed civilians 29..29 exact - cumulative -"]);
}
