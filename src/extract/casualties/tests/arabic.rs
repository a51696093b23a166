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
            "killed civilians 90..90 exact SOHR incident -",
            "killed civilians 31..31 exact SOHR incident hama",
            "killed civilians 59..59 exact SOHR incident homs",
        ],
    );
}

#[test]
fn the_name_of_a_day_is_no_number() {
    check("ar", "أصيب أربعة أشخاص في جبلة ليل الإثنين الثلاثاء", &["injured total 4..4 exact - incident jableh"]);
    check("ar", "قتل خمسة مدنيين في حريصون مساء الاثنين", &["killed civilians 5..5 exact - incident harisoun"]);
    check("ar", "قتل مدنيان اثنان في بانياس", &["killed civilians 2..2 exact - incident baniyas"]);
}

#[test]
fn a_bound_is_read_behind_a_preposition_and_behind_its_number() {
    check(
        "ar",
        "ألقت القوات القبض على أكثر من 60 من فلول النظام",
        &["detained loyalists 60..- more_than - cumulative -"],
    );
    check("ar", "قُتل مئة شخص على الأكثر في جبلة", &["killed total -..100 up_to - incident jableh"]);
    check("fr", "Quarante civils au plus ont été tués à Banias.", &["killed civilians -..40 up_to - incident baniyas"]);
    check("ar", "قال المرصد إن عدد القتلى في الساحل تجاوز 300", &["killed total 300..- more_than SOHR cumulative -"]);
}

#[test]
fn those_whom_nobody_lost_are_missing() {
    check(
        "ar",
        "قُتل جنديان وفُقد ثالث قرب جبلة",
        &[
            "killed government_forces 2..2 exact - incident jableh",
            "missing government_forces 1..1 exact - cumulative jableh",
        ],
    );
    check("ar", "وفي جبلة فُقد أربعة أشخاص", &["missing total 4..4 exact - cumulative jableh"]);
    check("ar", "فقد الجيش 14 جندياً", &["killed government_forces 14..14 exact - cumulative -"]);
    check("ar", "إن الجيش فقد 14 جندياً", &["killed government_forces 14..14 exact - cumulative -"]);
}

#[test]
fn two_verbs_in_a_row_have_a_figure_on_either_side() {
    check(
        "ar",
        "قال مصدر إن عنصرين من الأمن قُتلا وأصيب خمسة آخرون في جبلة",
        &[
            "killed government_forces 2..2 exact other incident jableh",
            "injured government_forces 5..5 exact other incident jableh",
        ],
    );
}

#[test]
fn as_many_others_are_counted_like_those_before() {
    check(
        "ar",
        "قُتل أحد عشر عنصراً من قوى الأمن ومثلهم من المسلحين، إضافة إلى ثلاثة مدنيين",
        &[
            "killed government_forces 11..11 exact - cumulative -",
            "killed loyalists 11..11 exact - cumulative -",
            "killed civilians 3..3 exact - cumulative -",
        ],
    );
    check(
        "en",
        "Nine police officers and an equal number of gunmen were killed in Baniyas.",
        &["killed government_forces 9..9 exact - incident baniyas", "killed loyalists 9..9 exact - incident baniyas"],
    );
}

#[test]
fn a_part_of_those_killed_keeps_their_side() {
    check(
        "ar",
        "بلغ عدد من تمت تصفيتهم من المدنيين 640 شخصاً، منهم 310 في محافظة اللاذقية و330 في طرطوس",
        &[
            "killed civilians 640..640 exact - cumulative -",
            "killed civilians 310..310 exact - cumulative latakia_governorate",
            "killed civilians 330..330 exact - cumulative tartus",
        ],
    );
    check(
        "ar",
        "أوقعت المعارك 640 قتيلاً مدنياً، وفق المرصد، مقابل 120 من قوى الأمن و90 من المسلحين الموالين للأسد",
        &[
            "killed civilians 640..640 exact SOHR cumulative -",
            "killed government_forces 120..120 exact SOHR cumulative -",
            "killed loyalists 90..90 exact SOHR cumulative -",
        ],
    );
    check(
        "ar",
        "القتلى هم 22 عنصراً من قوات الأمن و19 مسلحاً وثلاثة مدنيين",
        &[
            "killed government_forces 22..22 exact - cumulative -",
            "killed loyalists 19..19 exact - cumulative -",
            "killed civilians 3..3 exact - cumulative -",
        ],
    );
}

#[test]
fn losses_are_of_whoever_is_named_before() {
    check(
        "ar",
        "أعلن الجيش أن خسائره 11 قتيلاً و17 جريحاً",
        &[
            "killed government_forces 11..11 exact other cumulative -",
            "injured government_forces 17..17 exact other cumulative -",
        ],
    );
    check("ar", "قال مصدر إن الفلول خسروا تسعة قتلى", &["killed loyalists 9..9 exact other cumulative -"]);
    check(
        "ar",
        "سقط 12 قتيلاً وعشرات الجرحى جميعهم مدنيون",
        &["killed civilians 12..12 exact - cumulative -", "injured civilians 10..- vague - cumulative -"],
    );
}

#[test]
fn who_bears_the_blame_is_who_killed() {
    check(
        "ar",
        "قالت الشبكة السورية لحقوق الإنسان إن مجموعات موالية للأسد تتحمل المسؤولية عن مقتل 220 شخصاً",
        &["killed unspecified by loyalists 220..220 exact SNHR cumulative -"],
    );
}

#[test]
fn whoever_counts_is_told_from_whoever_only_passes_it_on() {
    check(
        "ar",
        "بحسب تعداد لوكالة فرانس برس، قُتل 900 شخص في الساحل",
        &["killed total 900..900 exact AFP cumulative -"],
    );
    check(
        "ar",
        "دمشق-سانا: ذكرت وزارة الدفاع أن خمسة جنود استشهدوا في جبلة",
        &["killed government_forces 5..5 exact MOD incident jableh"],
    );
    check("ar", "وعثر الدفاع المدني على تسع جثث قرب جبلة", &["killed unspecified 9..9 exact SCD incident jableh"]);
    check(
        "ar",
        "أفادت وكالة سانا بمقتل مدنيين اثنين. أما الجيش فقال في بيان إن 14 جندياً قُتلوا في جبلة",
        &["killed civilians 2..2 exact SANA incident -", "killed government_forces 14..14 exact other incident jableh"],
    );
    check("ar", "أحصت السلطات في جزيرة جاوة 40 قتيلاً", &["killed total 40..40 exact other cumulative -"]);
    check("ar", "أحصت الجزيرة 40 قتيلاً", &["killed total 40..40 exact AlJazeera cumulative -"]);
}

#[test]
fn those_still_missing_are_not_dead() {
    check(
        "ar",
        "لقي 300 شخص حتفهم في الفيضان. وما زال 90 في عداد المفقودين",
        &["killed total 300..300 exact - cumulative -", "missing total 90..90 exact - cumulative -"],
    );
    check(
        "ar",
        "قُتل سبعة من الفلول وأُسر اثنان قرب جبلة",
        &["killed loyalists 7..7 exact - incident jableh", "detained loyalists 2..2 exact - incident jableh"],
    );
}

#[test]
fn what_is_only_expected_is_no_figure() {
    check("ar", "توقع طبيب أن تتخطى الحصيلة النهائية الـ400", &[]);
}

#[test]
fn one_day_is_nobody() {
    check("ar", "سقط 300 شهيد في يوم واحد", &["killed total 300..300 exact - incident -"]);
    check("ar", "قتل 300 شخص خلال شهر واحد", &["killed total 300..300 exact - period -"]);
}

#[test]
fn a_source_before_a_colon_tells_what_follows() {
    check(
        "ar",
        "مصدر في إدارة الأمن العام لمراسلنا: ارتقاء أربعة من أبطالنا في كمين للفلول قرب جبلة",
        &["killed government_forces 4..4 exact GSS incident jableh"],
    );
}

#[test]
fn those_counted_behind_of_are_of_the_party_named_there() {
    check_relevant(
        "ar",
        "قتل من الأمن العام 9 ومن الشرطة 4 ومن المسلحين 12 في جبلة.",
        &[
            "killed government_forces 9..9 exact - incident jableh",
            "killed government_forces 4..4 exact - incident jableh",
            "killed loyalists 12..12 exact - incident jableh",
        ],
    );
    check_relevant(
        "ar",
        "وقع 22 عنصرا من الأمن العام في قبضة المسلحين قرب جبلة.",
        &["detained government_forces 22..22 exact - cumulative jableh"],
    );
}

#[test]
fn a_noun_for_one_that_is_joined_to_a_counted_one_is_counted_with_it() {
    check_relevant(
        "ar",
        "قتل 45 جندياً وشرطياً في جبلة بحسب المرصد.",
        &["killed government_forces 45..45 exact SOHR incident jableh"],
    );
    check_relevant(
        "ar",
        "قتل ثلاثة جنود وشرطي في جبلة بحسب المرصد.",
        &[
            "killed government_forces 3..3 exact SOHR incident jableh",
            "killed government_forces 1..1 exact SOHR incident jableh",
        ],
    );
}

#[test]
fn who_was_hurt_beside_them_was_hurt_by_nobody_named_before() {
    check_relevant(
        "ar",
        "قالت وزارة الداخلية إن 11 من عناصرها قتلوا في كمين قرب جبلة، وأصيب 15 آخرون.",
        &[
            "killed government_forces 11..11 exact MOI incident jableh",
            "injured government_forces 15..15 exact MOI incident jableh",
        ],
    );
    check_relevant(
        "ar",
        "خسر الجيش 14 جنديا والمسلحون ستة في اشتباكات غرب جبلة.",
        &["killed government_forces 14..14 exact - cumulative jableh"],
    );
}
