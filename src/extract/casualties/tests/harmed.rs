//! Parts told by what befell all of them, shelter and bodies, and whose people "its men" are.

use super::{check, check_relevant};

#[test]
fn some_of_the_dead_are_of_whoever_the_words_say() {
    check(
        "en",
        "Sixteen of the dead were soldiers and 30 civilians.",
        &["killed government_forces 16..16 exact - cumulative -", "killed civilians 30..30 exact - cumulative -"],
    );
    check(
        "en",
        "Twenty-seven of the injured are policemen.",
        &["injured government_forces 27..27 exact - cumulative -"],
    );
    check(
        "en",
        "Civilians account for 745 of the deaths in Latakia.",
        &["killed civilians 745..745 exact - cumulative latakia"],
    );
}

#[test]
fn people_in_a_shelter_are_displaced_unless_something_else_befell_them() {
    check(
        "en",
        "Volunteers have so far recovered 46 bodies from homes and orchards.",
        &["killed unspecified 46..46 exact - cumulative -"],
    );
    check(
        "en",
        "They received 38 people injured in the shelling of Baniyas.",
        &["injured total 38..38 exact - incident baniyas"],
    );
    check(
        "en",
        "Seven villagers sheltering in a monastery died on Tuesday.",
        &["killed civilians 7..7 exact - incident -"],
    );
    check("en", "The base is hosting 7,000 people.", &["displaced total 7000..7000 exact - cumulative -"]);
}

#[test]
fn captives_who_died_are_dead() {
    check(
        "en",
        "He said 21 hostages and four soldiers also died during the standoff.",
        &["killed total 21..21 exact other cumulative -", "killed government_forces 4..4 exact other cumulative -"],
    );
    check(
        "en",
        "Police made 12 arrests after 5 people were killed.",
        &["detained total 12..12 exact - cumulative -", "killed total 5..5 exact - cumulative -"],
    );
}

#[test]
fn its_men_are_those_of_the_government_that_says_so() {
    for text in [
        "The government says 200 of its men died.",
        "They came after an uprising by Assad-era officers in which, the government says, 200 members of its security forces \
         died.",
    ] {
        check("en", text, &["killed government_forces 200..200 exact other cumulative -"]);
    }
    check(
        "en",
        "Loyalists killed 35 soldiers and lost 12 of their men.",
        &["killed government_forces 35..35 exact - cumulative -", "killed loyalists 12..12 exact - cumulative -"],
    );
}

#[test]
fn a_list_goes_on_behind_two_names_for_one_party() {
    check(
        "en",
        "71 people were killed, among them 35 members of the security forces and the defence ministry, 32 loyalists and \
         four civilians.",
        &[
            "killed total 71..71 exact - cumulative -",
            "killed government_forces 35..35 exact - cumulative -",
            "killed loyalists 32..32 exact - cumulative -",
            "killed civilians 4..4 exact - cumulative -",
        ],
    );
    check(
        "en",
        "About 750 civilians have been killed, plus nearly 300 loyalists.",
        &["killed civilians 750..750 about - cumulative -", "killed loyalists 300..300 about - cumulative -"],
    );
    check(
        "en",
        "383 died at the hands of Assad-linked groups, 172 of whom were soldiers and 211 civilians, and the remainder were \
         killed by pro-government forces.",
        &[
            "killed unspecified by loyalists 383..383 exact - cumulative -",
            "killed government_forces by loyalists 172..172 exact - cumulative -",
            "killed civilians by loyalists 211..211 exact - cumulative -",
        ],
    );
}

#[test]
fn the_other_side_is_the_one_that_was_not_told() {
    check(
        "en",
        "SOHR counted 35 soldiers and 32 fighters on the other side killed.",
        &["killed government_forces 35..35 exact SOHR cumulative -", "killed loyalists 32..32 exact SOHR cumulative -"],
    );
    check(
        "de",
        "Getötet wurden 35 Soldaten und 32 Kämpfer auf der Gegenseite.",
        &["killed government_forces 35..35 exact - cumulative -", "killed loyalists 32..32 exact - cumulative -"],
    );
    // Nobody else is told of: whose other side it is stays open.
    check("en", "Some 32 fighters on the other side were killed.", &["killed combatants 32..32 about - cumulative -"]);
}

#[test]
fn what_is_more_of_something_else_is_nobody() {
    for text in [
        "The committee identified 298 suspects in the killing of Alawites and another 265 in the attacks.",
        "We interviewed 16 people, five of them in Baniyas.",
        "Temperatures fell to minus 8 Celsius.",
        "It was a war that killed half a million.",
    ] {
        check("en", text, &[]);
    }
    check("en", "Half a hundred soldiers were killed.", &["killed government_forces 50..50 exact - cumulative -"]);
}

#[test]
fn the_dead_of_the_attack_told_before_are_where_it_was() {
    for (lang, text) in [
        ("en", "Gunmen stormed a checkpoint in Jableh. Six soldiers died in the attack, a security source said."),
        ("ar", "هاجم مسلحون حاجزاً في جبلة. وقال مصدر أمني إن ستة جنود قتلوا في الهجوم."),
        ("de", "Bewaffnete stürmten einen Kontrollposten in Dschabla. Sechs Soldaten starben bei dem Angriff."),
        ("fr", "Des hommes armés ont pris d'assaut un barrage à Jablé. Six soldats ont été tués dans l'attaque."),
    ] {
        let found: Vec<String> =
            super::claims(lang, "", text, crate::extract::Reach::All).iter().map(super::told).collect();
        assert!(found.len() == 1 && found.iter().all(|told| told.ends_with("incident jableh")), "{text}: {found:?}");
    }
}

#[test]
fn clashes_that_began_on_a_day_are_counted_since_then() {
    check(
        "en",
        "At least 231 members of the security agencies have died in the clashes that began on Thursday.",
        &["killed government_forces 231..- at_least - cumulative -"],
    );
}

#[test]
fn what_was_false_is_no_claim() {
    check("en", "Yesterday's message about \"80 dead in Sheikh Badr\" was false and we deleted it.", &[]);
    check("en", "Reports that 40 soldiers were killed in Jableh turned out to be fabricated.", &[]);
}

#[test]
fn a_heading_with_a_date_opens_its_list_too() {
    check(
        "en",
        "Civilians killed on 8 March, by town:\n- Latakia: 57\n- Tartus: 12",
        &[
            "killed unspecified 57..57 exact - cumulative latakia",
            "killed unspecified 12..12 exact - cumulative tartus",
        ],
    );
}

#[test]
fn those_who_are_taken_and_then_killed_are_killed() {
    check_relevant(
        "en",
        "Nine men were abducted near Jableh and later executed, SNHR said.",
        &["killed unspecified 9..9 exact SNHR incident jableh"],
    );
    check_relevant(
        "en",
        "Five men were dragged from their homes in Jableh and shot, SNHR said.",
        &["killed unspecified 5..5 exact SNHR incident jableh"],
    );
    check_relevant(
        "en",
        "Nine men who had served in the former army were executed in Jableh, SNHR said.",
        &["killed unspecified 9..9 exact SNHR incident jableh"],
    );
    check_relevant(
        "en",
        "Hundreds were displaced and dozens killed in Jableh.",
        &["displaced total 100..- vague - cumulative jableh", "killed total 12..- vague - incident jableh"],
    );
}

#[test]
fn the_wounded_who_died_are_dead() {
    let five = ["killed unspecified 5..5 exact - incident beit_ana"];
    check("en", "Five of those wounded in the Beit Ana ambush have died.", &five);
    let three = ["killed government_forces 3..3 exact - incident jableh"];
    check("en", "Three wounded soldiers died of their wounds in Jableh.", &three);
    // Whoever else died, they were only hurt.
    let both = ["injured total 12..12 exact - incident jableh", "killed total 3..3 exact - incident jableh"];
    check("en", "12 people were wounded and three died in an ambush near Jableh.", &both);
}

#[test]
fn a_number_of_killings_or_of_bodies_counts_those_who_died() {
    let civilians = ["killed civilians 111..111 exact SOHR cumulative -"];
    for (lang, text) in [
        ("en", "SOHR documented 111 killings of civilians on Syria's coast."),
        ("de", "Die SOHR überprüfte 111 Tötungen von Zivilisten an der syrischen Küste."),
    ] {
        check_relevant(lang, text, &civilians);
    }
    check_relevant("ru", "Тела 19 мужчин обнаружены в Джебле.", &["killed unspecified 19..19 exact - incident jableh"]);
}

#[test]
fn whom_another_country_took_in_before_is_no_one_of_here() {
    for (lang, text) in [
        ("en", "Lebanon already hosts about 1.5 million Syrian refugees."),
        ("fr", "Le Liban accueille déjà environ 1,5 million de réfugiés syriens."),
    ] {
        check_relevant(lang, text, &[]);
    }
}

#[test]
fn others_that_an_and_joins_to_soldiers_are_among_the_killed() {
    check(
        "en",
        "Over 100 soldiers and pro-army volunteers were killed in Jableh, residents said.",
        &["killed government_forces 100..- more_than other incident jableh"],
    );
}

#[test]
fn a_label_tells_what_befell_those_whom_somebody_reports() {
    check(
        "en",
        "Update from Latakia.\n- Wounded: hospitals report more than 640.",
        &["injured total 640..- more_than other cumulative -"],
    );
}
