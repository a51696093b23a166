//! Whose the dead are, and who killed them, where two parties are named: whoever is attacked, loses, or is blamed.

use super::check_relevant;

#[test]
fn its_members_are_of_whoever_was_attacked() {
    let forces = ["killed government_forces 5..5 exact - incident jableh"];
    for (lang, text) in [
        ("en", "Loyalist gunmen attacked a security patrol near Jableh, killing five of its members."),
        ("ar", "أسفر هجوم لفلول النظام على دورية للأمن في جبلة عن مقتل خمسة من عناصرها."),
        (
            "fr",
            "Une attaque de loyalistes contre une patrouille de police à Jablé a coûté la vie à cinq de ses membres.",
        ),
        (
            "de",
            "Bei einem Angriff von Assad-Anhängern auf eine Polizeistreife in Dschabla wurden fünf ihrer Mitglieder getötet.",
        ),
        ("ru", "Сторонники Асада напали на патруль сил безопасности в Джебле, убив пятерых его бойцов."),
    ] {
        check_relevant(lang, text, &forces);
    }
    check_relevant(
        "en",
        "Security forces attacked a loyalist hideout in Jableh, killing five of its fighters.",
        &["killed loyalists 5..5 exact - incident jableh"],
    );
}

#[test]
fn whom_something_is_done_to_says_nothing() {
    check_relevant(
        "en",
        "An attack by loyalists on police in Jableh killed six people.",
        &["killed unspecified by loyalists 6..6 exact - incident jableh"],
    );
}

#[test]
fn each_loser_keeps_his_own_number() {
    for (lang, text) in [
        ("en", "The army lost 17 men and the gunmen lost 24 since Thursday."),
        ("en", "Security forces lost 17 members while the gunmen lost 24 since Thursday."),
        ("en", "Government forces lost 17 men and the loyalists 24 since Thursday."),
        ("en", "The army lost 17 soldiers and the gunmen 24 since Thursday."),
        ("fr", "L'armée a perdu 17 hommes et les insurgés en ont perdu 24 depuis jeudi."),
        ("es", "El ejército perdió 17 hombres y los leales a Asad 24 desde el jueves."),
        ("ar", "فقد الجيش 17 جندياً وفقد المسلحون 24 مقاتلاً منذ الخميس."),
    ] {
        let lost = |side: &str, many: u8| format!("killed {side} {many}..{many} exact - cumulative -");
        check_relevant(lang, text, &[&lost("government_forces", 17), &lost("loyalists", 24)]);
    }
}

#[test]
fn a_killer_named_before_at_least_is_not_the_dead() {
    for (lang, text) in [
        ("en", "Security forces killed at least 60 in Jableh."),
        ("es", "Las fuerzas de seguridad mataron al menos a 60 en Yableh."),
        ("de", "Sicherheitskräfte töteten mindestens 60 in Dschabla."),
    ] {
        check_relevant(lang, text, &["killed unspecified by government_forces 60..- at_least - incident jableh"]);
    }
    check_relevant(
        "es",
        "El ejército mató a 14 en Yableh.",
        &["killed unspecified by government_forces 14..14 exact - incident jableh"],
    );
}

#[test]
fn some_of_them_are_never_of_who_killed_them() {
    for (lang, text) in [
        ("en", "Loyalist fighters killed 11 soldiers in Jableh. The army killed 14 of them."),
        ("fr", "Des partisans d'Assad ont tué 11 soldats à Jablé. L'armée a tué 14 d'entre eux."),
        ("es", "Partidarios de Asad mataron a 11 soldados en Yableh. El ejército mató a 14 de ellos."),
    ] {
        let found: Vec<String> =
            super::claims(lang, "", text, super::Reach::All).iter().map(|claim| claim.category.to_string()).collect();
        assert_eq!(found, ["government_forces", "loyalists"], "{text}");
    }
}

#[test]
fn numbers_are_laid_each_to_his_own() {
    for (lang, text) in [
        ("en", "SNHR attributed 420 deaths on Syria's coast to government forces and 383 to loyalists."),
        ("en", "SNHR blamed government forces for 420 deaths on Syria's coast and loyalists for 383."),
        ("ar", "نسبت الشبكة السورية 420 قتيلاً في الساحل إلى القوات الحكومية و383 إلى الفلول."),
        ("fr", "Le SNHR attribue 420 morts sur la côte syrienne aux forces gouvernementales et 383 aux loyalistes."),
        ("de", "Das SNHR schreibt 420 Tötungen an der Küste den Regierungstruppen zu und 383 den Assad-Anhängern."),
    ] {
        let killed = |by: &str, many: u16| format!("killed unspecified by {by} {many}..{many} exact SNHR cumulative -");
        check_relevant(lang, text, &[&killed("government_forces", 420), &killed("loyalists", 383)]);
    }
    check_relevant(
        "en",
        "148 of the dead were killed by loyalists since Thursday.",
        &["killed unspecified by loyalists 148..148 exact - cumulative -"],
    );
}

#[test]
fn an_earlier_toll_is_of_all_of_them() {
    let text =
        "612 died on Syria's coast: 398 civilians, 104 soldiers and 110 loyalists. An earlier toll had put it at 553.";
    let found = super::claims("en", "", text, super::Reach::All);
    let last = found.last().map(super::told);
    assert_eq!(last.as_deref(), Some("killed total 553..553 exact - cumulative -"));
    check_relevant(
        "de",
        "Die Zahl der Zivilisten, die seit Donnerstag an der Küste getötet wurden, ist auf 1105 gestiegen.",
        &["killed civilians 1105..1105 exact - cumulative -"],
    );
}
