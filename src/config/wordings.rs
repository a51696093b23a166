//! Checks that the wordings of a file are written so that they can be found: choices that open and close. A wording
//! is an entry of a list, or a key of a table of number words. Absent: what the lists are for.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ConfigError;
use super::document::Document;
use crate::extract::wording::{Fault, fault};

/// The wordings of a document that are not written well, each with file, line, column, key and what to write in its place.
pub fn unsound(document: &Document) -> Vec<ConfigError> {
    let mut faults = Vec::new();
    if let Ok(root) = DeTable::parse(&document.text) {
        in_table(document, root.get_ref(), &mut Vec::new(), &mut faults);
    }
    faults
}

fn in_table(document: &Document, table: &DeTable<'_>, path: &mut Vec<String>, faults: &mut Vec<ConfigError>) {
    for (key, value) in table {
        faults.extend(check(document, key.get_ref(), key.span().start, path));
        path.push(key.get_ref().to_string());
        in_value(document, value, path, faults);
        path.pop();
    }
}

fn in_value(document: &Document, value: &Spanned<DeValue<'_>>, path: &mut Vec<String>, faults: &mut Vec<ConfigError>) {
    match value.get_ref() {
        DeValue::Table(table) => in_table(document, table, path, faults),
        DeValue::Array(list) => {
            for entry in list.iter() {
                match entry.get_ref() {
                    DeValue::String(wording) => faults.extend(check(document, wording, entry.span().start, path)),
                    _ => in_value(document, entry, path, faults),
                }
            }
        }
        _ => {}
    }
}

fn check(document: &Document, wording: &str, byte: usize, path: &[String]) -> Option<ConfigError> {
    let why = match fault(wording)? {
        Fault::Nested => "has a choice inside a choice; write it as phrases of their own",
        Fault::Unclosed => "opens a choice with \"(\" and never closes it with \")\"",
        Fault::StrayClose => "closes a choice with \")\" that no \"(\" opened",
        Fault::StrayBar => "has a \"|\" outside a choice; put the choices in \"(\" and \")\"",
        Fault::Empty => "has no word; write one or take it out",
        Fault::AnyWord => "would be found at any word; put a word beside the \"*\"",
    };
    Some(document.fault_in(byte, path, &format!("the wording `{wording}` {why}")))
}
