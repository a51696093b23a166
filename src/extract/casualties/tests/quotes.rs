//! Outlets that only pass on what somebody else counted.

use super::check_relevant;

#[test]
fn whoever_an_outlet_cites_has_counted() {
    let check = |lang: &str, text: &str, origin: &str| {
        check_relevant(lang, text, &[&format!("killed total 4000..- more_than {origin} cumulative -")]);
    };
    let rest = "more than 4,000 people had been killed on the Syrian coast since Thursday";
    for (who, origin) in [
        ("Fox News cited an Alawite activist saying", "other"),
        ("Fox News cited an Alawite living in Europe who said", "other"),
        ("AFP quoted a resident of the region as saying", "other"),
        ("Reuters, citing a Syrian security official, reported that", "other"),
        ("The BBC, quoting an Alawite cleric, reported that", "other"),
        ("Reuters quoted SOHR as saying", "SOHR"),
        ("Reuters cited an official at the interior ministry as saying", "MOI"),
        ("Reuters cited a source as saying", "Reuters"),
        ("AFP said", "AFP"),
    ] {
        check("en", &format!("{who} {rest}."), origin);
    }
    check("ar", "نقلت رويترز عن ناشط علوي قوله إن أكثر من 4000 شخص قتلوا في الساحل السوري منذ الخميس.", "other");
    let french = "selon lequel plus de 4.000 personnes ont été tuées sur la côte syrienne depuis jeudi";
    check("fr", &format!("L'AFP cite un habitant {french}."), "other");
}
