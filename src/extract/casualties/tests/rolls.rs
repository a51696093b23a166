//! Reports that say who the dead are, or what became of those who were hurt or taken.

use super::first_words;

/// What each claim of a text on the coast tells, without its origin and stretch.
fn read(lang: &str, text: &str) -> Vec<String> {
    first_words(lang, text, 4)
}

#[test]
fn the_dead_of_a_place_are_named_with_no_number_of_their_own() {
    for (lang, text) in [
        ("en", "The dead in Jableh include 21 policemen and six civilians."),
        ("en", "Among the dead in Jableh were 21 policemen and six civilians."),
        ("en", "Killed in Jableh were 21 policemen and six civilians, SOHR said."),
        ("fr", "Parmi les morts de Jablé figurent 21 policiers et six civils."),
        ("de", "Die Toten von Dschabla sind 21 Polizisten und sechs Zivilisten."),
        ("es", "Entre los muertos de Yableh hay 21 policías y seis civiles."),
        ("ru", "Среди погибших в Джебле 21 полицейский и шестеро мирных жителей."),
        ("tr", "Cebele'de ölenler arasında 21 polis ve altı sivil var."),
        ("fa", "در میان کشته‌شدگان جبله ۲۱ پلیس و شش غیرنظامی هستند."),
        ("ar", "بين القتلى في جبلة 21 شرطيا وستة مدنيين."),
    ] {
        assert_eq!(
            read(lang, text),
            ["killed government_forces 21..21 exact", "killed civilians 6..6 exact"],
            "{text}"
        );
    }
    for text in [
        "The dead in Jableh were relatives of 21 policemen.",
        "The dead in Jableh do not include 21 policemen who are missing.",
        "The dead in Jableh are mourned; 21 policemen guarded the funeral.",
    ] {
        assert_eq!(read("en", text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn some_are_told_to_be_among_the_counted() {
    for (lang, text) in [
        ("en", "Four policemen were among the 15 people killed in Tartus."),
        ("de", "Vier Polizisten sind unter den 15 Toten in Tartus."),
        ("es", "Cuatro policías figuran entre los 15 muertos en Tartús."),
        ("ru", "Четверо полицейских были среди 15 погибших в Тартусе."),
        ("ar", "كان أربعة من عناصر الشرطة بين 15 قتيلا في طرطوس."),
    ] {
        assert_eq!(read(lang, text), ["killed government_forces 4..4 exact", "killed total 15..15 exact"], "{text}");
    }
    for (lang, text) in [
        ("fr", "Parmi les 71 morts à Jablé figurent 50 civils et 15 soldats."),
        ("ru", "Среди 71 погибших в Джебле — 50 мирных жителей, 15 солдат."),
        ("es", "Entre los 71 muertos de Yableh hay 50 civiles, 15 soldados."),
        ("ar", "من بين 71 قتيلا في جبلة 50 مدنيا و15 جنديا."),
    ] {
        let wanted =
            ["killed total 71..71 exact", "killed civilians 50..50 exact", "killed government_forces 15..15 exact"];
        assert_eq!(read(lang, text), wanted, "{text}");
    }
    let text = "Four policemen walked among the 15 dead in Tartus.";
    assert_eq!(read("en", text), ["killed total 15..15 exact"]);
}

#[test]
fn the_last_that_befell_them_is_told() {
    for (lang, text, claim) in [
        ("en", "Five of the nine officers wounded in Jableh have since died.", "killed government_forces 5..5 exact"),
        ("fr", "Cinq des neuf soldats blessés à Jablé sont décédés.", "killed government_forces 5..5 exact"),
        ("es", "Cinco de los nueve soldados heridos en Yableh han fallecido.", "killed government_forces 5..5 exact"),
        ("ru", "Пятеро из девяти солдат, раненных в Джебле, скончались.", "killed government_forces 5..5 exact"),
        (
            "en",
            "Eleven soldiers taken captive by gunmen near Jableh were executed.",
            "killed government_forces 11..11 exact",
        ),
        ("fr", "Onze soldats capturés près de Jablé ont été exécutés.", "killed government_forces 11..11 exact"),
        ("en", "Eleven officers wounded in Jableh were flown to Damascus.", "injured government_forces 11..11 exact"),
        ("en", "Seven of the dead in Baniyas were policemen.", "killed government_forces 7..7 exact"),
        ("en", "Half of the 72 people killed in Baniyas were children.", "killed total 72..72 exact"),
    ] {
        assert_eq!(read(lang, text), [claim], "{text}");
    }
    for (lang, text) in [
        ("en", "Seven of the dead in Baniyas were women."),
        ("es", "En Latakia, tres de cada diez muertos eran civiles."),
        ("fr", "Deux morts sur trois à Lattaquié étaient des civils."),
        ("ar", "ثلاثة من كل عشرة قتلى في اللاذقية نساء."),
    ] {
        assert_eq!(read(lang, text), Vec::<String>::new(), "{text}");
    }
}
