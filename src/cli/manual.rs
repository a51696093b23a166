//! The manual: reference pages by topic, and the same as man pages. What can be made of the program's own tables is: keys,
//! commands, settings, the keys of every file.

use std::fmt::Write;

use clap::CommandFactory;
use clap_mangen::Man;
use serde_json::Value;

use super::args::Args;
use crate::config::library::Library;
use crate::config::schema::KINDS;
use crate::config::settings::DEFAULTS;
use crate::ui::action::ACTIONS;
use crate::ui::keys;

/// A page of reference.
#[derive(Debug, Clone, Copy)]
pub struct Topic {
    /// What it is called.
    pub name: &'static str,
    /// What it tells, in a line.
    pub told: &'static str,
    text: &'static str,
}

/// A topic whose text is a file.
macro_rules! topic {
    ($name:literal, $told:literal) => {
        Topic { name: $name, told: $told, text: include_str!(concat!("topics/", $name, ".md")) }
    };
}

/// All pages.
pub const TOPICS: &[Topic] = &[
    topic!("screen", "panes, views, looks"),
    topic!("keys", "every key and command of the screen, and how to change them"),
    topic!("live", "polling, collectors, what they serve"),
    topic!("filters", "the language that says which reports are meant"),
    topic!("decisions", "confirming, correcting, taking back"),
    topic!("alerts", "rules that ring"),
    topic!("configuration", "where settings come from, checking, reading anew"),
    Topic { name: "settings", told: "every setting with its default", text: "# Settings\n\n{{settings}}\n" },
    Topic { name: "files", told: "every file of the configuration with its keys", text: "# Files\n\n{{files}}" },
    topic!("situations", "watching another conflict"),
    topic!("languages", "the words by which reports are read"),
    Topic { name: "commands", told: "every command with its flags", text: "# Commands\n\n{{commands}}" },
    topic!("machine", "what commands print, exit codes"),
    topic!("data", "where data lives, reading anew, backups"),
    topic!("team", "several machines on one store"),
    topic!("promises", "what the program promises"),
];

impl Topic {
    /// The page as plain text with the marks of Markdown.
    pub fn page(&self) -> String {
        /// What stands in the place of a mark.
        type Made = (&'static str, fn() -> String);
        let made: [Made; 4] = [
            ("{{keys}}", keys_told),
            ("{{settings}}", settings_told),
            ("{{files}}", files_told),
            ("{{commands}}", commands_told),
        ];
        let fill = |text: String, (mark, make): Made| match text.contains(mark) {
            true => text.replace(mark, make().trim_end()),
            false => text,
        };
        made.into_iter().fold(self.text.to_owned(), fill)
    }
}

/// Every command of the screen with its keys, in columns.
fn keys_told() -> String {
    let rows: Vec<(String, String, String)> =
        ACTIONS.iter().map(|spec| (spec.keys.join(" "), spec.usage(), spec.told())).collect();
    let width = |of: fn(&(String, String, String)) -> &String| rows.iter().map(|row| of(row).chars().count()).max();
    let (keys, usage) = (width(|row| &row.0).unwrap_or_default(), width(|row| &row.1).unwrap_or_default());
    rows.iter().fold(String::new(), |mut text, (key, command, told)| {
        let _infallible = writeln!(text, "    {key:keys$}  {command:usage$}  {told}");
        text
    })
}

/// The shipped settings as they stand.
fn settings_told() -> String {
    indented(DEFAULTS)
}

fn indented(text: &str) -> String {
    text.lines().fold(String::new(), |mut told, line| {
        let _infallible = writeln!(told, "{}", format!("    {line}").trim_end());
        told
    })
}

/// Every file with its keys.
fn files_told() -> String {
    let mut text = String::new();
    for (name, path, told) in KINDS.iter().map(|kind| (kind.name, kind.path, kind.told)).chain([(
        "keys",
        keys::FILE,
        "the keys of the screen; `coastwatch help keys` names the commands",
    )]) {
        let _infallible = write!(text, "## {path}\n\n{told}\n\n{}\n", keys_of(name));
    }
    text
}

/// The keys of a file, in columns: the key, what it is, whether it must stand.
pub fn keys_of(name: &str) -> String {
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else { return String::new() };
    let mut rows = Vec::new();
    walk(&kind.schema(), "", &mut rows);
    let width = rows.iter().map(|(key, _)| key.chars().count()).max().unwrap_or_default();
    rows.iter().fold(String::new(), |mut text, (key, told)| {
        let _infallible = writeln!(text, "    {key:width$}  {told}");
        text
    })
}

/// Notes the keys of a schema with those above them.
fn walk(schema: &Value, above: &str, rows: &mut Vec<(String, String)>) {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        let path = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        let list = if inner["type"] == "array" { &inner["items"] } else { &Value::Null };
        let must = if required.contains(&key.as_str()) { ", must stand" } else { "" };
        let named = &inner["additionalProperties"];
        match (&inner["properties"], &list["properties"], &named["properties"]) {
            (Value::Object(_), _, _) => walk(inner, &path, rows),
            (_, Value::Object(_), _) => walk(list, &format!("[[{path}]]"), rows),
            (_, _, Value::Object(_)) => walk(named, &format!("{path}.NAME"), rows),
            _ => rows.push((path, format!("{}{must}", sort(inner)))),
        }
    }
    if let (None, Some(any)) = (schema["properties"].as_object(), schema["additionalProperties"].as_object()) {
        let path = if above.is_empty() { "NAME".to_owned() } else { format!("{above}.NAME") };
        rows.push((path, sort(&Value::Object(any.clone()))));
    }
}

/// What a value is, in words, and its default where it has one.
fn sort(schema: &Value) -> String {
    let choices = schema["enum"].as_array();
    let choices = choices.map(|choices| choices.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | "));
    let what = choices.unwrap_or_else(|| match schema["type"].as_str() {
        Some("string") => "text".to_owned(),
        Some("integer") => "whole number".to_owned(),
        Some("number") => "number".to_owned(),
        Some("boolean") => "true or false".to_owned(),
        Some("array") => format!("list of {}", sort(&schema["items"])),
        Some("object") => format!("table by name, each a {}", sort(&schema["additionalProperties"])),
        _ => "text or number".to_owned(),
    });
    match schema.get("default") {
        Some(default) => format!("{what}; {default}"),
        None => what,
    }
}

/// Every command with what it says of itself.
fn commands_told() -> String {
    let mut text = String::new();
    for command in Args::command().get_subcommands() {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let _infallible = writeln!(text, "    {:12}{about}", command.get_name());
        for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
            let about = below.get_about().map(ToString::to_string).unwrap_or_default();
            let _infallible = writeln!(text, "      {:14}{about}", below.get_name());
        }
    }
    text + "\n`coastwatch COMMAND --help` has the flags of each.\n"
}

/// A man page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its file: `coastwatch-collect.1`.
    pub file: String,
    /// What it says, for troff.
    pub text: Vec<u8>,
}

/// All man pages: of section 1 the commands, of section 5 the files, of section 7 the topics.
///
/// # Errors
/// Never: they are written into memory.
pub fn pages() -> std::io::Result<Vec<Page>> {
    let mut pages = Vec::new();
    let mut command = Args::command();
    command.build();
    of_command(&command, &mut pages)?;
    for (name, path, told) in KINDS.iter().map(|kind| (kind.name, kind.path, kind.told)) {
        let shown = match name {
            "settings" => DEFAULTS.to_owned(),
            _ => example(name),
        };
        let body = format!(
            "Bounds of values stand in the comments; coastwatch config check tells what is wrong.\n## Keys\n\n{}\n## The file with its comments\n\n{}",
            keys_of(name),
            indented(&shown)
        );
        pages.push(page(&format!("coastwatch-{name}"), 5, &format!("{path}: {told}"), &body));
    }
    let keys = Library::default().find(keys::FILE).ok().flatten().map(|document| document.text.into_owned());
    let body = format!(
        "## Commands\n\n{}\n## The file with its comments\n\n{}",
        keys_told(),
        indented(&keys.unwrap_or_default())
    );
    pages.push(page("coastwatch-keys", 5, "keys.toml: the keys of the screen", &body));
    for topic in TOPICS.iter().filter(|topic| !["settings", "files", "commands"].contains(&topic.name)) {
        let text = topic.page();
        let body = text.split_once('\n').map_or("", |(_, body)| body);
        pages.push(page(&format!("coastwatch-{}", topic.name), 7, topic.told, body));
    }
    Ok(pages)
}

/// A commented file of a kind: the shipped one, or that of a new situation.
fn example(name: &str) -> String {
    let template = super::commands::situation::TEMPLATE;
    let found = template.iter().find(|(file, _)| file.trim_end_matches(".toml") == name);
    let shipped = |path: &str| {
        let document = Library::default().find(path).ok().flatten();
        document.map(|document| document.text.into_owned()).unwrap_or_default()
    };
    match (name, found) {
        (_, Some((_, text))) => (*text).to_owned(),
        ("theme", None) => shipped("themes/dark.toml"),
        // What English has is long; a small language shows the beginning.
        ("lexicon", None) => shipped("lang/nl.toml"),
        (name, None) => shipped(&format!("{name}.toml")),
    }
}

fn of_command(command: &clap::Command, pages: &mut Vec<Page>) -> std::io::Result<()> {
    let mut text = Vec::new();
    let man = Man::new(command.clone()).source(format!("coastwatch {}", env!("CARGO_PKG_VERSION")));
    man.render(&mut text)?;
    pages.push(Page { file: man.get_filename(), text });
    command.get_subcommands().filter(|below| below.get_name() != "help").try_for_each(|below| of_command(below, pages))
}

/// A page made of text with the marks of Markdown.
fn page(name: &str, section: u8, told: &str, body: &str) -> Page {
    let version = env!("CARGO_PKG_VERSION");
    let mut text = format!(".TH {} {section} \"\" \"coastwatch {version}\"\n", name.to_uppercase());
    let _infallible = write!(text, ".SH NAME\n{} \\- {}\n.SH DESCRIPTION\n", escaped(name), escaped(told));
    let mut shown = Shown::No;
    for line in body.trim().lines() {
        let is_code = line.starts_with("    ") || line.starts_with("| ");
        let next = match (shown, line.starts_with("```")) {
            (Shown::Fenced, true) => Shown::No,
            (_, true) | (Shown::Fenced, false) => Shown::Fenced,
            (Shown::Indented, false) if is_code || line.is_empty() => Shown::Indented,
            (_, false) => {
                if is_code {
                    Shown::Indented
                } else {
                    Shown::No
                }
            }
        };
        match (shown == Shown::No, next == Shown::No) {
            (true, false) => text.push_str(".nf\n"),
            (false, true) => text.push_str(".fi\n"),
            _ => {}
        }
        shown = next;
        if !line.starts_with("```") {
            text.push_str(&for_troff(line, shown != Shown::No));
        }
    }
    if shown != Shown::No {
        text.push_str(".fi\n");
    }
    Page { file: format!("{name}.{section}"), text: text.into_bytes() }
}

/// Whether lines are shown as they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    No,
    Indented,
    Fenced,
}

/// A line for troff.
fn for_troff(line: &str, is_shown: bool) -> String {
    let heading = line.strip_prefix("## ").or_else(|| line.strip_prefix("# "));
    match (is_shown, heading) {
        (true, _) => format!("{}\n", escaped(line)),
        (false, Some(heading)) => format!(".SH {}\n", escaped(&heading.to_uppercase())),
        (false, None) if line.is_empty() => ".PP\n".to_owned(),
        (false, None) => match line.strip_prefix("- ") {
            Some(entry) => format!(".IP \\(bu 2\n{}\n", escaped(&unmarked(entry))),
            None => format!("{}\n", escaped(&unmarked(line.trim_start()))),
        },
    }
}

/// A text without the marks of Markdown within a line.
fn unmarked(line: &str) -> String {
    line.replace("**", "").replace('`', "")
}

/// A text in which nothing means anything to troff.
fn escaped(line: &str) -> String {
    let plain = line.replace('\\', "\\e").replace('-', "\\-");
    if plain.starts_with(['.', '\'']) { format!("\\&{plain}") } else { plain }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_page_is_filled_and_its_file_is_its_own() {
        for topic in TOPICS {
            let page = topic.page();
            assert!(page.starts_with("# ") && page.len() > 200 && !page.contains("{{"), "{}: {page}", topic.name);
        }
        let pages = pages().unwrap();
        let files: BTreeSet<&str> = pages.iter().map(|page| page.file.as_str()).collect();
        assert_eq!(files.len(), pages.len());
        for file in ["coastwatch.1", "coastwatch-decide-amend.1", "coastwatch-settings.5", "coastwatch-filters.7"] {
            assert!(files.contains(file), "{file} in {files:?}");
        }
        for kind in KINDS {
            assert!(keys_of(kind.name).lines().count() >= 1, "{}", kind.name);
            let page = pages.iter().find(|page| page.file == format!("coastwatch-{}.5", kind.name)).unwrap();
            assert!(page.text.len() > 600, "{}", kind.name);
        }
    }

    #[test]
    fn what_is_shown_stays_as_it_stands() {
        let page = page("x", 7, "told", "Words `a`.\n\n    .one --two\n\n    three\n\nEnd\n```toml\n[a]\n\n```\n- b");
        let text = String::from_utf8(page.text).unwrap();
        let body = text.split_once(".SH DESCRIPTION\n").unwrap().1;
        assert_eq!(
            body,
            "Words a.\n.PP\n.nf\n    .one \\-\\-two\n\n    three\n\n.fi\nEnd\n.nf\n[a]\n\n.fi\n.IP \\(bu 2\nb\n"
        );
    }
}
