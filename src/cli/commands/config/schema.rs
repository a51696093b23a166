//! `coastwatch config schema`: the JSON Schema of a file.

use serde_json::Value;

use crate::cli::table::{Align, Table};
use crate::cli::{Ended, Failure, output};
use crate::config::schema::{KINDS, entitled};
use crate::text::nearest::hint;
use crate::ui::keys;

pub(super) fn run(name: Option<&str>) -> Result<Ended, Failure> {
    let Some(name) = name else {
        let mut table = Table::new(&[("name", Align::Left), ("file", Align::Left), ("what", Align::Left)]);
        for (name, path, told) in all() {
            table.push(vec![name.to_owned(), path.to_owned(), told.to_owned()]);
        }
        output::text(&table.render())?;
        return Ok(Ended::Done);
    };
    let Some(schema) = schema(name) else {
        let hint = hint(name, all().into_iter().map(|(name, _, _)| name));
        return Err(Failure::Call(format!("there is no schema `{name}`; {hint}")));
    };
    output::json(&schema)?;
    Ok(Ended::Done)
}

/// Every file that has a schema: its name, where it is, what it is for.
pub fn all() -> Vec<(&'static str, &'static str, &'static str)> {
    let declared = KINDS.iter().map(|kind| (kind.name, kind.path, kind.told));
    declared.chain([("keys", keys::FILE, "the keys of the screen")]).collect()
}

/// The schema of a name; none where there is no such file.
pub fn schema(name: &str) -> Option<Value> {
    if name == "keys" {
        return Some(entitled(keys::schema(), name, keys::FILE, "the keys of the screen"));
    }
    KINDS.iter().find(|kind| kind.name == name).map(|kind| kind.schema())
}
