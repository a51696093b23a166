//! What can be set while the screen runs, and holds until it is closed: `:set bidi visual`. Each has the name and the
//! values of its key in the configuration.

use super::handover::Reading;
use super::model::Model;
use super::moment::{OwnZone, Times};
use super::theme::{Styles, Theme};
use crate::config::themes;
use crate::model::{Lang, Reads};
use crate::text::bidi::Bidi;
use crate::text::nearest::hint;
use crate::text::when::Span;

/// The longest time between two rings for one escalation: that of the configuration.
const LONGEST_REPEAT: &str = "1d";

/// Something that can be set.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// Values that it may have, or examples of them.
    pub values: &'static [&'static str],
    /// What it means.
    pub told: &'static str,
    take: fn(&mut Model, &str) -> Result<(), String>,
}

/// All that can be set.
pub const SETTINGS: &[Setting] = &[
    Setting { name: "ascii", values: ON_OFF, told: "draw with ASCII characters only", take: ascii },
    Setting { name: "color", values: ON_OFF, told: "whether colours are used", take: color },
    Setting { name: "times", values: TIMES, told: "lists tell when, or how long ago", take: times },
    Setting { name: "zone", values: &["Europe/Berlin", "none"], told: "your own time zone", take: zone },
    Setting { name: "bidi", values: BIDI, told: "who orders letters from right to left", take: bidi },
    Setting { name: "reads", values: &["en", "en,ar", "none"], told: "the languages you read", take: reads },
    Setting {
        name: "escalation_repeat",
        values: &["0s", "5m", "10m", "30m"],
        told: "when an escalation that nobody acknowledged rings again",
        take: escalation_repeat,
    },
];

const ON_OFF: &[&str] = &["on", "off"];
const TIMES: &[&str] = &["absolute", "relative"];
const BIDI: &[&str] = &["terminal", "logical", "visual"];

/// A setting and its value, as they are typed: "bidi visual", "bidi = visual".
///
/// # Errors
/// A sentence, where there is no such setting or it has no such value.
pub fn set(model: &mut Model, typed: &str) -> Result<(), String> {
    let (setting, value) = read(typed)?;
    (setting.take)(model, value)?;
    model.is_dirty = true;
    Ok(())
}

/// The setting that is named, and the value as it is typed.
///
/// # Errors
/// A sentence, where there is no such setting or no value.
pub fn read(typed: &str) -> Result<(&'static Setting, &str), String> {
    let (name, value) = typed.split_once(|c: char| c.is_whitespace() || c == '=').unwrap_or((typed, ""));
    let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) else {
        let names = SETTINGS.iter().map(|setting| setting.name);
        return Err(format!("there is no setting `{name}`; {}", hint(name, names)));
    };
    let value = value.trim().trim_start_matches('=').trim();
    if value.is_empty() {
        return Err(format!("`{name}` needs a value: {}", setting.values.join(", ")));
    }
    Ok((setting, value))
}

/// What completes a setting: where it begins in what was typed, the text, and what it means.
pub fn complete(typed: &str) -> Vec<(usize, String, &'static str)> {
    match typed.split_once(char::is_whitespace) {
        None => {
            let begun = SETTINGS.iter().filter(|setting| setting.name.starts_with(typed));
            begun.map(|setting| (0, format!("{} ", setting.name), setting.told)).collect()
        }
        Some((name, value)) => {
            let value = value.trim_start();
            let setting = SETTINGS.iter().filter(|setting| setting.name == name);
            let values = setting.flat_map(|setting| setting.values.iter().map(|value| (*value, setting.told)));
            let begun = values.filter(|(known, _)| known.starts_with(value));
            begun.map(|(known, told)| (typed.len() - value.len(), known.to_owned(), told)).collect()
        }
    }
}

fn wrong(value: &str, allowed: &[&str]) -> String {
    format!("`{value}` is no value of it; allowed are {}", allowed.join(", "))
}

fn is_on(value: &str) -> Result<bool, String> {
    match value {
        "on" | "true" => Ok(true),
        "off" | "false" => Ok(false),
        other => Err(wrong(other, ON_OFF)),
    }
}

fn ascii(model: &mut Model, value: &str) -> Result<(), String> {
    model.subject.options.ascii = is_on(value)?;
    model.subject.theme = model.subject.theme.with_signs(model.subject.options.ascii);
    model.lay_out_reader();
    Ok(())
}

fn color(model: &mut Model, value: &str) -> Result<(), String> {
    let options = &model.subject.options;
    let plain = Styles::plain();
    let styles = match (is_on(value)?, options.styles == plain) {
        (false, _) => plain,
        (true, false) => options.styles,
        // Where none were used the terminal's own are the least that is asked for.
        (true, true) => match options.themes.iter().find(|(name, _)| name == themes::SIXTEEN) {
            Some((_, styles)) => *styles,
            None => return Err("this terminal has no colours".to_owned()),
        },
    };
    model.subject.theme = Theme::new(options.ascii, styles);
    model.lay_out_reader();
    Ok(())
}

fn times(model: &mut Model, value: &str) -> Result<(), String> {
    model.times = match value {
        "absolute" => Times::Absolute,
        "relative" => Times::Relative,
        other => return Err(wrong(other, TIMES)),
    };
    Ok(())
}

fn zone(model: &mut Model, value: &str) -> Result<(), String> {
    model.subject.own_zone = OwnZone::of(value);
    model.lay_out_reader();
    match (value, &model.subject.own_zone) {
        ("none" | "UTC", _) | (_, Some(_)) => Ok(()),
        _ => Err(format!("`{value}` is no IANA time zone such as Europe/Berlin; none is for none")),
    }
}

fn bidi(model: &mut Model, value: &str) -> Result<(), String> {
    model.subject.options.bidi = match value {
        "terminal" => Bidi::Terminal,
        "logical" => Bidi::Logical,
        "visual" => Bidi::Visual,
        other => return Err(wrong(other, BIDI)),
    };
    Ok(())
}

fn reads(model: &mut Model, value: &str) -> Result<(), String> {
    let codes: Vec<&str> = match value {
        "none" => vec![],
        codes => codes.split(|c: char| c == ',' || c.is_whitespace()).filter(|code| !code.is_empty()).collect(),
    };
    if let Some(code) = codes.iter().find(|code| code.len() != 2 || !code.bytes().all(|c| c.is_ascii_lowercase())) {
        return Err(format!("`{code}` is no language; write two small letters for each, as en,ar, or none"));
    }
    model.subject.options.reads = Reads(codes.into_iter().map(Lang::new).collect());
    model.lay_out_reader();
    let Model { subject, handover, .. } = model;
    handover.tell_anew(Reading::of(subject));
    Ok(())
}

fn escalation_repeat(model: &mut Model, value: &str) -> Result<(), String> {
    let span = Span::parse(value)?;
    if Span::parse(LONGEST_REPEAT).is_ok_and(|longest| span > longest) {
        return Err(format!("`{value}` is too long; at most {LONGEST_REPEAT}"));
    }
    model.subject.escalation_repeat = span.0;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::ui::samples::model;

    #[test]
    fn every_value_that_is_offered_is_taken_and_no_other() {
        let mut model = model();
        model.subject.options.themes = vec![(themes::SIXTEEN.to_owned(), Styles::plain())];
        for setting in SETTINGS {
            for value in setting.values {
                set(&mut model, &format!("{} {value}", setting.name)).unwrap();
            }
            assert!(set(&mut model, &format!("{} nonsense", setting.name)).is_err(), "{}", setting.name);
            assert!(set(&mut model, setting.name).unwrap_err().contains("needs a value"));
        }
        set(&mut model, "bidi = logical").unwrap();
        assert_eq!(model.subject.options.bidi, Bidi::Logical);
        set(&mut model, "reads en,ar").unwrap();
        assert_eq!(model.subject.options.reads, Reads::new(["en", "ar"]));
        assert!(set(&mut model, "bidy visual").unwrap_err().contains("did you mean `bidi`?"));
        assert!(set(&mut model, "escalation_repeat 2d").is_err());
    }
}
