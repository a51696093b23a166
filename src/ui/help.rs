//! The help of a view: its keys as they are bound now, the commands without one, and what the signs mean; all of it, or
//! the lines that have the words that are looked for.

use super::action::{ACTIONS, Group, Spec};
use super::layout::Pane;
use super::model::Model;
use super::panes::reports;
use super::theme::Glyphs;
use super::words;

/// The open help.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Help {
    /// The first line that is seen.
    pub scroll: usize,
    /// What is looked for; all is shown where it is empty.
    pub sought: String,
}

/// One line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpLine {
    /// A heading.
    Heading(String),
    /// Keys, or how it is written where it has none; the command; what it does.
    Keys(String, String, String),
    /// A sign and what it means.
    Sign(String, &'static str),
}

impl HelpLine {
    fn has(&self, words: &[String]) -> bool {
        let text = match self {
            Self::Heading(_) => return false,
            Self::Keys(keys, name, told) => format!("{keys} {name} {told}"),
            Self::Sign(sign, told) => format!("{sign} {told}"),
        };
        // A single letter is a key; "G" and "g" are two.
        let lower = text.to_lowercase();
        words.iter().all(|word| match word.chars().count() {
            1 => text.split_whitespace().any(|one| one == word),
            _ => lower.contains(&word.to_lowercase()),
        })
    }
}

/// Takes a sign from the looks.
type Sign = fn(&Glyphs) -> &str;

const SIGNS: [(Sign, &str); 24] = [
    (|glyphs| glyphs.unread, "nobody has read it"),
    (|_| reports::CHOSEN, "selected: the next mark is for it"),
    (|glyphs| glyphs.starred, "starred"),
    (|glyphs| glyphs.acknowledged, "acknowledged"),
    (|glyphs| glyphs.escalated, "escalated by that priority, 1 the highest, and not acknowledged"),
    (|_| reports::ASLEEP, "asleep: hidden until then"),
    (|glyphs| glyphs.dismissed, "marked not relevant"),
    (|_| reports::TAGGED, "has tags"),
    (|_| reports::NOTED, "has a note"),
    (|glyphs| glyphs.times, "how many items tell the report"),
    (|_| reports::UNRELATED, "about something else: found by a search, not to be marked"),
    (|glyphs| glyphs.machine, "the machine's words about a text in another language"),
    (|glyphs| glyphs.at_least, "best figure stated as \"at least\""),
    (|glyphs| glyphs.more_than, "best figure stated as \"more than\""),
    (|glyphs| glyphs.about, "best figure stated as \"about\""),
    (|glyphs| glyphs.conflict, "sources contradict each other"),
    (|glyphs| glyphs.stale, "the word on it is old"),
    (|glyphs| glyphs.none, "no value"),
    (|glyphs| glyphs.unknown, "nothing known"),
    (|_| words::REGION, "before a status: said of the region the place lies in"),
    (|glyphs| glyphs.in_force, "curfew in force"),
    (|glyphs| glyphs.lapsed, "curfew past its stated end, unconfirmed"),
    (|glyphs| glyphs.lifted, "curfew lifted"),
    (|glyphs| glyphs.contested, "place fought for; each side has its own sign"),
];

/// The lines of the help in the view in focus.
pub fn lines(model: &Model, sought: &str) -> Vec<HelpLine> {
    let pane = model.focus;
    let words: Vec<String> = sought.split_whitespace().map(str::to_owned).collect();
    let is_own = |spec: &&Spec| spec.panes.contains(&pane);
    let own: Vec<&Spec> = ACTIONS.iter().filter(is_own).collect();
    let mut sections = vec![(format!("In {} alone", pane.name()), own)];
    for group in Group::ALL {
        let specs = ACTIONS.iter().filter(|spec| spec.group == group && spec.panes.is_empty()).collect();
        // Marks are for reports, which are not always shown.
        let title = match group {
            Group::Triage if !model.shows_reports() => {
                format!("{}: marks with a filter after the command", group.title())
            }
            _ => group.title().to_owned(),
        };
        sections.push((title, specs));
    }
    let mut lines = Vec::new();
    let mut add = |title: String, section: Vec<HelpLine>| {
        let found: Vec<HelpLine> = section.into_iter().filter(|line| words.is_empty() || line.has(&words)).collect();
        if !found.is_empty() {
            lines.push(HelpLine::Heading(title));
            lines.extend(found);
        }
    };
    for (title, specs) in sections {
        let section = specs.into_iter().filter_map(|spec| line(model, spec, pane)).collect();
        add(title, section);
    }
    let glyphs = model.subject.theme.glyphs;
    let signs = SIGNS.iter().map(|(sign, told)| HelpLine::Sign(sign(glyphs).to_owned(), told)).collect();
    add("Signs".to_owned(), signs);
    lines
}

/// The line of a command in a view; none where it means nothing there.
fn line(model: &Model, spec: &Spec, pane: Pane) -> Option<HelpLine> {
    let is_far = spec.is_of_reports() && !model.shows_reports();
    if is_far && !spec.takes.scope {
        return None;
    }
    let keys = if is_far { &[] } else { model.keymap.keys(spec.action, pane) };
    let keys = if keys.is_empty() { format!(":{}", spec.name) } else { keys.join(" ") };
    Some(HelpLine::Keys(keys, spec.usage(), spec.help.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples::model;

    fn told(model: &Model, sought: &str) -> Vec<String> {
        let told = |line| match line {
            HelpLine::Heading(heading) => format!("# {heading}"),
            HelpLine::Keys(keys, _, told) => format!("{keys}: {told}"),
            HelpLine::Sign(sign, told) => format!("{sign}: {told}"),
        };
        lines(model, sought).into_iter().map(told).collect()
    }

    #[test]
    fn the_keys_of_the_view_come_first_and_those_of_others_are_left_out() {
        let mut model = model();
        model.focus = Pane::Claims;
        let claims = told(&model, "");
        assert_eq!(claims[..2], ["# In claims alone", "c: say that the claim or status is right"]);
        assert!(claims.contains(&":read: mark read, or unread again".to_owned()), "{claims:?}");
        assert!(!claims.iter().any(|line| line.contains("feed that fails") || line.starts_with("m:")));
        model.focus = Pane::Reports;
        let reports = told(&model, "");
        assert_eq!(reports[0], "# Move");
        assert!(reports.contains(&"m: mark read, or unread again".to_owned()));
    }

    #[test]
    fn what_is_looked_for_is_found_by_key_by_name_and_by_words_with_its_heading() {
        let model = model();
        assert_eq!(told(&model, "gg"), ["# Move", "gg Home: first row or line"]);
        assert_eq!(told(&model, "G"), ["# Move", "G End: last row or line"]);
        assert_eq!(told(&model, "HIDE while"), ["# Triage", "S: hide for a while: 2h, 18:00, new"]);
        assert_eq!(told(&model, "half-page-up"), ["# Move", "C-u PageUp: half a page back"]);
        assert_eq!(told(&model, "curfew lifted").len(), 2);
        assert!(told(&model, "xyzzy").is_empty());
    }
}
