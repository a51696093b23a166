//! Habits of configuration: files to begin with, what is in force and why, all that is wrong at once, reading anew while it runs,
//! situations of one's own, the manual.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use coastwatch::config;
use coastwatch::config::library::Library;
use serde_json::Value;

use crate::support::command::Home;

/// What a command prints that ends so.
fn run(home: &Home, args: &[&str], code: i32) -> String {
    let told = home.coastwatch(args).assert();
    let output = told.get_output();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn files_to_begin_with_are_written_once_and_change_nothing() {
    let home = Home::new();
    let before: Value = serde_json::from_str(&run(&home, &["config", "view", "--format", "json"], 0)).unwrap();
    assert_eq!(
        run(&home, &["config", "init"], 0).trim(),
        home.path("config/coastwatch/config.toml").display().to_string()
    );
    run(&home, &["config", "init", "alerts"], 0);
    let after: Value = serde_json::from_str(&run(&home, &["config", "view", "--format", "json"], 0)).unwrap();
    assert_eq!(before, after);
    home.configure("config.toml", "[ui]\nascii = true\n");
    run(&home, &["config", "init"], 2);
    assert_eq!(fs::read_to_string(home.path("config/coastwatch/config.toml")).unwrap(), "[ui]\nascii = true\n");
    assert!(run(&home, &["config", "check"], 0).ends_with("All is well.\n"));
}

#[test]
fn every_value_in_force_is_told_with_who_says_so() {
    let home = Home::new();
    home.configure("config.toml", "[fetch]\nper_host = 3\ndeadline = \"5s\"\n");
    home.configure("config.d/20-late.toml", "[fetch]\ndeadline = \"7s\"\n");
    home.configure(
        "config.d/10-early.toml",
        "[fetch]\ndeadline = \"6s\"\n[[feed]]\nid = \"a\"\nurl = \"https://a.example\"\n",
    );
    home.configure(
        "config.d/30-over.toml",
        "[[feed]]\nid = \"a\"\nenabled = false\n[[feed]]\nid = \"b\"\nurl = \"https://b.example\"\n",
    );
    home.configure("config.d/ignored.txt", "nonsense");
    let told =
        home.coastwatch(&["--ascii", "config", "view", "--format", "json"]).env("COASTWATCH_OPERATOR", "ann").output();
    let view: Value = serde_json::from_slice(&told.unwrap().stdout).unwrap();
    let setting = |key: &str| {
        let found = view["settings"].as_array().unwrap().iter().find(|setting| setting["key"] == key).unwrap();
        let from = &found["from"];
        let name = from["name"].as_str().unwrap_or("").rsplit('/').next().unwrap();
        (found["value"].clone(), format!("{} {name} {}", from["kind"].as_str().unwrap(), from["line"]))
    };
    assert_eq!(setting("fetch.per_host"), (3.into(), "file config.toml 2".to_owned()));
    assert_eq!(setting("fetch.deadline"), ("7s".into(), "file 20-late.toml 2".to_owned()));
    assert_eq!(setting("operator"), ("ann".into(), "environment COASTWATCH_OPERATOR null".to_owned()));
    assert_eq!(setting("ui.ascii"), (true.into(), "flag --ascii null".to_owned()));
    assert!(setting("fetch.connect").1.starts_with("default  "));
    let feeds: Vec<(&str, bool)> = view["feeds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feed| (feed["id"].as_str().unwrap(), feed["enabled"].as_bool().unwrap()))
        .collect();
    assert_eq!(feeds, [("a", false), ("b", true)]);
    // What is printed as text is a file of settings that says the same.
    let text = run(&home, &["config", "view"], 0);
    fs::write(home.path("again.toml"), &text).unwrap();
    let again = config::load(&Library::default(), Some(&home.path("again.toml"))).unwrap();
    let loaded = config::load(&Library::new(Some(home.path("config/coastwatch"))), None).unwrap();
    assert_eq!((&again.settings.fetch, &again.settings.theme), (&loaded.settings.fetch, &loaded.settings.theme));
    let paths = run(&home, &["config", "path"], 0);
    for part in ["config.d/20-late.toml", "keys.toml", "state/coastwatch/coastwatch.db", "not there"] {
        assert!(paths.contains(part), "{part} in {paths}");
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let home = Home::new();
    home.configure("config.toml", "[fetch]\nper_host = 0\ndeadlin = \"5s\"\n[ui]\ntheme = \"drak\"\n");
    home.configure("config.d/a.toml", "[[feed]]\nid = \"a\"\nurl = \"ftp://a\"\n");
    home.configure("filters.toml", "one = \"plce:x\"\ntwo = \"killed>\"\nok = \"is:unread\"\n");
    home.configure(
        "alerts.toml",
        "[[rule]]\nname = \"a b\"\nwhen = \"report jableh\"\n[[rule]]\nname = \"c\"\nwhen = \"nonsense\"\n",
    );
    home.configure("keys.toml", "[everywhere]\nstar = \"m\"\nzom = \"F5\"\n");
    home.configure("themes/own.toml", "bad = { fg = \"gren\" }\ngod = {}\n");
    home.configure(
        "lang/en.toml",
        "lang = \"en\"\nname = \"English\"\nsmall_words = [\"the\"]\n[topic]\nviolence = [\"(a|b\", \"c|d\"]\n",
    );
    home.configure("situations/own/places.toml", "[[place]]\nid = \"x\"\nname = \"X\"\nkind = \"twn\"\n");
    home.configure("alert.toml", "");
    let told: Value = serde_json::from_str(&run(&home, &["config", "check", "--format", "json"], 2)).unwrap();
    let found = |name: &str| -> Vec<String> {
        let files = told["files"].as_array().unwrap().iter();
        let file = files
            .filter(|file| file["file"].as_str().unwrap().ends_with(name))
            .flat_map(|file| file["faults"].as_array().unwrap());
        file.map(|fault| format!("{} {}", fault["line"], fault["key"].as_str().unwrap_or("-"))).collect()
    };
    assert_eq!(found("config.toml"), ["2 fetch.per_host", "3 -"]);
    assert_eq!(found("config.d/a.toml"), ["3 feed.url"]);
    assert_eq!(found("filters.toml"), ["1 one", "2 two"]);
    assert_eq!(found("alerts.toml"), ["2 rule.name", "6 rule.when"]);
    assert_eq!(found("keys.toml"), ["2 everywhere.star", "3 everywhere.zom"]);
    assert_eq!(found("themes/own.toml").len(), 2);
    assert_eq!(found("lang/en.toml").len(), 2, "{told}");
    assert_eq!(found("situation own").len(), 5, "{told}");
    assert_eq!(found("/alert.toml").len(), 1);
    assert_eq!(found("situation coastal-clashes"), [""; 0]);
    let other = Home::new();
    other.configure("config.d", "");
    assert!(run(&other, &["config", "check"], 2).contains("config.d: "));
}

#[test]
fn a_situation_of_ones_own_is_made_checked_and_finds_its_first_report() {
    let home = Home::new();
    let written = run(&home, &["situation", "new", "harbour"], 0);
    assert_eq!(written.lines().count(), 6);
    run(&home, &["situation", "new", "harbour"], 2);
    run(&home, &["situation", "new", "sweida"], 2);
    let told = run(&home, &["situation", "check", "harbour"], 0);
    assert!(told.contains("Harbour fighting") && told.contains("feeds       none"), "{told}");
    let item = "{\"id\":1,\"title\":\"Rebels kill 12 soldiers in Port Arden\",\"text\":\"Fighting went on in Port Arden, Norland, on Friday. The authorities imposed a curfew in Port Arden.\"}\n{\"id\":2,\"title\":\"Regatta in Port Arden\",\"text\":\"Norland won.\"}\n";
    let read = home.coastwatch(&["--situation", "harbour", "analyze"]).write_stdin(item).output().unwrap();
    let lines: Vec<Value> =
        String::from_utf8(read.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let figure = &lines[0]["claims"][0];
    assert_eq!(
        (&lines[0]["relevant"], &figure["category"], &figure["low"]),
        (&true.into(), &"government_forces".into(), &12.into())
    );
    assert_eq!(lines[0]["statuses"][0]["place"], "port_arden");
    assert_eq!(lines[1]["relevant"], false);
    // What does not fit together, all of it.
    home.configure("situations/harbour/actors.toml", "[[actor]]\nid = \"a\"\ncategory = \"nobody\"\nside = \"none\"\n");
    let told = run(&home, &["situation", "check", "harbour"], 2);
    assert!(
        told.contains("actors.toml, line 3, ")
            && told.contains("actors.toml, line 4, ")
            && told.contains("2 things are wrong"),
        "{told}"
    );
}

#[test]
fn a_collector_reads_its_configuration_anew_by_sighup_and_keeps_what_it_had_where_that_is_wrong() {
    let home = Home::new();
    let feed = |id: &str| format!("[[feed]]\nid = \"{id}\"\nurl = \"http://127.0.0.1:1/{id}\"\n");
    home.configure("config.toml", &feed("one"));
    home.configure("filters.toml", "coast = \"Jableh\"\n");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("127.0.0.1:{port}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_coastwatch"));
    command.env_clear().env("HOME", home.path("")).env("XDG_CONFIG_HOME", home.path("config"));
    command.env("XDG_STATE_HOME", home.path("state")).current_dir(home.path("")).stdin(Stdio::null());
    let mut collector = command.args(["collect", "--listen", &address]).stderr(Stdio::piped()).spawn().unwrap();
    let id = collector.id().to_string();
    let mut lines = BufReader::new(collector.stderr.take().unwrap()).lines();
    let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let mut said = || lines.next().unwrap().unwrap();
        let hang_up = || assert!(Command::new("kill").args(["-HUP", &id]).status().unwrap().success());
        let feeds = || {
            let mut stream = TcpStream::connect(&address).unwrap();
            write!(stream, "GET /feeds HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        };
        assert!(said().contains("polling 1 feeds"));
        home.configure("config.d/more.toml", &feed("two"));
        home.configure("filters.toml", "port = \"Tartus\"\n");
        hang_up();
        assert_eq!(said(), "coastwatch: the configuration is read anew: polling 2 feeds.");
        assert!(feeds().contains("/feeds/port.atom"));
        home.configure("filters.toml", "port = \"Tartus (\"\n");
        hang_up();
        let wrong = said();
        assert!(wrong.starts_with("coastwatch: nothing is changed: filters.toml, line 1, "), "{wrong}");
        assert!(feeds().contains("/feeds/port.atom"), "what was holds");
        home.configure("filters.toml", "port = \"Tartus\"\n");
        fs::remove_file(home.path("config/coastwatch/config.d/more.toml")).unwrap();
        hang_up();
        assert!(said().ends_with("polling 1 feeds."));
    }));
    let _ended = Command::new("kill").args(["-TERM", &id]).status();
    let code = collector.wait().unwrap().code();
    if let Err(failed) = told {
        std::panic::resume_unwind(failed);
    }
    assert_eq!(code, Some(143));
    // Both were asked, and the store has them.
    let exported = run(&home, &["export", "feeds"], 0);
    assert_eq!(exported.lines().count(), 2, "{exported}");
}

#[test]
fn the_manual_is_printed_and_written() {
    let home = Home::new();
    for (asked, word) in [
        (&["help"][..], "Topics, each by"),
        (&["help", "keys"], "poll-all"),
        (&["help", "decide", "amend"], "--category"),
        (&["help", "filters"], "place:jableh"),
        (&["man", "collect"], ".TH coastwatch-collect"),
        (&["completions", "bash"], "_coastwatch"),
        (&["completions", "fish"], "complete -c coastwatch"),
        (&["completions", "zsh"], "#compdef coastwatch"),
        (&["config", "schema", "keys"], "\"poll-all\""),
    ] {
        let told = run(&home, asked, 0);
        assert!(told.contains(word), "{asked:?}: {word}");
    }
    run(&home, &["help", "filtres"], 2);
    run(&home, &["man", "--dir", "pages"], 0);
    for page in ["man1/coastwatch.1", "man5/coastwatch-alerts.5", "man7/coastwatch-filters.7"] {
        assert!(home.path("pages").join(page).is_file(), "{page}");
    }
}
