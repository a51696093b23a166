//! What the reader makes of whole sentences: a table of our own texts, the first report, and any text at all.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]

use proptest::prelude::*;

use crate::extract::{Draft, Reach, Reader, sample};
use crate::model::{Episode, Extent, Field, Reading, Span};

fn episode() -> Episode {
    let at = |text: &str| text.parse().unwrap();
    let span = Span::Fixed { begin: at("2025-03-06T00:00:00Z"), end: Some(at("2025-03-14T23:59:59Z")) };
    Episode { id: "march-2025".into(), name: "March 2025".to_owned(), span }
}

fn read(reader: &Reader, lang: &str, title: &str, text: &str, reach: Reach) -> Reading {
    let published = "2025-03-07T11:30:00Z".parse().ok();
    let draft = Draft { title, text, published, source: None, url: None, lang: Some(lang) };
    reader.read(&draft, &episode(), "2025-03-07T12:00:00Z".parse().unwrap(), reach)
}

fn reader() -> Reader {
    Reader::new(&sample::situation(), &sample::lexicons())
}

#[test]
fn our_own_sentences_are_read_as_a_careful_reader_would() {
    let reader = reader();
    let mut wrong = Vec::new();
    let table = include_str!("../../../tests/data/statuses.txt");
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let [lang, text, expect] = row.split('|').collect::<Vec<_>>().try_into().unwrap();
        let text = &text.replace("\\n", "\n");
        let reading = read(&reader, lang, "", text, Reach::All);
        let tell = |status: &crate::model::Status| {
            let kind = serde_json::to_value(status.kind).unwrap();
            format!("{} {} {}", status.place, kind.as_str().unwrap(), status.value.as_str())
        };
        let mut found: Vec<String> = reading.statuses.iter().map(tell).collect();
        found.sort();
        let mut expect: Vec<String> = expect.split(';').filter(|one| !one.is_empty()).map(str::to_owned).collect();
        expect.sort();
        if found != expect {
            wrong.push(format!("{text}\n  expected {expect:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_first_report_is_read_exactly() {
    let case: serde_json::Value = serde_json::from_str(include_str!("../../../tests/data/first-report.json")).unwrap();
    let field = |name: &str| case["item"][name].as_str().unwrap().to_owned();
    let reading = read(&reader(), "en", &field("title"), &field("text"), Reach::Relevant);
    assert!(reading.relevant);
    let mut expect: Vec<serde_json::Value> = case["statuses"].as_array().unwrap().clone();
    let mut found: Vec<serde_json::Value> = Vec::new();
    for status in &reading.statuses {
        let mut told = serde_json::json!({"place": status.place, "kind": status.kind, "value": status.value});
        if let Some(extent) = status.extent {
            told["extent"] = serde_json::to_value(extent).unwrap();
        }
        found.push(told);
    }
    found.sort_by_key(ToString::to_string);
    expect.sort_by_key(ToString::to_string);
    assert_eq!(found, expect);
}

#[test]
fn ends_are_told_place_by_place() {
    let text = "A curfew is in force in Latakia until 9 a.m. and in Tartus until 10 a.m. on Saturday.";
    let reading = read(&reader(), "en", "", text, Reach::All);
    let until: Vec<String> = reading.statuses.iter().map(|status| status.until.unwrap().to_string()).collect();
    assert_eq!(until, ["2025-03-08T06:00:00Z", "2025-03-08T07:00:00Z"]);
}

#[test]
fn the_hours_of_an_exemption_end_no_curfew() {
    let reader = reader();
    for (lang, text) in [
        ("en", "The curfew in Tartus is suspended for Friday prayers from noon to two."),
        ("en", "The curfew in Tartus was lifted from noon to two for Friday prayers."),
        ("ar", "تعليق حظر التجول في طرطوس لأداء صلاة الجمعة من الثانية عشرة حتى الثانية ظهراً."),
    ] {
        let statuses = read(&reader, lang, "", text, Reach::All).statuses;
        let told: Vec<_> = statuses.iter().map(|status| (status.value.as_str().to_owned(), status.until)).collect();
        assert_eq!(told, [("in_force".to_owned(), None)], "{text}");
    }
}

#[test]
fn a_status_of_an_earlier_day_holds_at_the_end_of_that_day() {
    let reader = reader();
    let mut wrong = Vec::new();
    // Published on Sunday 9 March 2025 at 18:00 in Damascus: two hours and more before the day is over.
    let published = "2025-03-09T15:00:00Z";
    let thursday = "2025-03-06T21:00:00Z";
    let check = |lang: &str, title: &str, text: &str, expect: &str, wrong: &mut Vec<String>| {
        let published = published.parse().ok();
        let draft = Draft { title, text, published, source: None, url: None, lang: Some(lang) };
        let now = "2025-03-10T00:00:00Z".parse().unwrap();
        let reading = reader.read(&draft, &episode(), now, Reach::All);
        let found: Vec<String> = reading.statuses.iter().map(|status| status.as_of.unwrap().to_string()).collect();
        if found != [expect] {
            wrong.push(format!("{text}\n  expected {expect}\n  found    {found:?}"));
        }
    };
    for (lang, text, expect) in [
        ("en", "On Thursday loyalist gunmen seized Jableh.", thursday),
        ("en", "Loyalist gunmen seized Jableh on Thursday.", thursday),
        ("en", "A curfew was imposed on Thursday in Latakia.", thursday),
        ("en", "At 8 p.m. on Thursday loyalist gunmen seized Jableh.", "2025-03-06T17:00:00Z"),
        ("en", "The curfew in Latakia was lifted on Saturday at 10 a.m.", "2025-03-08T07:00:00Z"),
        ("en", "On 7 March the army regained control of Jableh.", "2025-03-07T21:00:00Z"),
        ("en", "Yesterday government forces retook Jableh.", "2025-03-08T21:00:00Z"),
        // It goes on, or no day of the past is told.
        ("en", "A curfew was imposed on Thursday in Latakia and remains in force.", published),
        ("en", "The curfew imposed on Thursday in Latakia was extended.", published),
        ("en", "A curfew has been in force in Latakia since Thursday.", published),
        ("en", "Government forces retook Jableh on Sunday.", published),
        ("en", "After clashes on Thursday government forces retook Jableh.", published),
        ("en", "Jableh is still in the hands of loyalists, who seized it on Thursday.", published),
        ("ar", "سيطر فلول النظام على مدينة جبلة يوم الخميس.", thursday),
        ("ar", "فرضت السلطات حظر تجوال في اللاذقية مساء الخميس.", thursday),
        ("ar", "لا يزال حظر التجوال ساريا في اللاذقية منذ الخميس.", published),
        ("fr", "Jeudi, un couvre-feu a été imposé à Lattaquié.", thursday),
        ("de", "Am Donnerstag wurde in Latakia eine Ausgangssperre verhängt.", thursday),
        ("es", "El jueves se impuso un toque de queda en Latakia.", thursday),
        ("it", "Giovedì è stato imposto il coprifuoco a Latakia.", thursday),
        ("tr", "Perşembe günü Lazkiye'de sokağa çıkma yasağı ilan edildi.", thursday),
        ("ru", "В четверг в Латакии был введен комендантский час.", thursday),
        ("fa", "روز پنجشنبه در لاذقیه منع تردد اعلام شد.", thursday),
    ] {
        check(lang, "", text, expect, &mut wrong);
    }
    // A headline tells no day of its own; a text that says that it goes on is the later word.
    let imposed = "A curfew was imposed in Latakia on Thursday.";
    check("en", "Curfew imposed in Latakia", imposed, thursday, &mut wrong);
    let goes_on = format!("{imposed} The curfew in Latakia remains in force.");
    check("en", "Curfew imposed in Latakia", &goes_on, published, &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn items_of_other_times_and_places_are_not_relevant() {
    let reader = reader();
    let check = |published: Option<&str>, title: &str, text: &str, expect: bool| {
        let published = published.map(|at| at.parse().unwrap());
        let draft = Draft { title, text, published, source: None, url: None, lang: None };
        let verdict = reader.read(&draft, &episode(), "2025-03-08T00:00:00Z".parse().unwrap(), Reach::Relevant);
        assert_eq!(verdict.relevant, expect, "{title} {text} {}", verdict.score);
    };
    let within = Some("2025-03-08T12:00:00Z");
    check(within, "Clashes in Jableh", "Gunmen loyal to Assad attacked a patrol.", true);
    check(within, "", "قتل ستة من عناصر الأمن في كمين قرب بانياس.", true);
    check(within, "Tartus derby ends in brawl", "Rival fans clashed in Tartus, five were injured.", false);
    check(within, "", "SNHR, Lazkiye'de 52 sivilin öldüğünü duyurdu", true);
    check(within, "Curfew in Port Sudan", "A curfew was imposed on the coast after clashes killed six.", false);
    check(within, "Wildfires burn near Latakia", "Firefighters battled flames in the Latakia countryside.", false);
    check(within, "", "لقي شخصان حتفهما في حريق بمرفأ اللاذقية.", false);
    check(within, "Israeli jets strike Tartus", "Israeli strikes hit depots near Tartus.", false);
    check(within, "Sirenen in Tripolis", "In Libyen kam es an der Küste zu Kämpfen.", false);
    let office = "The UN Human Rights Office has verified the killing of 90 civilians so far and goes on counting.";
    check(within, "", office, true);
    check(Some("2025-05-08T12:00:00Z"), "", office, false);
    check(within, "Sudan", office, false);
    check(
        within,
        "",
        "The UN Human Rights Office has verified the killing of 90 civilians in Burkina Faso so far.",
        false,
    );
    check(within, "", "The UN Human Rights Office said more has to be done for civilians.", false);
    check(within, "", "Two people were killed in Syria, SOHR said.", false);
    check(within, "", "SOHR: the toll in Syria since Thursday has passed 300 killed.", true);
    check(Some("2025-12-30T12:00:00Z"), "Curfew in Latakia", "Authorities imposed a curfew in Latakia.", false);
    check(Some("2014-03-25T12:00:00Z"), "Rebels seize Kasab", "Fighting raged in Latakia province.", false);
    check(
        Some("2025-08-01T12:00:00Z"),
        "",
        "Survivors recalled the massacres of Alawites on Syria's coast in March.",
        true,
    );
    check(None, "Massacres on the Syrian coast", "Hundreds of Alawites were killed in March 2025.", true);
    check(None, "Clashes in Latakia (2012)", "Fighting between rebels and the army in Latakia in 2012.", false);
    let live = Episode {
        id: "live".into(),
        name: "Live".to_owned(),
        span: Span::Rolling(jiff::SignedDuration::from_hours(14 * 24)),
    };
    let text = "Remnants of the former regime attacked a checkpoint in Jableh and a curfew was imposed.";
    let published = "2025-12-30T12:00:00Z".parse().ok();
    let draft = Draft { title: "", text, published, source: None, url: None, lang: None };
    assert!(reader.read(&draft, &live, "2025-12-31T00:00:00Z".parse().unwrap(), Reach::Relevant).relevant);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_text_breaks_the_reader(pieces in prop::collection::vec(piece(), 0..60), title in ".{0,60}") {
        thread_local! { static READER: Reader = reader(); }
        let text = pieces.concat();
        READER.with(|reader| {
            let reading = read(reader, "en", &title, &text, Reach::All);
            for status in &reading.statuses {
                let field = if status.evidence.field == Field::Title { &title } else { &text };
                prop_assert_eq!(field.get(status.evidence.start..status.evidence.end), Some(&*status.evidence.quote));
            }
            for term in &reading.matched {
                let field = if term.field == Field::Title { &title } else { &text };
                prop_assert!(field.get(term.start..term.end).is_some());
            }
            Ok(())
        })?;
    }
}

/// Scraps of reports, marks and any characters at all.
fn piece() -> impl Strategy<Value = String> {
    const SCRAPS: &[&str] = &[
        "curfew",
        "Latakia",
        " and ",
        "until ",
        "10 a.m. ",
        "the city",
        "under ",
        "control",
        " of ",
        "loyalists",
        "; ",
        "clashes ",
        "still",
        ". ",
        "حظر تجوال",
        " في ",
        "اللاذقية",
        "وطرطوس",
        "حتى ",
        "الساعة ",
        "سيطرة",
        "الفلول",
        "، ",
        "March 2025",
        "(0900 GMT)",
        "\n",
        "outskirts of ",
        "province",
        "’s ",
        "-",
        "no ",
        "lifted",
        "٣١",
        "2025-02-31",
    ];
    prop_oneof![4 => prop::sample::select(SCRAPS).prop_map(str::to_owned), 1 => ".{0,12}"]
}

#[test]
fn fighting_around_a_place_is_at_its_outskirts() {
    let reader = reader();
    for (lang, text) in [
        ("en", "Fighting around Jableh continued on Friday between the army and Assad loyalists."),
        ("ar", "تتواصل الاشتباكات حول جبلة بين قوات الأمن وفلول النظام."),
        ("fr", "Les combats se poursuivent autour de Jableh entre l'armée et les partisans d'Assad."),
        ("de", "Die Kämpfe rund um Dschabla zwischen der Armee und Assad-Anhängern dauern an."),
        ("es", "Continúan los combates en torno a Yable entre el ejército y los leales a Asad."),
        ("ru", "Вокруг Джебле продолжаются бои между армией и сторонниками Асада."),
    ] {
        let told = read(&reader, lang, "", text, Reach::All).statuses;
        let told: Vec<_> =
            told.iter().map(|status| (status.place.as_str(), status.value.as_str(), status.extent)).collect();
        assert_eq!(told, [("jableh", "contested", Some(Extent::Outskirts))], "{text}");
    }
    let noon = read(&reader, "en", "", "The army retook Jableh around noon on Friday.", Reach::All).statuses;
    assert_eq!(noon.first().and_then(|status| status.extent), Some(Extent::Whole));
}
