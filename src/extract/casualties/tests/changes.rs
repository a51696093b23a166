//! Reports of a count that changed, or that somebody else counts otherwise.

use super::first_words;

/// What each claim of a text on the coast tells, without its place and stretch.
fn read(lang: &str, text: &str) -> Vec<String> {
    first_words(lang, text, 5)
}

#[test]
fn by_how_many_a_count_rose_is_no_count() {
    for (lang, text) in [
        ("en", "The death toll on Syria's coast rose by 61 to 412."),
        ("en", "The death toll on Syria's coast has risen from 351 to 412."),
        ("de", "Die Zahl der Toten an der syrischen Küste stieg um 61 auf 412."),
        ("fr", "Le nombre de morts sur la côte syrienne a augmenté de 61, à 412 morts."),
        ("fr", "Le nombre de morts sur la côte syrienne a augmenté de 351 à 412."),
        ("es", "El número de muertos en la costa siria subió de 351 a 412."),
        ("ru", "Число погибших на сирийском побережье выросло на 61, до 412 человек."),
        ("ru", "Число погибших на сирийском побережье выросло со 351 до 412."),
        ("ar", "ارتفع عدد القتلى في الساحل السوري بمقدار 61 ليصل إلى 412 قتيلا."),
        ("en", "The toll on Syria's coast is 412, compared with 351 a day earlier."),
    ] {
        assert_eq!(read(lang, text), ["killed total 412..412 exact -"], "{text}");
    }
    let text = "Between 351 and 412 people were killed on Syria's coast.";
    assert_eq!(read("en", text), ["killed total 351..412 range -"]);
}

#[test]
fn a_name_beside_a_number_counts_it() {
    for (lang, text) in [
        ("en", "The interior ministry says 21 officers were killed in Jableh, the Observatory 24."),
        ("fr", "Le ministère de l'Intérieur parle de 21 policiers tués à Jablé, l'OSDH de 24."),
        ("fr", "Le ministère de l'Intérieur parle de 21 policiers tués à Jablé, 24 selon l'OSDH."),
        ("es", "El Ministerio del Interior habla de 21 policías muertos en Yableh; según el Observatorio, 24."),
        ("de", "Das Innenministerium spricht von 21 getöteten Polizisten in Dschabla, die Beobachtungsstelle von 24."),
        ("ru", "По данным МВД, в Джебле убиты 21 полицейский, по данным SOHR — 24."),
    ] {
        let wanted = ["killed government_forces 21..21 exact MOI", "killed government_forces 24..24 exact SOHR"];
        assert_eq!(read(lang, text), wanted, "{text}");
    }
    let text = "SOHR: 237 killed on Syria's coast. SNHR: 190.";
    assert_eq!(read("en", text), ["killed total 237..237 exact SOHR", "killed total 190..190 exact SNHR"]);
    let text = "SOHR said 237 people were killed on Syria's coast. The interior ministry: 500 suspects were let go.";
    assert_eq!(read("en", text), ["killed total 237..237 exact SOHR"]);
}
