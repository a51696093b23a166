//! Reports of our own in languages other than English and Arabic: the claims each must give.

use super::tests::check;

#[test]
fn french_reports_are_read() {
    check(
        "fr",
        "Des hommes armés pro-Assad ont tué 21 policiers et blessé au moins neuf civils près de Jableh, selon le ministère de l'Intérieur.",
        &[
            "killed government_forces 21..21 exact MOI cumulative jableh",
            "injured civilians 9..- at_least MOI cumulative jableh",
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
        &["killed total 97..97 exact - cumulative -", "injured government_forces 20..- vague - cumulative -"],
    );
    check("fr", "Près de 8 500 personnes ont fui vers le Liban.", &["displaced total 8500..8500 about - cumulative -"]);
    check("fr", "Le bilan pourrait dépasser 2 000 morts, après 13 ans de guerre civile.", &[]);
    check(
        "fr",
        "OSDH : 12 membres des forces de sécurité et de la police et trois civils ont été tués.",
        &["killed government_forces 12..12 exact SOHR cumulative -", "killed civilians 3..3 exact SOHR cumulative -"],
    );
    check("fr", "Un policier a été tué à Banias.", &["killed government_forces 1..1 exact - cumulative baniyas"]);
    check(
        "fr",
        "Des tireurs nostalgiques de l'ancien régime ont abattu trois gendarmes et un conscrit à Banias.",
        &[
            "killed government_forces 3..3 exact - cumulative baniyas",
            "killed government_forces 1..1 exact - cumulative baniyas",
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
            "killed civilians 27..27 exact ICRC cumulative baniyas",
            "injured civilians 30..- more_than ICRC cumulative baniyas",
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
            "killed government_forces 21..21 exact MOI cumulative jableh",
            "injured civilians 9..- at_least MOI cumulative jableh",
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
