//! Reports that tell whose dead were killed by whom, what a correction is of, and where "where" leads.

use super::*;

/// What each claim of an Arabic text tells.
fn read(text: &str) -> Vec<String> {
    claims("ar", "", text, Reach::All).iter().map(told).collect()
}

/// What each claim of a text on the coast tells that is read for the episode.
fn of_the_coast(lang: &str, text: &str) -> Vec<String> {
    claims(lang, "", text, Reach::Relevant).iter().map(told).collect()
}

#[test]
fn what_a_date_long_past_opens_is_history() {
    let text = "أحيت مجازر الساحل هذا الأسبوع ذكرى مطلع أيار 2013 حين دخلت قوات الأسد البيضا في بانياس، وقتلت في ليلة واحدة \
                450 مدنيا. وقتل أمس في بانياس 12 مدنيا برصاص مسلحين.";
    assert_eq!(of_the_coast("ar", text), ["killed civilians 12..12 exact - incident baniyas"]);
    let text = "The massacres on Syria's coast recall early May 2013, when forces stormed Baniyas and, over two days, killed 450 \
                civilians. Gunmen shot dead 12 civilians in Baniyas on Sunday.";
    assert_eq!(of_the_coast("en", text), ["killed civilians 12..12 exact - incident baniyas"]);
}

#[test]
fn the_same_verb_once_more_has_the_same_killer() {
    let text = "قتلت فلول النظام 90 من عناصر الأمن العام، كما قتلت نحو 20 مدنيا. في المقابل، قضى 130 مدنيا على يد القوات التي \
                شاركت في الحملة الأمنية.";
    let wanted = [
        "killed government_forces by loyalists 90..90 exact - cumulative -",
        "killed civilians by loyalists 20..20 about - cumulative -",
        "killed civilians by government_forces 130..130 exact - cumulative -",
    ];
    assert_eq!(of_the_coast("ar", text), wanted);
}

#[test]
fn of_them_by_a_side_stands_before_its_number() {
    let text = "وثقت الشبكة السورية لحقوق الإنسان مقتل 700 شخص منذ 6 آذار. قتل منهم على يد فلول النظام 300 شخص، بينهم 140 من \
                عناصر الأمن و160 مدنيا. وقتلت قوات الأمن 400 شخص.";
    let wanted = [
        "killed total 700..700 exact SNHR cumulative -",
        "killed unspecified by loyalists 300..300 exact SNHR cumulative -",
        "killed government_forces by loyalists 140..140 exact SNHR cumulative -",
        "killed civilians by loyalists 160..160 exact SNHR cumulative -",
        "killed unspecified by government_forces 400..400 exact SNHR cumulative -",
    ];
    assert_eq!(of_the_coast("ar", text), wanted);
}

#[test]
fn dead_and_wounded_may_stand_before_the_verb() {
    let text = "بين قتيل وجريح، سقط تسعة عناصر من الأمن العام في كمين قرب القرداحة.";
    assert_eq!(read(text), ["killed_or_injured government_forces 9..9 exact - incident qardaha"]);
}

#[test]
fn two_numbers_stand_each_behind_its_side() {
    let text = "قتل من الفلول 15 ومن الجيش 9 في اشتباكات القرداحة.";
    let wanted =
        ["killed loyalists 15..15 exact - incident qardaha", "killed government_forces 9..9 exact - incident qardaha"];
    assert_eq!(read(text), wanted);
    let text = "بلغ عدد القتلى المدنيين 61 والعسكريين 34 في الساحل السوري.";
    let wanted =
        ["killed civilians 61..61 exact - cumulative -", "killed government_forces 34..34 exact - cumulative -"];
    assert_eq!(read(text), wanted);
}

#[test]
fn a_corrected_number_is_of_whose_the_wrong_one_was() {
    let text = "ذكرنا خطأ أن عدد شهداء الأمن العام في كمين جبلة ستة، والصواب شهيدان وخمسة جرحى.";
    let sides: Vec<String> =
        claims("ar", "", text, Reach::All).iter().map(|claim| claim.category.to_string()).collect();
    assert_eq!(sides, ["government_forces", "government_forces"]);
}

#[test]
fn those_of_the_same_side_among_the_killed_are_split_by_no_killer() {
    let text = "أحصى المرصد السوري لحقوق الإنسان 50 رجلا من الطائفة العلوية أعدمتهم قوات الأمن في ريف اللاذقية، بينهم 20 في الشير \
                و30 في المختارية.";
    let wanted = [
        "killed civilians 50..50 exact SOHR cumulative latakia_governorate",
        "killed civilians 20..20 exact SOHR incident shir",
        "killed civilians 30..30 exact SOHR incident mukhtariya",
    ];
    assert_eq!(of_the_coast("ar", text), wanted);
}

#[test]
fn where_leads_back_to_the_place_right_before_it() {
    let text = "وقعت المجازر في مدينة بانياس حيث قضى ستون مدنيا، تليها المختارية التي قتل فيها 38 رجلا.";
    let wanted =
        ["killed civilians 60..60 exact - incident baniyas", "killed civilians 38..38 exact - incident mukhtariya"];
    assert_eq!(read(text), wanted);
}

#[test]
fn a_place_parted_by_another_count_is_not_the_first_ones() {
    let text = "انتشلت الفرق جثامين 19 شخصا في محيط الدالية بريف جبلة، وأسعفت ثلاثة جرحى إلى مشافي اللاذقية.";
    let places: Vec<String> =
        claims("ar", "", text, Reach::All).iter().map(|claim| format!("{:?}", claim.place)).collect();
    assert!(places.first().is_some_and(|place| place.contains("daliyah")), "{places:?}");
}

#[test]
fn the_ministry_is_the_one_named_before() {
    let text = "أرسلت وزارة الدفاع تعزيزات إلى جبلة. وقال مصدر في الوزارة إن 14 عنصرا من الأمن قتلوا في المدينة.";
    assert_eq!(read(text), ["killed government_forces 14..14 exact MOD incident jableh"]);
    let text = "قدمت اللجنة الوطنية المستقلة للتحقيق تقريرها عن أحداث الساحل السوري. وقال المتحدث باسمها إن اللجنة تثبتت من مقتل 1400 شخص.";
    assert_eq!(read(text), ["killed total 1400..1400 exact COI cumulative -"]);
}

#[test]
fn a_killer_of_some_of_them_did_not_kill_all() {
    let text =
        "سجل مقتل 520 شخصا في الساحل السوري، قتل منهم على أيدي فلول النظام 220 شخصا، بينهم 130 من قوات الأمن و90 مدنيا.";
    let all = claims("ar", "", text, Reach::All);
    assert_eq!(all.first().map(|claim| (claim.low, claim.perpetrator.clone())), Some((Some(520), None)));
}

#[test]
fn others_hurt_beside_the_dead_are_of_the_same_place() {
    let text = "محافظة طرطوس: وثق المرصد السوري لحقوق الإنسان مقتل 18 عنصرا من الأمن العام في هجمات على حواجز في بانياس، بينما \
                أصيب خمسة آخرون.";
    let wanted = [
        "killed government_forces 18..18 exact SOHR incident baniyas",
        "injured government_forces 5..5 exact SOHR incident baniyas",
    ];
    assert_eq!(read(text), wanted);
}

#[test]
fn one_who_speaks_behind_a_toll_is_no_dead() {
    let text = "Suriye İnsan Hakları Gözlemevi, Lazkiye'de 60 sivilin öldürüldüğünü açıkladı. BBC'ye konuşan bir kadın, komşularının \
                kaçtığını anlattı.";
    let numbers: Vec<Option<u64>> = claims("tr", "", text, Reach::All).iter().map(|claim| claim.low).collect();
    assert_eq!(numbers, [Some(60)]);
}

#[test]
fn a_number_in_brackets_is_of_the_side_before_it() {
    let sides = [
        "killed total 1204..1204 exact SOHR cumulative -",
        "killed civilians 871..871 exact SOHR cumulative -",
        "killed government_forces 164..164 exact SOHR cumulative -",
        "killed loyalists 169..169 exact SOHR cumulative -",
    ];
    let text = "SOHR counted 1,204 dead: civilians (871), security personnel (164) and pro-Assad insurgents (169).";
    super::check_relevant("en", text, &sides);
    let text = "وثق المرصد 1204 قتلى، بينهم مدنيون (871) وعناصر من الأمن (164) ومسلحون موالون للأسد (169).";
    super::check_relevant("ar", text, &sides);
}

#[test]
fn what_something_cost_is_of_those_whom_it_cost_them() {
    for (lang, text) in [
        ("en", "The assault on Jableh has cost government forces seven dead."),
        ("en", "An attempt to retake Jableh cost the army seven dead."),
        ("de", "Der Angriff kostete die Regierungstruppen bei Dschabla sieben Tote."),
        ("es", "El asalto costó siete muertos a las fuerzas gubernamentales en Yable."),
    ] {
        super::check(lang, text, &["killed government_forces 7..7 exact - incident jableh"]);
    }
}

#[test]
fn a_total_that_is_divided_has_parts() {
    let text =
        "SOHR documented the deaths of 1,190 people. It divides them into 436 civilians, 435 soldiers and 319 others.";
    super::check_relevant(
        "en",
        text,
        &[
            "killed total 1190..1190 exact SOHR cumulative -",
            "killed civilians 436..436 exact SOHR cumulative -",
            "killed government_forces 435..435 exact SOHR cumulative -",
            "killed unspecified 319..319 exact SOHR cumulative -",
        ],
    );
}

#[test]
fn those_who_hold_out_are_not_the_dead_beside_them() {
    let text = "En la comisaría de Banias resisten un centenar de agentes, y al menos cinco han muerto ya.";
    super::check("es", text, &["killed total 5..- at_least - incident baniyas"]);
}

#[test]
fn a_number_may_be_told_by_who_killed_them_alone() {
    let parted = |lang: &str, text: &str| {
        let wanted = [
            "killed unspecified by loyalists 383..383 exact",
            "killed unspecified by government_forces 420..420 exact",
        ];
        let told = of_the_coast(lang, text);
        let begins = told.iter().skip(1).zip(wanted).all(|(told, wanted)| told.starts_with(wanted));
        assert!(told.len() == 3 && begins, "{told:?}");
    };
    parted("en", "803 people were killed on the coast, 383 of them by Assad loyalists and 420 by government forces.");
    parted("de", "An der Küste wurden 803 Menschen getötet, 383 von Assad-Anhängern und 420 von Regierungstruppen.");
    parted("ru", "На побережье погибли 803 человека: 383 убиты сторонниками Асада, 420 — правительственными силами.");
    parted("tr", "Sahilde 803 kişi öldü; bunların 383'ünü rejim kalıntıları, 420'sini hükümet güçleri öldürdü.");
    parted("tr", "Sahilde 803 kişi öldürüldü, 383'ü rejim kalıntıları tarafından, 420'si güvenlik güçleri tarafından.");
}

#[test]
fn what_somebody_was_is_not_who_killed_him() {
    let sided = |lang: &str, text: &str| {
        let told = of_the_coast(lang, text);
        let wanted = ["killed civilians 830..830", "killed government_forces 231..231"];
        let begins = told.iter().skip(1).zip(wanted).all(|(told, wanted)| told.starts_with(wanted));
        assert!(told.len() == 3 && begins, "{told:?}");
    };
    sided(
        "ru",
        "На побережье Сирии погибли 1311 человек: 830 были мирными жителями, 231 — сотрудниками сил безопасности.",
    );
    sided("tr", "Suriye sahilinde 1311 kişi öldü, bunların 830'unu siviller, 231'ini güvenlik güçleri oluşturdu.");
    sided(
        "de",
        "An der syrischen Küste wurden 1311 Menschen getötet, darunter 830 Zivilisten und 231 von den Sicherheitskräften.",
    );
}

#[test]
fn who_was_attacked_did_not_do_it() {
    let told = |lang: &str, text: &str| of_the_coast(lang, text);
    let wanted = [
        "killed government_forces 9..9 exact - incident baniyas",
        "injured government_forces 14..14 exact - incident baniyas",
    ];
    let text = "Assad loyalists ambushed a patrol of the new government's security forces near Baniyas in Syria, killing nine \
                members and wounding 14 others.";
    assert_eq!(told("en", text), wanted);
    let text =
        "Syrian troops killed 35 Assad loyalists near Jableh, adding that two soldiers died and four were wounded.";
    let wanted = [
        "killed loyalists 35..35 exact - incident jableh",
        "killed government_forces 2..2 exact - incident jableh",
        "injured government_forces 4..4 exact - incident jableh",
    ];
    assert_eq!(told("en", text), wanted);
    let text = "وأسفر هجوم على نقطة أمنية في بانياس عن سقوط سبعة من عناصر الأمن بين قتيل وجريح، وفق المرصد السوري.";
    assert_eq!(told("ar", text), ["killed_or_injured government_forces 7..7 exact SOHR incident baniyas"]);
}

#[test]
fn what_is_said_behind_a_denial_is_not_denied() {
    let ten = ["killed government_forces 10..10 exact MOD incident jableh"];
    let text = "Syria's Defence Ministry denied this and said that 10 soldiers had been killed in Jableh.";
    assert_eq!(of_the_coast("en", text), ten);
    assert_eq!(of_the_coast("ar", "نفت وزارة الدفاع السورية ذلك وقالت إن 10 جنود قتلوا في جبلة."), ten);
    assert_eq!(of_the_coast("tr", "Savunma Bakanlığı bunu yalanladı ve Cebele'de 10 askerin öldüğünü açıkladı."), ten);
    assert_eq!(
        of_the_coast("en", "Syria's Defence Ministry denied that 10 soldiers had been killed in Jableh."),
        [""; 0]
    );
}

#[test]
fn a_year_is_no_end_of_a_range() {
    let text =
        "The ministry said 58 people were killed, bringing the number of people killed since October 2023 to 61,430.";
    let read: Vec<String> = claims("en", "", text, Reach::All).iter().map(told).collect();
    assert_eq!(read.last().map(String::as_str), Some("killed total 61430..61430 exact other cumulative -"));
}

#[test]
fn a_day_of_a_part_is_not_that_of_the_whole() {
    let wanted = ["killed civilians 1225..1225 exact - cumulative -", "killed civilians 62..62 exact - incident -"];
    let text = "In Syria 1,225 civilians were killed on the coast, 62 of them on Tuesday.";
    assert_eq!(of_the_coast("en", text), wanted);
    assert_eq!(
        of_the_coast("de", "An der syrischen Küste wurden 1.225 Zivilisten getötet, 62 davon am Dienstag."),
        wanted
    );
    assert_eq!(of_the_coast("ar", "قتل في الساحل السوري 1225 مدنيا منذ 6 آذار، منهم 62 قتلوا الثلاثاء."), wanted);
}

#[test]
fn whom_an_attack_was_made_on_did_not_kill() {
    let told = |lang: &str, text: &str| of_the_coast(lang, text);
    let text = "An ambush by Assad loyalists on an army convoy near Jableh in Syria killed 13.";
    assert_eq!(told("en", text), ["killed unspecified by loyalists 13..13 exact - incident jableh"]);
    let text = "An attack on a security patrol near Jableh in Syria killed nine.";
    assert_eq!(told("en", text), ["killed total 9..9 exact - incident jableh"]);
    let text = "Une embuscade contre un convoi de l'armée syrienne près de Jablé a tué 13 personnes.";
    assert_eq!(told("fr", text), ["killed total 13..13 exact - incident jableh"]);
}

#[test]
fn children_and_inhabitants_are_not_the_dead() {
    assert_eq!(of_the_coast("en", "A mother of five was shot dead in Baniyas on Syria's coast on Friday."), [""; 0]);
    assert_eq!(of_the_coast("fr", "Un père de trois enfants a été tué à Jablé, en Syrie."), [""; 0]);
    let text = "قال المرصد السوري إن عدد القتلى المدنيين في الساحل وصل إلى 1383. ويبلغ عدد سكان جبلة نحو 80 ألف نسمة.";
    assert_eq!(of_the_coast("ar", text), ["killed civilians 1383..1383 exact SOHR cumulative -"]);
}

#[test]
fn where_the_verb_stands_last_whom_it_struck_did_not_kill() {
    let by = |side: &str| format!("killed unspecified by {side} 9..9 exact - incident jableh");
    let text = "Suriye'de rejim kalıntıları Cebele yakınlarında polis devriyesine saldırarak dokuz kişiyi öldürdü.";
    assert_eq!(of_the_coast("tr", text), [by("loyalists")]);
    let text = "در سوریه نیروهای امنیتی به مخفیگاه هواداران اسد در جبله حمله کردند و ۹ نفر را کشتند.";
    assert_eq!(of_the_coast("fa", text), [by("government_forces")]);
}

#[test]
fn numbers_attributed_in_the_passive_are_of_whom_they_are_attributed_to() {
    let parts = [
        "killed total 803..803 exact SNHR cumulative -",
        "killed unspecified by loyalists 383..383 exact SNHR cumulative -",
        "killed unspecified by government_forces 420..420 exact SNHR cumulative -",
    ];
    for (lang, text) in [
        (
            "en",
            "The SNHR counted 803 dead on the coast: 383 are attributed to Assad loyalists and 420 to government forces.",
        ),
        ("en", "Of the 803 dead, 383 were attributed to Assad loyalists, 420 to government forces, the SNHR said."),
        (
            "fr",
            "Sur 803 morts sur la côte, 383 sont attribués aux partisans d'Assad et 420 aux forces gouvernementales, selon le SNHR.",
        ),
    ] {
        check(lang, text, &parts);
    }
}
