//! Marks on reports: decided here, shown once the store has them. A mark is for what is selected, else for the report at
//! hand; for more than one it asks first, with their number.

use super::ask::{ask_reports, ask_tags};
use super::select;
use crate::model::{ItemState, Mark, Priority, ReportId, ReportRow, Snooze, Turn};
use crate::text::entry;
use crate::text::width::{columns, cut_at_word};
use crate::ui::action::Action;
use crate::ui::ahead::{self, Stored};
use crate::ui::draft::Draft;
use crate::ui::editor::Unedited;
use crate::ui::effect::{Effect, Effects};
use crate::ui::layout::Pane;
use crate::ui::message::Turned;
use crate::ui::model::Model;
use crate::ui::prompt::{Bulk, Prompt, Purpose};
use crate::ui::{snooze, words};

/// Columns of a headline that names a report at least.
const HEADLINE: usize = 16;

/// Takes an action of triage; false where it is none.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Effects) -> bool {
    match action {
        Action::ToggleRead => mark(model, effects, |state| Mark::Read(!state.read)),
        Action::ToggleAcknowledged => mark(model, effects, |state| Mark::Acknowledged(state.acknowledged.is_none())),
        Action::ToggleStarred => mark(model, effects, |state| Mark::Starred(!state.starred)),
        Action::ToggleDismissed => mark(model, effects, |state| Mark::Dismissed(!state.dismissed)),
        Action::Escalate1 => mark(model, effects, |_| Mark::Escalated(Priority::new(1))),
        Action::Escalate2 => mark(model, effects, |_| Mark::Escalated(Priority::new(2))),
        Action::Escalate3 => mark(model, effects, |_| Mark::Escalated(Priority::new(3))),
        Action::Deescalate => mark(model, effects, |_| Mark::Escalated(None)),
        Action::Tag => ask(model, Purpose::Tag),
        Action::Untag => ask(model, Purpose::Untag),
        Action::Snooze => ask(model, Purpose::Snooze),
        Action::Note => ask(model, Purpose::Note),
        Action::Undo => undo(model, effects),
        Action::Redo => turn(model, Turn::Redo, effects),
        Action::Unread => mark(model, effects, |_| Mark::Read(false)),
        Action::Unacknowledge => mark(model, effects, |_| Mark::Acknowledged(false)),
        Action::Unstar => mark(model, effects, |_| Mark::Starred(false)),
        Action::Undismiss => mark(model, effects, |_| Mark::Dismissed(false)),
        _ => return false,
    }
    true
}

/// What is said where somebody marks an item that is in no report.
pub(super) const UNRELATED: &str = "That item is about something else and in no report: only reports are marked.";

/// Refuses to mark what is at hand, where that is in no report.
fn refuses_unrelated(model: &mut Model) -> bool {
    let is_read = model.focus == Pane::Reader;
    let is_unrelated = match model.open.as_ref().filter(|_| is_read) {
        Some(open) => open.items.iter().all(|detail| !detail.item.relevant),
        None => model.selection.is_empty() && model.reports.selected_row().is_some_and(|row| !row.is_report()),
    };
    if is_unrelated {
        model.say(UNRELATED);
    }
    is_unrelated
}

/// Ends a range that was begun in the list, which is what a mark there means; whether that cannot be told any more.
fn refuses_range(model: &mut Model) -> bool {
    model.focus != Pane::Reader && !select::end_range(model)
}

/// Opens the line for what a mark says; a note that is there already can be gone on with.
fn ask(model: &mut Model, purpose: Purpose) {
    if model.subject.options.read_only {
        return refuse(model);
    }
    if refuses_range(model) || refuses_unrelated(model) {
        return;
    }
    let targets = targets(model);
    let Some((_, first)) = targets.first() else { return model.say("No report is selected.") };
    model.draft = match (&purpose, &first.note) {
        (Purpose::Note, Some(note)) if targets.len() == 1 => Some(Draft { text: note.clone(), is_stored: true }),
        _ => None,
    };
    model.prompt = Some(Prompt::holding(purpose, model.draft.as_ref().map_or("", Draft::line)));
}

/// Says that this screen marks nothing.
pub(super) fn refuse(model: &mut Model) {
    model.say("This screen is read-only: marks are refused.");
}

/// What was typed for a mark: it is made, or refused beside the line.
pub(super) fn entered(model: &mut Model, purpose: Purpose, text: &str, effects: &mut Effects) {
    let draft = model.draft.take();
    let text = match (&purpose, &draft) {
        (Purpose::Note, Some(draft)) => draft.meant(text),
        _ => text,
    };
    if draft.as_ref().is_some_and(|draft| draft.is_stored && draft.text == text) {
        return model.say("The note stays as it is.");
    }
    let read = match purpose {
        Purpose::Tag => entry::tag(text).map(Mark::Tagged),
        Purpose::Untag => entry::tag(text).map(Mark::Untagged),
        Purpose::Note => entry::note(text).map(Mark::Note),
        Purpose::Snooze => snooze::parse(text, model.now, model.subject.zone.as_ref()).map(Mark::Snoozed),
        _ => return,
    };
    match read {
        Ok(made) => mark(model, effects, |_| made),
        Err(sentence) if purpose == Purpose::Note => keep_writing(model, text.to_owned(), sentence),
        Err(sentence) => model.prompt = Some(Prompt::holding(purpose, text).refused(sentence)),
    }
}

/// Opens the line for a note again, with all of its text and why it was not taken.
fn keep_writing(model: &mut Model, text: String, sentence: String) {
    let draft = Draft { text, is_stored: false };
    model.prompt = Some(Prompt::holding(Purpose::Note, draft.line()).refused(sentence));
    model.draft = Some(draft);
}

/// A note was written in an editor, or that failed: then its text is kept.
pub(super) fn edited(model: &mut Model, edited: Result<String, Unedited>, effects: &mut Effects) {
    model.is_dirty = true;
    let Some(prompt) = model.prompt.take_if(|prompt| prompt.purpose == Purpose::Note) else { return };
    let before = model.draft.take();
    let line = prompt.line.text();
    let given = before.as_ref().map_or(line, |draft| draft.meant(line));
    match edited {
        Ok(text) if text.trim() == given.trim() && before.as_ref().is_none_or(|draft| draft.is_stored) => {
            model.say("The editor changed nothing: the note stays as it is.");
        }
        Ok(text) => entered(model, Purpose::Note, &text, effects),
        Err(Unedited { sentence, text }) => {
            let text = text.unwrap_or_else(|| given.to_owned());
            keep_writing(model, text, format!("{sentence}; the text is kept"));
        }
    }
}

/// A mark on many was agreed to.
pub(super) fn agreed(model: &mut Model, bulk: Bulk, effects: &mut Effects) {
    model.selection.clear();
    send(model, bulk.reports, bulk.mark, effects);
}

/// A mark is stored on reports, or could not be.
pub(super) fn marked(
    model: &mut Model,
    reports: &[ReportId],
    mark: &Mark,
    stored: Result<(), String>,
    effects: &mut Effects,
) {
    if let Some(at) = model.marking.iter().position(|(marking, what)| marking == reports && what == mark) {
        model.marking.remove(at);
    }
    model.is_dirty = true;
    match stored {
        Ok(()) => {
            model.log.taking_back = None;
            show(model, &Stored::Mark(reports.to_vec(), mark.clone()));
            if model.past.is_some() {
                model.say("Marked now; the screen shows an earlier moment.");
            } else if let [_, _, ..] = reports {
                let way = model.way(Action::Undo);
                let follows = words::weight(mark, "they say").map(|told| format!(": {told}")).unwrap_or_default();
                model.say(format!("{} {} reports{follows}; {way} takes it back.", mark.done(), reports.len()));
            } else if let Some(told) = told_weight(model, reports, mark) {
                model.say(told);
            } else if let Some(told) = told(model, mark).or_else(|| told_elsewhere(model, reports, mark)) {
                model.say(told);
            }
            // The reader may have a report that is in no list, which would tell of it.
            if let Some(open) = model.open.as_ref().filter(|open| reports.contains(&open.report))
                && row(model, &open.report).is_none()
            {
                effects.push(Effect::LoadMarks { report: open.report.clone(), as_of: model.shown() });
            }
            if let Mark::Tagged(_) | Mark::Acknowledged(_) = mark {
                ask_tags(effects);
            }
            ask_reports(model, effects);
        }
        Err(sentence) => model.alarm(format!("The mark is not stored: {sentence}")),
    }
}

/// Shows what is stored in every list, and keeps it for the pages that were asked for before.
fn show(model: &mut Model, stored: &Stored) {
    let operator = model.subject.options.operator.clone();
    model.live_lists().for_each(|list| ahead::show(std::slice::from_ref(stored), list, &operator));
    model.ahead.note(stored, &model.asks);
}

/// What is said of a mark that a row does not show by itself.
fn told(model: &Model, mark: &Mark) -> Option<String> {
    match mark {
        Mark::Tagged(tag) => Some(format!("Tagged {tag}.")),
        Mark::Untagged(tag) => Some(format!("The tag {tag} is taken away.")),
        Mark::Note(Some(_)) => Some("The note is stored.".to_owned()),
        Mark::Note(None) => Some("The note is taken away.".to_owned()),
        Mark::Snoozed(Some(Snooze::Until(until))) => {
            Some(format!("Sleeps until {}.", model.subject.with_hours(*until)))
        }
        Mark::Snoozed(Some(Snooze::News)) => Some("Sleeps until something new comes to it.".to_owned()),
        Mark::Snoozed(None) => Some("Awake again.".to_owned()),
        _ => None,
    }
}

/// What is said of a mark that takes what a report says out of the figures, or back into them: on which report, where it is
/// not the selected one of the list, and what follows.
fn told_weight(model: &Model, reports: &[ReportId], mark: &Mark) -> Option<String> {
    let [report] = reports else { return None };
    let row = row(model, report);
    let figures = match row.map_or(0, |row| row.claims) {
        0 => "it says".to_owned(),
        1 => "it says (1 figure)".to_owned(),
        many => format!("it says ({many} figures)"),
    };
    let follows = words::weight(mark, &figures)?;
    let rang = row.is_some_and(|row| row.state.dismissed && row.state.escalated.is_some());
    let rang = if rang { ", and its escalation waits no more" } else { "" };
    let way = model.way(Action::Undo);
    Some(match told_elsewhere(model, reports, mark) {
        Some(told) => format!("{told}: {follows}{rang}; {way} takes it back."),
        None => format!("{} {follows}{rang}; {way} takes it back.", words::sentence(&mark.done())),
    })
}

/// What is said of a mark that was made from elsewhere than the list, where it may not be seen: on which report.
fn told_elsewhere(model: &Model, reports: &[ReportId], mark: &Mark) -> Option<String> {
    let title = match reports {
        [report] if model.focus != Pane::Reports => &row(model, report)?.title,
        _ => return None,
    };
    Some(format!("{} \"{title}\"", words::sentence(&mark.done())))
}

/// A report's row in the list, as it is now, narrowed or not.
fn row<'m>(model: &'m Model, report: &ReportId) -> Option<&'m ReportRow> {
    // What is marked is marked now, whatever moment is shown.
    let live = model.past.as_ref().map(|past| &past.reports);
    let lists = live.into_iter().chain([&model.reports]).chain(model.narrow.before.as_deref());
    lists.flat_map(|list| &list.rows).find(|row| row.id == *report)
}

/// A stroke was taken back or brought back, or there was none.
pub(super) fn turned(model: &mut Model, turn: Turn, turned: Result<Option<Turned>, String>, effects: &mut Effects) {
    match (turned, turn) {
        (Ok(Some(turned)), _) => {
            let told = on_which(model, turned.sentence, &turned.states);
            show(model, &Stored::States(turned.states));
            model.say(told);
            ask_reports(model, effects);
        }
        (Ok(None), Turn::Undo) => model.say("You have marked nothing that could be taken back."),
        (Ok(None), Turn::Redo) => model.say("Nothing was taken back since you last marked something."),
        (Err(sentence), _) => model.alarm(format!("Nothing is taken back: {sentence}")),
    }
}

/// What was taken back with the headline of the report it was made on, where it is one: it need not be seen.
fn on_which(model: &Model, sentence: String, states: &[(ReportId, ItemState)]) -> String {
    let [(report, _)] = states else { return sentence };
    let Some(row) = row(model, report) else { return sentence };
    let room = usize::from(model.screen.width).saturating_sub(columns(&sentence) + "  On \"\".".len());
    match room {
        ..HEADLINE => sentence,
        _ => format!("{sentence} On \"{}\".", cut_at_word(&row.title, room, model.subject.theme.glyphs.ellipsis)),
    }
}

/// Takes back what was done last: a decision, for which the reason is asked, or else the last stroke of marks.
fn undo(model: &mut Model, effects: &mut Effects) {
    match model.log.taking_back.clone().filter(|_| !model.subject.options.read_only) {
        Some(verdict) => super::decide::ask_reason(model, verdict),
        None => turn(model, Turn::Undo, effects),
    }
}

fn turn(model: &mut Model, turn: Turn, effects: &mut Effects) {
    if model.subject.options.read_only {
        return refuse(model);
    }
    effects.push(Effect::Turn { turn, at: model.now });
}

/// The state of a report with the marks that are on their way to the store.
pub(super) fn marks_made(model: &Model, report: &ReportId, state: &ItemState) -> ItemState {
    let mut state = state.clone();
    for (_, mark) in model.marking.iter().filter(|(marking, _)| marking.contains(report)) {
        state.apply(mark, &model.subject.options.operator);
    }
    state
}

/// The reports that a mark is for, with what is marked on them: those that are selected, else the one at hand.
fn targets(model: &Model) -> Vec<(ReportId, ItemState)> {
    let state = |report: &ReportId, then: &ItemState| {
        marks_made(model, report, row(model, report).map_or(then, |row| &row.state))
    };
    // In the reader a mark means the report that is read, which is not always the selected one, nor in the list.
    if let Some(open) = model.open.as_ref().filter(|_| model.focus == Pane::Reader) {
        let known = row(model, &open.report).map(|row| row.state.clone()).or_else(|| open.state());
        return known.map(|known| (open.report.clone(), state(&open.report, &known))).into_iter().collect();
    }
    if model.selection.is_empty() {
        let found = model.reports.selected.as_ref().and_then(|report| row(model, report));
        return found.map(|row| (row.id.clone(), state(&row.id, &row.state))).into_iter().collect();
    }
    model.selection.reports().map(|(report, then)| (report.clone(), state(report, then))).collect()
}

/// What all of these have marked.
fn shared(states: &[(ReportId, ItemState)]) -> ItemState {
    let all = |has: fn(&ItemState) -> bool| states.iter().all(|(_, state)| has(state));
    let owned = all(|state| state.acknowledged.is_some());
    ItemState {
        read: all(|state| state.read),
        starred: all(|state| state.starred),
        dismissed: all(|state| state.dismissed),
        acknowledged: states.first().and_then(|(_, state)| state.acknowledged.clone()).filter(|_| owned),
        ..ItemState::default()
    }
}

/// Decides on a mark for what is meant and sends it to the store; for more than one report it asks first.
pub(super) fn mark(model: &mut Model, effects: &mut Effects, decide: impl FnOnce(&ItemState) -> Mark) {
    if model.subject.options.read_only {
        return refuse(model);
    }
    if refuses_range(model) || refuses_unrelated(model) {
        return;
    }
    let targets = targets(model);
    let mark = match targets.as_slice() {
        [] if model.reports.selected.is_none() => return model.say("No report is selected."),
        [] => return model.say("That report is not in the list any more."),
        [(report, state)] => {
            let (report, mark) = (report.clone(), decide(state));
            if let Mark::Untagged(tag) = &mark
                && !state.tags.contains(tag)
            {
                return model.say(format!("It has no tag {tag}."));
            }
            model.selection.clear();
            return send(model, vec![report], mark, effects);
        }
        many => decide(&shared(many)),
    };
    propose(model, targets, mark, None);
}

/// Asks whether a mark is to be made on reports, with their number; those that have it already are left alone. `scope` is
/// the filter that says which, where one does.
pub(super) fn propose(model: &mut Model, targets: Vec<(ReportId, ItemState)>, mark: Mark, scope: Option<String>) {
    let operator = &model.subject.options.operator;
    let changes = |state: &ItemState| {
        let mut after = state.clone();
        after.apply(&mark, operator);
        after != *state
    };
    let all = targets.len();
    let is_changed = |(report, state): &(ReportId, ItemState)| changes(&marks_made(model, report, state));
    let reports: Vec<ReportId> = targets.into_iter().filter(is_changed).map(|(report, _)| report).collect();
    if reports.is_empty() {
        return model.say(format!("All {all} are marked so already."));
    }
    let already = all - reports.len();
    model.prompt = Some(Prompt::new(Purpose::Marking(Box::new(Bulk { mark, reports, already, scope }))));
}

fn send(model: &mut Model, reports: Vec<ReportId>, mark: Mark, effects: &mut Effects) {
    model.marking.push((reports.clone(), mark.clone()));
    effects.push(Effect::Mark { reports, mark, at: model.now });
}

#[cfg(test)]
mod tests;
