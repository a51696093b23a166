//! Comma-separated values that a spreadsheet reads as data: nothing that comes from a feed is run as a formula.

use serde_json::Value;

/// The heading line.
pub fn head(columns: &[&str]) -> String {
    line(columns.iter().map(|column| (*column).to_owned()))
}

/// The line of one JSON object: for each column, the value at its path, which is keys joined by full stops.
pub fn row(columns: &[&str], value: &Value) -> String {
    line(columns.iter().map(|column| cell(column.split('.').try_fold(value, |value, key| value.get(key)))))
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut out = cells.map(|cell| quoted(&cell)).collect::<Vec<_>>().join(",");
    out.push('\n');
    out
}

/// A value as a cell: nothing for null, a list of texts joined by semicolons, other structures as JSON.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => harmless(text),
        Some(Value::Array(list)) if list.iter().all(Value::is_string) => {
            harmless(&list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "))
        }
        Some(other) => other.to_string(),
    }
}

/// A text that no spreadsheet takes for a formula: one that would be, also after blanks, gets an apostrophe before it.
fn harmless(text: &str) -> String {
    let begins = |text: &str| text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if begins(text) || begins(text.trim_start()) { format!("'{text}") } else { text.to_owned() }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r', ';']) || cell.starts_with(' ') || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        let check = |text: &str, expect: &str| {
            assert_eq!(row(&["t"], &json!({"t": text})), format!("{expect}\n"), "{text}");
        };
        check("=1+1", "'=1+1");
        check("+963", "'+963");
        check("-5", "'-5");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\tx", "'\tx");
        check("\r=x", "\"'\r=x\"");
        check("  =cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0");
        check("35 dead", "35 dead");
        check("a, \"b\"\nc", "\"a, \"\"b\"\"\nc\"");
    }

    #[test]
    fn numbers_stay_numbers_and_nothing_is_nothing() {
        let value = json!({"n": -5, "none": null, "list": ["=a", "b"], "deep": {"er": true}, "one": {"k": 1}});
        assert_eq!(
            row(&["n", "none", "list", "deep.er", "deep.no", "one"], &value),
            "-5,,\"'=a; b\",true,,\"{\"\"k\"\":1}\"\n"
        );
    }
}
