//! Checks that the wordings of a file are written so that they can be found: choices that open and close. A wording
//! is an entry of a list, or a key of a table of number words. Absent: what the lists are for.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ConfigError;
use super::document::Document;
use crate::extract::wording::{Fault, fault};

/// Whether every wording of a document is written well.
///
/// # Errors
/// The first that is not, with file, line, column, key and what to write in its place.
pub fn sound(document: &Document) -> Result<(), ConfigError> {
    let Ok(root) = DeTable::parse(&document.text) else { return Ok(()) };
    in_table(document, root.get_ref(), &mut Vec::new())
}

fn in_table(document: &Document, table: &DeTable<'_>, path: &mut Vec<String>) -> Result<(), ConfigError> {
    for (key, value) in table {
        check(document, key.get_ref(), key.span().start, path)?;
        path.push(key.get_ref().to_string());
        in_value(document, value, path)?;
        path.pop();
    }
    Ok(())
}

fn in_value(document: &Document, value: &Spanned<DeValue<'_>>, path: &mut Vec<String>) -> Result<(), ConfigError> {
    match value.get_ref() {
        DeValue::Table(table) => in_table(document, table, path),
        DeValue::Array(list) => list.iter().try_for_each(|entry| match entry.get_ref() {
            DeValue::String(wording) => check(document, wording, entry.span().start, path),
            _ => in_value(document, entry, path),
        }),
        _ => Ok(()),
    }
}

fn check(document: &Document, wording: &str, byte: usize, path: &[String]) -> Result<(), ConfigError> {
    let Some(fault) = fault(wording) else { return Ok(()) };
    let why = match fault {
        Fault::Nested => "has a choice inside a choice; write it as phrases of their own",
        Fault::Unclosed => "opens a choice with \"(\" and never closes it with \")\"",
        Fault::StrayClose => "closes a choice with \")\" that no \"(\" opened",
        Fault::StrayBar => "has a \"|\" outside a choice; put the choices in \"(\" and \")\"",
        Fault::Empty => "has no word; write one or take it out",
        Fault::AnyWord => "would be found at any word; put a word beside the \"*\"",
    };
    Err(document.fault_in(byte, path, &format!("the wording `{wording}` {why}")))
}
