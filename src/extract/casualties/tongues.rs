//! Reports of our own in languages other than English and Arabic: the claims each must give.

use super::tests::check;

#[test]
fn french_reports_are_read() {
    check(
        "fr",
        "Des hommes armés pro-Assad ont tué 21 policiers et blessé au moins neuf civils près de Jableh, selon le ministère de l'Intérieur.",
        &[
            "killed government_forces 21..21 exact MOI incident jableh",
            "injured civilians 9..- at_least MOI incident jableh",
        ],
    );
    check(
        "fr",
        "L'Observatoire syrien des droits de l'Homme a recensé 1.068 morts, dont 745 civils, 125 membres des forces de sécurité et 198 loyalistes.",
        &[
            "killed total 1068..1068 exact SOHR cumulative -",
            "killed civilians 745..745 exact SOHR cumulative -",
            "killed government_forces 125..125 exact SOHR cumulative -",
            "killed loyalists 198..198 exact SOHR cumulative -",
        ],
    );
    check(
        "fr",
        "Le bilan est passé à 1 480 morts, a indiqué l'ONG.",
        &["killed total 1480..1480 exact other cumulative -"],
    );
    check(
        "fr",
        "Quatre-vingt-dix-sept personnes ont péri et une vingtaine de soldats ont été blessés.",
        &["killed total 97..97 exact - cumulative -", "injured government_forces 20..20 about - cumulative -"],
    );
    check("fr", "Près de 8 500 personnes ont fui vers le Liban.", &["displaced total 8500..8500 about - cumulative -"]);
    check("fr", "Le bilan pourrait dépasser 2 000 morts, après 13 ans de guerre civile.", &[]);
    check(
        "fr",
        "OSDH : 12 membres des forces de sécurité et de la police et trois civils ont été tués.",
        &["killed government_forces 12..12 exact SOHR cumulative -", "killed civilians 3..3 exact SOHR cumulative -"],
    );
    check("fr", "Un policier a été tué à Banias.", &["killed government_forces 1..1 exact - incident baniyas"]);
    check(
        "fr",
        "Des tireurs nostalgiques de l'ancien régime ont abattu trois gendarmes et un conscrit à Banias.",
        &[
            "killed government_forces 3..3 exact - incident baniyas",
            "killed government_forces 1..1 exact - incident baniyas",
        ],
    );
    check(
        "fr",
        "L'attaque a fait un mort et trois blessés à Jablé, selon un témoin.",
        &["killed total 1..1 exact other incident jableh", "injured total 3..3 exact other incident jableh"],
    );
    check("fr", "Un hélicoptère s'est écrasé à 30 km de Jablé.", &[]);
}

#[test]
fn german_reports_are_read() {
    check(
        "de",
        "Assad-Anhänger hätten am Donnerstag 16 Polizisten getötet, teilte das Innenministerium mit.",
        &["killed government_forces 16..16 exact MOI incident -"],
    );
    check(
        "de",
        "Laut der Syrischen Beobachtungsstelle für Menschenrechte seien mindestens 1.018 Menschen getötet worden, darunter 745 Zivilisten.",
        &["killed total 1018..- at_least SOHR cumulative -", "killed civilians 745..745 exact SOHR cumulative -"],
    );
    check(
        "de",
        "In Baniyas starben nach Angaben des Roten Halbmonds siebenundzwanzig Zivilisten, mehr als 30 wurden verletzt.",
        &[
            "killed civilians 27..27 exact SARC incident baniyas",
            "injured civilians 30..- more_than SARC incident baniyas",
        ],
    );
    check("de", "Die Zahl der Toten stieg auf 553.", &["killed total 553..553 exact - cumulative -"]);
    check("de", "Dutzende Soldaten kamen ums Leben.", &["killed government_forces 12..- vague - cumulative -"]);
    check("de", "Die Zahl der Toten könnte auf 2.000 steigen.", &[]);
    check(
        "de",
        "Rund 6.000 Menschen sind in den Libanon geflohen.",
        &["displaced total 6000..6000 about - cumulative -"],
    );
}

#[test]
fn spanish_reports_are_read() {
    check(
        "es",
        "Insurgentes leales a Asad mataron a 21 policías e hirieron al menos a nueve civiles cerca de Jableh, según el Ministerio del Interior.",
        &[
            "killed government_forces 21..21 exact MOI incident jableh",
            "injured civilians 9..- at_least MOI incident jableh",
        ],
    );
    check(
        "es",
        "El Observatorio Sirio contabilizó 1.018 muertos, entre ellos 745 civiles, 125 miembros de las fuerzas de seguridad y 148 combatientes pro-Asad.",
        &[
            "killed total 1018..1018 exact SOHR cumulative -",
            "killed civilians 745..745 exact SOHR cumulative -",
            "killed government_forces 125..125 exact SOHR cumulative -",
            "killed loyalists 148..148 exact SOHR cumulative -",
        ],
    );
    check(
        "es",
        "Treinta y cuatro personas perdieron la vida y doscientas cincuenta resultaron heridas.",
        &["killed total 34..34 exact - cumulative -", "injured total 250..250 exact - cumulative -"],
    );
    check("es", "La cifra de muertos se elevó a 553.", &["killed total 553..553 exact - cumulative -"]);
    check("es", "Decenas de alauitas fueron asesinados.", &["killed civilians 10..- vague - cumulative -"]);
    check("es", "La cifra podría superar los 2.000 muertos.", &[]);
    check(
        "es",
        "Las fuerzas de seguridad detuvieron a 24 milicianos e incautaron 30 fusiles.",
        &["detained loyalists 24..24 exact - cumulative -"],
    );
    check(
        "es",
        "Ascienden a 1.225 los civiles muertos, según el Observatorio.",
        &["killed civilians 1225..1225 exact SOHR cumulative -"],
    );
    check("es", "Medio centenar de personas murieron.", &["killed total 50..50 exact - cumulative -"]);
}

#[test]
fn italian_reports_are_read() {
    check(
        "it",
        "Uomini armati fedeli ad Assad hanno ucciso 21 poliziotti, ha riferito il ministero dell'Interno.",
        &["killed government_forces 21..21 exact MOI cumulative -"],
    );
    check(
        "it",
        "Secondo l'Osservatorio siriano per i diritti umani sono morte almeno 1.018 persone, tra cui 745 civili e 125 membri delle forze di sicurezza.",
        &[
            "killed total 1018..- at_least SOHR cumulative -",
            "killed civilians 745..745 exact SOHR cumulative -",
            "killed government_forces 125..125 exact SOHR cumulative -",
        ],
    );
    check("it", "Il bilancio è salito a 553 morti.", &["killed total 553..553 exact - cumulative -"]);
    check("it", "Ventotto civili sono stati uccisi da lealisti.", &["killed civilians 28..28 exact - cumulative -"]);
    check("it", "Decine di soldati sono rimasti feriti.", &["injured government_forces 10..- vague - cumulative -"]);
    check("it", "Il bilancio potrebbe superare i 2.000 morti.", &[]);
    check(
        "it",
        "Non meno di quarantadue abitanti del villaggio hanno perso la vita a Mukhtariya venerdì.",
        &["killed civilians 42..- at_least - incident mukhtariya"],
    );
    check(
        "it",
        "Gli scontri sono costati la vita a 93 soldati, 120 combattenti pro-Assad e 340 civili.",
        &[
            "killed government_forces 93..93 exact - cumulative -",
            "killed loyalists 120..120 exact - cumulative -",
            "killed civilians 340..340 exact - cumulative -",
        ],
    );
}

#[test]
fn turkish_reports_are_read() {
    check(
        "tr",
        "Suriye İnsan Hakları Gözlemevi, çatışmalarda en az 1018 kişinin hayatını kaybettiğini açıkladı.",
        &["killed total 1018..- at_least SOHR cumulative -"],
    );
    check(
        "tr",
        "Rejim kalıntıları 16 polisi öldürdü, yirmi üç sivil yaralandı.",
        &["killed government_forces 16..16 exact - cumulative -", "injured civilians 23..23 exact - cumulative -"],
    );
    check("tr", "Ölü sayısı 553'e yükseldi.", &["killed total 553..553 exact - cumulative -"]);
    check("tr", "Saldırılarda 340'ı sivil 600 kişi öldürüldü.", &["killed total 600..600 exact - cumulative -"]);
    check("tr", "Onlarca asker öldü.", &["killed government_forces 10..- vague - cumulative -"]);
    check("tr", "Ölü sayısı 2 bini aşabilir.", &[]);
    check("tr", "55'ten fazla sivil infaz edildi.", &["killed civilians 55..- more_than - cumulative -"]);
}

#[test]
fn russian_reports_are_read() {
    check(
        "ru",
        "Погибли не менее 1,3 тыс. человек, сообщает Сирийская обсерватория по правам человека.",
        &["killed total 1300..- at_least SOHR cumulative -"],
    );
    check(
        "ru",
        "Сторонники Асада убили 16 полицейских, ранены двадцать три мирных жителя.",
        &["killed government_forces 16..16 exact - cumulative -", "injured civilians 23..23 exact - cumulative -"],
    );
    check("ru", "Число погибших возросло до 553.", &["killed total 553..553 exact - cumulative -"]);
    check(
        "ru",
        "По данным МВД, были убиты 12 военнослужащих и около 40 боевиков.",
        &["killed government_forces 12..12 exact MOI cumulative -", "killed loyalists 40..40 about MOI cumulative -"],
    );
    check("ru", "Десятки алавитов погибли.", &["killed civilians 10..- vague - cumulative -"]);
    check("ru", "Число погибших может превысить 2000 человек.", &[]);
}

#[test]
fn persian_reports_are_read() {
    check(
        "fa",
        "دیده‌بان حقوق بشر سوریه اعلام کرد دست‌کم ۱۵۰۰ نفر کشته شدند.",
        &["killed total 1500..- at_least SOHR cumulative -"],
    );
    check(
        "fa",
        "۱۶ سرباز و سی و پنج غیرنظامی کشته شدند.",
        &["killed government_forces 16..16 exact - cumulative -", "killed civilians 35..35 exact - cumulative -"],
    );
    check("fa", "شمار کشته‌شدگان به ۵۵۳ نفر رسید.", &["killed total 553..553 exact - cumulative -"]);
    check(
        "fa",
        "به گزارش سانا بیش از هزار و ۳۰۰ نفر جان باختند.",
        &["killed total 1300..- more_than SANA cumulative -"],
    );
    check("fa", "ده‌ها غیرنظامی زخمی شدند.", &["injured civilians 10..- vague - cumulative -"]);
    check("fa", "شمار قربانیان ممکن است به ۲۰۰۰ نفر برسد.", &[]);
}

#[test]
fn german_sides_and_killers_are_told_by_their_own_words() {
    check(
        "de",
        "Auf Seiten der Regierung zählten die Aktivisten 231, auf Seiten der Aufständischen 250 Gefallene.",
        &[
            "killed government_forces 231..231 exact other cumulative -",
            "killed loyalists 250..250 exact other cumulative -",
        ],
    );
    check(
        "de",
        "In Latakia wurden 40 Menschen von Regierungstruppen getötet.",
        &["killed unspecified by government_forces 40..40 exact - incident latakia"],
    );
    check(
        "de",
        "Von den 961 Toten gingen 529 auf das Konto der Regierungstruppen, 432 töteten Assad-Anhänger.",
        &[
            "killed total 961..961 exact - cumulative -",
            "killed unspecified by government_forces 529..529 exact - cumulative -",
            "killed unspecified by loyalists 432..432 exact - cumulative -",
        ],
    );
    check(
        "de",
        "Dem Verteidigungsministerium zufolge verloren die Streitkräfte bei Dschabla 50 Mann.",
        &["killed government_forces 50..50 exact MOD cumulative jableh"],
    );
    check(
        "de",
        "Ein Bewohner von Baniyas sagte, 40 seiner Nachbarn seien getötet worden.",
        &["killed total 40..40 exact other incident baniyas"],
    );
}

#[test]
fn russian_sides_and_killers_are_told_by_their_own_words() {
    check(
        "ru",
        "Со стороны силовиков погибли 35 человек, со стороны мятежников — 32.",
        &["killed government_forces 35..35 exact - cumulative -", "killed loyalists 32..32 exact - cumulative -"],
    );
    check(
        "ru",
        "В Латакии погибли 231 сотрудник сил безопасности, их противников — 250.",
        &[
            "killed government_forces 231..231 exact - cumulative latakia",
            "killed loyalists 250..250 exact - cumulative latakia",
        ],
    );
    check(
        "ru",
        "Убиты 1018 человек, 745 из них — мирные жители, сообщает SOHR.",
        &["killed total 1018..1018 exact SOHR cumulative -", "killed civilians 745..745 exact SOHR cumulative -"],
    );
    check(
        "ru",
        "На побережье 439 погибли от рук правительственных сил, 383 убили сторонники Асада.",
        &[
            "killed unspecified by government_forces 439..439 exact - cumulative -",
            "killed unspecified by loyalists 383..383 exact - cumulative -",
        ],
    );
    check(
        "ru",
        "Жертвами внесудебных убийств в Латакии стали 745 гражданских лиц.",
        &["killed civilians 745..745 exact - cumulative latakia"],
    );
}

#[test]
fn turkish_sides_and_killers_are_told_by_their_own_words() {
    check(
        "tr",
        "Bunların 439'u hükümet güçleri, 383'ü Esad yanlıları tarafından öldürüldü.",
        &[
            "killed unspecified by government_forces 439..439 exact - cumulative -",
            "killed unspecified by loyalists 383..383 exact - cumulative -",
        ],
    );
    check(
        "tr",
        "Lazkiye'de 172'si güvenlik mensubu, 211'i sivil olmak üzere en az 383 kişi öldü.",
        &[
            "killed government_forces 172..172 exact - cumulative latakia",
            "killed civilians 211..211 exact - cumulative latakia",
            "killed total 383..- at_least - cumulative latakia",
        ],
    );
    check(
        "tr",
        "Esad yanlıları Ceble yakınlarında kurdukları pusuda 16 güvenlik görevlisini öldürdü.",
        &["killed government_forces 16..16 exact - incident jableh"],
    );
}

#[test]
fn persian_sides_and_killers_are_told_by_their_own_words() {
    check(
        "fa",
        "۱۳۱۱ نفر کشته شده‌اند که ۸۳۰ تن از آنان غیرنظامی، ۲۳۱ تن از نیروهای امنیتی و ۲۵۰ تن از هواداران اسد بودند.",
        &[
            "killed total 1311..1311 exact - cumulative -",
            "killed civilians 830..830 exact - cumulative -",
            "killed government_forces 231..231 exact - cumulative -",
            "killed loyalists 250..250 exact - cumulative -",
        ],
    );
    check(
        "fa",
        "۸۰۳ نفر کشته شده‌اند؛ ۴۳۹ نفر به دست نیروهای دولتی و ۳۸۳ نفر به دست گروه‌های وابسته به اسد.",
        &[
            "killed total 803..803 exact - cumulative -",
            "killed unspecified by government_forces 439..439 exact - cumulative -",
            "killed unspecified by loyalists 383..383 exact - cumulative -",
        ],
    );
    check(
        "fa",
        "گروه‌های وابسته به رژیم اسد مسئول مرگ ۳۸۳ نفر در لاذقیه هستند.",
        &["killed unspecified by loyalists 383..383 exact - cumulative latakia"],
    );
    check(
        "fa",
        "شمار ماموران کشته‌شده در حمله‌های هواداران اسد در لاذقیه به ۲۶ نفر رسید.",
        &["killed government_forces 26..26 exact - cumulative latakia"],
    );
    check("fa", "در بانیاس ۴۰ تن مواد منفجره کشف شد.", &[]);
}

#[test]
fn an_institution_that_opens_a_sentence_says_what_its_last_verb_says() {
    check(
        "fa",
        "وزارت کشور سوریه از کشته شدن ۱۳ پلیس در جبله خبر داد.",
        &["killed government_forces 13..13 exact MOI incident jableh"],
    );
    check(
        "ru",
        "Число погибших в Латакии превысило 1000 человек.",
        &["killed total 1000..- more_than - cumulative latakia"],
    );
    check("ru", "В Латакии 1311 убитых.", &["killed total 1311..1311 exact - cumulative latakia"]);
}

#[test]
fn a_count_that_rose_from_one_number_to_another_is_the_latter() {
    check("tr", "Yaralı sayısı 48'den 147'ye çıktı.", &["injured total 147..147 exact - cumulative -"]);
    check("tr", "Ölü sayısı 3 bin 50'den 3 bin 70'e yükseldi.", &["killed total 3070..3070 exact - cumulative -"]);
    check("fa", "تعداد قربانیان از ۴۸ نفر به ۱۴۷ نفر افزایش یافت.", &["killed total 147..147 exact - cumulative -"]);
    check("es", "La cifra de fallecidos pasa de 48 a 147.", &["killed total 147..147 exact - cumulative -"]);
    check("fr", "Le nombre de tués passe de 48 à 147.", &["killed total 147..147 exact - cumulative -"]);
}

#[test]
fn sides_named_before_behind_or_by_a_dash_are_told() {
    check("tr", "Esad'a bağlı 37 kişi öldü.", &["killed loyalists 37..37 exact - cumulative -"]);
    check(
        "ru",
        "Убиты 803 человека, из них 383 — боевики, 420 — мирные жители.",
        &[
            "killed total 803..803 exact - cumulative -",
            "killed loyalists 383..383 exact - cumulative -",
            "killed civilians 420..420 exact - cumulative -",
        ],
    );
    check(
        "ru",
        "Новые власти потеряли убитыми 54 человека.",
        &["killed government_forces 54..54 exact - cumulative -"],
    );
    check("fa", "شمار قربانیان غیرنظامی به ۹۷۳ نفر رسید.", &["killed civilians 973..973 exact - cumulative -"]);
    check(
        "fa",
        "۹ سرباز کشته و ده‌ها نفر مجروح شدند.",
        &["killed government_forces 9..9 exact - cumulative -", "injured total 10..- vague - cumulative -"],
    );
    check("fr", "973 civils morts en trois jours.", &["killed civilians 973..973 exact - cumulative -"]);
    check("de", "Es gab 54 Tote von beiden Seiten.", &["killed combatants 54..54 exact - cumulative -"]);
    check(
        "en",
        "Clashes left 54 dead on the side of the authorities.",
        &["killed government_forces 54..54 exact - cumulative -"],
    );
}

#[test]
fn a_noun_that_counts_roughly_is_about_its_number() {
    check(
        "fr",
        "Une quarantaine de policiers ont été tués.",
        &["killed government_forces 40..40 about - cumulative -"],
    );
    check("es", "Una veintena de policías murieron.", &["killed government_forces 20..20 about - cumulative -"]);
    check("fr", "Des dizaines de policiers ont été tués.", &["killed government_forces 10..- vague - cumulative -"]);
    // "Where more than", not "or more".
    check("fr", "Dans le village où plus de 40 civils ont péri.", &["killed civilians 40..- more_than - incident -"]);
}
