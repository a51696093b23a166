//! Lexicons are data: a language is added by a file, and a wrong file is said with its line and key.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::Value;

use crate::support::command::Home;

/// Portuguese, which ships only told from its neighbours, with words for figures and curfews.
const PORTUGUESE: &str = include_str!("../data/config/lexicon-pt.toml");

fn analyze(home: &Home, text: &str) -> (Option<Value>, String) {
    let item = serde_json::json!({"id": "1", "text": text, "published": "2025-03-08T12:00:00Z"});
    let output = home.coastwatch(&["analyze", "--all", "-"]).write_stdin(format!("{item}\n")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (serde_json::from_slice(&output.stdout).ok(), said)
}

#[test]
fn a_language_is_added_by_a_file() {
    let text = "Pelo menos 21 pessoas foram mortas e 40 ficaram feridas em confrontos na cidade de Jableh, segundo o \
                Observatório. Foi imposto um toque de recolher em Latakia.";
    let home = Home::new();
    let (before, _) = analyze(&home, text);
    assert_eq!(before.unwrap()["claims"], serde_json::json!([]));
    home.configure("lang/pt.toml", PORTUGUESE);
    let (after, said) = analyze(&home, text);
    let after = after.unwrap();
    assert_eq!(after["lang"], "pt", "{said}");
    let told: Vec<String> = after["claims"]
        .as_array()
        .unwrap()
        .iter()
        .map(|claim| format!("{} {} {} {}", claim["metric"], claim["category"], claim["low"], claim["bound"]))
        .collect();
    assert_eq!(told, [r#""killed" "total" 21 "at_least""#, r#""injured" "total" 40 "exact""#]);
    assert_eq!(after["statuses"][0]["place"], "latakia");
    assert_eq!(after["statuses"][0]["value"], "in_force");
}

#[test]
fn an_abbreviation_of_a_file_ends_no_sentence() {
    let text = "Pelo menos 21 pessoas na prov. Latakia foram mortas.";
    let claims = |lexicon: &str| {
        let home = Home::new();
        home.configure("lang/pt.toml", lexicon);
        let item = analyze(&home, text).0.unwrap();
        item["claims"].as_array().unwrap().iter().map(|claim| claim["low"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(claims(PORTUGUESE), Vec::<String>::new());
    assert_eq!(claims(&PORTUGUESE.replacen("small_words", "abbreviations = [\"prov\"]\nsmall_words", 1)), ["21"]);
}

#[test]
fn a_wrong_lexicon_is_said_with_file_line_and_key() {
    let home = Home::new();
    home.configure("lang/pt.toml", &PORTUGUESE.replace("at_least =", "at_leest ="));
    let (none, said) = analyze(&home, "Pelo menos 21 pessoas foram mortas.");
    assert_eq!(none, None);
    for part in ["lang/pt.toml", "at_leest", "line "] {
        assert!(said.contains(part), "`{part}` in {said}");
    }
    let home = Home::new();
    home.configure("lang/pt.toml", &PORTUGUESE.replace("metric = \"killed\"", "metric = \"kiled\""));
    let (_, said) = analyze(&home, "Pelo menos 21 pessoas foram mortas.");
    assert!(said.contains("kiled") && said.contains("metric"), "{said}");
}

#[test]
fn a_wording_that_cannot_be_found_is_said_with_file_line_and_key() {
    let wrong = [
        ("(fora|estão (mortas|mortos))", "choice inside a choice"),
        ("pelo (menos|mais", "never closes"),
        ("pelo menos)", "no \"(\" opened"),
        ("pelo menos|ao menos", "outside a choice"),
        ("", "no word"),
        ("*", "at any word"),
    ];
    for (wording, why) in wrong {
        let home = Home::new();
        home.configure(
            "lang/pt.toml",
            &format!("{PORTUGUESE}\n[page]\ndigest = [\n  \"resumo\",\n  \"{wording}\",\n]\n"),
        );
        let (none, said) = analyze(&home, "Pelo menos 21 pessoas foram mortas.");
        assert_eq!(none, None);
        let line = PORTUGUESE.lines().count() + 5;
        for part in ["lang/pt.toml", &format!("line {line}, column 3"), "`page.digest`", wording, why] {
            assert!(said.contains(part), "`{part}` in {said}");
        }
    }
}

#[test]
fn a_lexicon_without_small_words_is_said_with_file_line_and_key() {
    for (small_words, line) in [("", 1), ("small_words = []", 4)] {
        let home = Home::new();
        let lexicon: Vec<&str> =
            PORTUGUESE.lines().map(|line| if line.starts_with("small_words") { small_words } else { line }).collect();
        home.configure("lang/pt.toml", &lexicon.join("\n"));
        let (none, said) = analyze(&home, "Pelo menos 21 pessoas foram mortas.");
        assert_eq!(none, None);
        for part in ["lang/pt.toml", &format!("line {line},"), "`small_words`"] {
            assert!(said.contains(part), "`{part}` in {said}");
        }
    }
}

#[test]
fn a_wording_of_a_situation_is_checked_as_those_of_languages_are() {
    let home = Home::new();
    let places = include_str!("../../config/situations/coastal-clashes/places.toml");
    home.configure(
        "situations/coastal-clashes/places.toml",
        &places.replacen("[\"Syrian coast\"", "[\"Syrian (coast\"", 1),
    );
    let (none, said) = analyze(&home, "21 people were killed.");
    assert_eq!(none, None);
    for part in ["coastal-clashes/places.toml", "line ", "`place.names.und`", "Syrian (coast"] {
        assert!(said.contains(part), "`{part}` in {said}");
    }
}
