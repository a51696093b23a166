//! Other conflicts and disasters: the toll of what lasts is a toll, that of one attack is an event, that of a year a period.

use super::{Reach, claims, field};

#[test]
fn what_lasts_has_a_toll_and_an_attack_has_none() {
    for (lang, text, scope) in [
        ("en", "Fifty-five people were killed in two days of clashes in Tripoli.", "cumulative"),
        ("en", "Four days of border fighting have killed at least 33 people in Thailand.", "cumulative"),
        ("en", "The death toll from the floods in Mokwa rose to 151.", "cumulative"),
        ("en", "The toll of the American strike on the Ras Isa fuel port in Yemen has climbed to 80 dead.", "incident"),
        ("en", "Five soldiers died in clashes near Nasir on Thursday.", "incident"),
        ("en", "More than 5,600 people were killed in Haiti in 2024.", "period"),
        ("ar", "قالت وزارة الصحة إن الحرب أودت بحياة 3961 شخصا.", "cumulative"),
        ("ar", "ارتفع عدد قتلى الزلزال في تركيا إلى 31974 شخصا.", "cumulative"),
        ("ar", "ارتفع عدد قتلى الهجوم على شاطئ ليدو في مقديشو إلى 37.", "incident"),
    ] {
        assert_eq!(field(&claims(lang, "", text, Reach::All), "scope"), [scope], "{text}");
    }
}

#[test]
fn whoever_counts_in_another_country_is_somebody() {
    for (lang, title, text, origin) in [
        ("en", "Mayor: 12 dead in market blast", "", "other"),
        ("en", "", "Iraq's Interior Ministry revised upward to 61 the number of lives lost in the blaze.", "other"),
        ("en", "", "The hospital received nine wounded from the strike on the market.", "other"),
        ("en", "", "The port was hit and 150 people were wounded, the Ministry of Health in Sana'a stated.", "other"),
        ("en", "", "Nine people were wounded in the market.", "-"),
        ("ar", "", "13 قتيلا في غارة إسرائيلية على مخيم عين الحلوة (وزارة الصحة اللبنانية)", "other"),
        ("ar", "", "انتشلت 79 جثة، هذا ما أعلنه خفر السواحل اليوناني.", "other"),
        ("ar", "", "قالت اللجنة الدولية للصليب الأحمر إن مستشفاها في رفح استقبل 184 مصابا.", "ICRC"),
    ] {
        assert_eq!(field(&claims(lang, title, text, Reach::All), "origin"), [origin], "{title}{text}");
    }
}

#[test]
fn so_few_that_they_are_of_one_event_are() {
    for (text, scopes) in [
        ("Two civilians were wounded.", vec!["incident"]),
        ("Four soldiers were arrested in Jableh.", vec!["incident"]),
        ("Two civilians have been killed since Thursday.", vec!["cumulative"]),
        ("35 soldiers, 32 gunmen and two civilians were killed, the Observatory said.", vec!["cumulative"; 3]),
    ] {
        let found = claims("en", "Clashes go on in Jableh, Syria", text, Reach::Relevant);
        assert_eq!(field(&found, "scope"), scopes, "{text}");
    }
}
