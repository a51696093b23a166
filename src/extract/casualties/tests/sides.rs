//! Sides that what stands around a figure tells, and places that are another figure's.

use super::check_relevant;

#[test]
fn what_both_sides_lost_is_of_both() {
    for (lang, text) in [
        ("en", "Both sides suffered 213 dead since Thursday."),
        ("en", "The two sides have lost 213 men since Thursday."),
        ("ar", "خسر الطرفان 213 قتيلاً منذ الخميس."),
        ("fr", "Les deux camps ont perdu 213 hommes depuis jeudi."),
        ("es", "Ambos bandos han perdido 213 hombres desde el jueves."),
    ] {
        check_relevant(lang, text, &["killed combatants 213..213 exact - cumulative -"]);
    }
}

#[test]
fn one_of_an_actor_counts_one_and_not_his_age() {
    let one = "killed government_forces 1..1 exact - incident jableh";
    for text in [
        "A Syrian soldier, 22, was killed in Jableh.",
        "A government soldier aged 22 was killed in Jableh.",
        "A soldier of the army was killed in Jableh.",
    ] {
        check_relevant("en", text, &[one]);
    }
}

#[test]
fn those_of_a_whole_count_behind_their_copula() {
    for (lang, text) in [
        ("en", "Of the 1,018 dead, 745 were civilians."),
        ("de", "Von den 1.018 Toten waren 745 Zivilisten."),
        ("de", "Von den 1.018 Toten seien 745 Zivilisten."),
        ("fr", "Sur les 1.018 morts, 745 étaient des civils."),
        ("es", "De los 1.018 muertos, 745 eran civiles."),
        ("it", "Dei 1.018 morti, 745 erano civili."),
        ("ar", "من بين 1018 قتيلاً كان 745 مدنياً."),
    ] {
        let expect = ["killed total 1018..1018 exact - cumulative -", "killed civilians 745..745 exact - cumulative -"];
        check_relevant(lang, text, &expect);
    }
}

#[test]
fn some_of_a_side_are_of_that_side() {
    check_relevant(
        "ar",
        "قتل 125 من عناصر الأمن منذ الخميس، بينهم 10 ضباط، و148 من فلول النظام منهم 30 قيادياً.",
        &[
            "killed government_forces 125..125 exact - cumulative -",
            "killed government_forces 10..10 exact - cumulative -",
            "killed loyalists 148..148 exact - cumulative -",
            "killed loyalists 30..30 exact - cumulative -",
        ],
    );
    check_relevant(
        "en",
        "Since Thursday 250 Assad loyalists have been killed, including 12 officers.",
        &["killed loyalists 250..250 exact - cumulative -", "killed loyalists 12..12 exact - cumulative -"],
    );
}

#[test]
fn a_place_of_those_denied_or_in_a_village_unknown_is_nobody_elses() {
    let twelve = ["killed government_forces 12..12 exact - cumulative -"];
    check_relevant("ar", "مقتل 12 عنصراً في الساحل السوري، نافياً مقتل 60 جندياً في جبلة.", &twelve);
    check_relevant(
        "en",
        "Twelve policemen were killed on the coast, denying that 60 soldiers had been killed in Jableh.",
        &twelve,
    );
    check_relevant(
        "ar",
        "قتل 9 أشخاص في قرية حريصون و12 في قرية الرصافة بريف مصياف.",
        &["killed total 9..9 exact - incident harisoun", "killed total 12..12 exact - incident rusafa"],
    );
}

#[test]
fn whoever_quotes_a_ministry_is_not_the_origin() {
    let ministry = "killed government_forces 16..16 exact MOD incident jableh";
    for (lang, text) in [
        ("ar", "بحسب ما نقلت سانا عن مصدر في وزارة الدفاع، قتل 16 عنصراً من قوات الأمن في جبلة."),
        ("ar", "نقلت سانا عن مصدر في وزارة الدفاع مقتل 16 عنصراً من قوات الأمن في جبلة."),
        ("en", "According to what SANA quoted a defence ministry source as saying, 16 soldiers were killed in Jableh."),
    ] {
        check_relevant(lang, text, &[ministry]);
    }
}

#[test]
fn everyday_words_are_no_history_and_no_drill() {
    check_relevant(
        "es",
        "Dos policías murieron en Jableh en el ejercicio de sus funciones.",
        &["killed government_forces 2..2 exact - incident jableh"],
    );
    check_relevant(
        "fa",
        "در فیلمی که منتشر شد ۱۲ غیرنظامی کشته شدند.",
        &["killed civilians 12..12 exact - cumulative -"],
    );
    check_relevant(
        "de",
        "Vergangene Woche wurden 745 Zivilisten getötet.",
        &["killed civilians 745..745 exact - cumulative -"],
    );
}

#[test]
fn somebody_new_speaks_of_his_own_dead() {
    check_relevant(
        "ar",
        "نعت وزارة الداخلية 14 من عناصرها قضوا في كمين بريف جبلة، وقال مصدر طبي إن المشفى استقبل 45 جريحاً.",
        &[
            "killed government_forces 14..14 exact MOI incident jableh",
            "injured total 45..45 exact other incident jableh",
        ],
    );
    check_relevant(
        "en",
        "SOHR counted 35 dead soldiers, while a doctor in Jableh said 60 people had been killed there.",
        &["killed government_forces 35..35 exact SOHR cumulative -", "killed total 60..60 exact other incident jableh"],
    );
    // Whoever stands behind a comma has said what is before it.
    check_relevant(
        "en",
        "Sixteen policemen were killed, SOHR said, and 12 were wounded.",
        &[
            "killed government_forces 16..16 exact SOHR cumulative -",
            "injured government_forces 12..12 exact SOHR cumulative -",
        ],
    );
}

#[test]
fn of_them_and_whoever_says_so_are_told_by_what_stands_before() {
    check_relevant(
        "ar",
        "ضبط مجموعة من فلول النظام وإلقاء القبض على 12 منهم في حي الدعتور.",
        &["detained loyalists 12..12 exact - incident daatour"],
    );
    check_relevant(
        "en",
        "SNHR counted 20 bodies in one street of Baniyas. \"They went from house to house,\" said one.",
        &["killed unspecified 20..20 exact SNHR incident baniyas"],
    );
    check_relevant(
        "de",
        "Seit Donnerstag wurden 830 Zivilisten getötet. Hinzu kämen 231 Sicherheitskräfte.",
        &["killed civilians 830..830 exact - cumulative -", "killed government_forces 231..231 exact - cumulative -"],
    );
}

#[test]
fn losses_are_of_whoever_puts_them_at_a_number() {
    check_relevant(
        "en",
        "The defence ministry put its own losses at 27 dead.",
        &["killed government_forces 27..27 exact MOD cumulative -"],
    );
    check_relevant(
        "en",
        "The army put its own dead at 27.",
        &["killed government_forces 27..27 exact MOD cumulative -"],
    );
    check_relevant(
        "en",
        "The Observatory put the losses of the army at 27 dead.",
        &["killed government_forces 27..27 exact SOHR cumulative -"],
    );
}

#[test]
fn who_fights_on_a_side_is_named_by_it() {
    check_relevant(
        "en",
        "Militias on the government's side unlawfully killed 310 people in Baniyas.",
        &["killed unspecified by government_forces 310..310 exact - cumulative baniyas"],
    );
    check_relevant(
        "en",
        "SOHR lists 500 civilians killed, 90 soldiers and 70 men who fought for the ousted president, in all 660 dead.",
        &[
            "killed civilians 500..500 exact SOHR cumulative -",
            "killed government_forces 90..90 exact SOHR cumulative -",
            "killed loyalists 70..70 exact SOHR cumulative -",
            "killed total 660..660 exact SOHR cumulative -",
        ],
    );
}

#[test]
fn some_of_them_are_of_those_whom_the_verb_was_done_to() {
    check_relevant(
        "en",
        "Helicopters fired on a camp of the gunmen near Jableh and killed four of them.",
        &["killed loyalists 4..4 exact - incident jableh"],
    );
    check_relevant(
        "en",
        "SNHR counts 800 dead. Groups tied to the former regime killed 380 of them.",
        &[
            "killed total 800..800 exact SNHR cumulative -",
            "killed unspecified by loyalists 380..380 exact SNHR cumulative -",
        ],
    );
    // Whoever wins a fight may lose one.
    check_relevant(
        "en",
        "An army patrol killed seven gunmen near Jableh and lost one man.",
        &["killed loyalists 7..7 exact - incident jableh", "killed government_forces 1..1 exact - cumulative jableh"],
    );
}

#[test]
fn some_of_them_are_of_the_only_side_that_was_named_before() {
    check_relevant(
        "en",
        "Gunmen fell into an ambush near Jableh; five of them were killed.",
        &["killed loyalists 5..5 exact - incident jableh"],
    );
    check_relevant(
        "en",
        "Soldiers came under attack near Jableh on Friday. Five of them were killed.",
        &["killed government_forces 5..5 exact - incident jableh"],
    );
    check_relevant(
        "en",
        "A patrol of soldiers was ambushed near Jableh. Four of its members were killed.",
        &["killed government_forces 4..4 exact - incident jableh"],
    );
    // Of two that were named nobody can tell.
    check_relevant(
        "en",
        "Soldiers and gunmen fought near Jableh on Friday after an ambush. Five of them were killed.",
        &["killed total 5..5 exact - incident jableh"],
    );
    check_relevant(
        "ar",
        "قال المرصد إنه قتل من الجيش 50 عنصراً ومن المسلحين 45.",
        &["killed government_forces 50..50 exact SOHR cumulative -", "killed loyalists 45..45 exact SOHR cumulative -"],
    );
    check_relevant(
        "ar",
        "قتل من الجيش 9 ومن المسلحين 12 في جبلة.",
        &["killed government_forces 9..9 exact - incident jableh", "killed loyalists 12..12 exact - incident jableh"],
    );
}

#[test]
fn the_dead_that_are_put_at_a_number_are_of_whoever_is_named_with_them() {
    check_relevant(
        "en",
        "The Observatory put the civilian dead at 620.",
        &["killed civilians 620..620 exact SOHR cumulative -"],
    );
    check_relevant(
        "en",
        "SNHR counts 900 dead. The Observatory gave the number of civilians as 620.",
        &["killed total 900..900 exact SNHR cumulative -", "killed civilians 620..620 exact SOHR cumulative -"],
    );
    check_relevant(
        "en",
        "SNHR said 120 members of the army had died.",
        &["killed government_forces 120..120 exact SNHR cumulative -"],
    );
    check_relevant(
        "en",
        "Rescuers found 41 bodies of civilians.",
        &["killed civilians 41..41 exact other cumulative -"],
    );
}

#[test]
fn a_number_joined_to_a_date_is_of_the_date() {
    check_relevant("en", "Men who left home on 7 and 8 March and have not been seen since are many.", &[]);
}

#[test]
fn its_men_are_those_of_the_institution_that_says_so_in_one_breath() {
    check_relevant(
        "en",
        "After clashes between security forces and Assad loyalists in Beit Ana, the defence ministry said on Friday that it \
         had lost seven of its men.",
        &["killed government_forces 7..7 exact MOD incident beit_ana"],
    );
    check_relevant(
        "en",
        "Loyalists attacked a post near Jableh, the interior ministry said, and lost seven of their men.",
        &["killed loyalists 7..7 exact MOI incident jableh"],
    );
    check_relevant(
        "ar",
        "قال مصدر في وزارة الدفاع إن الفلول قتلوا 26 من عناصرها في جبلة.",
        &["killed government_forces 26..26 exact MOD incident jableh"],
    );
    check_relevant(
        "en",
        "Between 700 and 800 Alawites died in Latakia. Officials in Damascus say some 150 of their own were killed.",
        &[
            "killed civilians 700..800 range - cumulative latakia",
            "killed unspecified 150..150 about other cumulative -",
        ],
    );
}

#[test]
fn a_side_that_stands_in_a_verbs_place_is_who_killed() {
    check_relevant(
        "en",
        "Government forces killed 889 people and Assad-linked groups 445.",
        &[
            "killed unspecified by government_forces 889..889 exact - cumulative -",
            "killed unspecified by loyalists 445..445 exact - cumulative -",
        ],
    );
}

#[test]
fn some_of_them_are_those_to_whom_the_other_side_did_something() {
    check_relevant(
        "en",
        "Security forces surrounded a group of gunmen near Jableh; fourteen of them were shot dead.",
        &["killed loyalists 14..14 exact - incident -"],
    );
    check_relevant(
        "en",
        "Gunmen attacked a patrol of the security forces near Jableh; five of them were killed.",
        &["killed government_forces 5..5 exact - incident jableh"],
    );
    check_relevant(
        "en",
        "Clashes broke out between gunmen and police near Jableh; five of them were killed.",
        &["killed total 5..5 exact - cumulative -"],
    );
}

#[test]
fn a_number_in_a_naming_parts_no_list() {
    check_relevant(
        "en",
        "The fighting killed 13 soldiers of the 400th Division and 21 rebels, a monitor said.",
        &[
            "killed government_forces 13..13 exact other cumulative -",
            "killed loyalists 21..21 exact other cumulative -",
        ],
    );
}
