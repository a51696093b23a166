//! The palette: every command, view and saved filter, the ones most like what is typed first.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::action::{ACTIONS, Action, Spec};
use super::layout::Pane;
use super::model::Model;

/// How much more a name that is like what is typed counts than words that are.
const NAME_COUNTS: u32 = 4;

/// What an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// A command of the table.
    Command(Action),
    /// Narrows the list by the saved filter of this name.
    Filter(String),
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is: "command", "view", "filter".
    pub kind: &'static str,
    /// Its name, with what it may be given.
    pub name: String,
    /// What it does.
    pub told: String,
    /// What choosing it does.
    pub run: Run,
}

/// The open palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    /// All there is, in the order of the table.
    all: Vec<Entry>,
    /// What is like what was typed, the most like first.
    pub found: Vec<Entry>,
    /// The chosen one.
    pub at: usize,
}

impl Palette {
    /// All that can be chosen where the operator is.
    pub fn open(model: &Model) -> Self {
        let all: Vec<Entry> = entries(model);
        Self { found: all.clone(), all, at: 0 }
    }

    /// Takes what was typed.
    pub fn look_for(&mut self, typed: &str) {
        self.found = ranked(&self.all, typed);
        self.at = 0;
    }

    /// Moves the choice, round the ends.
    pub fn step(&mut self, by: isize) {
        let many = self.found.len().max(1);
        let to = self.at.checked_add_signed(by).unwrap_or(many - 1);
        self.at = if to >= many { 0 } else { to };
    }

    /// What is chosen.
    pub fn chosen(&self) -> Option<&Entry> {
        self.found.get(self.at)
    }
}

fn entries(model: &Model) -> Vec<Entry> {
    let is_meant = |spec: &&Spec| {
        let is_here = spec.panes.is_empty() || spec.panes.contains(&model.focus);
        is_here && !matches!(spec.action, Action::Palette | Action::Command)
    };
    let is_view = |spec: &Spec| Pane::ALL.into_iter().any(|pane| Action::to(pane) == Some(spec.action));
    let commands = ACTIONS.iter().filter(is_meant).map(|spec| Entry {
        kind: if is_view(spec) { "view" } else { "command" },
        name: spec.usage(),
        told: spec.told(),
        run: Run::Command(spec.action),
    });
    let filters = model.subject.options.filters.0.iter().map(|saved| Entry {
        kind: "filter",
        name: format!("@{}", saved.name),
        told: saved.text.clone(),
        run: Run::Filter(saved.name.clone()),
    });
    commands.chain(filters).collect()
}

/// The entries that are like what is typed, the most like first; all in their order where nothing is typed.
fn ranked(all: &[Entry], typed: &str) -> Vec<Entry> {
    let pattern = Pattern::parse(typed.trim(), CaseMatching::Ignore, Normalization::Smart);
    if pattern.atoms.is_empty() {
        return all.to_vec();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut letters = Vec::new();
    let mut score = |text: &str| pattern.score(Utf32Str::new(text, &mut letters), &mut matcher);
    let mut scored: Vec<(u32, &Entry)> = all
        .iter()
        .filter_map(|entry| {
            let name = score(&entry.name).map(|score| score.saturating_mul(NAME_COUNTS));
            let told = score(&format!("{} {}", entry.kind, entry.told));
            Some((name.max(told)?, entry))
        })
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, entry)| entry.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::filters::SavedFilter;
    use crate::ui::samples::model;

    fn found(typed: &str, focus: Pane) -> Vec<String> {
        let mut model = model();
        model.focus = focus;
        let saved = SavedFilter { name: "urgent".to_owned(), text: "is:escalated".to_owned() };
        model.subject.options.filters.0.push(saved);
        let mut palette = Palette::open(&model);
        palette.look_for(typed);
        palette.found.iter().map(|entry| entry.name.clone()).collect()
    }

    #[test]
    fn what_is_most_like_what_is_typed_comes_first() {
        let first = |typed: &str| found(typed, Pane::Reports).into_iter().next().unwrap_or_default();
        assert_eq!(first("snz"), "snooze [UNTIL] [FILTER]");
        assert_eq!(first("poll all"), "poll-all");
        assert_eq!(first("urg"), "@urgent");
        assert_eq!(first("map"), "map");
        assert_eq!(first("MARK not RELEV"), "dismiss [FILTER]", "its words are looked through too, in any case");
        assert_eq!(found("qqqqxz", Pane::Reports), [] as [&str; 0]);
    }

    #[test]
    fn all_is_there_before_anything_is_typed_and_what_means_nothing_here_is_not() {
        let here = found("", Pane::Reports);
        assert!(here.contains(&"@urgent".to_owned()) && here.contains(&"view VIEW".to_owned()));
        assert!(!here.contains(&"reject".to_owned()));
        assert!(found("", Pane::Claims).contains(&"reject".to_owned()));
    }

    #[test]
    fn the_choice_goes_round_and_an_empty_palette_has_none() {
        let mut palette = Palette::open(&model());
        palette.step(-1);
        assert_eq!(palette.at, palette.found.len() - 1);
        palette.step(1);
        assert_eq!(palette.at, 0);
        palette.look_for("qqqqxz");
        palette.step(1);
        assert_eq!((palette.at, palette.chosen()), (0, None));
    }
}
