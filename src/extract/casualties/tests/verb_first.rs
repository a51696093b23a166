//! Arabic, where the verb stands first: whose number it is, and what is no number of people.

use super::check;

#[test]
fn a_verb_with_and_takes_those_behind_it() {
    check("ar", "قُتل 19 شخصاً بينهم سبعة أطفال وأربع نساء وجُرح آخرون", &["killed total 19..19 exact - cumulative -"]);
    check(
        "ar",
        "استشهد ضابط وعنصران من الشرطة وأصيب ثمانية في القرداحة",
        &[
            "killed government_forces 1..1 exact - incident qardaha",
            "killed government_forces 2..2 exact - incident qardaha",
            "injured government_forces 8..8 exact - incident qardaha",
        ],
    );
}

#[test]
fn one_behind_a_noun_counts_a_thing() {
    check("ar", "دُفن تسعة رجال في حفرة واحدة قرب جبلة", &["killed unspecified 9..9 exact - incident jableh"]);
    check("ar", "قُتل عنصر واحد من الأمن العام", &["killed government_forces 1..1 exact - incident -"]);
}

#[test]
fn some_who_were_hurt_died() {
    check("ar", "توفي أربعة من الجرحى في مشفى جبلة", &["killed total 4..4 exact - incident jableh"]);
    check("ar", "سقوط ستة جرحى في القرداحة", &["injured total 6..6 exact - incident qardaha"]);
    check("ar", "فقد 17 عنصراً من الأمن حياتهم", &["killed government_forces 17..17 exact - cumulative -"]);
    check("ar", "انقطع الاتصال بعشرين عنصراً من الأمن", &["missing government_forces 20..20 exact - cumulative -"]);
}

#[test]
fn what_is_denied_is_the_killing_and_no_bound() {
    check("ar", "نفى قائد شرطة المحافظة ما يجري تداوله عن مقتل ثلاثين طالباً في حمص", &[]);
    check(
        "ar",
        "مقتل ما لا يقل عن 60 شخصاً، منهم 21 عنصراً من الأمن و39 مدنياً",
        &[
            "killed total 60..- at_least - cumulative -",
            "killed government_forces 21..21 exact - cumulative -",
            "killed civilians 39..39 exact - cumulative -",
        ],
    );
}

#[test]
fn some_of_them_are_of_the_party_named_last() {
    check("ar", "دهمت قوات الأمن مخابئ الفلول واعتقلت تسعة منهم", &["detained loyalists 9..9 exact - cumulative -"]);
    check(
        "ar",
        "قُبض على 12 من فلول النظام، فيما استشهد شرطيان وأصيب أربعة",
        &[
            "detained loyalists 12..12 exact - cumulative -",
            "killed government_forces 2..2 exact - cumulative -",
            "injured government_forces 4..4 exact - cumulative -",
        ],
    );
}

#[test]
fn parts_in_a_place_of_any_name_are_counted() {
    check(
        "ar",
        "قُتل 130 شخصاً في الساحل، من بينهم 44 في قرية لا يعرف أحد اسمها",
        &["killed total 130..130 exact - incident -", "killed total 44..44 exact - incident -"],
    );
}

#[test]
fn how_some_of_a_list_died_does_not_end_it() {
    check(
        "ar",
        "بلغت الحصيلة 250 قتيلاً، توزعوا بين 110 مدنيين قضوا في عمليات إعدام نفذتها مجموعات مسلحة، و80 من قوات الأمن، و60 من الفلول",
        &[
            "killed total 250..250 exact - cumulative -",
            "killed civilians 110..110 exact - cumulative -",
            "killed government_forces 80..80 exact - cumulative -",
            "killed loyalists 60..60 exact - cumulative -",
        ],
    );
}

#[test]
fn those_who_served_elsewhere_died_themselves() {
    check(
        "ar",
        "أعلن الجيش أن ستة من جنوده في قوات حفظ السلام قُتلوا",
        &["killed government_forces 6..6 exact other cumulative -"],
    );
    check("ar", "قُتل قيادي في الفلول قرب القرداحة", &["killed loyalists 1..1 exact - incident qardaha"]);
}

#[test]
fn whom_a_party_behind_its_verb_killed_may_be_one() {
    check(
        "ar",
        "قتل المسلحون ضابطاً وستة عناصر من الأمن",
        &["killed government_forces 1..1 exact - incident -", "killed government_forces 6..6 exact - incident -"],
    );
    check("ar", "قتل المسلحون معلماً وزوجته", &[]);
}

#[test]
fn a_toll_that_stays_below_a_number_is_bound_by_it() {
    check(
        "ar",
        "لا تزيد حصيلة القتلى في الساحل على 140 بحسب الوزارة",
        &["killed total -..140 up_to other cumulative -"],
    );
}

#[test]
fn some_by_a_party_are_not_all() {
    check("ar", "أحصى المرصد 90 قتيلاً، نصفهم على يد الفلول", &["killed total 90..90 exact SOHR cumulative -"]);
}

#[test]
fn wounded_beside_the_dead_of_a_side_are_of_none() {
    check(
        "ar",
        "أودى الهجوم بحياة خمسة مدنيين وخلّف ثلاثين جريحاً",
        &["killed civilians 5..5 exact - cumulative -", "injured total 30..30 exact - cumulative -"],
    );
    check(
        "ar",
        "تكبد الفلول 12 قتيلاً و20 جريحاً",
        &["killed loyalists 12..12 exact - cumulative -", "injured loyalists 20..20 exact - cumulative -"],
    );
}

#[test]
fn who_laid_the_ambush_is_not_who_died_in_it() {
    check(
        "ar",
        "استشهاد سبعة عناصر بكمين للفلول في ريف اللاذقية",
        &["killed government_forces 7..7 exact - incident latakia_governorate"],
    );
    check("ar", "أصيب خمسة أشخاص بجروح في هجوم نفذه مهاجمان مسلحان", &["injured total 5..5 exact - incident -"]);
}

#[test]
fn a_marked_accusative_is_one_thousand() {
    check("ar", "تجاوز عدد القتلى ألفاً منذ الخميس", &["killed total 1000..- more_than - cumulative -"]);
    check("ar", "سقط ألفا قتيل في الساحل", &["killed total 2000..2000 exact - cumulative -"]);
}

#[test]
fn those_who_are_met_and_days_of_a_month_are_nobody_counted() {
    check("ar", "أعدم المسلحون رجالاً يومي 8 و9 آذار", &[]);
    check(
        "ar",
        "وثقت المنظمة مقتل 40 مدنياً. وأجرت المنظمة مقابلات مع 18 شخصاً",
        &["killed civilians 40..40 exact other cumulative -"],
    );
}

#[test]
fn former_soldiers_are_of_the_old_side() {
    check(
        "ar",
        "اعتقلت قوات الأمن ستة ضباط سابقين في النظام المخلوع",
        &["detained loyalists 6..6 exact - cumulative -"],
    );
}

#[test]
fn those_named_with_a_toll_are_whose_it_is() {
    check("ru", "Число погибших мирных жителей выросло до 640.", &["killed civilians 640..640 exact - cumulative -"]);
    check(
        "ru",
        "В бою у Джеблы погибли не менее 11 солдат.",
        &["killed government_forces 11..- at_least - incident jableh"],
    );
}

#[test]
fn a_date_between_a_verb_and_those_it_harmed_counts_nobody() {
    let text = "قتل في اللاذقية منذ 7 آذار ما لا يقل عن 67 مدنيا.";
    check("ar", text, &["killed civilians 67..- at_least - cumulative latakia"]);
    let text = "أعلن المرصد مقتل ما بين ثلاثين وخمسة وثلاثين شخصا في جبلة.";
    check("ar", text, &["killed total 30..35 range SOHR incident jableh"]);
}
