//! Reports with numbers that could be years, and with years of another time.

use super::*;

/// What each claim of a text on the coast tells that is read for the episode; none where the text is not of it.
fn read(lang: &str, text: &str) -> Vec<String> {
    claims(lang, "", text, Reach::Relevant).iter().map(told).collect()
}

#[test]
fn a_toll_that_has_reached_four_digits_is_a_count() {
    let reached = [
        ("en", "The death toll of civilians on Syria's coast rose to at least 1946.", "civilians 1946..- at_least"),
        (
            "en",
            "Civilians killed on Syria's coast over the past 72 hours now total 1946.",
            "civilians 1946..1946 exact",
        ),
        ("en", "Killed on Syria's coast: 2011.", "unspecified 2011..2011 exact"),
        ("ar", "ارتفعت حصيلة القتلى المدنيين في الساحل السوري إلى 1976.", "civilians 1976..1976 exact"),
        ("fr", "Le bilan des morts sur la côte syrienne s'élève à 1946.", "total 1946..1946 exact"),
        ("de", "Die Zahl der Toten an der syrischen Küste stieg auf 1946.", "total 1946..1946 exact"),
        ("ru", "Число погибших на побережье Сирии достигло 1946.", "total 1946..1946 exact"),
        ("tr", "Suriye'nin kıyı bölgesinde ölü sayısı 1946'ya yükseldi.", "total 1946..1946 exact"),
    ];
    for (lang, text, wanted) in reached {
        assert_eq!(read(lang, text), [format!("killed {wanted} - cumulative -")], "{text}");
    }
    for text in [
        "The death toll of the war on Syria's coast from 2011 to 2024 is not known.",
        "The number of deaths on Syria's coast fell to its lowest since 2011.",
        "The toll on Syria's coast as of 2024 was not known.",
    ] {
        assert!(read("en", text).is_empty(), "{text}");
    }
}

#[test]
fn a_year_that_only_describes_dates_nothing() {
    let sixteen = ["killed government_forces 16..16 exact - incident jableh"];
    for text in [
        "Assad ruled Syria from 2000 to 2024; his remnants killed 16 policemen in an ambush in Jableh.",
        "16 policemen were killed in an ambush in Jableh by remnants of the regime that ruled until 2024 and came to power in 1970.",
        "The naval college at Jableh, built in 1985, was retaken after 16 policemen were killed in an ambush in Jableh.",
    ] {
        assert_eq!(read("en", text), sixteen, "{text}");
    }
    let text = "قتل 16 عنصرا من الأمن في كمين في جبلة نصبه فلول النظام الذي سقط عام 2024 وحكم نحو ستين عاما.";
    assert_eq!(read("ar", text), sixteen);
    // What leads a sentence, and what stands alone, dates all of it.
    for text in [
        "In 2012, fighters killed 16 policemen in an ambush in Jableh.",
        "Gunmen killed 16 policemen in an ambush in Jableh (2012).",
        "16 policemen were killed in an ambush in Jableh in 2012.",
    ] {
        assert!(read("en", text).is_empty(), "{text}");
    }
}

#[test]
fn a_word_of_harm_before_a_colon_counts_what_stands_behind_it() {
    let wanted =
        ["killed unspecified 46..46 exact SOHR cumulative -", "injured unspecified 30..30 exact SOHR cumulative -"];
    assert_eq!(read("en", "Killed on Syria's coast: 46; wounded: 30, SOHR says."), wanted);
    let text = "Killed in Jableh: 46 civilians, 12 policemen.";
    let wanted = [
        "killed civilians 46..46 exact - cumulative jableh",
        "killed government_forces 12..12 exact - cumulative jableh",
    ];
    assert_eq!(read("en", text), wanted);
}

#[test]
fn what_several_sides_come_to_is_of_all() {
    let text = "SOHR counts 1,557 civilians killed on the Syrian coast. With the soldiers and gunmen who died the overall number \
                rises to 2,189.";
    let wanted =
        ["killed civilians 1557..1557 exact SOHR cumulative -", "killed total 2189..2189 exact SOHR cumulative -"];
    assert_eq!(read("en", text), wanted);
    // What is out of things is a thing.
    assert!(
        read("en", "The toll on Syria's coast will rise: rescuers have reached nine of the 22 villages hit.")
            .is_empty()
    );
}

#[test]
fn a_toll_that_the_verb_opens_may_reach_its_number_at_the_end() {
    let toll = ["killed unspecified 1976..1976 exact - cumulative -"];
    assert_eq!(read("ar", "بلغ عدد القتلى في الساحل السوري 1976."), toll);
    assert!(read("ar", "ارتفع عدد القتلى في الساحل السوري في 2012.").is_empty());
}

#[test]
fn a_year_counts_nobody_whoever_is_named_behind_it() {
    for (lang, text) in [
        ("en", "On March 7, 2025 civilians were killed in Jableh."),
        ("en", "In 2025 people fled the Syrian coast."),
        ("en", "At 0600 civilians were killed in Jableh."),
        ("fr", "Le 7 mars 2025 des civils ont été tués à Jablé."),
        ("es", "El 7 de marzo de 2025 civiles murieron en la costa siria."),
        ("de", "2025 wurden Zivilisten an der syrischen Küste getötet."),
        ("tr", "7 Mart 2025 siviller Cebele'de öldürüldü."),
        ("ru", "В 2025 мирные жители погибли на побережье Сирии."),
        ("ar", "في 7 آذار 2025 مدنيون قتلوا في جبلة."),
        ("fa", "در ۷ مارس ۲۰۲۵ غیرنظامیان در جبله کشته شدند."),
    ] {
        assert!(read(lang, text).is_empty(), "{text}");
    }
    let counted = ["killed civilians 745..745 exact - cumulative -"];
    assert_eq!(read("en", "The clashes in 2025 killed 745 civilians on Syria's coast."), counted);
    let killed = ["killed civilians 2025..2025 exact - cumulative -"];
    assert_eq!(read("en", "The killing of 2025 civilians on Syria's coast was mourned."), killed);
    assert_eq!(read("en", "2025 civilians were killed on Syria's coast."), killed);
}

#[test]
fn a_dash_between_two_numbers_makes_a_range() {
    let read = |lang, text| claims(lang, "", text, Reach::All).iter().map(told).collect::<Vec<_>>();
    let range = ["killed civilians 10..12 range - incident jableh"];
    assert_eq!(read("en", "10-12 civilians were killed in Jableh."), range);
    assert_eq!(read("ar", "قتل 10-12 مدنيا في جبلة."), range);
    assert_eq!(read("tr", "Ceble'de 10-12 sivil öldürüldü."), range);
    assert_eq!(read("de", "10–12 Zivilisten wurden in Dschabla getötet."), range);
    for text in ["On 7-8 March civilians were killed in Jableh.", "7-9-2025 civilians were killed in Jableh."] {
        assert!(read("en", text).is_empty(), "{text}");
    }
}
