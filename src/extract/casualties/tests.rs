//! Reports of our own, read by eye: the claims each must give, and what no text may do.

#![expect(clippy::unwrap_used, reason = "a text that cannot be read must fail the test")]

use std::sync::OnceLock;

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;
use crate::extract::{Draft, Reader, sample};
use crate::model::{Episode, EpisodeId};

mod ages;
mod among;
mod arabic;
mod changes;
mod corrections;
mod days;
mod denied;
mod entries;
mod harmed;
mod lasting;
mod losses;
mod others;
mod owners;
mod partitives;
mod quotes;
mod respective;
mod rolls;
mod rules;
mod several;
mod sides;
mod speakers;
mod splits;
mod tallies;
mod verb_first;
mod wholes;
mod wider;
mod years;

fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| Reader::new(&sample::situation(), &sample::lexicons()))
}

fn claims(lang: &str, title: &str, text: &str, reach: Reach) -> Vec<Claim> {
    let published: Timestamp = "2025-03-12T12:00:00Z".parse().unwrap();
    let span = Span::Fixed {
        begin: "2025-03-05T21:00:00Z".parse().unwrap(),
        end: Some("2025-03-14T20:59:59Z".parse().unwrap()),
    };
    let episode = Episode { id: EpisodeId::new("march-2025"), name: "March 2025".to_owned(), span };
    let draft = Draft { title, text, published: Some(published), source: None, url: None, lang: Some(lang) };
    reader().read(&draft, &episode, published, reach).claims
}

fn told(claim: &Claim) -> String {
    let number = |value: Option<u64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    let word = |json: Json| json.as_str().map_or_else(|| "-".to_owned(), str::to_owned);
    let by = claim.perpetrator.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    let json = serde_json::to_value(claim).unwrap();
    format!(
        "{} {}{by} {}..{} {} {} {} {}",
        word(json["metric"].clone()),
        claim.category,
        number(claim.low),
        number(claim.high),
        word(json["bound"].clone()),
        word(json["origin"].clone()),
        word(json["scope"].clone()),
        word(json["place"].clone()),
    )
}

/// The first words of what each claim of a text tells.
fn first_words(lang: &str, text: &str, many: usize) -> Vec<String> {
    let first = |claim: &Claim| told(claim).split(' ').take(many).collect::<Vec<_>>().join(" ");
    claims(lang, "", text, Reach::All).iter().map(first).collect()
}

/// One field of each claim; "-" where it is none.
fn field(claims: &[Claim], name: &str) -> Vec<String> {
    let told = |claim: &Claim| serde_json::to_value(claim).unwrap()[name].as_str().unwrap_or("-").to_owned();
    claims.iter().map(told).collect()
}

pub(super) fn check(lang: &str, text: &str, expect: &[&str]) {
    let found: Vec<String> = claims(lang, "", text, Reach::All).iter().map(told).collect();
    assert_eq!(found, expect, "{text}");
}

/// The same for a text under a headline.
fn check_titled(lang: &str, title: &str, text: &str, expect: &[&str]) {
    let found: Vec<String> = claims(lang, title, text, Reach::All).iter().map(told).collect();
    assert_eq!(found, expect, "{title}: {text}");
}

/// The same for an item about the clashes, read as such.
fn check_relevant(lang: &str, text: &str, expect: &[&str]) {
    let title = match lang {
        "ar" => "تواصل الاشتباكات بين قوات الأمن وفلول النظام في جبلة",
        "de" => "Kämpfe zwischen Sicherheitskräften und Assad-Anhängern in Dschabla gehen weiter",
        "es" => "Siguen los combates entre las fuerzas de seguridad y leales a Asad en Yable",
        "it" => "Continuano gli scontri tra forze di sicurezza e lealisti di Assad a Jableh",
        "tr" => "Ceble'de güvenlik güçleri ile Esad yanlıları arasında çatışmalar sürüyor",
        "ru" => "В Джебле продолжаются столкновения сил безопасности со сторонниками Асада",
        "fa" => "ادامه درگیری نیروهای امنیتی با وفاداران اسد در جبله",
        _ => "Clashes between security forces and Assad loyalists go on in Jableh",
    };
    let found: Vec<String> = claims(lang, title, text, Reach::Relevant).iter().map(told).collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn english_reports_are_read() {
    check(
        "en",
        "Gunmen loyal to Assad killed 21 police officers and wounded at least nine others near Jableh, the Interior Ministry said. Six attackers also died.",
        &[
            "killed government_forces 21..21 exact MOI incident jableh",
            "injured government_forces 9..- at_least MOI incident jableh",
            "killed loyalists 6..6 exact MOI cumulative -",
        ],
    );
    check(
        "en",
        "The Syrian Network for Human Rights recorded 196 deaths since Thursday, including 62 security personnel, 41 pro-Assad gunmen and 93 civilians.",
        &[
            "killed total 196..196 exact SNHR cumulative -",
            "killed government_forces 62..62 exact SNHR cumulative -",
            "killed loyalists 41..41 exact SNHR cumulative -",
            "killed civilians 93..93 exact SNHR cumulative -",
        ],
    );
    check(
        "en",
        "At least 17 people were killed and dozens wounded when fighters stormed a checkpoint in Baniyas, the Syrian Observatory for Human Rights reported on Sunday.",
        &["killed total 17..- at_least SOHR incident baniyas", "injured total 12..- vague SOHR incident baniyas"],
    );
    check(
        "en",
        "The death toll has risen from 420 to 477, the war monitor said. It could pass 600 in the coming days.",
        &["killed total 477..477 exact other cumulative -"],
    );
    check(
        "en",
        "Syria's Health Ministry said 11 people were killed, not 53 as reported earlier.",
        &["killed total 11..11 exact MOH cumulative -"],
    );
    check(
        "en",
        "Rapid Support Forces killed more than 300 people in two days in El Fasher, the Sudan Doctors Network said.",
        &["killed total 300..- more_than other cumulative -"],
    );
    check(
        "en",
        "Israeli strikes on Gaza killed at least 64 Palestinians on Tuesday, medics said, while 12 soldiers were wounded in Rafah.",
        &["killed total 64..- at_least other incident -", "injured government_forces 12..12 exact other incident -"],
    );
    check(
        "en",
        "Twenty-three miners died and seven were injured after a shaft collapsed, officials said. Rescuers recovered 19 bodies.",
        &[
            "killed unspecified 23..23 exact other cumulative -",
            "injured unspecified 7..7 exact other cumulative -",
            "killed unspecified 19..19 exact other incident -",
        ],
    );
    check(
        "en",
        "Between 40 and 45 militants and three soldiers died in the raid, according to the army.",
        &["killed loyalists 40..45 range MOD incident -", "killed government_forces 3..3 exact MOD incident -"],
    );
    check(
        "en",
        "Nearly 8,500 people have fled to Lebanon since the violence began, UNHCR said, among them 2,900 children.",
        &["displaced total 8500..8500 about UNHCR cumulative -"],
    );
    check(
        "en",
        "Police arrested 34 suspects and seized 12 rifles in 3 villages on 14 March.",
        &["detained unspecified 34..34 exact - cumulative -"],
    );
    check("en", "The 45-year-old driver of car No. 12 travelled 300 km in 5 hours on Highway 4.", &[]);
    check(
        "en",
        "The toll stands at 1,018, the Observatory said: 745 civilians, 125 members of the security forces and 148 Assad loyalists.",
        &[
            "killed total 1018..1018 exact SOHR cumulative -",
            "killed civilians 745..745 exact SOHR cumulative -",
            "killed government_forces 125..125 exact SOHR cumulative -",
            "killed loyalists 148..148 exact SOHR cumulative -",
        ],
    );
    check(
        "en",
        "A teacher was shot dead and two students were wounded in Port-au-Prince.",
        &["killed civilians 1..1 exact - incident -", "injured civilians 2..2 exact - incident -"],
    );
    check("en", "If the dam fails, 4,000 people could die.", &[]);
    check(
        "en",
        "Hundreds were killed and thousands displaced in three days of fighting in Sweida.",
        &["killed total 100..- vague - cumulative -", "displaced total 1000..- vague - cumulative -"],
    );
    check(
        "en",
        "The army lost 14 soldiers, while the rebels lost 29 fighters, a military source said.",
        &[
            "killed government_forces 14..14 exact other cumulative -",
            "killed loyalists 29..29 exact other cumulative -",
        ],
    );
    check(
        "en",
        "Reuters counted 1,479 Alawites killed and dozens missing at 40 sites.",
        &[
            "killed civilians 1479..1479 exact Reuters cumulative -",
            "missing civilians 12..- vague Reuters cumulative -",
        ],
    );
}

#[test]
fn arabic_reports_are_read() {
    check(
        "ar",
        "قال المرصد السوري لحقوق الإنسان إن 27 عنصراً من قوات الأمن و19 مسلحاً موالياً للأسد و6 مدنيين قتلوا منذ الخميس.",
        &[
            "killed government_forces 27..27 exact SOHR cumulative -",
            "killed loyalists 19..19 exact SOHR cumulative -",
            "killed civilians 6..6 exact SOHR cumulative -",
        ],
    );
    check(
        "ar",
        "أعلنت وزارة الداخلية استشهاد أربعة من عناصر الأمن العام وإصابة سبعة آخرين في كمين قرب القرداحة.",
        &[
            "killed government_forces 4..4 exact MOI incident qardaha",
            "injured government_forces 7..7 exact MOI incident qardaha",
        ],
    );
    check(
        "ar",
        "ارتفعت حصيلة القتلى إلى 642 قتيلاً، بينهم 410 مدنيين و118 من قوات الأمن و114 من فلول النظام.",
        &[
            "killed total 642..642 exact - cumulative -",
            "killed civilians 410..410 exact - cumulative -",
            "killed government_forces 118..118 exact - cumulative -",
            "killed loyalists 114..114 exact - cumulative -",
        ],
    );
    check(
        "ar",
        "وثقت الشبكة السورية لحقوق الإنسان مقتل ما لا يقل عن ٢١٧ مدنياً، بينهم ١٤ طفلاً و٢٣ سيدة.",
        &["killed civilians 217..- at_least SNHR cumulative -"],
    );
    check(
        "ar",
        "قتل مدنيان وأصيب 5 آخرون برصاص مجهولين في ريف حمص.",
        &[
            "killed civilians 2..2 exact - incident homs_governorate",
            "injured civilians 5..5 exact - incident homs_governorate",
        ],
    );
    check(
        "ar",
        "نزح أكثر من 12 ألف شخص إلى عكار، بحسب مفوضية اللاجئين.",
        &["displaced total 12000..- more_than UNHCR cumulative -"],
    );
    check("ar", "انتشل الدفاع المدني 18 جثة من تحت الأنقاض.", &["killed unspecified 18..18 exact SCD cumulative -"]);
    check("ar", "لم يسقط قتلى، ونفت الوزارة مقتل 40 عنصراً.", &[]);
    check(
        "ar",
        "قتلت قوات الدعم السريع 52 مدنياً في الفاشر، وفق شبكة أطباء السودان.",
        &["killed civilians 52..52 exact other incident -"],
    );
    check(
        "ar",
        "أسفرت الغارات الإسرائيلية عن مقتل 35 فلسطينياً وإصابة أكثر من مئة وعشرين آخرين، بحسب وزارة الصحة.",
        &["killed total 35..35 exact other incident -", "injured total 120..- more_than other incident -"],
    );
    check("ar", "قد تتجاوز الحصيلة 2000 قتيل.", &[]);
    check(
        "ar",
        "سقط عشرات القتلى والجرحى، ولا تزال 3 قرى محاصرة منذ 5 أيام.",
        &["killed total 10..- vague - cumulative -", "injured total 10..- vague - cumulative -"],
    );
    check(
        "ar",
        "لقي ثلاثة وعشرون عاملاً مصرعهم وأصيب أحد عشر في حادث على بعد 40 كيلومتراً من العاصمة.",
        &["killed total 23..23 exact - cumulative -", "injured total 11..11 exact - cumulative -"],
    );
    check(
        "ar",
        "اعتقلت قوات الأمن 16 من فلول النظام السابق وضبطت 30 بندقية.",
        &["detained loyalists 16..16 exact - cumulative -"],
    );
}

#[test]
fn the_first_report_gives_its_four_claims_and_nothing_else() {
    let case: Json = serde_json::from_str(include_str!("../../../tests/data/first-report.json")).unwrap();
    let field = |name: &str| case["item"][name].as_str().unwrap();
    let found = claims("en", field("title"), field("text"), Reach::Relevant);
    let keys = ["metric", "category", "perpetrator", "low", "high", "bound", "origin", "place", "scope"];
    let key = |claim: &Json| keys.map(|name| claim[name].clone());
    let found: Vec<_> = found.iter().map(|claim| key(&serde_json::to_value(claim).unwrap())).collect();
    let expect: Vec<_> = case["claims"].as_array().unwrap().iter().map(key).collect();
    assert_eq!(found, expect);
}

/// Words that do most in a text, and marks that break naive readers.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "killed",
            "were",
            "people",
            "at least",
            "more than",
            "1,018",
            "16",
            "2025",
            "the",
            "death toll",
            "rose to",
            "from",
            "including",
            "security forces",
            "Assad loyalists",
            "civilians",
            "dozens",
            "wounded",
            "hundred",
            "thousand",
            "million",
            "Jableh",
            "said",
            "SOHR",
            ",",
            ":",
            ";",
            "(",
            ")",
            "-",
            "\n",
            ".",
            "99999999999999999999",
            "قتل",
            "مقتل",
            "و",
            "16 عنصرا",
            "١٢",
            "بينهم",
            "مدنيين",
            "على يد",
            "حصيلة القتلى",
            "إلى",
            "ألف",
            "مئة",
            "قـ ـتل",
            "'",
            "’s",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn evidence_lies_on_character_borders_of_any_text(pieces in prop::collection::vec(piece(), 0..60)) {
        let text = pieces.join(" ");
        for lang in ["en", "ar"] {
            for claim in claims(lang, &text, &text, Reach::All) {
                let quote = text.get(claim.evidence.start..claim.evidence.end);
                prop_assert_eq!(quote, Some(claim.evidence.quote.as_str()));
                prop_assert!((0.0..=1.0).contains(&claim.confidence));
                prop_assert!(claim.low.is_some() || claim.high.is_some());
            }
        }
    }
}

#[test]
fn of_an_item_that_makes_claims_by_the_hundred_the_first_are_kept() {
    let text: String = (1..=150)
        .map(|n| {
            format!(
                "In Jableh {} soldiers were killed on Friday, SOHR said. In Baniyas {n} civilians were wounded.\n\n",
                1_000 + n
            )
        })
        .collect();
    let found = claims("en", "", &text, Reach::All);
    assert_eq!((found.len(), found.first().and_then(|claim| claim.low)), (64, Some(1_001)));
}
