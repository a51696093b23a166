//! Rules of reading by name: one table of sentences of our own for each, with the claims they must give.

use super::{check, check_relevant};

#[test]
fn a_stretch_longer_than_the_clashes_gives_no_claim() {
    for text in [
        "A press group said 19 journalist deaths were reported this year.",
        "Since January violence has displaced 4,600 people.",
        "Since the fall of the regime 318 people have been killed in revenge attacks.",
        "Since 2011 more than 14,000 people have died under torture.",
        "In 2024, 761 civilians were killed by landmines.",
        "Syria's war has killed more than 506,000 people.",
        "The country's civil war killed half a million people.",
        "Nearly 14 years of war killed 600,000 people and displaced 12 million.",
        "The revolution left 340,000 people dead.",
    ] {
        check_relevant("en", text, &[]);
    }
    check_relevant("ar", "منذ بداية الثورة السورية الضحايا المدنيين وصل عددهم إلى 31 ألفا و412.", &[]);
    check_relevant("ar", "قتل 88 مدنيا بالألغام منذ سقوط النظام.", &[]);
    check_relevant(
        "en",
        "In the worst violence since the fall of the regime, 73 civilians were killed, SOHR said.",
        &["killed civilians 73..73 exact SOHR cumulative -"],
    );
}

#[test]
fn a_list_without_a_verb_goes_on_from_the_total_before_it() {
    let parts = [
        "killed total 640..640 exact SOHR cumulative -",
        "killed civilians 430..430 exact SOHR cumulative -",
        "killed government_forces 90..90 exact SOHR cumulative -",
        "killed loyalists 120..120 exact SOHR cumulative -",
    ];
    for list in ["They are", "The dead were", "That includes", "These are"] {
        let text = format!(
            "SOHR says 640 people have been killed. {list} 430 civilians, 90 members of the security forces and 120 members of armed groups loyal to Assad."
        );
        check("en", &text, &parts);
    }
    check(
        "en",
        "SOHR recorded 640 deaths, counting 430 civilians, 90 security personnel and 120 Assad loyalists.",
        &parts,
    );
}

#[test]
fn a_noun_of_harm_tells_whose_dead_the_number_after_its_verb_counts() {
    check(
        "en",
        "SNHR put the deaths of civilians during the clashes at 236.",
        &["killed civilians 236..236 exact SNHR cumulative -"],
    );
    check(
        "en",
        "The death toll among civilians has exceeded 520, the Observatory said.",
        &["killed civilians 520..- more_than SOHR cumulative -"],
    );
    check(
        "en",
        "SOHR said 830 civilians were killed. The overall toll since Thursday stands at 1,304.",
        &["killed civilians 830..830 exact SOHR cumulative -", "killed total 1304..1304 exact SOHR cumulative -"],
    );
    check(
        "ar",
        "بلغت حصيلة القتلى في صفوف قوات الأمن 229 قتيلا وفي صفوف الفلول 244.",
        &["killed government_forces 229..229 exact - cumulative -", "killed loyalists 244..244 exact - cumulative -"],
    );
}

#[test]
fn the_seat_of_an_institution_is_not_where_the_harm_was() {
    for who in ["The Latakia Department of Internal Affairs", "The security directorate of Tartus"] {
        check(
            "en",
            &format!("{who} said 54 civilians were killed."),
            &["killed civilians 54..54 exact other cumulative -"],
        );
    }
    check(
        "en",
        "The Ministry of Interior's department in Latakia said 54 civilians were killed.",
        &["killed civilians 54..54 exact MOI cumulative -"],
    );
}

#[test]
fn a_place_that_says_where_another_lies_is_not_a_second_one() {
    check("ar", "قتل 27 مدنيا في قرية الصنوبر بريف جبلة.", &["killed civilians 27..27 exact - incident sanobar"]);
    check("en", "Gunmen killed 27 civilians in Jableh and Baniyas.", &["killed civilians 27..27 exact - incident -"]);
}

#[test]
fn what_stands_after_fighters_decides_their_side() {
    check(
        "en",
        "SOHR said about 128 fighters linked to the new Islamist government and 151 pro-Assad fighters were killed.",
        &[
            "killed government_forces 128..128 about SOHR cumulative -",
            "killed loyalists 151..151 exact SOHR cumulative -",
        ],
    );
    for both in ["security personnel and militants", "members of the security forces and gunmen", "fighters"] {
        let text = format!("SOHR said 207 {both} were killed.");
        check("en", &text, &["killed combatants 207..207 exact SOHR cumulative -"]);
    }
}

#[test]
fn one_person_is_counted_past_an_ordinal() {
    check("en", "A 10th grade student was killed in Jableh.", &["killed civilians 1..1 exact - incident jableh"]);
    check("en", "A 12-member patrol arrived in Jableh.", &[]);
}

#[test]
fn a_heading_names_whose_dead_its_rows_count() {
    check(
        "ar",
        "توزع القتلى المدنيون على النحو التالي: – طرطوس 57 ضحية – اللاذقية 239 ضحية.",
        &["killed civilians 57..57 exact - cumulative tartus", "killed civilians 239..239 exact - cumulative latakia"],
    );
    check(
        "ar",
        "مقتل 131 مدنياً، 72 منهم في اللاذقية و59 في طرطوس.",
        &[
            "killed civilians 131..131 exact - incident -",
            "killed civilians 72..72 exact - incident latakia",
            "killed civilians 59..59 exact - incident tartus",
        ],
    );
}

#[test]
fn a_projection_in_arabic_is_no_claim() {
    check("ar", "عدد القتلى قد يتجاوز الألف.", &[]);
}

#[test]
fn arabic_numbers_lists_and_families_are_read() {
    check(
        "ar",
        "ألقت قوى الأمن العام القبض على 6 من فلول النظام وحيدت 3 آخرين.",
        &["detained loyalists 6..6 exact - cumulative -", "killed loyalists 3..3 exact - cumulative -"],
    );
    check(
        "ar",
        "القتلى: 45 مدنيا، 12 عنصر أمن، 20 مسلحا.",
        &[
            "killed civilians 45..45 exact - cumulative -",
            "killed government_forces 12..12 exact - cumulative -",
            "killed loyalists 20..20 exact - cumulative -",
        ],
    );
    check(
        "ar",
        "تجاوز عدد القتلى من عناصر الأمن العام الأربعين.",
        &["killed government_forces 40..- more_than - cumulative -"],
    );
    check(
        "ar",
        "قتل مدنيان اثنان وجنديا واحدا.",
        &["killed civilians 2..2 exact - incident -", "killed government_forces 1..1 exact - incident -"],
    );
}

#[test]
fn whoever_says_it_counts_it_also_without_an_id() {
    check(
        "en",
        "At least 34 people died when a ferry capsized near Tartus on Sunday, the Coast Guard told AFP.",
        &["killed total 34..- at_least other incident tartus"],
    );
    check("en", "Lebanon's Health Ministry reported 5 dead.", &["killed total 5..5 exact other incident -"]);
    check("ar", "قالت وزارة الصحة اللبنانية إن 30 شخصا قتلوا.", &["killed total 30..30 exact other incident -"]);
    check("ar", "وزارة الصحة في غزة: 48 شهيدا في قصف على خان يونس", &["killed total 48..48 exact other incident -"]);
}

#[test]
fn an_unnamed_source_is_the_outlet_it_tells_and_an_official_his_institution() {
    check_relevant(
        "en",
        "Twelve security personnel were killed near Jableh, a security source told AFP.",
        &["killed government_forces 12..12 exact AFP incident jableh"],
    );
    check_relevant(
        "en",
        "An official at the Interior Ministry told Reuters that 12 officers were killed.",
        &["killed government_forces 12..12 exact MOI cumulative -"],
    );
    check_relevant(
        "ar",
        "قال طبيب في مشفى جبلة لوكالة فرانس برس إن 40 مدنيا قتلوا.",
        &["killed civilians 40..40 exact other incident jableh"],
    );
}

#[test]
fn who_counted_may_be_named_after_it_or_only_by_a_noun() {
    check_relevant(
        "en",
        "The violence has killed 340 civilians so far. The figures come from the Syrian Observatory for Human Rights.",
        &["killed civilians 340..340 exact SOHR cumulative -"],
    );
    check_relevant(
        "en",
        "In the Observatory's latest list there are 973 civilians killed.",
        &["killed civilians 973..973 exact SOHR cumulative -"],
    );
    check_relevant(
        "ar",
        "وثقت الشبكة السورية مقتل 803 أشخاص. وسجلت إصابة 40 آخرين.",
        &["killed total 803..803 exact SNHR cumulative -", "injured total 40..40 exact SNHR cumulative -"],
    );
}

#[test]
fn a_number_of_days_counts_nobody() {
    let one = ["killed total 1018..1018 exact SOHR cumulative -"];
    for text in [
        "Two days of revenge killings have left 1,018 people dead, SOHR said.",
        "Four days of deaths and killings: 1,018 people were killed, SOHR said.",
    ] {
        check_relevant("en", text, &one);
    }
    check_relevant("tr", "SOHR: Üç günde 1.018 kişi öldürüldü.", &one);
}

#[test]
fn whom_a_verb_at_the_end_lost_stands_before_it() {
    for (lang, text) in [
        ("tr", "Hükümet güçleri Cebele'de 27 askerini kaybetti."),
        ("tr", "Hükümet güçleri Cebele'de 27 mensubunu kaybetti."),
        ("fa", "نیروهای دولتی در جبله ۲۷ نیروی خود را از دست دادند."),
    ] {
        check(lang, text, &["killed government_forces 27..27 exact - cumulative jableh"]);
    }
}

#[test]
fn people_who_bear_no_arms_are_civilians_where_they_are_counted_by_themselves() {
    check("en", "Three teachers were killed in Jableh.", &["killed civilians 3..3 exact - incident jableh"]);
    check("en", "Two women were killed in Jableh.", &["killed civilians 2..2 exact - incident jableh"]);
    check(
        "en",
        "60 people, among them 3 teachers, were killed in Jableh.",
        &["killed total 60..60 exact - incident jableh"],
    );
    check("en", "Three men were killed in Jableh.", &["killed unspecified 3..3 exact - incident jableh"]);
}

#[test]
fn whom_somebody_attacked_killed_nobody() {
    check(
        "en",
        "Gunmen ambushed a police patrol near Jableh, killing nine policemen and wounding five others.",
        &[
            "killed government_forces 9..9 exact - incident jableh",
            "injured government_forces 5..5 exact - incident jableh",
        ],
    );
    check_relevant(
        "fr",
        "Les combats entre les forces de sécurité et des partisans de Bachar al-Assad ont fait 69 morts depuis jeudi, selon l'OSDH.",
        &["killed total 69..69 exact SOHR cumulative -"],
    );
}

#[test]
fn so_far_says_nothing_of_the_next_figure() {
    check(
        "en",
        "Nine security men had been killed in Jableh so far, and 30 were wounded.",
        &[
            "killed government_forces 9..9 exact - cumulative jableh",
            "injured government_forces 30..30 exact - cumulative jableh",
        ],
    );
}
