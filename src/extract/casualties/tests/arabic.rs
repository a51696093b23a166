//! Arabic reports: the constructions of that language.

use super::*;

/// The metric, category, number and killer of each claim of an Arabic text on the coast.
fn read(text: &str) -> Vec<String> {
    let all = claims("ar", "", text, Reach::All);
    let word = |json: Json| json.as_str().unwrap_or_default().to_owned();
    all.iter()
        .map(|claim| {
            let number = claim.low.or(claim.high).unwrap_or_default();
            let by = claim.perpetrator.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
            format!("{} {} {number}{by}", word(serde_json::to_value(claim.metric).unwrap()), claim.category)
        })
        .collect()
}

#[test]
fn what_is_called_untrue_behind_the_number_is_no_figure() {
    for text in [
        "زعمت صفحات أن 50 عنصرا قتلوا، وهو رقم كاذب.",
        "تداول ناشطون خبر مقتل 120 شخصا، وهو خبر غير صحيح بحسب المحافظ.",
        "تحدثت حسابات عن مقتل 300 عنصر أمن، وهو رقم وصفه المصدر بالكاذب.",
        "أفرجت السلطات عن 60 معتقلا من سجن حماة.",
    ] {
        assert_eq!(read(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_party_that_loses_stands_between_its_verb_and_its_dead() {
    let text = "تكبدت قوات الأمن 13 قتيلا و20 جريحا في هجمات على حواجزها في جبلة.";
    assert_eq!(read(text), ["killed government_forces 13", "injured government_forces 20"]);
}

#[test]
fn those_said_to_be_among_the_dead_are_counted() {
    let text = "قالت وزارة الدفاع إن 28 من عناصر الأمن العام بين القتلى في جبلة.";
    assert_eq!(read(text), ["killed government_forces 28"]);
    let text = "قال شهود إن 20 شخصا على الأقل من عائلة واحدة أعدموا في حي القصور في بانياس.";
    assert_eq!(read(text), ["killed unspecified 20"]);
}

#[test]
fn one_or_two_of_a_force_are_counted_with_its_name() {
    assert_eq!(read("قتل عنصران من الشرطة في هجوم على مخفر في جبلة."), ["killed government_forces 2"]);
    assert_eq!(read("توفي عنصر من الشرطة متأثرا بجراحه في مشفى جبلة."), ["killed government_forces 1"]);
}

#[test]
fn a_party_heads_the_row_of_its_dead() {
    let text = "خسائر اليوم الثالث في الساحل السوري:\n▪️ الأمن العام والجيش: ١٧ قتيلا و٤٤ جريحا.\n▪️ الفلول: ٣٩ قتيلا.\n\
                ▪️ المدنيون: ١٠١ قتيل.";
    let wanted =
        ["killed government_forces 17", "injured government_forces 44", "killed loyalists 39", "killed civilians 101"];
    assert_eq!(read(text), wanted);
}

#[test]
fn a_killer_heads_the_row_of_those_he_killed() {
    let text = "وثقت الشبكة السورية لحقوق الإنسان مقتل 803 أشخاص في الساحل السوري.\n\
                - فلول النظام السابق: 383 شخصا، بينهم 172 عنصرا من القوات الأمنية و211 مدنيا.\n\
                - القوات الحكومية: 420 شخصا من المدنيين.";
    let wanted = [
        "killed total 803",
        "killed unspecified 383 by loyalists",
        "killed government_forces 172 by loyalists",
        "killed civilians 211 by loyalists",
        "killed civilians 420 by government_forces",
    ];
    assert_eq!(read(text), wanted);
}

#[test]
fn the_last_of_several_harms_names_whose_they_are() {
    let text = "سقط ستة قتلى وعشرة جرحى وثمانية مفقودين من قوات الأمن في هجوم على حاجز في جبلة.";
    let wanted = ["killed government_forces 6", "injured government_forces 10", "missing government_forces 8"];
    assert_eq!(read(text), wanted);
}

#[test]
fn a_second_noun_for_one_person_counts_nobody_more() {
    check("ar", "12 رجلاً كردياً قتلوا في القرية", &["killed total 12..12 exact - incident -"]);
    check("ar", "97 مواطناً علوياً أُعدموا منذ الخميس", &["killed civilians 97..97 exact - cumulative -"]);
}

#[test]
fn what_is_denied_by_an_adverb_or_a_noun_is_no_figure() {
    check("ar", "أكدت الوزارة أن الطريق آمن، نافيةً سقوط 17 قتيلاً", &[]);
    check("ar", "مكذباً ما أشيع عن مقتل 17 شرطياً", &[]);
}

#[test]
fn a_dual_of_a_scale_is_two_of_it() {
    check(
        "ar",
        "سقط ألفا جريح ومئتا قتيل",
        &["injured total 2000..2000 exact - cumulative -", "killed total 200..200 exact - cumulative -"],
    );
    check("ar", "سقط 13 ألفا و200 قتيل", &["killed total 13200..13200 exact - cumulative -"]);
}

#[test]
fn a_number_said_before_gives_way_to_the_one_said_now() {
    check(
        "ar",
        "كان المرصد قد ذكر 90 قتيلاً قبل أن يرفع الحصيلة إلى 130",
        &["killed total 130..130 exact SOHR cumulative -"],
    );
    check("ar", "وحررت قوات الأمن 9 مخطوفين من قبضة الفلول", &[]);
    check("ar", "مقتل 9 أشخاص خلال الساعات الـ48 الماضية", &["killed total 9..9 exact - incident -"]);
    check(
        "ar",
        "وثق المرصد مقتل 90 مدنيا: حماة 31 وحمص 59",
        &[
            "killed civilians 90..90 exact SOHR cumulative -",
            "killed civilians 31..31 exact SOHR cumulative hama",
            "killed civilians 59..59 exact SOHR cumulative homs",
        ],
    );
}
